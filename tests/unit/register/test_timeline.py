"""Where the bars of a chain are drawn: inside the drawing, in the order of time, whatever the days."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.periods import Period
from repo_service.domain.register.timeline import WIDTH, drawn

DAYS = st.dates()


@st.composite
def lives(draw: st.DrawFn) -> tuple[str, date, Period | None]:
    """A decision as the drawing takes it: perhaps never in force, perhaps without an end."""
    adopted, *days = draw(DAYS), *sorted(draw(st.lists(DAYS, min_size=2, max_size=2, unique=True)))
    period = draw(st.sampled_from([None, Period(days[0], days[1]), Period(days[0], None), Period(None, days[1])]))
    return draw(st.text(min_size=1, max_size=4)), adopted, period


@given(st.lists(lives(), min_size=1, max_size=8), DAYS)
def test_everything_lies_inside_the_drawing(rows: list[tuple[str, date, Period | None]], day: date) -> None:
    told = drawn(rows, day)
    assert [bar.row for bar in told.bars] == list(range(len(rows)))
    assert 0 <= told.today <= told.width == WIDTH
    assert all(0 <= bar.mark <= WIDTH for bar in told.bars)
    assert all(0 <= bar.start <= WIDTH for bar in told.bars if bar.start is not None)
    assert all(0 <= tick.x <= WIDTH for tick in told.ticks)


@given(DAYS, DAYS, DAYS)
def test_what_is_later_stands_further_right(one: date, other: date, day: date) -> None:
    first, second = drawn([("a", one, None), ("b", other, None)], day).bars
    assert (first.mark <= second.mark) == (one <= other) or abs(first.mark - second.mark) < 0.2


def test_a_number_near_the_end_is_written_before_its_mark() -> None:
    first, second = date(2020, 1, 1), date(2026, 1, 1)
    told = drawn([("a", first, Period(first, None)), ("b", second, None)], date(2026, 6, 1))
    assert [bar.late for bar in told.bars] == [False, True]
    assert [bar.open for bar in told.bars] == [True, False]
    assert [tick.year for tick in told.ticks] == [2020, 2021, 2022, 2023, 2024, 2025, 2026]
