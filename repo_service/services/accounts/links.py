"""Links that are mailed: to sign in, to choose a password, to accept an invitation. Each is good once, for a time, at
one host, and only while the account is what it was.

Asking for one does the same work whether the address has an account or not: the request is put down, and the worker,
which nobody can time, looks whether there is anybody to write to. So the secret of a link is never kept at all.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, LinkSpent
from repo_service.services import mailing
from repo_service.services.accounts import passwords, signing_in, throttling
from repo_service.services.accounts.signing_in import Door, Opened
from repo_service.services.mailing import Letterhead
from repo_service.store.people import accounts, sign_ins
from repo_service.store.people.tables import Account
from repo_service.store.work import Store, UnitOfWork

GOOD_FOR = {"sign_in": timedelta(minutes=15), "reset": timedelta(minutes=15), "invitation": timedelta(days=14)}
_PORTS = {"http": 80, "https": 443}
PATHS = {"sign_in": "/sign-in/link/", "reset": "/password/", "invitation": "/invitation/"}


def ask(
    uow: UnitOfWork, door: Door, purpose: str, mail: str, address: str, head: Letterhead, language: str,
    onwards: str = "",
) -> None:  # fmt: skip
    """Ask for a link to sign in or to choose a password. Says nothing about whether ``mail`` has an account.

    ``onwards``: the path of this site to which the link leads in the end.
    """
    mail = mail.strip()
    if purpose not in {"sign_in", "reset"} or not accounts.is_address(mail):
        raise Invalid(fields={"mail": "Cette adresse électronique n’est pas valable."})
    counted = throttling.keys(mail, address, "link")
    throttling.refuse_too_many(uow, counted)
    accounts.note_attempt(uow, counted)
    sign_ins.request_link(uow, purpose, mail, head.address, language, onwards, door.demonstration)


def serve_requests(store: Store, door: Door, site_name: str) -> int:
    """Make and mail the links that were asked for; how many requests there were."""
    with store.reading() as uow:
        waiting = sign_ins.link_requests(uow.session)
    for request in waiting:
        with store.writing() as uow:
            if not sign_ins.take_request(uow, request):
                continue
            account = accounts.by_mail(uow.session, request.mail)
            here = replace(door, demonstration=request.demonstration)
            if account is None or not signing_in.usable(account, here):
                continue
            head = Letterhead(site_name, request.site_address)
            minutes = int(GOOD_FOR[request.purpose].total_seconds() // 60)
            link = make(uow, account, request.purpose, head)
            link += f"?{urlencode({'next': request.onwards})}" if request.onwards else ""
            mailing.post(uow, head, request.purpose, account.mail, request.language, link=link, minutes=minutes)
    return len(waiting)


def make(uow: UnitOfWork, account: Account, purpose: str, head: Letterhead) -> str:
    """A fresh link: its full address."""
    secret = secrets.token_urlsafe(32)
    sign_ins.add_link(uow, account, purpose, secret, _host(head.address), _state(account), GOOD_FOR[purpose])
    return f"{head.address}{PATHS[purpose]}{secret}"


def _host(address: str) -> str:
    """Host and port of an address in one spelling: no port that goes without saying, accents as in IDNA."""
    parts = urlsplit(address)
    host = (parts.hostname or "").encode("idna").decode("ascii")
    return host if parts.port in {None, _PORTS.get(parts.scheme)} else f"{host}:{parts.port}"


def _state(account: Account) -> str:
    """What the link is bound to: a changed password, address or a disabled account ends it."""
    bound = f"{account.public_id}\0{account.mail_key}\0{account.password_hash}\0{account.disabled_at}"
    return hashlib.sha256(bound.encode()).hexdigest()


def account_behind(uow: UnitOfWork, door: Door, purpose: str, secret: str, site_address: str) -> Account:
    """Whose link this is. ``LinkSpent`` for one that was used, is over, was made for another host or is none."""
    return _good(uow, door, purpose, secret, site_address)


def _good(uow: UnitOfWork, door: Door, purpose: str, secret: str, site_address: str) -> Account:
    found = sign_ins.link(uow.session, secret, purpose)
    if found is None:
        raise LinkSpent()
    row, account = found
    good = (
        row.used_at is None
        and row.expires_at > uow.now
        and row.host == _host(site_address)
        and signing_in.usable(account, door)
        and row.state_hash == _state(account)
    )
    if not good:
        raise LinkSpent()
    return account


def follow(uow: UnitOfWork, door: Door, secret: str, site_address: str, user_agent: str) -> Opened:
    """Sign in by a link: it is spent from now on, and so are others that wait in the same mail box."""
    account = _good(uow, door, "sign_in", secret, site_address)
    sign_ins.spend_links(uow, account, "sign_in")
    sign_ins.spend_links(uow, account, "invitation")  # who has come needs none any more
    return signing_in.opened(uow, door, account, user_agent, "link")


def accept(
    uow: UnitOfWork, door: Door, secret: str, site_address: str, user_agent: str, hashed: str = ""
) -> Opened:
    """Accept an invitation, with a password or without one (then links are how the person signs in)."""
    account = _good(uow, door, "invitation", secret, site_address)
    sign_ins.spend_links(uow, account, "invitation")
    if hashed:
        account.password_hash = hashed
    uow.log.record("account.accepted", account.public_id, account.public_id)
    return signing_in.opened(uow, door, account, user_agent, "link")


def choose_password(
    uow: UnitOfWork, door: Door, secret: str, site_address: str, head: Letterhead, user_agent: str, hashed: str
) -> Opened:
    """Choose a new password by a link: whatever was signed in before ends, tokens too."""
    account = _good(uow, door, "reset", secret, site_address)
    set_password(uow, account, hashed, head)
    uow.log.record("password.reset", account.public_id, account.public_id)
    return signing_in.opened(uow, door, account, user_agent, "link")


def change_password(
    uow: UnitOfWork, door: Door, actor: Actor, head: Letterhead, user_agent: str, hashed: str
) -> Opened:
    """Change one's own password. Everything that was signed in ends, tokens too; this browser gets a new session."""
    account = accounts.by_public_id(uow.session, actor.account)
    if account is None:
        raise LinkSpent()
    set_password(uow, account, hashed, head)
    uow.log.record("password.changed", account.public_id, account.public_id)
    secret = secrets.token_urlsafe(32)  # the second factor, if there is one, was given when the person signed in
    sign_ins.open_session(uow, account, secret, door.days, user_agent, "password")
    return Opened(secret, account.public_id, False)


def set_password(uow: UnitOfWork, account: Account, hashed: str, head: Letterhead | None) -> None:
    """Keep a new password; sessions, tokens and links end, and the person is told by mail."""
    account.password_hash = hashed
    sign_ins.end_all(uow, account)
    if head is not None:
        mailing.post(uow, head, "password_changed", account.mail, account.language)


def known_words(account: Account) -> tuple[str, ...]:
    """What a password of this account must not be."""
    return (account.mail, account.mail.partition("@")[0], account.person.name)


def hashed_for(account: Account, password: str) -> str:
    """The hash of a password chosen for this account; ``Invalid`` for one that is too weak."""
    return passwords.hashed(password, *known_words(account))
