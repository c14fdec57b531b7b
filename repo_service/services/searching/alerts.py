"""Mail that tells people what is new in the searches that they keep: each day, or each Monday, at seven in the morning.

One message a person, put down in the transaction that notes until when it was told: killed anywhere, the worker loses
nothing and tells nothing twice. What is told is what the person may find at that moment; an index that has not seen
all is waited for. It must not send: ``mailing`` does.
"""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, Signer

from repo_service.domain.documents import TURNING
from repo_service.errors import BadQuery, LinkSpent, Unavailable
from repo_service.services import installing, mailing
from repo_service.services.accounts import signing_in
from repo_service.services.mailing import Letterhead
from repo_service.services.repository import Repository
from repo_service.services.searching import news
from repo_service.store import log, searches
from repo_service.store.people import accounts
from repo_service.store.searches import SavedSearch
from repo_service.store.work import UnitOfWork

AT = time(7)  # where the consortium lives
LINES = 20  # documents that are named for one search
STOP_PATH = "/searches/stop/"
_BATCH = 100  # people that are asked for at once
_STEPS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
_LONGEST_LINE = 300
_UNSEEN = {"Cc", "Cs", "Zl", "Zp"}  # control signs, halves of signs, separators of lines and paragraphs
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One document that is told of: words on one line, and where it is read."""

    title: str
    link: str


@dataclass(frozen=True, slots=True)
class Told:
    """What is new in one search, as the text of the message is given it. ``more``: how many ``lines`` do not name."""

    name: str
    link: str
    total: int
    lines: tuple[Line, ...]
    more: int


@dataclass(frozen=True, slots=True)
class _Digest:
    """What is to be told of the searches ``of`` somebody, as the log was at the row ``seen``."""

    seen: int
    until: datetime
    of: tuple[str, ...]
    told: tuple[Told, ...]


def turns(now: datetime, timezone: str) -> dict[str, datetime]:
    """When the present turn of each frequency began: the last seven o’clock of any day, and of a Monday."""
    local = now.astimezone(ZoneInfo(timezone))
    began = {}
    for frequency, step in _STEPS.items():
        day = local.date() - timedelta(days=local.weekday() if frequency == "weekly" else 0)
        if datetime.combine(day, AT, ZoneInfo(timezone)) > now:
            day -= step
        began[frequency] = datetime.combine(day, AT, ZoneInfo(timezone))
    return began


def stop_link(key: str, head: Letterhead, account: str) -> str:
    """The address by which somebody ends these messages without signing in. It is good for that alone, for ever."""
    return f"{head.address}{STOP_PATH}{_signer(key).sign(account).decode('ascii')}"


def behind_stop(uow: UnitOfWork, key: str, secret: str) -> str:
    """The account that such an address names. ``LinkSpent`` for one that we did not make."""
    try:
        name = _signer(key).unsign(secret.encode("utf-8", "replace")).decode("ascii")
    except (BadSignature, UnicodeError):
        name = ""
    if not name or accounts.by_public_id(uow.session, name) is None:
        raise LinkSpent("Cette adresse n’est pas entière : recopiez-la depuis le courriel. Rien n’a été changé.")
    return name


def stop(uow: UnitOfWork, key: str, secret: str) -> None:
    """End these messages for the person that the address names; the searches stay kept."""
    account = behind_stop(uow, key, secret)
    told = [row for row in searches.of_account(uow.session, account) if row.frequency != "never"]
    for row in told:
        row.frequency = "never"
    if told:
        uow.log.record("search.stopped", account, account)


def _signer(key: str) -> Signer:
    return Signer(key, salt="searches.stop", digest_method=hashlib.sha256)


def send_due(repository: Repository, stopped: Callable[[], bool] = bool) -> int:
    """Put down what is to be told now, one transaction a person; how many messages. ``stopped`` is asked between two
    people, and may take a short breath there. Nothing is told while the public address of the site is not known: no
    link could be good.
    """
    address = repository.settings.base_url.rstrip("/")
    head, count, last = Letterhead(repository.settings.site_name, address), 0, ""
    while address:
        with repository.store.reading() as uow:
            due = turns(uow.now, repository.settings.timezone)
            people = searches.waiting(uow.session, due, last, _BATCH)
        for last in people:
            if stopped():
                return count
            try:
                count += _tell(repository, head, last)
            except Unavailable:  # the index is late or away, or the database is: everybody waits for the next look
                return count
            except Exception:  # what befalls one person must not keep the others from being told
                _logger.exception("the news of %s could not be told", last)
        if not people:
            break
    return count


def _tell(repository: Repository, head: Letterhead, account: str) -> bool:
    """Whether somebody is told something. News is looked for while nobody is kept from writing; when anything at all
    happened until the transaction, once more inside it.
    """
    with repository.store.reading() as uow:
        digest = _digest(repository, uow, head, account)
    with repository.store.writing() as uow:
        due = searches.due(uow.session, turns(uow.now, repository.settings.timezone), account)
        if digest.seen != log.head(uow.session).number or digest.of != _names(due):
            digest = _digest(repository, uow, head, account)
        for row in due:
            row.told_at = digest.until
        if digest.told:
            _post(repository, uow, head, due[0], digest.told)
    return bool(digest.told)


def _post(repository: Repository, uow: UnitOfWork, head: Letterhead, row: SavedSearch, told: tuple[Told, ...]) -> None:
    owner = row.account
    mailing.post(
        uow, head, "digest", owner.mail, owner.language, searches=told, link=f"{head.address}/searches",
        stop=stop_link(installing.secret_key(repository.settings), head, owner.public_id),
    )  # fmt: skip


def _names(rows: list[SavedSearch]) -> tuple[str, ...]:
    return tuple(row.public_id for row in rows)


def _digest(repository: Repository, uow: UnitOfWork, head: Letterhead, account: str) -> _Digest:
    """What is to be told of the searches that are due. ``Unavailable`` while the index has not seen all."""
    seen, until = log.head(uow.session).number, uow.now.replace(microsecond=0)
    due = searches.due(uow.session, turns(uow.now, repository.settings.timezone), account)
    if news.is_late(uow, repository.searcher):
        raise Unavailable
    told = [found for row in due if (found := _told(repository, uow, head, row, until))]
    return _Digest(seen, until, _names(due), tuple(told))


def _told(
    repository: Repository, uow: UnitOfWork, head: Letterhead, row: SavedSearch, until: datetime
) -> Told | None:
    """What is new in one search; ``None`` for nothing, for nobody who may be told, and for words that no search takes
    any more. Mail is read without the second factor: what is seen only with it is not told.
    """
    actor = signing_in.acting(uow, repository.door, row.account, second_factor=False)
    if not actor.signed_in or not accounts.is_address(row.account.mail):
        return None
    try:
        found = news.changes(
            uow, actor, repository.searcher, repository.access, row.address, LINES, row.told_at, until
        )
    except BadQuery:
        return None
    if not found.first:
        return None
    lines = [Line(_line(one.document.title), _address(head, one.document.public_id)) for one in found.first]
    link = f"{head.address}/search?{row.address}"
    return Told(_line(row.name), link, found.total, tuple(lines), found.total - len(lines))


def _address(head: Letterhead, document: str) -> str:
    return f"{head.address}/documents/{document}"


def _line(words: str) -> str:
    """Other people's words on one line of a letter: no sign that would end it, or turn around what follows."""
    seen = (" " if unicodedata.category(sign) in _UNSEEN else sign for sign in words if sign not in TURNING)
    return " ".join("".join(seen).split())[:_LONGEST_LINE]
