"""How far a generation that is being built has come: a small synced file beside its sealed segments.

A rebuild that was killed goes on from there. Any doubt, and it starts anew: the file is under a checksum, names the
schema and the database, and every segment that it lists is read again before it is believed. Nothing here builds.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from repo_service.search.index import generations
from repo_service.search.index.codec import SealedSegment

NAME = "progress.json"


@dataclass(frozen=True, slots=True)
class Progress:
    """What stands sealed. ``cursor`` was the last event when the build began: what changed since is drained after it.
    ``last`` is the key (identifier or group) of the last entry that is sealed, ``done`` how many are; ``segments``
    their files: name, number of documents, checksum.
    """

    schema: str
    epoch: str
    cursor: int
    last: str = ""
    done: int = 0
    segments: tuple[tuple[str, int, int], ...] = ()

    def sealed(self, index: str) -> list[SealedSegment]:
        """The segments, nothing of them deleted."""
        return [SealedSegment(index, documents, checksum, segid) for segid, documents, checksum in self.segments]


def listed(sealed: Sequence[SealedSegment]) -> tuple[tuple[str, int, int], ...]:
    """Segments as a ``Progress`` keeps them."""
    return tuple((one.segid, one.documents, one.checksum) for one in sealed)


def save(folder: Path, progress: Progress) -> None:
    """Write it, synced, into the folder of the generation. What it lists must be synced before."""
    body = json.dumps(asdict(progress)).encode()
    generations.sync_folder(folder)
    generations.write_synced(folder / NAME, b"%08x" % zlib.crc32(body) + body)


def read(folder: Path) -> Progress | None:
    """The one in the folder of a generation, ``None`` where there is none that can be believed."""
    try:
        raw = (folder / NAME).read_bytes()
        if raw[:8] != b"%08x" % zlib.crc32(raw[8:]):
            return None
        told = json.loads(raw[8:])
        told["segments"] = tuple((str(name), int(count), int(crc)) for name, count, crc in told["segments"])
        return Progress(**told)
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None


def newest(folder: Path, in_use: str) -> tuple[str, Progress] | None:
    """The generation that is not ``in_use`` and came furthest in time, with its progress; ``None`` without one."""
    try:
        names = [name for name in generations.names(folder) if name != in_use]
    except OSError:
        return None
    for name in reversed(names):
        progress = read(folder / name)
        if progress is not None:
            return name, progress
    return None


def being_built(folder: Path) -> int:
    """How many entries are done of the generation that is being built in an index folder; 0 where none is."""
    pointer = generations.in_use(folder)
    found = newest(folder, pointer.generation if pointer else "")
    return found[1].done if found else 0
