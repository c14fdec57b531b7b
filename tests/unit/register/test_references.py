"""What the words of a decision say that it does to other decisions of the register."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.register.force import Relation
from repo_service.domain.register.references import Reference, references

KNOWN = ("2024-08", "2024-09", "2024-1", "COPIL-2025-003", "COPIL 2025-12-09/4", "AG-2023-12", "7")


def told(text: str) -> list[tuple[str, str]]:
    """Relation and number of what a text says, among the known numbers."""
    return [(one.relation, one.number) for one in references(text, KNOWN)]


@pytest.mark.parametrize(
    ("text", "relation", "number"),
    [
        ("La décision n° 2024-08 est modifiée sur ce seul point ; la gratuité est maintenue.", "amends", "2024-08"),
        ("Le comité modifie la décision n°2024-08.", "amends", "2024-08"),
        ("La délibération COPIL-2025-003 est abrogée à compter du 1er janvier.", "repeals", "COPIL-2025-003"),
        ("Le conseil abroge sa délibération no. COPIL-2025-003 du 4 mars.", "repeals", "COPIL-2025-003"),
        ("Cette décision annule et remplace la décision n° AG-2023-12.", "replaces", "AG-2023-12"),
        ("Elle remplace la décision COPIL 2025-12-09/4.", "replaces", "COPIL 2025-12-09/4"),
        ("En application de la décision n° 7, chaque partenaire verse 200 €.", "implements", "7"),
        ("La décision n° 7 est prolongée d’un an.", "amends", "7"),
        ("La décision copil-2025-003 est rapportée.", "repeals", "COPIL-2025-003"),
        ("Il est mis fin à la décision n° 2024-09.", "repeals", "2024-09"),
    ],
)
def test_what_a_text_says_it_does_is_told(text: str, relation: Relation, number: str) -> None:
    assert references(text, KNOWN) == [Reference(relation, number)]


def test_several_numbers_of_one_list_are_told_in_their_order() -> None:
    assert told("Les décisions n° 2024-08, 2024-09 et COPIL-2025-003 sont abrogées.") == [
        ("repeals", "2024-08"), ("repeals", "2024-09"), ("repeals", "COPIL-2025-003"),
    ]  # fmt: skip
    assert told("La décision n° 7 est modifiée. La décision n° 2024-08 est abrogée.") == [
        ("amends", "7"), ("repeals", "2024-08"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "La décision n° 2024-08 reste en vigueur.",
        "La décision n° 2024-08 n’est pas modifiée.",
        "Le comité ne modifie pas la décision n° 2024-08.",
        "Sans modifier la décision n° 2024-08, le tarif est fixé.",
        "Le budget 2024-08 est modifié.",
        "La décision n° 2024-081 est modifiée.",
        "La décision n° 12024-08 est abrogée.",
        "La convention est remplacée par la décision n° 2024-08.",
        "Le tarif prévu par la décision n° 2024-08 est modifié.",
        "Vu la décision n° 2024-08, le tarif est modifié.",
        "La décision n° 2030-01 est abrogée.",
        "Le règlement est modifié. Vu la décision n° 2024-08.",
        "La décision n° 7 est appliquée depuis mai.",
        "", "n°", "7",
    ],
)
def test_a_mention_alone_a_denial_or_another_number_says_nothing(text: str) -> None:
    assert told(text) == []


@given(
    st.lists(st.sampled_from([*KNOWN, "décision n° ", "est abrogée", "remplace", "ne", "pas", ". ", ", ", "par la "]))
)
def test_whatever_is_written_only_known_numbers_are_told_each_once(parts: list[str]) -> None:
    numbers = [number for _, number in told(" ".join(parts))]
    assert len(set(numbers)) == len(numbers)
    assert set(numbers) <= set(KNOWN)
