"""Bodies (instances), and who sits in them: the answer to « Qui était membre le … » for any day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from repo_service import identifiers
from repo_service.domain.institutions import BODY_KINDS, MANDATES
from repo_service.domain.passages import fold
from repo_service.domain.register import numbering
from repo_service.domain.register.meetings import QUORUMS
from repo_service.domain.roles import Actor, holds_meetings
from repo_service.errors import Forbidden, Invalid, NotFound
from repo_service.services import access
from repo_service.services.partners import cards, facts, persons
from repo_service.services.partners.facts import Line
from repo_service.services.partners.standing import Span
from repo_service.store.people import dated, governance
from repo_service.store.people.tables import Body, Institution, Mandate, Person
from repo_service.store.work import UnitOfWork

_CARD = ("name", "short", "description")
_RANK = {role: rank for rank, role in enumerate(MANDATES)}


@dataclass(frozen=True, slots=True)
class Card:
    """What everybody may know of a body."""

    id: str
    name: str
    short: str
    kind: str
    description: str


def listing(uow: UnitOfWork, actor: Actor) -> list[Card]:
    """All bodies, those that decide first, then by name."""
    access.allow(actor, "read")
    order = list(BODY_KINDS)
    rows = sorted(
        governance.bodies(uow.session), key=lambda row: order.index(row.kind) if row.kind in order else len(order)
    )
    return [_card(row) for row in rows]


def card(uow: UnitOfWork, actor: Actor, public_id: str) -> Card:
    """One body. Raises ``NotFound``."""
    access.allow(actor, "read")
    return _card(found(uow, public_id))


def mandates(uow: UnitOfWork, actor: Actor, public_id: str, day: date) -> list[Line]:
    """Every mandate that a body knew and knows: chair, secretary, members, each by name; ``present`` tells who sits on
    ``day``. The place of a person is the institution that sent it, else the one where it works that day.
    """
    access.allow(actor, "see_people")
    body, places = found(uow, public_id), persons.workplaces(uow, day)
    rows = governance.mandates(uow.session, body)
    lines = [_line(row, person, sent or next(iter(places[person.id]), None), day) for row, person, sent in rows]
    return sorted(lines, key=lambda line: (_RANK.get(line.code, len(_RANK)), line.start or date.min))


def members(uow: UnitOfWork, actor: Actor, public_id: str, day: date) -> list[Line]:
    """Who sits in a body on ``day``: chair, secretary, then members by name."""
    present = [line for line in mandates(uow, actor, public_id, day) if line.present]
    by_name = {person.public_id: number for number, person in enumerate(governance.persons(uow.session))}
    return sorted(present, key=lambda line: (_RANK.get(line.code, len(_RANK)), by_name[line.id]))


def add(uow: UnitOfWork, actor: Actor, typed: Mapping[str, str]) -> Body:
    """A new body."""
    access.allow(actor, "govern")
    said = _checked(uow, typed, None)
    body = governance.add_body(uow, said["name"], said["short"], said["kind"], said["description"])
    uow.log.record("body.added", actor.account, body.public_id, kind=body.kind)
    return body


def edit(uow: UnitOfWork, actor: Actor, public_id: str, typed: Mapping[str, str]) -> None:
    """Change the card of a body."""
    access.allow(actor, "govern")
    body = found(uow, public_id)
    said = _checked(uow, typed, body)
    changed = sorted(name for name, text in said.items() if getattr(body, name) != text)
    for name, text in said.items():
        setattr(body, name, text)
    body.name_key = fold(body.name)[:300]
    if changed:
        uow.log.record("body.edited", actor.account, body.public_id, changed=changed)


@dataclass(frozen=True, slots=True)
class Rules:
    """How a body numbers its decisions (empty: as is usual), what that gives, and the part of its members it needs."""

    number_pattern: str
    usual: str
    example: str
    quorum: str


def rules(uow: UnitOfWork, actor: Actor, public_id: str, day: date) -> Rules:
    """The rules of a body, for who may change them; the ``example`` is a number of that day's year."""
    body = _ruled(uow, actor, public_id)
    usual = numbering.default(body.short or body.name)
    example = numbering.printed(numbering.series(body.number_pattern or usual, day), 14)
    return Rules(body.number_pattern, usual, example, body.quorum)


def set_rules(uow: UnitOfWork, actor: Actor, public_id: str, typed: Mapping[str, str]) -> None:
    """Change them; decisions that have a number keep it."""
    body = _ruled(uow, actor, public_id)
    said = {"number_pattern": " ".join(typed.get("number_pattern", "").split()), "quorum": typed.get("quorum", "")}
    faults = {}
    if said["number_pattern"] and (fault := numbering.fault(said["number_pattern"])):
        faults["number_pattern"] = fault
    if said["quorum"] not in QUORUMS:
        faults["quorum"] = "Choisissez une part de la liste."
    if faults:
        raise Invalid(fields=faults)
    changed = sorted(name for name, text in said.items() if getattr(body, name) != text)
    for name, text in said.items():
        setattr(body, name, text)
    if changed:
        uow.log.record("body.rules", actor.account, body.public_id, changed=changed)


def _ruled(uow: UnitOfWork, actor: Actor, public_id: str) -> Body:
    """The body, if the actor may set its rules: who governs, or keeps its papers."""
    access.allow(actor, "govern" if actor.can("govern") else "hold_meetings")
    body = found(uow, public_id)
    if not actor.can("govern") and not holds_meetings(actor, body.public_id):
        raise Forbidden("Seuls le secrétariat de cette instance et qui gouverne le consortium règlent cela.")
    return body


def add_mandate(
    uow: UnitOfWork, actor: Actor, public_id: str, role: str, typed: Mapping[str, str], span: Span
) -> None:
    """Somebody (chosen, or new) sits in the body; ``institution`` is the partner that sends the person, if any.

    Refused for the same person in the same role on a common day, and for a second chair.
    """
    access.allow(actor, "govern")
    body = found(uow, public_id)
    faults = {} if role in MANDATES else {"role": "Dites à quel titre cette personne siège."}
    sender = _sender(uow, typed.get("institution", ""))
    if span.start is None:
        faults["start"] = "Dites depuis quel jour."
    if faults:
        raise Invalid(fields=faults)
    period = facts.checked(span.start, span.end)
    person = persons.chosen(uow, actor, typed, sender, span.start)
    persons.refuse_oneself(uow, actor, person)
    rows = [(row, who) for row, who, _ in governance.mandates(uow.session, body) if row.role == role]
    if not facts.free(period, [row for row, who in rows if who is person]):
        raise Invalid(fields={"person": "Cette personne siège déjà à ce titre sur ces jours."})
    if role == "chair" and not facts.free(period, [row for row, _ in rows]):
        raise Invalid(fields={"role": "La présidence est déjà tenue sur ces jours : mettez fin à l’autre mandat."})
    governance.add_mandate(uow, person, body, role, span.start, span.end, sender)
    data = {"until": span.end.isoformat()} if span.end else {}
    since = span.start.isoformat() if span.start else ""
    uow.log.record("mandate", actor.account, body.public_id, role=role, person=person.public_id, since=since, **data)


def mandate(uow: UnitOfWork, actor: Actor, public_id: str, key: str, day: date) -> Line:
    """One mandate, for who may end it or take it back. Raises ``NotFound``."""
    access.allow(actor, "govern")
    return facts.named(((line.key, line) for line in mandates(uow, actor, public_id, day)), key)


def end_mandate(uow: UnitOfWork, actor: Actor, public_id: str, key: str, day: date | None) -> None:
    """A mandate ends on ``day``, the first on which it gives no right any more."""
    access.allow(actor, "govern")
    body = found(uow, public_id)
    row = _mandate(uow, body, key)
    until = facts.end(uow, row, day)
    uow.log.record("mandate_ended", actor.account, body.public_id, fact=key, until=until.isoformat())


def retract_mandate(uow: UnitOfWork, actor: Actor, public_id: str, key: str) -> None:
    """A mandate was never so: it is no longer shown, and what it gave ends at once."""
    access.allow(actor, "govern")
    body = found(uow, public_id)
    dated.retract(uow, _mandate(uow, body, key))
    uow.log.record("mandate_retracted", actor.account, body.public_id, fact=key)


def found(uow: UnitOfWork, public_id: str) -> Body:
    """The body of an identifier. Raises ``NotFound``."""
    identifier = identifiers.normalise(public_id)
    row = governance.body(uow.session, identifier) if identifier else None
    if row is None:
        raise NotFound()
    return row


def _mandate(uow: UnitOfWork, body: Body, key: str) -> Mandate:
    rows = governance.mandates(uow.session, body)
    return facts.named(((_key(row, person), row) for row, person, _ in rows), key)


def _key(row: Mandate, person: Person) -> str:
    return facts.key(row, row.role, person.public_id)


def _line(row: Mandate, person: Person, place: Institution | None, day: date) -> Line:
    period = dated.period(row)
    return Line(
        _key(row, person), row.role, period.start, period.end, period.covers(day), person.name, person.public_id,
        place.name if place else "", place.public_id if place else "",
    )  # fmt: skip


def _card(row: Body) -> Card:
    return Card(row.public_id, row.name, row.short, row.kind, row.description)


def _sender(uow: UnitOfWork, wanted: str) -> Institution | None:
    row = governance.institution(uow.session, identifiers.normalise(wanted) or "") if wanted else None
    if wanted and row is None:
        raise Invalid(fields={"institution": "Choisissez un partenaire de la liste."})
    return row


def _checked(uow: UnitOfWork, typed: Mapping[str, str], body: Body | None) -> dict[str, str]:
    said, faults = cards.tidied(typed, _CARD, {"name": "Donnez le nom de l’instance."})
    said["kind"] = typed.get("kind", "")
    if said["kind"] not in BODY_KINDS:
        faults["kind"] = "Dites si l’instance décide ou travaille."
    key = fold(said["name"])[:300]
    if any(one.name_key == key and one is not body for one in governance.bodies(uow.session)):
        faults.setdefault("name", "Une instance porte déjà ce nom.")
    if faults:
        raise Invalid(fields=faults)
    return said
