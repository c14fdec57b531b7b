"""Searches as rows: those that a person keeps and is told of, and those that found nothing, counted for the
coordinator.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repo_service.store.base import Base, Code, PublicId, Sha256
from repo_service.store.people.tables import Account


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


class MissedSearch(Base):
    """Words that were searched and not found, how often and when: nothing of who asked.

    ``wording_key`` is folded, so that forms of one wording count together; ``wording`` is as it was typed last.
    """

    __tablename__ = "missed_search"
    id: Mapped[int] = mapped_column(primary_key=True)
    wording_key: Mapped[str] = mapped_column(String(200), unique=True)
    wording: Mapped[str] = mapped_column(String(200))
    count: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)
