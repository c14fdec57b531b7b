"""The papers of a meeting: documents that are kept already, and files dropped for it."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.errors import Invalid, RepoServiceError
from repo_service.services import documents
from repo_service.services.meetings import papers, rights, showing
from repo_service.web import current, errors, login, uploads, wording
from repo_service.web.language import gettext, ngettext
from repo_service.web.pages.meetings import rows

BLUEPRINT = Blueprint("meeting_papers", __name__)
MOST_FILES = 20  # of one sending


@BLUEPRINT.get("/meetings/<public_id>/papers")
def show(public_id: str) -> str:
    """What goes with the meeting, and the two ways to add to it."""
    return _page(public_id)


@BLUEPRINT.post("/meetings/<public_id>/papers")
def link(public_id: str) -> Response:
    """A document that is kept already goes with the meeting."""
    form = request.form
    try:
        with current.writing() as uow:
            papers.link(uow, login.actor(), public_id, form.get("document", ""), form.get("point", ""))
    except Invalid as error:
        return _again(public_id, error)
    return _done(public_id, gettext("Le document est joint à la réunion."))


@BLUEPRINT.post("/meetings/<public_id>/papers/files")
def drop(public_id: str) -> Response:
    """Files dropped for the meeting become documents of its body and day."""
    actor, repository, form = login.actor(), current.repository(), request.form
    try:
        with current.reading() as uow:
            rights.held(uow, actor, public_id)
        received = [(name, sink) for name, sink in uploads.files("files") if sink.size]
        if not 1 <= len(received) <= MOST_FILES:
            raise Invalid(fields={"files": "Choisissez de 1 à 20 fichiers qui ne sont pas vides."})
        prepared = [documents.prepare(repository.reader, sink, name) for name, sink in received]
        said = (form.get("visibility", ""), form.get("at", ""), repository.settings.timezone)
        with current.writing() as uow:
            made = papers.drop(uow, actor, public_id, prepared, *said)
    except Invalid as error:
        return _again(public_id, error)
    return _done(public_id, ngettext("Un fichier est joint.", "%(num)s fichiers sont joints.", len(made)))


@BLUEPRINT.post("/meetings/<public_id>/papers/<document>/remove")
def remove(public_id: str, document: str) -> Response:
    """A document goes with the meeting no more."""
    with current.writing() as uow:
        papers.unlink(uow, login.actor(), public_id, document)
    return _done(public_id, gettext("Le document n’est plus joint ; il reste conservé."))


def _done(public_id: str, told: str) -> Response:
    flash(told, "success")
    return redirect(url_for("meeting_papers.show", public_id=public_id), 303)


def _again(public_id: str, error: RepoServiceError) -> Response:
    return make_response(_page(public_id, error), errors.status_of(error))


def _page(public_id: str, error: RepoServiceError | None = None) -> str:
    with current.reading() as uow:
        row = rights.held(uow, login.actor(), public_id)
        shown = showing.show(uow, login.actor(), public_id)
    there = [(one.row.title, rows.paper(document)) for one in shown.points for document in one.papers]
    there += [("", rows.paper(document)) for document in (*shown.minutes, *shown.papers)]
    wrong = errors.fields(error) if error else {}
    if "at" in request.form and "point" in wrong:
        wrong["at"] = wrong.pop("point")
    return render_template(
        "meeting_papers.html", card=rows.line(row), heading=rows.title(row), public_id=row.public_id, papers=there,
        points=[(one.row.public_id, f"{one.number}. {one.row.title}") for one in shown.points], errors=wrong,
        error=errors.sentence(error) if error else "", form=request.form, most=MOST_FILES,
        visibilities=wording.VISIBILITY_LABELS.items(), max_size=wording.size_words(current.settings().max_upload),
    )  # fmt: skip
