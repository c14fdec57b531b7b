"""Searches that found nothing, counted for who coordinates: what is missing, or called otherwise. Nothing of who asked.

A search only notes in memory; what was noted is written down after an answer has left, at most once in a few seconds,
and a database that is busy or full is tried again later. A process that is killed loses the last few counts, and
nothing else.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock

from repo_service import clock
from repo_service.domain.documents import TURNING, SearchQuery, is_blank
from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor
from repo_service.errors import RepoServiceError
from repo_service.services import access
from repo_service.store import missed
from repo_service.store.missed import MissedSearch
from repo_service.store.work import Store, UnitOfWork

MOST = 2_000
KEPT = timedelta(days=400)
LONGEST = 100  # signs: what is longer was pasted
MOST_WAITING = 100  # wordings between two writings, whatever a machine asks
EVERY = timedelta(seconds=10)
AFTER_FAILURE = timedelta(seconds=60)
# Numbers of people and of their things: six digits in a row, or nine with what people put between them.
_PRIVATE = re.compile(r"@|\d{6}|\d(?:[\W_]{0,3}\d){8}")
_logger = logging.getLogger(__name__)


def wording(text: str) -> tuple[str, str] | None:
    """Of what was typed, what counts as the same and what is shown; ``None`` for what is not kept."""
    shown = " ".join("".join(c if c.isprintable() and c not in TURNING else " " for c in text).split())
    key = fold(shown)[: missed.LENGTH]
    if len(shown) > LONGEST or _PRIVATE.search(shown) or is_blank(shown) or not any(map(str.isalnum, key)):
        return None
    return key, shown


def counts(query: SearchQuery) -> bool:
    """Whether a search that finds nothing says that something is missing: words alone, as a person asks them first."""
    filters = (
        query.kinds, query.bodies, query.institutions, query.years, query.domains, query.states, query.languages,
        query.changed_after, query.changed_before,
    )  # fmt: skip
    return query.page == 1 and not (query.literal or query.all_versions or any(filters))


class Tally:
    """What one process has noted and not yet written down. Safe between threads."""

    def __init__(self) -> None:
        self._lock, self._writing = Lock(), Lock()
        self._waiting: dict[str, tuple[str, int]] = {}
        self._next: datetime | None = None

    def note(self, query: SearchQuery, total: int) -> None:
        """Take a search and what it found; cheap, and never fails."""
        known = wording(query.text) if not total and counts(query) else None
        if known is not None:
            with self._lock:
                self._take({known[0]: (known[1], 1)})

    def _take(self, counted: Mapping[str, tuple[str, int]]) -> None:
        for key, (shown, count) in counted.items():
            if key in self._waiting or len(self._waiting) < MOST_WAITING:
                self._waiting[key] = (shown, self._waiting.get(key, ("", 0))[1] + count)

    def is_due(self) -> bool:
        """Whether there is something to write down, and the last time is long enough ago."""
        return bool(self._waiting) and (self._next is None or clock.now() >= self._next)

    def settle(self, store: Store, timezone: str) -> None:
        """Write down what was noted, if nobody else is at it. Never raises for a database that cannot take it now."""
        if not self._writing.acquire(blocking=False):
            return
        try:
            with self._lock:
                taken, self._waiting = self._waiting, {}
            self._next = clock.now() + EVERY
            if taken:
                self._write(store, timezone, taken)
        finally:
            self._writing.release()

    def _write(self, store: Store, timezone: str, taken: dict[str, tuple[str, int]]) -> None:
        try:
            with store.writing() as uow:
                missed.add(uow, taken, clock.day(uow.now, timezone), MOST)
        except RepoServiceError as error:
            _logger.warning("searches without answer wait to be counted: %s", error.code)
            self._next = clock.now() + AFTER_FAILURE
            with self._lock:
                self._take(taken)


def listing(uow: UnitOfWork, actor: Actor, page: int, per_page: int) -> tuple[int, list[MissedSearch]]:
    """How many wordings found nothing, and one page of them, the most asked first."""
    access.allow(actor, "edit_synonyms")
    return missed.total(uow.session), missed.page(uow.session, page, per_page)


def forget(uow: UnitOfWork, actor: Actor, key: str) -> None:
    """Forget one by its folded wording. The log tells that it was done, never the words: they may name somebody."""
    access.allow(actor, "edit_synonyms")
    if missed.forget(uow, key):
        uow.log.record("missed_search.forgotten", actor.account)
