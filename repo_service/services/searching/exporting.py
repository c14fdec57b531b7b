"""The whole result of a search, for a file: a batch at a time, each asked of the database again before it leaves.

What is found and in which order is that of one commit of the index, however slowly the file is taken. A document that
was hidden, withdrawn or changed since then is left out: it may hold none of the words any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import BadQuery
from repo_service.search import Reader
from repo_service.services import indexing
from repo_service.services.access import AccessMap, told
from repo_service.services.searching import as_left, synonyms
from repo_service.store import lookup
from repo_service.store.documents import Document, Version
from repo_service.store.work import Store, UnitOfWork

BATCH = 200
ALL_VERSIONS = (
    "On exporte des documents, pas des passages : cherchez dans les textes d’aujourd’hui pour exporter la liste."
)


@dataclass(frozen=True, slots=True)
class Listed:
    """One document of the result, as the person may know it. ``changed``: when its version was filed, or its state told
    last.
    """

    document: Document
    version: Version
    changed: datetime


def everything(
    store: Store, actor: Actor, searcher: Reader, access: AccessMap, query: SearchQuery
) -> Iterator[Listed]:
    """All that the query finds, in the order asked for, whatever its page.

    Raises at once, before the first is taken: ``BadQuery``, also for a search in all versions, whose results are
    passages; ``Unavailable`` while the index is being rebuilt.
    """
    if query.all_versions:
        raise BadQuery(ALL_VERSIONS)
    with store.reading() as uow:
        query, mask = synonyms.applied(uow, query), as_left.mask(uow, actor, access)
    return _checked(store, actor, query, searcher.everything(query, mask))


def last_change(
    uow: UnitOfWork, actor: Actor, searcher: Reader, access: AccessMap, query: SearchQuery
) -> datetime | None:
    """When something of all that the query finds was changed last; ``None`` where it finds nothing."""
    query = replace(synonyms.applied(uow, query), sort="changed", page=1, per_page=1)
    latest = searcher.search(query, as_left.mask(uow, actor, access))
    rows = _listed(uow, actor, [hit.id for hit in latest.hits])
    return max((indexing.changed_at(version) for _, version in rows.values()), default=None)


def _checked(store: Store, actor: Actor, query: SearchQuery, found: Iterator[tuple[str, int]]) -> Iterator[Listed]:
    while batch := list(islice(found, BATCH)):
        with store.reading() as uow:
            kept = list(_batch(uow, actor, query, batch))
        yield from kept


def _listed(uow: UnitOfWork, actor: Actor, names: list[str]) -> dict[str, tuple[Document, Version]]:
    rows = lookup.listed(uow.session, names, tokens_of(actor))
    told(uow, actor, [document for document, _ in rows.values()])
    return rows


def _batch(uow: UnitOfWork, actor: Actor, query: SearchQuery, batch: list[tuple[str, int]]) -> Iterator[Listed]:
    rows = _listed(uow, actor, [name for name, _ in batch])
    for name, number in batch:
        document, version = rows.get(name, (None, None))
        if document is None or version is None or version.number != number:
            continue
        if not query.states or document.state in query.states:
            yield Listed(document, version, indexing.changed_at(version))
