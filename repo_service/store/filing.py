"""Writing documents: the only code that adds versions, states and extractions, and that keeps derived columns right.

Rights were asked one floor up. Everything here happens inside the caller's unit of work.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from repo_service import clock, identifiers
from repo_service.domain.documents import NewDocument
from repo_service.domain.passages import fold
from repo_service.domain.roles import readers_of
from repo_service.domain.states import is_private
from repo_service.errors import Unavailable
from repo_service.store import likeness
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
from repo_service.store.people.tables import Account, Body, BodyReader, Institution
from repo_service.store.work import UnitOfWork

RECORD_SEPARATOR = "\x1e"
READ = ("read", "no_text")  # how a reading ends that went well
Named = TypeVar("Named", Body, Institution)
# Rows that nothing else in a unit of work refers to as objects are written as they are: half the time of a filing.
_BLOBS, _EXTRACTIONS, _READERS, _LINKS = (
    Base.metadata.tables[table.__tablename__] for table in (Blob, Extraction, DocumentReader, DocumentLink)
)
_KNOWN = select(Blob.size).where(Blob.sha256 == bindparam("sha256"))
_DRAWN = select(
    Extraction.id, Extraction.reader, Extraction.reader_version, Extraction.status, Extraction.replaced_at
).where(Extraction.blob_sha256 == bindparam("blob_sha256"))


def adopt(uow: UnitOfWork, reference: BlobRef) -> None:
    """Give a kept file its row; harmless for a file that has one. From now on the sweep leaves it alone.

    The sweep deletes files inside a writing transaction too, so that the two exclude each other.
    """
    if not uow.blobs.exists(reference.sha256):
        raise Unavailable()  # swept between receiving and filing: sending again is all that is needed
    if uow.session.scalar(_KNOWN, {"sha256": reference.sha256}) is None:
        row = {"sha256": reference.sha256, "sha512": reference.sha512, "size": reference.size, "created_at": uow.now}
        uow.session.execute(insert(_BLOBS), row)


def keep_extraction(
    uow: UnitOfWork, sha256: str, reader: str, version: int, content: dict[str, Any],
    beside: Collection[str] | None = None,
) -> bool:  # fmt: skip
    """Keep what a reader drew from a file (``Extract.to_json``): in the row of this very reader and version, or beside
    what others drew. A good reading takes the place of all others but those by the readers named ``beside``; with
    ``None`` it takes no other's. Whether people are shown this reading of the file instead of another from now on.

    A failed reading never replaces a good one.
    """
    key = {"blob_sha256": sha256, "reader": reader, "reader_version": version}
    drawn = {
        "status": content["status"], "reason": content["reason"], "content": content, "leaks": content["leaks"],
        "text": RECORD_SEPARATOR.join(_wording(block) for block in content["blocks"]), "created_at": uow.now,
    }  # fmt: skip
    rows = uow.session.execute(_DRAWN, {"blob_sha256": sha256}).all()
    known = next((row for row in rows if (row.reader, row.reader_version) == (reader, version)), None)
    good = content["status"] in READ
    if known is None:
        uow.session.execute(insert(_EXTRACTIONS), key | drawn)
    elif good or known.status not in READ:
        # Else a later accident (no time, no memory) would unmake a good reading of the same bytes.
        back = {"replaced_at": None} if good else {}
        likeness.forget(uow, known.id, str(drawn["text"]))
        uow.session.execute(update(Extraction).where(Extraction.id == known.id).values(drawn | back))
    if not good or beside is None:
        return False
    others = [row for row in rows if row is not known and row.reader not in beside and row.replaced_at is None]
    for row in others:
        uow.session.execute(update(Extraction).where(Extraction.id == row.id).values(replaced_at=uow.now))
    return bool(others) or (known is not None and known.status not in READ)


def _wording(block: dict[str, Any]) -> str:
    label = block.get("label", "")
    return f"{label} {block['text']}" if label else str(block["text"])


def keep_derivative(
    uow: UnitOfWork, source: str, purpose: str, copy: BlobRef, maker: tuple[str, int] = ("", 0)
) -> None:
    """Note that ``copy`` was made from ``source`` for ``purpose`` ("clean") by a format's cleaner in its version; one
    per purpose. One by an older cleaner, or by another format's, gives way at once; its bytes are swept later.
    """
    known = uow.session.scalar(
        select(Derivative).where(Derivative.source_sha256 == source, Derivative.purpose == purpose)
    )
    if known is not None and known.maker == maker[0] and known.maker_version >= maker[1]:
        return
    adopt(uow, copy)
    if known is None:
        known = Derivative(source_sha256=source, purpose=purpose)
        uow.session.add(known)
    known.sha256, known.created_at = copy.sha256, uow.now
    known.maker, known.maker_version = maker
    uow.session.flush()


def drop_derivative(uow: UnitOfWork, source: str, purpose: str) -> None:
    """Forget the copy made from ``source``: none can be made that would be as good as one of today."""
    uow.session.execute(delete(Derivative).where(Derivative.source_sha256 == source, Derivative.purpose == purpose))


def version_hash(version: Version, author: str) -> str:
    """SHA-256 over the canonical JSON of what makes a version: file, metadata, author, instant, reason, hash
    before it.
    """
    content = {
        "blob": version.blob_sha256, "file_name": version.file_name, "media_type": version.media_type,
        "title": version.title, "details": version.details, "author": author,
        "created_at": version.created_at.astimezone(UTC).isoformat(),
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


def _set_body_readers(uow: UnitOfWork, document: Document, bodies: list[str]) -> None:
    """Say whose members may see a document of visibility "body"; former ones are retracted, not forgotten."""
    if not bodies and document.visibility != "body":
        return
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


def instant(uow: UnitOfWork, document: Document) -> datetime:
    """When something happens to a document: now, but never before what happened to it already. A clock that was set
    back makes no version older than the one before it; the log tells what the clock said.
    """
    told = [version.created_at for version in document.versions]
    told += [row.recorded_at for version in document.versions for row in version.states]
    return max([uow.now, *told])


def add_version(
    uow: UnitOfWork, document: Document, author: Account, new: NewDocument, blob: str, file_name: str, media_type: str
) -> Version:
    """The next immutable version. Its state is set apart (``set_state``), then ``refresh`` is due."""
    previous = document.versions[-1] if document.versions else None
    version = Version(
        number=previous.number + 1 if previous else 1, blob_sha256=blob, file_name=file_name, media_type=media_type,
        title=new.title, details=new.details(), author_id=author.id, author=author,
        created_at=instant(uow, document), reason=new.reason, previous_hash=previous.hash if previous else "",
    )  # fmt: skip
    version.hash = version_hash(version, author.public_id)
    document.versions.append(version)
    return version


def set_state(
    uow: UnitOfWork, document: Document, version: Version, state: str, account: Account, timezone: str
) -> None:
    """Add the row that puts a version in ``state`` from today on, where the consortium lives."""
    at = instant(uow, document)
    row = VersionState(
        state=state, account_id=account.id, account=account, valid_from=clock.day(at, timezone), recorded_at=at
    )
    version.states.append(row)


def state_of(version: Version) -> str:
    """The state in force: that of the last row."""
    return version.states[-1].state if version.states else "draft"


def is_hidden(version: Version) -> bool:
    """Whether readers never saw the version: a draft, or one withdrawn while it was a draft."""
    state = state_of(version)
    if state != "withdrawn":
        return is_private(state)
    return all(is_private(row.state) or row.state == "withdrawn" for row in version.states)


def current(document: Document) -> Version:
    """The version that readers are shown; for a document that they never saw, the last one."""
    shown = [version for version in document.versions if not is_hidden(version)]
    return (shown or document.versions)[-1]


def working(document: Document) -> Version:
    """The version that the next change goes on from: the last one, unless it is a draft that was given up."""
    kept = [version for version in document.versions if state_of(version) != "withdrawn" or not is_hidden(version)]
    return (kept or document.versions)[-1]


def add_companion(
    uow: UnitOfWork, version: Version, author: Account, blob: str, role: str, file_name: str, media_type: str
) -> Companion:
    """A file that goes with a version."""
    companion = Companion(
        public_id=identifiers.new(), blob_sha256=blob, role=role, file_name=file_name, media_type=media_type,
        author_id=author.id, author=author,
        created_at=max(uow.now, version.created_at),
    )  # fmt: skip
    version.companions.append(companion)
    uow.session.flush()
    return companion


def refresh(uow: UnitOfWork, document: Document) -> None:
    """Derive the document's current columns and reader tokens from its versions. To be called after any change."""
    session, details, fresh = uow.session, current(document).details, document.id is None
    with session.no_autoflush:
        for name, value in derived(document).items():
            setattr(document, name, value)
        document.body = _named(session, Body, details.get("body", ""))
        document.institution = _named(session, Institution, details.get("institution", ""))
    session.flush()
    _set_body_readers(uow, document, details.get("bodies", "").split())
    _set_readers(uow, document, fresh)
    uow.log.access_changed(document)


def derived(document: Document) -> dict[str, Any]:
    """The columns of a document that repeat its current version, body and institution apart."""
    version = current(document)
    details = version.details
    return {
        "current_number": version.number,
        "latest_number": document.versions[-1].number,
        "state": state_of(version),
        "visibility": details.get("visibility", "network"),
        "title": version.title,
        "title_key": fold(version.title)[:300],
        "day": date.fromisoformat(details["date"]) if details.get("date") else None,
        "number": details.get("number", ""),
        "language": details.get("language", "fr"),
    }


def tokens_for(document: Document, bodies: Iterable[str]) -> frozenset[str]:
    """The tokens of a document's readers: they follow from visibility, bodies, author and the versions."""
    version = current(document)
    state = "draft" if is_hidden(version) else state_of(version)
    others = [one for one in document.versions if one is not version and not is_hidden(one)]
    days = [day for one in (version, *others) if (day := adopted_on(one))]
    body = version.details.get("body", "")
    return readers_of(document.visibility, bodies, document.author.public_id, state, body, days)


def adopted_on(version: Version) -> date | None:
    """The day from which a version was what the consortium said; ``None`` for one that readers never saw.

    That is when it left drafting. A text that was filed adopted at once was so since the day that it bears: minutes of
    2019 that are filed today were those of 2019. A further version never counts as older than its filing.
    """
    for place, row in enumerate(version.states):
        if is_private(row.state) or row.state == "withdrawn":
            continue
        told = version.details.get("date")
        if told and row.valid_from and version.number == 1 and place == 0:
            return min(date.fromisoformat(told), row.valid_from)
        return row.valid_from
    return None


def _set_readers(uow: UnitOfWork, document: Document, fresh: bool) -> None:
    session = uow.session
    wanted = tokens_for(document, reading_bodies(session, document))
    rows = DocumentReader.document_id == document.id
    present = set() if fresh else set(session.scalars(select(DocumentReader.token).where(rows)))
    if gone := present - wanted:
        session.execute(delete(DocumentReader).where(rows, DocumentReader.token.in_(gone)))
    if new := sorted(wanted - present):
        session.execute(insert(_READERS), [{"document_id": document.id, "token": token} for token in new])


def reading_bodies(session: Session, document: Document) -> list[str]:
    """Identifiers of the bodies whose members may see a document of visibility "body"; none for any other."""
    if document.visibility != "body":
        return []
    query = (
        select(Body.public_id)
        .join(BodyReader, BodyReader.body_id == Body.id)
        .where(BodyReader.document_id == document.id, BodyReader.retracted_at.is_(None))
        .order_by(Body.public_id)
    )
    return list(session.scalars(query))


def seal(document: Document, bodies: Iterable[str]) -> str:
    """SHA-256 over all that the log vouches for in a document: what no version's hash covers, and these hashes.

    ``bodies``: those that ``reading_bodies`` gives. The form is told in docs/versions.md.
    """
    content = {
        "id": document.public_id,
        "kind": document.kind,
        "visibility": document.visibility,
        "bodies": sorted(bodies),
        "author": document.author.public_id,
        "created_at": document.created_at.isoformat(),
        "withdrawn_reason": document.withdrawn_reason or "",
        "versions": [version.hash for version in document.versions],
        "states": [_sealed_state(version, row) for version in document.versions for row in version.states],
        "companions": [_sealed_companion(version, row) for version in document.versions for row in version.companions],
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def _sealed_state(version: Version, row: VersionState) -> list[Any]:
    days = [day.isoformat() if day else "" for day in (row.valid_from, row.valid_until)]
    instants = [at.isoformat() if at else "" for at in (row.recorded_at, row.retracted_at)]
    return [version.number, row.state, row.account.public_id, *days, *instants]


def _sealed_companion(version: Version, row: Companion) -> list[Any]:
    names = [row.public_id, row.blob_sha256, row.role, row.file_name, row.media_type]
    return [version.number, *names, row.author.public_id, row.created_at.isoformat()]


def _named(session: Session, table: type[Named], public_id: str) -> Named | None:
    return session.scalar(select(table).where(table.public_id == public_id)) if public_id else None


def set_links(uow: UnitOfWork, document: Document, targets: Iterable[str], again: bool = False) -> None:
    """Replace the outgoing ``[[links]]`` of a document by these identifiers; ``again``: version 1 has some already."""
    if again or document.latest_number > 1:
        uow.session.execute(delete(DocumentLink).where(DocumentLink.source_id == document.id))
    if rows := [{"source_id": document.id, "target": target} for target in sorted(set(targets))]:
        uow.session.execute(insert(_LINKS), rows)


def delete_rows(uow: UnitOfWork, table: type[Base], column: str, values: Iterable[str]) -> None:
    """Delete the rows of ``table`` whose ``column`` is one of ``values``; for the sweep alone."""
    for value in values:
        uow.session.execute(delete(table).where(getattr(table, column) == value))
    uow.session.flush()
