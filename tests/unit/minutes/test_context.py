"""What stands around a sentence: a fact in a debate, a point that informs, other bodies and days, arrows as bullets."""

from __future__ import annotations

import pytest

from repo_service.domain.minutes.context import others, points
from tests.unit.minutes.papers import found, quotes

POINT = "# 2. Prêt"


def test_a_fact_in_the_midst_of_a_debate_is_no_decision() -> None:
    assert not quotes(POINT, "Les crédits sont maintenus à 12 000 €. M. Vidal demande si la reliure sera touchée.")
    assert not quotes(POINT, "La subvention du département est confirmée.")
    assert quotes(POINT, "M. Vidal propose huit semaines.", "La durée du prêt est portée à huit semaines.")


def test_what_is_told_for_information_was_decided_elsewhere() -> None:
    assert not quotes("# Informations", "M. Vidal a été élu au comité technique de l’université.")
    assert quotes("# Élections", "M. Vidal est élu trésorier.")


def test_decisions_of_the_mayor_by_delegation_are_information() -> None:
    lines = ("Décision n° 2024-31 : achat de douze fauteuils.", "Le conseil en prend acte.")
    assert quotes("# Décisions prises par le Maire par délégation", *lines) == ["Le conseil en prend acte."]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Compte rendu des délégations", True),
        ("Décisions du Maire prises en vertu de l’article L. 2122-22", True),
        ("Délégation au président pour les commandes", False),
        ("Décisions", False),
    ],
)
def test_titles_that_announce_delegated_decisions(title: str, expected: bool) -> None:
    assert points.delegated(title) == expected


def test_the_object_of_a_deliberation_is_not_what_it_decides() -> None:
    told = found(
        "Délibération n° 2024-078",
        "Objet : mise à disposition de personnel",
        "Le conseil, après en avoir délibéré, APPROUVE la mise à disposition d’un assistant.",
    )
    assert [one.number for one in told.decisions] == ["2024-078"]
    assert "Objet" not in told.decisions[0].quote.text


def test_arrows_before_most_lines_are_bullets() -> None:
    lines = [f"=> Bilan de l’atelier numéro {number} et de ses ateliers" for number in range(8)]
    assert not quotes("# Bilan", *lines)
    assert quotes("# Prêt", "On parle longtemps du prêt et de sa durée.", "=> prêt de huit semaines pour tous")


def test_what_somebody_says_in_a_debate_is_an_opinion() -> None:
    lines = ("Manu : non.", "Manu : accord pour la salle.", "Manu : le tarif est maintenu.")
    assert not quotes("# Débat", *lines)


def test_another_day_is_named_at_the_beginning_or_by_the_body() -> None:
    assert not quotes(POINT, "En sa séance du 7 décembre 2012, le comité a approuvé la convention.")
    assert not quotes(POINT, "La charte a été adoptée par l’assemblée générale du 16 juin.")
    assert quotes(POINT, "La charte a été adoptée par le comité.")


def test_bodies_are_known_by_their_initials() -> None:
    assert "comite de pilotage" in others.in_full("copil du 12 mars")
    assert "conseil d'administration" in others.in_full("compte rendu du ca, 3 mai")
    assert others.in_full("reunion du 12 mars") == "reunion du 12 mars"


def test_minutes_without_capitals_are_cut_into_sentences() -> None:
    assert quotes("# Fête", "la salle est prise le samedi. du coup on la met le vendredi 2 décembre.") == [
        "du coup on la met le vendredi 2 décembre."
    ]


def test_refused_and_adopted_in_one_sentence_are_two() -> None:
    told = found(POINT, "Le comité consent au prêt de deux manuscrits et refuse celui du cartulaire.")
    assert [one.state for one in told.decisions] == ["adopted", "rejected"]


def test_what_is_not_renewed_is_settled_unless_somebody_asked() -> None:
    told = found("Décision n° 1 : le bouquet n’est pas renouvelé.", "# Suite", "La demande n’est pas retenue.")
    assert [one.state for one in told.decisions] == ["adopted", "rejected"]


def test_a_vote_is_not_about_how_it_went() -> None:
    assert not quotes("# Divers", "Nombre de votants 11", "Pour : 11", "Contre : 0")
    assert quotes("# Adhésion au réseau", "Nombre de votants 11", "Pour : 11", "Contre : 0")
