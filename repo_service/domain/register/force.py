"""What is in force on a day: intervals worked out from dated facts, never written down.

A decision is known by its life (when it was taken, from when and until when it means to hold) and by ties (another one
replaces, repeals, amends or implements it from a day on). The words are Légifrance's. Asking what was *known* on a day
is asking the same of the facts recorded by then: ``known``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeVar

from repo_service.domain.periods import Period

Outcome = Literal["adopted", "rejected", "postponed", "proposed"]
Relation = Literal["replaces", "repeals", "amends", "implements"]
ENDING: tuple[Relation, ...] = ("replaces", "repeals")

STATUSES: dict[str, str] = {
    "in_force": "En vigueur",
    "with_term": "En vigueur avec terme",
    "amended": "En vigueur, modifiée",
    "deferred": "Vigueur différée",
    "superseded": "Remplacée",
    "repealed": "Abrogée",
    "expired": "Arrivée à terme",
    "annulled": "Annulée",
    "rejected": "Rejetée",
    "postponed": "Reportée",
    "proposed": "En projet",
}
HOLDING = frozenset({"in_force", "with_term", "amended"})  # those that bind on the day


@dataclass(frozen=True, slots=True)
class Recorded:
    """When a fact was known: from ``recorded``, until ``retracted`` where it proved wrong."""

    recorded: datetime
    retracted: datetime | None = None

    def known_at(self, instant: datetime | None) -> bool:
        """Whether it was held for true at that instant; ``None`` means today."""
        if instant is None:
            return self.retracted is None
        return self.recorded <= instant and (self.retracted is None or instant < self.retracted)


@dataclass(frozen=True, slots=True)
class Life:
    """One decision. It means to hold on the days of [start, until), and is then ``ending``: expired, or superseded or
    repealed where that was said without naming by what. ``annulled``: it was withdrawn, as if never taken.
    """

    id: str
    adopted: date
    outcome: Outcome = "adopted"
    start: date | None = None  # None: from the day of adoption
    until: date | None = None
    annulled: bool = False
    ending: str = "expired"

    @property
    def begins(self) -> date:
        """The first day on which it means to hold."""
        return self.start or self.adopted

    @property
    def binds(self) -> bool:
        """Whether it ever has an effect, on others too."""
        return self.outcome == "adopted" and not self.annulled


@dataclass(frozen=True, slots=True)
class Tie:
    """From ``day`` on, ``source`` replaces, repeals, amends or implements ``target`` (both identifiers)."""

    source: str
    relation: Relation
    target: str
    day: date


@dataclass(frozen=True, slots=True)
class Standing:
    """How one decision stands on a day. ``period`` is all its time in force, ``None`` when it has none.

    ``cause``: the tie that ended it, or will; ``amended_by``: ties that have changed it by that day, oldest first.
    """

    status: str
    period: Period | None
    cause: Tie | None = None
    amended_by: tuple[Tie, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it binds on the day that was asked."""
        return self.status in HOLDING


_Fact = TypeVar("_Fact")


def known(facts: Iterable[tuple[Recorded, _Fact]], instant: datetime | None) -> list[_Fact]:
    """Those held for true at an instant; ``None``: now."""
    return [fact for recorded, fact in facts if recorded.known_at(instant)]


class Force:
    """What holds among these decisions; ties from decisions that never had an effect, or unknown ones, count for
    nothing.
    """

    def __init__(self, lives: Iterable[Life], ties: Iterable[Tie]) -> None:
        self.lives = {life.id: life for life in lives}
        self._onto: dict[str, list[Tie]] = {}
        for tie in ties:
            source = self.lives.get(tie.source)
            if source is not None and source.binds and tie.target in self.lives and tie.source != tie.target:
                self._onto.setdefault(tie.target, []).append(tie)
        for onto in self._onto.values():
            onto.sort(key=lambda tie: (tie.day, tie.relation not in ENDING, tie.source))

    def onto(self, identifier: str) -> list[Tie]:
        """What others do to a decision, oldest first."""
        return list(self._onto.get(identifier, ()))

    def ending(self, identifier: str) -> Tie | None:
        """What ends a decision before its own term does."""
        life = self.lives[identifier]
        first = next((tie for tie in self._onto.get(identifier, ()) if tie.relation in ENDING), None)
        return first if first and (life.until is None or first.day < life.until) else None

    def period(self, identifier: str) -> Period | None:
        """All the days on which a decision is in force, as one interval; ``None``: on none."""
        life = self.lives[identifier]
        if not life.binds:
            return None
        cause = self.ending(identifier)
        whole = Period(life.begins, cause.day if cause else life.until)
        return whole if whole.is_possible else None

    def standing(self, identifier: str, day: date) -> Standing | None:
        """How a decision stands on a day; ``None`` before it was taken."""
        life = self.lives[identifier]
        if day < life.adopted:
            return None
        period, cause = self.period(identifier), self.ending(identifier)
        changed = tuple(tie for tie in self.onto(identifier) if tie.relation == "amends" and tie.day <= day)
        return Standing(self._status(life, period, cause, changed, day), period, cause if life.binds else None, changed)

    def _status(
        self, life: Life, period: Period | None, cause: Tie | None, changed: Sequence[Tie], day: date
    ) -> str:
        if life.annulled:
            return "annulled"
        if life.outcome != "adopted":
            return life.outcome
        if period is not None and period.covers(day):
            return "amended" if changed else "with_term" if period.end else "in_force"
        if period is not None and period.start is not None and day < period.start:
            return "deferred"
        if cause is not None:
            return "superseded" if cause.relation == "replaces" else "repealed"
        return life.ending

    def in_force(self, day: date) -> list[str]:
        """The decisions that bind on a day."""
        return [one for one in self.lives if (period := self.period(one)) and period.covers(day)]

    def turning_days(self) -> list[date]:
        """Every day on which something begins or ends to hold, in order."""
        days: set[date] = set()
        for one in self.lives:
            if period := self.period(one):
                days |= {day for day in (period.start, period.end) if day}
        days |= {tie.day for ties in self._onto.values() for tie in ties if tie.relation == "amends"}
        return sorted(days)


@dataclass(frozen=True, slots=True)
class Wording:
    """A version of the text of a decision, good from ``day`` on."""

    version: int
    day: date


def wordings_in_force(period: Period | None, wordings: Sequence[Wording]) -> list[tuple[int, Period]]:
    """Which version of its text held when: periods that share no day and fill the whole; the highest version of a day
    counts. The first version holds from the beginning, whatever its day.
    """
    if period is None or not wordings:
        return []
    ordered = sorted(wordings, key=lambda one: (one.day, one.version))
    pieces: list[tuple[int, Period]] = []
    for place, one in enumerate(ordered):
        start = None if place == 0 else one.day
        end = ordered[place + 1].day if place + 1 < len(ordered) else None
        piece = Period(start, end)
        part = period.common(piece) if piece.is_possible else None
        if part:
            pieces.append((one.version, part))
    return pieces
