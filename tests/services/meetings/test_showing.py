"""The page of a meeting: what was decided and ordered stands under its point, for who may read it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.meetings.sittings import BEFORE, decision, link, meeting, minutes, points, row_of, shown
from tests.services.register import chores
from tests.services.register.chores import Hands


def ordered(village: Hands, one: str, text: str, point: str = "", source: str = "") -> None:
    """An action that the meeting ordered."""
    public_id = chores.add(village.world, text=text, minutes=source)
    with village.world.repository.store.writing() as uow:
        row = chores.actions.found(uow, village.world.administrator, public_id)
        row.meeting_id, row.point = row_of(uow, one).id, point


def page(village: Hands, who: str, one: str) -> list[Any]:
    """What somebody reads: for each point its title and the titles under it; then those of no point."""
    found = shown(village, who, one)
    told: list[Any] = [
        (point.row.title, [row.document.title for row in point.decisions], [row.text for row in point.actions])
        for point in found.points
    ]
    return [*told, ([row.document.title for row in found.decisions], [row.text for row in found.actions])]


def test_decisions_and_actions_stand_under_their_point(village: Hands) -> None:
    one = meeting(village, BEFORE)
    points(village, one, "Budget 2026", "2. Site web")
    decision(village, one, "1 – BUDGET  2026 :", title="Voter le budget")
    decision(village, one, "Autre chose", title="Sans point")
    source = minutes(village.world)
    ordered(village, one, "Ouvrir le site", "Site web", source)
    ordered(village, one, "Ranger", source=source)
    assert page(village, "stranger", one) == [
        ("Budget 2026", ["Voter le budget"], []), ("2. Site web", [], ["Ouvrir le site"]), (["Sans point"], ["Ranger"]),
    ]  # fmt: skip


def test_of_two_points_of_one_title_the_first_has_what_belongs_to_it(village: Hands) -> None:
    one = meeting(village, BEFORE)
    points(village, one, "Divers", "Divers")
    decision(village, one, "Divers", title="Une")
    assert page(village, "stranger", one) == [("Divers", ["Une"], []), ("Divers", [], []), ([], [])]


@pytest.mark.parametrize("who", ["visitor", "stranger", "left", "member of Y", "secretary of Y", "coordinator"])
def test_what_is_hidden_leaves_no_trace_on_the_page(who: str, village: Hands) -> None:
    one = meeting(village, BEFORE, visibility="public")
    points(village, one, "Budget")
    before, instant = page(village, who, one), shown(village, who, one).row.changed_at
    source = minutes(village.world, visibility="body")
    link(village, one, source)
    decision(village, one, "Budget", title="Cachée", visibility="body")
    ordered(village, one, "Chose cachée", "Budget", source)
    ordered(village, one, "Chose sans compte rendu", "Budget")
    assert page(village, who, one) == before
    found = shown(village, who, one)
    assert (found.minutes, found.papers, found.row.changed_at) == ([], [], instant)
    assert page(village, "member", one)[0] == ("Budget", ["Cachée"], ["Chose cachée", "Chose sans compte rendu"])


def test_a_partner_that_left_reads_no_action_of_public_minutes(village: Hands) -> None:
    one = meeting(village, BEFORE, visibility="public")
    ordered(village, one, "Une chose", source=minutes(village.world, visibility="public"))
    assert page(village, "visitor", one) == [([], ["Une chose"])]
    assert page(village, "left", one) == [([], [])]


def test_who_holds_the_meeting_is_told_so(village: Hands) -> None:
    one = meeting(village)
    assert {who for who in village.people if shown_or_none(village, who, one)} == {
        "secretary of X", "secretary of all", "administrator",
    }  # fmt: skip


def shown_or_none(village: Hands, who: str, one: str) -> bool:
    """Whether somebody sees the meeting and holds it."""
    return who not in {"visitor", "left"} and shown(village, who, one).holds
