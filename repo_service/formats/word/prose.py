"""Gathers the runs of one paragraph into clean text with merged spans. Knows no XML.

What is done to text: NFC, soft hyphens dropped, white space at line ends and around the whole dropped; all
else (U+00A0 too) is kept. Spans follow their characters through all of it.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from repo_service.domain.passages import Span, SpanKind

Mark = tuple[SpanKind, str]  # its kind and, for a link, the address
REVISION_SEPARATOR = " ; "
_SOFT_HYPHEN = "\u00ad"


class Prose:
    """The growing text of one paragraph. ``authors`` holds who inserted something in it, each once."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._marks: list[frozenset[Mark]] = []
        self.authors: dict[str, None] = {}

    def add(self, text: str, marks: frozenset[Mark] = frozenset()) -> None:
        """Append ``text`` as it is printed, under ``marks``."""
        if text:
            self._pieces.append(text.replace(_SOFT_HYPHEN, "") if _SOFT_HYPHEN in text else text)
            self._marks.append(marks)

    @property
    def revision(self) -> str:
        """Who inserted any of it, as a block tells it; empty when nobody did."""
        return REVISION_SEPARATOR.join(self.authors)

    def finished(self, *, indented: bool = False) -> tuple[str, tuple[Span, ...]]:
        """The clean text and its spans in order; ``indented`` keeps the white space it begins with (code)."""
        pieces = self._pieces
        if not all(map(str.isascii, pieces)) and not unicodedata.is_normalized("NFC", "".join(pieces)):
            pieces = _composed(pieces)
        places = list(accumulate(map(len, pieces), initial=0))
        text, places = _trimmed("".join(pieces), places, indented)
        return text, tuple(_spans(text, self._marks, places))


def _composed(pieces: Sequence[str]) -> list[str]:
    """``pieces`` in NFC: an accent that begins a piece moves to the one before, which has its letter."""
    moved = list(pieces)
    for index in range(1, len(moved)):
        count = next((n for n, char in enumerate(moved[index]) if not unicodedata.combining(char)), None)
        count = len(moved[index]) if count is None else count
        moved[index - 1] += moved[index][:count]
        moved[index] = moved[index][count:]
    moved = [unicodedata.normalize("NFC", piece) for piece in moved]
    whole = "".join(moved)
    if unicodedata.is_normalized("NFC", whole):
        return moved
    return [unicodedata.normalize("NFC", whole), *("" for _ in moved[1:])]  # Hangul cut within a syllable


def _trimmed(text: str, places: list[int], indented: bool) -> tuple[str, list[int]]:
    """``text`` without white space at line ends, and where ``places`` of it fall then."""
    whole = text.rstrip() if indented else text.strip()
    if whole == text and "\n" not in text:
        return text, places
    position = 0 if indented else len(text) - len(text.lstrip())
    cuts = [(0, position)]  # (where, how many characters are gone from there)
    lines = []
    for line in whole.split("\n"):
        kept = line.rstrip()
        lines.append(kept)
        cuts.append((position + len(kept), len(line) - len(kept)))
        position += len(line) + 1
    cuts[-1] = (position - 1, len(text) - position + 1)
    starts = [where for where, _ in cuts]
    gone = list(accumulate((count for _, count in cuts), initial=0))
    moved = []
    for place in places:
        index = bisect_right(starts, place)
        inside = max(0, cuts[index - 1][0] + cuts[index - 1][1] - place)
        moved.append(place - gone[index] + inside)
    return "\n".join(lines), moved


def _spans(text: str, marks: Sequence[frozenset[Mark]], places: Sequence[int]) -> list[Span]:
    """Equal marks over neighbouring pieces become one span; white space at its ends is left out of it."""
    open_since: dict[Mark, int] = {}
    spans: list[Span] = []
    for index, current in enumerate((*marks, frozenset[Mark]())):
        if index and current == marks[index - 1]:
            continue
        for mark in [mark for mark in open_since if mark not in current]:
            begin, end = open_since.pop(mark), places[index]
            inner = text[begin:end]
            begin += len(inner) - len(inner.lstrip())
            if stripped := inner.strip():
                spans.append(Span(begin, begin + len(stripped), *mark))
        for mark in current:
            open_since.setdefault(mark, places[index])
    return sorted(spans, key=lambda span: (span.start, -span.end, span.kind, span.target))
