"""Candidatures: an institution writes without an account, the coordinator answers. Nothing here is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from repo_service import clock, identifiers
from repo_service.domain.institutions import CANDIDATURE_STATES, KINDS, REASONED, may_become
from repo_service.domain.passages import fold
from repo_service.domain.periods import Period
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, NotFound, TooManyAttempts
from repo_service.services import access, mailing
from repo_service.services.accounts import inviting
from repo_service.services.mailing import Letterhead
from repo_service.services.partners import cards, facts, persons, standing
from repo_service.services.partners.persons import Choice
from repo_service.services.partners.standing import Span
from repo_service.store.people import accounts, candidatures, dated, governance
from repo_service.store.people.candidatures import Candidature
from repo_service.store.people.tables import Institution, InstitutionStatus, Office, Person
from repo_service.store.work import UnitOfWork

MOST_PER_ADDRESS = 5  # an hour, from one address of the network
MOST = 50  # an hour, from all
_HOUR = timedelta(hours=1)
_FIELDS = ("name", "acronym", "kind", "city", "website", "given", "family", "function", "mail", "message")
_NEEDED = {
    "name": "Donnez le nom de votre établissement.",
    "kind": "Choisissez la nature de votre établissement.",
    "family": "Donnez le nom de la personne à joindre.",
    "mail": "Donnez une adresse électronique : nous y répondrons.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a candidature on a day, why, and who said so (empty: its arrival)."""

    state: str
    day: date
    words: str
    author: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A candidature as who governs reads it. ``namesakes`` are people known already under the contact's name."""

    row: Candidature
    state: str
    received: date
    steps: list[Step]
    institution: str
    namesakes: list[Choice]


def receive(
    uow: UnitOfWork, actor: Actor, typed: Mapping[str, str], trap: str, address: str, language: str,
    head: Letterhead | None, timezone: str,
) -> None:  # fmt: skip
    """Keep a candidature and thank its writer by mail; without ``head`` no mail leaves.

    ``trap`` is a field that only a machine fills: it is thanked the same, and nothing is kept. Raises ``Invalid``, or
    ``TooManyAttempts`` past 5 an hour from one address, 50 in all.
    """
    access.allow(actor, "read")
    said, faults = cards.tidied(typed, _FIELDS, _NEEDED)
    if said["kind"] and said["kind"] not in KINDS:
        faults["kind"] = _NEEDED["kind"]
    if faults:
        raise Invalid(fields=faults)
    _slow_down(uow, address)
    if trap:
        return
    row = candidatures.add(uow, said, language, clock.day(uow.now, timezone))
    if head is not None:
        mailing.post(uow, head, "candidature_received", said["mail"], language)
        _tell_those_who_answer(uow, row, head, timezone)
    uow.log.record("candidature.received", actor.account, row.public_id)


def _tell_those_who_answer(uow: UnitOfWork, row: Candidature, head: Letterhead, timezone: str) -> None:
    """Write to the coordinators, or to the administrators where there is none."""
    day, session = clock.day(uow.now, timezone), uow.session
    link = f"{head.address}/candidatures/{row.public_id}"
    for account in accounts.with_role(session, "coordinator", day) or accounts.with_role(session, "administrator", day):
        words = {"institution": row.institution_name, "link": link}
        mailing.post(uow, head, "candidature_arrived", account.mail, account.language, **words)


def waiting(uow: UnitOfWork, actor: Actor) -> int:
    """How many candidatures wait for an answer, for who reads them; none for others."""
    return len(listing(uow, actor, "received")) if actor.can("see_candidatures") else 0


def listing(uow: UnitOfWork, actor: Actor, state: str = "") -> list[Candidature]:
    """The candidatures in this state, or all of them; newest first."""
    access.allow(actor, "see_candidatures")
    return [row for row in candidatures.all_of_them(uow.session) if state in {"", row.state}]


def shown(uow: UnitOfWork, actor: Actor, public_id: str, timezone: str) -> Shown:
    """One candidature with its history. Raises ``NotFound``."""
    access.allow(actor, "see_candidatures")
    row, today = _found(uow, public_id), clock.day(uow.now, timezone)
    steps = [
        Step(step.state, step.day, step.words, step.account.person.name if step.account else "") for step in row.steps
    ]
    namesakes = persons.namesakes(uow, actor, row.contact_given, row.contact_family, today)
    partner = row.institution.public_id if row.institution else ""
    return Shown(row, row.state, clock.day(row.received_at, timezone), steps, partner, namesakes)


def put(
    uow: UnitOfWork, actor: Actor, public_id: str, state: str, typed: Mapping[str, str], timezone: str
) -> None:
    """Refuse a candidature or let it sleep, with a reason that is kept; or take it up again."""
    access.allow(actor, "govern")
    row = _found(uow, public_id)
    _may_become(row, state if state != "accepted" else "")
    needed = {"words": "Dites pourquoi : la réponse reste au dossier."} if state in REASONED else {}
    said, faults = cards.tidied(typed, ("words",), needed)
    if faults:
        raise Invalid(fields=faults)
    _step(uow, actor, row, state, clock.day(uow.now, timezone), said["words"])
    uow.log.record("candidature.state", actor.account, row.public_id, state=state)


def accept(
    uow: UnitOfWork, actor: Actor, public_id: str, typed: Mapping[str, str], start: date | None, head: Letterhead,
    timezone: str,
) -> bool:  # fmt: skip
    """The institution is an active partner from ``start`` on: a new one, or ``institution``, known already.

    Its contact (new, or ``person``, one of the namesakes) works there and is invited. Whether an invitation left: none
    does where the address, or the person, has an account.
    """
    access.allow(actor, "govern")
    row = _found(uow, public_id)
    _may_become(row, "accepted")
    said, faults = cards.tidied(typed, ("words",), {})
    if start is None:
        faults["start"] = "Dites depuis quel jour."
    if faults or start is None:
        raise Invalid(fields=faults)
    received, today = clock.day(row.received_at, timezone), clock.day(uow.now, timezone)
    institution = _partner(uow, row, typed.get("institution", ""))
    _join(uow, actor, institution, received, start)
    person = _contact(uow, actor, row, institution, typed.get("person", ""), min(received, start), today)
    row.institution = institution
    _step(uow, actor, row, "accepted", today, said["words"])
    uow.log.record(
        "candidature.accepted", actor.account, row.public_id, institution=institution.public_id,
        since=start.isoformat(),
    )  # fmt: skip
    return _invited(uow, actor, row, person, institution, head, timezone)


def _slow_down(uow: UnitOfWork, address: str) -> None:
    for key, most in ((f"candidature:{address}", MOST_PER_ADDRESS), ("candidature", MOST)):
        count, last = accounts.attempts(uow.session, key, uow.now - _HOUR)
        if count >= most and last is not None:
            raise TooManyAttempts(
                "Trop de candidatures sont arrivées en peu de temps. La vôtre n’est pas enregistrée : "
                "gardez votre texte et revenez dans une heure.",
                seconds=int(_HOUR.total_seconds()),
            )
    accounts.note_attempt(uow, [f"candidature:{address}", "candidature"])


def _found(uow: UnitOfWork, public_id: str) -> Candidature:
    identifier = identifiers.normalise(public_id)
    row = candidatures.by_public_id(uow.session, identifier) if identifier else None
    if row is None:
        raise NotFound()
    return row


def _may_become(row: Candidature, state: str) -> None:
    if state not in CANDIDATURE_STATES or not may_become(row.state, state):
        raise Invalid("Cette candidature ne peut pas prendre cet état : rouvrez sa page pour voir où elle en est.")


def _step(uow: UnitOfWork, actor: Actor, row: Candidature, state: str, day: date, words: str) -> None:
    candidatures.add_step(uow, row, state, day, words, accounts.by_public_id(uow.session, actor.account))


def _partner(uow: UnitOfWork, row: Candidature, wanted: str) -> Institution:
    """The partner that a candidature becomes: the one told, else a new one with what was written."""
    if wanted:
        known = governance.institution(uow.session, identifiers.normalise(wanted) or "")
        if known is None:
            raise Invalid(fields={"institution": "Choisissez un partenaire de la liste."})
        return known
    key = fold(row.institution_name)[:300]
    if any(one.name_key == key for one in governance.institutions(uow.session)):
        raise Invalid(fields={"institution": "Un partenaire porte déjà ce nom : choisissez-le dans la liste."})
    made = governance.add_institution(uow, row.institution_name, row.acronym, row.kind, row.city)
    made.website = row.website
    return made


def _join(uow: UnitOfWork, actor: Actor, institution: Institution, received: date, start: date) -> None:
    """Candidate from the day on which it wrote, unless its own history says something else of these days; then
    active.
    """
    known = governance.facts(uow.session, InstitutionStatus, institution)
    if any(one.status == "active" and dated.period(one).covers(start) for one in known):
        raise Invalid(fields={"institution": "Ce partenaire est déjà actif ce jour-là."})
    ending = [one for one in known if one.valid_until is None and (one.valid_from or date.min) < received]
    others = [one for one in known if one not in ending or one.status == "candidate"]
    if received < start and facts.free(Period(received, start), others):
        standing.set_status(uow, actor, institution.public_id, "candidate", Span(received, start))
    standing.set_status(uow, actor, institution.public_id, "active", Span(start))


def _contact(
    uow: UnitOfWork, actor: Actor, row: Candidature, institution: Institution, wanted: str, since: date, today: date
) -> Person:
    known = accounts.by_mail(uow.session, row.contact_mail)
    if known is not None:  # the address is that of somebody who signs in already: nobody else of this name is made
        person = known.person
    else:
        said = {"given": row.contact_given, "family": row.contact_family, "person": wanted}
        among = persons.namesakes(uow, actor, row.contact_given, row.contact_family, today)
        person = persons.chosen(uow, actor, said, institution, since, among)
    if not governance.works_at(uow.session, person, institution, today):
        governance.affiliate(uow, person, institution, today, None)
    held = [office for office in governance.facts(uow.session, Office, institution) if office.person_id == person.id]
    if not any(office.role == "contact" and dated.period(office).covers(today) for office in held):
        post, mail = row.contact_function, row.contact_mail
        governance.add_office(uow, institution, person, "contact", today if held else since, None, post, mail)
        data = {"role": "contact", "person": person.public_id}
        uow.log.record("office", actor.account, institution.public_id, **data)
    return person


def _invited(
    uow: UnitOfWork, actor: Actor, row: Candidature, person: Person, institution: Institution, head: Letterhead,
    timezone: str,
) -> bool:  # fmt: skip
    try:
        inviting.invite(
            uow, actor, mail=row.contact_mail, role="reader", person=person, given="", family="",
            institution=institution, bodies=[], language=row.language, head=head, timezone=timezone,
        )  # fmt: skip
    except Invalid:
        return False
    return True
