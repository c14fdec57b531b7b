"""The table of the register and its Table Schema are made of the same rows."""

from __future__ import annotations

import json
from datetime import date

import pytest

from repo_service.domain.periods import Period
from repo_service.domain.register import columns, french
from repo_service.domain.register.force import Standing

TYPES = {"string", "integer", "boolean", "date"}
CONSTRAINTS = {"required", "unique", "pattern", "enum", "minimum"}


def test_the_schema_is_one_that_other_programs_read() -> None:
    told = json.loads(json.dumps(columns.schema()))
    assert [field["name"] for field in told["fields"]] == list(columns.NAMES)
    assert len(set(columns.NAMES)) == len(columns.NAMES)
    assert told["primaryKey"] in columns.NAMES
    for field in told["fields"]:
        assert field["type"] in TYPES
        assert set(field.get("constraints", {})) <= CONSTRAINTS
        assert field["title"]
        assert field["name"].isascii()
        assert field.get("format", "uri") == "uri"


def test_every_tie_has_a_column_both_ways() -> None:
    assert len({(relation, acts) for relation, acts, _, _ in columns.TIES}) == 8
    assert {name for _, _, name, _ in columns.TIES} <= set(columns.NAMES)


@pytest.mark.parametrize(("told", "words"), [
    ({}, ""), ({"unanimous": True}, "à l’unanimité"),
    ({"for": 1, "against": 0, "abstention": 2}, "1\u00a0voix pour, 0\u00a0voix contre, 2\u00a0abstentions"),
    ({"not_voting": 1}, "1\u00a0personne ne prend pas part au vote"),
    ({"for": 3, "weighted": True, "majority": "à la majorité des 3/4", "secret": True},
     "3\u00a0voix pour, voix pondérées, à la majorité des 3/4, à bulletin secret"),
])  # fmt: skip
def test_a_vote_is_told_in_french(told: dict[str, object], words: str) -> None:
    assert french.votes(told) == words


@pytest.mark.parametrize(("status", "end", "words"), [
    ("in_force", None, "En vigueur depuis le 1er avril 2024"),
    ("amended", None, "En vigueur, modifiée depuis le 1er avril 2024"),
    ("with_term", date(2025, 1, 1), "En vigueur avec terme, du 1er avril 2024 au 31 décembre 2024"),
    ("superseded", date(2025, 1, 1), "Remplacée, en vigueur du 1er avril 2024 au 31 décembre 2024"),
    ("deferred", None, "Vigueur différée, applicable à partir du 1er avril 2024"),
])  # fmt: skip
def test_how_a_decision_stands_is_told_in_french(status: str, end: date | None, words: str) -> None:
    told = french.standing(Standing(status, Period(date(2024, 4, 1), end)))
    assert told.replace("\u00a0", " ") == words


def test_what_never_held_is_told_without_days() -> None:
    assert french.standing(Standing("rejected", None)) == "Rejetée"
    assert french.taken("rejected", date(2024, 3, 12)).replace("\u00a0", " ") == "rejetée le 12 mars 2024"
    assert french.taken("proposed", date(2024, 3, 12)).replace("\u00a0", " ") == "en projet, du 12 mars 2024"
