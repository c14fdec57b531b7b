"""What stands behind a field name: « nature:compte-rendu », « date:2019..2021 », « version:>2 », « langue:anglais ».

Each value gives a filter, or a sentence that says how it is written. Which fields hold words, ``WORDS`` says. Nothing
here knows an index; names of bodies, partners and domains are left to the evaluation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from repo_service.domain.french_dates import Partial, parse
from repo_service.domain.languages import NAMES
from repo_service.domain.passages import fold
from repo_service.domain.states import STATES
from repo_service.errors import BadQuery
from repo_service.search.query.limits import MAX_YEARS
from repo_service.search.query.tree import Filter, Node, Range

BAD_KIND = "La nature « %(kind)s » n’existe pas. Essayez par exemple « nature:compte-rendu »."
BAD_STATE = "L’état « %(state)s » n’existe pas. Essayez par exemple « état:adopté »."
BAD_LANGUAGE = "La langue « %(language)s » n’est pas connue. Essayez par exemple « langue:français »."
BAD_YEAR = "Écrivez une année ou deux, par exemple « année:2024 » ou « année:2020-2024 »."
BAD_DATE = "Écrivez une date, ou deux, par exemple « date:2024-03 », « date:>2020 » ou « date:2019..2021 »."
BAD_NUMBER = "Écrivez un numéro de version, par exemple « version:2 » ou « version:2.. »."
ONLY_TODAY = (
    "« %(field)s: » ne vaut que dans les textes d’aujourd’hui. Enlevez-le pour chercher dans toutes les versions."
)

# What people write before the colon, folded -> a stemmed field that words are looked up in
WORDS = {
    "title": "title", "titre": "title", "text": "text", "texte": "text", "fiche": "about", "about": "about",
    "notes": "notes", "annexe": "notes", "annexes": "notes",
}  # fmt: skip
# … or what a value of it filters
_NAMES = {
    "kind": "kind", "nature": "kind", "type": "kind", "year": "year", "annee": "year", "body": "body",
    "instance": "body", "domain": "domain", "domaine": "domain", "state": "state", "etat": "state",
    "language": "language", "langue": "language", "institution": "institution", "partenaire": "institution",
    "date": "date", "version": "version",
}  # fmt: skip
FRENCH = {"kind": "nature", "year": "année", "body": "instance", "domain": "domaine", "state": "état",
          "language": "langue", "institution": "partenaire", "date": "date", "version": "version"}  # fmt: skip
FIELDS = WORDS.keys() | _NAMES.keys()

_YEARS = re.compile(r"(\d{4})(?:(?:-|–|\.\.)(\d{4}))?")
_SPAN = re.compile(r"(?P<sign>[<>]=?)(?P<limit>.+)|(?P<first>.*?)(?:(?P<dots>\.\.)(?P<last>.*))?", re.DOTALL)
_FULL_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_NOWHEN = date(2000, 1, 1)  # no year of two digits is asked of ``parse``
_Ends = tuple[int, int]  # the first and the last number that a value means
_Bounds = tuple[int | None, int | None]


def filtered(name: str, value: str, kinds: Mapping[str, str]) -> Node | None:
    """What the value of a field, neither of ``WORDS``, asks for; ``None`` for nothing. ``kinds``: as ``parsing.parse``
    takes them. Raises ``BadQuery``.
    """
    column, value = _NAMES[name], value.strip()
    if not value.strip(" .<>=-_"):  # as while one types
        return None
    match column:
        case "year":
            return _years(value)
        case "date":
            return _span(column, value, _days, BAD_DATE)
        case "version":
            return _span(column, value, _number, BAD_NUMBER)
        case "kind":
            kind = kinds.get(plain(value), None if kinds else value)
            return Filter("kind", (_known(kind, BAD_KIND, kind=value[:40]),))
        case "state":
            return Filter("state", (_known(_STATES.get(_masculine(value)), BAD_STATE, state=value[:40]),))
        case "language":
            return Filter("language", (_known(_LANGUAGES.get(plain(value)), BAD_LANGUAGE, language=value[:40]),))
        case _:
            return Filter(column, (value,))


def plain(name: str) -> str:
    """A name as it is compared: folded, hyphens and underscores as spaces."""
    return " ".join(fold(name).replace("-", " ").replace("_", " ").split())


def _masculine(word: str) -> str:
    """A state as it is compared: « adoptée » is « adopté »."""
    return " ".join(re.sub(r"(?:(?<=e)es?|s)$", "", part) for part in plain(word).split())


_STATES = {_masculine(name): code for code, name in STATES.items()} | {_masculine(code): code for code in STATES}
_LANGUAGES = {plain(name): code for code, names in NAMES.items() for name in (code, *names)}


def _known(code: str | None, sentence: str, **typed: str) -> str:
    if code is None:
        raise BadQuery(sentence, fields=None, **typed)
    return code


def _years(value: str) -> Node:
    """One year or a few are values of the facet; an interval with an open end is one of numbers."""
    years = _YEARS.fullmatch(value)
    if not years:
        return _span("year", value, _year, BAD_YEAR)
    first, last = int(years[1]), int(years[2] or years[1])
    if not 0 <= last - first <= MAX_YEARS:
        raise BadQuery(BAD_YEAR)
    return Filter("year", tuple(str(year) for year in range(first, last + 1)))


def _span(column: str, value: str, read: Callable[[str], _Ends | None], sentence: str) -> Node:
    """``2``, ``2..``, ``..4``, ``2..4``, ``>2``, ``>=2``, ``<4``, ``<=4``."""
    told = _SPAN.fullmatch(value)
    if told is None:
        raise BadQuery(sentence)

    def end(text: str) -> _Ends:
        if (ends := read(text.strip())) is None:
            raise BadQuery(sentence)
        return ends

    bounds: _Bounds
    if sign := told["sign"]:
        low, high = end(told["limit"])
        known: dict[str, _Bounds] = {">": (high + 1, None), ">=": (low, None), "<": (None, low - 1), "<=": (None, high)}
        bounds = known[sign]
    elif told["dots"]:
        bounds = (end(told["first"])[0] if told["first"] else None, end(told["last"])[1] if told["last"] else None)
    else:
        bounds = end(told["first"])
    if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
        raise BadQuery(sentence)
    return Range(column, *bounds)


def _days(text: str) -> _Ends | None:
    partial: Partial | None = parse(text, _NOWHEN) if _FULL_YEAR.search(text) else None
    return (partial.first.toordinal(), partial.last.toordinal()) if partial else None


def _number(text: str) -> _Ends | None:
    return (int(text), int(text)) if re.fullmatch("[0-9]{1,6}", text) else None


def _year(text: str) -> _Ends | None:
    return (int(text), int(text)) if re.fullmatch("[0-9]{4}", text) else None


def refuse(asked: Iterable[str], possible: Collection[str]) -> None:
    """Raises ``BadQuery`` when a query asks for a column that passages have not."""
    for column in asked:
        if column not in possible:
            raise BadQuery(ONLY_TODAY, field=FRENCH[column])
