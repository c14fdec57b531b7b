"""Content-addressed files on the local disk. The only code that writes a kept file; it never overwrites or guesses.

A file is received into ``tmp/`` while it is hashed, then: fsync file, rename to ``blobs/ab/cd/<sha256>``, fsync of the folder
and of any folder made for it. A failed write or fsync is final for that file: it is discarded, never retried
(after a failed fsync the page cache lies). The caller puts a row in the database afterwards; a file without a row is
swept a day later, a row without a file cannot happen.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from repo_service.errors import Damaged, RepoServiceError, StorageFull, TooLarge, Unavailable

CHUNK = 1 << 18
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class BlobRef:
    """A kept file: hexadecimal hashes and size in bytes."""

    sha256: str
    sha512: str
    size: int


def _refused(error: OSError) -> RepoServiceError:
    return StorageFull() if error.errno in _FULL else Unavailable(
        "L'enregistrement de ce fichier a échoué. Rien n'est perdu de ce qui est déjà conservé ; réessayez."
    )


class Sink:
    """A file being received. Use ``write`` then ``keep``; leaving the ``with`` block without ``keep`` discards it."""

    def __init__(self, blobs: Blobs, limit: int = 0) -> None:
        self.blobs = blobs
        self._limit = limit
        self._sha256, self._sha512 = hashlib.sha256(), hashlib.sha512()
        self.size = 0
        try:
            blobs.tmp.mkdir(parents=True, exist_ok=True)
            self.path = blobs.tmp / secrets.token_hex(16)
            self._file: BinaryIO | None = self.path.open("xb", buffering=0)
        except OSError as error:
            raise _refused(error) from error

    def write(self, data: bytes) -> int:
        """Append bytes. Raises ``TooLarge`` past the limit, ``StorageFull`` or ``Unavailable`` when the disk refuses."""
        assert self._file is not None
        self.size += len(data)
        if self._limit and self.size > self._limit:
            self.discard()
            raise TooLarge(limit=f"{self._limit // 1_000_000} Mo")
        try:
            view = memoryview(data)
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            self.discard()
            raise _refused(error) from error
        self._sha256.update(data)
        self._sha512.update(data)
        return len(data)

    def keep(self) -> BlobRef:
        """Make the file durable under its hash and return it. Identical bytes are kept once."""
        assert self._file is not None
        reference = BlobRef(self._sha256.hexdigest(), self._sha512.hexdigest(), self.size)
        try:
            os.fsync(self._file.fileno())
            self._file.close()
            self.blobs._adopt(self.path, reference.sha256)
        except OSError as error:
            self.discard()
            raise _refused(error) from error
        self._file = None
        return reference

    def discard(self) -> None:
        """Forget the file; harmless after ``keep``."""
        if self._file is not None:
            self._file.close()
            self._file = None
            self.path.unlink(missing_ok=True)

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.discard()


class Blobs:
    """The folder of kept files."""

    def __init__(self, root: Path) -> None:
        self.root = root / "blobs"
        self.tmp = root / "tmp"

    def receive(self, limit: int = 0) -> Sink:
        """A sink for one file of at most ``limit`` bytes (0: no limit)."""
        return Sink(self, limit)

    def put(self, data: bytes) -> BlobRef:
        """Keep bytes already in memory."""
        with self.receive() as sink:
            sink.write(data)
            return sink.keep()

    def path(self, sha256: str) -> Path:
        """Where a file stands; the name is checked to be a hash, so it can never leave the folder."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def open(self, sha256: str) -> BinaryIO:
        """The bytes of a kept file; ``Damaged`` when they are not there."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise Damaged() from error

    def exists(self, sha256: str) -> bool:
        """Whether the file stands there (not whether it is intact)."""
        return self.path(sha256).exists()

    def verify(self, sha256: str, sha512: str) -> str:
        """Read the file again: "" when intact, else "missing", "unreadable" or "changed"."""
        first, second = hashlib.sha256(), hashlib.sha512()
        try:
            with self.path(sha256).open("rb") as file:
                while chunk := file.read(CHUNK):
                    first.update(chunk)
                    second.update(chunk)
        except FileNotFoundError:
            return "missing"
        except OSError:
            return "unreadable"
        return "" if (first.hexdigest(), second.hexdigest()) == (sha256, sha512) else "changed"

    def all(self) -> Iterator[str]:
        """The hash of every file that stands in the folder."""
        for path in self.root.glob("??/??/*"):
            if len(path.name) == 64:
                yield path.name

    def remove(self, sha256: str) -> None:
        """Delete a file that no row names; only ``services.sweeping`` may call this, inside a writing transaction."""
        self.path(sha256).unlink(missing_ok=True)

    def age(self, sha256: str, now: float) -> float:
        """Seconds since the file was last received (or received again)."""
        return now - self.path(sha256).stat().st_mtime

    def sweep_tmp(self, now: float, older_than: float) -> int:
        """Delete files that an interrupted sending left in ``tmp/``, older than so many seconds; how many there were."""
        count = 0
        for path in self.tmp.glob("*"):
            if now - path.stat().st_mtime > older_than:
                path.unlink(missing_ok=True)
                count += 1
        return count

    def _adopt(self, path: Path, sha256: str) -> None:
        target = self.path(sha256)
        if target.exists():
            os.utime(target)  # received again: the sweep must count its age from now
            path.unlink()
            return
        made = _make_folders(target.parent)
        path.replace(target)
        for folder in (target.parent, *made):
            _sync_folder(folder)


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and its parents; the folders whose list of names changed, which must be synchronised too."""
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for new in reversed(missing):
        new.mkdir(exist_ok=True)
    return [new.parent for new in missing]


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows has no such call: NTFS journals names itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
