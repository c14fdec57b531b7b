"""Walks one part of a Word file (body, header, note, text box, cell) and gives its blocks in order.

Containers (content controls, smart tags, custom XML, insertions) are transparent at every level. A
paragraph whose mark is deleted flows into the next one. Text boxes and nested tables follow the paragraph
or row that holds them. ``revision`` of a block tells who inserted anything in it; its spans of kind
"inserted" tell what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from repo_service.domain.passages import Block, BlockKind, Span
from repo_service.formats.package import Element
from repo_service.formats.word.drawings import found_in
from repo_service.formats.word.grid import MAX_SPAN, GridCell, GridRow, cell_of, is_bold, row_blocks
from repo_service.formats.word.names import attribute, child, chosen, integer, is_on, local, relation, value
from repo_service.formats.word.paper import Links, Paper, author_of, mark_is_deleted
from repo_service.formats.word.prose import Prose
from repo_service.formats.word.runs import Runs
from repo_service.formats.word.styles import ParagraphStyle, first_row_wanted, heading_level

TEXT_BOX = "textbox"
_LEFT_OUT = frozenset({"del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "tcPr", "trPr", "tblPr", "tblGrid"})
_IMPORTS = frozenset({"altChunk", "subDoc"})
_LOOSE = frozenset({"r", "hyperlink", "fldSimple", "oMath", "oMathPara"})
_WORD = re.compile(r"[^\W\d_]{3}")  # a label like "Article 3" is kept even without text, "3." is not


class Story:
    """Reads blocks of ``part`` (as ``Block.part`` calls it); ``links`` are the relationships of its file."""

    def __init__(self, paper: Paper, part: str, links: Links) -> None:
        self._paper = paper
        self._part = part
        self._links = links
        self._runs = Runs(paper, links, self._drawing)
        self._open: tuple[Prose, Element] | None = None  # a paragraph whose mark is deleted
        self._beside: list[Block] = []  # text boxes of the present paragraph
        self._blocks: list[Block] = []

    def read(self, elements: Iterable[Element]) -> list[Block]:
        """All blocks of ``elements``, to the end."""
        for element in elements:
            self._add(element)
        self._close()
        return self._blocks

    def _add(self, element: Element) -> None:
        name = local(element)
        if name == "p":
            self._paragraph(element)
        elif name == "tbl":
            self._table(element)
        elif name == "sectPr":
            self._section(element)
        elif name == "AlternateContent":
            for inner in chosen(element):
                self._add(inner)
        elif name in _IMPORTS:
            self._paper.left_out["import"] += 1
        elif name in _LOOSE:
            prose = Prose()
            self._runs.read([element], prose, hidden=False)
            self._emit(prose, None)
        elif name not in _LEFT_OUT and not self._paper.leaves_out(element):
            for inner in element:
                self._add(inner)

    def _paragraph(self, paragraph: Element) -> None:
        self._paper.visit()
        properties = child(paragraph, "pPr")
        prose = self._open[0] if self._open else Prose()
        self._open = None
        style = self._paper.styles.paragraph(value(properties, "pStyle"))
        self._runs.read(paragraph, prose, style.hidden)
        if mark_is_deleted(properties):
            self._open = (prose, properties)
            return
        if (section := child(properties, "sectPr")) is not None:
            self._section(section)
        self._emit(prose, properties)

    def _close(self) -> None:
        """End a paragraph left open at the end of its part or before a table: nothing is there to
        flow into."""
        if self._open:
            prose, properties = self._open
            self._open = None
            if prose.finished()[0]:
                self._emit(prose, properties)
        self._blocks += self._beside
        self._beside = []

    def _emit(self, prose: Prose, properties: Element) -> None:
        style = self._paper.styles.paragraph(value(properties, "pStyle"))
        heading = heading_level(properties)
        heading = style.heading if heading < 0 else heading
        label, depth = self._label(properties, style)
        text, spans = prose.finished(indented=style.code)
        if text or _WORD.search(label or ""):
            kind, level = _kind(heading, label, depth, style)
            if kind == "heading":
                spans = tuple(span for span in spans if span != Span(0, len(text), "strong"))
            self._paper.grow(len(text))
            self._blocks.append(
                Block(kind, text, level, label or "", (), spans, part=self._part, revision=prose.revision)
            )
        self._blocks += self._beside
        self._beside = []

    def _label(self, properties: Element, style: ParagraphStyle) -> tuple[str | None, int]:
        """The printed label of a paragraph, ``None`` when it has none, and its depth from 0."""
        listing = child(properties, "numPr")
        number = value(listing, "numId") or style.number
        if not number:
            return None, 0
        numbering = self._paper.numbering
        said = integer(value(listing, "ilvl"), style.depth, 8)
        depth = said if said >= 0 else numbering.depth_of_style(number, style.lister)
        return numbering.label(number, depth), depth

    def _section(self, section: Element) -> None:
        for reference in section.iterchildren("{*}headerReference", "{*}footerReference"):
            entry = (local(reference).removesuffix("Reference"), relation(reference))
            if entry not in self._paper.sections:
                self._paper.sections.append(entry)

    def _drawing(self, drawing: Element) -> None:
        for sort, found in found_in(drawing):
            if sort == "box":
                self._beside += Story(self._paper, TEXT_BOX, self._links).read(found)
            elif sort == "text":
                prose = Prose()
                prose.add(found)
                if text := prose.finished()[0]:
                    self._beside.append(Block("paragraph", text, part=TEXT_BOX))
            elif sort == "hidden":
                self._paper.hidden += 1
            elif sort == "diagram" and found in self._links and self._links[found].target:
                self._paper.diagrams.append(self._links[found].target)
            else:
                self._paper.left_out[sort] += 1

    def _table(self, table: Element) -> None:
        rows = [row for row in _parts(table, "tr") if not self._paper.leaves_out(row)]
        if not rows:
            return
        self._close()
        self._paper.tables += 1
        number = self._paper.tables
        merged: dict[int, GridCell] = {}
        grid = []
        for row in rows:
            read, merged = self._row(row, merged)
            grid.append(read)
        properties = child(table, "tblPr")
        style = value(properties, "tblStyle")
        styled = first_row_wanted(properties) and self._paper.styles.marks_first_row(style)
        if len(grid) > 1 and (styled or is_bold(grid[0])):
            grid[0].header = True
        self._blocks += row_blocks(grid, number, self._part)

    def _row(self, row: Element, above: dict[int, GridCell]) -> tuple[GridRow, dict[int, GridCell]]:
        """One row, and the cells (by column) that the next row may continue; ``above`` are those of
        the row before."""
        self._paper.visit()
        properties = child(row, "trPr")
        header, inserted = child(properties, "tblHeader"), child(properties, "ins")
        result = GridRow(header=header is not None and is_on(header))
        authors = {author_of(inserted): None} if inserted is not None else {}
        column = max(0, integer(value(properties, "gridBefore"), 0, MAX_SPAN))
        below: dict[int, GridCell] = {}
        for element in _parts(row, "tc"):
            tied = child(element, "tcPr")
            if child(tied, "cellDel") is not None:
                continue
            inner = Story(self._paper, self._part, self._links).read(element)
            cell, after, added = cell_of(inner, self._part)
            cell.column, cell.colspan = column, max(1, integer(value(tied, "gridSpan"), 1, MAX_SPAN))
            _place(cell, result, tied, above, below)
            result.after += after
            authors |= added
            column += cell.colspan
        result.revision = " ; ".join(filter(None, authors))
        return result, below


def _place(cell: GridCell, row: GridRow, tied: Element, above: dict[int, GridCell], below: dict[int, GridCell]) -> None:
    """Put a cell in its row, or its words into the cell that it continues (``w:vMerge``, ``w:hMerge``)."""
    down, across = child(tied, "vMerge"), child(tied, "hMerge")
    if across is not None and attribute(across, "val") != "restart" and row.cells:
        row.cells[-1].colspan += cell.colspan
        row.cells[-1].take(cell)
        return
    if down is None:
        row.cells.append(cell)
        return
    origin = above.get(cell.column) if attribute(down, "val") != "restart" else None
    if origin is None:
        row.cells.append(cell)
        below[cell.column] = cell
    else:
        origin.rowspan += 1
        origin.take(cell)
        below[cell.column] = origin


def _kind(heading: int, label: str | None, depth: int, style: ParagraphStyle) -> tuple[BlockKind, int]:
    if heading > 0:
        return "heading", heading
    if label is not None:
        return "item", depth + 1
    return ("code", 0) if style.code else ("paragraph", 0)


def _parts(container: Element, wanted: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, through content controls and other wrappers."""
    for inner in container:
        name = local(inner)
        if name == wanted:
            yield inner
        elif name == "AlternateContent":
            yield from _parts(chosen(inner), wanted)
        elif name not in _LEFT_OUT and name not in {"p", "tbl", "tr", "tc"}:
            yield from _parts(inner, wanted)
