"""Mail that waits to be sent: rows of the same transaction as the act that asks for it, sent by the worker afterwards.

A message holds links that sign in: its words are wiped as soon as it is sent, or given up. One that tells what somebody
may see is only ordered here, without a word of it: it is written as it leaves.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from repo_service import identifiers
from repo_service.store.base import Base, Code, PublicId
from repo_service.store.work import UnitOfWork

TRIES = 8  # the pause doubles from one minute: the last try comes two hours after the first
_FIRST_PAUSE = timedelta(minutes=1)
ORDERED = frozenset({"digest", "reminder"})  # purposes whose words are written as they leave
_TAKEN_FOR = timedelta(minutes=10)  # longer than a sending lasts: nobody else takes the message meanwhile


class MailMessage(Base):
    """One message. ``purpose`` names its template; ``text`` is empty once it was sent or given up, and in an order."""

    __tablename__ = "mail_message"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    purpose: Mapped[str] = mapped_column(Code)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(12), default="fr")
    created_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(String(300), default="")


def add(uow: UnitOfWork, purpose: str, recipient: str, subject: str, text: str, language: str) -> None:
    """Put a message into the outbox; it leaves after the commit."""
    uow.session.add(
        MailMessage(
            public_id=identifiers.new(), purpose=purpose, recipient=recipient, subject=subject, text=text,
            language=language, created_at=uow.now, next_try_at=uow.now,
        )
    )  # fmt: skip


def due(session: Session, now: datetime, ordered: str = "", limit: int = 20) -> list[MailMessage]:
    """Messages to be tried now, oldest first: those that are written, or those only ``ordered``, for that purpose."""
    wanted = MailMessage.purpose == ordered if ordered else MailMessage.purpose.not_in(ORDERED)
    query = select(MailMessage).where(MailMessage.next_try_at <= now, wanted).order_by(MailMessage.id).limit(limit)
    return list(session.scalars(query))


def take(uow: UnitOfWork, public_id: str) -> MailMessage | None:
    """Count a try before it is made, so that a message whose senders are killed is not sent for ever: ``tries`` is
    then over ``TRIES`` in the end. ``None`` when another took it meanwhile.
    """
    row = uow.session.scalar(select(MailMessage).where(MailMessage.public_id == public_id))
    if row is None or row.next_try_at is None or row.next_try_at > uow.now:
        return None
    row.next_try_at = uow.now + _TAKEN_FOR
    row.tries += 1
    return row


def give_back(uow: UnitOfWork, public_id: str) -> None:
    """Undo ``take``, where no try was made."""
    row = uow.session.scalar(select(MailMessage).where(MailMessage.public_id == public_id))
    if row is not None and row.next_try_at is not None:
        row.next_try_at, row.tries = uow.now, row.tries - 1


def drop(uow: UnitOfWork, public_id: str) -> None:
    """Forget an order of which nothing is left to be told."""
    uow.session.execute(delete(MailMessage).where(MailMessage.public_id == public_id))


def sent(uow: UnitOfWork, public_id: str) -> None:
    """Note that a message left, and wipe its words."""
    row = uow.session.scalar(select(MailMessage).where(MailMessage.public_id == public_id))
    if row is not None:
        row.sent_at, row.next_try_at, row.text, row.fault = uow.now, None, "", ""


def failed(uow: UnitOfWork, public_id: str, fault: str, for_good: bool = False) -> bool:
    """Note why a message did not leave; after the last try, or ``for_good``, it is given up. Whether it was."""
    row = uow.session.scalar(select(MailMessage).where(MailMessage.public_id == public_id))
    if row is None:
        return False
    row.fault = fault[:300]
    if for_good or row.tries >= TRIES:
        row.next_try_at, row.text = None, ""
        return True
    row.next_try_at = uow.now + _FIRST_PAUSE * 2 ** (row.tries - 1)
    return False


def forget_old(uow: UnitOfWork, before: datetime) -> int:
    """Forget messages that left, or were given up, and are older than an instant; how many."""
    over = (MailMessage.created_at < before, MailMessage.next_try_at.is_(None))
    return len(uow.session.execute(delete(MailMessage).where(*over).returning(MailMessage.id)).all())


def counts(session: Session) -> dict[str, int]:
    """How many messages wait, left, and were given up."""
    waiting = select(func.count()).where(MailMessage.next_try_at.is_not(None)).scalar_subquery()
    left = select(func.count()).where(MailMessage.sent_at.is_not(None)).scalar_subquery()
    over = select(func.count()).where(MailMessage.next_try_at.is_(None), MailMessage.sent_at.is_(None))
    row = session.execute(select(waiting, left, over.scalar_subquery())).one()
    return {"waiting": row[0], "sent": row[1], "given_up": row[2]}


def lost(session: Session, limit: int = 20) -> list[MailMessage]:
    """The messages given up last, newest first, for administrators."""
    query = select(MailMessage).where(MailMessage.next_try_at.is_(None), MailMessage.sent_at.is_(None))
    return list(session.scalars(query.order_by(MailMessage.id.desc()).limit(limit)))
