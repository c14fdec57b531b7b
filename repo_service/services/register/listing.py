"""The register as a person may read it: every decision with how it stands on a day, as known now or on another day.

What holds is worked out from the decisions that the person sees, and from nothing else: a hidden decision changes no
word of the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from repo_service import clock
from repo_service.domain.passages import fold
from repo_service.domain.periods import Period
from repo_service.domain.register import chains, numbering
from repo_service.domain.register.bodies import Succession, taken_over, walk
from repo_service.domain.register.force import HOLDING, Force, Life, Standing, Tie, known
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import NotFound
from repo_service.services import access
from repo_service.store.people import governance, successions
from repo_service.store.register import decisions
from repo_service.store.register.decisions import Line
from repo_service.store.work import UnitOfWork

IN_FORCE = "in_force"  # asked as a state: all that bind, amended and with a term too
OUTCOMES = frozenset({"adopted"})  # asked as a state: all that were ever adopted


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the register. ``on``: how things stood on that day; ``known``: by what was recorded at the end
    of that day; ``None``: today, and now.

    ``body``: its decisions, and those of the bodies whose place it has taken on the day, but for who asks it ``alone``.

    ``state`` is a status, "in_force" for all that bind, "adopted" for all that were, or "" for every decision; where a
    day is asked without a state, what binds on it is meant.
    """

    on: date | None = None
    known: date | None = None
    state: str = ""
    body: str = ""
    year: int | None = None
    domain: str = ""
    progress: str = ""
    words: str = ""
    alone: bool = False
    page: int = 1
    per_page: int = 50

    @property
    def wanted(self) -> str:
        """The state that is meant; "" for all."""
        if self.state == "all":
            return ""
        return self.state or (IN_FORCE if self.on else "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A decision in the register, and how it stands on the day that was asked."""

    line: Line
    life: Life
    standing: Standing

    @property
    def id(self) -> str:
        """The identifier of its document."""
        return self.line.id

    @property
    def period(self) -> Period | None:
        """All its time in force."""
        return self.standing.period


@dataclass(frozen=True, slots=True)
class Register:
    """One page of the register, and what the whole answer holds: how many of each status, body and year.

    ``taken_over``: (identifier, name) of the bodies whose place the body that is asked has taken on the day.
    ``every``: all entries that the filters but the state and the page let through; ``total``: those of the state too.
    """

    day: date
    asked: Asked
    entries: tuple[Entry, ...]
    total: int
    statuses: dict[str, int]
    binding: int
    bodies: tuple[tuple[str, str, int], ...]
    years: tuple[tuple[int, int], ...]
    domains: tuple[tuple[str, int], ...]
    chosen: tuple[Entry, ...] = field(default=(), repr=False)
    taken_over: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """All decisions that a person sees, with what is known of them at an instant."""

    lines: dict[str, Line]
    force: Force
    ties: tuple[Tie, ...]

    def entry(self, identifier: str, day: date) -> Entry | None:
        """A decision as it stands on a day; ``None`` before it was taken, or before anything was known of it."""
        life = self.force.lives.get(identifier)
        standing = self.force.standing(identifier, day) if life else None
        return Entry(self.lines[identifier], life, standing) if life and standing else None


def book(uow: UnitOfWork, actor: Actor, instant: datetime | None = None) -> Book:
    """All that the actor may see of the register, as known at ``instant`` (``None``: now)."""
    access.allow(actor, "read")
    lines = decisions.lines(uow.session, tokens_of(actor))
    names = {line.key: line.id for line in lines}
    lives = known(decisions.lives(uow.session, names), instant)
    ties = known(decisions.ties(uow.session, names), instant)
    return Book({line.id: line for line in lines}, Force(lives, ties), tuple(ties))


def listing(uow: UnitOfWork, actor: Actor, asked: Asked, timezone: str) -> Register:
    """The register on a day, the newest decision first."""
    day = asked.on or clock.day(uow.now, timezone)
    shown = book(uow, actor, end_of(asked.known, timezone))
    entries = [entry for one in shown.lines if (entry := shown.entry(one, day))]
    followed = known(successions.recorded(uow.session), end_of(asked.known, timezone))
    before = taken_over(followed, asked.body, day)
    meant = {asked.body} if asked.alone else {asked.body} | before
    kept = [entry for entry in entries if (not asked.body or entry.line.body in meant) and _fits(entry, asked)]
    kept.sort(key=lambda entry: numbering.sort_key(entry.line.number), reverse=True)
    kept.sort(key=lambda entry: entry.life.adopted, reverse=True)
    chosen = [entry for entry in kept if _in_state(entry, asked.wanted)]
    start = (asked.page - 1) * asked.per_page
    names = {row.public_id: row.name for row in governance.bodies(uow.session)}
    years = Counter(entry.life.adopted.year for entry in entries)
    return Register(
        day, asked, tuple(chosen[start : start + asked.per_page]), len(chosen),
        dict(Counter(entry.standing.status for entry in kept)),
        sum(entry.standing.holds for entry in kept),
        _bodies(entries, followed, names, day),
        tuple(sorted(years.items(), reverse=True)),
        tuple(sorted(Counter(entry.line.domain for entry in entries if entry.line.domain).items())),
        tuple(chosen),
        tuple(sorted(((key, names[key]) for key in before), key=lambda one: fold(one[1]))),
    )  # fmt: skip


def _bodies(
    entries: Iterable[Entry], followed: list[Succession], names: dict[str, str], day: date
) -> tuple[tuple[str, str, int], ...]:
    """How many decisions each body answers for on the day, by name: its own, and those of the bodies before it."""
    own = Counter(entry.line.body for entry in entries if entry.line.body)
    counts = Counter(own)
    for body, count in own.items():
        for step in walk(followed, body, day):
            counts[step.successor] += count
    found = [(key, names[key], count) for key, count in counts.items()]
    return tuple(sorted(found, key=lambda one: fold(one[1])))


def _fits(entry: Entry, asked: Asked) -> bool:
    line = entry.line
    return (
        (not asked.year or entry.life.adopted.year == asked.year)
        and (not asked.domain or fold(line.domain) == fold(asked.domain))
        and (not asked.progress or line.progress == asked.progress)
        and all(word in fold(f"{line.number} {line.title}") for word in fold(asked.words).split())
    )


def _in_state(entry: Entry, wanted: str) -> bool:
    if wanted == IN_FORCE:
        return entry.standing.holds
    if wanted in OUTCOMES:
        return entry.life.outcome == wanted
    return not wanted or entry.standing.status == wanted


def end_of(day: date | None, timezone: str) -> datetime | None:
    """The first instant after a day where the consortium lives: what was recorded before it was known that evening."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone)).astimezone(UTC)


def numbered(uow: UnitOfWork, actor: Actor, number: str) -> list[Line]:
    """The decisions that the actor sees under this number, however its letters are typed."""
    wanted = fold(number)
    return [line for line in decisions.lines(uow.session, tokens_of(actor)) if fold(line.number) == wanted]


@dataclass(frozen=True, slots=True)
class Link:
    """A tie as one end tells it: the other end, and whether this one acts or is acted on."""

    relation: str
    acts: bool
    day: date
    other: Entry


@dataclass(frozen=True, slots=True)
class Told:
    """One decision with all that the register says of it, today and as a chain."""

    entry: Entry
    links: tuple[Link, ...]
    family: tuple[Entry, ...]  # the decisions of its chain, the oldest first; itself included
    ties: tuple[Tie, ...]  # among these

    @property
    def holding(self) -> bool:
        """Whether it binds on the day asked."""
        return self.entry.standing.status in HOLDING


def told(uow: UnitOfWork, actor: Actor, identifier: str, day: date) -> Told:
    """A decision of the register, on a day. ``NotFound`` for one that is hidden or not in it."""
    shown = book(uow, actor)
    entry = shown.entry(identifier, max(day, _first(shown, identifier)))
    if entry is None:
        raise NotFound()
    family = chains.family(shown.ties, identifier)
    lives = chains.strands(shown.force.lives[one] for one in family if one in shown.force.lives)
    members = [_at(shown, strand.life, day) for strand in lives]
    by_id = {member.id: member for member in members}
    ties = tuple(tie for tie in shown.ties if tie.source in family)
    links = [*_links(ties, by_id, identifier)]
    return Told(entry, tuple(links), tuple(members), ties)


def _first(shown: Book, identifier: str) -> date:
    life = shown.force.lives.get(identifier)
    return life.adopted if life else date.min


def _at(shown: Book, life: Life, day: date) -> Entry:
    entry = shown.entry(life.id, max(day, life.adopted))
    assert entry is not None  # from its adoption on, a decision stands somehow
    return entry


def _links(ties: Iterable[Tie], by_id: dict[str, Entry], identifier: str) -> list[Link]:
    found = []
    for tie in ties:
        if tie.source == identifier:
            found.append(Link(tie.relation, True, tie.day, by_id[tie.target]))
        elif tie.target == identifier:
            found.append(Link(tie.relation, False, tie.day, by_id[tie.source]))
    return sorted(found, key=lambda link: (link.day, link.other.id))


def of_minutes(uow: UnitOfWork, actor: Actor, minutes: str, day: date) -> list[Entry]:
    """The decisions taken from these minutes (their identifier) that the actor sees, in the order of their numbers."""
    shown = book(uow, actor)
    found = [_at(shown, shown.force.lives[line.id], day) for line in shown.lines.values() if line.minutes == minutes]
    return sorted(found, key=lambda entry: numbering.sort_key(entry.line.number))


def json_of(entry: Entry, url: str) -> dict[str, Any]:
    """A decision as the API gives it (docs/api.md): ``state`` is its status on the day, dates are ISO 8601."""
    line, period = entry.line, entry.period
    return {
        "id": line.id, "number": line.number or None, "title": line.title, "state": entry.standing.status,
        "in_force": entry.standing.holds, "outcome": entry.life.outcome, "adopted_on": entry.life.adopted.isoformat(),
        "in_force_from": _iso(period.start if period else None), "in_force_until": _iso(period.end if period else None),
        "body": line.body or None, "body_name": line.body_name or None, "meeting": line.meeting or None,
        "minutes": line.minutes or None, "domain": line.domain or None, "votes": line.votes or None,
        "review_on": _iso(line.review_on), "owner": line.owner or None, "progress": line.progress or None,
        "ended_by": entry.standing.cause.source if entry.standing.cause else None,
        "amended_by": [tie.source for tie in entry.standing.amended_by], "visibility": line.visibility,
        "version": line.version, "url": url,
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def sequence(entries: Sequence[Entry]) -> list[Entry]:
    """Entries in the order in which a register is printed: by body, then by number."""
    return sorted(entries, key=lambda one: (fold(one.line.body_name), numbering.sort_key(one.line.number)))
