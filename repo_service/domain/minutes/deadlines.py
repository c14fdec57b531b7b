"""When something is due: from « 30/06 », « fin juin », « T2 2025 », « 2e quinzaine de mai » to a day.

Days are counted from the meeting: a month without a year is the next one. Must not guess: « dès que possible »,
« pour la prochaine réunion » stay words. Full dates are read by ``domain.french_dates``.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from repo_service.domain import french_dates
from repo_service.domain.minutes.texts import Folded

_NAMES = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5,
    "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(_NAMES, key=len, reverse=True))})\b\.?"
_YEAR = r"(?: (?:de )?(?P<year>(?:19|20)\d\d))?(?!\d)"
_OF = r"(?:(?: du| d[eu]s?| le|-)?(?: mois)?(?: d[e'])? ?)"
_LONGEST = 600
_LAST = 0  # the last day of a month
_NO_DAY = date(1900, 1, 1)  # where a text tells no day of its meeting, years are told or nothing is


@dataclass(frozen=True, slots=True)
class Deadline:
    """``words`` is ``text[start:end]`` of what was read; ``day`` the last day, where one can be told."""

    day: date | None
    words: str
    start: int
    end: int


_RANKS = {"premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4}
Reading = Callable[[re.Match[str], date], date | None]


def _year(match: re.Match[str], month: int, day: int, meeting: date | None) -> date | None:
    said = match.groupdict().get("year")
    if said:
        return _made(int(said), month, day)
    if meeting is None:
        return None
    this = _made(meeting.year, month, day)
    return this if this and this >= meeting else _made(meeting.year + 1, month, day)


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, monthrange(year, month)[1] if day == _LAST else day)
    except ValueError:
        return None


def _month(match: re.Match[str]) -> int:
    return _NAMES[match["month"].rstrip(".")]


def _day_of_month(match: re.Match[str], meeting: date) -> date | None:
    return _year(match, _month(match), int(match["day"]), meeting)


def _in_numbers(match: re.Match[str], meeting: date) -> date | None:
    month = int(match["number"] or match["dotted"])
    return _year(match, month, int(match["day"]), meeting) if 1 <= month <= 12 else None


def _end(match: re.Match[str], meeting: date) -> date | None:
    return _year(match, _month(match), _LAST, meeting)


def _middle(match: re.Match[str], meeting: date) -> date | None:
    return _year(match, _month(match), 15, meeting)


def _beginning(match: re.Match[str], meeting: date) -> date | None:
    return _year(match, _month(match), 5, meeting)


def _fortnight(match: re.Match[str], meeting: date) -> date | None:
    return _middle(match, meeting) if match["rank"][0] in "1p" else _end(match, meeting)


def _period(match: re.Match[str], meeting: date) -> date | None:
    months = 6 if "sem" in match[0] or match[0][0] == "s" else 3
    number = {**_RANKS, "dernier": 12 // months}.get(match["rank"]) or int(re.sub(r"\D", "", match["rank"]) or 0)
    return _year(match, number * months, _LAST, meeting) if 1 <= number * months <= 12 else None


def _term(match: re.Match[str], meeting: date) -> date | None:
    return _year(match, 9, 1, meeting)


def _end_of_year(match: re.Match[str], meeting: date) -> date | None:
    return _year(match, 12, 31, meeting)


_RANK = (
    r"(?P<rank>1(?:er|re|ere)?|2(?:e|eme|nd|nde)?|3(?:e|eme)?|4(?:e|eme)?|premiere?|deuxieme|seconde?|troisieme|"
    r"quatrieme|dernier)"
)
# The readable table: what it looks like, and what day it means. The first row that matches earliest wins.
TABLE: tuple[tuple[re.Pattern[str], Reading], ...] = tuple(
    (re.compile(pattern), reading)
    for pattern, reading in (
        (rf"\b{_RANK} quinzaine (?:d[eu]|d')? ?(?:mois d[e'] ?)?{_MONTH}{_YEAR}", _fortnight),
        (rf"\bt ?(?P<rank>[1-4]){_YEAR}", _period),
        (rf"\b{_RANK} trimestre(?: d[e'] ?)?(?:l'annee)?{_YEAR}", _period),
        (rf"\bs ?(?P<rank>[12]){_YEAR}", _period),
        (rf"\b{_RANK} semestre(?: d[e'] ?)?(?:l'annee)?{_YEAR}", _period),
        (rf"\b(?:la |toute )?fin{_OF}{_MONTH}{_YEAR}", _end),
        (rf"\b(?:la )?(?:mi|moitie|milieu){_OF}{_MONTH}{_YEAR}", _middle),
        (rf"\b(?:le |tout )?(?:debut|deb\.?){_OF}{_MONTH}{_YEAR}", _beginning),
        (rf"(?<![\d/])(?P<day>[0-3]?\d)(?:er)? ?(?:-| )?{_MONTH}{_YEAR}", _day_of_month),
        (r"(?<![\d/.,-])(?<!version )(?<!release )(?P<day>[0-3]?\d)(?:/(?P<number>[01]?\d)|"
            r"\.(?P<dotted>[01]\d))(?![\d/.,]\d|\d| ?%| ?€)",
            _in_numbers),
        (rf"\brentree(?: (?:de |scolaire |universitaire )*(?:de )?septembre)?{_YEAR}", _term),
        (r"\bfin (?:de |d')?(?:l')?(?:annee(?: civile)?)? ?(?P<year>20\d\d)?(?<=[e\d])\b(?! scolaire)", _end_of_year),
        (rf"^ ?{_MONTH}{_YEAR} ?$", _end),
        (rf"\b(?:{'|'.join(_NAMES)})\b\.? ?(?:/|-|ou|et) ?{_MONTH}{_YEAR}", _end),
        (rf"\b(?:courant|en|pour|avant|d'ici|des|au mois d[e']|mois d[e']|jusqu'en|jusqu'a|"
            rf"d'ici a) ?{_MONTH}{_YEAR}", _end),
    )
)
_OWN_OPENINGS = ("fin", "mi", "debut", "courant", "pour", "avant", "d'ici", "t", "en", "au mois", "mois")
# Words that tell when, but no day.
_ONLY_WORDS = re.compile(
    r"\b(?:(?:pour |avant |a |d'ici |d'ici a )?(?:la |le |l')?(?:prochaine? (?:reunion|seance|comite|conseil|copil|"
    r"bureau|ca|ag|"
    r"assemblee|rencontre|fois)|(?:reunion|seance|semaine) (?:suivante|prochaine)|mois prochain|semaine prochaine)|"
    r"d[eè]s que possible|au plus (?:vite|tot)|dans les meilleurs delais|sans (?:tarder|delai)|rapidement|asap|urgent|"
    r"immediat(?:ement)?|des (?:maintenant|reception)|d'ici (?:la|l'ete|l'automne|l'hiver|le printemps)|avant (?:l'ete|"
    r"l'automne|l'hiver|le printemps|les vacances|noel)|cet(?:te)? (?:ete|automne|hiver|semaine|annee)|"
    r"(?:sous|dans|d'ici) (?:huit|quinze|\d+|deux|trois|une|un|six) (?:jours?|semaines?|mois)|en continu|"
    r"au fil de l'eau)\b"
)
# What stands before a date that is a deadline, in a sentence.
_DUE = re.compile(
    r"(?:\b(?:avant|pour|d'ici|au plus tard|jusqu'au|jusqu'a|echeance|delai|des|courant|limite|rendu|remise?|"
    r"livraison|le|"
    r"fin|debut|mi|date|en|a|au|semaine)\b[^;.:]{0,12}|\blors d(?:u |e la |e l')[a-z'-]{3,14} du |[(\[:,>-] ?(?:le )?)$"
)


def whole(text: str, meeting: date | None) -> Deadline | None:
    """What a cell or the end of a bracket says of the deadline; anything written there counts as words."""
    words = text.strip()
    if not words or not any(char.isalnum() for char in words):
        return None
    found = _dates(words[:_LONGEST], meeting)
    day = found[-1].day if found else None
    return Deadline(day, words, 0, len(text))


def within(text: str, meeting: date | None) -> Deadline | None:
    """The deadline of a sentence: a date that « avant », « pour », « d’ici » announce, else words for one."""
    text = text[:_LONGEST]
    folded = Folded(text)
    for found in _dates(text, meeting):
        before = Folded(text[: found.start]).text[-30:]
        own = Folded(found.words).text.startswith(_OWN_OPENINGS)
        if own or _DUE.search(before):
            return found
    if match := _ONLY_WORDS.search(folded.text):
        start, end = folded.back(match.start()), folded.end(match.end())
        return Deadline(None, text[start:end], start, end)
    return None


def _dates(text: str, meeting: date | None) -> list[Deadline]:
    """All dates, in order: full ones, and those that are counted from the meeting."""
    result = [Deadline(day, text[start:end], start, end) for day, start, end in french_dates.find(text)]
    folded = Folded(text)
    for pattern, reading in TABLE:
        for match in pattern.finditer(folded.text):
            start, end = folded.back(match.start()), folded.end(match.end())
            if any(start < one.end and one.start < end for one in result):
                continue
            day = reading(match, meeting or _NO_DAY) if meeting or match.groupdict().get("year") else None
            end -= text[start:end].endswith(".")
            result.append(Deadline(day, text[start:end].strip(), start, end))
    return sorted(result, key=lambda one: one.start)


def days(text: str, meeting: date | None) -> list[tuple[date, int, int]]:
    """The single days that a text names, also those without a year, which are counted from the meeting."""
    result = french_dates.find(text)
    folded = Folded(text)
    for pattern, reading in TABLE:
        if meeting is None or reading not in {_day_of_month, _in_numbers}:
            continue
        for match in pattern.finditer(folded.text):
            start, end = folded.back(match.start()), folded.end(match.end())
            day = reading(match, meeting)
            if day is not None and not any(start < last and first < end for _, first, last in result):
                result.append((day, start, end))
    return sorted(result, key=lambda one: one[1])


# --- When a decision holds.
_FROM = re.compile(
    r"(?:a (?:compter|partir)|a dater|des|depuis|effet|effective?|applicable|entree? en vigueur|valable|du)"
    r"(?: de| du| le| au| a compter du| ce| :)* ?$"
)
_UNTIL = re.compile(r"(?:jusqu'au|jusqu'a|jusqu'en|\bau|-|fin|expire le|prend fin le)(?: le)? ?$")
_FOR_LONG = re.compile(
    r"pour (?:une (?:duree|periode) de |un mandat de )?(?P<n>\d{1,2}|un|une|deux|trois|quatre|cinq|six|"
    r"dix) (?P<unit>ans?|annees?|mois)\b"
    r"|(?:renouvelee?|prolongee?|reconduite?)s? (?:de|d') ?(?P<m>\d{1,2}|un|une|deux|trois|quatre|cinq|"
    r"six) (?P<other>ans?|annees?|mois)\b"
)


def effects(text: str, meeting: date | None) -> tuple[date | None, date | None]:
    """From when and until when a decision holds; the second is the first day on which it does not."""
    text = text[:_LONGEST]
    begins: date | None = None
    ends: date | None = None
    for found in _dates(text, meeting):
        before = Folded(text[max(0, found.start - 40) : found.start]).text
        if begins is None and _FROM.search(before) and not _UNTIL.search(before):
            begins = found.day
        elif found.day and _UNTIL.search(before) and (begins or "jusqu" in before):
            ends = found.day + timedelta(days=1)
    folded = Folded(text).text
    if begins is None and re.search(r"a compter de (?:ce jour|la presente|maintenant)|immediat|aussitot|"
        r"des maintenant|ce jour", folded):
        begins = meeting
    if ends is None and (long := _FOR_LONG.search(folded)) and (start := begins or meeting) and long["n"]:
        ends = _later(start, long["n"], long["unit"])
    return begins, ends


def _later(start: date, words: str, unit: str) -> date | None:
    count = int(words) if words.isdigit() else french_dates.number_in_words(words.replace("une", "un")) or 0
    months = count * (1 if unit == "mois" else 12)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])) if year < 9999 else None
