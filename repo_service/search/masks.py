"""What a reader may see, as the index must know it. The index never decides it.

A mask comes as identifiers and is used as one flag per document, made once per mask and segment.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from repo_service.search.caching import BoundedCache
from repo_service.search.postings import Snapshot
from repo_service.search.segments import Array

CACHE_BYTES = 32 << 20


@dataclass(frozen=True)
class Mask:
    """The documents visible to one reader.

    ``key`` names the content: two masks with equal keys hold the same ``ids`` (for instance the reader's
    rights and the access sequence number). ``ids`` are document identifiers, best a set; those not indexed
    are ignored.
    """

    key: tuple[object, ...]
    ids: Collection[str]


class Flags:
    """Masks turned into flags, remembered. Safe between threads."""

    def __init__(self) -> None:
        self._cache: BoundedCache[Array] = BoundedCache(CACHE_BYTES)

    def visible(self, snapshot: Snapshot, mask: Mask) -> Array:
        """By document number of the snapshot: indexed, not deleted, and in the mask."""
        parts = [self._segment(mask, snapshot, place) for place in range(len(snapshot.segments))]
        joined: Array = np.concatenate([*parts, np.zeros(0, bool)]) & snapshot.live
        return joined

    def _segment(self, mask: Mask, snapshot: Snapshot, place: int) -> Array:
        segment = snapshot.segments[place]
        key = (mask.key, segment.name)
        known = self._cache.get(key)
        if known is None:
            ids = mask.ids if isinstance(mask.ids, (set, frozenset, dict)) else frozenset(mask.ids)
            known = np.fromiter((name in ids for name in segment.names), bool, segment.documents)
            self._cache.put(key, known, known.nbytes)
        return known
