"""The formats that are read, and how a file's format is told from its content.

A new format is one file of this folder and one name in ``FORMATS``. Reading itself goes through
``isolate``: nothing here opens a file beyond its first bytes and the directory of a zip.
"""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from repo_service.formats import doc, docx, eml, flat, html, image, markdown, ocr, odt, pdf, plain, pptx, rtf, xlsx
from repo_service.formats.base import Format, ReadFailure
from repo_service.formats.package import OLE_MAGIC, names_in, zip_within

HEAD = 8192
_MOST_NAMES = 5000
_BEGINNING = 4 * 2**20

_MAIL = eml.reading(lambda path, hint: recognise(path, hint))  # the files sent with it are known by all formats
FORMATS: tuple[Format, ...] = (  # asked in this order: plain text takes whatever reads as text
    doc.ENCRYPTED,
    docx.FORMAT,
    odt.FORMAT,
    pdf.FORMAT,
    pptx.FORMAT,
    xlsx.FORMAT,
    xlsx.ODS,
    doc.FORMAT,
    xlsx.XLS,
    rtf.FORMAT,
    *image.FORMATS,
    *flat.FORMATS,
    _MAIL,
    html.FORMAT,
    markdown.FORMAT,
    plain.FORMAT,
)
_BY_NAME = frozenset({markdown.FORMAT.name, plain.FORMAT.name})  # the content alone cannot tell one from the other
_LOOSE = (_MAIL, html.FORMAT, markdown.FORMAT, plain.FORMAT)  # known by their beginning, whatever comes after


def beside(reader: str) -> frozenset[str]:
    """The readers whose text of a file stays good beside a newer one by ``reader``: what was recognised on a scan; and
    Markdown beside plain text, for the same bytes may be kept under two names. All others give way.
    """
    return frozenset({ocr.NAME}) | (_BY_NAME - {reader} if reader in _BY_NAME else frozenset())


def members(path: Path, head: bytes) -> tuple[str, ...]:
    """The first names inside a zip or an OLE file; ``()`` for all else.

    A directory that is missing, damaged or beyond the limits of ``package`` is not listed.
    """
    if head.startswith(OLE_MAGIC):
        return doc.streams(path)
    if not head.startswith(b"PK"):
        return ()
    try:
        with path.open("rb") as file:
            return names_in(file)[:_MOST_NAMES]
    except ReadFailure:
        return _local_names(path)


def _local_names(path: Path) -> tuple[str, ...]:
    """Names before the members themselves (APPNOTE 4.3.7): what is left to know a zip cut short or too large."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING)
    starts = (match.start() for match in re.finditer(b"PK\x03\x04", beginning))
    sized = ((at + 30, int.from_bytes(beginning[at + 26 : at + 28], "little")) for at in starts)
    names = (beginning[at : at + size].decode("utf-8", "replace") for at, size in sized if 0 < size <= 300)
    return tuple(islice(names, _MOST_NAMES))


def _behind(path: Path) -> Format | None:
    """The format of a zip that stands at the end of a file behind something else. Office programs open such a file all
    the same, so that it may leak what that format may; its reader refuses it."""
    try:
        with path.open("rb") as file:
            begin, names = zip_within(file)
            file.seek(begin)
            head = file.read(HEAD)
    except (ReadFailure, OSError):
        return None
    return next((form for form in FORMATS if names and form.recognise(head, names)), None)


def recognise(path: Path, hint: str = "") -> Format | None:
    """The format of a file by its content, ``None`` when none knows it.

    ``hint`` is the name under which the file came: its suffix is asked only between Markdown and plain
    text, which content alone cannot tell apart.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    names = members(path, head)
    found = next((form for form in FORMATS if form.recognise(head, names)), None)
    if found is None or found in _LOOSE:
        found = _behind(path) or found
    suffix = hint.rpartition(".")[2].lower()
    if found in (plain.FORMAT, markdown.FORMAT):
        if suffix in ("md", "markdown"):
            return markdown.FORMAT
        if suffix in ("txt", "text"):
            return plain.FORMAT
    return found


def is_loose(form: Format) -> bool:
    """Whether a format is text known by its beginning alone: the same file may as well be another sort of text."""
    return form in _LOOSE
