"""Groups of words that the consortium uses for one another, as rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repo_service.store.base import Base, PublicId
from repo_service.store.people.tables import Account


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
