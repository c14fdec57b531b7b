"""Acts on a world, each in a transaction of its own, so that a test reads as what people do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text

from repo_service import clock
from repo_service.domain.documents import NewDocument, SearchQuery
from repo_service.domain.roles import SYSTEM, Actor
from repo_service.errors import NotFound
from repo_service.services import access, checking, documents, finding, intakes, recognising
from repo_service.services.accounts import managing
from repo_service.services.documents import Prepared
from repo_service.services.finding import Results
from repo_service.store import log, lookup
from repo_service.store.documents import Document, DocumentReader, Version
from repo_service.store.log import LogRow
from repo_service.store.people import accounts, governance
from tests.conftest import PASSWORD, TIMEZONE, World


def edit(world: World, public_id: str, actor: Actor | None = None, expected: int | None = None, **said: Any) -> Version:
    """Change metadata."""
    new = NewDocument(**{"kind": "other", "title": "Un titre", "reason": "Correction", **said})
    with world.repository.store.writing() as uow:
        return documents.edit(uow, actor or world.administrator, public_id, expected, new, TIMEZONE)


def drop(world: World, *prepared: Prepared, actor: Actor | None = None) -> str:
    """Put prepared files down as one batch; its identifier."""
    store = world.repository.store
    with store.reading() as uow:
        around = recognising.setting(uow, TIMEZONE)
    found = [(item, recognising.recognised(world.repository.reader, around, item)) for item in prepared]
    with store.writing() as uow:
        return intakes.receive(uow, actor or world.secretary, found, 30)


def refile(
    world: World, public_id: str, content: bytes | str, actor: Actor | None = None, expected: int | None = None,
    name: str = "texte.txt", **said: Any,
) -> Version:  # fmt: skip
    """File the next version."""
    new = NewDocument(**{"kind": "other", "title": "Un titre", "reason": "Nouvelle version", **said})
    prepared = world.prepare(content, name)
    with world.repository.store.writing() as uow:
        return documents.add_version(uow, actor or world.administrator, public_id, expected, prepared, new, TIMEZONE)


def put(world: World, public_id: str, state: str, reason: str = "Motif", actor: Actor | None = None) -> Document:
    """Put the document in another state."""
    with world.repository.store.writing() as uow:
        return documents.change_state(uow, actor or world.administrator, public_id, None, state, TIMEZONE, reason)


def attach(world: World, public_id: str, content: bytes | str, role: str = "annex", name: str = "annexe.txt") -> str:
    """Attach a companion; its identifier."""
    prepared = world.prepare(content, name)
    with world.repository.store.writing() as uow:
        document = access.visible(uow, world.administrator, public_id)
        return documents.attach(uow, world.administrator, document, prepared, role).public_id


def latest(world: World, public_id: str) -> Document:
    """The document as it is kept now, whoever may see it."""
    with world.repository.store.reading() as uow:
        document = lookup.document(uow.session, public_id)
        assert document is not None
        return document


def tokens(world: World, public_id: str) -> frozenset[str]:
    """The tokens of the document's readers, without those that tell days of adoption."""
    return frozenset(token for token in _all_tokens(world, public_id) if "@" not in token)


def days(world: World, public_id: str) -> frozenset[str]:
    """The tokens that tell when its versions were adopted."""
    return frozenset(token for token in _all_tokens(world, public_id) if "@" in token)


def _all_tokens(world: World, public_id: str) -> list[str]:
    with world.repository.store.reading() as uow:
        rows = DocumentReader.document_id == latest(world, public_id).id
        return list(uow.session.scalars(select(DocumentReader.token).where(rows)))


def sees(world: World, actor: Actor, public_id: str) -> bool:
    """Whether the actor may see the document."""
    with world.repository.store.reading() as uow:
        try:
            return bool(access.visible(uow, actor, public_id))
        except NotFound:
            return False


def find(world: World, actor: Actor, words: str = "", **more: Any) -> Results:
    """Search as the actor."""
    repository = world.repository
    with repository.store.reading() as uow:
        return finding.search(uow, actor, repository.searcher, repository.access, SearchQuery(words, **more))


def found(world: World, actor: Actor, words: str = "", **more: Any) -> list[str]:
    """The identifiers that the actor finds, best first."""
    return [result.document.public_id for result in find(world, actor, words, **more).results]


def body(world: World, name: str) -> str:
    """A new body; its identifier."""
    with world.repository.store.writing() as uow:
        return governance.add_body(uow, name, "", "operational", "").public_id


def person(world: World, mail: str, role: str, *bodies: str, password: str = PASSWORD) -> Actor:
    """A new account and what it may act as today."""
    with world.repository.store.writing() as uow:
        name = mail.partition("@")[0]
        account = managing.add_account(uow, SYSTEM, mail, name, role, list(bodies), password, TIMEZONE)
        return accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))


def join(world: World, actor: Actor, body_id: str) -> Actor:
    """Make the person a member of a body; what it may act as from now on."""
    with world.repository.store.writing() as uow:
        account = accounts.by_public_id(uow.session, actor.account)
        row = governance.body_named(uow.session, body_id)
        assert account is not None
        assert row is not None
        governance.add_mandate(uow, account.person, row, "member", None, None)
        uow.session.flush()
        return accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))


def link_targets(world: World, public_id: str) -> list[str]:
    """What the document links to, as kept."""
    with world.repository.store.reading() as uow:
        query = "SELECT target FROM document_link JOIN document ON id = source_id WHERE public_id = :id ORDER BY target"
        return list(uow.session.execute(text(query), {"id": public_id}).scalars())


def faults(world: World) -> list[str]:
    """What ``check`` says."""
    return list(checking.check(world.repository.store, world.repository.searcher, world.repository.history))


def logged(world: World, *actions: str) -> list[LogRow]:
    """The acts of these names, oldest first."""
    with world.repository.store.reading() as uow:
        return log.after(uow.session, 0, actions)
