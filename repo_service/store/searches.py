"""Searches that a person keeps and is told of, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, and_, delete, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from repo_service.domain.passages import fold
from repo_service.store.base import Base, Code, PublicId, Sha256
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


def waiting(session: Session, turns: Mapping[str, datetime], last: str, limit: int) -> list[str]:
    """Identifiers over ``last`` of the open accounts with a search that waits to be told of, in order.

    ``turns``: when the present turn of each frequency began; what was told of since waits for the next one.
    """
    query = (
        select(Account.public_id)
        .join(SavedSearch, SavedSearch.account_id == Account.id)
        .where(_due(turns), Account.disabled_at.is_(None), Account.public_id > last)
        .distinct()
        .order_by(Account.public_id)
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
