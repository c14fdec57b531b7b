"""Mail: each purpose has a text in both languages; it is put down with the act that asks for it, and leaves afterwards.

What tells people of documents is only ordered: it is written as it leaves, for what they may see may change while a
mail server is away. ``post`` and ``order`` are called by verbs that have asked for permission, the rest by the worker.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from repo_service import paths
from repo_service.domain.roles import SYSTEM, Actor
from repo_service.errors import Unavailable
from repo_service.mail import Message, Refused, Sender
from repo_service.services import access
from repo_service.store import outbox
from repo_service.store.work import Store, UnitOfWork

PURPOSES: dict[str, frozenset[str]] = {  # purpose -> the words that its text is given
    "sign_in": frozenset({"link", "minutes"}),
    "reset": frozenset({"link", "minutes"}),
    "invitation": frozenset({"link", "days", "inviter", "role"}),
    "candidature_received": frozenset(),  # goes to an address that a stranger gave: no word of the stranger in it
    "candidature_arrived": frozenset({"institution", "link"}),
    "password_changed": frozenset(),
    "second_factor_changed": frozenset({"state"}),
    "digest": frozenset({"searches", "link", "stop"}),
    "circulated": frozenset({"title", "body", "link"}),
    "reminder": frozenset({"actions", "decisions", "link", "stop"}),
}
_SUBJECT = "Subject: "
_LONGEST_SUBJECT = 300
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ENVIRONMENT = SandboxedEnvironment(
    autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
)  # fmt: skip
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes: the name of the site and its public address, without final slash."""

    site_name: str
    address: str


def post(uow: UnitOfWork, head: Letterhead, purpose: str, recipient: str, language: str, **words: object) -> None:
    """Put a message into the outbox: it leaves after the commit, and never without it.

    ``words`` are exactly those that ``PURPOSES`` names. Any ``language`` but "en" is French.
    """
    subject, text = _lettered(head, purpose, _language(language), words)
    outbox.add(uow, purpose, recipient, subject, text, _language(language))


def order(uow: UnitOfWork, purpose: str, recipient: str, language: str) -> None:
    """The same for a message that is written as it leaves, by the ``Write`` that ``send_ordered`` is given."""
    outbox.add(uow, purpose, recipient, "", "", _language(language))


@dataclass(frozen=True, slots=True)
class Written:
    """What an order becomes: its ``words``, as for ``post``; none where nothing is left to be told, and it is dropped.

    ``noted`` goes into the transaction that notes that it left or was dropped. The word ``stop`` is the address by
    which such messages are ended, also by the button of mail programs.
    """

    head: Letterhead
    words: Mapping[str, object]
    noted: Callable[[UnitOfWork], None]


# Given the recipient, and the instant at which the message was taken to be sent. Raises ``Unavailable`` where it cannot
# be told yet what is to be told.
Write = Callable[[str, datetime], Written]


def send_due(store: Store, sender: Sender) -> int:
    """Send what is due and written, oldest first; how many messages left. No transaction is open while one is sent."""
    count = 0
    while True:
        with store.reading() as uow:
            due = [row.public_id for row in outbox.due(uow.session, uow.now)]
        if not due:
            return count
        count += sum(_send(store, sender, public_id, _as_it_lies) for public_id in due)


def send_ordered(
    store: Store, sender: Sender, write: Write, stopped: Callable[[], bool] = bool, purpose: str = "digest"
) -> int:
    """The same for what was ordered for a ``purpose``. When ``write`` raises ``Unavailable`` everything waits for the
    next look, and no try was made; ``stopped`` is asked before each message, and may take a short breath there.
    """
    count = 0
    while True:
        with store.reading() as uow:
            due = [row.public_id for row in outbox.due(uow.session, uow.now, purpose)]
        for public_id in due:
            if stopped():
                return count
            try:
                count += _send(store, sender, public_id, lambda row, taken: _as_written(store, row, write, taken))
            except Unavailable:  # what it is written from is late or away, or the database is
                return count
        if not due:
            return count


@dataclass(frozen=True, slots=True)
class Outbox:
    """How mail goes: how many messages wait, and those given up last, newest first."""

    waiting: int
    given_up: list[outbox.MailMessage]


def state(uow: UnitOfWork, actor: Actor) -> Outbox:
    """How mail goes, for administrators: a message that never left is somebody who waits for a link."""
    access.allow(actor, "administer")
    return Outbox(outbox.counts(uow.session)["waiting"], outbox.lost(uow.session))


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message that leaves now, and what is noted with its leaving."""

    message: Message
    noted: Callable[[UnitOfWork], None]


def _send(
    store: Store, sender: Sender, public_id: str, made: Callable[[outbox.MailMessage, datetime], _Ready | None]
) -> bool:
    with store.writing() as uow:
        row, taken = _taken(uow, public_id), uow.now
    ready = made(row, taken) if row else None
    if row is None or ready is None:
        return False
    try:
        sender.send(ready.message)
    except (Refused, Unavailable) as error:
        _logger.warning("mail %s did not leave: %s", public_id, type(error).__name__)
        with store.writing() as uow:
            _failed(uow, row, str(error), for_good=isinstance(error, Refused))
        return False
    with store.writing() as uow:
        outbox.sent(uow, public_id)
        ready.noted(uow)
        uow.log.record("mail.sent", SYSTEM.account, public_id, purpose=row.purpose)
    return True


def _taken(uow: UnitOfWork, public_id: str) -> outbox.MailMessage | None:
    row = outbox.take(uow, public_id)
    if row is not None and row.tries > outbox.TRIES:
        _failed(uow, row, "L’envoi a été interrompu à chaque essai.")
        return None
    return row


def _as_it_lies(row: outbox.MailMessage, _: datetime) -> _Ready:
    message = Message(row.public_id, row.recipient, row.subject, row.text, row.language, row.created_at)
    return _Ready(message, lambda _: None)




def _as_written(store: Store, row: outbox.MailMessage, write: Write, taken: datetime) -> _Ready | None:
    """An order in words, after the transaction that took it; ``None`` when it is dropped, or could not be written.

    Each try is a message of its own: it may tell more than the one before, which may have arrived all the same.
    """
    try:
        written = write(row.recipient, taken)
        if written.words:
            subject, text = _lettered(written.head, row.purpose, row.language, written.words)
            name, stop = f"{row.public_id}-{row.tries}", str(written.words.get("stop", ""))
            return _Ready(Message(name, row.recipient, subject, text, row.language, taken, stop), written.noted)
    except Unavailable:
        with store.writing() as uow:
            outbox.give_back(uow, row.public_id)
        raise
    except Exception:  # what befalls one person must not keep the others from being told
        _logger.exception("mail %s could not be written", row.public_id)
        with store.writing() as uow:
            _failed(uow, row, "Ce courriel n’a pas pu être écrit.")
        return None
    with store.writing() as uow:
        outbox.drop(uow, row.public_id)
        written.noted(uow)
    return None


def _failed(uow: UnitOfWork, row: outbox.MailMessage, fault: str, for_good: bool = False) -> None:
    if outbox.failed(uow, row.public_id, fault, for_good):
        uow.log.record("mail.given_up", SYSTEM.account, row.public_id, purpose=row.purpose)


def _language(wanted: str) -> str:
    return "en" if wanted == "en" else "fr"


def _lettered(head: Letterhead, purpose: str, language: str, words: Mapping[str, object]) -> tuple[str, str]:
    """Subject and text. The words are exactly those that its texts are promised."""
    if words.keys() != PURPOSES[purpose]:
        raise ValueError(f"{purpose} takes {sorted(PURPOSES[purpose])}, not {sorted(words)}")
    return _rendered(f"{purpose}.{language}.txt", {"site_name": head.site_name, "address": head.address, **words})


def _rendered(name: str, words: dict[str, object]) -> tuple[str, str]:
    """Subject and text. A reworded template that cannot be used gives way to the next one: nobody is locked out."""
    *reworded, shipped = [path for folder in paths.templates("mail") if (path := folder / name).is_file()]
    for path in reworded:
        try:
            return _filled(path, words)
        except (TemplateError, UnicodeError) as error:
            _logger.warning("%s cannot be used: %s", path, error)
    return _filled(shipped, words)


def _filled(path: Path, words: dict[str, object]) -> tuple[str, str]:
    """The first line is cut off before anything is put in, so that no word can end the subject."""
    first, _, body = path.read_text("utf-8-sig").partition("\n")
    if not first.startswith(_SUBJECT):
        raise TemplateError(f"the first line begins with {_SUBJECT!r}")
    subject = _BREAKS.sub(" ", _compiled(first.removeprefix(_SUBJECT)).render(words)).strip()
    return subject[:_LONGEST_SUBJECT], _compiled(body.lstrip("\n")).render(words)


@lru_cache(maxsize=64)
def _compiled(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)
