"""Reading everything again to verify it: the whole log, every version's hash, columns that follow from versions."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from repo_service.store.documents import Document, Version
from repo_service.store.filing import version_hash
from repo_service.store.log import LogRow


def whole_log(session: Session) -> Iterator[LogRow]:
    """Every row of the log, oldest first, a thousand in memory at a time."""
    yield from session.scalars(select(LogRow).order_by(LogRow.number).execution_options(yield_per=1000))


def version_faults(session: Session) -> Iterator[str]:
    """One line for each version whose hash, chaining or numbering is wrong, or document that has no version."""
    query = (
        select(Document)
        .options(selectinload(Document.versions).joinedload(Version.author), joinedload(Document.author))
        .order_by(Document.id)
        .execution_options(yield_per=200)
    )
    for document in session.scalars(query):
        if not document.versions:
            yield f"document {document.public_id} : aucune version"
        previous = ""
        for expected, version in enumerate(document.versions, start=1):
            if version.number != expected or version.previous_hash != previous:
                yield f"document {document.public_id}, version {version.number} : la suite des versions est rompue"
            if version_hash(version, version.author.public_id) != version.hash:
                yield f"document {document.public_id}, version {version.number} : la ligne a été modifiée"
            previous = version.hash
