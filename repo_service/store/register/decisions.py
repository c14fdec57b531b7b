"""The register as rows: lines of a list, facts and ties as rules want them, numbers given out.

Every list takes the reader's tokens; of ties those are told whose two ends the reader sees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import BindParameter, Row, bindparam, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from repo_service.domain.register.force import Life, Outcome, Recorded, Relation, Tie
from repo_service.store.base import Dated
from repo_service.store.documents import Document, DocumentReader, Version
from repo_service.store.people.tables import Account, Body
from repo_service.store.register.tables import (
    Decision,
    DecisionApproval,
    DecisionFact,
    DecisionTie,
    Meeting,
    ProgressNote,
    Source,
)
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Line:
    """One decision as lists tell it; identifiers are public ones, ``key`` is for this floor and the next only."""

    key: int
    id: str
    number: str
    title: str
    day: date | None
    state: str
    visibility: str
    domain: str
    version: int
    body: str
    body_name: str
    body_short: str
    meeting: str
    minutes: str
    point: str
    sort: str
    votes: dict[str, Any]
    review_on: date | None
    owner: str
    progress: str
    created_at: datetime


_TOKENS: BindParameter[str] = bindparam("tokens", expanding=True)
_minutes = aliased(Document)
_READABLE = (
    select(DocumentReader.document_id)
    .where(DocumentReader.document_id == Document.id, DocumentReader.token.in_(_TOKENS))
    .exists()
)
_MINUTES_READABLE = (
    select(DocumentReader.document_id)
    .where(DocumentReader.document_id == _minutes.id, DocumentReader.token.in_(_TOKENS))
    .exists()
)
_LINES = (
    select(
        Decision.id, Document.public_id, Decision.number, Document.title, Document.day, Document.state,
        Document.visibility, Version.details, Document.current_number, Body.public_id, Body.name, Body.short,
        Meeting.public_id, _minutes.public_id, Decision.point, Decision.sort, Decision.votes, Decision.review_on,
        Decision.owner, Decision.progress, Document.created_at,
    )
    .select_from(Decision)
    .join(Document, Document.id == Decision.document_id)
    .join(Version, (Version.document_id == Document.id) & (Version.number == Document.current_number))
    .outerjoin(Body, Body.id == Document.body_id)
    .outerjoin(Meeting, (Meeting.id == Decision.meeting_id) & Meeting.visibility.in_(_TOKENS))
    .outerjoin(_minutes, (_minutes.id == Decision.minutes_id) & _MINUTES_READABLE)
    .where(Document.kind == "decision", _READABLE)
    .order_by(Decision.id)
)  # fmt: skip


def lines(session: Session, tokens: Collection[str]) -> list[Line]:
    """Every decision that the reader may see, withdrawn ones too, in the order in which they were entered."""
    return [_line(row) for row in session.execute(_LINES, {"tokens": sorted(tokens)})]


def _line(row: Row[Any]) -> Line:
    key, identifier, number, title, day, state, visibility, details, version, *rest = tuple(row)
    body, name, short, meeting, minutes, point, sort, votes, review_on, owner, progress, created_at = rest
    return Line(
        key, identifier, number, title, day, state, visibility, details.get("domain", ""), version, body or "",
        name or "", short or "", meeting or "", minutes or "", point, sort, votes or {}, review_on, owner, progress,
        created_at,
    )  # fmt: skip


def names(session: Session) -> dict[int, str]:
    """The identifier of every decision, by key. Whoever shows them asks rights first."""
    query = select(Decision.id, Document.public_id).join(Document, Document.id == Decision.document_id)
    rows = session.execute(query.where(Document.kind == "decision"))
    return {row[0]: row[1] for row in rows}


_FACTS = select(
    DecisionFact.decision_id, DecisionFact.adopted_on, DecisionFact.outcome, DecisionFact.valid_from,
    DecisionFact.valid_until, DecisionFact.annulled, DecisionFact.ending, DecisionFact.recorded_at,
    DecisionFact.retracted_at,
).order_by(DecisionFact.id)  # fmt: skip


def lives(session: Session, names: dict[int, str]) -> list[tuple[Recorded, Life]]:
    """What is and was known of these decisions, by the names that their keys are to have."""
    return [
        (
            Recorded(recorded, retracted),
            Life(names[key], adopted, cast(Outcome, outcome), start, until, annulled, ending),
        )
        for key, adopted, outcome, start, until, annulled, ending, recorded, retracted in session.execute(_FACTS)
        if key in names
    ]


_TIES = select(
    DecisionTie.source_id, DecisionTie.relation, DecisionTie.target_id, DecisionTie.valid_from,
    DecisionTie.recorded_at, DecisionTie.retracted_at,
).order_by(DecisionTie.id)  # fmt: skip


def ties(session: Session, names: dict[int, str]) -> list[tuple[Recorded, Tie]]:
    """What is and was known of ties among these decisions."""
    return [
        (Recorded(recorded, retracted), Tie(names[source], cast(Relation, relation), names[target], cast(date, day)))
        for source, relation, target, day, recorded, retracted in session.execute(_TIES)
        if source in names and target in names
    ]


_ONE = select(Decision).options(
    joinedload(Decision.document), joinedload(Decision.body), joinedload(Decision.meeting),
    joinedload(Decision.facts), joinedload(Decision.minutes),
)  # fmt: skip


def of_document(session: Session, document: Document) -> Decision | None:
    """The row of a document in the register."""
    return session.scalars(_ONE.where(Decision.document_id == document.id)).unique().one_or_none()


def by_key(session: Session, key: int) -> Decision | None:
    """The row with this key."""
    return session.scalars(_ONE.where(Decision.id == key)).unique().one_or_none()


def of_minutes(session: Session, document: Document) -> list[Decision]:
    """The decisions that were taken from these minutes, in the order in which they were entered."""
    return list(session.scalars(_ONE.where(Decision.minutes_id == document.id).order_by(Decision.id)).unique())


def fact(decision: Decision) -> DecisionFact:
    """What is known of a decision now."""
    return [row for row in decision.facts if row.retracted_at is None][-1]


def last_count(session: Session, bodies: Collection[Body], series: str) -> int:
    """The highest place that any of these gave out in a series, 0 in a new one. Only within a writing transaction,
    which is alone.
    """
    where = [Decision.series == series, Decision.body_id.in_([body.id for body in bodies])]
    return session.scalar(select(func.max(Decision.count)).where(*where)) or 0


def is_taken(session: Session, body: Body | None, series: str, count: int) -> bool:
    """Whether a place in a series was given out."""
    where = [Decision.series == series, Decision.body_id == body.id if body else Decision.body_id.is_(None)]
    return session.scalar(select(Decision.id).where(*where, Decision.count == count)) is not None


def is_printed(session: Session, body: Body, series: str) -> bool:
    """Whether minutes print numbers of this series."""
    query = select(Decision.id).where(Decision.body_id == body.id, Decision.series == series, Decision.printed)
    return session.scalar(query.limit(1)) is not None


def add(
    uow: UnitOfWork, document: Document, series: str, count: int, number: str, account: Account,
    life: Life,
) -> Decision:  # fmt: skip
    """Enter a document into the register, with what is known of it."""
    row = Decision(
        document_id=document.id, document=document, body_id=document.body_id, series=series, count=count, number=number,
        votes={},
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    hold(uow, row, account, life, "")
    return row


def hold(uow: UnitOfWork, decision: Decision, account: Account, life: Life, reason: str) -> DecisionFact:
    """What is known of a decision from now on, in place of what was."""
    for row in decision.facts:
        if row.retracted_at is None:
            row.retracted_at = uow.now
    fresh = DecisionFact(
        decision_id=decision.id, adopted_on=life.adopted, outcome=life.outcome, ending=life.ending,
        annulled=life.annulled, account_id=account.id, reason=reason, valid_from=life.begins, valid_until=life.until,
        recorded_at=uow.now,
    )  # fmt: skip
    decision.facts.append(fresh)
    uow.session.flush()
    return fresh


def life_of(row: DecisionFact, name: str) -> Life:
    """The same as a value."""
    return Life(
        name, row.adopted_on, cast(Outcome, row.outcome), row.valid_from, row.valid_until, row.annulled, row.ending
    )


def add_tie(uow: UnitOfWork, source: int, relation: str, target: int, day: date, account: Account) -> None:
    """From ``day`` on, one decision does something to another."""
    uow.session.add(
        DecisionTie(
            source_id=source, relation=relation, target_id=target, account_id=account.id, valid_from=day,
            recorded_at=uow.now,
        )
    )  # fmt: skip
    uow.session.flush()


def tellers(session: Session, target: int) -> list[DecisionTie]:
    """The ties onto a decision, as they are known now, the newest last."""
    query = select(DecisionTie).where(DecisionTie.target_id == target, DecisionTie.retracted_at.is_(None))
    return list(session.scalars(query.order_by(DecisionTie.id)))


def standing_tie(session: Session, source: int, relation: str, target: int) -> DecisionTie | None:
    """A tie as it is known now."""
    return session.scalars(
        select(DecisionTie).where(
            DecisionTie.source_id == source, DecisionTie.relation == relation, DecisionTie.target_id == target,
            DecisionTie.retracted_at.is_(None),
        )
    ).first()  # fmt: skip


def retract(uow: UnitOfWork, row: Dated) -> None:
    """It proved wrong: from now on it is not known any more."""
    row.retracted_at = uow.now


def add_source(
    uow: UnitOfWork, version: Version, extraction: int | None, place: tuple[str, int, int, str], *,
    decision: Decision | None = None, action: int | None = None, standing: str = "exact",
) -> Source:  # fmt: skip
    """Where a version of minutes says it: anchor of the passage, first and last code point, the words."""
    anchor, start, end, quote = place
    row = Source(
        decision_id=decision.id if decision else None, action_id=action, version_id=version.id, version=version,
        extraction_id=extraction, anchor=anchor, start=start, end=end, quote=quote, standing=standing,
        created_at=uow.now,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    return row


_SOURCES = (
    select(Source)
    .where(Source.decision_id.in_(bindparam("keys", expanding=True)))
    .options(joinedload(Source.version))
    .order_by(Source.id)
)


def sources(session: Session, decisions: Iterable[int]) -> dict[int, list[Source]]:
    """Where each decision (by key) is said, the newest look last."""
    found: dict[int, list[Source]] = {}
    for row in session.scalars(_SOURCES, {"keys": list(decisions)}):
        found.setdefault(cast(int, row.decision_id), []).append(row)
    return found


def add_note(uow: UnitOfWork, decision: Decision, account: Account, progress: str, words: str) -> None:
    """One line of what became of a decision."""
    uow.session.add(
        ProgressNote(decision_id=decision.id, progress=progress, words=words, account_id=account.id, at=uow.now)
    )
    uow.session.flush()


def notes(session: Session, decision: Decision) -> list[ProgressNote]:
    """What became of a decision, oldest first."""
    query = select(ProgressNote).where(ProgressNote.decision_id == decision.id).order_by(ProgressNote.id)
    return list(session.scalars(query.options(joinedload(ProgressNote.account))))


def add_approval(uow: UnitOfWork, decision: Decision, version: Version) -> None:
    """This decision approved this version of minutes."""
    uow.session.add(
        DecisionApproval(decision_id=decision.id, version_id=version.id, version=version, recorded_at=uow.now)
    )
    uow.session.flush()


def approvals_of(session: Session, versions: Sequence[int]) -> dict[int, Decision]:
    """The decision that approved each of these versions (their keys)."""
    query = (
        select(DecisionApproval)
        .where(DecisionApproval.version_id.in_(versions))
        .options(joinedload(DecisionApproval.decision).joinedload(Decision.document))
        .order_by(DecisionApproval.id)
    )
    return {row.version_id: row.decision for row in session.scalars(query)}


def approved_by(session: Session, decision: Decision) -> list[Version]:
    """The versions of minutes that a decision approved."""
    query = (
        select(DecisionApproval)
        .where(DecisionApproval.decision_id == decision.id)
        .options(joinedload(DecisionApproval.version).joinedload(Version.document))
    )
    return [row.version for row in session.scalars(query)]


def minutes_of(session: Session, body_id: int, day: date) -> list[Document]:
    """The minutes of a body's meeting of that day."""
    query = select(Document).where(Document.kind == "minutes", Document.body_id == body_id, Document.day == day)
    return list(session.scalars(query.order_by(Document.id)))


def last_minutes(session: Session, body_id: int, before: date) -> date | None:
    """The day of the last minutes of a body before this one that are kept, but for withdrawn ones."""
    return session.scalar(
        select(func.max(Document.day)).where(
            Document.kind == "minutes", Document.body_id == body_id, Document.day < before,
            Document.state != "withdrawn",
        )
    )  # fmt: skip
