"""Meetings as each person sees them: the list, and one meeting with all that came of it, point by point.

Nothing hidden is counted, named or numbered: a point, a paper, a decision, an action each have readers of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from repo_service import identifiers
from repo_service.domain.register.meetings import Quorum, point_key
from repo_service.domain.roles import Actor, holds_meetings, tokens_of
from repo_service.errors import NotFound
from repo_service.services import access
from repo_service.services.meetings import agendas, attending, papers, rights
from repo_service.store.documents import Document
from repo_service.store.people import governance
from repo_service.store.people.tables import Body
from repo_service.store.register import meetings
from repo_service.store.register.tables import Action, AgendaPoint, Attendance, Decision, Meeting
from repo_service.store.work import UnitOfWork

__all__ = [
    "Action", "AgendaPoint", "Attendance", "Decision", "Document", "Listed", "Meeting", "Point", "Shown", "body_of",
    "calendar", "listing", "show",
]  # fmt: skip
KEPT_IN_CALENDARS = timedelta(days=400)  # how long a feed goes on showing what is over
Thing = TypeVar("Thing", Decision, Action)


@dataclass(frozen=True, slots=True)
class Listed:
    """The list: meetings to come, nearest first, then those of one year that are over, latest first.

    ``years``: those that have any; ``bodies``: those that meet; ``body``: the one that the list is narrowed to.
    """

    coming: list[Meeting]
    past: list[Meeting]
    year: int
    years: list[int]
    bodies: list[Body]
    body: Body | None


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda with what belongs to it. ``number`` counts those that the person sees."""

    row: AgendaPoint
    number: int
    papers: list[Document]
    decisions: list[Decision]
    actions: list[Action]
    about: Document | None

    @property
    def mark(self) -> str:
        """What its form gives back."""
        return agendas.mark(self.row)


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting. What belongs to no point stands in ``papers``, ``decisions`` and ``actions``.

    ``attendance`` is ``None`` where it is not the person's to see; ``seats``: how many sat in the body that day.
    """

    row: Meeting
    points: list[Point]
    minutes: list[Document]
    papers: list[Document]
    decisions: list[Decision]
    actions: list[Action]
    attendance: list[Attendance] | None
    quorum: Quorum | None
    previous: Meeting | None
    following: Meeting | None
    holds: bool


def listing(uow: UnitOfWork, actor: Actor, today: date, body: str = "", year: int = 0) -> Listed:
    """The meetings that the actor may know of. ``NotFound`` for a body that is none; a year without any shows none."""
    access.allow(actor, "read")
    visibilities, narrowed = rights.visibilities(actor), body_of(uow, body) if body else None
    years = meetings.years(uow.session, visibilities, today, narrowed)
    wanted = year if 1 <= year <= 9998 else (years[0] if years else 0)
    return Listed(
        meetings.coming(uow.session, visibilities, today, narrowed),
        meetings.past(uow.session, visibilities, today, wanted, narrowed) if wanted else [],
        wanted, years, meetings.meeting_bodies(uow.session, visibilities), narrowed,
    )  # fmt: skip


def show(uow: UnitOfWork, actor: Actor, public_id: str) -> Shown:
    """One meeting, with what the actor sees of it. Raises ``NotFound``."""
    row = rights.visible(uow, actor, public_id)
    tokens, holds = tokens_of(actor), holds_meetings(actor, row.body.public_id)
    decisions = meetings.decisions(uow.session, row, tokens)
    actions = [] if actor.former else meetings.actions(uow.session, row, tokens)
    seen = papers.seen_papers(uow, actor, row)
    points = agendas.seen_points(uow, actor, row)
    access.told(uow, actor, [paper.document for paper in seen] + [one.document for one in decisions])
    of_decision, of_action = _by_point(decisions, points), _by_point(actions, points)
    attendance = attending.seen(uow, actor, row)
    previous, following = meetings.neighbours(uow.session, row, rights.visibilities(actor))
    placed = {point.id for point in points}
    return Shown(
        row,
        [
            Point(
                point, number,
                [one.document for one in seen if one.point_id == point.id and one.role == "paper"],
                of_decision(point), of_action(point),
                point.about if point.sort in {"approval", "decision", "action"} else None,
            )
            for number, point in enumerate(points, 1)
        ],
        [one.document for one in seen if one.role == "minutes"],
        [one.document for one in seen if one.role == "paper" and one.point_id not in placed],
        of_decision(None), of_action(None),
        list(row.attendance) if attendance else None,
        attending.quorum(uow, actor, row) if attendance else None,
        previous, following, holds,
    )  # fmt: skip


def calendar(uow: UnitOfWork, actor: Actor, today: date, body: str = "") -> list[tuple[Meeting, list[AgendaPoint]]]:
    """What a calendar shows: meetings of the last year and to come, each with the points that the actor sees."""
    access.allow(actor, "read")
    narrowed = body_of(uow, body) if body else None
    rows = meetings.since(uow.session, rights.visibilities(actor), today - KEPT_IN_CALENDARS, narrowed)
    return [(row, agendas.seen_points(uow, actor, row)) for row in rows]


def of_minutes(uow: UnitOfWork, actor: Actor, document: Document) -> Meeting | None:
    """The meeting of minutes that the actor reads, if it may know of it."""
    return meetings.of_minutes(uow.session, document, rights.visibilities(actor))


def body_of(uow: UnitOfWork, public_id: str) -> Body:
    """The body of this identifier. Raises ``NotFound``."""
    row = governance.body(uow.session, identifiers.normalise(public_id) or "")
    if row is None:
        raise NotFound()
    return row


def _by_point(things: Iterable[Thing], points: list[AgendaPoint]) -> Callable[[AgendaPoint | None], list[Thing]]:
    """What belongs to a point, by its title as people write it; to ``None``, what belongs to none of them."""
    first: dict[str, int] = {}
    for point in points:
        first.setdefault(point_key(point.title), point.id)
    found: dict[int | None, list[Thing]] = {}
    for thing in things:
        found.setdefault(first.get(point_key(thing.point)) if thing.point else None, []).append(thing)
    return lambda point: found.get(point.id if point else None, [])
