"""Ties between decisions: what they end, what is refused, who is told."""

from __future__ import annotations

import pytest

from repo_service.domain.roles import VISITOR
from repo_service.errors import Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services.register import tying
from tests.conftest import TIMEZONE, World
from tests.services import acts
from tests.services.register import decided


def test_a_decision_that_replaces_another_ends_it_on_its_day(any_world: World) -> None:
    old = decided.decide(any_world, "Prêt de quatre semaines", "2024-03-12")
    new = decided.decide(any_world, "Prêt de six semaines", "2025-03-12")
    decided.tie(any_world, new, "replaces", old)
    assert decided.holding(any_world, "2025-03-11") == {old}
    assert decided.holding(any_world, "2025-03-12") == {new}
    assert decided.state(any_world, old) == "superseded"
    assert decided.entry(any_world, old).standing.status == "superseded"
    decided.untie(any_world, new, "replaces", old)
    assert decided.holding(any_world, "2025-03-12") == {old, new}
    assert decided.state(any_world, old) == "adopted"
    any_world.index()
    assert acts.faults(any_world) == []


@pytest.mark.parametrize(
    ("relation", "state", "status"),
    [("amends", "amended", "amended"), ("repeals", "repealed", "repealed"), ("implements", "adopted", "in_force")],
)
def test_each_relation_has_its_word(world: World, relation: str, state: str, status: str) -> None:
    old = decided.decide(world, "Une règle", "2024-03-12")
    new = decided.decide(world, "Une autre", "2025-03-12")
    decided.tie(world, new, relation, old)
    assert decided.state(world, old) == state
    assert decided.entry(world, old).standing.status == status


def test_what_was_known_before_a_tie_was_told_is_still_told(world: World) -> None:
    old = decided.decide(world, "Une règle", "2024-03-12")
    new = decided.decide(world, "Une autre", "2025-03-12")
    decided.tie(world, new, "replaces", old)
    before = decided.register(world, on="2025-06-01", known="2025-06-01")
    assert before.total == 0, "nothing was recorded by then"
    assert {one.id for one in decided.register(world, on="2025-06-01").entries} == {new}


@pytest.mark.parametrize(
    ("source", "target", "day", "field"),
    [("new", "new", "", "target"), ("old", "new", "2025-05-01", "target"), ("new", "old", "2025-03-11", "day")],
)
def test_what_cannot_be_is_refused(world: World, source: str, target: str, day: str, field: str) -> None:
    ids = {
        "old": decided.decide(world, "Une règle", "2024-03-12"),
        "new": decided.decide(world, "Une autre", "2025-03-12"),
    }
    decided.tie(world, ids["new"], "replaces", ids["old"])
    decided.untie(world, ids["new"], "replaces", ids["old"])
    if (source, target) == ("old", "new"):
        decided.tie(world, ids["new"], "implements", ids["old"])
    with pytest.raises(Invalid) as refusal:
        decided.tie(world, ids[source], "replaces", ids[target], day)
    assert set(refusal.value.fields) == {field}


def test_only_who_keeps_the_register_of_the_body_ties(world: World) -> None:
    body = acts.body(world, "Comité")
    old = decided.decide(world, "Une règle", "2024-03-12", body)
    new = decided.decide(world, "Une autre", "2025-03-12", body)
    reader = acts.person(world, "lecteur@exemple.fr", "reader")
    with pytest.raises(Forbidden):
        decided.tie(world, new, "replaces", old, actor=reader)
    with pytest.raises((NotFound, SignInRequired)):
        decided.tie(world, new, "replaces", old, actor=VISITOR)


def test_a_hidden_decision_changes_nothing_for_who_does_not_see_it(world: World) -> None:
    body = acts.body(world, "Comité")
    old = decided.decide(world, "Une règle", "2024-03-12", body)
    new = decided.decide(world, "Une autre", "2025-03-12", body, visibility="body")
    reader = acts.person(world, "lecteur@exemple.fr", "reader")
    before = decided.register(world, reader)
    decided.tie(world, new, "replaces", old)
    assert decided.register(world, reader) == before
    assert decided.state(world, old) == "adopted", "its state is told to everybody"
    assert decided.holding(world, "2025-06-01") == {new}


def test_a_decision_is_meant_by_its_number_its_address_or_its_identifier(world: World) -> None:
    body = acts.body(world, "Comité")
    old = decided.decide(world, "Une règle", "2024-03-12", body)
    with world.repository.store.reading() as uow:
        for typed in ("COMITE-2024-001", "comite-2024-001 ", old, f"https://exemple.fr/documents/{old}"):
            assert tying.target_of(uow, world.administrator, typed) == old
        for typed in ("", "COMITE-2024-002", "000000000000", "<b>"):
            with pytest.raises(Invalid):
                tying.target_of(uow, world.administrator, typed)


def test_states_follow_by_themselves_when_a_day_comes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    old = decided.decide(world, "Une règle", "2024-03-12")
    new = decided.decide(world, "Une autre", "2024-05-12")
    decided.tie(world, new, "replaces", old, "2199-01-01")
    assert decided.state(world, old) == "adopted"
    assert decided.holding(world, "2198-12-31") == {old, new}
    assert decided.holding(world, "2199-01-01") == {new}
    with world.repository.store.writing() as uow:
        assert tying.settle(uow, None, TIMEZONE) == 0
        uow.now = uow.now.replace(year=2199, month=2)
        assert tying.settle(uow, None, TIMEZONE) == 1
    assert decided.state(world, old) == "superseded"
