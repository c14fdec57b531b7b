"""One's own sign-ins: seeing them, ending them, and proving once more who one is before something grave."""

from __future__ import annotations

from datetime import timedelta

from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, NotFound, SignInAgain, SignInRequired
from repo_service.services.accounts import passwords, throttling
from repo_service.store.people import accounts, sign_ins
from repo_service.store.people.tables import Account, SignInSession
from repo_service.store.work import Store, UnitOfWork

RECENT = timedelta(minutes=15)


def own_account(uow: UnitOfWork, actor: Actor) -> Account:
    """The account of the person who acts."""
    account = accounts.by_public_id(uow.session, actor.account)
    if account is None or actor.read_only:
        raise SignInRequired()
    return account


def own(uow: UnitOfWork, actor: Actor, secret: str) -> list[tuple[SignInSession, bool]]:
    """One's live sessions, newest first, and which of them is this one."""
    this = sign_ins.session_row(uow.session, secret) if secret else None
    rows = sign_ins.sessions(uow.session, own_account(uow, actor), uow.now)
    return [(row, this is not None and row.id == this.id) for row in rows]


def end_own(uow: UnitOfWork, actor: Actor, public_id: str) -> None:
    """End one of one's sessions at once."""
    for row, _ in own(uow, actor, ""):
        if row.public_id == public_id:
            row.revoked_at = uow.now
            uow.log.record("sign_out", actor.account, session=public_id)
            return
    raise NotFound()


def prove(store: Store, actor: Actor, secret: str, password: str) -> None:
    """Ask once more who it is: the password, or, of somebody who has none, a sign-in of the last quarter of an hour.

    ``secret`` is that of the session; empty when a trusted proxy names the person at every request: who has a second
    factor has not given it then, and signs in here first. Raises ``Invalid``, ``TooManyAttempts`` or ``SignInAgain``.
    """
    with store.reading() as uow:
        account = own_account(uow, actor)
        counted = [f"account:{account.mail_key}"]
        throttling.refuse_too_many(uow, counted)
        row = sign_ins.session_row(uow.session, secret) if secret else None
        if not secret and account.totp_secret:
            raise SignInAgain()
        recent = not secret or (row is not None and row.created_at > uow.now - RECENT)
    if not account.password_hash:
        if not recent:
            raise SignInAgain()
        return
    if not passwords.verified(account.password_hash, password):
        with store.writing() as uow:
            accounts.note_attempt(uow, counted)
            uow.log.record("sign_in.failed", account.public_id)
        raise Invalid(fields={"current": "Ce n’est pas votre mot de passe actuel. Rien n’a été changé."})
