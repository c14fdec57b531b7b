"""Mail: it leaves with the act that asked for it, once, is tried again with patience, and its words do not stay."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from repo_service import clock, worker
from repo_service.errors import Unavailable
from repo_service.mail import Message, Refused, Sender
from repo_service.services import mailing
from repo_service.services.mailing import PURPOSES, Letterhead
from repo_service.store import log, outbox
from repo_service.store.outbox import MailMessage
from tests.conftest import World

HEAD = Letterhead("Mémoire du réseau", "https://memoire.exemple")
LINK = "https://memoire.exemple/sign-in/link/Ab3_"
SAMPLES: dict[str, object] = {"link": LINK, "minutes": 15}


class Post:
    """A sender that keeps what it is given, after the faults it is told to make."""

    def __init__(self, *faults: Exception) -> None:
        self.faults = list(faults)
        self.sent: list[Message] = []
        self.tried = 0
        self.meanwhile: Callable[[], object] = int

    def send(self, message: Message) -> None:
        """Keep the message, or fail as told."""
        self.tried += 1
        self.meanwhile()
        if self.faults:
            raise self.faults.pop(0)
        self.sent.append(message)


class Killed(BaseException):
    """What stops a process where it stands."""


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that stands still until the test moves its only hand."""
    hands = [clock.now()]
    monkeypatch.setattr(clock, "_system_time", lambda: hands[0])
    return hands


def write(world: World, purpose: str = "sign_in", language: str = "fr", **words: object) -> None:
    """Post a message with sample words, but for those given."""
    said = {name: SAMPLES[name] for name in PURPOSES[purpose]} | words
    with world.repository.store.writing() as uow:
        mailing.post(uow, HEAD, purpose, "camille@exemple.fr", language, **said)


def send(world: World, post: Sender) -> int:
    """Send what is due."""
    return mailing.send_due(world.repository.store, post)


def rows(world: World) -> list[MailMessage]:
    """Every message as it is kept, oldest first."""
    with world.repository.store.reading() as uow:
        return list(uow.session.scalars(select(MailMessage).order_by(MailMessage.id)))


def told(world: World) -> list[tuple[str, str, dict[str, object]]]:
    """What the log says of mail."""
    with world.repository.store.reading() as uow:
        found = log.after(uow.session, 0, ["mail.sent", "mail.given_up"])
        return [(row.action, row.subject, row.data) for row in found]


def test_a_message_leaves_once_its_words_go_and_the_log_tells_no_address(any_world: World) -> None:
    write(any_world)
    (before,) = rows(any_world)
    post = Post()
    assert send(any_world, post) == 1
    (message,) = post.sent
    assert (message.recipient, message.language, message.identifier) == ("camille@exemple.fr", "fr", before.public_id)
    assert message.written_at == before.created_at
    assert LINK in message.text
    (row,) = rows(any_world)
    assert (row.text, row.next_try_at, row.tries, row.fault) == ("", None, 1, "")
    assert row.sent_at is not None
    assert told(any_world) == [("mail.sent", row.public_id, {"purpose": "sign_in"})]
    assert send(any_world, post) == 0
    assert post.tried == 1


def test_a_message_never_leaves_when_its_act_failed(any_world: World) -> None:
    def act() -> None:
        with any_world.repository.store.writing() as uow:
            mailing.post(uow, HEAD, "password_changed", "camille@exemple.fr", "fr")
            raise KeyError

    with pytest.raises(KeyError):
        act()
    assert send(any_world, Post()) == 0


def test_others_may_write_while_a_message_is_being_sent(any_world: World) -> None:
    write(any_world)
    more = iter([None])
    post = Post()
    post.meanwhile = lambda: [write(any_world, "password_changed") for _ in more]
    assert send(any_world, post) == 2
    assert [message.subject for message in post.sent] == [row.subject for row in rows(any_world)]


def test_more_messages_than_one_look_finds_leave_in_their_order(any_world: World) -> None:
    for minutes in range(45):
        write(any_world, minutes=minutes)
    post = Post()
    assert send(any_world, post) == 45
    assert [message.identifier for message in post.sent] == [row.public_id for row in rows(any_world)]


def test_the_pauses_grow_and_after_the_last_try_a_message_is_given_up(any_world: World, hands: list[datetime]) -> None:
    write(any_world)
    post = Post(*[Unavailable("451 trop de monde")] * 100)
    pauses = []
    for tries in range(1, outbox.TRIES):
        assert send(any_world, post) == 0
        (row,) = rows(any_world)
        assert (post.tried, row.tries, row.fault) == (tries, tries, "451 trop de monde")
        assert LINK in row.text
        assert row.next_try_at is not None
        pauses.append(row.next_try_at - hands[0])
        hands[0] = row.next_try_at - timedelta(seconds=1)
        assert send(any_world, post) == 0
        assert post.tried == tries
        hands[0] = row.next_try_at
    assert pauses == [timedelta(minutes=2**n) for n in range(outbox.TRIES - 1)]
    assert told(any_world) == []
    assert send(any_world, post) == 0
    (row,) = rows(any_world)
    assert (row.text, row.next_try_at, row.sent_at, row.fault) == ("", None, None, "451 trop de monde")
    assert told(any_world) == [("mail.given_up", row.public_id, {"purpose": "sign_in"})]
    hands[0] += timedelta(days=30)
    assert send(any_world, post) == 0
    assert post.tried == outbox.TRIES


def test_a_message_that_failed_leaves_when_the_server_is_back(any_world: World, hands: list[datetime]) -> None:
    write(any_world)
    post = Post(Unavailable("451 trop de monde"))
    send(any_world, post)
    hands[0] += timedelta(minutes=1)
    assert send(any_world, post) == 1
    (row,) = rows(any_world)
    assert (row.text, row.tries, row.fault) == ("", 2, "")


def test_a_message_refused_for_good_is_given_up_at_once_and_the_next_one_leaves(any_world: World) -> None:
    write(any_world)
    write(any_world, "password_changed")
    post = Post(Refused("550 personne ici"))
    assert send(any_world, post) == 1
    refused, sent = rows(any_world)
    assert (refused.text, refused.next_try_at, refused.fault) == ("", None, "550 personne ici")
    assert [(action, subject) for action, subject, _ in told(any_world)] == [
        ("mail.given_up", refused.public_id), ("mail.sent", sent.public_id),
    ]  # fmt: skip
    with any_world.repository.store.reading() as uow:
        assert outbox.counts(uow.session) == {"waiting": 0, "sent": 1, "given_up": 1}
        assert [row.public_id for row in outbox.lost(uow.session)] == [refused.public_id]


def test_a_fault_of_ours_does_not_keep_the_next_message_from_leaving(any_world: World) -> None:
    write(any_world)
    write(any_world, "password_changed")
    post = Post(KeyError("a fault"))
    with pytest.raises(KeyError):
        send(any_world, post)
    assert send(any_world, post) == 1
    assert [bool(row.sent_at) for row in rows(any_world)] == [False, True]


def test_killed_between_sending_and_noting_it_a_message_is_sent_once_more(
    any_world: World, hands: list[datetime]
) -> None:
    write(any_world)

    class Last(Post):
        def send(self, message: Message) -> None:
            super().send(message)
            raise Killed

    killed, after = Last(), Post()
    with pytest.raises(Killed):
        send(any_world, killed)
    assert send(any_world, after) == 0
    hands[0] += timedelta(minutes=10)
    assert send(any_world, after) == 1
    hands[0] += timedelta(days=30)
    assert send(any_world, after) == 0
    assert len({message.identifier for message in killed.sent + after.sent}) == 1
    assert len(killed.sent + after.sent) == 2


def test_a_message_whose_senders_are_all_killed_is_given_up(any_world: World, hands: list[datetime]) -> None:
    write(any_world)
    post = Post()

    def killed() -> None:
        raise Killed

    post.meanwhile = killed
    for _ in range(outbox.TRIES):
        with pytest.raises(Killed):
            send(any_world, post)
        hands[0] += timedelta(minutes=10)
    assert send(any_world, post) == 0
    (row,) = rows(any_world)
    assert (post.tried, row.text, row.next_try_at) == (outbox.TRIES, "", None)
    assert row.fault
    assert [action for action, _, _ in told(any_world)] == ["mail.given_up"]


def test_while_a_message_is_being_sent_nobody_else_sends_it(any_world: World) -> None:
    write(any_world)
    first, second = Post(), Post()
    first.meanwhile = lambda: send(any_world, second)
    assert send(any_world, first) == 1
    assert second.tried == 0


def test_two_senders_at_once_send_each_message_once(any_world: World) -> None:
    for minutes in range(12):
        write(any_world, minutes=minutes)
    together = threading.Barrier(2)
    posts = [Post(), Post()]

    def run(post: Post) -> None:
        together.wait(30)
        send(any_world, post)

    threads = [threading.Thread(target=run, args=(post,)) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    sent = [message.identifier for post in posts for message in post.sent]
    assert sorted(sent) == sorted(row.public_id for row in rows(any_world))


def test_the_worker_once_sends_what_is_due(any_world: World) -> None:
    write(any_world)
    worker.work(any_world.repository.settings, threading.Event(), once=True)
    (path,) = any_world.repository.settings.mail_box.iterdir()
    assert LINK in path.read_text("utf-8")


def test_mail_waits_neither_for_the_index_nor_for_a_scan_that_takes_long(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, busy, free = threading.Event(), threading.Event(), threading.Event()

    def takes_long(*_: object) -> bool:
        busy.set()
        free.wait(30)
        return False

    monkeypatch.setattr(worker, "SCAN_EVERY", 0.0)
    monkeypatch.setattr(worker.scans, "read_next", takes_long)
    monkeypatch.setattr(worker.indexing, "ready", takes_long)
    running = threading.Thread(target=worker.work, args=(world.repository.settings, stop))
    running.start()
    try:
        assert busy.wait(30)
        write(world)
        for _ in range(300):
            if rows(world)[0].sent_at is not None:
                break
            stop.wait(0.1)
        assert rows(world)[0].sent_at is not None
    finally:
        free.set()
        stop.set()
        running.join(30)
    assert not running.is_alive()
