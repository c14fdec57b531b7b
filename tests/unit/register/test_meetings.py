"""Hours as they are typed, names that mean one person, and the quorum of a day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.register.meetings import (
    QUORUMS,
    Met,
    Seat,
    fraction,
    hour,
    hour_words,
    name_words,
    point_key,
    quorum,
    same_name,
)

SEATS = [Seat(letter, f"{given} {family}") for letter, given, family in (
    ("a", "Ada", "Morel"), ("b", "Bruno", "Le Goff"), ("c", "Chloé", "Petit"), ("d", "Dan", "Roy"),
)]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9 h 30", "09:30"), ("9h30", "09:30"), ("09:30", "09:30"), ("9 H 30", "09:30"), ("14", "14:00"),
        ("14 h", "14:00"), ("14 heures", "14:00"), ("9\u00a0h\u00a005", "09:05"), ("0:00", "00:00"), ("", ""),
        ("  ", ""),
        ("24 h", None), ("9 h 60", None), ("930", None), ("midi", None), ("-1", None), ("9 h 30 h", None), ("٩", None),
    ],
)  # fmt: skip
def test_an_hour_is_read_as_people_write_it(typed: str, kept: str | None) -> None:
    assert hour(typed) == kept


@given(st.integers(0, 23), st.integers(0, 59))
def test_an_hour_written_in_words_is_read_again(hours: int, minutes: int) -> None:
    kept = f"{hours:02d}:{minutes:02d}"
    assert hour(hour_words(kept)) == kept


@given(st.text(max_size=60))
def test_no_text_stops_the_rules(text: str) -> None:
    hour(text)
    point_key(text)
    same_name(text, "Ada Morel")
    fraction(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3. Budget 2026 :", "Budget 2026"),
        ("IV – Budget", "budget"),
        ("Point n° 2 : Budget", "BUDGET."),
        ("a) Débat", "Debat"),
    ],
)
def test_a_point_is_the_same_with_its_number_and_without(one: str, other: str) -> None:
    assert point_key(one) == point_key(other)


def test_a_year_at_the_head_of_a_point_is_not_its_number() -> None:
    assert point_key("2026 : budget") != point_key("2027 : budget")
    assert point_key("1.") == "1."


@pytest.mark.parametrize(
    "written", ["Bruno Le Goff", "LE GOFF Bruno", "M. Le Goff", "B. Le Goff", "Dr Le Goff", "le goff bruno"]
)
def test_a_name_is_known_however_it_is_written(written: str) -> None:
    assert same_name(written, "Bruno Le Goff")


@pytest.mark.parametrize("written", ["", "M.", "B.", "Bruno", "Anne Le Goff", "Bruno Le Gall", "Goffin"])
def test_a_name_that_may_be_anybody_s_is_nobody_s(written: str) -> None:
    assert not same_name(written, "Bruno Le Goff")
    assert name_words("M. Le Goff") == ("le", "goff")


def met(*said: tuple[str, str, str]) -> list[Met]:
    """Members by letter, each with its role and who votes for it."""
    names = {seat.person: seat.name for seat in SEATS}
    return [Met(names.get(who, who), role, who if who in names else "", proxy) for who, role, proxy in said]


def test_a_member_that_is_there_or_stood_for_counts_once() -> None:
    there = met(("a", "present", ""), ("b", "excused", "Mme Morel"), ("c", "excused", ""), ("d", "absent", ""))
    found = quorum("1/2", SEATS, there)
    assert found is not None
    assert (found.members, found.counted, found.reached) == (4, 2, True)
    twice = met(("a", "present", "Bruno Le Goff"), ("a", "present", ""), ("b", "present", ""))
    assert getattr(quorum("1/2", SEATS, twice), "counted", 0) == 2


def test_a_proxy_for_somebody_who_is_not_there_does_not_count() -> None:
    found = quorum("1/2", SEATS, met(("a", "present", ""), ("b", "excused", "Chloé Petit"), ("c", "excused", "")))
    assert found is not None
    assert (found.counted, found.reached) == (1, False)


def test_who_does_not_sit_does_not_count_but_may_carry_a_proxy() -> None:
    found = quorum("1/4", SEATS, met(("Zoé Nil", "present", ""), ("b", "excused", "Zoé Nil")))
    assert found is not None
    assert (found.counted, found.reached) == (1, True)
    assert getattr(quorum("1/4", SEATS, met(("a", "invited", ""), ("b", "absent", ""))), "counted", 9) == 0


def test_somebody_noted_by_name_alone_is_the_member_of_that_name() -> None:
    assert getattr(quorum("1/2", SEATS, [Met("ada MOREL", "present"), Met("Dan Roy", "present")]), "counted", 0) == 2


def test_nothing_is_told_of_a_quorum_that_is_not_asked_or_of_a_meeting_without_attendance() -> None:
    assert quorum("", SEATS, met(("a", "present", ""))) is None
    assert quorum("1/2", SEATS, []) is None
    assert quorum("1/2", SEATS, met(("a", "invited", ""))) is None
    assert quorum("1/2", [], [Met("Ada Morel", "present")]) is None
    assert quorum("3/2", SEATS, met(("a", "present", ""))) is None


@given(
    st.sampled_from([part for part in QUORUMS if part]),
    st.lists(st.tuples(st.sampled_from("abcdz"), st.sampled_from(["present", "excused", "absent", "invited"]),
                       st.sampled_from(["", "Ada Morel", "Bruno Le Goff", "Zoé Nil"])), max_size=12),
)  # fmt: skip
def test_never_more_members_are_counted_than_sit(part: str, said: list[tuple[str, str, str]]) -> None:
    found = quorum(part, SEATS, met(*said))
    if found is not None:
        assert 0 <= found.counted <= found.members == len(SEATS)
        asked = fraction(part)
        assert asked is not None
        assert found.reached == (found.counted >= asked * found.members)
