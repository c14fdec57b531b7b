"""The index folder: generations, the pointer to the one in use, its manifests, the writer's lock.

``current`` names a generation (a folder ``idx-<n>``) and a commit in it; renaming a new ``current`` over
the old one is the one instant at which a commit or a rebuild takes place. All that it names was synced
before; all that it does not name is left over and may be swept. Nothing here knows what a segment holds.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from repo_service.errors import Unavailable

CURRENT = "current"
SUSPECT = "suspect"
_LOCK = "indexer.lock"
_GENERATION = re.compile(r"idx-(\d+)")


class TornError(Exception):
    """What the pointer names is not there or not as it was written."""


class Held(Unavailable):
    """Another indexer, of this process or another, holds the folder."""

    message = "Un autre processus tient déjà l’index à jour."


@dataclass(frozen=True, slots=True)
class Pointer:
    """What is in use. ``checksum`` is the CRC-32 of the manifest."""

    generation: str
    commit: int
    checksum: int

    @property
    def label(self) -> str:
        """How health and the suspect mark name this state."""
        return f"{self.generation}:{self.commit}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one commit is: which schema, which database, up to which event; checksum of Whoosh's table of
    contents.
    """

    schema: str
    epoch: str
    cursor: int
    documents: int
    toc: str
    toc_checksum: int


def read_pointer(folder: Path) -> Pointer | None:
    """The state in use; ``None`` when there was never one. Raises ``TornError``."""
    try:
        data = json.loads((folder / CURRENT).read_bytes())
        if not _GENERATION.fullmatch(data["generation"]):
            raise TornError("the pointer names no generation")
        return Pointer(data["generation"], int(data["commit"]), int(data["checksum"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        raise TornError("the pointer is damaged") from fault


def read_manifest(folder: Path, pointer: Pointer) -> Manifest:
    """The manifest that the pointer names. Raises ``TornError``."""
    try:
        raw = (folder / pointer.generation / manifest_name(pointer.commit)).read_bytes()
        if zlib.crc32(raw) != pointer.checksum:
            raise TornError("the manifest has a wrong checksum")
        return Manifest(**json.loads(raw))
    except (OSError, ValueError, TypeError, RecursionError) as fault:
        raise TornError("the manifest is away or damaged") from fault


def manifest_name(commit: int) -> str:
    """The file of the manifest of a commit."""
    return f"manifest-{commit}.json"


def publish(folder: Path, generation: str, commit: int, manifest: Manifest) -> Pointer:
    """Write the manifest, then make it the state in use. Files that it relies on must be synced before."""
    raw = json.dumps(asdict(manifest)).encode()
    write_synced(folder / generation / manifest_name(commit), raw)
    sync_folder(folder / generation)
    pointer = Pointer(generation, commit, zlib.crc32(raw))
    _clear_folder(folder / CURRENT)
    write_synced(folder / CURRENT, json.dumps(asdict(pointer)).encode())
    sync_folder(folder)
    return pointer


def _clear_folder(path: Path) -> None:
    """Remove a folder that somebody put where a file of ours must stand: no file could take its place."""
    if path.is_dir():
        shutil.rmtree(path)


def private(path: str, flags: int) -> int:
    """For ``open(…, opener=private)``: a file for its owner only, whatever the umask says."""
    return os.open(path, flags, 0o600)


def write_synced(path: Path, data: bytes) -> None:
    """Write through a temporary neighbour, sync, rename: a reader sees all of it or none."""
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.unlink(missing_ok=True)  # of a process that was killed, with whatever rights it had
    with open(temporary, "wb", opener=private) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def sync_file(path: Path) -> None:
    """Force a written file to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Force names to the disk; Windows has no such call and needs none."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def new_generation(folder: Path) -> str:
    """Make the folder of the next generation, for its owner only."""
    last = max((_number(name) for name in names(folder)), default=0)
    name = f"idx-{last + 1}"
    (folder / name).mkdir(mode=0o700)
    return name


def names(folder: Path) -> list[str]:
    """The generations that stand in a folder, oldest first."""
    return sorted((path.name for path in folder.iterdir() if _GENERATION.fullmatch(path.name)), key=_number)


def _number(generation: str) -> int:
    return int(generation.partition("-")[2])


def history_folder(folder: Path) -> Path:
    """Where the index of all versions stands: in the folder of the current one, with its own lock and generations."""
    return folder / "history"


def sweep(folder: Path, keep: set[str]) -> None:
    """Delete generations that are not in ``keep``; what another program holds open (Windows) waits for next
    time.
    """
    for path in folder.iterdir():
        if _GENERATION.fullmatch(path.name) and path.name not in keep:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:  # somebody put it there
                path.unlink(missing_ok=True)


def sweep_files(folder: Path, keep: set[str]) -> None:
    """Delete the files of a generation that its manifest no longer needs."""
    for path in folder.iterdir():
        if path.name not in keep and path.is_file():
            try:
                path.unlink()
            except PermissionError:
                continue  # held open on Windows


def mark_suspect(folder: Path, label: str) -> bool:
    """Tell the indexer that a reader met damage in the state ``label``; a state is marked once.

    A generation instead of a label: it is sound, but somebody wants another one. False where we may not write.
    """
    try:
        if _marked(folder) != label:
            _clear_folder(folder / SUSPECT)
            with open(folder / SUSPECT, "w", opener=private) as file:
                file.write(label)
    except OSError:
        return False
    return True


def _marked(folder: Path) -> str | None:
    """The state that was marked last; ``None`` without a readable mark."""
    try:
        return (folder / SUSPECT).read_text()
    except (OSError, UnicodeDecodeError):
        return None


def suspected(folder: Path, pointer: Pointer | None) -> bool:
    """Whether the present state is to be built anew (a mark on an earlier one is out of date)."""
    label = _marked(folder)
    return label is not None and (pointer is None or label in {pointer.label, pointer.generation, ""})


def is_damaged(folder: Path, pointer: Pointer) -> bool:
    """Whether a reader met damage in the present state."""
    return _marked(folder) in {pointer.label, ""}


def clear_suspect(folder: Path) -> None:
    """After a rebuild."""
    _clear_folder(folder / SUSPECT)
    (folder / SUSPECT).unlink(missing_ok=True)


def ask_rebuild(folder: Path, since: str) -> bool:
    """Have the indexer that holds the folder build anew; whether it did, that is whether ``since`` is left behind.

    To be repeated until then. ``since`` is a generation, or "" when there was none that could be read. Raises
    ``Unavailable`` where the mark cannot be written.
    """
    now = in_use(folder)
    if now is None or now.generation != since:
        return now is not None  # what cannot be read the indexer notices by itself
    if not mark_suspect(folder, since):
        raise Unavailable("Le dossier de l’index n’est pas accessible en écriture.")
    return False


def in_use(folder: Path) -> Pointer | None:
    """The state in use, ``None`` when there is none that can be read."""
    try:
        return read_pointer(folder)
    except TornError:
        return None


def _keep_private(folder: Path) -> None:
    """An index holds pickles and every text: nobody but its owner has to do with it. Not where the folder is another's.
    """
    if folder.stat().st_mode & 0o077:
        with suppress(PermissionError):
            folder.chmod(0o700)


class WriterLock:
    """A lock of the operating system: it dies with its process, however that dies.

    Who empties the folder takes the name of the locked file away; ``acquire`` then locks the new one.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _LOCK
        self._file: IO[bytes] | None = None

    def acquire(self) -> None:
        """Hold the folder; costs one ``stat`` where it is held already. Raises ``Held`` when another process, or
        another indexer of this one, holds it.
        """
        while not self._holds():
            self.release()
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _keep_private(self._path.parent)
            file = os.fdopen(private(str(self._path), os.O_RDWR | os.O_APPEND | os.O_CREAT), "ab")
            try:
                _lock(file.fileno())
            except OSError as fault:
                file.close()
                raise Held from fault
            self._file = file

    def _holds(self) -> bool:
        """Whether the file that we locked is the one that stands there."""
        if self._file is None:
            return False
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), self._path.stat())
        except OSError:
            return False

    def release(self) -> None:
        """Safe to repeat."""
        if self._file:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
