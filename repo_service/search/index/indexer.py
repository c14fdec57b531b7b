"""The only writer: applies changes, keeps segments few, builds a generation anew beside the one in use.

Every commit is a new small segment, marks on deleted documents, and merges that keep segments few; it
exists from the instant the pointer is renamed. It asks nobody what to index and knows no rights.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from repo_service.domain.documents import SearchEntry
from repo_service.errors import Unavailable
from repo_service.search.index import building, contents, generations, merging
from repo_service.search.index.building import Building, Source, group_of
from repo_service.search.index.generations import Manifest, Pointer, TornError, WriterLock
from repo_service.search.index.holdings import Holdings
from repo_service.search.index.merging import Background, Merge
from repo_service.search.index.sealing import Batch
from repo_service.search.index.segments import BadSegmentError
from repo_service.search.index.unfinished import Progress
from repo_service.search.schema import CURRENT, Layout

GRACE = 10.0  # seconds for which readers that are just opening the previous generation still find it
COMMIT_GRACE = 1.0  # the same for the previous commits of the present generation


class Indexer:
    """The only writer of one index folder: ``with Indexer(folder) as indexer``.

    Entering raises ``Held`` when another indexer holds the folder, and so does each change when another has taken it
    since, after somebody emptied it. ``cursor`` is the number of the
    last event whose effect the index holds, -1 before ``open`` or ``rebuild``. One thread at a time.
    """

    def __init__(self, folder: Path, layout: Layout = CURRENT) -> None:
        self.folder = Path(folder)
        self._layout = layout
        self._lock = WriterLock(self.folder)
        self._background = Background()
        self._pointer: Pointer | None = None
        self._swapped_at: float | None = None
        self._names: set[str] = set()
        self._recent: deque[tuple[float, set[str]]] = deque()  # files of commits, and when another took their place
        self._forget()

    def __enter__(self) -> Indexer:
        self._lock.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._pointer:
            with suppress(Unavailable):
                self._bring_in(wait=True)
        self._forget()
        self._lock.release()

    @property
    def layout(self) -> Layout:
        """What it keeps of entries."""
        return self._layout

    @property
    def cursor(self) -> int:
        """The last event whose effect the index holds, -1 where there is no index."""
        return self._cursor

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
            if manifest.schema != self._layout.fingerprint or manifest.epoch != epoch:
                return False
            self._held = Holdings(self.folder / pointer.generation, self._layout)
            for sealed in contents.read(self.folder / pointer.generation, pointer.commit, manifest):
                self._held.take(sealed)
        except (TornError, BadSegmentError, OSError):
            self._forget()
            return False
        self._pointer, self._epoch, self._cursor = pointer, manifest.epoch, manifest.cursor
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
        newest = {entry.id: entry for entry in put}
        try:
            self._begin()
            for name in (*remove, *(group_of(self._layout, entry) for entry in newest.values())):
                self._held.remove(name)
            batch = Batch(self._layout)
            for entry in newest.values():
                batch.add(entry)
                if batch.full:
                    self._held.seal(batch)
                    batch = Batch(self._layout)
            if len(batch):
                self._held.seal(batch)
            self._merge()
            self._commit(cursor)
        except (OSError, BadSegmentError) as fault:
            self._forget()
            raise Unavailable from fault

    def tidy(self) -> None:
        """For quiet moments: a commit with what was merged in the background, if there is any, and the end of files
        that no reader opens any more. Raises as ``apply``.
        """
        if self._background.done:
            self._bring_in()
        elif self._recent and _past(self._recent[0][0], COMMIT_GRACE):
            self._sweep_files()
        self._sweep_previous()

    def rebuild(
        self, entries: Iterable[SearchEntry] | Source, cursor: int, epoch: str,
        progress: Callable[[int], None] | None = None,
    ) -> None:  # fmt: skip
        """A new generation; searches go on in the old one until it is complete.

        ``entries`` as a ``Source`` are asked for those after a key: a rebuild that was killed, or whose source failed,
        then goes on with the next one where it was, and ``self.cursor`` is what ``cursor`` was at its start. A plain
        stream is read once. Identifiers must not repeat, those of one group follow one another. ``progress`` is called
        with the number of documents done so far. Raises ``Unavailable`` when the disk refuses; the old generation then
        stays.
        """
        previous = self._pointer or generations.in_use(self.folder)
        started: Building | None = None
        try:
            self._lock.acquire()
            self._forget()
            started, stream = self._started(previous.generation if previous else "", entries, cursor, epoch)
            generations.sweep(self.folder, {started.generation, previous.generation if previous else ""})
            started.run(stream, progress)
            self._held, self._epoch = started.held, epoch
            self._publish(started.generation, 1, started.progress.cursor)
            self._sweep_files()
            generations.clear_suspect(self.folder)
        except (OSError, BadSegmentError) as fault:
            self._forget()
            if started:
                started.discard()
            raise Unavailable from fault
        self._swapped_at = time.monotonic()

    def _started(
        self, in_use: str, entries: Iterable[SearchEntry] | Source, cursor: int, epoch: str
    ) -> tuple[Building, Iterable[SearchEntry]]:
        """The unfinished generation with what it lacks, or a new one with all."""
        if callable(entries) and (found := building.resumed(self.folder, self._layout, epoch, cursor, in_use)):
            with suppress(LookupError):
                return found, entries(found.progress.last)
        generation = generations.new_generation(self.folder)
        nothing = Progress(self._layout.fingerprint, epoch, cursor)
        stream = entries("") if callable(entries) else entries
        return Building(self.folder, self._layout, generation, nothing, noted=callable(entries)), stream

    def _begin(self) -> None:
        """Before a commit: the folder is ours, all files are there, what was merged meanwhile comes in."""
        self._lock.acquire()
        if not self._held.intact:
            raise BadSegmentError("a segment changed on the disk")
        busy = len(self._held.sealed) - len(self._background.group) > merging.MOST_WAITING
        self._background.bring_in(wait=busy)

    def _bring_in(self, wait: bool = False) -> None:
        try:
            self._lock.acquire()
            if self._background.bring_in(wait):
                self._merge()
                self._commit(self._cursor)
        except (OSError, BadSegmentError) as fault:
            self._forget()
            raise Unavailable from fault

    def _merge(self) -> None:
        """Small merges now, a large one in the background."""
        self._held.drop_empty(self._background.group)
        limit = merging.MAX_BYTES if self._background.free else merging.SMALL_BYTES
        for group in merging.plan(self._held, limit, self._background.group):
            merge = Merge(self._held, group)
            if sum(map(self._held.size, group)) <= merging.SMALL_BYTES:
                merge.run()
                merge.bring_in()
            elif self._background.free:
                self._background.start(merge)

    def _commit(self, cursor: int) -> None:
        assert self._pointer
        self._publish(self._pointer.generation, self._pointer.commit + 1, cursor)
        self._sweep_files()
        self._sweep_previous()

    def _publish(self, generation: str, commit: int, cursor: int) -> None:
        toc, checksum = contents.write(self.folder / generation, commit, self._held.sealed)
        manifest = Manifest(self._layout.fingerprint, self._epoch, cursor, len(self._held), toc, checksum)
        self._pointer = generations.publish(self.folder, generation, commit, manifest)
        self._cursor = cursor

    def _sweep_files(self) -> None:
        assert self._pointer
        names = self._held.names()
        names.add(generations.manifest_name(self._pointer.commit))
        names.add(f"_{contents.NAME}_{self._pointer.commit}.toc")
        if self._names not in (names, set()):
            self._recent.append((time.monotonic(), self._names))
        self._names = names
        while self._recent and _past(self._recent[0][0], COMMIT_GRACE):
            self._recent.popleft()
        keep = names.union(self._background.file_names, *(recent for _, recent in self._recent))
        generations.sweep_files(self.folder / self._pointer.generation, keep)

    def _sweep_previous(self) -> None:
        if self._swapped_at is not None and self._pointer and _past(self._swapped_at, GRACE):
            generations.sweep(self.folder, {self._pointer.generation})
            self._swapped_at = None

    def _forget(self) -> None:
        self._background.discard()
        self._cursor = -1
        self._epoch = ""
        self._pointer = None
        self._held = Holdings(self.folder, self._layout)
        self._names = set()
        self._recent.clear()


def _past(since: float, seconds: float) -> bool:
    return time.monotonic() - since > seconds
