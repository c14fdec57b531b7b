"""What files that leave the register tell of decisions beside their lines: texts, passages, when something changed.

Every query takes the reader's tokens: what is hidden by the time that a file is written is left out of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import BindParameter, bindparam, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from repo_service.store import readings
from repo_service.store.documents import Document, DocumentReader, Version
from repo_service.store.people.tables import Institution
from repo_service.store.register.tables import Decision, DecisionFact, Meeting, Source


@dataclass(frozen=True, slots=True)
class More:
    """The current version of a decision: its language, when it was filed, its wording with its passages joined by
    U+001E (``None`` where no reader could read the file); the day of its meeting where the reader may know of it,
    and the institution that it is filed for.
    """

    language: str
    filed: datetime
    text: str | None
    meeting_day: date | None
    institution: str
    identifiers: dict[str, str] = field(default_factory=dict)


_TOKENS: BindParameter[str] = bindparam("tokens", expanding=True)
_SEEN = (
    select(DocumentReader.document_id)
    .where(DocumentReader.document_id == Document.id, DocumentReader.token.in_(_TOKENS))
    .exists()
)
_MORE = (
    select(
        Document.public_id, Document.language, Version.created_at, Version.blob_sha256, Meeting.day, Institution.name,
        Institution.identifiers,
    )
    .select_from(Decision)
    .join(Document, Document.id == Decision.document_id)
    .join(Version, (Version.document_id == Document.id) & (Version.number == Document.current_number))
    .outerjoin(Meeting, (Meeting.id == Decision.meeting_id) & Meeting.visibility.in_(_TOKENS))
    .outerjoin(Institution, Institution.id == Document.institution_id)
    .where(Document.public_id.in_(bindparam("ids", expanding=True)), _SEEN)
)  # fmt: skip


def more(session: Session, ids: Sequence[str], tokens: Collection[str]) -> dict[str, More]:
    """What more is told of these decisions, by identifier; of a hidden one nothing."""
    asked = {"ids": list(ids), "tokens": sorted(tokens)}
    rows: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(_MORE, asked)]
    texts = readings.texts(session, sorted({row[3] for row in rows}))
    return {
        public_id: More(language, filed, texts.get(blob), day, name or "", known or {})
        for public_id, language, filed, blob, day, name, known in rows
    }


_LATEST = select(func.max(Source.id)).where(Source.decision_id.in_(bindparam("keys", expanding=True)))
_SOURCES = (
    select(Source)
    .where(Source.id.in_(_LATEST.group_by(Source.decision_id)))
    .options(
        joinedload(Source.version).options(
            selectinload(Version.states), joinedload(Version.author), joinedload(Version.document)
        )
    )
)


def passages(session: Session, keys: Sequence[int]) -> dict[int, Source]:
    """Where each decision (by key) was seen last; whether the reader may see that version is asked by the caller."""
    return {cast(int, row.decision_id): row for row in session.scalars(_SOURCES, {"keys": list(keys)})}


_TOLD = (
    select(DecisionFact.decision_id, func.max(DecisionFact.recorded_at))
    .where(DecisionFact.decision_id.in_(bindparam("keys", expanding=True)))
    .group_by(DecisionFact.decision_id)
)


def told(session: Session, keys: Sequence[int]) -> dict[int, datetime]:
    """When something was said last of the days of each decision (by key)."""
    return {row[0]: row[1] for row in session.execute(_TOLD, {"keys": list(keys)})}
