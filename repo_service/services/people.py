"""Signing in and out, accounts and tokens. Unknown address, wrong password and disabled account answer alike."""

from __future__ import annotations

import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from repo_service import clock
from repo_service.domain.roles import ROLES, VISITOR, Actor
from repo_service.errors import Invalid, SignInFailed, TooManyAttempts
from repo_service.services import access
from repo_service.store import accounts, governance
from repo_service.store.people import Account, Person
from repo_service.store.work import Store, UnitOfWork

DEMONSTRATION_PASSWORD = "demonstration"  # noqa: S105  (printed at start; good only while listening on loopback)
PASSWORD_LENGTHS = (8, 1024)
NAME_LENGTH = 120
MAIL_LENGTH = 254
_WINDOW = timedelta(minutes=15)
_FREE_TRIES = {"account": 5, "address": 60}  # a library or a university may be behind one address
_LONGEST_WAIT = 300  # seconds: nobody is locked out for good by somebody else's tries


@cache
def _hasher() -> PasswordHasher:
    """Argon2id with 19 MiB, 2 passes, 1 lane: the floor of OWASP's password storage cheat sheet."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _decoy() -> str:
    """A hash that no password has: verifying against it takes the time of a real one."""
    return _hasher().hash(secrets.token_hex(16))


def password_hash(password: str) -> str:
    """The Argon2id hash to keep. ``Invalid`` for a password too short or absurdly long."""
    shortest, longest = PASSWORD_LENGTHS
    if not shortest <= len(password) <= longest:
        raise Invalid(fields={"password": "Le mot de passe doit compter de 8 à 1 024 caractères."})
    return _hasher().hash(password)


def sign_in(
    store: Store, mail: str, password: str, address: str, days: int, user_agent: str, demonstration: bool = False
) -> tuple[str, Account]:
    """Check a password and open a session: the secret for the cookie and the account. The hashing holds no transaction.

    Raises ``SignInFailed`` or ``TooManyAttempts``; after some failures a wait grows, up to five minutes.
    """
    known = accounts.mail_key(mail) if len(mail) <= MAIL_LENGTH else ""  # one spelling: no new tries by adding spaces
    keys = {"account": f"account:{known}", "address": f"address:{address}"}
    with store.reading() as uow:
        _throttle(uow, keys)
        account = accounts.by_mail(uow.session, known)
    usable = account is not None and _usable(account, demonstration) and bool(account.password_hash)
    good = _verify(account.password_hash if account and usable else _decoy(), password) and usable
    if not good or account is None:
        with store.writing() as uow:
            accounts.note_attempt(uow, list(keys.values()))
            uow.log.record("sign_in.failed", account.public_id if account else "")
        raise SignInFailed()
    secret = secrets.token_urlsafe(32)
    with store.writing() as uow:
        accounts.open_session(uow, account, secret, days, user_agent)
        accounts.forget_attempts(uow, keys["account"])
        uow.log.record("sign_in", account.public_id)
    return secret, account


def _usable(account: Account, demonstration: bool) -> bool:
    """Demonstration logins, whose password is printed, are good only where the demonstration is served on loopback."""
    return account.disabled_at is None and (demonstration or not account.demonstration)


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher().verify(stored, password[: PASSWORD_LENGTHS[1]])
    except (VerificationError, InvalidHashError):
        return False


def _throttle(uow: UnitOfWork, keys: dict[str, str]) -> None:
    for sort, key in keys.items():
        count, last = accounts.attempts(uow.session, key, uow.now - _WINDOW)
        excess = count - _FREE_TRIES[sort]
        if last is None or excess < 0:
            continue
        wait = min(2 ** min(excess, 10) * 5, _LONGEST_WAIT)
        remaining = wait - int((uow.now - last).total_seconds())
        if remaining > 0:
            raise TooManyAttempts(seconds=remaining)


def sign_out(uow: UnitOfWork, actor: Actor, secret: str) -> None:
    """End one session, at once and for good."""
    accounts.end_session(uow, secret)
    uow.log.record("sign_out", actor.account)


def session_actor(uow: UnitOfWork, secret: str, timezone: str, demonstration: bool = False) -> Actor:
    """Who holds this session secret, as of now; the visitor when it ended or the account was disabled."""
    account = accounts.session_account(uow.session, secret, uow.now)
    if account is None or not _usable(account, demonstration):
        return VISITOR
    return accounts.actor(uow.session, account, clock.today(timezone))


def token_actor(uow: UnitOfWork, secret: str, timezone: str, demonstration: bool = False) -> Actor:
    """Who holds this bearer token, as of now."""
    account = accounts.token_account(uow.session, secret, uow.now)
    if account is None or not _usable(account, demonstration):
        return VISITOR
    return accounts.actor(uow.session, account, clock.today(timezone))


def add_account(
    uow: UnitOfWork, actor: Actor, mail: str, name: str, role: str, bodies: list[str], password: str, timezone: str,
    demonstration: bool = False, person: str = "",
) -> Account:  # fmt: skip
    """A new account with its role. ``Invalid`` for an address in use, an unknown role or body, a weak password.

    ``person``, an identifier or an exact name, binds it to somebody who is known already, with the mandates of that
    person; without it the account is that of a new person called ``name``.
    """
    access.allow(actor, "administer")
    mail = mail.strip()
    if mail.count("@") != 1 or len(mail) > MAIL_LENGTH or any(c.isspace() or not c.isprintable() for c in mail):
        raise Invalid(fields={"mail": "Cette adresse électronique n’est pas valable."})
    if role not in ROLES:
        raise Invalid("Ce rôle n’existe pas : choisissez parmi %(roles)s.", roles=", ".join(ROLES))
    if accounts.by_mail(uow.session, mail) is not None:
        raise Invalid("Un compte existe déjà pour cette adresse.")
    given, _, family = " ".join(name.split()).rpartition(" ")
    if len(given) > NAME_LENGTH or len(family) > NAME_LENGTH or not f"{given}{family}".isprintable():
        raise Invalid(fields={"name": "Ce nom n’est pas valable."})
    known = _person(uow, person) if person else None
    hashed = password_hash(password)
    account = accounts.add(uow, mail, given, family or mail.partition("@")[0], hashed, demonstration, known)
    rows = []
    for wanted in bodies:
        body = governance.body_named(uow.session, wanted)
        if body is None:
            raise Invalid("Cette instance n’existe pas : %(body)s.", body=wanted)
        rows.append(body)
    accounts.grant(uow, account, role, rows, clock.today(timezone))
    uow.log.record("account.added", actor.account, account.public_id, role=role)
    return account


def _person(uow: UnitOfWork, wanted: str) -> Person:
    found = accounts.persons_named(uow.session, " ".join(wanted.split())) if wanted.isprintable() else []
    if not found:
        raise Invalid("Personne n’est connu sous ce nom ou cet identifiant : %(person)s.", person=wanted)
    if len(found) > 1:
        ids = ", ".join(row.public_id for row in found)
        raise Invalid("Plusieurs personnes portent ce nom ; donnez l’identifiant de l’une d’elles : %(ids)s.", ids=ids)
    if accounts.of_person(uow.session, found[0]) is not None:
        raise Invalid("Cette personne a déjà un compte.")
    return found[0]


def issue_token(uow: UnitOfWork, actor: Actor, mail: str, name: str = "", days: int | None = None) -> str:
    """A new bearer token for an account: shown once, kept only as a hash."""
    access.allow(actor, "administer")
    account = accounts.by_mail(uow.session, mail)
    if account is None or account.disabled_at is not None:
        raise Invalid("Aucun compte actif n’a cette adresse.")
    secret = f"rs_{secrets.token_urlsafe(32)}"
    expires = uow.now + timedelta(days=days) if days else None
    row = accounts.add_token(uow, account, secret, name, expires)
    uow.log.record("token.issued", actor.account, account.public_id, token=row.public_id)
    return secret


def demonstration_logins(uow: UnitOfWork) -> list[tuple[str, str, str]]:
    """Address, role and password of each demonstration login; to be shown only where they are good."""
    today = uow.now.date()
    return [
        (row.mail, accounts.actor(uow.session, row, today).role, DEMONSTRATION_PASSWORD)
        for row in accounts.demonstration(uow.session)
    ]


def importer(uow: UnitOfWork, mail: str, timezone: str) -> Actor:
    """The account in whose name files are imported: the one told, else the first administrator."""
    today = clock.day(uow.now, timezone)
    rows = [accounts.by_mail(uow.session, mail)] if mail else accounts.everyone(uow.session)
    for account in rows:
        if account is not None and account.disabled_at is None:
            found = accounts.actor(uow.session, account, today)
            if found.can("import"):
                return found
    raise Invalid("Aucun compte d’administrateur : ajoutez-en un avec « repo-service user add ».")
