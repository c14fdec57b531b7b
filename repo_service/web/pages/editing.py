"""Changing a document: its card, a new version of its file, its withdrawal."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from repo_service import clock
from repo_service.domain.documents import NewDocument, is_blank
from repo_service.domain.french_dates import parse
from repo_service.domain.kinds import KINDS
from repo_service.errors import Conflict, Invalid, RepoServiceError
from repo_service.services import access, documents, naming
from repo_service.services.partners import successions
from repo_service.services.repository import UnitOfWork
from repo_service.services.searching import suggesting
from repo_service.services.versions import describing
from repo_service.web import current, days, errors, login, uploads, wording
from repo_service.web.language import gettext
from repo_service.web.pages.versions import cards, merging

BLUEPRINT = Blueprint("editing", __name__)
_CARD = ("kind", "title", "date", "body", "institution", "language", "keywords", "domain", "visibility", "reason")


@BLUEPRINT.get("/documents/<public_id>/edit")
def edit(public_id: str) -> str:
    """The card of the latest version, and the place for a new file."""
    with current.reading() as uow:
        return _page(uow, public_id)


@BLUEPRINT.post("/documents/<public_id>/edit")
def save(public_id: str) -> Response | str:
    """Keep a corrected card: a new version with the same file."""
    actor, timezone = login.actor(), current.settings().timezone
    try:
        with current.reading() as uow:
            document = access.visible(uow, actor, public_id)
            access.allow(actor, "edit", document)
            new = _said(uow, document)
        with current.writing() as uow:
            documents.edit(uow, actor, public_id, _expected(), new, timezone)
    except Invalid as error:
        return _again(public_id, error)
    except Conflict:
        return merging.card_page(public_id, _expected(), merging.said(new), new.reason)
    flash(gettext("La fiche est corrigée."), "success")
    return redirect(url_for("documents.show", public_id=public_id), 303)  # type: ignore[return-value]


@BLUEPRINT.post("/documents/<public_id>/versions")
def add_version(public_id: str) -> Response | str:
    """Keep a new file as the next version."""
    actor, repository = login.actor(), current.repository()
    try:
        with current.reading() as uow:
            document = access.visible(uow, actor, public_id)
            access.allow(actor, "edit", document)
            new = describing.keeping(document, NewDocument(document.kind, "", reason=request.form.get("reason", "")))
        received = [(name, sink) for name, sink in uploads.files("file") if sink.size]
        if not received:
            raise Invalid(fields={"file": "Choisissez un fichier qui n’est pas vide."})
        prepared = documents.prepare(repository.reader, received[0][1], received[0][0])
        with current.writing() as uow:
            made = documents.add_version(
                uow, actor, public_id, _expected(), prepared, new, repository.settings.timezone
            )
            told = cards.kept(made)
    except Invalid as error:
        return _again(public_id, error)
    except Conflict:
        return merging.keep_file(public_id, _expected(), prepared, reason=new.reason)
    flash(told, "success")
    return redirect(url_for("documents.show", public_id=public_id), 303)  # type: ignore[return-value]


@BLUEPRINT.post("/documents/<public_id>/publish")
def publish(public_id: str) -> Response:
    """Publish the draft that waits: for the readers that it names itself."""
    actor = login.actor()
    try:
        with current.writing() as uow:
            document = access.visible(uow, actor, public_id)
            state = KINDS[document.kind].published_as
            documents.change_state(uow, actor, public_id, _expected(), state, current.settings().timezone)
    except Conflict:
        return merging.moved_page(public_id, _expected())
    flash(gettext("Le document est publié."), "success")
    return redirect(url_for("documents.show", public_id=public_id), 303)  # type: ignore[return-value]


@BLUEPRINT.post("/documents/<public_id>/companions")
def attach(public_id: str) -> Response | str:
    """Keep a file that goes with the latest version: signed copy, annex, paper of the meeting."""
    actor, repository, role = login.actor(), current.repository(), request.form.get("role", "")
    try:
        with current.reading() as uow:
            access.allow(actor, "edit", access.visible(uow, actor, public_id))
        received = [(name, sink) for name, sink in uploads.files("companion") if sink.size]
        if not received:
            raise Invalid(fields={"companion": "Choisissez un fichier qui n’est pas vide."})
        prepared = documents.prepare(repository.reader, received[0][1], received[0][0])
        with current.writing() as uow:
            document = access.visible(uow, actor, public_id)
            documents.attach(uow, actor, document, prepared, role, _expected())
    except Invalid as error:
        return _again(public_id, error)
    except Conflict:
        return merging.keep_file(public_id, _expected(), prepared, role=role)
    flash(gettext("Le fichier est joint au document."), "success")
    return redirect(url_for("documents.show", public_id=public_id), 303)  # type: ignore[return-value]


@BLUEPRINT.route("/documents/<public_id>/withdraw", methods=["GET", "POST"])
def withdraw(public_id: str) -> Response | str:
    """Ask why, then withdraw: the address answers 410 with the reason from then on."""
    actor = login.actor()
    with current.reading() as uow:
        document = access.visible(uow, actor, public_id)
        access.allow(actor, "withdraw", document)
    said: dict[str, Any] = {"document": cards.head(document), "version": document.latest_number}
    if request.method != "POST":  # HEAD too: nothing may be changed without the token of the form
        return render_template("withdraw.html", **said)
    reason = request.form.get("reason", "")
    try:
        with current.writing() as uow:
            documents.change_state(uow, actor, public_id, _expected(), "withdrawn", current.settings().timezone, reason)
    except (Invalid, Conflict) as error:
        said |= {"error": errors.sentence(error), "errors": errors.fields(error), "reason": reason}
        said["came"] = merging.came(public_id, _expected()) if isinstance(error, Conflict) else []
        return make_response(render_template("withdraw.html", **said), errors.status_of(error))
    flash(gettext("Le document est retiré."), "success")
    return redirect(url_for("home.home"), 303)  # type: ignore[return-value]


def _expected() -> int:
    """The version that the person saw; a form that lost it is an old one, and changes nothing."""
    return request.form.get("version", -1, type=int)


def _said(uow: UnitOfWork, document: Any) -> NewDocument:
    """What the form says; the date is understood as people write it. Raises ``Invalid`` with every fault at once."""
    form = request.form
    typed = form.get("date", "").strip()
    partial = parse(typed, clock.today(current.settings().timezone)) if typed else None
    said = describing.keeping(
        document,
        NewDocument(
            kind=form.get("kind", document.kind), title=form.get("title", ""), date=partial.exact if partial else None,
            body=form.get("body", ""), institution=form.get("institution", ""), language=form.get("language", "fr"),
            visibility=form.get("visibility", document.visibility), keywords=form.get("keywords", ""),
            domain=form.get("domain", documents.working(document).details.get("domain", "")),
            reason=form.get("card_reason", ""),
        ),
        card=True,
    )  # fmt: skip
    faults = {"reason": describing.WHY} if is_blank(said.reason) else {}
    if typed and said.date is None:
        faults["date"] = "Écrivez la date ainsi : 12/03/2024."
    try:
        said = describing.checked(uow, said)
    except Invalid as error:
        faults |= error.fields
    if faults:
        raise Invalid(fields={name: faults[name] for name in sorted(faults, key=_place)})
    return said


def _place(field: str) -> int:
    """Where a field stands on the card, so that faults are told in the order in which they are met."""
    return _CARD.index(field) if field in _CARD else len(_CARD)


def _again(public_id: str, error: RepoServiceError) -> Response:
    with current.reading() as uow:
        page = _page(uow, public_id, error)
    return make_response(page, errors.status_of(error))


def _page(uow: UnitOfWork, public_id: str, error: RepoServiceError | None = None) -> str:
    document = access.visible(uow, login.actor(), public_id)
    access.allow(login.actor(), "edit", document)
    latest, form = documents.working(document), request.form
    details = latest.details
    card = {
        "title": form.get("title", latest.title),
        "kind": form.get("kind", document.kind), "date_text": form.get("date", _french(details.get("date", ""))),
        "body": form.get("body", details.get("body", "")),
        "visibility": form.get("visibility", details.get("visibility", "network")),
        "institution": form.get("institution", details.get("institution", "")),
        "language": form.get("language", details.get("language", "fr")),
        "keywords": form.get("keywords", details.get("keywords", "")),
        "domain": form.get("domain", details.get("domain", "")),
    }  # fmt: skip
    bodies, former = successions.parted(uow, naming.bodies(uow), days.today())
    wrong = errors.fields(error) if error else {}
    if "title" in form and "card_reason" in form:
        wrong = {("card_reason" if name == "reason" else name): words for name, words in wrong.items()}
    return render_template(
        "edit.html", head=cards.head(document), document=card, role=form.get("role", "signed"),
        version=form.get("version", document.latest_number), bodies=bodies, former=former,
        institutions=naming.institutions(uow), languages=wording.LANGUAGE_LABELS.items(), errors=wrong,
        domains=suggesting.domains(uow, login.actor()),
        error=errors.sentence(error) if error else "", reason=form.get("reason", ""),
        card_reason=form.get("card_reason", ""), max_size=wording.size_words(current.settings().max_upload),
        version_url=url_for("editing.add_version", public_id=public_id),
        attach_url=url_for("editing.attach", public_id=public_id), roles=wording.COMPANION_LABELS.items(),
        withdraw_url=url_for("editing.withdraw", public_id=public_id),
        write_url=url_for("knowhow.change", public_id=public_id) if latest.media_type == "text/markdown" else "",
    )  # fmt: skip


def _french(day: str) -> str:
    return "/".join(reversed(day.split("-"))) if day else ""
