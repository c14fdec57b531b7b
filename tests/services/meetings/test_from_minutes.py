"""What minutes tell of their meeting: found or noted, filled once, and hidden as they are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from repo_service.domain.minutes.found import Attendee, Findings, Next, Point
from repo_service.errors import Forbidden, SignInRequired
from repo_service.services.meetings import attending, keeping
from repo_service.services.meetings.attending import Entry
from repo_service.services.meetings.keeping import Typed
from tests.services import acts
from tests.services.meetings.sittings import (
    BEFORE,
    LATER,
    TODAY,
    act,
    attend,
    draw,
    findings,
    listed,
    meeting,
    minutes,
    points,
    recorded,
    shown,
    titles,
)
from tests.services.register.chores import Hands

WHO = "secretary of X"


def people(village: Hands, one: str, who: str = "administrator") -> list[tuple[str, str, str, bool]]:
    """Who was there: name, role, office, whether it is somebody known."""
    rows = shown(village, who, one).attendance or []
    return [(row.name, row.role, row.office, row.person_id is not None) for row in rows]


def test_minutes_note_their_meeting_with_all_that_they_tell(village: Hands) -> None:
    source = minutes(village.world)
    row = draw(village, source, findings())
    assert row is not None
    page = shown(village, "stranger", row.public_id)
    told = (page.row.day, page.row.begins, page.row.ends, page.row.place)
    assert told == (BEFORE, "09:30", "12:00", "Salle des cartes")
    assert [document.public_id for document in page.minutes] == [source]
    assert titles(village, row.public_id, "stranger") == ["Budget", "Site web"]
    assert people(village, row.public_id) == [
        ("Nadia Belkacem", "present", "chair", True), ("M. Le Goff", "excused", "", True),
        ("Zoé Nil", "invited", "", False),
    ]  # fmt: skip
    assert page.following is not None
    assert (page.following.day, page.following.begins) == (LATER, "14:00")


def test_doing_it_again_changes_nothing(village: Hands) -> None:
    source, found = minutes(village.world), findings()
    first = draw(village, source, found)
    told = [len(recorded(village, name)) for name in ("meeting.added", "meeting.minutes")]
    again = draw(village, source, found)
    assert first is not None
    assert again is not None
    assert again.public_id == first.public_id
    assert again.changed_at == first.changed_at
    assert [len(recorded(village, name)) for name in ("meeting.added", "meeting.minutes")] == told == [2, 1]


def test_a_meeting_that_was_convened_keeps_what_people_typed(village: Hands) -> None:
    one = meeting(village, BEFORE, place="Salle 1", begins="10 h")
    points(village, one, "Mon point")
    attend(village, one, Entry("Inès Roux", "invited"))
    row = draw(village, minutes(village.world), findings())
    assert row is not None
    assert row.public_id == one
    assert (row.place, row.begins, row.visibility) == ("Salle 1", "10:00", "network")
    assert titles(village, one) == ["Mon point"]
    assert [name for name, *_ in people(village, one)] == ["Inès Roux"]


def test_of_two_meetings_on_a_day_the_one_without_minutes_is_meant(village: Hands) -> None:
    meeting(village, BEFORE, begins="9 h")
    meeting(village, BEFORE, begins="14 h")
    sources = [minutes(village.world, title=f"Compte rendu {n}") for n in range(2)]
    rows = [draw(village, source, Findings()) for source in (*sources, *sources)]
    ids = [row.public_id if row else "" for row in rows]
    assert len(set(ids[:2])) == 2
    assert ids[:2] == ids[2:]


def test_a_cancelled_meeting_is_not_the_one_that_was_held(village: Hands) -> None:
    one = meeting(village, BEFORE)
    act(village, WHO, keeping.cancel, one)
    row = draw(village, minutes(village.world), findings())
    assert row is not None
    assert row.public_id != one


def test_the_next_meeting_is_noted_once_even_when_it_was_cancelled_or_moved(village: Hands) -> None:
    source, found = minutes(village.world), findings()
    draw(village, source, found)
    following = listed(village, WHO).coming[0]
    typed = Typed(LATER + timedelta(days=2))
    act(village, WHO, keeping.edit, following.public_id, typed, keeping.mark(following), TODAY)
    draw(village, source, found)
    assert [row.day for row in listed(village, WHO).coming] == [typed.day]
    act(village, WHO, keeping.cancel, following.public_id)
    draw(village, source, found)
    assert len(listed(village, WHO).coming) == 1


@pytest.mark.parametrize("day", [None, BEFORE, BEFORE - timedelta(days=1), date(2999, 1, 1)])
def test_a_next_meeting_that_cannot_be_is_passed_over(day: date | None, village: Hands) -> None:
    draw(village, minutes(village.world), findings(next=Next(day, "", "Prochaine réunion")))
    assert listed(village, WHO).coming == []


@pytest.mark.parametrize("said", [{"body": ""}, {"date": date(1899, 5, 1)}, {"date": date(2200, 1, 1)}])
def test_minutes_of_no_body_or_of_an_impossible_day_note_nothing(said: dict[str, object], village: Hands) -> None:
    card = {"kind": "minutes", "body": village.world.body, "date": BEFORE, **said}
    source = village.world.file("Texte", **card).public_id
    assert draw(village, source, Findings(), "administrator") is None
    assert listed(village, "administrator").years == []


def test_the_day_of_the_text_serves_where_the_card_has_none(village: Hands) -> None:
    source = village.world.file("Texte", kind="minutes", body=village.world.body).public_id
    row = draw(village, source, findings())
    assert row is not None
    assert row.day == BEFORE


def test_what_hidden_minutes_tell_is_for_who_reads_them(village: Hands) -> None:
    row = draw(village, minutes(village.world, visibility="body"), findings())
    assert row is not None
    for who in ("stranger", "member of Y", "coordinator"):
        page = shown(village, who, row.public_id)
        assert (page.points, page.minutes, page.attendance, page.row.place, page.row.begins) == ([], [], None, "", "")
    assert titles(village, row.public_id, "member") == ["Budget", "Site web"]
    assert len(people(village, row.public_id, "member")) == 3
    for who in ("visitor", "left"):
        assert listed(village, who).years == []


def test_a_point_that_minutes_told_goes_with_them(village: Hands) -> None:
    source = minutes(village.world)
    row = draw(village, source, findings())
    assert row is not None
    acts.put(village.world, source, "withdrawn")
    assert titles(village, row.public_id, "stranger") == []


@pytest.mark.parametrize("who", ["visitor", "left", "member", "secretary of Y", "token"])
def test_nobody_else_draws_from_minutes(who: str, village: Hands) -> None:
    with pytest.raises((Forbidden, SignInRequired)):
        draw(village, minutes(village.world), findings(), who)


def test_a_crowd_and_a_thousand_points_are_cut_to_what_fits(village: Hands) -> None:
    found = findings(
        points=tuple(Point(str(n), f"Point {n}", f"p-{n}") for n in range(1000)),
        attendance=tuple(Attendee(f"Personne {n}" + "x" * 300, "present") for n in range(3)), place="x" * 900,
    )  # fmt: skip
    row = draw(village, minutes(village.world), found)
    assert row is not None
    assert len(titles(village, row.public_id)) == 100
    assert len(row.place) == 300
    assert len(attending.mark(row)) == 12
