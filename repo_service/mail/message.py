"""A message as the internet wants it (RFC 5322), built by the standard library; nothing in it can add a header."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from typing import Any

from repo_service.errors import RepoServiceError

_LOCAL = re.compile(r'[^\s\x00-\x20\x7f"(),:;<>@\[\\\]]+')  # letters of any script; no sign that would need quotes
_DOMAIN = re.compile(r"[A-Za-z0-9.-]+")
_WEB = re.compile(r"https?://[\x21-\x3b\x3d\x3f-\x7e]{1,900}")  # what an address may hold, without the angle brackets
_BREAKING = {"Cc", "Cs", "Zl", "Zp"}  # Unicode's control signs, halves of signs, separators of lines and paragraphs


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that holds an address of the web: it stays on one line, for the standard library would break and encode
    a long one, and no mail program reads it then.
    """

    def fold(self, *, policy: Policy[Any]) -> str:
        """The header as it is sent."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Whole)
_PLAIN, _ACCENTED = (policy.clone(header_factory=_HEADERS) for policy in (SMTP, SMTPUTF8))


class Refused(RepoServiceError):
    """A message that can never leave: another try would end the same."""

    code = "mail_refused"
    message = "Ce courriel est refusé pour de bon."


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent. Its address and its words, which may hold links that sign in, are never shown by ``repr``.

    ``identifier`` names the message for good: sent twice by accident, it is still one message for mail programs.
    ``stop``: the address that ends such messages when something is posted to it (RFC 8058); empty for none.
    """

    identifier: str
    recipient: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    language: str
    written_at: datetime
    stop: str = field(default="", repr=False)


def compose(message: Message, author: Address, readable: bool = False) -> EmailMessage:
    """The message with its headers; ``Refused`` for an address or a subject that cannot stand in one.

    ``readable`` keeps the lines as they are, for people who open the file; else they are encoded so that any mail
    server lets them through.
    """
    recipient = _address(message.recipient)
    if any(unicodedata.category(sign) in _BREAKING for sign in message.subject):
        raise Refused("L’objet de ce courriel n’est pas valable.")
    letter = EmailMessage(_PLAIN if recipient.username.isascii() else _ACCENTED)
    letter["From"] = author
    letter["To"] = recipient
    letter["Subject"] = message.subject
    letter["Date"] = message.written_at
    letter["Message-ID"] = f"<{message.identifier}@{author.domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    if message.stop:
        letter["List-Unsubscribe"] = _stopping(message.stop)
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    try:
        letter.set_content(message.text, cte="8bit" if readable else "quoted-printable")
    except UnicodeError as error:
        raise Refused("Le texte de ce courriel n’est pas valable.") from error
    letter["Content-Language"] = message.language  # after the content, whose headers it would be taken for
    return letter


def _stopping(address: str) -> str:
    """An address of the web as a header holds it; ``Refused`` for anything that would not be just one."""
    if not _WEB.fullmatch(address):
        raise Refused("L’adresse pour ne plus recevoir ce courriel n’est pas valable.")
    return f"<{address}>"


def _address(written: str) -> Address:
    """One address, with its domain as the network knows it; ``Refused`` for anything else than exactly one."""
    local, _, domain = written.rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
        local.encode("utf-8")
    except UnicodeError:
        domain = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise Refused("Cette adresse de courriel n’est pas valable.")
    return Address(username=local, domain=domain)
