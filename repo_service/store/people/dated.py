"""Changing dated facts: a row is never altered, it is retracted, and another one says what holds instead."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from sqlalchemy import inspect

from repo_service.domain.periods import Period
from repo_service.store.base import Dated
from repo_service.store.work import UnitOfWork

Fact = TypeVar("Fact", bound=Dated)


def period(row: Dated) -> Period:
    """The days on which a fact holds."""
    return Period(row.valid_from, row.valid_until)


def retract(uow: UnitOfWork, row: Dated) -> None:
    """A fact was never so: from now on it is known as wrong."""
    row.retracted_at = uow.now


def end(uow: UnitOfWork, row: Fact, day: date) -> Fact | None:
    """The fact ends on ``day``: that day is the first on which it does not hold. ``None`` when nothing remains of it.

    A fact that ends by then already stays as it is.
    """
    if row.valid_until is not None and row.valid_until <= day:
        return row
    retract(uow, row)
    if row.valid_from is not None and row.valid_from >= day:
        return None
    columns = {column.key for column in inspect(type(row)).column_attrs} - {"id"}
    fresh = type(row)(**{name: getattr(row, name) for name in columns})
    fresh.valid_until, fresh.recorded_at, fresh.retracted_at = day, uow.now, None
    uow.session.add(fresh)
    uow.session.flush()
    return fresh
