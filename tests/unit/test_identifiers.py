"""Permanent identifiers: what a person or a link may get wrong is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service import identifiers
from repo_service.identifiers import ALPHABET, LENGTH, check_character, new, normalise

BODIES = st.text(alphabet=ALPHABET[:-1], min_size=LENGTH - 1, max_size=LENGTH - 1)
VALID = BODIES.map(lambda body: body + check_character(body))


def test_fresh_identifiers_are_canonical_and_differ() -> None:
    fresh = {new() for _ in range(500)}
    assert len(fresh) == 500
    assert all(normalise(each) == each for each in fresh)


def test_a_fresh_identifier_draws_each_character_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def choice(alphabet: str) -> str:
        drawn.append(alphabet[len(drawn)])
        return drawn[-1]

    monkeypatch.setattr(identifiers.secrets, "choice", choice)
    assert new()[:-1] == "".join(drawn) == ALPHABET[: LENGTH - 1]


@given(VALID, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_noticed(identifier: str, place: int, char: str) -> None:
    wrong = identifier[:place] + char + identifier[place + 1 :]
    assert normalise(wrong) == (identifier if wrong == identifier else None)


@given(VALID, st.integers(0, LENGTH - 2))
def test_any_two_swapped_neighbours_are_noticed(identifier: str, place: int) -> None:
    swapped = identifier[:place] + identifier[place + 1] + identifier[place] + identifier[place + 2 :]
    assert normalise(swapped) == (identifier if swapped == identifier else None)


@given(VALID, st.data())
def test_lower_case_hyphens_and_look_alikes_are_understood(identifier: str, data: st.DataObject) -> None:
    looks = {"1": "1IiLl", "0": "0Oo", "V": "VvUu"}
    typed = "".join(data.draw(st.sampled_from(looks.get(char, char + char.lower()))) for char in identifier)
    assert normalise(f" {typed[:4]}-{typed[4:8]}-{typed[8:]}") == identifier


@given(st.one_of(st.text(max_size=80), st.text(alphabet=ALPHABET + "IilLoOuU- ", min_size=12, max_size=14)))
def test_what_is_read_is_canonical_and_reads_the_same_again(text: str) -> None:
    read = normalise(text)
    assert read is None or (len(read) == LENGTH and set(read) <= set(ALPHABET) and normalise(read) == read)


@pytest.mark.parametrize(
    "text", ["", "0", "Z" * 12, "0" * 11, "0" * 13, "é" * 12, "../../etc/p", "0" * 100_000, "٠" * 12]
)
def test_what_cannot_be_an_identifier_is_refused(text: str) -> None:
    assert normalise(text) is None
