"""Rows of somebody else's register as values of ours."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.register import headings, lines
from repo_service.domain.register.lines import Line

TODAY = date(2026, 3, 9)


def read(**said: str) -> Line:
    """A row of which these cells are known; the day and the title where they are not said."""
    cells = {"day": "12/03/2019", "title": "Prêt"} | {name.rstrip("_"): text for name, text in said.items()}
    columns = {name: place for place, name in enumerate(cells)}
    found = lines.read(2, list(cells.values()), columns, TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "typed",
    ["12/03/2019", "12.3.2019", "2019-03-12", "2019-03-12 09:30", "12 mars 2019", "43536", "mardi 12 mars 2019"],
)  # fmt: skip
def test_a_day_is_read_as_registers_write_it(typed: str) -> None:
    assert read(day=typed).day == date(2019, 3, 12)


@pytest.mark.parametrize(
    "typed", ["31/02/2020", "mars 2019", "hier ou demain", "12/03/1899", "12/03/2999", "1", "09/03/2027"]
)
def test_a_day_that_cannot_be_is_told(typed: str) -> None:
    assert read(day=typed).faults


@pytest.mark.parametrize(
    ("typed", "outcome", "ending"),
    [
        ("", "adopted", ""), ("Adoptée à l'unanimité", "adopted", ""), ("En vigueur, modifiée", "adopted", ""),
        ("REJETÉE", "rejected", ""), ("ajournée", "postponed", ""), ("Abrogée", "adopted", "repealed"),
        ("Remplacée par la 12", "adopted", "superseded"), ("plus en vigueur", "adopted", "expired"),
        ("Vigueur différée", "adopted", ""),
    ],
)  # fmt: skip
def test_a_state_is_read_in_its_usual_words(typed: str, outcome: str, ending: str) -> None:
    found = read(state=typed)
    assert (found.outcome, found.ending, found.faults) == (outcome, ending, ())


def test_an_annulled_decision_is_no_ended_one() -> None:
    assert read(state="Annulée").annulled


def test_votes_are_counted_in_columns_or_told_in_words() -> None:
    assert read(for_="12", against="1", abstention="0").votes == {"for": 12, "against": 1, "abstention": 0}
    assert read(votes="12 pour, 1 contre, 2 abstentions").votes == {"for": 12, "against": 1, "abstention": 2}
    assert read(votes="oui").votes == {"unanimous": True}
    assert read(state="Adoptée à l'unanimité").votes == {"unanimous": True}


def test_a_vote_that_is_not_understood_stays_in_the_text() -> None:
    found = read(votes="à main levée")
    assert found.wording == "Prêt\n\nVote\u00a0: à main levée"
    assert found.remarks[0].words == "à main levée"
    assert not found.faults


def test_the_last_day_is_told_and_the_end_is_the_day_after() -> None:
    assert read(until="31/12/2020").until == date(2021, 1, 1)


def test_a_line_that_says_nothing_is_none() -> None:
    assert lines.read(2, ["", "  ", "–"], {"day": 0, "title": 1, "number": 2}, TODAY) is None


def test_several_numbers_are_read_in_one_cell() -> None:
    found = read(replaces="Décision n° 2018-01 et 2018-02 | CP 7")
    assert found.ties == tuple(("replaces", True, number) for number in ("2018-01", "2018-02", "CP 7"))
    assert lines.tie_key("N° 2018-01") == "2018-01"


def test_a_long_title_is_cut_and_stands_whole_in_the_text() -> None:
    found = read(title="mot " * 200)
    assert len(found.title) <= lines.TITLE
    assert found.title.endswith("…")
    assert len(found.wording) > lines.TITLE


@given(st.dictionaries(st.sampled_from(headings.FIELDS), st.text(max_size=60), min_size=1))
def test_whatever_is_typed_a_line_is_read_or_its_faults_are_told(said: dict[str, str]) -> None:
    columns = {name: place for place, name in enumerate(said)}
    found = lines.read(2, list(said.values()), columns, TODAY)
    assert found is None or found.faults or (found.title and found.day)
