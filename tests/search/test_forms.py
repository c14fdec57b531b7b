"""In which forms what was asked is written in a document, and how often."""

from __future__ import annotations

import pytest

from repo_service.domain.documents import SearchEntry
from repo_service.search.forms import READ, Written
from repo_service.search.query.tree import Pattern, Phrase, Prefix, Range, Word

ENTRY = SearchEntry(
    "ONE", 1, "minutes", "Décisions du comité",
    "La décision est prise. L’acquisition partagée, les DÉCISIONS du plan de "
    "conservation : plan, de\nconservation. Compte-rendu.", keywords="plans, conservation", notes="Une annexe décidée",
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Word("decis", "decision"), {"title": {"décisions": 1}, "text": {"décision": 1, "décisions": 1}}),
        (Word("decis", "decision", "title"), {"title": {"décisions": 1}}),
        (Word("acquisit", "acquisition"), {"text": {"acquisition": 1}}),
        (Word("", "du"), {"title": {"du": 1}, "text": {"du": 1}}),
        (Prefix("dec"), {"title": {"décisions": 1}, "text": {"décision": 1, "décisions": 1}, "notes": {"décidée": 1}}),
        (Pattern("an*xe"), {"notes": {"annexe": 1}}),
        (Phrase(((0, "plan"), (2, "conserv"))), {"text": {"plan de conservation": 1, "plan, de conservation": 1}}),
        (Phrase(((0, "compt"), (1, "rendu"))), {"text": {"compte-rendu": 1}}),
        (Word("zzz", "zzz"), {}),
        (Range("date"), {}),
    ],
)
def test_forms_are_told_by_field_as_they_are_written(wanted: object, found: object) -> None:
    assert Written(ENTRY).forms(wanted) == found  # type: ignore[arg-type]


def test_a_text_without_end_is_looked_at_in_part() -> None:
    written = Written(SearchEntry("TWO", 1, "other", "", "mot " * READ))
    assert written.forms(Word("mot", "mot")) == {"text": {"mot": READ // 4}}


def test_a_form_without_end_is_cut() -> None:
    (form,) = Written(SearchEntry("TWO", 1, "other", "a" * 300, "")).forms(Prefix("aa"))["title"]
    assert len(form) == 80
