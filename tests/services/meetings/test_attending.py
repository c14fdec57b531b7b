"""Who was there: members of that very day proposed, names tied to people, the quorum, and who may know."""

from __future__ import annotations

import pytest

from repo_service.errors import Conflict, Forbidden, Invalid, SignInRequired
from repo_service.services.meetings import attending
from repo_service.services.meetings.attending import Entry
from repo_service.store.people import governance
from tests.services.meetings.sittings import (
    BEFORE,
    act,
    ask,
    attend,
    link,
    meeting,
    minutes,
    put_quorum,
    recorded,
    shown,
)
from tests.services.register.chores import Hands

WHO = "secretary of X"


def sheet(village: Hands, one: str) -> attending.Sheet:
    """What the form starts from."""
    return ask(village, WHO, attending.sheet, one)


def test_the_members_of_the_day_are_proposed(village: Hands) -> None:
    with village.world.repository.store.writing() as uow:
        body = governance.body(uow.session, village.world.body)
        assert body is not None
        governance.add_mandate(uow, governance.add_person(uow, "Yann", "Ancien", None), body, "member", None, BEFORE)
        governance.add_mandate(uow, governance.add_person(uow, "Zoé", "Neuve", None), body, "chair", BEFORE, None)
    members = sheet(village, meeting(village, BEFORE)).members
    assert [one.name for one in members] == ["Zoé Neuve", "Nadia Belkacem", "Paul Le Goff", "Rose Partie"]


def test_what_is_noted_comes_back_in_the_form(village: Hands) -> None:
    one = meeting(village)
    nadia, paul = village.persons["member"], village.persons["colleague"]
    attend(
        village, one, Entry("Nadia Belkacem", "present", nadia),
        Entry("Paul Le Goff", "excused", paul, "Nadia Belkacem"), Entry("Zoé Nil", "invited"),
        Entry("Rose Partie", "", village.persons["left"]),
    )  # fmt: skip
    found = sheet(village, one)
    assert [(row.name, row.role, row.proxy) for row in found.members] == [
        ("Nadia Belkacem", "present", ""), ("Paul Le Goff", "excused", "Nadia Belkacem"), ("Rose Partie", "", ""),
    ]  # fmt: skip
    assert [(row.name, row.role, row.person_id) for row in found.others] == [("Zoé Nil", "invited", None)]
    assert recorded(village, "meeting.attendance") == [{"people": 3}]


def test_names_are_tied_to_people_and_nobody_is_there_twice(village: Hands) -> None:
    one = meeting(village)
    attend(
        village, one, Entry("M. Le Goff", "present"), Entry("Paul Le Goff", "excused", village.persons["colleague"]),
        Entry("Inès ROUX", "invited"), Entry("Personne", "present"), Entry(" personne ", "absent"),
        Entry("", "present"),
    )  # fmt: skip
    rows = shown(village, "member", one).attendance or []
    assert [(row.name, row.role, row.person_id is not None) for row in rows] == [
        ("M. Le Goff", "present", True), ("Inès ROUX", "invited", True), ("Personne", "present", False),
    ]  # fmt: skip


def test_two_members_of_one_name_are_both_noted(village: Hands) -> None:
    with village.world.repository.store.writing() as uow:
        body = governance.body(uow.session, village.world.body)
        assert body is not None
        twin = governance.add_person(uow, "Nadia", "Belkacem", None)
        governance.add_mandate(uow, twin, body, "member", None, None)
    one = meeting(village)
    attend(
        village, one, Entry("Nadia Belkacem", "present", village.persons["member"]),
        Entry("Nadia Belkacem", "excused", twin.public_id),
    )  # fmt: skip
    rows = shown(village, "member", one).attendance or []
    assert len({row.name for row in rows}) == len({row.person_id for row in rows}) == 2
    attend(village, one, Entry("Nadia Belkacem", "present"))
    assert [row.person_id for row in shown(village, "member", one).attendance or []] == [None]


def test_the_quorum_counts_members_of_the_day_and_proxies_that_are_held(village: Hands) -> None:
    put_quorum(village, "2/3")
    one = meeting(village)
    nadia, paul = village.persons["member"], village.persons["colleague"]
    assert shown(village, "member", one).quorum is None
    there = Entry("Nadia Belkacem", "present", nadia)
    attend(village, one, there, Entry("Paul Le Goff", "excused", paul, "Mme Belkacem"))
    found = shown(village, "member", one).quorum
    assert found is not None
    assert (found.counted, found.members, found.reached) == (2, 3, True)
    attend(village, one, there, Entry("Paul Le Goff", "excused", paul, "Zoé Nil"))
    found = shown(village, "member", one).quorum
    assert found is not None
    assert (found.counted, found.reached) == (1, False)


def test_who_was_there_is_for_members_and_for_who_reads_the_minutes(village: Hands) -> None:
    one = meeting(village, BEFORE, visibility="public")
    attend(village, one, Entry("Nadia Belkacem", "present", village.persons["member"]))
    knows = {"member", "colleague", "secretary of X", "administrator", "secretary of all"}
    assert {who for who in village.people if shown(village, who, one).attendance is not None} == knows | {"token"}
    link(village, one, minutes(village.world, visibility="body"))
    assert {who for who in village.people if shown(village, who, one).attendance is not None} == knows | {"token"}
    link(village, one, minutes(village.world, visibility="public"))
    blind = {who for who in village.people if shown(village, who, one).attendance is None}
    assert blind == {"visitor", "left"}


def test_two_people_who_note_at_once_do_not_undo_each_other(village: Hands) -> None:
    one, entries = meeting(village), [Entry("Zoé Nil", "present")]
    seen = sheet(village, one).seen
    act(village, WHO, attending.attend, one, entries, seen)
    with pytest.raises(Conflict):
        act(village, "administrator", attending.attend, one, [], seen)


@pytest.mark.parametrize(
    "entries",
    [[Entry("A", "asleep")], [Entry("x" * 201, "present")], [Entry("A", "present", proxy="x" * 201)],
     [Entry(f"Nom {n}", "present") for n in range(301)]],
)  # fmt: skip
def test_what_cannot_be_is_refused(entries: list[Entry], village: Hands) -> None:
    one = meeting(village)
    with pytest.raises(Invalid):
        attend(village, one, *entries)


@pytest.mark.parametrize("who", ["visitor", "left", "member", "secretary of Y", "coordinator", "token"])
def test_nobody_else_notes_who_was_there(who: str, village: Hands) -> None:
    one = meeting(village, visibility="public")
    for verb, said in ((attending.sheet, ()), (attending.attend, ([], ""))):
        with pytest.raises((Forbidden, SignInRequired)):
            act(village, who, verb, one, *said)
