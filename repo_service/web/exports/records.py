"""What every export is made of: documents as plain values, the list that they are of, and text kept on one line.

Nothing here knows a database, a request or a language: words come in as they shall be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Record:
    """One document. ``kind`` and ``language`` are codes, ``kind_name`` and ``state`` words; ``changed`` is aware.

    ``identifier`` never changes and holds letters and digits alone; ``url`` is its permanent address.
    """

    identifier: str
    title: str
    kind: str
    kind_name: str
    url: str
    changed: datetime
    state: str = ""
    version: int = 1
    day: date | None = None
    body: str = ""
    institution: str = ""
    domain: str = ""
    language: str = "fr"
    keywords: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The list that the records are of: its name, where it is read by programs and by people, when it was made.

    ``columns`` are the names of a table's columns, in the order of ``spreadsheet.cells``; ``separator`` stands between.
    """

    identifier: str
    title: str
    self_url: str
    page_url: str
    made: datetime
    columns: tuple[str, ...]
    separator: str


Write = Callable[[Listing, Iterable[Record]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a list. ``write`` gives pieces of text as it is given records, so that no list is too long."""

    name: str
    media_type: str
    write: Write


_BREAKS = frozenset({"Cc", "Zl", "Zp"})
_SPACES = re.compile(r" {2,}")


def plain(text: str) -> str:
    """The text on one line: whatever ends a line, or is a control sign, becomes a space; half of a sign is left out."""
    shown = "".join(" " if (sort := unicodedata.category(sign)) in _BREAKS else sign if sort != "Cs" else ""
                    for sign in text)  # fmt: skip
    return _SPACES.sub(" ", shown).strip(" ")


def keywords(text: str) -> list[str]:
    """The keywords of a document one by one."""
    return [word for part in re.split(r"[,;\n\r]", text) if (word := plain(part))]
