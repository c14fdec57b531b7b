"""A hundred heads of documents, labelled by hand, and what is recognised in them."""

from __future__ import annotations

import pytest

from .heads import Head, seen, value
from .heads_of_a_second_look import SECOND_LOOK
from .heads_of_meetings import MEETINGS
from .heads_of_papers import PAPERS

HEADS = MEETINGS | PAPERS | SECOND_LOOK
# What is still missed: six digits may be a day first or a year first; a table or one line has too few small words.
KNOWN_MISSES = {
    ("dates of loans in the text", "date"),
    ("dates of loans in the text", "title"),
    ("initials with points", "language"),
    ("a spreadsheet of loans", "language"),
    ("a spreadsheet with a title", "language"),
    ("a proxy", "body"),
    ("week abbreviations, again", "language"),
    ("programme, again", "language"),
}


def _cases(field: str) -> list[object]:
    missed = pytest.mark.xfail(strict=True, reason="known miss")
    return [
        pytest.param(head, id=name, marks=[missed] if (name, field) in KNOWN_MISSES else [])
        for name, head in HEADS.items()
    ]


@pytest.mark.parametrize("head", _cases("kind"))
def test_the_kind_is_the_one_a_secretary_would_say(head: Head) -> None:
    assert value(seen(head).kind) == head.kind


@pytest.mark.parametrize("head", _cases("date"))
def test_the_date_is_that_of_the_meeting_or_of_the_text(head: Head) -> None:
    assert value(seen(head).date) == head.day


@pytest.mark.parametrize("head", _cases("body"))
def test_the_body_is_the_one_that_met(head: Head) -> None:
    assert value(seen(head).body) == head.body


@pytest.mark.parametrize("head", _cases("title"))
def test_the_title_can_stay_as_it_is(head: Head) -> None:
    assert value(seen(head).title) in head.titles


@pytest.mark.parametrize("head", _cases("language"))
def test_the_language_is_told_by_the_head_alone(head: Head) -> None:
    assert value(seen(head).language) == head.language


def test_no_date_is_wrong_where_it_is_not_found() -> None:
    wrong = [name for name, head in HEADS.items() if value(seen(head).date) not in {None, head.day}]
    assert wrong == []


def test_a_completed_title_quotes_every_line_that_it_was_made_from() -> None:
    guess = seen(MEETINGS["capitals on four lines, the kind last"]).title
    assert guess
    assert guess.quote == "RELEVÉ DE DÉCISIONS […] COMITE DE PILOTAGE […] Séance du lundi 3 février 2025"
    assert guess.source == "text"


def test_a_title_made_without_any_title_quotes_its_proof() -> None:
    guess = seen(MEETINGS["the year in words, agenda below"]).title
    assert guess
    assert guess.quote.startswith("L’an deux mille vingt-quatre")
    assert guess.anchor
