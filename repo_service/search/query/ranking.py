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
from repo_service.search.query.postings import Snapshot
from repo_service.search.query.tree import All, Any, Everything, Filter, Node, Not, Phrase, Prefix, Word
from repo_service.search.schema import BOOSTS, EXACT, STEMMED

B = 0.75
K1 = 1.2
DENSE = 32  # lists longer than 1/32 of all documents are met through one array over all documents


class Matches(NamedTuple):
    """Documents (numbers, ascending) and their scores. Arrays are never written to once they are here."""

    docs: Array
    scores: Array


class Evaluator:
    """One snapshot seen through one mask."""

    def __init__(
        self, snapshot: Snapshot, visible: Array, key: tuple[object, ...], cache: BoundedCache[Matches]
    ) -> None:
        """``visible``: flags by document number. ``key`` names the mask in the shared ``cache``."""
        self.snapshot = self._snapshot = snapshot
        self._visible = visible
        self._key = (snapshot.number, key)
        self._cache = cache
        self._count = int(np.count_nonzero(visible))
        self._means: dict[str, float] = {}

    def run(self, node: Node) -> Matches:
        """The visible documents that match, with their scores."""
        match node:
            case Word() | Phrase() | Prefix() | Everything():
                return self._remembered(node)
            case Filter():
                return _silent(self._filtered(node) & self._visible)
            case Not(child=child):
                flags = self._visible.copy()
                flags[self.run(child).docs] = False
                return _silent(flags)
            case Any(children=children):
                return self._union([self.run(child) for child in children])
            case All(children=children):
                return self._all(children)

    def _remembered(self, node: Word | Phrase | Prefix | Everything) -> Matches:
        key = (self._key, node)
        known = self._cache.get(key)
        if known is None:
            match node:
                case Word():
                    known = self._word(node)
                case Phrase():
                    known = self._phrase(node)
                case Prefix():
                    known = self._prefix(node)
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
            return Matches(docs, np.zeros(0))
        idf = log(self._count / (len(docs) + 1)) + 1
        lengths = self._snapshot.scored_lengths(field)[docs]
        weights = freqs * (K1 + 1) / (freqs + K1 * ((1 - B) + B * lengths / self._mean(field)))
        return Matches(docs, weights * (idf * boost))

    def _mean(self, field: str) -> float:
        known = self._means.get(field)
        if known is None:
            total = int(self._snapshot.column(f"length.{field}")[self._visible].sum(dtype=np.int64))
            known = self._means[field] = total / self._count or 1.0
        return known

    def _word(self, word: Word) -> Matches:
        if word.title_only:
            return self.term("title", word.stem, BOOSTS["title"])
        exact = self.term(EXACT, word.exact, BOOSTS[EXACT])
        if not word.stem:
            return exact
        stemmed = [self.term(field.name, word.stem, field.boost) for field in STEMMED]
        return self._union([*stemmed, exact])

    def _phrase(self, phrase: Phrase) -> Matches:
        fields = [field for field in STEMMED if field.name == "title" or not phrase.title_only]
        return self._union([self._phrase_in(field.name, field.boost, phrase) for field in fields])

    def _phrase_in(self, field: str, boost: float, phrase: Phrase) -> Matches:
        terms = [self.term(field, stem, boost) for _, stem in phrase.places]
        candidates = self._intersection(terms)
        if not len(candidates.docs):
            return candidates
        among = np.zeros(self._snapshot.size, bool)
        among[candidates.docs] = True
        begins: Array | None = None
        for offset, stem in phrase.places:
            docs, places = self._snapshot.occurrences(field, stem, among)
            late = places >= offset
            own = (docs[late] << 32) + places[late] - offset  # where the phrase would begin, ascending
            begins = own if begins is None else begins[_among(begins, own)]
        assert begins is not None
        keep = _among(candidates.docs, np.unique(begins >> 32))
        return narrowed(candidates, keep)

    def _prefix(self, prefix: Prefix) -> Matches:
        docs = self._snapshot.prefixed(EXACT, prefix.start)
        flags = np.zeros(self._snapshot.size, bool)
        flags[docs] = True
        flags &= self._visible
        found = np.flatnonzero(flags)
        return Matches(found, np.ones(len(found)))

    def _filtered(self, node: Filter) -> Array:
        if node.field != "body":
            return self.having(node.field, node.values)
        wanted = {value.upper() for value in node.values}
        names = [set(analysis.analyse(value)) for value in node.values]
        by_id = [v for v in self._snapshot.table("body") if v.upper() in wanted]
        by_name = [
            value
            for value in self._snapshot.table("body_name")
            if fold(value) and any(name and name <= set(analysis.analyse(value)) for name in names)
        ]
        return self.having("body", tuple(by_id)) | self.having("body_name", tuple(by_name))

    def having(self, column: str, values: tuple[str, ...]) -> Array:
        """Flags of the documents whose ``column`` holds one of ``values``."""
        table = self._snapshot.table(column)
        wanted = np.array([value in values for value in table] or [False], bool)
        flags: Array = wanted[self._snapshot.codes(column)]
        return flags

    def _all(self, children: tuple[Node, ...]) -> Matches:
        """Every child: scored ones meet, rarest first; then what is excluded or filtered out goes."""
        scored = [child for child in children if not isinstance(child, (Not, Filter, Everything))]
        found = self._intersection([self.run(c) for c in scored]) if scored else _silent(self._visible)
        for child in children:
            if isinstance(child, Filter):
                found = narrowed(found, self._filtered(child)[found.docs])
            elif isinstance(child, Not):
                left = np.ones(self._snapshot.size, bool)
                left[self.run(child.child).docs] = False
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
        scores = np.zeros(self._snapshot.size)
        flags = np.zeros(self._snapshot.size, bool)
        for part in parts:
            scores[part.docs] += part.scores
            flags[part.docs] = True
        docs = np.flatnonzero(flags)
        return Matches(docs, scores[docs])


def narrowed(found: Matches, keep: Array) -> Matches:
    """The matches whose flag is set."""
    return Matches(found.docs[keep], found.scores[keep])


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

