"""Rows to be counted: meetings that were held, minutes with the day on which they came out, verdicts by rule.

Every query takes the reader's tokens, or what it may know of meetings: what is hidden is never counted. ``body``
narrows to one body by its identifier; "" is all.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select
from sqlalchemy.orm import Session

from repo_service.domain.states import PRIVATE
from repo_service.store.documents import Document, DocumentReader, Version, VersionState
from repo_service.store.people.tables import Body
from repo_service.store.register.tables import Meeting, MeetingPaper, Verdict

_TOKENS: BindParameter[str] = bindparam("tokens", expanding=True)
_SEEN: ColumnElement[bool] = (
    select(DocumentReader.document_id)
    .where(DocumentReader.document_id == Document.id, DocumentReader.token.in_(_TOKENS))
    .exists()
)
_CAME_OUT = (
    select(func.min(VersionState.valid_from))
    .join(Version, Version.id == VersionState.version_id)
    .where(
        Version.document_id == Document.id, VersionState.state.not_in([*sorted(PRIVATE), "withdrawn"]),
        VersionState.retracted_at.is_(None),
    )
    .correlate(Document)
    .scalar_subquery()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A body as lists name it."""

    id: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held; ``key`` is for this floor and the next only."""

    key: int
    id: str
    day: date
    title: str
    body: Place


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes that the reader sees. ``came_out``: the day from which readers saw a version, ``None`` while they are
    drafts; ``meetings``: those whose minutes they are.
    """

    key: int
    id: str
    title: str
    day: date | None
    state: str
    body: Place | None
    came_out: date | None
    meetings: tuple[int, ...]


def meetings(session: Session, visibilities: Collection[str], before: date, body: str = "") -> list[Held]:
    """Those before a day that were not cancelled, the oldest first."""
    query = (
        select(Meeting.id, Meeting.public_id, Meeting.day, Meeting.title, Body.public_id, Body.name, Body.short)
        .join(Body, Body.id == Meeting.body_id)
        .where(Meeting.visibility.in_(visibilities), Meeting.cancelled_at.is_(None), Meeting.day < before)
        .order_by(Meeting.day, Meeting.id)
    )
    rows = session.execute(query.where(Body.public_id == body) if body else query)
    return [Held(key, public_id, day, title, Place(*place)) for key, public_id, day, title, *place in rows]


def minutes(session: Session, tokens: Collection[str], body: str = "") -> list[Minutes]:
    """Those that the reader sees, withdrawn ones apart, the oldest first; drafts where it sees them."""
    given, where = {"tokens": sorted(tokens)}, (Document.kind == "minutes", Document.state != "withdrawn", _SEEN)
    ties = (
        select(MeetingPaper.document_id, MeetingPaper.meeting_id)
        .join(Document, Document.id == MeetingPaper.document_id)
        .where(MeetingPaper.role == "minutes", *where)
        .order_by(MeetingPaper.id)
    )
    tied: dict[int, list[int]] = {}
    for document, meeting in session.execute(ties, given):
        tied.setdefault(document, []).append(meeting)
    query = (
        select(
            Document.id, Document.public_id, Document.title, Document.day, Document.state, _CAME_OUT, Body.public_id,
            Body.name, Body.short,
        )
        .outerjoin(Body, Body.id == Document.body_id)
        .where(*where)
        .order_by(Document.day, Document.id)
    )  # fmt: skip
    rows = session.execute(query.where(Body.public_id == body) if body else query, given)
    return [
        Minutes(key, public_id, title, day, state, Place(*place) if place[0] else None, out, tuple(tied.get(key, ())))
        for key, public_id, title, day, state, out, *place in rows
    ]


def verdicts(session: Session, tokens: Collection[str], body: str = "") -> list[tuple[str, str, str, int]]:
    """Sort, rule, verdict and how often, over the documents that the reader sees."""
    query = (
        select(Verdict.sort, Verdict.rule, Verdict.verdict, func.count())
        .join(Document, Document.id == Verdict.document_id)
        .where(_SEEN, Document.state != "withdrawn")
        .group_by(Verdict.sort, Verdict.rule, Verdict.verdict)
        .order_by(Verdict.sort, Verdict.rule, Verdict.verdict)
    )
    if body:
        query = query.where(Document.body_id.in_(select(Body.id).where(Body.public_id == body)))
    rows = session.execute(query, {"tokens": sorted(tokens)})
    return [(sort, rule, verdict, count) for sort, rule, verdict, count in rows]
