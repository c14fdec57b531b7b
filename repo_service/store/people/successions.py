"""Bodies that took the place of others, as rows and as rules want them. Facts that were retracted are not shown."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from repo_service.domain.register.bodies import Succession, kin
from repo_service.domain.register.force import Recorded
from repo_service.store.people import dated
from repo_service.store.people.tables import Body, BodySuccession
from repo_service.store.work import UnitOfWork

Row = tuple[BodySuccession, Body, Body]  # the fact, the body, the one after it

_AFTER = aliased(Body)
_ROWS = (
    select(BodySuccession, Body, _AFTER)
    .join(Body, Body.id == BodySuccession.body_id)
    .join(_AFTER, _AFTER.id == BodySuccession.successor_id)
    .order_by(BodySuccession.valid_from, BodySuccession.id)
)
_KNOWN = _ROWS.where(BodySuccession.retracted_at.is_(None))


def rows(session: Session) -> list[Row]:
    """All that stand, the oldest first."""
    return [(row[0], row[1], row[2]) for row in session.execute(_KNOWN)]


def recorded(session: Session) -> list[tuple[Recorded, Succession]]:
    """All that were ever noted, with when each was held for true."""
    found = [(row[0], row[1], row[2]) for row in session.execute(_ROWS)]
    return [(Recorded(one[0].recorded_at, one[0].retracted_at), value(one)) for one in found]


def known(session: Session) -> list[Succession]:
    """All that stand, as values."""
    return [value(one) for one in rows(session)]


def line_of(session: Session, body: Body) -> list[Body]:
    """The body, and all those before, after or beside it whatever the day."""
    ids = kin(known(session), body.public_id)
    if len(ids) == 1:
        return [body]
    return list(session.scalars(select(Body).where(Body.public_id.in_(sorted(ids))).order_by(Body.id)))


def add(uow: UnitOfWork, body: Body, successor: Body, day: date) -> BodySuccession:
    """From ``day`` on, one body stands for another."""
    row = BodySuccession(body_id=body.id, successor_id=successor.id, valid_from=day, recorded_at=uow.now)
    uow.session.add(row)
    uow.session.flush()
    return row


def value(one: Row) -> Succession:
    """The same as a value."""
    fact, body, after = one
    return Succession(body.public_id, after.public_id, dated.period(fact))
