"""Tables of what is kept: files, documents, versions and their states, what readers drew from files, dropped files."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from repo_service.errors import Damaged
from repo_service.store.base import Base, Code, Dated, PublicId, Sha256, Sha512
from repo_service.store.people.tables import Account, Body, Institution


class Blob(Base):
    """One kept file, named by its SHA-256. ``redacted_at``: erased by law, its hashes stay."""

    __tablename__ = "blob"
    sha256: Mapped[str] = mapped_column(Sha256, primary_key=True)
    sha512: Mapped[str] = mapped_column(Sha512)
    size: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    redacted_at: Mapped[datetime | None]


class Document(Base):
    """Anything kept. The second half repeats its current version, for lists; ``store.filing.refresh`` alone writes
    it.
    """

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    kind: Mapped[str] = mapped_column(Code)
    visibility: Mapped[str] = mapped_column(Code)
    author_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    created_at: Mapped[datetime]
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    access_number: Mapped[int] = mapped_column(BigInteger, default=0, index=True)

    current_number: Mapped[int] = mapped_column(default=0)
    latest_number: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(Code, default="draft")
    title: Mapped[str] = mapped_column(String(300), default="")
    title_key: Mapped[str] = mapped_column(String(300), default="", index=True)
    day: Mapped[date | None]
    number: Mapped[str] = mapped_column(String(60), default="")
    language: Mapped[str] = mapped_column(String(12), default="fr")
    body_id: Mapped[int | None] = mapped_column(ForeignKey(Body.id))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id))

    author: Mapped[Account] = relationship()
    body: Mapped[Body | None] = relationship()
    institution: Mapped[Institution | None] = relationship()
    versions: Mapped[list[Version]] = relationship(order_by="Version.number", back_populates="document")
    __table_args__ = (Index(None, "kind", "day"),)


class DocumentReader(Base):
    """A token that lets a person see the document (``domain.roles``); follows from visibility, bodies and state."""

    __tablename__ = "document_reader"
    document_id: Mapped[int] = mapped_column(ForeignKey(Document.id), primary_key=True)
    token: Mapped[str] = mapped_column(String(60), primary_key=True)


class Version(Base):
    """Immutable. ``hash`` covers blob, metadata, author, instant, reason and the hash before it (docs/versions.md)."""

    __tablename__ = "version"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey(Document.id))
    number: Mapped[int]
    blob_sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(300))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    author_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    created_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(500), default="")
    previous_hash: Mapped[str] = mapped_column(Sha256, default="")
    hash: Mapped[str] = mapped_column(Sha256)

    document: Mapped[Document] = relationship(back_populates="versions")
    author: Mapped[Account] = relationship()
    blob: Mapped[Blob] = relationship()
    states: Mapped[list[VersionState]] = relationship(order_by="VersionState.id")
    companions: Mapped[list[Companion]] = relationship(order_by="Companion.id")
    __table_args__ = (UniqueConstraint("document_id", "number"),)


class VersionState(Dated, Base):
    """The state of a version, for a time; rows are only added, or retracted by a later one."""

    __tablename__ = "version_state"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(Version.id), index=True)
    state: Mapped[str] = mapped_column(Code)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    account: Mapped[Account] = relationship()


class Extraction(Base):
    """What one reader drew from one file; made anew when the reader improves, never part of a version's hash.

    A newer good reading is a row of its own, from which the older one has its ``replaced_at``: citations keep what they
    were made from, and everything else is shown the rows without one.
    ``text`` is the wording of the blocks joined by U+001E, so that a snippet needs no JSON.
    """

    __tablename__ = "extraction"
    id: Mapped[int] = mapped_column(primary_key=True)
    blob_sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256))
    reader: Mapped[str] = mapped_column(Code)
    reader_version: Mapped[int]
    status: Mapped[str] = mapped_column(Code)
    reason: Mapped[str] = mapped_column(Code, default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    text: Mapped[str] = mapped_column(Text, deferred=True)
    leaks: Mapped[list[int]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("blob_sha256", "reader", "reader_version"),)


class Derivative(Base):
    """A file made from another, as the cleaned copy that readers receive. ``maker``: the format whose cleaner made it,
    in its ``maker_version``; empty and 0 before that was noted.
    """

    __tablename__ = "derivative"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256))
    purpose: Mapped[str] = mapped_column(Code)
    sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256))
    created_at: Mapped[datetime]
    maker: Mapped[str] = mapped_column(Code, default="")
    maker_version: Mapped[int] = mapped_column(default=0)
    __table_args__ = (UniqueConstraint("source_sha256", "purpose"),)


class Companion(Base):
    """A file that goes with a version: signed copy, annex, paper of the meeting."""

    __tablename__ = "companion"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(Version.id), index=True)
    blob_sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), index=True)
    role: Mapped[str] = mapped_column(Code)
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    author_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    created_at: Mapped[datetime]
    author: Mapped[Account] = relationship()
    blob: Mapped[Blob] = relationship()


class DocumentLink(Base):
    """A ``[[link]]`` of a current version; ``target`` is an identifier, or a folded title. Read backwards: « cité
    par ».
    """

    __tablename__ = "document_link"
    source_id: Mapped[int] = mapped_column(ForeignKey(Document.id), primary_key=True)
    target: Mapped[str] = mapped_column(String(300), primary_key=True, index=True)


class Intake(Base):
    """A dropped file before it is published: owner, guesses, expiry. Not a document yet, and found by its owner
    only.
    """

    __tablename__ = "intake"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    batch: Mapped[str] = mapped_column(PublicId, index=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    blob_sha256: Mapped[str] = mapped_column(ForeignKey(Blob.sha256), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(120))
    guesses: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    blob: Mapped[Blob] = relationship()


def _kept(mapper: Any, _connection: Any, row: Version | Blob) -> None:
    """Refuse to change what is kept. Of a file only that it was erased by law may be noted."""
    names = [column.key for column in mapper.column_attrs]
    changed = {name for name in names if attributes.get_history(row, name).has_changes()}
    if changed - ({"redacted_at"} if isinstance(row, Blob) else set()):
        raise Damaged()


def _never(_mapper: Any, _connection: Any, _row: Version | Blob) -> None:
    """Refuse to delete what is kept."""
    raise Damaged()


for _table in (Version, Blob):
    event.listen(_table, "before_update", _kept)
    event.listen(_table, "before_delete", _never)
