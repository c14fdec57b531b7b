"""Comments as rows: kept with what they cite, found by version, settled, opened again, emptied."""

from __future__ import annotations

from sqlalchemy import event

from repo_service.store import comments, readings
from repo_service.store.comments import Comment
from repo_service.store.people import accounts
from repo_service.store.people.tables import Account
from repo_service.store.work import UnitOfWork
from tests.conftest import World
from tests.services import acts


def author(uow: UnitOfWork, world: World) -> Account:
    found = accounts.by_public_id(uow.session, world.reader.account)
    assert found is not None
    return found


def said(world: World, document: str) -> list[Comment]:
    with world.repository.store.reading() as uow:
        return comments.on_versions(uow.session, [version.id for version in acts.latest(world, document).versions])


def test_a_comment_is_kept_with_its_passage_and_what_that_was_read_from(any_world: World) -> None:
    document = any_world.file("Le texte.").public_id
    with any_world.repository.store.writing() as uow:
        version = acts.latest(any_world, document).versions[0]
        drawn = readings.extraction(uow.session, version.blob_sha256)
        assert drawn is not None
        who = author(uow, any_world)
        first = comments.add(uow, version, who, "Un", anchor="p-1", quote="Le texte.", extraction=drawn.id)
        comments.add(uow, version, who, "Deux", answers=first)
    rows = said(any_world, document)
    assert [(row.text, row.anchor, row.quote, row.extraction_id, row.answers_id) for row in rows] == [
        ("Un", "p-1", "Le texte.", drawn.id, None), ("Deux", "", "", None, rows[0].id),
    ]  # fmt: skip
    assert {row.author.person.name for row in rows} == {"Camille Reader"}


def test_comments_are_those_of_the_versions_asked_for_in_the_order_in_which_they_were_made(any_world: World) -> None:
    document, other = any_world.file("Le texte.").public_id, any_world.file("Un autre.").public_id
    acts.refile(any_world, document, "Le texte, revu.")
    with any_world.repository.store.writing() as uow:
        versions = [*acts.latest(any_world, document).versions, *acts.latest(any_world, other).versions]
        for text, place in (("a", 1), ("b", 0), ("ailleurs", 2), ("c", 1)):
            comments.add(uow, versions[place], author(uow, any_world), text)
    assert [row.text for row in said(any_world, document)] == ["a", "b", "c"]


def test_a_comment_is_settled_opened_again_and_emptied(any_world: World) -> None:
    document = any_world.file("Le texte.").public_id
    with any_world.repository.store.writing() as uow:
        row = comments.add(uow, acts.latest(any_world, document).versions[0], author(uow, any_world), "Un mot")
        comments.resolve(uow, row, author(uow, any_world))
    (kept,) = said(any_world, document)
    assert kept.resolved_by is not None
    assert (kept.resolved_by.public_id, kept.resolved_at is None) == (any_world.reader.account, False)
    with any_world.repository.store.writing() as uow:
        row = uow.session.merge(kept)
        comments.resolve(uow, row, None)
        comments.withdraw(uow, row)
    (kept,) = said(any_world, document)
    assert (kept.resolved_by, kept.resolved_at, kept.text, kept.withdrawn_at is None) == (None, None, "", False)


def test_of_no_version_nothing_is_asked(world: World) -> None:
    asked: list[str] = []
    with world.repository.store.reading() as uow:
        event.listen(world.repository.store.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
        assert comments.on_versions(uow.session, []) == []
    assert asked == []
