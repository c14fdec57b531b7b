"""Papers of chapters as Word files and PDFs: the same words, the same bytes each time, headings that programs find."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from types import ModuleType

import docx
import pypdfium2
import pytest
from lxml import etree
from pypdf import PdfReader

from repo_service.formats.writing import book_pdf, book_word
from repo_service.formats.writing.book import Book, Chapter, Piece

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONG = "Une phrase longue assez pour plusieurs lignes, « entre guillemets », à 4\u00a0500\u00a0€. " * 12


def book(chapters: int = 2, pieces: int = 3, title: str = "Le cœur d’Ägir") -> Book:
    """A paper of so many chapters."""
    made = tuple(
        Chapter(f"Instance {place}", f"{pieces}\u00a0décisions", tuple(
            Piece(f"N-{place}-{number:03}\u00a0– {title}", (LONG,), (("Vote", "à l’unanimité"), ("État", "En vigueur")))
            for number in range(pieces)
        )) for place in range(chapters)
    )  # fmt: skip
    return Book(
        "Registre des décisions 2025", "Consortium Estran", ("6 décisions", "Arrêté au 31 décembre 2025"), "Sommaire",
        "Estran – Registre", datetime(2025, 12, 31, 11, tzinfo=UTC), made,
    )  # fmt: skip


def pdf_text(content: bytes) -> list[str]:
    """The words of each page, read by another program."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content)]


@pytest.mark.parametrize("form", [book_word, book_pdf], ids=["docx", "pdf"])
def test_the_same_book_gives_the_same_bytes(form: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    first = form.write(book())
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert form.write(book()) == first
    assert form.write(book(title="Autre")) != first


@pytest.mark.parametrize("form", [book_word, book_pdf], ids=["docx", "pdf"])
def test_signs_that_a_file_cannot_hold_do_not_stop_it(form: ModuleType) -> None:
    assert form.write(book(title="\x00\x0b\ud800 ☃ Ḥāfiẓ → 中 e\u0301 \u202e"))
    assert form.write(book(title="mot" * 100))
    assert form.write(book(chapters=0))


def test_the_word_file_has_an_outline_and_contents_that_lead_to_it() -> None:
    content = book_word.write(book())
    document = docx.Document(io.BytesIO(content))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Heading 1") == 2
    assert styles.count("Heading 2") == 6
    assert styles.count("Title") == 1
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        settings = archive.read("word/settings.xml")
    links = [link.get(f"{W}anchor") for link in root.iter(f"{W}hyperlink")]
    marks = [mark.get(f"{W}name") for mark in root.iter(f"{W}bookmarkStart")]
    assert links == marks
    assert len(set(marks)) == 8
    assert len({mark.get(f"{W}id") for mark in root.iter(f"{W}bookmarkStart")}) == 8
    kinds = [field.get(f"{W}fldCharType") for field in root.iter(f"{W}fldChar")]
    assert kinds == ["begin", "separate", "end"]
    assert b"updateFields" not in settings  # Word would ask a question at each opening
    assert document.core_properties.author == ""
    assert document.core_properties.modified == datetime(2025, 12, 31, 11, tzinfo=UTC)


def test_the_contents_of_the_pdf_name_the_pages_where_things_are() -> None:
    content = book_pdf.write(book(chapters=3, pieces=40))
    pages = pdf_text(content)
    reader = PdfReader(io.BytesIO(content))
    found = 0
    for outline in reader.outline:
        for entry in outline if isinstance(outline, list) else [outline]:
            page = reader.get_destination_page_number(entry)
            assert page is not None
            name = str(entry.title).replace("\u00a0", " ").partition(" –")[0]
            assert name in pages[page].replace("\u00a0", " ").replace("\r\n", " ")
            lines = "\n".join(pages[1:5]).replace("\u00a0", " ").splitlines()
            line = next(one for one in lines if one.startswith(name))
            assert line.endswith(str(page + 1)), line
            found += 1
    assert found == 123
    assert "Sommaire" in pages[1]
    assert "page\u00a02" in pages[1].replace("page 2", "page\u00a02")


def test_the_pdf_says_its_language_and_its_title() -> None:
    reader = PdfReader(io.BytesIO(book_pdf.write(book())))
    assert reader.trailer["/Root"]["/Lang"] == "fr-FR"
    assert reader.metadata is not None
    assert reader.metadata.title == "Registre des décisions 2025"
    assert "Arrêté au 31 décembre 2025" in pdf_text(book_pdf.write(book()))[0]


def test_a_letter_that_the_fonts_of_a_pdf_have_not_gives_way_to_its_nearest() -> None:
    assert book_pdf.safe("Œuvre à 4\u202f500 € – « ça »") == "Œuvre à 4\u00a0500 € – « ça »"
    assert book_pdf.safe("Łódź, Iași, Αθήνα, Київ : 2 ≥ 1 → ✓") == "Łódź, Iași, Αθήνα, Київ : 2 ≥ 1 → ✓"
    assert book_pdf.safe("\u1e24\u0101fi\u1e93 \ufb01n ⇒ 3") == "Ḥāfiẓ ﬁn → 3"
    assert book_pdf.safe("中e\u0301") == "?é"


def test_the_pdf_carries_the_fonts_that_it_is_set_in() -> None:
    """A reader of the far future may have no font of that name."""
    content = book_pdf.write(book(title="Łódź, Αθήνα, Київ"))
    assert any("Łódź, Αθήνα, Київ" in page for page in pdf_text(content))
    pages = PdfReader(io.BytesIO(content)).pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in described
        assert "SourceSerif" in str(described["/FontName"])
