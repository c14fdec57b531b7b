"""Dropped files waiting to be checked, as rows. They belong to their owner and to nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from repo_service import identifiers
from repo_service.store.documents import Intake
from repo_service.store.people.tables import Account
from repo_service.store.work import UnitOfWork


def add(
    uow: UnitOfWork, owner: Account, batch: str, blob: str, file_name: str, media_type: str,
    guesses: dict[str, Any], days: int,
) -> Intake:  # fmt: skip
    """A dropped file of ``batch``, kept ``days`` days unless it is published."""
    intake = Intake(
        public_id=identifiers.new(), batch=batch, owner_id=owner.id, blob_sha256=blob, file_name=file_name,
        media_type=media_type, guesses=guesses, created_at=uow.now, expires_at=uow.now + timedelta(days=days),
    )  # fmt: skip
    uow.session.add(intake)
    uow.session.flush()
    return intake


def of_batch(session: Session, owner: str, batch: str) -> list[Intake]:
    """The files of one batch, in the order they were dropped, if they are this owner's."""
    return list(
        session.scalars(
            select(Intake)
            .join(Account, Account.id == Intake.owner_id)
            .where(Intake.batch == batch, Account.public_id == owner)
            .options(joinedload(Intake.blob))
            .order_by(Intake.id)
        )
    )


def of_owner(session: Session, owner: str) -> list[Intake]:
    """All files that wait for this person, newest first."""
    return list(
        session.scalars(
            select(Intake)
            .join(Account, Account.id == Intake.owner_id)
            .where(Account.public_id == owner)
            .order_by(Intake.id.desc())
        )
    )


def remove(uow: UnitOfWork, intake: Intake) -> None:
    """Forget a dropped file: published, discarded or expired. Its bytes are swept later unless a document keeps
    them.
    """
    uow.session.delete(intake)
    uow.session.flush()


def expired(session: Session, now: datetime) -> list[Intake]:
    """Files that nobody published in time."""
    return list(session.scalars(select(Intake).where(Intake.expires_at <= now)))
