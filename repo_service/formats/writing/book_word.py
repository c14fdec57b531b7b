"""A book as a Word file: Word's own styles of title, headings and contents, so that its outline and a screen reader
know where they are. Its bytes depend on the book only.

The table of contents is filled in when the file is made, with links: it is right before anybody updates its fields,
and Word updates it as one of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from repo_service.formats.shaping.fixed_zip import repack
from repo_service.formats.writing import word
from repo_service.formats.writing.book import Book, Chapter, Piece
from repo_service.formats.writing.word import MEDIA_TYPE, SUFFIX

__all__ = ["MEDIA_TYPE", "SUFFIX", "write"]

_INSTRUCTION = r' TOC \o "1-2" \n \h \z \u '  # two levels, as links, without numbers of pages: these would be wrong


def write(book: Book) -> bytes:
    """The .docx: A4, a title page, the contents, then each chapter on a new page."""
    document = docx.Document()
    word.dress(document)
    word.describe(document, word.Frame(book.title, "", book.footer, book.instant))
    document.core_properties.language = book.language
    subtitle = document.styles["Subtitle"].font
    subtitle.name, subtitle.size, subtitle.italic, subtitle.color.rgb = "Calibri", Pt(13), False, RGBColor(0, 0, 0)
    document.sections[0].different_first_page_header_footer = True  # the title page bears no number
    _title_page(document, book)
    _contents(document, book)
    for number, chapter in enumerate(book.chapters, 1):
        _chapter(document, chapter, number)
    buffer = io.BytesIO()
    document.save(buffer)
    return repack(buffer.getvalue())


def _title_page(document: Any, book: Book) -> None:
    if book.above:
        paragraph = document.add_paragraph(word.writable(book.above))
        paragraph.alignment, paragraph.paragraph_format.space_before = WD_ALIGN_PARAGRAPH.LEFT, Mm(60)
    document.add_paragraph(word.writable(book.title), style="Title")
    for line in book.below:
        document.add_paragraph(word.writable(line), style="Subtitle")
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)


def _contents(document: Any, book: Book) -> None:
    """The heading of the contents is a title without a level: it does not list itself."""
    heading = document.add_paragraph(style="TOC Heading" if "TOC Heading" in document.styles else "Heading 1")
    heading.add_run(word.writable(book.contents))
    entries = list(_entries(book))
    for place, (level, text, bookmark) in enumerate(entries):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(6 * (level - 1))
        paragraph.paragraph_format.space_after = Pt(3)
        paragraph.paragraph_format.keep_with_next = level == 1
        if place == 0:
            for mark in ("begin", _INSTRUCTION, "separate"):
                paragraph._p.append(_field(mark))
        link = parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="{bookmark}" w:history="1"/>')
        run = paragraph.add_run(word.writable(text))
        run.bold = level == 1
        link.append(run._r)
        paragraph._p.append(link)
        if place == len(entries) - 1:
            paragraph._p.append(_field("end"))


def _entries(book: Book) -> Iterator[tuple[int, str, str]]:
    for number, chapter in enumerate(book.chapters, 1):
        yield 1, chapter.title, _bookmark(number)
        for place, piece in enumerate(chapter.pieces, 1):
            yield 2, piece.heading, _bookmark(number, place)


def _bookmark(chapter: int, piece: int = 0) -> str:
    return f"_Toc{chapter:03}{piece:05}"


def _field(mark: str) -> Any:
    """One of the runs that make a field: its begin, instruction, separator and end."""
    if mark in {"begin", "separate", "end"}:
        return parse_xml(f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="{mark}"/></w:r>')
    quoted = mark.replace('"', "&quot;")
    return parse_xml(f'<w:r {nsdecls("w")}><w:instrText xml:space="preserve">{quoted}</w:instrText></w:r>')


def _chapter(document: Any, chapter: Chapter, number: int) -> None:
    heading = _heading(document, chapter.title, 1, _bookmark(number), number * 100_000)
    heading.paragraph_format.page_break_before = True
    if chapter.opening:
        document.add_paragraph(word.writable(chapter.opening))
    for place, piece in enumerate(chapter.pieces, 1):
        _heading(document, piece.heading, 2, _bookmark(number, place), number * 100_000 + place)
        _piece(document, piece)


def _heading(document: Any, text: str, level: int, bookmark: str, identifier: int) -> Any:
    paragraph = document.add_paragraph(word.writable(text), style=f"Heading {level}")
    paragraph.paragraph_format.keep_with_next = True
    start = parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{identifier}" w:name="{bookmark}"/>')
    properties = paragraph._p.find(qn("w:pPr"))
    properties.addnext(start)
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{identifier}"/>'))
    return paragraph


def _piece(document: Any, piece: Piece) -> None:
    for text in piece.text:
        document.add_paragraph(word.writable(text))
    for name, said in piece.lines:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(6)
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(word.writable(name)).bold = True
        paragraph.add_run(word.writable(f"\u00a0: {said}"))
