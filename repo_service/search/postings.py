"""One commit as the evaluator sees it: the arrays of all its segments under one numbering of documents.

Opened segments are handed on from commit to commit, so that only new ones are read. Nothing here knows
masks, scores or queries.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np

from repo_service.search import contents
from repo_service.search.codec import whoosh_lengths
from repo_service.search.generations import Manifest, Pointer
from repo_service.search.schema import CODED, FACETS
from repo_service.search.segments import Array, Segment

_counter_lock = Lock()
_counter = 0


def _next_number() -> int:
    global _counter
    with _counter_lock:
        _counter += 1
        return _counter


class Snapshot:
    """An immutable view of one commit. Document numbers run over the segments one after the other."""

    def __init__(self, folder: Path, pointer: Pointer, manifest: Manifest, known: dict[str, Segment]) -> None:
        """``known``: opened segments by file name, taken over where they match.

        Raises ``TornError``, ``BadSegmentError`` or ``OSError``.
        """
        self.pointer = pointer
        self.manifest = manifest
        self.number = _next_number()  # never used again in this process: names the snapshot in caches
        self.segments: list[Segment] = []
        flags = []
        for sealed in contents.read(folder / pointer.generation, pointer.commit, manifest):
            segment = known.get(sealed.file_name)
            if segment is None or segment.crc != sealed.checksum:
                segment = sealed.open(folder / pointer.generation)
            live = np.ones(segment.documents, bool)
            live[list(sealed.deleted)] = False
            self.segments.append(segment)
            flags.append(live)
        sizes = [segment.documents for segment in self.segments]
        self.bases = [sum(sizes[:place]) for place in range(len(sizes))]
        self.size = sum(sizes)
        self.live = np.concatenate([*flags, np.zeros(0, bool)])
        self._columns: dict[str, Array] = {}

    @property
    def intact(self) -> bool:
        """Whether all its files are still there as they were opened."""
        return all(segment.intact for segment in self.segments)

    def by_name(self) -> dict[str, Segment]:
        """The opened segments that are intact, for the next snapshot."""
        return {segment.name: segment for segment in self.segments if segment.intact}

    def column(self, name: str) -> Array:
        """One array of all segments, joined: ``ids``, ``version``, ``date``, ``year``, ``length.<field>``."""
        known = self._columns.get(name)
        if known is None:
            parts = [segment.array(name) for segment in self.segments]
            known = np.concatenate(parts) if parts else np.zeros(0, np.int64)
            self._columns[name] = known
        return known

    def scored_lengths(self, field: str) -> Array:
        """Field lengths as Whoosh rounds them."""
        name = f"scored.{field}"
        known = self._columns.get(name)
        if known is None:
            known = whoosh_lengths(self.column(f"length.{field}")).astype(np.float64)
            self._columns[name] = known
        return known

    @cached_property
    def tables(self) -> dict[str, list[str]]:
        """By coded column, its values; the column itself is ``codes(name)``."""
        return {name: list(table) for name, (table, _) in self._coded.items()}

    def codes(self, name: str) -> Array:
        """By document number, the place of its value in ``tables[name]``."""
        return self._coded[name][1]

    @cached_property
    def _coded(self) -> dict[str, tuple[dict[str, int], Array]]:
        result: dict[str, tuple[dict[str, int], Array]] = {}
        for name in {*CODED} | {*FACETS}:
            table: dict[str, int] = {}
            parts = [np.zeros(0, np.int64)]
            for segment in self.segments:
                if name == "year":
                    years, own = np.unique(segment.array("year"), return_inverse=True)
                    values = [str(year) if year else "" for year in years.tolist()]
                else:
                    own, values = segment.array(f"code.{name}"), segment.values[name]
                parts.append(np.array([table.setdefault(v, len(table)) for v in values], np.int64)[own])
            result[name] = (table, np.concatenate(parts))
        return result

    def postings(self, field: str, term: str) -> tuple[Array, Array]:
        """Document numbers (ascending, deleted ones included) and how often the term stands in each."""
        raw = term.encode()
        spans = [segment.span(field, raw) for segment in self.segments]
        return self._gathered(field, spans)

    def prefixed(self, field: str, start: str) -> Array:
        """Document numbers, repeated and in any order, of all terms that begin with ``start``."""
        raw = start.encode()
        return self._gathered(field, [segment.prefix_span(field, raw) for segment in self.segments])[0]

    def _gathered(self, field: str, spans: list[tuple[int, int]]) -> tuple[Array, Array]:
        docs, freqs = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for segment, base, (begin, end) in zip(self.segments, self.bases, spans, strict=True):
            if begin < end:
                docs.append(segment.array(f"{field}.docs")[begin:end].astype(np.int64) + base)
                freqs.append(segment.array(f"{field}.freqs")[begin:end].astype(np.int64))
        if len(docs) == 2:
            return docs[1], freqs[1]
        return np.concatenate(docs), np.concatenate(freqs)

    def occurrences(self, field: str, term: str, among: Array) -> tuple[Array, Array]:
        """Document number and position of every occurrence in the documents flagged by ``among``, in order.
        """
        raw = term.encode()
        docs, places = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        for segment, base in zip(self.segments, self.bases, strict=True):
            begin, end = segment.span(field, raw)
            if begin < end:
                counts, positions = segment.positions(field, (begin, end))
                numbers = segment.array(f"{field}.docs")[begin:end].astype(np.int64) + base
                keep = among[numbers]
                docs.append(np.repeat(numbers[keep], counts[keep]))
                places.append(positions[np.repeat(keep, counts)].astype(np.int64))
        return np.concatenate(docs), np.concatenate(places)
