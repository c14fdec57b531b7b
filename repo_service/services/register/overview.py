"""How the consortium decides, seen from above: minutes that are late or missing, decisions that wait, and what the
rules that look for decisions are worth.

Everything is counted from what the person itself may read, so that no number tells of what is hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from repo_service import clock, identifiers
from repo_service.domain.register.execution import OPEN
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import NotFound
from repo_service.services import access
from repo_service.services.meetings import rights, sittings
from repo_service.services.meetings.sittings import Coverage, Sitting
from repo_service.services.register import listing, proposing
from repo_service.services.register.listing import Asked, Entry
from repo_service.store.people import governance
from repo_service.store.people.tables import Body
from repo_service.store.register import overview as rows
from repo_service.store.register.overview import Place
from repo_service.store.work import UnitOfWork

BY_HAND = "by-hand"  # the rule of passages that a person chose: no proposal, but what the rules passed over
_QUARTERS = 24  # told at most, the last ones


@dataclass(frozen=True, slots=True)
class Rule:
    """What people said of the proposals of one rule. ``example``: a sentence that it recognises; "" for one of tables
    and lists.
    """

    sort: str
    name: str
    example: str
    accepted: int
    edited: int
    discarded: int

    @property
    def judged(self) -> int:
        """All verdicts."""
        return self.accepted + self.edited + self.discarded

    @property
    def precision(self) -> float:
        """The part of its proposals that was kept, in other words or not."""
        return (self.accepted + self.edited) / self.judged if self.judged else 0.0


@dataclass(frozen=True, slots=True)
class Quarter:
    """The decisions of three months by how they stand today (``sides``)."""

    year: int
    number: int
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page tells. ``body`` is the one that it is narrowed to, ``choices`` are those that may be chosen, and
    ``every`` whether all may be seen at once. ``earlier``: decisions before the quarters told.
    """

    day: date
    body: Place | None
    choices: tuple[Place, ...]
    every: bool
    late: tuple[Sitting, ...]
    delays: tuple[tuple[Place, list[int]], ...]
    archives: int
    nowhere: int
    coverage: Coverage
    waiting: tuple[Entry, ...]
    quarters: tuple[Quarter, ...]
    earlier: int
    rules: tuple[Rule, ...]
    by_hand: int


SIDES = ("in_force", "deferred", "postponed", "rejected", "ended")


def view(uow: UnitOfWork, actor: Actor, wanted: str, timezone: str) -> Overview:
    """The consortium, or one body (``wanted``: its identifier): for who governs, and for secretaries the bodies that
    they serve, one at a time. ``NotFound`` for any other.
    """
    access.allow(actor, "decide")
    every = _sees_every(actor)
    bodies = [row for row in governance.bodies(uow.session) if every or row.public_id in actor.bodies]
    body = _chosen(bodies, wanted, every)
    narrowed = body.id if body else ""
    day, tokens = clock.day(uow.now, timezone), tokens_of(actor)
    held = rows.meetings(uow.session, rights.visibilities(actor), day, narrowed)
    found, nowhere = sittings.sittings(held, rows.minutes(uow.session, tokens, narrowed), day)
    entries = listing.listing(uow, actor, Asked(state="all", body=narrowed, alone=True), timezone).chosen
    quarters = _quarters(entries)
    rules = _rules(rows.verdicts(uow.session, tokens, narrowed))
    return Overview(
        day, body, tuple(_place(row) for row in bodies), every, tuple(sittings.late(found, day)),
        tuple(sittings.delays(found)), sittings.archives(found), nowhere, sittings.coverage(found, day),
        tuple(waiting(entries)), tuple(quarters), len(entries) - sum(one.total for one in quarters),
        tuple(one for one in rules if one.name != BY_HAND), sum(one.judged for one in rules if one.name == BY_HAND),
    )  # fmt: skip


def _sees_every(actor: Actor) -> bool:
    return actor.can("govern") or not actor.bodies


def _place(row: Body) -> Place:
    return Place(row.public_id, row.name, row.short)


def _chosen(bodies: list[Body], wanted: str, every: bool) -> Place | None:
    if not wanted and every:
        return None
    identifier = identifiers.normalise(wanted) if wanted else bodies[0].public_id if bodies else ""
    row = next((one for one in bodies if one.public_id == identifier), None)
    if row is None:
        raise NotFound()
    return _place(row)


def waiting(entries: Iterable[Entry]) -> list[Entry]:
    """Decisions in force that are still to be carried out, and those that were put off: the oldest first."""
    found = [one for one in entries if sort_of(one)]
    return sorted(found, key=lambda one: (one.life.adopted, one.line.key))


def sort_of(entry: Entry) -> str:
    """What a decision waits for: "todo" or "doing" (its execution), "postponed" (to be taken), "" for nothing."""
    if entry.standing.status == "postponed":
        return "postponed"
    return entry.line.progress if entry.standing.holds and entry.line.progress in OPEN else ""


def side_of(entry: Entry) -> str:
    """On which side of the count by quarter a decision stands today: one of ``SIDES``."""
    if entry.standing.holds:
        return "in_force"
    status = entry.standing.status
    if status in {"postponed", "rejected"}:
        return status
    return "deferred" if status in {"deferred", "proposed"} else "ended"


def _quarters(entries: Iterable[Entry]) -> list[Quarter]:
    """Every quarter from the first to the last in which something was decided, of ``_QUARTERS`` at most."""
    counts: dict[int, dict[str, int]] = {}
    for one in entries:
        of = counts.setdefault(one.life.adopted.year * 4 + (one.life.adopted.month - 1) // 3, dict.fromkeys(SIDES, 0))
        of[side_of(one)] += 1
    if not counts:
        return []
    last = max(counts)
    first = max(min(counts), last - _QUARTERS + 1)
    nothing = dict.fromkeys(SIDES, 0)
    return [Quarter(one // 4, one % 4 + 1, counts.get(one, nothing)) for one in range(first, last + 1)]


def _rules(counted: Iterable[tuple[str, str, str, int]]) -> list[Rule]:
    """The rules on which somebody gave a verdict, those that were judged most first. What a mark and a wording found
    together (« arrow: it is decided ») counts for the wording.
    """
    told: dict[tuple[str, str], Counter[str]] = {}
    for sort, name, verdict, count in counted:
        told.setdefault((sort, name.rpartition(": ")[2]), Counter())[verdict] += count
    found = [
        Rule(sort, name, proposing.rule_words(name), said["accepted"], said["edited"], said["discarded"])
        for (sort, name), said in told.items()
    ]
    return sorted(found, key=lambda one: (one.sort != "decision", -one.judged, one.name))


def age(entry: Entry, day: date) -> timedelta:
    """How long a decision stands as it does, counted from its meeting."""
    return max(day - entry.life.adopted, timedelta())
