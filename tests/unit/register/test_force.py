"""What is in force on a day, over histories made up by the machine: intervals and chains keep their promises."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.periods import Period
from repo_service.domain.register import chains
from repo_service.domain.register.force import (
    HOLDING,
    STATUSES,
    Force,
    Life,
    Recorded,
    Tie,
    Wording,
    known,
    wordings_in_force,
)

DAYS = st.dates(date(2024, 1, 1), date(2024, 2, 20))
NAMES = st.sampled_from("abcdef")
OUTCOMES = st.sampled_from(["adopted", "adopted", "adopted", "rejected", "postponed"])
ANNULLED = st.sampled_from([False, False, True])
LIVES = st.builds(Life, NAMES, DAYS, OUTCOMES, st.none() | DAYS, st.none() | DAYS, ANNULLED)
TIES = st.builds(Tie, NAMES, st.sampled_from(list(chains.RELATIONS)), NAMES, DAYS)
HISTORIES = st.tuples(st.lists(LIVES, max_size=6, unique_by=lambda life: life.id), st.lists(TIES, max_size=12))
EVERY_DAY = [date(2023, 12, 30) + timedelta(days=number) for number in range(60)]


@given(HISTORIES)
def test_a_decision_binds_exactly_on_the_days_of_its_one_interval(history: tuple[list[Life], list[Tie]]) -> None:
    force = Force(*history)
    for life in history[0]:
        period = force.period(life.id)
        for day in EVERY_DAY:
            standing = force.standing(life.id, day)
            binds = standing is not None and standing.status in HOLDING
            in_time = day >= life.adopted and period is not None and period.covers(day)
            assert binds == in_time
            assert standing is None or standing.status in STATUSES


@given(HISTORIES)
def test_what_replaces_or_repeals_leaves_no_day_on_which_the_old_one_binds(
    history: tuple[list[Life], list[Tie]],
) -> None:
    force = Force(*history)
    for tie in history[1]:
        source, target = force.lives.get(tie.source), force.lives.get(tie.target)
        if source and target and source.binds and source.id != target.id and chains.ends(tie.relation):
            assert all(target.id not in force.in_force(day) for day in EVERY_DAY if day >= tie.day)


@given(HISTORIES, st.lists(st.builds(Wording, st.integers(1, 9), DAYS), max_size=6, unique_by=lambda one: one.version))
def test_on_every_date_at_most_one_version_of_a_decision_is_in_force(
    history: tuple[list[Life], list[Tie]], wordings: list[Wording]
) -> None:
    force = Force(*history)
    for life in history[0]:
        period = force.period(life.id)
        pieces = wordings_in_force(period, wordings)
        for day in EVERY_DAY:
            holding = [version for version, piece in pieces if piece.covers(day)]
            assert len(holding) == bool(wordings and period and period.covers(day))


@given(HISTORIES, NAMES)
def test_walks_end_and_a_family_is_the_same_from_each_of_its_members(
    history: tuple[list[Life], list[Tie]], start: str
) -> None:
    family = chains.family(history[1], start)
    assert start in family
    assert all(chains.family(history[1], one) == family for one in family)
    line = chains.succession(history[1], start)
    assert start in line
    assert len(line) == len(set(line))
    assert set(line) <= family


@given(HISTORIES)
def test_ties_that_are_not_refused_never_close_a_loop(history: tuple[list[Life], list[Tie]]) -> None:
    lives = {life.id: life for life in history[0]}
    kept: list[Tie] = []
    for tie in history[1]:
        if not chains.fault(lives, kept, tie):
            kept.append(tie)
    for name in lives:
        assert all(name not in chains.reached(kept, one) for one in chains.reached(kept, name))
    assert all(tie.source != tie.target for tie in kept)
    assert all(tie.day >= max(lives[tie.source].adopted, lives[tie.target].adopted) for tie in kept)


@given(HISTORIES)
def test_nothing_changes_between_two_turning_days(history: tuple[list[Life], list[Tie]]) -> None:
    force = Force(*history)
    turning = set(force.turning_days())
    for before, after in pairwise(EVERY_DAY):
        if after not in turning:
            assert force.in_force(before) == force.in_force(after)


def test_the_words_follow_the_life_of_a_decision() -> None:
    first = Life("a", date(2024, 3, 12), start=date(2024, 4, 1))
    second = Life("b", date(2025, 3, 11), until=date(2026, 1, 1))
    changing = Life("c", date(2024, 9, 24))
    ties = [Tie("b", "replaces", "a", date(2025, 6, 1)), Tie("c", "amends", "a", date(2024, 9, 24))]
    force = Force([first, second, changing], ties)

    def status(identifier: str, day: date) -> str:
        standing = force.standing(identifier, day)
        return standing.status if standing else ""

    assert status("a", date(2024, 3, 11)) == ""
    assert status("a", date(2024, 3, 12)) == "deferred"
    assert status("a", date(2024, 4, 1)) == "with_term"
    assert status("a", date(2024, 9, 24)) == "amended"
    assert status("a", date(2025, 5, 31)) == "amended"
    assert status("a", date(2025, 6, 1)) == "superseded"
    assert status("b", date(2025, 12, 31)) == "with_term"
    assert status("b", date(2026, 1, 1)) == "expired"
    assert status("c", date(2030, 1, 1)) == "in_force"
    assert force.period("a") == Period(date(2024, 4, 1), date(2025, 6, 1))


def test_a_withdrawn_decision_gives_back_what_it_had_replaced_and_a_repealed_one_does_not() -> None:
    old, new = Life("a", date(2024, 1, 2)), Life("b", date(2024, 2, 1))
    tie = Tie("b", "replaces", "a", date(2024, 2, 1))
    assert Force([old, Life("b", date(2024, 2, 1), annulled=True)], [tie]).in_force(date(2024, 3, 1)) == ["a"]
    third = Life("c", date(2024, 2, 10))
    repealed = Force([old, new, third], [tie, Tie("c", "repeals", "b", date(2024, 2, 10))])
    assert repealed.in_force(date(2024, 3, 1)) == ["c"]


def test_what_was_known_is_asked_apart_from_what_was_so() -> None:
    told = datetime(2024, 3, 20, tzinfo=UTC)
    corrected = datetime(2024, 6, 1, tzinfo=UTC)
    facts = [
        (Recorded(told, corrected), Life("a", date(2024, 3, 12))),
        (Recorded(corrected), Life("a", date(2024, 3, 12), start=date(2024, 9, 1))),
    ]
    day = date(2024, 4, 1)
    assert Force(known(facts, datetime(2024, 3, 1, tzinfo=UTC)), ()).in_force(day) == []
    assert Force(known(facts, datetime(2024, 4, 1, tzinfo=UTC)), ()).in_force(day) == ["a"]
    assert Force(known(facts, None), ()).in_force(day) == []
