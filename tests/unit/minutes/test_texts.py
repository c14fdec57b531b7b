"""Folded copies that know their way back, lines joined again, French sentences, the parts of minutes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.minutes.finding import find
from repo_service.domain.minutes.sentences import spans
from repo_service.domain.minutes.texts import Folded, stretches
from repo_service.domain.minutes.zones import lay_out
from repo_service.domain.passages import Block, anchored
from tests.unit.minutes.papers import MEETING, TODAY, found, paper, quotes


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("M. Ardouin est élu. Il accepte.", ["M. Ardouin est élu.", "Il accepte."]),
        ("L’art. 3 dit tout. Cf. p. 4.", ["L’art. 3 dit tout.", "Cf. p. 4."]),
        ("Ouvert à 9 h 30. Levé à 11 h.", ["Ouvert à 9 h 30.", "Levé à 11 h."]),
        ("J. Tabary et Mme Le Goff écrivent. Merci.", ["J. Tabary et Mme Le Goff écrivent.", "Merci."]),
        ("1. Approbation du compte rendu", ["1. Approbation du compte rendu"]),
        ("Adopté (contre : 0 ; abst. : 4). Suite.", ["Adopté (contre : 0 ; abst. : 4).", "Suite."]),
        ("Oui ? Non ! Peut-être… Voilà", ["Oui ?", "Non !", "Peut-être…", "Voilà"]),
        ("Il dit « Bon. » Puis il part.", ["Il dit « Bon. »", "Puis il part."]),
        ("   ", []),
    ],
)
def test_french_sentences_are_cut_where_they_end(text: str, cut: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text)] == cut


@given(st.text(max_size=200))
def test_every_offset_of_a_folded_copy_leads_back_into_the_text(text: str) -> None:
    folded = Folded(text)
    places = [folded.back(place) for place in range(len(folded.text) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(text)
    assert all(folded.end(place) <= len(text) for place in range(len(folded.text) + 1))


def test_decomposed_accents_and_odd_spaces_change_nothing() -> None:
    text = unicodedata.normalize("NFD", "Le compte\u00a0rendu  est approuvé à l’unanimité.")
    assert Folded(text).text == "le compte rendu est approuve a l'unanimite."
    assert [one.rule for one in found("# CR", text).decisions] == ["minutes approved"]


def test_lost_apostrophes_are_put_back() -> None:
    assert Folded("adopté à l unanimité").text == "adopte a l'unanimite"


def test_lines_of_a_narrow_page_are_one_sentence_and_its_quote_lies_in_one_block() -> None:
    text = "Après une longue discussion sur les horaires, le comité de pilotage\ndécide de fermer le lundi matin."
    told = found("# Horaires", text).decisions
    assert [one.quote.text for one in told] == [text]
    assert "\n" not in told[0].wording


def test_of_a_sentence_over_two_blocks_the_part_that_decides_is_quoted() -> None:
    first = "Après une longue discussion sur les horaires d’hiver, le comité de pilotage"
    second = "décide de fermer le lundi matin."
    told = found("# Horaires", first, second).decisions
    assert [one.quote.text for one in told] == [second]
    assert told[0].wording == f"{first} {second}"


def test_words_that_were_hyphenated_at_the_end_of_a_line_are_whole() -> None:
    assert quotes("# Charte", "Le projet de charte des bibliothèques du réseau est donc adop-\ntée par tous.")


def test_short_lines_of_a_block_stay_apart() -> None:
    lines = stretches([Block("paragraph", "Vote\n0 abstention\n0 vote contre\n28 votes pour")])
    assert [one.text for one in lines] == ["Vote", "0 abstention", "0 vote contre", "28 votes pour"]


def zones_of(*lines: str) -> list[str]:
    return [one.zone for one in lay_out(stretches(paper(*lines))).placed]


def test_nothing_is_taken_from_the_agenda_nor_from_annexes() -> None:
    told = quotes(
        "# Ordre du jour", "- Approbation du compte rendu", "- Relevé de décisions : le budget est adopté",
        "# 1. Budget", "Le comité adopte le budget.", "Rien de plus n’est dit ce jour-là.", "Fin.",
        "# Annexe 1", "Le conseil adopte la charte.",
    )  # fmt: skip
    assert told == ["Le comité adopte le budget."]


def test_an_agenda_in_one_line_ends_with_it() -> None:
    assert zones_of("Ordre du jour : budget ; horaires", "Le comité adopte le budget.")[2] == "agenda"
    assert quotes("Ordre du jour : budget ; horaires", "Le comité adopte le budget.")


def test_points_have_the_numbers_and_words_of_their_headings() -> None:
    points = found("# 1. Budget", "Rien.", "# II – Horaires", "Rien.").points
    assert [(one.label, one.title) for one in points] == [("1", "Budget"), ("II", "Horaires")]


@pytest.mark.parametrize("number", ["1. ", "I – ", ""])
def test_the_approval_of_the_minutes_before_is_a_point_and_no_title(number: str) -> None:
    title = "Approbation du compte rendu de la séance du 9 décembre 2023"
    told = found(f"# {number}{title}", "Il est adopté.", "# 2. Budget")
    assert told.points[0].title == title
    assert [one.point for one in told.decisions] == [title]
    assert told.day == MEETING


def test_points_of_the_rank_of_the_title_are_points() -> None:
    """Word gives « Titre 1 » to points and, for many secretaries, to the title itself."""
    ranked = [Block("heading", words, level=1) for words in ("Comité de pilotage", "Séance du 12 mars 2024", "Budget")]
    blocks = [*ranked[:2], Block("paragraph", "Présents : Anne Morel, Paul Vidal"), ranked[2]]
    told = find(anchored([*blocks, Block("paragraph", "Le comité approuve le budget.")]), today=TODAY)
    assert [one.title for one in told.points] == ["Budget"]
    assert [one.point for one in told.decisions] == ["Budget"]


def test_margins_notes_and_code_are_left_out() -> None:
    blocks = anchored(
        [Block("paragraph", "Le comité adopte.", part="footer"), Block("code", "Le comité adopte la charte.")]
    )
    assert stretches(blocks) == []
