"""``/documents/<id>/register``: keeping one decision: its days, its execution, its ties to others, its passage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.errors import Invalid
from repo_service.services.register import correcting, listing, tying
from repo_service.services.register.correcting import Card
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days, errors, login
from repo_service.web import register_words as words
from repo_service.web.language import gettext
from repo_service.web.pages.register import shown as register_shown
from repo_service.web.pages.register.decisions import row

BLUEPRINT = Blueprint("decision_card", __name__)


@BLUEPRINT.get("/documents/<public_id>/register")
def keep(public_id: str) -> str:
    """The page on which a decision is kept."""
    with current.reading() as uow:
        return _page(uow, public_id)


@BLUEPRINT.post("/documents/<public_id>/register")
def put(public_id: str) -> Response:
    """One change: ``do`` says which."""
    change = _CHANGES.get(request.form.get("do", ""))
    try:
        if change is None:
            raise Invalid()
        with current.writing() as uow:
            change(uow, public_id)
    except Invalid as error:
        with current.reading() as uow:
            page = _page(uow, public_id, request.form, errors.fields(error), errors.sentence(error))
        return make_response(page, 422)
    flash(gettext("C’est noté."), "success")
    return redirect(url_for("decision_card.keep", public_id=public_id), 303)


def _card(uow: UnitOfWork, public_id: str) -> None:
    form = request.form
    said = days.in_form(form, "start", "until", "review_on")
    until = said["until"]
    card = Card(
        said["start"], days.after(until) if until else None, said["review_on"],
        form.get("owner", ""), form.get("reason", ""),
    )  # fmt: skip
    correcting.correct(uow, login.actor(), public_id, card, current.settings().timezone)


def _progress(uow: UnitOfWork, public_id: str) -> None:
    form = request.form
    correcting.progress(uow, login.actor(), public_id, form.get("progress", ""), form.get("words", ""))


def _tie(uow: UnitOfWork, public_id: str) -> None:
    form, actor = request.form, login.actor()
    day = days.in_form(form, "day")["day"]
    body = listing.told(uow, actor, public_id, days.today()).entry.line.body
    target = tying.target_of(uow, actor, form.get("target", ""), body)
    tying.tie(uow, actor, public_id, form.get("relation", ""), target, day, current.settings().timezone)


def _untie(uow: UnitOfWork, public_id: str) -> None:
    relation, _, target = request.form.get("tie", "").partition(":")
    tying.untie(uow, login.actor(), public_id, relation, target, current.settings().timezone)


def _confirm(uow: UnitOfWork, public_id: str) -> None:
    correcting.confirm(uow, login.actor(), public_id)


_CHANGES: dict[str, Callable[[UnitOfWork, str], None]] = {
    "card": _card, "progress": _progress, "tie": _tie, "untie": _untie, "confirm": _confirm,
}  # fmt: skip


def _page(
    uow: UnitOfWork, public_id: str, form: Any = None, faults: dict[str, str] | None = None, general: str = ""
) -> str:
    actor = login.actor()
    document, record = tying.opened(uow, actor, public_id)
    told = listing.told(uow, actor, public_id, days.today())
    entry, life = told.entry, told.entry.life
    typed = {
        "start": days.written(life.begins), "until": days.written(register_shown.last_day(entry)),
        "review_on": days.written(entry.line.review_on), "owner": entry.line.owner, "progress": entry.line.progress,
        "words": "", "reason": "", "relation": "replaces", "target": "", "day": "",
    } | {name: text for name, text in (form or {}).items() if isinstance(text, str)}  # fmt: skip
    place = correcting.place(uow, actor, record)
    return render_template(
        "decision_card.html", document=document, entry=row(entry), typed=typed, errors=faults or {},
        general=general if faults is not None and not faults else "",
        relations=[(code, said[0]) for code, said in words.RELATIONS.items()], progress=list(words.PROGRESS.items()),
        ties=[
            row(link.other) | {"words": words.RELATIONS[link.relation][0], "since": link.day,
                               "value": f"{link.relation}:{link.other.id}"}
            for link in told.links if link.acts
        ],
        place=place if place and place.standing != "exact" else None,
        back=url_for("documents.show", public_id=public_id),
    )  # fmt: skip
