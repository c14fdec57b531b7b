"""Keeping searches in tests, each act in a transaction of its own, letting mornings come, and opening the mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from zoneinfo import ZoneInfo

from sqlalchemy import select

from repo_service.domain.roles import Actor
from repo_service.mail import Sender, sender
from repo_service.services.searching import alerts, saved
from repo_service.store.outbox import MailMessage
from repo_service.store.searches import SavedSearch
from tests.conftest import World

PARIS = ZoneInfo("Europe/Paris")
SITE = "https://memoire.exemple"


@dataclass(frozen=True)
class Letter:
    """A message as it arrived."""

    recipient: str
    subject: str
    text: str
    stop: str
    identifier: str


def keep(world: World, actor: Actor, address: str, name: str = "", frequency: str = "daily") -> SavedSearch:
    """Keep a search."""
    with world.repository.store.writing() as uow:
        return saved.keep(uow, actor, world.repository.searcher, address, name or address or "Tout", frequency)


def feed(world: World, actor: Actor, row: SavedSearch) -> str:
    """Open its feed; the secret."""
    with world.repository.store.writing() as uow:
        return saved.open_feed(uow, actor, row.public_id)


def mine(world: World, actor: Actor) -> list[SavedSearch]:
    """What somebody keeps."""
    with world.repository.store.reading() as uow:
        return saved.own(uow, actor)


def told_at(world: World, row: SavedSearch) -> datetime:
    """Until when its owner was told."""
    with world.repository.store.reading() as uow:
        found = uow.session.get(SavedSearch, row.id)
        assert found is not None
        return found.told_at


def tell(world: World, by: Sender | None = None) -> int:
    """Index what there is, then tell what is due, as the worker does; how many messages left."""
    world.index()
    return alerts.send_due(world.repository, by or sender(world.repository.settings))


def letters(world: World) -> list[Letter]:
    """Every message that left, into the folder that stands for a mail server, oldest first."""
    folder = world.repository.settings.mail_box
    found = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))
    ]
    return [
        Letter(
            str(one["To"]), str(one["Subject"]), str(one.get_payload(decode=True), "utf-8").replace("\r\n", "\n"),
            str(one["List-Unsubscribe"])[1:-1], str(one["Message-ID"]),
        )
        for one in found
    ]  # fmt: skip


def orders(world: World) -> list[MailMessage]:
    """What lies in the outbox to tell of news, oldest first, also what is over."""
    query = select(MailMessage).where(MailMessage.purpose == "digest").order_by(MailMessage.id)
    with world.repository.store.reading() as uow:
        return list(uow.session.scalars(query))


def morning(hand: list[datetime], days: int = 1) -> None:
    """Seven o'clock in Paris, some days later."""
    day = hand[0].astimezone(PARIS).date() + timedelta(days=days)
    hand[0] = datetime.combine(day, time(7), PARIS).astimezone(UTC)


def later(hand: list[datetime], seconds: float = 1) -> None:
    """A moment later."""
    hand[0] += timedelta(seconds=seconds)
