"""``/actions``: who is to do what by when; what becomes of it; noting and changing it; ending the mail about it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.domain.roles import Actor, holds_meetings
from repo_service.errors import Conflict, Invalid, RepoServiceError
from repo_service.services import access, installing, naming
from repo_service.services.partners import successions
from repo_service.services.register import actions, owners, reminders
from repo_service.services.register.actions import Page
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days, errors, login, queries, security
from repo_service.web.language import gettext
from repo_service.web.language import lazy_gettext as _l
from repo_service.web.pages.meetings import action_words as words
from repo_service.web.pages.meetings.tabs import tabs

BLUEPRINT = Blueprint("actions", __name__, url_prefix="/actions")
_DONE = {
    "todo": _l("L’action est de nouveau à faire."), "doing": _l("C’est noté\u00a0: l’action est en cours."),
    "done": _l("C’est noté\u00a0: l’action est faite."),
    "dropped": _l("L’action est abandonnée, et la raison est gardée."),
}  # fmt: skip
_SCOPES = {"": _l("Les miennes, puis les autres"), "overdue": _l("En retard"), "closed": _l("Faites ou abandonnées")}


@BLUEPRINT.get("")
def listing() -> str:
    """The open actions, one's own first; or those of a ``scope`` and a ``body``."""
    actor, scope, body = login.actor(), _scope(), request.args.get("body", "")
    today, page = days.today(), queries.page_number()
    with current.reading() as uow:
        counts = actions.counts(uow, actor, today, body)
        own = _own(uow, actor, body) if not scope and page == 1 else Page(0, ())
        rest = scope or ("others" if actor.can("carry_out") else "all")
        found = actions.listing(uow, actor, today, rest, body, page)
        bodies = actions.bodies(uow, actor)
        stopped = reminders.is_stopped(uow, actor)
    return render_template(
        "actions.html", tabs=tabs(actor, "actions"), counts=counts, own=[words.line(row) for row in own.rows],
        own_more=own.total - len(own.rows), rows=[words.line(row) for row in found.rows], total=found.total,
        scope=scope, scopes=_scopes(actor, scope), body=body, bodies=_bodies(bodies, body),
        pages=queries.pager(found.total, page), here=request.full_path.rstrip("?"), stopped=stopped,
        carries=actor.can("carry_out"), may_add=_may_add(actor),
    )  # fmt: skip


def _scope() -> str:
    scope = request.args.get("scope", "")
    return scope if scope in actions.SCOPES and scope not in {"body", "others"} else ""


def _own(uow: UnitOfWork, actor: Actor, body: str) -> Page:
    if not actor.can("carry_out"):
        return Page(0, ())
    return actions.listing(uow, actor, days.today(), "mine", body)


def _scopes(actor: Actor, scope: str) -> list[tuple[str, str, bool]]:
    """The lists that the actor may narrow this one to: label, address, whether it is shown."""
    if not actor.can("see_people"):
        return []
    return [(str(label), queries.address(scope=code or None), code == scope) for code, label in _SCOPES.items()]


def _bodies(rows: list[tuple[str, str]], chosen: str) -> list[tuple[str, str, bool]]:
    """The bodies to narrow the list to; none where all is of one."""
    if len(rows) < 2 and not chosen:
        return []
    every = (gettext("Toutes"), queries.address(body=None), not chosen)
    return [every, *((name, queries.address(body=code), code == chosen) for code, name in rows)]


def _may_add(actor: Actor) -> bool:
    return actor.can("hold_meetings")


@BLUEPRINT.get("/<public_id>")
def show(public_id: str) -> str:
    """One action, where it comes from, and what became of it."""
    return _page(public_id)


def _page(public_id: str, error: Invalid | None = None) -> str:
    actor = login.actor()
    with current.reading() as uow:
        told = actions.show(uow, actor, public_id, days.today())
    wrong = errors.fields(error) if error else {}
    return render_template(
        "action.html", one=words.line(told.listed), notes=told.notes, labels=words.PROGRESS_LABELS,
        errors={name: wrong[name] for name in ("words",) if name in wrong}, typed=request.form.get("words", ""),
        general=" ".join(sentence for name, sentence in wrong.items() if name != "words"),
        here=url_for("actions.show", public_id=told.listed.id), tabs=tabs(actor, ""), sees=actor.can("see_people"),
    )  # fmt: skip


@BLUEPRINT.post("/<public_id>/progress")
def progress(public_id: str) -> Response:
    """Say what becomes of an action, with or without a note, and go back to where the button was."""
    form = request.form
    put_to = form.get("progress", "")
    try:
        with current.writing() as uow:
            new = actions.progress(uow, login.actor(), public_id, put_to, form.get("words", ""))
    except Invalid as error:
        return make_response(_page(public_id, error), errors.status_of(error))
    flash(str(_DONE[put_to]) if new else gettext("C’était déjà noté\u00a0: rien n’a changé."), "success")
    here = url_for("actions.show", public_id=public_id)
    return redirect(security.local_address(form.get("back"), here), 303)


@BLUEPRINT.route("/new", methods=["GET", "POST"])
def new() -> Response | str:
    """Note an action of a body, also by hand what minutes (``minutes``: an identifier) order."""
    actor, form = login.actor(), request.form
    access.allow(actor, "hold_meetings")
    if request.method != "POST":
        return _form({"body": request.args.get("body", ""), "minutes": request.args.get("minutes", "")})
    try:
        with current.writing() as uow:
            row = actions.add(
                uow, actor, days.today(), form.get("body", ""), form.get("text", ""), form.get("owner", ""),
                days.in_form(form, "deadline")["deadline"], form.get("minutes", ""),
            )  # fmt: skip
    except Invalid as error:
        return make_response(_form(form.to_dict(), error), errors.status_of(error))
    flash(gettext("L’action est notée."), "success")
    return redirect(url_for("actions.show", public_id=row.public_id), 303)


@BLUEPRINT.route("/<public_id>/edit", methods=["GET", "POST"])
def edit(public_id: str) -> Response | str:
    """Change the words, the owner and the deadline."""
    actor, form = login.actor(), request.form
    with current.reading() as uow:
        row = actions.editable(uow, actor, public_id)
    kept = {"text": row.text, "owner": row.owner, "deadline": days.written(row.deadline), "seen": actions.mark(row)}
    if request.method != "POST":
        return _form(kept, kept=row)
    try:
        with current.writing() as uow:
            actions.edit(
                uow, actor, days.today(), public_id, form.get("text", ""), form.get("owner", ""),
                days.in_form(form, "deadline")["deadline"], form.get("seen", ""),
            )  # fmt: skip
    except (Invalid, Conflict) as error:
        return make_response(_form(kept | form.to_dict() | {"seen": kept["seen"]}, error, row), errors.status_of(error))
    flash(gettext("L’action est corrigée."), "success")
    return redirect(url_for("actions.show", public_id=row.public_id), 303)


def _form(said: dict[str, str], error: RepoServiceError | None = None, kept: Any = None) -> str:
    actor, wrong = login.actor(), errors.fields(error) if error else {}
    with current.reading() as uow:
        own = [one for one in naming.bodies(uow) if holds_meetings(actor, one[0])]
        bodies, former = successions.parted(uow, own, days.today())
        people = owners.names(uow, actor, [kept.body.public_id] if kept else [one[0] for one in own], days.today())
    return render_template(
        "action_form.html", said=said, errors=wrong, error=errors.sentence(error) if error else "", bodies=bodies,
        former=former, people=people, kept=kept, conflict=isinstance(error, Conflict),
        text=words.excerpt(kept.text) if kept else "",
    )  # fmt: skip


@BLUEPRINT.post("/reminders")
def remind() -> Response:
    """Want mail about what one is to do, or want it no more."""
    wanted = request.form.get("wanted") == "1"
    with current.writing() as uow:
        reminders.want(uow, login.actor(), wanted)
    said = gettext("Les rappels partiront de nouveau.") if wanted else gettext("Les rappels ne partiront plus.")
    flash(said, "success")
    return redirect(security.local_address(request.form.get("back"), url_for("account.show")), 303)


@BLUEPRINT.route("/stop/<secret>", methods=["GET", "POST"])
def stop(secret: str) -> str:
    """The link of the reminders: one button ends them, as for the news of kept searches (RFC 8058)."""
    key = installing.secret_key(current.settings())
    if request.method == "POST":
        with current.writing() as uow:
            reminders.stop(uow, key, secret)
    else:
        with current.reading() as uow:
            reminders.behind_stop(uow, key, secret)
    return render_template("reminders_stop.html", done=request.method == "POST")


security.exempt_view(stop)  # the address itself is the proof, and a mail program has no form
