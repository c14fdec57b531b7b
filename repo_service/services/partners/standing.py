"""What is dated about a partner: its status, its parents (tutelles), who holds an office for it, who works there.

Each of the four is added, ended on a day, or taken back when it was never so; nothing is altered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from repo_service import identifiers
from repo_service.domain.institutions import OFFICES, STATUSES
from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, NotFound
from repo_service.services import access
from repo_service.services.partners import cards, facts, institutions, persons
from repo_service.services.partners.facts import Line
from repo_service.store.base import Dated
from repo_service.store.people import dated, governance
from repo_service.store.people.tables import Institution, InstitutionParent, InstitutionStatus, Office
from repo_service.store.work import UnitOfWork

SORTS = {  # sort of a fact -> the act in the log
    "status": "institution.status", "parents": "institution.parent", "offices": "office", "people": "affiliation",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a form gives to a fact: from ``start`` on, before ``end``."""

    start: date | None
    end: date | None = None


def set_status(uow: UnitOfWork, actor: Actor, public_id: str, status: str, span: Span) -> None:
    """From a day on the partner is ``status``: the period that runs that day ends, the next one opens.

    Refused when it is that already, or when another period shares a day with the new one.
    """
    access.allow(actor, "govern")
    row = institutions.found(uow, public_id)
    if status not in STATUSES:
        raise Invalid(fields={"status": "Choisissez le statut du partenaire."})
    start = _start(span)
    period = facts.checked(start, span.end)
    known = governance.facts(uow.session, InstitutionStatus, row)
    running = next((one for one in known if one.valid_until is None and dated.period(one).covers(start)), None)
    if running is not None and running.status == status:
        raise Invalid(fields={"status": "Le partenaire a déjà ce statut ce jour-là."})
    before = running if running is not None and running.valid_from != start else None
    if not facts.free(period, [one for one in known if one is not before]):
        raise Invalid(
            fields={"start": "Un autre statut vaut déjà sur ces jours : retirez d’abord la ligne qui est fausse."}
        )
    if before is not None:
        dated.end(uow, before, start)
    governance.add_status(uow, row, status, start, span.end)
    uow.session.flush()
    _record(uow, actor, row, "institution.status", span, status=status)


def add_parent(
    uow: UnitOfWork, actor: Actor, public_id: str, parent: str, typed: Mapping[str, str], span: Span
) -> None:
    """A supervising institution (tutelle): ``parent``, the identifier of a partner, else the name that was typed."""
    access.allow(actor, "govern")
    row = institutions.found(uow, public_id)
    known = governance.institution(uow.session, identifiers.normalise(parent) or "") if parent else None
    if parent and (known is None or known is row):
        raise Invalid(fields={"parent": "Choisissez un autre partenaire de la liste."})
    said, faults = cards.tidied(typed, ("name",), {} if known else {"name": "Choisissez un partenaire, ou un nom."})
    if faults:
        raise Invalid(fields=faults)
    name = known.name if known else said["name"]
    period = facts.checked(span.start, span.end)
    same = [
        one for one in governance.facts(uow.session, InstitutionParent, row)
        if fold(one.parent_name) == fold(name) or (known and one.parent_id == known.id)
    ]  # fmt: skip
    if not facts.free(period, same):
        raise Invalid(fields={"start": "Cette tutelle est déjà notée sur ces jours."})
    governance.add_parent(uow, row, name, span.start, span.end, known)
    _record(uow, actor, row, "institution.parent", span, **({"parent": known.public_id} if known else {}))


def add_office(
    uow: UnitOfWork, actor: Actor, public_id: str, role: str, typed: Mapping[str, str], span: Span
) -> None:
    """Somebody represents the partner, may sign for it, or is to be reached there. Its own representative names
    contacts only, among its people or new.
    """
    _allow_office(actor, public_id, role)
    row = institutions.found(uow, public_id)
    if role not in OFFICES:
        raise Invalid(fields={"role": "Dites ce que cette personne est pour le partenaire."})
    start = _start(span)
    period = facts.checked(start, span.end)
    said, faults = cards.tidied(typed, ("function", "mail", "phone"), {})
    if faults:
        raise Invalid(fields=faults)
    among = None if actor.can("govern") else persons.choices(uow, actor, start, row.public_id)
    person = persons.chosen(uow, actor, typed, row, start, among)
    if role == "representative":
        persons.refuse_oneself(uow, actor, person)
    held = [
        one for one in governance.facts(uow.session, Office, row) if one.person_id == person.id and one.role == role
    ]
    if not facts.free(period, held):
        raise Invalid(fields={"person": "Cette personne l’est déjà sur ces jours."})
    if role == "representative" and not governance.works_at(uow.session, person, row, start):
        governance.affiliate(uow, person, row, start, None)  # when the partner leaves, so does its representative
    governance.add_office(uow, row, person, role, start, span.end, **said)
    _record(uow, actor, row, "office", span, role=role, person=person.public_id)


def affiliate(uow: UnitOfWork, actor: Actor, public_id: str, typed: Mapping[str, str], span: Span) -> None:
    """Somebody works at the partner: chosen from the list, or new."""
    access.allow(actor, "govern")
    row = institutions.found(uow, public_id)
    period = facts.checked(span.start, span.end)
    person = persons.chosen(uow, actor, typed, None, None)
    held = [one for one, who, place in governance.affiliations(uow.session) if (who, place) == (person, row)]
    if not facts.free(period, held):
        raise Invalid(fields={"person": "Cette personne y travaille déjà sur ces jours."})
    governance.affiliate(uow, person, row, span.start, span.end)
    _record(uow, actor, row, "affiliation", span, person=person.public_id)


def fact(uow: UnitOfWork, actor: Actor, public_id: str, sort: str, key: str, day: date) -> Line:
    """One fact, for who may end it or take it back. Raises ``NotFound``."""
    _allow(actor, public_id, sort, key)
    card = institutions.card(uow, actor, public_id, day)
    lines = {"status": card.statuses, "parents": card.parents, "offices": card.offices, "people": card.people}[sort]
    return facts.named(((line.key, line) for line in lines), key)


def end(uow: UnitOfWork, actor: Actor, public_id: str, sort: str, key: str, day: date | None) -> None:
    """A fact ends on ``day``, the first on which it is no longer so."""
    _allow(actor, public_id, sort, key)
    row = institutions.found(uow, public_id)
    kept = _row(uow, row, sort, key)
    until = facts.end(uow, kept, day)
    uow.log.record(f"{SORTS[sort]}_ended", actor.account, row.public_id, fact=key, until=until.isoformat())


def retract(uow: UnitOfWork, actor: Actor, public_id: str, sort: str, key: str) -> None:
    """A fact was never so: it is no longer shown, and what it gave ends at once."""
    _allow(actor, public_id, sort, key)
    row = institutions.found(uow, public_id)
    dated.retract(uow, _row(uow, row, sort, key))
    uow.log.record(f"{SORTS[sort]}_retracted", actor.account, row.public_id, fact=key)


def _allow(actor: Actor, public_id: str, sort: str, key: str) -> None:
    if sort not in SORTS:
        raise NotFound()
    if sort == "offices":
        _allow_office(actor, public_id, key.partition(".")[0])
    else:
        access.allow(actor, "govern")


def _allow_office(actor: Actor, public_id: str, role: str) -> None:
    if role == "contact":
        institutions.allow_editing(actor, public_id)
    else:
        access.allow(actor, "govern")


def _row(uow: UnitOfWork, institution: Institution, sort: str, key: str) -> Dated:
    session = uow.session
    named: list[tuple[str, Dated]]
    if sort == "status":
        named = [(facts.key(one), one) for one in governance.facts(session, InstitutionStatus, institution)]
    elif sort == "parents":
        parents = governance.facts(session, InstitutionParent, institution)
        named = [(institutions.parent_key(one), one) for one in parents]
    elif sort == "offices":
        named = [(institutions.office_key(one), one) for one in governance.facts(session, Office, institution)]
    else:
        rows = governance.affiliations(session)
        named = [(facts.key(one, who.public_id), one) for one, who, place in rows if place is institution]
    return facts.named(named, key)


def _start(span: Span) -> date:
    if span.start is None:
        raise Invalid(fields={"start": "Dites depuis quel jour."})
    return span.start


def _record(
    uow: UnitOfWork, actor: Actor, row: Institution, act: str, span: Span, **data: Any
) -> None:
    days = {"since": span.start.isoformat() if span.start else "", "until": span.end.isoformat() if span.end else ""}
    uow.log.record(act, actor.account, row.public_id, **data, **{name: day for name, day in days.items() if day})
