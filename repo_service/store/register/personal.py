"""What the tables of meetings, decisions and actions hold on one person, and taking its name out of them.

Beside ``store.people.personal``, which does not know these tables.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from repo_service.store.base import Dated
from repo_service.store.documents import Document
from repo_service.store.people.personal import FORMER
from repo_service.store.people.tables import Account, Body, Person
from repo_service.store.register.tables import (
    Action,
    ActionOwner,
    Attendance,
    Decision,
    DecisionFact,
    DecisionTie,
    Meeting,
    ProgressNote,
    Verdict,
)
from repo_service.store.work import UnitOfWork


def held(session: Session, person: int, account: int | None) -> dict[str, Any]:
    """By name of the part, ready for JSON: what a person (by key) attended and is to do, and what it wrote by an
    account, where it has one.
    """
    told = _of_person(person) | (_by_account(account) if account is not None else {})
    return {name: [_plain_row(row) for row in session.execute(query).mappings()] for name, query in told.items()}


def _of_person(person: int) -> dict[str, Select[Any]]:
    owned: list[Any] = [
        Action.public_id.label("id"), Action.text, Action.owner, Action.deadline, Action.progress, Action.created_at,
        Action.closed_at, ActionOwner.reminded_at,
    ]  # fmt: skip
    to_do: list[Any] = [Document.public_id.label("document"), Decision.number, Decision.owner, Decision.progress]
    return {
        "attendances": select(
            Meeting.public_id.label("meeting"), Meeting.day, Attendance.name, Attendance.role, Attendance.office,
            Attendance.proxy,
        )
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Attendance.person_id == person),
        "actions": select(*owned)
        .join(ActionOwner, ActionOwner.action_id == Action.id)
        .where(ActionOwner.person_id == person),
        "decisions_to_carry_out": select(*to_do)
        .join(Document, Document.id == Decision.document_id)
        .where(Decision.owner_id == person),
    }  # fmt: skip


def _by_account(account: int) -> dict[str, Select[Any]]:
    """What others wrote beside it, and titles that may be hidden from the person today, are left out."""
    document = Document.public_id.label("document")
    return {
        "meetings": select(
            Meeting.public_id.label("id"), Body.name.label("body"), Meeting.day, Meeting.created_at
        )
        .join(Body, Body.id == Meeting.body_id)
        .where(Meeting.author_id == account),
        "actions_noted": select(Action.public_id.label("id"), Action.created_at).where(Action.author_id == account),
        "progress_notes": select(
            Action.public_id.label("action"), Document.public_id.label("document"), ProgressNote.progress,
            ProgressNote.words, ProgressNote.at,
        )
        .outerjoin(Action, Action.id == ProgressNote.action_id)
        .outerjoin(Decision, Decision.id == ProgressNote.decision_id)
        .outerjoin(Document, Document.id == Decision.document_id)
        .where(ProgressNote.account_id == account),
        "decisions_entered": select(
            document, DecisionFact.adopted_on, DecisionFact.outcome, DecisionFact.reason, *_dates(DecisionFact)
        )
        .join(Decision, Decision.id == DecisionFact.decision_id)
        .join(Document, Document.id == Decision.document_id)
        .where(DecisionFact.account_id == account),
        "decisions_tied": select(document, DecisionTie.relation, *_dates(DecisionTie))
        .join(Decision, Decision.id == DecisionTie.source_id)
        .join(Document, Document.id == Decision.document_id)
        .where(DecisionTie.account_id == account),
        "verdicts": select(document, Verdict.sort, Verdict.verdict, Verdict.at)
        .join(Document, Document.id == Verdict.document_id)
        .where(Verdict.account_id == account),
    }  # fmt: skip


def erase(uow: UnitOfWork, account: Account, person: Person) -> None:
    """Take the person's name out of lists of meetings and of what is to be done; that it was there, and what it had to
    do, stays countable. To be called while the person still bears its name.
    """
    session, name = uow.session, person.name
    for row in session.scalars(select(Attendance).where(Attendance.proxy == name)):
        row.proxy = FORMER
    for row in session.scalars(select(Attendance).where(Attendance.person_id == person.id)):
        row.name = f"{FORMER} {account.public_id}"  # two of them may have been at one meeting
    theirs = select(Action).join(ActionOwner, ActionOwner.action_id == Action.id)
    for task in session.scalars(theirs.where(ActionOwner.person_id == person.id)):
        others = task.owner.replace(name, FORMER)
        task.owner = FORMER if others == task.owner else others  # « H. Vasseur » may be anywhere in it
    session.execute(update(Decision).where(Decision.owner_id == person.id).values(owner=FORMER))
    session.flush()


def _dates(table: type[Dated]) -> tuple[Any, ...]:
    return (table.valid_from, table.valid_until, table.recorded_at, table.retracted_at)


def _plain_row(row: Any) -> dict[str, Any]:
    """A row whose days and instants are ISO 8601."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
