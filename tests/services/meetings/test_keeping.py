"""Noting, moving and cancelling meetings: who may, what cannot be, and who knows of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from repo_service.errors import Conflict, Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services.meetings import keeping
from repo_service.services.meetings.keeping import Typed
from tests.services.meetings.sittings import BEFORE, LATER, TODAY, act, listed, meeting, recorded, shown
from tests.services.register.chores import Hands

PARTNERS = ("member", "stranger", "member of Y", "secretary of Y", "coordinator", "token")


def test_a_meeting_is_noted_by_its_secretary_and_stands_among_those_to_come(village: Hands) -> None:
    one = meeting(village, begins="9h30", ends="12", place=" Salle  2 ", title="Rentrée", link="visio.exemple.fr/x")
    row = shown(village, "stranger", one).row
    assert (row.begins, row.ends, row.place, row.link) == ("09:30", "12:00", "Salle 2", "https://visio.exemple.fr/x")
    assert [one.title for one in listed(village, "stranger").coming] == ["Rentrée"]
    assert recorded(village, "meeting.added") == [{"body": village.world.body, "day": LATER.isoformat()}]


def test_meetings_to_come_stand_nearest_first_and_past_ones_by_year_latest_first(village: Hands) -> None:
    for day in (date(2024, 5, 1), date(2025, 1, 9), date(2025, 11, 3), LATER, TODAY, date(2026, 9, 1)):
        meeting(village, day)
    found = listed(village, "member")
    assert [row.day for row in found.coming] == [TODAY, LATER, date(2026, 9, 1)]
    assert (found.years, found.year) == ([2025, 2024], 2025)
    assert [row.day for row in found.past] == [date(2025, 11, 3), date(2025, 1, 9)]
    assert [row.day for row in listed(village, "member", year=2024).past] == [date(2024, 5, 1)]
    assert listed(village, "member", year=1999).past == []


def test_the_list_is_narrowed_to_a_body_and_an_unknown_one_is_not_found(village: Hands) -> None:
    meeting(village)
    meeting(village, who="secretary of Y", body=village.other, title="De Y")
    assert [row.title for row in listed(village, "member", body=village.other).coming] == ["De Y"]
    assert len(listed(village, "member").bodies) == 2
    with pytest.raises(NotFound):
        listed(village, "member", body="ZZZ")


@pytest.mark.parametrize("who", ["visitor", "left"])
def test_visitors_and_partners_that_left_know_of_public_meetings_alone(who: str, village: Hands) -> None:
    hidden, public = meeting(village, BEFORE), meeting(village, visibility="public")
    found = listed(village, who)
    assert [row.public_id for row in found.coming] == [public]
    assert (found.past, found.years) == ([], [])
    assert shown(village, who, public).previous is None
    with pytest.raises(NotFound):
        shown(village, who, hidden)


def test_a_body_that_meets_behind_doors_is_not_told_by_the_choices(village: Hands) -> None:
    meeting(village, who="secretary of Y", body=village.other)
    assert listed(village, "visitor").bodies == []


@pytest.mark.parametrize("who", PARTNERS)
def test_nobody_else_changes_a_meeting(who: str, village: Hands) -> None:
    one = meeting(village)
    with pytest.raises((Forbidden, SignInRequired)):
        act(village, who, keeping.cancel, one)
    with pytest.raises((Forbidden, SignInRequired, Invalid)):
        act(village, who, keeping.add, village.world.body, Typed(LATER), TODAY)


@pytest.mark.parametrize("who", ["visitor", "left"])
def test_who_may_change_none_is_refused_before_anything_is_looked_for(who: str, village: Hands) -> None:
    one, never = meeting(village), "0" * 12
    for public_id in (one, never):
        with pytest.raises((Forbidden, SignInRequired)):
            act(village, who, keeping.cancel, public_id)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"day": None}, "day"), ({"day": date(1899, 12, 31)}, "day"), ({"day": date(2999, 1, 1)}, "day"),
        ({"day": date.max}, "day"), ({"begins": "25 h"}, "begins"), ({"begins": "9 h", "ends": "9 h"}, "ends"),
        ({"ends": "9 h"}, "ends"), ({"title": "x" * 201}, "title"), ({"place": "x" * 301}, "place"),
        ({"link": "javascript:alert(1)"}, "link"), ({"visibility": "body"}, "visibility"),
        ({"visibility": ""}, "visibility"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(said: dict[str, Any], field: str, village: Hands) -> None:
    typed = Typed(**{"day": LATER, **said})
    with pytest.raises(Invalid) as refused:
        act(village, "secretary of X", keeping.add, village.world.body, typed, TODAY)
    assert field in refused.value.fields
    assert listed(village, "administrator").coming == []


def test_every_fault_is_told_at_once(village: Hands) -> None:
    with pytest.raises(Invalid) as refused:
        act(village, "secretary of X", keeping.add, village.world.body, Typed(None, begins="x", link="ftp://a"), TODAY)
    assert set(refused.value.fields) == {"day", "begins", "link"}


def test_the_same_meeting_is_not_noted_twice(village: Hands) -> None:
    meeting(village, begins="9 h")
    with pytest.raises(Invalid):
        meeting(village, begins="9 h 00")
    meeting(village, begins="14 h")


def test_signs_that_turn_or_break_a_line_do_not_stay_in_a_title(village: Hands) -> None:
    one = meeting(village, title="Une\n\u202eséance\x00 <b>")
    assert shown(village, "member", one).row.title == "Une séance <b>"


def test_two_secretaries_who_change_one_meeting_do_not_undo_each_other(village: Hands) -> None:
    one = meeting(village)
    seen = keeping.mark(shown(village, "secretary of X", one).row)
    act(village, "secretary of X", keeping.edit, one, Typed(LATER, place="Salle 1"), seen, TODAY)
    with pytest.raises(Conflict):
        act(village, "administrator", keeping.edit, one, Typed(LATER, place="Salle 2"), seen, TODAY)
    assert shown(village, "member", one).row.place == "Salle 1"


def test_calendars_count_what_moves_and_not_what_is_only_said(village: Hands) -> None:
    one = meeting(village)
    for typed, revision in ((Typed(LATER, title="Objet"), 0), (Typed(LATER, "9 h", title="Objet"), 1)):
        seen = keeping.mark(shown(village, "secretary of X", one).row)
        act(village, "secretary of X", keeping.edit, one, typed, seen, TODAY)
        assert shown(village, "member", one).row.revision == revision
    assert recorded(village, "meeting.edited") == [{"changed": ["title"]}, {"changed": ["begins"]}]


def test_a_cancelled_meeting_stays_in_sight_and_may_take_place_after_all(village: Hands) -> None:
    one = meeting(village)
    for verb, is_off, revision in ((keeping.cancel, True, 1), (keeping.cancel, True, 1), (keeping.restore, False, 2)):
        act(village, "secretary of X", verb, one)
        row = listed(village, "stranger").coming[0]
        assert (row.cancelled_at is not None, row.revision) == (is_off, revision)
    assert len(recorded(village, "meeting.cancelled")) == 1


def test_the_meetings_before_and_after_are_told_without_cancelled_ones(village: Hands) -> None:
    first, off, last = meeting(village, BEFORE), meeting(village, TODAY), meeting(village)
    act(village, "secretary of X", keeping.cancel, off)
    page = shown(village, "member", last)
    assert page.previous is not None
    assert page.previous.public_id == first
    assert page.following is None
    following = shown(village, "member", first).following
    assert following is not None
    assert following.public_id == last


def test_an_address_that_is_none_is_not_found(village: Hands) -> None:
    for odd in ("", "x", "0" * 12, "<script>"):
        with pytest.raises(NotFound):
            shown(village, "administrator", odd)
