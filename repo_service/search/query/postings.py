"""One commit as the evaluator sees it: the arrays of all its segments under one numbering of documents.

Opened segments are handed on from commit to commit, so that only new ones are read. Nothing here knows
masks, scores or queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from repo_service.search.index import contents
from repo_service.search.index.codec import whoosh_lengths
from repo_service.search.index.generations import Manifest, Pointer
from repo_service.search.index.segments import Array, Segment

TOLD = ("date", "year", "changed")  # columns of numbers that may be told otherwise to one reader
MAX_PROFILES = 4_096
MAX_PAIRS = 1 << 20  # of a profile and a value: bounds the memory in which they are told apart
_NONE = np.zeros(0, np.int64)
_counter_lock = Lock()
_counter = 0


def _next_number() -> int:
    global _counter
    with _counter_lock:
        _counter += 1
        return _counter


@dataclass(frozen=True, slots=True)
class Profiles:
    """Documents that have the same values in some coded columns have one profile: ``codes`` are the profiles by
    document number, ``columns`` the code of each profile in each column.
    """

    codes: Array
    count: int
    columns: dict[str, Array]

    def joined(self, name: str, codes: Array, size: int) -> Profiles | None:
        """With one more column of ``size`` values, or ``None`` where that gives too many profiles."""
        if self.count * size > MAX_PAIRS:
            return None
        pairs = self.codes * size + codes
        present = np.flatnonzero(np.bincount(pairs, minlength=1))
        if len(present) > MAX_PROFILES:
            return None
        places = np.zeros(self.count * size + 1, np.int64)
        places[present] = np.arange(len(present))
        columns = {before: own[present // size] for before, own in self.columns.items()}
        return Profiles(places[pairs], len(present), columns | {name: present % size})


def _numbers(segment: Segment, base: int, field: str, begin: int, end: int) -> Array:
    """The documents of some postings in the numbering of a snapshot."""
    numbers: Array = segment.array(f"{field}.docs")[begin:end].astype(np.int64)
    return numbers + base if base else numbers


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
        self._coded: dict[str, tuple[list[str], Array]] = {}
        self._profiles: dict[tuple[str, ...], list[Profiles]] = {}

    @property
    def intact(self) -> bool:
        """Whether all its files are still there as they were opened."""
        return all(segment.intact for segment in self.segments)

    def by_name(self) -> dict[str, Segment]:
        """The opened segments that are intact, for the next snapshot."""
        return {segment.name: segment for segment in self.segments if segment.intact}

    def column(self, name: str) -> Array:
        """One array of all segments, joined: ``ids``, ``NUMBERS``, ``length.<field>``."""
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

    def table(self, name: str) -> list[str]:
        """The values of a coded column, or of ``year``; the column itself is ``codes(name)``."""
        return self._codes(name)[0]

    def codes(self, name: str) -> Array:
        """By document number, the place of its value in ``table(name)``."""
        return self._codes(name)[1]

    def _codes(self, name: str) -> tuple[list[str], Array]:
        known = self._coded.get(name)
        if known is None:
            known = self._coded[name] = self._years() if name == "year" else self._joined(name)
        return known

    def _years(self) -> tuple[list[str], Array]:
        years = self.column("year")
        present = np.flatnonzero(np.bincount(years))
        places = np.zeros(int(present[-1]) + 1 if len(present) else 1, np.int64)
        places[present] = np.arange(len(present))
        return [str(year) if year else "" for year in present.tolist()], places[years]

    def _joined(self, name: str) -> tuple[list[str], Array]:
        table: dict[str, int] = {}
        parts = [np.zeros(0, np.int64)]
        for segment in self.segments:
            numbers = [table.setdefault(value, len(table)) for value in segment.values[name]]
            parts.append(np.array(numbers, np.int64)[segment.array(f"code.{name}")])
        return list(table), np.concatenate(parts)

    def profiles(self, names: tuple[str, ...]) -> list[Profiles]:
        """The coded columns ``names`` (or ``year``) in as few groups as have at most ``MAX_PROFILES`` profiles each.

        Documents of a large result are then counted once a group, and the few profiles once a column.
        """
        known = self._profiles.get(names)
        if known is None:
            known = []
            for name in names:
                joined = known[-1].joined(name, self.codes(name), len(self.table(name))) if known else None
                if joined:
                    known[-1] = joined
                else:
                    size = len(self.table(name))
                    known.append(Profiles(self.codes(name), size, {name: np.arange(size)}))
            self._profiles[names] = known
        return known

    def order(self, name: str) -> Array:
        """By document number, the place of its value of a coded column among the sorted values."""
        key = f"order.{name}"
        known = self._columns.get(key)
        if known is None:
            table = self.table(name)
            places = np.empty(len(table), np.int64)
            places[sorted(range(len(table)), key=table.__getitem__)] = np.arange(len(table))
            known = self._columns[key] = places[self.codes(name)]
        return known

    def retold(self, changes: Iterable[tuple[Array, Mapping[str, int], Mapping[str, str]]]) -> Snapshot:
        """The same commit with other numbers (of ``TOLD``) and other values of coded columns for some documents: which
        ones, and both by column. ``number`` stays: the caller names it in caches together with why.
        """
        view = copy(self)
        view._columns = {**self._columns, **{name: self.column(name).copy() for name in TOLD}}
        view._coded, view._profiles = {}, {}
        for numbers, told, values in changes:
            for name, number in told.items():
                view._columns[name][numbers] = number
            for name, value in values.items():
                if name not in view._coded:
                    view._coded[name] = (list(self.table(name)), self.codes(name).copy())
                table, codes = view._coded[name]
                if value not in table:
                    table.append(value)
                codes[numbers] = table.index(value)
        return view

    def postings(self, field: str, term: str) -> tuple[Array, Array]:
        """Document numbers (ascending, deleted ones included) and how often the term stands in each."""
        raw = term.encode()
        docs, freqs = [], []
        for segment, base in zip(self.segments, self.bases, strict=True):
            begin, end = segment.span(field, raw)
            if begin < end:
                docs.append(_numbers(segment, base, field, begin, end))
                freqs.append(segment.freqs(field, begin, end))
        if len(docs) == 1:
            return docs[0], freqs[0]
        return (np.concatenate(docs), np.concatenate(freqs)) if docs else (_NONE, _NONE)

    def prefixed(self, field: str, start: str) -> Array:
        """Document numbers, repeated and in any order, of all terms that begin with ``start``."""
        raw, docs = start.encode(), [_NONE]
        for segment, base in zip(self.segments, self.bases, strict=True):
            docs.append(_numbers(segment, base, field, *segment.prefix_span(field, raw)))
        return np.concatenate(docs)

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
