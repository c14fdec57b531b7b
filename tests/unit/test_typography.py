"""Where a line of French does not break."""

from __future__ import annotations

import pytest

from repo_service.domain.typography import typeset


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Groupe « Conservation » : bilan", "Groupe «\xa0Conservation\xa0»\xa0: bilan"),
        ("Pourquoi ? Voilà !", "Pourquoi\xa0? Voilà\xa0!"),
        ("Voir « ", "Voir «\xa0"),
        (" »", "\xa0»"),
        ("La décision n° 7 ; l’art. 3", "La décision n°\xa07\xa0; l’art.\xa03"),
        ("pour 4 500 €, soit 12 %", "pour 4\xa0500\xa0€, soit 12\xa0%"),
        ("12 voix en 2024", "12 voix en 2024"),
        ("Report: 10:30", "Report: 10:30"),
        ("«Sans espaces»", "«Sans espaces»"),
    ],
)
def test_signs_stay_with_their_words(text: str, shown: str) -> None:
    assert typeset(text) == shown
