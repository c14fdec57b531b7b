"""Ways in, as people take them: a password, a mailed link, a code; and what the mail box then holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
from sqlalchemy import select, update

from repo_service import clock
from repo_service.domain.roles import Actor
from repo_service.services.accounts import links, second_factor, signing_in
from repo_service.services.accounts.signing_in import Door, Opened
from repo_service.services.mailing import Letterhead
from repo_service.store import log
from repo_service.store.outbox import MailMessage
from repo_service.store.people import accounts
from repo_service.store.people.tables import Account
from tests.conftest import PASSWORD, TIMEZONE, World

Wait = Callable[[float], None]  # lets so many seconds pass
HEAD = Letterhead("Mémoire du réseau", "https://memoire.exemple")
SITE = HEAD.address
ANOTHER = "une autre phrase de passe"
DOOR = Door(TIMEZONE)
DEMANDING = Door(TIMEZONE, demanding=frozenset({"administrator", "secretary"}))


def sign_in(
    world: World, mail: str, password: str = PASSWORD, address: str = "192.0.2.1", door: Door = DOOR
) -> Opened:
    """By password."""
    return signing_in.sign_in(world.repository.store, door, mail, password, address, "Firefox")


def actor_of(world: World, secret: str, door: Door = DOOR) -> Actor:
    """Who holds a session."""
    with world.repository.store.reading() as uow:
        return signing_in.session_actor(uow, door, secret)


def actor_of_token(world: World, secret: str, door: Door = DOOR) -> Actor:
    """Who holds a token."""
    with world.repository.store.reading() as uow:
        return signing_in.token_actor(uow, door, secret)


def account(world: World, mail: str) -> Account:
    """An account as it is kept now."""
    with world.repository.store.reading() as uow:
        found = accounts.by_mail(uow.session, mail)
        assert found is not None
        return found


def change(world: World, mail: str, **columns: Any) -> None:
    """Make an account something else, behind everybody's back."""
    with world.repository.store.writing() as uow:
        uow.session.execute(update(Account).where(Account.mail == mail).values(**columns))


def disable(world: World, mail: str) -> None:
    """Close an account, behind everybody's back."""
    change(world, mail, disabled_at=clock.now())


def ask(world: World, mail: str, purpose: str = "sign_in", address: str = "192.0.2.1") -> None:
    """Ask for a link, and let the worker look."""
    with world.repository.store.writing() as uow:
        links.ask(uow, DOOR, purpose, mail, address, HEAD, "fr")
    links.serve_requests(world.repository.store, DOOR, HEAD.site_name)


def letters(world: World) -> list[MailMessage]:
    """What waits to be sent, oldest first."""
    with world.repository.store.reading() as uow:
        return list(uow.session.scalars(select(MailMessage).order_by(MailMessage.id)))


def mailed_link(world: World) -> str:
    """The secret of the link in the last letter that holds one."""
    found = [match[1] for letter in letters(world) if (match := re.search(rf"{SITE}/\S+/([\w-]{{40,}})", letter.text))]
    return found[-1]


def follow(world: World, secret: str, site: str = SITE) -> Opened:
    """Sign in by a link."""
    with world.repository.store.writing() as uow:
        return links.follow(uow, DOOR, secret, site, "Firefox")


def set_up(world: World, actor: Actor) -> tuple[str, list[str], str]:
    """Set a second factor up: the key, the recovery codes, the secret of the session that follows."""
    key = pyotp.random_base32()
    with world.repository.store.writing() as uow:
        code = pyotp.TOTP(key).at(uow.now)
        codes, opened = second_factor.set_up(uow, DOOR, actor, key, code, HEAD, "Firefox")
    return key, codes, opened.secret


def code_of(key: str, steps: int = 0) -> str:
    """The code of now, or of so many steps of 30 seconds later."""
    return pyotp.TOTP(key).at(clock.now() + timedelta(seconds=30 * steps))


def confirm(world: World, secret: str, code: str) -> Opened:
    """Give the second factor of a pending session."""
    return second_factor.confirm(world.repository.store, DOOR, secret, code)


def acts(world: World) -> list[tuple[str, str, str]]:
    """Action, actor and subject of every row of the log, oldest first."""
    with world.repository.store.reading() as uow:
        rows = log.after(uow.session, 0)
        return [(row.action, row.actor, row.subject) for row in rows]
