"""People who act for the consortium, with or without an account. Nobody is guessed from a name: one chooses or adds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from repo_service import identifiers
from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor
from repo_service.errors import Forbidden, Invalid
from repo_service.services import access
from repo_service.services.partners import cards
from repo_service.store.people import accounts, dated, governance
from repo_service.store.people.tables import Institution, Office, Person
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody in a list to choose from: where the person works tells two of one name apart."""

    id: str
    name: str
    places: tuple[str, ...]


def choices(uow: UnitOfWork, actor: Actor, day: date, institution: str = "") -> list[Choice]:
    """Everybody who is known, by family name; of one institution: who works there on ``day`` or ever held an office."""
    access.allow(actor, "see_people")
    places = workplaces(uow, day)
    rows = governance.persons(uow.session)
    if institution:
        row = governance.institution(uow.session, institution)
        known = {office.person_id for office in governance.facts(uow.session, Office, row)} if row else set()
        rows = [one for one in rows if one.id in known or any(p.public_id == institution for p in places[one.id])]
    return [
        Choice(row.public_id, row.name, tuple(place.acronym or place.name for place in places[row.id])) for row in rows
    ]


def labels(people: Iterable[Choice]) -> list[tuple[str, str]]:
    """(identifier, « Claire Le Goff (UJB) ») of each, for a form."""
    return [(one.id, f"{one.name} ({', '.join(one.places)})" if one.places else one.name) for one in people]


def namesakes(uow: UnitOfWork, actor: Actor, given: str, family: str, day: date) -> list[Choice]:
    """Who bears this name already: to be offered, never to be taken for the same person."""
    key = fold(f"{family} {given}")[:300]
    wanted = {row.public_id for row in governance.persons(uow.session) if row.name_key == key}
    return [choice for choice in choices(uow, actor, day) if choice.id in wanted]


def workplaces(uow: UnitOfWork, day: date) -> defaultdict[int, list[Institution]]:
    """Where each person (by row) works on ``day``."""
    found: defaultdict[int, list[Institution]] = defaultdict(list)
    for affiliation, person, institution in governance.affiliations(uow.session):
        if dated.period(affiliation).covers(day):
            found[person.id].append(institution)
    return found


def chosen(
    uow: UnitOfWork, actor: Actor, typed: Mapping[str, str], institution: Institution | None, start: date | None,
    among: Iterable[Choice] | None = None,
) -> Person:  # fmt: skip
    """The person that a form names: ``person``, an identifier (one of ``among``, where given), else a new one, called
    ``given`` and ``family``, who works at ``institution`` from ``start`` on.
    """
    access.allow(actor, "edit_institution")
    wanted = typed.get("person", "")
    if not wanted:
        return added(uow, actor, typed, institution, start)
    person = governance.person(uow.session, identifiers.normalise(wanted) or "")
    if person is None or (among is not None and person.public_id not in {choice.id for choice in among}):
        raise Invalid(fields={"person": "Choisissez une personne de la liste."})
    return person


def refuse_oneself(uow: UnitOfWork, actor: Actor, person: Person) -> None:
    """Nobody gives oneself a mandate or a partner to represent, and the rights that come with it: another does.

    Administrators may, for theirs are all the rights that there are.
    """
    account = accounts.of_person(uow.session, person)
    if account is not None and account.public_id == actor.account and "administrator" not in actor.roles:
        raise Forbidden("Demandez à une autre personne de noter votre propre mandat : rien n’a été changé.")


def added(
    uow: UnitOfWork, actor: Actor, typed: Mapping[str, str], institution: Institution | None, start: date | None
) -> Person:
    """A new person, who works at ``institution`` from ``start`` on."""
    access.allow(actor, "edit_institution")
    said, faults = cards.tidied(
        typed, ("given", "family"), {"family": "Choisissez une personne, ou donnez le nom d’une nouvelle."}
    )
    if faults:
        raise Invalid(fields=faults)
    person = governance.add_person(uow, said["given"], said["family"], institution, start)
    place = {"institution": institution.public_id} if institution else {}
    uow.log.record("person.added", actor.account, person.public_id, **place)
    return person
