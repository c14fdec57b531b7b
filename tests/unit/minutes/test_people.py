"""Who was there, in all the ways in which lists are written; what is no person."""

from __future__ import annotations

import pytest

from repo_service.domain.minutes.finding import find
from repo_service.domain.minutes.people.persons import People
from repo_service.domain.passages import Block, anchored
from tests.unit.minutes.papers import TITLE, TODAY, row

Told = dict[str, str]


def there(*lines: str | Block) -> Told:
    """The persons of minutes with these lines under the title, and their roles; an arrow and who votes for them."""
    blocks = [TITLE]
    for one in lines:
        if isinstance(one, Block):
            blocks.append(one)
        elif one.startswith("- "):
            blocks.append(Block("item", one[2:], level=1, label="-"))
        else:
            blocks.append(Block("paragraph", one))
    blocks += [Block("heading", "1. Budget", level=2), Block("paragraph", "Le budget est longuement discuté.")]
    told = find(anchored(blocks), today=TODAY).attendance
    return {one.name: f"{one.role} → {one.proxy}" if one.proxy else one.role for one in told}


LISTS: tuple[tuple[tuple[str, ...], Told], ...] = (
    (("présents: SG, MF, JW",), {"SG": "present", "MF": "present", "JW": "present"}),
    (("Présents : SG, MF, JW", "Excusés : AK (congés)"),
     {"SG": "present", "MF": "present", "JW": "present", "AK": "excused"}),
    (("Présents : SCD, DSI, DRH",), {}),
    (("*connectés :* Théo (notes), Carmen", "*excusés :* Gisèle"),
     {"Théo": "present", "Carmen": "present", "Gisèle": "excused"}),
    (("Présents à titre consultatif : Mme Delmotte",), {"Mme Delmotte": "invited"}),
    (("Participants avec voix consultative : Mme Delmotte",), {"Mme Delmotte": "invited"}),
    (("Absents motivés : Mme Roy",), {"Mme Roy": "excused"}),
    (("Avaient donné procuration : Mme Roy à M. Petit",), {"Mme Roy": "excused → M. Petit"}),
    (("Absents représentés : Mme Julie ROY par M. Jean PETIT",), {"Julie ROY": "excused → Jean PETIT"}),
    (("Présents : Anne Blin, Jean Roy", "M. Paul Petit a donné procuration à Mme Anne Blin."),
     {"Anne Blin": "present", "Jean Roy": "present", "Paul Petit": "excused → Anne Blin"}),
    (("Membres présents : Mmes ROY, PETIT, MM. BLIN et DUBOIS",),
     {"Mme ROY": "present", "PETIT": "present", "M. BLIN": "present", "DUBOIS": "present"}),
    (("Présents : Paul D’AMBROSIO, Anne Blin",), {"Paul D’AMBROSIO": "present", "Anne Blin": "present"}),
    (("Présents : Anne, Jean + Paul en visio",), {"Anne": "present", "Jean": "present", "Paul": "present"}),
    (("Présents : Mme A. Roy (BU Lettres) et M. B. Petit",), {"A. Roy": "present", "B. Petit": "present"}),
    (("Participants : 8 personnes dont Anne Roy et Jean Blin",), {"Anne Roy": "present", "Jean Blin": "present"}),
    (("Se sont fait excuser : Anne Roy, Jean Blin",), {"Anne Roy": "excused", "Jean Blin": "excused"}),
    (("Présents : A.Blin, J.Roy",), {"A.Blin": "present", "J.Roy": "present"}),
    (("Présents : BLIN A., ROY J.P.",), {"BLIN A": "present", "ROY J.P": "present"}),
    (("Membres : Anne Blin, Jean Roy (excusé)",), {"Anne Blin": "present", "Jean Roy": "excused"}),
    (("9 présents : Anne Blin, Jean Roy",), {"Anne Blin": "present", "Jean Roy": "present"}),
    (("+ Présents : Anne, Jean", "+ Absents : Paul"), {"Anne": "present", "Jean": "present", "Paul": "absent"}),
    (("## Présents", "- Yves", "- Ophélie"), {"Yves": "present", "Ophélie": "present"}),
    (("**Membres présents :**", "[Adam]{.smallcaps} Léo,", "[Da Col]{.smallcaps} Guillaume\\*."),
     {"Adam Léo": "present", "Da Col Guillaume": "present"}),
    (("Étaient présents **Anne Blin** et **Jean Roy**.",), {"Anne Blin": "present", "Jean Roy": "present"}),
    (("Présents :", "- Anne Blin", "- Jean Roy", "Pouvoirs : 1", "- Paul Petit (Anne Blin)"),
     {"Anne Blin": "present", "Jean Roy": "present", "Paul Petit": "excused → Anne Blin"}),
    (("Liste des personnes excusées : Anne Blin, Jean Roy", "Nouveaux adhérents depuis le mois de septembre :",
      "Paul Petit"), {"Anne Blin": "excused", "Jean Roy": "excused"}),
    (("Pour la Ville : Anne Blin, Jean Roy", "Pour la Région : Paul Petit"),
     {"Anne Blin": "present", "Jean Roy": "present", "Paul Petit": "present"}),
    (("Pour : Anne Blin", "Objet : Lettre de Jean Roy"), {}),
    (("Présents : Anne Blin, le représentant de la mairie",), {"Anne Blin": "present"}),
)  # fmt: skip


@pytest.mark.parametrize(("lines", "told"), LISTS, ids=lambda value: str(value)[:60])
def test_lists_are_read_as_they_are_written(lines: tuple[str, ...], told: Told) -> None:
    assert there(*lines) == told


def test_the_lists_of_a_page_in_one_line_end_where_its_sentences_begin() -> None:
    page = (
        "COMMUNE DE VAUBRESSIEUX Conseil municipal " + "Séance ordinaire tenue en mairie. " * 20
        + "Présents : Anne Blin, Jean Roy, Paul Petit. Absents : Marc Noël (procuration à Jean Roy). "
        + "Le Conseil Municipal approuve le budget. Julie Dubois le présente. " * 40
    )  # fmt: skip
    assert there(page) == {
        "Anne Blin": "present", "Jean Roy": "present", "Paul Petit": "present", "Marc Noël": "absent → Jean Roy",
    }  # fmt: skip


def test_the_header_of_a_roll_names_nobody() -> None:
    rows = [row("Établissement", "Représentant", "Présence"), row("Corvanne", "Anne Blin", "présente"),
            row("Brévaux", "Jean Roy", "excusé"), row("Saint-Elme", "Paul Petit", "présent")]  # fmt: skip
    assert there(*rows) == {"Anne Blin": "present", "Jean Roy": "excused", "Paul Petit": "present"}


def test_a_vice_president_is_no_chair() -> None:
    blocks = [TITLE, Block("paragraph", "Présents : Anne Blin (présidente), Jean Roy (vice-président)")]
    told = find(anchored(blocks), today=TODAY).attendance
    assert [one.office for one in told] == ["chair", ""]


@pytest.mark.parametrize(
    ("initials", "known"), [("SG", True), ("JPR", True), ("AB", True), ("DSI", False), ("ZZ", False)]
)
def test_initials_of_those_who_are_there_are_known(initials: str, *, known: bool) -> None:
    people = People(["Solène Guivarch", "Jean-Paul Roy", "AB"], (), ["SG, secrétaire", "BU", ""])
    assert people.known(initials) == known
