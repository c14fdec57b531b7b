"""How a decision is called in a list: by its sentence, and by its point where the sentence says nothing alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.minutes.wording import short, state_of


@pytest.mark.parametrize(
    ("words", "point", "title"),
    [
        ("Adopté à l’unanimité.", "3. Budget 2026", "Budget 2026 : adopté à l’unanimité"),
        ("Faute de temps, reporté à la prochaine réunion.", "Charte graphique",
         "Charte graphique : faute de temps, reporté à la prochaine réunion"),
        ("Approuvé sans modification", "CR du 14/11", "CR du 14/11 : approuvé sans modification"),
        ("Le cabinet Orlhac est retenu.", "FINANCES", "Finances : le cabinet Orlhac est retenu"),
        ("UNIMARC en base, nouveau modèle en option", "Format d’échange",
         "Format d’échange : UNIMARC en base, nouveau modèle en option"),
        ("Mme Halvorsen est invitée un mois.", "Professeurs", "Professeurs : Mme Halvorsen est invitée un mois"),
        ("Cette proposition, qui a fait l’objet de longs échanges entre partenaires, est acceptée.", "Horaires d’été",
         "Horaires d’été : cette proposition, qui a fait l’objet de longs échanges entre partenaires, est acceptée"),
        ("Aucune observation n’étant formulée, le compte rendu est adopté à l’unanimité.",
         "1. Approbation du compte rendu de la séance du 22 septembre 2026",
         "Approbation du compte rendu de la séance du 22 septembre 2026 : adopté à l’unanimité"),
        ("Sans remarque, le compte rendu est approuvé.", "", "Le compte rendu est approuvé"),
        ("Le budget est rejeté.", "2. Budget 2027", "Budget 2027 : rejeté"),
        ("Le budget 2026 est adopté.", "Budget 2026", "Le budget 2026 est adopté"),
        ("Adopté à l’unanimité.", "Questions diverses", "Adopté à l’unanimité"),
        ("Adopté.", "Relevé de décisions", "Adopté"),
        ("Adopté.", "", "Adopté"),
        ("; l’arrêt complet est abandonné", "", "L’arrêt complet est abandonné"),
        ("Le comité décide que la durée du prêt entre partenaires passe de deux à quatre semaines.", "Divers sujets",
         "Le comité décide que la durée du prêt entre partenaires passe de deux à quatre semaines"),
    ],
)  # fmt: skip
def test_a_title_says_what_was_decided(words: str, point: str, title: str) -> None:
    assert short(words, point).replace("\u00a0", " ") == title


@given(st.text(max_size=400), st.text(max_size=120))
def test_a_title_is_one_short_line_whatever_the_words(words: str, point: str) -> None:
    found = short(words, point)
    assert len(found) <= 140
    assert "\n" not in found


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("la duree du pret est de quatre semaines, renouvelable une fois si l'ouvrage n'est pas reserve", "adopted"),
        ("la proposition n'est pas retenue", "rejected"), ("reporte a la prochaine reunion", "postponed"),
        ("le pret reste gratuit tant que la charte n'est pas rejetee", "adopted"),
    ],
)  # fmt: skip
def test_what_a_condition_denies_does_not_count(text: str, state: str) -> None:
    assert state_of(text) == state
