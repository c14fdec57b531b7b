"""Writes ZIP containers whose bytes depend on their content only: fixed member dates, order as given, one compression.

Identical files are recognised by their hash, so what is made twice of the same content must come out the same.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_DATE = (1980, 1, 1, 0, 0, 0)


def pack(members: Iterable[tuple[str, bytes]], *, stored: frozenset[str] = frozenset()) -> bytes:
    """A ZIP of (name, content) pairs; ``stored`` names the members that must not be compressed (ODF's ``mimetype``)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every operating system
            archive.writestr(entry, content)
    return buffer.getvalue()


def repack(content: bytes) -> bytes:
    """The same ZIP with fixed dates."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return pack((name, archive.read(name)) for name in archive.namelist())
