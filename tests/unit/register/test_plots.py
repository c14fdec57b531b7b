"""Plots: nothing stands outside its drawing, ticks are round and inside, bars add up, whatever the numbers are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.register.plots import LEFT, WIDTH, Bars, Scale, Strip, bars, grid, histogram, strip, ticks

ANY = st.floats(-1e12, 1e12, allow_nan=False)
COUNTS = st.lists(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), max_size=40)
GROUPS = st.lists(st.lists(st.floats(0, 1e9), max_size=30), max_size=12)


@given(ANY, ANY, ANY)
def test_a_scale_places_every_value_on_its_line_and_in_order(low: float, high: float, value: float) -> None:
    scale = Scale(low, high, 10, 100)
    assert 10 <= scale.place(value) <= 110
    assert scale.place(low) <= scale.place(high) + 1e-9


@given(st.one_of(st.floats(0, 1e15), st.integers(0, 10**15)), st.integers(2, 12))
def test_ticks_are_few_evenly_spaced_and_never_beyond_the_highest_value(high: float, most: int) -> None:
    found = ticks(high, most)
    assert found[0] == 0
    assert found[-1] <= max(high, 0)
    assert len(found) <= most
    assert len({after - before for before, after in pairwise(found)}) <= 1
    assert high < 1 or most < 4 or len(found) >= 2


@pytest.mark.parametrize("high", [0, 0.4, float("inf"), float("nan"), -3])
def test_where_there_is_nothing_to_count_the_only_tick_is_zero(high: float) -> None:
    assert ticks(high) == [0]


@pytest.mark.parametrize(
    ("high", "expected"), [(1, [0, 1]), (4, [0, 1, 2, 3, 4]), (9, [0, 2, 4, 6, 8]), (30, [0, 10, 20, 30]),
                           (365, [0, 100, 200, 300])],
)  # fmt: skip
def test_ticks_are_round_numbers(high: float, expected: list[int]) -> None:
    assert ticks(high) == expected


@given(st.lists(st.floats(-10, 2e6), max_size=200), st.floats(0, 1e6))
def test_a_histogram_loses_no_value_and_keeps_every_mean_on_the_scale(values: list[float], high: float) -> None:
    found = histogram(values, high)
    assert sum(one.count for one in found) == len(values)
    assert all(-1e-6 <= one.mean <= high * (1 + 1e-9) + 1e-6 for one in found)
    assert [one.mean for one in found] == sorted(one.mean for one in found)


def inside(drawing: Strip | Bars) -> bool:
    """Whether every tick stands within the drawing."""
    return all(0 <= tick.at <= max(WIDTH, drawing.height) for tick in drawing.ticks)


@given(GROUPS)
def test_a_strip_shows_every_value_once_and_none_outside(groups: list[list[float]]) -> None:
    drawing = strip(groups)
    assert inside(drawing)
    for row, values in enumerate(groups):
        assert sum(dot.count for dot in drawing.dots if dot.row == row) == len(values)
    for dot in drawing.dots:
        assert dot.x - dot.radius >= LEFT
        assert dot.x + dot.radius <= WIDTH
        assert dot.y - dot.radius >= 0
        assert dot.y + dot.radius <= drawing.floor
    assert [one.row for one in drawing.medians] == [row for row, values in enumerate(groups) if values]
    assert all(LEFT <= one.x <= WIDTH for one in drawing.medians)


def test_one_value_is_one_dot_at_its_median() -> None:
    drawing = strip([[12.0]])
    (dot,), (middle,) = drawing.dots, drawing.medians
    assert (dot.x, dot.y, dot.count) == (middle.x, middle.y, 1)
    assert middle.value == 12


def test_a_million_values_are_a_few_dots() -> None:
    drawing = strip([range(1_000_000)])
    assert len(drawing.dots) <= 60
    assert sum(dot.count for dot in drawing.dots) == 1_000_000
    assert max(dot.radius for dot in drawing.dots) <= 14


@given(COUNTS)
def test_bars_stand_on_one_another_and_add_up_to_their_column(columns: list[list[int]]) -> None:
    drawing = bars(columns)
    assert inside(drawing)
    assert len(drawing.centres) == len(columns)
    most = max((sum(values) for values in columns), default=0)
    for column, values in enumerate(columns):
        mine = [bar for bar in drawing.bars if bar.column == column]
        assert sum(bar.value for bar in mine) == sum(values)
        assert sum(bar.height for bar in mine) == pytest.approx(200 * sum(values) / max(most, 1), abs=1e-6)
        for below, above in pairwise(mine):
            assert above.y + above.height == pytest.approx(below.y, abs=1e-6)
    for bar in drawing.bars:
        assert drawing.left <= bar.x
        assert bar.x + bar.width <= WIDTH
        assert bar.y >= 0
        assert bar.y + bar.height <= drawing.floor + 1e-6


@given(st.integers(0, 30), st.integers(0, 30))
def test_a_grid_has_a_field_for_each_place_side_by_side_within_the_drawing(rows: int, columns: int) -> None:
    drawing = grid(rows, columns)
    assert len(drawing.cells) == rows * columns
    assert len({(cell.x, cell.y) for cell in drawing.cells}) == rows * columns
    assert all(cell.x + drawing.wide <= WIDTH + 0.1 for cell in drawing.cells)
    assert all(cell.y >= 0 and cell.y + drawing.tall <= drawing.height for cell in drawing.cells)


def test_nothing_is_drawn_of_nothing() -> None:
    assert (strip([]).dots, bars([]).bars, grid(0, 0).cells) == ((), (), ())
    assert strip([[], []]).medians == ()
