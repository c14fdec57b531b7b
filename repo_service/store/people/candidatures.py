"""Candidatures: what institutions that would join have written, and what was answered. Nothing here is ever deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from repo_service import identifiers
from repo_service.store.base import Base, Code, PublicId
from repo_service.store.people.tables import Account, Institution
from repo_service.store.work import UnitOfWork


class Candidature(Base):
    """One candidature as it was written. Its state is that of its last step."""

    __tablename__ = "candidature"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    institution_name: Mapped[str] = mapped_column(String(300))
    acronym: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(Code, default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    contact_given: Mapped[str] = mapped_column(String(120), default="")
    contact_family: Mapped[str] = mapped_column(String(120))
    contact_function: Mapped[str] = mapped_column(String(120), default="")
    contact_mail: Mapped[str] = mapped_column(String(254))
    message: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(12), default="fr")
    received_at: Mapped[datetime]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id))
    institution: Mapped[Institution | None] = relationship()
    steps: Mapped[list[CandidatureStep]] = relationship(order_by="CandidatureStep.id")

    @property
    def state(self) -> str:
        """received, accepted, refused or dormant."""
        return self.steps[-1].state


class CandidatureStep(Base):
    """What became of a candidature from ``day`` on, why, and who said so (nobody for its arrival); only added."""

    __tablename__ = "candidature_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    candidature_id: Mapped[int] = mapped_column(ForeignKey(Candidature.id), index=True)
    state: Mapped[str] = mapped_column(Code)
    day: Mapped[date]
    words: Mapped[str] = mapped_column(Text, default="")
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    recorded_at: Mapped[datetime]
    account: Mapped[Account | None] = relationship()


def add(uow: UnitOfWork, said: Mapping[str, str], language: str, day: date) -> Candidature:
    """Keep a candidature as it was written (fields by the names of the form), received on ``day``."""
    row = Candidature(
        public_id=identifiers.new(), institution_name=said["name"], acronym=said["acronym"], kind=said["kind"],
        city=said["city"], website=said["website"], contact_given=said["given"], contact_family=said["family"],
        contact_function=said["function"], contact_mail=said["mail"], message=said["message"], language=language,
        received_at=uow.now,
    )  # fmt: skip
    uow.session.add(row)
    add_step(uow, row, "received", day, "", None)
    return row


def add_step(uow: UnitOfWork, row: Candidature, state: str, day: date, words: str, account: Account | None) -> None:
    """What becomes of a candidature from now on."""
    step = CandidatureStep(state=state, day=day, words=words, account=account, recorded_at=uow.now)
    row.steps.append(step)
    uow.session.flush()


def all_of_them(session: Session) -> list[Candidature]:
    """Every candidature, newest first."""
    return list(session.scalars(select(Candidature).order_by(Candidature.id.desc())))


def by_public_id(session: Session, public_id: str) -> Candidature | None:
    """The candidature with this identifier."""
    return session.scalar(select(Candidature).where(Candidature.public_id == public_id))
