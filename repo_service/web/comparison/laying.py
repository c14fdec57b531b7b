"""What of a comparison is shown, what is folded, and which changes a reader goes to one after the other.

Knows blocks and changes only: no request, no language, no HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from repo_service.domain.comparison.changes import Change, Comparison
from repo_service.domain.passages import Block

Region = Literal["flow", "notes", "margins"]
_REGIONS: dict[str, Region] = {"footnote": "notes", "endnote": "notes", "header": "margins", "footer": "margins"}
_ORDER: tuple[Region, ...] = ("flow", "notes", "margins")
# A page draws so many passages, so that two texts of ten thousand changed ones are still served at once: the rest is
# on further pages. Four hundred passages are a text of some 10,000 words: nearly all comparisons have one page.
MOST_LINES = 400
MOST_FOLDED = 200  # longer folds do not carry their words: they lead to the version itself
SMALL_TABLE = 30  # rows: such a table is shown whole where one of them changed
_LONG = 1500  # characters that count as one more passage


@dataclass(frozen=True, slots=True)
class Line:
    """A change with its blocks. ``level``: as a heading, contiguous from 1, else 0. ``stop``: the number of the change
    to look at that it belongs to, from 1; 0 where nothing changed.
    """

    change: Change
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    place: int = 0
    level: int = 0
    stop: int = 0

    @property
    def block(self) -> Block:
        """The passage as it is shown: as it stands now, else as it stood."""
        return (self.after or self.before)[0]

    @property
    def region(self) -> Region:
        """The part of the page that it belongs to: notes, and what is printed on every page, stand apart."""
        return _REGIONS.get(self.block.part.partition(" ")[0], "flow")

    @property
    def cost(self) -> int:
        """How much of a page it takes."""
        return 1 + sum(len(block.text) for block in (*self.before, *self.after)) // _LONG


@dataclass(frozen=True, slots=True)
class Fold:
    """Passages that did not change, or in their looks only, shown on demand. ``lines`` is empty in a fold that is too
    long to be drawn; ``first`` is where it begins.
    """

    size: int
    looks: int
    first: Line
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """A change to look at: ``size`` passages in a row that came, went or moved together, else one."""

    number: int
    line: Line
    size: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """One page of a comparison. ``stops`` are those of all pages; ``left`` tells of each departed passage (by its place
    among the changes) on which page its mark stands, ``came`` which stop shows a moved one (by its place in the second
    text), ``gone`` the place of the mark of a moved one.
    """

    items: tuple[Line | Fold, ...]
    stops: tuple[Stop, ...]
    page: int
    pages: int
    left: dict[int, int]
    came: dict[int, Stop]
    gone: dict[int, int]
    whole: bool

    @property
    def regions(self) -> Iterator[tuple[Region, tuple[Line | Fold, ...]]]:
        """The parts of the page that are not empty; where all is the same, of what stands apart nothing is shown."""
        for region, items in by_region(self.items):
            if region == "flow" or self.whole or any(map(_tells, items)):
                yield region, items


def laid_out(
    comparison: Comparison, before: Sequence[Block], after: Sequence[Block], page: int = 1, whole: bool = False
) -> Layout:
    """Page ``page`` (from 1; the nearest one that is there) of a comparison. ``whole``: nothing is folded."""
    lines = _lines(comparison, before, after)
    lines, firsts = _numbered(lines)
    items = list(lines) if whole else list(_folded(lines, _shown(lines)))
    pages = list(paged(items)) or [()]
    where = {_line(one).place: number for number, items in enumerate(pages, 1) for one in items}
    stops = tuple(replace(stop, page=where.get(stop.line.place, 1)) for stop in firsts)
    by_number = {stop.number: stop for stop in stops}
    marks = [line for line in lines if line.change.kind == "departed"]
    page = min(max(page, 1), len(pages))
    return Layout(
        tuple(pages[page - 1]), stops, page, len(pages),
        left={line.place: where[line.place] for line in marks},
        came={place: by_number[line.stop] for line in lines if line.stop for place in line.change.after},
        gone={place: line.place for line in marks for place in line.change.after}, whole=whole,
    )  # fmt: skip


def plain_lines(blocks: Sequence[Block]) -> list[Line]:
    """The lines of one text, compared with nothing; a line is placed as its block is."""
    made = [Line(Change("same", (place,), (place,)), (), (block,), place) for place, block in enumerate(blocks)]
    return _levelled(sorted((line for line in made if _is_seen(line)), key=_region_order))


def by_region(items: Iterable[Line | Fold]) -> Iterator[tuple[Region, tuple[Line | Fold, ...]]]:
    """The items of each part of the text that has any."""
    listed = tuple(items)
    for region in _ORDER:
        if found := tuple(one for one in listed if _line(one).region == region):
            yield region, found


def _tells(item: Line | Fold) -> bool:
    """Whether something differs there."""
    if isinstance(item, Fold):
        return bool(item.looks)
    return bool(item.stop) or item.change.looks or item.change.kind == "departed"


def _line(item: Line | Fold) -> Line:
    return item if isinstance(item, Line) else item.first


def _region_order(line: Line) -> int:
    return _ORDER.index(line.region)


def _is_seen(line: Line) -> bool:
    """Whether there is anything to see: what is empty on both sides is passed over, a row keeps its place."""
    return line.block.kind == "row" or any((one.label + one.text).strip() for one in (*line.before, *line.after))


def _lines(comparison: Comparison, before: Sequence[Block], after: Sequence[Block]) -> list[Line]:
    made = []
    for place, change in enumerate(comparison.changes):
        now = () if change.kind == "departed" else change.after
        made.append(Line(change, tuple(before[i] for i in change.before), tuple(after[i] for i in now), place))
    return _levelled(sorted((line for line in made if _is_seen(line)), key=_region_order))


def _levelled(lines: Iterable[Line]) -> list[Line]:
    """With the level of each heading, so that none is skipped; in notes and margins there are none."""
    found: list[Line] = []
    open_levels: list[int] = []
    for line in lines:
        if line.block.kind != "heading" or line.region != "flow" or line.change.kind == "departed":
            found.append(line)
            continue
        while open_levels and open_levels[-1] >= line.block.level:
            open_levels.pop()
        open_levels.append(line.block.level)
        found.append(replace(line, level=len(open_levels)))
    return found


def _numbered(lines: Sequence[Line]) -> tuple[list[Line], list[Stop]]:
    """The lines with the numbers of their stops, and the stops."""
    found: list[Line] = []
    stops: list[Stop] = []
    for line in lines:
        if line.change.is_quiet or line.change.kind == "departed":
            found.append(line)
            continue
        if found and found[-1].stop and _together(found[-1], line):
            stops[-1] = replace(stops[-1], size=stops[-1].size + 1)
        else:
            stops.append(Stop(len(stops) + 1, line, 1))
        found.append(replace(line, stop=len(stops)))
    return found, stops


def _together(before: Line, line: Line) -> bool:
    """Whether a passage came, went or moved together with the one before it: both are one change to look at."""
    ours, theirs = before.change, line.change
    if ours.kind != theirs.kind or before.region != line.region:
        return False
    if theirs.kind == "same":  # moved, word for word
        return ours.moved and theirs.moved and ours.before[-1] + 1 == theirs.before[0]
    return theirs.kind in {"added", "removed"}


def _shown(lines: Sequence[Line]) -> set[int]:
    """Which lines (by their order) are in sight: what changed, one passage around it, the headings it stands under, and
    the rest of its table where that is small.
    """
    found: set[int] = set()
    open_headings: list[int] = []
    for order, line in enumerate(lines):
        if line.level:
            while open_headings and lines[open_headings[-1]].level >= line.level:
                open_headings.pop()
        if line.stop or line.change.kind == "departed":
            near = range(max(order - 1, 0), min(order + 2, len(lines)))
            found |= {one for one in near if lines[one].region == line.region}
            found.update(open_headings)
        if line.level:
            open_headings.append(order)
    for run in row_runs(lines):
        if len(run) <= SMALL_TABLE and not found.isdisjoint(run):
            found.update(run)
    return found


def row_runs(lines: Sequence[Line]) -> Iterator[range]:
    """The tables: which lines, by their order, are the rows of one. A row that is gone stands in the table that it was
    in.
    """
    start, ours, theirs = -1, 0, 0
    for order, line in enumerate(lines):
        row = line.block.kind == "row"
        old = line.before[0].table if row and line.before else 0
        new = line.after[0].table if row and line.after else 0
        if start >= 0 and (not row or (old and ours and old != ours) or (new and theirs and new != theirs)):
            yield range(start, order)
            start, ours, theirs = -1, 0, 0
        if row:
            start = order if start < 0 else start
            ours, theirs = old or ours, new or theirs
    if start >= 0:
        yield range(start, len(lines))


def _folded(lines: Sequence[Line], shown: set[int]) -> Iterator[Line | Fold]:
    run: list[Line] = []
    for order, line in enumerate(lines):
        if run and (order in shown or run[-1].region != line.region):
            yield _fold(run) if _is_worth_folding(run) else run[0]
            run = []
        if order in shown:
            yield line
        else:
            run.append(line)
    if run:
        yield _fold(run) if _is_worth_folding(run) else run[0]


def _is_worth_folding(run: list[Line]) -> bool:
    """One short passage takes no more room than the line that would stand for it."""
    return len(run) > 1 or run[0].cost > 1 or run[0].change.looks


def _fold(run: list[Line]) -> Fold:
    looks = sum(line.change.looks for line in run)
    return Fold(len(run), looks, run[0], tuple(run) if len(run) <= MOST_FOLDED else ())


def paged(items: Iterable[Line | Fold]) -> Iterator[tuple[Line | Fold, ...]]:
    """The items in pages that are drawn at once."""
    page: list[Line | Fold] = []
    cost = 0
    for item in items:
        added = item.cost if isinstance(item, Line) else 1 + sum(line.cost for line in item.lines)
        if page and cost + added > MOST_LINES:
            yield tuple(page)
            page, cost = [], 0
        page.append(item)
        cost += added
    if page:
        yield tuple(page)
