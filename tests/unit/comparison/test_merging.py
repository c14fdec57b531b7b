"""Two changes of one text put together: neither loses a word, and who comes first makes no difference."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.comparison.merging import fields, merged

LINE = st.sampled_from(["un", "deux", "trois", "quatre", "cinq", "", "six"]) | st.text(" abç", max_size=3)
TEXT = st.lists(LINE, max_size=14).map("\n".join)


def lines(text: str) -> Counter[str]:
    return Counter(text.split("\n"))


def written(text: str) -> Counter[str]:
    return Counter(line for line in text.split("\n") if line)


@given(TEXT, TEXT)
def test_a_side_that_changed_nothing_leaves_the_other_as_it_is(base: str, changed: str) -> None:
    for found in (merged(base, changed, base), merged(base, base, changed), merged(base, changed, changed)):
        assert found.text == changed
        assert found.conflicts == ()


@given(TEXT, TEXT, TEXT)
def test_it_makes_no_difference_who_came_first(base: str, one: str, other: str) -> None:
    found, turned = merged(base, one, other), merged(base, other, one)
    swapped = {"theirs": "mine", "mine": "theirs"}
    assert [(part.kind, part.theirs, part.mine) for part in found.parts] == [
        (swapped.get(part.kind, part.kind), part.mine, part.theirs) for part in turned.parts
    ]
    assert written(found.text) == written(turned.text)


@given(TEXT, TEXT, TEXT)
def test_no_line_that_somebody_wrote_is_lost(base: str, theirs: str, mine: str) -> None:
    kept = merged(base, theirs, mine).text.split("\n")
    for side in (theirs, mine):
        assert not lines(side) - lines(base) - Counter(kept)


@given(TEXT, TEXT, TEXT)
def test_the_parts_are_each_text_whole(base: str, theirs: str, mine: str) -> None:
    parts = merged(base, theirs, mine).parts
    for name, text in (("base", base), ("theirs", theirs), ("mine", mine)):
        assert "\n".join(line for part in parts for line in getattr(part, name)) == text


@given(st.lists(st.text("abcdefgh", min_size=1), min_size=3, max_size=9, unique=True), st.data())
def test_changes_of_different_paragraphs_are_both_kept(paragraphs: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(paragraphs) - 2))
    second = data.draw(st.integers(first + 1, len(paragraphs) - 1))
    theirs, mine, both = list(paragraphs), list(paragraphs), list(paragraphs)
    theirs[first] = both[first] = "PREMIER"
    mine[second] = both[second] = "SECOND"
    found = merged(*("\n\n".join(text) for text in (paragraphs, theirs, mine)))
    assert found.conflicts == ()
    assert found.text == "\n\n".join(both)


def test_what_both_changed_in_two_ways_stands_twice_as_two_paragraphs() -> None:
    found = merged("Début\n\nA\n\nFin", "Début\n\nB\n\nFin", "Début\n\nC\n\nFin")
    assert [(part.base, part.theirs, part.mine) for part in found.conflicts] == [(("A",), ("B",), ("C",))]
    assert found.text == "Début\n\nB\n\nC\n\nFin"


@pytest.mark.parametrize("gone", ["theirs", "mine"])
def test_what_one_took_away_while_the_other_changed_it_is_kept_and_asked_about(gone: str) -> None:
    texts = ("A\n\nFin", "B\n\nFin") if gone == "theirs" else ("B\n\nFin", "A\n\nFin")
    found = merged("A\n\nsuite\n\nFin", *("Fin" if text.startswith("A") else "B\n\nsuite\n\nFin" for text in texts))
    assert len(found.conflicts) == 1
    assert "B" in found.text.split("\n")


def test_a_text_of_many_equal_lines_still_answers() -> None:
    base = [str(i % 7) for i in range(100_000)]
    theirs, mine = [*base[:50_000], "x", *base[50_000:]], ["y", *base[1:-1], "z"]
    found = merged("\n".join(base), "\n".join(theirs), "\n".join(mine))
    assert {"x", "y", "z"} <= set(found.text.split("\n"))


def test_a_line_of_a_card_is_asked_about_only_where_both_changed_it_in_two_ways() -> None:
    base = {"title": "Charte", "date": "", "keywords": "prêt", "body": "A"}
    theirs = base | {"title": "Charte 2024", "keywords": "prêt, don", "body": "B"}
    mine = base | {"title": "Charte du réseau", "date": "12/03/2024", "body": "B"}
    told = [(one.name, one.kind, one.value) for one in fields(base, theirs, mine)]
    assert told == [
        ("title", "conflict", "Charte 2024"), ("date", "mine", "12/03/2024"), ("keywords", "theirs", "prêt, don"),
        ("body", "agreed", "B"),
    ]  # fmt: skip
