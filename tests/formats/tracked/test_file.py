"""The Word file of a comparison: what our own readers make of it, and what it says beside the text."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from lxml import etree

from repo_service.domain.comparison.changes import Change, Comparison, Piece, PieceKind
from repo_service.domain.comparison.comparing import compare
from repo_service.domain.passages import Span
from repo_service.formats import docx
from repo_service.formats.isolate import Reader
from repo_service.formats.tracked.marking import NAMES, w
from repo_service.formats.tracked.writing import write
from tests.formats.tracked.pairs import KINDS, MEET, OWN, PAY, SHARE, TABLE, h, li, p
from tests.formats.tracked.revising import text
from tests.formats.tracked.written import ABOUT, body_of, file_of, shape, text_of

READABLE = sorted(KINDS.keys() - {"what XML cannot hold"})
CHANGES = ("ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart", "rPrChange", "pPrChange")
# The order of the children of some elements (ECMA-376 part 1, annex A), as far as they are written here.
ORDER = {
    "p": ("pPr", "*"), "tbl": ("tblPr", "tblGrid", "tr"), "tr": ("trPr", "tc"), "tc": ("tcPr", "p"),
    "trPr": ("tblHeader", "ins", "del"), "tcPr": ("tcW", "gridSpan", "vMerge", "shd"),
    "pPr": ("pStyle", "ind", "rPr", "pPrChange"), "r": ("rPr", "*"),
    "rPr": (
        "ins", "del", "moveFrom", "moveTo", "rFonts", "b", "i", "color", "u", "vertAlign", "rPrChange",
    ),
    "tblPr": ("tblStyle", "tblW", "tblLook"), "tblGrid": ("gridCol",), "rPrChange": ("rPr",), "pPrChange": ("pPr",),
    "ins": ("r",), "del": ("r",), "moveFrom": ("r",), "moveTo": ("r",), "hyperlink": ("*",),
}  # fmt: skip


def put(folder: Path, content: bytes) -> Path:
    """A file with this content."""
    path = folder / "comparison.docx"
    path.write_bytes(content)
    return path


def mirrored(content: bytes) -> bytes:
    """The same file with what is deleted said to be inserted, and the other way round: it reads as the first text."""
    swapped = {"ins": "del", "del": "ins", "moveFrom": "moveTo", "moveTo": "moveFrom", "t": "delText", "delText": "t"}
    body = body_of(content)
    elements = [element for element in body.iter() if etree.QName(element).localname in swapped]
    for element in elements:
        name = etree.QName(element).localname
        if name != "t" or any(etree.QName(one).localname == "del" for one in element.iterancestors()):
            element.tag = w(swapped[name])
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, etree.tostring(body) if name == "word/document.xml" else old.read(name))
    return made.getvalue()


@pytest.mark.parametrize("name", READABLE)
def test_our_own_reader_reads_the_second_text(name: str, tmp_path: Path) -> None:
    before, after = KINDS[name]
    assert shape(text_of(put(tmp_path, file_of(before, after)))) == shape(after)


@pytest.mark.parametrize("name", READABLE)
def test_with_deletions_and_insertions_exchanged_it_reads_the_first_words(name: str, tmp_path: Path) -> None:
    before, after = KINDS[name]
    found = shape(text_of(put(tmp_path, mirrored(file_of(before, after)))))
    if name not in {"paragraph made a heading", "label lost"}:  # the look of another sort is kept as a change of looks
        assert found == shape(before)
    assert [entry[2] for entry in found] == [entry[2] for entry in shape(before)]


def test_the_isolated_reader_counts_the_changes_and_the_cleaned_copy_is_the_second_text(tmp_path: Path) -> None:
    before, after = list(text("textes/charte-v1")), list(text("textes/charte-v2"))
    file = put(tmp_path, file_of(before, after))
    reader = Reader()
    try:
        _, _, extract = reader.read(file, file.name)
    finally:
        reader.close()
    assert extract.status == "read"
    assert extract.leaks.insertions > 5
    assert extract.leaks.deletions > 5
    docx.clean(file, tmp_path / "clean.docx")
    assert not docx.read(tmp_path / "clean.docx").leaks.any
    assert shape(text_of(tmp_path / "clean.docx")) == shape(after)


@pytest.mark.parametrize("name", KINDS)
def test_elements_stand_in_the_order_of_the_schema(name: str) -> None:
    for element in body_of(file_of(*KINDS[name])).iter():
        order = ORDER.get(etree.QName(element).localname)
        if order is None or element.getparent().tag == w("sectPr"):
            continue
        names = [etree.QName(child).localname for child in element]
        ranks = [order.index(one) if one in order else order.index("*") for one in names]
        assert ranks == sorted(ranks), etree.tostring(element)


@pytest.mark.parametrize("name", KINDS)
def test_every_change_has_a_number_of_its_own_an_author_and_an_instant(name: str) -> None:
    changes = list(body_of(file_of(*KINDS[name])).iter(*map(w, CHANGES)))
    assert len({one.get(w("id")) for one in changes}) == len(changes)
    assert {one.get(w("author")) for one in changes} <= {"Julien Robic"}
    assert {one.get(w("date")) for one in changes} <= {"2024-03-12T13:30:05Z"}
    assert bool(changes) == (name not in {"nothing", "two empty texts"})


def marks(content: bytes) -> list[str]:
    """The fate of the end of each paragraph outside tables, "" for one that stays."""
    found = []
    for paragraph in body_of(content).iterfind("w:body/w:p", NAMES):
        change = paragraph.find("w:pPr/w:rPr/*", NAMES)
        found.append("" if change is None else etree.QName(change).localname)
    return found


def test_the_first_part_of_a_split_passage_bears_the_inserted_end() -> None:
    assert marks(file_of([p(f"{SHARE} {OWN}"), p(PAY)], [p(SHARE), p(OWN), p(PAY)])) == ["ins", "", "", ""]


def test_the_first_of_two_joined_passages_bears_the_deleted_end() -> None:
    assert marks(file_of([p(SHARE), p(OWN), p(PAY)], [p(f"{SHARE} {OWN}"), p(PAY)])) == ["del", "", "", ""]


def test_the_words_of_both_parts_of_a_split_passage_are_no_change() -> None:
    body = body_of(file_of([p(f"{SHARE} {OWN}"), p(PAY)], [p(SHARE), p(OWN), p(PAY)]))
    assert "".join(body.itertext(w("delText"))).strip() == ""
    assert not body.findall(".//w:ins/w:r/w:t", NAMES)


def test_a_moved_passage_is_taken_away_and_brought_under_one_name() -> None:
    body = body_of(file_of(*KINDS["two moved"]))
    left = [one.get(w("name")) for one in body.iter(w("moveFromRangeStart"))]
    came = [one.get(w("name")) for one in body.iter(w("moveToRangeStart"))]
    assert left
    assert len(set(left)) == len(left)
    assert sorted(left) == sorted(came)
    for side in ("From", "To"):
        starts = [one.get(w("id")) for one in body.iter(w(f"move{side}RangeStart"))]
        assert starts == [one.get(w("id")) for one in body.iter(w(f"move{side}RangeEnd"))]
    assert "".join(one.text for one in body.iterfind(".//w:moveFrom/w:r/w:t", NAMES)).startswith(("Les bib", "Chaque"))
    assert not body.findall(".//w:delText", NAMES)


def test_a_row_that_came_or_went_is_tracked_as_a_row() -> None:
    body = body_of(file_of(*KINDS["rows removed"]))
    assert len(body.findall(".//w:trPr/w:del", NAMES)) == 2
    assert not body.findall(".//w:trPr/w:ins", NAMES)
    assert len(body.findall(".//w:tbl", NAMES)) == 1


def test_a_changed_cell_tracks_its_words_alone() -> None:
    body = body_of(file_of(*KINDS["cell changed"]))
    assert not body.findall(".//w:trPr/*", NAMES)
    assert [one.text for one in body.iterfind(".//w:tc//w:ins//w:t", NAMES)] == ["13"]
    assert [one.text for one in body.iterfind(".//w:tc//w:del//w:delText", NAMES)] == ["12"]


def test_a_label_that_differs_is_tracked_before_its_words() -> None:
    body = body_of(file_of([li("1.", MEET)], [li("2.", MEET)]))
    assert [one.text for one in body.iter(w("delText"))] == ["1. "]
    assert [one.text for one in body.iterfind(".//w:ins//w:t", NAMES)] == ["2. "]


def test_looks_stand_on_the_words_that_stay_and_their_former_look_is_tracked() -> None:
    body = body_of(file_of(*KINDS["looks"]))
    assert not body.findall(".//w:ins", NAMES)
    (run,) = (one for one in body.iter(w("r")) if one.findtext(w("t")) == "comité")
    assert run.find("w:rPr/w:i", NAMES) is not None
    assert run.find("w:rPr/w:b", NAMES) is None
    assert run.find("w:rPr/w:rPrChange/w:rPr/w:b", NAMES) is not None
    assert run.find("w:rPr/w:rPrChange/w:rPr/w:i", NAMES) is None


@pytest.mark.parametrize("address", ["javascript:alert(1)", "doc:Charte", "file:///etc/passwd", "http://[bad"])
def test_a_link_that_leads_elsewhere_than_to_the_web_is_its_words_alone(address: str) -> None:
    content = file_of([p(MEET)], [p(MEET, Span(0, 9, "link", address)), p(PAY, Span(0, 3, "link", "https://a.example/"))])
    assert len(body_of(content).findall(".//w:hyperlink", NAMES)) == 1
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if address.encode() in archive.read(name)]


def test_the_file_opens_with_python_docx_and_says_what_it_is_and_nobody_s_name_but_of_the_changes() -> None:
    content = file_of(*KINDS["words changed"])
    document = python_docx.Document(io.BytesIO(content))
    properties = document.core_properties
    assert (properties.title, properties.subject) == (ABOUT.title, ABOUT.summary)
    assert (properties.author, properties.last_modified_by, properties.comments, properties.keywords) == ("",) * 4
    assert properties.modified == datetime(2024, 3, 12, 13, 30, 5, tzinfo=UTC)
    header = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
    assert header == [ABOUT.title, ABOUT.summary]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        named = [name for name in archive.namelist() if b"Robic" in archive.read(name)]
        assert not [name for name in archive.namelist() if "thumbnail" in name]
    assert named == ["word/document.xml"]


@pytest.mark.parametrize(("language", "said"), [("fr", "fr-FR"), ("en", "en-GB"), ("pt-BR", "pt-BR"), ("", "fr-FR")])
def test_the_language_of_the_text_is_told(language: str, said: str) -> None:
    content = file_of([p(MEET)], [p(PAY)], replace(ABOUT, language=language))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        styles: Any = etree.fromstring(archive.read("word/styles.xml"))
    assert styles.find(".//w:docDefaults//w:lang", NAMES).get(w("val")) == said


def test_the_same_comparison_gives_the_same_bytes() -> None:
    before, after = text("textes/charte-v1"), text("textes/charte-v3")
    assert file_of(before, after) == file_of(before, after)


def test_signs_that_xml_cannot_hold_are_left_out_wherever_they_stand() -> None:
    bad = "a\x00\x08\x1f\ud800\udfff\ufffe\uffffb"
    about = replace(ABOUT, title=bad, summary=bad, author=bad)
    linked = p(bad, Span(0, 3, "link", f"https://x.example/{bad}"))
    content = file_of([p(bad), *TABLE], [h(bad), li(bad, bad), linked], about)
    document = python_docx.Document(io.BytesIO(content))
    assert document.core_properties.title == "ab"
    assert re.search("[\x00-\x08\x1f]", "".join(body_of(content).itertext())) is None
    assert {one.get(w("author")) for one in body_of(content).iter(w("ins"))} == {"ab"}


def test_a_long_title_is_cut_in_the_properties_alone() -> None:
    document = python_docx.Document(io.BytesIO(file_of([p(MEET)], [p(PAY)], replace(ABOUT, title="Titre " * 100))))
    assert len(document.core_properties.title) <= 255
    assert document.sections[0].header.paragraphs[0].text == "Titre " * 100


def test_an_empty_text_and_one_of_many_equal_passages_are_written() -> None:
    many = [p("Idem.")] * 3000
    assert compare(many, many[:-1]).counts.removed == 1
    assert len(body_of(file_of(many, many[:-1])).findall("w:body/w:p", NAMES)) == 3001


def test_a_passage_of_many_changed_words_is_written_whole_and_the_page_settings_stay_last() -> None:
    kinds: tuple[PieceKind, ...] = ("same", "out", "in")
    pieces = [Piece(kind, f"{kind}{n} ") for n in range(10_000) for kind in kinds]
    before = "".join(piece.text for piece in pieces if piece.kind != "in")
    after = "".join(piece.text for piece in pieces if piece.kind != "out")
    comparison = Comparison((Change("changed", (0,), (0,), pieces=tuple(pieces)),), 0.5)
    body = body_of(write([p(before)], [p(after)], comparison, ABOUT))
    assert [etree.QName(one).localname for one in body.find("w:body", NAMES)] == ["p", "p", "sectPr"]
    assert "".join(one.text for one in body.iter(w("t"))) == after
    assert [one.text for one in body.iter(w("delText"))] == [f"out{n} " for n in range(10_000)]
    assert not [one for one in body.iter() if one is not body and set(one.nsmap) != set(body.nsmap)]
