"""Puts the demonstration consortium into an empty repository, through the same verbs that people use."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from repo_service import clock
from repo_service.demo import deciding
from repo_service.demo.consortium import Companion, Consortium, DemoFile, consortium
from repo_service.demo.membership import Status
from repo_service.domain.documents import NewDocument
from repo_service.domain.institutions import kind_code
from repo_service.domain.kinds import KINDS
from repo_service.domain.roles import ROLES, SYSTEM, Actor, speaks_for, tokens_of
from repo_service.services import access, documents
from repo_service.services.accounts import managing
from repo_service.services.documents import Prepared
from repo_service.services.partners import identifiers
from repo_service.services.repository import Repository
from repo_service.services.searching import synonyms
from repo_service.store import log, lookup
from repo_service.store.people import accounts, candidatures, governance
from repo_service.store.people.tables import Person
from repo_service.store.work import UnitOfWork

PASSWORD = managing.DEMONSTRATION_PASSWORD
_LOADED = "demonstration.loaded"
_CLOSING = time(17, 30)  # the hour at which the secretaries of the demonstration file


def is_needed(repository: Repository) -> bool:
    """Whether the repository is empty, or a loading was cut before its end."""
    with repository.store.reading() as uow:
        if governance.is_empty(uow.session):
            return True
        return bool(accounts.demonstration(uow.session)) and not log.happened(uow.session, _LOADED)


def logins(repository: Repository) -> list[tuple[str, str]]:
    """Address and French role of each demonstration login."""
    timezone = repository.settings.timezone
    with repository.store.reading() as uow:
        return [(mail, ROLES[role]) for mail, role, _ in managing.demonstration_logins(uow, timezone)]


def load(repository: Repository) -> None:
    """Load everything; people first, then the files from the oldest to the newest, as of their own days.

    Each step is one transaction, and what an earlier loading did before it was cut is passed over.
    """
    story, timezone = consortium(), repository.settings.timezone
    with repository.store.writing() as uow:
        if not accounts.demonstration(uow.session):
            _add_people(uow, story, timezone)
            _add_accounts(uow, story, timezone)
            for words in synonyms.EXAMPLES:
                synonyms.add(uow, _actors(uow, timezone)[""], "\n".join(words))
        actors = _actors(uow, timezone)
    series: dict[str, str] = {}
    minutes: list[str] = []
    for item in sorted(story.files(), key=lambda one: one.filed_on):
        prepared = _prepare(repository, item.file_name, item.content)
        companions = [(_prepare(repository, c.file_name, c.content), c) for c in item.companions]
        with repository.store.writing() as uow:
            identifier = _file(uow, repository, item, prepared, companions, actors, series)
        if item.kind == "minutes":
            deciding.enter(repository, identifier, item, actors[""])
            minutes += [identifier] if item.state == "adopted" else []
    deciding.settle(repository, minutes, actors[""])
    with repository.store.writing() as uow:
        uow.log.record(_LOADED, SYSTEM.account)


def _actors(uow: UnitOfWork, timezone: str) -> dict[str, Actor]:
    """The demonstration accounts by full name, and under "" the administrator, who acts for all others."""
    day = clock.day(uow.now, timezone)
    actors = {row.person.name: accounts.actor(uow.session, row, day) for row in accounts.demonstration(uow.session)}
    actors[""] = next(actor for actor in actors.values() if "administrator" in actor.roles)
    return actors


def _prepare(repository: Repository, name: str, content: bytes) -> Prepared:
    with repository.store.blobs.receive() as sink:
        sink.write(content)
        return documents.prepare(repository.reader, sink, name)


def _add_people(uow: UnitOfWork, story: Consortium, timezone: str) -> None:
    institutions = {}
    for one in story.institutions:
        row = governance.add_institution(uow, one.name, one.acronym, kind_code(one.kind), one.city)
        row.address, row.website = one.address, one.website
        row.identifiers, faults = identifiers.checked(one.identifiers)
        if faults:
            raise ValueError(f"{one.acronym}: {faults}")
        institutions[one.acronym] = row
        for status, end in _periods(one.statuses):
            governance.add_status(uow, row, status.state, status.since, end)
        if one.parent:
            parent = institutions[one.parent]
            governance.add_parent(uow, row, parent.name, row=parent)
    bodies = {b.name: governance.add_body(uow, b.name, b.short_name, b.kind, b.description) for b in story.bodies}
    for body in story.bodies:
        bodies[body.name].number_pattern, bodies[body.name].quorum = body.number_pattern, body.quorum
    persons: dict[str, Person] = {}
    for person in story.persons:
        persons[person.name] = governance.add_person(
            uow, person.given, person.family, institutions.get(person.institution)
        )
    for mandate in story.mandates:
        governance.add_mandate(
            uow, persons[mandate.person], bodies[mandate.body], mandate.role, mandate.since, mandate.until
        )
    mails = {person.name: person.mail for person in story.persons}
    for office in story.offices:
        governance.add_office(
            uow, institutions[office.institution], persons[office.person], office.role, office.since, office.until,
            office.function, mails[office.person] if office.role == "contact" else "",
        )  # fmt: skip
    for written in story.candidatures:
        kind = kind_code(written["kind"])
        candidatures.add(uow, written | {"kind": kind}, "fr", clock.day(uow.now, timezone))


def _periods(statuses: tuple[Status, ...]) -> list[tuple[Status, date | None]]:
    """Each status with the day on which the next one begins."""
    ordered = sorted(statuses, key=lambda status: status.since)
    ends = [status.since for status in ordered[1:]]
    return list(zip(ordered, [*ends, None], strict=True))


def _add_accounts(uow: UnitOfWork, story: Consortium, timezone: str) -> None:
    """An account for each secretary of a body, and those that the story names."""
    secretaries = {m.person: m.body for m in story.mandates if m.role == "secretary" and m.until is None}
    people_by_name = {person.name: person for person in story.persons}
    wanted = [(name, "secretary", [body]) for name, body in secretaries.items()]
    wanted += [(name, role, []) for name, role in story.accounts.items()]
    for name, role, bodies in wanted:
        mail = people_by_name[name].mail
        managing.add_account(uow, SYSTEM, mail, name, role, bodies, PASSWORD, timezone, demonstration=True, person=name)


def _file(
    uow: UnitOfWork, repository: Repository, item: DemoFile, prepared: Prepared,
    companions: list[tuple[Prepared, Companion]], actors: dict[str, Actor], series: dict[str, str],
) -> str:  # fmt: skip
    """File one document, or its next version; its identifier. Minutes are circulated: a later meeting approves them."""
    timezone = repository.settings.timezone
    known = lookup.holding(uow.session, prepared.blob.sha256, tokens_of(actors[""]))
    if known:
        series[item.series] = known[0].public_id
        return known[0].public_id
    uow.now = uow.log.now = datetime.combine(item.filed_on, _CLOSING, ZoneInfo(timezone)).astimezone(UTC)
    body = governance.body_named(uow.session, item.body) if item.body else None
    institution = governance.institution_named(uow.session, item.institution) if item.institution else None
    new = NewDocument(
        kind=item.kind, title=item.title, date=item.date, body=body.public_id if body else "",
        institution=institution.public_id if institution else "", visibility=item.visibility,
        state=item.state if item.state in KINDS[item.kind].states and item.kind != "minutes" else "",
        keywords=", ".join(item.keywords), domain=item.domain, reason=item.reason,
    )  # fmt: skip
    actor = actors.get(item.author, actors[""])
    fit = actor.can("file") and (body is None or speaks_for(actor, body.public_id))
    actor = actor if fit else actors[""]
    if item.series in series:
        documents.add_version(uow, actors[""], series[item.series], None, prepared, new, timezone)
        identifier = series[item.series]
    else:
        identifier = documents.file(uow, actor, prepared, new, timezone).public_id
        if item.series:
            series[item.series] = identifier
    for extra, companion in companions:
        document = access.visible(uow, actors[""], identifier)
        documents.attach(uow, actors[""], document, extra, companion.role)
    return identifier
