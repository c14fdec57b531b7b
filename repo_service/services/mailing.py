"""Mail: each purpose has a text in both languages; it is put down with the act that asks for it, and leaves afterwards.

``post`` is called by verbs that have asked for permission. ``send_due`` is the worker's.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
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

    ``words`` are exactly those that ``PURPOSES`` names; ``stop`` is the address by which such messages are ended, also
    by the button of mail programs. Any ``language`` but "en" is French.
    """
    if words.keys() != PURPOSES[purpose]:
        raise ValueError(f"{purpose} takes {sorted(PURPOSES[purpose])}, not {sorted(words)}")
    language = "en" if language == "en" else "fr"
    said = {"site_name": head.site_name, "address": head.address, **words}
    subject, text = _rendered(f"{purpose}.{language}.txt", said)
    outbox.add(uow, purpose, recipient, subject, text, language, str(words.get("stop", "")))


def send_due(store: Store, sender: Sender) -> int:
    """Send what is due, oldest first; how many messages left. No transaction is open while one is being sent."""
    count = 0
    while True:
        with store.reading() as uow:
            due = [row.public_id for row in outbox.due(uow.session, uow.now)]
        if not due:
            return count
        count += sum(_send(store, sender, public_id) for public_id in due)


@dataclass(frozen=True, slots=True)
class Outbox:
    """How mail goes: how many messages wait, and those given up last, newest first."""

    waiting: int
    given_up: list[outbox.MailMessage]


def state(uow: UnitOfWork, actor: Actor) -> Outbox:
    """How mail goes, for administrators: a message that never left is somebody who waits for a link."""
    access.allow(actor, "administer")
    return Outbox(outbox.counts(uow.session)["waiting"], outbox.lost(uow.session))


def _send(store: Store, sender: Sender, public_id: str) -> bool:
    with store.writing() as uow:
        row = outbox.take(uow, public_id)
        if row is None:
            return False
        if row.tries > outbox.TRIES:
            _failed(uow, row, "L’envoi a été interrompu à chaque essai.")
            return False
        message = Message(
            row.public_id, row.recipient, row.subject, row.text, row.language, row.created_at, row.stop
        )
    try:
        sender.send(message)
    except (Refused, Unavailable) as error:
        _logger.warning("mail %s did not leave: %s", public_id, type(error).__name__)
        with store.writing() as uow:
            _failed(uow, row, str(error), for_good=isinstance(error, Refused))
        return False
    with store.writing() as uow:
        outbox.sent(uow, public_id)
        uow.log.record("mail.sent", SYSTEM.account, public_id, purpose=row.purpose)
    return True


def _failed(uow: UnitOfWork, row: outbox.MailMessage, fault: str, for_good: bool = False) -> None:
    if outbox.failed(uow, row.public_id, fault, for_good):
        uow.log.record("mail.given_up", SYSTEM.account, row.public_id, purpose=row.purpose)


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
