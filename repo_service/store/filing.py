"""Writing documents: the only code that adds versions, states and extractions, and that keeps derived columns right.

Rights were asked one floor up. Everything here happens inside the caller's unit of work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from repo_service import identifiers
from repo_service.domain.documents import NewDocument
from repo_service.domain.passages import fold
from repo_service.domain.roles import readers_of
from repo_service.domain.states import is_private
from repo_service.errors import Unavailable
from repo_service.store.base import Base
from repo_service.store.blobs import BlobRef
from repo_service.store.documents import (
    Blob,
    Companion,
    Derivative,
    Document,
    DocumentLink,
    DocumentReader,
    Extraction,
    Version,
    VersionState,
)
from repo_service.store.log import canonical
from repo_service.store.people import Account, Body, BodyReader, Institution
from repo_service.store.work import UnitOfWork

_SWEEP_KEY = 7_316_029_115_402_002  # PostgreSQL advisory lock: adopting a file and sweeping files exclude each other
RECORD_SEPARATOR = "\x1e"


def adopt(uow: UnitOfWork, reference: BlobRef) -> None:
    """Give a kept file its row; harmless for a file that has one. From now on the sweep leaves it alone."""
    if uow.session.get_bind().dialect.name == "postgresql":
        uow.session.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": _SWEEP_KEY})
    if not uow.blobs.exists(reference.sha256):
        raise Unavailable()  # swept between receiving and filing: sending again is all that is needed
    if uow.session.get(Blob, reference.sha256) is None:
        uow.session.add(
            Blob(sha256=reference.sha256, sha512=reference.sha512, size=reference.size, created_at=uow.now)
        )
        uow.session.flush()


def exclude_adoption(uow: UnitOfWork) -> None:
    """Taken by the sweep: nobody adopts a file until its transaction ends (SQLite has a single writer anyway)."""
    if uow.session.get_bind().dialect.name == "postgresql":
        uow.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SWEEP_KEY})


def keep_extraction(uow: UnitOfWork, sha256: str, reader: str, version: int, content: dict[str, Any]) -> None:
    """Keep what a reader drew from a file (``Extract.to_json``), replacing what the same reader drew before."""
    session = uow.session
    row = session.scalar(
        select(Extraction).where(
            Extraction.blob_sha256 == sha256, Extraction.reader == reader, Extraction.reader_version == version
        )
    )
    if row is None:
        row = Extraction(blob_sha256=sha256, reader=reader, reader_version=version)
        session.add(row)
    row.status, row.reason = content["status"], content["reason"]
    row.content, row.leaks, row.created_at = content, content["leaks"], uow.now
    row.text = RECORD_SEPARATOR.join(_wording(block) for block in content["blocks"])
    session.flush()


def _wording(block: dict[str, Any]) -> str:
    label = block.get("label", "")
    return f"{label} {block['text']}" if label else str(block["text"])


def keep_derivative(uow: UnitOfWork, source: str, purpose: str, copy: BlobRef) -> None:
    """Note that ``copy`` was made from ``source`` for ``purpose`` ("clean"); one per purpose."""
    adopt(uow, copy)
    known = select(Derivative.id).where(Derivative.source_sha256 == source, Derivative.purpose == purpose)
    if uow.session.scalar(known) is None:
        uow.session.add(
            Derivative(source_sha256=source, purpose=purpose, sha256=copy.sha256, created_at=uow.now)
        )
        uow.session.flush()


def version_hash(version: Version, author: str) -> str:
    """SHA-256 over the canonical JSON of what makes a version: file, metadata, author, instant, reason, hash before it."""
    content = {
        "blob": version.blob_sha256, "file_name": version.file_name, "title": version.title,
        "details": version.details, "author": author, "created_at": version.created_at.isoformat(),
        "reason": version.reason, "number": version.number, "previous": version.previous_hash,
    }  # fmt: skip
    return hashlib.sha256(canonical(content)).hexdigest()


def add_document(uow: UnitOfWork, author: Account, new: NewDocument) -> Document:
    """A document without a version yet: the caller adds version 1 in the same unit of work."""
    document = Document(
        public_id=identifiers.new(), kind=new.kind, visibility=new.visibility, author_id=author.id, author=author,
        created_at=uow.now,
    )  # fmt: skip
    uow.session.add(document)
    return document


def set_body_readers(uow: UnitOfWork, document: Document, bodies: Iterable[str]) -> None:
    """Say whose members may see a document of visibility "body"; former ones are retracted, not forgotten."""
    uow.session.flush()
    wanted = set(uow.session.scalars(select(Body.id).where(Body.public_id.in_(list(bodies)))))
    rows = uow.session.scalars(
        select(BodyReader).where(BodyReader.document_id == document.id, BodyReader.retracted_at.is_(None))
    )
    present = {row.body_id: row for row in rows}
    for body_id in present.keys() - wanted:
        present[body_id].retracted_at = uow.now
    for body_id in wanted - present.keys():
        uow.session.add(BodyReader(document_id=document.id, body_id=body_id, recorded_at=uow.now))
    uow.session.flush()


def add_version(
    uow: UnitOfWork, document: Document, author: Account, new: NewDocument, blob: str, file_name: str, media_type: str
) -> Version:
    """The next immutable version. Its state is set apart (``set_state``), then ``refresh`` is due."""
    previous = document.versions[-1] if document.versions else None
    version = Version(
        number=previous.number + 1 if previous else 1, blob_sha256=blob, file_name=file_name, media_type=media_type,
        title=new.title, details=new.details(), author_id=author.id, author=author, created_at=uow.now,
        reason=new.reason, previous_hash=previous.hash if previous else "",
    )  # fmt: skip
    version.hash = version_hash(version, author.public_id)
    document.versions.append(version)
    return version


def set_state(uow: UnitOfWork, version: Version, state: str, account: Account, day: date) -> None:
    """Add the row that puts ``version`` in ``state`` from ``day`` on."""
    row = VersionState(state=state, account_id=account.id, valid_from=day, recorded_at=uow.now)
    version.states.append(row)


def state_of(version: Version) -> str:
    """The state in force: that of the last row."""
    return version.states[-1].state if version.states else "draft"


def add_companion(
    uow: UnitOfWork, version: Version, author: Account, blob: str, role: str, file_name: str, media_type: str
) -> Companion:
    """A file that goes with a version."""
    companion = Companion(
        public_id=identifiers.new(), blob_sha256=blob, role=role, file_name=file_name, media_type=media_type,
        author_id=author.id, created_at=uow.now,
    )  # fmt: skip
    version.companions.append(companion)
    uow.session.flush()
    return companion


def refresh(uow: UnitOfWork, document: Document) -> None:
    """Derive the document's current columns and reader tokens from its versions. To be called after any change."""
    session, versions = uow.session, document.versions
    shown = [v for v in versions if not is_private(state_of(v))] or versions
    current = shown[-1]
    details = current.details
    document.current_number, document.latest_number = current.number, versions[-1].number
    document.state, document.title = state_of(current), current.title
    document.title_key = fold(current.title)[:300]
    document.day = date.fromisoformat(details["date"]) if details.get("date") else None
    document.number, document.language = details.get("number", ""), details.get("language", "fr")
    document.body_id = _key(session, Body, details.get("body", ""))
    document.institution_id = _key(session, Institution, details.get("institution", ""))
    session.flush()
    _set_readers(uow, document, details.get("body", ""))
    uow.log.access_changed(document)


def _set_readers(uow: UnitOfWork, document: Document, body: str) -> None:
    session = uow.session
    bodies = _reading_bodies(session, document) if document.visibility == "body" else []
    wanted = readers_of(document.visibility, bodies, document.author.public_id, document.state, body)
    rows = DocumentReader.document_id == document.id
    present = set(session.scalars(select(DocumentReader.token).where(rows)))
    if gone := present - wanted:
        session.execute(delete(DocumentReader).where(rows, DocumentReader.token.in_(gone)))
    session.add_all(DocumentReader(document_id=document.id, token=token) for token in sorted(wanted - present))
    session.flush()


def _reading_bodies(session: Session, document: Document) -> list[str]:
    """Identifiers of the bodies whose members may see a document of visibility "body"."""
    query = (
        select(Body.public_id)
        .join(BodyReader, BodyReader.body_id == Body.id)
        .where(BodyReader.document_id == document.id, BodyReader.retracted_at.is_(None))
    )
    return list(session.scalars(query))


def _key(session: Session, table: type[Body] | type[Institution], public_id: str) -> int | None:
    if not public_id:
        return None
    return session.scalar(select(table.id).where(table.public_id == public_id))


def set_links(uow: UnitOfWork, document: Document, targets: Iterable[str]) -> None:
    """Replace the outgoing ``[[links]]`` of a document by these identifiers."""
    if document.latest_number > 1:
        uow.session.execute(delete(DocumentLink).where(DocumentLink.source_id == document.id))
    uow.session.add_all(DocumentLink(source_id=document.id, target=target) for target in sorted(set(targets)))
    uow.session.flush()


def expired_before(created: datetime, days: int) -> datetime:
    """The instant at which a dropped file filed at ``created`` is swept."""
    return datetime.fromtimestamp(created.timestamp() + days * 86_400, tz=created.tzinfo)


def delete_rows(uow: UnitOfWork, table: type[Base], column: str, values: Iterable[str]) -> None:
    """Delete the rows of ``table`` whose ``column`` is one of ``values``; for the sweep alone."""
    for value in values:
        uow.session.execute(delete(table).where(getattr(table, column) == value))
    uow.session.flush()
