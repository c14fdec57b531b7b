"""What is proposed while somebody types: how names are met, who sees which, how sorts share eight places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo_service import identifiers
from repo_service.domain.passages import fold
from repo_service.domain.roles import VISITOR, Actor
from repo_service.services.searching import suggesting
from repo_service.services.searching.suggesting import Suggestion, begins, mixed, words
from repo_service.store import suggestions
from repo_service.store.people import accounts, governance
from repo_service.store.searches import SavedSearch
from tests.conftest import World
from tests.services import acts

TODAY = date(2026, 1, 15)
COORDINATOR = Actor(account="coordinator0", roles=frozenset({"coordinator"}))
TITLES = (
    "Prêt entre bibliothèques", "Bibliothèque du réseau", "L’été des bibliothèques", "100 % numérique",
    "Horaires de la B.U. de Valmorin", "Compte-rendu (séance d’été)", "Œuvres du « Groupe » rares", "Bureau de l’A.B.F",
)  # fmt: skip


def asked(world: World, text: str, actor: Actor | None = None, day: date = TODAY) -> list[Suggestion]:
    """What is proposed to somebody, by default a reader."""
    with world.repository.store.reading() as uow:
        return suggesting.suggest(uow, world.reader if actor is None else actor, text, day)


def titles(world: World, text: str, sort: str = "document", actor: Actor | None = None) -> list[str]:
    """What is proposed of one sort, as it is called."""
    return [one.title for one in asked(world, text, actor) if one.sort == sort]


@pytest.fixture
def shelf(any_world: World) -> World:
    """Documents with titles that are hard to type."""
    for title in TITLES:
        any_world.file(title, title=title)
    return any_world


def test_every_word_typed_begins_a_word_of_the_title_and_signs_do_not_count(shelf: World) -> None:
    shelf.file("x", title="Bibliothèque secrète", state="draft")
    found = titles(shelf, "biblio")
    assert found[0] == "Bibliothèque du réseau", "a title that begins so comes first"
    assert set(found) == {"Prêt entre bibliothèques", "Bibliothèque du réseau", "L’été des bibliothèques"}
    assert titles(shelf, "ETE bibl") == titles(shelf, "l’été des bib") == ["L’été des bibliothèques"]
    assert titles(shelf, "d'une l'été bib") == []
    assert titles(shelf, "compte rendu") == titles(shelf, "compte-rendu") == ["Compte-rendu (séance d’été)"]
    assert titles(shelf, "oeuvres gr") == titles(shelf, "œuvres « gr") == ["Œuvres du « Groupe » rares"]
    assert titles(shelf, "100 %") == titles(shelf, "%") == ["100 % numérique"]
    for nothing in ("", " ", "_", "thèque", "\\", "'", "\0", "l'", "-", "«"):
        assert asked(shelf, nothing) == []


def test_an_acronym_with_points_is_the_one_without(shelf: World) -> None:
    for typed in ("BU val", "b.u. val", "B.U val"):
        assert titles(shelf, typed) == ["Horaires de la B.U. de Valmorin"]
    assert titles(shelf, "abf") == titles(shelf, "a.b.f.") == ["Bureau de l’A.B.F"]
    assert set(titles(shelf, "b.u.")) == set(titles(shelf, "bu"))


def test_a_document_is_found_by_the_start_of_its_register_number(any_world: World) -> None:
    any_world.file("un", title="Prêt gratuit", number="2023-14")
    any_world.file("deux", title="Bilan 2023", number="2022-14")
    any_world.file("trois", title="Autre chose", number="D 2023-14")
    assert titles(any_world, "2023-1") == titles(any_world, "2023 14") == ["Prêt gratuit"]
    assert titles(any_world, "2023") == ["Prêt gratuit", "Bilan 2023"]
    assert titles(any_world, "d2023") == []
    assert titles(any_world, "d-2023") == ["Autre chose"]
    assert asked(any_world, "2023-14")[0].note == "2023-14"
    assert titles(any_world, "2023_14") == []


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_the_beginnings_of_the_words_of_a_title_in_any_order_find_it(shelf: World, data: st.DataObject) -> None:
    title = data.draw(st.sampled_from(TITLES))
    chosen = data.draw(st.lists(st.sampled_from(words(fold(title))), min_size=1, max_size=3))
    typed = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in chosen)
    assert title in titles(shelf, typed if data.draw(st.booleans()) else typed.upper())


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("abeélrtu '-.(%_\\«", max_size=8))
def test_what_is_proposed_for_anything_typed_begins_so(shelf: World, typed: str) -> None:
    wanted = words(suggesting._ELISION.sub(" ", fold(typed)))
    assert all(begins(wanted, title) for title in titles(shelf, typed))


def test_partners_and_bodies_are_proposed_by_name_and_acronym_those_of_that_very_acronym_first(world: World) -> None:
    with world.repository.store.writing() as uow:
        for name, acronym in (("Uvméa", "UVMEA"), ("Université de Valmorin-les-Bains", "UVB")):
            row = governance.add_institution(uow, name, acronym, "association", "")
            governance.add_status(uow, row, "active", None, None)
        valmorin = governance.institution(uow.session, world.institution)
        assert valmorin is not None
        governance.add_status(uow, valmorin, "active", date(2020, 1, 1), None)
    first, *others = asked(world, "uvm", VISITOR)
    assert (first.sort, first.title, first.note) == ("institution", "Université de Valmorin", "UVM")
    assert [one.title for one in others] == ["Uvméa"]
    assert titles(world, "univ valm", "institution") == ["Université de Valmorin", "Université de Valmorin-les-Bains"]
    assert [(one.sort, one.id) for one in asked(world, "copil", VISITOR)] == [("body", world.body)]
    assert titles(world, "comité pil", "body") == ["Comité de pilotage"]


def test_a_partner_that_is_not_one_yet_is_proposed_to_those_alone_whose_list_shows_it(world: World) -> None:
    with world.repository.store.writing() as uow:
        for name, status in (("Archives pensées", "potential"), ("Archives qui postulent", "candidate")):
            governance.add_status(uow, governance.add_institution(uow, name, "", "other", ""), status, None, None)
        governance.add_institution(uow, "Archives sans rien", "", "other", "")
    assert titles(world, "archives", "institution", VISITOR) == []
    assert titles(world, "archives", "institution") == ["Archives qui postulent"]
    assert len(titles(world, "archives", "institution", COORDINATOR)) == 3


@pytest.fixture
def people(any_world: World) -> World:
    """Two people of a partner, one of a body alone, one who left."""
    with any_world.repository.store.writing() as uow:
        place = governance.institution(uow.session, any_world.institution)
        body = governance.body(uow.session, any_world.body)
        assert place is not None
        assert body is not None
        governance.add_status(uow, place, "active", date(2020, 1, 1), None)
        governance.add_person(uow, "Claire", "Le Goff", place, date(2021, 1, 1))
        sits = governance.add_person(uow, "Clara", "d’Ys", None)
        governance.add_mandate(uow, sits, body, "member", date(2021, 1, 1), None)
        governance.add_person(uow, "Clarisse", "Nulle Part", None)
        left = governance.add_person(uow, "Clémence", "Partie", None)
        governance.affiliate(uow, left, place, date(2020, 1, 1), date(2023, 1, 1))
    return any_world


def test_people_are_proposed_where_they_are_today_to_those_who_may_see_people(people: World) -> None:
    found = {(one.title, one.place, one.id, one.note) for one in asked(people, "cl") if one.sort == "person"}
    assert found == {
        ("Claire Le Goff", "institution", people.institution, "UVM"), ("Clara d’Ys", "body", people.body, "CoPil"),
    }  # fmt: skip
    assert titles(people, "le goff cl", "person") == ["Claire Le Goff"]
    assert titles(people, "ys", "person") == ["Clara d’Ys"]
    former = replace(people.reader, former=True)
    for actor in (VISITOR, former):
        assert titles(people, "cl", "person", actor) == []
    then = [one.title for one in asked(people, "clem", day=date(2022, 1, 1))]
    assert then == ["Clémence Partie"]


def test_a_person_comes_before_the_decisions_that_name_her_and_they_before_no_other_document(people: World) -> None:
    people.file("x", title="Élection de Claire Le Goff", kind="decision", date=date(2025, 6, 1))
    people.file("x", title="Discours de Claire Le Goff", kind="knowhow", date=date(2020, 6, 1))
    found = [(one.sort, one.title) for one in asked(people, "claire le goff")]
    assert found == [
        ("document", "Discours de Claire Le Goff"), ("person", "Claire Le Goff"),
        ("document", "Élection de Claire Le Goff"),
    ]  # fmt: skip


def test_somebody_at_a_partner_that_the_reader_may_not_know_of_is_not_proposed_there(world: World) -> None:
    with world.repository.store.writing() as uow:
        place = governance.add_institution(uow, "Musée pensé", "MP", "other", "")
        governance.add_status(uow, place, "potential", None, None)
        governance.add_person(uow, "Zoé", "Zinzolin", place)
    assert titles(world, "zinz", "person") == []
    assert titles(world, "zinz", "person", COORDINATOR) == ["Zoé Zinzolin"]


def test_people_whom_the_reader_may_not_know_of_take_no_place(people: World) -> None:
    with people.repository.store.writing() as uow:
        place = governance.add_institution(uow, "Musée pensé", "MP", "other", "")
        governance.add_status(uow, place, "potential", None, None)
        for number in range(3 * suggesting.LOOKED_AT):
            governance.add_person(uow, "Clovis", f"Abel {number}", place)
    assert sorted(titles(people, "cl", "person")) == ["Claire Le Goff", "Clara d’Ys"]


def test_ones_own_kept_searches_are_proposed_and_nobody_elses(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        for actor, name in ((any_world.reader, "Veille des rares"), (any_world.secretary, "Veille des autres")):
            account = accounts.by_public_id(uow.session, actor.account)
            assert account is not None
            uow.session.add(SavedSearch(
                public_id=identifiers.new(), account_id=account.id, name=name, address="q=rares&kind=minutes",
                frequency="never", created_at=uow.now, told_at=uow.now,
            ))  # fmt: skip
    (mine,) = asked(any_world, "veille")
    assert (mine.sort, mine.title, mine.address) == ("search", "Veille des rares", "q=rares&kind=minutes")
    assert asked(any_world, "veille", VISITOR) == []


def test_a_document_that_one_may_not_see_changes_nothing_of_what_is_proposed(shelf: World) -> None:
    def told() -> list[list[Suggestion]]:
        return [asked(shelf, typed) for typed in ("bi", "b", "compte", "2024", "secret")]

    before = told()
    shelf.file("x", title="Bibliothèque secrète, compte-rendu", number="2024-01", state="draft")
    withdrawn = shelf.file("y", title="Bibliothèque retirée", number="2024-02").public_id
    acts.put(shelf, withdrawn, "withdrawn")
    assert told() == before


def test_at_most_eight_are_proposed_and_no_sort_hides_another(any_world: World) -> None:
    for number in range(10):
        any_world.file("x", title=f"Note {number}")
    assert len(asked(any_world, "note")) == 8
    with any_world.repository.store.writing() as uow:
        governance.add_body(uow, "Notes et comptes", "", "operational", "")
    assert [one.sort for one in asked(any_world, "note")] == ["document"] * 7 + ["body"]


@given(st.lists(st.integers(0, 12), min_size=5, max_size=5))
def test_places_are_shared_by_turns(counts: list[int]) -> None:
    sorts = ("document", "institution", "body", "person", "search")
    rows = [[Suggestion(sort, str(i), "") for i in range(n)] for sort, n in zip(sorts, counts, strict=True)]
    shown = mixed(rows)
    assert len(shown) == min(8, sum(counts))
    for sort, of_sort in zip(sorts, rows, strict=True):
        taken = [one for one in shown if one.sort == sort]
        assert taken == of_sort[: len(taken)], "the best of each sort"
        assert len(taken) >= min(len(of_sort), 1), "no sort is hidden by another"
    assert [one.sort for one in shown] == sorted((one.sort for one in shown), key=sorts.index), "sort by sort"


def test_domains_are_told_most_used_first_from_what_the_reader_sees(any_world: World) -> None:
    for title, domain in (("a", "Formation"), ("b", "Signalement"), ("c", "Signalement"), ("d", "")):
        any_world.file(title, title=title, domain=domain)
    any_world.file("e", title="e", domain="Secret", state="draft")
    changed = any_world.file("f", title="f", domain="Ancien").public_id
    acts.refile(any_world, changed, "g", domain="Nouveau")
    with any_world.repository.store.reading() as uow:
        found = suggesting.domains(uow, any_world.reader)
        assert suggestions.domains(uow.session, {"network"}, 1) == found[:1] == ["Signalement"]
    assert found[1:] == ["Formation", "Nouveau"]


def test_names_are_cut_into_words_as_they_are_compared() -> None:
    assert words(fold("L’Été – B.U. (Valmorin), n° 2023-14.")) == ["l", "ete", "bu", "valmorin", "n°", "2023", "14"]
    assert begins(["v", "b"], "B.U. Valmorin")
    assert not begins(["almorin"], "B.U. Valmorin")
