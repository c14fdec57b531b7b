"""Comments on passages, as rows: what was said, by whom, whether it is settled.

A comment is cited as all citations are: the anchor and the wording of its passage, and the extraction they come from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, bindparam, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from repo_service import identifiers
from repo_service.store.base import EMPTY, Base, Code, PublicId
from repo_service.store.documents import Extraction, Version
from repo_service.store.people.tables import Account
from repo_service.store.work import UnitOfWork

SAID_BY = 200  # signs of a name in a file


class Comment(Base):
    """A comment on a passage of a version, or, with ``answers_id``, an answer to one. ``anchor`` empty: on the whole.

    ``withdrawn_at``: its author took it back; its text is then empty. What an annotated copy of the file says has
    ``said_by``, the name in the file (which may be empty), and ``sort``, that of ``formats.base.Remark``; its author
    here is who dropped the copy, ``created_at`` the day in the file. ``outcome`` of such a one: "kept", "set_aside" or
    "" while nobody has said.
    """

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey(Version.id), index=True)
    extraction_id: Mapped[int | None] = mapped_column(ForeignKey(Extraction.id))
    anchor: Mapped[str] = mapped_column(String(40), default="")
    quote: Mapped[str] = mapped_column(Text, default="")
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    created_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    withdrawn_at: Mapped[datetime | None]
    said_by: Mapped[str] = mapped_column(String(SAID_BY), default="", server_default=EMPTY)
    sort: Mapped[str] = mapped_column(Code, default="", server_default=EMPTY)
    outcome: Mapped[str] = mapped_column(Code, default="", server_default=EMPTY)

    version: Mapped[Version] = relationship()
    author: Mapped[Account] = relationship(foreign_keys=[author_id])
    resolved_by: Mapped[Account | None] = relationship(foreign_keys=[resolved_by_id])


_ON_VERSIONS = (
    select(Comment)
    .where(Comment.version_id.in_(bindparam("versions", expanding=True)))
    .options(joinedload(Comment.author), joinedload(Comment.resolved_by))
    .order_by(Comment.id)
)


def on_versions(session: Session, versions: Sequence[int]) -> list[Comment]:
    """Comments and answers made on these versions (their keys), oldest first, with the names of their authors."""
    return list(session.scalars(_ON_VERSIONS, {"versions": list(versions)})) if versions else []


def add(
    uow: UnitOfWork, version: Version, author: Account, text: str, *, anchor: str = "", quote: str = "",
    extraction: int | None = None, answers: Comment | None = None,
) -> Comment:  # fmt: skip
    """A comment on a passage (``extraction``: the key of what it was read from), on the whole, or an answer."""
    row = Comment(
        public_id=identifiers.new(), version_id=version.id, extraction_id=extraction, anchor=anchor, quote=quote,
        answers_id=answers.id if answers else None, author_id=author.id, author=author, created_at=uow.now, text=text,
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    return row


@dataclass(frozen=True, slots=True)
class Brought:
    """A remark of an annotated copy, as it is kept. ``answers`` is the place, among those brought with it, of the one
    that it replies to, -1 for none; ``under`` the key of that one where it is kept already.
    """

    sort: str
    said_by: str
    text: str
    at: datetime
    anchor: str = ""
    quote: str = ""
    answers: int = -1
    under: int | None = None


def bring(
    uow: UnitOfWork, version: Version, author: Account, extraction: int | None, remarks: Sequence[Brought]
) -> list[Comment]:
    """Keep the remarks of a copy that ``author`` dropped. A reply must come after what it replies to."""
    rows = [
        Comment(
            public_id=identifiers.new(), version_id=version.id, extraction_id=extraction if one.anchor else None,
            anchor=one.anchor, quote=one.quote, author_id=author.id, author=author, created_at=one.at, text=one.text,
            said_by=one.said_by[:SAID_BY], sort=one.sort, answers_id=one.under,
        )
        for one in remarks
    ]  # fmt: skip
    uow.session.add_all(rows)
    uow.session.flush()
    for row, one in zip(rows, remarks, strict=True):
        if one.answers >= 0:
            row.answers_id = rows[one.answers].id
    uow.session.flush()
    return rows


def weigh(uow: UnitOfWork, comment: Comment, outcome: str, account: Account | None) -> None:
    """Note what becomes of a remark, which settles it; ``account`` is ``None`` where it is open again."""
    resolve(uow, comment, account)
    comment.outcome = outcome


def resolve(uow: UnitOfWork, comment: Comment, account: Account | None) -> None:
    """Note that ``account`` holds a comment for settled; ``None``: that it is open again, with no outcome."""
    comment.outcome = comment.outcome if account else ""
    comment.resolved_at = uow.now if account else None
    comment.resolved_by_id, comment.resolved_by = (account.id, account) if account else (None, None)


def withdraw(uow: UnitOfWork, comment: Comment) -> None:
    """Take back what was said: the words go, for good; that something was said here remains."""
    comment.text, comment.withdrawn_at = "", uow.now
