"""The agenda: points added, worded, moved and taken off; what the next one takes up; who sees which point."""

from __future__ import annotations

from datetime import date

import pytest

from repo_service.errors import Conflict, Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services.meetings import agendas
from tests.services import acts
from tests.services.meetings.sittings import (
    BEFORE,
    LATER,
    act,
    ask,
    decision,
    meeting,
    minutes,
    points,
    recorded,
    shown,
    titles,
)
from tests.services.register import chores
from tests.services.register.chores import Hands

WHO = "secretary of X"


def test_a_whole_agenda_is_pasted_a_point_a_line(village: Hands) -> None:
    one = meeting(village)
    assert act(village, WHO, agendas.add_points, one, "Budget\r\n\n  Site   web \n\u200b\nDivers") == 3
    page = shown(village, "stranger", one)
    assert [(point.number, point.row.title) for point in page.points] == [(1, "Budget"), (2, "Site web"), (3, "Divers")]


def test_five_hundred_points_are_refused_and_none_is_added(village: Hands) -> None:
    one = meeting(village)
    for text in ("\n".join(f"Point {n}" for n in range(500)), "", " \n ", "x" * 301):
        with pytest.raises(Invalid) as refused:
            act(village, WHO, agendas.add_points, one, text)
        assert "points" in refused.value.fields
    points(village, one, *(f"Point {n}" for n in range(100)))
    with pytest.raises(Invalid):
        points(village, one, "Un de trop")
    assert len(titles(village, one)) == 100


def test_points_move_up_and_down_and_stop_at_the_ends(village: Hands) -> None:
    one = meeting(village)
    first, second, third = points(village, one, "A", "B", "C")
    for point, up in ((third, True), (third, True), (third, True), (first, False), (second, False)):
        act(village, WHO, agendas.move_point, one, point, up)
    assert titles(village, one) == ["C", "A", "B"]


def test_a_point_is_worded_anew_unless_somebody_was_faster(village: Hands) -> None:
    one = meeting(village)
    (point,) = points(village, one, "Budget")
    seen = shown(village, WHO, one).points[0].mark
    act(village, WHO, agendas.edit_point, one, point, "Budget <2027>", "Rapporteur :\r\nNadia\x00", seen)
    row = shown(village, "member", one).points[0].row
    assert (row.title, row.notes) == ("Budget <2027>", "Rapporteur :\nNadia")
    with pytest.raises(Conflict):
        act(village, "administrator", agendas.edit_point, one, point, "Autre", "", seen)
    for title in ("", "\u200b", "x" * 301):
        with pytest.raises(Invalid):
            act(village, WHO, agendas.edit_point, one, point, title, "", shown(village, WHO, one).points[0].mark)


def test_a_point_that_is_taken_off_leaves_no_gap(village: Hands) -> None:
    one = meeting(village)
    point = points(village, one, "A", "B", "C")[1]
    act(village, WHO, agendas.remove_point, one, point)
    assert [(row.number, row.row.title) for row in shown(village, "member", one).points] == [(1, "A"), (2, "C")]
    with pytest.raises(NotFound):
        act(village, WHO, agendas.remove_point, one, point)


def test_a_point_of_another_meeting_is_not_found(village: Hands) -> None:
    one, other = meeting(village), meeting(village, who="secretary of Y", body=village.other)
    act(village, "secretary of Y", agendas.add_points, other, "De Y")
    theirs = shown(village, "member", other).points[0].row.public_id
    for verb in (agendas.remove_point, lambda *said: agendas.move_point(*said, True)):
        with pytest.raises(NotFound):
            act(village, WHO, verb, one, theirs)


@pytest.mark.parametrize("who", ["visitor", "left", "member", "secretary of Y", "coordinator", "token"])
def test_nobody_else_prepares_the_agenda(who: str, village: Hands) -> None:
    one = meeting(village, visibility="public")
    for verb, said in ((agendas.add_points, ("A",)), (agendas.next_agenda, ()), (agendas.add_proposed, ([],))):
        with pytest.raises((Forbidden, SignInRequired)):
            act(village, who, verb, one, *said)


def proposed(village: Hands, one: str) -> list[tuple[str, str]]:
    """What is proposed: why, and the words."""
    return [(row.sort, row.title) for row in ask(village, WHO, agendas.next_agenda, one)]


def test_the_next_agenda_takes_up_minutes_postponed_decisions_and_open_actions(village: Hands) -> None:
    old = meeting(village, BEFORE)
    minutes(village.world, date(2025, 6, 3))
    minutes(village.world, date(2025, 9, 2), state="adopted")
    minutes(village.world, date(2025, 9, 9), body=village.other)
    decision(village, old, title="Acheter un scanner", state="postponed")
    decision(village, old, title="Prise déjà")
    chores.add(village.world, text="Écrire la convention", owner="Nadia Belkacem", deadline=date(2026, 2, 1))
    chores.put(village.world, village["administrator"], chores.add(village.world, text="Finie"), "done")
    one = meeting(village)
    assert proposed(village, one) == [
        ("approval", "Approbation du compte rendu du 3 juin 2025"),
        ("decision", "Décision reportée : Acheter un scanner"),
        ("action", "Suivi : Écrire la convention"),
    ]
    points(village, one, "Divers")
    keys = [row.key for row in ask(village, WHO, agendas.next_agenda, one)]
    assert act(village, WHO, agendas.add_proposed, one, [*keys, "inconnue"]) == 3
    assert titles(village, one)[0].startswith("Approbation")
    assert titles(village, one)[1] == "Divers"
    assert proposed(village, one) == []
    assert act(village, WHO, agendas.add_proposed, one, keys) == 0
    assert recorded(village, "meeting.agenda") == [{"added": 1}, {"added": 3}]
    notes = [point.row.notes for point in shown(village, WHO, one).points if point.row.sort == "action"]
    assert notes == ["En charge\u00a0: Nadia Belkacem, pour le 1er février 2026"]


def test_two_actions_of_the_same_minutes_are_two_points(village: Hands) -> None:
    source = minutes(village.world)
    for text in ("Une chose", "Une autre"):
        chores.add(village.world, text=text, minutes=source)
    one = meeting(village)
    actions = [title for sort, title in proposed(village, one) if sort == "action"]
    assert actions == ["Suivi : Une chose", "Suivi : Une autre"]


def test_what_is_older_than_a_year_is_told_apart(village: Hands) -> None:
    for text, deadline in (("Vieille", date(2024, 1, 1)), ("Récente", date(2025, 12, 1)), ("Sans échéance", None)):
        chores.add(village.world, text=text, deadline=deadline)
    found = ask(village, WHO, agendas.next_agenda, meeting(village))
    assert [(row.title, row.recent) for row in found] == [
        ("Suivi : Vieille", False), ("Suivi : Récente", True), ("Suivi : Sans échéance", True),
    ]  # fmt: skip


def test_minutes_of_a_later_meeting_and_hidden_ones_are_not_proposed(village: Hands) -> None:
    minutes(village.world, LATER)
    minutes(village.world, BEFORE, state="draft")
    assert proposed(village, meeting(village)) == []


def test_a_very_long_action_is_cut_to_a_title(village: Hands) -> None:
    chores.add(village.world, text="mot " * 200)
    one = meeting(village)
    found = ask(village, WHO, agendas.next_agenda, one)
    assert len(found[0].title) <= 300
    assert found[0].title.endswith("…")
    act(village, WHO, agendas.add_proposed, one, [found[0].key])
    assert proposed(village, one) == []


def test_a_point_about_something_hidden_is_neither_shown_nor_counted(village: Hands) -> None:
    minutes(village.world, visibility="body")
    chores.add(village.world, text="Chose des membres")
    one = meeting(village, visibility="public")
    points(village, one, "Budget")
    keys = [row.key for row in ask(village, WHO, agendas.next_agenda, one)]
    act(village, WHO, agendas.add_proposed, one, keys)
    assert len(titles(village, one)) == 3
    assert len(titles(village, one, "member")) == 3
    for who in ("visitor", "stranger", "left", "member of Y", "secretary of Y"):
        assert [(row.number, row.row.title) for row in shown(village, who, one).points] == [(1, "Budget")]


def test_a_point_goes_out_of_sight_with_the_document_that_it_is_about(village: Hands) -> None:
    source = minutes(village.world)
    one = meeting(village)
    keys = [row.key for row in ask(village, WHO, agendas.next_agenda, one)]
    act(village, WHO, agendas.add_proposed, one, keys)
    assert len(titles(village, one, "stranger")) == 1
    acts.put(village.world, source, "withdrawn")
    assert titles(village, one, "stranger") == []
