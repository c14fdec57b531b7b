"""Lays a comparison out as one sequence of lines and table rows, each with its fate, as a word processor keeps it: one
text in which some words, ends of paragraphs and rows are deleted and others inserted. Knows no XML.

Left without what was deleted it is the second text, left without what was inserted the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from repo_service.domain.comparison.changes import Change, Comparison, Piece
from repo_service.domain.passages import Block
from repo_service.formats.tracked.cutting import Fate, Run, Side, at_joints, runs
from repo_service.formats.tracked.grid import Grid, Row, narrowed


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its runs, the fate of its end, and the passages of both texts whose look it has. ``move`` names the
    move that took it away ("out") or brought it here ("in").
    """

    runs: tuple[Run, ...]
    end: Fate
    before: Block | None
    after: Block | None
    move: str = ""


@dataclass(frozen=True, slots=True)
class _Step:
    """Passages written at once: one of one text only, or (``change``) those that both have. ``move`` as in ``Line``."""

    out: tuple[int, ...] = ()
    into: tuple[int, ...] = ()
    change: Change | None = None
    move: str = ""


class Flow:
    """The lines and rows of one comparison."""

    def __init__(self, before: Sequence[Block], after: Sequence[Block], comparison: Comparison) -> None:
        self._before, self._after = narrowed(before), narrowed(after)
        self._changes = comparison.changes
        self._grid = Grid(self._before, self._after)
        self._left: dict[int, str] = {}  # the names of moves, by the place that a paragraph left
        self._came: dict[int, str] = {}  # and by the one to which it came
        self._name_moves()

    def parts(self) -> Iterator[Line | Row]:
        """All of it, in order."""
        for step in self._settled():
            if step.change is None:
                yield self._one_sided(step)
            elif self._has_rows(step.change):
                yield self._grid.kept(step.change)
            else:
                yield from self._lines(step.change)

    def _name_moves(self) -> None:
        """Name the moves of one paragraph; all else is said to go and to come.

        What went and came in the same words moved too, though the comparison holds it too short to say so: LibreOffice
        takes such a pair for a move, and keeps the looks of headings only where it is told of one.
        """
        pairs = [
            (change.before[0], change.after[0])
            for change in self._changes
            if change.moved and change.kind in {"same", "changed"} and not self._has_rows(change)
        ]
        gone: dict[str, list[int]] = {}
        for place in self._places("removed"):
            gone.setdefault(self._before[place].text, []).append(place)
        for place in self._places("added"):
            if found := gone.get(self._after[place].text):
                pairs.append((found.pop(0), place))
        for number, (here, there) in enumerate(pairs, 1):
            self._left[here] = self._came[there] = f"move{number}"

    def _places(self, kind: str) -> Iterator[int]:
        """Of the paragraphs that were removed from the first text, or added to the second."""
        blocks, side = (self._before, "before") if kind == "removed" else (self._after, "after")
        places = (place for change in self._changes if change.kind == kind for place in getattr(change, side))
        return (place for place in places if blocks[place].kind != "row" and blocks[place].text)

    def _has_rows(self, change: Change) -> bool:
        ours = any(self._before[place].kind == "row" for place in change.before)
        return ours or any(self._after[place].kind == "row" for place in change.after)

    def _is_whole(self, change: Change) -> bool:
        """Whether its passages can be written as one text of both."""
        if change.moved or not change.before or not change.after:
            return False
        if not self._has_rows(change):
            return True
        blocks = [self._before[place] for place in change.before] + [self._after[place] for place in change.after]
        return len(blocks) == 2 and all(block.kind == "row" for block in blocks) and self._grid.is_kept(change)

    def _steps(self) -> Iterator[_Step]:
        for change in self._changes:
            if change.kind == "departed":
                yield from self._leaving(change)
            elif self._is_whole(change):
                yield _Step(change.before, change.after, change)
            else:
                if not change.moved:
                    yield from self._leaving(change)
                yield from (_Step(into=(place,), move=self._came.get(place, "")) for place in change.after)

    def _leaving(self, change: Change) -> Iterator[_Step]:
        return (_Step(out=(place,), move=self._left.get(place, "")) for place in change.before)

    def _settled(self) -> Iterator[_Step]:
        """The steps such that the rows of a table stand together: between two passages that both texts have, those of
        one text may pass those of the other.
        """
        last: _Step | None = None
        waiting: list[_Step] = []
        for step in [*self._steps(), None]:
            if step and not step.change:
                waiting.append(step)
                continue
            yield from self._gathered(waiting, last, step)
            waiting, last = [], step
            if step:
                yield step

    def _gathered(self, steps: list[_Step], last: _Step | None, following: _Step | None) -> list[_Step]:
        sides = [[step for step in steps if step.out], [step for step in steps if step.into]]
        tables = (self._table_before, self._table_after)
        if not any(table(step) for table in tables for step in steps):
            return steps
        first: list[_Step] = []
        middle: list[_Step] = []
        end: list[_Step] = []
        for own, table in zip(sides, tables, strict=True):
            begin = _leading(map(table, own), table(last))
            rest = own[begin:]
            stop = len(rest) - _leading(map(table, reversed(rest)), table(following))
            first += own[:begin]
            middle += rest[:stop]
            end += rest[stop:]
        return [*first, *middle, *end]

    def _table_before(self, step: _Step | None) -> int:
        return self._before[step.out[-1]].table if step and step.out else 0

    def _table_after(self, step: _Step | None) -> int:
        return self._after[step.into[-1]].table if step and step.into else 0

    def _one_sided(self, step: _Step) -> Line | Row:
        fate: Fate = "out" if step.out else "in"
        place = (step.out or step.into)[0]
        block = (self._before if step.out else self._after)[place]
        if block.kind == "row":
            return self._grid.gone(place) if step.out else self._grid.come(place)
        old, new = Side([block] if step.out else []), Side([block] if step.into else [])
        (line,) = _lines([Piece(fate, block.text)], old, new)
        return replace(line, end=fate, move=step.move)

    def _lines(self, change: Change) -> Iterator[Line]:
        ours = [self._before[place] for place in change.before]
        theirs = [self._after[place] for place in change.after]
        return _lines(change.pieces or [Piece("same", theirs[0].text)], Side(ours), Side(theirs))


def _leading(tables: Iterable[int], wanted: int) -> int:
    """How many of the first ones are ``wanted``, if that is a table at all."""
    return len(list(takewhile(lambda table: table == wanted, tables))) if wanted else 0


def _lines(pieces: Sequence[Piece], old: Side, new: Side) -> Iterator[Line]:
    """The paragraphs of a text of both, labels first."""
    opened: Fate = "same"
    for words, end in at_joints(pieces):
        before, after = old.block, new.block
        label = _label(before if opened != "in" else None, after if opened != "out" else None)
        yield Line((*label, *runs(words, old, new)), end, before, after)
        if end != "in":
            old.next()
        if end != "out":
            new.next()
        opened = end


def _label(before: Block | None, after: Block | None) -> list[Run]:
    """The label of a paragraph, then that of the other text where it differs."""
    ours, theirs = (f"{block.label} " if block and block.label else "" for block in (before, after))
    if ours == theirs:
        return [Run("same", ours)] if ours else []
    return [Run("out", ours)] * bool(ours) + [Run("in", theirs)] * bool(theirs)
