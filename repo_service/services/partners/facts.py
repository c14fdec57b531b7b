"""Dated facts as people see them and act on them: a period is checked, a fact is named, ended, or taken back as wrong.

A fact has no number outside the store: it is named by what it says and by its first day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from repo_service.domain.periods import Period, clashing
from repo_service.errors import Invalid, NotFound
from repo_service.store.base import Dated
from repo_service.store.people import dated
from repo_service.store.work import UnitOfWork

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True)
class Line:
    """One dated fact: ``code`` is its status or role, ``name`` and ``id`` the person or institution that it is about.

    ``present``: it holds on the day asked for. ``place`` and ``place_id`` are the institution of a person.
    """

    key: str
    code: str
    start: date | None
    end: date | None
    present: bool
    name: str = ""
    id: str = ""
    place: str = ""
    place_id: str = ""
    function: str = ""
    mail: str = ""
    phone: str = ""


def key(row: Dated, *said: str) -> str:
    """The name of a fact in an address and a form."""
    return ".".join([*said, row.valid_from.isoformat() if row.valid_from else "always"])


def token(text: str) -> str:
    """A short stand-in for words that may hold any sign, the same for the same words."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def named(rows: Iterable[tuple[str, Named]], wanted: str) -> Named:
    """The fact of this key among (key, row); ``NotFound`` where there is none."""
    for name, row in rows:
        if name == wanted:
            return row
    raise NotFound()


def checked(start: date | None, end: date | None) -> Period:
    """The period from ``start`` to before ``end``; ``Invalid`` when no day is in it."""
    period = Period(start, end)
    if not period.is_possible:
        raise Invalid(fields={"end": "La fin doit venir après le début."})
    return period


def free(period: Period, others: Iterable[Dated]) -> bool:
    """Whether no fact of ``others`` shares a day with ``period``."""
    return not clashing(period, [dated.period(row) for row in others])


def end(uow: UnitOfWork, row: Dated, day: date | None) -> date:
    """The fact ends on ``day``, the first on which it does not hold; the day. ``Invalid`` for none, or one that ends
    nothing.
    """
    if day is None:
        raise Invalid(fields={"day": "Dites quel jour."})
    if row.valid_from is not None and day <= row.valid_from:
        raise Invalid(
            fields={"day": "La fin doit venir après le début. Si la ligne n’a jamais été vraie, retirez-la."}
        )
    if row.valid_until is not None and day >= row.valid_until:
        raise Invalid(fields={"day": "Une fin plus proche est déjà notée."})
    dated.end(uow, row, day)
    return day
