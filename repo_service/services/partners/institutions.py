"""Partners: the list on any date, the card of one, and its changes. What is dated about them is in ``standing``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from repo_service import clock, identifiers
from repo_service.domain.institutions import KINDS, STATUSES, kind_code
from repo_service.domain.passages import fold
from repo_service.domain.periods import united
from repo_service.domain.roles import Actor, may_edit_institution
from repo_service.errors import Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services import access
from repo_service.services.partners import cards, facts
from repo_service.services.partners import identifiers as numbers
from repo_service.services.partners.facts import Line
from repo_service.store.people import accounts, dated, governance
from repo_service.store.people.tables import Institution, InstitutionParent, InstitutionStatus, Office
from repo_service.store.work import UnitOfWork

_CARD = ("name", "acronym", "kind", "city", "address", "website")


@dataclass(frozen=True, slots=True)
class Listed:
    """A partner in a list. ``status`` is empty on a day when it has none; ``since`` is ``None`` when nobody knows."""

    id: str
    name: str
    acronym: str
    kind: str
    city: str
    identifiers: Mapping[str, str]
    status: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the history of contacts, and who wrote it."""

    day: date
    words: str
    author: str


@dataclass(frozen=True, slots=True)
class Card:
    """All that the actor may know of a partner: ``offices``, ``people`` and ``notes`` are empty where it may not."""

    listed: Listed
    address: str
    website: str
    statuses: list[Line]
    parents: list[Line]
    offices: list[Line] = field(default_factory=list)
    people: list[Line] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def listing(uow: UnitOfWork, actor: Actor, day: date) -> list[Listed]:
    """The partners that have a status on ``day``, by name; who governs sees those without one too.

    Those that are only thought of are for the coordination, candidates for the partners: neither is a member yet.
    """
    access.allow(actor, "read")
    statuses = governance.statuses(uow.session)
    rows = [_listed(row, statuses.get(row.id, []), day) for row in governance.institutions(uow.session)]
    hidden = _hidden_statuses(actor)
    return [row for row in rows if row.status not in hidden and (row.status or actor.can("govern"))]


def _hidden_statuses(actor: Actor) -> set[str]:
    if actor.can("see_candidatures"):
        return set()
    return {"potential"} if actor.can("see_people") else {"potential", "candidate"}


def summary(uow: UnitOfWork, actor: Actor, public_id: str, day: date) -> Listed:
    """What everybody may know of one partner on ``day``, as in the list."""
    access.allow(actor, "read")
    row = found(uow, public_id)
    known = governance.facts(uow.session, InstitutionStatus, row)
    _refuse_hidden(actor, known)
    return _listed(row, known, day)


def card(uow: UnitOfWork, actor: Actor, public_id: str, day: date) -> Card:
    """One partner as of ``day``, with its history. Raises ``NotFound``."""
    access.allow(actor, "read")
    row = found(uow, public_id)
    known = governance.facts(uow.session, InstitutionStatus, row)
    _refuse_hidden(actor, known)
    shown = Card(
        listed=_listed(row, known, day), address=row.address, website=row.website,
        statuses=[
            _line(facts.key(one), one.status, one, day) for one in known if one.status not in _hidden_statuses(actor)
        ],
        parents=[_parent(uow, one, day) for one in governance.facts(uow.session, InstitutionParent, row)],
    )  # fmt: skip
    if actor.can("see_people"):
        shown.offices.extend(_office(one, day) for one in governance.facts(uow.session, Office, row))
        shown.people.extend(_people(uow, row, day))
    if actor.can("see_candidatures"):
        shown.notes.extend(
            Note(note.day, note.words, account.person.name) for note, account in governance.notes(uow.session, row)
        )
    return shown


def _refuse_hidden(actor: Actor, statuses: Iterable[InstitutionStatus]) -> None:
    """``NotFound`` for a partner that never was, nor will be by what is known, anything that the actor may know of."""
    known = {one.status for one in statuses}
    if known and known <= _hidden_statuses(actor):
        raise NotFound()


def found(uow: UnitOfWork, public_id: str) -> Institution:
    """The row of this identifier; ``NotFound`` for none. That a partner exists is public."""
    identifier = identifiers.normalise(public_id)
    row = governance.institution(uow.session, identifier) if identifier else None
    if row is None:
        raise NotFound()
    return row


def allow_editing(actor: Actor, public_id: str) -> None:
    """Raise ``Forbidden`` or ``SignInRequired`` unless the actor keeps the card of this partner."""
    if not may_edit_institution(actor, identifiers.normalise(public_id) or ""):
        raise Forbidden() if actor.signed_in else SignInRequired()


def add(
    uow: UnitOfWork, actor: Actor, typed: Mapping[str, str], status: str, start: date | None
) -> Institution:
    """A new partner with its first status, from ``start`` on."""
    access.allow(actor, "govern")
    said, plain, faults = _checked(uow, typed, None)
    if status not in STATUSES:
        faults["status"] = "Choisissez le statut du partenaire."
    if start is None:
        faults.setdefault("start", "Dites depuis quel jour.")
    if faults:
        raise Invalid(fields=faults)
    row = governance.add_institution(uow, said["name"], said["acronym"], said["kind"], said["city"])
    row.address, row.website, row.identifiers = said["address"], said["website"], plain
    governance.add_status(uow, row, status, start, None)
    uow.log.record("institution.added", actor.account, row.public_id, status=status, since=_iso(start))
    return row


def edit(uow: UnitOfWork, actor: Actor, public_id: str, typed: Mapping[str, str]) -> None:
    """Change the card. Its representative may change all of it but the name."""
    allow_editing(actor, public_id)
    row = found(uow, public_id)
    said, plain, faults = _checked(uow, typed, row)
    if said["name"] != row.name and not actor.can("govern"):
        faults["name"] = "Le nom d’un partenaire est changé par le coordinateur : demandez-le-lui."
    if faults:
        raise Invalid(fields=faults)
    changed = sorted(name for name in _CARD if getattr(row, name) != said[name])
    before = row.identifiers or {}
    changed += sorted(code for code in numbers.SCHEMES if before.get(code) != plain.get(code))
    for name in _CARD:
        setattr(row, name, said[name])
    row.name_key, row.identifiers = fold(row.name)[:300], plain
    if changed:
        uow.log.record("institution.edited", actor.account, row.public_id, changed=changed)


def add_note(uow: UnitOfWork, actor: Actor, public_id: str, typed: Mapping[str, str], timezone: str) -> None:
    """Add today's line to the history of contacts; nothing in it is changed or removed."""
    access.allow(actor, "govern")
    row = found(uow, public_id)
    said, faults = cards.tidied(typed, ("words",), {"words": "Écrivez ce qui s’est dit."})
    account = accounts.by_public_id(uow.session, actor.account)
    if faults or account is None:
        raise Invalid(fields=faults)
    governance.add_note(uow, row, account, clock.day(uow.now, timezone), said["words"])
    uow.log.record("institution.noted", actor.account, row.public_id)


def _checked(
    uow: UnitOfWork, typed: Mapping[str, str], row: Institution | None
) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """What a card says, its identifiers, and its faults. A kind kept with words of its own may stay."""
    said, faults = cards.tidied(typed, _CARD, {"name": "Donnez le nom du partenaire."})
    said["kind"] = kind_code(said["kind"])
    if said["kind"] not in KINDS and (row is None or said["kind"] != row.kind):
        faults["kind"] = "Choisissez la nature du partenaire."
    key = fold(said["name"])[:300]
    same = [one for one in governance.institutions(uow.session) if one.name_key == key and one is not row]
    if same and "name" not in faults:
        faults["name"] = "Un partenaire porte déjà ce nom."
    plain, wrong = numbers.checked(typed)
    return said, plain, faults | wrong


def _listed(row: Institution, statuses: list[InstitutionStatus], day: date) -> Listed:
    status = next((one.status for one in statuses if dated.period(one).covers(day)), "")
    periods = united(dated.period(one) for one in statuses if one.status == status)
    since = next((period.start for period in periods if period.covers(day)), None)
    return Listed(row.public_id, row.name, row.acronym, row.kind, row.city, dict(row.identifiers or {}), status, since)


def _line(
    key: str, code: str, row: InstitutionStatus | InstitutionParent, day: date, name: str = "", public_id: str = ""
) -> Line:
    period = dated.period(row)
    return Line(key, code, period.start, period.end, period.covers(day), name, public_id)


def parent_key(row: InstitutionParent) -> str:
    """The key of a supervising institution: by its name, which may hold any sign."""
    return facts.key(row, facts.token(row.parent_name))


def office_key(row: Office) -> str:
    """The key of an office: who is what."""
    return facts.key(row, row.role, row.person.public_id)


def _parent(uow: UnitOfWork, row: InstitutionParent, day: date) -> Line:
    known = governance.institution_of(uow.session, row.parent_id) if row.parent_id else None
    name = known.name if known else row.parent_name
    return _line(parent_key(row), "", row, day, name, known.public_id if known else "")


def _office(row: Office, day: date) -> Line:
    period, person = dated.period(row), row.person
    return Line(
        office_key(row), row.role, period.start, period.end, period.covers(day), person.name, person.public_id,
        function=row.function, mail=row.mail, phone=row.phone,
    )  # fmt: skip


def _people(uow: UnitOfWork, institution: Institution, day: date) -> list[Line]:
    lines = []
    for row, person, place in governance.affiliations(uow.session):
        if place.id == institution.id:
            period, key = dated.period(row), facts.key(row, person.public_id)
            lines.append(Line(key, "", period.start, period.end, period.covers(day), person.name, person.public_id))
    return lines


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
