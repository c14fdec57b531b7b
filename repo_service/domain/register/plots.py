"""Plots as geometry: scales, ticks, stacked bars, strips of dots, grids. Pure, in units of the drawing.

Colours, patterns and words are the page's. Whatever is given, nothing is placed outside the drawing, and a million
values make no more marks than a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10, sqrt
from statistics import median

WIDTH = 720.0
LEFT = 150.0  # for the names of rows
RIGHT = 16.0
TOP = 16.0
FOOT = 30.0  # below the plot, for what the ticks say
ROW = 34.0
_BINS = 60  # marks in one row at most
_DOT = 4.0  # radius of a dot that stands for one value
_FATTEST = 14.0
_GAP = 0.2  # of a column of bars, left free


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` laid on a line that starts at ``start`` and is ``length`` long."""

    low: float
    high: float
    start: float
    length: float

    def place(self, value: float) -> float:
        """Where a value stands; one beyond the scale stands at its end."""
        if self.high <= self.low:
            return self.start
        part = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + part * self.length


@dataclass(frozen=True, slots=True)
class Tick:
    """A round value and where it stands."""

    value: int
    at: float


def ticks(high: float, most: int = 6) -> list[int]:
    """Round whole numbers from 0 to ``high``: a step of 1, 2 or 5 times a power of ten, ``most`` of them at most."""
    if not isfinite(high) or high < 1:
        return [0]
    rough = high / max(most - 1, 1)
    power = 10 ** max(floor(log10(rough)), 0)
    step = next((power * one for one in (1, 2, 5) if power * one >= rough), power * 10)
    return [step * place for place in range(floor(high / step) + 1)]


def _marks(scale: Scale, most: int = 6) -> tuple[Tick, ...]:
    return tuple(Tick(value, round(scale.place(value), 1)) for value in ticks(scale.high, most))


@dataclass(frozen=True, slots=True)
class Bin:
    """Values that lie close together: how many, and their mean."""

    count: int
    mean: float


def histogram(values: Iterable[float], high: float, most: int = _BINS) -> list[Bin]:
    """Values from 0 to ``high`` in ``most`` bins of one width, without the empty ones; what lies beyond is moved in."""
    counts, sums = [0] * most, [0.0] * most
    for value in values:
        inside = min(max(value, 0.0), high)
        place = min(int(inside / high * most), most - 1) if high > 0 else 0
        counts[place] += 1
        sums[place] += inside
    return [Bin(count, total / count) for count, total in zip(counts, sums, strict=True) if count]


@dataclass(frozen=True, slots=True)
class Dot:
    """``count`` values of a row that lie close together, at their mean; its area grows with them."""

    row: int
    x: float
    y: float
    radius: float
    count: int


@dataclass(frozen=True, slots=True)
class Median:
    """The middle value of a row and where it stands."""

    row: int
    x: float
    y: float
    value: float


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of dots for each group, on one scale that starts at 0."""

    height: float
    rows: tuple[float, ...]
    dots: tuple[Dot, ...]
    medians: tuple[Median, ...]
    ticks: tuple[Tick, ...]
    floor: float


def strip(groups: Sequence[Sequence[float]]) -> Strip:
    """Lay out the values of each group, in the order of the groups."""
    highest = max((max(values) for values in groups if values), default=0.0)
    scale = Scale(0, max(ceil(highest), 1), LEFT + _FATTEST, WIDTH - LEFT - RIGHT - 2 * _FATTEST)
    dots, medians = [], []
    for row, values in enumerate(groups):
        y = TOP + ROW * (row + 0.5)
        for one in histogram(values, scale.high):
            radius = min(_DOT * sqrt(one.count), _FATTEST)
            dots.append(Dot(row, round(scale.place(one.mean), 1), y, round(radius, 1), one.count))
        if values:
            middle = median(values)
            medians.append(Median(row, round(scale.place(middle), 1), y, middle))
    down = TOP + ROW * len(groups)
    rows = tuple(TOP + ROW * (row + 0.5) for row in range(len(groups)))
    return Strip(down + FOOT, rows, tuple(dots), tuple(medians), _marks(scale, 8), down)


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a column: ``series`` says of what."""

    column: int
    series: int
    x: float
    y: float
    width: float
    height: float
    value: int


@dataclass(frozen=True, slots=True)
class Bars:
    """Columns of bars, one upon the other. ``centres``: the middle of each column; ``floor``: where they stand."""

    height: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    centres: tuple[float, ...]
    floor: float
    left: float


def bars(columns: Sequence[Sequence[int]], tall: float = 200.0) -> Bars:
    """Stack the values of each column, the first series at the foot; what is not above 0 leaves no bar."""
    left, floor_at = 44.0, TOP + tall
    most = max((sum(max(value, 0) for value in column) for column in columns), default=0)
    scale = Scale(0, max(most, 1), floor_at, -tall)
    slot = (WIDTH - left - RIGHT) / max(len(columns), 1)
    wide = min(slot * (1 - _GAP), 48.0)
    found, centres = [], []
    for column, values in enumerate(columns):
        middle, below = left + slot * (column + 0.5), 0
        centres.append(round(middle, 1))
        for series, value in enumerate(values):
            if value > 0:
                top, foot = scale.place(below + value), scale.place(below)
                found.append(Bar(column, series, middle - wide / 2, top, wide, foot - top, value))
                below += value
    return Bars(floor_at + FOOT, tuple(found), _marks(scale), tuple(centres), floor_at, left)


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a grid, by its place in the table."""

    row: int
    column: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Fields of ``wide`` by ``tall``, the heads of the columns above them."""

    height: float
    wide: float
    tall: float
    cells: tuple[Cell, ...]
    centres: tuple[float, ...]
    rows: tuple[float, ...]


def grid(rows: int, columns: int) -> Grid:
    """Lay out a table of ``rows`` by ``columns`` fields."""
    slot = (WIDTH - LEFT - RIGHT) / max(columns, 1)
    wide = min(slot, 72.0)
    middles = tuple(TOP + FOOT + ROW * (row + 0.5) for row in range(rows))
    centres = tuple(round(LEFT + wide * (column + 0.5), 1) for column in range(columns))
    cells = tuple(
        Cell(row, column, round(LEFT + wide * column, 1), middles[row] - ROW / 2)
        for row in range(rows)
        for column in range(columns)
    )
    return Grid(TOP + FOOT + ROW * rows + 4, round(wide, 1), ROW, cells, centres, middles)
