"""What all tables share: one metadata with names of constraints by convention, one UTC type, the four dates of a
fact.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Dialect, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, kept as UTC without a zone: the same bytes on SQLite and PostgreSQL, to the microsecond."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant: nobody knows what it means."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an aware datetime is expected")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back what was put in, in UTC."""
        return value.replace(tzinfo=UTC) if value is not None else None


class Base(DeclarativeBase):
    """Root of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UTCDateTime(), date: Date()}


class Dated:
    """A fact that holds in [valid_from, valid_until) and was known in [recorded_at, retracted_at).

    Dates are days where the consortium lives; an open end is NULL. A fact that was wrong is retracted, never changed.
    """

    valid_from: Mapped[date | None] = mapped_column(sort_order=90)
    valid_until: Mapped[date | None] = mapped_column(sort_order=91)
    recorded_at: Mapped[datetime] = mapped_column(sort_order=92)
    retracted_at: Mapped[datetime | None] = mapped_column(sort_order=93)

    @classmethod
    def holds_on(cls, day: Any) -> Any:
        """The SQL condition that the fact, as known now, holds on ``day`` (a date or a bound parameter)."""
        return (
            cls.retracted_at.is_(None)
            & (cls.valid_from.is_(None) | (cls.valid_from <= day))
            & (cls.valid_until.is_(None) | (cls.valid_until > day))
        )


PublicId = String(12)
Code = String(40)
EMPTY = text("''")  # what a column that came later holds in the rows before it
Sha256 = String(64)
Sha512 = String(128)
