"""Bodies and mandates: who was a member on any day, and what cannot be."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo_service import identifiers
from repo_service.domain.institutions import MANDATES
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services.partners import bodies, standing
from repo_service.services.partners.facts import Line
from repo_service.services.partners.standing import Span
from repo_service.store.people import accounts, governance
from tests.conftest import World
from tests.services.partners import council
from tests.services.partners.council import COORDINATOR, act, ask, body, day, faults, names, partner, seat, span

READER = Actor(account="a", roles=frozenset({"reader"}))


def members(world: World, public_id: str, on: str) -> list[Line]:
    """Who sits in a body on a day, as a partner sees it."""
    return ask(world, bodies.members, public_id, day(on), actor=READER)


def test_members_of_any_day_come_chair_first_then_secretary_then_by_name(any_world: World) -> None:
    one = body(any_world)
    seat(any_world, one, "member", "Zola", "2020-01-01")
    seat(any_world, one, "member", "Abel", "2020-01-01", "2022-01-01")
    seat(any_world, one, "secretary", "Noir", "2021-01-01")
    seat(any_world, one, "secretary", "Mont", "2021-01-01")
    seat(any_world, one, "chair", "Yver", "2021-06-01")
    assert members(any_world, one, "2019-12-31") == []
    assert names(members(any_world, one, "2020-01-01")) == ["Abel", "Zola"]
    assert names(members(any_world, one, "2021-12-31")) == ["Yver", "Mont", "Noir", "Abel", "Zola"]
    assert names(members(any_world, one, "2022-01-01")) == ["Yver", "Mont", "Noir", "Zola"]


def test_a_member_is_shown_with_who_sent_it_else_where_it_works_that_day(any_world: World) -> None:
    rade, anse, one = partner(any_world, "Rade"), partner(any_world, "Anse"), body(any_world)
    seat(any_world, one, "member", "Morel", "2024-01-01", institution=rade)
    ada = members(any_world, one, "2024-06-01")[0].id
    act(any_world, bodies.add_mandate, one, "secretary", {"person": ada}, span("2024-01-01"))
    people = ask(any_world, standing_people, rade)
    act(any_world, standing.end, rade, "people", people[0].key, day("2024-07-01"))
    act(any_world, standing.affiliate, anse, {"person": ada}, span("2024-07-01"))
    assert [line.place for line in members(any_world, one, "2024-06-01")] == ["Rade", "Rade"]
    assert [line.place for line in members(any_world, one, "2024-08-01")] == ["Anse", "Rade"]


def standing_people(uow: Any, actor: Actor, public_id: str) -> list[Line]:
    """Who works at a partner."""
    from_card = standing.institutions.card(uow, actor, public_id, day("2024-06-01"))
    return from_card.people


def test_the_same_person_is_refused_twice_in_one_role_but_may_hold_two(any_world: World) -> None:
    one = body(any_world)
    seat(any_world, one, "member", "Morel", "2024-01-01", "2025-01-01")
    ada = members(any_world, one, "2024-06-01")[0].id

    def again(role: str, start: str, end: str = "") -> set[str]:
        said = {"person": ada}
        return faults(lambda: act(any_world, bodies.add_mandate, one, role, said, span(start, end)))

    assert again("member", "2024-12-31") == again("member", "2023-01-01", "2024-01-02") == {"person"}
    assert again("secretary", "2024-06-01") == set()
    assert again("member", "2025-01-01") == set()
    seat(any_world, one, "member", "Morel", "2024-01-01")  # somebody else of this name
    assert len(members(any_world, one, "2024-06-01")) == 3


def test_a_body_has_one_chair_at_a_time_and_any_number_of_secretaries(any_world: World) -> None:
    one = body(any_world)
    seat(any_world, one, "chair", "Abel", "2024-01-01")
    for family in ("Noir", "Mont"):
        seat(any_world, one, "secretary", family, "2024-01-01")
    assert faults(lambda: seat(any_world, one, "chair", "Yver", "2025-01-01")) == {"role"}
    abel = members(any_world, one, "2024-06-01")[0].key
    act(any_world, bodies.end_mandate, one, abel, day("2025-01-01"))
    seat(any_world, one, "chair", "Yver", "2025-01-01")
    assert [names(members(any_world, one, on))[0] for on in ("2024-12-31", "2025-01-01")] == ["Abel", "Yver"]
    seat(any_world, body(any_world, "Autre"), "chair", "Abel", "2025-01-01")


@pytest.mark.parametrize(
    ("role", "said", "days", "fields"),
    [
        ("boss", {"family": "X"}, span("2024-01-01"), {"role"}),
        ("member", {"family": "X"}, span(), {"start"}),
        ("member", {"family": "X"}, span("2024-01-01", "2024-01-01"), {"end"}),
        ("member", {"family": "X"}, span("2024-01-01", "2023-01-01"), {"end"}),
        ("member", {}, span("2024-01-01"), {"family"}),
        ("member", {"person": "nobody"}, span("2024-01-01"), {"person"}),
        ("member", {"family": "X", "institution": "nowhere"}, span("2024-01-01"), {"institution"}),
    ],
)
def test_a_mandate_that_cannot_be_is_refused(
    world: World, role: str, said: dict[str, str], days: Span, fields: set[str]
) -> None:
    one = body(world)
    assert faults(lambda: act(world, bodies.add_mandate, one, role, said, days)) == fields
    assert ask(world, bodies.mandates, one, day("2024-06-01")) == []


def test_a_mandate_that_ends_today_ends_its_rights_today(any_world: World) -> None:
    one = body(any_world)
    seat(any_world, one, "secretary", "Morel", "2024-01-01")
    line = members(any_world, one, "2024-06-01")[0]
    with any_world.repository.store.writing() as uow:
        person = governance.person(uow.session, line.id)
        assert person is not None
        account = accounts.add(uow, "morel@rade.example", "", "Morel", "", person=person)

    def bodies_served(on: str) -> frozenset[str]:
        with any_world.repository.store.reading() as uow:
            return accounts.actor(uow.session, account, day(on)).bodies

    act(any_world, bodies.end_mandate, one, line.key, day("2025-01-01"))
    assert bodies_served("2024-12-31") == {one}
    assert bodies_served("2025-01-01") == frozenset()
    act(any_world, bodies.retract_mandate, one, line.key)
    assert bodies_served("2024-06-01") == frozenset()
    assert council.recorded(any_world, "mandate_ended") == [{"fact": line.key, "until": "2025-01-01"}]


def test_cards_are_public_and_names_are_not(any_world: World) -> None:
    one = body(any_world)
    assert ask(any_world, bodies.card, one, actor=VISITOR).name == "Groupe des archives"
    listed = [card.kind for card in ask(any_world, bodies.listing, actor=VISITOR)]
    assert listed == ["deciding", "operational"]
    with pytest.raises(SignInRequired):
        ask(any_world, bodies.members, one, day("2024-01-01"), actor=VISITOR)
    former = Actor(account="a", roles=frozenset({"reader"}), former=True)
    with pytest.raises(Forbidden):
        ask(any_world, bodies.members, one, day("2024-01-01"), actor=former)
    for unknown in (identifiers.new(), "\0", any_world.institution):
        with pytest.raises(NotFound):
            ask(any_world, bodies.members, unknown, day("2024-01-01"), actor=READER)


def test_a_card_is_changed_by_who_governs_and_names_stay_apart(any_world: World) -> None:
    one = body(any_world)
    said = {"name": "Groupe du prêt", "short": "GT Prêt", "kind": "operational", "description": "Le prêt."}
    act(any_world, bodies.edit, one, said)
    assert ask(any_world, bodies.card, one).short == "GT Prêt"
    taken = said | {"name": "COMITE DE PILOTAGE"}
    assert faults(lambda: act(any_world, bodies.edit, one, taken)) == {"name"}
    assert faults(lambda: act(any_world, bodies.add, {"kind": "secret"})) == {"name", "kind"}
    for role in ("reader", "secretary", "representative"):
        actor = Actor(account="a", roles=frozenset({role}))
        with pytest.raises(Forbidden):
            act(any_world, bodies.edit, one, said, actor=actor)
        with pytest.raises(Forbidden):
            act(any_world, bodies.add_mandate, one, "member", {"family": "X"}, span("2024-01-01"), actor=actor)


FIRST = date(2024, 1, 1)
DAYS = st.integers(0, 10)
ROLES = st.sampled_from(sorted(MANDATES))
ACTS = st.one_of(
    st.tuples(st.just("add"), ROLES, st.integers(0, 2), DAYS, st.none() | DAYS),
    st.tuples(st.just("end"), ROLES, st.integers(0, 2), DAYS, DAYS),
    st.tuples(st.just("retract"), ROLES, st.integers(0, 2), DAYS, st.none()),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=10))
def test_members_of_every_day_are_those_of_a_model_of_days(world: World, deeds: list[tuple[Any, ...]]) -> None:
    horizon = range(12)
    with world.repository.store.reading() as uow:  # nothing of it is kept
        one = governance.add_body(uow, "Un groupe", "", "operational", "")
        people = [governance.add_person(uow, "", family, None).public_id for family in ("Abel", "Mont", "Zola")]
        model: dict[tuple[str, str, int], set[int]] = {}  # (role, person, first day) -> days
        for deed in deeds:
            _play(uow, one.public_id, people, model, deed)
        for number in horizon:
            found = bodies.members(uow, READER, one.public_id, FIRST + timedelta(number))
            assert sorted((line.code, line.id) for line in found) == sorted(
                (role, person) for (role, person, _), days in model.items() if number in days
            )
            assert len([line for line in found if line.code == "chair"]) <= 1


def _play(uow: Any, one: str, people: list[str], model: dict[tuple[str, str, int], set[int]], deed: Any) -> None:
    verb, role, who, number, other = deed
    person, start = people[who], FIRST + timedelta(number)
    named = f"{role}.{person}.{start.isoformat()}"
    taken = defaultdict(set)
    for (held, holder, _), days in model.items():
        taken[held, holder] |= days
        taken[held] |= days
    days = set(range(number, 12 if other is None else other))
    try:
        if verb == "add":
            end = None if other is None else FIRST + timedelta(other)
            bodies.add_mandate(uow, COORDINATOR, one, role, {"person": person}, Span(start, end))
            assert days
            assert not days & taken[role if role == "chair" else (role, person)]
            model[role, person, number] = days
        elif verb == "end":
            bodies.end_mandate(uow, COORDINATOR, one, named, FIRST + timedelta(other))
            assert other > number
            model[role, person, number] &= set(range(number, other))
        else:
            bodies.retract_mandate(uow, COORDINATOR, one, named)
            del model[role, person, number]
    except NotFound:
        assert (role, person, number) not in model
    except Invalid:
        if verb == "add":
            assert not days or days & taken[role if role == "chair" else (role, person)]
        else:
            assert other <= number or max(model[role, person, number]) < other
