"""Finding: a query goes to the index with a mask from SQL, and every hit is checked in SQL again before it is shown."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from repo_service.domain.documents import DateWords, Found, SearchQuery
from repo_service.domain.passages import wording_key
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import BadQuery
from repo_service.search import BoundedCache, Correction, Mask, Reader, Snippet, snippet, spellings
from repo_service.services import indexing
from repo_service.services.access import AccessMap, told
from repo_service.services.searching import as_left, synonyms
from repo_service.store import log, lookup
from repo_service.store.documents import Document
from repo_service.store.filing import RECORD_SEPARATOR
from repo_service.store.work import UnitOfWork

SNIPPET_BYTES = 2_000  # about what one takes in memory, its key included
LOOKED_AT = 3  # documents in which a suggestion looks for its spelling
_remembered: BoundedCache[_Shown] = BoundedCache(8 << 20)


class _Shown(NamedTuple):
    snippet: Snippet
    passage: str


@dataclass(frozen=True, slots=True)
class Result:
    """One hit, ready to show; ``score`` is BM25F. ``passage`` names the passage of the snippet to the document page,
    which knows its anchor (``wording_key``: no JSON is read for it); empty where no word was found in the text.
    """

    document: Document
    score: float
    snippet: Snippet
    file_name: str
    media_type: str
    size: int
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer: exact total, one page, counts over the whole result. ``late``: the index is behind the log.

    ``suggestion``: the query as it may have been meant, empty for none; ``corrected``: the answer is that of the
    suggestion, for the query as it was typed finds nothing. ``partial``: no document has all the
    words, these have some. ``dates`` and ``without`` as in ``Found``.
    """

    total: int
    results: tuple[Result, ...]
    facets: dict[str, dict[str, int]]
    late: bool
    suggestion: str = ""
    corrected: bool = False
    partial: bool = False
    dates: tuple[DateWords, ...] = ()
    without: dict[str, int] = field(default_factory=dict)


def search(
    uow: UnitOfWork, actor: Actor, searcher: Reader, access: AccessMap, query: SearchQuery, forgiving: bool = False,
    some: bool = False,
) -> Results:  # fmt: skip
    """Raises ``BadQuery`` for a query over the limits and ``Unavailable`` while the index is being rebuilt.

    ``forgiving``: slips are looked for, as for a person who typed the query. ``some``: where no document has all the
    words, those that have some are the answer. A ``literal`` query is taken as it is.
    """
    head = log.head(uow.session)
    mask = as_left.mask(uow, actor, access, head)
    query = synonyms.applied(uow, query, head)
    found = searcher.search(query, mask)
    other = nearest(searcher, query, mask, found.total) if forgiving else None
    corrected = other is not None and not found.total and not query.literal
    if other and corrected:
        found = other.found
    loose = _some(searcher, query, mask, found) if some else None
    found = loose or found
    results = _results(uow, actor, head.epoch, found)
    suggestion = _spelt(uow, actor, head.epoch, other, results if corrected else None) if other else ""
    late = is_late(uow, actor, searcher, head.number, mask)
    return Results(
        found.total, tuple(results), found.facets, late, suggestion, corrected, bool(query.some or loose), found.dates,
        found.without,
    )


def _some(searcher: Reader, query: SearchQuery, mask: Mask, found: Found) -> Found | None:
    """What has some of the words, where nothing has all of them and no filter is to blame."""
    if found.total or query.literal or any(found.without.values()):
        return None
    some = searcher.search(replace(query, some=True), mask)
    return some if some.total else None


class Other(NamedTuple):
    """A query without its slips, and what it finds."""

    correction: Correction
    found: Found


def nearest(searcher: Reader, query: SearchQuery, mask: Mask, total: int) -> Other | None:
    """The query without its slips and what it finds, where that is more."""
    with suppress(BadQuery):  # the right words may be longer than the limit
        if correction := searcher.nearest(query, mask, total):
            found = searcher.search(replace(query, text=correction.text()), mask)
            return Other(correction, found) if found.total > total else None
    return None


def _spelt(uow: UnitOfWork, actor: Actor, epoch: str, other: Other, shown: list[Result] | None) -> str:
    """The suggestion, in the spelling of what it finds first: the index knows no accents, but texts do."""
    if shown is None:
        shown = _results(uow, actor, epoch, replace(other.found, hits=other.found.hits[:LOOKED_AT]))
    texts = (text for one in shown for text in (one.document.title, *(piece for piece, _ in one.snippet.pieces)))
    return other.correction.text(spellings(texts, other.correction.words))


def _results(uow: UnitOfWork, actor: Actor, epoch: str, found: Found) -> list[Result]:
    rows = lookup.found(uow.session, [hit.id for hit in found.hits], tokens_of(actor))
    told(uow, actor, [row.document for row in rows.values()])
    snippets = _snippets(uow, epoch, found.terms, list(rows.values()))
    return [
        Result(row.document, hit.score, shown.snippet, row.file_name, row.media_type, row.size, shown.passage)
        for hit in found.hits
        if (row := rows.get(hit.id)) and (shown := snippets[hit.id])
    ]


def _snippets(uow: UnitOfWork, epoch: str, terms: frozenset[str], rows: list[lookup.Current]) -> dict[str, _Shown]:
    """By document, the passage to show. A text is loaded only where the same words did not show it just before: the
    next filter, the next sort and the way back ask for the same passages again.
    """
    keys = {row.document.public_id: (epoch, row.extraction, terms, row.document.title) for row in rows}
    known = {name: held for name, key in keys.items() if (held := _remembered.get(key)) is not None}
    new = [row for row in rows if row.document.public_id not in known]
    wordings = lookup.wordings(uow.session, [row.extraction[0] for row in new if row.extraction[0]])
    for row in new:
        name = row.document.public_id
        passages = wordings.get(row.extraction[0], "").split(RECORD_SEPARATOR)
        shown = snippet(passages, terms, row.document.title)
        found = any(marked for _, marked in shown.pieces)
        known[name] = _Shown(shown, wording_key(passages[shown.passage]) if found else "")
        _remembered.put(keys[name], known[name], SNIPPET_BYTES)
    return known


def is_late(uow: UnitOfWork, actor: Actor, searcher: Reader, number: int, mask: Mask) -> bool:
    """Whether a document that the person may find has changed since the index was written; others are not told of,
    however many there are, nor a partner that has left of what it no longer sees change.
    """
    if searcher.cursor >= number or actor.former:
        return False
    return any(subject in mask.ids for subject in log.touched(uow.session, searcher.cursor, indexing.ACTIONS))


def recent(uow: UnitOfWork, actor: Actor, kinds: tuple[str, ...] = (), limit: int = 5) -> tuple[int, list[Document]]:
    """The documents filed last and how many there are, for the home page."""
    total, rows = lookup.listing(uow.session, tokens_of(actor), kinds, 1, limit, order="created")
    return total, told(uow, actor, rows)


def listing(
    uow: UnitOfWork, actor: Actor, kinds: tuple[str, ...], page: int, per_page: int, order: str = "day"
) -> tuple[int, list[Document]]:
    """Total and one page of all documents of given kinds, newest first."""
    total, rows = lookup.listing(uow.session, tokens_of(actor), kinds, page, per_page, order)
    return total, told(uow, actor, rows)
