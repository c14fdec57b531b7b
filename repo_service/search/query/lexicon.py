"""Starred words over the lexicon of the exact field: which documents hold a word that begins or is made so.

Words that stand only in documents that the reader may not see count for nothing, not even for the limits.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from repo_service.errors import BadQuery
from repo_service.search.index.segments import Array, Segment, runs
from repo_service.search.query import limits
from repo_service.search.query.limits import Deadline
from repo_service.search.query.postings import Snapshot
from repo_service.search.query.tree import Pattern, Prefix, shape
from repo_service.search.schema import EXACT

_Places = tuple[Segment, int, int, int]  # the base of its documents; first term and the one after the last


def beginning(snapshot: Snapshot, visible: Array, prefix: Prefix) -> Array:
    """The visible documents with a word that begins so. Raises ``BadQuery`` where such words are too many."""
    spans = list(_spans(snapshot, prefix.start))
    if sum(end - first for _, _, first, end in spans) > limits.MAX_PREFIX_TERMS:
        held: set[bytes] = set()
        for segment, base, first, end in spans:
            places = np.arange(first, end)
            held.update(_words(segment, _standing(segment, places, visible[base : base + segment.documents])[0]))
        _bound(held, limits.MAX_PREFIX_TERMS, prefix.start)
    flags = np.zeros(snapshot.size, bool)
    flags[snapshot.prefixed(EXACT, prefix.start)] = True
    flags &= visible
    return np.flatnonzero(flags)


def made_like(snapshot: Snapshot, visible: Array, pattern: Pattern, deadline: Deadline | None = None) -> Array:
    """The visible documents with a word made so. Raises ``BadQuery`` where such words are too many."""
    made = shape(pattern.glob)
    held: set[bytes] = set()
    found = [np.zeros(0, np.int64)]
    for segment, base, first, end in _spans(snapshot, pattern.start):
        if deadline:
            deadline.check()
        words = zip(range(first, end), _words(segment, range(first, end)), strict=True)
        places = np.array([place for place, word in words if made.match(word.decode())], np.int64)
        standing, docs = _standing(segment, places, visible[base : base + segment.documents])
        held.update(_words(segment, standing))
        _bound(held, limits.MAX_PATTERN_TERMS, pattern.start)
        found.append(docs.astype(np.int64) + base)
    joined: Array = np.unique(np.concatenate(found))
    return joined


def _spans(snapshot: Snapshot, start: str) -> Iterator[_Places]:
    """By segment, the neighbours among the sorted terms that begin so."""
    raw = start.encode()
    for segment, base in zip(snapshot.segments, snapshot.bases, strict=True):
        yield segment, base, segment.find(EXACT, raw), segment.find(EXACT, raw + b"\xff")


def _words(segment: Segment, places: Array | range) -> Iterator[bytes]:
    if len(places):
        low = int(places[0])
        ends = segment.array(f"{EXACT}.ends")[low : int(places[-1]) + 2].tolist()
        blob = segment.array(f"{EXACT}.terms")[ends[0] : ends[-1]].tobytes()
        for place in places:
            begin, end = ends[int(place) - low], ends[int(place) - low + 1]
            yield blob[begin - ends[0] : end - ends[0]]


def _standing(segment: Segment, places: Array, visible: Array) -> tuple[Array, Array]:
    """Of terms, by their ascending places: those that stand in a visible document, and these documents, repeated."""
    starts = segment.array(f"{EXACT}.starts").astype(np.int64)
    begins, lengths = starts[places], starts[places + 1] - starts[places]
    docs = segment.array(f"{EXACT}.docs")[runs(begins, lengths)]
    keep = visible[docs]
    return np.unique(np.repeat(places, lengths)[keep]), docs[keep]


def _bound(held: set[bytes], most: int, start: str) -> None:
    if len(held) > most:
        raise BadQuery(limits.WIDE_STAR, start=start)
