"""``/search/why``: why a document is in a result, in words, with the figures folded away below."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for

from repo_service.errors import NotFound
from repo_service.services import naming
from repo_service.services.searching import explaining
from repo_service.services.searching.explaining import Part, Passed, Why
from repo_service.web import current, language, login, queries, wording
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l

BLUEPRINT = Blueprint("why", __name__)
_FIELDS = {
    "title": _l("dans le titre"), "text": _l("dans le texte"), "about": _l("dans les mots-clés et les noms"),
    "notes": _l("dans les annexes"),
}  # fmt: skip
_FIELD_NAMES = {
    "title": _l("titre"), "text": _l("texte"), "about": _l("mots-clés et noms"), "notes": _l("annexes"),
    "exact": _l("forme exacte, partout"),
}  # fmt: skip
_FILTERS = {
    "kind": _l("Nature"), "body": _l("Instance"), "institution": _l("Partenaire"), "year": _l("Année"),
    "domain": _l("Domaine"), "state": _l("État"), "language": _l("Langue"), "date": _l("Date"),
    "version": _l("Version"),
}  # fmt: skip
_CODES: dict[str, dict[str, Any]] = {
    "kind": wording.KIND_LABELS, "state": wording.STATE_LABELS, "language": wording.LANGUAGE_LABELS,
}  # fmt: skip


@BLUEPRINT.get("/search/why")
def show() -> Response:
    """Without a document, back to the search."""
    public_id = request.args.get("id", "")
    back = _beside("search.search")
    if not public_id:
        return redirect(back, 303)  # type: ignore[return-value]
    query = queries.search_query()
    repository = current.repository()
    with current.reading() as uow:
        found = explaining.why(uow, login.actor(), repository.searcher, repository.access, query, public_id)
        names = naming.names(uow)
    if found.document.public_id != public_id:
        raise NotFound()
    page = render_template(
        "why.html", q=query.text, back=back, meant=found.meant, found=found.found is not None,
        document={"title": found.document.title, "language": found.document.language,
                  "url": url_for("documents.show", public_id=public_id)},
        parts=[_part(found, part) for part in found.parts], passed=[_passed(one, names) for one in found.passed],
        figures=[row for part in found.parts for row in _figures(part)],
        score=_number(found.found.score) if found.found else "",
    )  # fmt: skip
    response = make_response(page)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def address() -> str:
    """Where the place of a document in the present result, of some words, is explained: ``&id=`` follows."""
    return _beside("why.show")


def _beside(endpoint: str) -> str:
    """Another page about the present search."""
    return url_for(endpoint) + "".join(queries.address(id=None).partition("?")[1:])


def _part(why: Why, part: Part) -> dict[str, Any]:
    return {
        "title": _title(part),
        "beside": part.beside,
        "forms": part.forms,
        "places": [_place(field, count) for field, count in part.fields.items()],
        "rarity": _rarity(part.documents, why.found.documents if why.found else 0),
        "share": _share(part.share),
    }


def _title(part: Part) -> str:
    """What was typed; a synonym is called by the form in which it stands there."""
    name = part.asked or next(iter(part.forms), "")
    if part.sort == "period" or not name:
        return name or gettext("La période")
    return gettext("« %(words)s »", words=name)


def _place(field: str, count: int) -> str:
    """« dans le texte, 4 fois »."""
    often = ngettext("%(num)s fois", "%(num)s fois", count)
    return f"{_FIELDS[field]}, {often}"


def _rarity(documents: int, total: int) -> str:
    if documents == 1:
        return gettext("dans aucun autre document que vous pouvez trouver")
    words = gettext("dans %(documents)s des %(total)s documents que vous pouvez trouver")
    return words % {"documents": documents, "total": total}


def _share(share: float) -> str:
    percent = round(share * 100)
    return gettext("moins de 1 %") if share > 0 and not percent else gettext("%(percent)s %%", percent=percent)


def _passed(one: Passed, names: dict[str, str]) -> dict[str, str]:
    codes = _CODES.get(one.field, {})
    values = [str(codes.get(value, names.get(value, value))) for value in one.values]
    if one.first and one.last:
        days = wording.date_words(one.first), wording.date_words(one.last)
        values = [gettext("du %(start)s au %(end)s", start=days[0], end=days[1])]
    elif one.first:
        values = [gettext("à partir du %(day)s", day=wording.date_words(one.first))]
    elif one.last:
        values = [gettext("jusqu’au %(day)s", day=wording.date_words(one.last))]
    return {"name": str(_FILTERS.get(one.field, one.field)), "values": gettext(" ou ").join(values)}


def _figures(part: Part) -> list[dict[str, Any]]:
    """The sum, line by line: each term in each field, and what adds the same to every document."""
    rows = []
    for reason in part.reasons:
        for one in reason.figures:
            rows.append(
                {
                    "term": one.term, "field": _FIELD_NAMES[one.field], "count": one.count, "documents": one.documents,
                    "idf": _number(one.idf), "length": _number(one.length, 0), "mean": _number(one.mean, 1),
                    "boost": _number(one.boost * reason.factor, 2), "score": _number(one.score * reason.factor),
                }
            )  # fmt: skip
        if not reason.figures:
            rows.append({"term": part.asked, "documents": reason.documents, "score": _number(reason.score)})
    return rows


def _number(value: float, places: int = 4) -> str:
    shown = f"{value:.{places}f}"
    return shown.replace(".", ",") if language.chosen() == "fr" else shown
