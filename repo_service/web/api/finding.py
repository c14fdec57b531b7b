"""Search and suggestions for programs, and for the search field of the pages."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

from flask import Response, jsonify, request, url_for

from repo_service.domain.documents import DateWords
from repo_service.services import finding, reading
from repo_service.services.finding import Result, Results
from repo_service.services.searching import explaining, suggesting
from repo_service.services.searching.suggesting import Suggestion
from repo_service.services.versions import finding_then
from repo_service.services.versions.finding_then import Stood, Then
from repo_service.web import current, days, login, queries, security, wording


def search() -> Response:
    """``GET /search?q=&kind=&year=&body=&institution=&in=&sort=&page=&per_page=``."""
    started = time.perf_counter()
    queries.refuse_unknown()
    query = queries.search_query(queries.per_page())
    repository = current.repository()
    found: Results | Then
    suggestion, corrected, partial = None, False, False
    missing: list[str] = []
    with current.reading() as uow:
        if query.all_versions:
            then = finding_then.search(uow, login.actor(), repository.history, repository.access, query)
            found, hits = then, [_stood(one) for one in then.results]
        else:
            now = finding.search(uow, login.actor(), repository.searcher, repository.access, query, forgiving=True)
            documents = security.absolute(url_for("documents.listing"))
            found, hits = now, [_hit(one, documents) for one in now.results]
            suggestion, corrected, partial = now.suggestion or None, now.corrected, now.partial
            if partial:
                told = explaining.standing_words(uow, login.actor(), repository.searcher, repository.access, query)
                missing = [word for word, stands in told.items() if not stands]
            current.tell_missed(query, now.total)
    return jsonify(
        total=found.total,
        page=query.page,
        per_page=query.per_page,
        hits=hits,
        facets=found.facets,
        dates=[_dated(one) for one in found.dates],
        without=found.without,
        suggestion=suggestion,
        corrected=corrected,
        partial=partial,
        missing=missing,
        late=found.late,
        took_ms=round((time.perf_counter() - started) * 1000, 2),
    )


def _dated(one: DateWords) -> dict[str, Any]:
    """Words that were taken for a date; ``exact=1`` searches them as words."""
    first, last = (day.isoformat() if day else None for day in (one.first, one.last))
    return {"words": one.words, "first": first, "last": last, "filter": one.filters}


def _hit(one: Result, documents: str) -> dict[str, Any]:
    """``documents``: the address below which they are. ``passage_url`` leads to the passage of the snippet; ``None``
    where no word was found in the text.
    """
    document = one.document
    url = f"{documents}/{document.public_id}"
    return {
        "id": document.public_id,
        "version": document.current_number,
        "title": document.title,
        "kind": document.kind,
        "date": document.day.isoformat() if document.day else None,
        "state": document.state,
        "score": round(one.score, 4),
        "snippet": "".join(text for text, _ in one.snippet.pieces),
        "highlights": [text for text, marked in one.snippet.pieces if marked],
        "url": url,
        "passage_url": f"{url}?passage={quote(one.passage)}" if one.passage else None,
    }


def _stood(one: Stood) -> dict[str, Any]:
    """A passage of all versions; ``until`` is the day on which it stood no more, ``None`` while it stands."""
    document, first, last = one.document, one.runs[0], one.runs[-1]
    address = url_for("documents.version", public_id=document.public_id, number=one.version.number)
    return {
        "id": document.public_id,
        "version": one.version.number,
        "title": document.title,
        "kind": document.kind,
        "date": document.day.isoformat() if document.day else None,
        "state": reading.states(one.version),
        "score": round(one.score, 4),
        "snippet": "".join(text for text, _ in one.snippet.pieces),
        "highlights": [text for text, marked in one.snippet.pieces if marked],
        "passage": one.words,
        "anchor": one.anchor,
        "versions": [[run.first, run.last] for run in one.runs],
        "from": first.start.isoformat() if first.start else None,
        "until": last.end.isoformat() if last.end else None,
        "url": security.absolute(address) + (f"#{one.anchor}" if one.anchor else ""),
    }


def suggest() -> Response:
    """``GET /suggest?q=``: at most eight things to open, whose names begin so, among those that the caller may see."""
    with current.reading() as uow:
        rows = suggesting.suggest(uow, login.actor(), request.args.get("q", ""), days.today())
    return jsonify(suggestions=[_suggestion(row) for row in rows])


def _suggestion(row: Suggestion) -> dict[str, Any]:
    """``kind`` of what is no document is its sort: "institution", "body", "person", "search"."""
    label = wording.KIND_LABELS.get(row.kind, row.kind) if row.kind else wording.SORT_LABELS[row.sort]
    return {
        "id": row.id,
        "title": row.title,
        "language": row.language or None,
        "kind": row.kind or row.sort,
        "kind_label": str(label),
        "note": row.note,
        "group": str(wording.SORT_PLURALS[row.sort]),
        "url": security.absolute(_address(row)),
    }


def _address(row: Suggestion) -> str:
    """The page of what is proposed; of a person, the list of people where it is."""
    match row.place or row.sort:
        case "institution":
            return url_for("institutions.show", public_id=row.id) + ("#staff" if row.place else "")
        case "body":
            return url_for("bodies.show", public_id=row.id) + ("#people" if row.place else "")
        case "search":
            return f"{url_for('search.search')}?{row.address}"
        case _:
            return url_for("documents.show", public_id=row.id)


ROUTES = (("/search", search, ["GET"]), ("/suggest", suggest, ["GET"]))
