"""Patterns of register numbers, read as a secretary writes them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.register import numbering

DAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("pattern", "count", "number"),
    [
        ("COPIL-AAAA-NNN", 14, "COPIL-2026-014"),
        ("AAAA-NN", 3, "2026-03"),
        ("CONSEIL/AA/N", 12, "CONSEIL/26/12"),
        ("D. NN", 141, "D. 141"),
        ("Délibération n° NNN (AAAA)", 7, "Délibération n° 007 (2026)"),
    ],
)
def test_a_pattern_prints_and_reads_back_its_numbers(pattern: str, count: int, number: str) -> None:
    assert numbering.fault(pattern) == ""
    series = numbering.series(pattern, DAY)
    assert numbering.printed(series, count) == number
    assert numbering.counted(series, number.lower()) == count


@given(st.sampled_from(["COPIL-AAAA-NNN", "AAAA-NN", "N", "AA.NNNN"]), st.integers(1, 10**6))
def test_every_number_is_counted_at_its_place(pattern: str, count: int) -> None:
    series = numbering.series(pattern, DAY)
    assert numbering.counted(series, numbering.printed(series, count)) == count


@pytest.mark.parametrize("pattern", ["", "COPIL", "NNN-NN", "AAAA-AAAA-N", "<b>N", "ANNEE-ANN", "N" * 61])
def test_a_pattern_that_cannot_count_is_told(pattern: str) -> None:
    assert numbering.fault(pattern)


def test_numbers_of_another_series_are_not_counted() -> None:
    series = numbering.series("COPIL-AAAA-NNN", DAY)
    for other in ("COPIL-2025-014", "AG-2026-014", "COPIL-2026-", "COPIL-2026-000", "14"):
        assert numbering.counted(series, other) is None


def test_a_body_without_a_pattern_has_one_of_its_name() -> None:
    assert numbering.default("CoPil") == "COPIL-AAAA-NNN"
    assert numbering.default("GT « Données »") == "GTDONNEES-AAAA-NNN"
    assert numbering.default("") == "DECISION-AAAA-NNN"


def test_two_comes_before_ten() -> None:
    numbers = ["2024-10", "2024-2", "COPIL-2024-001", "2023-11"]
    assert sorted(numbers, key=numbering.sort_key) == ["2023-11", "2024-2", "2024-10", "COPIL-2024-001"]
