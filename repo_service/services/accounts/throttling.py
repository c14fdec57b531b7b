"""Slowing down whoever tries again and again. Nobody is locked out for good: a wait grows, up to five minutes."""

from __future__ import annotations

from datetime import timedelta

from repo_service.errors import TooManyAttempts
from repo_service.store.people import accounts
from repo_service.store.work import UnitOfWork

_WINDOW = timedelta(minutes=15)
_FREE_TRIES = {  # a library or a university may be behind one address
    "account": 5, "address": 60,  # wrong passwords
    "factor": 5,  # wrong codes of the second factor
    "link": 5, "link-address": 60,  # mailed links that were asked for
}  # fmt: skip
_LONGEST_WAIT = 300  # seconds


def keys(mail: str, address: str, sort: str = "account") -> list[str]:
    """What is counted for a try with ``mail`` from ``address`` (of the network); one spelling of a mail address."""
    known = accounts.mail_key(mail) if len(mail) <= accounts.MAIL_LENGTH else ""
    return [f"{sort}:{known}", f"{'address' if sort == 'account' else sort + '-address'}:{address}"]


def refuse_too_many(uow: UnitOfWork, counted: list[str]) -> None:
    """Raise ``TooManyAttempts`` with the seconds that remain to wait, if any."""
    for key in counted:
        count, last = accounts.attempts(uow.session, key, uow.now - _WINDOW)
        excess = count - _FREE_TRIES[key.partition(":")[0]]
        if last is None or excess < 0:
            continue
        wait = min(2 ** min(excess, 10) * 5, _LONGEST_WAIT)
        remaining = wait - int((uow.now - last).total_seconds())
        if remaining > 0:
            raise TooManyAttempts(seconds=remaining)
