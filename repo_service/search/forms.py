"""In which forms what was asked stands in a document, as it is written there: « décisions, décision ».

An index keeps stems; the words are found again in the text, by the analysis that made the stems. Nothing here knows an
index, a score or a right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatchcase

from repo_service.domain.documents import SearchEntry
from repo_service.search import analysis
from repo_service.search.query.tree import Pattern, Phrase, Prefix, Range, Word
from repo_service.search.schema import STEMMED, WITHIN, source_text

READ = 300_000  # characters of each field that are looked at
_LONGEST = 80  # characters of a form that is shown
_ELIDED = re.compile(r"\A[^\W\d_]{1,2}['’](?=\w)")


class Written:
    """The words of one document by field; each text is cut once, whatever is asked of it."""

    def __init__(self, entry: SearchEntry) -> None:
        self._texts = {field.name: source_text(entry, field)[:READ] for field in STEMMED}
        self._counts: dict[str, Counter[str]] = {}
        self._spans: dict[str, dict[tuple[int, str], tuple[int, int]]] = {}

    def forms(self, wanted: Word | Phrase | Prefix | Pattern | Range) -> dict[str, Counter[str]]:
        """How often each form stands in each field, in small letters; fields without any are left out, and a period
        stands in none.
        """
        if isinstance(wanted, Range):
            return {}
        within = wanted.within if isinstance(wanted, (Word, Phrase)) else ""
        found = {field.name: self._within(field.name, wanted) for field in WITHIN[within]}
        return {name: counts for name, counts in found.items() if counts}

    def _within(self, field: str, wanted: Word | Phrase | Prefix | Pattern) -> Counter[str]:
        match wanted:
            case Phrase(places=places):
                return self._rows(field, places)
            case Word(stem="", exact=exact):
                return self._words(field, lambda piece: exact in piece.exacts)
            case Word(stem=stem):
                return self._words(field, lambda piece: any(term == stem for _, term in piece.stems))
            case Prefix(start=start):
                return self._words(field, lambda piece: any(exact.startswith(start) for exact in piece.exacts))
            case Pattern(glob=glob):
                return self._words(field, lambda piece: any(fnmatchcase(exact, glob) for exact in piece.exacts))

    def _words(self, field: str, holds: Callable[[analysis.Chunk], bool]) -> Counter[str]:
        if field not in self._counts:
            self._counts[field] = Counter(analysis.CHUNK.findall(self._texts[field]))
        found: Counter[str] = Counter()
        for raw, count in self._counts[field].items():
            if holds(analysis.chunk(raw)):
                found[_form(raw)] += count
        return found

    def _rows(self, field: str, places: tuple[tuple[int, str], ...]) -> Counter[str]:
        """Each phrase, from its first word to its last, whatever signs stand between."""
        if field not in self._spans:
            self._spans[field] = _spans(self._texts[field])
        spans, text = self._spans[field], self._texts[field]
        (_, first), (distance, last) = places[0], places[-1]
        return Counter(
            _form(text[start : spans[begin + distance, last][1]])
            for (begin, stem), (start, _) in spans.items()
            if stem == first and all((begin + offset, other) in spans for offset, other in places)
        )


def _spans(text: str) -> dict[tuple[int, str], tuple[int, int]]:
    """Place and stem -> start and end of what holds it."""
    spans: dict[tuple[int, str], tuple[int, int]] = {}
    place = 0
    for match in analysis.CHUNK.finditer(text):
        piece = analysis.chunk(match.group())
        for offset, stem in piece.stems:
            spans.setdefault((place + offset, stem), match.span())
        place += piece.width
    return spans


def _form(raw: str) -> str:
    """A form as it is shown: without an elided article before it, on one line."""
    shown = _ELIDED.sub("", " ".join(raw.split())).lower()
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1].rstrip() + "…"
