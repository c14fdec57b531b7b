"""Signing in and out: who holds a session or a token, as of now.

Unknown address, wrong password and disabled account answer alike, after the same work.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from repo_service import clock
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import SignInFailed
from repo_service.services.accounts import passwords, throttling
from repo_service.store.people import accounts, sign_ins
from repo_service.store.people.tables import Account
from repo_service.store.work import Store, UnitOfWork

PENDING_DAYS = 10 / (24 * 60)  # ten minutes to give the second factor


@dataclass(frozen=True, slots=True)
class Door:
    """What signing in depends on, whoever comes.

    ``days``: how long a sign-in lasts; ``demanding``: the roles that are held only with a second factor;
    ``demonstration``: the printed logins are good, because only this machine can reach the service.
    """

    timezone: str
    days: int = 14
    demanding: frozenset[str] = frozenset()
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A session: the secret for the cookie, whose it is, and whether the second factor is still to be given."""

    secret: str
    account: str
    pending: bool


def sign_in(store: Store, door: Door, mail: str, password: str, address: str, user_agent: str) -> Opened:
    """Check a password and open a session. The hashing holds no transaction.

    Raises ``SignInFailed`` or ``TooManyAttempts``; after some failures a wait grows, up to five minutes.
    """
    counted = throttling.keys(mail, address)
    with store.reading() as uow:
        throttling.refuse_too_many(uow, counted)
        account = accounts.by_mail(uow.session, mail) if len(mail) <= accounts.MAIL_LENGTH else None
    stored = passwords.decoy()  # made at its first use: asked for whoever comes, so that the time of that tells nothing
    able = account is not None and usable(account, door) and bool(account.password_hash)
    if account and able:
        stored = account.password_hash
    good = passwords.verified(stored, password) and able
    with store.writing() as uow:
        throttling.refuse_too_many(uow, counted)  # once more: those who tried at the same time have been counted now
        known = accounts.by_public_id(uow.session, account.public_id) if account and good else None
        # Asked again, now that nobody else writes: a password changed while this one was checked opens nothing.
        if known is not None and account and usable(known, door) and known.password_hash == account.password_hash:
            accounts.forget_attempts(uow, counted[0])
            return opened(uow, door, known, user_agent, "password")
        accounts.note_attempt(uow, counted)
        uow.log.record("sign_in.failed", account.public_id if account else "")
    raise SignInFailed()


def sign_in_named(store: Store, door: Door, mail: str, user_agent: str) -> Opened:
    """Open a session for the verified address that an OpenID provider tells. ``SignInFailed`` where it has no account:
    people are invited, not taken in.
    """
    with store.writing() as uow:
        account = accounts.by_mail(uow.session, mail) if mail and len(mail) <= accounts.MAIL_LENGTH else None
        if account is not None and usable(account, door):
            return opened(uow, door, account, user_agent, "oidc")
        uow.log.record("sign_in.failed", account.public_id if account else "", method="oidc")
    raise SignInFailed("Votre adresse n’a pas de compte ici. Demandez une invitation au coordinateur.")


def opened(uow: UnitOfWork, door: Door, account: Account, user_agent: str, method: str) -> Opened:
    """Open a session for somebody who has just been recognised by ``method``: password, link, oidc.

    An account with a second factor gets one that opens nothing until the factor is given.
    """
    secret, pending = secrets.token_urlsafe(32), bool(account.totp_secret)
    sign_ins.open_session(uow, account, secret, PENDING_DAYS if pending else door.days, user_agent, method, pending)
    uow.log.record("sign_in.pending" if pending else "sign_in", account.public_id, method=method)
    return Opened(secret, account.public_id, pending)


def usable(account: Account, door: Door) -> bool:
    """Demonstration logins, whose password is printed, are good only where the demonstration is served on loopback."""
    return account.disabled_at is None and (door.demonstration or not account.demonstration)


def sign_out(uow: UnitOfWork, actor: Actor, secret: str) -> None:
    """End one session, at once and for good."""
    if sign_ins.end_session(uow, secret):
        uow.log.record("sign_out", actor.account)


def sign_out_everywhere(uow: UnitOfWork, actor: Actor) -> None:
    """End every session and every token of the person, this one too."""
    account = accounts.by_public_id(uow.session, actor.account)
    if account is not None:
        sign_ins.end_all(uow, account)
        uow.log.record("sign_out.everywhere", actor.account)


def session_actor(uow: UnitOfWork, door: Door, secret: str) -> Actor:
    """Who holds this session secret, as of now; the visitor when it ended or the account was disabled."""
    return acting(uow, door, sign_ins.session_account(uow.session, secret, uow.now))


def token_actor(uow: UnitOfWork, door: Door, secret: str) -> Actor:
    """Who holds this bearer token, as of now; read only where the token's scopes say so."""
    found = sign_ins.token_account(uow.session, secret, uow.now)
    if found is None:
        return VISITOR
    account, scopes = found
    return replace(acting(uow, door, account), read_only="write" not in scopes)


def named_actor(uow: UnitOfWork, door: Door, mail: str) -> Actor:
    """The person whom a trusted proxy names by address: the visitor where nobody has an account of this address.

    The proxy's word is one factor. Who sets up or gives the second one here gets a session, which goes before it.
    """
    account = accounts.by_mail(uow.session, mail) if len(mail) <= accounts.MAIL_LENGTH else None
    return acting(uow, door, account, second_factor=False)


def acting(uow: UnitOfWork, door: Door, account: Account | None, second_factor: bool = True) -> Actor:
    """What an account may act as now. A role that demands a second factor is not held without one, nor by a way in
    that never asks for it (``second_factor``: it is asked of whoever has one).
    """
    if account is None or not usable(account, door):
        return VISITOR
    found = accounts.actor(uow.session, account, clock.day(uow.now, door.timezone))
    withheld = frozenset() if account.totp_secret and second_factor else found.roles & door.demanding
    if not withheld:
        return found
    return replace(found, roles=(found.roles - withheld) | {"reader"}, withheld=withheld)
