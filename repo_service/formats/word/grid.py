"""Turns the cells of a table, as either format gives them, into row blocks. Knows no XML.

Rows without a word are left out; cells merged downwards are told how many of the remaining rows they cross.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from repo_service.domain.passages import Block, Cell, Span
from repo_service.formats.word.prose import REVISION_SEPARATOR

SEPARATOR = " | "
MAX_SPAN = 1_000  # a file may claim that a cell crosses 2**31 columns


@dataclass(slots=True)
class GridCell:
    """One cell before the spans of its table are known. ``column`` is where it begins, from 0."""

    text: str
    spans: tuple[Span, ...] = ()
    column: int = 0
    colspan: int = 1
    rowspan: int = 1

    def take(self, other: GridCell) -> None:
        """Append the words of a cell that is merged into this one, if it has any."""
        if other.text:
            start = len(self.text) + 1 if self.text else 0
            self.spans += tuple(replace(s, start=s.start + start, end=s.end + start) for s in other.spans)
            self.text = f"{self.text}\n{other.text}" if self.text else other.text


@dataclass(slots=True)
class GridRow:
    """One row; ``after`` are the blocks of nested tables and text boxes, which follow it."""

    cells: list[GridCell] = field(default_factory=list)
    after: list[Block] = field(default_factory=list)
    header: bool = False
    revision: str = ""


def cell_of(blocks: Sequence[Block], part: str) -> tuple[GridCell, list[Block], dict[str, None]]:
    """The cell that holds ``blocks``, the blocks that cannot stand in it, and who inserted something in it.

    Paragraphs become lines of the cell, list labels included; rows of nested tables and other parts are
    handed back.
    """
    after = []
    authors: dict[str, None] = {}
    lines: list[str] = []
    spans: list[Span] = []
    offset = 0
    for block in blocks:
        if block.kind == "row" or block.part != part:
            after.append(block)
            continue
        lead = f"{block.label} " if block.label else ""
        start = offset + len(lead)
        spans += [replace(span, start=span.start + start, end=span.end + start) for span in block.spans]
        lines.append((lead + block.text).rstrip())
        offset += len(lines[-1]) + 1
        authors |= dict.fromkeys(filter(None, block.revision.split(REVISION_SEPARATOR)))
    return GridCell("\n".join(lines), tuple(spans)), after, authors


def is_bold(row: GridRow) -> bool:
    """Whether every word of the row is bold."""
    filled = [cell for cell in row.cells if cell.text]
    return bool(filled) and all(Span(0, len(cell.text), "strong") in cell.spans for cell in filled)


def row_blocks(rows: Sequence[GridRow], table: int, part: str) -> list[Block]:
    """The blocks of a table, nested ones after their row. Spans of a row count from the start of its text."""
    kept = [any(cell.text or cell.rowspan > 1 for cell in row.cells) for row in rows]
    if not any(cell.text for row in rows for cell in row.cells):
        kept = [False] * len(rows)
    before = list(accumulate(kept, initial=0))  # rows kept before each row
    blocks = []
    for index, row in enumerate(rows):
        if kept[index]:
            for cell in row.cells:
                last = min(index + cell.rowspan, len(rows))
                cell.rowspan = before[last] - before[index]
            blocks.append(_row_block(row, table, part))
        blocks += row.after
    return blocks


def _row_block(row: GridRow, table: int, part: str) -> Block:
    cells = tuple(Cell(cell.text, cell.colspan, cell.rowspan, row.header) for cell in row.cells)
    spans, offset = [], 0
    for cell in row.cells:
        spans += [replace(span, start=span.start + offset, end=span.end + offset) for span in cell.spans]
        offset += len(cell.text) + len(SEPARATOR)
    text = SEPARATOR.join(cell.text for cell in cells)
    return Block("row", text, cells=cells, spans=tuple(spans), table=table, part=part, revision=row.revision)


def renumbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """Tables numbered in the order of the blocks: headers are read after the body but stand before it."""
    numbers: dict[int, int] = {}
    for block in blocks:
        yield (replace(block, table=numbers.setdefault(block.table, len(numbers) + 1)) if block.table else block)
