"""What looks like a decision and is none: echoes, consequences, facts after marks, opinions of others."""

from __future__ import annotations

import pytest

from tests.unit.minutes.papers import found, quotes, row


@pytest.mark.parametrize(
    "line",
    [
        "→ 120 inscrits à ce jour.",
        "→ C’est trop cher.",
        "→ Le fournisseur n’a pas répondu.",
        "Réponse : oui, la salle est chauffée.",
        "✔ Mise à jour du site",
        "Avis du service juridique : défavorable.",
    ],
)
def test_a_mark_before_a_fact_announces_nothing(line: str) -> None:
    assert quotes("# Point", "Le point est ouvert.", line) == []


def test_nouns_that_end_like_infinitives_are_no_tasks() -> None:
    assert quotes("# Point", "Le point est ouvert.", "→ Ouverture le samedi dès mars.") == [
        "Ouverture le samedi dès mars."
    ]


def test_what_follows_from_a_decision_is_no_second_one() -> None:
    lines = ("La hausse de la cotisation est rejetée par 7 voix contre 3.", "La cotisation reste donc à 45 euros.")
    assert quotes("# Cotisation", *lines) == [lines[0]]


def test_bare_words_after_the_counts_of_a_label_say_the_same() -> None:
    lines = ("Décision n° 3 : l’abonnement est résilié.", "Pour : 4. Contre : 1.", "Adopté à la majorité.")
    assert len(found("# Abonnements", *lines).decisions) == 1


def test_a_label_whose_vote_is_lost_is_rejected() -> None:
    lines = ("Décision n° 3 : verser une aide de 500 euros.", "Pour : 2. Contre : 3.")
    assert [one.state for one in found("# Aides", *lines).decisions] == ["rejected"]


def test_candidates_of_a_table_are_elected_or_not() -> None:
    told = found("# Élections", *(
        row(*cells) for cells in (("Candidats", "Voix", ""), ("Mme Roy", "45", "élue"), ("M. Petit", "9", "non élu"))
    )).decisions  # fmt: skip
    assert [(one.quote.text, one.state, one.votes.in_favour) for one in told] == [
        ("Mme Roy", "adopted", 45), ("M. Petit", "rejected", 9),
    ]  # fmt: skip
