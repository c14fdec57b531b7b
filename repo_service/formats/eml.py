"""Mail: the headers that people read, then the words, then those of the files sent with it (``attached``).

Addresses other than From, To, Cc and the technical headers stay out: they concern machines.
"""

from __future__ import annotations

import re
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from repo_service.domain.passages import BODY, Block
from repo_service.formats import html, plain
from repo_service.formats.base import MAX_CHARACTERS, Extract, Format, ReadFailure
from repo_service.formats.shaping.attached import Attachments, Choose

MAX_PARTS = 500
MAX_NESTED = 5  # messages within messages
MAX_DEPTH = 2  # mails attached as files to attached mails
_SUFFIXES = {"text/html": ".html", "text/markdown": ".md", "text/plain": ".txt"}
_SHOWN = {"From": "De", "To": "À", "Cc": "Copie", "Date": "Date"}
_HEADER = re.compile(rb"([!-9;-~]{1,76}):[ \t]?[^\r\n]*\r?\n")
_TELLING = {b"from", b"to", b"subject", b"date", b"received", b"message-id", b"mime-version", b"return-path"}
_FAILURES = (MessageError, AttributeError, LookupError, OverflowError, TypeError, ValueError, RecursionError)


class _Mail:
    """What is gathered from one message and the messages within it."""

    def __init__(self, attached: Attachments) -> None:
        self.blocks: list[Block] = []
        self.attached = attached
        self.parts = 0
        self.messages = 0

    def message(self, message: Message) -> None:
        self.messages += 1
        if self.messages > MAX_NESTED:
            self.attached.leave("autres messages transférés", doubtful=True)
            return
        part = BODY if self.messages == 1 else f"message {self.messages}"
        if subject := header(message, "Subject"):
            self.blocks.append(Block("heading", subject, level=1 if part == BODY else 2, part=part))
        for name, label in _SHOWN.items():
            if value := header(message, name):
                self.blocks.append(Block("paragraph", f"{label} : {value}", part=part))
        self.content(message, part)

    def content(self, message: Message, part: str) -> None:
        """Walks the parts without recursion, so that no depth of nesting is too deep."""
        waiting = [message]
        while waiting:
            current = waiting.pop()
            self.parts += 1
            if self.parts > MAX_PARTS:
                raise ReadFailure("too_many_parts", "mail")
            kind = current.get_content_type()
            inner = current.get_payload() if current.is_multipart() else None
            children = [child for child in inner if isinstance(child, Message)] if isinstance(inner, list) else []
            if kind == "message/rfc822" and children:
                self.message(children[0])
            elif kind == "multipart/alternative" and children:
                waiting.append(self.preferred(children))
            elif children:
                waiting += reversed(children)
            else:
                self.leaf(current, kind, part)

    @staticmethod
    def preferred(children: list[Message]) -> Message:
        """The plain wording when it has words, else the last and richest that can be read."""
        for child in children:
            if child.get_content_type() == "text/plain" and words(child).strip():
                return child
        readable = [c for c in children if c.get_content_type() == "text/html" or c.is_multipart()]
        return (readable or children)[-1]

    def leaf(self, message: Message, kind: str, part: str) -> None:
        name = message.get_filename()
        if name or message.get_content_disposition() == "attachment" or not kind.startswith("text/"):
            data = words(message).encode("utf-8", "replace") if kind.startswith("text/") else payload(message)
            self.attached.take(" ".join(str(name or kind).split()), data, _SUFFIXES.get(kind, ""))
        elif kind == "text/html":
            self.blocks += html.blocks_of(words(message), part)
        else:
            self.blocks += plain.blocks_of(words(message).replace("\r\n", "\n"), part)


def header(message: Message, name: str) -> str:
    """A decoded header on one line; its raw text when it cannot be decoded; "" when there is none."""
    try:
        value = message.get(name)
    except _FAILURES:  # the parser of headers trips over some malformed addresses
        value = next((raw for key, raw in message.raw_items() if key.lower() == name.lower()), None)
    return " ".join(str(value or "").split())


def payload(message: Message) -> bytes:
    """The decoded bytes of one part."""
    data = message.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def words(message: Message) -> str:
    """The decoded text of one part; unknown and lying character sets are guessed as for plain text."""
    data = payload(message)
    charset = message.get_content_charset()
    if charset not in (None, "us-ascii", "utf-8", "utf8", "iso-8859-1", "unknown-8bit"):
        try:
            return data.decode(str(charset))
        except (LookupError, ValueError):
            pass
    return plain.decode(data)


def _date(message: Message) -> str:
    try:
        return parsedate_to_datetime(header(message, "Date")).isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        return ""


def read(path: Path, choose: Choose = lambda path, hint: None, depth: int = 0) -> Extract:
    """Reads one message: subject, who, when, then its words; messages within it as parts "message N", files of a format
    that ``choose`` knows as parts "attachment N"."""
    if path.stat().st_size > 5 * MAX_CHARACTERS:
        raise ReadFailure("too_long", "mail")
    deeper = (lambda inner: read(inner, choose, depth + 1)) if depth < MAX_DEPTH else None
    mail = _Mail(Attachments(choose, deeper))
    try:
        with path.open("rb") as file:
            message = BytesParser(EmailMessage, policy=policy.default).parse(file)
        mail.message(message)
        properties = {
            "title": header(message, "Subject"),
            "author": header(message, "From"),
            "created": _date(message),
        }
    except _FAILURES as error:
        raise ReadFailure("damaged", f"{type(error).__name__}: {error}"[:200]) from error
    return _extract(mail, {name: value for name, value in properties.items() if value})


def _extract(mail: _Mail, properties: dict[str, str]) -> Extract:
    files = mail.attached
    notices = [f"Pièces jointes non lues : {', '.join(files.unread[:50])}."] if files.unread else []
    return Extract(
        blocks=(*mail.blocks, *files.blocks),
        properties=properties,
        comments=tuple(files.comments),
        leaks=files.total(),
        notices=tuple(dict.fromkeys((*notices, *files.notices))),
    )


def recognise(head: bytes, names: tuple[str, ...]) -> bool:
    """Begins with headers, three of which at least are those of mail, a sender's among them."""
    found, position = set(), 0
    if head.startswith(b"From "):  # the line by which a mailbox file (mbox) parts its messages
        position = head.find(b"\n") + 1
    while match := _HEADER.match(head, position):
        found.add(match[1].lower())
        position = match.end()
        while head[position : position + 1] in (b" ", b"\t"):
            following = head.find(b"\n", position)
            position = len(head) if following < 0 else following + 1
    telling = found & _TELLING
    return len(telling) >= 3 and bool(telling & {b"from", b"received", b"return-path"})


def reading(choose: Choose) -> Format:
    """The format of mails whose files are read by the formats that ``choose`` gives."""
    return Format("eml", 2, "message/rfc822", ".eml", "Message", recognise, lambda path: read(path, choose), leaks=True)
