"""Makes a PDF with a text layer from a source, with the core fonts: nothing to install, no font file to carry.

The core fonts know Windows-1252 only: it has ``œ ’ « » – €``. Others give way to their nearest, or are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from repo_service.demo.inline import Run, typeset
from repo_service.demo.sources import Block, Source, SourceError

_ENCODING = "cp1252"
_NEAREST = str.maketrans({"\u202f": "\u00a0", "→": ">", "⇒": ">", "≥": ">", "−": "–"})
_MARGIN = 25  # millimetres
_LINE = 5.4
_SIZES = {1: 13, 2: 11.5, 3: 11, 4: 11}


class _Page(FPDF):
    """A4 pages with a running header and the page number."""

    heading = ""

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, self.heading, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(4)

    def footer(self) -> None:
        self.set_y(-18)
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, f"page {self.page_no()}", align="C")


def build(source: Source, *, signed: bool = False) -> bytes:
    """The PDF of ``source``; with ``signed``, also the part that stands on the signed copy only."""
    page = _open(source)
    blocks = [*source.blocks, *(source.signature if signed else ())]
    notes: list[str] = []
    counted = source.numbering.start
    for block in blocks:
        if block.kind == "table":
            _table(page, block, notes)
            continue
        label = ""
        if block.auto:
            label = source.numbering.pattern.replace("%01", f"{counted:02}").replace("%1", str(counted)) + " "
            counted += 1
        _text(page, block, label, notes)
    if notes:
        page.ln(4)
        for number, name in enumerate(notes, 1):
            _write(page, [Run(f"{number}. "), *source.notes[name]], notes, size=9)
    return bytes(page.output())


def _open(source: Source) -> _Page:
    page = _Page(format="A4")
    page.core_fonts_encoding = _ENCODING
    page.heading = _safe(typeset(source.meta.get("En-tête", "Consortium Estran")), source)
    page.set_margins(_MARGIN, 15, _MARGIN)
    page.set_auto_page_break(auto=True, margin=22)
    page.set_creation_date(datetime.combine(source.day, time(18), UTC))
    page.set_title(source.title)
    page.set_author(source.meta["Auteur"])
    page.set_lang("fr-FR")
    page.add_page()
    for block in (*source.blocks, *source.signature):
        for run in (*block.runs, *(run for row in block.rows for cell in row for run in cell)):
            _safe(run.text, source)
    return page


def _safe(text: str, source: Source) -> str:
    try:
        text.translate(_NEAREST).encode(_ENCODING)
    except UnicodeEncodeError as error:
        raise SourceError(
            f"{source.path}: un PDF ne peut pas montrer {error.object[error.start : error.end]!r}"
        ) from error
    return text.translate(_NEAREST)


def _text(page: _Page, block: Block, label: str, notes: list[str]) -> None:
    parts = [Run(label, bold=True), *block.runs] if label else list(block.runs)
    if block.kind == "title":
        _write(page, parts, notes, size=16, bold=True, family="Helvetica")
        page.ln(2)
    elif block.kind == "heading":
        page.ln(2)
        _write(page, parts, notes, size=_SIZES[block.level], bold=True, family="Helvetica")
    elif block.kind == "item":
        page.set_left_margin(_MARGIN + 5 * block.level)
        page.set_x(_MARGIN + 5 * block.level)
        _write(page, [Run("\u2022 " if block.level == 1 else "\u2013 "), *parts], notes)
        page.set_left_margin(_MARGIN)
    else:
        _write(page, parts, notes, italic=block.kind == "quote")


def _write(
    page: _Page,
    parts: Iterable[Run],
    notes: list[str],
    *,
    size: float = 11,
    bold: bool = False,
    italic: bool = False,
    family: str = "Times",
) -> None:
    line = _LINE * max(size, 11) / 11
    for part in parts:
        if part.change == "deleted":
            continue
        text = part.text.translate(_NEAREST)
        if part.note:
            notes.append(part.note)
            text = f" ({len(notes)})"
        style = ("B" if bold or part.bold else "") + ("I" if italic or part.italic else "")
        page.set_font(family, style=style, size=size)
        page.write(line, text, link=part.link)
    page.ln(line + 1.6)
    page.set_x(page.l_margin)


def _table(page: _Page, block: Block, notes: list[str]) -> None:
    page.set_font("Times", size=9.5)
    rows = []
    for row in block.rows:
        cells = []
        for cell in row:
            text = "".join(run.text for run in cell if run.change != "deleted")
            for run in cell:
                if run.note:
                    notes.append(run.note)
                    text += f" ({len(notes)})"
            cells.append(text.translate(_NEAREST))
        rows.append(cells)
    widths = [min(max(max(len(row[column]) for row in rows), 14), 50) for column in range(len(rows[0]))]
    headings = 1 if block.headed else 0
    with page.table(
        col_widths=tuple(widths), line_height=5, text_align="LEFT", padding=1, num_heading_rows=headings
    ) as table:
        for cells in rows:
            table.row(cells)
    page.ln(3)
