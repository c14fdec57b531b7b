"""The agenda as its secretary prepares it: points to add, word, move, take off, and those that are proposed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.errors import Conflict, Invalid, RepoServiceError
from repo_service.services.meetings import agendas, rights, showing
from repo_service.services.meetings.agendas import Proposal
from repo_service.web import current, errors, login
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l
from repo_service.web.pages.meetings import rows

BLUEPRINT = Blueprint("agendas", __name__)
_WHY = {
    "approval": _l("compte rendu à approuver"), "decision": _l("décision reportée"),
    "action": _l("action encore ouverte"),
}  # fmt: skip


@BLUEPRINT.get("/meetings/<public_id>/agenda")
def show(public_id: str) -> str:
    """The points as they stand, and what could be added."""
    return _page(public_id)


@BLUEPRINT.post("/meetings/<public_id>/agenda")
def add(public_id: str) -> Response:
    """Add the typed points, one a line."""
    try:
        with current.writing() as uow:
            count = agendas.add_points(uow, login.actor(), public_id, request.form.get("points", ""))
    except Invalid as error:
        return _again(public_id, error)
    return _done(public_id, _added(count))


@BLUEPRINT.post("/meetings/<public_id>/agenda/proposed")
def proposed(public_id: str) -> Response:
    """Add the proposed points that are ticked."""
    try:
        with current.writing() as uow:
            count = agendas.add_proposed(uow, login.actor(), public_id, request.form.getlist("proposed"))
    except Invalid as error:
        return _again(public_id, error)
    return _done(public_id, _added(count))


@BLUEPRINT.post("/meetings/<public_id>/agenda/<point>")
def change(public_id: str, point: str) -> Response:
    """Word one point anew, or (``act``) move it up or down, or take it off."""
    actor, form = login.actor(), request.form
    act = form.get("act", "")
    try:
        with current.writing() as uow:
            if act in {"up", "down"}:
                agendas.move_point(uow, actor, public_id, point, act == "up")
            elif act == "remove":
                agendas.remove_point(uow, actor, public_id, point)
            else:
                said = (form.get("title", ""), form.get("notes", ""), form.get("seen", ""))
                agendas.edit_point(uow, actor, public_id, point, *said)
    except (Invalid, Conflict) as error:
        return _again(public_id, error, point)
    told = {"remove": gettext("Le point n’est plus à l’ordre du jour."), "up": "", "down": ""}
    return _done(public_id, told.get(act, gettext("Le point est corrigé.")), "" if act == "remove" else f"p-{point}")


def _added(count: int) -> str:
    if not count:
        return gettext("Rien n’était coché : l’ordre du jour n’a pas changé.")
    return ngettext("Un point est ajouté.", "%(num)s points sont ajoutés.", count)


def _done(public_id: str, told: str, anchor: str = "") -> Response:
    if told:
        flash(told, "success")
    return redirect(url_for("agendas.show", public_id=public_id, _anchor=anchor or None), 303)


def _again(public_id: str, error: RepoServiceError, point: str = "") -> Response:
    return make_response(_page(public_id, error, point), errors.status_of(error))


def _page(public_id: str, error: RepoServiceError | None = None, point: str = "") -> str:
    with current.reading() as uow:
        row = rights.held(uow, login.actor(), public_id)
        shown = showing.show(uow, login.actor(), public_id)
        found = agendas.next_agenda(uow, login.actor(), public_id)
    wrong = errors.fields(error) if error else {}
    if point:
        wrong = {f"{name}-{point}": words for name, words in wrong.items()}
    return render_template(
        "meeting_agenda.html", card=rows.line(row), heading=rows.title(row), public_id=row.public_id,
        points=[_point(rows.point(one), point) for one in shown.points], errors=wrong, opened=point,
        error=errors.sentence(error) if error else "", typed=request.form.get("points", ""),
        proposals=[_proposal(one) for one in found if one.recent],
        older=[_proposal(one) for one in found if not one.recent],
    )  # fmt: skip


def _proposal(one: Proposal) -> dict[str, Any]:
    return {"key": one.key, "title": one.title, "notes": one.notes, "why": _WHY[one.sort]}


def _point(shown: dict[str, Any], failed: str) -> dict[str, Any]:
    """A point with what was typed for it, where that could not be kept."""
    form, again = request.form, shown["id"] == failed and "title" in request.form
    return shown | {
        "said_title": form.get("title", "") if again else shown["title"],
        "said_notes": form.get("notes", "") if again else shown["notes"],
    }  # fmt: skip
