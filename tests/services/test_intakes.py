"""Dropped files: seen by their owner only, guessed at, published, attached, put aside or swept."""

from __future__ import annotations

import pytest

from repo_service import identifiers
from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services import access, indexing, intakes, reading
from repo_service.services.intakes import Waiting
from repo_service.store import log
from repo_service.store.documents import Document
from tests.conftest import TIMEZONE, World
from tests.services import acts

MINUTES = "Compte rendu du comité de pilotage du 12 mars 2024\n\nPrésents : Claire Martin.\n\nLe comité décide."


def drop(world: World, *contents: str, actor: Actor | None = None, name: str = "CR.txt") -> str:
    """Drop files as one batch; its identifier."""
    return acts.drop(world, *(world.prepare(content, name) for content in contents), actor=actor)


def waiting(world: World, batch: str, actor: Actor | None = None) -> list[Waiting]:
    with world.repository.store.reading() as uow:
        return intakes.batch(uow, actor or world.secretary, batch)


def publish(world: World, batch: str, intake: str, actor: Actor | None = None, **said: str) -> Document:
    new = NewDocument(kind="minutes", title="Compte rendu", **said)
    with world.repository.store.writing() as uow:
        return intakes.publish(uow, actor or world.secretary, batch, intake, new, TIMEZONE)


def test_a_dropped_file_waits_with_its_guesses_and_where_they_were_found(any_world: World) -> None:
    batch = drop(any_world, MINUTES)
    (item,) = waiting(any_world, batch)
    assert item.guesses["kind"].value == "minutes"
    assert item.guesses["date"].value == "2024-03-12"
    assert item.guesses["body"].value == any_world.body
    assert (item.file_name, item.size, item.duplicate, item.cleaned) == ("CR.txt", len(MINUTES.encode()), None, False)
    assert (item.expires_at - item.filed_at).days == 30
    assert item.extract.blocks[-1].text == "Le comité décide."


def test_a_dropped_file_is_no_document_yet(any_world: World) -> None:
    drop(any_world, MINUTES)
    any_world.index()
    assert acts.found(any_world, any_world.administrator, "comité") == []
    with any_world.repository.store.reading() as uow:
        assert indexing.missing(uow, any_world.repository.searcher.contents()) == ([], [])


def test_only_its_owner_sees_a_dropped_file(any_world: World) -> None:
    batch = drop(any_world, MINUTES)
    (item,) = waiting(any_world, batch)
    with any_world.repository.store.reading() as uow:
        assert [row.public_id for row in intakes.mine(uow, any_world.secretary)] == [item.id]
        assert intakes.mine(uow, any_world.administrator) == intakes.mine(uow, any_world.reader) == []
        for named in (batch, identifiers.new(), "", "../x"):
            with pytest.raises(NotFound):
                intakes.batch(uow, any_world.administrator, named)
    with pytest.raises(NotFound), any_world.repository.store.writing() as uow:
        intakes.discard(uow, any_world.administrator, batch, item.id)
    with pytest.raises(NotFound):
        publish(any_world, batch, item.id, actor=any_world.administrator)


def test_readers_and_visitors_drop_nothing(any_world: World) -> None:
    for actor, error in ((any_world.reader, Forbidden), (VISITOR, SignInRequired)):
        with pytest.raises(error):
            drop(any_world, MINUTES, actor=actor)


def test_publishing_makes_the_document_and_ends_the_waiting(any_world: World) -> None:
    batch = drop(any_world, MINUTES)
    (item,) = waiting(any_world, batch)
    document = publish(any_world, batch, item.id)
    assert document.versions[0].blob_sha256 == item.sha256
    with pytest.raises(NotFound):
        waiting(any_world, batch)
    with pytest.raises(NotFound):
        publish(any_world, batch, item.id)
    with any_world.repository.store.reading() as uow:
        assert [row.action for row in log.after(uow.session, 0)] == ["intake.received", "document.filed"]
        assert reading.show(uow, any_world.reader, document.public_id).extract.blocks[-1].text == "Le comité décide."


def test_a_publication_that_is_refused_leaves_the_file_waiting(any_world: World) -> None:
    batch = drop(any_world, MINUTES)
    (item,) = waiting(any_world, batch)
    with pytest.raises(Invalid):
        publish(any_world, batch, item.id, language="tlh")
    assert [row.id for row in waiting(any_world, batch)] == [item.id]


def test_several_files_of_one_name_wait_and_are_published_each(any_world: World) -> None:
    batch = drop(any_world, "Un.", "Deux.", "Trois.")
    items = waiting(any_world, batch)
    assert [item.file_name for item in items] == ["CR.txt"] * 3
    assert len({item.id for item in items}) == 3
    published = {publish(any_world, batch, item.id).versions[0].blob_sha256 for item in items}
    assert published == {item.sha256 for item in items}


def test_the_same_file_dropped_twice_in_a_batch_waits_twice(any_world: World) -> None:
    batch = drop(any_world, MINUTES, MINUTES)
    first, second = waiting(any_world, batch)
    publish(any_world, batch, first.id)
    (left,) = waiting(any_world, batch)
    assert (left.id, left.duplicate is not None) == (second.id, True)


def test_putting_a_file_aside_ends_its_waiting(any_world: World) -> None:
    batch = drop(any_world, "Un.", "Deux.")
    first, second = waiting(any_world, batch)
    with any_world.repository.store.writing() as uow:
        intakes.discard(uow, any_world.secretary, batch, first.id)
    assert [item.id for item in waiting(any_world, batch)] == [second.id]


def test_a_duplicate_is_told_among_the_documents_that_the_person_may_read(any_world: World) -> None:
    other = acts.body(any_world, "Groupe catalogage")
    known = any_world.file("Connu.").public_id
    any_world.file("Secret.", visibility="body", bodies=(other,))
    secretary = acts.person(any_world, "s@exemple.fr", "secretary", "CoPil")
    batch = drop(any_world, "Connu.", "Secret.", "Neuf.", actor=secretary)
    told = [item.duplicate.public_id if item.duplicate else None for item in waiting(any_world, batch, secretary)]
    assert told == [known, None, None]


def test_a_dropped_file_can_be_attached_to_a_document_instead(any_world: World) -> None:
    public_id = any_world.file(MINUTES, kind="minutes").public_id
    batch = drop(any_world, "Copie signée.", name="copie.txt")
    (item,) = waiting(any_world, batch)
    with any_world.repository.store.writing() as uow:
        document = access.visible(uow, any_world.secretary, public_id)
        intakes.attach(uow, any_world.secretary, batch, item.id, document, "signed")
    (companion,) = acts.latest(any_world, public_id).versions[0].companions
    assert (companion.role, companion.file_name, companion.blob_sha256) == ("signed", "copie.txt", item.sha256)
    with pytest.raises(NotFound):
        waiting(any_world, batch)
    any_world.index()
    assert acts.found(any_world, any_world.reader, "signée") == [public_id]
