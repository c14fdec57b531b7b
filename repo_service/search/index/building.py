"""A generation on its way: entries are sealed batch by batch, and after each batch it is noted how far it has come.

A build that was killed goes on where it was; a build that met any doubt is thrown away and starts anew. Its memory is
that of one batch and of one merge, however many entries there are. Nothing here is in use before ``Indexer`` publishes
it.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from repo_service.domain.documents import SearchEntry
from repo_service.search.analysis import Chunk
from repo_service.search.index import contents, generations, merging, unfinished
from repo_service.search.index.holdings import Holdings
from repo_service.search.index.merging import Merge
from repo_service.search.index.sealing import Batch
from repo_service.search.index.segments import BadSegmentError
from repo_service.search.index.unfinished import Progress
from repo_service.search.schema import Layout

Source = Callable[[str], Iterable[SearchEntry]]


class Building:
    """One generation. ``progress`` says what of it is sealed."""

    def __init__(self, folder: Path, layout: Layout, generation: str, progress: Progress, noted: bool = True) -> None:
        """``noted``: whether to write down how far it is, for another process to go on."""
        self.generation = generation
        self.progress = progress
        self.held = Holdings(folder / generation, layout)
        self._layout = layout
        self._noted = noted

    def run(self, entries: Iterable[SearchEntry], told: Callable[[int], None] | None = None) -> None:
        """Seal all ``entries``, those after the last one that is sealed, and merge what was sealed."""
        if self.progress.done and told:
            told(self.progress.done)
        self._seal_all(entries, told)
        while groups := merging.plan(self.held):
            for group in groups:
                self._rewrite(Merge(self.held, group))

    def _seal_all(self, entries: Iterable[SearchEntry], told: Callable[[int], None] | None) -> None:
        last, done = self.progress.last, self.progress.done
        known: dict[str, Chunk] = {}
        batch = Batch(self._layout, known)
        for entry in entries:
            key = group_of(self._layout, entry)
            if batch.full and key != last:
                self._seal(batch, last, done)
                batch = Batch(self._layout, known)
            batch.add(entry)
            last, done = key, done + 1
            if told:
                told(done)
        if len(batch):
            self._seal(batch, last, done)

    def discard(self) -> None:
        """Remove all of it, which also gives its place on the disk back."""
        shutil.rmtree(self.held.folder, ignore_errors=True)

    def _seal(self, batch: Batch, last: str, done: int) -> None:
        self.held.seal(batch)
        self._note(replace(self.progress, last=last, done=done))

    def _rewrite(self, merge: Merge) -> None:
        merge.run()
        merge.bring_in()
        self._note(self.progress)
        for sealed in merge.group:  # the disk never holds all of it twice
            (self.held.folder / sealed.file_name).unlink(missing_ok=True)

    def _note(self, progress: Progress) -> None:
        self.progress = replace(progress, segments=unfinished.listed(self.held.sealed))
        if self._noted:
            unfinished.save(self.held.folder, self.progress)


def resumed(folder: Path, layout: Layout, epoch: str, cursor: int, in_use: str) -> Building | None:
    """The build that was left unfinished, if it is sound and of this schema and database; what was written of it since
    its last note is swept.
    """
    found = unfinished.newest(folder, in_use)
    if found is None:
        return None
    generation, progress = found
    if (progress.schema, progress.epoch) != (layout.fingerprint, epoch) or not 0 <= progress.cursor <= cursor:
        return None
    building = Building(folder, layout, generation, progress)
    try:
        for sealed in progress.sealed(contents.NAME):
            building.held.take(sealed)
        generations.sweep_files(building.held.folder, {unfinished.NAME, *building.held.names()})
    except (BadSegmentError, OSError):
        return None
    whole = sum(documents for _, documents, _ in progress.segments) == progress.done
    return building if whole and progress.last else None


def group_of(layout: Layout, entry: SearchEntry) -> str:
    """The key by which an entry is put and removed: its identifier, or its group where the layout has one."""
    return str(getattr(entry, layout.group or "id"))
