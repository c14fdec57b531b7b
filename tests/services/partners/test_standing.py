"""Dated facts about a partner: status, parents, offices, people. Nothing overlaps, nothing is altered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo_service.domain.institutions import STATUSES
from repo_service.domain.roles import Actor
from repo_service.errors import Forbidden, Invalid, NotFound
from repo_service.services.partners import institutions, persons, standing
from repo_service.services.partners.standing import Span
from repo_service.services.repository import UnitOfWork
from repo_service.store.people import accounts, governance
from tests.conftest import World
from tests.services.partners import council
from tests.services.partners.council import COORDINATOR, act, ask, day, faults, names, partner, span, status_on


def test_a_new_status_ends_the_one_that_runs(any_world: World) -> None:
    one = partner(any_world, status="potential", start="2024-01-01")
    act(any_world, standing.set_status, one, "candidate", span("2024-03-01"))
    act(any_world, standing.set_status, one, "active", span("2024-06-01"))
    seen = [status_on(any_world, one, on) for on in ("2023-12-31", "2024-02-29", "2024-03-01", "2024-06-01")]
    assert seen == ["", "potential", "candidate", "active"]
    lines = ask(any_world, institutions.card, one, day("2024-06-01")).statuses
    assert [(line.code, line.start, line.end, line.present) for line in lines] == [
        ("potential", day("2024-01-01"), day("2024-03-01"), False),
        ("candidate", day("2024-03-01"), day("2024-06-01"), False),
        ("active", day("2024-06-01"), None, True),
    ]


@pytest.mark.parametrize(
    ("status", "days", "field"),
    [
        ("candidate", span("2023-06-01"), "start"),
        ("candidate", span("2024-01-01"), "start"),
        ("candidate", span("2023-06-01", "2024-01-02"), "start"),
        ("candidate", span("2023-06-01", "2023-06-01"), "end"),
        ("candidate", span("2023-06-01", "2023-05-01"), "end"),
        ("active", span("2025-01-01"), "status"),
        ("friend", span("2025-01-01"), "status"),
        ("candidate", span(), "start"),
    ],
)
def test_an_overlap_or_an_end_before_its_start_changes_nothing(
    any_world: World, status: str, days: Span, field: str
) -> None:
    one = partner(any_world)
    assert faults(lambda: act(any_world, standing.set_status, one, status, days)) == {field}
    assert status_on(any_world, one, "2026-01-01") == "active"


def test_a_partner_may_come_back_and_a_past_period_may_be_told_later(any_world: World) -> None:
    one = partner(any_world, start="2020-01-01")
    act(any_world, standing.set_status, one, "withdrawn", span("2022-01-01"))
    act(any_world, standing.set_status, one, "active", span("2024-01-01"))
    act(any_world, standing.set_status, one, "candidate", span("2019-01-01", "2020-01-01"))
    seen = [status_on(any_world, one, f"{year}-06-01") for year in (2019, 2021, 2023, 2025)]
    assert seen == ["candidate", "active", "withdrawn", "active"]


def test_a_status_that_was_never_so_is_retracted_and_another_told(any_world: World) -> None:
    one = partner(any_world)
    act(any_world, standing.retract, one, "status", "2024-01-01")
    assert status_on(any_world, one, "2025-01-01") == ""
    act(any_world, standing.set_status, one, "active", span("2023-01-01"))
    assert status_on(any_world, one, "2023-06-01") == "active"
    assert council.recorded(any_world, "institution.status_retracted") == [{"fact": "2024-01-01"}]
    with pytest.raises(NotFound):
        act(any_world, standing.retract, one, "status", "2024-01-01")


def test_an_end_must_come_after_its_start_and_before_the_end_that_is_known(any_world: World) -> None:
    one = partner(any_world)

    def ended(on: str) -> set[str]:
        key = "2024-01-01"
        return faults(lambda: act(any_world, standing.end, one, "status", key, day(on) if on else None))

    assert ended("2024-01-01") == ended("2023-01-01") == ended("") == {"day"}
    assert ended("2025-01-01") == set()
    assert ended("2025-01-01") == ended("2026-01-01") == {"day"}
    assert ended("2024-06-01") == set()
    assert status_on(any_world, one, "2024-06-01") == ""


def test_rights_follow_the_status_by_themselves(any_world: World) -> None:
    one = partner(any_world, start="2024-01-01")
    act(any_world, standing.add_office, one, "representative", {"family": "Morel"}, span("2024-01-01"))
    with any_world.repository.store.writing() as uow:
        row = next(p for p in governance.persons(uow.session) if p.family == "Morel")
        account = accounts.add(uow, "morel@rade.example", "", "Morel", "", person=row)
        accounts.add_grant(uow, account, "reader", [], day("2024-01-01"))

    def acting(on: str) -> Actor:
        with any_world.repository.store.reading() as uow:
            return accounts.actor(uow.session, account, day(on))

    assert acting("2025-01-01").institutions == {one}
    act(any_world, standing.set_status, one, "withdrawn", span("2025-06-01"))
    assert acting("2025-05-31").can("edit_institution")
    assert acting("2025-06-01").former
    assert acting("2025-06-01").institutions == frozenset()


def test_parents_are_dated_and_known_by_partner_or_by_name(any_world: World) -> None:
    one, above = partner(any_world), partner(any_world, "Au-dessus")
    act(any_world, standing.add_parent, one, above, {}, span("2020-01-01", "2024-01-01"))
    act(any_world, standing.add_parent, one, "", {"name": "Ministère / des Rades"}, span())
    lines = ask(any_world, institutions.card, one, day("2022-01-01"), actor=Actor()).parents
    assert [(line.name, line.id, line.present) for line in lines] == [
        ("Ministère / des Rades", "", True),
        ("Au-dessus", above, True),
    ]

    def refused(parent: str, name: str, days: Span) -> set[str]:
        return faults(lambda: act(any_world, standing.add_parent, one, parent, {"name": name}, days))

    assert refused(above, "", span("2023-01-01")) == {"start"}
    assert refused("", "AU-DESSUS", span("2023-01-01")) == {"start"}
    assert refused(one, "", span()) == refused("nobody", "", span()) == {"parent"}
    assert refused("", "", span()) == {"name"}
    act(any_world, standing.retract, one, "parents", lines[0].key)
    assert names(ask(any_world, institutions.card, one, day("2022-01-01")).parents) == ["Au-dessus"]


def test_who_represents_who_signs_and_who_is_reached_are_kept_apart(any_world: World) -> None:
    one = partner(any_world)
    said = {"given": "Ada", "family": "Morel", "function": "Directrice", "mail": "ada@rade.example", "phone": "02"}
    act(any_world, standing.add_office, one, "signatory", said, span("2024-01-01"))
    ada = council.offices(any_world, one)[0].id
    act(any_world, standing.add_office, one, "contact", {"person": ada}, span("2024-01-01"))
    act(any_world, standing.end, one, "offices", f"signatory.{ada}.2024-01-01", day("2025-01-01"))
    held = [(line.code, line.present, line.mail) for line in council.offices(any_world, one)]
    assert held == [("contact", True, ""), ("signatory", False, "ada@rade.example")]
    again = {"person": ada}
    assert faults(
        lambda: act(any_world, standing.add_office, one, "signatory", again, span("2024-06-01"))
    ) == {"person"}
    act(any_world, standing.add_office, one, "signatory", again, span("2025-01-01"))
    assert council.recorded(any_world, "office")[-1] == {"role": "signatory", "person": ada, "since": "2025-01-01"}


@pytest.mark.parametrize(
    ("role", "said", "fields"),
    [
        ("boss", {"family": "X"}, {"role"}),
        ("contact", {}, {"family"}),
        ("contact", {"family": "X", "mail": "not an address"}, {"mail"}),
        ("contact", {"family": "X", "mail": "a@b.example\nBcc: c@d.example"}, {"mail"}),
        ("contact", {"family": "x" * 121, "given": "y" * 121}, {"family", "given"}),
        ("contact", {"person": "nobody"}, {"person"}),
    ],
)
def test_an_office_that_cannot_be_is_refused(
    world: World, role: str, said: dict[str, str], fields: set[str]
) -> None:
    one = partner(world)
    assert faults(lambda: act(world, standing.add_office, one, role, said, span("2024-01-01"))) == fields
    assert council.offices(world, one) == []


def test_a_new_person_of_a_card_works_there_and_two_of_one_name_are_two(any_world: World) -> None:
    one, other = partner(any_world), partner(any_world, "Autre rade")
    for place in (one, other):
        act(any_world, standing.affiliate, place, {"given": "Ada", "family": "Morel"}, span("2024-01-01"))
    found = ask(any_world, persons.choices, day("2024-06-01"))
    assert [choice.places for choice in found if choice.name == "Ada Morel"] == [
        ("Université de Rade",), ("Autre rade",),
    ]  # fmt: skip
    ada = ask(any_world, institutions.card, one, day("2024-06-01")).people[0]
    again = {"person": ada.id}
    assert faults(lambda: act(any_world, standing.affiliate, one, again, span("2025-01-01"))) == {"person"}
    act(any_world, standing.end, one, "people", ada.key, day("2024-09-01"))
    people = ask(any_world, institutions.card, one, day("2025-01-01")).people
    assert [line.present for line in people] == [False]


def test_facts_are_ended_and_retracted_by_who_may_and_only_known_ones(any_world: World) -> None:
    one = partner(any_world)
    act(any_world, standing.add_office, one, "signatory", {"family": "Morel"}, span("2024-01-01"))
    key = council.offices(any_world, one)[0].key
    actor = Actor(account="r", roles=frozenset({"representative"}), institutions=frozenset({one}))
    for verb in (standing.retract, lambda uow, who, *fact: standing.end(uow, who, *fact, day("2025-01-01"))):
        with pytest.raises(Forbidden):
            act(any_world, verb, one, "offices", key, actor=actor)
    for sort, unknown in (("offices", "signatory.x.2024"), ("notes", "1"), ("status", ""), ("people", key)):
        with pytest.raises(NotFound):
            act(any_world, standing.retract, one, sort, unknown)


DAYS = st.integers(0, 12)
ACTS = st.one_of(
    st.tuples(st.just("set"), st.sampled_from(sorted(STATUSES)), DAYS, st.none() | DAYS),
    st.tuples(st.just("end"), DAYS, DAYS),
    st.tuples(st.just("retract"), DAYS),
)
FIRST = date(2024, 1, 1)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=8))
def test_there_are_never_two_statuses_on_one_day(world: World, deeds: list[tuple[Any, ...]]) -> None:
    with world.repository.store.reading() as uow:  # nothing of it is kept
        row = governance.add_institution(uow, "Rade", "", "museum", "")

        def now() -> list[list[str]]:
            lines = institutions.card(uow, COORDINATOR, row.public_id, FIRST).statuses
            spans = [(line.code, line.start or date.min, line.end or date.max) for line in lines]
            days = [FIRST + timedelta(number) for number in range(14)]
            return [[code for code, start, end in spans if start <= on < end] for on in days]

        for deed in deeds:
            before = now()
            try:
                _do(uow, row.public_id, deed)
            except (Invalid, NotFound):
                assert now() == before
                continue
            after = now()
            assert all(len(held) <= 1 for held in after)
            if deed[0] == "set":
                start = deed[2]
                assert after[start] == [deed[1]]
                assert after[:start] == before[:start]


def _do(uow: UnitOfWork, public_id: str, deed: tuple[Any, ...]) -> None:
    days = [FIRST + timedelta(number) if isinstance(number, int) else None for number in deed[1:]]
    if deed[0] == "set":
        standing.set_status(uow, COORDINATOR, public_id, deed[1], Span(days[1], days[2]))
    elif deed[0] == "end":
        standing.end(uow, COORDINATOR, public_id, "status", str(days[0]), days[1])
    else:
        standing.retract(uow, COORDINATOR, public_id, "status", str(days[0]))
