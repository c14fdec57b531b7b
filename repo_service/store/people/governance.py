"""Institutions, bodies and persons as rows: adding them, their dated facts, and naming them for pages and recognition.

Facts that were retracted are never shown from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from repo_service import identifiers
from repo_service.domain.passages import fold
from repo_service.store.people.tables import (
    Account,
    Affiliation,
    Body,
    BodySuccession,
    Institution,
    InstitutionNote,
    InstitutionParent,
    InstitutionStatus,
    Mandate,
    Office,
    Person,
)
from repo_service.store.work import UnitOfWork

Fact = TypeVar("Fact", InstitutionStatus, InstitutionParent, Office)

_BODIES = select(Body).order_by(Body.name_key)
_INSTITUTIONS = select(Institution).order_by(Institution.name_key)


def bodies(session: Session) -> list[Body]:
    """All bodies, by name."""
    return list(session.scalars(_BODIES))


def institutions(session: Session) -> list[Institution]:
    """All institutions, by name."""
    return list(session.scalars(_INSTITUTIONS))


def body_named(session: Session, name: str) -> Body | None:
    """The body with this identifier, name or short name (folded); of several with one short name, one that no other
    has succeeded.
    """
    key, known = fold(name), bodies(session)
    if named := next((body for body in known if body.public_id == name or body.name_key == key), None):
        return named
    short = [body for body in known if fold(body.short) == key]
    if len(short) > 1:
        query = select(BodySuccession.body_id).where(BodySuccession.retracted_at.is_(None))
        followed = set(session.scalars(query))
        short.sort(key=lambda body: body.id in followed)
    return short[0] if short else None


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


def add_parent(
    uow: UnitOfWork, institution: Institution, parent: str, start: date | None = None, end: date | None = None,
    row: Institution | None = None,
) -> None:  # fmt: skip
    """A supervising institution (tutelle), known here as ``row`` or by its name alone."""
    uow.session.add(
        InstitutionParent(
            institution_id=institution.id, parent_name=parent, parent_id=row.id if row else None, valid_from=start,
            valid_until=end, recorded_at=uow.now,
        )
    )  # fmt: skip


def add_office(
    uow: UnitOfWork, institution: Institution, person: Person, role: str, start: date | None, end: date | None,
    function: str = "", mail: str = "", phone: str = "",
) -> None:  # fmt: skip
    """What a person is for an institution, for a time."""
    uow.session.add(
        Office(
            institution_id=institution.id, person_id=person.id, person=person, role=role, function=function, mail=mail,
            phone=phone, valid_from=start, valid_until=end, recorded_at=uow.now,
        )
    )  # fmt: skip


def add_note(uow: UnitOfWork, institution: Institution, account: Account, day: date, words: str) -> None:
    """One line of the history of contacts."""
    uow.session.add(
        InstitutionNote(
            institution_id=institution.id, account_id=account.id, day=day, words=words, recorded_at=uow.now
        )
    )


def add_person(
    uow: UnitOfWork, given: str, family: str, institution: Institution | None, start: date | None = None
) -> Person:
    """Somebody who acts for the consortium, at an institution from ``start`` on."""
    key = fold(f"{family} {given}")[:300]
    person = Person(public_id=identifiers.new(), given=given, family=family, name_key=key)
    uow.session.add(person)
    uow.session.flush()
    if institution is not None:
        affiliate(uow, person, institution, start, None)
    return person


def add_mandate(
    uow: UnitOfWork, person: Person, body: Body, role: str, start: date | None, end: date | None,
    institution: Institution | None = None,
) -> None:  # fmt: skip
    """Membership of a body for a time, sent by ``institution`` where that is told."""
    uow.session.add(
        Mandate(
            person_id=person.id, body_id=body.id, role=role, institution_id=institution.id if institution else None,
            valid_from=start, valid_until=end, recorded_at=uow.now,
        )
    )  # fmt: skip


def institution(session: Session, public_id: str) -> Institution | None:
    """The institution with this identifier."""
    return session.scalar(select(Institution).where(Institution.public_id == public_id))


def institution_of(session: Session, row_id: int) -> Institution | None:
    """The institution that another row refers to."""
    return session.get(Institution, row_id)


def body(session: Session, public_id: str) -> Body | None:
    """The body with this identifier."""
    return session.scalar(select(Body).where(Body.public_id == public_id))


def person(session: Session, public_id: str) -> Person | None:
    """The person with this identifier."""
    return session.scalar(select(Person).where(Person.public_id == public_id))


def persons(session: Session) -> list[Person]:
    """Everybody who is known, by family name."""
    return list(session.scalars(select(Person).order_by(Person.name_key, Person.id)))


def facts(session: Session, table: type[Fact], institution: Institution) -> list[Fact]:
    """What is known of an institution in one of its tables, oldest first."""
    query = select(table).where(table.institution_id == institution.id, table.retracted_at.is_(None))
    return in_order(session.scalars(query))


def statuses(session: Session) -> dict[int, list[InstitutionStatus]]:
    """The statuses of all institutions, by the row of the institution, oldest first."""
    found: defaultdict[int, list[InstitutionStatus]] = defaultdict(list)
    query = select(InstitutionStatus).where(InstitutionStatus.retracted_at.is_(None))
    for row in in_order(session.scalars(query)):
        found[row.institution_id].append(row)
    return found


def affiliations(session: Session) -> list[tuple[Affiliation, Person, Institution]]:
    """Who works where, by name and by time."""
    query = (
        select(Affiliation, Person, Institution)
        .join(Person, Person.id == Affiliation.person_id)
        .join(Institution, Institution.id == Affiliation.institution_id)
        .where(Affiliation.retracted_at.is_(None))
        .order_by(Person.name_key, Affiliation.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def mandates(session: Session, body: Body) -> list[tuple[Mandate, Person, Institution | None]]:
    """Who was, is and will be in a body, with the institution that sent the person, by name and by time."""
    query = (
        select(Mandate, Person, Institution)
        .join(Person, Person.id == Mandate.person_id)
        .outerjoin(Institution, Institution.id == Mandate.institution_id)
        .where(Mandate.body_id == body.id, Mandate.retracted_at.is_(None))
        .order_by(Person.name_key, Mandate.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def notes(session: Session, institution: Institution) -> list[tuple[InstitutionNote, Account]]:
    """The history of contacts with an institution and who wrote each line, newest first."""
    query = (
        select(InstitutionNote, Account)
        .join(Account, Account.id == InstitutionNote.account_id)
        .where(InstitutionNote.institution_id == institution.id)
        .order_by(InstitutionNote.day.desc(), InstitutionNote.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def in_order(rows: Iterable[Fact]) -> list[Fact]:
    """Dated facts by their first day; those that hold since always come first."""
    return sorted(rows, key=lambda row: (row.valid_from or date.min, row.id))


def affiliate(
    uow: UnitOfWork, person: Person, institution: Institution, start: date | None, end: date | None
) -> Affiliation:
    """A person works at an institution over [start, end)."""
    row = Affiliation(
        person_id=person.id, institution_id=institution.id, valid_from=start, valid_until=end, recorded_at=uow.now
    )
    uow.session.add(row)
    uow.session.flush()
    return row


def works_at(session: Session, person: Person, institution: Institution, day: date) -> bool:
    """Whether a person works at an institution on ``day``."""
    query = select(Affiliation.id).where(
        Affiliation.person_id == person.id, Affiliation.institution_id == institution.id, Affiliation.holds_on(day)
    )
    return session.scalar(query.limit(1)) is not None


def appoint(uow: UnitOfWork, person: Person, institution: Institution, role: str, day: date) -> None:
    """A person is ``role`` (representative, signatory, contact) of an institution from ``day`` on; harmless when so."""
    known = select(Office.id).where(
        Office.person_id == person.id, Office.institution_id == institution.id, Office.role == role,
        Office.holds_on(day),
    )  # fmt: skip
    if uow.session.scalar(known.limit(1)) is None:
        row = Office(person_id=person.id, institution_id=institution.id, role=role, valid_from=day, recorded_at=uow.now)
        uow.session.add(row)
        uow.session.flush()
    if not works_at(uow.session, person, institution, day):
        affiliate(uow, person, institution, day, None)


def is_empty(session: Session) -> bool:
    """Whether nobody and nothing has been recorded yet."""
    return session.scalar(select(Account.id).limit(1)) is None and session.scalar(select(Body.id).limit(1)) is None
