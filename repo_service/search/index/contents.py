"""Whoosh's table of contents of one commit: which segments, which of their documents are deleted.

The table is a pickle: it is never loaded before its checksum, kept in the manifest, has been found right.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage, RamStorage

from repo_service.search.index.codec import SealedSegment
from repo_service.search.index.generations import Manifest, TornError, write_synced
from repo_service.search.schema import whoosh_schema

# Whoosh leaves these without types.
_TABLE: Any = whoosh_index.TOC
_MEMORY: Any = RamStorage
_DISK: Any = FileStorage

NAME = "MAIN"  # Whoosh's default: whoosh.index.open_dir finds it

_UNREADABLE = (
    *(OSError, ValueError, TypeError, KeyError, EOFError, AttributeError, ImportError, AssertionError),
    *(struct.error, pickle.UnpicklingError, whoosh_index.IndexError, whoosh_index.IndexVersionError),
)


def write(folder: Path, commit: int, sealed: list[SealedSegment]) -> tuple[str, int]:
    """Write the table of a commit, synced; returns its file name and checksum."""
    memory = _MEMORY()
    _TABLE(whoosh_schema(), list(sealed), commit).write(memory, NAME)
    [(name, data)] = memory.files.items()
    raw = bytes(data)
    write_synced(folder / name, raw)
    return str(name), zlib.crc32(raw)


def read(folder: Path, commit: int, manifest: Manifest) -> list[SealedSegment]:
    """The segments of a commit. Raises ``TornError``."""
    try:
        raw = (folder / manifest.toc).read_bytes()
        if zlib.crc32(raw) != manifest.toc_checksum:
            raise TornError("the table of contents has a wrong checksum")
        table = _TABLE.read(_DISK(str(folder)), NAME, gen=commit, schema=whoosh_schema())
    except _UNREADABLE as fault:
        raise TornError("the table of contents cannot be read") from fault
    return list(table.segments)
