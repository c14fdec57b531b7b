"""Atom feeds (RFC 4287), one entry at a time. It must not know what is listed, where from, nor who asks.

Whatever a title holds, the feed stays one that a strict reader takes: signs that XML forbids are left out, and every
other one is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape

from repo_service.web.exports.records import Format, Listing, Record

MEDIA_TYPE = "application/atom+xml"
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINES = re.compile(r"[\t\n\r]+")
_NO_NAME = "–"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``id`` is an IRI that never changes; ``url`` is where a person reads it; ``updated`` is aware.

    ``published`` is a day, told as its midnight in UTC.
    """

    id: str
    title: str
    url: str
    updated: datetime
    summary: str = ""
    author: str = ""
    published: date | None = None


def feed(
    identifier: str, title: str, self_url: str, page_url: str, updated: datetime, entries: Iterable[Entry]
) -> Iterator[str]:
    """The feed, in pieces; ``entries`` are asked for as the pieces are. ``page_url`` is the same for people.

    The feed itself bears its title as author's name, for Atom wants one where an entry has none.
    """
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield _element("id", identifier) + _element("title", title) + _element("updated", _instant(updated))
    yield f'<link rel="self" type="{MEDIA_TYPE}" href="{_text(self_url)}"/>\n'
    yield f'<link rel="alternate" type="text/html" href="{_text(page_url)}"/>\n'
    yield _author(title)
    for entry in entries:
        yield _entry(entry)
    yield "</feed>\n"


def write(listing: Listing, records: Iterable[Record]) -> Iterator[str]:
    """A list of documents as a feed, in the order of the list."""
    entries = (_of(record) for record in records)
    return feed(listing.identifier, listing.title, listing.self_url, listing.page_url, listing.made, entries)


def _of(record: Record) -> Entry:
    told = (record.kind_name, record.number, record.state, record.institution)
    return Entry(
        record.url, record.title, record.url, record.changed, ", ".join(text for text in told if text), record.body,
        record.day,
    )  # fmt: skip


def _entry(entry: Entry) -> str:
    parts = [
        _element("id", entry.id),
        _element("title", entry.title),
        _element("updated", _instant(entry.updated)),
        f'<link rel="alternate" type="text/html" href="{_text(entry.url)}"/>\n',
    ]
    if entry.published:
        parts.append(_element("published", f"{entry.published.isoformat()}T00:00:00Z"))
    if entry.author:
        parts.append(_author(entry.author))
    if entry.summary:
        parts.append(_element("summary", entry.summary))
    return f"<entry>\n{''.join(parts)}</entry>\n"


def _author(name: str) -> str:
    """Whoever wrote; a name is never empty."""
    shown = _text(name)
    return f"<author><name>{shown if shown.strip() else _NO_NAME}</name></author>\n"


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>\n"


def _text(text: str) -> str:
    """As text or value of an attribute: on one line, for no reader minds and some would change it."""
    return escape(_LINES.sub(" ", _FORBIDDEN.sub("", text)))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


FORMAT = Format("atom", MEDIA_TYPE, write)
