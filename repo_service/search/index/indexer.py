"""The only writer: applies changes, keeps segments few, builds a generation anew beside the one in use.

Every commit is a new small segment, marks on deleted documents, and merges that keep segments few; it
exists from the instant the pointer is renamed. It asks nobody what to index and knows no rights.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from repo_service.domain.documents import SearchEntry
from repo_service.errors import Unavailable
from repo_service.search.index import contents, generations, segments
from repo_service.search.index.codec import SealedSegment
from repo_service.search.index.generations import Manifest, Pointer, TornError, WriterLock
from repo_service.search.index.sealing import Batch
from repo_service.search.index.segments import BadSegmentError, Segment
from repo_service.search.schema import CURRENT, Layout

MERGE_RATIO = 2  # a segment is merged with all smaller ones when together they reach 1/ratio of its size
MAX_MERGED_BYTES = 24 << 20  # of one segment; bounds the memory and the time of a merge
GRACE = 10.0  # seconds for which readers that are just opening the previous generation still find it
COMMIT_GRACE = 1.0  # the same for the previous commits of the present generation
_Place = tuple[SealedSegment, int, int]  # where documents stand: first number, and the one after the last


class Indexer:
    """The only writer of one index folder: ``with Indexer(folder) as indexer``.

    Entering raises ``Held`` when another indexer holds the folder, and so does each change when another has taken it
    since, after somebody emptied it. ``cursor`` is the number of the
    last event whose effect the index holds, -1 before ``open`` or ``rebuild``. One thread at a time.
    """

    def __init__(self, folder: Path, layout: Layout = CURRENT) -> None:
        self.folder = Path(folder)
        self.layout = layout
        self.cursor = -1
        self._lock = WriterLock(self.folder)
        self._pointer: Pointer | None = None
        self._epoch = ""
        self._sealed: list[SealedSegment] = []
        self._opened: dict[str, Segment] = {}
        self._places: dict[str, list[_Place]] = {}  # by identifier, or by group where the layout has one
        self._swapped_at: float | None = None
        self._recent: deque[tuple[float, set[str]]] = deque()

    def __enter__(self) -> Indexer:
        self._lock.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._forget()
        self._lock.release()

    @property
    def suspect(self) -> bool:
        """Whether a reader met damage in the present state, somebody asked for another one, or it is gone from the
        disk: time to ``rebuild``.
        """
        if self._pointer is None or generations.suspected(self.folder, self._pointer):
            return True
        try:
            return generations.read_pointer(self.folder) != self._pointer
        except TornError:
            return True

    def open(self, epoch: str) -> bool:
        """Whether there is a sound index of this schema and this database; when not, call ``rebuild``.

        ``epoch`` names the database: a restored backup has another one. Sweeps what killed builds left.
        """
        self._forget()
        try:
            self._lock.acquire()
            pointer = generations.read_pointer(self.folder)
            if pointer is None or generations.suspected(self.folder, pointer):
                return False
            manifest = generations.read_manifest(self.folder, pointer)
            if manifest.schema != self.layout.fingerprint or manifest.epoch != epoch:
                return False
            sealed = contents.read(self.folder / pointer.generation, pointer.commit, manifest)
            self._take(pointer, manifest, sealed)
        except (TornError, BadSegmentError, OSError):
            self._forget()
            return False
        generations.sweep(self.folder, {pointer.generation})
        self._sweep_files()
        return True

    def apply(self, put: Sequence[SearchEntry], remove: Sequence[str], cursor: int) -> None:
        """One commit: ``put`` replaces documents by identifier (or whole groups of them, where the layout has groups),
        ``remove`` takes some out; then ``cursor`` is reached.

        Removals come first. Raises ``Unavailable`` when the index must be rebuilt.
        """
        if self._pointer is None:
            raise Unavailable
        try:
            self._lock.acquire()
            if not all(opened.intact for opened in self._opened.values()):
                raise BadSegmentError("a segment changed on the disk")
            newest = {entry.id: entry for entry in put}
            for name in (*remove, *map(self._group_of, newest.values())):
                for sealed, first, end in self._places.pop(name, ()):
                    sealed.deleted.update(range(first, end))
            if newest:
                self._build(self._pointer.generation, newest.values())
            self._merge(self._pointer.generation)
            self._publish(self._pointer.generation, self._pointer.commit + 1, cursor)
        except (OSError, BadSegmentError) as fault:
            self._forget()
            raise Unavailable from fault
        self._sweep_files()
        self._sweep_previous()

    def rebuild(
        self,
        entries: Iterable[SearchEntry],
        cursor: int,
        epoch: str,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """A new generation from ``entries``; searches go on in the old one until it is complete.

        Entries are read once, as a stream; identifiers must not repeat. ``progress`` is called with the
        number of documents done so far. Raises ``Unavailable`` when the disk refuses; the old generation
        then stays.
        """
        previous = self._pointer or generations.in_use(self.folder)
        try:
            self._lock.acquire()
            self._forget()
            generations.sweep(self.folder, {previous.generation} if previous else set())
            generation = generations.new_generation(self.folder)
            self._build(generation, entries, progress)
            while self._merge(generation):
                pass
            self._epoch = epoch
            self._publish(generation, 1, cursor)
            self._sweep_files()
            generations.clear_suspect(self.folder)
        except OSError as fault:
            self._forget()
            raise Unavailable from fault
        self._swapped_at = time.monotonic()

    def _group_of(self, entry: SearchEntry) -> str:
        return str(getattr(entry, self.layout.group or "id"))

    def _build(
        self,
        generation: str,
        entries: Iterable[SearchEntry],
        progress: Callable[[int], None] | None = None,
    ) -> None:
        batch = Batch(self.layout)
        for done, entry in enumerate(entries, 1):
            batch.add(entry)
            if batch.full:
                self._seal(generation, batch)
                batch = Batch(self.layout)
            if progress:
                progress(done)
        if len(batch):
            self._seal(generation, batch)

    def _seal(self, generation: str, batch: Batch) -> None:
        sealed = SealedSegment(contents.NAME, len(batch))
        path = self.folder / generation / sealed.file_name
        sealed.checksum = batch.seal(path)
        self._adopt(generation, sealed)

    def _adopt(self, generation: str, sealed: SealedSegment, instead: Sequence[SealedSegment] = ()) -> None:
        """Sync a new segment, open it and note where its documents are: no longer in those that it stands for."""
        path = self.folder / generation / sealed.file_name
        path.chmod(0o600)
        generations.sync_file(path)
        opened = sealed.open(self.folder / generation)
        self._sealed.append(sealed)
        self._opened[sealed.segid] = opened
        for name, first, end in opened.groups(self.layout.group):
            elsewhere = [place for place in self._places.get(name, ()) if place[0] not in instead]
            self._places[name] = [*elsewhere, (sealed, first, end)]

    def _merge(self, generation: str) -> bool:
        """Keep sizes in a geometric row: at most about log2(documents) segments, each document rewritten as
        often.
        """
        self._drop_empty()
        ordered = sorted(self._sealed, key=lambda sealed: self._opened[sealed.segid].size)
        chosen: list[SealedSegment] = []
        together = 0
        for place, sealed in enumerate(ordered):
            size = self._opened[sealed.segid].size
            if place and together * MERGE_RATIO >= size and together + size <= MAX_MERGED_BYTES:
                chosen = ordered[: place + 1]
            together += size
        groups = [chosen] if len(chosen) > 1 else []
        groups += [[s] for s in self._sealed if s not in chosen and 2 * s.deleted_count() > s.doc_count_all()]
        for group in groups:
            self._rewrite(generation, group)
        return bool(groups)

    def _drop_empty(self) -> None:
        for sealed in [s for s in self._sealed if s.doc_count() == 0]:
            self._sealed.remove(sealed)
            del self._opened[sealed.segid]

    def _rewrite(self, generation: str, group: list[SealedSegment]) -> None:
        parts = []
        for sealed in group:
            flags = np.ones(sealed.doc_count_all(), bool)
            flags[list(sealed.deleted)] = False
            parts.append((self._opened[sealed.segid], flags))
        merged = SealedSegment(contents.NAME, sum(int(flags.sum()) for _, flags in parts))
        merged.checksum = segments.merge(self.folder / generation / merged.file_name, parts)
        for sealed in group:
            self._sealed.remove(sealed)
            del self._opened[sealed.segid]
        self._adopt(generation, merged, group)

    def _publish(self, generation: str, commit: int, cursor: int) -> None:
        toc, checksum = contents.write(self.folder / generation, commit, self._sealed)
        manifest = Manifest(self.layout.fingerprint, self._epoch, cursor, len(self._places), toc, checksum)
        self._pointer = generations.publish(self.folder, generation, commit, manifest)
        self.cursor = cursor

    def _take(self, pointer: Pointer, manifest: Manifest, sealed: list[SealedSegment]) -> None:
        for one in sealed:
            opened = one.open(self.folder / pointer.generation)
            self._sealed.append(one)
            self._opened[one.segid] = opened
            for name, first, end in opened.groups(self.layout.group):
                if first not in one.deleted:
                    self._places.setdefault(name, []).append((one, first, end))
        self._pointer, self._epoch, self.cursor = pointer, manifest.epoch, manifest.cursor

    def _sweep_files(self) -> None:
        assert self._pointer
        names = {sealed.file_name for sealed in self._sealed}
        names.add(generations.manifest_name(self._pointer.commit))
        names.add(f"_{contents.NAME}_{self._pointer.commit}.toc")
        now = time.monotonic()
        while self._recent and now - self._recent[0][0] > COMMIT_GRACE:
            self._recent.popleft()
        keep = names.union(*(recent for _, recent in self._recent))
        generations.sweep_files(self.folder / self._pointer.generation, keep)
        self._recent.append((now, names))

    def _sweep_previous(self) -> None:
        if self._swapped_at is not None and self._pointer and time.monotonic() - self._swapped_at > GRACE:
            generations.sweep(self.folder, {self._pointer.generation})
            self._swapped_at = None

    def _forget(self) -> None:
        self.cursor = -1
        self._pointer = None
        self._sealed = []
        self._opened = {}
        self._places = {}
        self._recent.clear()
