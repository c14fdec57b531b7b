"""Words that were searched and not found, as rows: how often and when, and nothing of who asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from repo_service.store.base import Base
from repo_service.store.work import UnitOfWork

LENGTH = 200


class MissedSearch(Base):
    """Words that were searched and not found, how often and when: nothing of who asked.

    ``wording_key`` is folded, so that forms of one wording count together; ``wording`` is as it was typed last.
    """

    __tablename__ = "missed_search"
    id: Mapped[int] = mapped_column(primary_key=True)
    wording_key: Mapped[str] = mapped_column(String(LENGTH), unique=True)
    wording: Mapped[str] = mapped_column(String(LENGTH))
    count: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)


def add(uow: UnitOfWork, counted: Mapping[str, tuple[str, int]], day: date, most: int) -> None:
    """Count wordings: by folded wording, as it was typed last and how often. At most ``most`` rows are kept: those that
    were asked least go, of them the ones that were not asked for longest.
    """
    session = uow.session
    same = select(MissedSearch).where(MissedSearch.wording_key.in_(list(counted)))
    known = {row.wording_key: row for row in session.scalars(same)}
    for key, (wording, count) in counted.items():
        row = known.get(key)
        if row is None:
            session.add(MissedSearch(wording_key=key, wording=wording, count=count, first_on=day, last_on=day))
        else:
            row.wording, row.count, row.last_on = wording, row.count + count, day
    session.flush()
    surplus = total(session) - most
    if surplus > 0:
        order = (MissedSearch.count, MissedSearch.last_on, MissedSearch.id)
        ids = list(session.scalars(select(MissedSearch.id).order_by(*order).limit(surplus)))
        session.execute(delete(MissedSearch).where(MissedSearch.id.in_(ids)))


def total(session: Session) -> int:
    """How many wordings there are."""
    return session.scalar(select(func.count()).select_from(MissedSearch)) or 0


def page(session: Session, number: int, size: int) -> list[MissedSearch]:
    """One page of them, from 1: the most asked first, then the last asked."""
    query = select(MissedSearch).order_by(
        MissedSearch.count.desc(), MissedSearch.last_on.desc(), MissedSearch.wording_key
    )
    return list(session.scalars(query.offset((number - 1) * size).limit(size)))


def forget(uow: UnitOfWork, key: str) -> bool:
    """Forget one; whether it was there."""
    row = uow.session.scalar(select(MissedSearch.id).where(MissedSearch.wording_key == key))
    uow.session.execute(delete(MissedSearch).where(MissedSearch.id == row))
    return row is not None


def forget_old(uow: UnitOfWork, before: date) -> None:
    """Forget what nobody has asked since a day."""
    uow.session.execute(delete(MissedSearch).where(MissedSearch.last_on < before))
