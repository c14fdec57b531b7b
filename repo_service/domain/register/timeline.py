"""Where the bars of a chain of decisions are drawn: one row a decision, time from left to right. Pure geometry.

Units are those of the drawing (``WIDTH`` across), which are pixels of the page: the words keep their size and fit
beside the text. Colours and words are the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from repo_service.domain.periods import Period

WIDTH = 580.0
_NUMBER = 160.0  # of the longest number, written above its bar
ROW = 34.0
_LEAST_DAYS = 120  # drawn at least, so that two decisions of one week are not a bar each of half the page
_YEARS = 12  # ticks at most
_THINNEST = 6.0


@dataclass(frozen=True, slots=True)
class Bar:
    """The time in force of one decision; ``open``: its end is not known. ``mark`` is its adoption, where its number
    begins or, near the end of the drawing (``late``), ends.
    """

    id: str
    row: int
    mark: float
    start: float | None
    width: float
    open: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of January of a year."""

    year: int
    x: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing of ``WIDTH`` by ``height``; ``today`` is the place of the day that is asked."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    today: float
    height: float
    width: float = WIDTH


def drawn(rows: Sequence[tuple[str, date, Period | None]], day: date) -> Timeline:
    """Lay out decisions: (identifier, adopted on, in force), in the order of their rows."""
    first, last = _bounds([adopted for _, adopted, _ in rows], [period for _, _, period in rows], day)
    whole = (last - first).days

    def place(of: date) -> float:
        return round(WIDTH * min(max((of - first).days, 0), whole) / whole, 1)

    bars = []
    for row, (identifier, adopted, period) in enumerate(rows):
        start = place(period.start or adopted) if period else None
        end = place(period.end) if period and period.end else WIDTH
        width = max(end - start, _THINNEST) if start is not None else 0.0
        open_end = bool(period and period.end is None)
        mark = place(adopted)
        bars.append(Bar(identifier, row, mark, start, round(width, 1), open_end, late=mark > WIDTH - _NUMBER))
    return Timeline(tuple(bars), tuple(_ticks(first, last, place)), place(day), ROW * len(rows) + 30)


def _bounds(adopted: Iterable[date], periods: Iterable[Period | None], day: date) -> tuple[date, date]:
    days = [*adopted, day]
    for period in periods:
        if period:
            days += [one for one in (period.start, period.end) if one]
    first, last = min(days), max(days)
    margin = timedelta(days=max((last - first).days // 20, (_LEAST_DAYS - (last - first).days) // 2, 1))
    return (
        first - margin if first.toordinal() > margin.days else date.min,
        last + margin if last.toordinal() + margin.days < date.max.toordinal() else date.max,
    )


def _ticks(first: date, last: date, place: Callable[[date], float]) -> Iterable[Tick]:
    years = range(first.year + 1, last.year + 1)
    step = len(years) // _YEARS + 1
    for year in years:
        if year % step == 0:
            yield Tick(year, place(date(year, 1, 1)))
