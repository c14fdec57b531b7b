"""Every decision that is filed is in the register, under a number that is its own for ever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from repo_service.domain.documents import NewDocument
from repo_service.errors import Invalid
from repo_service.services import documents
from repo_service.store.people import governance
from tests.conftest import TIMEZONE, World
from tests.services import acts
from tests.services.register import decided


def test_decisions_of_a_body_are_counted_by_year(any_world: World) -> None:
    body = acts.body(any_world, "Comité d’achats")
    made = [decided.decide(any_world, f"Décision {n}", day, body) for n, day in enumerate(
        ["2025-03-12", "2025-09-01", "2026-01-15", "2025-12-01"]
    )]  # fmt: skip
    numbers = [decided.entry(any_world, one).line.number for one in made]
    assert numbers == [
        "COMITEDACHATS-2025-001", "COMITEDACHATS-2025-002", "COMITEDACHATS-2026-001",
        "COMITEDACHATS-2025-003",
    ]  # fmt: skip
    assert acts.latest(any_world, made[0]).number == numbers[0]
    any_world.index()
    assert acts.faults(any_world) == []


def test_a_number_is_never_given_twice_even_of_a_withdrawn_decision(any_world: World) -> None:
    body = acts.body(any_world, "Comité")
    first = decided.decide(any_world, "Première", "2025-03-12", body)
    acts.put(any_world, first, "withdrawn")
    assert decided.entry(any_world, first).standing.status == "annulled"
    second = decided.decide(any_world, "Deuxième", "2025-03-12", body)
    assert decided.entry(any_world, second).line.number == "COMITE-2025-002"
    with pytest.raises(Invalid) as refusal:
        decided.decide(any_world, "Troisième", "2025-03-12", body, number="COMITE-2025-001")
    assert set(refusal.value.fields) == {"number"}


def test_people_who_file_at_once_get_numbers_without_holes(any_world: World) -> None:
    body = acts.body(any_world, "Comité")
    prepared = [any_world.prepare(f"Décision {n}.", "d.txt") for n in range(12)]

    def file(place: int) -> str:
        new = NewDocument(kind="decision", title=f"D {place}", date=date(2026, 2, 3), body=body)
        with any_world.repository.store.writing() as uow:
            document = documents.file(uow, any_world.administrator, prepared[place], new, TIMEZONE)
            return document.public_id

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(file, range(12)))
    numbers = sorted(decided.entry(any_world, one).line.number for one in made)
    assert numbers == [f"COMITE-2026-{n:03}" for n in range(1, 13)]


def test_a_number_of_before_is_kept_and_the_next_one_follows_it(world: World) -> None:
    body = acts.body(world, "Bureau restreint")
    with world.repository.store.writing() as uow:
        row = governance.body_named(uow.session, body)
        assert row is not None
        row.number_pattern = "AAAA-NN"
    kept = decided.decide(world, "Ancienne", "2024-03-12", body, number="2024-07")
    odd = decided.decide(world, "Plus ancienne", "2024-03-12", body, number="DEL 12 bis")
    fresh = decided.decide(world, "Nouvelle", "2024-06-12", body)
    assert [decided.entry(world, one).line.number for one in (kept, odd, fresh)] == ["2024-07", "DEL 12 bis", "2024-08"]
    with pytest.raises(Invalid):
        decided.decide(world, "Encore", "2024-03-12", body, number="DEL 12 bis")


def test_a_decision_of_no_body_has_no_number_and_is_in_the_register(world: World) -> None:
    made = [decided.decide(world, title, "2024-03-12") for title in ("Une", "Autre")]
    assert {decided.entry(world, one).line.number for one in made} == {""}
    assert decided.holding(world, "2024-03-12") == set(made)


def test_a_renamed_body_keeps_the_numbers_it_gave(world: World) -> None:
    body = acts.body(world, "Comité")
    first = decided.decide(world, "Une", "2024-03-12", body)
    with world.repository.store.writing() as uow:
        row = governance.body_named(uow.session, body)
        assert row is not None
        row.name, row.name_key, row.short = "Bureau", "bureau", "BU"
    second = decided.decide(world, "Autre", "2024-04-12", body)
    assert decided.entry(world, first).line.number == "COMITE-2024-001"
    assert decided.entry(world, second).line.number == "BU-2024-001"
    assert decided.entry(world, first).line.body_name == "Bureau"


def test_what_becomes_a_decision_enters_and_what_was_one_by_mistake_leaves(world: World) -> None:
    public_id = world.file("un", kind="other", title="Une note").public_id
    acts.edit(world, public_id, kind="decision", title="Une note", date=date(2024, 3, 12), number="N 1")
    assert decided.holding(world, "2024-03-12") == {public_id}
    acts.edit(world, public_id, kind="other", title="Une note", date=date(2024, 3, 12))
    assert decided.holding(world, "2024-03-12") == set()


def test_a_draft_binds_nobody_until_it_is_adopted(world: World) -> None:
    public_id = decided.decide(world, "Projet", "2024-03-12", state="draft")
    assert decided.entry(world, public_id).standing.status == "proposed"
    acts.put(world, public_id, "adopted")
    assert decided.holding(world, "2024-03-12") == {public_id}


@pytest.mark.parametrize(("state", "then"), [("repealed", "repealed"), ("superseded", "superseded")])
def test_a_state_told_of_a_decision_alone_ends_it_in_the_register(world: World, state: str, then: str) -> None:
    public_id = decided.decide(world, "Une règle", "2024-03-12")
    acts.put(world, public_id, state)
    assert decided.entry(world, public_id).standing.status == then
    assert decided.holding(world, "2024-05-01") == {public_id}


def test_a_corrected_day_moves_the_decision_and_what_was_known_stays_known(world: World) -> None:
    public_id = decided.decide(world, "Une règle", "2024-03-12")
    acts.edit(world, public_id, kind="decision", title="Une règle", date=date(2024, 4, 2))
    assert decided.holding(world, "2024-03-20") == set()
    assert decided.holding(world, "2024-04-02") == {public_id}
