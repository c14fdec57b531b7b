"""Content-addressed files on the local disk. The only code that writes a kept file; it never overwrites or guesses.

A file is received into ``tmp/`` while it is hashed, then: fsync file, fsync of the folders above its place, rename to
``blobs/ab/cd/<sha256>``, fsync of the folder. A failed write or fsync is final for that file: it is discarded, never
retried (after a failed fsync the page cache lies). Bytes that are kept already go the same way and take the old
place, so that
an answer never rests on a file that somebody else damaged or had no time to make durable. The caller puts a row in the
database afterwards; a file without a row is swept a day later, a row without a file cannot happen.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
    return (
        StorageFull()
        if error.errno in _FULL
        else Unavailable(
            "L’enregistrement de ce fichier a échoué. Rien n’est perdu de ce qui est déjà conservé ; réessayez."
        )
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
        """Append bytes. Raises ``TooLarge`` past the limit, ``StorageFull`` or ``Unavailable`` when the disk
        refuses.
        """
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
        file, self._file = self._file, None
        if file is None:
            return
        with suppress(OSError):  # a disk that fails: what stays in tmp/ is swept
            file.close()
        with suppress(OSError):
            self.path.unlink()

    def __enter__(self) -> Sink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()


class Blobs:
    """The folder of kept files."""

    def __init__(self, root: Path) -> None:
        self.root = root / "blobs"
        self.tmp = root / "tmp"
        self._settled: set[Path] = set()

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
        except OSError as error:
            raise Damaged() from error

    def size(self, sha256: str) -> int:
        """Size in bytes as it stands on the disk; ``Damaged`` when it is not there."""
        try:
            return self.path(sha256).stat().st_size
        except OSError as error:
            raise Damaged() from error

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty folder on the same disk in which a copy can be made; it goes with what is left in it."""
        try:
            self.tmp.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.tmp) as folder:
                yield Path(folder)
        except OSError as error:
            raise _refused(error) from error

    def exists(self, sha256: str) -> bool:
        """Whether the file stands there (not whether it is intact)."""
        return self.path(sha256).exists()

    def verify(self, sha256: str, sha512: str, size: int) -> str:
        """Read the file again: "" when it is what its row says, else "missing", "unreadable" or "changed"."""
        first, second, read = hashlib.sha256(), hashlib.sha512(), 0
        try:
            with self.path(sha256).open("rb") as file:
                while chunk := file.read(CHUNK):
                    first.update(chunk)
                    second.update(chunk)
                    read += len(chunk)
        except FileNotFoundError:
            return "missing"
        except OSError:
            return "unreadable"
        return "" if (first.hexdigest(), second.hexdigest(), read) == (sha256, sha512, size) else "changed"

    def all(self) -> Iterator[str]:
        """The hash of every file that stands in the folder."""
        for path in self.root.glob("??/??/*"):
            if len(path.name) == 64:
                yield path.name

    def remove(self, sha256: str) -> None:
        """Delete a file that no row names; only ``services.sweeping`` may call this, inside a writing transaction."""
        self.path(sha256).unlink(missing_ok=True)

    def age(self, sha256: str, now: float) -> float:
        """Seconds since the file was last received (or received again); 0 for one that has just gone."""
        try:
            return now - self.path(sha256).stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def sweep_tmp(self, now: float, older_than: float) -> int:
        """Delete what an interrupted sending left in ``tmp/``, older than so many seconds; how many things there
        were.
        """
        count = 0
        for path in self.tmp.glob("*"):
            try:
                if now - path.stat().st_mtime <= older_than:
                    continue
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                count += 1
            except FileNotFoundError:
                continue  # kept or discarded by its sender just now
        return count

    def _adopt(self, path: Path, sha256: str) -> None:
        target = self.path(sha256)
        self._settle(target.parent)
        path.replace(target)
        _sync_folder(target.parent)

    def _settle(self, folder: Path) -> None:
        """Make a folder and make its name durable, once a process: whoever made it may have died before its fsync."""
        if folder == self.root.parent or (folder in self._settled and folder.is_dir()):
            return
        self._settle(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync_folder(folder.parent)
        self._settled.add(folder)


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder durable. Windows has no such call: NTFS journals names itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
