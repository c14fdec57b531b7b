"""The segments of one generation as its writer knows them, and where each document stands in them.

It holds no byte of a segment: a file is read to be checked and noted, then let go, so that an index of any size
costs its writer a line for each document. Nothing here decides what is written or merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from repo_service.search.index import contents, generations
from repo_service.search.index.codec import SealedSegment
from repo_service.search.index.sealing import Batch
from repo_service.search.index.segments import Array, Trace
from repo_service.search.schema import Layout

_Place = tuple[SealedSegment, int, int]  # where documents stand: first number, and the one after the last


class Holdings:
    """One generation. ``sealed`` are its segments, oldest first."""

    def __init__(self, folder: Path, layout: Layout) -> None:
        """``folder`` of the generation."""
        self.folder = folder
        self.sealed: list[SealedSegment] = []
        self._group = layout.group
        self._traces: dict[str, Trace] = {}
        self._places: dict[str, list[_Place]] = {}  # by identifier, or by group where the layout has one

    def __len__(self) -> int:
        """How many documents (or groups) there are."""
        return len(self._places)

    @property
    def intact(self) -> bool:
        """Whether every file is still there as it was opened; one ``stat`` for each."""
        return all(trace.intact for trace in self._traces.values())

    def size(self, sealed: SealedSegment) -> int:
        """Bytes of a segment."""
        return self._traces[sealed.segid].size

    def names(self) -> set[str]:
        """The files of the segments."""
        return {sealed.file_name for sealed in self.sealed}

    def seal(self, batch: Batch) -> None:
        """Write a batch as a new segment, synced, and take it in."""
        sealed = SealedSegment(contents.NAME, len(batch))
        path = self.folder / sealed.file_name
        sealed.checksum = batch.seal(path)
        generations.sync_file(path)
        self.take(sealed)

    def take(self, sealed: SealedSegment, instead: Sequence[SealedSegment] = ()) -> None:
        """Check a segment that stands in the folder and note where its documents are: no longer in those ``instead`` of
        which it comes. Raises ``BadSegmentError`` or ``OSError``.
        """
        opened = sealed.open(self.folder)
        for one in instead:
            self._drop(one)
        self.sealed.append(sealed)
        self._traces[sealed.segid] = opened.trace
        for name, first, end in opened.groups(self._group):
            if first not in sealed.deleted:
                elsewhere = [place for place in self._places.get(name, ()) if place[0] not in instead]
                self._places[name] = [*elsewhere, (sealed, first, end)]

    def remove(self, name: str) -> None:
        """Mark a document, or all of a group, as deleted."""
        for sealed, first, end in self._places.pop(name, ()):
            sealed.deleted.update(range(first, end))

    def drop_empty(self, but: Sequence[SealedSegment] = ()) -> None:
        """Let go of segments of which every document is deleted, ``but`` those that are being merged."""
        for sealed in [one for one in self.sealed if one.doc_count() == 0 and one not in but]:
            self._drop(sealed)

    def _drop(self, sealed: SealedSegment) -> None:
        self.sealed.remove(sealed)
        del self._traces[sealed.segid]


def live(sealed: SealedSegment) -> Array:
    """By document number, whether it is not deleted."""
    flags = np.ones(sealed.doc_count_all(), bool)
    flags[list(sealed.deleted)] = False
    return flags
