"""Old binary Office files, which are OLE containers: tells them apart by their streams, reads Word 97
through catdoc.

Where catdoc is not installed a .doc is kept and found by its metadata only, and says so. An encrypted .docx
is an OLE file too: it is recognised here so that the reason given is the password and not damage.
"""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

from repo_service.formats import ocr, plain
from repo_service.formats.base import Extract, Format, ReadFailure
from repo_service.formats.package import OLE_MAGIC

CATDOC_SECONDS = 8
_MOST_SECTORS = 64  # of the directory: 2,048 bytes a sector at most, four entries in 512 bytes
_SECTOR_SHIFTS = (9, 12)  # MS-CFB 2.2 knows no other
_END_OF_CHAIN = 0xFFFFFFFA


def streams(path: Path) -> tuple[str, ...]:
    """Names in the directory of an OLE file (MS-CFB 2.6), a few hundred at most; ``()`` when it is none."""
    with path.open("rb") as file:
        head = file.read(512)
        if len(head) < 512 or not head.startswith(OLE_MAGIC):
            return ()
        length = file.seek(0, 2)
        shift = struct.unpack_from("<H", head, 30)[0]
        if shift not in _SECTOR_SHIFTS:
            return ()
        size = 1 << shift
        (sector,) = struct.unpack_from("<I", head, 48)
        tables = struct.unpack_from("<109I", head, 76)
        names = []
        for _ in range(_MOST_SECTORS):
            if sector >= _END_OF_CHAIN or (sector + 1) * size > length:
                break
            file.seek((sector + 1) * size)
            names += _entries(file.read(size))
            which, at = divmod(sector, size // 4)
            if which >= len(tables) or (tables[which] + 1) * size > length:
                break
            file.seek((tables[which] + 1) * size + 4 * at)
            following = file.read(4)
            if len(following) < 4:
                break
            (sector,) = struct.unpack("<I", following)
    return tuple(names)


def _entries(sector: bytes) -> list[str]:
    """Names in one directory sector: entries of 128 bytes, the name's length in bytes at 64."""
    found = []
    for start in range(0, len(sector) - 127, 128):
        count = min(64, int.from_bytes(sector[start + 64 : start + 66], "little"))
        if count >= 2:
            found.append(sector[start : start + count - 2].decode("utf-16-le", "replace"))
    return found


def comes_back(path: Path) -> bool:
    """Whether a chain of sectors of an OLE file comes back on itself (MS-CFB 2.3, 2.4): followed, it never ends."""
    data = path.read_bytes()
    if len(data) < 512 or (shift := struct.unpack_from("<H", data, 30)[0]) not in _SECTOR_SHIFTS:
        return False
    size = 1 << shift

    def entries(sector: int) -> tuple[int, ...]:
        start = (sector + 1) * size
        return struct.unpack(f"<{size // 4}I", data[start : start + size]) if start + size <= len(data) else ()

    tables = dict.fromkeys(struct.unpack_from("<109I", data, 76))
    (more,), met = struct.unpack_from("<I", data, 68), set()
    while listed := entries(more):  # where a file is so large that its tables have a table of their own
        if more in met:
            return True
        met.add(more)
        tables |= dict.fromkeys(listed[:-1])
        more = listed[-1]
    following = [number for sector in tables for number in entries(sector)]
    if _has_ring(following):
        return True
    small: list[int] = []
    (sector,) = struct.unpack_from("<I", data, 60)  # streams under 4,096 bytes have a table of their own
    while sector < len(following):
        small += entries(sector)
        sector = following[sector]
    return _has_ring(small)


def _has_ring(following: Sequence[int]) -> bool:
    """Whether somebody who goes on from some place by ``following`` comes to a place twice."""
    met_by = [-1] * len(following)
    for start in range(len(following)):
        place = start
        while place < len(following) and met_by[place] < 0:
            met_by[place] = start
            place = following[place]
        if place < len(following) and met_by[place] == start:
            return True
    return False


def read(path: Path) -> Extract:
    """The words that catdoc finds. ``ReadFailure("unsupported")`` where it is not installed."""
    try:
        printed = ocr.run("catdoc", "-w", "-d", "utf-8", str(path), seconds=CATDOC_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise ReadFailure("timeout", "catdoc") from error
    if not printed:
        raise ReadFailure("unsupported", "no catdoc, or no words")
    blocks = (block for line in printed.decode("utf-8", "replace").splitlines() for block in plain.blocks_of(line))
    notice = "Ancien format Word : titres, tableaux et notes ne sont pas distingués."
    return Extract(blocks=tuple(blocks), notices=(notice,))


def _read_encrypted(path: Path) -> Extract:
    raise ReadFailure("encrypted")


def _is_word(head: bytes, names: tuple[str, ...]) -> bool:
    return head.startswith(OLE_MAGIC) and "WordDocument" in names


def _is_encrypted(head: bytes, names: tuple[str, ...]) -> bool:
    return head.startswith(OLE_MAGIC) and "encryptedpackage" in {name.lower() for name in names}


FORMAT = Format("doc", 1, "application/msword", ".doc", "Word 97-2003", _is_word, read)
ENCRYPTED = Format(
    "encrypted",
    1,
    "application/x-ole-storage",
    ".bin",
    "Document protégé par mot de passe",
    _is_encrypted,
    _read_encrypted,
)
