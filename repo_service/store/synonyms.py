"""Groups of words that the consortium uses for one another, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from repo_service import identifiers
from repo_service.store.base import Base, PublicId
from repo_service.store.people.tables import Account
from repo_service.store.work import UnitOfWork


class SynonymGroup(Base):
    """Words and expressions that mean the same, in the order in which they were written: ["PEB", "prêt entre
    bibliothèques"].
    """

    __tablename__ = "synonym_group"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    words: Mapped[list[str]] = mapped_column(JSON)
    author_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    author: Mapped[Account] = relationship()


def words(session: Session) -> list[list[str]]:
    """What all groups hold."""
    return list(session.scalars(select(SynonymGroup.words).order_by(SynonymGroup.id)))


def count(session: Session) -> int:
    """How many groups there are."""
    return session.scalar(select(func.count()).select_from(SynonymGroup)) or 0


def every(session: Session) -> list[SynonymGroup]:
    """All groups, the oldest first."""
    return list(session.scalars(select(SynonymGroup).order_by(SynonymGroup.id)))


def named(session: Session, public_id: str) -> SynonymGroup | None:
    """A group by its identifier."""
    return session.scalar(select(SynonymGroup).where(SynonymGroup.public_id == public_id))


def add(uow: UnitOfWork, author: Account, written: Sequence[str]) -> SynonymGroup:
    """One more group."""
    row = SynonymGroup(
        public_id=identifiers.new(), words=list(written), author=author, created_at=uow.now, changed_at=uow.now
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def remove(uow: UnitOfWork, row: SynonymGroup) -> None:
    """Its words mean themselves alone from now on; the log keeps that it was."""
    uow.session.execute(delete(SynonymGroup).where(SynonymGroup.id == row.id))
