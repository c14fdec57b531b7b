"""Remarks of OpenDocument texts, and of files that a real LibreOffice makes of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from repo_service.formats import odt
from repo_service.formats.annotated import opendocument, word
from repo_service.formats.base import Annotated, ReadFailure
from tests.formats import samples
from tests.formats.annotated.test_word import covered, note
from tests.formats.build_odt import TextFile, change, h, listed, p, part, remark, table, tr, tracked
from tests.formats.build_odt import note as footnote
from tests.formats.build_word import DELETED_MARK, WordFile, deleted, ins, r
from tests.formats.build_word import p as wp


def remarks(tmp_path: Path, body: str) -> Annotated:
    return opendocument.read(TextFile(body).save(tmp_path / "copie.odt"))


def said(found: Annotated) -> list[tuple[str, str, str, str]]:
    return [(one.sort, one.author, one.text, one.passage_before[one.start : one.end]) for one in found.remarks]


def test_what_is_struck_and_what_comes_in_is_one_remark_in_its_place(tmp_path: Path) -> None:
    changes = tracked(("c1", "insertion", ""), ("c2", "deletion", "deux"), ("c3", "format-change", ""))
    inner = change("change", "c2") + change("change-start", "c1") + "trois" + change("change-end", "c1")
    found = remarks(tmp_path, changes + p(f"Le comité se réunit {inner} fois."))
    assert said(found) == [("replacement", "Claire Martin", "trois", "deux")]
    (one,) = found.remarks
    assert (one.date, one.passage_before) == ("2024-03-12T10:00:00", "Le comité se réunit deux fois.")


def test_paragraphs_that_come_in_or_go_are_told_on_their_passages(tmp_path: Path) -> None:
    changes = tracked(("c1", "insertion", ""), ("c2", "deletion", "</text:p>"))
    gone = changes.replace("<text:p text:style-name=\"\"></text:p></text:p>", p("Deux.") + p(""))
    body = gone + p("Un.") + p(change("change", "c2") + "Trois.") + p("Fin." + change("change-start", "c1"))
    found = remarks(tmp_path, body + p("Nouveau." + change("change-end", "c1")))
    assert found.passages == ("Un.", "Deux.", "Trois.", "Fin.")
    assert said(found) == [
        ("deletion", "Claire Martin", "Deux.", "Deux."), ("insertion", "Claire Martin", "\nNouveau.", ""),
    ]  # fmt: skip


def test_an_annotation_covers_its_range_and_replies_to_another(tmp_path: Path) -> None:
    first = remark(p("À qui ?"), "Zoé").replace("<office:annotation>", '<office:annotation office:name="a">')
    reply = remark(p("À tous."), "Paul").replace(
        "<office:annotation>", '<office:annotation office:name="b" loext:parent-name="a">'
    )  # fmt: skip
    ends = '<office:annotation-end office:name="a"/><office:annotation-end office:name="b"/>'
    found = remarks(tmp_path, p(f"Les {first}{reply}frais{ends} sont partagés."))
    assert said(found) == [("comment", "Zoé", "À qui ?", "frais"), ("comment", "Paul", "À tous.", "frais")]
    one, other = found.remarks
    assert (other.answers, one.answers) == (one.key, "")


def test_an_annotation_without_a_range_stands_where_it_is(tmp_path: Path) -> None:
    row, item = table(tr("a", p(f"b{remark('Ici ?')}"))), listed(f"Un point.{remark('Là ?')}")
    found = remarks(tmp_path, h("Titre") + row + item)
    assert [(one.text, one.passage_before) for one in found.remarks] == [("Ici ?", "a | b"), ("Là ?", "Un point.")]


def test_notes_are_marked_as_the_reader_of_the_text_marks_them(tmp_path: Path) -> None:
    body = p("Le comité" + footnote("1", f"Réélu.{remark('En quelle année ?')}") + " se réunit.")
    file = TextFile(body).save(tmp_path / "copie.odt")
    found = opendocument.read(file)
    assert set(found.passages) == {block.text for block in odt.read(file).blocks}
    assert [one.passage_before for one in found.remarks] == ["Réélu."]


def test_a_text_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "copie.odt"
    path.write_bytes(samples.ods())
    with pytest.raises(ReadFailure, match="not_a_document"):
        opendocument.read(path)
    broken = TextFile(members={"content.xml": part("document-content", "")[:-9]}).save(tmp_path / "coupe.odt")
    with pytest.raises(ReadFailure, match="damaged"):
        opendocument.read(broken)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Annotated]:
    """What is read of one Word file with remarks, and of what LibreOffice makes of it as .odt and as .docx."""
    if not shutil.which("soffice"):
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is not installed (libreoffice-writer-nogui)")
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("copies")
    struck = deleted("deux").replace('"Paul Roux"', '"Claire Martin" w:date="2024-03-12T10:00:00Z"')
    body = wp("Compte rendu.") + wp(r("Le comité se réunit ") + struck + ins(r("trois")) + r(" fois par an."))
    body += wp(r("Les ") + covered(0, r("frais")) + r(" sont partagés."))
    body += wp(deleted("Sans objet."), properties=DELETED_MARK)
    body += wp(r("Fin ") + ins(r("provisoire ")) + r("du texte."))
    source = WordFile(body, {"comments": note(0, wp("Quels frais ?"))}).save(folder / "source.docx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for form in ("odt", "docx"):
        subprocess.run(
            ["soffice", "--headless", profile, "--convert-to", form, "--outdir", str(folder / form), str(source)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
    return {
        "ours": word.read(source), "odt": opendocument.read(folder / "odt" / "source.odt"),
        "docx": word.read(folder / "docx" / "source.docx"),
    }  # fmt: skip


@pytest.mark.parametrize("form", ["odt", "docx"])
def test_copies_that_libreoffice_saved_say_the_same(converted: dict[str, Annotated], form: str) -> None:
    ours, theirs = converted["ours"], converted[form]
    assert theirs.passages == ours.passages
    assert said(theirs) == said(ours)
    assert [one.date[:10] for one in theirs.remarks] == [one.date[:10] for one in ours.remarks]
