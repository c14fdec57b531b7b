"""Date words in what people type: « mars 2024 », « avant 2020 », « entre mars et juin 2024 », "since March 2021".

Only what is certain: a year has four digits, a day exists, an interval runs forward; everything else stays words. What
a date is, ``domain.french_dates`` says. Nothing here fails, and nothing here knows the day of today.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from repo_service.domain.french_dates import Partial, parse

_NOWHEN = date(2000, 1, 1)  # no year of two digits is asked of ``parse``, which would want a today for it
_DAY = timedelta(days=1)

# What a date may look like; ``parse`` then says whether it is one. A word may be the name of a month.
_YEAR = r"(?:1[89]|20)\d\d"
_MONTH = r"[^\W\d_]{3,9}\.?"
_NUMBER = r"\d{1,2}(?:er|st|nd|rd|th)?"
_FULL = (
    rf"{_NUMBER}\s+{_MONTH}\s+{_YEAR}|{_MONTH}\s+{_NUMBER},\s*{_YEAR}"  # 12 mars 2024; March 12, 2024
    rf"|\d{{1,2}}/\d{{1,2}}/{_YEAR}|\d{{1,2}}\.\d{{1,2}}\.{_YEAR}|\d{{1,2}}-\d{{1,2}}-{_YEAR}|{_YEAR}-\d\d-\d\d"
)
_ALONE = rf"(?:{_FULL}|{_MONTH}\s+{_YEAR}|{_YEAR})"
_SAID = rf"(?:{_FULL}|{_MONTH}\s+{_YEAR}|\d{{1,2}}/{_YEAR}|{_YEAR}-\d\d|{_YEAR})"  # 2024-03 alone may be a number
_OPEN = rf"(?:{_SAID}|{_NUMBER}\s+{_MONTH}|{_MONTH}\s+{_NUMBER}|{_MONTH}|{_NUMBER})"  # what the end completes
_THE = r"(?:(?:le|the|en|in|on)\s+)?"
_END = r"(?=[\s)]|$|[,;.!?]+(?:[\s)]|$))"


class Dated(NamedTuple):
    """A date in a text, at [start, end). ``first`` and ``last`` are the days meant; ``None``: without bound.

    ``filters``: it was said with a word of direction, and means the date of a document alone; else the words, which
    stand at [words, end), may also be meant as words.
    """

    start: int
    end: int
    words: int
    first: date | None
    last: date | None
    filters: bool


_Bounds = tuple[date | None, date | None]


def _before(day: Partial) -> _Bounds:
    return None, day.first - _DAY


def _until(day: Partial) -> _Bounds:
    return None, day.last


def _after(day: Partial) -> _Bounds:
    return day.last + _DAY, None


def _since(day: Partial) -> _Bounds:
    return day.first, None


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern + _END, re.IGNORECASE)


# The readable table of what is understood.
_DIRECTIONS: tuple[tuple[re.Pattern[str], Callable[[Partial], _Bounds]], ...] = tuple(
    (_form(rf"(?:{words}){_THE}(?P<date>{_SAID})"), bounds)
    for words, bounds in (
        (r"(?:avant|before)\s+", _before),
        (r"jusqu['’](?:en|[àa]|au)\s+|(?:jusque|until|till)\s+", _until),
        (r"(?:apr[èe]s|after)\s+", _after),
        (r"(?:depuis|since|d[èe]s)\s+|[àa]\s+partir\s+(?:de\s+|du\s+|d['’])", _since),
    )
)
_TO = r"(?:[àa]|au|to|until|jusqu['’](?:en|[àa]|au))"
_INTERVALS = (
    _form(rf"(?:entre|between)\s+{_THE}(?P<open>{_OPEN})\s+(?:et|and)\s+{_THE}(?P<date>{_SAID})"),
    _form(rf"(?:(?:de|du|from)\s+)?(?P<open>{_OPEN})\s+{_TO}\s+{_THE}(?P<date>{_SAID})"),
    _form(rf"(?P<open>{_MONTH})\s?[-–]\s?(?P<date>{_MONTH}\s+{_YEAR})"),
)
_BARE = _form(rf"{_THE}(?P<date>{_ALONE})")
_SOME_YEAR = re.compile(_YEAR)
_QUOTED = re.compile(r'"[^"]*"?')
_PLACE = re.compile(r'(?<![^\s(])(-?)(?=[^\s"()-])')  # where something typed begins, after a minus or not


def found(text: str) -> Iterator[Dated]:
    """The dates of what was typed, in order; none between quotation marks (``"``). After a minus, of one word."""
    if not _SOME_YEAR.search(text):
        return
    bare = _QUOTED.sub(lambda match: '"' * len(match[0]), text)
    reached = 0
    for place in _PLACE.finditer(bare):
        start = place.end()
        dated = _at(bare, start) if start >= reached else None
        if dated and not (place[1] and re.search(r"\s", bare[start : dated.end])):
            reached = dated.end
            yield dated


@lru_cache(maxsize=1024)
def _day(text: str) -> Partial | None:
    return parse(text, _NOWHEN)


def _at(text: str, start: int) -> Dated | None:
    for pattern, bounds in _DIRECTIONS:
        if (match := pattern.match(text, start)) and (day := _day(match["date"])):
            return Dated(start, match.end(), match.start("date"), *bounds(day), filters=True)
    for pattern in _INTERVALS:
        if (match := pattern.match(text, start)) and (days := _interval(match["open"], match["date"])):
            return Dated(start, match.end(), start, *days, filters=True)
    if (match := _BARE.match(text, start)) and (day := _day(match["date"])):
        return Dated(start, match.end(), match.start("date"), day.first, day.last, filters=False)
    return None


def _interval(opening: str, closing: str) -> tuple[date, date] | None:
    """First and last day; what the opening leaves out is that of the closing: « mars à juin 2024 »."""
    end = _day(closing)
    begin = _day(opening) or _completed(opening, closing)
    if end is None or begin is None or begin.first > end.last:
        return None
    return begin.first, end.last


def _completed(opening: str, closing: str) -> Partial | None:
    words = closing.split()
    if re.fullmatch(_NUMBER, opening, re.IGNORECASE):  # a day: its month and year are those of the end, also a day
        return _day(" ".join([opening, *words[1:]])) if len(words) == 3 else None
    return _day(f"{opening} {words[-1]}") if re.fullmatch(_YEAR, words[-1]) and len(words) > 1 else None
