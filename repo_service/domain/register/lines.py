"""A row of somebody else's register, as values of ours: dates, votes and states as people write them.

Nothing is guessed: what is not understood is told, in a French sentence with the words that were not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from repo_service.domain.documents import is_blank
from repo_service.domain.french_dates import parse
from repo_service.domain.minutes import votes
from repo_service.domain.minutes.found import Votes, votes_json
from repo_service.domain.passages import fold
from repo_service.domain.register.execution import PROGRESS
from repo_service.domain.register.force import Outcome, Relation

EARLIEST, LATEST = 1900, 2200  # years in which a decision may have been taken, or hold
TITLE = 300  # signs
WORDING = 20_000
NUMBER = 60
_NOTHING = frozenset({
    "", "-", "–", "—", "/", "?", "neant", "sans", "sans objet", "aucun", "aucune", "n/a", "na", "so", "s/o",
})  # fmt: skip
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T]\d\d:\d\d.*)?")
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.0+)?")  # days since 1899-12-30, as spreadsheets count
_LINK = re.compile(r'=\s*HYPERLINK\(\s*"([^"]*)"\s*(?:[;,]\s*"((?:[^"]|"")*)")?\s*\)', re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[|;,\n]|\bet\b)\s*", re.IGNORECASE)
_NAMED = re.compile(r"^(?:(?:la |les )?d[ée]cisions? )?(?:n[°º] ?|num[ée]ro )?", re.IGNORECASE)

_STATES: dict[str, tuple[Outcome, str, bool]] = {  # folded word -> outcome, what it became, whether it was annulled
    **dict.fromkeys(
        ("adopt", "approuv", "vote", "favorable", "accept", "valid", "acte", "en vigueur", "in force",
         "vigueur differee", "applicable", "active", "decid", "modifiee", "amended", "confirm",
         "oui"), ("adopted", "", False)),
    **dict.fromkeys(("rejet", "refus", "defavorable", "non adopt", "repouss", "reject"), ("rejected", "", False)),
    **dict.fromkeys(("report", "ajourn", "postpon", "en attente", "differ"), ("postponed", "", False)),
    **dict.fromkeys(("remplac", "supersed"), ("adopted", "superseded", False)),
    **dict.fromkeys(("abrog", "repeal", "supprim"), ("adopted", "repealed", False)),
    **dict.fromkeys(
        ("expir", "caduc", "caduque", "perim", "termin", "echu", "arrivee a terme", "plus en vigueur", "obsol"),
        ("adopted", "expired", False)),
    **dict.fromkeys(("annul", "retir", "withdrawn"), ("adopted", "", True)),
}  # fmt: skip
_STATE_FAULT = "Cet état n’est pas compris : adoptée, rejetée, reportée, remplacée, abrogée, caduque, annulée."
_LONGEST_FIRST = sorted(_STATES, key=len, reverse=True)
_PROGRESS = {
    "todo": ("a faire", "todo", "non commence", "pas commence"), "doing": ("en cours", "doing", "engage", "commence"),
    "done": ("fait", "done", "realis", "termin", "execut", "achev"), "dropped": ("abandon", "dropped"),
}  # fmt: skip
TIES: dict[str, tuple[Relation, bool]] = {  # field -> relation, whether the decision of the row is the one that acts
    "replaces": ("replaces", True), "replaced_by": ("replaces", False), "amends": ("amends", True),
    "amended_by": ("amends", False), "repeals": ("repeals", True), "repealed_by": ("repeals", False),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence on a row, and the words that it is about."""

    sentence: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row as a decision. ``place``: its number in the file; ``until`` is the first day on which it does not hold.

    ``ending``: what it is said to have become, "" for nothing; ``ties``: relation, whether it acts, the number of the
    other. ``faults`` keep it out of the register, ``remarks`` do not. ``body`` and ``source`` as they are written.
    """

    place: int
    number: str = ""
    title: str = ""
    wording: str = ""
    day: date | None = None
    body: str = ""
    outcome: Outcome = "adopted"
    ending: str = ""
    annulled: bool = False
    votes: dict[str, Any] = field(default_factory=dict)
    start: date | None = None
    until: date | None = None
    domain: str = ""
    keywords: str = ""
    source: str = ""
    owner: str = ""
    review_on: date | None = None
    progress: str = ""
    ties: tuple[tuple[Relation, bool, str], ...] = ()
    faults: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()


def read(place: int, row: Sequence[str], columns: Mapping[str, int], today: date) -> Line | None:
    """A row as a decision; ``None`` for one in which no column that was matched says anything."""
    said = {name: _cell(row, column, name) for name, column in columns.items()}
    if not any(said.values()):
        return None
    return _Reader(said, today).line(place)


def _cell(row: Sequence[str], column: int, name: str) -> str:
    text = row[column].strip() if column < len(row) else ""
    if link := _LINK.fullmatch(text):
        text = link[1] if name == "source" or not link[2] else link[2].replace('""', '"')
    return "" if is_blank(text) or fold(text) in _NOTHING else text


class _Reader:
    """Reads the cells of one row, noting what it cannot read."""

    def __init__(self, said: Mapping[str, str], today: date) -> None:
        self._said, self._today = said, today
        self._faults: list[Remark] = []
        self._remarks: list[Remark] = []

    def line(self, place: int) -> Line:
        said = self._said
        wording, title = self._words()
        outcome, ending, annulled = self._state()
        day = self._adopted()
        start, until = self._span(day)
        told, left = self._votes(outcome)
        if left:
            wording = f"{wording}\n\nVote : {left}"
        domain = said.get("domain", "") or said.get("theme", "")
        return Line(
            place, self._number(), title, wording, day, _line(said.get("body", "")), outcome, ending, annulled, told,
            start, until, _line(domain)[:100], _line(said.get("theme", ""))[:500] if said.get("domain") else "",
            said.get("source", ""), _line(said.get("owner", ""))[:300], self._review(), self._progress(), self._ties(),
            tuple(self._faults), tuple(self._remarks),
        )  # fmt: skip

    def _fault(self, sentence: str, words: str = "") -> None:
        self._faults.append(Remark(sentence, words[:200]))

    def _remark(self, sentence: str, words: str = "") -> None:
        self._remarks.append(Remark(sentence, words[:200]))

    def _words(self) -> tuple[str, str]:
        title, wording = _line(self._said.get("title", "")), self._said.get("wording", "").strip()
        wording = wording or title
        title = title or _line(wording)
        if not title:
            self._fault("L’objet est vide.")
        if len(wording) > WORDING:
            self._fault("Le texte dépasse 20 000 signes.")
        if len(title) > TITLE:
            title = title[: TITLE - 1].rpartition(" ")[0] + "…"
        return wording, title

    def _number(self) -> str:
        number = _line(self._said.get("number", ""))
        if len(number) > NUMBER:
            self._fault("Ce numéro est trop long : 60 signes au plus.", number)
            return ""
        return number

    def _day(self, name: str) -> date | None:
        """The day of a cell, ``None`` for an empty one and for one that is told as a fault."""
        text = self._said.get(name, "")
        if not text:
            return None
        day = _day_of(text, self._today)
        if day is None:
            self._fault("Cette date n’est pas comprise : écrivez-la jj/mm/aaaa.", text)
        elif not EARLIEST <= day.year <= LATEST:
            self._fault("Cette date n’est pas possible.", text)
            return None
        return day

    def _adopted(self) -> date | None:
        day = self._day("day")
        if day is None and not self._said.get("day"):
            self._fault("La date de la décision manque.")
        if day and day > self._today:
            self._fault("Cette date est à venir.", self._said["day"])
        return day

    def _span(self, day: date | None) -> tuple[date | None, date | None]:
        start, last = self._day("start"), self._day("until")
        until = last + timedelta(days=1) if last else None
        if day and start and start < day:
            self._remark("L’entrée en vigueur précède la décision : elle compte du jour de la décision.",
                         self._said["start"])  # fmt: skip
            start = None
        begins = start or day
        if begins and until and until <= begins:
            self._fault("La fin précède le début.", self._said["until"])
        return start, until

    def _review(self) -> date | None:
        return self._day("review")

    def _state(self) -> tuple[Outcome, str, bool]:
        text = self._said.get("state", "")
        if not text:
            return "adopted", "", False
        key = fold(text).strip(" .")
        known = next((word for word in _LONGEST_FIRST if key.startswith(word)), None)
        if known is None:
            self._fault(_STATE_FAULT, text)
            return "adopted", "", False
        return _STATES[known]

    def _votes(self, outcome: Outcome) -> tuple[dict[str, Any], str]:
        """What is known of the vote, and the words for it that were not understood."""
        text = self._said.get("votes", "")
        text = "" if fold(text) == "non" else text  # of a column « Unanimité »
        state: Any = outcome if outcome != "proposed" else "adopted"
        found = votes.read(fold(f"{text} {self._said.get('state', '')}".strip()), state)
        counted = Votes(
            in_favour=self._count("for"), against=self._count("against"), abstention=self._count("abstention"),
            unanimous=found.unanimous or fold(text) in {"oui", "x", "unanimite"},
        )  # fmt: skip
        both = votes.fits(votes.merged(counted, found), state, 0)
        if both.odd:
            self._remark("Les voix ne vont pas ensemble : vérifiez-les.", text)
        told = votes_json(both)
        left = "" if not text or both.told else text
        if left:
            self._remark("Ce vote n’est pas compris : il reste dans le texte de la décision.", text)
        return told, left

    def _count(self, name: str) -> int | None:
        text = self._said.get(name, "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 7):
            self._remark("Ce nombre de voix n’est pas compris.", text)
            return None
        return int(text)

    def _progress(self) -> str:
        text = fold(self._said.get("progress", ""))
        if not text:
            return ""
        found = next((code for code, words in _PROGRESS.items() if text.startswith(words) and code in PROGRESS), "")
        if not found:
            self._remark("Cette exécution n’est pas comprise : à faire, en cours, faite, abandonnée.", text)
        return found

    def _ties(self) -> tuple[tuple[Relation, bool, str], ...]:
        return tuple(
            (relation, acts, number)
            for name, (relation, acts) in TIES.items()
            for number in _numbers(self._said.get(name, ""))
        )


def _line(text: str) -> str:
    return " ".join(text.split())


def _numbers(text: str) -> list[str]:
    """The numbers in a cell, as they are typed, without « décision n° » before them."""
    return [one for part in _BETWEEN.split(_line(text)) if (one := _NAMED.sub("", part).strip())][:20]


def tie_key(number: str) -> str:
    """The form in which the number of a decision is compared with those that rows name."""
    return _NAMED.sub("", fold(number)).strip()


def _day_of(text: str, today: date) -> date | None:
    """A day as registers write it: ISO 8601, jj/mm/aaaa, in words, or the number of days that a spreadsheet keeps."""
    try:
        if iso := _ISO.fullmatch(text):
            return date.fromisoformat(iso[1])
        if found := _NUMERIC.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    if _SERIAL.fullmatch(text):
        return date(1899, 12, 30) + timedelta(days=int(text.partition(".")[0]))
    partial = parse(text, today)
    return partial.exact if partial else None
