"""The second factor: codes of six digits that change every 30 seconds (TOTP, RFC 6238), and codes to recover.

A code opens once: its step is remembered. Recovery codes are kept as hashes, each good once.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import pyotp
import segno

from repo_service import errors
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, SignInFailed, SignInRequired
from repo_service.services import mailing
from repo_service.services.accounts import throttling
from repo_service.services.accounts.signing_in import Door, Opened
from repo_service.services.mailing import Letterhead
from repo_service.store.people import accounts, sign_ins
from repo_service.store.people.tables import Account
from repo_service.store.work import Store, UnitOfWork

RECOVERY_CODES = 10
_GROUPS, _GROUP = 4, 6  # of signs: 117 bits, which nobody can try even with the hashes in hand
_STEP = 30  # seconds
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A secret that is not kept yet: for the person's application, as text, as an address and as a picture (SVG)."""

    secret: str
    uri: str
    path: str
    size: int


def propose(account_mail: str, site_name: str, secret: str = "") -> Proposal:
    """A fresh secret (or ``secret`` shown again), to be confirmed by a first code.

    ``path`` is the data of an SVG path of ``size`` units a side whose dark modules are one unit wide.
    """
    secret = secret or pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=account_mail, issuer_name=site_name)
    matrix = [list(row) for row in segno.make(uri, error="m").matrix]
    path = "".join(
        f"M{x + 4} {y + 4}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )
    return Proposal(secret, uri, path, len(matrix) + 8)


def set_up(
    uow: UnitOfWork, door: Door, actor: Actor, secret: str, code: str, head: Letterhead, user_agent: str
) -> tuple[list[str], Opened]:
    """Keep the secret after its first code; the recovery codes, shown once, and a new session for this browser.

    Whatever was signed in before ends, tokens too: it never gave a second factor.
    """
    account = _own(uow, actor)
    if account.totp_secret:
        raise Invalid("La seconde vérification est déjà active. Retirez-la d’abord pour en changer.")
    step = _step(secret, code, uow.now.timestamp(), 0)
    if step is None:
        raise Invalid(fields={"code": "Ce code n’est pas le bon. Attendez le suivant et recopiez-le."})
    account.totp_secret, account.totp_step = secret, step
    codes = _fresh_codes(uow, account)
    uow.log.record("second_factor.on", account.public_id, account.public_id)
    mailing.post(uow, head, "second_factor_changed", account.mail, account.language, state="on")
    sign_ins.end_all(uow, account)
    fresh = secrets.token_urlsafe(32)
    method = "password" if account.password_hash else "link"
    sign_ins.open_session(uow, account, fresh, door.days, user_agent, method)
    return codes, Opened(fresh, account.public_id, False)


def renew(uow: UnitOfWork, actor: Actor) -> list[str]:
    """Fresh recovery codes in the place of those before, shown once."""
    account = _own(uow, actor)
    if not account.totp_secret:
        raise Invalid("La seconde vérification n’est pas active.")
    uow.log.record("second_factor.codes", account.public_id, account.public_id)
    return _fresh_codes(uow, account)


def _fresh_codes(uow: UnitOfWork, account: Account) -> list[str]:
    codes = ["-".join(_group() for _ in range(_GROUPS)) for _ in range(RECOVERY_CODES)]
    sign_ins.replace_recovery_codes(uow, account, [_plain(code) for code in codes])
    return codes


def _group() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_GROUP))


def remove(uow: UnitOfWork, actor: Actor, head: Letterhead) -> None:
    """Do without a second factor from now on."""
    _removed(uow, actor, _own(uow, actor), head)


def remove_of(uow: UnitOfWork, actor: Actor, account: Account, head: Letterhead) -> None:
    """Take the second factor of somebody who lost telephone and codes; the caller has asked for the right."""
    _removed(uow, actor, account, head)


def _removed(uow: UnitOfWork, actor: Actor, account: Account, head: Letterhead) -> None:
    account.totp_secret, account.totp_step = "", 0
    sign_ins.replace_recovery_codes(uow, account, [])
    uow.log.record("second_factor.off", actor.account, account.public_id)
    mailing.post(uow, head, "second_factor_changed", account.mail, account.language, state="off")


def _own(uow: UnitOfWork, actor: Actor) -> Account:
    account = accounts.by_public_id(uow.session, actor.account)
    if account is None:
        raise SignInRequired()
    return account


def confirm(store: Store, door: Door, secret: str, code: str) -> Opened:
    """Give the second factor of a pending session: a code of now or a recovery code. The session gets a new secret.

    Raises ``SignInRequired`` when the session is over, ``SignInFailed`` or ``TooManyAttempts`` for wrong codes.
    """
    with store.writing() as uow:
        account = sign_ins.pending_account(uow.session, secret, uow.now)
        if account is None:
            raise SignInRequired()
        counted = [f"factor:{account.public_id}"]
        throttling.refuse_too_many(uow, counted)
        if _given(uow, account, code):
            accounts.forget_attempts(uow, counted[0])
            fresh = sign_ins.complete(uow, secret, door.days, secrets.token_urlsafe(32))
            uow.log.record("sign_in", account.public_id, method="second_factor")
            return Opened(fresh, account.public_id, False)
        accounts.note_attempt(uow, counted)
        uow.log.record("sign_in.failed", account.public_id)
    raise SignInFailed("Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant et recopiez-le.")


def _given(uow: UnitOfWork, account: Account, code: str) -> bool:
    step = _step(account.totp_secret, code, uow.now.timestamp(), account.totp_step)
    if step is not None:
        account.totp_step = step
        return True
    if sign_ins.spend_recovery_code(uow, account, _plain(code)):
        uow.log.record("second_factor.recovered", account.public_id, account.public_id)
        return True
    return False


def _plain(code: str) -> str:
    return "".join(char for char in code.upper() if char.isalnum())


def _step(secret: str, code: str, now: float, after: int) -> int | None:
    """The step whose code this is: the present one or its neighbours, never one that was used (``after``)."""
    wanted = "".join(code.split())
    if len(wanted) != 6 or not wanted.isascii() or not wanted.isdigit():
        return None
    totp = pyotp.TOTP(secret)
    try:
        for step in (int(now) // _STEP + shift for shift in (0, -1, 1)):
            if step > after and secrets.compare_digest(totp.generate_otp(step), wanted):
                return step
    except (ValueError, TypeError) as error:  # a secret that is not base 32
        raise errors.Invalid() from error
    return None
