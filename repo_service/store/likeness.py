"""Signatures of texts, as rows: what a dropped file is compared with to find what it resembles.

A signature (``domain.comparison.likeness``) follows from what a reader drew from a file of a version; it can be made
anew at any time. No row is ever taken away, and every change of one gives it a key over all others: so a process that
remembers the last key it saw knows what changed since.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ForeignKey, LargeBinary, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from repo_service.domain.comparison.likeness import Signature as Signed
from repo_service.domain.comparison.likeness import signature
from repo_service.store.base import Base
from repo_service.store.documents import Document, DocumentReader, Extraction, Version
from repo_service.store.work import UnitOfWork


class Signature(Base):
    """The signature of one extraction, little-endian; ``words`` is how many words the text has, -1 where that text is
    to be signed anew.
    """

    __tablename__ = "signature"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    extraction_id: Mapped[int] = mapped_column(ForeignKey(Extraction.id), unique=True)
    words: Mapped[int]
    values: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A text without signature: the key of its extraction, when that was made, and its wording (passages joined by
    U+001E).
    """

    extraction: int
    made: datetime
    text: str


_UNSIGNED = ~exists().where(Signature.extraction_id == Extraction.id, Signature.words >= 0)
# No order is asked for: all of it is answered from indexes, and rows with their long texts are read only once chosen.
_WAITING = (
    select(Extraction.id)
    .where(
        _UNSIGNED,
        exists().where(Version.blob_sha256 == Extraction.blob_sha256),
    )
    .limit(bindparam("most"))
)
_KEYS: BindParameter[int] = bindparam("keys", expanding=True)
_TEXTS = select(Extraction.id, Extraction.created_at, Extraction.text).where(Extraction.id.in_(_KEYS))
_MADE = select(Extraction.id, Extraction.created_at).where(Extraction.id.in_(_KEYS), _UNSIGNED)
_LAST = select(func.coalesce(func.max(Signature.id), 0))
_SINCE = (
    select(Signature.extraction_id, Signature.values)
    .where(Signature.id > bindparam("number"))
    .order_by(Signature.id)
)  # fmt: skip
_BEARING = (
    select(Extraction.id, Document.public_id, Version.number)
    .join(Version, Version.blob_sha256 == Extraction.blob_sha256)
    .join(Document, Document.id == Version.document_id)
    .where(
        Extraction.id.in_(_KEYS),
        Extraction.replaced_at.is_(None),
        exists().where(
            DocumentReader.document_id == Document.id,
            DocumentReader.token.in_(bindparam("tokens", expanding=True)),
        ),
    )
)
_KEEPING = (
    select(Document.public_id, Version.number)
    .join(Version, Version.document_id == Document.id)
    .where(
        Version.blob_sha256 == bindparam("sha256"),
        exists().where(
            DocumentReader.document_id == Document.id,
            DocumentReader.token.in_(bindparam("tokens", expanding=True)),
        ),
    )
    .order_by(Document.id, Version.number)
)


def waiting(session: Session, most: int) -> list[Unsigned]:
    """At most so many texts of versions that have no signature, among them those without any word."""
    keys = list(session.scalars(_WAITING, {"most": most}))
    return [Unsigned(*row) for row in session.execute(_TEXTS, {"keys": keys})] if keys else []


def keep(uow: UnitOfWork, signed: Sequence[tuple[Unsigned, Signed]]) -> None:
    """Keep the signatures of texts, but of none that was made anew or signed by another process meanwhile."""
    keys = [one.extraction for one, _ in signed]
    made = {row[0]: row[1] for row in uow.session.execute(_MADE, {"keys": keys})}
    fresh = [(one.extraction, found) for one, found in signed if made.get(one.extraction) == one.made]
    first = last(uow.session) + 1
    rows = [
        {"id": number, "extraction_id": extraction, "words": found.words, "values": found.values}
        for number, (extraction, found) in enumerate(fresh, first)
    ]
    if rows:
        known = Signature.extraction_id.in_([extraction for extraction, _ in fresh])
        uow.session.execute(delete(Signature).where(known))
        uow.session.execute(insert(Base.metadata.tables[Signature.__tablename__]), rows)


def forget(uow: UnitOfWork, extraction: int, text: str) -> None:
    """Forget the signature of an extraction that is made anew, unless its wording stays this very ``text``."""
    changed = exists().where(Extraction.id == extraction, Extraction.text != text)
    number = _LAST.scalar_subquery() + 1
    uow.session.execute(
        update(Signature)
        .where(Signature.extraction_id == extraction, changed)
        .values(id=number, words=-1, values=signature(()).values)
        .execution_options(synchronize_session=False)
    )


def last(session: Session) -> int:
    """The last key; 0 without any signature."""
    return session.scalar(_LAST) or 0


def since(session: Session, number: int) -> list[tuple[int, bytes]]:
    """Extraction and values of every signature with a key over ``number``, in the order in which they came; those of a
    text that is to be signed anew hold nothing.
    """
    return [(row[0], row[1]) for row in session.execute(_SINCE, {"number": number})]


def bearing(session: Session, extractions: Sequence[int], tokens: Collection[str]) -> list[tuple[int, str, int]]:
    """Extraction, document and number of every version with one of these texts, in documents that carry one of the
    reader's tokens. Whether the reader sees that version is the caller's to ask.
    """
    rows = session.execute(_BEARING, {"keys": list(extractions), "tokens": sorted(tokens)})
    return [(row[0], row[1], row[2]) for row in rows]


def keeping(session: Session, sha256: str, tokens: Collection[str]) -> list[tuple[str, int]]:
    """Document and number of every version with this very file, under the same condition; the oldest first."""
    rows = session.execute(_KEEPING, {"sha256": sha256, "tokens": sorted(tokens)})
    return [(row[0], row[1]) for row in rows]
