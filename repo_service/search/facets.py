"""From matching documents to what is shown: counts of each facet over all of them, and the page that was
asked for.

Both work on whole arrays; no hit is loaded to be counted.
"""

from __future__ import annotations

import numpy as np

from repo_service.search.postings import Snapshot
from repo_service.search.ranking import Matches
from repo_service.search.schema import FACETS
from repo_service.search.segments import Array


def counts(snapshot: Snapshot, docs: Array) -> dict[str, dict[str, int]]:
    """Facet -> value -> number of documents, most frequent first, then by value; empty values are left out.
    """
    result = {}
    for facet in FACETS:
        table = snapshot.table(facet)
        numbers = np.bincount(snapshot.codes(facet)[docs], minlength=len(table)).tolist()
        rows = [(value, number) for value, number in zip(table, numbers, strict=True) if number and value]
        result[facet] = dict(sorted(rows, key=lambda row: (-row[1], row[0])))
    return result


def page(snapshot: Snapshot, found: Matches, by_date: bool, first: int, size: int) -> tuple[Array, Array]:
    """Document numbers and scores of the hits ``first`` to ``first + size`` in order.

    By relevance: score, then newer date, then identifier. By date: newer date, undated last, then identifier.
    """
    needed = first + size
    if first >= len(found.docs) or size <= 0:
        return found.docs[:0], found.scores[:0]
    dates = snapshot.column("date")
    main = dates[found.docs] if by_date else found.scores
    docs, scores = found
    if needed < len(docs):
        least = np.partition(main, len(main) - needed)[len(main) - needed]
        keep = main >= least
        docs, scores = docs[keep], scores[keep]
        if not by_date and len(docs) > 2 * needed:
            docs, scores = _newest_of_tied(snapshot, docs, scores, float(least), needed)
    keys = (snapshot.column("ids")[docs], -dates[docs]) if by_date else _relevance(snapshot, docs, scores)
    order = np.lexsort(keys)[first:needed]
    return docs[order], np.zeros(len(order)) if by_date else scores[order]


def _relevance(snapshot: Snapshot, docs: Array, scores: Array) -> tuple[Array, Array, Array]:
    return snapshot.column("ids")[docs], -snapshot.column("date")[docs], -scores


def _newest_of_tied(
    snapshot: Snapshot, docs: Array, scores: Array, least: float, needed: int
) -> tuple[Array, Array]:
    """Of very many documents with the last score that counts, only the newest can be on the page."""
    tied = scores == least
    places = np.flatnonzero(tied)
    wanted = needed - (len(docs) - len(places))
    if wanted <= 0 or wanted >= len(places):
        return docs, scores
    dates = snapshot.column("date")[docs[places]]
    oldest = np.partition(dates, len(dates) - wanted)[len(dates) - wanted]
    keep = ~tied
    keep[places[dates >= oldest]] = True
    return docs[keep], scores[keep]
