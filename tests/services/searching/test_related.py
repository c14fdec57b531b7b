"""What is near a document: texts about the same, of those that the reader may see, and nothing that is not about it."""

from __future__ import annotations

import shutil

import pytest

from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Unavailable
from repo_service.services import reading
from repo_service.services.searching import related
from tests.conftest import World
from tests.services import acts

PRESS = "La conservation partagée des périodiques imprimés : chaque bibliothèque garde des titres de presse régionale. "
LOAN = "Le prêt entre établissements : navette hebdomadaire, bordereaux, délais de restitution et suspensions. "
ROOMS = "Les horaires des salles de lecture pendant les examens : gardiennage, chauffage et étudiants moniteurs. "


def near(world: World, actor: Actor, public_id: str, number: int | None = None) -> list[str]:
    """The titles of what is near."""
    repository = world.repository
    with repository.store.reading() as uow:
        shown = reading.show(uow, actor, public_id, number)
        return [one.title for one in related.beside(uow, actor, repository.searcher, repository.access, shown)]


@pytest.fixture
def library(any_world: World) -> World:
    """Documents about three things, most of them about the last."""
    for name, text in (("Presse", PRESS), ("Prêt", LOAN), ("Salles", ROOMS)):
        for number in range(3):
            any_world.file(f"{text * 2}Note {number}.", title=f"{name} {number}", visibility="public")
    for number in range(12):
        any_world.file(f"Courrier divers numéro {number}, sans suite.", title=f"Courrier {number}")
    any_world.index()
    return any_world


def of(world: World, title: str) -> str:
    """The identifier of a document."""
    (found,) = acts.find(world, world.administrator, f'titre:"{title}"').results
    return found.document.public_id


def test_texts_about_the_same_are_near_and_others_are_not(library: World) -> None:
    for name in ("Presse", "Prêt", "Salles"):
        assert sorted(near(library, library.reader, of(library, f"{name} 0"))) == [f"{name} 1", f"{name} 2"]


def test_a_text_of_few_words_has_nothing_near(library: World) -> None:
    short = library.file("Rien.", title="Bref", visibility="public")
    library.index()
    assert near(library, library.reader, short.public_id) == []


def test_a_text_that_shares_one_word_alone_is_not_near(library: World) -> None:
    alone = library.file(
        "La presse du relieur : encollage, couture, rognage, dorure, gaufrage et marbrure. " * 3, title="Reliure"
    )
    library.index()
    assert near(library, library.reader, alone.public_id) == []


def test_at_most_five_are_told(library: World) -> None:
    for number in range(3, 7):
        library.file(f"{PRESS * 2}Note {number}.", title=f"Presse {number}")
    library.index()
    assert len(near(library, library.reader, of(library, "Presse 0"))) == 5


def test_what_the_text_links_to_and_what_cites_it_is_left_out(library: World) -> None:
    cited = of(library, "Presse 1")
    citing = library.file(f"{PRESS * 2} Voir [[{cited}]].", "note.md", title="Citante", visibility="public")
    library.index()
    assert sorted(near(library, library.reader, citing.public_id)) == ["Presse 0", "Presse 2"]
    assert near(library, library.reader, cited).count("Citante") == 0


def test_a_document_that_is_hidden_is_not_near_and_changes_nothing(library: World) -> None:
    public_id = of(library, "Presse 0")
    before = near(library, VISITOR, public_id)
    assert sorted(before) == ["Presse 1", "Presse 2"]
    for number in range(4):
        library.file(f"{PRESS * 9}{LOAN}", title=f"Entre nous {number}")
    library.index()
    assert near(library, VISITOR, public_id) == before
    assert any(title.startswith("Entre nous") for title in near(library, library.reader, public_id))


def test_what_was_hidden_since_is_no_longer_near_though_it_is_remembered(library: World) -> None:
    public_id = of(library, "Presse 0")
    assert len(near(library, VISITOR, public_id)) == 2
    acts.edit(library, of(library, "Presse 1"), title="Presse 1", visibility="network")
    assert near(library, VISITOR, public_id) == ["Presse 2"]
    acts.put(library, of(library, "Presse 2"), "withdrawn")
    assert near(library, VISITOR, public_id) == []


def test_old_versions_and_withdrawn_documents_have_nothing_near(library: World) -> None:
    public_id = of(library, "Presse 0")
    acts.refile(library, public_id, PRESS * 2, title="Presse 0", visibility="public")
    library.index()
    assert near(library, library.administrator, public_id, 1) == []
    assert len(near(library, library.administrator, public_id, 2)) == 2
    acts.put(library, public_id, "withdrawn")
    assert near(library, library.administrator, public_id) == []


def test_without_an_index_nothing_is_near_and_programs_are_told(library: World) -> None:
    public_id, repository = of(library, "Presse 0"), library.repository
    shutil.rmtree(repository.settings.indexes)
    assert near(library, library.reader, public_id) == []
    with repository.store.reading() as uow:
        shown = reading.show(uow, library.reader, public_id)
        with pytest.raises(Unavailable):
            related.related(uow, library.reader, repository.searcher, repository.access, shown)
