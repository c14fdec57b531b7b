"""Successions of bodies: what is refused, and walks that end whatever the rows say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.periods import Period
from repo_service.domain.register import bodies
from repo_service.domain.register.bodies import Succession

FIRST = date(2024, 1, 1)
NAMES = "abcde"
HORIZON = range(12)


def day(number: int) -> date:
    """A day of the model."""
    return FIRST + timedelta(number)


def step(body: str, successor: str, start: int = 0, end: int | None = None) -> Succession:
    """One succession over days of the model."""
    return Succession(body, successor, Period(day(start), None if end is None else day(end)))


STEPS = st.builds(
    step, st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(0, 10), st.none() | st.integers(0, 11)
)  # fmt: skip


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (step("c", "c"), "successor"),
        (step("b", "a", 0, 2), "successor"),
        (step("c", "a"), "successor"),
        (step("a", "d", 3), "day"),
        (Succession("c", "d", Period(date(1899, 12, 31))), "day"),
        (Succession("c", "d", Period(date(2201, 1, 1))), "day"),
        (Succession("c", "d", Period(None)), "day"),
        (step("c", "d"), ""),
        (step("d", "b"), ""),
        (Succession("a", "d", Period(FIRST - timedelta(9), FIRST)), ""),
    ],
)
def test_a_succession_that_cannot_be_is_told_beside_its_field(new: Succession, field: str) -> None:
    assert list(bodies.fault([step("a", "b"), step("b", "c", 2)], new)) == ([field] if field else [])


def test_a_way_back_after_the_end_of_the_first_is_no_loop() -> None:
    known = [step("a", "b", 0, 5)]
    assert "successor" in bodies.fault(known, step("b", "a", 4))
    assert bodies.fault(known, step("b", "a", 5)) == {}


def test_a_renamed_body_and_a_merged_one_are_one_that_stands_today() -> None:
    known = [step("a", "b"), step("c", "b", 2), step("b", "d", 4)]
    assert [bodies.standing(known, one, day(1)) for one in "abcd"] == ["b", "b", "c", "d"]
    assert [bodies.standing(known, one, day(4)) for one in "abcd"] == ["d", "d", "d", "d"]
    assert bodies.taken_over(known, "b", day(1)) == {"a"}
    assert bodies.taken_over(known, "b", day(4)) == {"a", "c"}
    assert bodies.taken_over(known, "d", day(4)) == {"a", "b", "c"}
    assert bodies.kin(known, "c") == set("abcd")
    assert bodies.kin(known, "e") == {"e"}


@given(st.lists(STEPS, max_size=12), st.sampled_from(NAMES), st.integers(0, 11))
def test_every_walk_ends_whatever_the_rows_say(known: list[Succession], start: str, number: int) -> None:
    steps = list(bodies.walk(known, start, day(number)))
    seen = [start, *(one.successor for one in steps)]
    assert len(seen) == len(set(seen))
    assert bodies.standing(known, start, day(number)) == seen[-1]
    assert start not in bodies.taken_over(known, start, day(number))
    assert bodies.taken_over(known, start, day(number)) <= bodies.kin(known, start)
    bodies.fault(known, step("a", "b"))


@given(st.lists(STEPS, max_size=14))
def test_what_was_let_through_gives_each_body_one_successor_a_day_and_no_loop(wanted: list[Succession]) -> None:
    known: list[Succession] = []
    for one in wanted:
        if one.period.is_possible and not bodies.fault(known, one):
            known.append(one)
    for number in HORIZON:
        holding = [one for one in known if one.period.covers(day(number))]
        assert len({one.body for one in holding}) == len(holding)
        after = {one.body: one.successor for one in holding}
        for body in NAMES:
            line = [body]
            while line[-1] in after:
                line.append(after[line[-1]])
                assert len(line) <= len(NAMES)
            assert bodies.standing(known, body, day(number)) == line[-1]
            before = {other for other in NAMES if other != body and body in _line(after, other)}
            assert bodies.taken_over(known, body, day(number)) == before


@given(st.lists(STEPS, max_size=10), STEPS)
def test_what_is_refused_would_break_one_of_these(wanted: list[Succession], last: Succession) -> None:
    known: list[Succession] = []
    for one in [*wanted, last]:
        if not one.period.is_possible:
            continue
        if not bodies.fault(known, one):
            known.append(one)
            continue
        days = [number for number in HORIZON if one.period.covers(day(number))]
        broken = [
            number for number in days
            if any(other.body == one.body and other.period.covers(day(number)) for other in known)
            or bodies.standing(known, one.successor, day(number)) == one.body
            or one.body in _line({o.body: o.successor for o in known if o.period.covers(day(number))}, one.successor)
        ]  # fmt: skip
        assert one.body == one.successor or broken


def _line(after: dict[str, str], body: str) -> list[str]:
    line = [body]
    while line[-1] in after:
        line.append(after[line[-1]])
    return line
