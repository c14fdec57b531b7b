"""Answers searches from one index folder, following its writer from commit to commit.

Any damage ends in ``Unavailable`` and a mark that makes the indexer rebuild; nothing else ever comes out.
A query that fails over sound files is a fault of ours: it is logged and marks nothing, or any visitor could keep
the indexer building.
What a reader may see is given by a mask; the hits are checked again by the caller, for the index is no
authority.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np

from repo_service.domain.documents import Found, Hit, SearchQuery
from repo_service.errors import Unavailable
from repo_service.search.caching import BoundedCache
from repo_service.search.index import generations
from repo_service.search.index.generations import TornError
from repo_service.search.index.segments import BadSegmentError
from repo_service.search.masks import Flags, Mask
from repo_service.search.query import facets
from repo_service.search.query.parsing import kind_names, parse
from repo_service.search.query.postings import Snapshot
from repo_service.search.query.ranking import Evaluator, Matches, narrowed
from repo_service.search.query.tree import All, Everything, Filter, Node, Not, marked_terms
from repo_service.search.schema import CURRENT, Layout

TRIES = 20  # a writer may sweep what we are about to open: then the pointer has moved, and we look again
Filters = tuple[tuple[str, tuple[str, ...]], ...]
FAILURES = 3  # of one and the same state: that is damage
PAUSE = 0.02  # seconds
CACHE_BYTES = 64 << 20
EVALUATORS_BYTES = 16 << 20
MAX_PER_PAGE = 10_000
RETOLD_BYTES = 56  # of one entry in the columns of a snapshot that is retold for one reader
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """State of an index folder. ``cursor`` is the last event applied, -1 when there is no usable index.

    ``bytes`` is what the generation in use takes on disk.
    """

    generation: str
    cursor: int
    documents: int
    bytes: int
    damaged: bool


class _Answer(NamedTuple):
    found: Matches
    counts: dict[str, dict[str, int]]


class Searcher:
    """Reads one index folder; safe to share between threads, cheap to keep, never to be closed.

    ``kinds`` maps what people may write after ``kind:`` (French names) to kinds. ``cache_bytes`` bounds the
    evaluated terms kept in memory. ``layout`` is the one that the index was written with.
    """

    def __init__(
        self, folder: Path, kinds: Mapping[str, str] | None = None, cache_bytes: int = CACHE_BYTES,
        layout: Layout = CURRENT,
    ) -> None:  # fmt: skip
        self.folder = Path(folder)
        self._layout = layout
        self._kinds = kind_names(kinds or {})
        self._cache: BoundedCache[Matches] = BoundedCache(cache_bytes)
        self._answers: BoundedCache[_Answer] = BoundedCache(cache_bytes)
        self._evaluators: BoundedCache[Evaluator] = BoundedCache(EVALUATORS_BYTES)
        self._flags = Flags(layout)
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._snapshot: Snapshot | None = None
        self._examined = 0

    def search(self, query: SearchQuery, mask: Mask) -> Found:
        """Raises ``BadQuery`` (its message is for the person) and ``Unavailable`` (no index, or a damaged
        one).
        """
        tree = parse(query.text, self._kinds)
        snapshot = self._current()
        try:
            return self._answer(snapshot, tree, query, mask)
        except (ValueError, LookupError, TypeError, ArithmeticError) as fault:
            _logger.exception("a search failed over the index %s", snapshot.pointer.label)
            self._examine(snapshot)
            raise Unavailable from fault

    @property
    def cursor(self) -> int:
        """The last event whose effect is searched; cheap. Raises ``Unavailable``."""
        return self._current().manifest.cursor

    def health(self) -> Health:
        """Never raises: a missing or damaged index is told by ``damaged``."""
        try:
            snapshot = self._current()
            folder = self.folder / snapshot.pointer.generation
            size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
        except (Unavailable, OSError):
            return Health("", -1, 0, 0, damaged=True)
        damaged = generations.is_damaged(self.folder, snapshot.pointer)
        live = int(np.count_nonzero(snapshot.live))
        return Health(snapshot.pointer.generation, snapshot.manifest.cursor, live, size, damaged)

    def contents(self) -> Iterator[tuple[str, int]]:
        """(identifier, version) of every indexed document, for ``check``. Raises ``Unavailable``."""
        snapshot = self._current()
        for segment, base in zip(snapshot.segments, snapshot.bases, strict=True):
            for number, version in enumerate(segment.array("version").tolist()):
                if snapshot.live[base + number]:
                    yield segment.names[number], version

    def _answer(self, snapshot: Snapshot, tree: Node, query: SearchQuery, mask: Mask) -> Found:
        filters = (
            ("kind", query.kinds),
            ("body", query.bodies),
            ("institution", query.institutions),
            ("year", tuple(str(year) for year in query.years)),
            ("domain", query.domains),
            ("state", query.states),
            ("language", query.languages),
        )
        found, counts = self._answered(snapshot, tree, filters, mask)
        size = min(max(query.per_page, 1), MAX_PER_PAGE)
        sort = "date" if query.sort == "relevance" and _unscored(tree) else query.sort
        told = self._evaluator(snapshot, mask).snapshot
        docs, scores = facets.page(told, found, sort, (max(query.page, 1) - 1) * size, size)
        names = snapshot.column("ids")[docs].tolist()
        versions = snapshot.column("version")[docs].tolist()
        hits = tuple(
            Hit(name.decode(), version, score)
            for name, version, score in zip(names, versions, scores.tolist(), strict=True)
        )
        return Found(len(found.docs), hits, {facet: dict(rows) for facet, rows in counts.items()}, marked_terms(tree))

    def _answered(self, snapshot: Snapshot, tree: Node, filters: Filters, mask: Mask) -> _Answer:
        """All that matches, with its counts: remembered, for the next page is often asked for."""
        key = (snapshot.number, mask.key, tree, filters)
        known = self._answers.get(key)
        if known is None:
            evaluator = self._evaluator(snapshot, mask)
            found = evaluator.run(tree)
            for column, values in filters:
                if values and column in self._layout.facets:
                    found = narrowed(found, evaluator.having(column, values)[found.docs])
            known = _Answer(found, facets.counts(evaluator.snapshot, self._layout.facets, found.docs))
            rows = sum(map(len, known.counts.values()))
            self._answers.put(key, known, found.docs.nbytes + found.scores.nbytes + 200 * rows)
        return known

    def _evaluator(self, snapshot: Snapshot, mask: Mask) -> Evaluator:
        key = (snapshot.number, mask.key)
        known = self._evaluators.get(key)
        if known is None:
            told = self._flags.retold(snapshot, mask)
            known = Evaluator(told, self._flags.visible(snapshot, mask), mask.key, self._cache)
            self._evaluators.put(key, known, snapshot.size * (1 if told is snapshot else RETOLD_BYTES))
        return known

    def _current(self) -> Snapshot:
        """The snapshot of the latest commit; when nothing has changed, one ``stat`` and one for each segment."""
        with self._lock:
            stamp = self._stamp()
            if self._snapshot is None or stamp != self._seen or not self._snapshot.intact:
                self._snapshot = self._load()
                self._seen = stamp
                for cache in (self._answers, self._evaluators, self._cache):
                    cache.clear()  # all of it is about the snapshot before
            return self._snapshot

    def _stamp(self) -> tuple[int, int, int]:
        try:
            state = (self.folder / generations.CURRENT).stat()
        except OSError as fault:
            self._snapshot = None
            raise Unavailable from fault
        return state.st_mtime_ns, state.st_ino, state.st_size

    def _load(self) -> Snapshot:
        known = self._snapshot.by_name() if self._snapshot else {}
        label, failures = "", 0
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE)
            try:
                pointer = generations.read_pointer(self.folder)
                if pointer is None:
                    raise Unavailable
                if pointer.label != label:
                    label, failures = pointer.label, 0
                manifest = generations.read_manifest(self.folder, pointer)
                if manifest.schema != self._layout.fingerprint:
                    raise Unavailable  # of another release: its indexer rebuilds, nothing is damaged
                return Snapshot(self.folder, pointer, manifest, known)
            except (TornError, BadSegmentError, OSError) as fault:
                last = fault
                failures += 1
                if failures == FAILURES:
                    self._snapshot = None
                    generations.mark_suspect(self.folder, label)
                    raise Unavailable from fault
        self._snapshot = None
        raise Unavailable from last

    def _examine(self, snapshot: Snapshot) -> None:
        """Read every checksum again, once a state however often a search fails over it; mark it when one is wrong."""
        with self._lock:
            known, self._examined = self._examined, snapshot.number
        if known == snapshot.number:
            return
        try:
            manifest = generations.read_manifest(self.folder, snapshot.pointer)
            Snapshot(self.folder, snapshot.pointer, manifest, known={})
        except (TornError, BadSegmentError, OSError):
            generations.mark_suspect(self.folder, snapshot.pointer.label)


def _unscored(tree: Node) -> bool:
    """Whether nothing in the tree gives a score: then the newest come first."""
    match tree:
        case Everything() | Filter() | Not():
            return True
        case All(children=children):
            return all(_unscored(child) for child in children)
        case _:
            return False
