"""Cut a stretch of French into sentences: « M. Ardouin », « art. 3 », « 9 h 30 », « n° 4 », « J. Tabary » stay whole.

Must not cut at a semicolon: a clause is the business of the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from repo_service.domain.minutes.found import Quote
from repo_service.domain.minutes.texts import Folded, Stretch

LOOKED_AT = 1500  # characters of one sentence that rules look at
_MOST = 400  # sentences of one stretch
_END = re.compile(r"[.!?…]{1,3}[»”\"')\]\u00a0 ]{0,4}(?=\s|$)")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«’'])(?:M|MM|Mr|Mmes?|Mlles?|Dr|Drs|Pr|Me|St|Ste|art|arts|Art|al|cf|Cf|n|no|N|p|pp|ex|env|abst|Abst|"
    r"av|bd|vol|"
    r"fig|éd|ed|réf|ref|tél|tel|chap|max|min|resp|dir|adj|suppl|hab|coll|bibl|[A-ZÀ-Ý]|[A-Z]-[A-Z]|"
    r"janv|févr|avr|juil|sept|oct|nov|déc|i\.e|c\.-à-d|Ph|Ch|Th|Fr|Chr)$"
)
_FIRST_NUMBER = re.compile(r"\s*(?:[\dIVX]{1,4}|[a-zA-Z])$")
_BEGINS_SMALL = re.compile(r"\s*[a-zà-ÿ]")


@dataclass(frozen=True)
class Sentence:
    """``stretch.text[start:end]``, without spaces around it. ``number`` counts those of its stretch from 0."""

    stretch: Stretch
    start: int
    end: int
    number: int

    @property
    def text(self) -> str:
        """The words as they stand, lines joined."""
        return self.stretch.text[self.start : self.end]

    @cached_property
    def folded(self) -> Folded:
        """The folded copy of what is looked at."""
        return Folded(self.text[:LOOKED_AT])

    def quote(self, start: int = 0, end: int | None = None, focus: int | None = None) -> Quote | None:
        """Words of the sentence by offsets in ``text``; of one over two blocks those around ``focus``."""
        last = len(self.text) if end is None else end
        focus = self.start + (start if focus is None else focus)
        return self.stretch.quote(self.start + start, self.start + last, focus)


def sentences(stretch: Stretch, start: int = 0) -> Iterator[Sentence]:
    """The sentences of a stretch from ``start`` on, in order."""
    for number, (first, last) in enumerate(spans(stretch.text, start)):
        yield Sentence(stretch, first, last, number)


# Minutes without capitals: « au foyer. du coup on la met le vendredi » begins a sentence all the same.
_STARTS_SMALL = re.compile(
    r"\s*(?:on|il|elle|ils|elles|nous|du coup|donc|finalement|au final|c[’']est|[çc]a|mais|pas d[e’']|y[’']a|"
    r"celle|celui|"
    r"l[ea]s?|l[’']\w+|une?|tout le monde|accord|vote|pour(?= ?:)|discussion|question|demande|rien)\b"
)
_WORD_BEFORE = re.compile(r"[a-zà-ÿ]{4,}[)»]?$|\d [€h]$|[a-zà-ÿ]\)$")


def spans(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """The first and last offset of each sentence of a text."""
    found = 0
    for match in _END.finditer(text, start):
        if found == _MOST:
            break
        if not _is_end(text, start, match):
            continue
        if trimmed := _trimmed(text, start, match.end()):
            found += 1
            yield trimmed
        start = match.end()
    if trimmed := _trimmed(text, start, len(text)):
        yield trimmed


def _is_end(text: str, start: int, match: re.Match[str]) -> bool:
    if match.end() >= len(text):
        return True
    after = text[match.end() : match.end() + 4]
    if after.lstrip()[:1] in {":", ";", ",", ")", "="}:
        return False
    if _BEGINS_SMALL.match(after):
        stopped = match[0].rstrip() == "." and _WORD_BEFORE.search(text[max(start, match.start() - 12) : match.start()])
        return bool(stopped) and bool(_STARTS_SMALL.match(text[match.end() : match.end() + 20]))
    if match[0][0] in "!?" or match[0].startswith(".."):
        return True
    before = text[max(start, match.start() - 12) : match.start()]
    if _ABBREVIATION.search(before):
        return False
    return not (match.start() - start < 6 and _FIRST_NUMBER.fullmatch(text[start : match.start()]))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None
