"""Puts the demonstration consortium into an empty repository, through the same verbs that people use."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from repo_service.demo.consortium import Companion, Consortium, DemoFile, consortium
from repo_service.demo.membership import Status
from repo_service.domain.documents import NewDocument
from repo_service.domain.kinds import KINDS
from repo_service.domain.roles import ROLES, SYSTEM, Actor
from repo_service.services import access, documents, people
from repo_service.services.documents import Prepared
from repo_service.services.repository import Repository
from repo_service.store import accounts, governance
from repo_service.store.people import Person
from repo_service.store.work import UnitOfWork

PASSWORD = people.DEMONSTRATION_PASSWORD
_CLOSING = time(17, 30)  # the hour at which the secretaries of the demonstration file


def is_needed(repository: Repository) -> bool:
    """Whether the repository is empty."""
    with repository.store.reading() as uow:
        return governance.is_empty(uow.session)


def logins(repository: Repository) -> list[tuple[str, str]]:
    """Address and French role of each demonstration login."""
    with repository.store.reading() as uow:
        return [(mail, ROLES[role]) for mail, role, _ in people.demonstration_logins(uow)]


def load(repository: Repository) -> None:
    """Load everything; people first, then the files from the oldest to the newest, as of their own days."""
    story = consortium()
    with repository.store.writing() as uow:
        _add_people(uow, story)
        actors = _add_accounts(uow, story, repository.settings.timezone)
    series: dict[str, str] = {}
    for item in story.files():
        prepared = _prepare(repository, item.file_name, item.content)
        companions = [(_prepare(repository, c.file_name, c.content), c) for c in item.companions]
        with repository.store.writing() as uow:
            _file(uow, repository, item, prepared, companions, actors, series)


def _prepare(repository: Repository, name: str, content: bytes) -> Prepared:
    with repository.store.blobs.receive() as sink:
        sink.write(content)
        return documents.prepare(repository.reader, sink, name)


def _add_people(uow: UnitOfWork, story: Consortium) -> None:
    institutions = {}
    for one in story.institutions:
        row = governance.add_institution(uow, one.name, one.acronym, one.kind, one.city)
        institutions[one.acronym] = row
        for status, end in _periods(one.statuses):
            governance.add_status(uow, row, status.state, status.since, end)
        if one.parent:
            governance.add_parent(uow, row, one.parent)
    bodies = {b.name: governance.add_body(uow, b.name, b.short_name, b.kind, b.description) for b in story.bodies}
    persons: dict[str, Person] = {}
    for person in story.persons:
        persons[person.name] = governance.add_person(
            uow, person.given, person.family, institutions.get(person.institution)
        )
    for mandate in story.mandates:
        governance.add_mandate(
            uow, persons[mandate.person], bodies[mandate.body], mandate.role, mandate.since, mandate.until
        )


def _periods(statuses: tuple[Status, ...]) -> list[tuple[Status, date | None]]:
    """Each status with the day on which the next one begins."""
    ordered = sorted(statuses, key=lambda status: status.since)
    ends = [status.since for status in ordered[1:]]
    return list(zip(ordered, [*ends, None], strict=True))


def _add_accounts(uow: UnitOfWork, story: Consortium, timezone: str) -> dict[str, Actor]:
    """An account for each secretary of a body, one administrator, one reader. Keys are full names, and "" for the last resort."""
    secretaries = {m.person: m.body for m in story.mandates if m.role == "secretary" and m.until is None}
    chairs = [m.person for m in story.mandates if m.role == "chair" and m.until is None]
    people_by_name = {person.name: person for person in story.persons}
    others = [name for name in people_by_name if name not in secretaries and name not in chairs]
    wanted = [(name, "secretary", [body]) for name, body in secretaries.items()]
    wanted += [(chairs[0], "administrator", []), (others[0], "reader", [])]
    actors = {}
    for name, role, bodies in wanted:
        mail = people_by_name[name].mail
        account = people.add_account(uow, SYSTEM, mail, name, role, bodies, PASSWORD, timezone, demonstration=True)
        actors[name] = accounts.actor(uow.session, account, uow.now.date())
    actors[""] = actors[chairs[0]]
    return actors


def _file(
    uow: UnitOfWork, repository: Repository, item: DemoFile, prepared: Prepared,
    companions: list[tuple[Prepared, Companion]], actors: dict[str, Actor], series: dict[str, str],
) -> None:  # fmt: skip
    timezone = repository.settings.timezone
    uow.now = uow.log.now = datetime.combine(item.date, _CLOSING, ZoneInfo(timezone)).astimezone(UTC)
    body = governance.body_named(uow.session, item.body) if item.body else None
    institution = governance.institution_named(uow.session, item.institution) if item.institution else None
    new = NewDocument(
        kind=item.kind, title=item.title, date=item.date, body=body.public_id if body else "",
        institution=institution.public_id if institution else "", visibility=item.visibility,
        state=item.state if item.state in KINDS[item.kind].states else "",
        keywords=", ".join(item.keywords), reason=item.reason,
    )  # fmt: skip
    actor = actors.get(item.author, actors[""])
    fit = actor.can("file") and (body is None or not actor.bodies or body.public_id in actor.bodies)
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
