"""Tables of meetings, decisions, actions and verdicts. A decision *is* a document (kind ``decision``): its text, its
versions, its readers and its tombstone are those of any document; here stands what a register adds.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repo_service.store.base import Base, Code, Dated, PublicId
from repo_service.store.documents import Document, Extraction, Version
from repo_service.store.people.tables import Account, Body, Institution, Person


class Meeting(Base):
    """A meeting of a body, held or to come. ``begins``, ``ends``: "09:30" where the consortium lives, or empty.

    ``visibility``: who may know of it (``public`` or ``network``); papers and minutes have their own.
    ``revision`` counts changes of when and where, as calendars want it.
    """

    __tablename__ = "meeting"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id))
    day: Mapped[date]
    begins: Mapped[str] = mapped_column(String(5), default="")
    ends: Mapped[str] = mapped_column(String(5), default="")
    place: Mapped[str] = mapped_column(String(300), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    visibility: Mapped[str] = mapped_column(Code, default="network")
    author_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)

    body: Mapped[Body] = relationship(lazy="joined", innerjoin=True)
    points: Mapped[list[AgendaPoint]] = relationship(order_by="AgendaPoint.position")
    papers: Mapped[list[MeetingPaper]] = relationship(order_by="MeetingPaper.id")
    attendance: Mapped[list[Attendance]] = relationship(order_by="Attendance.id")
    __table_args__ = (Index(None, "body_id", "day"), Index(None, "day"))


class AgendaPoint(Base):
    """A point of the agenda. ``sort``: "" or "approval" (of the minutes ``about_id``) or "action" (carried over).

    ``carried_id``: the action, or the postponed decision's document, that is carried here.
    """

    __tablename__ = "agenda_point"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    notes: Mapped[str] = mapped_column(Text, default="")
    sort: Mapped[str] = mapped_column(Code, default="")
    about_id: Mapped[int | None] = mapped_column(ForeignKey(Document.id))
    about: Mapped[Document | None] = relationship()


class MeetingPaper(Base):
    """A document of a meeting: its ``minutes``, or a ``paper`` of one of its points (or of none)."""

    __tablename__ = "meeting_paper"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey(Document.id), index=True)
    point_id: Mapped[int | None] = mapped_column(ForeignKey(AgendaPoint.id))
    role: Mapped[str] = mapped_column(Code)
    document: Mapped[Document] = relationship()
    __table_args__ = (UniqueConstraint("meeting_id", "document_id"),)


class Attendance(Base):
    """Somebody at a meeting: ``present``, ``excused``, ``absent`` or ``invited``. ``proxy``: who votes in its place.

    ``person_id`` where the name is that of somebody known; ``name`` as it was written.
    """

    __tablename__ = "attendance"
    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(Code)
    office: Mapped[str] = mapped_column(Code, default="")
    proxy: Mapped[str] = mapped_column(String(200), default="")
    __table_args__ = (UniqueConstraint("meeting_id", "name"),)


class Decision(Base):
    """What the register knows of a decision beside its document. Its number is given once and never to another.

    ``series`` and ``count`` make the number (``domain.register.numbering``); a number that no pattern makes is a series
    of its own with the count 0, and so is the identifier of a decision without a number. ``votes`` as
    ``domain.minutes.found.votes_json``. ``progress`` of its execution: todo, doing, done, dropped, or "" where there is
    nothing to do. ``sort``: "approval", "election", "". ``printed``: its minutes print its number.
    """

    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey(Document.id), unique=True)
    body_id: Mapped[int | None] = mapped_column(ForeignKey(Body.id))
    series: Mapped[str] = mapped_column(String(90))
    count: Mapped[int]
    number: Mapped[str] = mapped_column(String(60), index=True)
    printed: Mapped[bool] = mapped_column(default=False)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    minutes_id: Mapped[int | None] = mapped_column(ForeignKey(Document.id), index=True)
    point: Mapped[str] = mapped_column(String(300), default="")
    sort: Mapped[str] = mapped_column(Code, default="")
    votes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    review_on: Mapped[date | None]
    owner: Mapped[str] = mapped_column(String(300), default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    progress: Mapped[str] = mapped_column(Code, default="")
    reminded_at: Mapped[datetime | None]

    document: Mapped[Document] = relationship(foreign_keys=[document_id])
    minutes: Mapped[Document | None] = relationship(foreign_keys=[minutes_id])
    body: Mapped[Body | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    facts: Mapped[list[DecisionFact]] = relationship(order_by="DecisionFact.id")
    __table_args__ = (UniqueConstraint("body_id", "series", "count"),)


class DecisionFact(Dated, Base):
    """When a decision was taken, with what outcome, and the days on which it means to hold ([valid_from, valid_until)).

    One row of a decision is known at a time; a correction retracts it and adds another. ``ending``: what it became at
    ``valid_until`` where that was said of it alone: expired (its own term), superseded or repealed.
    """

    __tablename__ = "decision_fact"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey(Decision.id), index=True)
    adopted_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(Code)
    ending: Mapped[str] = mapped_column(Code, default="expired")
    annulled: Mapped[bool] = mapped_column(default=False)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    reason: Mapped[str] = mapped_column(String(500), default="")


class DecisionTie(Dated, Base):
    """From ``valid_from`` on, ``source`` replaces, repeals, amends or implements ``target``."""

    __tablename__ = "decision_tie"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey(Decision.id), index=True)
    relation: Mapped[str] = mapped_column(Code)
    target_id: Mapped[int] = mapped_column(ForeignKey(Decision.id), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))


class DecisionApproval(Base):
    """A decision approved this very version of minutes: linked both ways, and what froze them."""

    __tablename__ = "decision_approval"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey(Decision.id), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(Version.id), index=True)
    recorded_at: Mapped[datetime]
    decision: Mapped[Decision] = relationship()
    version: Mapped[Version] = relationship()


class Source(Base):
    """Where a version of minutes says a decision or orders an action: the passage, and the exact words.

    ``start``, ``end``: code points in the passage. ``standing``: "exact"; in a later version "changed" (the passage
    stands, its words differ) or "lost". One row for each version that was looked at, the newest last.
    """

    __tablename__ = "source"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey(Decision.id), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(Version.id), index=True)
    extraction_id: Mapped[int | None] = mapped_column(ForeignKey(Extraction.id))
    anchor: Mapped[str] = mapped_column(String(40))
    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[str] = mapped_column(Text)
    standing: Mapped[str] = mapped_column(Code, default="exact")
    created_at: Mapped[datetime]
    version: Mapped[Version] = relationship()


class ProgressNote(Base):
    """One line of what became of a decision or an action; only added. ``progress`` is what it was put to, or ""."""

    __tablename__ = "progress_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey(Decision.id), index=True)
    action_id: Mapped[int | None] = mapped_column(ForeignKey("action.id"), index=True)
    progress: Mapped[str] = mapped_column(Code, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    at: Mapped[datetime]
    account: Mapped[Account] = relationship()


class Action(Base):
    """Something to do that minutes order, or that was typed. Who sees its minutes sees it; without minutes, the members
    of its body and those who serve it.

    ``owner`` as written; ``owners`` where known persons are meant. ``deadline_text``: the words for the deadline.
    """

    __tablename__ = "action"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id), index=True)
    minutes_id: Mapped[int | None] = mapped_column(ForeignKey(Document.id), index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey(Decision.id), index=True)
    text: Mapped[str] = mapped_column(Text)
    point: Mapped[str] = mapped_column(String(300), default="")
    owner: Mapped[str] = mapped_column(String(300), default="")
    deadline: Mapped[date | None] = mapped_column(index=True)
    deadline_text: Mapped[str] = mapped_column(String(200), default="")
    progress: Mapped[str] = mapped_column(Code, default="todo")
    author_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    body: Mapped[Body] = relationship()
    minutes: Mapped[Document | None] = relationship(foreign_keys=[minutes_id])
    meeting: Mapped[Meeting | None] = relationship()
    decision: Mapped[Decision | None] = relationship()
    owners: Mapped[list[ActionOwner]] = relationship(order_by="ActionOwner.id")


class ActionOwner(Base):
    """One of those who are to do an action, in the order of its words, and when it was last reminded."""

    __tablename__ = "action_owner"
    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey(Action.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    reminded_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("action_id", "person_id"),)


class Finding(Base):
    """What was found in one reading of minutes, kept so that it is not looked for again. Disposable.

    ``finder``: version of the rules; ``day``: the day of the meeting that it was worked out with.
    """

    __tablename__ = "finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    extraction_id: Mapped[int] = mapped_column(ForeignKey(Extraction.id), unique=True)
    finder: Mapped[int]
    day: Mapped[date | None]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class Verdict(Base):
    """What a person said of one proposal: ``accepted``, ``edited`` (accepted in other words) or ``discarded``.

    A proposal is named by its key in its document; there is one verdict on it, whoever is first.
    """

    __tablename__ = "verdict"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey(Document.id))
    key: Mapped[str] = mapped_column(String(64))
    sort: Mapped[str] = mapped_column(Code)  # decision | action
    rule: Mapped[str] = mapped_column(Code, index=True)
    score: Mapped[int]  # in thousandths
    verdict: Mapped[str] = mapped_column(Code)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey(Decision.id))
    action_id: Mapped[int | None] = mapped_column(ForeignKey(Action.id))
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("document_id", "key"),)
