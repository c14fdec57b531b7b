"""Finding: a query goes to the index with a mask from SQL, and every hit is checked in SQL again before it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import Actor, tokens_of
from repo_service.search import BoundedCache, Mask, Searcher, Snippet, snippet
from repo_service.services import indexing
from repo_service.services.access import AccessMap
from repo_service.store import log, lookup
from repo_service.store.documents import Document
from repo_service.store.filing import RECORD_SEPARATOR
from repo_service.store.work import UnitOfWork

SNIPPET_BYTES = 2_000  # about what one takes in memory, its key included
_remembered: BoundedCache[Snippet] = BoundedCache(8 << 20)


@dataclass(frozen=True, slots=True)
class Result:
    """One hit, ready to show. ``anchor`` is left to the document page; ``score`` is BM25F."""

    document: Document
    score: float
    snippet: Snippet
    file_name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Results:
    """The answer: exact total, one page, counts over the whole result. ``late``: the index is behind the log."""

    total: int
    results: tuple[Result, ...]
    facets: dict[str, dict[str, int]]
    late: bool


def search(uow: UnitOfWork, actor: Actor, searcher: Searcher, access: AccessMap, query: SearchQuery) -> Results:
    """Raises ``BadQuery`` for a query over the limits and ``Unavailable`` while the index is being rebuilt."""
    head = log.head(uow.session)
    mask = access.mask(uow, actor, head)
    found = searcher.search(query, mask)
    rows = lookup.found(uow.session, [hit.id for hit in found.hits], tokens_of(actor))
    snippets = _snippets(uow, head.epoch, found.terms, list(rows.values()))
    results = [
        Result(row.document, hit.score, snippets[hit.id], row.file_name, row.media_type, row.size)
        for hit in found.hits
        if (row := rows.get(hit.id))
    ]
    return Results(found.total, tuple(results), found.facets, is_late(uow, searcher, head.number, mask))


def _snippets(uow: UnitOfWork, epoch: str, terms: frozenset[str], rows: list[lookup.Current]) -> dict[str, Snippet]:
    """By document, the passage to show. A text is loaded only where the same words did not show it just before: the
    next filter, the next sort and the way back ask for the same passages again.
    """
    keys = {row.document.public_id: (epoch, row.extraction, terms, row.document.title) for row in rows}
    known = {name: shown for name, key in keys.items() if (shown := _remembered.get(key)) is not None}
    new = [row for row in rows if row.document.public_id not in known]
    wordings = lookup.wordings(uow.session, [row.extraction[0] for row in new if row.extraction[0]])
    for row in new:
        name = row.document.public_id
        passages = wordings.get(row.extraction[0], "").split(RECORD_SEPARATOR)
        known[name] = snippet(passages, terms, row.document.title)
        _remembered.put(keys[name], known[name], SNIPPET_BYTES)
    return known


def is_late(uow: UnitOfWork, searcher: Searcher, number: int, mask: Mask) -> bool:
    """Whether a document that the person may find has changed since the index was written; others are not told of."""
    if searcher.cursor >= number:
        return False
    waiting = log.after(uow.session, searcher.cursor, indexing.ACTIONS, limit=200)
    return any(row.subject in mask.ids for row in waiting)


def suggest(uow: UnitOfWork, actor: Actor, text: str) -> list[Document]:
    """At most eight documents whose title has words that start so, among those the actor may see."""
    return lookup.suggest(uow.session, tokens_of(actor), text[:200])


def recent(uow: UnitOfWork, actor: Actor, kinds: tuple[str, ...] = (), limit: int = 5) -> tuple[int, list[Document]]:
    """The documents filed last and how many there are, for the home page."""
    return lookup.listing(uow.session, tokens_of(actor), kinds, 1, limit, order="created")


def listing(
    uow: UnitOfWork, actor: Actor, kinds: tuple[str, ...], page: int, per_page: int, order: str = "day"
) -> tuple[int, list[Document]]:
    """Total and one page of all documents of given kinds, newest first."""
    return lookup.listing(uow.session, tokens_of(actor), kinds, page, per_page, order)
