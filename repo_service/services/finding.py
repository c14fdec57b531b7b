"""Finding: a query goes to the index with a mask from SQL, and every hit is checked in SQL again before it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import Actor, tokens_of
from repo_service.search import Mask, Searcher, Snippet, snippet
from repo_service.services import indexing
from repo_service.services.access import AccessMap
from repo_service.store import log, lookup
from repo_service.store.documents import Document
from repo_service.store.filing import RECORD_SEPARATOR
from repo_service.store.work import UnitOfWork


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
    documents = lookup.by_ids(uow.session, [hit.id for hit in found.hits], tokens_of(actor))
    shown = [(hit, documents[hit.id]) for hit in found.hits if hit.id in documents]
    files = lookup.current_files(uow.session, [document.id for _, document in shown])
    results = []
    for hit, document in shown:
        file = files[document.id]
        passages = file.text.split(RECORD_SEPARATOR)
        shown_text = snippet(passages, found.terms, document.title)
        results.append(Result(document, hit.score, shown_text, file.file_name, file.media_type, file.size))
    return Results(found.total, tuple(results), found.facets, _late(uow, searcher, head.number, mask))


def _late(uow: UnitOfWork, searcher: Searcher, number: int, mask: Mask) -> bool:
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
