"""Putting away what nobody kept: dropped files past their time, bytes that no row names, leavings of cut sendings, and
sign-ins, mail and searches without answer that were over long ago.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from repo_service.domain.roles import SYSTEM
from repo_service.services.searching.missed import KEPT as UNANSWERED_KEPT
from repo_service.store import filing, intakes, lookup, missed, outbox
from repo_service.store.documents import Blob, Derivative, Extraction
from repo_service.store.people import sign_ins
from repo_service.store.work import Store

GRACE = 86_400  # seconds: a file may be received long before its row is written
KEPT = timedelta(days=90)  # how long sign-ins, links and mail that are over are remembered; the log tells them for good
_NAMING = (
    (Derivative, "source_sha256"),
    (Derivative, "sha256"),
    (Extraction, "blob_sha256"),
    (Blob, "sha256"),
)  # rows that name a file, in the order in which they may go


@dataclass(frozen=True, slots=True)
class Swept:
    """How many dropped files, kept files and temporary files went."""

    intakes: int
    files: int
    temporary: int


def sweep(store: Store, grace: int = GRACE) -> Swept:
    """Sweep once: rows first, then files older than ``grace`` seconds that no row names.

    Files go in a transaction of their own, after the one that deleted their rows was committed: had that one
    failed, its rows would be back and must find their files. Both exclude whoever would adopt a file meanwhile.
    """
    with store.writing() as uow:
        late = intakes.expired(uow.session, uow.now)
        for row in late:
            uow.log.record("intake.expired", SYSTEM.account, row.public_id)
            intakes.remove(uow, row)
        sign_ins.forget_old(uow, uow.now - KEPT)
        outbox.forget_old(uow, uow.now - KEPT)
        missed.forget_old(uow, (uow.now - UNANSWERED_KEPT).date())
        present = uow.now.timestamp()
        unused = [
            sha256
            for sha256 in lookup.unused_blobs(uow.session)
            if not uow.blobs.exists(sha256) or uow.blobs.age(sha256, present) > grace
        ]
        for table, column in _NAMING:
            filing.delete_rows(uow, table, column, unused)
    with store.writing() as uow:
        named = {blob.sha256 for blob in lookup.all_blobs(uow.session)}
        orphans = [s for s in uow.blobs.all() if s not in named and uow.blobs.age(s, present) > grace]
        for sha256 in orphans:
            uow.blobs.remove(sha256)
        temporary = uow.blobs.sweep_tmp(present, grace)
    return Swept(len(late), len(orphans), temporary)
