"""Proposals of all minutes at once: ten years of them are judged on one page, the surest first, meeting by meeting.

Lists are made of what was kept (``keeping``); judging goes by the doors of each text (``accepting``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from repo_service.domain.minutes.finding import FINDER
from repo_service.domain.minutes.found import (
    Findings,
    FoundAction,
    FoundDecision,
    action_from_kept,
    decision_from_kept,
)
from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor, may, tokens_of
from repo_service.errors import Invalid
from repo_service.services import access, documents, reading
from repo_service.services.register import accepting, keeping, proposing
from repo_service.services.register.accepting import Wanted
from repo_service.services.register.cabinet import Cabinet, Light
from repo_service.services.repository import Repository
from repo_service.store.register import findings, verdicts
from repo_service.store.register.findings import Minutes
from repo_service.store.work import UnitOfWork

BANDS = (0.9, 0.7, 0.0)  # surest first: all of the first band, then all of the next
SORTS = ("decision", "action")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of one body (its identifier), of one year, of one sort; which page."""

    body: str = ""
    year: int | None = None
    sort: str = ""
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True, slots=True)
class Group:
    """Proposals of one meeting, the surest first. ``left``: how many of its minutes wait in all."""

    minutes: Minutes
    proposals: tuple[FoundDecision | FoundAction, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of what waits, and what all of it holds. ``unread``: minutes that were not looked through yet;
    ``dateless``: minutes from which nothing can enter before their day is known.
    """

    groups: tuple[Group, ...]
    total: int
    every: int
    bodies: tuple[tuple[str, str, int], ...]
    years: tuple[tuple[int, int], ...]
    sorts: dict[str, int]
    unread: int
    dateless: tuple[Minutes, ...]


@dataclass(frozen=True, slots=True)
class _Waiting:
    minutes: Minutes
    light: Light
    extraction: int

    @property
    def rank(self) -> tuple[object, ...]:
        """The surest band first, there the oldest meeting: numbers are given out in the order of acceptance."""
        band = next(place for place, bound in enumerate(BANDS) if self.light.score >= bound)
        return band, self.minutes.day, self.minutes.key, -self.light.score, self.light.place


def listing(uow: UnitOfWork, actor: Actor, cabinet: Cabinet, asked: Asked) -> Batch:
    """One page of all proposals that wait for the actor."""
    access.allow(actor, "decide")
    mine = _mine(uow, actor)
    every, unread = _waiting(uow, mine, cabinet)
    chosen = sorted((one for one in every if _fits(one, asked)), key=lambda one: one.rank)
    page = chosen[(asked.page - 1) * asked.per_page : asked.page * asked.per_page]
    bodies = Counter((one.minutes.body, one.minutes.body_name) for one in every if one.minutes.body)
    years = Counter(one.minutes.day.year for one in every if one.minutes.day)
    return Batch(
        _groups(uow, page, every), len(chosen), len(every),
        tuple(sorted(((key, name, count) for (key, name), count in bodies.items()), key=lambda one: fold(one[1]))),
        tuple(sorted(years.items(), reverse=True)), dict(Counter(one.light.sort for one in every)),
        unread, tuple(one for one in mine if one.day is None),
    )  # fmt: skip


def waiting(uow: UnitOfWork, actor: Actor, cabinet: Cabinet) -> int:
    """How many proposals wait for the actor; none for who keeps no register."""
    if not actor.can("decide"):
        return 0
    who = (actor.account, actor.roles, actor.bodies, actor.member_of)
    return cabinet.counted(uow, who, lambda: len(_waiting(uow, _mine(uow, actor), cabinet)[0]))


def _mine(uow: UnitOfWork, actor: Actor) -> list[Minutes]:
    """The minutes that the actor may judge: those that it sees, in their last version."""
    return [
        one
        for one in findings.minutes(uow.session, tokens_of(actor))
        if one.latest and may(actor, "decide", author=one.author, bodies=(one.body,), kind="minutes")
    ]


def _waiting(uow: UnitOfWork, mine: Sequence[Minutes], cabinet: Cabinet) -> tuple[list[_Waiting], int]:
    """The proposals that nobody has judged, the same thing told by two files once; how many minutes are unread."""
    lights, keys = cabinet.lights(uow), keeping.extractions(uow, list(mine))
    bodies = {one.key: one.body for one in mine}
    seen = {(bodies[document], key) for document, key in findings.judged(uow.session, list(bodies))}
    found, unread = [], 0
    for one in mine:
        extraction = keys.get(one.id)
        mark, told = lights.get(extraction, (None, ())) if extraction is not None else (None, ())
        if one.day is None or extraction is None:
            continue
        if mark is None or mark.finder != FINDER:
            unread += 1
            continue
        for light in told if mark.day == one.told else ():
            if (one.body, light.key) not in seen:
                seen.add((one.body, light.key))
                found.append(_Waiting(one, light, extraction))
    return found, unread


def _fits(one: _Waiting, asked: Asked) -> bool:
    day = one.minutes.day
    return (
        (not asked.body or one.minutes.body == asked.body)
        and (not asked.year or (day is not None and day.year == asked.year))
        and (not asked.sort or one.light.sort == asked.sort)
    )


def _groups(uow: UnitOfWork, page: Sequence[_Waiting], every: Sequence[_Waiting]) -> tuple[Group, ...]:
    contents = findings.contents(uow.session, {one.extraction for one in page})
    left = Counter(one.minutes.id for one in every)
    told: dict[int, dict[str, FoundDecision | FoundAction]] = {
        key: {one["key"]: decision_from_kept(one) for one in content["decisions"]}
        | {one["key"]: action_from_kept(one) for one in content["actions"]}
        for key, content in contents.items()
    }
    groups = []
    for _, ones in groupby(page, key=lambda one: (one.rank[0], one.minutes.id)):
        rows = list(ones)
        proposals = tuple(told[one.extraction][one.light.key] for one in rows)
        groups.append(Group(rows[0].minutes, proposals, left[rows[0].minutes.id]))
    return tuple(groups)


def accept(
    repository: Repository, actor: Actor, public_id: str, keys: Iterable[str], bound: float = 0.0
) -> tuple[int, list[str]]:
    """Accept those of some proposals of one text that are at least so sure, as they were found; how many, and the
    decisions made (identifiers). ``Invalid`` where none of them is left.
    """
    timezone = repository.settings.timezone
    with repository.store.reading() as uow:
        document = reading.readable(uow, actor, public_id)
        access.allow(actor, "decide", document)
        version = documents.working(document)
        blocks = reading.show(uow, actor, public_id, version.number).extract.blocks
        found = proposing.found_in(uow, document, version, blocks, timezone)
        said, chosen = verdicts.on(uow.session, document), set(keys)
        wanted = [
            Wanted(one.key)
            for one in _every(found)
            if one.key in chosen and one.key not in said and one.score >= bound
        ]
    if not wanted:
        raise Invalid("Il ne reste rien à retenir ici.")
    texts = accepting.wordings(found, wanted)
    prepared = accepting.prepare(repository.store, repository.reader, texts)
    with repository.store.writing() as uow:
        return len(wanted), accepting.accept(uow, actor, public_id, wanted, prepared, timezone)


def _every(found: Findings) -> list[FoundDecision | FoundAction]:
    return [*found.decisions, *found.actions]


def discard(uow: UnitOfWork, actor: Actor, public_id: str, keys: Iterable[str], timezone: str, bound: float) -> int:
    """Discard those of some proposals of one text that are at least so sure; how many."""
    document = reading.readable(uow, actor, public_id)
    access.allow(actor, "decide", document)
    version = documents.working(document)
    blocks = reading.show(uow, actor, public_id, version.number).extract.blocks
    found = proposing.found_in(uow, document, version, blocks, timezone)
    chosen = set(keys)
    sure = [one.key for one in _every(found) if one.key in chosen and one.score >= bound]
    return accepting.discard(uow, actor, public_id, sure, timezone)
