"""Embedded objects of an ODF package: folders with a content of their own, which may hold changes and comments that no
cleaning of the text reaches. Nothing here reads or changes them.
"""

from __future__ import annotations

import re

from repo_service.formats.package import Package

_PARTS = re.compile(r".+/(?:content|styles)\.xml", re.IGNORECASE)
_TRACES = re.compile(rb"<(?:[^\s<>/:]{1,100}:)?(?:tracked-changes|annotation)[\s/>]")


def has_traces(name: str, data: bytes) -> bool:
    """Whether the member ``name`` is part of an object and holds tracked changes or comments."""
    return bool(_PARTS.fullmatch(name) and _TRACES.search(data.replace(b"\0", b"")))


def objects_with_traces(package: Package) -> list[str]:
    """The parts of objects that hold tracked changes or comments."""
    return [name for name in package.names if _PARTS.fullmatch(name) and has_traces(name, package.read(name))]
