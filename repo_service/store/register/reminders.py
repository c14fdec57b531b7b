"""Which actions and decisions somebody is to be reminded of, and who wants no such mail, as rows.

Whether a person wants it is told by the log: the last of its two acts holds. There is no other place for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session, joinedload

from repo_service.domain.register.execution import OPEN
from repo_service.domain.register.reminding import ACTIONS_AHEAD, AGAIN_AFTER, REVIEWS_AHEAD, threshold
from repo_service.store.documents import Document, DocumentReader
from repo_service.store.log import LogRow
from repo_service.store.outbox import MailMessage
from repo_service.store.people.tables import Account, Mandate
from repo_service.store.register.tables import Action, ActionOwner, Decision
from repo_service.store.work import UnitOfWork

PURPOSE = "reminder"  # of the messages
STOPPED, WANTED = "reminders.stopped", "reminders.wanted"
_STANDING = ("adopted", "amended", "postponed")  # states of a decision that is looked at again
_DAY = timedelta(days=1)
Midnight = Callable[[date], datetime]  # the instant at which a day begins where the consortium lives


def _waits(day: Any, told: Any, today: date, ahead: int, midnight: Midnight) -> ColumnElement[bool]:
    """``domain.register.reminding.is_due`` as a condition: each day near has its own bound, all before share one."""
    first = today - timedelta(days=AGAIN_AFTER)
    near = [first + _DAY * count for count in range(AGAIN_AFTER + ahead + 1)]
    again = [and_(day == one, told < midnight(threshold(one, today, ahead))) for one in near]
    again.append(and_(day < first, told < midnight(threshold(first - _DAY, today, ahead))))
    return and_(day <= today + _DAY * ahead, or_(told.is_(None), *again))


def _actions(today: date, midnight: Midnight, before: datetime) -> ColumnElement[bool]:
    waits = _waits(Action.deadline, ActionOwner.reminded_at, today, ACTIONS_AHEAD, midnight)
    return and_(Action.progress.in_(sorted(OPEN)), Action.created_at < before, waits)


def owners_waiting(session: Session, today: date, midnight: Midnight, before: datetime) -> set[int]:
    """The keys of the persons who are to be reminded of an action that was noted ``before`` an instant."""
    query = select(ActionOwner.person_id).join(Action, Action.id == ActionOwner.action_id)
    return set(session.scalars(query.where(_actions(today, midnight, before)).distinct()))


def actions_of(session: Session, person: int, today: date, midnight: Midnight, before: datetime) -> list[Action]:
    """The actions that a person is to be reminded of, by deadline."""
    query = (
        select(Action)
        .join(ActionOwner, ActionOwner.action_id == Action.id)
        .where(ActionOwner.person_id == person, _actions(today, midnight, before))
        .options(joinedload(Action.body))
        .order_by(Action.deadline, Action.id)
    )
    return list(session.scalars(query))


def reviews(session: Session, today: date, midnight: Midnight, since: datetime | None = None) -> list[Decision]:
    """The decisions to be looked at again of which somebody is to be reminded, by day. What was told at ``since`` or
    later counts as not told: the same morning tells several people.
    """
    waits = _waits(Decision.review_on, Decision.reminded_at, today, REVIEWS_AHEAD, midnight)
    if since is not None:
        again = and_(Decision.reminded_at >= since, Decision.review_on <= today + _DAY * REVIEWS_AHEAD)
        waits = or_(waits, again)
    query = (
        select(Decision)
        .join(Document, Document.id == Decision.document_id)
        .where(Document.state.in_(_STANDING), waits)
        .options(joinedload(Decision.document), joinedload(Decision.body))
        .order_by(Decision.review_on, Decision.id)
    )
    return list(session.scalars(query))


def readable(session: Session, rows: Sequence[Decision], tokens: Collection[str]) -> set[int]:
    """The keys of the documents of those decisions that the reader may see."""
    query = select(DocumentReader.document_id).where(
        DocumentReader.document_id.in_([row.document_id for row in rows]), DocumentReader.token.in_(sorted(tokens))
    )
    return set(session.scalars(query)) if rows else set()


def secretaries(session: Session, bodies: Collection[int], day: date) -> set[int]:
    """The keys of the persons whose mandate of ``day`` makes them secretary of one of some bodies (by key)."""
    query = select(Mandate.person_id).where(
        Mandate.role == "secretary", Mandate.body_id.in_(sorted(bodies)), Mandate.holds_on(day)
    )
    return set(session.scalars(query)) if bodies else set()


def accounts_of(session: Session, persons: Collection[int]) -> list[Account]:
    """The open accounts of some persons (by key), oldest first."""
    query = select(Account).where(Account.person_id.in_(sorted(persons)), Account.disabled_at.is_(None))
    return list(session.scalars(query.order_by(Account.id))) if persons else []


def written_to(session: Session, since: datetime) -> set[str]:
    """The addresses to which a reminder waits to leave, was ordered since an instant, or left since."""
    fresh = or_(
        MailMessage.next_try_at.is_not(None), MailMessage.created_at >= since, MailMessage.sent_at >= since
    )
    return set(session.scalars(select(MailMessage.recipient).where(MailMessage.purpose == PURPOSE, fresh)))


def ordered_at(session: Session, recipient: str) -> datetime | None:
    """When the reminder to an address that waits to leave was ordered."""
    query = select(func.min(MailMessage.created_at)).where(
        MailMessage.purpose == PURPOSE, MailMessage.recipient == recipient, MailMessage.next_try_at.is_not(None)
    )
    return session.scalar(query)


def told(uow: UnitOfWork, person: int, actions: Sequence[int], decisions: Sequence[int], at: datetime) -> None:
    """Note that a person was reminded of actions and decisions (all by key)."""
    mine = ActionOwner.action_id.in_(actions), ActionOwner.person_id == person
    uow.session.execute(update(ActionOwner).where(*mine).values(reminded_at=at))
    uow.session.execute(update(Decision).where(Decision.id.in_(decisions)).values(reminded_at=at))


def stopped(session: Session, accounts: Collection[str]) -> set[str]:
    """Those of some accounts (by identifier) that want no reminders."""
    query = (
        select(LogRow.subject, LogRow.action)
        .where(LogRow.subject.in_(sorted(accounts)), LogRow.action.in_((STOPPED, WANTED)))
        .order_by(LogRow.number)
    )
    last: dict[str, str] = {}
    for subject, action in session.execute(query) if accounts else ():
        last[subject] = action
    return {subject for subject, action in last.items() if action == STOPPED}
