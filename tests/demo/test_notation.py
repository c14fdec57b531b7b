"""The notation that librarians copy: what each mark gives, and how a mistake is told."""

from __future__ import annotations

import io
import re
from pathlib import Path

import docx
import pypdfium2
import pytest

from repo_service.demo import pdf, sources, word
from repo_service.demo.inline import Run, plain, runs, typeset
from repo_service.demo.sources import OPTIONAL, REQUIRED, Numbering, SourceError

_HEAD = {
    "Fichier": "essai.docx",
    "Nature": "compte rendu",
    "Titre": "Essai",
    "Date": "2024-03-12",
    "Visible par": "public",
    "État": "publié",
    "Motif": "essai",
    "Auteur": "Yann Tréguer",
}


def _source(folder: Path, text: str, **changes: str) -> sources.Source:
    head = "\n".join(f"{name} : {value}" for name, value in (_HEAD | changes).items() if value)
    path = folder / "essai.md"
    path.write_text(f"---\n{head}\n---\n{text}", encoding="utf-8")
    return sources.read(path)


def test_marks_open_the_blocks_that_the_readme_promises(tmp_path: Path) -> None:
    read = _source(
        tmp_path, "# T\n\n## A\n\n### #. B\n\ntexte\nsuite\n\n- un\n  - deux\n\n> cité\n\n#. compté\n\n1. a\n2. b\n"
    )
    assert [(b.kind, b.level, b.auto, plain(b.runs)) for b in read.blocks] == [
        ("title", 0, False, "T"),
        ("heading", 1, False, "A"),
        ("heading", 2, True, "B"),
        ("paragraph", 0, False, "texte suite"),
        ("item", 1, False, "un"),
        ("item", 2, False, "deux"),
        ("quote", 0, False, "cité"),
        ("paragraph", 0, True, "compté"),
        ("paragraph", 0, False, "1. a"),
        ("paragraph", 0, False, "2. b"),
    ]


def test_a_final_backslash_breaks_the_line_inside_a_paragraph(tmp_path: Path) -> None:
    read = _source(tmp_path, "pour 4\\\ncontre 0\n")
    assert plain(read.blocks[0].runs) == "pour 4\ncontre 0"


def test_an_empty_header_row_makes_a_table_without_header(tmp_path: Path) -> None:
    with_header, without = _source(tmp_path, "| a | b |\n|---|---|\n| 1 | |\n\n| | |\n|---|---|\n| x | y |\n").blocks
    assert (with_header.headed, len(with_header.rows)) == (True, 2)
    assert (without.headed, len(without.rows)) == (False, 1)


def test_inline_marks_become_runs() -> None:
    assert runs("un **gras** et *ital* [lien](https://a.example)[^1]") == (
        Run("un "),
        Run("gras", bold=True),
        Run(" et "),
        Run("ital", italic=True),
        Run(" "),
        Run("lien", link="https://a.example"),
        Run("", note="1"),
    )


def test_tracked_changes_and_remarks_are_told_apart_and_plain_accepts_them() -> None:
    parts = runs("le {--3--}{++4++} mai {==à vérifier==}{>>Odile Saint-Cast : vu<<}")
    assert [part.change for part in parts] == ["", "deleted", "inserted", "", ""]
    assert parts[-1] == Run("à vérifier", remark="Odile Saint-Cast : vu")
    assert plain(parts) == "le 4 mai à vérifier"


def test_french_spacing_is_added_where_a_person_types_plain_spaces() -> None:
    assert typeset("l'été : « n° 3 » ?") == "l’été\u00a0: «\u00a0n°\u00a03\u00a0»\u00a0?"


def test_raw_typography_leaves_what_was_typed(tmp_path: Path) -> None:
    read = _source(tmp_path, "l'ordre du jour :\n", Typographie="brute")
    assert plain(read.blocks[0].runs) == "l'ordre du jour :"


def test_numbering_gives_pattern_and_first_number(tmp_path: Path) -> None:
    assert _source(tmp_path, "a\n").numbering == Numbering("%1.", 1)
    chosen = _source(tmp_path, "a\n", Numérotation="Décision 2025-%01 –, à partir de 5")
    assert chosen.numbering == Numbering("Décision 2025-%01 –", 5)


def test_word_counts_from_the_first_number_with_two_digits(tmp_path: Path) -> None:
    read = _source(tmp_path, "#. Adopté.\n", Numérotation="Décision 2025-%01 –, à partir de 5")
    numbering = docx.Document(io.BytesIO(word.build(read))).part.numbering_part.element.xml
    level = numbering[numbering.index('w:start w:val="5"') :][:300]
    assert '<w:numFmt w:val="decimalZero"/>' in level
    assert 'w:val="Décision 2025-%1 –"' in level


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"Date": ""}, "Date"),
        ({"Nature": "procès"}, "compte rendu"),
        ({"Visible par": "tous"}, "partenaires"),
        ({"État": "fini"}, "adopté"),
        ({"Couleur": "bleu"}, "Couleur"),
    ],
)
def test_a_wrong_head_is_told_with_the_file_and_what_is_expected(
    tmp_path: Path, changes: dict[str, str], told: str
) -> None:
    with pytest.raises(SourceError, match=told) as caught:
        _source(tmp_path, "texte\n", **changes)
    assert "essai.md" in str(caught.value)


def test_a_note_called_but_not_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="2"):
        _source(tmp_path, "texte[^1] et[^2]\n\n[^1]: une note\n")


def test_a_source_without_head_is_told(tmp_path: Path) -> None:
    path = tmp_path / "nu.md"
    path.write_text("texte\n", encoding="utf-8")
    with pytest.raises(SourceError, match="en-tête"):
        sources.read(path)


def test_ligatures_apostrophes_and_dashes_survive_in_a_pdf(tmp_path: Path) -> None:
    page = pypdfium2.PdfDocument(pdf.build(_source(tmp_path, "Le cœur de l'œuvre – 3 €\n", Fichier="essai.pdf")))[0]
    assert "Le cœur de l’œuvre – 3\u00a0€" in page.get_textpage().get_text_range().replace("3 €", "3\u00a0€")


def test_a_character_that_a_core_font_lacks_is_refused_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="ж"):
        pdf.build(_source(tmp_path, "ж\n", Fichier="essai.pdf"))


def test_every_head_line_is_explained_in_the_readme() -> None:
    readme = Path(__file__).parents[2] / "templates" / "demonstration" / "README.md"
    explained = re.findall(r"^\| ([^|]+) \| (?:oui)? ?\|", readme.read_text(encoding="utf-8"), re.MULTILINE)
    assert {name.strip() for line in explained for name in line.split(",")} - {"Ligne"} == {*REQUIRED, *OPTIONAL}
