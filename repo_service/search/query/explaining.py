"""Why a document is found and where its score comes from: the sums of ``ranking``, told one by one for one document.

All figures are those of what the reader may see, as the score itself. Nothing here knows a text: an index keeps stems.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import log

import numpy as np

from repo_service.errors import BadQuery
from repo_service.search.query.ranking import Evaluator, Matches
from repo_service.search.query.tree import (
    All,
    Any,
    Everything,
    Filter,
    Node,
    Not,
    Pattern,
    Phrase,
    Prefix,
    Range,
    Weighted,
    Word,
)
from repo_service.search.schema import BOOSTS, EXACT, WITHIN

_QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "„": '"'})
_PIECE = re.compile(r"-?(?P<words>(?:[^\W\d_]+:)?(?:\"[^\"]*\"|[^\s\"()]+))")
_ENDS = ".,;:!?…"
_WEIGHT = re.compile(r"\^[\d.,]*$")
Leaf = Word | Phrase | Prefix | Pattern | Range
_SORTS: dict[type[Leaf], str] = {
    Word: "word", Phrase: "phrase", Prefix: "start", Pattern: "pattern", Range: "period",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One term in one field of the document. ``count``: how often it stands there; ``documents``: in how many documents
    it stands there; ``length`` and ``mean`` in words, as they are scored; ``score`` follows from these.
    """

    field: str
    term: str
    count: int
    documents: int
    idf: float
    length: float
    mean: float
    boost: float
    score: float


@dataclass(frozen=True, slots=True)
class Reason:
    """What was asked and stands in the document. ``documents``: how many hold it; ``score``: what it adds, that of its
    figures by ``factor``, which is less than one for what was not asked in these words.

    ``asked``: how it was typed; empty for what was added to that, as a synonym of ``beside``. A beginning of words and
    a period have no figures: they add the same to every document.
    """

    node: Leaf
    documents: int
    score: float
    factor: float
    figures: tuple[Figure, ...]
    asked: str = ""
    beside: str = ""

    @property
    def sort(self) -> str:
        """What it is: "word", "phrase", "start" (of words), "pattern", "period"."""
        return _SORTS[type(self.node)]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one document is found among ``documents`` that the reader may see. ``score`` is that of the hit; those of
    ``reasons`` are its parts. ``filters`` add nothing to it.
    """

    documents: int
    score: float
    reasons: tuple[Reason, ...]
    filters: tuple[Filter | Range, ...]


def typed(text: str, parse: Callable[[str], Node]) -> dict[Node, str]:
    """How each part of a query was typed: its pieces, parsed one by one."""
    names: dict[Node, str] = {}
    for match in _PIECE.finditer(text.translate(_QUOTES)):
        with suppress(BadQuery):
            for leaf in _leaves(parse(match["words"])):
                names.setdefault(leaf, _name(match["words"]))
    return names


def _name(words: str) -> str:
    """A piece as it was typed, without its weight, its quotation marks and the sign that ends a sentence; the last dot
    of an acronym is its own.
    """
    said = _WEIGHT.sub("", words).replace('"', " ").strip()
    bare = said.rstrip(_ENDS)
    return f"{bare}." if "." in bare and said[len(bare) :].startswith(".") else bare


def standing(evaluator: Evaluator, tree: Node, names: Mapping[Node, str]) -> dict[str, bool]:
    """What was asked, as it was typed and in that order -> whether a visible document holds it, in any form or by
    something else that would do, as a synonym. ``names`` as ``typed`` gives them.
    """
    told: dict[str, bool] = {}
    for leaf, held in _standing(evaluator, tree):
        if name := names.get(leaf):
            told[name] = told.get(name, False) or held
    return told


def _standing(evaluator: Evaluator, node: Node, known: bool = False) -> Iterator[tuple[Node, bool]]:
    match node:
        case Not() | Filter() | Range() | Everything():
            return
        case All(children=children):
            for child in children:
                yield from _standing(evaluator, child, known)
        case Any(children=children):
            held = known or len(evaluator.run(node).docs) > 0
            for child in children:
                yield from _standing(evaluator, child, held)
        case Weighted(child=child):
            yield from _standing(evaluator, child, known)
        case _:
            yield node, known or len(evaluator.run(node).docs) > 0


def explain(evaluator: Evaluator, tree: Node, number: int, names: Mapping[Node, str]) -> Explanation:
    """Of a document, by its number, that matches. ``names``: how the parts of the tree were typed."""
    look = _Look(evaluator, number, names)
    reasons = tuple(look.reasons(tree))
    return Explanation(evaluator.count, look.score(evaluator.run(tree)), reasons, tuple(_filters(tree)))


class _Look:
    """One document under one evaluator."""

    def __init__(self, evaluator: Evaluator, number: int, names: Mapping[Node, str]) -> None:
        self._evaluator = evaluator
        self._number = number
        self._names = names

    def reasons(self, node: Node, factor: float = 1.0, beside: str = "") -> Iterator[Reason]:
        """What gives a score, in the order in which it was asked."""
        match node:
            case Word() | Phrase() | Prefix() | Pattern() | Range():
                yield from self._reason(node, factor, beside)
            case Weighted(child=child, factor=less):
                yield from self.reasons(child, factor * less, beside)
            case All(children=children):
                for child in children:
                    if not isinstance(child, Range):  # it only filters here
                        yield from self.reasons(child, factor, beside)
            case Any(children=children):
                beside = " ".join(dict.fromkeys(self._names.get(leaf, "") for leaf in _leaves(children[0])))
                for child in children:
                    if self._holds(self._evaluator.run(child)):
                        yield from self.reasons(child, factor, beside)
            case Not() | Filter() | Everything():
                return

    def _reason(self, node: Leaf, factor: float, beside: str) -> Iterator[Reason]:
        found = self._evaluator.run(node)
        if not self._holds(found) or (isinstance(node, Range) and not node.score):
            return
        match node:
            case Word():
                figures = self._word(node)
            case Phrase():
                figures = self._phrase(node)
            case _:
                figures = []
        asked = self._names.get(node, "")
        score = self.score(found) * factor
        yield Reason(node, len(found.docs), score, factor, tuple(figures), asked, "" if asked else beside)

    def _word(self, word: Word) -> list[Figure]:
        exact = [] if word.within else [(EXACT, word.exact)]
        stems = [(field.name, word.stem) for field in WITHIN[word.within] if word.stem]
        return [figure for field, term in (*stems, *exact) if (figure := self._figure(field, term))]

    def _phrase(self, phrase: Phrase) -> list[Figure]:
        """One figure for each place of the phrase, in the fields in which all of it stands in a row."""
        standing = [f for f in WITHIN[phrase.within] if self._holds(self._evaluator.phrase_in(f.name, f.boost, phrase))]
        told = (self._figure(field.name, stem) for field in standing for _, stem in phrase.places)
        return [figure for figure in told if figure]

    def _figure(self, field: str, term: str) -> Figure | None:
        found = self._evaluator.term(field, term, BOOSTS[field])
        if not self._holds(found):
            return None
        snapshot = self._evaluator.snapshot
        docs, freqs = snapshot.postings(field, term)
        return Figure(
            field, term, int(freqs[docs == self._number][0]), len(found.docs),
            log(self._evaluator.count / (len(found.docs) + 1)) + 1, float(snapshot.scored_lengths(field)[self._number]),
            self._evaluator.mean(field), BOOSTS[field], self.score(found),
        )  # fmt: skip

    def score(self, found: Matches) -> float:
        """What the document has in these matches; it is one of them."""
        return float(found.scores[np.searchsorted(found.docs, self._number)])

    def _holds(self, found: Matches) -> bool:
        place = np.searchsorted(found.docs, self._number)
        return bool(place < len(found.docs) and found.docs[place] == self._number)


def _leaves(node: Node) -> Iterator[Node]:
    """What words were asked for, in the order in which they were."""
    match node:
        case All(children=children) | Any(children=children):
            for child in children:
                yield from _leaves(child)
        case Weighted(child=child) | Not(child=child):
            yield from _leaves(child)
        case _:
            yield node


def _filters(node: Node) -> Iterator[Filter | Range]:
    """The filters that the document had to pass, in the order in which they were asked."""
    match node:
        case Filter() | Range(score=0.0):
            yield node
        case All(children=children):
            for child in children:
                yield from _filters(child)
        case _:
            return
