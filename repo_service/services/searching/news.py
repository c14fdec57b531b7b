"""What a kept search finds for its owner, last changed first: for its feed and for the mail that tells of news.

Nothing is remembered of what was found: rights are asked again each time. It must not know how it is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from repo_service.domain.roles import Actor
from repo_service.search import Reader
from repo_service.services import finding, indexing
from repo_service.services.access import AccessMap
from repo_service.services.finding import Result
from repo_service.services.searching import saved
from repo_service.store import log, lookup
from repo_service.store.documents import Document
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Change:
    """A document that matches, when it was changed last as far as the person may know, and its best passage."""

    document: Document
    changed: datetime
    passage: str


@dataclass(frozen=True, slots=True)
class Changes:
    """How many there are, and the first of them, last changed first."""

    total: int
    first: tuple[Change, ...]


def is_late(uow: UnitOfWork, searcher: Reader) -> bool:
    """Whether the index has not seen all that happened to documents: what changed last would not be found."""
    return bool(log.after(uow.session, searcher.cursor, indexing.ACTIONS, limit=1))


def changes(
    uow: UnitOfWork, actor: Actor, searcher: Reader, masks: AccessMap, address: str, most: int,
    since: datetime | None = None, until: datetime | None = None,
) -> Changes:  # fmt: skip
    """What matches and was changed at or after ``since`` and before ``until`` (whole seconds): new documents, new
    versions, new states. Raises as ``finding.search`` does.
    """
    query = replace(
        saved.of_today(saved.query_of(address)), sort="changed", per_page=most, changed_after=since,
        changed_before=until,
    )  # fmt: skip
    found = finding.search(uow, actor, searcher, masks, query)
    # Of a partner that has left they are here already, as they stood: what is here is not read again.
    versions = lookup.current_versions(uow.session, [result.document.id for result in found.results])
    dated = [
        Change(result.document, indexing.changed_at(version), _passage(result))
        for result in found.results
        if (version := versions.get(result.document.id))
    ]
    return Changes(found.total, tuple(dated))


def _passage(result: Result) -> str:
    return "".join(text for text, _ in result.snippet.pieces)
