"""Meetings that were held and what became of their minutes: which have none, which came out late, year by year.

Told from the meetings that a person may know of and from the minutes that it sees; minutes without a noted meeting
tell of one themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from repo_service.domain.passages import fold
from repo_service.domain.states import is_private
from repo_service.store.register.overview import Held, Minutes, Place

LATE = 30  # days after a meeting from which its minutes are late
ARCHIVES = 365  # minutes that came out longer after their meeting were put there afterwards: no delay is counted
_YEARS = 12  # told at most, the last ones


@dataclass(frozen=True, slots=True)
class Sitting:
    """A body met on a day. ``meeting`` is its identifier where it was noted; ``minutes`` that of published minutes,
    ``draft`` that of minutes that readers do not see yet. ``came_out``: when readers saw the minutes first.
    """

    day: date
    body: Place
    title: str = ""
    meeting: str = ""
    minutes: str = ""
    draft: str = ""
    came_out: date | None = None

    @property
    def delay(self) -> int | None:
        """Days from the meeting to its minutes; ``None`` without any, or for what was put there from archives."""
        days = (self.came_out - self.day).days if self.minutes and self.came_out else -1
        return days if 0 <= days <= ARCHIVES else None


@dataclass(frozen=True, slots=True)
class Count:
    """Of the meetings of a body in a year: how many were held, how many of them have published minutes."""

    held: int
    minutes: int

    @property
    def missing(self) -> int:
        """How many have none."""
        return self.held - self.minutes


@dataclass(frozen=True, slots=True)
class Coverage:
    """Bodies by years. ``counts`` lacks a year in which a body did not meet; ``empty``: body and year without any
    minutes, between the first year in which it met and the last.
    """

    bodies: tuple[Place, ...]
    years: tuple[int, ...]
    counts: dict[tuple[str, int], Count]
    empty: tuple[tuple[Place, int], ...]
    total: Count
    earlier: int  # meetings held before these years


def sittings(held: Sequence[Held], minutes: Sequence[Minutes], today: date) -> tuple[list[Sitting], int]:
    """The meetings that were held before today, the oldest first; and how many minutes name no body or no day."""
    found, told = [], _by_meeting(minutes)
    loose = _loose(minutes, {one.key for one in held})
    for one in held:
        own = told.get(one.key) or loose.pop((one.body.id, one.day), [])
        found.append(_sitting(one.day, one.body, own, one.title, one.id))
    for (_, day), rest in loose.items():
        if day < today and rest[0].body is not None:
            found.append(_sitting(day, rest[0].body, rest))
    nowhere = sum(one.body is None or one.day is None for one in minutes)
    return sorted(found, key=lambda one: (one.day, fold(one.body.name), one.meeting)), nowhere


def _by_meeting(minutes: Iterable[Minutes]) -> dict[int, list[Minutes]]:
    found: dict[int, list[Minutes]] = {}
    for one in minutes:
        for key in one.meetings:
            found.setdefault(key, []).append(one)
    return found


def _loose(minutes: Iterable[Minutes], known: set[int]) -> dict[tuple[str, date], list[Minutes]]:
    """Minutes that go with no meeting that is known here, by body and day."""
    found: dict[tuple[str, date], list[Minutes]] = {}
    for one in minutes:
        if one.body is not None and one.day is not None and not known & set(one.meetings):
            found.setdefault((one.body.id, one.day), []).append(one)
    return found


def _sitting(day: date, body: Place, minutes: Sequence[Minutes], title: str = "", meeting: str = "") -> Sitting:
    shown = [one for one in minutes if not is_private(one.state)]
    shown.sort(key=lambda one: (one.came_out or day, one.key))
    hidden = [one for one in minutes if is_private(one.state)]
    return Sitting(
        day, body, title, meeting, shown[0].id if shown else "", hidden[0].id if hidden and not shown else "",
        shown[0].came_out if shown else None,
    )  # fmt: skip


def late(found: Iterable[Sitting], today: date) -> list[Sitting]:
    """Those held more than ``LATE`` days ago that have no published minutes, the last one first."""
    since = today - timedelta(days=LATE)
    return [one for one in found if not one.minutes and one.day < since][::-1]


def delays(found: Iterable[Sitting]) -> list[tuple[Place, list[int]]]:
    """Days from meeting to minutes, body by body in the order of their names."""
    by_body: dict[Place, list[int]] = {}
    for one in found:
        if one.delay is not None:
            by_body.setdefault(one.body, []).append(one.delay)
    return sorted(by_body.items(), key=lambda one: fold(one[0].name))


def archives(found: Iterable[Sitting]) -> int:
    """How many minutes have no delay that could be counted."""
    return sum(bool(one.minutes) and one.delay is None for one in found)


def coverage(found: Sequence[Sitting], today: date) -> Coverage:
    """Held meetings and published minutes by body and year, of the last ``_YEARS`` years at most."""
    first = min((one.day.year for one in found), default=today.year)
    years = tuple(range(max(first, today.year - _YEARS + 1), today.year + 1))
    counts: dict[tuple[str, int], Count] = {}
    places: dict[str, Place] = {}
    for one in found:
        if one.day.year in years:
            places[one.body.id] = one.body
            before = counts.get((one.body.id, one.day.year), Count(0, 0))
            counts[one.body.id, one.day.year] = Count(before.held + 1, before.minutes + bool(one.minutes))
    bodies = tuple(sorted(places.values(), key=lambda one: fold(one.name)))
    inside = Count(sum(one.held for one in counts.values()), sum(one.minutes for one in counts.values()))
    return Coverage(bodies, years, counts, tuple(_empty(bodies, years, counts)), inside, len(found) - inside.held)


def _empty(
    bodies: Iterable[Place], years: Sequence[int], counts: dict[tuple[str, int], Count]
) -> Iterable[tuple[Place, int]]:
    for body in bodies:
        met = [year for year in years if (body.id, year) in counts]
        for year in range(met[0], met[-1] + 1):
            count = counts.get((body.id, year))
            if count is None or not count.minutes:
                yield body, year
