"""``/search``: the results, facets as plain links, and what to do when there are none; also in all versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, make_response, render_template, request, url_for

from repo_service.domain.documents import SearchQuery
from repo_service.errors import BadQuery, Unavailable
from repo_service.services import finding, naming, reading
from repo_service.services.finding import Result, Results
from repo_service.services.searching import explaining
from repo_service.services.versions import finding_then
from repo_service.services.versions.finding_then import Run, Stood, Then
from repo_service.web import current, errors, exporting, login, queries, wording
from repo_service.web.language import gettext
from repo_service.web.pages.searching import filters, meant, why

BLUEPRINT = Blueprint("search", __name__)
_FIELD = re.compile(r"-?\b[^\W\d_]{4,12}:(?:\"[^\"]*\"|\S*)|\^[\d.,]+")
_SIGNS = re.compile(r"[^\w’'-]")
_STARS = re.compile(r"[*?]+|\b[^\W\d_]+:(?=\S*[*?])")


@BLUEPRINT.get("/search")
def search() -> Response:
    """Twenty results a page; a query that cannot be is answered in words with status 400."""
    query = queries.search_query()
    shown: dict[str, Any] = {"q": query.text[:1000], "results": [], "total": 0, "facets": [], "chips": []}
    shown["then"] = queries.ALL_VERSIONS if query.all_versions else ""
    status = 200
    try:
        shown |= _found(query)
    except BadQuery as error:
        shown["error"], status = errors.sentence(error), 400
        shown["help"] = _mending(error, shown["q"], query)
    except Unavailable:
        shown["resting"] = True
        shown["error"], status = (
            gettext("La recherche se remet en état. Rien n’est perdu ; réessayez dans un instant."),
            503,
        )
        shown["help"] = [{"label": gettext("Réessayer"), "url": request.full_path.rstrip("?")}]
        if query.all_versions:
            shown["help"].append(_in_todays())
    response = make_response(render_template("search.html", **shown), status)
    if status == 503:
        response.headers["Retry-After"] = "2"
    return response


def _found(query: SearchQuery) -> dict[str, Any]:
    repository, actor = current.repository(), login.actor()
    with current.reading() as uow:
        names = naming.names(uow)
        if query.all_versions:
            then = finding_then.search(uow, actor, repository.history, repository.access, query)
            return _page(then, [_stood(one) for one in then.results], query, names) | {"keep": _keeping(query.text)}
        now = finding.search(uow, actor, repository.searcher, repository.access, query, forgiving=True, some=True)
        current.tell_missed(query, 0 if now.partial and not query.some else now.total)
        documents, reasons = url_for("documents.listing"), why.address() if query.text.strip() else ""
        page = _page(now, [_result(one, documents, reasons) for one in now.results], query, names)
        told: Mapping[str, bool] = {}
        if now.partial and not query.some:
            told = explaining.standing_words(uow, actor, repository.searcher, repository.access, query)
        asked = now.suggestion if now.corrected else query.text
        links = {"exports": exporting.links(asked, now.partial) if now.total else {}, "keep": _keeping(asked)}
        return page | meant.shown(now, query, told) | links


def _page(
    found: Results | Then, results: list[dict[str, Any]], query: SearchQuery, names: dict[str, str]
) -> dict[str, Any]:
    return {
        "results": results,
        "everywhen": "" if query.all_versions else _everywhen(),
        "total": found.total,
        "facets": filters.facets(found, query, names),
        "chips": filters.chips(query, names),
        "dates": filters.understood(found.dates),
        "sort": filters.sorts(query),
        "pages": queries.pager(found.total, query.page),
        "help": filters.blamed(found.without, query, names) + _advice(query) if not found.total else [],
        "index_lag": found.late,
    }


def _result(one: Result, documents: str, reasons: str) -> dict[str, Any]:
    """``documents``: the address below which they are; ``reasons``: what explains the place of each, if anything does.
    """
    document = one.document
    url = f"{documents}/{document.public_id}"
    number = document.current_number
    page = one.file_name.lower().endswith(".md")  # it is read here: its source is offered on the page of the document
    return {
        "url": url,
        "title": document.title,
        "kind": document.kind,
        "kind_label": wording.KIND_LABELS.get(document.kind, document.kind),
        "state": document.state,
        "date": document.day,
        "body_name": document.body.name if document.body else "",
        "version": number,
        "snippet": one.snippet.pieces,
        "passage_url": f"{url}?passage={quote(one.passage)}" if one.passage else "",
        "language": document.language,
        "file_url": "" if page else url_for("documents.file", public_id=document.public_id, number=number),
        "file_label": wording.format_label(one.file_name),
        "why_url": f"{reasons}&id={document.public_id}" if reasons else "",
        "size": one.size,
    }


def _stood(one: Stood) -> dict[str, Any]:
    document, number = one.document, one.version.number
    address = url_for("documents.version", public_id=document.public_id, number=number)
    return {
        "url": f"{address}#{one.anchor}" if one.anchor else address,
        "title": document.title,
        "kind": document.kind,
        "kind_label": wording.KIND_LABELS.get(document.kind, document.kind),
        "state": reading.states(one.version),
        "date": document.day,
        "body_name": document.body.name if document.body else "",
        "snippet": one.snippet.pieces,
        "language": document.language,
        "stood": interval(one.runs),
    }


def interval(runs: tuple[Run, ...]) -> str:
    """From when to when: « du 12 mars 2019 au 4 juin 2022, versions 2 à 5, puis depuis le 7 mai 2024, version 7 »."""
    return gettext(", puis ").join(_run(run) for run in runs)


def _run(run: Run) -> str:
    if run.first == run.last:
        which = gettext("version %(number)s", number=run.first)
    else:
        which = gettext("versions %(first)s à %(last)s", first=run.first, last=run.last)
    if run.start is None:
        return which
    start = wording.date_words(run.start)
    if run.end is None:
        return gettext("depuis le %(start)s, %(versions)s", start=start, versions=which)
    if run.end == run.start:
        return gettext("le %(day)s, %(versions)s", day=start, versions=which)
    end = wording.date_words(run.end)
    return gettext("du %(start)s au %(end)s, %(versions)s", start=start, end=end, versions=which)


def _in_todays() -> dict[str, str]:
    """Advice: the same search in the texts of today."""
    return {"label": gettext("Chercher dans les textes d’aujourd’hui"), "url": queries.address(**{"in": None})}


def _keeping(words: str) -> str:
    """The address at which somebody keeps the same search of these words."""
    return url_for("saved.new") + "".join(queries.address(q=words or None).partition("?")[1:])


def _everywhen() -> str:
    """The address of the same search in all versions."""
    kept = {"sort": request.args.get("sort")} if request.args.get("sort") in queries.SORTS[:2] else {"sort": None}
    return queries.address(**{"in": queries.ALL_VERSIONS}, **dict.fromkeys(queries.ONLY_TODAY), **kept)


def _anew(query: SearchQuery, words: str) -> str:
    """The address of another search in the same place, without filters."""
    place = {"in": queries.ALL_VERSIONS} if query.all_versions else {}
    return url_for("search.search", q=words, **place)  # type: ignore[arg-type]


def _mending(error: BadQuery, text: str, query: SearchQuery) -> list[dict[str, str]]:
    """Other ways to ask what was refused, fit for the reason: the same words without what cannot be."""
    if error.params.keys() & {"limit", "seconds"}:
        label, words = gettext("Chercher les cinq premiers mots"), _SIGNS.sub(" ", text).split()[:5]
    elif "étoile" in error.template:
        label, words = gettext("Chercher sans les étoiles"), _STARS.sub(" ", text).split()
    else:
        label, words = gettext("Chercher seulement les mots"), _FIELD.sub(" ", text).split()
    possible = words and max(map(len, words)) < 100
    return [{"label": label, "url": _anew(query, " ".join(words))}] if possible else []


def _advice(query: SearchQuery) -> list[dict[str, str]]:
    """What to do when nothing was found, the likeliest first."""
    if query.all_versions and not query.text.strip():
        return [{"label": gettext("Écrivez les mots d’un passage, tel qu’il a pu être un jour."), "url": ""}]
    advice = []
    if '"' in query.text:
        loose = _anew(query, query.text.replace('"', " ").strip())
        advice.append({"label": gettext("Chercher les mots sans les guillemets"), "url": loose})
    words = query.text.replace('"', " ").split()
    if len(words) > 1:
        either = _anew(query, " OR ".join(words[:10]))
        advice.append({"label": gettext("Chercher l’un ou l’autre des mots"), "url": either})
    if query.all_versions:
        advice.append(_in_todays())
    elif words:
        advice.append({"label": gettext("Chercher dans toutes les versions"), "url": _everywhen()})
    advice.append({"label": gettext("Vérifiez l’orthographe, ou essayez un mot plus courant."), "url": ""})
    if not login.actor().signed_in:
        sign_in = url_for("session.sign_in", next=request.full_path)
        advice.append(
            {"label": gettext("Se connecter pour chercher aussi dans les textes des partenaires"), "url": sign_in}
        )
    return advice
