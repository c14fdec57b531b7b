"""Mail that tells people what is new in the searches that they keep: each day, or each Monday, at seven in the morning.

One message a person and a morning. It is ordered first, without a word: what is told is what the person may find when
it leaves, however long the mail server was away. Until when it tells is noted with its leaving: killed anywhere, the
worker loses nothing; what was given up is told the next morning. An index that has not seen all is waited for.
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
from repo_service.domain.roles import Actor
from repo_service.errors import BadQuery, LinkSpent, TooSlow, Unavailable
from repo_service.mail import Sender
from repo_service.services import installing, mailing
from repo_service.services.accounts import signing_in
from repo_service.services.mailing import Letterhead, Written
from repo_service.services.repository import Repository
from repo_service.services.searching import news
from repo_service.store import log, searches
from repo_service.store.people import accounts
from repo_service.store.people.tables import Account
from repo_service.store.searches import SavedSearch
from repo_service.store.work import UnitOfWork

AT = time(7)  # where the consortium lives
LINES = 20  # documents that are named for one search
STOP_PATH = "/searches/stop/"
_BATCH = 100  # people whose messages are ordered at once
_LOOKS = 3  # for what to tell one person, while the log does not stand still
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


def send_due(repository: Repository, sender: Sender, stopped: Callable[[], bool] = bool) -> int:
    """Order what is to be told now, and send what was ordered; how many messages left. ``stopped`` is asked before
    each, and may take a short breath there. Nothing is told while the public address of the site is not known: no link
    could be good.
    """
    if not repository.settings.base_url:
        return 0
    _order(repository)
    return mailing.send_ordered(repository.store, sender, lambda *asked: _write(repository, *asked), stopped)


def _order(repository: Repository) -> None:
    with repository.store.reading() as uow:
        people = _waiting(repository, uow)
    while people:
        with repository.store.writing() as uow:
            people = _waiting(repository, uow)
            for account in people:
                mailing.order(uow, "digest", account.mail, account.language)


def _waiting(repository: Repository, uow: UnitOfWork) -> list[Account]:
    return searches.waiting(uow.session, turns(uow.now, repository.settings.timezone), _BATCH)


def _write(repository: Repository, mail: str, taken: datetime) -> Written:
    """What the person of an address may be told when a message to it leaves. What happens while it is looked for may
    take a right away: then it is looked for again.
    """
    head = Letterhead(repository.settings.site_name, repository.settings.base_url.rstrip("/"))
    seen, written = -1, Written(head, {}, lambda _: None)
    for _ in range(_LOOKS):
        with repository.store.reading() as uow:
            before, seen = seen, log.head(uow.session).number
            if seen == before:
                break
            written = _written(repository, uow, head, mail, taken)
    return written


def _written(repository: Repository, uow: UnitOfWork, head: Letterhead, mail: str, taken: datetime) -> Written:
    """Nothing for an address that nobody has any more, and for an account that was closed: it may be opened again.

    What is told ends before the second in which the message was taken, in a transaction that was alone to write: all
    that changed until then is seen here. ``Unavailable`` while the index has not seen it.
    """
    owner, until = accounts.by_mail(uow.session, mail), taken.replace(microsecond=0)
    if owner is None or owner.disabled_at is not None:
        return Written(head, {}, lambda _: None)
    due = searches.due(uow.session, turns(taken, repository.settings.timezone), owner.public_id)
    actor = signing_in.acting(uow, repository.door, owner, second_factor=False)  # nobody asks a mail box for the second
    may = actor.signed_in and accounts.is_address(owner.mail)
    if due and may and news.is_late(uow, repository.searcher):
        raise Unavailable
    told, rows = [], []
    for row in due:
        try:
            found = _told(repository, uow, head, actor, row, until) if may else None
        except (TooSlow, Unavailable) as fault:
            if news.is_late(uow, repository.searcher):  # or away: ``Unavailable`` too
                raise Unavailable from fault
            _logger.warning("the search %s could not be asked; it is told of another day", row.public_id)
            continue
        rows.append(row.id)
        told += [found] if found else []
    stop = stop_link(installing.secret_key(repository.settings), head, owner.public_id)
    words = {"searches": tuple(told), "link": f"{head.address}/searches", "stop": stop} if told else {}
    return Written(head, words, lambda uow: searches.told(uow, rows, until))


def _told(
    repository: Repository, uow: UnitOfWork, head: Letterhead, actor: Actor, row: SavedSearch, until: datetime
) -> Told | None:
    """What is new in one search; ``None`` for nothing, and for words that no search takes any more. Raises ``TooSlow``
    and ``Unavailable``.
    """
    try:
        found = news.changes(
            uow, actor, repository.searcher, repository.access, row.address, LINES, row.told_at, until
        )
    except TooSlow:
        raise
    except BadQuery:
        return None
    if not found.first:
        return None
    lines = [Line(one_line(one.document.title), _address(head, one.document.public_id)) for one in found.first]
    link = f"{head.address}/search?{row.address}"
    return Told(one_line(row.name), link, found.total, tuple(lines), found.total - len(lines))


def _address(head: Letterhead, document: str) -> str:
    return f"{head.address}/documents/{document}"


def one_line(words: str) -> str:
    """Other people's words on one line of a letter: no sign that would end it, or turn around what follows."""
    seen = (" " if unicodedata.category(sign) in _UNSEEN else sign for sign in words if sign not in TURNING)
    return " ".join("".join(seen).split())[:_LONGEST_LINE]
