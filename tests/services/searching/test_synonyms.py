"""Groups of synonyms: who keeps them, what is refused, and that a change holds for the next search of every process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Conflict, Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services.repository import Repository
from repo_service.services.searching import synonyms
from repo_service.services.versions import finding_then
from tests.conftest import World
from tests.services import acts

WEEDING = "désherbage\nélagage"
DEEDS: list[tuple[Callable[..., object], tuple[str, ...]]] = [
    (synonyms.listing, ()), (synonyms.add, ("a1\nb1",)), (synonyms.shown, ("GROUP",)),
    (synonyms.change, ("GROUP", "a1\nb1", "")), (synonyms.remove, ("GROUP",)),
]  # fmt: skip


def add(world: World, typed: str, actor: Actor | None = None) -> str:
    with world.repository.store.writing() as uow:
        return synonyms.add(uow, actor or world.administrator, typed).public_id


def kept(world: World) -> list[list[str]]:
    with world.repository.store.reading() as uow:
        return [row.words for row in synonyms.listing(uow, world.administrator)]


def told(world: World) -> list[tuple[str, dict[str, object]]]:
    return [(row.action, row.data) for row in acts.logged(world, *synonyms.ACTS)]


@pytest.fixture
def library(any_world: World) -> World:
    any_world.file("On ne garde que le meilleur : un élagage par an.", title="Fiche")
    any_world.file("Le prêt entre bibliothèques du réseau.", title="Note")
    any_world.index()
    return any_world


def test_a_group_is_found_by_each_of_its_words_at_once_and_no_more_once_it_is_removed(library: World) -> None:
    (fiche,) = acts.found(library, library.reader, "élagage")
    assert acts.found(library, library.reader, "désherbage") == []
    group = add(library, WEEDING)
    add(library, "P.E.B., prêt entre bibliothèques")
    assert acts.found(library, library.reader, "désherbages") == [fiche]
    assert acts.found(library, library.reader, '"désherbage"') == []
    assert len(acts.found(library, VISITOR, "PEB")) == 0
    assert len(acts.found(library, library.reader, "PEB")) == 1
    with library.repository.store.writing() as uow:
        synonyms.remove(uow, library.administrator, group)
    assert acts.found(library, library.reader, "désherbage") == []
    assert kept(library) == [["P.E.B.", "prêt entre bibliothèques"]]


def test_another_process_sees_a_change_at_its_next_search(library: World) -> None:
    other = World(Repository(library.repository.settings), *(None,) * 3, "", "")  # type: ignore[arg-type]
    assert acts.found(other, library.reader, "désherbage") == []
    group = add(library, "désherbage\nménage")
    assert acts.found(other, library.reader, "désherbage") == []
    with library.repository.store.writing() as uow:
        row = synonyms.shown(uow, library.administrator, group)
        synonyms.change(uow, library.administrator, group, WEEDING, synonyms.mark(row))
    assert len(acts.found(other, library.reader, "désherbage")) == 1
    other.repository.store.close()


def test_the_snippet_marks_the_synonym(library: World) -> None:
    add(library, WEEDING)
    (result,) = acts.find(library, library.reader, "désherbage").results
    assert [text for text, marked in result.snippet.pieces if marked] == ["élagage"]


def test_synonyms_hold_in_all_versions_too(library: World) -> None:
    add(library, WEEDING)
    repository = library.repository
    with repository.store.reading() as uow:
        then = finding_then.search(
            uow, library.reader, repository.history, repository.access, SearchQuery("désherbage", all_versions=True)
        )
    assert then.total == 1


def test_what_is_written_is_tidied_and_each_act_is_told_without_words(any_world: World) -> None:
    group = add(any_world, "  PEB ;prêt \t entre bibliothèques = prêt interbibliothèques\r\n\r\nP.E.B.,")
    words = ["PEB", "prêt entre bibliothèques", "prêt interbibliothèques"]
    assert kept(any_world) == [words]
    with any_world.repository.store.writing() as uow:
        mark = synonyms.mark(synonyms.shown(uow, any_world.administrator, group))
        synonyms.change(uow, any_world.administrator, group, "\n".join(words), mark)
    with any_world.repository.store.writing() as uow:
        synonyms.change(uow, any_world.administrator, group, "PEB\nprêt entre bibliothèques", mark)
    with any_world.repository.store.writing() as uow:
        synonyms.remove(uow, any_world.administrator, group)
    assert told(any_world) == [
        ("synonyms.added", {"expressions": 3}),
        ("synonyms.changed", {"expressions": 2}),
        ("synonyms.removed", {"expressions": 2}),
    ]
    assert kept(any_world) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "au moins deux"),
        ("PEB", "au moins deux"),
        ("désherbage\nDésherbages", "au moins deux"),
        ("charte\nde la", "« de la » ne se cherche pas"),
        ("charte\n!!!", "« !!! » ne se cherche pas"),
        ("\n".join(f"mot{n}" for n in range(21)), "20 mots"),
        ("charte\n" * 2_900, "20 mots"),
        ("charte\n" + "é" * 101, "100 signes"),
        ("charte\n<b>pacte</b>", "sans les signes < et >"),
        ("charte\npac\u200bte", "signes invisibles"),
        ("charte\npac\x00te", "signes invisibles"),
        ("charte\n\u202epacte", "signes invisibles"),
        ("charte\nÉLAGAGE", "« élagage » est déjà dans un autre groupe (désherbage = élagage)"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_kept(world: World, typed: str, sentence: str) -> None:
    group = add(world, WEEDING)
    with pytest.raises(Invalid) as refused:
        add(world, typed)
    assert sentence in " ".join((str(refused.value), *refused.value.fields.values())).replace("\xa0", " ")
    with world.repository.store.reading() as uow:
        mark = synonyms.mark(synonyms.shown(uow, world.administrator, group))
    if "autre groupe" not in sentence:  # a group may go on to hold its own words
        with pytest.raises(Invalid), world.repository.store.writing() as uow:
            synonyms.change(uow, world.administrator, group, typed, mark)
    assert kept(world) == [WEEDING.split("\n")]


def test_there_are_so_many_groups_at_most(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synonyms, "MOST_GROUPS", 2)
    add(world, "un1\ndeux1")
    add(world, "un2\ndeux2")
    with pytest.raises(Invalid, match="retirez-en un"):
        add(world, "un3\ndeux3")


def test_of_two_who_change_a_group_the_second_is_told(world: World) -> None:
    group = add(world, WEEDING)
    with world.repository.store.reading() as uow:
        mark = synonyms.mark(synonyms.shown(uow, world.administrator, group))
    with world.repository.store.writing() as uow:
        synonyms.change(uow, world.administrator, group, WEEDING + "\ntri", mark)
    with pytest.raises(Conflict), world.repository.store.writing() as uow:
        synonyms.change(uow, world.administrator, group, WEEDING + "\npilon", mark)
    assert kept(world) == [["désherbage", "élagage", "tri"]]


def test_only_who_coordinates_keeps_them(world: World) -> None:
    group = add(world, WEEDING, acts.person(world, "coordination@exemple.fr", "coordinator"))
    for actor, error in ((VISITOR, SignInRequired), (world.reader, Forbidden), (world.secretary, Forbidden)):
        with world.repository.store.writing() as uow:
            for deed, said in DEEDS:
                with pytest.raises(error):
                    deed(uow, actor, *(group if one == "GROUP" else one for one in said))
    with world.repository.store.reading() as uow, pytest.raises(NotFound):
        synonyms.shown(uow, world.administrator, "nothing")
    assert kept(world) == [WEEDING.split("\n")]


def test_examples_are_proposed_until_one_of_their_words_is_in_a_group(world: World) -> None:
    def proposed() -> list[tuple[str, ...]]:
        with world.repository.store.reading() as uow:
            return synonyms.proposals(synonyms.listing(uow, world.administrator))

    assert proposed() == list(synonyms.EXAMPLES)
    add(world, "élagages\npilon")
    assert proposed() == list(synonyms.EXAMPLES[1:])
    for words in proposed():
        add(world, "\n".join(words))
    assert proposed() == []
