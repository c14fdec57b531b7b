"""Signatures of texts: made by the worker for every text of a version that has none, and held in memory by whoever
compares dropped files with them.

New files and those of before are signed alike, so that there is one way and nothing is to be made anew by hand.
"""

from __future__ import annotations

from threading import Lock

from repo_service.domain.comparison.likeness import Signature, signature
from repo_service.search import Signatures
from repo_service.store import likeness, log
from repo_service.store.filing import RECORD_SEPARATOR
from repo_service.store.work import Store, UnitOfWork

BATCH = 50  # texts signed in one short transaction


class Signer:
    """Signs what is not signed yet."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._number = -1

    def turn(self) -> int:
        """Sign all that waits; how many texts. Only looks at the head of the log when nothing happened since."""
        with self._store.reading() as uow:
            number = log.head(uow.session).number
        if number == self._number:
            return 0
        done = 0
        while found := self._batch():
            done += found
        self._number = number
        return done

    def _batch(self) -> int:
        with self._store.reading() as uow:
            texts = likeness.waiting(uow.session, BATCH)
        signed = [(one, signature(one.text.split(RECORD_SEPARATOR))) for one in texts]  # no transaction is open
        if signed:
            with self._store.writing() as uow:
                likeness.keep(uow, signed)
        return len(signed)


class Catalogue:
    """Every signature, kept in memory and brought up to date before each use. Who may see a text is not known here."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._epoch = ""
        self._last = 0
        self._signatures = Signatures()

    def nearest(self, uow: UnitOfWork, wanted: Signature, floor: float) -> list[tuple[int, float]]:
        """Extraction and estimate of every signed text that is at least ``floor`` alike, the most alike first."""
        with self._lock:
            self._refresh(uow)
            return self._signatures.nearest(wanted, floor)

    def _refresh(self, uow: UnitOfWork) -> None:
        epoch, last = log.head(uow.session).epoch, likeness.last(uow.session)
        if epoch != self._epoch or last < self._last:
            self._epoch, self._last, self._signatures = epoch, 0, Signatures()
        if last > self._last:
            rows = likeness.since(uow.session, self._last)
            self._signatures.put([row[0] for row in rows], [row[1] for row in rows])
            self._last = last
