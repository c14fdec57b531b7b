"""Ties that are refused: a decision and itself, loops, an effect before its cause."""

from __future__ import annotations

from datetime import date

import pytest

from repo_service.domain.register import chains
from repo_service.domain.register.force import Life, Tie

LIVES = {
    "a": Life("a", date(2024, 1, 10)),
    "b": Life("b", date(2024, 2, 10)),
    "c": Life("c", date(2024, 3, 10)),
    "no": Life("no", date(2024, 3, 10), outcome="rejected"),
}
STANDING = [Tie("b", "replaces", "a", date(2024, 2, 10)), Tie("c", "amends", "b", date(2024, 3, 10))]


@pytest.mark.parametrize(
    ("tie", "words"),
    [
        (Tie("a", "replaces", "a", date(2024, 5, 1)), "elle-même"),
        (Tie("a", "implements", "c", date(2024, 5, 1)), "boucle"),
        (Tie("c", "replaces", "a", date(2024, 3, 9)), "précède l’adoption de la décision qui"),
        (Tie("a", "repeals", "c", date(2024, 3, 9)), "précède l’adoption de la décision visée"),
        (Tie("b", "replaces", "a", date(2024, 6, 1)), "existe déjà"),
        (Tie("no", "repeals", "a", date(2024, 6, 1)), "pas été adoptée"),
        (Tie("x", "repeals", "a", date(2024, 6, 1)), "pas au registre"),
        (Tie("c", "implements", "a", date(2024, 3, 10)), ""),
    ],
)
def test_a_tie_that_cannot_be_is_told_why(tie: Tie, words: str) -> None:
    fault = chains.fault(LIVES, STANDING, tie)
    assert words in fault if words else fault == ""


def test_a_line_of_replacements_runs_from_the_oldest_to_the_newest() -> None:
    ties = [Tie("b", "replaces", "a", date(2024, 2, 10)), Tie("c", "replaces", "b", date(2024, 3, 10))]
    for start in "abc":
        assert chains.succession(ties, start) == ["a", "b", "c"]


def test_a_loop_that_came_from_elsewhere_ends_too() -> None:
    ties = [Tie("b", "replaces", "a", date(2024, 2, 10)), Tie("a", "replaces", "b", date(2024, 3, 10))]
    assert set(chains.succession(ties, "a")) == {"a", "b"}
    assert chains.family(ties, "a") == {"a", "b"}


def test_decisions_are_drawn_from_the_oldest_down() -> None:
    assert [strand.life.id for strand in chains.strands(LIVES.values())] == ["a", "b", "c", "no"]
