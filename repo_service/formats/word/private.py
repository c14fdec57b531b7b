"""Which parts of a Word package hold comments.

A part is known by its name and its content type, not by relationships alone: a part that nothing leads to any more
still travels with the file. Nothing here changes a part.
"""

from __future__ import annotations

import re

from repo_service.formats.base import ReadFailure
from repo_service.formats.package import Package, parse_xml

CONTENT_TYPES = "[Content_Types].xml"
_COMMENTS = re.compile(r"word/comments[^/]*\.xml", re.IGNORECASE)
_COMMENT_TYPES = re.compile(r"[.]comments\+xml", re.IGNORECASE)


def remark_parts(package: Package) -> list[str]:
    """The parts that may hold comments, in the order of the package, whether or not anything leads to them."""
    said = _ContentTypes(package)
    return [n for n in package.names if _COMMENTS.fullmatch(n) or _COMMENT_TYPES.search(said.of(n))]


class _ContentTypes:
    """What ``[Content_Types].xml`` says of each part (ECMA-376 part 2, 7.2.3): by name, else by suffix."""

    def __init__(self, package: Package) -> None:
        self._by_name: dict[str, str] = {}
        self._by_suffix: dict[str, str] = {}
        found = package.find(CONTENT_TYPES)
        if found is None:
            return
        try:
            root = parse_xml(package.read(found))
        except ReadFailure as failure:
            if failure.reason != "damaged":
                raise
            return
        for element in root.iterchildren("{*}Override"):
            name = str(element.get("PartName", "")).lstrip("/").casefold()
            self._by_name[name] = str(element.get("ContentType", ""))
        for element in root.iterchildren("{*}Default"):
            self._by_suffix[str(element.get("Extension", "")).casefold()] = str(element.get("ContentType", ""))

    def of(self, name: str) -> str:
        folded = name.casefold()
        said = self._by_name.get(folded)
        return self._by_suffix.get(folded.rpartition(".")[2], "") if said is None else said
