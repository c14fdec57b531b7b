"""Which minutes are to be looked through, and which were: light rows for a page on all of them, and for the worker."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, select
from sqlalchemy.orm import Session, aliased

from repo_service.store.documents import Document, DocumentReader, Extraction, Version
from repo_service.store.people.tables import Account, Body
from repo_service.store.register.tables import Finding, Verdict

_GOODNESS = case((Extraction.status == "read", 2), (Extraction.status == "no_text", 1), else_=0)


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes that are neither draft nor withdrawn, in the version that is shown. ``told``: the day that their card
    says, as it was typed there; ``latest``: whether no later version, a draft perhaps, stands over it.
    """

    key: int
    id: str
    title: str
    day: date | None
    body: str
    body_name: str
    author: str
    sha256: str
    media_type: str
    told: date | None
    latest: bool
    language: str


_author = aliased(Account)
_SHOWN = (
    select(
        Document.id, Document.public_id, Document.title, Document.day, Body.public_id, Body.name, _author.public_id,
        Version.blob_sha256, Version.media_type, Version.details, Document.current_number, Document.latest_number,
        Document.language,
    )
    .join(Version, and_(Version.document_id == Document.id, Version.number == Document.current_number))
    .join(_author, _author.id == Document.author_id)
    .outerjoin(Body, Body.id == Document.body_id)
    .where(Document.kind == "minutes", Document.state.not_in(("draft", "review", "withdrawn")))
    .order_by(Document.id)
)  # fmt: skip
_SEEN = _SHOWN.where(
    select(DocumentReader.document_id)
    .where(DocumentReader.document_id == Document.id, DocumentReader.token.in_(bindparam("tokens", expanding=True)))
    .exists()
)


def minutes(session: Session, tokens: Collection[str] | None) -> list[Minutes]:
    """Those that the reader may see; with ``None`` all, for the worker."""
    rows = session.execute(_SHOWN) if tokens is None else session.execute(_SEEN, {"tokens": sorted(tokens)})
    return [_minutes(*row) for row in rows]


def _minutes(
    key: int, public_id: str, title: str, day: date | None, body: str | None, body_name: str | None, author: str,
    sha256: str, media_type: str, details: dict[str, Any], current: int, latest: int, language: str,
) -> Minutes:  # fmt: skip
    told = details.get("date")
    return Minutes(
        key, public_id, title, day, body or "", body_name or "", author, sha256, media_type,
        date.fromisoformat(told) if told else None, current == latest, language,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """What was drawn from a file, without its text."""

    key: int
    sha256: str
    reader: str
    good: int


_READINGS = (
    select(Extraction.id, Extraction.blob_sha256, Extraction.reader, _GOODNESS)
    .where(
        Extraction.replaced_at.is_(None),
        select(Version.id)
        .join(Document, Document.id == Version.document_id)
        .where(
            Version.blob_sha256 == Extraction.blob_sha256, Version.number == Document.current_number,
            Document.kind == "minutes",
        )
        .exists(),
    )
    .order_by(Extraction.id)
)  # fmt: skip


def readings(session: Session) -> list[Reading]:
    """What was drawn from the files of minutes that are shown."""
    return [Reading(*row) for row in session.execute(_READINGS)]


@dataclass(frozen=True, slots=True)
class Mark:
    """That something was found in a reading: by which rules, for which day, when."""

    extraction: int
    finder: int
    day: date | None
    at: datetime


def marks(session: Session) -> list[Mark]:
    """Every reading that was looked through."""
    rows = session.execute(select(Finding.extraction_id, Finding.finder, Finding.day, Finding.created_at))
    return [Mark(*row) for row in rows]


def newest(session: Session) -> tuple[int, datetime | None]:
    """How many readings were looked through, and when the last one was."""
    count, last = session.execute(select(func.count(), func.max(Finding.created_at))).one()
    return count, last


_CONTENTS = select(Finding.extraction_id, Finding.content).where(
    Finding.extraction_id.in_(bindparam("keys", expanding=True))
)


def contents(session: Session, extractions: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What was found in these readings, by their keys."""
    keys = sorted(extractions)
    return {row[0]: row[1] for row in session.execute(_CONTENTS, {"keys": keys})} if keys else {}


def judged(session: Session, documents: Sequence[int]) -> list[tuple[int, str]]:
    """Document (its key) and key of each proposal on which somebody gave a verdict."""
    known = set(documents)
    rows = session.execute(select(Verdict.document_id, Verdict.key))
    return [(document, key) for document, key in rows if document in known]
