"""Words of a query that nothing holds, and the words of texts nearest to them.

A word is looked for among all words of the index by its shape, and then counted among the documents that the reader may
see: what stands in others alone is never proposed, and moves no order. Nothing here asks a text how it is written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from repo_service.domain.passages import fold
from repo_service.search import analysis
from repo_service.search.caching import BoundedCache
from repo_service.search.index.segments import Array, Segment
from repo_service.search.query.limits import SPELLING_SECONDS, Deadline
from repo_service.search.query.ranking import Evaluator
from repo_service.search.query.tree import All, Any, Node, Phrase, Weighted, Word, marked_terms
from repo_service.search.schema import EXACT

SHORTEST = 4  # letters of a word that may be a slip: shorter ones are too near to one another
LONG = 8  # letters from which a word may hold two slips
MOST = 6  # words that may be slips: a query with more is in another language
FAR = 10  # times as many documents hold a word that is proposed instead of one that some hold
SHAPES_BYTES = 32 << 20

_RUN = re.compile(r"(?<!\w)(?:[^\W\d_][\u0300-\u036f]*)+(?!\w)")
_PLAIN = re.compile(r"[a-z]+")
_OTHER = np.uint32(1 << 26)  # a sign that is no letter: such a term is no word that a slip could be of
_BITS = np.full(256, _OTHER, np.uint32)
_BITS[97:123] = np.uint32(1) << np.arange(26, dtype=np.uint32)


class Correction(NamedTuple):
    """A query with other words. ``pieces``: what was typed, and (flagged) the folded words in the place of some."""

    pieces: tuple[tuple[str, bool], ...]

    @property
    def words(self) -> frozenset[str]:
        """The words that were put in."""
        return frozenset(fold(text) for text, other in self.pieces if other)

    def text(self, spelt: Mapping[str, str] | None = None) -> str:
        """The query; ``spelt`` gives words that were put in as texts write them."""
        known = spelt or {}
        return "".join(_like(known.get(fold(text), text), text) if other else text for text, other in self.pieces)


class _Shapes(NamedTuple):
    """The exact forms of one segment: how long each is, and which letters it has, as bits."""

    lengths: Array
    letters: Array


_shapes: BoundedCache[_Shapes] = BoundedCache(SHAPES_BYTES)


def corrected(
    evaluator: Evaluator, text: str, read: Callable[[str], Node], widen: Callable[[Node], Node], doubt: int = 0,
    seconds: float = SPELLING_SECONDS,
) -> Correction | None:  # fmt: skip
    """The query with each word that no visible document holds, in any form or by a synonym, replaced by the nearest
    visible one. With ``doubt``, words that so many documents hold at most are replaced too, by far more frequent ones.

    ``read`` makes the tree of a text, ``widen`` puts synonyms into it. ``None`` where there is nothing to replace, a
    phrase in quotation marks would match nothing with its other words, or ``seconds`` were over before all words were
    looked at: half a correction would be a wrong one.
    """
    deadline = Deadline(seconds)
    sought = marked_terms(read(text))
    pieces: list[tuple[str, bool]] = []
    at, doubted = 0, 0
    for match in _RUN.finditer(text):
        word, stem = fold(match[0]), analysis.stem(fold(match[0]))
        if word in analysis.STOP_WORDS or stem not in sought or not _may_be_a_slip(word):
            continue
        held = len(evaluator.run(widen(Word(stem, word))).docs)
        doubted += held <= doubt
        if doubted > MOST:
            return None
        other = _instead(evaluator, word, held, deadline) if held <= doubt else ""
        if deadline.is_over:
            return None
        if other:
            pieces += [(text[at : match.start()], False), (_like(other, match[0]), True)]
            at = match.end()
    if not pieces:
        return None
    found = Correction((*pieces, (text[at:], False)))
    stems = {analysis.stem(word) for word in found.words}
    phrases = (one for one in _phrases(read(found.text())) if not stems.isdisjoint(stem for _, stem in one.places))
    return found if all(len(evaluator.run(phrase).docs) for phrase in phrases) else None


def spellings(texts: Iterable[str], words: Collection[str]) -> dict[str, str]:
    """Folded words as they are written most often in texts, in small letters; those that do not stand there are left
    out.
    """
    counts: dict[str, Counter[str]] = {}
    for match in (match for text in texts for match in _RUN.finditer(text)):
        if (word := fold(match[0])) in words:
            counts.setdefault(word, Counter())[match[0].lower()] += 1
    return {word: min(forms, key=lambda form: (-forms[form], form)) for word, forms in counts.items()}


def chooses(tree: Node) -> bool:
    """Whether something may be found although a word of the query stands nowhere."""
    match tree:
        case Any():
            return True
        case All(children=children):
            return any(map(chooses, children))
        case _:
            return False


def _may_be_a_slip(word: str) -> bool:
    return SHORTEST <= len(word) <= analysis.MAX_WORD and _PLAIN.fullmatch(word) is not None


def _instead(evaluator: Evaluator, word: str, held: int, deadline: Deadline) -> str:
    """The word to put in the place of one that ``held`` documents hold; empty for none, or none in time."""
    slips = 1 if len(word) < LONG else 2
    alike = list(_alike(evaluator, word, slips, deadline))
    (distances,) = process.cdist(
        [word.encode()], alike, scorer=DamerauLevenshtein.distance, score_cutoff=slips, dtype=np.uint8
    )
    for distance in range(1, slips + 1):
        others = [alike[place].decode() for place in np.flatnonzero(distances == distance)]
        if not others:
            continue
        counts: dict[str, int] = {}
        for other in others:
            if deadline.is_over:
                return ""
            counts[other] = len(evaluator.term(EXACT, other, 1.0).docs)
        best = min(counts, key=lambda other: (-counts[other], other))
        if counts[best] >= max(FAR * held, 1):
            return best
    return ""


def _alike(evaluator: Evaluator, word: str, slips: int, deadline: Deadline) -> set[bytes]:
    """Words about as long, with about the same letters: all that ``slips`` can make of ``word``, and some more. A slip
    takes one letter away at most, and brings one at most.
    """
    mine = np.bitwise_or.reduce(_BITS[np.frombuffer(word.encode(), np.uint8)])
    found: set[bytes] = set()
    for segment in evaluator.snapshot.segments:
        if deadline.is_over:
            return set()
        shapes = _of(segment)
        near = np.flatnonzero(np.abs(shapes.lengths.astype(np.int16) - len(word)) <= slips)
        letters = shapes.letters[near]
        keep = (letters & _OTHER) == 0
        keep &= np.bitwise_count(letters & ~mine) <= slips
        keep &= np.bitwise_count(mine & ~letters) <= slips
        found.update(_terms(segment, near[keep]))
    return found


def _of(segment: Segment) -> _Shapes:
    key = (str(segment.path), segment.crc)
    known = _shapes.get(key)
    if known is None:
        ends = segment.array(f"{EXACT}.ends").astype(np.int64)
        bits = _BITS[segment.array(f"{EXACT}.terms")]
        letters = np.bitwise_or.reduceat(bits, ends[:-1]) if len(ends) > 1 else np.zeros(0, np.uint32)
        known = _Shapes(np.minimum(np.diff(ends), 255).astype(np.uint8), letters)
        _shapes.put(key, known, known.lengths.nbytes + known.letters.nbytes)
    return known


def _terms(segment: Segment, numbers: Array) -> list[bytes]:
    blob, ends = segment.array(f"{EXACT}.terms").tobytes(), segment.array(f"{EXACT}.ends")
    places = zip(ends[numbers].tolist(), ends[numbers + 1].tolist(), strict=True)
    return [blob[begin:end] for begin, end in places]


def _phrases(node: Node) -> Iterator[Phrase]:
    """Those that were typed in quotation marks and must stand."""
    match node:
        case Phrase(quoted=True):
            yield node
        case All(children=children) | Any(children=children):
            for child in children:
                yield from _phrases(child)
        case Weighted(child=child):
            yield from _phrases(child)
        case _:
            return


def _like(word: str, typed: str) -> str:
    """A word in capitals, or beginning with one, as another does."""
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word[:1].upper() + word[1:] if typed[:1].isupper() else word
