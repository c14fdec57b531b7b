"""Candidatures: the form that everybody may fill, and the list from which they are answered."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.domain.institutions import CANDIDATURE_MOVES
from repo_service.errors import Invalid, RepoServiceError, TooManyAttempts
from repo_service.services import access, naming
from repo_service.services.partners import candidatures, persons
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days, errors, login, security
from repo_service.web import partner_words as words
from repo_service.web.language import chosen, gettext
from repo_service.web.pages.institutions import tabs

BLUEPRINT = Blueprint("candidatures", __name__)
_TRAP = "homepage"  # a field that no person sees


@BLUEPRINT.route("/candidature", methods=["GET", "POST"])
def write() -> Response | str:
    """The form of an institution that would join; it needs no account."""
    form = request.form.to_dict()
    if request.method != "POST":
        return _form(form)
    actor, head = login.actor(), security.letterhead_if_any()
    try:
        with current.writing() as uow:
            candidatures.receive(
                uow, actor, form, form.get(_TRAP, ""), request.remote_addr or "", chosen(),
                head, current.settings().timezone,
            )  # fmt: skip
    except (Invalid, TooManyAttempts) as error:
        response = make_response(_form(form, error), errors.status_of(error))
        if isinstance(error, TooManyAttempts):
            response.headers["Retry-After"] = str(error.params["seconds"])
        return response
    return redirect(url_for("candidatures.written"), 303)


@BLUEPRINT.get("/candidature/merci")
def written() -> str:
    """What happens next."""
    return render_template("candidature_written.html")


@BLUEPRINT.get("/candidatures")
def listing() -> str:
    """All candidatures, by state; those to be answered first."""
    actor = login.actor()
    with current.reading() as uow:
        rows = candidatures.listing(uow, actor)
    groups = [
        (code, heading, [row for row in rows if row.state == code])
        for code, heading in words.CANDIDATURE_HEADINGS.items()
    ]
    wanted = request.args.get("state", "")
    shown = [group for group in groups if group[2] and wanted in {"", group[0]}]
    return render_template(
        "candidatures.html", groups=shown, states=groups, wanted=wanted, tabs=tabs(actor, "candidatures")
    )


@BLUEPRINT.get("/candidatures/<public_id>")
def show(public_id: str) -> str:
    """One candidature, and the forms that answer it."""
    with current.reading() as uow:
        return _page(uow, public_id)


@BLUEPRINT.post("/candidatures/<public_id>/accept")
def accept(public_id: str) -> Response:
    """The institution becomes a partner; its contact is invited."""
    actor, form = login.actor(), days.of_form("accept_")
    access.allow(actor, "govern")
    try:
        with current.writing() as uow:
            start = days.in_form(form, "start")["start"]
            invited = candidatures.accept(
                uow, actor, public_id, form, start, security.letterhead(), current.settings().timezone
            )
    except Invalid as error:
        return _again(public_id, "accept_", error)
    accepted = gettext("La candidature est acceptée : une invitation part à l’adresse de son contact.")
    if not invited:
        accepted = gettext("La candidature est acceptée. Son contact a déjà un compte : rien ne lui est envoyé.")
    flash(accepted, "success")
    return redirect(url_for("candidatures.show", public_id=public_id), 303)


@BLUEPRINT.post("/candidatures/<public_id>/state")
def put(public_id: str) -> Response:
    """Refuse it, let it sleep, or take it up again."""
    actor, form = login.actor(), days.of_form("put_")
    try:
        with current.writing() as uow:
            timezone = current.settings().timezone
            candidatures.put(uow, actor, public_id, form.get("state", ""), form, timezone)
    except Invalid as error:
        return _again(public_id, "put_", error)
    flash(gettext("C’est noté ; la candidature reste au dossier."), "success")
    return redirect(url_for("candidatures.show", public_id=public_id), 303)


def _form(said: dict[str, str], error: RepoServiceError | None = None) -> str:
    kinds = [(code, words.capital(label)) for code, label in words.KIND_LABELS.items()]
    wrong = errors.fields(error) if error else {}
    sentence = errors.sentence(error) if error and not wrong else ""
    return render_template(
        "candidature_write.html", said=said, errors=wrong, error=sentence, kind_choices=kinds, trap=_TRAP
    )


def _again(public_id: str, prefix: str, error: Invalid) -> Response:
    with current.reading() as uow:
        page = _page(uow, public_id, prefix, error)
    return make_response(page, errors.status_of(error))


def _page(uow: UnitOfWork, public_id: str, prefix: str = "", error: Invalid | None = None) -> str:
    actor, settings = login.actor(), current.settings()
    access.allow(actor, "see_candidatures")
    shown = candidatures.shown(uow, actor, public_id, settings.timezone)
    wrong = {f"{prefix}{name}": sentence for name, sentence in errors.fields(error).items()} if error else {}
    partner = url_for("institutions.show", public_id=shown.institution) if shown.institution else ""
    return render_template(
        "candidature.html", shown=shown, row=shown.row, kind=words.capital(words.kind_words(shown.row.kind)),
        labels=words.CANDIDATURE_LABELS, partner_url=partner, institutions=naming.institutions(uow), errors=wrong,
        error=errors.sentence(error) if error and not wrong else "", form=request.form,
        namesakes=persons.labels(shown.namesakes), today=days.written(days.today()),
        moves=CANDIDATURE_MOVES[shown.state],
    )  # fmt: skip
