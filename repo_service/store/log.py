"""The one log: every act is one row, chained by hash to the row before. It is audit trail and outbox at once.

Rows take their number from one locked row, last in the transaction, so that numbers commit in order and a reader with a
cursor (the indexer, later feeds and mail) never skips one. Each consumer keeps its own cursor. Nothing updates or
deletes a row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, String, bindparam, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from repo_service.store.base import Base, Code, PublicId, Sha256
from repo_service.store.documents import Document


class LogHead(Base):
    """The single row that is locked: last number and hash, and the identity of this database (``epoch``)."""

    __tablename__ = "log_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(Sha256)
    access_number: Mapped[int] = mapped_column(BigInteger)
    epoch: Mapped[str] = mapped_column(String(36))


class LogRow(Base):
    """One act. ``subject`` is the identifier of the document (or account, …) concerned; ``actor`` an opaque account."""

    __tablename__ = "log"
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(PublicId)
    action: Mapped[str] = mapped_column(Code)
    subject: Mapped[str] = mapped_column(PublicId, index=True)
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(Sha256)
    hash: Mapped[str] = mapped_column(Sha256)


# Written as they are, for no object of a unit of work stands for them.
_HEADS, _ROWS, _DOCUMENTS = (Base.metadata.tables[table.__tablename__] for table in (LogHead, LogRow, Document))
_HEAD = select(LogHead.number, LogHead.hash).with_for_update()
_TOUCHED = (
    update(_DOCUMENTS)
    .where(_DOCUMENTS.c.id.in_(bindparam("ids", expanding=True)))
    .values(access_number=bindparam("reached"))
)


@dataclass(slots=True)
class Log:
    """Collects the acts of one unit of work; ``write`` puts them down just before the commit."""

    now: datetime
    entries: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    def record(self, action: str, actor: str, subject: str = "", **data: Any) -> None:
        """Note an act; ``data`` must be JSON and hold no personal name (people are opaque identifiers here)."""
        self.entries.append((action, actor, subject, data))

    def access_changed(self, document: Document) -> None:
        """Note that who may see ``document`` may have changed: every mask learns it before its next query."""
        self.touched.add(document.id)

    def write(self, session: Session) -> None:
        """Number, chain and insert the collected rows. The head row stays locked until the commit that follows."""
        if not self.entries:
            if self.touched:
                raise RuntimeError("access to a document changed and no act was recorded")
            return
        number, digest = session.execute(_HEAD).one()
        rows = []
        for action, actor, subject, data in self.entries:
            row: dict[str, Any] = {
                "number": number + 1, "at": self.now, "actor": actor, "action": action,
                "subject": subject, "data": data, "previous_hash": digest,
            }  # fmt: skip
            row["hash"] = row_hash(row)
            number, digest = row["number"], row["hash"]
            rows.append(row)
        session.execute(insert(_ROWS), rows)
        moved = {"number": number, "hash": digest}
        if self.touched:
            moved["access_number"] = number
            session.execute(_TOUCHED, {"ids": sorted(self.touched), "reached": number})
        session.execute(update(_HEADS).values(moved))
        self.entries.clear()
        self.touched.clear()


def take_turn(session: Session) -> None:
    """Lock the head row until the commit: one writer at a time, where the database would let several in."""
    session.execute(select(LogHead.number).with_for_update())


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8, no escaping of letters: the form that is hashed (docs/log.md)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def row_hash(row: dict[str, Any]) -> str:
    """SHA-256 over the canonical form of everything in the row but the hash itself; instants as ISO 8601 with
    offset.
    """
    content = {name: value for name, value in row.items() if name != "hash"}
    content["at"] = content["at"].astimezone(UTC).isoformat()
    return hashlib.sha256(canonical(content)).hexdigest()


@dataclass(frozen=True, slots=True)
class Position:
    """Where the log stands: last number and hash, number of the last change of access, identity of the database."""

    number: int
    hash: str
    access_number: int
    epoch: str


_POSITION = select(LogHead.number, LogHead.hash, LogHead.access_number, LogHead.epoch)


def head(session: Session) -> Position:
    """The head as committed."""
    return Position(*session.execute(_POSITION).one())


def after(session: Session, number: int, actions: Sequence[str] = (), limit: int = 1000) -> list[LogRow]:
    """Rows with a number over ``number``, oldest first."""
    query = select(LogRow).where(LogRow.number > number).order_by(LogRow.number).limit(limit)
    if actions:
        query = query.where(LogRow.action.in_(actions))
    return list(session.scalars(query))


def touched(session: Session, number: int, actions: Sequence[str]) -> Iterator[str]:
    """What the rows with a number over ``number`` of some actions are about, each once."""
    query = select(LogRow.subject).where(LogRow.number > number, LogRow.action.in_(actions)).distinct()
    yield from session.scalars(query)


def happened(session: Session, action: str) -> bool:
    """Whether the log holds an act of this name."""
    return session.scalar(select(LogRow.number).where(LogRow.action == action).limit(1)) is not None


def follows(row: LogRow, number: int, digest: str) -> bool:
    """Whether ``row`` is intact and comes right after the row with this number and hash (0 and "" for the first)."""
    content = {
        "number": row.number, "at": row.at, "actor": row.actor, "action": row.action,
        "subject": row.subject, "data": row.data, "previous_hash": row.previous_hash,
    }  # fmt: skip
    return row.number == number + 1 and row.previous_hash == digest and row_hash(content) == row.hash
