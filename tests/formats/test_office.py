"""Slides, sheets, RTF, mail, pictures and old Office files: what each must see."""

from __future__ import annotations

import datetime
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from repo_service.formats import doc, eml, image, pptx, rtf, xlsx
from repo_service.formats.base import Extract, Leaks, ReadFailure
from tests.formats import samples
from tests.formats.samples import SENTENCE, write


def shape(extract: Extract) -> list[tuple[str, int, str, str, str]]:
    return [(block.kind, block.level, block.label, block.part, block.text) for block in extract.blocks]


def test_slides_come_in_the_order_of_the_presentation_with_title_first(tmp_path: Path) -> None:
    assert shape(pptx.read(write(tmp_path, "a", samples.pptx()))) == [
        ("heading", 2, "", "slide 1", "Bilan du pilote"),
        ("paragraph", 0, "", "slide 1", SENTENCE),
        ("paragraph", 0, "", "notes 1", "Dire merci aux équipes"),
        ("item", 1, "1.", "slide 2", "Premier point"),
        ("item", 1, "2.", "slide 2", "Second point"),
        ("row", 0, "", "slide 2", "Titre du tableau"),
        ("row", 0, "", "slide 2", "Montant | 12 000"),
    ]


def test_a_merged_cell_of_a_slide_is_told_once(tmp_path: Path) -> None:
    rows = [block for block in pptx.read(write(tmp_path, "a", samples.pptx())).blocks if block.kind == "row"]
    assert [[(cell.text, cell.colspan) for cell in row.cells] for row in rows] == [
        [("Titre du tableau", 2)],
        [("Montant", 1), ("12 000", 1)],
    ]


def test_a_slide_with_entities_is_refused(tmp_path: Path) -> None:
    hostile = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    relations = samples.relations(("r1", "officeDocument", "ppt/presentation.xml"))
    members: dict[str, str | bytes] = {"[Content_Types].xml": "<Types/>", "_rels/.rels": relations}
    path = write(tmp_path, "a", samples.zipped({**members, "ppt/presentation.xml": hostile}))
    with pytest.raises(ReadFailure) as caught:
        pptx.read(path)
    assert caught.value.reason == "entities"


def test_sheets_give_rows_with_dates_in_iso_form(tmp_path: Path) -> None:
    assert shape(xlsx.read(write(tmp_path, "a", samples.xlsx()))) == [
        ("heading", 2, "", "sheet 1", "Budget"),
        ("row", 0, "", "sheet 1", f"{SENTENCE} | Date"),
        ("row", 0, "", "sheet 1", "12.5 | 2024-03-12"),
    ]


HIDDEN_SHEET = (
    '<sheet name="Budget" sheetId="1" r:id="rId1"/><sheet name="Salaires" sheetId="2" state="{}" r:id="rId2"/>'
)


def with_hidden_sheet(state: str) -> bytes:
    """A workbook whose second sheet, with a text box, is in this state."""
    with zipfile.ZipFile(io.BytesIO(samples.xlsx())) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name).decode() for name in archive.namelist()}
    book = str(members["xl/workbook.xml"])
    members["xl/workbook.xml"] = book.replace(
        '<sheet name="Budget" sheetId="1" r:id="rId1"/>', HIDDEN_SHEET.format(state)
    )
    members["xl/_rels/workbook.xml.rels"] = samples.relations(
        *(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "worksheet", "worksheets/sheet2.xml")),
        ("s", "styles", "styles.xml"),
    )
    members["xl/worksheets/sheet2.xml"] = str(members["xl/worksheets/sheet1.xml"]).replace("12.5", "3100")
    members["xl/worksheets/_rels/sheet2.xml.rels"] = samples.relations(("d", "drawing", "../drawings/drawing1.xml"))
    members["xl/drawings/drawing1.xml"] = samples.slide(samples.paragraph("encadré"))
    return samples.zipped(members)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_left_out_counted_and_not_even_named(tmp_path: Path, state: str) -> None:
    extract = xlsx.read(write(tmp_path, "a", with_hidden_sheet(state)))
    told = " ".join((*(block.text for block in extract.blocks), *extract.notices))
    assert "3100" not in told
    assert "Salaires" not in told
    assert "encadré" not in told
    assert extract.leaks == Leaks(hidden=1)
    assert extract.notices == ("1 feuille masquée n’est pas lue.",)


def test_a_sheet_that_is_shown_is_read_with_its_text_boxes(tmp_path: Path) -> None:
    extract = xlsx.read(write(tmp_path, "a", with_hidden_sheet("visible")))
    assert [block.text for block in extract.blocks if block.kind == "heading"] == ["Budget", "Salaires"]
    assert "encadré" in [block.text for block in extract.blocks]
    assert extract.leaks == Leaks()


def test_merged_cells_of_a_sheet_are_told_once(tmp_path: Path) -> None:
    rows = '<row r="5"><c r="A5" t="inlineStr"><is><t>Total</t></is></c><c r="C5"><v>3</v></c></row>'
    merged = '<mergeCells count="1"><mergeCell ref="A5:B5"/></mergeCells>'
    block = xlsx.read(write(tmp_path, "a", samples.xlsx(rows, merged))).blocks[-1]
    assert [(cell.text, cell.colspan) for cell in block.cells] == [("Total", 2), ("3", 1)]


def test_rows_beyond_the_cap_are_left_out_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAX_ROWS", 1)
    extract = xlsx.read(write(tmp_path, "a", samples.xlsx()))
    assert [block.kind for block in extract.blocks] == ["heading", "row"]
    assert extract.notices == ("Seules les 1 premières lignes du classeur ont été lues.",)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (0.1 + 0.2, "0.3"),
        (True, "vrai"),
        (datetime.datetime(2024, 3, 12), "2024-03-12"),  # noqa: DTZ001
        (datetime.datetime(2024, 3, 12, 10, 5), "2024-03-12 10:05"),  # noqa: DTZ001
        (datetime.time(9, 30), "09:30"),
        (" mot ", "mot"),
    ],
)
def test_values_are_printed_as_people_write_them(value: object, text: str) -> None:
    assert xlsx.printed(value) == text


def test_rtf_gives_accents_rows_notes_and_properties(tmp_path: Path) -> None:
    extract = rtf.read(write(tmp_path, "a", samples.rtf()))
    assert shape(extract) == [
        ("paragraph", 0, "", "body", SENTENCE),
        ("row", 0, "", "body", "Montant | 12 000"),
        ("paragraph", 0, "", "body", "Fin."),
        ("paragraph", 0, "", "footnote 1", "Voir la note."),
    ]
    assert extract.properties == {"title": "Convention", "author": "Anne Morel", "created": "2024-03-12"}
    assert extract.notices == ()


def test_an_rtf_cut_short_is_read_and_said_to_be_incomplete(tmp_path: Path) -> None:
    extract = rtf.read(write(tmp_path, "a", samples.rtf()[:-6]))
    assert extract.blocks[0].text == SENTENCE
    assert extract.notices == ("Ce fichier semble incomplet : sa fin manque.",)


def test_100000_open_braces_are_answered(tmp_path: Path) -> None:
    assert rtf.read(write(tmp_path, "a", b"{\\rtf1 " + b"{" * 100_000 + b" mot")).blocks[0].text == "mot"


def test_mail_gives_its_headers_then_the_plain_wording_once(tmp_path: Path) -> None:
    extract = eml.read(write(tmp_path, "a", samples.eml()))
    assert [block.text for block in extract.blocks] == [
        "Réunion du comité",
        "De : Anne Morel <anne@exemple.fr>",
        "À : comite@exemple.fr",
        "Date : Tue, 12 Mar 2024 10:30:00 +0100",
        "Bonjour,",
        SENTENCE,
    ]
    assert extract.notices == ("Pièces jointes non lues : ordre du jour.pdf.",)
    assert extract.properties["created"] == "2024-03-12T10:30:00+01:00"


def test_mail_written_in_html_only_is_cleaned_and_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@b.fr", "c@d.fr", "Objet"
    message.set_content(f"<h2>Titre</h2><script>alert(1)</script><p>{SENTENCE}</p>", subtype="html", charset="cp1252")
    extract = eml.read(write(tmp_path, "a", message.as_bytes()))
    assert [(block.kind, block.text) for block in extract.blocks][-2:] == [
        ("heading", "Titre"),
        ("paragraph", SENTENCE),
    ]


def test_messages_within_messages_are_read_to_a_limit(tmp_path: Path) -> None:
    message = EmailMessage()
    message.set_content("fond")
    for depth in range(8):
        outer = EmailMessage()
        outer["From"], outer["To"], outer["Subject"] = "a@b.fr", "c@d.fr", f"niveau {depth}"
        outer.set_content(f"texte {depth}")
        outer.add_attachment(message)
        message = outer
    extract = eml.read(write(tmp_path, "a", message.as_bytes()))
    headings = [(block.text, block.part) for block in extract.blocks if block.kind == "heading"]
    assert headings[:2] == [("niveau 7", "body"), ("niveau 6", "message 2")]
    assert len(headings) == eml.MAX_NESTED
    assert extract.notices == ("Pièces jointes non lues : autres messages transférés.",)


@pytest.mark.parametrize("charset", [b"inconnu-42", b"utf-7", b"x" * 300])
def test_a_mail_in_an_unknown_character_set_is_guessed(charset: bytes, tmp_path: Path) -> None:
    head = b"From: a@b.fr\nTo: c@d.fr\nSubject: x\nContent-Type: text/plain; charset=" + charset
    extract = eml.read(write(tmp_path, "a", head + b"\n\nUn mot simple"))
    assert extract.blocks[-1].text == "Un mot simple"


def test_a_text_that_begins_like_a_header_is_no_mail() -> None:
    assert not eml.recognise("Objet : réunion\nDate: demain\nSubject: rien\n\nTexte".encode(), ())
    assert not eml.recognise(b"To: vous\nFrom: nous\n\nBonjour", ())


@pytest.mark.parametrize("name", ["jpeg", "tiff", "webp"])
def test_pictures_are_measured_without_being_decoded(name: str, tmp_path: Path) -> None:
    assert image.dimensions(write(tmp_path, "a", samples.SAMPLES[name]())) == (640, 480)


def test_a_flood_of_pixels_is_only_read_in_its_announcement(tmp_path: Path) -> None:
    extract = image.read(write(tmp_path, "a", samples.png(100_000, 100_000)))
    assert extract.status == "no_text"
    assert extract.properties["subject"] == "100000 × 100000 pixels"


def test_the_streams_of_an_old_office_file_tell_what_it_is(tmp_path: Path) -> None:
    assert "PowerPoint Document" in doc.streams(write(tmp_path, "a", samples.ole("PowerPoint Document")))
    assert doc.streams(write(tmp_path, "b", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600)) == ()


def test_an_old_word_file_is_read_through_catdoc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "catdoc"
    program.write_text(f"#!/bin/sh\nprintf '%s\\n\\n- un point\\n' '{SENTENCE}'\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    extract = doc.read(write(tmp_path, "a", samples.ole("WordDocument")))
    assert [block.text for block in extract.blocks] == [SENTENCE, "un point"]
    assert extract.notices


def test_without_catdoc_an_old_word_file_is_unsupported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ReadFailure) as caught:
        doc.read(write(tmp_path, "a", samples.ole("WordDocument")))
    assert caught.value.reason == "unsupported"


@pytest.mark.parametrize("damage", [(512, b"\0" * 32), (512 + 4, b"\x01\0\0\0")])
def test_an_old_workbook_whose_chain_comes_back_is_damaged_not_endless(
    tmp_path: Path, damage: tuple[int, bytes]
) -> None:
    whole = samples.SAMPLES["xls"]()
    place, put = damage
    path = write(tmp_path, "rond.xls", whole[:place] + put + whole[place + len(put) :])
    assert doc.comes_back(path)
    with pytest.raises(ReadFailure, match="damaged"):
        xlsx.read(path)
    assert not doc.comes_back(write(tmp_path, "bon.xls", whole))
