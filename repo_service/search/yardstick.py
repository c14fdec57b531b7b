"""Whoosh's own searcher over the same index: what the evaluator is measured against, in speed and in results.

For benches and tests only: it holds no limits and knows no statistics of a mask.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any as Untyped

from whoosh import index as whoosh_index
from whoosh import query, scoring

from repo_service.errors import Unavailable
from repo_service.search.index import generations
from repo_service.search.query.ranking import K1, B
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

# Whoosh leaves these without types.
NEXT_TO_NOTHING = 1e-9
whoosh_query: Untyped = query
_open_dir: Untyped = whoosh_index.open_dir
_weighting: Untyped = scoring.BM25F


class Yardstick:
    """One commit of an index folder, opened by Whoosh; or any Whoosh index with our schema."""

    def __init__(self, index: Untyped) -> None:
        self._searcher = index.searcher(weighting=_weighting(B=B, K1=K1))

    @classmethod
    def of(cls, folder: Path) -> Yardstick:
        """Raises ``Unavailable`` where there is no index."""
        pointer = generations.read_pointer(folder)
        if pointer is None:
            raise Unavailable
        return cls(_open_dir(str(folder / pointer.generation)))

    def numbers(self, ids: frozenset[str]) -> set[int]:
        """Document numbers for ``search``: prepared once, as a mask is."""
        return {number for number, stored in self._searcher.reader().iter_docs() if stored["id"] in ids}

    def search(
        self, node: Node, numbers: set[int] | None = None, limit: int | None = None
    ) -> tuple[int, list[tuple[str, float]]]:
        """Exact total, and (identifier, score) of the best ``limit``. Raises ``ValueError`` for filters.

        Whoosh ranks all matches here: asked for a few, it skips by estimates that lose hits above 5,000 documents.
        """
        results = self._searcher.search(translated(node), limit=None, filter=numbers)
        return len(results), [(hit["id"], float(hit.score or 0.0)) for hit in islice(results, limit)]


def translated(node: Node, factor: float = 1.0) -> Untyped:
    """The query of Whoosh that means the same, its scores multiplied by ``factor``. Phrases with a gap (a stop word
    inside), filters and dates have none: ``ValueError``.
    """
    match node:
        case Everything():
            return whoosh_query.Every()
        case Word():
            return _word(node, factor)
        case Phrase(places=places, within=within):
            if [offset for offset, _ in places] != list(range(len(places))):
                raise ValueError("Whoosh has no phrase with a gap")
            words = [stem for _, stem in places]
            return whoosh_query.Or([whoosh_query.Phrase(f.name, words, boost=f.boost * factor) for f in WITHIN[within]])
        case Prefix(start=start):
            return whoosh_query.ConstantScoreQuery(whoosh_query.Prefix(EXACT, start), factor)
        case Pattern(glob=glob):
            return whoosh_query.ConstantScoreQuery(whoosh_query.Wildcard(EXACT, glob), factor)
        case Any(children=children):
            return whoosh_query.Or([translated(child, factor) for child in children])
        case All(children=children):
            return whoosh_query.And([translated(child, factor) for child in children])
        case Not(child=child):
            return whoosh_query.ConstantScoreQuery(whoosh_query.Not(translated(child)), NEXT_TO_NOTHING)
        case Weighted(child=child, factor=more):  # Whoosh weighs words: a compound query loses its own weight
            return translated(child, factor * more)
        case Filter() | Range():
            raise ValueError("values are not terms: filters are ours")


def _word(word: Word, factor: float) -> Untyped:
    stems = [(field.name, word.stem, field.boost) for field in WITHIN[word.within] if word.stem]
    exact = [] if word.within else [(EXACT, word.exact, BOOSTS[EXACT])]
    terms = [whoosh_query.Term(name, text, boost=boost * factor) for name, text, boost in (*stems, *exact)]
    return whoosh_query.Or(terms) if len(terms) > 1 else terms[0]
