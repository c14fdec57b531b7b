"""What readers drew from files, as rows: texts, how a reading ended, what leaks, which copies were made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, case, or_, select
from sqlalchemy.orm import Session

from repo_service.store.documents import Blob, Companion, Derivative, Extraction, Version

_GOODNESS = case((Extraction.status == "read", 2), (Extraction.status == "no_text", 1), else_=0)


def texts(session: Session, blobs: Sequence[str]) -> dict[str, str]:
    """For files by SHA-256: the wording of the newest good extraction, passages joined by U+001E."""
    query = select(Extraction.blob_sha256, Extraction.text).where(Extraction.blob_sha256.in_(blobs))
    return {row[0]: row[1] for row in session.execute(query.where(Extraction.status == "read").order_by(Extraction.id))}


_BLOBS: BindParameter[str] = bindparam("blobs", expanding=True)
_STATUSES = (
    select(Extraction.blob_sha256, Extraction.status, Extraction.reader)
    .where(Extraction.blob_sha256.in_(_BLOBS))
    .order_by(_GOODNESS, Extraction.id)
)


def statuses(session: Session, blobs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """For files by SHA-256: how their best reading ended, and which reader it was."""
    rows = session.execute(_STATUSES, {"blobs": list(blobs)}) if blobs else ()
    return {row[0]: (row[1], row[2]) for row in rows}


_EXTRACTION = (
    select(Extraction.reader, Extraction.reader_version, Extraction.content)
    .where(Extraction.blob_sha256 == bindparam("sha256"))
    .order_by(
        _GOODNESS.desc(), case((Extraction.reader == bindparam("reader"), 1), else_=0).desc(), Extraction.id.desc()
    )
    .limit(1)
)


def extraction(session: Session, sha256: str, reader: str = "") -> Row[tuple[str, int, dict[str, Any]]] | None:
    """What was drawn from a file, the best and newest, by ``reader`` rather than by another: ``reader``,
    ``reader_version`` and ``content``.
    """
    return session.execute(_EXTRACTION, {"sha256": sha256, "reader": reader}).one_or_none()


_LEAKS = select(Extraction.blob_sha256, Extraction.leaks).where(
    Extraction.blob_sha256.in_(_BLOBS),
    or_(Extraction.status.in_(("read", "no_text")), Extraction.reason == "encrypted"),
)


def leaks(session: Session, blobs: Sequence[str]) -> dict[str, bool]:
    """For files by SHA-256 that were read well at least once: whether any reading found more than visible text.

    A file under a password tells nothing to those who have none.
    """
    found: dict[str, bool] = {}
    for sha256, counts in session.execute(_LEAKS, {"blobs": list(blobs)}) if blobs else ():
        found[sha256] = found.get(sha256, False) or any(counts)
    return found


_COPIES = (
    select(Derivative.source_sha256, Blob)
    .join(Blob, Blob.sha256 == Derivative.sha256)
    .where(Derivative.source_sha256.in_(_BLOBS), Derivative.purpose == bindparam("purpose"))
)


def copies(session: Session, blobs: Sequence[str], purpose: str) -> dict[str, Blob]:
    """For files by SHA-256: the copy made of each for ``purpose``."""
    rows = session.execute(_COPIES, {"blobs": list(blobs), "purpose": purpose}) if blobs else ()
    return {row[0]: row[1] for row in rows}


def derivative(session: Session, sha256: str, purpose: str) -> str | None:
    """The SHA-256 of the copy made from a file for ``purpose``."""
    return session.scalar(
        select(Derivative.sha256).where(Derivative.source_sha256 == sha256, Derivative.purpose == purpose)
    )


def next_scan(session: Session, reader: str, readers: Collection[str]) -> str | None:
    """A file of a document in which one of ``readers`` found no text and which ``reader`` has not tried yet."""
    tried = select(Extraction.blob_sha256).where(Extraction.reader == reader)
    filed = select(Version.blob_sha256).union(select(Companion.blob_sha256))
    query = (
        select(Extraction.blob_sha256)
        .where(
            Extraction.status == "no_text",
            Extraction.reader.in_(sorted(readers)),
            Extraction.blob_sha256.not_in(tried),
            Extraction.blob_sha256.in_(filed),
        )
        .order_by(Extraction.id)
        .limit(1)
    )
    return session.scalar(query)
