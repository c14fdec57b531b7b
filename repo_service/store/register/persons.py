"""Persons as the register asks for them: everybody who is known, and those around a meeting."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from repo_service.store.people.tables import Body, Mandate, Person
from repo_service.store.register.tables import Attendance


def everybody(session: Session) -> list[Person]:
    """Every known person, oldest first."""
    return list(session.scalars(select(Person).order_by(Person.id)))


def around(session: Session, body: Body, day: date, meeting: int | None) -> set[int]:
    """The keys of those who sit in a body on ``day``, and of those in the lists of a meeting (its key)."""
    seated = select(Mandate.person_id).where(Mandate.body_id == body.id, Mandate.holds_on(day))
    found = set(session.scalars(seated))
    if meeting is not None:
        there = select(Attendance.person_id).where(
            Attendance.meeting_id == meeting, Attendance.role.in_(("present", "excused", "invited"))
        )
        found |= {key for key in session.scalars(there) if key is not None}
    return found


def members(session: Session, body: Body, day: date) -> list[Person]:
    """Who sits in a body on ``day``, by name."""
    query = (
        select(Person)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(Mandate.body_id == body.id, Mandate.holds_on(day))
        .order_by(Person.name_key)
        .distinct()
    )
    return list(session.scalars(query))
