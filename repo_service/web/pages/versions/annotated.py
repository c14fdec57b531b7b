"""``/documents/<id>/versions/<n>/annotated`` and ``…/remarks/<id>``: an annotated copy is dropped, its remarks are
retained, set aside, made to wait again, or erased.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for

from repo_service.errors import Gone, Invalid
from repo_service.services.versions import annotated
from repo_service.services.versions.annotated import Collected
from repo_service.web import current, errors, login, uploads
from repo_service.web.language import gettext, ngettext
from repo_service.web.pages import documents
from repo_service.web.pages.versions import discussion

BLUEPRINT = Blueprint("annotated", __name__, url_prefix="/documents/<public_id>/versions/<int:number>")
_ACTS = {
    "keep": (annotated.keep, "La remarque est retenue."),
    "set_aside": (annotated.set_aside, "La remarque est écartée."),
    "undo": (annotated.undo, "La remarque est de nouveau à examiner."),
    "erase": (annotated.erase, "La remarque est effacée."),
}


@BLUEPRINT.post("/annotated")
def receive(public_id: str, number: int) -> Response | tuple[str, int]:
    """Take the remarks of a dropped copy; the copy itself is not kept."""
    actor, repository = login.actor(), current.repository()
    try:
        with current.reading() as uow:
            annotated.allowed(uow, actor, public_id, number)
        sent = uploads.files("annotated")
        if len(sent) != 1:
            raise Invalid(fields={"annotated": "Choisissez une copie annotée, une seule à la fois."})
        name, sink = sent[0]
        copy = annotated.read(repository.reader, sink.path, name)
        with current.reading() as uow:
            placed = annotated.place(uow, actor, repository.signatures, public_id, number, copy)
        with current.writing() as uow:
            done = annotated.collect(uow, actor, public_id, placed)
    except Gone:
        return documents.tombstone(public_id)
    except Invalid as error:
        return make_response(discussion.page(public_id, number, error), errors.status_of(error))
    flash(_told(done), "success" if done.added else "info")
    address = url_for("discussion.show", public_id=public_id, number=max(number, done.number))
    return redirect(address, 303)  # type: ignore[return-value]


@BLUEPRINT.post("/remarks/<remark>")
def weigh(public_id: str, number: int, remark: str) -> Response | tuple[str, int]:
    """Retain a remark, set it aside, have it wait again, or erase it (``act`` of the form)."""
    verb, done = _ACTS.get(request.form.get("act", ""), (None, ""))
    try:
        with current.writing() as uow:
            if verb is None:
                annotated.allowed(uow, login.actor(), public_id, number)
                raise Invalid()
            verb(uow, login.actor(), public_id, number, remark)
    except Gone:
        return documents.tombstone(public_id)
    flash(gettext(done), "success")
    page = request.form.get("page", "")
    kept: dict[str, Any] = {"page": page} if page.isascii() and page.isdigit() and page != "1" else {}
    address = url_for("discussion.show", public_id=public_id, number=number, _anchor="remarks", **kept)
    return redirect(address, 303)  # type: ignore[return-value]


def _told(done: Collected) -> str:
    """What came of a copy, in a sentence."""
    if not done.added and not done.known:
        return gettext(
            "Cette copie ne contient ni commentaire ni modification suivie. Si son auteur l’a corrigée sans le suivi "
            "des modifications, déposez-la comme nouvelle version : la comparaison dira ce qui change."
        )
    if not done.added:
        return gettext("Toutes les remarques de cette copie étaient déjà là : rien n’a été ajouté.")
    words = ngettext("%(num)s remarque ajoutée,", "%(num)s remarques ajoutées,", done.added)
    words += " " + ngettext("de %(num)s personne.", "de %(num)s personnes.", done.people)
    if done.known:
        words += " " + ngettext("%(num)s autre était déjà là.", "%(num)s autres étaient déjà là.", done.known)
    return words
