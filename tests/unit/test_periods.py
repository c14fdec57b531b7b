"""The algebra of periods, against the plain set of their days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.periods import Period, clashing, united

FIRST = date(2024, 1, 1)
SPAN = 40
DAYS = [FIRST + timedelta(days=n) for n in range(-1, SPAN + 1)]  # one more on each side stands for all beyond
ENDS = st.none() | st.integers(0, SPAN).map(lambda n: FIRST + timedelta(days=n))
PERIODS = st.builds(Period, ENDS, ENDS)


def days(period: Period | None) -> set[date]:
    """The days of a period, as far as this test looks."""
    return {day for day in DAYS if period is not None and period.covers(day)}


def test_the_day_on_which_a_period_ends_is_not_in_it() -> None:
    assert Period(date(2024, 1, 1), date(2024, 6, 1)).covers(date(2024, 5, 31))
    assert not Period(date(2024, 1, 1), date(2024, 6, 1)).covers(date(2024, 6, 1))
    assert Period(date(2024, 1, 1), date(2024, 6, 1)).covers(date(2024, 1, 1))


@given(PERIODS)
def test_a_period_is_possible_when_it_has_a_day(period: Period) -> None:
    assert period.is_possible == bool(days(period))


@given(PERIODS, PERIODS)
def test_what_two_periods_have_in_common_are_the_days_of_both(one: Period, other: Period) -> None:
    assert days(one.common(other)) == days(one) & days(other)
    assert one.common(other) == other.common(one)


@given(PERIODS, ENDS.filter(bool))
def test_ending_a_period_leaves_the_days_before(period: Period, end: date) -> None:
    assert days(period.until(end)) == {day for day in days(period) if day < end}


@given(PERIODS, st.lists(PERIODS, max_size=5))
def test_those_that_clash_share_a_day(period: Period, others: list[Period]) -> None:
    assert clashing(period, others) == [other for other in others if days(period) & days(other)]


@given(st.lists(PERIODS, max_size=6))
def test_uniting_keeps_the_days_and_leaves_gaps_between_what_remains(periods: list[Period]) -> None:
    found = united(periods)
    assert {day for one in found for day in days(one)} == {day for one in periods for day in days(one)}
    assert all(one.is_possible for one in found)
    assert all(
        one.end is not None and other.start is not None and one.end < other.start
        for one, other in pairwise(found)
    )
