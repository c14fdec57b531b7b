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
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeVar

import numpy as np

from repo_service.domain.documents import Found, Hit, SearchQuery
from repo_service.errors import Unavailable
from repo_service.search.caching import BoundedCache
from repo_service.search.index import generations
from repo_service.search.index.generations import TornError
from repo_service.search.index.segments import BadSegmentError
from repo_service.search.index.unfinished import being_built
from repo_service.search.masks import Flags, Mask
from repo_service.search.port import Health
from repo_service.search.query import explaining, facets, relating, spelling
from repo_service.search.query.expanding import expanded, thesaurus
from repo_service.search.query.explaining import Explanation
from repo_service.search.query.facets import Filters
from repo_service.search.query.fields import refuse
from repo_service.search.query.limits import MAX_SECONDS, Deadline
from repo_service.search.query.parsing import Asked, kind_names, read
from repo_service.search.query.postings import Snapshot
from repo_service.search.query.ranking import Evaluator, Matches, narrowed
from repo_service.search.query.spelling import Correction
from repo_service.search.query.tree import Node, columns, is_silent, loosened, marked_terms
from repo_service.search.schema import CURRENT, Layout

TRIES = 20  # a writer may sweep what we are about to open: then the pointer has moved, and we look again
FAILURES = 3  # of one and the same state: that is damage
PAUSE = 0.02  # seconds
CACHE_BYTES = 64 << 20
EVALUATORS_BYTES = 16 << 20
UNDERSTOOD_BYTES = 1 << 20
NEAR_BYTES = 4 << 20
MAX_PER_PAGE = 10_000
FEW = 2  # documents: where no more are found, a rare word may be a slip that somebody else made too
RETOLD_BYTES = 64  # of one entry in the columns of a snapshot that is retold for one reader
_NAME_BYTES = 100  # in memory, of one identifier
_TYPED_BYTES = 200  # of a query understood, for each character
_TERM_BYTES, _VALUE_BYTES, _FACET_BYTES, _COUNT_BYTES = 400, 100, 100, 200  # in memory, of each in an answer
_logger = logging.getLogger(__name__)
T = TypeVar("T")


class _Answer(NamedTuple):
    found: Matches
    terms: frozenset[str]
    counts: dict[str, dict[str, int]]
    without: dict[str, int]


class Searcher:
    """Reads one index folder; safe to share between threads, cheap to keep, never to be closed.

    ``kinds`` maps what people may write after ``kind:`` (French names) to kinds. ``cache_bytes`` bounds the
    evaluated terms and the answers kept in memory. ``layout`` is the one that the index was written with.
    """

    def __init__(
        self, folder: Path, kinds: Mapping[str, str] | None = None, cache_bytes: int = CACHE_BYTES,
        layout: Layout = CURRENT,
    ) -> None:  # fmt: skip
        self.folder = Path(folder)
        self._pointer = self.folder / generations.CURRENT
        self._layout = layout
        self._kinds = kind_names(kinds or {})
        self._cache: BoundedCache[Matches] = BoundedCache(cache_bytes // 2)
        self._answers: BoundedCache[_Answer] = BoundedCache(cache_bytes // 2)
        self._evaluators: BoundedCache[Evaluator] = BoundedCache(EVALUATORS_BYTES)
        self._understood: BoundedCache[Asked] = BoundedCache(UNDERSTOOD_BYTES)
        self._near: BoundedCache[tuple[str, ...]] = BoundedCache(NEAR_BYTES)
        self._flags = Flags(layout)
        self._lock = Lock()
        self._seen: tuple[int, int, int] | None = None
        self._snapshot: Snapshot | None = None
        self._examined = 0

    def search(self, query: SearchQuery, mask: Mask) -> Found:
        """Raises ``BadQuery`` (its message is for the person) and ``Unavailable`` (no index, or a damaged
        one).
        """
        asked = self._read(query)
        return self._over(lambda snapshot: self._answer(snapshot, asked, query, mask))

    def everything(self, query: SearchQuery, mask: Mask) -> Iterator[tuple[str, int]]:
        """(identifier, version) of all that ``search`` finds, in its order, whatever the page; all of one commit,
        however slowly they are asked for. Raises as it does, at once.
        """
        tree = self.asked(query)
        return self._over(lambda snapshot: self._ordered(snapshot, tree, query, mask))

    def explain(self, query: SearchQuery, mask: Mask, name: str) -> Explanation | None:
        """Why ``search`` finds a document; ``None`` where it does not. Raises as it does."""
        tree = self.asked(query)
        return self._over(lambda snapshot: self._explained(snapshot, tree, query, mask, name))

    def standing(self, query: SearchQuery, mask: Mask) -> dict[str, bool]:
        """Which parts of a query a document of the mask holds, as they were typed. Raises as ``search`` does."""
        tree, names = self.asked(replace(query, some=False)), self._names(query)
        return self.over(mask, lambda evaluator: explaining.standing(evaluator, tree, names))

    def near(self, mask: Mask, name: str, title: str, text: str) -> tuple[str, ...]:
        """Identifiers of what is about the same, nearest first: see ``relating.near``. Raises ``Unavailable``."""
        return self._over(lambda snapshot: self._related(snapshot, mask, name, title, text))

    def _related(self, snapshot: Snapshot, mask: Mask, name: str, title: str, text: str) -> tuple[str, ...]:
        """Remembered as long as neither the index, what the reader may see nor the text changes."""
        key = (snapshot.number, mask.key, name, title, hash(text))
        known = self._near.get(key)
        if known is None:
            known = relating.near(self._evaluator(snapshot, mask), name, title, text)
            self._near.put(key, known, _NAME_BYTES * (len(known) + 1) + 4 * len(title))
        return known

    def over(self, mask: Mask, work: Callable[[Evaluator], T]) -> T:
        """What ``work`` makes of the latest commit, seen through a mask. Raises ``Unavailable``."""
        return self._over(lambda snapshot: work(self._evaluator(snapshot, mask)))

    def asked(self, query: SearchQuery) -> Node:
        """The tree of what was asked with its synonyms, without the filters of the address. Raises ``BadQuery``."""
        return _meant(self._typed(query), query)

    def _typed(self, query: SearchQuery) -> Node:
        return self._read(query).tree

    def _read(self, query: SearchQuery) -> Asked:
        """What was typed, understood; asked for several times on the way to one page. Over passages a date that may be
        words is words: those of all the documents of a year tell nothing.
        """
        key = (query.text, query.literal)
        asked = self._understood.get(key)
        if asked is None:
            asked = read(query.text, self._kinds, query.literal, bare=not self._layout.group)
            if self._layout.group:
                refuse(columns(asked.tree), {*self._layout.facets, "date"} - {"institution"})
            self._understood.put(key, asked, _TYPED_BYTES * len(query.text))
        return asked

    def nearest(self, query: SearchQuery, mask: Mask, total: int) -> Correction | None:
        """Other words for those that seem to be slips, where ``search`` found ``total``: see ``spelling.corrected``.

        Where something is found, a word is doubted that nothing holds, or, of ``FEW`` documents at most, a rare one.
        Raises as ``search`` does.
        """
        if total > FEW and not spelling.chooses(self._typed(query)):
            return None
        widen = partial(expanded, known=thesaurus(query.synonyms))
        doubt = FEW if 0 < total <= FEW else 0

        def read(text: str) -> Node:
            return self._typed(replace(query, text=text))

        return self.over(mask, lambda evaluator: spelling.corrected(evaluator, query.text, read, widen, doubt))

    def _over(self, work: Callable[[Snapshot], T]) -> T:
        snapshot = self._current()
        try:
            return work(snapshot)
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
            return Health("", -1, 0, 0, damaged=True, building=being_built(self.folder))
        damaged = generations.is_damaged(self.folder, snapshot.pointer)
        live = int(np.count_nonzero(snapshot.live))
        building = being_built(self.folder)
        return Health(snapshot.pointer.generation, snapshot.manifest.cursor, live, size, damaged, building)

    def contents(self) -> Iterator[tuple[str, int]]:
        """(identifier, version) of every indexed document, for ``check``. Raises ``Unavailable``."""
        snapshot = self._current()
        for segment, base in zip(snapshot.segments, snapshot.bases, strict=True):
            for number, version in enumerate(segment.array("version").tolist()):
                if snapshot.live[base + number]:
                    yield segment.names[number], version

    def _answer(self, snapshot: Snapshot, asked: Asked, query: SearchQuery, mask: Mask) -> Found:
        tree = _meant(asked.tree, query)
        found, terms, counts, without = self._answered(snapshot, tree, _filters(query), mask)
        size = min(max(query.per_page, 1), MAX_PER_PAGE)
        told = self._evaluator(snapshot, mask).snapshot
        docs, scores = facets.page(told, found, self._sort(tree, query), (max(query.page, 1) - 1) * size, size)
        names = snapshot.column("ids")[docs].tolist()
        versions = snapshot.column("version")[docs].tolist()
        hits = tuple(
            Hit(name.decode(), version, score)
            for name, version, score in zip(names, versions, scores.tolist(), strict=True)
        )
        told_counts = {facet: dict(rows) for facet, rows in counts.items()}
        return Found(len(found.docs), hits, told_counts, terms, asked.dates, dict(without))

    def _ordered(self, snapshot: Snapshot, tree: Node, query: SearchQuery, mask: Mask) -> Iterator[tuple[str, int]]:
        found = self._answered(snapshot, tree, _filters(query), mask).found
        told = self._evaluator(snapshot, mask).snapshot
        docs, _ = facets.page(told, found, self._sort(tree, query), 0, len(found.docs))
        rows = zip(snapshot.column("ids")[docs], snapshot.column("version")[docs], strict=True)
        return ((name.decode(), int(version)) for name, version in rows)

    def _explained(
        self, snapshot: Snapshot, tree: Node, query: SearchQuery, mask: Mask, name: str
    ) -> Explanation | None:
        found = self._answered(snapshot, tree, _filters(query), mask).found
        (places,) = np.nonzero(snapshot.column("ids")[found.docs] == name.encode())
        if not len(places):
            return None
        number = int(found.docs[places[0]])
        return explaining.explain(self._evaluator(snapshot, mask), tree, number, self._names(query))

    def _names(self, query: SearchQuery) -> dict[Node, str]:
        """How the parts of the tree were typed."""
        return explaining.typed(query.text, lambda text: self._typed(replace(query, text=text)))

    def _answered(self, snapshot: Snapshot, tree: Node, filters: Filters, mask: Mask) -> _Answer:
        """All that matches, with its counts: remembered, for the next page is often asked for."""
        key = (snapshot.number, mask.key, tree, filters)
        known = self._answers.get(key)
        if known is None:
            evaluator = self._evaluator(snapshot, mask)
            found = evaluator.run(tree, Deadline(MAX_SECONDS))
            passing = facets.passing(evaluator, filters, self._layout.facets, found.docs)
            if passing:
                found = narrowed(found, np.logical_and.reduce(list(passing.values())))
            counts = facets.counts(evaluator.snapshot, self._layout.facets, found.docs)
            terms = marked_terms(tree)
            known = _Answer(found, terms, counts, {} if len(found.docs) else facets.without(passing))
            self._answers.put(key, known, found.docs.nbytes + found.scores.nbytes + _weight(terms, filters, counts))
        return known

    def _sort(self, tree: Node, query: SearchQuery) -> str:
        """As asked, if it can be: a passage has neither a title nor a change of its own."""
        sort = "relevance" if self._layout.group and query.sort in {"changed", "title"} else query.sort
        return "date" if sort == "relevance" and is_silent(tree) else sort

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
                for cache in (self._answers, self._evaluators, self._cache, self._near):
                    cache.clear()  # all of it is about the snapshot before
            return self._snapshot

    def _stamp(self) -> tuple[int, int, int]:
        try:
            state = self._pointer.stat()
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


def _weight(terms: frozenset[str], filters: Filters, counts: Mapping[str, Mapping[str, int]]) -> int:
    """About what an answer without its documents takes in memory, in bytes: also an empty one has a key and counts."""
    values = [value for _, some in filters for value in some]
    asked = _TERM_BYTES * len(terms) + _VALUE_BYTES * len(values) + 2 * sum(map(len, values))
    return asked + _FACET_BYTES * len(counts) + _COUNT_BYTES * sum(map(len, counts.values()))


def _meant(tree: Node, query: SearchQuery) -> Node:
    """What was typed with its synonyms, all of it or some."""
    whole = expanded(tree, thesaurus(query.synonyms))
    return loosened(whole) if query.some else whole


def _filters(query: SearchQuery) -> Filters:
    """The filters of the address by column."""
    return (
        ("kind", query.kinds),
        ("body", query.bodies),
        ("institution", query.institutions),
        ("year", tuple(str(year) for year in query.years)),
        ("domain", query.domains),
        ("state", query.states),
        ("language", query.languages),
        ("changed", _period(query)),
    )


def _period(query: SearchQuery) -> tuple[str, ...]:
    """When what is found was changed last: from (included) and until (not included), in seconds; empty for any time."""
    first, end = query.changed_after, query.changed_before
    if first is None and end is None:
        return ()
    return str(int(first.timestamp()) if first else 0), str(int(end.timestamp()) if end else 1 << 62)
