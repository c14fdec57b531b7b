"""SCDL « délibérations »: whatever a decision is, it is a strict row or it is left out with a reason."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.register import scdl
from repo_service.domain.register.scdl import COLUMNS, DOMAINS, MATTERS, REASONS, Act, Collectivity
from repo_service.paths import PROJECT

TODAY = date(2026, 11, 28)
ACT = Act(
    "5H8CR2WZ0YKD", "COPIL-2026-014", "Le prêt est gratuit entre partenaires", date(2026, 3, 12), "adopted", False,
    "public", "Conservation partagée", "", {"for": 4, "against": 1, "abstention": 0}, "https://memoire.fr/documents/5H8CR2",
    Collectivity("Consortium Estran", "73282932000074"),
)  # fmt: skip


def made(**more: Any) -> Act:
    """The act with something else."""
    return replace(ACT, **more)


def test_the_seventeen_columns_come_in_the_order_of_the_schema() -> None:
    assert [column.name for column in COLUMNS] == [
        "COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM", "DELIB_OBJET",
        "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE", "VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR",
        "VOTE_CONTRE", "VOTE_ABSTENTION", "DELIB_URL",
    ]  # fmt: skip
    assert [column.name for column in COLUMNS if column.required] == [column.name for column in COLUMNS[:7]]


def test_a_decision_is_one_row() -> None:
    assert scdl.reason(ACT, TODAY) == ""
    assert scdl.cells(ACT) == (
        "Consortium Estran", "73282932000074", "COPIL-2026-014", "2026-03-12", "8.9",
        "domaines de compétences par thèmes/culture", "Le prêt est gratuit entre partenaires", "", "", "", "", "",
        "5", "4", "1", "0", "https://memoire.fr/documents/5H8CR2",
    )  # fmt: skip


@pytest.mark.parametrize(("more", "why"), [
    ({"visibility": "network"}, "not_public"), ({"annulled": True}, "withdrawn"),
    ({"outcome": "rejected"}, "not_adopted"), ({"outcome": "postponed"}, "not_adopted"),
    ({"adopted": date(1899, 12, 31)}, "day"),
    ({"adopted": date(2026, 11, 29)}, "day"), ({"collectivity": Collectivity("Consortium", "")}, "collectivity"),
    ({"collectivity": Collectivity(" ", "73282932000074")}, "collectivity"), ({"domain": ""}, "no_domain"),
    ({"domain": "Astronomie"}, "domain"), ({"votes": {"for": 5, "against": 1, "present": 4}}, "votes"),
    ({"title": " "}, "written"), ({"url": "/documents/5H8CR2"}, "written"),
])  # fmt: skip
def test_what_is_not_strict_is_left_out_with_its_reason(more: dict[str, Any], why: str) -> None:
    assert scdl.reason(made(**more), TODAY) == why
    assert REASONS[why]


def test_a_decision_without_a_number_goes_by_its_identifier() -> None:
    assert scdl.cells(made(number=""))[2] == "5H8CR2WZ0YKD"


def test_voters_are_told_or_counted_where_every_voice_is_known() -> None:
    def votes(**told: Any) -> tuple[str, ...]:
        return scdl.cells(made(votes=told))[12:16]

    assert votes(**{"for": 4, "present": 6}) == ("6", "4", "", "")
    assert votes(**{"for": 4}) == ("", "4", "", "")
    assert votes(unanimous=True) == ("", "", "", "")
    assert votes(**{"for": 4, "against": 0, "abstention": 0, "weighted": True}) == ("", "", "", "")


def test_elections_and_approvals_have_a_matter_without_a_domain() -> None:
    assert scdl.matter("", "approval") == "5.2"
    assert scdl.matter(" ", "election") == "5.3"
    assert scdl.matter("CONSERVATION PARTAGEE") == "8.9"
    assert scdl.matter("Astronomie", "election") == ""


def test_every_domain_has_a_matter_and_every_matter_is_written_as_the_schema_asks() -> None:
    assert set(DOMAINS.values()) | set(scdl.SORTS.values()) <= MATTERS.keys()
    sizes = {"1": 7, "2": 3, "3": 6, "4": 5, "5": 8, "6": 5, "7": 10, "8": 9, "9": 4}
    assert sorted(MATTERS) == sorted(f"{family}.{n}" for family, size in sizes.items() for n in range(1, size + 1))
    for name in MATTERS.values():
        assert re.fullmatch(r"[^/,()A-Z]+/[^/,()A-Z]+", name), name


@pytest.mark.parametrize(("place", "cell"), [
    (0, ""), (1, "7328293200007"), (3, "12/03/2026"), (3, "2026-02-30"), (4, "8"), (4, "89"), (6, " "), (7, "26"),
    (10, "hier"), (13, "-1"), (13, "4,0"), (13, "quatre"), (16, "javascript:alert(1)"), (16, "https://a b"),
])  # fmt: skip
def test_a_row_that_is_not_strict_is_seen(place: int, cell: str) -> None:
    row = list(scdl.cells(ACT))
    assert scdl.faults(tuple(row)) == []
    row[place] = cell
    assert scdl.faults(tuple(row)) == [COLUMNS[place].name]
    assert len(scdl.faults(tuple(row[1:]))) == 17


def test_the_page_for_coordinators_shows_the_tables_of_the_code() -> None:
    page = (PROJECT / "docs" / "scdl.md").read_text(encoding="utf-8")
    for name, code in DOMAINS.items():
        assert f"| {name} | {code} | {MATTERS[code]} |" in page, name
    for code, name in MATTERS.items():
        assert f"| {code} | {name} |" in page, code
    for words in REASONS.values():
        assert f"| {words} |" in page, words


NUMBERS = st.one_of(st.none(), st.integers(-3, 60))
ACTS = st.builds(
    Act, st.just("5H8CR2WZ0YKD"), st.text(max_size=8), st.text(max_size=8), st.dates(),
    st.sampled_from(["adopted", "rejected", "postponed", "proposed"]), st.booleans(),
    st.sampled_from(["public", "network", "body"]), st.sampled_from([*DOMAINS, "", "Astronomie"]),
    st.sampled_from(["", "approval", "election"]),
    st.fixed_dictionaries(dict.fromkeys(("for", "against", "abstention", "present"), NUMBERS)),
    st.sampled_from(["https://a.fr/d", "", "rien"]),
    st.builds(Collectivity, st.text(max_size=4), st.sampled_from(["", "73282932000074", "12"])),
)  # fmt: skip


@given(ACTS)
def test_a_row_is_strict_or_there_is_none(act: Act) -> None:
    why = scdl.reason(act, TODAY)
    assert why in {"", *REASONS}
    if not why:
        assert scdl.faults(scdl.cells(act)) == []
        assert act.visibility == "public"
