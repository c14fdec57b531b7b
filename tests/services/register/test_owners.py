"""Whose an action is, by the names that minutes give; and on which days one is reminded."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.register.reminding import AGAIN_AFTER, is_due
from repo_service.services.register import actions, owners
from repo_service.store.people import governance
from repo_service.store.people.tables import Person
from tests.conftest import World
from tests.services.register import chores
from tests.services.register.chores import TODAY, Hands


@pytest.fixture
def crew(any_world: World) -> Hands:
    """Everybody who is around."""
    return chores.hands(any_world)


@pytest.mark.parametrize(
    ("names", "whose"),
    [
        (("Nadia Belkacem",), "member"), (("BELKACEM Nadia",), "member"), (("Mme N. Belkacem",), "member"),
        (("M. Le Goff",), "colleague"), (("Jean-Luc Vidal",), "member of Y"),
        (("jean luc vidal (GTN)",), "member of Y"),
        (("Vidal",), ""), (("Nadia",), ""), (("Z. Belkacem",), ""), (("UVM",), ""), ((), ""), (("",), ""),
        (("UVM", "Paul Le Goff", "Nadia Belkacem", "Mme Belkacem"), "colleague, member"),
        (("Dr Ines Roux",), "stranger"),
        (("chaque partenaire",), ""), (("Belkacem-Roux",), ""), (("é" * 5000,), ""),
    ],
)  # fmt: skip
def test_a_name_means_the_one_person_who_bears_it(crew: Hands, names: tuple[str, ...], whose: str) -> None:
    action = chores.accept(crew.world, chores.minutes(crew.world), chores.found("À faire", *names))
    with crew.world.repository.store.reading() as uow:
        row = actions.found(uow, crew.world.administrator, action)
        persons = [uow.session.get_one(Person, one.person_id) for one in row.owners]
    assert [person.public_id for person in persons] == [crew.persons[one] for one in filter(None, whose.split(", "))]


def test_of_two_who_bear_a_name_the_one_of_the_body_is_meant_and_of_two_there_nobody(crew: Hands) -> None:
    paper = chores.minutes(crew.world)
    with crew.world.repository.store.writing() as uow:
        twin = governance.add_person(uow, "Nadia", "Belkacem", None)
    meant = chores.row_of(crew.world, chores.accept(crew.world, paper, chores.found("À faire", "Nadia Belkacem")))
    assert [one.person_id != twin.id for one in meant.owners] == [True]
    with crew.world.repository.store.writing() as uow:
        body = governance.body(uow.session, crew.world.body)
        assert body is not None
        governance.add_mandate(uow, twin, body, "member", None, None)
    for name in ("Nadia Belkacem", "Mme Belkacem"):
        row = chores.row_of(crew.world, chores.accept(crew.world, paper, chores.found("À faire", name)))
        assert row.owners == []


def test_what_is_typed_into_one_field_is_several_names() -> None:
    assert owners.split("Nadia Belkacem, M. Le Goff et Inès Roux + UVM ; CNR & co") == [
        "Nadia Belkacem", "M. Le Goff", "Inès Roux", "UVM", "CNR", "co",
    ]  # fmt: skip
    assert owners.split("") == []


# ------------------------------------------------------------------------------------------------ being reminded

_DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(_DAYS, st.integers(-40, 40), st.integers(0, 20))
def test_one_is_reminded_before_then_when_it_is_late_then_every_fortnight(start: date, off: int, ahead: int) -> None:
    deadline, last, told = start + timedelta(days=off), None, []
    for day in (start + timedelta(days=count) for count in range(100)):
        if is_due(deadline, last, day, ahead):
            told.append(day)
            last = day
    assert told[0] == max(start, deadline - timedelta(days=ahead))
    late = [day for day in told if day > deadline]
    assert late[0] == max(start, deadline + timedelta(days=1))
    assert all((after - before).days == AGAIN_AFTER for before, after in itertools.pairwise(late))
    assert len(told) - len(late) <= 1


def test_a_deadline_that_moves_is_reminded_of_anew_and_none_never() -> None:
    assert not is_due(None, None, TODAY, 7)
    moved = TODAY + timedelta(days=30)
    assert not is_due(moved, TODAY, moved - timedelta(days=8), 7)
    assert is_due(moved, TODAY, moved - timedelta(days=7), 7)
