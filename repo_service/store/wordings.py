"""Reading whole histories: documents with all their versions and states, and what was drawn from the files of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from repo_service.store.documents import Document, DocumentReader, Extraction, Version, VersionState

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_WHOLE = (
    selectinload(Document.versions).selectinload(Version.states),
    joinedload(Document.body), joinedload(Document.institution),
)  # fmt: skip
_SEEN = (
    select(Document)
    .where(
        Document.public_id.in_(_IDS),
        Document.state != "withdrawn",
        select(DocumentReader.document_id)
        .where(DocumentReader.document_id == Document.id, DocumentReader.token.in_(bindparam("tokens", expanding=True)))
        .exists(),
    )
    .options(*_WHOLE)
)
_DRAWN = (
    select(Extraction.blob_sha256, Extraction.id, Extraction.reader, Extraction.created_at)
    .where(Extraction.blob_sha256.in_(_IDS), Extraction.status == "read", Extraction.replaced_at.is_(None))
    .order_by(Extraction.id)
)
_CONTENT = select(Extraction.content).where(Extraction.id == bindparam("key"))


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one reader drew from a file, by its key, and when: all together never mean another wording."""

    sha256: str
    key: int
    reader: str
    at: datetime


def histories(
    session: Session, ids: Sequence[str] | None = None, chunk: int = 50, after: int = 0
) -> Iterator[list[Document]]:
    """Documents with their versions and states (all when ``ids`` is None) and a key ``after`` this one, in chunks;
    withdrawn ones are left out.

    What a chunk holds is forgotten by the session when the next one is asked for.
    """
    query = select(Document).where(Document.state != "withdrawn", Document.current_number > 0)
    if ids is not None:
        query = query.where(Document.public_id.in_(ids))
    yield from _chunks(session, query, chunk, after)


def revised(session: Session, chunk: int = 50) -> Iterator[list[Document]]:
    """The same of the documents for all partners that have more than one version."""
    query = select(Document).where(
        Document.state != "withdrawn", Document.visibility == "network", Document.latest_number > 1
    )
    yield from _chunks(session, query, chunk)


def told_since(session: Session, tokens: Collection[str], day: date, chunk: int = 50) -> Iterator[list[Document]]:
    """The same of the documents for all partners that carry one of the reader's tokens and of which some state was told
    on ``day`` or later.
    """
    told = select(Version.id).join(VersionState, VersionState.version_id == Version.id)
    told = told.where(Version.document_id == Document.id, VersionState.valid_from >= day)
    carried = select(DocumentReader.document_id).where(
        DocumentReader.document_id == Document.id, DocumentReader.token.in_(sorted(tokens))
    )
    query = select(Document).where(
        Document.state != "withdrawn", Document.visibility == "network", carried.exists(), told.exists()
    )
    yield from _chunks(session, query, chunk)


def _chunks(session: Session, query: Select[Document], chunk: int, after: int = 0) -> Iterator[list[Document]]:
    last = after
    while rows := list(
        session.scalars(query.where(Document.id > last).options(*_WHOLE).order_by(Document.id).limit(chunk))
    ):
        last = rows[-1].id
        yield rows
        for row in rows:
            for version in row.versions:
                session.expunge(version)
            session.expunge(row)


def seen(session: Session, ids: Sequence[str], tokens: Collection[str]) -> dict[str, Document]:
    """Those of ``ids`` that the reader may see, not withdrawn, with versions and states: the second check of hits."""
    rows = session.scalars(_SEEN, {"ids": list(ids), "tokens": sorted(tokens)})
    return {row.public_id: row for row in rows}


def drawn(session: Session, blobs: Collection[str]) -> dict[str, list[Drawn]]:
    """For files by SHA-256: the good readings that stand, newest last."""
    found: dict[str, list[Drawn]] = {}
    for sha256, key, reader, at in session.execute(_DRAWN, {"ids": sorted(blobs)}) if blobs else ():
        found.setdefault(sha256, []).append(Drawn(sha256, key, reader, at))
    return found


def blocks(session: Session, key: int) -> list[dict[str, Any]]:
    """The blocks of a reading as they are kept (``Block.to_json``); none when it is gone."""
    content = session.scalar(_CONTENT, {"key": key})
    return list(content["blocks"]) if content else []
