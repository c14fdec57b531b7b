"""Know-how pages: written by title, kept by identifier, so that a renamed page stays linked."""

from __future__ import annotations

import pytest

from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, Invalid, SignInRequired
from repo_service.services import knowhow
from repo_service.store.documents import Document
from tests.conftest import TIMEZONE, World
from tests.services import acts


def write(world: World, title: str, text: str, actor: Actor | None = None, **said: str) -> Document:
    actor = actor or world.secretary
    repository = world.repository
    new = NewDocument(kind="knowhow", title=title, **said)
    prepared = knowhow.prepare(repository.store, repository.reader, actor, new, text)
    with repository.store.writing() as uow:
        return knowhow.write(uow, actor, prepared, new, TIMEZONE)


def kept(world: World, document: Document) -> str:
    with world.repository.store.blobs.open(document.versions[-1].blob_sha256) as file:
        return file.read().decode()


def source(world: World, document: Document, actor: Actor | None = None) -> str:
    with world.repository.store.reading() as uow:
        return knowhow.source(uow, actor or world.secretary, document.public_id)[1]


def test_titles_are_kept_as_identifiers_and_shown_as_titles(any_world: World) -> None:
    target = write(any_world, "Le prêt", "# Le prêt\n\nComment faire.").public_id
    page = write(any_world, "Le retour", "Voir [[le PRET]] et [[Le prêt|cette fiche]].")
    assert kept(any_world, page) == f"Voir [[{target}|le PRET]] et [[{target}|cette fiche]]."
    assert source(any_world, page) == "Voir [[Le prêt|le PRET]] et [[Le prêt|cette fiche]]."
    assert acts.link_targets(any_world, page.public_id) == [target]


def test_a_link_follows_its_page_when_that_is_renamed(any_world: World) -> None:
    target = write(any_world, "Le prêt", "Comment faire.").public_id
    page = write(any_world, "Le retour", "Voir [[Le prêt]].")
    acts.edit(any_world, target, title="Prêter", kind="knowhow")
    assert source(any_world, page) == "Voir [[Prêter|Le prêt]]."


def test_a_title_of_no_page_of_several_or_of_a_hidden_one_stays_words(any_world: World) -> None:
    for _ in range(2):
        write(any_world, "Double", "Texte.")
    any_world.file("x", title="Secret", state="draft")
    other = acts.person(any_world, "s@exemple.fr", "secretary", "CoPil")
    text = "Voir [[Absent]], [[Double]] et [[Secret]]."
    page = write(any_world, "Page", text, actor=other)
    assert kept(any_world, page) == text


def test_the_title_of_a_page_that_one_may_not_see_is_not_shown(any_world: World) -> None:
    secret = any_world.file("x", title="Titre secret", state="draft").public_id
    page = write(any_world, "Page", f"Voir [[{secret}|cela]].")
    other = acts.person(any_world, "s@exemple.fr", "secretary", "CoPil")
    assert source(any_world, page, other) == f"Voir [[{secret}|cela]]."
    assert source(any_world, page) == "Voir [[Titre secret|cela]]."


def test_lines_end_as_on_unix_and_the_page_is_markdown(any_world: World) -> None:
    page = write(any_world, "Page", "un\r\n\r\ndeux")
    assert kept(any_world, page) == "un\n\ndeux"
    assert page.versions[0].media_type == "text/markdown"


@pytest.mark.parametrize("text", ["", "  \n\t ", "x" * (knowhow.MAX_CHARACTERS + 1)])
def test_an_empty_or_endless_text_is_refused(world: World, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        write(world, "Page", text)
    assert set(refused.value.fields) == {"text"}
    assert list(world.repository.store.blobs.all()) == []


def test_all_that_is_missing_is_told_at_once(world: World) -> None:
    repository, empty = world.repository, NewDocument(kind="knowhow", title=" ")
    for again, missing in ((False, {"title", "text"}), (True, {"title", "text", "reason"})):
        with pytest.raises(Invalid) as refused:
            knowhow.prepare(repository.store, repository.reader, world.secretary, empty, " ", again)
        assert set(refused.value.fields) == missing


def test_a_text_of_exactly_the_limit_is_kept(world: World) -> None:
    text = "mot " * (knowhow.MAX_CHARACTERS // 4)
    assert len(kept(world, write(world, "Page", text))) == knowhow.MAX_CHARACTERS


def test_a_preview_shows_blocks_and_keeps_nothing(world: World) -> None:
    extract = knowhow.preview(world.repository.reader, world.secretary, "# Titre\n\nTexte **fort**.")
    assert [(block.kind, block.text) for block in extract.blocks] == [
        ("heading", "Titre"),
        ("paragraph", "Texte fort."),
    ]
    assert list(world.repository.store.blobs.all()) == []


def test_an_endless_preview_is_refused_and_an_empty_one_is_empty(world: World) -> None:
    with pytest.raises(Invalid):
        knowhow.preview(world.repository.reader, world.secretary, "x" * (knowhow.MAX_CHARACTERS + 1))
    assert knowhow.preview(world.repository.reader, world.secretary, "").blocks == ()


def test_readers_and_visitors_write_no_pages(world: World) -> None:
    for actor, error in ((world.reader, Forbidden), (VISITOR, SignInRequired)):
        with pytest.raises(error):
            write(world, "Page", "Texte.", actor=actor)
        with pytest.raises(error):
            knowhow.preview(world.repository.reader, actor, "Texte.")


def test_a_filed_document_has_no_source_to_edit(world: World) -> None:
    document = world.file("Texte.", "note.txt")
    with pytest.raises(Invalid):
        source(world, document)


def test_half_a_surrogate_in_a_page_does_not_stop_it_from_being_kept(any_world: World) -> None:
    assert kept(any_world, write(any_world, "Page", "Texte \ud800.")) == "Texte ?."
