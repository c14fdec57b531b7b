"""Dropped files before they are published: kept, read and guessed at once, then checked by the person who dropped them.

A dropped file is seen by its owner only. Publishing makes the document; a file that nobody publishes is swept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from repo_service import identifiers
from repo_service.domain.documents import NewDocument
from repo_service.domain.kinds import KINDS
from repo_service.domain.recognition.guessing import Guess, Guesses
from repo_service.domain.roles import Actor
from repo_service.domain.states import is_private
from repo_service.errors import NotFound
from repo_service.formats.base import Extract
from repo_service.services import access, documents
from repo_service.services.documents import Prepared
from repo_service.services.reading import reader_of
from repo_service.services.versions import comparing, describing
from repo_service.services.versions.comparing import Key
from repo_service.store import filing, intakes, readings
from repo_service.store.blobs import BlobRef
from repo_service.store.documents import Document, Intake
from repo_service.store.work import UnitOfWork

GUESSED = ("kind", "title", "date", "body", "institution", "language", "number")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dropped file as its owner sees it."""

    id: str
    batch: str
    file_name: str
    media_type: str
    sha256: str
    size: int
    filed_at: datetime
    expires_at: datetime
    guesses: dict[str, Guess]
    extract: Extract
    reader: str
    reading: Key  # of its text, for comparisons
    cleaned: bool
    duplicate: Document | None


def receive(uow: UnitOfWork, actor: Actor, recognised: Sequence[tuple[Prepared, Guesses]], days: int) -> str:
    """Put dropped files down as one batch « à vérifier », with what was recognised in each; the batch's identifier."""
    access.allow(actor, "file")
    owner = documents.account_of(uow, actor)
    batch = identifiers.new()
    for item, found in recognised:
        documents.keep(uow, item)
        intakes.add(uow, owner, batch, item.blob.sha256, item.file_name, item.media_type, to_json(found), days)
    uow.log.record("intake.received", actor.account, batch, files=len(recognised))
    return batch


def to_json(found: Guesses) -> dict[str, Any]:
    """The guesses as they are kept with the dropped file; fields without a guess are left out."""
    return {name: asdict(guess) for name in GUESSED if (guess := getattr(found, name)) is not None}


def batch(uow: UnitOfWork, actor: Actor, batch_id: str) -> list[Waiting]:
    """The files of a batch; ``NotFound`` when it is empty or another person's."""
    access.allow(actor, "file")
    rows = intakes.of_batch(uow.session, actor.account, identifiers.normalise(batch_id) or "")
    if not rows:
        raise NotFound()
    return [_waiting(uow, actor, row) for row in rows]


def _waiting(uow: UnitOfWork, actor: Actor, row: Intake) -> Waiting:
    extraction = readings.extraction(uow.session, row.blob_sha256, reader_of(row.media_type))
    extract = (
        Extract.from_json(extraction.content) if extraction else Extract(status="unsupported", reason="unsupported")
    )
    return Waiting(
        id=row.public_id, batch=row.batch, file_name=row.file_name, media_type=row.media_type,
        sha256=row.blob_sha256, size=row.blob.size, filed_at=row.created_at, expires_at=row.expires_at,
        guesses={name: Guess(**guess) for name, guess in row.guesses.items()}, extract=extract,
        reader=extraction.reader if extraction else "",
        reading=comparing.key_of(row.blob_sha256, extraction),
        cleaned=readings.derivative(uow.session, row.blob_sha256, "clean") is not None,
        duplicate=access.holding(uow, actor, row.blob_sha256),
    )  # fmt: skip


def mine(uow: UnitOfWork, actor: Actor) -> list[Intake]:
    """Everything that waits for this person, newest first; nothing for those who file nothing."""
    return intakes.of_owner(uow.session, actor.account) if actor.can("file") else []


def publish(uow: UnitOfWork, actor: Actor, batch_id: str, intake_id: str, new: NewDocument, timezone: str) -> Document:
    """Make the document of a dropped file; the file stops waiting."""
    row = _own(uow, actor, batch_id, intake_id)
    document = documents.file(uow, actor, _prepared(uow, row), new, timezone)
    intakes.remove(uow, row)
    return document


def add_version(
    uow: UnitOfWork, actor: Actor, batch_id: str, intake_id: str, public_id: str, expected: int, new: NewDocument,
    timezone: str,
) -> Document:  # fmt: skip
    """Make the next version of a document of a dropped file; the file stops waiting.

    ``expected`` is the latest version that the person saw. The kind and the readers are the document's, and so is what
    ``new`` leaves empty. Without a state in ``new`` the version stands as the one before it; after a draft it is
    published.
    """
    row = _own(uow, actor, batch_id, intake_id)
    document = documents.editable(uow, actor, public_id, expected)
    documents.add_version(uow, actor, public_id, expected, _prepared(uow, row), _further(document, new), timezone)
    intakes.remove(uow, row)
    return document


def _further(document: Document, new: NewDocument) -> NewDocument:
    latest = documents.working(document)
    state = new.state
    if not state and is_private(filing.state_of(latest)):
        state = KINDS[document.kind].published_as
    readers = latest.details.get("visibility", document.visibility)
    said = replace(new, kind=document.kind, visibility=readers, bodies=(), state=state)
    names = ("body", "institution", "keywords", "domain", "language", "number")
    kept = describing.keeping(document, said)
    return replace(kept, **{name: getattr(new, name) for name in names if getattr(new, name)})


def attach(uow: UnitOfWork, actor: Actor, batch_id: str, intake_id: str, document: Document, role: str) -> None:
    """Keep a dropped file as the companion of a document (a signed copy, an annex) instead of a document."""
    row = _own(uow, actor, batch_id, intake_id)
    documents.attach(uow, actor, document, _prepared(uow, row), role)
    intakes.remove(uow, row)


def discard(uow: UnitOfWork, actor: Actor, batch_id: str, intake_id: str) -> None:
    """Put a dropped file aside for good."""
    row = _own(uow, actor, batch_id, intake_id)
    uow.log.record("intake.discarded", actor.account, row.public_id)
    intakes.remove(uow, row)


def _own(uow: UnitOfWork, actor: Actor, batch_id: str, intake_id: str) -> Intake:
    access.allow(actor, "file")
    for row in intakes.of_batch(uow.session, actor.account, identifiers.normalise(batch_id) or ""):
        if row.public_id == intake_id:
            return row
    raise NotFound()


def _prepared(uow: UnitOfWork, row: Intake) -> Prepared:
    extraction = readings.extraction(uow.session, row.blob_sha256, reader_of(row.media_type))
    assert extraction is not None  # written with the intake, in the same transaction
    blob = BlobRef(row.blob.sha256, row.blob.sha512, row.blob.size)
    return Prepared(
        blob, row.file_name, row.media_type, extraction.reader, extraction.reader_version,
        Extract.from_json(extraction.content),
    )  # fmt: skip
