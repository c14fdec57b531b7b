"""Periods: half-open intervals of days, [start, end), open ends allowed; the algebra of all that is dated.

A mandate that ends on a day gives no right on that day. An empty period is none at all: a start must come before its
end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` on, before ``end``; ``None``: since always, without known end."""

    start: date | None = None
    end: date | None = None

    @property
    def is_possible(self) -> bool:
        """Whether there is a day in it."""
        return self.start is None or self.end is None or self.start < self.end

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in it."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def common(self, other: Period) -> Period | None:
        """The days that lie in both, if there are any."""
        starts = [one for one in (self.start, other.start) if one]
        ends = [one for one in (self.end, other.end) if one]
        both = Period(max(starts, default=None), min(ends, default=None))
        return both if both.is_possible else None

    def until(self, day: date) -> Period | None:
        """What remains of it when it ends on ``day`` at the latest."""
        return self.common(Period(None, day))


def clashing(period: Period, others: Iterable[Period]) -> list[Period]:
    """Those of ``others`` that share a day with ``period``."""
    return [other for other in others if period.common(other)]


def united(periods: Iterable[Period]) -> list[Period]:
    """The same days in the fewest periods, oldest first: those that touch or overlap are one."""
    ordered = sorted((one for one in periods if one.is_possible), key=lambda one: one.start or date.min)
    found: list[Period] = []
    for one in ordered:
        last = found[-1] if found else None
        if last is None or (last.end is not None and (one.start or date.min) > last.end):
            found.append(one)
        elif last.end is not None:
            found[-1] = Period(last.start, None if one.end is None else max(last.end, one.end))
    return found
