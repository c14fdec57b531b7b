"""What readers drew from files, as rows: texts, how a reading ended, what leaks, which copies were made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, case, func, or_, select, union
from sqlalchemy.orm import Session

from repo_service.store.documents import Blob, Companion, Derivative, Extraction, Version

_STANDS = Extraction.replaced_at.is_(None)  # no newer good reading took its place
_GOODNESS = case((Extraction.status == "read", 2), (Extraction.status == "no_text", 1), else_=0)


def texts(session: Session, blobs: Sequence[str]) -> dict[str, str]:
    """For files by SHA-256: the wording of the newest good extraction, passages joined by U+001E."""
    query = select(Extraction.blob_sha256, Extraction.text).where(
        Extraction.blob_sha256.in_(blobs), Extraction.status == "read", _STANDS
    )
    return {row[0]: row[1] for row in session.execute(query.order_by(Extraction.id))}


_BLOBS: BindParameter[str] = bindparam("blobs", expanding=True)
_STATUSES = (
    select(Extraction.blob_sha256, Extraction.status, Extraction.reader)
    .where(Extraction.blob_sha256.in_(_BLOBS), _STANDS)
    .order_by(_GOODNESS, Extraction.id)
)


def statuses(session: Session, blobs: Sequence[str]) -> dict[str, tuple[str, str]]:
    """For files by SHA-256: how their best reading ended, and which reader it was."""
    rows = session.execute(_STATUSES, {"blobs": list(blobs)}) if blobs else ()
    return {row[0]: (row[1], row[2]) for row in rows}


_EXTRACTION = (
    select(Extraction.reader, Extraction.reader_version, Extraction.content, Extraction.id, Extraction.created_at)
    .where(Extraction.blob_sha256 == bindparam("sha256"), _STANDS)
    .order_by(
        _GOODNESS.desc(), case((Extraction.reader == bindparam("reader"), 1), else_=0).desc(), Extraction.id.desc()
    )
    .limit(1)
)


def extraction(session: Session, sha256: str, reader: str = "") -> Row[Any] | None:
    """What was drawn from a file, the best and newest, by ``reader`` rather than by another: ``reader``,
    ``reader_version``, ``content``, ``id`` and ``created_at``.
    """
    return session.execute(_EXTRACTION, {"sha256": sha256, "reader": reader}).one_or_none()


_LEAKS = select(Extraction.blob_sha256, Extraction.leaks).where(
    Extraction.blob_sha256.in_(_BLOBS),
    or_(Extraction.status.in_(("read", "no_text")), Extraction.reason == "encrypted"),
)


def leaks(session: Session, blobs: Sequence[str]) -> dict[str, bool]:
    """For files by SHA-256 that were read well at least once: whether any reading found more than visible text, one
    that a newer took the place of included: what leaves cannot be called back.

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


def next_scan(session: Session, reader: str, version: int, readers: Collection[str]) -> str | None:
    """A file of a document in which one of ``readers`` found no text and which ``reader`` has not tried yet, in this
    version or a newer one.
    """
    tried = select(Extraction.blob_sha256).where(Extraction.reader == reader, Extraction.reader_version >= version)
    filed = select(Version.blob_sha256).union(select(Companion.blob_sha256))
    query = (
        select(Extraction.blob_sha256)
        .where(
            Extraction.status == "no_text",
            _STANDS,
            Extraction.reader.in_(sorted(readers)),
            Extraction.blob_sha256.not_in(tried),
            Extraction.blob_sha256.in_(filed),
        )
        .order_by(Extraction.id)
        .limit(1)
    )
    return session.scalar(query)


@dataclass(frozen=True, slots=True)
class Drawn:
    """How one reading of a file ended: "read", "no_text", … and whether a newer good one took its place."""

    reader: str
    version: int
    status: str
    reason: str
    leaks: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that versions or companions name: under which names, what was drawn from it, and who made its cleaned
    copy (a format and the version of its cleaner; ``None``: there is no copy).
    """

    blob: Blob
    names: tuple[str, ...]
    drawn: tuple[Drawn, ...]
    copy: tuple[str, int] | None


_FILED = union(select(Version.blob_sha256), select(Companion.blob_sha256)).subquery()
_KEPT = select(Blob).where(Blob.redacted_at.is_(None), Blob.sha256.in_(select(_FILED)))


def kept_count(session: Session) -> int:
    """How many files versions and companions name, erased ones apart."""
    return session.scalar(select(func.count()).select_from(_KEPT.subquery())) or 0


def kept_files(session: Session, after: str, limit: int) -> list[KeptFile]:
    """The next files that versions and companions name, in the order of their SHA-256, erased ones apart."""
    blobs = list(session.scalars(_KEPT.where(Blob.sha256 > after).order_by(Blob.sha256).limit(limit)))
    keys = [blob.sha256 for blob in blobs]
    names: dict[str, set[str]] = {key: set() for key in keys}
    for table in (Version, Companion):
        for key, name in session.execute(select(table.blob_sha256, table.file_name).where(table.blob_sha256.in_(keys))):
            names[key].add(name)
    drawn: dict[str, list[Drawn]] = {key: [] for key in keys}
    columns = (Extraction.reader, Extraction.reader_version, Extraction.status, Extraction.reason, Extraction.leaks)
    rows = select(Extraction.blob_sha256, *columns, Extraction.replaced_at).where(Extraction.blob_sha256.in_(keys))
    for key, reader, version, status, reason, counts, replaced in session.execute(rows.order_by(Extraction.id)):
        drawn[key].append(Drawn(reader, version, status, reason, any(counts), replaced is None))
    made = select(Derivative.source_sha256, Derivative.maker, Derivative.maker_version).where(
        Derivative.source_sha256.in_(keys), Derivative.purpose == "clean"
    )
    copies = {row[0]: (row[1], row[2]) for row in session.execute(made)}
    return [
        KeptFile(blob, tuple(sorted(names[blob.sha256])), tuple(drawn[blob.sha256]), copies.get(blob.sha256))
        for blob in blobs
    ]


def outdated(session: Session, readers: Mapping[str, int], makers: Mapping[str, int]) -> int:
    """How many files were read, or had their copy made, by an older version than ``readers`` and ``makers`` give for
    each format, and by none since.
    """
    today = case(readers, value=Extraction.reader, else_=0)
    old = (
        select(Extraction.blob_sha256)
        .where(Extraction.blob_sha256.in_(select(_FILED)))
        .group_by(Extraction.blob_sha256, Extraction.reader)
        .having(
            func.max(Extraction.reader_version) < today,
            func.max(case((Extraction.replaced_at.is_(None), 1), else_=0)) == 1,
        )
    )
    copies = select(Derivative.source_sha256).where(
        Derivative.source_sha256.in_(select(_FILED)),
        Derivative.purpose == "clean",
        or_(Derivative.maker == "", Derivative.maker_version < case(makers, value=Derivative.maker, else_=0)),
    )
    return session.scalar(select(func.count()).select_from(union(old, copies).subquery())) or 0
