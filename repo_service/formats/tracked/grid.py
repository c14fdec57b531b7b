"""The rows of a comparison: which cells a row has on the grid of its table, and their runs. Knows no XML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from repo_service.domain.comparison.changes import Change, Piece
from repo_service.domain.passages import Block
from repo_service.formats.tracked.cutting import Fate, Run, Side, runs

MOST_COLUMNS = 63  # of a table in Word; it opens no file with more
_BETWEEN = " | "  # between the cells of a row in its text
_Form = list[tuple[bool, int]]  # from left to right: whether the place is covered from above, and how many columns


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell of a row. ``ties``: "" for one of its own, "restart" for one that may go on below, "continue" for the
    place of one that began above.
    """

    runs: tuple[Run, ...]
    colspan: int = 1
    ties: str = ""
    header: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; ``before`` and ``after`` number its table in each text, 0 where it has none."""

    cells: tuple[RowCell, ...]
    fate: Fate
    before: int
    after: int


def narrowed(blocks: Iterable[Block]) -> list[Block]:
    """The passages, with the rows of tables that are too wide for Word made paragraphs."""
    blocks = list(blocks)
    wide = {
        block.table
        for block, form in zip(blocks, _forms(blocks), strict=True)
        if sum(columns for _, columns in form) > MOST_COLUMNS or (block.kind == "row" and not block.cells)
    }
    return [
        replace(block, kind="paragraph", cells=(), table=0) if block.kind == "row" and block.table in wide else block
        for block in blocks
    ]


def _forms(blocks: Sequence[Block]) -> Iterator[_Form]:
    """The form of each passage; an empty one of what is no row."""
    table = 0
    above: dict[int, tuple[int, int]] = {}  # column -> columns and rows still to be covered
    for block in blocks:
        if block.table != table:
            table, above = block.table, {}
        form: _Form = []
        below: dict[int, tuple[int, int]] = {}
        column = 0
        cells = iter(block.cells)
        while column in above or (cell := next(cells, None)) is not None or any(at > column for at in above):
            if column in above:
                columns, rows = above.pop(column)
                form.append((True, columns))
            elif cell is not None:
                columns, rows = max(1, cell.colspan), max(1, cell.rowspan)
                form.append((False, columns))
            else:
                column = min(at for at in above if at > column)
                continue
            if rows > 1:
                below[column] = columns, rows - 1
            column += columns
            above = {at: said for at, said in above.items() if at >= column}
        above = below
        yield form


def cells_of(block: Block) -> list[str]:
    """The words of the cells of a row."""
    return [cell.text for cell in block.cells]


class Grid:
    """The rows of both texts."""

    def __init__(self, before: Sequence[Block], after: Sequence[Block]) -> None:
        self._before, self._after = before, after
        self._ours, self._theirs = list(_forms(before)), list(_forms(after))

    def is_kept(self, change: Change) -> bool:
        """Whether a row has the same cells in both texts, so that it can be written as one."""
        here, there = change.before[0], change.after[0]
        if self._ours[here] != self._theirs[there]:
            return False
        if not change.pieces:
            return cells_of(self._before[here]) == cells_of(self._after[there])
        straight = [(number, number) for number in range(len(self._before[here].cells))]
        return [(cell.before, cell.after) for cell in change.cells] == straight

    def kept(self, change: Change) -> Row:
        """The row of a change of which ``is_kept`` is true."""
        ours, theirs = self._before[change.before[0]], self._after[change.after[0]]
        if change.pieces:
            words = [cell.pieces for cell in change.cells]
        else:
            words = [(Piece("same", text),) for text in cells_of(theirs)]
        return Row(_cells(words, self._theirs[change.after[0]], ours, theirs), "same", ours.table, theirs.table)

    def gone(self, place: int) -> Row:
        """A row that only the first text has."""
        block = self._before[place]
        return Row(_cells(_whole(block, "out"), self._ours[place], block, None), "out", block.table, 0)

    def come(self, place: int) -> Row:
        """A row that only the second text has."""
        block = self._after[place]
        return Row(_cells(_whole(block, "in"), self._theirs[place], None, block), "in", 0, block.table)


def _cells(
    words: Sequence[tuple[Piece, ...]], form: _Form, ours: Block | None, theirs: Block | None
) -> tuple[RowCell, ...]:  # fmt: skip
    present = [block for block in (theirs, ours) if block]
    old, new = (Side([block] if block else []) for block in (ours, theirs))
    made: list[RowCell] = []
    at = 0
    for covered, columns in form:
        if covered:
            made.append(RowCell((), columns, "continue"))
            continue
        if ours:
            old.go(_begins(ours)[at])
        if theirs:
            new.go(_begins(theirs)[at])
        ties = "restart" if any(block.cells[at].rowspan > 1 for block in present) else ""
        made.append(RowCell(tuple(runs(words[at], old, new)), columns, ties, present[0].cells[at].header))
        at += 1
    return tuple(made)


def _whole(block: Block, fate: Fate) -> list[tuple[Piece, ...]]:
    return [(Piece(fate, text),) for text in cells_of(block)]


def _begins(block: Block) -> list[int]:
    """Where in the text of a row each of its cells begins; beyond its end where the text is not that of the cells."""
    texts = cells_of(block)
    if _BETWEEN.join(texts) != block.text:
        return [len(block.text)] * len(texts)
    return list(accumulate((len(text) + len(_BETWEEN) for text in texts), initial=0))


def in_tables(parts: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows that follow one another, table by table: a row of another table of either text begins one."""
    table: list[Row] = []
    before = after = 0
    for row in parts:
        if table and ((row.before and before and row.before != before) or (row.after and after and row.after != after)):
            yield table
            table, before, after = [], 0, 0
        table.append(row)
        before, after = row.before or before, row.after or after
    if table:
        yield table
