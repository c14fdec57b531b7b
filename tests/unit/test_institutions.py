"""The closed tables of partners and bodies: codes, French words, and where a candidature may go."""

from __future__ import annotations

import pytest

from repo_service.domain import institutions
from repo_service.domain.institutions import CANDIDATURE_MOVES, CANDIDATURE_STATES, KINDS, kind_code, may_become


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("university", "university"), ("université", "university"), ("Université", "university"),
        ("Unité  de recherche", "research_unit"), ("centre d'archives", "archive_centre"), ("musée", "museum"),
        ("école", "école"), ("", ""),
    ],
)  # fmt: skip
def test_a_kind_is_known_by_its_code_and_by_its_french_words(said: str, code: str) -> None:
    assert kind_code(said) == code


def test_codes_fit_their_columns() -> None:
    tables = (
        institutions.STATUSES, KINDS, institutions.OFFICES, institutions.MANDATES, institutions.BODY_KINDS,
        CANDIDATURE_STATES,
    )  # fmt: skip
    assert all(len(code) <= 40 and code.isascii() for table in tables for code in table)


def test_an_answered_candidature_can_be_taken_up_again_and_accepted() -> None:
    for state in ("refused", "dormant"):
        assert may_become(state, "received")
        assert may_become(state, "accepted")


def test_an_accepted_candidature_goes_nowhere_and_every_move_leads_to_a_state() -> None:
    assert CANDIDATURE_MOVES["accepted"] == frozenset()
    assert set(CANDIDATURE_MOVES) == set(CANDIDATURE_STATES)
    assert frozenset().union(*CANDIDATURE_MOVES.values()) == set(CANDIDATURE_STATES)
    assert not may_become("nowhere", "accepted")
