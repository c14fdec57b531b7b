"""What people said of proposals, as rows, and what was found in a reading, kept so that it is not looked for again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session, joinedload

from repo_service.store.documents import Document
from repo_service.store.people.tables import Account
from repo_service.store.register.tables import Finding, Verdict
from repo_service.store.work import UnitOfWork

_ON = select(Verdict).where(Verdict.document_id.in_(bindparam("keys", expanding=True))).order_by(Verdict.id)


def on(session: Session, document: Document) -> dict[str, Verdict]:
    """The verdicts on the proposals of a document, by key of the proposal."""
    return {row.key: row for row in session.scalars(_ON, {"keys": [document.id]})}


def keys(session: Session, documents: Sequence[int]) -> dict[int, set[str]]:
    """The proposals that were judged in each of these documents (their keys)."""
    found: dict[int, set[str]] = {}
    for row in session.scalars(_ON, {"keys": list(documents)}):
        found.setdefault(row.document_id, set()).add(row.key)
    return found


def add(
    uow: UnitOfWork, document: Document, key: str, told: Mapping[str, Any], verdict: str, account: Account,
    *, decision: int | None = None, action: int | None = None,
) -> Verdict:  # fmt: skip
    """Judge a proposal; ``told``: its sort, rule and score. The caller has looked that nobody did before."""
    row = Verdict(
        document_id=document.id, key=key, sort=told["sort"], rule=told["rule"], score=round(told["score"] * 1000),
        verdict=verdict, decision_id=decision, action_id=action, account_id=account.id, at=uow.now,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    return row


def take_back(uow: UnitOfWork, row: Verdict) -> None:
    """Forget a discard: the proposal waits again."""
    uow.session.execute(delete(Verdict).where(Verdict.id == row.id))


def account_names(session: Session, rows: Sequence[Verdict]) -> dict[int, str]:
    """Who judged: names by key of the account."""
    wanted = {row.account_id for row in rows}
    query = select(Account).where(Account.id.in_(wanted)).options(joinedload(Account.person))
    return {row.id: row.person.name for row in session.scalars(query)} if wanted else {}


def kept_finding(session: Session, extraction: int, finder: int, day: date | None) -> dict[str, Any] | None:
    """What these rules found in a reading before, for a meeting of that day."""
    row = session.scalars(select(Finding).where(Finding.extraction_id == extraction)).first()
    return row.content if row and row.finder == finder and row.day == day else None


def keep_finding(
    uow: UnitOfWork, extraction: int, finder: int, day: date | None, content: dict[str, Any]
) -> None:
    """Keep what was found in a reading, in place of what was."""
    row = uow.session.scalars(select(Finding).where(Finding.extraction_id == extraction)).first()
    if row is None:
        row = Finding(extraction_id=extraction)
        uow.session.add(row)
    row.finder, row.day, row.content, row.created_at = finder, day, content, uow.now
    uow.session.flush()
