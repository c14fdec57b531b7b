"""From minutes to the register: nothing enters unaccepted, and what enters says where it stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from repo_service.errors import Conflict, Forbidden, Invalid, RepoServiceError
from repo_service.services import reading
from repo_service.services.register import accepting, correcting, tying
from repo_service.services.register.accepting import Wanted
from repo_service.store.register.tables import Action, Decision, Meeting
from tests.conftest import World
from tests.services import acts
from tests.services.register import decided, reviewed


def test_nothing_is_in_the_register_before_somebody_accepts_it(any_world: World) -> None:
    minutes = reviewed.file(any_world)
    found = reviewed.review(any_world, minutes)
    assert [one.state for one in found.found.decisions] == ["adopted", "adopted", "postponed"]
    assert decided.register(any_world).total == 0
    made = reviewed.accept_all(any_world, minutes)
    assert decided.register(any_world).total == len(made) == 3
    assert reviewed.review(any_world, minutes).waiting == []
    any_world.index()
    assert acts.faults(any_world) == []


def test_a_decision_carries_what_its_passage_says(world: World) -> None:
    minutes = reviewed.file(world)
    made = reviewed.accept_all(world, minutes)
    pilot, loan, training = (decided.entry(world, one) for one in made)
    assert pilot.life.begins == date(2024, 4, 1)
    assert pilot.line.votes == {"unanimous": True}
    assert loan.line.number == "COPIL-2024-002", "the pattern of the body numbers, the text prints another"
    assert loan.line.votes == {"for": 3, "abstention": 1}
    assert training.standing.status == "postponed"
    assert {one.line.minutes for one in (pilot, loan, training)} == {minutes}
    with world.repository.store.reading() as uow:
        text = reading.show(uow, world.reader, made[1], None).extract.blocks[0].text
        document, row = tying.opened(uow, world.administrator, made[1])
        place = correcting.place(uow, world.administrator, row)
        assert row.meeting is not None
        assert row.meeting.day == date(2024, 3, 12)
        assert document.visibility == "network"
    assert text.startswith(("la durée du prêt", "La durée du prêt"))
    assert place is not None
    assert place.standing == "exact"
    assert "quatre semaines" in place.quote


def test_a_number_printed_by_the_pattern_of_the_body_is_the_number(world: World) -> None:
    text = reviewed.MINUTES.replace("Décision n° 7", "Décision n° COPIL-2024-007")
    made = reviewed.accept_all(world, reviewed.file(world, text))
    numbers = [decided.entry(world, one).line.number for one in made]
    assert numbers == ["COPIL 2024-03-12/1", "COPIL-2024-007", "COPIL 2024-03-12/2"], (
        "what the minutes leave without a number takes none of those that they print"
    )
    later = reviewed.MINUTES.replace("12 mars 2024", "10 avril 2024").replace("Décision n° 7 :", "Décision :")
    made = reviewed.accept_all(world, reviewed.file(world, later, "2024-04-10"))
    assert decided.entry(world, made[0]).line.number == "COPIL 2024-04-10/1"


def test_actions_go_where_actions_are(world: World) -> None:
    reviewed.accept_all(world, reviewed.file(world))
    with world.repository.store.reading() as uow:
        rows = list(uow.session.scalars(select(Action).order_by(Action.id)))
        assert [(row.owner, row.deadline, row.deadline_text) for row in rows] == [
            ("Nadia Belkacem", date(2024, 5, 31), "31 mai 2024"), ("Philippe Ardouin", None, "prochaine réunion"),
        ]  # fmt: skip


def test_minutes_note_their_meeting_and_the_next_one(world: World) -> None:
    reviewed.accept_all(world, reviewed.file(world))
    with world.repository.store.reading() as uow:
        days = [row.day for row in uow.session.scalars(select(Meeting).order_by(Meeting.day))]
    assert days == [date(2024, 3, 12), date(2024, 6, 18)]


def test_a_proposal_in_other_words_enters_as_they_say(world: World) -> None:
    minutes = reviewed.file(world)
    key = reviewed.named(reviewed.review(world, minutes), "projet pilote").found.key
    wanted = Wanted(
        key, title="Pilote", wording="Le pilote commence.", state="adopted", start=date(2024, 5, 1),
        until=date(2025, 5, 1), edited=True,
    )  # fmt: skip
    made = reviewed.accept(world, minutes, wanted)
    entry = decided.entry(world, made[0])
    assert (entry.line.title, entry.life.begins, entry.life.until) == ("Pilote", date(2024, 5, 1), date(2025, 5, 1))
    assert reviewed.named(reviewed.review(world, minutes), "projet pilote").verdict == "edited"
    world.index()
    assert acts.found(world, world.reader, "pilote commence") == [made[0]]


def test_a_discarded_proposal_waits_again_when_taken_back_and_never_enters(world: World) -> None:
    minutes = reviewed.file(world)
    key = reviewed.named(reviewed.review(world, minutes), "formation").found.key
    assert reviewed.discard(world, minutes, key, "unknown") == 1
    assert reviewed.discard(world, minutes, key) == 0
    assert len(reviewed.accept_all(world, minutes)) == 2
    reviewed.take_back(world, minutes, key)
    assert [one.found.key for one in reviewed.review(world, minutes).waiting] == [key]


def test_of_two_who_accept_at_once_one_wins_and_the_other_is_told(any_world: World) -> None:
    minutes = reviewed.file(any_world)
    key = reviewed.review(any_world, minutes).decisions[0].found.key

    def accept(_: int) -> object:
        try:
            return reviewed.accept(any_world, minutes, Wanted(key))
        except RepoServiceError as error:
            return error

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(accept, range(4)))
    assert sum(isinstance(one, list) for one in answers) == 1
    assert sum(isinstance(one, Conflict) for one in answers) == 3
    with any_world.repository.store.reading() as uow:
        assert len(list(uow.session.scalars(select(Decision)))) == 1


def test_what_cannot_enter_leaves_everything_as_it_was(world: World) -> None:
    minutes = reviewed.file(world)
    keys = [one.found.key for one in reviewed.review(world, minutes).decisions]
    with pytest.raises(Invalid):
        reviewed.accept(world, minutes, Wanted(keys[0]), Wanted(keys[1], until=date(2020, 1, 1), edited=True))
    with pytest.raises(Invalid):
        reviewed.accept(world, minutes, Wanted(keys[0], state="eaten"))
    assert decided.register(world).total == 0
    assert len(reviewed.review(world, minutes).waiting) == 5


def test_drafts_and_minutes_without_a_day_give_nothing_yet(world: World) -> None:
    draft = reviewed.file(world, state="draft")
    assert reviewed.review(world, draft).refused
    with pytest.raises(Invalid):
        reviewed.accept_all(world, draft)
    undated = reviewed.file(world, reviewed.MINUTES + "\n", date=None)
    assert reviewed.review(world, undated).refused


def test_a_reader_and_another_secretary_judge_nothing(world: World) -> None:
    minutes = reviewed.file(world)
    other = acts.person(world, "autre@exemple.fr", "secretary", acts.body(world, "Autre instance"))
    for actor in (world.reader, other):
        with pytest.raises(Forbidden):
            reviewed.review(world, minutes, actor)


def test_a_passage_of_ones_own_choice_becomes_a_decision(world: World) -> None:
    minutes = reviewed.file(world, reviewed.MINUTES + "\nOn gardera le logo sans mouette.\n")
    with world.repository.store.reading() as uow:
        blocks = reading.show(uow, world.secretary, minutes, None).extract.blocks
    block = next(one for one in blocks if "mouette" in one.text)
    own = accepting.own(blocks, block.anchor, "le logo sans mouette", 0)
    made = reviewed.accept(world, minutes, Wanted(own.key, title="Le logo", edited=True, own=own))
    assert decided.entry(world, made[0]).line.title == "Le logo"
    with pytest.raises(Invalid):
        accepting.own(blocks, "p-0000000000", "", 0)


def test_a_close_decision_in_force_is_asked_about_and_replaced_when_told(world: World) -> None:
    first = reviewed.accept_all(world, reviewed.file(world))[1]
    later = reviewed.MINUTES.replace("12 mars 2024", "11 mars 2025").replace("quatre semaines", "six semaines")
    later = later.replace("18 juin 2024", "17 juin 2025")
    minutes = reviewed.file(world, later, "2025-03-11")
    proposal = reviewed.named(reviewed.review(world, minutes), "six semaines")
    assert first in [entry.id for entry in proposal.alike]
    made = reviewed.accept(world, minutes, Wanted(proposal.found.key, ties=(("replaces", first),)))
    assert decided.holding(world, "2025-03-10") >= {first}
    assert first not in decided.holding(world, "2025-03-11")
    assert made[0] in decided.holding(world, "2025-03-11")


CHANGING = """# Compte rendu du comité de pilotage du 11 mars 2025

Présents : Hélène Vasseur (UVM, présidente), Nadia Belkacem (UVM).

## 1. Prêt

**Décision :** la décision n° COPIL-2024-002 est modifiée : six semaines pour les thèses.

**Décision :** la décision n° COPIL-2024-001 est abrogée, le projet étant fini.

**Décision :** la décision n° COPIL-2024-099 est abrogée.
"""


def test_what_the_words_say_of_other_decisions_is_tied_when_they_are_accepted(any_world: World) -> None:
    pilot, loan, _ = reviewed.accept_all(any_world, reviewed.file(any_world))
    minutes = reviewed.file(any_world, CHANGING, "2025-03-11")
    review = reviewed.review(any_world, minutes)
    assert [[(said, entry.id) for said, entry in one.says] for one in review.decisions] == [
        [("amends", loan)], [("repeals", pilot)], [],
    ]  # fmt: skip
    reviewed.accept_all(any_world, minutes)
    assert decided.entry(any_world, loan, "2025-03-11").standing.status == "amended"
    assert decided.entry(any_world, pilot, "2025-03-11").standing.status == "repealed"
    assert decided.entry(any_world, pilot, "2025-03-10").standing.holds


def test_what_the_words_say_is_left_when_the_person_says_so_and_when_it_cannot_be(world: World) -> None:
    pilot, loan, _ = reviewed.accept_all(world, reviewed.file(world))
    minutes = reviewed.file(world, CHANGING, "2025-03-11")
    amending = reviewed.named(reviewed.review(world, minutes), "six semaines")
    reviewed.accept(world, minutes, Wanted(amending.found.key, ties=()))
    assert decided.entry(world, loan, "2025-03-11").standing.status == "in_force"
    earlier = CHANGING.replace("11 mars 2025", "11 mars 2023")
    reviewed.accept_all(world, reviewed.file(world, earlier, "2023-03-11"))
    assert decided.entry(world, pilot, "2025-03-11").standing.status == "in_force", "it was not taken yet"


APPROVING = """# Compte rendu du comité de pilotage du 18 juin 2024

Présents : Hélène Vasseur (UVM, présidente), Nadia Belkacem (UVM), Philippe Ardouin (UJB).

## 1. Approbation du compte rendu du 12 mars 2024

Le compte rendu de la séance du 12 mars 2024 est approuvé à l'unanimité.
"""


def test_the_approval_of_minutes_is_a_decision_tied_both_ways_that_opens_them(any_world: World) -> None:
    minutes = reviewed.file(any_world, visibility="body")
    made = reviewed.accept_all(any_world, minutes)
    assert not acts.sees(any_world, any_world.reader, made[0])
    later = reviewed.file(any_world, APPROVING, "2024-06-18")
    approval = reviewed.accept_all(any_world, later)[0]
    document = acts.latest(any_world, minutes)
    assert (document.state, document.visibility) == ("adopted", "network")
    assert acts.latest(any_world, made[0]).visibility == "network"
    with any_world.repository.store.reading() as uow:
        shown = reading.show(uow, any_world.administrator, minutes, None)
        line = correcting.approval(uow, any_world.administrator, shown.version)
        assert line is not None
        assert line.id == approval
        assert line.sort == "approval"
        _, row = tying.opened(uow, any_world.administrator, approval)
        assert [one.public_id for one in correcting.approved(uow, any_world.administrator, row)] == [minutes]
    any_world.index()
    assert acts.faults(any_world) == []


def test_when_minutes_are_corrected_each_decision_finds_its_passage_or_is_flagged(world: World) -> None:
    minutes = reviewed.file(world)
    made = reviewed.accept_all(world, minutes)
    corrected = "Une ligne nouvelle.\n\n" + reviewed.MINUTES.replace("quatre semaines", "cinq semaines").replace(
        "Faute de temps, le point sur la formation est reporté à la réunion de juin.", "Rien sur ce point."
    )
    said: dict[str, Any] = {"kind": "minutes", "title": "Compte rendu", "date": date(2024, 3, 12), "body": world.body}
    acts.refile(world, minutes, corrected, name="cr.md", **said)
    found = {}
    with world.repository.store.reading() as uow:
        for one in made:
            _, row = tying.opened(uow, world.administrator, one)
            place = correcting.place(uow, world.administrator, row)
            assert place is not None
            found[one] = place.standing
    assert [found[one] for one in made] == ["exact", "changed", "lost"]
    with world.repository.store.reading() as uow:
        flagged = correcting.moved(uow, acts.latest(world, minutes))
        assert [(row.document.public_id, where.standing) for row, where in flagged] == [
            (made[1], "changed"), (made[2], "lost"),
        ]  # fmt: skip
    with world.repository.store.writing() as uow:
        correcting.confirm(uow, world.administrator, made[1])
    with world.repository.store.reading() as uow:
        _, row = tying.opened(uow, world.administrator, made[1])
        place = correcting.place(uow, world.administrator, row)
        assert place is not None
        assert place.standing == "exact"
        assert "cinq" in place.quote
    verdicts = {one.found.quote.text: one.verdict for one in reviewed.review(world, minutes).decisions}
    assert sum(bool(verdict) for verdict in verdicts.values()) >= 1, "verdicts follow the sentences that stay"
