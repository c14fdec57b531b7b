"""From matching documents to what is shown: which pass the filters, counts of each facet over all of them, and the page
that was asked for.

Both work on whole arrays; no hit is loaded to be counted.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from operator import itemgetter
from typing import Any

import numpy as np

from repo_service.search.index.segments import Array
from repo_service.search.query.postings import Snapshot
from repo_service.search.query.ranking import Evaluator, Matches

BLOCKS = 8
_NUMBER = itemgetter(1)
Filters = tuple[tuple[str, tuple[str, ...]], ...]  # column -> the values any of which is wanted; none: any document

# sort -> by document number, what stands first where it is greatest
_ORDERS: dict[str, Callable[[Snapshot], Array]] = {
    "date": lambda snapshot: snapshot.column("date"),
    "changed": lambda snapshot: snapshot.column("changed"),
    "title": lambda snapshot: -snapshot.order("title_key"),
}


def passing(evaluator: Evaluator, filters: Filters, known: Collection[str], docs: Array) -> dict[str, Array]:
    """By column, which of ``docs`` pass its filter, where it has one: the facets that are ``known``, and "changed" from
    one second to the one before another.
    """
    flags: dict[str, Array] = {}
    for column, values in filters:
        if values and column in known:
            flags[column] = evaluator.having(column, values)[docs]
        elif values and column == "changed":
            changed = evaluator.snapshot.column("changed")[docs]
            flags[column] = (changed >= int(values[0])) & (changed < int(values[1]))
    return flags


def without(flags: dict[str, Array]) -> dict[str, int]:
    """How many pass all filters but one, by its column; and "" -> how many there are without any."""
    if not flags:
        return {}
    failed = np.sum([~passed for passed in flags.values()], axis=0)
    counted = {column: int(np.count_nonzero(failed == ~passed)) for column, passed in flags.items()}
    return counted | {"": len(failed)}


def counts(snapshot: Snapshot, facets: tuple[str, ...], docs: Array) -> dict[str, dict[str, int]]:
    """Facet -> value -> number of documents, most frequent first, then by value; empty values are left out.
    """
    result = {}
    for profiles in snapshot.profiles(facets):
        alike = np.bincount(profiles.codes[docs], minlength=profiles.count)
        present = np.flatnonzero(alike)
        alike = alike[present]
        for facet, codes in profiles.columns.items():
            numbers = np.bincount(codes[present], alike).astype(np.int64).tolist()
            rows = [row for row in zip(snapshot.table(facet), numbers, strict=False) if row[1] and row[0]]
            if len(rows) > 1:
                rows.sort()
                rows.sort(key=_NUMBER, reverse=True)  # it keeps the order of equals
            result[facet] = dict(rows)
    return {facet: result[facet] for facet in facets}


def page(snapshot: Snapshot, found: Matches, sort: str, first: int, size: int) -> tuple[Array, Array]:
    """Document numbers and scores of the hits ``first`` to ``first + size`` in order.

    By relevance: score, then newer date, then identifier. By "date": newer date, undated last, then identifier; by
    "changed": last change first, then identifier; by "title": as a dictionary without accents, then identifier.
    """
    needed = first + size
    if first >= len(found.docs) or size <= 0:
        return found.docs[:0], found.scores[:0]
    scored = sort not in _ORDERS
    main = found.scores if scored else _ORDERS[sort](snapshot)[found.docs]
    docs, scores = found
    if needed < len(docs):
        least = _greatest(main, needed)
        keep = main >= least
        docs, scores = docs[keep], scores[keep]
        if scored and len(docs) > 2 * needed:
            docs, scores = _newest_of_tied(snapshot, docs, scores, float(least), needed)
    names = snapshot.column("ids")[docs]
    if scored:
        order = np.lexsort((names, -snapshot.column("date")[docs], -scores))[first:needed]
        return docs[order], scores[order]
    order = np.lexsort((names, -_ORDERS[sort](snapshot)[docs]))[first:needed]
    return docs[order], np.zeros(len(order))


def _greatest(values: Array, place: int) -> Any:
    """The value at a place (from 1) of the descending order of ``values``, of which there are more.

    As many blocks have a greatest value that is not below it: what is below all of these need not be looked at.
    """
    blocks = place * BLOCKS
    width = len(values) // blocks
    if width > BLOCKS:
        highest = values[: blocks * width].reshape(blocks, width).max(axis=1)
        values = values[values >= np.partition(highest, blocks - place)[blocks - place]]
    return np.partition(values, len(values) - place)[len(values) - place]


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
