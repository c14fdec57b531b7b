"""Pairs of the same items: always of equal items, in order where that is asked, complete where order allows it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.comparison import matching

LETTERS = st.lists(st.sampled_from("abcdefgh"), max_size=30)


def longest(a, b):
    """Length of a longest common subsequence, by the definition."""
    row = [0] * (len(b) + 1)
    for one in a:
        before, row = row, [0]
        for j, other in enumerate(b):
            row.append(before[j] + 1 if one == other else max(row[j], before[j + 1]))
    return row[-1]


@given(LETTERS, LETTERS)
def test_pairs_in_order_increase_on_both_sides_and_are_equal(a, b):
    pairs = matching.in_order(a, b)
    assert all(a[i] == b[j] for i, j in pairs)
    assert all(i < k and j < m for (i, j), (k, m) in pairwise(pairs))


@given(st.lists(st.sampled_from("abcdefgh"), max_size=20), st.sets(st.integers(0, 19)))
def test_what_only_lost_items_keeps_all_the_others(a, gone):
    rest = [one for place, one in enumerate(a) if place not in gone]
    assert len(matching.in_order(a, rest)) == len(rest)


@given(LETTERS)
def test_a_sequence_matches_itself_wholly(a):
    assert matching.in_order(a, a) == [(i, i) for i in range(len(a))]
    assert matching.anywhere(a, a, [False] * len(a)) == [(i, i) for i in range(len(a))]


@given(st.lists(st.sampled_from("abc"), max_size=20), st.lists(st.sampled_from("abc"), max_size=20))
def test_small_sequences_are_matched_as_far_as_order_allows(a, b):
    assert len(matching.in_order(a, b)) == longest(a, b)


@given(LETTERS, LETTERS)
def test_anywhere_pairs_equal_items_once_and_leaves_none_that_has_a_partner(a, b):
    pairs = matching.anywhere(a, b, [False] * len(a))
    assert all(a[i] == b[j] for i, j in pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert len(pairs) == sum(min(a.count(one), b.count(one)) for one in set(a))


def test_a_small_item_that_stands_elsewhere_has_not_moved():
    a, b = ["néant", "x", "y", "z"], ["x", "y", "z", "néant"]
    assert (0, 3) not in matching.anywhere(a, b, [True, False, False, False])
    assert (0, 3) in matching.anywhere(a, b, [False] * 4)


def test_a_small_item_moves_with_what_it_heads():
    a = ["titre", "section", "x", "y", "z"]
    b = ["x", "y", "z", "titre", "section"]
    assert {(0, 3), (1, 4)} <= set(matching.anywhere(a, b, [True, False, False, False, False]))


@given(st.lists(st.integers(0, 40), unique=True, max_size=12), st.lists(st.integers(1, 9), min_size=12, max_size=12))
def test_the_heaviest_chain_is_never_lighter_than_any_other(seconds, weights):
    pairs = list(enumerate(seconds))
    best = 0
    reached: list[int] = []
    for i, second in pairs:
        reached.append(weights[i] + max((reached[k] for k in range(i) if seconds[k] < second), default=0))
        best = max(best, reached[-1])
    chain = matching.increasing(pairs, weights)
    assert sum(weights[i] for i, _ in chain) == best
    assert all(j < m for (_, j), (_, m) in pairwise(chain))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (["x"] * 10_000, ["x"] * 9_000),
        (["x", "y"] * 5_000, ["y", "x"] * 5_000),
        (["x", "y", "x"] * 3_000, ["y", "x", "z"] * 3_000),
        (list(range(10_000)), list(range(9_999, -1, -1))),
    ],
)
def test_ten_thousand_repeated_items_are_answered(a, b):
    pairs = matching.in_order(a, b)
    assert all(a[i] == b[j] for i, j in pairs)
    assert pairs
