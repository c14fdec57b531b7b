"""News of kept searches is told exactly once, whatever happens while it is looked for: to documents, to rights, to the
worker, to the index.
"""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from repo_service.mail import Message, sender
from repo_service.services import mailing
from repo_service.services.searching import alerts, news, saved
from repo_service.store import outbox, searches
from repo_service.store.searches import SavedSearch
from tests.conftest import World
from tests.services import acts
from tests.services.searching import kept
from tests.services.searching.kept import SITE


class Killed(BaseException):
    """What stops a process where it stands."""


def test_a_right_taken_away_between_the_look_and_the_message_holds(
    town: World, hand: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    group = acts.body(town, "Groupe")
    kept.keep(town, town.reader, "q=pourpre")
    kept.later(hand)
    hidden = town.file("Le pourpre.", title="Caché").public_id
    town.file("Le pourpre.", title="Montré")
    kept.morning(hand)
    real, once = news.changes, iter([None])

    def looks(*asked: Any) -> news.Changes:
        found = real(*asked)
        for _ in once:
            acts.edit(town, hidden, title="Caché", visibility="body", bodies=(group,))
            town.index()
        return found

    monkeypatch.setattr(news, "changes", looks)
    assert kept.tell(town) == 1
    (letter,) = kept.letters(town)
    assert "Montré" in letter.text
    assert "Caché" not in letter.text


def test_an_index_that_is_late_is_waited_for_without_a_try_and_nothing_is_lost(
    town: World, hand: list[datetime]
) -> None:
    row = kept.keep(town, town.reader, "q=pourpre")
    town.index()
    before, post = kept.told_at(town, row), sender(town.repository.settings)
    kept.later(hand)
    town.file("Le pourpre.", title="Nouveau")
    kept.morning(hand)
    for _ in range(2 * outbox.TRIES):
        assert alerts.send_due(town.repository, post) == 0
    assert kept.told_at(town, row) == before
    assert [(order.tries, order.text) for order in kept.orders(town)] == [(0, "")]
    shutil.rmtree(town.repository.settings.indexes)
    assert alerts.send_due(town.repository, post) == 0
    assert [order.tries for order in kept.orders(town)] == [0]
    assert kept.tell(town) == 1
    assert "Nouveau" in kept.letters(town)[0].text


def test_killed_before_it_left_the_message_is_told_later_and_once(town: World, hand: list[datetime]) -> None:
    row = kept.keep(town, town.reader, "q=pourpre")
    kept.later(hand)
    town.file("Le pourpre.", title="Nouveau")
    kept.morning(hand)
    before = kept.told_at(town, row)

    class Last:
        def send(self, message: Message) -> None:
            raise Killed

    with pytest.raises(Killed):
        kept.tell(town, Last())
    assert kept.letters(town) == []
    assert kept.told_at(town, row) == before
    assert kept.tell(town) == 0, "another process may still be at it"
    kept.later(hand, 600)
    assert [kept.tell(town), kept.tell(town)] == [1, 0]
    assert len(kept.letters(town)) == len(kept.orders(town)) == 1
    assert kept.told_at(town, row) == hand[0]


def test_killed_while_ordering_the_worker_orders_it_at_the_next_look_and_once(
    town: World, hand: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keep(town, town.reader, "q=pourpre")
    kept.later(hand)
    town.file("Le pourpre.", title="Nouveau")
    kept.morning(hand)
    real = mailing.order

    def killed(*asked: Any) -> None:
        real(*asked)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(mailing, "order", killed)
        with pytest.raises(Killed):
            kept.tell(town)
    assert kept.orders(town) == []
    assert [kept.tell(town), kept.tell(town)] == [1, 0]
    assert len(kept.letters(town)) == 1


def test_two_workers_at_once_tell_each_person_once(town: World, hand: list[datetime]) -> None:
    people = [acts.person(town, f"p{number}@exemple.fr", "reader") for number in range(5)]
    for person in people:
        kept.keep(town, person, "q=pourpre")
    kept.later(hand)
    town.file("Le pourpre.", title="Nouveau")
    kept.morning(hand)
    town.index()
    together, counts = threading.Barrier(2), []

    def run() -> None:
        together.wait(30)
        counts.append(alerts.send_due(town.repository, sender(town.repository.settings)))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    kept.tell(town)  # whoever was sent away by a busy database
    assert sorted(letter.recipient for letter in kept.letters(town)) == [f"p{n}@exemple.fr" for n in range(5)]


def test_what_changes_in_the_very_second_of_a_message_is_told_in_the_next_one(
    town: World, hand: list[datetime]
) -> None:
    kept.keep(town, town.reader, "q=pourpre")
    kept.later(hand)
    town.file("Le pourpre.", title="Veille")
    kept.morning(hand)
    kept.later(hand, 0.2)
    town.file("Le pourpre.", title="Pendant")
    kept.later(hand, 0.2)
    assert kept.tell(town) == 1
    kept.later(hand, 0.2)
    town.file("Le pourpre.", title="Aussitôt")
    assert "Pendant" not in kept.letters(town)[0].text
    kept.morning(hand)
    assert kept.tell(town) == 1
    assert {"- Pendant", "- Aussitôt"} <= set(kept.letters(town)[1].text.splitlines())
    assert "Veille" not in kept.letters(town)[1].text


def test_words_that_no_search_takes_any_more_and_a_fault_for_one_person_keep_nobody_from_being_told(
    town: World, hand: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = kept.keep(town, town.reader, "q=pourpre", "Impossible")
    kept.keep(town, town.reader, "q=le+pourpre")
    kept.keep(town, town.administrator, "q=pourpre")
    kept.keep(town, town.secretary, "q=pourpre")
    with town.repository.store.writing() as uow:
        saved.own_one(uow, town.reader, odd.public_id).address = "q=*a*"
    kept.later(hand)
    town.file("Le pourpre.", title="Nouveau")
    kept.morning(hand)
    real = searches.due

    def falls(session: Any, turns: Any, account: str) -> list[SavedSearch]:
        if account == town.administrator.account:
            raise KeyError
        return real(session, turns, account)

    monkeypatch.setattr(searches, "due", falls)
    assert kept.tell(town) == 2
    assert {letter.recipient for letter in kept.letters(town)} == {"reader@exemple.fr", "secretary@exemple.fr"}
    assert "Impossible" not in "".join(letter.text for letter in kept.letters(town))
    assert [order.fault for order in kept.orders(town) if order.recipient.startswith("administrator")] != [""]


def test_two_mornings_late_there_is_one_message(town: World, hand: list[datetime]) -> None:
    kept.keep(town, town.reader, "q=pourpre")
    kept.keep(town, town.reader, "q=pourpre+nouveau", frequency="weekly")
    kept.later(hand)
    town.file("Le pourpre nouveau.", title="Nouveau")
    for _ in range(9):
        kept.morning(hand)
        assert alerts.send_due(town.repository, sender(town.repository.settings)) == 0
    assert len(kept.orders(town)) == 1
    assert [kept.tell(town), kept.tell(town)] == [1, 0]


def test_many_people_are_told_one_after_the_other_and_others_write_between_them(
    world: World, hand: list[datetime]
) -> None:
    world.repository.settings = replace(world.repository.settings, base_url=SITE)
    for number in range(130):
        person = acts.person(world, f"p{number}@exemple.fr", "reader")
        kept.keep(world, person, "q=pourpre")
        kept.keep(world, person, "q=vert")
    kept.later(hand)
    world.file("Le pourpre.", title="Nouveau")
    kept.morning(hand)
    world.index()
    turns: list[int] = []

    def between() -> bool:
        with world.repository.store.writing() as uow:
            uow.log.record("sign_out", "")
        turns.append(len(kept.letters(world)))
        return len(turns) == 120

    post = sender(world.repository.settings)
    assert alerts.send_due(world.repository, post, between) == 119
    assert turns == list(range(120))
    assert alerts.send_due(world.repository, post) == 11
    assert len({letter.recipient for letter in kept.letters(world)}) == 130
