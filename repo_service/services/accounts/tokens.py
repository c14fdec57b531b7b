"""Bearer tokens of the API: what they may do (scopes), until when, and how they end. Each is shown once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, NotFound, SignInAgain, SignInRequired
from repo_service.services import access
from repo_service.store.people import accounts, sign_ins
from repo_service.store.people.tables import Account, ApiToken
from repo_service.store.work import UnitOfWork

SCOPES = ("read", "write")
LONGEST = 366  # days of a token that somebody makes for oneself
NAME_LENGTH = 120


def issue(
    uow: UnitOfWork, actor: Actor, mail: str, name: str = "", days: int | None = None, scopes: Sequence[str] = SCOPES
) -> str:
    """A new token for any account, by an administrator: reading and writing, without end where no days are said."""
    access.allow(actor, "administer")
    account = accounts.by_mail(uow.session, mail)
    if account is None or account.disabled_at is not None:
        raise Invalid("Aucun compte actif n’a cette adresse.")
    return _issued(uow, actor, account, name, scopes, days)


def issue_own(uow: UnitOfWork, actor: Actor, name: str, scopes: Iterable[str], days: int) -> str:
    """A new token for oneself."""
    account = accounts.by_public_id(uow.session, actor.account)
    if account is None or actor.read_only:
        raise SignInRequired()
    if actor.withheld and account.totp_secret:
        raise SignInAgain()  # the token would hold what the person, named by a proxy, does not hold yet
    wanted, fields = sorted(set(scopes) | ({"read"} if "write" in scopes else set())), {}
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH or not name.isprintable():
        fields["name"] = "Dites en quelques mots à quoi servira ce jeton."
    if not wanted or not set(wanted) <= set(SCOPES):
        fields["scopes"] = "Choisissez ce que le jeton permettra."
    if not 1 <= days <= LONGEST:
        fields["days"] = "Un jeton dure de 1 à 366 jours."
    if fields:
        raise Invalid(fields=fields)
    return _issued(uow, actor, account, name, wanted, days)


def _issued(
    uow: UnitOfWork, actor: Actor, account: Account, name: str, scopes: Iterable[str], days: int | None
) -> str:
    secret = f"rs_{secrets.token_urlsafe(32)}"
    expires = uow.now + timedelta(days=days) if days else None
    row = sign_ins.add_token(uow, account, secret, name, list(scopes), expires)
    uow.log.record("token.issued", actor.account, account.public_id, token=row.public_id, scopes=list(scopes))
    return secret


def own(uow: UnitOfWork, actor: Actor) -> list[ApiToken]:
    """One's tokens that are good, newest first."""
    account = accounts.by_public_id(uow.session, actor.account)
    return sign_ins.tokens(uow.session, account, uow.now) if account else []


def revoke_own(uow: UnitOfWork, actor: Actor, public_id: str) -> None:
    """End one of one's tokens at once."""
    for row in own(uow, actor):
        if row.public_id == public_id:
            row.revoked_at = uow.now
            uow.log.record("token.revoked", actor.account, actor.account, token=row.public_id)
            return
    raise NotFound()
