"""The secret address of one's own calendar of meetings, for programs that send no cookie.

It is signed, nothing of it is kept: it ends with the account, or with the password that it was made under. What it
tells is what its owner may know at that very moment.
"""

from __future__ import annotations

import hashlib

from itsdangerous import BadSignature, Signer

from repo_service.domain.roles import Actor
from repo_service.errors import NotFound
from repo_service.services import access, documents
from repo_service.services.accounts import signing_in
from repo_service.services.accounts.signing_in import Door
from repo_service.store.people import accounts
from repo_service.store.people.tables import Account
from repo_service.store.work import UnitOfWork


def secret_of(uow: UnitOfWork, actor: Actor, key: str) -> str:
    """The secret part of the address of one's calendar."""
    access.allow(actor, "keep_searches")
    return _signer(key).sign(_said(documents.account_of(uow, actor))).decode("ascii")


def behind(uow: UnitOfWork, door: Door, key: str, secret: str) -> Actor:
    """What the owner of the address may act as now. ``NotFound`` for one that we did not make, or that is over.

    The address is one factor: a role that demands a second one is not held by it.
    """
    try:
        said = _signer(key).unsign(secret.encode("utf-8", "replace")).decode("ascii")
    except (BadSignature, UnicodeError) as error:
        raise NotFound() from error
    account = accounts.by_public_id(uow.session, said.partition("-")[0])
    if account is None or _said(account) != said:
        raise NotFound()
    owner = signing_in.acting(uow, door, account, second_factor=False)
    if not owner.signed_in:
        raise NotFound()
    return owner


def _said(account: Account) -> str:
    under = hashlib.sha256(f"{account.public_id}\0{account.password_hash}".encode()).hexdigest()[:16]
    return f"{account.public_id}-{under}"


def _signer(key: str) -> Signer:
    return Signer(key, salt="meetings.calendar", digest_method=hashlib.sha256)
