"""Meetings as an iCalendar file (RFC 5545): what calendars subscribe to.

Instants are given in UTC, so that no description of time zones is needed; a meeting without an hour is a whole day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MEDIA_TYPE = "text/calendar"
_LONGEST = 75  # octets of a line, without its end
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Event:
    """One meeting. ``begins``, ``ends``: "09:30" in ``timezone``, or empty; ``changed``: when it was changed last.

    ``sequence`` grows with each change of when and where.
    """

    uid: str
    day: date
    begins: str
    ends: str
    summary: str
    description: str
    place: str
    url: str
    changed: datetime
    created: datetime
    sequence: int
    cancelled: bool = False
    category: str = ""


def calendar(name: str, events: Iterable[Event], timezone: str) -> bytes:
    """The whole file."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Repo Service//Meetings//FR", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", f"NAME:{_text(name)}", f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H",
    ]  # fmt: skip
    for event in events:
        lines += _event(event, ZoneInfo(timezone))
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(event: Event, zone: ZoneInfo) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{_instant(event.changed)}"
    yield f"CREATED:{_instant(event.created)}"
    yield f"LAST-MODIFIED:{_instant(event.changed)}"
    yield f"SEQUENCE:{event.sequence}"
    yield from _when(event, zone)
    yield f"SUMMARY:{_text(event.summary)}"
    for name, said in (("DESCRIPTION", event.description), ("LOCATION", event.place), ("CATEGORIES", event.category)):
        if said:
            yield f"{name}:{_text(said)}"
    yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield f"TRANSP:{'TRANSPARENT' if event.cancelled else 'OPAQUE'}"
    yield "END:VEVENT"


def _when(event: Event, zone: ZoneInfo) -> Iterator[str]:
    if not event.begins:
        yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
        return
    yield f"DTSTART:{_instant(_at(event.day, event.begins, zone))}"
    if event.ends:
        yield f"DTEND:{_instant(_at(event.day, event.ends, zone))}"


def _at(day: date, hour: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), zone)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """A value of type TEXT: backslash, semicolon, comma and ends of lines are escaped."""
    plain = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, none of which ends within a character."""
    part, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _LONGEST:
            yield part
            part, size = " ", 1
        part, size = part + char, size + octets
    yield part
