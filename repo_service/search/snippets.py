"""The passage of a document that shows best why it was found, cut to two lines and marked.

A passage that only repeats the title says nothing new and is left out; one of a few words (a heading) counts less.

Pure: texts and terms in, pieces out; nothing here knows HTML, an index or a right.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from repo_service.domain.passages import fold
from repo_service.search import analysis
from repo_service.search.query.tree import shape

LENGTH = 220  # characters, about two lines
LEAD = 60  # characters kept before the first marked word
MAX_LOOKED_AT = 400_000  # characters of a document that are searched for a passage
MAX_MATCHES = 2_000  # matches of one document that are compared
MAX_REMEMBERED = 20_000  # distinct chunks for one set of terms
MAX_COMPARED = 5  # passages with equally many terms that are compared
TELLING = 80  # characters from which a passage tells something by itself; fewer count as terms further apart

_BULLET = re.compile(r"\s*[-–—•·*▪■□●○◦‣⁃➢❖✓\uf0a7\uf0b7](?:\s+|$)")
_PAGE = re.compile(r"(?:\W+p(?:age|\.)? ?\d+(?: ?(?:/|sur|de) ?\d+)?)?\W*")  # what a footer adds to the title
_CELLS = re.compile(r"(?:^|\s)\|(?=\s|$)(?:\s*\|(?=\s|$))*\s*")  # between the cells of a row, over empty ones

# A word that gives a term begins like it, accents, ligatures and the signs inside words apart: a cheap first look.
SEED = 4
_VARIANTS = {
    "a": "aàâäáãåæ", "c": "cç", "e": "eéèêë", "i": "iìíîï", "n": "nñ", "o": "oòóôöõœ", "u": "uùúûü", "y": "yýÿ",
}  # fmt: skip
_LIGATURES = {"oe": "œ", "ae": "æ", "fi": "ﬁ", "fl": "ﬂ"}
_F = "[fﬀﬁﬂﬃﬄ]"
_BEFORE_F = re.compile(r"f(?:f.*)?$")  # from where several letters may be one sign, also with what follows
_SPACE = re.compile(r"\s")
_BETWEEN = "\x1e"  # between passages: white space to a pattern, and in no text
_INSIDE = r"[^\w\s]*"  # hyphens, dots, apostrophes, combining accents; more than needed, for it is quick to compile


def _seed(term: str) -> str:
    """A pattern for the first letters of the words that give ``term``; empty (any text will do) where unsure.

    The last letter of a stem may be another one in the word: "loi" of "loyer", "egal" of "égaux", "naiv" of "naïf".
    """
    stem = fold(re.split(r"[*?]", term, maxsplit=1)[0])
    start = stem[: min(SEED, max(len(stem) - (stem == term), 1))]
    if not start.isalnum():
        return ""
    start = _BEFORE_F.sub("", start)
    if not start:
        return _F
    pieces, at = [], 0
    while at < len(start):
        pair = start[at : at + 2]
        letters = _INSIDE.join(f"[{_VARIANTS.get(char, char)}]" for char in (pair if pair in _LIGATURES else pair[:1]))
        pieces.append(f"(?:{letters}|{_LIGATURES[pair]})" if pair in _LIGATURES else letters)
        at += 2 if pair in _LIGATURES else 1
    return _INSIDE.join(pieces)


@dataclass(frozen=True, slots=True)
class Snippet:
    """``pieces`` are (text, marked); ``passage`` is the index of their text, -1 when all texts are empty."""

    pieces: tuple[tuple[str, bool], ...] = ()
    passage: int = -1


class _Match(NamedTuple):
    start: int
    end: int
    terms: frozenset[str]


_folded = lru_cache(maxsize=4096)(fold)  # titles and headings come again with every search


def snippet(blocks_texts: Sequence[str], terms: frozenset[str], title: str = "") -> Snippet:
    """The best passage for ``terms`` (``Found.terms``: stems, ``prefix*`` for beginnings of words, ``pat?ern*s``).

    Best is: most distinct terms, then closest together in a passage that is not too short, then first. Without a match:
    the start of the text. Passages worded like ``title``, which is shown above, are left out.
    """
    hits = _hits(terms)
    named = _folded(title)
    best: tuple[int, int] = (0, 0)
    chosen: _Passage | None = None
    for passage in _richest(_BETWEEN.join(blocks_texts)[:MAX_LOOKED_AT], hits, named) if terms else []:
        distinct, spread, _ = _densest(passage.matches)
        distance = spread + max(0, TELLING - len(passage.text))
        if chosen is None or (distinct, -distance) > best:
            best, chosen = (distinct, -distance), passage
    if chosen is None:
        return _start(blocks_texts, named)
    text = _shown(chosen.text)
    matches = chosen.matches if text == chosen.text else list(hits.within(text))
    return Snippet(_pieces(text, matches, matches[_densest(matches)[2]].start), chosen.number)


class _Passage(NamedTuple):
    number: int
    text: str
    matches: list[_Match]


def _richest(whole: str, hits: _Hits, named: str) -> list[_Passage]:
    """The first passages among those that hold the most distinct terms, with their matches."""
    most = 1
    found: list[_Passage] = []
    for start, end, matches in _grouped(whole, hits.within(whole)):
        count = len({term for match in matches for term in match.terms})
        if count < most or _repeats(text := whole[start:end], named):
            continue
        if count > most:
            most, found = count, []
        if len(found) < MAX_COMPARED:
            own = [_Match(match.start - start, match.end - start, match.terms) for match in matches]
            found.append(_Passage(whole.count(_BETWEEN, 0, start), text, own))
            if count == hits.wanted and len(found) == MAX_COMPARED:
                break
    return found


def _grouped(whole: str, matches: Iterable[_Match]) -> Iterator[tuple[int, int, list[_Match]]]:
    """The matches by passage: where it starts and ends, and what matches in it."""
    start = end = 0
    group: list[_Match] = []
    for match in matches:
        if group and match.start >= end:
            yield start, end, group
            group = []
        if not group:
            start = whole.rfind(_BETWEEN, 0, match.start) + 1
            end = whole.find(_BETWEEN, match.start)
            end = len(whole) if end < 0 else end
        group.append(match)
    if group:
        yield start, end, group


def _repeats(text: str, named: str) -> bool:
    """Whether a passage only says the (folded) title again, as headings and page footers do.

    Most passages are told apart by their length, which folding keeps.
    """
    if not named or len(text) > 2 * len(named) + 20:
        return False
    before, title, after = _folded(text).partition(named)
    return bool(title) and not before and _PAGE.fullmatch(after) is not None


def _shown(text: str) -> str:
    """A passage as it is shown: one run of text, no sign of a list before it, cells of a row set apart by dots."""
    text = text.replace("\r", " ").replace("\n", " ").replace("\t", " ")
    if bullet := _BULLET.match(text):
        text = text[bullet.end() :]
    return _CELLS.sub(" · ", text).strip(" ·") if "|" in text else text


class _Hits(dict[str, frozenset[str]]):
    """Raw chunk -> the terms that it holds, worked out once for all the documents of a page of hits."""

    def __init__(self, terms: frozenset[str]) -> None:
        super().__init__()
        self.wanted = len(terms)
        starred = {term for term in terms if "*" in term or "?" in term}
        self._stems = terms - starred
        self._prefixes = tuple(term[:-1] for term in starred if term[:-1].isalnum())
        self._shapes = tuple((term, shape(term)) for term in starred if not term[:-1].isalnum())
        self._seeds = re.compile("|".join(sorted({_seed(term) for term in terms})))

    def __missing__(self, raw: str) -> frozenset[str]:
        piece = analysis.chunk(raw)
        held = {term for _, term in piece.stems if term in self._stems}
        held |= {p + "*" for p in self._prefixes if any(exact.startswith(p) for exact in piece.exacts)}
        held |= {term for term, made in self._shapes if any(made.match(exact) for exact in piece.exacts)}
        if len(self) >= MAX_REMEMBERED:
            self.clear()
        found = self[raw] = frozenset(held)
        return found

    def within(self, text: str) -> Iterator[_Match]:
        """The matches in a text, in order, found as they are asked for. Only words that begin as a term does are
        looked at.
        """
        count = done = 0
        small = text.lower()  # and a pattern without flags: three times faster than one that minds no case
        for seed in self._seeds.finditer(small if len(small) == len(text) else _lowered(text)):
            place = seed.start()
            if place < done or (place and text[place - 1].isalnum()):
                continue
            begin, done = _word_around(text, place, done)
            for match in analysis.CHUNK.finditer(text, begin, done):
                if held := self[match.group()]:
                    count += 1
                    yield _Match(match.start() + _elided(match.group()), match.end(), held)
            if count >= MAX_MATCHES:
                break


def _lowered(text: str) -> str:
    """Lower case, sign by sign, where whole words would change their length."""
    return "".join(small if len(small := char.lower()) == 1 else char for char in text)


def _word_around(text: str, place: int, least: int) -> tuple[int, int]:
    """Start (not before ``least``) and end of what stands between white space around ``place``."""
    begin = place
    while begin > least and not text[begin - 1].isspace():
        begin -= 1
    space = _SPACE.search(text, place)
    return begin, space.start() if space else len(text)


@lru_cache(maxsize=32)
def _hits(terms: frozenset[str]) -> _Hits:
    return _Hits(terms)


def _elided(raw: str) -> int:
    """Characters of an elided article at the start of a chunk: ``l'acquisition`` is marked from its ``a``."""
    cut = max(raw.find("'"), raw.find("’"))
    return cut + 1 if 0 < cut <= 2 and cut + 1 < len(raw) else 0


def _densest(matches: list[_Match]) -> tuple[int, int, int]:
    """(distinct terms, characters they spread over, first match) of the best window."""
    counts: dict[str, int] = {}
    best = (0, 0, 0)
    first = 0
    for match in matches:
        for term in match.terms:
            counts[term] = counts.get(term, 0) + 1
        while match.end - matches[first].start > LENGTH - LEAD and matches[first] is not match:
            _forget(counts, matches[first])
            first += 1
        while matches[first] is not match and all(counts[term] > 1 for term in matches[first].terms):
            _forget(counts, matches[first])
            first += 1
        spread = match.end - matches[first].start
        if (len(counts), -spread) > (best[0], -best[1]):
            best = (len(counts), spread, first)
    return best


def _forget(counts: dict[str, int], match: _Match) -> None:
    for term in match.terms:
        counts[term] -= 1
        if not counts[term]:
            del counts[term]


def _pieces(text: str, matches: list[_Match], focus: int) -> tuple[tuple[str, bool], ...]:
    start, end = _window(text, focus)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    at = start
    for match in matches[bisect_left(matches, start, key=lambda m: m.start) :]:
        if match.end > end:
            break
        if match.start > at:
            pieces.append((text[at : match.start], False))
        pieces.append((text[match.start : match.end], True))
        at = match.end
    if at < end:
        pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append((" …", False))
    return tuple(pieces)


def _window(text: str, focus: int) -> tuple[int, int]:
    """The cut [start, end) of at most ``LENGTH`` characters around ``focus``, at spaces if it can be."""
    if len(text) <= LENGTH:
        return 0, len(text)
    start = min(max(0, focus - LEAD), len(text) - LENGTH)
    if start:
        space = text.find(" ", start, focus)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + LENGTH)
    if end < len(text):
        space = text.rfind(" ", max(start + LENGTH // 2, focus), end)
        end = space if space > focus else end
        end = len(text[:end].rstrip(" ·"))
    while text[start] in " ·" and start < focus:
        start += 1
    return start, end


def _start(texts: Sequence[str], named: str) -> Snippet:
    for index, text in enumerate(texts):
        if (shown := _shown(text)).strip() and not _repeats(text, named):
            return Snippet(_pieces(shown, [], 0), index)
    return Snippet()
