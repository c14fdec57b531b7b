"""What happens between the morning and the moment when a message really leaves counts: the mail server may be away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from repo_service.domain.documents import Found, SearchQuery
from repo_service.domain.roles import Actor
from repo_service.errors import TooSlow, Unavailable
from repo_service.mail import Message, Refused
from repo_service.search import Mask, Searcher
from repo_service.services import installing, personal
from repo_service.services.mailing import Letterhead
from repo_service.services.searching import alerts, saved
from repo_service.store import log, outbox
from repo_service.store.people import accounts
from tests.conftest import TIMEZONE, World
from tests.services import acts
from tests.services.accounts import doors
from tests.services.searching import kept
from tests.services.searching.kept import SITE

READER = "reader@exemple.fr"


class Away:
    """A mail server that takes nothing."""

    def __init__(self, fault: type[Exception] = Unavailable) -> None:
        self.fault = fault
        self.offered: list[Message] = []

    def send(self, message: Message) -> None:
        """Fail."""
        self.offered.append(message)
        raise self.fault("450 plus tard")


def wait(town: World, hand: list[datetime], *titles: str) -> list[str]:
    """The reader keeps a search, texts are filed that it finds, and in the morning the mail server is away."""
    kept.keep(town, town.reader, "q=pourpre")
    kept.later(hand)
    names = [town.file("Le pourpre.", title=title).public_id for title in titles]
    kept.morning(hand)
    away = Away()
    assert kept.tell(town, away) == 0
    assert all(title in away.offered[0].text for title in titles)
    return names


def told(town: World) -> list[str]:
    """The titles that the mail names."""
    return [line[2:] for letter in kept.letters(town) for line in letter.text.splitlines() if line.startswith("- ")]


def hide(town: World, name: str) -> None:
    """From the reader."""
    acts.edit(town, name, title="Caché", visibility="body", bodies=(acts.body(town, f"Groupe {name}"),))


def test_nothing_that_is_told_lies_in_the_database_meanwhile(town: World, hand: list[datetime]) -> None:
    wait(town, hand, "Nouveau")
    (order,) = kept.orders(town)
    assert (order.subject, order.text, order.tries, order.fault) == ("", "", 1, "450 plus tard")


def test_what_was_hidden_in_between_is_not_told_and_the_rest_is_once(town: World, hand: list[datetime]) -> None:
    hidden, _, withdrawn = wait(town, hand, "Ensuite caché", "Reste", "Ensuite retiré")
    hide(town, hidden)
    acts.put(town, withdrawn, "withdrawn")
    kept.later(hand, 3600)
    assert [kept.tell(town), kept.tell(town)] == [1, 0]
    assert told(town) == ["Reste"]
    assert "caché" not in kept.letters(town)[0].text.lower()
    kept.morning(hand)
    assert kept.tell(town) == 0


def test_what_came_in_between_is_told_too_and_not_again(town: World, hand: list[datetime]) -> None:
    wait(town, hand, "Nouveau")
    kept.later(hand, 60)
    town.file("Le pourpre.", title="Entre-temps")
    kept.later(hand, 60)
    assert kept.tell(town) == 1
    kept.morning(hand)
    assert kept.tell(town) == 0
    assert told(town) == ["Entre-temps", "Nouveau"]


@pytest.mark.parametrize("fault", [TooSlow, Unavailable])
def test_a_search_that_cannot_be_asked_is_told_of_another_day_and_keeps_no_other_from_it(
    town: World, hand: list[datetime], fault: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = kept.keep(town, town.reader, "q=pourpre", "Lente")
    kept.keep(town, town.reader, "q=mauve", "Prompte")
    before = kept.told_at(town, slow)
    kept.later(hand)
    town.file("Le pourpre.", title="Pourpre")
    town.file("Le mauve.", title="Mauve")
    kept.morning(hand)
    with monkeypatch.context() as patch:
        patch.setattr(Searcher, "search", failing(Searcher.search, "pourpre", fault))
        assert kept.tell(town) == 1
    assert told(town) == ["Mauve"]
    assert kept.told_at(town, slow) == before
    kept.morning(hand)
    assert kept.tell(town) == 1
    assert told(town) == ["Mauve", "Pourpre"]


def failing(search: Callable[..., Found], text: str, fault: type[Exception]) -> Callable[..., Found]:
    """A search that fails for one query."""

    def asked(searcher: Searcher, query: SearchQuery, mask: Mask) -> Found:
        if query.text == text:
            raise fault
        return search(searcher, query, mask)

    return asked


def test_a_message_that_may_have_arrived_is_not_taken_for_the_one_that_tells_more(
    town: World, hand: list[datetime]
) -> None:
    kept.keep(town, town.reader, "q=pourpre")
    kept.later(hand)
    town.file("Le pourpre.", title="Nouveau")
    kept.morning(hand)
    away = Away()
    kept.tell(town, away)
    kept.later(hand, 3600)
    kept.tell(town, away)
    first, second = away.offered
    assert first.identifier != second.identifier
    assert first.written_at < second.written_at


def test_where_all_was_hidden_no_mail_leaves_and_the_order_is_gone(town: World, hand: list[datetime]) -> None:
    (hidden,) = wait(town, hand, "Ensuite caché")
    hide(town, hidden)
    kept.later(hand, 3600)
    assert [kept.tell(town), kept.tell(town)] == [0, 0]
    assert kept.letters(town) == []
    assert kept.orders(town) == []


def stop(town: World) -> None:
    link = alerts.stop_link(installing.secret_key(town.repository.settings), Letterhead("", SITE), town.reader.account)
    with town.repository.store.writing() as uow:
        alerts.stop(uow, installing.secret_key(town.repository.settings), link.rpartition("/")[2])


def remove(town: World) -> None:
    (row,) = kept.mine(town, town.reader)
    with town.repository.store.writing() as uow:
        saved.remove(uow, town.reader, row.public_id)


def anonymise(town: World) -> None:
    with town.repository.store.writing() as uow:
        personal.anonymise(uow, town.administrator, town.reader.account, TIMEZONE)


@pytest.mark.parametrize(
    "ends",
    [stop, remove, anonymise, lambda town: doors.disable(town, READER)],
    ids=["stopped", "removed", "anonymous", "closed"],
)
def test_nothing_leaves_for_who_stopped_it_or_is_no_longer_here(
    town: World, hand: list[datetime], ends: Callable[[World], object]
) -> None:
    wait(town, hand, "Nouveau")
    ends(town)
    kept.later(hand, 3600)
    assert kept.tell(town) == 0
    kept.morning(hand)
    assert kept.tell(town) == 0
    assert kept.letters(town) == []
    assert [order.next_try_at for order in kept.orders(town)] in ([], [None])


def test_who_comes_back_is_told_what_was_not_told(town: World, hand: list[datetime]) -> None:
    wait(town, hand, "Nouveau")
    doors.disable(town, READER)
    kept.later(hand, 3600)
    assert kept.tell(town) == 0
    doors.change(town, READER, disabled_at=None)
    assert kept.tell(town) == 1
    assert told(town) == ["Nouveau"]


def test_an_address_that_was_changed_gets_nothing_and_the_new_one_all(town: World, hand: list[datetime]) -> None:
    wait(town, hand, "Nouveau")
    with town.repository.store.writing() as uow:
        account = accounts.by_mail(uow.session, READER)
        assert account is not None
        account.mail = account.mail_key = "autre@exemple.fr"
    kept.later(hand, 3600)
    assert [kept.tell(town), kept.tell(town)] == [1, 0]
    assert [letter.recipient for letter in kept.letters(town)] == ["autre@exemple.fr"]
    assert told(town) == ["Nouveau"]


@pytest.mark.parametrize("fault", [Unavailable, Refused])
def test_what_was_given_up_is_tried_and_told_the_next_morning_not_before(
    town: World, hand: list[datetime], fault: type[Exception]
) -> None:
    wait(town, hand, "Nouveau")
    away = Away(fault)
    for _ in range(3 * outbox.TRIES):
        kept.later(hand, 1800)
        assert kept.tell(town, away) == 0
    assert len(kept.orders(town)) == 1
    assert len(away.offered) == (1 if fault is Refused else outbox.TRIES - 1)
    with town.repository.store.reading() as uow:
        assert len(log.after(uow.session, 0, ["mail.given_up"])) == 1
    kept.morning(hand)
    assert [kept.tell(town), kept.tell(town)] == [1, 0]
    assert told(town) == ["Nouveau"]


def test_a_search_that_is_told_more_often_from_now_on_is_told_once(town: World, hand: list[datetime]) -> None:
    def often(actor: Actor, frequency: str) -> None:
        (row,) = kept.mine(town, actor)
        with town.repository.store.writing() as uow:
            saved.change(uow, actor, row.public_id, "Pourpre", frequency)

    wait(town, hand, "Nouveau")
    often(town.reader, "weekly")
    kept.later(hand, 3600)
    assert kept.tell(town) == 0, "not before Monday"
    assert kept.orders(town) == []
    often(town.reader, "daily")
    assert [kept.tell(town), kept.tell(town)] == [1, 0]
    assert told(town) == ["Nouveau"]


def test_a_letter_that_is_written_leaves_past_what_is_only_ordered(town: World, hand: list[datetime]) -> None:
    wait(town, hand, "Nouveau")
    with town.repository.store.reading() as uow:
        kept.later(hand, 3600)
        assert outbox.due(uow.session, hand[0]) == []
        assert len(outbox.due(uow.session, hand[0], "digest")) == 1
