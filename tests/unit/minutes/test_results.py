"""Tables of subjects and results, elections with their voices, and those who gave a proxy."""

from __future__ import annotations

import re
import time

import pytest

from repo_service.domain.minutes import votes
from repo_service.domain.minutes.found import Outcome
from repo_service.domain.minutes.people.persons import People
from repo_service.domain.minutes.rows import results
from repo_service.domain.minutes.tasks import telling
from repo_service.domain.minutes.texts import flat
from repo_service.domain.minutes.voting import ballots, named, plainly
from tests.unit.minutes.papers import found, row


@pytest.mark.parametrize("one", results.TABLE, ids=lambda one: one[0])
def test_a_result_says_only_what_became_of_a_subject(one: tuple[Outcome, re.Pattern[str], str, str]) -> None:
    assert results.result_of(flat(one[2])) == one[0]
    assert results.result_of(flat(one[3])) is None


def test_the_subject_of_a_table_of_results_is_the_decision() -> None:
    told = found(
        "# Avis rendus", row("Point", "Objet", "Avis", "Pour", "Contre", "Abst."),
        row("1", "Cession de 400 volumes", "Favorable", "12", "0", "1"),
        row("2", "Prêt sans limite", "Défavorable", "4", "9", "0"), row("3", "Plan de 2025", "Reporté", "", "", ""),
    )  # fmt: skip
    assert [(one.quote.text, one.state, one.number) for one in told.decisions] == [
        ("Cession de 400 volumes", "adopted", "1"), ("Prêt sans limite", "rejected", "2"),
        ("Plan de 2025", "postponed", "3"),
    ]  # fmt: skip
    assert [(one.votes.in_favour, one.votes.against) for one in told.decisions] == [(12, 0), (4, 9), (None, None)]


@pytest.mark.parametrize("result", ["Résultat", "Décision"])
def test_two_columns_are_enough(result: str) -> None:
    told = found(row("Objet", result), row("Tarif du prêt", "Adopté à l’unanimité"), row("Don", "Pour information"))
    assert [(one.quote.text, one.votes.unanimous) for one in told.decisions] == [("Tarif du prêt", True)]


def test_a_column_that_says_what_was_decided_stays_the_decision() -> None:
    told = found(row("Point", "Décision"), row("Tarifs", "Le prêt coûte 3 euros"), row("Budget", "Adopté"),
                 row("Local", "Bail signé le 3 mai"))  # fmt: skip
    assert [one.quote.text for one in told.decisions] == ["Le prêt coûte 3 euros", "Adopté", "Bail signé le 3 mai"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Mme Roy est élue par 7 voix contre 3 à M. Petit", (7, None)),
        ("élu par 6 voix contre 4 pour Paul Blin", (6, None)),
        ("adopté par 7 voix contre 3 à la majorité simple", (7, 3)), ("adopté par 7 voix contre 3", (7, 3)),
    ],
)  # fmt: skip
def test_the_voices_of_another_candidate_are_not_against(words: str, told: tuple[int, int | None]) -> None:
    read = votes.read(flat(words))
    assert (read.in_favour, read.against) == told


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("approuvé, les nouveaux membres ne prenant pas part au vote", None),
        ("Mme Roy, concernée par les travaux, ne prend pas part au vote", 1),
        ("Mme Roy étant sortie pour les débats et ne prenant pas part au vote", 1),
    ],
)
def test_several_without_a_number_are_not_counted(words: str, count: int | None) -> None:
    assert votes.read(flat(words)).not_voting == count


def test_the_voices_told_before_somebody_is_proclaimed() -> None:
    told = found(
        "# Élection du président", "Ont obtenu : Monsieur Vidal, 10 voix ; Madame Morel, 6 voix.",
        "Monsieur Paul Vidal, ayant obtenu la majorité absolue, est proclamé président.",
    )  # fmt: skip
    assert [one.votes.in_favour for one in told.decisions] == [10]
    assert ballots.voices(flat("Anne Roy est élue"), [flat("M. Blin : 4 voix")]) is None


def test_a_second_election_does_not_confirm_the_first() -> None:
    told = found("# Bureau", "Anne Morel est élue présidente avec 5 voix.",
                 "Un seul candidat. Paul Vidal est élu vice-président à l’unanimité.")  # fmt: skip
    assert [(one.votes.in_favour, one.votes.unanimous) for one in told.decisions] == [(5, False), (None, True)]


@pytest.mark.parametrize("label", ["Membres excusés ayant donné procuration", "Excusés avec pouvoir :",
                                   "Absents excusés ayant donné pouvoir"])
def test_those_who_gave_a_proxy_are_excused(label: str) -> None:
    told = found(label, "- Mme Jeanne Roy (procuration à Mme Anne Morel)")
    assert [(one.name, one.proxy) for one in told.attendance if one.role == "excused"] == [("Jeanne Roy", "Anne Morel")]


def test_a_label_of_a_table_at_the_head_is_nobody() -> None:
    told = found(row("Invité", "Luc Roy (société Biblio)"), row("Rédaction", "Anne Morel"))
    roles = [(one.name, one.role) for one in told.attendance if one.role != "present"]
    assert roles == [("Luc Roy", "invited")]


def test_initials_of_names_with_an_initial() -> None:
    people = People(["C. Mazel", "M.-L. Delpuech", "C. Arnaud"])
    assert [people.known(one) for one in ("CM", "MLD", "CA")] == [True, True, False]


@pytest.mark.parametrize(
    "words", ["les membres ", "m. ", "m. et mme ", "10 voix a ", "a regrette et va ", "rendra et fera ", "CM et "]
)
def test_long_lines_are_read_in_no_time(words: str) -> None:
    text = words * (20_000 // len(words))
    began = time.perf_counter()
    ballots.voices("m. roy est elu president", [f"{text} 10 voix"])
    named.count({}, text[:1200])
    plainly.plainly(text[:1200])
    results.result_of(text)
    list(telling.prose(text, None, People(["Anne Roy"])))
    assert time.perf_counter() - began < 1


def test_a_cell_may_inform_only_or_give_up() -> None:
    told = found(
        "# Points", row("Point", "Décision", "Responsable", "Échéance"),
        row("Couleurs", "Abandonnées, peu d’usages", "", ""),
        row("Hébergement", "Pour information : le marché court", "", ""), row("Tri", "Retenu", "", ""),
    )  # fmt: skip
    assert [(one.quote.text, one.state) for one in told.decisions] == [
        ("Abandonnées, peu d’usages", "rejected"), ("Retenu", "adopted"),
    ]  # fmt: skip


def test_those_who_only_speak_are_invited_and_a_name_ends_with_its_letters() -> None:
    there = found(
        "Assistait également, avec voix consultative : M. Luc Hoarau",
        "Membres excusés : Sylvie Arnaud, Agnès Wolska (pouvoir à Paul Vidal)",
    ).attendance
    assert {(one.name, one.role) for one in there if one.role != "present"} == {
        ("Luc Hoarau", "invited"), ("Sylvie Arnaud", "excused"), ("Agnès Wolska", "excused"),
    }  # fmt: skip


def test_a_result_with_an_amount_is_the_decision_itself() -> None:
    told = found(
        "# Demandes", row("Demandeur", "Objet", "Décision"), row("Musée", "Train", "Accordée à hauteur de 140 euros"),
        row("Société savante", "Inscription", "Accordée à hauteur de 80 euros"),
    ).decisions  # fmt: skip
    assert [one.quote.text for one in told] == ["Accordée à hauteur de 140 euros", "Accordée à hauteur de 80 euros"]


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("Mme Morel et M. Vidal sont désignés pour siéger au conseil documentaire.", "adopted"),
        ("Décision : les fiches sont remises au plus tard le 30 juin.", "adopted"),
        ("L’idée d’ouvrir un siège à un représentant n’est pas retenue.", "rejected"),
        ("Les représentants sont désignés pour deux ans par le conseil.", ""),
        ("Ces deux votes sont acquis à l’unanimité.", ""),
        ("Les participants n’ont pas souhaité trancher en l’absence de Paul Vidal.", ""),
    ],
)
def test_near_misses(sentence: str, state: str) -> None:
    assert [one.state for one in found("# Point", sentence, "La séance continue.").decisions] == [state] * bool(state)


def test_the_last_column_may_be_the_only_one_that_is_known() -> None:
    told = found(
        "# Demandes", row("Suggestion", "Avis de l’équipe", "Décision"),
        row("Imprimer gratuitement", "partagé", "Maintien du tarif de 0,10 € la page"),
    ).decisions  # fmt: skip
    assert [one.quote.text for one in told] == ["Maintien du tarif de 0,10 € la page"]


def test_the_follow_up_of_actions_opens_no_list_of_new_ones() -> None:
    assert not found("# Suivi des actions", "- Liseuses : 38 retrouvées sur 40.", "- Affiche du wifi en ligne.").actions
