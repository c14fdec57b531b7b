"""PDF: paragraphs, headings and words put together again from lines; hostile and closed files refused clearly."""

from __future__ import annotations

from pathlib import Path

import pytest
from fpdf import FPDF

from repo_service.formats import ocr, pdf
from repo_service.formats.base import ReadFailure
from repo_service.formats.isolate import Reader
from repo_service.formats.shaping import lines
from repo_service.formats.shaping.lines import Line, Words
from tests.formats import samples
from tests.formats.samples import write

LONG = "Le comité de pilotage décide à l'unanimité d'acquérir la base de données pour tous les partenaires. " * 3


def raw(*objects: bytes) -> bytes:
    """A PDF of these numbered objects, the first of which is the catalogue."""
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def test_lines_become_paragraphs_again(tmp_path: Path) -> None:
    extract = pdf.read(write(tmp_path, "a", samples.pdf([[LONG, LONG], ["Fin."]])))
    assert [(block.text, block.part) for block in extract.blocks] == [
        (LONG.strip(), "page 1"),
        (LONG.strip(), "page 1"),
        ("Fin.", "page 2"),
    ]


def test_large_print_is_a_heading(tmp_path: Path) -> None:
    document = FPDF()
    document.add_page()
    for size, text in ((20, "Bilan"), (14, "Finances"), (11, LONG), (14, "Personnel"), (11, LONG)):
        document.set_font("helvetica", size=size)
        document.multi_cell(0, size / 2, text, new_x="LMARGIN", new_y="NEXT")
    extract = pdf.read(write(tmp_path, "a", bytes(document.output())))
    assert [(block.level, block.text) for block in extract.blocks if block.kind == "heading"] == [
        (1, "Bilan"),
        (2, "Finances"),
        (2, "Personnel"),
    ]


def test_a_repeated_header_is_kept_once_and_said(tmp_path: Path) -> None:
    extract = pdf.read(write(tmp_path, "a", samples.pdf([["Consortium", LONG, f"Texte {n}"] for n in "abcde"])))
    texts = [block.text for block in extract.blocks]
    assert texts.count("Consortium") == 1
    assert [f"Texte {n}" in texts for n in "abcde"] == [True] * 5
    assert texts.count(LONG.strip()) == 5
    assert lines.FURNITURE_NOTICE in extract.notices


def test_a_pdf_tells_its_title_and_author(tmp_path: Path) -> None:
    properties = pdf.read(write(tmp_path, "a", samples.pdf())).properties
    assert (properties["title"], properties["author"]) == ("Compte rendu", "Anne Morel")


def test_a_pdf_without_text_is_a_scan(tmp_path: Path) -> None:
    assert pdf.read(write(tmp_path, "a", samples.scanned_pdf())).status == "no_text"


def test_pages_without_text_are_said(tmp_path: Path) -> None:
    extract = pdf.read(write(tmp_path, "a", samples.pdf([["Un"], [], ["Trois"]])))
    assert extract.notices == ("Pages sans texte (images ou pages vides)\u00a0: 2.",)


def test_a_pdf_with_a_password_is_encrypted(tmp_path: Path) -> None:
    document = FPDF()
    document.set_encryption(owner_password="a", user_password="b")
    document.add_page()
    with pytest.raises(ReadFailure) as caught:
        pdf.read(write(tmp_path, "a", bytes(document.output())))
    assert caught.value.reason == "encrypted"


def test_a_pdf_that_only_forbids_printing_is_read(tmp_path: Path) -> None:
    document = FPDF()
    document.set_encryption(owner_password="a")
    document.add_page()
    document.set_font("helvetica", size=11)
    document.cell(text="Lisible")
    assert [block.text for block in pdf.read(write(tmp_path, "a", bytes(document.output()))).blocks] == ["Lisible"]


@pytest.mark.parametrize(
    "kids",
    [b"[2 0 R]", b"[3 0 R]", b"[2 0 R 2 0 R 2 0 R]"],
    ids=["a node that is its own child", "two nodes in a circle", "three times itself"],
)
def test_a_circle_of_pages_is_refused_or_empty(kids: bytes, tmp_path: Path) -> None:
    circle = raw(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1000000/Kids %s>>" % kids,
        b"<</Type/Pages/Count 1000000/Kids [2 0 R]/Parent 2 0 R>>",
    )
    reader = Reader()
    form, _, extract = reader.read(write(tmp_path, "a", circle))
    reader.close()
    assert form == "pdf"
    assert (extract.status, extract.reason) in {("no_text", ""), ("unreadable", "damaged"), ("unreadable", "timeout")}


def test_what_pdfium_refuses_goes_to_pypdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> None:
        raise pdf.pypdfium2.PdfiumError("refused")

    monkeypatch.setattr(pdf, "_read_by_pdfium", refused)
    extract = pdf.read(write(tmp_path, "a", samples.pdf([["Un", "Deux"], ["Trois"]])))
    assert "Deux" in " ".join(block.text for block in extract.blocks)
    assert (extract.blocks[-1].text, extract.blocks[-1].part) == ("Trois", "page 2")
    assert extract.properties["author"] == "Anne Morel"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("D:20240312103000+01'00'", "2024-03-12T10:30:00+01:00"),
        ("D:20240312103000Z", "2024-03-12T10:30:00Z"),
        ("D:202403", "2024-03-01"),
        ("hier", ""),
    ],
)
def test_dates_become_iso_8601(written: str, read: str) -> None:
    assert pdf.iso_date(written) == read


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("La biblio-", "thèque prête", "La bibliothèque prête"),
        ("Il est peut-", "être là", "Il est peut-être là"),
        ("ceux-", "ci", "ceux-ci"),
        ("à Saint-", "Denis", "à Saint-Denis"),
        ("un porte-", "monnaie", "un porte-monnaie"),
        ("de 2020-", "2024", "de 2020- 2024"),
        ("fin de ligne", "suite", "fin de ligne suite"),
    ],
)
def test_words_cut_at_a_line_end_become_whole_and_compounds_stay(first: str, second: str, joined: str) -> None:
    words = Words.of([Line("Un porte-monnaie est ici", 1)])
    assert words.joined(first, second) == joined


def test_items_are_told_from_paragraphs(tmp_path: Path) -> None:
    extract = pdf.read(write(tmp_path, "a", samples.pdf([["Points :\n- un\n- deux\n1. trois"]])))
    assert [(block.kind, block.label, block.text) for block in extract.blocks] == [
        ("paragraph", "", "Points :"),
        ("item", "-", "un"),
        ("item", "-", "deux"),
        ("item", "1.", "trois"),
    ]


@pytest.mark.skipif("fra" not in ocr.languages(), reason="tesseract with French is not installed")
def test_a_scan_is_read_by_tesseract_where_it_is_installed(tmp_path: Path) -> None:
    path = write(tmp_path, "a", samples.pdf([["Le comité adopte la charte."]]))
    reader = Reader()
    extract = reader.ocr(path)
    reader.close()
    assert [(block.text, block.part) for block in extract.blocks] == [("Le comité adopte la charte.", "page 1")]
    assert extract.notices


def test_without_tesseract_a_scan_stays_a_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not ocr.available()
    with pytest.raises(ReadFailure) as caught:
        ocr.read(write(tmp_path, "a", samples.scanned_pdf()))
    assert caught.value.reason == "unsupported"


def test_a_picture_of_too_many_pixels_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "languages", lambda: frozenset({"fra"}))
    with pytest.raises(ReadFailure) as caught:
        ocr.read(write(tmp_path, "a", samples.png(60_000, 60_000)))
    assert caught.value.reason == "bomb"
