"""Institutions, bodies and persons as rows: adding them, and naming them for pages and recognition."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from repo_service import identifiers
from repo_service.domain.passages import fold
from repo_service.store.people import (
    Account,
    Affiliation,
    Body,
    Institution,
    InstitutionParent,
    InstitutionStatus,
    Mandate,
    Person,
)
from repo_service.store.work import UnitOfWork

_BODIES = select(Body).order_by(Body.name_key)
_INSTITUTIONS = select(Institution).order_by(Institution.name_key)


def bodies(session: Session) -> list[Body]:
    """All bodies, by name."""
    return list(session.scalars(_BODIES))


def institutions(session: Session) -> list[Institution]:
    """All institutions, by name."""
    return list(session.scalars(_INSTITUTIONS))


def body_named(session: Session, name: str) -> Body | None:
    """The body with this identifier, name or short name (folded)."""
    key = fold(name)
    for body in bodies(session):
        if body.public_id == name or key in {body.name_key, fold(body.short)}:
            return body
    return None


def institution_named(session: Session, name: str) -> Institution | None:
    """The institution with this identifier, name or acronym (folded)."""
    key = fold(name)
    for institution in institutions(session):
        if institution.public_id == name or key in {institution.name_key, fold(institution.acronym)}:
            return institution
    return None


def add_body(uow: UnitOfWork, name: str, short: str, kind: str, description: str) -> Body:
    """A deciding or operational body; its folded name is unique."""
    body = Body(
        public_id=identifiers.new(), name=name, name_key=fold(name), short=short, kind=kind, description=description
    )
    uow.session.add(body)
    uow.session.flush()
    return body


def add_institution(uow: UnitOfWork, name: str, acronym: str, kind: str, city: str) -> Institution:
    """A partner; its status is told apart (``add_status``)."""
    institution = Institution(
        public_id=identifiers.new(), name=name, name_key=fold(name), acronym=acronym, kind=kind, city=city
    )
    uow.session.add(institution)
    uow.session.flush()
    return institution


def add_status(uow: UnitOfWork, institution: Institution, status: str, start: date | None, end: date | None) -> None:
    """One period of an institution's status."""
    uow.session.add(
        InstitutionStatus(
            institution_id=institution.id, status=status, valid_from=start, valid_until=end, recorded_at=uow.now
        )
    )


def add_parent(uow: UnitOfWork, institution: Institution, parent: str) -> None:
    """A supervising institution (tutelle), without known dates."""
    uow.session.add(InstitutionParent(institution_id=institution.id, parent_name=parent, recorded_at=uow.now))


def add_person(uow: UnitOfWork, given: str, family: str, institution: Institution | None) -> Person:
    """Somebody who acts for the consortium, at an institution."""
    person = Person(public_id=identifiers.new(), given=given, family=family, name_key=fold(f"{family} {given}"))
    uow.session.add(person)
    uow.session.flush()
    if institution is not None:
        uow.session.add(Affiliation(person_id=person.id, institution_id=institution.id, recorded_at=uow.now))
    return person


def add_mandate(uow: UnitOfWork, person: Person, body: Body, role: str, start: date | None, end: date | None) -> None:
    """Membership of a body for a time."""
    uow.session.add(
        Mandate(person_id=person.id, body_id=body.id, role=role, valid_from=start, valid_until=end, recorded_at=uow.now)
    )


def is_empty(session: Session) -> bool:
    """Whether nobody and nothing has been recorded yet."""
    return session.scalar(select(Account.id).limit(1)) is None and session.scalar(select(Body.id).limit(1)) is None
