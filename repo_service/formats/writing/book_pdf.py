"""A book as a PDF: a title page, the contents with their pages, an outline, headings, one language. Its bytes depend on
the book only.

It carries its fonts, cut down to the signs that it shows, so that it looks the same in fifty years: Source Serif, which
knows the Latin, Greek and Cyrillic letters of Europe. A sign that it has not gives way to its nearest, else to a
question mark; the Word file has them all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC
from functools import cache
from importlib.resources import files
from typing import TypeVar

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TextStyle, TTFFont
from fpdf.outline import OutlineSection

from repo_service.formats.writing.book import Book, Chapter, Piece

MEDIA_TYPE = "application/pdf"
SUFFIX = ".pdf"
_P = TypeVar("_P", bound=FPDF)
_FAMILY = "serif"
_CUTS = {"": "SourceSerifPro-Regular.ttf", "B": "SourceSerifPro-Bold.ttf"}  # style of a font -> its file
_NEAREST = str.maketrans({
    "\u202f": "\u00a0", "\u2009": "\u00a0", "\u2011": "-", "\u2010": "-", "⇒": "→", "\t": " ", "\u00ad": "",
})  # fmt: skip
_MARGIN, _FOOT = 25, 22  # millimetres
_COLOUR = (23, 89, 74)
_LINE, _ROW = 5.4, 6.5
_ROWS = 34  # lines of the contents on a page
_LABEL = 44


class _Paper(FPDF):
    """A4 pages with a number at the foot, but for the first."""

    foot = ""

    def footer(self) -> None:
        if self.page_no() > 1:
            self.set_y(-16)
            self.set_font(_FAMILY, size=8)
            self.set_text_color(80)
            self.cell(0, 6, f"{self.foot} – page\u00a0{self.page_no()}", align="C")
            self.set_text_color(0)


def write(book: Book) -> bytes:
    """The PDF. Its dates are those of the book, and its identifier follows from its content."""
    paper = _open(book)
    _title_page(paper, book)
    paper.add_page()
    rows = sum(1 + len(chapter.pieces) for chapter in book.chapters)
    if rows:
        heading = safe(book.contents)
        paper.insert_toc_placeholder(
            lambda pdf, outline: _contents(pdf, heading, outline), pages=-(-rows // _ROWS), reset_page_indices=False
        )
    for place, chapter in enumerate(book.chapters):
        if place:
            paper.add_page()
        _chapter(paper, chapter)
    return bytes(paper.output())


def safe(text: str) -> str:
    """The text in signs that the fonts have."""
    return "".join(map(_sign, unicodedata.normalize("NFC", text).translate(_NEAREST)))


def _sign(char: str) -> str:
    if char == "\n" or ord(char) in _known():
        return char
    plain = "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))
    return plain if plain and all(ord(one) in _known() for one in plain) else "" if unicodedata.combining(char) else "?"


@cache
def _known() -> frozenset[int]:
    """The code points that every cut of the font draws."""
    paper = _carrying(FPDF())
    return frozenset.intersection(*(frozenset(font.cmap) for font in paper.fonts.values() if isinstance(font, TTFFont)))


def _carrying(paper: _P) -> _P:
    for cut, name in _CUTS.items():
        paper.add_font(_FAMILY, cut, str(files("font_source_serif_pro") / "files" / name))
    return paper


def _open(book: Book) -> _Paper:
    paper = _carrying(_Paper(format="A4"))
    paper.foot = safe(book.footer)
    paper.set_margins(_MARGIN, 20, _MARGIN)
    paper.set_auto_page_break(auto=True, margin=_FOOT)
    paper.set_creation_date(book.instant.astimezone(UTC))
    paper.set_title(book.title)
    paper.set_lang(book.language)
    paper.set_display_mode("fullwidth", "single")
    paper.set_section_title_styles(
        TextStyle(_FAMILY, "B", 15, _COLOUR, b_margin=3), TextStyle(_FAMILY, "B", 11.5, _COLOUR, t_margin=5)
    )
    return paper


def _title_page(paper: _Paper, book: Book) -> None:
    paper.add_page()
    paper.set_y(80)
    if book.above:
        paper.set_font(_FAMILY, size=12)
        _put(paper, book.above, 7)
    paper.set_font(_FAMILY, "B", 26)
    paper.set_text_color(*_COLOUR)
    _put(paper, book.title, 12)
    paper.set_text_color(0)
    paper.ln(4)
    paper.set_font(_FAMILY, size=12)
    for line in book.below:
        _put(paper, line, 7)


def _put(paper: FPDF, text: str, height: float) -> None:
    paper.multi_cell(0, height, safe(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _contents(paper: FPDF, heading: str, outline: Sequence[OutlineSection]) -> None:
    """One line for each section, so that the contents fill just the pages that were kept for them."""
    for place, section in enumerate(outline):
        if place % _ROWS == 0:
            if place:
                paper.add_page()
            paper.set_font(_FAMILY, "B", 15)
            paper.set_text_color(*_COLOUR)
            paper.set_x(paper.l_margin)
            paper.cell(0, 10, heading if place == 0 else "", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            paper.set_text_color(0)
        paper.set_font(_FAMILY, "" if section.level else "B", 10)
        indent, link = 6 * section.level, paper.add_link(page=section.page_number)
        paper.set_x(paper.l_margin + indent)
        width = paper.epw - indent - 14
        paper.cell(width, _ROW, _cut(paper, section.name, width - 2), link=link)
        paper.cell(14, _ROW, str(section.page_number), align="R", link=link, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _cut(paper: FPDF, text: str, width: float) -> str:
    """As much of a text as stands on one line."""
    if paper.get_string_width(text) <= width:
        return text
    words = text.split(" ")
    while len(words) > 1 and paper.get_string_width(" ".join(words) + "…") > width:
        words.pop()
    while len(words[0]) > 1 and paper.get_string_width(" ".join(words) + "…") > width:
        words[0] = words[0][:-1]
    return " ".join(words) + "…"


def _chapter(paper: _Paper, chapter: Chapter) -> None:
    paper.start_section(safe(chapter.title), level=0)
    if chapter.opening:
        paper.set_font(_FAMILY, size=11)
        _put(paper, chapter.opening, _LINE)
    for piece in chapter.pieces:
        _piece(paper, piece)


def _piece(paper: _Paper, piece: Piece) -> None:
    """A heading is not left alone at the foot of a page."""
    if paper.will_page_break(30):
        paper.add_page()
    paper.start_section(safe(piece.heading), level=1)
    paper.ln(1)
    paper.set_font(_FAMILY, size=11)
    for text in piece.text:
        _put(paper, text, _LINE)
        paper.ln(1)
    for name, said in piece.lines:
        _line(paper, name, said)
    paper.ln(2)


def _line(paper: _Paper, name: str, said: str) -> None:
    if paper.will_page_break(_LINE):
        paper.add_page()
    paper.set_font(_FAMILY, "B", 9)
    paper.cell(_LABEL, _LINE, safe(name))
    paper.set_font(_FAMILY, size=10.5)
    paper.multi_cell(
        paper.epw - _LABEL, _LINE, safe(said), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
    )
