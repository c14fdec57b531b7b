"""Search and suggestions for programs, and for the search field of the pages."""

from __future__ import annotations

import time
from typing import Any

from flask import Response, jsonify, request, url_for

from repo_service.services import finding, reading
from repo_service.services.finding import Result, Results
from repo_service.services.versions import finding_then
from repo_service.services.versions.finding_then import Stood, Then
from repo_service.web import current, login, queries, security, wording


def search() -> Response:
    """``GET /search?q=&kind=&year=&body=&institution=&in=&sort=&page=&per_page=``."""
    started = time.perf_counter()
    queries.refuse_unknown()
    query = queries.search_query(queries.per_page())
    repository = current.repository()
    found: Results | Then
    with current.reading() as uow:
        if query.all_versions:
            then = finding_then.search(uow, login.actor(), repository.history, repository.access, query)
            found, hits = then, [_stood(one) for one in then.results]
        else:
            now = finding.search(uow, login.actor(), repository.searcher, repository.access, query)
            found, hits = now, [_hit(one) for one in now.results]
    return jsonify(
        total=found.total,
        page=query.page,
        per_page=query.per_page,
        hits=hits,
        facets=found.facets,
        suggestion=None,
        late=found.late,
        took_ms=round((time.perf_counter() - started) * 1000, 2),
    )


def _hit(one: Result) -> dict[str, Any]:
    document = one.document
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
        "url": security.absolute(url_for("documents.show", public_id=document.public_id)),
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
    """``GET /suggest?q=``: at most eight titles that the caller may see."""
    with current.reading() as uow:
        rows = finding.suggest(uow, login.actor(), request.args.get("q", ""))
    return jsonify(
        suggestions=[
            {
                "id": row.public_id,
                "title": row.title,
                "language": row.language,
                "kind": row.kind,
                "kind_label": str(wording.KIND_LABELS.get(row.kind, row.kind)),
                "url": security.absolute(url_for("documents.show", public_id=row.public_id)),
            }
            for row in rows
        ]
    )


ROUTES = (("/search", search, ["GET"]), ("/suggest", suggest, ["GET"]))
