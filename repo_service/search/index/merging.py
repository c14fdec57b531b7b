"""Keeping segments few: which ones to make into one, and doing it while their writer goes on.

Sizes are kept in a geometric row, so that each document is rewritten about log2(documents) times and there are about
as many segments, plus one for each half of ``MAX_BYTES`` or of ``MAX_DOCUMENTS`` of the index. Small merges take
milliseconds and are part of a commit; larger ones run in a thread and come in with a later commit, with what was
deleted meanwhile. Nothing here publishes: a merge that is killed leaves a file that no commit names.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence

from repo_service.search.index import contents, generations, segments
from repo_service.search.index.codec import SealedSegment
from repo_service.search.index.holdings import Holdings, live
from repo_service.search.index.segments import BadSegmentError

RATIO = 2  # a segment is merged with all smaller ones when together they reach 1/ratio of its size
MAX_BYTES = 24 << 20  # of one merged segment; bounds the memory and the time of a merge
MAX_DOCUMENTS = 1 << 16  # of one merged segment: two bytes for each number of a document
SMALL_BYTES = 1 << 20  # merges up to here are part of a commit: about 20 ms
MOST_WAITING = 16  # segments that may wait for a merge that runs; then their writer waits for it
REST = 60.0  # seconds after a merge for which the disk had no room
_logger = logging.getLogger(__name__)


def plan(held: Holdings, limit: int | None = None, without: Sequence[SealedSegment] = ()) -> list[list[SealedSegment]]:
    """Groups of segments, each to become one of at most ``limit`` bytes (``MAX_BYTES`` by default); none where they
    are few enough. A segment that is half deleted is a group of its own.
    """
    free = [sealed for sealed in held.sealed if sealed not in without]
    ordered = sorted(free, key=held.size)
    chosen: list[SealedSegment] = []
    most = MAX_BYTES if limit is None else limit
    together = documents = 0
    for place, sealed in enumerate(ordered):
        size, more = held.size(sealed), sealed.doc_count()
        fits = together + size <= most and documents + more <= MAX_DOCUMENTS
        if place and fits and together * RATIO >= size:
            chosen = ordered[: place + 1]
        together += size
        documents += more
    halves = [[s] for s in free if s not in chosen and 2 * s.deleted_count() > s.doc_count_all()]
    return [chosen, *halves] if len(chosen) > 1 else halves


class Merge:
    """Some segments on their way into one. Only ``run`` may be called from another thread than the writer's."""

    def __init__(self, held: Holdings, group: Sequence[SealedSegment]) -> None:
        self.group = tuple(group)
        self._held = held
        self._flags = [live(sealed) for sealed in group]
        self._into = SealedSegment(contents.NAME, sum(int(flags.sum()) for flags in self._flags))

    @property
    def file_name(self) -> str:
        """The file that it writes."""
        return self._into.file_name

    def run(self) -> None:
        """Write the new segment, synced. Raises ``BadSegmentError`` or ``OSError``."""
        path = self._held.folder / self.file_name
        parts = zip((sealed.open(self._held.folder) for sealed in self.group), self._flags, strict=True)
        self._into.checksum = segments.merge(path, list(parts))
        generations.sync_file(path)

    def bring_in(self) -> None:
        """Take the new segment in instead of the others: what was deleted since ``run`` began is deleted in it too."""
        base = 0
        for sealed, flags in zip(self.group, self._flags, strict=True):
            renumbered = flags.cumsum() - 1 + base
            base += int(flags.sum())
            self._into.deleted.update(int(renumbered[number]) for number in sealed.deleted if flags[number])
        self._held.take(self._into, self.group)

    def discard(self) -> None:
        """Remove what was written of it."""
        (self._held.folder / self.file_name).unlink(missing_ok=True)


class Background:
    """At most one merge in a thread of its own."""

    def __init__(self) -> None:
        self._merge: Merge | None = None
        self._thread: threading.Thread | None = None
        self._fault: Exception | None = None
        self._rest_until = 0.0

    @property
    def group(self) -> tuple[SealedSegment, ...]:
        """The segments that are being merged."""
        return self._merge.group if self._merge else ()

    @property
    def file_names(self) -> set[str]:
        """The file that is being written."""
        return {self._merge.file_name} if self._merge else set()

    @property
    def free(self) -> bool:
        """Whether another merge may start."""
        return self._merge is None and time.monotonic() >= self._rest_until

    @property
    def done(self) -> bool:
        """Whether one is waiting to be brought in."""
        return self._thread is not None and not self._thread.is_alive()

    def start(self, merge: Merge) -> None:
        """Let it run; only when ``free``."""
        self._merge, self._fault = merge, None
        self._thread = threading.Thread(target=self._run, args=(merge,), daemon=True)
        self._thread.start()

    def _run(self, merge: Merge) -> None:
        try:
            merge.run()
        except Exception as fault:  # noqa: BLE001 - handed over to the writer
            self._fault = fault

    def bring_in(self, wait: bool = False) -> bool:
        """Bring in the merge that is done; whether there was one. Without room on the disk it is put off; any other
        fault is one of the files: ``BadSegmentError``.
        """
        if self._merge is None or self._thread is None or not (wait or self.done):
            return False
        self._thread.join()
        merge, fault = self._merge, self._fault
        self._merge = self._thread = None
        if fault is None:
            merge.bring_in()
            return True
        merge.discard()
        if not isinstance(fault, OSError):
            raise BadSegmentError("segments cannot be merged") from fault
        _logger.warning("merging is put off: %s", fault)
        self._rest_until = time.monotonic() + REST
        return False

    def discard(self) -> None:
        """Wait for the merge that runs and forget it."""
        if self._merge and self._thread:
            self._thread.join()
            self._merge.discard()
        self._merge = self._thread = None
