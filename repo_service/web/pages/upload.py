"""``/documents/new``: files dropped or chosen, several at once. They wait in one batch to be checked (``review``)."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, url_for

from repo_service.errors import Invalid
from repo_service.services import access, documents, intakes, recognising
from repo_service.web import current, errors, login, uploads, wording
from repo_service.web.language import gettext
from repo_service.web.pages.home import waiting_rows

BLUEPRINT = Blueprint("upload", __name__)
MOST_FILES = 50  # of one sending: each is read at once, and one person checks them on one page


@BLUEPRINT.get("/documents/new")
def new() -> str:
    """The page to drop files on, and what waits from before."""
    access.allow(login.actor(), "file")
    with current.reading() as uow:
        waiting = waiting_rows(intakes.mine(uow, login.actor()))
    settings = current.settings()
    return render_template(
        "upload.html", batches=waiting, days=settings.intake_days, max_size=wording.size_words(settings.max_upload),
        write_url=url_for("knowhow.new"),
    )  # fmt: skip


@BLUEPRINT.post("/documents/new")
def receive() -> Response:
    """Keep and read each file (no transaction is open meanwhile), then put the batch down « à vérifier »."""
    actor = login.actor()
    access.allow(actor, "file")
    repository, settings = current.repository(), current.settings()
    received = uploads.files("files")
    if len(received) > MOST_FILES:
        raise Invalid(
            gettext("Déposez au plus %(count)s fichiers à la fois ; rien n’a été enregistré.", count=MOST_FILES)
        )
    usable = [(name, sink) for name, sink in received if sink.size]
    empty = [name or gettext("sans nom") for name, sink in received if not sink.size]
    if not usable:
        raise Invalid(_empty_words(empty) if empty else gettext("Choisissez au moins un fichier."))
    prepared = [documents.prepare(repository.reader, sink, name) for name, sink in usable]
    with current.reading() as uow:
        around = recognising.setting(uow, settings.timezone)
    recognised = [(item, recognising.recognised(repository.reader, around, item)) for item in prepared]
    with current.writing() as uow:
        batch = intakes.receive(uow, actor, recognised, settings.intake_days)
    if empty:
        flash(_empty_words(empty), "warning")
    address = url_for("review.review", batch=batch)
    if errors.wants_json():
        return jsonify(url=address)
    return redirect(address, 303)  # type: ignore[return-value]


def _empty_words(names: list[str]) -> str:
    listed = ", ".join(names).replace("%", "%%")
    return gettext("Fichier vide, non gardé : %(names)s. Vérifiez-le et déposez-le à nouveau.", names=listed)
