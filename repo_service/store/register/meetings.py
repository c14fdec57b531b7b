"""Reading and writing meetings as rows. Which meetings are known is told by their visibility; what stands in them is
looked for with the reader's tokens, so that no list can forget the rights.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, delete, extract, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from repo_service import identifiers
from repo_service.domain.register.execution import OPEN
from repo_service.store.documents import Document, DocumentReader
from repo_service.store.people.tables import Account, Body, Person
from repo_service.store.register import actions as action_rows
from repo_service.store.register.tables import Action, AgendaPoint, Attendance, Decision, Meeting, MeetingPaper
from repo_service.store.work import UnitOfWork

_TOKENS: BindParameter[str] = bindparam("tokens", expanding=True)
_SEEN: ColumnElement[bool] = (
    select(DocumentReader.document_id)
    .where(DocumentReader.document_id == Document.id, DocumentReader.token.in_(_TOKENS))
    .exists()
)
_WHOLE = (
    selectinload(Meeting.points).joinedload(AgendaPoint.about),
    selectinload(Meeting.papers).joinedload(MeetingPaper.document).joinedload(Document.body),
    selectinload(Meeting.attendance),
)


@dataclass(frozen=True, slots=True)
class When:
    """What calendars want to know of a meeting: as its columns."""

    day: date
    begins: str = ""
    ends: str = ""
    place: str = ""
    link: str = ""
    title: str = ""
    visibility: str = "network"


def meeting(session: Session, public_id: str, visibilities: Collection[str]) -> Meeting | None:
    """A meeting with its points, papers and attendance, if who asks may know of it."""
    query = select(Meeting).where(Meeting.public_id == public_id, Meeting.visibility.in_(visibilities))
    return session.scalar(query.options(*_WHOLE))


def of_minutes(session: Session, document: Document, visibilities: Collection[str]) -> Meeting | None:
    """The meeting whose minutes a document is, if who asks may know of it."""
    query = (
        select(Meeting)
        .join(MeetingPaper, MeetingPaper.meeting_id == Meeting.id)
        .where(MeetingPaper.document_id == document.id, MeetingPaper.role == "minutes")
        .where(Meeting.visibility.in_(visibilities))
    )
    return session.scalars(query.limit(1)).first()


def _known(visibilities: Collection[str], body: Body | None) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Meeting.visibility.in_(visibilities)]
    return [*where, Meeting.body_id == body.id] if body is not None else where


def coming(session: Session, visibilities: Collection[str], today: date, body: Body | None = None) -> list[Meeting]:
    """Those of today and later, the nearest first."""
    query = select(Meeting).where(*_known(visibilities, body), Meeting.day >= today)
    return list(session.scalars(query.order_by(Meeting.day, Meeting.begins, Meeting.id)))


def past(
    session: Session, visibilities: Collection[str], today: date, year: int, body: Body | None = None
) -> list[Meeting]:
    """Those of one year that are over, the latest first."""
    first, after = max(date(year, 1, 1), date.min), date(year + 1, 1, 1)
    query = select(Meeting).where(*_known(visibilities, body), Meeting.day >= first, Meeting.day < min(after, today))
    return list(session.scalars(query.order_by(Meeting.day.desc(), Meeting.begins.desc(), Meeting.id.desc())))


def years(session: Session, visibilities: Collection[str], today: date, body: Body | None = None) -> list[int]:
    """The years in which meetings were held, the latest first."""
    year = extract("year", Meeting.day)
    query = select(year).where(*_known(visibilities, body), Meeting.day < today).distinct()
    return sorted((int(one) for one in session.scalars(query)), reverse=True)


def since(session: Session, visibilities: Collection[str], first: date, body: Body | None = None) -> list[Meeting]:
    """Those from a day on, with their points, in the order of their days: what a calendar shows."""
    query = select(Meeting).where(*_known(visibilities, body), Meeting.day >= first)
    points = selectinload(Meeting.points).joinedload(AgendaPoint.about)
    return list(session.scalars(query.options(points).order_by(Meeting.day, Meeting.id)))


def meeting_bodies(session: Session, visibilities: Collection[str]) -> list[Body]:
    """The bodies that have a meeting which may be known, by name."""
    met = select(Meeting.body_id).where(Meeting.visibility.in_(visibilities))
    return list(session.scalars(select(Body).where(Body.id.in_(met)).order_by(Body.name_key)))


def on_day(session: Session, body: Body, day: date) -> list[Meeting]:
    """All meetings of a body on a day that were not cancelled, the first noted first."""
    query = select(Meeting).where(Meeting.body_id == body.id, Meeting.day == day, Meeting.cancelled_at.is_(None))
    return list(session.scalars(query.options(*_WHOLE).order_by(Meeting.id)))


def later(session: Session, row: Meeting, day: date | None = None) -> bool:
    """Whether the body has a meeting after this one (on that very ``day``), cancelled ones too."""
    query = select(Meeting.id).where(Meeting.body_id == row.body_id, Meeting.day > row.day)
    return session.scalar((query.where(Meeting.day == day) if day else query).limit(1)) is not None


def neighbours(session: Session, row: Meeting, visibilities: Collection[str]) -> tuple[Meeting | None, Meeting | None]:
    """The meetings of the same body before and after this one that may be known and were not cancelled."""
    where = (*_known(visibilities, row.body), Meeting.cancelled_at.is_(None), Meeting.id != row.id)
    before = or_(Meeting.day < row.day, and_(Meeting.day == row.day, Meeting.id < row.id))
    after = or_(Meeting.day > row.day, and_(Meeting.day == row.day, Meeting.id > row.id))
    previous = select(Meeting).where(*where, before).order_by(Meeting.day.desc(), Meeting.id.desc()).limit(1)
    following = select(Meeting).where(*where, after).order_by(Meeting.day, Meeting.id).limit(1)
    return session.scalar(previous), session.scalar(following)


def seen(session: Session, documents: Collection[int], tokens: Collection[str]) -> dict[int, Document]:
    """Those of these documents (by row) that carry one of the reader's tokens and were not withdrawn."""
    if not documents:
        return {}
    query = select(Document).where(Document.id.in_(documents), Document.state != "withdrawn", _SEEN)
    rows = session.scalars(query.options(joinedload(Document.body)), {"tokens": sorted(tokens)})
    return {row.id: row for row in rows}


def decisions(session: Session, row: Meeting, tokens: Collection[str]) -> list[Decision]:
    """The decisions of a meeting that the reader sees, in the order of the register."""
    query = (
        select(Decision)
        .join(Document, Document.id == Decision.document_id)
        .where(Decision.meeting_id == row.id, Document.state != "withdrawn", _SEEN)
        .options(joinedload(Decision.document))
        .order_by(Decision.series, Decision.count, Decision.id)
    )
    return list(session.scalars(query, {"tokens": sorted(tokens)}))


def actions(session: Session, row: Meeting, tokens: Collection[str]) -> list[Action]:
    """The actions of a meeting that the reader sees, in the order in which they were noted."""
    query = select(Action).where(Action.meeting_id == row.id, action_rows.seen(tokens))
    return list(session.scalars(query.options(joinedload(Action.minutes)).order_by(Action.id)))


def serves(body: Body, tokens: Collection[str]) -> bool:
    """Whether the reader is a member of the body, keeps its papers, or keeps the service."""
    mine = {f"body:{body.public_id}", f"secretary:{body.public_id}", "secretary", "administrator"}
    return bool(mine & set(tokens))


def unapproved(session: Session, row: Meeting, tokens: Collection[str]) -> list[Document]:
    """Minutes of earlier meetings of the same body that wait for their approval, the oldest first."""
    query = select(Document).where(
        Document.kind == "minutes", Document.state == "published", Document.body_id == row.body_id,
        Document.day < row.day, _SEEN,
    )  # fmt: skip
    return list(session.scalars(query.order_by(Document.day, Document.id), {"tokens": sorted(tokens)}))


def open_actions(session: Session, row: Meeting, tokens: Collection[str]) -> list[Action]:
    """What is still to be done by the body's actions, what is due first."""
    where = (Action.body_id == row.body_id, Action.progress.in_(sorted(OPEN)), action_rows.seen(tokens))
    query = select(Action).where(*where).options(joinedload(Action.minutes))
    return sorted(session.scalars(query), key=lambda one: (one.deadline or date.max, one.id))


def postponed(session: Session, row: Meeting, tokens: Collection[str]) -> list[Decision]:
    """Decisions of the body that were put off and are not taken yet."""
    query = (
        select(Decision)
        .join(Document, Document.id == Decision.document_id)
        .where(Decision.body_id == row.body_id, Document.state == "postponed", Document.day < row.day, _SEEN)
        .options(joinedload(Decision.document))
        .order_by(Document.day, Decision.id)
    )
    return list(session.scalars(query, {"tokens": sorted(tokens)}))


def add(uow: UnitOfWork, body: Body, author: Account, when: When) -> Meeting:
    """A new meeting."""
    row = Meeting(
        public_id=identifiers.new(), body=body, body_id=body.id, day=when.day, begins=when.begins, ends=when.ends,
        place=when.place, link=when.link, title=when.title, visibility=when.visibility, author_id=author.id,
        created_at=uow.now, changed_at=uow.now, revision=0, points=[], papers=[], attendance=[],
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    return row


def touch(uow: UnitOfWork, row: Meeting, moved: bool = False) -> None:
    """Note that a meeting was changed for all who know of it; ``moved``: when or where it is, which calendars count.

    Calendars and files tell this instant, so what only some may see must not move it.
    """
    row.changed_at = uow.now
    row.revision += moved


def add_point(
    uow: UnitOfWork, row: Meeting, title: str, notes: str = "", sort: str = "", about: Document | None = None
) -> AgendaPoint:
    """One more point, after all others."""
    place = max((point.position for point in row.points), default=0) + 1
    point = AgendaPoint(
        public_id=identifiers.new(), meeting_id=row.id, position=place, title=title, notes=notes, sort=sort,
        about_id=about.id if about else None, about=about,
    )  # fmt: skip
    row.points.append(point)
    uow.session.flush()
    return point


def remove_point(uow: UnitOfWork, row: Meeting, point: AgendaPoint) -> None:
    """A point goes; its papers stay with the meeting."""
    for paper in row.papers:
        if paper.point_id == point.id:
            paper.point_id = None
    uow.session.flush()
    uow.session.execute(delete(AgendaPoint).where(AgendaPoint.id == point.id))
    uow.session.expire(row, ["points"])


def add_paper(uow: UnitOfWork, row: Meeting, document: Document, role: str, point: AgendaPoint | None) -> MeetingPaper:
    """A document goes with a meeting."""
    place = point.id if point else None
    paper = MeetingPaper(
        meeting_id=row.id, document_id=document.id, document=document, point_id=place, role=role
    )
    row.papers.append(paper)
    uow.session.flush()
    return paper


def remove_paper(uow: UnitOfWork, row: Meeting, paper: MeetingPaper) -> None:
    """The document goes with the meeting no more; it stays kept."""
    uow.session.execute(delete(MeetingPaper).where(MeetingPaper.id == paper.id))
    uow.session.expire(row, ["papers"])


def replace_attendance(uow: UnitOfWork, row: Meeting, lines: Collection[dict[str, Any]]) -> None:
    """Who was there, as values of the columns of ``Attendance``; what was noted before goes."""
    uow.session.execute(delete(Attendance).where(Attendance.meeting_id == row.id))
    uow.session.expire(row, ["attendance"])
    for values in lines:
        row.attendance.append(Attendance(meeting_id=row.id, **values))
    uow.session.flush()


def persons(session: Session, row: Meeting) -> dict[int, Person]:
    """Those known persons who are noted at a meeting, by row."""
    query = select(Person).where(Person.id.in_([one.person_id for one in row.attendance if one.person_id]))
    return {person.id: person for person in session.scalars(query)}
