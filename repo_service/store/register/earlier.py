"""What a register that is taken over is compared with: the decisions that bodies have, and the minutes of before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from repo_service.store.documents import Document, DocumentReader
from repo_service.store.register.tables import Decision


@dataclass(frozen=True, slots=True)
class Kept:
    """A decision that a body has already. Whoever shows its title asks rights first."""

    key: int
    id: str
    body: int | None
    series: str
    count: int
    number: str
    title: str
    day: date | None


_DECISIONS = (
    select(
        Decision.id, Document.public_id, Decision.body_id, Decision.series, Decision.count, Decision.number,
        Document.title, Document.day,
    )
    .join(Document, Document.id == Decision.document_id)
    .where(Decision.body_id.in_(bindparam("bodies", expanding=True)))
    .order_by(Decision.id)
)  # fmt: skip


def decisions(session: Session, bodies: Collection[int]) -> list[Kept]:
    """Every decision of these bodies, in the order in which they were entered."""
    return [Kept(*row) for row in session.execute(_DECISIONS, {"bodies": sorted(bodies)})] if bodies else []


@dataclass(frozen=True, slots=True)
class Told:
    """Minutes that a person sees."""

    key: int
    id: str
    title: str
    body: int | None
    day: date | None


_MINUTES = (
    select(Document.id, Document.public_id, Document.title, Document.body_id, Document.day)
    .where(
        Document.kind == "minutes", Document.state != "withdrawn",
        select(DocumentReader.document_id)
        .where(
            DocumentReader.document_id == Document.id, DocumentReader.token.in_(bindparam("tokens", expanding=True))
        )
        .exists(),
    )
    .order_by(Document.id)
)  # fmt: skip


def minutes(session: Session, tokens: Collection[str]) -> list[Told]:
    """The minutes that the reader may see, the oldest filed first."""
    return [Told(*row) for row in session.execute(_MINUTES, {"tokens": sorted(tokens)})]
