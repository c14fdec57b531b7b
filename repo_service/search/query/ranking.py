"""Evaluates a query tree by array operations: which documents match, and their BM25F score as Whoosh
computes it.

All statistics (document count, document frequencies, mean lengths) are those of the documents that the
reader may see, as if the index held nothing else: a hidden document moves no score and no order. Formula
and constants: ``whoosh.scoring.BM25F``; Or and And add the scores of their parts; filters and exclusions
add nothing.
"""

from __future__ import annotations

from math import log
from typing import NamedTuple

import numpy as np

from repo_service.domain.passages import fold
from repo_service.search import analysis
from repo_service.search.caching import BoundedCache
from repo_service.search.index.segments import Array
from repo_service.search.query import lexicon
from repo_service.search.query.limits import Deadline
from repo_service.search.query.postings import Snapshot
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

B = 0.75
K1 = 1.2
NAMED = {"body": "body_name", "institution": "institution_name", "domain": "domain"}  # facets found by a name too
DENSE = 32  # lists longer than 1/32 of all documents are met through one array over all documents


class Matches(NamedTuple):
    """Documents (numbers, ascending) and their scores. Arrays are never written to once they are here."""

    docs: Array
    scores: Array


_NOTHING = Matches(np.zeros(0, np.int64), np.zeros(0))


class Evaluator:
    """One snapshot seen through one mask."""

    def __init__(
        self, snapshot: Snapshot, visible: Array, key: tuple[object, ...], cache: BoundedCache[Matches]
    ) -> None:
        """``visible``: flags by document number. ``key`` names the mask in the shared ``cache``."""
        self.snapshot = self._snapshot = snapshot
        self.visible = self._visible = visible
        self._key = (snapshot.number, key)
        self._cache = cache
        self.count = self._count = int(np.count_nonzero(visible))
        self._means: dict[str, float] = {}

    def run(self, node: Node, deadline: Deadline | None = None) -> Matches:
        """The visible documents that match, with their scores. Raises ``BadQuery`` for stars that stand for too many
        words, and after the ``deadline``.
        """
        if deadline:
            deadline.check()
        match node:
            case Word() | Phrase() | Prefix() | Pattern() | Everything():
                return self._remembered(node, deadline)
            case Filter() | Range():
                docs = np.flatnonzero(self._flags(node) & self._visible)
                return Matches(docs, np.full(len(docs), node.score if isinstance(node, Range) else 0.0))
            case Not(child=child):
                flags = self._visible.copy()
                flags[self.run(child, deadline).docs] = False
                return _silent(flags)
            case Any(children=children):
                return self._union([self.run(child, deadline) for child in children])
            case All(children=children):
                return self._all(children, deadline)
            case Weighted(child=child, factor=factor):
                found = self.run(child, deadline)
                return Matches(found.docs, found.scores * factor)

    def _remembered(self, node: Word | Phrase | Prefix | Pattern | Everything, deadline: Deadline | None) -> Matches:
        key = (self._key, node)
        known = self._cache.get(key)
        if known is None:
            match node:
                case Word():
                    known = self._word(node)
                case Phrase():
                    known = self._phrase(node, deadline)
                case Prefix():
                    known = _ones(lexicon.beginning(self._snapshot, self._visible, node))
                case Pattern():
                    known = _ones(lexicon.made_like(self._snapshot, self._visible, node, deadline))
                case Everything():
                    known = _silent(self._visible)
            self._cache.put(key, known, known.docs.nbytes + known.scores.nbytes)
        return known

    def term(self, field: str, text: str, boost: float) -> Matches:
        """The visible documents with one term in one field."""
        docs, freqs = self._snapshot.postings(field, text)
        keep = self._visible[docs]
        docs, freqs = docs[keep], freqs[keep]
        if not len(docs):
            return _NOTHING
        idf = log(self._count / (len(docs) + 1)) + 1
        lengths = self._snapshot.scored_lengths(field)[docs]
        weights = freqs * (K1 + 1) / (freqs + K1 * ((1 - B) + B * lengths / self.mean(field)))
        return Matches(docs, weights * (idf * boost))

    def mean(self, field: str) -> float:
        """The mean length of a field, in words."""
        known = self._means.get(field)
        if known is None:
            total = int(self._snapshot.column(f"length.{field}")[self._visible].sum(dtype=np.int64))
            known = self._means[field] = total / self._count or 1.0
        return known

    def _word(self, word: Word) -> Matches:
        stemmed = [self.term(field.name, word.stem, field.boost) for field in WITHIN[word.within] if word.stem]
        exact = [] if word.within else [self.term(EXACT, word.exact, BOOSTS[EXACT])]
        return self._union([*stemmed, *exact])

    def _phrase(self, phrase: Phrase, deadline: Deadline | None) -> Matches:
        fields = WITHIN[phrase.within]
        return self._union([self.phrase_in(field.name, field.boost, phrase, deadline) for field in fields])

    def phrase_in(self, field: str, boost: float, phrase: Phrase, deadline: Deadline | None = None) -> Matches:
        """The visible documents with a phrase in one field."""
        terms = [self.term(field, stem, boost) for _, stem in phrase.places]
        candidates = self._intersection(terms)
        if not len(candidates.docs):
            return candidates
        among = np.zeros(self._snapshot.size, bool)
        among[candidates.docs] = True
        begins: Array | None = None
        for offset, stem in phrase.places:
            if deadline:
                deadline.check()
            docs, places = self._snapshot.occurrences(field, stem, among)
            late = places >= offset
            own = (docs[late] << 32) + places[late] - offset  # where the phrase would begin, ascending
            begins = own if begins is None else begins[_among(begins, own)]
        assert begins is not None
        keep = _among(candidates.docs, np.unique(begins >> 32))
        return narrowed(candidates, keep)

    def _flags(self, node: Filter | Range) -> Array:
        """The documents, seen or not, that a filter lets pass."""
        if isinstance(node, Range):
            return self._between(node)
        if node.field not in NAMED:
            return self.having(node.field, node.values)
        wanted = {fold(value) for value in node.values}
        told = [set(analysis.analyse(value)) for value in node.values]
        names = NAMED[node.field]
        by_id = [value for value in self._snapshot.table(node.field) if value and fold(value) in wanted]
        by_name = [
            value
            for value in self._snapshot.table(names)
            if fold(value) and any(name and name <= set(analysis.analyse(value)) for name in told)
        ]
        return self.having(node.field, tuple(by_id)) | self.having(names, tuple(by_name))

    def _between(self, node: Range) -> Array:
        column = self._snapshot.column(node.column)
        flags: Array = column >= (1 if node.first is None else max(node.first, 1))  # 0 is none
        return flags if node.last is None else flags & (column <= node.last)

    def having(self, column: str, values: tuple[str, ...]) -> Array:
        """Flags of the documents whose ``column`` holds one of ``values``."""
        table = self._snapshot.table(column)
        wanted = np.array([value in values for value in table] or [False], bool)
        flags: Array = wanted[self._snapshot.codes(column)]
        return flags

    def _all(self, children: tuple[Node, ...], deadline: Deadline | None) -> Matches:
        """Every child: scored ones meet, rarest first; then what is excluded or filtered out goes."""
        scored = [child for child in children if not isinstance(child, (Not, Filter, Range, Everything))]
        found = self._intersection([self.run(c, deadline) for c in scored]) if scored else _silent(self._visible)
        for child in children:
            if isinstance(child, (Filter, Range)):
                found = narrowed(found, self._flags(child)[found.docs])
            elif isinstance(child, Not):
                left = np.ones(self._snapshot.size, bool)
                left[self.run(child.child, deadline).docs] = False
                found = narrowed(found, left[found.docs])
        return found

    def _intersection(self, parts: list[Matches]) -> Matches:
        ordered = sorted(parts, key=lambda part: len(part.docs))
        found = ordered[0]
        for part in ordered[1:]:
            if not len(found.docs):
                break
            if len(found.docs) == len(part.docs) == self._count:
                found = Matches(found.docs, found.scores + part.scores)
                continue
            found = self._met(found, part)
        return found

    def _met(self, few: Matches, many: Matches) -> Matches:
        if len(few.docs) * DENSE > self._snapshot.size:
            scores = np.full(self._snapshot.size, -1.0)
            scores[many.docs] = many.scores
            added = scores[few.docs]
            keep = added >= 0
            return Matches(few.docs[keep], few.scores[keep] + added[keep])
        places = np.searchsorted(many.docs, few.docs)
        places[places == len(many.docs)] = 0
        keep = many.docs[places] == few.docs
        return Matches(few.docs[keep], few.scores[keep] + many.scores[places[keep]])

    def _union(self, parts: list[Matches]) -> Matches:
        parts = [part for part in parts if len(part.docs)]
        if len(parts) == 1:
            return parts[0]
        if sum(len(part.docs) for part in parts) * DENSE < self._snapshot.size:
            return _summed(parts)
        scores = np.zeros(self._snapshot.size)
        flags = np.zeros(self._snapshot.size, bool)
        for part in parts:
            scores[part.docs] += part.scores
            flags[part.docs] = True
        docs = np.flatnonzero(flags)
        return Matches(docs, scores[docs])


def _summed(parts: list[Matches]) -> Matches:
    """What any of some short lists holds."""
    if not parts:
        return _NOTHING
    docs = np.concatenate([part.docs for part in parts])
    order = np.argsort(docs, kind="stable")
    docs = docs[order]
    begins = np.flatnonzero(np.diff(docs, prepend=-1))
    scores = np.concatenate([part.scores for part in parts])[order]
    return Matches(docs[begins], np.add.reduceat(scores, begins))


def narrowed(found: Matches, keep: Array) -> Matches:
    """The matches whose flag is set."""
    return Matches(found.docs[keep], found.scores[keep])


def _ones(docs: Array) -> Matches:
    return Matches(docs, np.ones(len(docs)))


def _silent(flags: Array) -> Matches:
    docs = np.flatnonzero(flags)
    return Matches(docs, np.zeros(len(docs)))


def _among(values: Array, ascending: Array) -> Array:
    """Which of ``values`` are in ``ascending``."""
    if not len(ascending):
        return np.zeros(len(values), bool)
    places = np.searchsorted(ascending, values)
    places[places == len(ascending)] = 0
    hit: Array = ascending[places] == values
    return hit

