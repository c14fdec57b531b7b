"""What is to be done: noting it, who sees it, who says what becomes of it, in which order it is listed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from repo_service.domain.register.execution import PROGRESS
from repo_service.errors import Conflict, Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services.register import actions
from repo_service.store import log
from repo_service.store.register.tables import Action, ActionOwner, ProgressNote, Source
from tests.conftest import World
from tests.services import acts
from tests.services.register import chores
from tests.services.register.chores import TODAY, Hands

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
EVERYBODY = (
    "visitor", "member", "colleague", "stranger", "member of Y", "left", "secretary of X", "secretary of Y",
    "coordinator", "administrator", "secretary of all", "token",
)  # fmt: skip


@pytest.fixture
def crew(any_world: World) -> Hands:
    """Everybody who is around."""
    return chores.hands(any_world)


def seers(crew: Hands, action: str) -> set[str]:
    """Who sees an action."""
    return {name for name in EVERYBODY if chores.sees(crew.world, crew[name], action)}


# ------------------------------------------------------------------------------------------------- who sees it

PARTNERS = set(EVERYBODY) - {"visitor", "left"}
KEEPERS = {"secretary of X", "administrator", "secretary of all", "token"}


def test_an_action_of_minutes_is_seen_by_who_reads_them(crew: Hands) -> None:
    world = crew.world
    for visibility, who in {
        "public": set(EVERYBODY), "network": PARTNERS, "body": KEEPERS | {"member", "colleague"},
    }.items():  # fmt: skip
        paper = chores.minutes(world, title=visibility, visibility=visibility, bodies=(world.body,))
        assert seers(crew, chores.accept(world, paper, chores.found())) == who, visibility
        assert seers(crew, chores.add(world, minutes=paper)) == who, visibility


def test_an_action_without_minutes_is_for_the_members_of_its_body_and_who_serves_it(crew: Hands) -> None:
    assert seers(crew, chores.add(crew.world)) == KEEPERS | {"member", "colleague"}
    of_y = chores.add(crew.world, body=crew.other)
    assert seers(crew, of_y) == {"member of Y", "secretary of Y", "administrator", "secretary of all"}


def test_its_owner_always_sees_it_while_its_partner_is_in(crew: Hands) -> None:
    hidden = chores.minutes(crew.world, visibility="body", bodies=(crew.world.body,))
    for name, full in {"stranger": "Inès Roux", "left": "Rose Partie"}.items():
        action = chores.accept(crew.world, hidden, chores.found("À faire", full))
        assert chores.row_of(crew.world, action).owners
        assert (name in seers(crew, action)) is (name == "stranger")
    (mine,) = chores.listed(crew.world, crew["stranger"], "mine")
    assert mine.mine
    assert mine.origin is None, "the minutes themselves stay hidden"


def test_what_only_a_draft_of_the_minutes_says_is_for_who_serves_the_body(crew: Hands) -> None:
    paper = chores.minutes(crew.world, visibility="public")
    card = {"kind": "minutes", "visibility": "public", "body": crew.world.body, "state": "draft"}
    acts.refile(crew.world, paper, "Un projet.", **card)
    action = chores.accept(crew.world, paper, chores.found(), number=2)
    assert seers(crew, action) == KEEPERS
    acts.put(crew.world, paper, "published")
    assert seers(crew, action) == set(EVERYBODY)


def test_an_action_of_withdrawn_minutes_is_left_to_its_owner(crew: Hands) -> None:
    paper = chores.minutes(crew.world, visibility="public")
    action = chores.accept(crew.world, paper, chores.found("À faire", "Inès Roux"))
    acts.put(crew.world, paper, "withdrawn")
    assert seers(crew, action) == {"stranger"}


def test_names_progress_and_notes_are_for_partners(crew: Hands) -> None:
    paper = chores.minutes(crew.world, visibility="public")
    action = chores.accept(crew.world, paper, chores.found("À faire", "Nadia Belkacem", deadline=YESTERDAY))
    chores.put(crew.world, crew["member"], action, "doing", "J’ai commencé")
    for name in EVERYBODY:
        with crew.world.repository.store.reading() as uow:
            told = actions.show(uow, crew[name], action, TODAY)
        inside = name in PARTNERS
        assert bool(told.listed.owner) is bool(told.listed.progress) is bool(told.notes) is inside, name
        assert told.listed.days_late == (1 if inside else 0), name
        assert told.listed.origin is not None


def test_a_visitor_is_told_the_same_whether_an_action_is_done_or_not(crew: Hands) -> None:
    paper = chores.minutes(crew.world, visibility="public")
    action = chores.accept(crew.world, paper, chores.found("À faire", "Nadia Belkacem", deadline=YESTERDAY))
    for who in ("visitor", "left"):
        before = {scope: chores.listed(crew.world, crew[who], scope) for scope in actions.SCOPES}
        chores.put(crew.world, crew.world.administrator, action, "done")
        assert {scope: chores.listed(crew.world, crew[who], scope) for scope in actions.SCOPES} == before
        with crew.world.repository.store.reading() as uow:
            assert actions.counts(uow, crew[who], TODAY) is None
            assert actions.mine(uow, crew[who], TODAY) is None
        chores.put(crew.world, crew.world.administrator, action, "todo")


# --------------------------------------------------------------------------------------------- in which order


def test_what_is_overdue_comes_first_then_what_is_due_next_and_what_has_no_day_last(crew: Hands) -> None:
    days = [None, date(2026, 5, 1), YESTERDAY, TODAY, date(2025, 1, 1), TOMORROW]
    for day in days:
        chores.add(crew.world, deadline=day)
    shown = chores.listed(crew.world, crew["member"])
    dated = sorted(day for day in days if day)
    assert [one.deadline for one in shown] == [*dated, None]
    assert [one.days_late for one in shown] == [(TODAY - date(2025, 1, 1)).days, 1, 0, 0, 0, 0]
    overdue = chores.listed(crew.world, crew["member"], "overdue")
    assert [one.deadline for one in overdue] == dated[:2]
    with crew.world.repository.store.reading() as uow:
        told = actions.counts(uow, crew["member"], TODAY)
    assert told is not None
    assert (told.open, told.overdue) == (6, 2)


def test_lists_are_narrowed_to_a_body_to_ones_own_and_to_what_is_closed(crew: Hands) -> None:
    of_x = chores.add(crew.world, owner="Nadia Belkacem")
    of_y = chores.add(crew.world, owner="Nadia Belkacem", body=crew.other)
    other = chores.add(crew.world, owner="Paul Le Goff")

    def ids(scope: str, body: str = "") -> set[str]:
        return {one.id for one in chores.listed(crew.world, crew["member"], scope, body)}

    assert ids("all") == {of_x, of_y, other}
    assert ids("mine") == {of_x, of_y}
    assert ids("all", crew.world.body) == ids("body", crew.world.body) == {of_x, other}
    assert ids("mine", crew.other) == {of_y}
    assert ids("others") == {other}
    chores.put(crew.world, crew["member"], of_x, "done")
    assert ids("mine") == {of_y}
    assert ids("closed") == {of_x}
    assert ids("all", "NOWHERE") == set()
    with pytest.raises(NotFound):
        ids("everything")


def test_ten_thousand_actions_are_paged(crew: Hands) -> None:
    chores.add(crew.world, owner="Nadia Belkacem")
    with crew.world.repository.store.writing() as uow:
        first = uow.session.scalars(select(Action)).one()
        more = [
            Action(
                public_id=f"T{place:011}", body_id=first.body_id, text=f"Tâche {place}", author_id=first.author_id,
                created_at=uow.now, deadline=TODAY + timedelta(days=place % 500 - 100),
                owners=[ActionOwner(person_id=first.owners[0].person_id)],
            )
            for place in range(9_999)
        ]  # fmt: skip
        uow.session.add_all(more)
    with crew.world.repository.store.reading() as uow:
        page = actions.listing(uow, crew["member"], TODAY, "all", "", 500, 20)
        last = actions.listing(uow, crew["member"], TODAY, "mine", "", 501, 20)
        told = actions.mine(uow, crew["member"], TODAY)
    assert (page.total, len(page.rows), last.rows) == (10_000, 20, ())
    assert told is not None
    assert (told.open, told.overdue) == (10_000, sum(place % 500 < 100 for place in range(9_999)))


# ------------------------------------------------------------------------------------------- what becomes of it


def test_its_owner_its_secretary_a_coordinator_and_an_administrator_say_what_becomes_of_it(crew: Hands) -> None:
    paper = chores.minutes(crew.world)
    may = {"member", "secretary of X", "secretary of all", "coordinator", "administrator"}
    for name in EVERYBODY:
        action = chores.accept(crew.world, paper, chores.found("À faire", "Nadia Belkacem"))
        if name in may:
            assert chores.put(crew.world, crew[name], action, "done"), name
            assert chores.row_of(crew.world, action).progress == "done"
            continue
        hidden = name in {"visitor", "left"}
        with pytest.raises(NotFound if hidden else Forbidden):
            chores.put(crew.world, crew[name], action, "done")
        assert chores.row_of(crew.world, action).progress == "todo", name


def test_a_visitor_who_sees_an_action_is_asked_to_sign_in(crew: Hands) -> None:
    action = chores.accept(crew.world, chores.minutes(crew.world, visibility="public"), chores.found())
    with pytest.raises(SignInRequired):
        chores.put(crew.world, crew["visitor"], action, "done")
    with pytest.raises(Forbidden):
        chores.put(crew.world, crew["left"], action, "done")


def test_done_twice_is_done_once_and_a_note_is_always_kept(crew: Hands) -> None:
    action = chores.add(crew.world, owner="Nadia Belkacem")
    assert chores.put(crew.world, crew["member"], action, "done")
    closed = chores.row_of(crew.world, action).closed_at
    assert closed is not None
    assert not chores.put(crew.world, crew["secretary of X"], action, "done")
    assert chores.put(crew.world, crew["secretary of X"], action, "done", "Merci\x00 !\n\n<b>Vu</b>")
    assert chores.row_of(crew.world, action).closed_at == closed
    with crew.world.repository.store.reading() as uow:
        notes = actions.show(uow, crew["member"], action, TODAY).notes
        told = [row.action for row in log.after(uow.session, 0) if row.subject == action]
    assert [(one.progress, one.words, one.author) for one in notes] == [
        ("done", "", "Nadia Belkacem"), ("", "Merci !\n\n<b>Vu</b>", "Aude Ricard"),
    ]  # fmt: skip
    assert told == ["action.added", "action.progress", "action.progress"]


def test_what_was_closed_is_taken_up_again(crew: Hands) -> None:
    action = chores.add(crew.world, owner="Nadia Belkacem")
    chores.put(crew.world, crew["member"], action, "done")
    chores.put(crew.world, crew["member"], action, "todo")
    row = chores.row_of(crew.world, action)
    assert (row.progress, row.closed_at) == ("todo", None)


@pytest.mark.parametrize("word", ["", "finished", "Faite", "done ", "DONE", "todo\x00", "x" * 5000])
def test_a_progress_that_is_none_is_refused(crew: Hands, word: str) -> None:
    action = chores.add(crew.world)
    with pytest.raises(Invalid) as refused:
        chores.put(crew.world, crew["secretary of X"], action, word)
    assert set(refused.value.fields) == {"progress"}
    assert chores.row_of(crew.world, action).progress == "todo"


def test_dropping_asks_why_and_a_note_has_its_length(crew: Hands) -> None:
    action = chores.add(crew.world)
    for note in ("", "  \u200b\n", "x" * 2001):
        with pytest.raises(Invalid) as refused:
            chores.put(crew.world, crew["secretary of X"], action, "dropped", note)
        assert set(refused.value.fields) == {"words"}
    assert chores.put(crew.world, crew["secretary of X"], action, "dropped", "é" * 2000)
    assert set(PROGRESS) == {"todo", "doing", "done", "dropped"}


# --------------------------------------------------------------------------------------------------- noting it


def test_an_action_is_noted_and_changed_by_who_keeps_the_meetings_of_its_body(crew: Hands) -> None:
    for name in EVERYBODY:
        may = name in {"secretary of X", "secretary of all", "administrator"}
        action = chores.add(crew.world)
        for verb in (
            lambda uow, who: actions.add(uow, who, TODAY, crew.world.body, "À faire", "", None),
            lambda uow, who, named=action: actions.edit(uow, who, TODAY, named, "Autre", "Inès Roux", TOMORROW),
        ):
            with crew.world.repository.store.writing() as uow:
                if may:
                    verb(uow, crew[name])
                    continue
                with pytest.raises((Forbidden, SignInRequired, NotFound)):
                    verb(uow, crew[name])
        row = chores.row_of(crew.world, action)
        assert (row.text, row.owner, row.deadline) == (
            ("Autre", "Inès Roux", TOMORROW) if may else (chores.WORDS, "", None)
        )  # fmt: skip
        assert bool(row.owners) is may


def test_two_secretaries_who_change_it_at_once_do_not_undo_each_other(crew: Hands) -> None:
    action = chores.add(crew.world)
    seen = actions.mark(chores.row_of(crew.world, action))
    with crew.world.repository.store.writing() as uow:
        actions.edit(uow, crew["secretary of X"], TODAY, action, "Le premier", "", None, seen)
    with crew.world.repository.store.writing() as uow, pytest.raises(Conflict):
        actions.edit(uow, crew["secretary of all"], TODAY, action, "Le second", "", None, seen)
    assert chores.row_of(crew.world, action).text == "Le premier"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"text": ""}, "text"), ({"text": " \u200b\n"}, "text"), ({"text": "x" * 2001}, "text"),
        ({"owner": "x" * 301}, "owner"), ({"deadline": date(1899, 12, 31)}, "deadline"),
        ({"deadline": date(2999, 1, 1)}, "deadline"), ({"body": "NOWHERE"}, "body"),
        ({"minutes": "NOWHERE"}, "minutes"),
    ],
)  # fmt: skip
def test_what_cannot_be_noted_is_named(crew: Hands, said: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        chores.add(crew.world, **said)
    assert set(refused.value.fields) == {field}


def test_a_paper_that_is_no_minutes_orders_nothing(crew: Hands) -> None:
    paper = crew.world.file("Une pièce.", body=crew.world.body).public_id
    with pytest.raises(Invalid):
        chores.add(crew.world, minutes=paper)
    withdrawn = chores.minutes(crew.world)
    acts.put(crew.world, withdrawn, "withdrawn")
    with pytest.raises(Invalid):
        chores.add(crew.world, minutes=withdrawn)


def test_what_was_found_is_kept_with_its_passage(crew: Hands) -> None:
    paper = chores.minutes(crew.world)
    one = chores.found(
        "Relancer les partenaires", "Mme Belkacem", "UVM", deadline=TOMORROW, deadline_text="demain", point="Divers"
    )
    action = chores.accept(crew.world, paper, one, crew["secretary of X"])
    row = chores.row_of(crew.world, action)
    assert (row.text, row.owner, row.deadline, row.deadline_text, row.point, row.progress) == (
        "Relancer les partenaires", "Mme Belkacem, UVM", TOMORROW, "demain", "Divers", "todo",
    )  # fmt: skip
    with crew.world.repository.store.reading() as uow:
        (source,) = uow.session.scalars(select(Source))
        assert (source.anchor, source.start, source.end, source.quote) == ("p-1", 0, 24, "Relancer les partenaires")
    (shown,) = chores.listed(crew.world, crew["member"], "mine")
    assert shown.origin is not None
    assert (shown.origin.id, shown.origin.number, shown.origin.anchor, shown.origin.current) == (paper, 1, "p-1", True)
    done = chores.accept(crew.world, paper, chores.found(done=True))
    assert chores.row_of(crew.world, done).closed_at is not None
    with pytest.raises(Forbidden):
        chores.accept(crew.world, paper, one, crew["member"])


def test_no_note_is_lost(crew: Hands) -> None:
    action = chores.add(crew.world)
    for word in ("doing", "done", "todo"):
        chores.put(crew.world, crew["secretary of X"], action, word)
    with crew.world.repository.store.reading() as uow:
        assert [row.progress for row in uow.session.scalars(select(ProgressNote))] == ["doing", "done", "todo"]
