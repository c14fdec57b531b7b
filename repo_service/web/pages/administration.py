"""Accounts for who governs: the list, invitations, roles, and closing an account."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from repo_service import clock
from repo_service.domain.roles import ROLES
from repo_service.errors import Invalid, RepoServiceError
from repo_service.services import access, mailing, naming, personal
from repo_service.services.accounts import inviting, managing
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, errors, login, queries, security, wording
from repo_service.web.language import chosen, gettext
from repo_service.web.pages import personal as personal_data

BLUEPRINT = Blueprint("administration", __name__, url_prefix="/admin")
_PER_PAGE = 50


@BLUEPRINT.get("/accounts")
def listing() -> str:
    """Who has an account, by name; ``q`` looks in names and addresses."""
    text, page = request.args.get("q", ""), queries.page_number()
    with current.reading() as uow:
        total, rows = managing.listing(uow, login.actor(), text, page, _PER_PAGE)
        today = clock.day(uow.now, current.settings().timezone)
        found = [(row, [wording.ROLE_LABELS[role] for role in managing.roles_of(uow, row, today)]) for row in rows]
        mail = mailing.state(uow, login.actor()) if login.actor().can("administer") else None
    return render_template(
        "accounts.html", mail=mail, q=text, total=total, accounts=found, pages=queries.pager(total, page, _PER_PAGE)
    )


@BLUEPRINT.route("/accounts/new", methods=["GET", "POST"])
def invite() -> Response | str:
    """Inviting somebody by mail."""
    actor, form = login.actor(), request.form
    access.allow(actor, "invite")
    if request.method != "POST":
        return _invitation({"institution": request.args.get("institution", "")})
    try:
        with current.writing() as uow:
            account = inviting.invite_named(
                uow, actor, mail=form.get("mail", ""), role=form.get("role", ""), person=form.get("person", ""),
                name=form.get("name", ""), institution=form.get("institution", ""), bodies=form.getlist("bodies"),
                language=form.get("language", chosen()), head=security.letterhead(),
                timezone=current.settings().timezone,
            )  # fmt: skip
    except RepoServiceError as error:
        return make_response(_invitation(form, error), errors.status_of(error))
    flash(gettext("L’invitation part à l’adresse %(mail)s.", mail=account.mail))
    here = url_for("administration.invite")
    target = url_for("administration.show", public_id=account.public_id) if actor.can("govern") else here
    return redirect(target, 303)  # type: ignore[return-value]


def _invitation(form: Any, error: RepoServiceError | None = None) -> str:
    actor = login.actor()
    with current.reading() as uow:
        institutions = naming.institutions(uow)
        shown = _choices(uow) | {"persons": inviting.without_account(uow, actor)}
    if not actor.can("govern"):
        institutions = [row for row in institutions if row[0] in actor.institutions]
    return render_template(
        "invite.html", form=form, chosen_bodies=form.getlist("bodies") if error else [], institutions=institutions,
        errors=errors.fields(error) if error else {}, error=errors.sentence(error) if error else "", **shown,
    )  # fmt: skip


def _choices(uow: UnitOfWork) -> dict[str, Any]:
    grantable = login.actor().grantable
    return {
        "roles": [(role, wording.ROLE_LABELS[role]) for role in ROLES if role in grantable],
        "bodies": naming.bodies(uow),
    }


@BLUEPRINT.get("/accounts/<public_id>")
def show(public_id: str) -> str:
    """One account: its roles and where they come from."""
    return _account(public_id)


def _account(public_id: str, error: RepoServiceError | None = None) -> str:
    with current.reading() as uow:
        account = managing.shown(uow, login.actor(), public_id)
        today = clock.day(uow.now, current.settings().timezone)
        held = managing.held(uow, account, today)
        shown = _choices(uow) | {"names": naming.names(uow), "has_come": inviting.has_come(uow, account)}
    return render_template(
        "account_admin.html", account=account, held=held, role_labels=wording.ROLE_LABELS,
        errors=errors.fields(error) if error else {}, error=errors.sentence(error) if error else "", **shown,
    )  # fmt: skip


def _done(public_id: str, sentence: str) -> Response:
    flash(sentence)
    return redirect(url_for("administration.show", public_id=public_id), 303)  # type: ignore[return-value]


@BLUEPRINT.post("/accounts/<public_id>/roles")
def set_roles(public_id: str) -> Response:
    """Give and take roles from today on."""
    form = request.form
    try:
        with current.writing() as uow:
            managing.set_roles(
                uow, login.actor(), public_id, form.getlist("roles"), form.getlist("bodies"),
                form.get("institution", ""), current.settings().timezone,
            )  # fmt: skip
    except Invalid as error:
        return make_response(_account(public_id, error), 422)
    return _done(public_id, gettext("Les rôles sont changés dès maintenant."))


@BLUEPRINT.post("/accounts/<public_id>/card")
def correct(public_id: str) -> Response:
    """Correct a name or an address."""
    form = request.form
    try:
        with current.writing() as uow:
            names = (form.get("given", ""), form.get("family", ""), form.get("mail", ""))
            managing.correct(uow, login.actor(), public_id, *names)
    except Invalid as error:
        return make_response(_account(public_id, error), 422)
    return _done(public_id, gettext("Le nom et l’adresse sont corrigés."))


@BLUEPRINT.post("/accounts/<public_id>/invite")
def invite_again(public_id: str) -> Response:
    """Mail another invitation."""
    try:
        with current.writing() as uow:
            inviting.again(uow, login.actor(), public_id, security.letterhead(), current.settings().timezone)
    except Invalid as error:
        return make_response(_account(public_id, error), 422)
    return _done(public_id, gettext("Une nouvelle invitation part."))


@BLUEPRINT.get("/accounts/<public_id>/data.json")
def data(public_id: str) -> Response:
    """All that is held on one person, to be handed over; the log tells it."""
    return personal_data.handed_over(public_id)


@BLUEPRINT.post("/accounts/<public_id>/anonymise")
def anonymise(public_id: str) -> Response:
    """Take name and addresses of somebody who has left out of everything but adopted texts; asked for twice."""
    access.allow(login.actor(), "administer")
    try:
        if "sure" not in request.form:
            raise Invalid(fields={"sure": "Cochez la case : l’anonymat ne se défait pas."})
        with current.writing() as uow:
            personal.anonymise(uow, login.actor(), public_id, current.settings().timezone)
    except Invalid as error:
        return make_response(_account(public_id, error), 422)
    return _done(public_id, gettext("Le compte est anonyme. Les textes adoptés gardent les noms."))


@BLUEPRINT.post("/accounts/<public_id>/<act>")
def change(public_id: str, act: str) -> Response:
    """Close, open, sign out, or take a lost second factor."""
    actor, timezone = login.actor(), current.settings().timezone
    sentences = {
        "disable": gettext("Le compte est fermé : connexions et jetons ont pris fin."),
        "enable": gettext("Le compte est ouvert de nouveau."),
        "end": gettext("Toutes les connexions et tous les jetons de ce compte ont pris fin."),
        "second-factor": gettext("La seconde vérification de ce compte est retirée."),
    }
    try:
        with current.writing() as uow:
            managing.act(uow, actor, public_id, act, security.letterhead, timezone)
    except Invalid as error:
        return make_response(_account(public_id, error), 422)
    return _done(public_id, sentences[act])
