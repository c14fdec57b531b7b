"""Searches that a person keeps and is told of, as rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, and_, delete, or_, select, update
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from repo_service.domain.passages import fold
from repo_service.store.base import Base, Code, PublicId, Sha256
from repo_service.store.outbox import MailMessage
from repo_service.store.people.tables import Account
from repo_service.store.work import UnitOfWork


class SavedSearch(Base):
    """A search that a person keeps. ``address``: what stands after the question mark of its page, in one order.

    ``frequency``: "never", "daily" or "weekly". ``told_at``: what changed until then was told, or was there when the
    search was kept. ``feed_hash``: SHA-256 of the secret in the address of its feed, ``None`` without a feed.
    """

    __tablename__ = "saved_search"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    name: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(Text)
    frequency: Mapped[str] = mapped_column(Code)
    feed_hash: Mapped[str | None] = mapped_column(Sha256, unique=True)
    created_at: Mapped[datetime]
    told_at: Mapped[datetime]

    account: Mapped[Account] = relationship()


def of_account(session: Session, account: str) -> list[SavedSearch]:
    """The searches that a person keeps, by name; ``account`` is its identifier."""
    query = select(SavedSearch).join(Account).where(Account.public_id == account)
    return sorted(session.scalars(query), key=lambda row: (fold(row.name), row.id))


def named(session: Session, public_id: str) -> SavedSearch | None:
    """A kept search by its identifier, with its owner; whose it is, is the caller's to ask."""
    query = select(SavedSearch).where(SavedSearch.public_id == public_id).options(joinedload(SavedSearch.account))
    return session.scalar(query)


def remove(uow: UnitOfWork, row: SavedSearch) -> None:
    """Forget a kept search."""
    uow.session.execute(delete(SavedSearch).where(SavedSearch.id == row.id))


def _due(turns: Mapping[str, datetime]) -> Any:
    told = SavedSearch.told_at
    return or_(*(and_(SavedSearch.frequency == name, told < begun) for name, begun in turns.items()))


def waiting(session: Session, turns: Mapping[str, datetime], limit: int) -> list[Account]:
    """Open accounts with a search that waits to be told of, for whom no message about it is ordered: none that has not
    left yet, and none of this morning, even if it was given up. What was not told then is told the next morning.

    ``turns``: when the present turn of each frequency began; what was told of since waits for the next one.
    """
    fresh = or_(MailMessage.next_try_at.is_not(None), MailMessage.created_at >= max(turns.values()))
    asked = select(MailMessage.recipient).where(MailMessage.purpose == "digest", fresh)
    owners = select(SavedSearch.account_id).where(_due(turns))
    query = (
        select(Account)
        .where(Account.id.in_(owners), Account.disabled_at.is_(None), Account.mail.not_in(asked))
        .order_by(Account.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def due(session: Session, turns: Mapping[str, datetime], account: str) -> list[SavedSearch]:
    """The searches of an account that wait to be told of, oldest first, with their owner."""
    query = (
        select(SavedSearch)
        .join(Account, Account.id == SavedSearch.account_id)
        .where(_due(turns), Account.public_id == account)
        .order_by(SavedSearch.id)
        .options(joinedload(SavedSearch.account))
    )
    return list(session.scalars(query))


def told(uow: UnitOfWork, rows: Sequence[int], until: datetime) -> None:
    """Note that the owner of some searches was told what changed until an instant; never an earlier one than before."""
    later = (SavedSearch.id.in_(rows), SavedSearch.told_at < until)
    uow.session.execute(update(SavedSearch).where(*later).values(told_at=until))
