"""When a thing is due and when a decision holds, as tables; all days are counted from 12 March 2024."""

from __future__ import annotations

from datetime import date

import pytest

from repo_service.domain.minutes import deadlines
from tests.unit.minutes.papers import MEETING


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("30/06", date(2024, 6, 30)),
        ("fin juin", date(2024, 6, 30)),
        ("avant le 30/06", date(2024, 6, 30)),
        ("T2 2025", date(2025, 6, 30)),
        ("2e quinzaine de mai", date(2024, 5, 31)),
        ("1re quinzaine de mai", date(2024, 5, 15)),
        ("rentrée 2024", date(2024, 9, 1)),
        ("mi-janvier", date(2025, 1, 15)),
        ("début avril", date(2024, 4, 5)),
        ("31 mai 2024", date(2024, 5, 31)),
        ("15 février", date(2025, 2, 15)),
        ("fin du mois de mars", date(2024, 3, 31)),
        ("fin 2025", date(2025, 12, 31)),
        ("septembre 2024", date(2024, 9, 30)),
        ("mai/juin", date(2024, 6, 30)),
        ("31.05", date(2024, 5, 31)),
        ("pour juin", date(2024, 6, 30)),
        ("prochaine réunion", None),
        ("dès que possible", None),
        ("avant la bascule", None),
        ("le 31/02", None),
    ],
)
def test_words_for_a_deadline_are_worked_out_from_the_meeting(words: str, day: date | None) -> None:
    found = deadlines.whole(words, MEETING)
    assert found is not None
    assert (found.day, found.words) == (day, words)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Mme Petit établira pour la fin avril une liste.", "la fin avril"),
        ("Paul envoie le devis avant le 15 septembre.", "15 septembre"),
        ("Paul prépare une note pour la prochaine réunion.", "pour la prochaine réunion"),
        ("Ils sont 12 en 2023.", None),
    ],
)
def test_a_sentence_announces_its_deadline(sentence: str, words: str | None) -> None:
    found = deadlines.within(sentence, MEETING)
    assert (found.words if found else None) == words
    assert found is None or sentence[found.start : found.end] == found.words


@pytest.mark.parametrize(
    ("sentence", "begins", "ends"),
    [
        ("Le projet est lancé du 1er avril 2024 au 31 mars 2025.", date(2024, 4, 1), date(2025, 4, 1)),
        ("Le prêt est gratuit à compter du 1er octobre.", date(2024, 10, 1), None),
        ("Elle est élue pour deux ans.", None, date(2026, 3, 12)),
        ("Le projet est prolongé jusqu’au 30 juin 2025.", None, date(2025, 7, 1)),
        ("Elle entre en vigueur à compter de ce jour.", MEETING, None),
        ("Le budget est de 500 euros.", None, None),
    ],
)
def test_a_decision_says_when_it_holds(sentence: str, begins: date | None, ends: date | None) -> None:
    assert deadlines.effects(sentence, MEETING) == (begins, ends)


def test_without_a_day_of_the_meeting_only_years_are_read() -> None:
    told = [deadlines.whole(words, None) for words in ("fin juin", "fin juin 2024")]
    assert [one and one.day for one in told] == [None, date(2024, 6, 30)]
