"""``/search``: the results, facets as plain links, and what to do when there are none."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for

from repo_service.domain.documents import SearchQuery
from repo_service.errors import BadQuery, Unavailable
from repo_service.services import finding, naming
from repo_service.services.finding import Result, Results
from repo_service.web import current, errors, login, queries, wording
from repo_service.web.language import gettext

BLUEPRINT = Blueprint("search", __name__)
_FACET_SIZE = 12
_FILTER = re.compile(r"-?\b(?:kind|nature|type|year|ann[ée]e):\S*", re.IGNORECASE)
_SIGNS = re.compile(r"[^\w’'-]")
_NAMED = {"body": "fr", "institution": "fr"}  # facets whose values are names: their language, whatever the page's


@BLUEPRINT.get("/search")
def search() -> Response:
    """Twenty results a page; a query that cannot be is answered in words with status 400."""
    query = queries.search_query()
    repository = current.repository()
    shown: dict[str, Any] = {"q": query.text[:1000], "results": [], "total": 0, "facets": [], "chips": []}
    status = 200
    try:
        with current.reading() as uow:
            found = finding.search(uow, login.actor(), repository.searcher, repository.access, query)
            names = naming.names(uow)
        shown |= _page(found, query, names)
    except BadQuery as error:
        shown["error"], status = errors.sentence(error), 400
        shown["help"] = _mending(error, shown["q"])
    except Unavailable:
        shown["resting"] = True
        shown["error"], status = (
            gettext("La recherche se remet en état. Rien n’est perdu ; réessayez dans un instant."),
            503,
        )
        shown["help"] = [{"label": gettext("Réessayer"), "url": request.full_path.rstrip("?")}]
    response = make_response(render_template("search.html", **shown), status)
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response


def _page(found: Results, query: SearchQuery, names: dict[str, str]) -> dict[str, Any]:
    return {
        "results": [_result(one) for one in found.results],
        "total": found.total,
        "facets": _facets(found, names),
        "chips": _chips(names),
        "sort": [
            {"label": gettext("pertinence"), "url": queries.address(sort=None), "current": query.sort == "relevance"},
            {"label": gettext("date"), "url": queries.address(sort="date"), "current": query.sort == "date"},
        ],
        "pages": queries.pager(found.total, query.page),
        "help": _advice(query) if not found.total else [],
        "index_lag": found.late,
    }


def _result(one: Result) -> dict[str, Any]:
    document = one.document
    number = document.current_number
    return {
        "url": url_for("documents.show", public_id=document.public_id),
        "title": document.title,
        "kind": document.kind,
        "kind_label": wording.KIND_LABELS.get(document.kind, document.kind),
        "state": document.state,
        "date": document.day,
        "body_name": document.body.name if document.body else "",
        "version": number,
        "snippet": one.snippet.pieces,
        "language": document.language,
        "file_url": url_for("documents.file", public_id=document.public_id, number=number),
        "file_label": wording.format_label(one.file_name),
        "size": one.size,
    }


def label(name: str, value: str, names: dict[str, str]) -> str:
    """How a facet's value is called."""
    if name == "kind":
        return str(wording.KIND_LABELS.get(value, value))
    return names.get(value, value)


def _facets(found: Results, names: dict[str, str]) -> list[dict[str, Any]]:
    titles = {
        "kind": gettext("Nature"),
        "year": gettext("Année"),
        "body": gettext("Instance"),
        "institution": gettext("Partenaire"),
    }
    facets = []
    for name in queries.FILTERS:
        chosen = request.args.getlist(name)
        counts = found.facets.get(name, {})
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if name == "year":
            ordered = sorted(counts.items(), reverse=True)
        options = [_option(name, value, count, chosen, names) for value, count in ordered[:_FACET_SIZE]]
        facets.append({"name": name, "label": titles[name], "options": options})
    return facets


def _option(name: str, value: str, count: int, chosen: list[str], names: dict[str, str]) -> dict[str, Any]:
    selected = value in chosen
    kept = [one for one in chosen if one != value] if selected else [*chosen, value]
    return {
        "value": value, "label": label(name, value, names), "count": count, "selected": selected,
        "language": _NAMED.get(name, ""), "url": queries.address(**{name: kept or None}),
    }  # fmt: skip


def _chips(names: dict[str, str]) -> list[dict[str, str]]:
    chips = []
    for name in queries.FILTERS:
        chosen = request.args.getlist(name)[:50]
        for value in chosen:
            rest = [one for one in chosen if one != value]
            chips.append(
                {
                    "label": label(name, value, names), "language": _NAMED.get(name, ""),
                    "remove_url": queries.address(**{name: rest or None}),
                }
            )  # fmt: skip
    return chips


def _mending(error: BadQuery, text: str) -> list[dict[str, str]]:
    """Other ways to ask what was refused, fit for the reason: the same words without what cannot be."""
    if "limit" in error.params:
        label, words = gettext("Chercher les cinq premiers mots"), _SIGNS.sub(" ", text).split()[:5]
    elif "étoile" in error.template:
        label, words = gettext("Chercher sans les étoiles"), text.replace("*", " ").split()
    else:
        label, words = gettext("Chercher les mêmes mots sans la nature ni l’année"), _FILTER.sub(" ", text).split()
    possible = words and max(map(len, words)) < 100
    return [{"label": label, "url": url_for("search.search", q=" ".join(words))}] if possible else []


def _advice(query: SearchQuery) -> list[dict[str, str]]:
    """What to do when nothing was found, the likeliest first."""
    advice = []
    if any((query.kinds, query.bodies, query.institutions, query.years)):
        bare = url_for("search.search", q=query.text)
        advice.append({"label": gettext("Chercher les mêmes mots sans les filtres"), "url": bare})
    if '"' in query.text:
        loose = url_for("search.search", q=query.text.replace('"', " ").strip())
        advice.append({"label": gettext("Chercher les mots sans les guillemets"), "url": loose})
    words = query.text.replace('"', " ").split()
    if len(words) > 1:
        either = url_for("search.search", q=" OR ".join(words[:10]))
        advice.append({"label": gettext("Chercher l’un ou l’autre des mots"), "url": either})
    advice.append({"label": gettext("Vérifiez l’orthographe, ou essayez un mot plus courant."), "url": ""})
    if not login.actor().signed_in:
        sign_in = url_for("session.sign_in", next=request.full_path)
        advice.append(
            {"label": gettext("Se connecter pour chercher aussi dans les textes des partenaires"), "url": sign_in}
        )
    return advice
