"""Around a search, for programs: its whole result as a file, why a document is in it, what is near a document."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from repo_service.errors import Invalid
from repo_service.services import reading
from repo_service.services.searching import explaining, related
from repo_service.services.searching.explaining import Part
from repo_service.web import current, exporting, login, queries
from repo_service.web.api.documents import summary
from repo_service.web.exports import EXPORTS


def explain() -> Response:
    """``GET /search/explain?q=&id=``: as ``/search``, and one document of its result."""
    queries.refuse_unknown()
    public_id = request.args.get("id", "")
    if not public_id:
        raise Invalid(fields={"id": "L’identifiant d’un document est attendu."})
    repository = current.repository()
    with current.reading() as uow:
        found = explaining.why(
            uow, login.actor(), repository.searcher, repository.access, queries.search_query(), public_id
        )
    told = found.found
    return jsonify(
        id=public_id,
        found=told is not None,
        meant=found.meant or None,
        documents=told.documents if told else None,
        score=told.score if told else None,
        parts=[_part(part) for part in found.parts],
        filters=[
            {"field": one.field, "values": list(one.values), "from": one.first.isoformat() if one.first else None,
             "to": one.last.isoformat() if one.last else None}
            for one in found.passed
        ],
    )  # fmt: skip


def _part(part: Part) -> dict[str, Any]:
    return {
        "asked": part.asked or None,
        "synonym_of": part.beside or None,
        "sort": part.sort,
        "forms": list(part.forms),
        "fields": part.fields,
        "documents": part.documents,
        "share": part.share,
        "score": sum(reason.score for reason in part.reasons),
        "figures": [
            {"field": one.field, "term": one.term, "count": one.count, "documents": one.documents, "idf": one.idf,
             "length": one.length, "mean": one.mean, "boost": one.boost, "factor": reason.factor,
             "score": one.score * reason.factor}
            for reason in part.reasons
            for one in reason.figures
        ],
    }  # fmt: skip


def near(public_id: str) -> Response:
    """``GET /documents/<id>/related``: at most five documents that are about the same, nearest first."""
    repository, actor = current.repository(), login.actor()
    with current.reading() as uow:
        shown = reading.show(uow, actor, public_id)
        rows = related.related(uow, actor, repository.searcher, repository.access, shown)
    return jsonify(related=[summary(row) for row in rows])


ROUTES = (
    *((f"/search.{name}", exporting.view(name), ["GET"]) for name in EXPORTS),
    ("/search/explain", explain, ["GET"]),
    ("/documents/<public_id>/related", near, ["GET"]),
)
