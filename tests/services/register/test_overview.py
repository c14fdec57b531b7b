"""The overview: late and missing minutes, decisions that wait, what rules are worth; counted from what one may read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from repo_service import identifiers
from repo_service.domain.passages import Block
from repo_service.errors import Forbidden, NotFound, SignInRequired
from repo_service.services.meetings import keeping
from repo_service.services.meetings.sittings import Count
from repo_service.services.register import accepting, correcting, overview
from repo_service.services.register.accepting import Wanted
from repo_service.services.register.overview import Overview
from repo_service.store import lookup
from repo_service.store.people import accounts
from repo_service.store.register import verdicts
from tests.conftest import TIMEZONE
from tests.services import acts
from tests.services.meetings.sittings import act, link, meeting, minutes
from tests.services.register import decided, reviewed
from tests.services.register.chores import Hands

TODAY = date(2026, 3, 9)  # of the hand, before a test moves it


def seen(village: Hands, who: str = "coordinator", body: str = "") -> Overview:
    """The page as somebody sees it."""
    with village.world.repository.store.reading() as uow:
        return overview.view(uow, village[who], body, TIMEZONE)


def late(village: Hands, who: str = "coordinator") -> list[date]:
    """The days of meetings without minutes."""
    return [one.day for one in seen(village, who).late]


def counts(village: Hands, who: str = "coordinator") -> dict[int, Count]:
    """Coverage of the world's body by year."""
    told = seen(village, who).coverage.counts
    return {year: count for (body, year), count in told.items() if body == village.world.body}


def test_a_meeting_is_late_thirty_days_after_it_was_held(village: Hands) -> None:
    days = [TODAY - timedelta(days=one) for one in (400, 31, 30, 2)] + [TODAY, TODAY + timedelta(days=3)]
    for day in days:
        meeting(village, day)
    assert late(village) == [days[1], days[0]]
    assert counts(village) == {2025: Count(1, 0), 2026: Count(3, 0)}  # what is held today is not over


def test_a_meeting_that_was_cancelled_was_not_held(village: Hands) -> None:
    one = meeting(village, TODAY - timedelta(days=50))
    act(village, "secretary of X", keeping.cancel, one)
    assert (late(village), counts(village)) == ([], {})


def test_minutes_count_whether_they_were_tied_to_their_meeting_or_not(village: Hands) -> None:
    tied, same_day, alone = date(2025, 5, 6), date(2025, 6, 3), date(2025, 7, 1)
    link(village, meeting(village, tied), minutes(village.world, tied))
    meeting(village, same_day)
    minutes(village.world, same_day)
    minutes(village.world, alone)
    assert (late(village), counts(village)) == ([], {2025: Count(3, 3)})


def test_two_meetings_of_one_day_have_minutes_each(village: Hands) -> None:
    day = date(2025, 5, 6)
    first, second = meeting(village, day), meeting(village, day, begins="14:00")
    link(village, second, minutes(village.world, day))
    assert [one.meeting for one in seen(village).late] == [first]
    assert counts(village) == {2025: Count(2, 1)}


@pytest.mark.parametrize("who", ["coordinator", "secretary of Y"])
def test_minutes_that_are_hidden_count_nowhere(village: Hands, who: str) -> None:
    body = village.other if who == "secretary of Y" else ""
    meeting(village, date(2025, 5, 6))
    before = seen(village, who, body)
    hidden = reviewed.file(village.world, day="2025-05-06", visibility="body")
    reviewed.accept_all(village.world, hidden)
    minutes(village.world, date(2024, 5, 6), visibility="body", state="draft")
    assert seen(village, who, body).coverage == before.coverage
    assert (seen(village, who, body).late, seen(village, who, body).nowhere) == (before.late, before.nowhere)
    assert (seen(village, who, body).rules, seen(village, who, body).delays) == (before.rules, before.delays)
    mine = seen(village, "secretary of X")
    assert (mine.coverage.total, bool(mine.rules)) == (Count(2, 1), True)


def test_a_draft_is_told_to_who_sees_it_and_is_no_minutes_yet(village: Hands) -> None:
    day = date(2025, 5, 6)
    draft = minutes(village.world, day, state="draft")
    assert [(one.draft, one.minutes) for one in seen(village, "secretary of X").late] == [(draft, "")]
    assert late(village) == []
    acts.put(village.world, draft, "published")
    assert (late(village, "secretary of X"), counts(village)) == ([], {2025: Count(1, 1)})


def test_minutes_that_were_withdrawn_are_missing_again(village: Hands) -> None:
    day = date(2025, 5, 6)
    meeting(village, day)
    acts.put(village.world, minutes(village.world, day), "withdrawn")
    assert late(village) == [day]


def test_the_delay_goes_from_the_meeting_to_the_day_on_which_readers_first_saw_them(
    village: Hands, hand: list[datetime]
) -> None:
    drafted = minutes(village.world, TODAY - timedelta(days=5), state="draft")
    minutes(village.world, TODAY - timedelta(days=40))
    minutes(village.world, TODAY - timedelta(days=366))
    minutes(village.world, TODAY + timedelta(days=1))
    hand[0] += timedelta(days=7)
    acts.put(village.world, drafted, "published")
    hand[0] += timedelta(days=30)
    acts.put(village.world, drafted, "adopted")
    told = seen(village)
    assert [(place.id, days) for place, days in told.delays] == [(village.world.body, [40, 12])]
    assert told.archives == 2


def test_minutes_without_a_body_are_told_apart(village: Hands) -> None:
    minutes(village.world, body="")
    assert (seen(village).nowhere, seen(village).coverage.total) == (1, Count(0, 0))


def test_years_without_any_minutes_between_others_are_told(village: Hands) -> None:
    for day in (date(2022, 5, 6), date(2025, 5, 6)):
        minutes(village.world, day)
    meeting(village, date(2024, 5, 6))
    told = seen(village).coverage
    assert [(body.id, year) for body, year in told.empty] == [(village.world.body, 2023), (village.world.body, 2024)]
    assert told.years == (2022, 2023, 2024, 2025, 2026)


def test_only_the_last_years_are_told_and_the_others_counted(village: Hands) -> None:
    minutes(village.world, date(1998, 5, 6))
    minutes(village.world, date(2025, 5, 6))
    told = seen(village).coverage
    assert (told.years[0], told.years[-1], told.earlier, told.total) == (2015, 2026, 1, Count(1, 1))


def test_decisions_wait_while_they_are_to_be_carried_out_or_were_put_off(village: Hands) -> None:
    world = village.world
    put_off = decided.decide(world, "Reportée", "2025-02-01", state="postponed")
    old = decided.decide(world, "À faire, remplacée depuis", "2024-01-01")
    doing = decided.decide(world, "En cours", "2025-01-01")
    done = decided.decide(world, "Faite", "2025-01-02")
    todo = decided.decide(world, "À faire", "2026-01-01")
    decided.decide(world, "Sans suite", "2026-01-02")
    decided.tie(world, todo, "replaces", old)
    for identifier, progress in ((old, "todo"), (doing, "doing"), (done, "done"), (todo, "todo")):
        with world.repository.store.writing() as uow:
            correcting.progress(uow, world.administrator, identifier, progress, "")
    waits = seen(village).waiting
    assert [(one.id, overview.sort_of(one)) for one in waits] == [
        (doing, "doing"), (put_off, "postponed"), (todo, "todo"),
    ]  # fmt: skip
    assert [overview.age(one, TODAY).days for one in waits] == [432, 401, 67]
    for state, progress, count in (("in_force", "todo", 1), ("in_force", "doing", 1), ("postponed", "", 1)):
        assert decided.register(world, village["coordinator"], state=state, progress=progress).total == count


def test_every_decision_is_in_one_quarter_and_the_register_counts_the_same(village: Hands) -> None:
    world = village.world
    old = decided.decide(world, "Une", "2025-02-01", world.body)
    new = decided.decide(world, "Deux", "2025-12-31", world.body)
    decided.decide(world, "Trois", "2025-02-02", world.body, state="rejected")
    decided.decide(world, "Quatre", "2026-01-01", world.body, state="postponed")
    decided.decide(world, "Cachée", "2019-01-01", world.body, visibility="body")
    decided.tie(world, new, "replaces", old)
    told = seen(village)
    assert [(one.year, one.number, one.total) for one in told.quarters] == [
        (2025, 1, 2), (2025, 2, 0), (2025, 3, 0), (2025, 4, 1), (2026, 1, 1),
    ]  # fmt: skip
    first = told.quarters[0].counts
    assert {side: count for side, count in first.items() if count} == {"ended": 1, "rejected": 1}
    for year in (2025, 2026):
        of = [one for one in told.quarters if one.year == year]
        register = decided.register(world, village["coordinator"], state="all", year=year)
        assert sum(one.total for one in of) == register.total
        assert sum(one.counts["in_force"] for one in of) == register.binding


def test_decisions_of_long_ago_are_counted_apart(village: Hands) -> None:
    for day in ("1899-12-31", "2020-03-31", "2020-04-01", "2026-03-01"):
        decided.decide(village.world, f"Du {day}", day)
    told = seen(village)
    assert (len(told.quarters), told.earlier, sum(one.total for one in told.quarters)) == (24, 2, 2)


def test_of_each_rule_is_told_what_was_kept_changed_and_thrown_away(village: Hands) -> None:
    world = village.world
    source = reviewed.file(world)
    found = reviewed.review(world, source)
    one, two, three = [one.found for one in found.decisions][:3]
    reviewed.accept(world, source, Wanted(one.key))
    reviewed.accept(world, source, Wanted(two.key, title="Autrement", edited=True))
    reviewed.discard(world, source, three.key)
    rules = {rule.name: rule for rule in seen(village).rules}
    assert {one.rule, two.rule, three.rule} == set(rules)
    told = [(rules[found.rule].accepted, rules[found.rule].edited, rules[found.rule].discarded)
            for found in (one, two, three)]  # fmt: skip
    assert told == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]
    assert [rules[found.rule].precision for found in (one, two, three)] == [1, 1, 0]
    assert rules["decides"].example == "Le comité de pilotage décide de fermer le lundi."


def test_a_wording_behind_a_mark_counts_for_the_wording(village: Hands) -> None:
    source = reviewed.file(village.world)
    with village.world.repository.store.writing() as uow:
        document = lookup.document(uow.session, source)
        account = accounts.by_public_id(uow.session, village["secretary of X"].account)
        assert document is not None
        assert account is not None
        for key, rule, verdict in (
            ("1", "it is decided", "accepted"), ("2", "arrow: it is decided", "discarded"), ("3", "arrow", "edited"),
        ):  # fmt: skip
            verdicts.add(uow, document, key, {"sort": "decision", "rule": rule, "score": 1}, verdict, account)
    told = [(one.name, one.accepted, one.edited, one.discarded) for one in seen(village).rules]
    assert told == [("it is decided", 1, 0, 1), ("arrow", 0, 1, 0)]


def test_what_no_rule_had_seen_is_told_apart(village: Hands) -> None:
    world = village.world
    source = reviewed.file(world)
    blocks = [Block("paragraph", "Le comité remercie les collègues.", anchor="p-9")]
    own = accepting.own(blocks, "p-9", "", 1)
    repository = world.repository
    wanted = Wanted(own.key, own=own)
    prepared = accepting.prepare(repository.store, repository.reader, {own.key: own.wording})
    with repository.store.writing() as uow:
        accepting.accept(uow, world.secretary, source, [wanted], prepared, TIMEZONE)
    assert (seen(village).rules, seen(village).by_hand) == ((), 1)


@pytest.mark.parametrize("who", ["member", "stranger", "left"])
def test_readers_are_refused(village: Hands, who: str) -> None:
    with pytest.raises(Forbidden):
        seen(village, who)


def test_a_visitor_is_asked_to_sign_in(village: Hands) -> None:
    with pytest.raises(SignInRequired):
        seen(village, "visitor")


def test_a_secretary_sees_the_bodies_that_it_serves_one_at_a_time(village: Hands) -> None:
    minutes(village.world, date(2025, 5, 6))
    minutes(village.world, date(2025, 5, 6), body=village.other)
    told = seen(village, "secretary of Y")
    assert (told.every, [one.id for one in told.choices], told.coverage.total) == (False, [village.other], Count(1, 1))
    for body in (village.world.body, identifiers.new(), "x"):
        with pytest.raises(NotFound):
            seen(village, "secretary of Y", body)
    assert seen(village, "secretary of all").coverage.total == Count(2, 2)
    assert seen(village, "coordinator", village.other).coverage.total == Count(1, 1)
    assert act(village, "coordinator", overview.view, village.other.lower(), TIMEZONE).body is not None
