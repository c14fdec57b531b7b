"""Noting a meeting, changing when and where it is, cancelling it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.domain.french_dates import parse
from repo_service.errors import Conflict, Invalid, RepoServiceError
from repo_service.services.meetings import keeping, rights
from repo_service.services.meetings.keeping import Typed
from repo_service.services.meetings.showing import Meeting
from repo_service.services.partners import successions
from repo_service.web import current, days, errors, login
from repo_service.web.language import gettext
from repo_service.web.pages.meetings import rows

BLUEPRINT = Blueprint("meeting_editing", __name__)
_FIELDS = ("day", "begins", "ends", "place", "link", "title", "visibility")


@BLUEPRINT.route("/meetings/new", methods=["GET", "POST"])
def new() -> Response | str:
    """Note a meeting."""
    actor = login.actor()
    if request.method != "POST":
        return _new_page({"body": request.args.get("body", ""), "visibility": "network"})
    try:
        with current.writing() as uow:
            row = keeping.add(uow, actor, request.form.get("body", ""), _typed(), days.today())
    except Invalid as error:
        return make_response(_new_page(request.form.to_dict(), error), errors.status_of(error))
    flash(gettext("La réunion est notée. Préparez maintenant son ordre du jour."), "success")
    return redirect(url_for("agendas.show", public_id=row.public_id), 303)


@BLUEPRINT.route("/meetings/<public_id>/edit", methods=["GET", "POST"])
def edit(public_id: str) -> Response | str:
    """Change when, where, and who may know."""
    actor = login.actor()
    if request.method != "POST":
        return _page(public_id)
    try:
        with current.writing() as uow:
            keeping.edit(uow, actor, public_id, _typed(), request.form.get("seen", ""), days.today())
    except (Invalid, Conflict) as error:
        return make_response(_page(public_id, error), errors.status_of(error))
    flash(gettext("La réunion est corrigée. Les agendas abonnés suivront d’eux-mêmes."), "success")
    return redirect(url_for("meetings.show", public_id=public_id), 303)


@BLUEPRINT.post("/meetings/<public_id>/cancel")
def cancel(public_id: str) -> Response:
    """It does not take place, or does after all (``act``: restore)."""
    actor, restored = login.actor(), request.form.get("act") == "restore"
    with current.writing() as uow:
        (keeping.restore if restored else keeping.cancel)(uow, actor, public_id)
    told = gettext("La réunion aura bien lieu.") if restored else gettext("La réunion est annulée ; sa page le dit.")
    flash(told, "success")
    return redirect(url_for("meetings.show", public_id=public_id), 303)


def _typed() -> Typed:
    form = request.form
    said = {name: form.get(name, "") for name in _FIELDS if name != "day"}
    return Typed(_day(form.get("day", "")), **said)


def _day(typed: str) -> date | None:
    partial = parse(typed.strip(), days.today()) if typed.strip() else None
    return partial.exact if partial else None


def _new_page(said: dict[str, str], error: RepoServiceError | None = None) -> str:
    with current.reading() as uow:
        own = [(row.public_id, row.name) for row in rights.own_bodies(uow, login.actor())]
        bodies, former = successions.parted(uow, own, days.today())
    return render_template("meeting_new.html", said=said, bodies=bodies, former=former, **_form(error))


def _page(public_id: str, error: RepoServiceError | None = None) -> str:
    with current.reading() as uow:
        row = rights.held(uow, login.actor(), public_id)
    kept = _kept(row)
    said = {name: request.form.get(name, text) for name, text in kept.items()}
    moved = [] if not isinstance(error, Conflict) else [text for name in _FIELDS if (text := kept[name])]
    return render_template(
        "meeting_edit.html", said=said, seen=keeping.mark(row), card=rows.line(row), moved=moved,
        public_id=row.public_id, heading=rows.title(row), **_form(error),
    )  # fmt: skip


def _kept(row: Meeting) -> dict[str, str]:
    said = {name: str(getattr(row, name)) for name in _FIELDS if name != "day"}
    return said | {"day": days.written(row.day), "begins": rows.hour(row.begins), "ends": rows.hour(row.ends)}


def _form(error: RepoServiceError | None) -> dict[str, Any]:
    return {
        "errors": errors.fields(error) if error else {}, "error": errors.sentence(error) if error else "",
        "visibilities": [(code, str(label)) for code, label in rows.VISIBILITY_LABELS.items()],
    }  # fmt: skip
