"""Which members of a package are whole text documents: each keeps changes, comments and names of its own, which no
cleaning of the package reaches. Serves ``opendocument`` too. Nothing here reads their text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from repo_service.formats.base import ReadFailure
from repo_service.formats.package import OLE_MAGIC, Package, is_encrypted_ole, names_in

_DOCUMENTS = re.compile(r"\.(?:do[ct][xm]?|rtf|odt|ott|fodt)", re.IGNORECASE)
_RTF = b"{\\rtf"
_ZIP = b"PK\x03\x04"
_IN_OLE = ("WordDocument\0".encode("utf-16-le"), b"word/document", b"opendocument.text")  # a stream, or a zip in one


def is_document(name: str, chunks: Iterator[bytes]) -> bool:
    """Whether the member ``name`` is a text document, by its suffix or its content; true also of a zip or an OLE file
    that cannot be looked into. Of other members only the first chunk is taken."""
    if _DOCUMENTS.fullmatch(name[name.rfind(".") :]):
        return True
    head = next(chunks, b"")
    if head.startswith(_RTF):
        return True
    if not head.startswith((_ZIP, OLE_MAGIC)):
        return False
    data = b"".join((head, *chunks))
    if head.startswith(OLE_MAGIC):
        return is_encrypted_ole(data) or any(sign in data for sign in _IN_OLE)
    try:
        names = [inner.casefold() for inner in names_in(BytesIO(data))]
    except ReadFailure:
        return True
    return any(inner.startswith("word/") or inner.rpartition("/")[2] == "document.xml" for inner in names) or (
        "content.xml" in names
    )


def embedded_documents(package: Package) -> list[str]:
    """The members that are text documents. XML parts are none; a damaged member cannot be opened by anybody."""
    found = []
    for name in package.names:
        if name.casefold().endswith((".xml", ".rels")):
            continue
        try:
            if is_document(name, package.chunks(name)):
                found.append(name)
        except ReadFailure as failure:
            if failure.reason != "damaged":
                raise
    return found
