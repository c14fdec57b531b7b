"""Sessions, bearer tokens, mailed links and recovery codes as rows: only hashes of secrets are kept here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from repo_service import identifiers
from repo_service.store.base import UTCDateTime
from repo_service.store.people.accounts import secret_hash
from repo_service.store.people.tables import Account, ApiToken, LinkRequest, RecoveryCode, SignInSession, SingleUseLink
from repo_service.store.searches import SavedSearch
from repo_service.store.work import UnitOfWork


def open_session(
    uow: UnitOfWork, account: Account, secret: str, days: float, user_agent: str, method: str = "password",
    pending: bool = False,
) -> None:  # fmt: skip
    """Remember a sign-in by the hash of the secret that its cookie holds; a ``pending`` one opens nothing yet."""
    uow.session.add(
        SignInSession(
            public_id=identifiers.new(), token_hash=secret_hash(secret), account_id=account.id, created_at=uow.now,
            expires_at=uow.now + timedelta(days=days), user_agent=user_agent[:200], method=method, pending=pending,
        )
    )  # fmt: skip
    uow.session.flush()


_NOW = bindparam("now", type_=UTCDateTime())
_LIVE = (SignInSession.revoked_at.is_(None), SignInSession.expires_at > _NOW, Account.disabled_at.is_(None))
_SESSION_ACCOUNT = (
    select(Account)
    .join(SignInSession, SignInSession.account_id == Account.id)
    .where(SignInSession.token_hash == bindparam("hash"), SignInSession.pending == bindparam("pending"), *_LIVE)
)
_TOKEN_ACCOUNT = (
    select(Account, ApiToken.scopes)
    .join(ApiToken, ApiToken.account_id == Account.id)
    .where(
        ApiToken.token_hash == bindparam("hash"),
        ApiToken.revoked_at.is_(None),
        or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > _NOW),
        Account.disabled_at.is_(None),
    )
)


def session_account(session: Session, secret: str, now: datetime) -> Account | None:
    """The account of a live sign-in: not ended, not revoked, not waiting for a second factor, account not disabled."""
    return session.scalar(_SESSION_ACCOUNT, {"hash": secret_hash(secret), "pending": False, "now": now})


def pending_account(session: Session, secret: str, now: datetime) -> Account | None:
    """The account of a sign-in that waits for its second factor."""
    return session.scalar(_SESSION_ACCOUNT, {"hash": secret_hash(secret), "pending": True, "now": now})


def complete(uow: UnitOfWork, secret: str, days: float, fresh: str) -> str:
    """The second factor of a pending session was given: it opens from now on, under the secret ``fresh``."""
    row = uow.session.scalar(select(SignInSession).where(SignInSession.token_hash == secret_hash(secret)))
    if row is not None:
        row.token_hash, row.pending = secret_hash(fresh), False
        row.created_at, row.expires_at = uow.now, uow.now + timedelta(days=days)
    return fresh


def session_row(session: Session, secret: str) -> SignInSession | None:
    """The row of a session, by its secret."""
    return session.scalar(select(SignInSession).where(SignInSession.token_hash == secret_hash(secret)))


def sessions(session: Session, account: Account, now: datetime) -> list[SignInSession]:
    """The live sessions of an account, newest first."""
    query = (
        select(SignInSession)
        .where(
            SignInSession.account_id == account.id, SignInSession.revoked_at.is_(None), SignInSession.expires_at > now,
            SignInSession.pending.is_(False),
        )
        .order_by(SignInSession.id.desc())
    )  # fmt: skip
    return list(session.scalars(query))


def end_session(uow: UnitOfWork, secret: str) -> bool:
    """Revoke a sign-in; ``False`` for one that had ended."""
    ended = uow.session.execute(
        update(SignInSession)
        .where(SignInSession.token_hash == secret_hash(secret), SignInSession.revoked_at.is_(None))
        .values(revoked_at=uow.now)
        .returning(SignInSession.id)
    )
    return ended.first() is not None


def end_all(uow: UnitOfWork, account: Account) -> None:
    """Revoke every session, token and mailed link of an account, and close the feeds of its searches."""
    for table in (SignInSession, ApiToken):
        uow.session.execute(
            update(table).where(table.account_id == account.id, table.revoked_at.is_(None)).values(revoked_at=uow.now)
        )
    uow.session.execute(
        update(SingleUseLink)
        .where(SingleUseLink.account_id == account.id, SingleUseLink.used_at.is_(None))
        .values(used_at=uow.now)
    )
    uow.session.execute(update(SavedSearch).where(SavedSearch.account_id == account.id).values(feed_hash=None))


def add_token(
    uow: UnitOfWork, account: Account, secret: str, name: str, scopes: list[str], expires_at: datetime | None
) -> ApiToken:
    """Remember a bearer token by its hash."""
    token = ApiToken(
        public_id=identifiers.new(), token_hash=secret_hash(secret), account_id=account.id, name=name,
        scopes=scopes, created_at=uow.now, expires_at=expires_at,
    )  # fmt: skip
    uow.session.add(token)
    uow.session.flush()
    return token


def token_account(session: Session, secret: str, now: datetime) -> tuple[Account, list[str]] | None:
    """The account of a live bearer token, and the token's scopes."""
    row = session.execute(_TOKEN_ACCOUNT, {"hash": secret_hash(secret), "now": now}).one_or_none()
    return (row[0], row[1]) if row else None


def tokens(session: Session, account: Account, now: datetime) -> list[ApiToken]:
    """The live tokens of an account, newest first."""
    query = (
        select(ApiToken)
        .where(
            ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None),
            or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now),
        )
        .order_by(ApiToken.id.desc())
    )  # fmt: skip
    return list(session.scalars(query))


def request_link(
    uow: UnitOfWork, purpose: str, mail: str, site_address: str, language: str, onwards: str, demonstration: bool
) -> None:
    """Note that a link was asked for; ``onwards`` is the path where the person wanted to go, dropped when too long."""
    uow.session.add(
        LinkRequest(
            purpose=purpose, mail=mail, site_address=site_address[:300], language=language, requested_at=uow.now,
            onwards=onwards if len(onwards) <= 300 else "", demonstration=demonstration,
        )
    )


def link_requests(session: Session, limit: int = 50) -> list[LinkRequest]:
    """The requests that wait, oldest first."""
    return list(session.scalars(select(LinkRequest).order_by(LinkRequest.id).limit(limit)))


def take_request(uow: UnitOfWork, request: LinkRequest) -> bool:
    """Take a request off the list; ``False`` when another worker did."""
    taken = uow.session.execute(delete(LinkRequest).where(LinkRequest.id == request.id).returning(LinkRequest.id))
    return taken.first() is not None


def add_link(
    uow: UnitOfWork, account: Account, purpose: str, secret: str, host: str, state_hash: str, good_for: timedelta
) -> None:
    """Remember a mailed link by its hash."""
    uow.session.add(
        SingleUseLink(
            token_hash=secret_hash(secret), purpose=purpose, account_id=account.id, host=host, state_hash=state_hash,
            created_at=uow.now, expires_at=uow.now + good_for,
        )
    )  # fmt: skip


def link(session: Session, secret: str, purpose: str) -> tuple[SingleUseLink, Account] | None:
    """A mailed link and its account, spent ones included."""
    query = (
        select(SingleUseLink, Account)
        .join(Account, Account.id == SingleUseLink.account_id)
        .where(SingleUseLink.token_hash == secret_hash(secret), SingleUseLink.purpose == purpose)
    )
    row = session.execute(query).one_or_none()
    return (row[0], row[1]) if row else None


def spend_links(uow: UnitOfWork, account: Account, purpose: str) -> None:
    """Every mailed link of an account for this purpose has served."""
    uow.session.execute(
        update(SingleUseLink)
        .where(
            SingleUseLink.account_id == account.id, SingleUseLink.purpose == purpose, SingleUseLink.used_at.is_(None)
        )
        .values(used_at=uow.now)
    )  # fmt: skip


def has_come(session: Session, account: Account) -> bool:
    """Whether somebody has ever entered by this account, or can by a password."""
    query = select(SignInSession.id).where(SignInSession.account_id == account.id).limit(1)
    return bool(account.password_hash) or session.scalar(query) is not None


def forget_old(uow: UnitOfWork, before: datetime) -> int:
    """Forget sessions and mailed links that were over before an instant; how many. The last session of each account
    stays: it tells that the person has come.
    """
    last = select(func.max(SignInSession.id)).group_by(SignInSession.account_id)
    over = or_(SignInSession.expires_at < before, SignInSession.revoked_at < before)
    sessions = delete(SignInSession).where(over, SignInSession.id.not_in(last)).returning(SignInSession.id)
    links = delete(SingleUseLink).where(SingleUseLink.expires_at < before).returning(SingleUseLink.id)
    return sum(len(uow.session.execute(statement).all()) for statement in (sessions, links))


def replace_recovery_codes(uow: UnitOfWork, account: Account, codes: Iterable[str]) -> None:
    """Forget the recovery codes of an account and remember others, by their hashes."""
    uow.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    uow.session.add_all(RecoveryCode(account_id=account.id, code_hash=secret_hash(code)) for code in codes)


def spend_recovery_code(uow: UnitOfWork, account: Account, code: str) -> bool:
    """Whether ``code`` is a recovery code that was not used yet; now it is."""
    spent = uow.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account.id, RecoveryCode.code_hash == secret_hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=uow.now)
        .returning(RecoveryCode.id)
    )  # fmt: skip
    return spent.first() is not None
