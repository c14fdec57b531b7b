"""What changed in a table row, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from repo_service.domain.comparison.changes import CellChange, Piece
from repo_service.domain.comparison.matching import in_order
from repo_service.domain.comparison.wording import pieces, plain
from repo_service.domain.passages import Cell


def cells(before: Sequence[Cell], after: Sequence[Cell]) -> tuple[CellChange, ...]:
    """The cells of both rows in reading order. Rows of as many cells are compared column by column; else cells of the
    same wording are held, and those between two such are taken in turn.
    """
    if len(before) == len(after):
        return tuple(_cell(before, place, after, place) for place in range(len(after)))
    held = in_order([plain(one.text) for one in before], [plain(one.text) for one in after])
    found: list[CellChange] = []
    i = j = 0
    for a, b in [*held, (len(before), len(after))]:
        found += _between(before, range(i, a), after, range(j, b))
        if a < len(before):
            found.append(_cell(before, a, after, b))
        i, j = a + 1, b + 1
    return tuple(found)


def _between(before: Sequence[Cell], ours: range, after: Sequence[Cell], theirs: range) -> list[CellChange]:
    common = min(len(ours), len(theirs))
    found = [_cell(before, ours[place], after, theirs[place]) for place in range(common)]
    found += [CellChange(place, None, _whole("out", before[place].text)) for place in ours[common:]]
    found += [CellChange(None, place, _whole("in", after[place].text)) for place in theirs[common:]]
    return found


def _cell(before: Sequence[Cell], ours: int, after: Sequence[Cell], theirs: int) -> CellChange:
    return CellChange(ours, theirs, pieces(before[ours].text, after[theirs].text))


def _whole(kind: str, text: str) -> tuple[Piece, ...]:
    if not text:
        return ()
    return (Piece("out", text),) if kind == "out" else (Piece("in", text),)
