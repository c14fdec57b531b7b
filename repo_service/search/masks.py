"""What a reader may see, as the index must know it. The index never decides it.

A mask comes as identifiers and is used as one flag per entry, made once per mask and segment. Where entries belong
together by the document that they are of, the identifiers are those of documents.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import numpy as np

from repo_service.search.caching import BoundedCache
from repo_service.search.index.segments import Array, Segment
from repo_service.search.query.postings import Snapshot
from repo_service.search.schema import CURRENT, Layout

CACHE_BYTES = 32 << 20


@dataclass(frozen=True)
class Part:
    """What one reader may know of a document of which something is hidden from it: what the last version that it sees
    says, that is its date and values of coded columns; when that was changed last (``None``: as indexed); and, for an
    index of all versions, the numbers of those that it sees.
    """

    versions: frozenset[int] = frozenset()
    date: date | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    changed: datetime | None = None

    def columns(self) -> dict[str, int]:
        """The numbers that the index keeps of it."""
        day = {"date": self.date.toordinal() if self.date else 0, "year": self.date.year if self.date else 0}
        return day | ({"changed": int(self.changed.replace(tzinfo=UTC).timestamp())} if self.changed else {})


@dataclass(frozen=True)
class Mask:
    """The documents visible to one reader.

    ``key`` names the content: two masks with equal keys hold the same ``ids`` (for instance the reader's
    rights and the access sequence number). ``ids`` are document identifiers, best a set; those not indexed
    are ignored. ``parts``, by identifier, are the documents of which the reader may not know all: they count as what
    it may know, and in an index of all versions only what stands in one that it sees is found.
    """

    key: tuple[object, ...]
    ids: Collection[str]
    parts: Mapping[str, Part] = field(default_factory=dict)


class Flags:
    """Masks turned into flags, remembered. Safe between threads."""

    def __init__(self, layout: Layout = CURRENT) -> None:
        self._group = layout.group
        self._cache: BoundedCache[Array] = BoundedCache(CACHE_BYTES)

    def visible(self, snapshot: Snapshot, mask: Mask) -> Array:
        """By document number of the snapshot: indexed, not deleted, and in the mask."""
        parts = [self._segment(mask, segment) for segment in snapshot.segments]
        joined: Array = np.concatenate([*parts, np.zeros(0, bool)]) & snapshot.live
        return joined

    def retold(self, snapshot: Snapshot, mask: Mask) -> Snapshot:
        """The snapshot as the reader of the mask knows its documents."""
        if not mask.parts:
            return snapshot
        rows = ((base + numbers, part) for s, base in zip(snapshot.segments, snapshot.bases, strict=True)
                for numbers, part in self._parts(mask, s))  # fmt: skip
        return snapshot.retold((numbers, part.columns(), part.values) for numbers, part in rows)

    def _segment(self, mask: Mask, segment: Segment) -> Array:
        key = (mask.key, segment.name)
        known = self._cache.get(key)
        if known is None:
            ids = mask.ids if isinstance(mask.ids, (set, frozenset, dict)) else frozenset(mask.ids)
            names = segment.values[self._group] if self._group else segment.names
            known = np.fromiter((name in ids for name in names), bool, len(names))
            if self._group:
                known = known[segment.array(f"code.{self._group}")]
                for numbers, part in self._parts(mask, segment):
                    known[numbers] &= _standing(segment, numbers, part.versions)
            self._cache.put(key, known, known.nbytes)
        return known

    def _parts(self, mask: Mask, segment: Segment) -> Iterator[tuple[Array, Part]]:
        """The entries of each document of which the reader may not know all."""
        if mask.parts:
            for name, first, end in segment.groups(self._group):
                if name in mask.parts:
                    yield np.arange(first, end), mask.parts[name]


def _standing(segment: Segment, numbers: Array, seen: frozenset[int]) -> Array:
    """Which of the entries stand in one of the versions ``seen``."""
    codes = segment.array("code.versions")[numbers]
    table = segment.values["versions"]
    good = [code for code in np.unique(codes).tolist() if not seen.isdisjoint(versions(table[code]))]
    flags: Array = np.isin(codes, good)
    return flags


def versions(told: str) -> Iterator[int]:
    """The numbers that "1-3 5" tells: 1, 2, 3, 5."""
    for run in told.split():
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)
