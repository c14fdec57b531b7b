"""Actions in prose and in lists: who does something after the meeting, what is only told, what is followed up."""

from __future__ import annotations

import pytest

from repo_service.domain.minutes import actions
from tests.unit.minutes.papers import found

TO_DO = (
    "Marc Tanguy doit appeler l’assureur avant vendredi.", "Claire nous inscrit au forum.",
    "Anne organise une surprise.", "Claire les appelle.", "Paul compte les cartes postales, mi-juin.",
    "AM relance le prestataire.", "On ne prend pas le fonds, PV leur répond.", "Marc alerte la coordination.",
    "Anne Morel se propose de tenir la caisse.", "Paul porte la commande pour le compte de tous.",
    "Le secrétariat transmettra les documents aux membres.",
)  # fmt: skip
ONLY_TOLD = (
    "Anne Morel partage cette préoccupation.", "Paul Vidal soumet d’abord au vote la demande de Marc.",
    "Claire remet sur le tapis son idée de camion.", "La mairie récupère la salle en janvier.",
    "L’université en délibérera le 5 juillet.", "La bibliothèque de droit débuteront en mars.",
    "Marc prendra sa retraite en juin.", "Le président relate la rencontre du 8 septembre.",
    "Le dossier sera examiné en septembre par la commission culture.", "Coupe de France partira en mai.",
    "L’éditeur l’a confirmé par écrit le 3 mars.", "Anne Morel fait un point sur la panne d’octobre 2019.",
    "Paul ne viendra pas samedi.", "Le club fait la demande à la mairie afin de pouvoir installer un abri.",
    "Paul répond aux questions.", "Claire répond que l’établissement devra choisir avant le 20 mars.",
)  # fmt: skip


@pytest.mark.parametrize("sentence", TO_DO)
def test_somebody_who_is_there_does_something(sentence: str) -> None:
    assert len(found("# Divers", sentence).actions) == 1


@pytest.mark.parametrize("sentence", ONLY_TOLD)
def test_what_is_only_told_is_no_action(sentence: str) -> None:
    assert not found("# Divers", sentence).actions


@pytest.mark.parametrize("heading", ["# À faire", "Qui fait quoi ?", "On a vu l’adjointe, c’est dit. Qui fait quoi :"])
def test_things_and_persons_under_who_does_what(heading: str) -> None:
    items = ("- affiche : Paul", "- buvette : Anne et Marc", "- relancer le maire – Claire – 15 mai")
    told = found("# Fête", heading, *items)
    assert [(one.quote.text, one.owners, one.deadline_text) for one in told.actions] == [
        ("affiche", ("Paul",), ""), ("buvette", ("Anne", "Marc"), ""), ("relancer le maire", ("Claire",), "15 mai"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "is_so"),
    [
        ("Stats du T4 : fait (Paul)", True), ("baie : commandée le 28/03 (Anne)", True), ("Devis : reçu", True),
        ("Page wiki : toujours pas (Marc)", True), ("affiches : Paul, fait", True), ("assurance : en cours", True),
        ("Livraison : prévue en mai", False), ("Paul : faire le site", False), ("Site : à mettre à jour", False),
    ],
)  # fmt: skip
def test_an_old_action_that_is_followed_up(line: str, *, is_so: bool) -> None:
    assert actions.followed_up(line) == is_so


def test_the_deadline_after_an_owner_is_told_without_its_preposition() -> None:
    told = found("# À faire", "- inviter les auteurs : Claire, avant fin mars")
    assert [(one.owners, one.deadline_text) for one in told.actions] == [(("Claire",), "fin mars")]


def test_what_is_followed_up_is_no_new_action() -> None:
    told = found("# Suivi des actions", "- Stats : fait (Paul)", "- Contacter l’assureur (Anne) : à faire")
    assert [(one.quote.text, one.owners) for one in told.actions] == [("Contacter l’assureur", ("Anne",))]


def test_a_mark_in_the_middle_of_joined_lines_charges_somebody() -> None:
    told = found("# Sécurité", "- la sauvegarde a été déplacée en séance. TODO AM: compte de service, mi-décembre")
    assert [(one.quote.text, one.owners) for one in told.actions] == [("compte de service, mi-décembre", ("AM",))]


def test_a_name_alone_is_no_task() -> None:
    assert not found("# À faire", "- Alexis Métaireau", "- Nelle Varoquaux").actions
