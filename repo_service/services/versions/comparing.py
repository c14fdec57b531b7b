"""Compare two versions, of one document or of two, as one person may see them; what was compared is remembered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from repo_service.domain.comparison import comparing
from repo_service.domain.comparison.changes import Comparison
from repo_service.domain.passages import Block
from repo_service.domain.roles import Actor
from repo_service.errors import NotFound, TooLong
from repo_service.formats.base import Extract
from repo_service.search import BoundedCache
from repo_service.services import access, reading
from repo_service.store import readings
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork

MOST_CHARACTERS = 3_000_000  # of both texts together, about 250 pages each at worst: some seconds of work
Key = tuple[str, str, int, datetime | None]  # of a reading: file, reader, its version, when
_remembered: BoundedCache[Comparison] = BoundedCache(32 << 20)

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
    cleaned: bool  # the person does not receive the original: who inserted what is not to be told


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


def compare(uow: UnitOfWork, actor: Actor, public_id: str, a: int, b: int, other: str = "") -> Compared:
    """Version ``a`` of a document with its version ``b``, or with version ``b`` of the document ``other``.

    ``NotFound`` for what does not exist and for what the actor may not see, alike; ``Gone`` for a withdrawn document;
    ``TooLong`` for texts that nobody would wait for.
    """
    before, key = side(uow, actor, public_id, a)
    after, other_key = side(uow, actor, other or public_id, b)
    return Compared(
        before, after, comparison(before.blocks, after.blocks, (key, other_key)), _fields(before, after),
        _notices(before, after),
    )  # fmt: skip


def side(uow: UnitOfWork, actor: Actor, public_id: str, number: int) -> tuple[Side, Key]:
    """One version with its text, if the actor may see it, and the key under which its comparisons are remembered."""
    document = reading.readable(uow, actor, public_id)
    version = next((one for one in document.versions if one.number == number), None)
    if version is None or not access.sees_version(actor, document, version):
        raise NotFound()
    row = readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))
    extract = Extract.from_json(row.content) if row else Extract(status="unsupported", reason="unsupported")
    cleaned = extract.leaks.any and not reading.keeps(actor, document)
    made = Side(
        document, version, extract.blocks, row.reader if row else "unknown", extract.status, extract.reason, cleaned
    )
    return made, (version.blob_sha256, made.reader, row.reader_version if row else 0, row.created_at if row else None)


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
    ours, theirs = card(before.document, before.version), card(after.document, after.version)
    return tuple(FieldChange(name, ours[name], theirs[name]) for name in FIELDS if ours[name] != theirs[name])


def card(document: Document, version: Version) -> dict[str, str]:
    """What a version says of itself, by field of ``FIELDS``; the kind is the document's where no version kept it."""
    said = {"kind": document.kind, "title": version.title, "file_name": version.file_name} | version.details
    return {name: str(said.get(name, "")) for name in FIELDS}


def _notices(before: Side, after: Side) -> tuple[str, ...]:
    found = []
    if before.reader != after.reader and before.blocks and after.blocks:
        found.append("formats")
    for one, word in ((before, "unread_before"), (after, "unread_after")):
        if one.status != "read":
            found.append(word)
    return tuple(found)
