"""Compare two versions, of one document or of two, as one person may see them; what was compared is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repo_service.domain.comparison import comparing
from repo_service.domain.comparison.changes import Comparison
from repo_service.domain.passages import Block
from repo_service.domain.roles import Actor
from repo_service.errors import NotFound, TooLong
from repo_service.formats.base import Extract
from repo_service.search import BoundedCache
from repo_service.services import access, reading
from repo_service.services.versions import describing
from repo_service.store import readings
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork

MOST_CHARACTERS = 3_000_000  # of both texts together, 500 pages each: some seconds of work
Key = tuple[str, str, int, datetime | None]  # of a reading: file, reader, its version, when
# Kept under what was read, whatever the database: the same bytes give the same passages to the same version of a
# reader, so two databases of one process may share an entry. Only an accident of reading (no time, no memory) gives
# others; what is read anew after it has another instant.
_remembered: BoundedCache[Comparison] = BoundedCache(64 << 20)  # ten thousand changes fit

FIELDS = (  # of a card, in the order in which they are told
    "title", "kind", "number", "date", "body", "institution", "language", "keywords", "domain", "visibility", "bodies",
    "file_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two versions. ``status`` and ``reason``: how the reading of its file ended (``formats.base``)."""

    document: Document
    version: Version
    blocks: tuple[Block, ...]
    reader: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of the card that differs: codes and identifiers, as they are kept; "" where there was nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions beside each other.

    ``notices``: "formats" when two sorts of files were compared by their text, "unread_before" and "unread_after" when
    a file gave no text.
    """

    before: Side
    after: Side
    comparison: Comparison
    fields: tuple[FieldChange, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions that may be compared, and the keys under which their comparison is remembered."""

    before: Side
    after: Side
    keys: tuple[Key, Key]


def pair(uow: UnitOfWork, actor: Actor, public_id: str, a: int, b: int, other: str = "") -> Pair:
    """Version ``a`` of a document and its version ``b``, or version ``b`` of the document ``other``.

    ``NotFound`` for what does not exist and for what the actor may not see, alike; ``Gone`` for a withdrawn document.
    """
    before, key = side(uow, actor, public_id, a)
    after, other_key = side(uow, actor, other or public_id, b)
    return Pair(before, after, (key, other_key))


def compare(two: Pair) -> Compared:
    """What differs. It may take a second or two: no transaction is to be open meanwhile.

    ``TooLong`` for texts that nobody would wait for.
    """
    before, after = two.before, two.after
    found = comparison(before.blocks, after.blocks, two.keys)
    return Compared(before, after, found, _fields(before, after), _notices(before, after))


def side(uow: UnitOfWork, actor: Actor, public_id: str, number: int) -> tuple[Side, Key]:
    """One version with its text, if the actor may see it, and the key under which its comparisons are remembered."""
    document = reading.readable(uow, actor, public_id)
    version = next((one for one in document.versions if one.number == number), None)
    if version is None or not access.sees_version(actor, document, version):
        raise NotFound()
    return read(uow, document, version)


def read(uow: UnitOfWork, document: Document, version: Version) -> tuple[Side, Key]:
    """The same of a version that the caller has, and that the person may see."""
    row = readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))
    extract = Extract.from_json(row.content) if row else Extract(status="unsupported", reason="unsupported")
    made = Side(document, version, extract.blocks, row.reader if row else "unknown", extract.status, extract.reason)
    return made, key_of(version.blob_sha256, row)


def key_of(sha256: str, extraction: Any) -> Key:
    """The key of what was drawn from a file (a row of ``readings.extraction``), or of a file that nobody read."""
    if extraction is None:
        return sha256, "", 0, None
    return sha256, extraction.reader, extraction.reader_version, extraction.created_at


def comparison(before: tuple[Block, ...], after: tuple[Block, ...], keys: tuple[Key, Key]) -> Comparison:
    """The comparison of two texts, remembered by what they were read from."""
    known = _remembered.get((comparing.VERSION, keys))
    if known is not None:
        return known
    length = sum(len(block.text) for blocks in (before, after) for block in blocks)
    if length > MOST_CHARACTERS:
        raise TooLong()
    found = comparing.compare(before, after)
    size = sum(200 + sum(150 + 2 * len(piece.text) for piece in change.pieces) for change in found.changes)
    _remembered.put((comparing.VERSION, keys), found, size)
    return found


def _fields(before: Side, after: Side) -> tuple[FieldChange, ...]:
    ours, theirs = _card(before), _card(after)
    return tuple(FieldChange(name, ours[name], theirs[name]) for name in FIELDS if ours[name] != theirs[name])


def _card(side: Side) -> dict[str, str]:
    return describing.card(side.version, side.document.kind) | {"file_name": side.version.file_name}


def _notices(before: Side, after: Side) -> tuple[str, ...]:
    found = []
    if before.reader != after.reader and before.blocks and after.blocks:
        found.append("formats")
    for one, word in ((before, "unread_before"), (after, "unread_after")):
        if one.status != "read":
            found.append(word)
    return tuple(found)
