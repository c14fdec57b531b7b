"""Receipts: what is printed of a version so that years later anybody can show that it was kept as it is.

A receipt holds the fingerprints of the file and of the version, the act that filed it, and the head of the log at the
moment of printing: whoever rewrites the past must also change every receipt that lies in a drawer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from repo_service.domain.roles import Actor
from repo_service.services import access, reading
from repo_service.services.reading import Shown
from repo_service.store import log, trail
from repo_service.store.documents import Document
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Receipt:
    """One version as this person sees it, and where the log stood at ``at``.

    ``act`` is number and hash of the row that tells its filing; ``None`` where the log knows none.
    """

    shown: Shown
    act: tuple[int, str] | None
    number: int
    hash: str
    at: datetime

    @property
    def document(self) -> Document:
        """The document that it is about."""
        return self.shown.document


def receipt(uow: UnitOfWork, actor: Actor, public_id: str, number: int | None = None) -> Receipt:
    """The receipt of a version, by default of the current one, for those who may edit the document: the head of the
    log moves with every act, those on documents that others may not see too.

    Its file is the one that the person receives: who gets a cleaned copy is given no fingerprint of the original.
    """
    shown = reading.show(uow, actor, public_id, number)
    access.allow(actor, "edit", shown.document)
    row = trail.of_version(uow.session, shown.document.public_id, shown.version.number)
    last = log.head(uow.session)
    return Receipt(shown, (row.number, row.hash) if row else None, last.number, last.hash, uow.now)
