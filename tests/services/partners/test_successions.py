"""Bodies renamed and merged: noted, refused, taken back; what they decided stays theirs, under numbers of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from repo_service import identifiers
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, NotFound, SignInRequired
from repo_service.services import naming, recognising
from repo_service.services.partners import bodies, successions
from repo_service.store.people import governance
from tests.conftest import TIMEZONE, World
from tests.services.partners import council
from tests.services.partners.council import act, ask, body, day, faults, names
from tests.services.register import decided


def become(world: World, one: str, other: str, on: str) -> int:
    """From a day on, one body stands for another."""
    return act(world, successions.note, one, other, day(on))


def told(world: World, one: str, on: str = "2025-01-01") -> tuple[list[str], list[str]]:
    """The names of what comes after a body, and of what it comes after."""
    found = ask(world, successions.told, one, day(on), actor=VISITOR)
    return names(list(found.after)), names(list(found.before))


def test_a_renaming_and_a_merger_are_told_on_both_sides(any_world: World) -> None:
    old, beside, new = (body(any_world, name) for name in ("Groupe A", "Groupe B", "Groupe AB"))
    become(any_world, old, new, "2024-03-12")
    become(any_world, beside, new, "2024-06-01")
    assert told(any_world, old) == (["Groupe AB"], [])
    assert told(any_world, new) == ([], ["Groupe A", "Groupe B"])
    held = ask(any_world, successions.of_every_body, day("2024-04-01"))
    assert {key: names(list(one.after)) for key, one in held.items()} == {old: ["Groupe AB"], new: []}
    assert ask(any_world, successions.standing, old, day("2024-03-11")) is None
    stands = ask(any_world, successions.standing, old, day("2024-03-12"), actor=VISITOR)
    assert stands is not None
    assert (stands.id, stands.start) == (new, day("2024-03-12"))
    since = {"successor": new, "since": "2024-03-12"}
    assert council.recorded(any_world, "body.succeeded")[0] == since


def test_what_cannot_be_is_refused_and_nothing_kept(any_world: World) -> None:
    one, two, three = (body(any_world, name) for name in ("Un", "Deux", "Trois"))
    become(any_world, one, two, "2024-01-01")
    become(any_world, two, three, "2025-01-01")
    for body_id, wanted, on, field in (
        (one, one, "2024-01-01", "successor"), (three, three, "2024-01-01", "successor"),
        (three, one, "2026-01-01", "successor"), (two, one, "2023-01-01", "day"),
        (one, three, "2030-01-01", "day"), (three, identifiers.new(), "2024-01-01", "successor"),
        (three, "", "2024-01-01", "successor"), (three, any_world.body, "1899-12-31", "day"),
    ):  # fmt: skip
        found = faults(lambda a=body_id, b=wanted, c=on: become(any_world, a, b, c))
        assert found == {field}, (body_id, wanted, on)
    assert faults(lambda: act(any_world, successions.note, three, any_world.body, None)) == {"day"}
    assert told(any_world, three) == ([], ["Deux"])
    with pytest.raises(NotFound):
        become(any_world, identifiers.new(), one, "2024-01-01")


def test_two_people_at_once_close_no_loop(any_world: World) -> None:
    one, two = body(any_world, "Un"), body(any_world, "Deux")
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(
            lambda pair: faults(lambda: become(any_world, *pair, "2024-01-01")), [(one, two), (two, one)]
        ))  # fmt: skip
    assert sorted(map(len, found)) == [0, 1]


def test_a_wrong_succession_is_taken_back_and_a_true_one_ends(any_world: World) -> None:
    one, two = body(any_world, "Un"), body(any_world, "Deux")
    become(any_world, one, two, "2024-01-01")
    line = ask(any_world, successions.told, one, day("2024-06-01")).after[0]
    act(any_world, successions.end, one, line.key, day("2025-01-01"))
    assert ask(any_world, successions.standing, one, day("2024-12-31")) is not None
    assert ask(any_world, successions.standing, one, day("2025-01-01")) is None
    become(any_world, two, one, "2025-01-01")
    act(any_world, successions.retract, one, line.key)
    assert told(any_world, one) == ([], ["Deux"])
    with pytest.raises(NotFound):
        act(any_world, successions.retract, one, line.key)
    assert faults(lambda: act(any_world, successions.end, two, _key(any_world, two), None)) == {"day"}
    assert council.recorded(any_world, "body.succession_ended") == [{"fact": line.key, "until": "2025-01-01"}]
    assert council.recorded(any_world, "body.succession_retracted") == [{"fact": line.key}]


def _key(world: World, one: str) -> str:
    return ask(world, successions.told, one, day("2025-06-01")).after[0].key


def test_only_who_governs_notes_it(any_world: World) -> None:
    one, two = body(any_world, "Un"), body(any_world, "Deux")
    become(any_world, one, two, "2024-01-01")
    said = (one, _key(any_world, one))
    for role in ("reader", "secretary", "representative", "contributor"):
        actor = Actor(account="a", roles=frozenset({role}))
        for verb, words in (
            (successions.note, (two, any_world.body, day("2024-01-01"))), (successions.end, (*said, day("2025-01-01"))),
            (successions.retract, said), (successions.succession, (*said, day("2024-01-01"))),
        ):  # fmt: skip
            with pytest.raises(Forbidden):
                act(any_world, verb, *words, actor=actor)
    with pytest.raises(SignInRequired):
        act(any_world, successions.retract, *said, actor=VISITOR)


def test_who_notes_it_is_told_of_later_decisions_as_far_as_it_sees_them(any_world: World) -> None:
    one, two = body(any_world, "Un"), body(any_world, "Deux")
    decided.decide(any_world, "Avant", "2024-01-01", one)
    decided.decide(any_world, "Après", "2024-06-01", one)
    decided.decide(any_world, "Brouillon", "2024-06-02", one, state="draft")
    assert become(any_world, one, two, "2024-01-02") == 1
    act(any_world, successions.retract, one, _key(any_world, one))
    seen = act(any_world, successions.note, one, two, day("2024-01-02"), actor=any_world.administrator)
    assert seen == 2


def test_decisions_stay_with_their_body_and_the_next_one_answers_for_them(any_world: World) -> None:
    old, new = body(any_world, "Un"), body(any_world, "Deux")
    first = decided.decide(any_world, "Ancienne", "2023-05-01", old)
    become(any_world, old, new, "2024-01-01")
    second = decided.decide(any_world, "Nouvelle", "2024-05-01", new)
    assert {one.id for one in decided.register(any_world, body=new).entries} == {first, second}
    assert {one.id for one in decided.register(any_world, body=new, alone=True).entries} == {second}
    assert {one.id for one in decided.register(any_world, body=old).entries} == {first}
    assert decided.register(any_world, body=new, on="2023-06-01").total == 0
    found = decided.register(any_world, body=new)
    assert found.taken_over == ((old, "Un"),)
    assert {(name, count) for _, name, count in found.bodies} == {("Un", 1), ("Deux", 2)}
    kept = decided.entry(any_world, first)
    assert (kept.line.body_name, kept.line.number, kept.standing.holds) == ("Un", "UN-2023-001", True)
    assert decided.register(any_world, body=new, known="2000-01-01").taken_over == ()


def test_a_body_without_decisions_answers_for_those_before_it_and_hidden_ones_do_not_count(any_world: World) -> None:
    old, new = body(any_world, "Un"), body(any_world, "Deux")
    decided.decide(any_world, "Vue", "2023-05-01", old)
    decided.decide(any_world, "Cachée", "2023-05-02", old, state="draft")
    become(any_world, old, new, "2024-01-01")
    found = decided.register(any_world, any_world.reader, body=new)
    assert {(name, count) for _, name, count in found.bodies} == {("Un", 1), ("Deux", 1)}
    assert found.total == 1


def test_bodies_that_count_alike_never_give_one_number_twice(any_world: World) -> None:
    said = {"kind": "deciding", "short": "CoRés"}
    old = act(any_world, bodies.add, said | {"name": "Vieux comité"}).public_id
    new = act(any_world, bodies.add, said | {"name": "Jeune comité"}).public_id
    own = body(any_world, "Autre groupe")
    become(any_world, old, new, "2024-03-12")
    become(any_world, own, new, "2024-03-12")
    made = [
        decided.decide(any_world, f"D {on}", on, one)
        for one, on in ((old, "2024-01-05"), (new, "2024-05-05"), (old, "2024-02-05"), (own, "2024-02-06"))
    ]
    numbers = [decided.entry(any_world, one).line.number for one in made]
    assert numbers == ["CORES-2024-001", "CORES-2024-002", "CORES-2024-003", "AUTREGROUPE-2024-001"]
    with any_world.repository.store.reading() as uow:
        named = governance.body_named(uow.session, "cores")
    assert named is not None
    assert named.public_id == new


def test_forms_for_something_new_put_replaced_bodies_apart(any_world: World) -> None:
    old, new = body(any_world, "Un"), body(any_world, "Deux")
    become(any_world, old, new, "2024-01-01")
    with any_world.repository.store.reading() as uow:
        standing, former = successions.parted(uow, naming.bodies(uow), day("2024-01-01"))
        before = successions.parted(uow, naming.bodies(uow), day("2023-12-31"))
    assert [name for _, name in former] == ["Un"]
    assert "Deux" in {name for _, name in standing}
    assert before[1] == []


def test_a_dropped_file_is_read_with_the_old_name_too(any_world: World) -> None:
    old, new = body(any_world, "Groupe des cartes"), body(any_world, "Groupe des plans")
    become(any_world, old, new, "2024-01-01")
    item = any_world.prepare("# Compte rendu du Groupe des cartes du 4 mai 2022\n\nLe groupe s’est réuni.", "cr.md")
    with any_world.repository.store.reading() as uow:
        around = recognising.setting(uow, TIMEZONE)
    found = recognising.recognised(any_world.repository.reader, around, item)
    assert found.body is not None
    assert found.body.value == old
