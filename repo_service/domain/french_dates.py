"""Dates as French secretaries write them: in a form, in running text, in the name of a file.

Everything is matched on a folded copy of the text (no accents, lower case, plain spaces) that remembers where
each character came from, so that decomposed accents and no-break spaces change nothing and offsets stay true.
Must not guess: a day that no calendar has, or a day and month without a year, is no date. English is read
too.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

_MONTHS: tuple[tuple[str, ...], ...] = (
    ("janvier", "january", "janv", "jan"),
    ("fevrier", "february", "fevr", "fev", "feb"),
    ("mars", "march", "mar"),
    ("avril", "april", "avr", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "july", "juil", "jul"),
    ("aout", "august", "aug"),
    ("septembre", "september", "sept", "sep"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("decembre", "december", "dec"),
)
_FRENCH = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre")  # fmt: skip
_ENGLISH = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December")  # fmt: skip
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}

_UNITS = ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
          "douze", "treize", "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf")  # fmt: skip
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre vingt"}
_REGIONAL_TENS = {70: "septante", 80: "huitante", 90: "nonante"}  # Belgium, Switzerland: units 0 to 9 only


def _number_words() -> dict[str, int]:
    """0 to 99 in words, keyed without hyphens, without « et », without the plural of « quatre-vingts »."""
    words = {word: number for number, word in enumerate(_UNITS)} | {"premier": 1, "premiere": 1}
    for tens, name in _TENS.items():
        words |= {f"{name} {_UNITS[unit]}" if unit else name: tens + unit for unit in range(20)}
    for tens, name in _REGIONAL_TENS.items():
        words |= {f"{name} {_UNITS[unit]}" if unit else name: tens + unit for unit in range(10)}
    return words


_NUMBERS = _number_words()

# S and _G ("gap") allow for the stray spaces and broken lines of texts drawn from PDF or read by a machine.
_S = r"\s{0,3}"
_G = r"\s{1,5}"
_JOINT = r"[\s_-]{0,3}"  # as in the name of a file
_EDGE = r"(?<![a-z0-9])"
_STOP = r"(?![a-z0-9])"


def _spaced(word: str) -> str:
    """A pattern for ``word`` that also reads it with its letters spaced out (« m a r s »)."""
    return r"\s?".join(word) if len(word) > 3 else word


_MONTH_NAMES = "|".join(_spaced(name) for name in sorted(_MONTH_NUMBERS, key=len, reverse=True))
_MONTH = rf"(?P<month>{_MONTH_NAMES})\.?"
_FRENCH_DAY = "(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
_ENGLISH_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_WEEKDAY = rf"(?:(?:{_FRENCH_DAY}|{_ENGLISH_DAY}){_S},?{_S})?"
_YEAR = r"(?P<year>1\s?[89]\s?[0-9]\s?[0-9]|2\s?0\s?[0-9]\s?[0-9])(?![0-9])"
_ORDINAL = rf"(?:{_S}(?:er|o|°|st|nd|rd|th)(?![a-z]))?"
_DAY = rf"(?P<day>[0-3]?[0-9]|[li](?=\s?er)){_ORDINAL}"  # "ler" is how "1er" comes out of a scanner
_RANGE = rf"(?:(?P<first>[0-3]?[0-9]){_ORDINAL}{_S}(?:et|au|a|&|-|–|/){_S}(?:le{_G}|{_WEEKDAY}))?"
_AND = r"[\s-]{1,3}(?:et[\s-]{1,3})?"
_WORDS = "|".join(word.replace(" ", f"s?{_AND}") for word in sorted(_NUMBERS, key=len, reverse=True))
_DAY_WORDS = rf"(?P<day_words>{_WORDS})"
_CENTURY = r"(?P<century>deux[\s-]{1,3}mil(?:le)?|mil(?:le)?[\s-]{1,3}neuf[\s-]{1,3}cents?)"
_YEAR_WORDS = rf"{_CENTURY}(?:{_AND}(?P<year_words>{_WORDS})s?{_STOP})?"
_OF_MONTH = rf"(?:{_G}du{_G}mois{_G}d(?:e{_G}|'{_S})|{_S}){_MONTH}"

# The readable table of what counts as a full date. Groups: day, first (of a range), month, year, their words.
_WITH_MONTH_NAMES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        # mardi 12 mars 2024; 12 et 13 mars 2024; 1er septembre 2024; 3 déc. 2019; 12th March 2024; 14-novembre-2024
        rf"{_EDGE}{_WEEKDAY}{_RANGE}{_DAY}{_JOINT}(?:of{_G})?{_MONTH}{_JOINT},?{_S}{_YEAR}",
        # March 12, 2024
        rf"{_EDGE}{_WEEKDAY}{_MONTH}{_G}(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?{_S},{_S}{_YEAR}",
        # L'an deux mille vingt-quatre et le huit avril; l'an 2018, le dimanche 8 avril
        rf"{_EDGE}an{_G}(?:{_YEAR_WORDS}|{_YEAR}){_S},?{_S}(?:et{_S},?{_S})?(?:le{_G})?{_WEEKDAY}"
        rf"(?:{_DAY_WORDS}|{_DAY}){_OF_MONTH}{_STOP}",
        # le huit avril deux mille vingt-quatre; le 8 avril deux mille vingt-quatre
        rf"{_EDGE}{_WEEKDAY}(?:{_DAY_WORDS}|{_DAY}){_OF_MONTH}{_G}{_YEAR_WORDS}{_STOP}",
        # le premier septembre 2024
        rf"{_EDGE}{_WEEKDAY}{_DAY_WORDS}{_G}{_MONTH}{_G}{_YEAR}",
    )
)
_IN_NUMBERS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        # 12/03/2024, 12.3.2024, 12-03-2024, 12_03_2024
        rf"(?<![0-9])(?<![0-9][./-]){_WEEKDAY}(?P<day>[0-3]?[0-9]){_S}(?P<sep>[/.\-_]){_S}"
        rf"(?P<number>[01]?[0-9]){_S}(?P=sep){_S}{_YEAR}",
        # 2024-03-12, 2024/3/12, 2024_03_12
        r"(?<![0-9])(?P<year>(?:1[89]|20)[0-9]{2})(?P<sep>[/.\-_])"
        r"(?P<number>[01]?[0-9])(?P=sep)(?P<day>[0-3]?[0-9])(?![0-9])",
        # 2024 03 12, 12 03 2024 (two digits each)
        r"(?<![0-9])(?<![0-9]\s)(?P<year>(?:1[89]|20)[0-9]{2})\s"
        r"(?P<number>[01][0-9])\s(?P<day>[0-3][0-9])(?!\s?[0-9])",
        r"(?<![0-9])(?<![0-9]\s)(?P<day>[0-3][0-9])\s(?P<number>[01][0-9])\s"
        r"(?P<year>(?:1[89]|20)[0-9]{2})(?!\s?[0-9])",
        # 20240312, 12032024
        r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<number>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])",
        r"(?<![0-9])(?P<day>[0-3][0-9])(?P<number>[01][0-9])(?P<year>(?:19|20)[0-9]{2})(?![0-9])",
        # 12/3/24; 12-03-24, 12.03.24, 12_03_24 with two digits each (else 3.2.12 is the number of an article)
        r"(?<![0-9])(?<![0-9][./-])(?P<day>[0-3]?[0-9])/(?P<number>[01]?[0-9])/"
        r"(?P<short>[0-9]{2})(?![0-9]|/[0-9])",
        r"(?<![0-9])(?<![0-9][./_-])(?P<day>[0-3][0-9])(?P<sep>[.\-_])(?P<number>[01][0-9])(?P=sep)"
        r"(?P<short>[0-9]{2})(?![0-9]|[./-][0-9])",
    )
)
_FULL = (*_WITH_MONTH_NAMES, *_IN_NUMBERS)
# Quick looks that spare most lines the table: what every date of the one and of the other sort has.
_A_YEAR = re.compile(rf"[12]\s?[089]\s?[0-9]\s?[0-9]|{_CENTURY}")
_A_MONTH = re.compile(_MONTH_NAMES)
_TWO_NUMBERS = re.compile(r"[0-9]\s{0,3}[/.\-_\s]\s{0,3}[0-9]|[0-9]{8}")
_TYPED_FULL = (
    re.compile(rf"{_WEEKDAY}{_DAY}{_G}{_MONTH}{_G}'?(?P<short>[0-9]{{2}})"),
    re.compile(
        r"(?P<day>[0-3]?[0-9])\s*(?P<sep>[/.\-_ ])\s*(?P<number>[01]?[0-9])\s*(?P=sep)\s*(?P<short>[0-9]{2})"
    ),
)
_TYPED_MONTH = (
    re.compile(rf"{_MONTH}{_S}{_YEAR}"),
    re.compile(rf"(?P<number>[01]?[0-9]){_S}[/.\-]{_S}{_YEAR}"),
    re.compile(rf"{_YEAR}{_S}[/.\-]{_S}(?P<number>[01]?[0-9])"),
)
_TYPED_YEAR = re.compile(_YEAR)
_RELATIVE = {"aujourd'hui": 0, "today": 0, "hier": -1, "yesterday": -1}
_FIND_PIVOT = 70  # in running text « 69 » is 2069 and « 70 » is 1970
_LONGEST_MEETING = 2  # days between the first and the last
_TYPED_HORIZON = 10  # years ahead of today that two typed digits may mean


@dataclass(frozen=True, slots=True)
class Partial:
    """A date that may stop at its month or its year. ``month`` and ``day`` are 0 when they are not said."""

    year: int
    month: int = 0
    day: int = 0

    @property
    def first(self) -> date:
        """The first day meant."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The last day meant."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def exact(self) -> date | None:
        """The day itself, when it is said."""
        return date(self.year, self.month, self.day) if self.day else None

    def __str__(self) -> str:
        """ISO 8601, as far as it is known: "2024", "2024-03", "2024-03-12"."""
        numbers = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(numbers)


def parse(text: str, today: date) -> Partial | None:
    """What a person typed in a form, a filter or a query; ``None`` when it is no date.

    Two digits for a year mean the latest such year that is at most ten years after ``today``.
    """
    if len(text) > 100:
        return None
    typed = re.sub(r"^(?:le|du|en)\s+", "", text.translate(_FOLDING).strip())
    if typed in _RELATIVE:
        return _of_day(today + timedelta(days=_RELATIVE[typed]))

    def century(short: int) -> int:
        base = today.year // 100 * 100 + short
        return base if base <= today.year + _TYPED_HORIZON else base - 100

    for pattern in (*_FULL, *_TYPED_FULL):
        if (match := pattern.fullmatch(typed)) and (day := _day_of(match, century)):
            return _of_day(day)
    for pattern in _TYPED_MONTH:
        if (match := pattern.fullmatch(typed)) and 1 <= (month := _month_of(match)) <= 12:
            return Partial(_digits(match["year"]), month)
    return Partial(_digits(typed)) if _TYPED_YEAR.fullmatch(typed) else None


def find(text: str) -> list[tuple[date, int, int]]:
    """The full dates of a running text or a file name, in order, with their offsets in ``text`` as given.

    A range of days (« 12 et 13 mars 2024 ») counts as its first day. Matches do not overlap; the day of the
    week belongs to the match.
    """
    return list(_found(text))


@lru_cache(maxsize=1024)  # recognition asks for the same lines again and again
def _found(text: str) -> tuple[tuple[date, int, int], ...]:
    folded = text.translate(_FOLDING)
    candidates = sorted(_candidates(folded), key=lambda found: (found[1], -found[2]))
    if not candidates:
        return ()
    origin = _origin(text)
    result: list[tuple[date, int, int]] = []
    reached = -1
    for day, start, end in candidates:
        if start >= reached:
            reached = end
            result.append((day, origin[start], _end(text, origin[end - 1] + 1)))
    return tuple(result)


def months(text: str) -> list[Partial]:
    """The months of a running text that are said without a day (« février 2025 »), in order."""
    folded = text.translate(_FOLDING)
    full = [range(start, end) for _, start, end in _candidates(folded)]
    found = re.finditer(rf"{_EDGE}{_MONTH}{_S}{_YEAR}", folded)
    alone = (match for match in found if not any(match.start() in days for days in full))
    return [Partial(_digits(match["year"]), _month_of(match)) for match in alone]


def in_words(day: date, language: str) -> str:
    """The date as it is written in a sentence: « 12 mars 2024 », « 1er avril 2024 », "12 March 2024"."""
    if language.lower().startswith("en"):
        return f"{day.day} {_ENGLISH[day.month - 1]} {day.year}"
    return f"{'1er' if day.day == 1 else day.day} {_FRENCH[day.month - 1]} {day.year}"


def number_in_words(words: str) -> int | None:
    """The value of French words from 0 to 99 (« dix-sept », « vingt et un », « premier »), else ``None``."""
    key = re.sub(r"[\s-]+", " ", words.translate(_FOLDING)).strip().replace(" et ", " ")
    return _NUMBERS.get(re.sub(r"vingts\b", "vingt", key))


def _candidates(folded: str) -> Iterator[tuple[date, int, int]]:
    def century(short: int) -> int:
        return 2000 + short if short < _FIND_PIVOT else 1900 + short

    named = _WITH_MONTH_NAMES if _A_YEAR.search(folded) and _A_MONTH.search(folded) else ()
    numbered = _IN_NUMBERS if _TWO_NUMBERS.search(folded) else ()
    for pattern in (*named, *numbered):
        for match in pattern.finditer(folded):
            if day := _day_of(match, century):
                yield day, match.start(), match.end()


class _Folding(dict[int, str]):
    """For ``str.translate``: what each character becomes in the text to match on; those of Europe are remembered."""

    def __missing__(self, code: int) -> str:
        char = "'" if chr(code) in "’ʼ`´" else chr(code)  # U+00B4 would become a space and a combining accent
        parts = unicodedata.normalize("NFKD", char).lower()
        folded = "".join(part for part in parts if not unicodedata.combining(part) and part != "\u00ad")
        if code < _EAST:
            self[code] = folded
        return folded


_EAST = 0x2E80  # where the scripts of tens of thousands of signs begin
_FOLDING = _Folding()


def _origin(text: str) -> list[int]:
    """For each character of the folded text, the offset in ``text`` that it came from."""
    return [offset for offset, char in enumerate(text) for _ in _FOLDING[ord(char)]]


def _end(text: str, end: int) -> int:
    """Take the combining accents of the last character with it."""
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _digits(text: str) -> int:
    return int(re.sub(r"\s", "", text))


def _of_day(day: date) -> Partial:
    return Partial(day.year, day.month, day.day)


def _day_of(match: re.Match[str], century: Callable[[int], int]) -> date | None:
    groups = {name: value for name, value in match.groupdict().items() if value}
    if words := groups.get("day_words"):
        day = number_in_words(words) or 0
    else:
        spoken = groups["first"] if "first" in groups and not _is_number_before(match) else groups["day"]
        day = 1 if spoken in {"l", "i"} else int(spoken)
    try:
        return date(_year_of(groups, century), _month_of(match), day)
    except ValueError:
        return None


def _is_number_before(match: re.Match[str]) -> bool:
    """« CoPil 4 – 11 février 2025 »: the fourth meeting, not a range of eight days."""
    apart = re.search(r"[0-9]\s+[-–]\s+[0-9]", match[0])
    named = re.search(r"([a-z]+)\s*$", match.string[: match.start()])
    follows_a_name = bool(named and named[1] not in {"du", "des", "les", "le", "from", "the", "on"})
    return bool(apart) and follows_a_name and int(match["day"]) - int(match["first"]) > _LONGEST_MEETING


def _year_of(groups: dict[str, str], century: Callable[[int], int]) -> int:
    if year := groups.get("year"):
        return _digits(year)
    if short := groups.get("short"):
        return century(int(short))
    base = 1900 if "cent" in groups["century"] else 2000
    return base + (number_in_words(groups.get("year_words", "zero")) or 0)


def _month_of(match: re.Match[str]) -> int:
    groups = match.groupdict()
    if name := groups.get("month"):
        return _MONTH_NUMBERS[re.sub(r"\s", "", name)]
    return int(groups["number"])
