"""``/findings``: what was found in all minutes and waits to be judged, the surest first, meeting by meeting."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service import identifiers
from repo_service.domain.minutes.found import FoundAction, FoundDecision, votes_json
from repo_service.errors import Conflict, Invalid
from repo_service.services import access
from repo_service.services.register import batch, keeping, proposing
from repo_service.services.register.batch import Asked, Batch, Group
from repo_service.web import current, days, errors, login, queries, remarks
from repo_service.web import register_words as words
from repo_service.web.language import lazy_gettext as _l
from repo_service.web.language import ngettext
from repo_service.web.pages.meetings.tabs import tabs

BLUEPRINT = Blueprint("findings_batch", __name__, url_prefix="/findings")
HANDFUL = 5  # minutes that a request looks through itself: what was just filed is there at once
BOUNDS = (
    ("0", _l("toutes celles-ci")),
    ("70", _l("sûres à 70 %")),
    ("80", _l("sûres à 80 %")),
    ("90", _l("sûres à 90 %")),
)
SORTS = {"decision": _l("Décisions"), "action": _l("Actions")}
_PER_PAGE = 50
_YEAR = re.compile(r"[0-9]{4}")
_FILTERS = ("body", "year", "sort")


@BLUEPRINT.get("")
def show() -> str:
    """What waits."""
    return _page()


@BLUEPRINT.post("")
def judge() -> Response:
    """Accept or discard one proposal of a meeting, or all of those shown that are sure enough; back to the list."""
    form = request.form
    try:
        done = _accept() if "accept" in form else _discard()
    except (Invalid, Conflict) as error:
        return make_response(_page(errors.sentence(error)), errors.status_of(error))
    flash(done, "success")
    kept: dict[str, Any] = {name: text for name in _FILTERS if (text := request.args.get(name, ""))}
    return redirect(url_for("findings_batch.show", **kept, _anchor=f"m-{form.get('document', '')}"), 303)


def _accept() -> str:
    form = request.form
    keys, bound = _meant(form["accept"])
    count, made = batch.accept(current.repository(), login.actor(), form.get("document", ""), keys, bound)
    with current.reading() as uow:
        return words.accepted(proposing.numbers(uow, made), count)


def _discard() -> str:
    form, timezone = request.form, current.settings().timezone
    keys, bound = _meant(form.get("discard", ""))
    with current.writing() as uow:
        count = batch.discard(uow, login.actor(), form.get("document", ""), keys, timezone, bound)
    return ngettext("Proposition écartée.", "%(num)s propositions écartées.", count)


def _meant(said: str) -> tuple[list[str], float]:
    """The proposals that a button means: its own, or all that were shown and are as sure as the form says."""
    if said != "all":
        return [said], 0.0
    bound = request.form.get("bound", "0")
    if bound not in dict(BOUNDS):
        raise Invalid()
    return request.form.getlist("shown"), int(bound) / 100


def _asked() -> Asked:
    args = request.args
    year, sort = args.get("year", ""), args.get("sort", "")
    return Asked(
        identifiers.normalise(args.get("body", "")) or "", int(year) if _YEAR.fullmatch(year) else None,
        sort if sort in SORTS else "", queries.page_number(), _PER_PAGE,
    )  # fmt: skip


def _page(general: str = "") -> str:
    actor, asked, repository = login.actor(), _asked(), current.repository()
    access.allow(actor, "decide")
    keeping.look_through(repository.store, repository.settings.timezone, HANDFUL)
    with current.reading() as uow:
        found = batch.listing(uow, actor, repository.found, asked)
    return render_template(
        "findings_all.html", found=found, groups=[_group(one) for one in found.groups], general=general,
        bodies=_bodies(found, asked), years=_years(found, asked), sorts=_sorts(found, asked), bounds=BOUNDS,
        dateless=[
            {"url": url_for("documents.show", public_id=one.id), "title": one.title, "language": one.language}
            for one in found.dateless[:_PER_PAGE]
        ],
        tabs=tabs(actor, "findings"), pages=queries.pager(found.total, asked.page, _PER_PAGE),
        filtered=bool(asked.body or asked.year or asked.sort),
    )  # fmt: skip


def _group(one: Group) -> dict[str, Any]:
    minutes = one.minutes
    return {
        "id": minutes.id, "title": minutes.title, "language": minutes.language, "day": minutes.day,
        "body_name": minutes.body_name, "url": url_for("findings.show", public_id=minutes.id), "left": one.left,
        "rows": [_row(found, minutes.id) for found in one.proposals],
    }  # fmt: skip


def _row(found: FoundDecision | FoundAction, public_id: str) -> dict[str, Any]:
    """A proposal as one line: its words, what is told of it, how sure it is."""
    shown: dict[str, Any] = {
        "key": found.key, "quote": found.quote.text, "score": round(found.score * 100), "point": found.point,
        "passage": url_for("documents.show", public_id=public_id, _anchor=found.quote.anchor or None),
    }  # fmt: skip
    if isinstance(found, FoundAction):
        deadline = days.written(found.deadline) or found.deadline_text
        return shown | {"text": found.text, "is_action": True, "owner": ", ".join(found.owners), "deadline": deadline}
    return shown | {
        "text": found.title, "is_action": False, "state": found.state, "state_words": words.OUTCOMES[found.state],
        "votes": words.votes(votes_json(found.votes)), "printed": found.number,
        "odd": remarks.words(found.votes.odd) if found.votes.odd else "",
    }  # fmt: skip


def _address(**changed: str | None) -> str:
    """The present address with other filters, back on the first page."""
    kept = {name: request.args.get(name, "") for name in _FILTERS} | changed
    values: dict[str, Any] = {name: value for name, value in kept.items() if value}
    return url_for("findings_batch.show", **values)


def _facet(name: str, asked: str, lines: list[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Values as links, each with its count; the one that is chosen takes itself away. None where there is no choice."""
    if len(lines) < 2 and not asked:
        return []
    return [
        {
            "label": label, "count": count, "selected": key == asked,
            "url": _address(**{name: None if key == asked else key}),
        }
        for key, label, count in lines
    ]  # fmt: skip


def _bodies(found: Batch, asked: Asked) -> list[dict[str, Any]]:
    return _facet("body", asked.body, list(found.bodies))


def _years(found: Batch, asked: Asked) -> list[dict[str, Any]]:
    years = [(str(year), str(year), count) for year, count in found.years]
    return _facet("year", str(asked.year or ""), years)


def _sorts(found: Batch, asked: Asked) -> list[dict[str, Any]]:
    lines = [(code, str(label), found.sorts[code]) for code, label in SORTS.items() if found.sorts.get(code)]
    return _facet("sort", asked.sort, lines)
