"""Actions as rows. Every list takes the reader's tokens, so that no query can forget the rights.

An action is seen by who sees its minutes; without minutes, by the members of its body and those who serve it; and
always by its owners, while they stay with a partner. What only a draft of the minutes says is for who serves the
body.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from repo_service import identifiers
from repo_service.domain.register.execution import OPEN
from repo_service.store.documents import Document, DocumentReader, Version
from repo_service.store.people.tables import Account, Body, Person
from repo_service.store.register.tables import Action, ActionOwner, ProgressNote, Source
from repo_service.store.work import UnitOfWork

Which = Literal["every", "open", "overdue", "closed"]
_ALL_BODIES = frozenset({"administrator", "secretary"})
_LOADED = (
    joinedload(Action.body), joinedload(Action.minutes), joinedload(Action.decision), selectinload(Action.owners),
)  # fmt: skip


def _after(tokens: Collection[str], *heads: str) -> list[str]:
    """The identifiers in the tokens that begin so, in one order."""
    return sorted(token.removeprefix(head) for token in tokens for head in heads if token.startswith(head))


def _of(tokens: Collection[str]) -> ColumnElement[bool]:
    """That the person of the reader's account is among the action's owners."""
    persons = select(Account.person_id).where(Account.public_id.in_(_after(tokens, "account:")))
    return Action.id.in_(select(ActionOwner.action_id).where(ActionOwner.person_id.in_(persons)))


def _in_bodies(tokens: Collection[str], *heads: str) -> ColumnElement[bool]:
    return Action.body_id.in_(select(Body.id).where(Body.public_id.in_(_after(tokens, *heads))))


def _seen(tokens: Collection[str]) -> ColumnElement[bool]:
    """That a reader with these tokens sees the action."""
    keeps = true() if _ALL_BODIES & set(tokens) else _in_bodies(tokens, "secretary:")
    readable = (
        select(Document.id)
        .join(DocumentReader, DocumentReader.document_id == Document.id)
        .where(DocumentReader.token.in_(sorted(tokens)), Document.state != "withdrawn")
    )
    told = (
        select(Source.id)
        .join(Version, Version.id == Source.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(Source.action_id == Action.id, Version.number <= Document.current_number)
    )
    sourced = select(Source.id).where(Source.action_id == Action.id)
    by_minutes = and_(Action.minutes_id.in_(readable), or_(keeps, told.exists(), ~sourced.exists()))
    by_body = and_(Action.minutes_id.is_(None), or_(keeps, _in_bodies(tokens, "body:")))
    return or_(by_minutes, by_body, _of(tokens))


def seen(tokens: Collection[str]) -> ColumnElement[bool]:
    """The same condition, for the lists of meetings."""
    return _seen(tokens)


def _which(which: Which, today: date) -> ColumnElement[bool]:
    is_open = Action.progress.in_(sorted(OPEN))
    if which == "every":
        return true()
    if which == "closed":
        return ~is_open
    return and_(is_open, Action.deadline < today) if which == "overdue" else is_open


def named(session: Session, public_id: str, tokens: Collection[str]) -> Action | None:
    """An action by its identifier, if the reader sees it."""
    query = select(Action).where(Action.public_id == public_id, _seen(tokens)).options(*_LOADED)
    return session.scalar(query)


def listing(
    session: Session, tokens: Collection[str], which: Which, today: date, *, mine: bool | None = None,
    body: str = "", page: int = 1, per_page: int = 20,
) -> tuple[int, list[Action]]:  # fmt: skip
    """Total and one page: by deadline, those without one last; closed ones by when they were. ``mine``: only those of
    the reader, or only those of others.
    """
    where = [_seen(tokens), _which(which, today)]
    if mine is not None:
        where.append(_of(tokens) if mine else ~_of(tokens))
    where += [Action.body_id.in_(select(Body.id).where(Body.public_id == body))] if body else []
    total = session.scalar(select(func.count()).select_from(Action).where(*where)) or 0
    order: tuple[Any, ...] = (case((Action.deadline.is_(None), 1), else_=0), Action.deadline, Action.id)
    if which == "closed":
        order = (Action.closed_at.desc(), Action.id.desc())
    query = select(Action).where(*where).options(*_LOADED).order_by(*order)
    return total, list(session.scalars(query.offset((page - 1) * per_page).limit(per_page)))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many actions are open, and how many of these overdue."""

    open: int = 0
    overdue: int = 0


def counts(session: Session, tokens: Collection[str], today: date, mine: bool = False, body: str = "") -> Counts:
    """Open ones as numbers."""
    where = [_of(tokens) if mine else _seen(tokens), _which("open", today)]
    where += [Action.body_id.in_(select(Body.id).where(Body.public_id == body))] if body else []
    late = func.sum(case((Action.deadline < today, 1), else_=0))
    row = session.execute(select(func.count(), late).select_from(Action).where(*where)).one()
    return Counts(row[0], int(row[1] or 0))


def bodies(session: Session, tokens: Collection[str]) -> list[Body]:
    """The bodies of which the reader sees an action, by name."""
    query = select(Body).where(Body.id.in_(select(Action.body_id).where(_seen(tokens)))).order_by(Body.name_key)
    return list(session.scalars(query))


def readable(session: Session, rows: Sequence[Action], tokens: Collection[str]) -> set[int]:
    """The keys of those documents from which the actions come, minutes and decisions, that the reader may open."""
    keys = {row.minutes_id for row in rows if row.minutes_id}
    keys |= {row.decision.document_id for row in rows if row.decision_id and row.decision}
    query = (
        select(Document.id)
        .join(DocumentReader, DocumentReader.document_id == Document.id)
        .where(Document.id.in_(sorted(keys)), DocumentReader.token.in_(sorted(tokens)), Document.state != "withdrawn")
    )
    return set(session.scalars(query)) if keys else set()


@dataclass(frozen=True, slots=True)
class Place:
    """Where minutes order an action: number of the version, anchor, the exact words; ``standing`` as in ``Source``."""

    number: int
    anchor: str
    quote: str
    standing: str


def places(session: Session, rows: Sequence[Action]) -> dict[int, Place]:
    """By the key of the action: the last version that holds the passage among those that readers were shown."""
    query = (
        select(Source.action_id, Version.number, Source.anchor, Source.quote, Source.standing)
        .join(Version, Version.id == Source.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(
            Source.action_id.in_([row.id for row in rows]), Source.standing != "lost",
            Version.number <= Document.current_number,
        )
        .order_by(Source.id)
    )  # fmt: skip
    found = session.execute(query) if rows else ()
    return {key: Place(number, anchor, quote, standing) for key, number, anchor, quote, standing in found if key}


def is_owner(session: Session, row: Action, account: str) -> bool:
    """Whether the person of an account is to do the action, alone or with others."""
    person = person_of(session, account)
    return person is not None and any(one.person_id == person for one in row.owners)


def person_of(session: Session, account: str) -> int | None:
    """The key of the person of an account."""
    return session.scalar(select(Account.person_id).where(Account.public_id == account)) if account else None


def add(uow: UnitOfWork, author: Account, body: Body, persons: Sequence[Person], **said: Any) -> Action:
    """A new action, of those ``persons`` among its owners who are known; ``said``: further columns."""
    row = Action(public_id=identifiers.new(), body_id=body.id, author_id=author.id, created_at=uow.now, **said)
    uow.session.add(row)
    uow.session.flush()
    give(uow, row, persons)
    return row


def give(uow: UnitOfWork, row: Action, persons: Sequence[Person]) -> None:
    """Have an action done by these persons alone; who keeps it is not reminded of it anew."""
    wanted = [person.id for person in persons]
    others = delete(ActionOwner).where(ActionOwner.action_id == row.id, ActionOwner.person_id.not_in(wanted))
    uow.session.execute(others)
    kept = set(uow.session.scalars(select(ActionOwner.person_id).where(ActionOwner.action_id == row.id)))
    uow.session.add_all(ActionOwner(action_id=row.id, person_id=one) for one in wanted if one not in kept)
    uow.session.flush()
    uow.session.expire(row, ["owners"])


def add_source(
    uow: UnitOfWork, row: Action, version: Version, extraction: int | None, anchor: str, span: tuple[int, int],
    quote: str,
) -> None:  # fmt: skip
    """The passage of minutes that orders the action; ``span`` in code points."""
    uow.session.add(
        Source(
            action_id=row.id, version_id=version.id, extraction_id=extraction, anchor=anchor, start=span[0],
            end=span[1], quote=quote, created_at=uow.now,
        )
    )  # fmt: skip
    uow.session.flush()


def put(uow: UnitOfWork, row: Action, progress: str) -> None:
    """What became of the action; when it is closed, and no more when it is taken up again."""
    row.progress = progress
    row.closed_at = None if progress in OPEN else uow.now


def note(uow: UnitOfWork, row: Action, author: Account, progress: str, words: str) -> None:
    """One more line of what became of it; ``progress`` is empty where only words were said."""
    uow.session.add(
        ProgressNote(action_id=row.id, progress=progress, words=words, account_id=author.id, at=uow.now)
    )
    uow.session.flush()


def notes(session: Session, row: Action) -> list[ProgressNote]:
    """What was said of it, oldest first, with who said it."""
    query = select(ProgressNote).where(ProgressNote.action_id == row.id).order_by(ProgressNote.id)
    return list(session.scalars(query.options(joinedload(ProgressNote.account))))
