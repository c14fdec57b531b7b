"""The sentences in which remarks are kept, and the places that they tell again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.comparison.proposals import LONGEST, Proposal, proposal, sentence

PASSAGE = "Le comité se réunit deux fois par an, deux jours durant."


def at(words: str, number: int = 1) -> tuple[int, int]:
    """Where words stand in the passage."""
    start = -1
    for _ in range(number):
        start = PASSAGE.index(words, start + 1)
    return start, start + len(words)


@pytest.mark.parametrize(
    ("sort", "text", "place", "said"),
    [
        ("replacement", "trois", at("deux"), "Remplacer «\u00a0deux\u00a0» par «\u00a0trois\u00a0»"),
        ("replacement", "trois", at("deux", 2), "Remplacer «\u00a0deux\u00a0» (2e fois) par «\u00a0trois\u00a0»"),
        ("replacement", "Rien.", (0, len(PASSAGE)), "Remplacer ce passage par «\u00a0Rien.\u00a0»"),
        ("deletion", "par an, ", at("par an, "), "Supprimer «\u00a0par an, \u00a0»"),
        ("deletion", PASSAGE, (0, len(PASSAGE)), "Supprimer ce passage"),
        ("deletion", "\n", (len(PASSAGE), len(PASSAGE)), "Réunir ce passage au suivant"),
        ("deletion", "fois", (4, 4), "Supprimer l’ajout «\u00a0fois\u00a0»"),
        ("insertion", "plénier ", (10, 10), "Ajouter «\u00a0plénier \u00a0» après «\u00a0Le comité \u00a0»"),
        ("insertion", "Où ", (0, 0), "Ajouter «\u00a0Où \u00a0» avant «\u00a0Le comité se\u00a0»"),
        ("insertion", "\nFin.", (len(PASSAGE), len(PASSAGE)), "Ajouter après ce passage «\u00a0Fin.\u00a0»"),
        ("insertion", "Début.\n", (0, 0), "Ajouter avant ce passage «\u00a0Début.\u00a0»"),
        ("insertion", "\n", (10, 10), "Aller à la ligne après «\u00a0Le comité \u00a0»"),
        ("moved_from", "deux jours", at("deux jours"), "Déplacer d’ici «\u00a0deux jours\u00a0»"),
        ("moved_to", "\nFin.", (len(PASSAGE), len(PASSAGE)), "Déplacer ici après ce passage «\u00a0Fin.\u00a0»"),
        ("comment", "Pourquoi ?", at("deux jours"), "Sur «\u00a0deux jours\u00a0»\u00a0: Pourquoi ?"),
        ("comment", "Pourquoi ?", (0, len(PASSAGE)), "Pourquoi ?"),
    ],
)
def test_a_remark_is_said_in_a_sentence(sort: str, text: str, place: tuple[int, int], said: str) -> None:
    assert sentence(sort, text, PASSAGE, *place) == said


def test_french_quotation_marks_within_words_give_way_to_those_of_the_sentence() -> None:
    passage = "Le fonds « Cartes » est ouvert."
    said = sentence("replacement", "« Plans »", passage, 9, 19)
    assert said == "Remplacer «\u00a0“ Cartes ”\u00a0» par «\u00a0“ Plans ”\u00a0»"
    assert proposal("replacement", said, passage) == Proposal(9, 19, "“ Plans ”")


def test_very_long_words_are_cut_and_then_tell_no_place() -> None:
    passage = "mot " * 3_000
    said = sentence("deletion", "", passage, 4, 9_000)
    assert len(said) < LONGEST + 100
    assert proposal("deletion", said, passage) is None


@pytest.mark.parametrize(
    ("sort", "said"),
    [
        ("deletion", "Supprimer «\u00a0absent\u00a0»"), ("replacement", "Remplacer tout"), ("insertion", ""),
        ("deletion", "Réunir ce passage au suivant"), ("insertion", "Aller à la ligne après «\u00a0Le comité \u00a0»"),
        ("comment", "Pourquoi ?"), ("comment", "Sur «\u00a0absent\u00a0»\u00a0: quoi ?"),
        ("deletion", "Supprimer l’ajout «\u00a0fois\u00a0»"), ("deletion", "Supprimer «\u00a0deux\u00a0» (9e fois)"),
    ],
)  # fmt: skip
def test_what_tells_no_place_tells_none(sort: str, said: str) -> None:
    assert proposal(sort, said, PASSAGE) is None


def test_a_comment_and_what_it_covers_are_told_apart_again() -> None:
    start, end = at("deux jours")
    said = sentence("comment", "Pourquoi ?\nEt après ?", PASSAGE, start, end)
    assert proposal("comment", said, PASSAGE) == Proposal(start, end, said="Pourquoi ?\nEt après ?")


SOME = st.sampled_from(["le", "deux", "deux", "fois", "(2e fois)", "par", "après", "comité", "é", "“x”"])
WORDS = st.lists(SOME, min_size=1)
SORTS = st.sampled_from(["comment", "insertion", "deletion", "replacement", "moved_to"])


@given(WORDS, st.data())
def test_the_place_of_what_is_struck_is_told_again(words: list[str], data: st.DataObject) -> None:
    passage = " ".join(words)
    start = data.draw(st.integers(0, len(passage) - 1))
    end = data.draw(st.integers(start + 1, len(passage)))
    struck = passage[start:end]
    for sort, text in (("deletion", struck), ("replacement", "neuf"), ("moved_from", struck)):
        found = proposal(sort, sentence(sort, text, passage, start, end), passage)
        whole = struck.strip() == passage.strip()
        added = "neuf" if sort == "replacement" else ""
        assert found == (Proposal(0, len(passage), added) if whole else Proposal(start, end, added))


@given(WORDS, st.data())
def test_the_place_where_words_come_in_is_told_again(words: list[str], data: st.DataObject) -> None:
    passage = " ".join(words)
    place = data.draw(st.integers(0, len(passage)))
    found = proposal("insertion", sentence("insertion", "neuf", passage, place, place), passage)
    assert found == Proposal(place, place, "neuf")


@given(SORTS, st.text(), st.text(), st.data())
def test_no_text_breaks_a_sentence(sort: str, text: str, passage: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(passage)))
    end = data.draw(st.integers(start, len(passage)))
    found = proposal(sort, sentence(sort, text, passage, start, end), passage)
    assert found is None or 0 <= found.start <= found.end <= len(passage)
