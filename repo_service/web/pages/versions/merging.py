"""When somebody was quicker: a page that shows both changes and lets the second person put them together.

Nothing is overwritten unseen and nothing typed or sent is lost: a card is merged line by line, a file that was sent
waits among the files to be checked, and each is saved on top of the version that the page shows. Where that moved
too, the page comes again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from repo_service.domain.documents import NewDocument
from repo_service.errors import Conflict, Invalid, NotFound, RepoServiceError
from repo_service.services import documents, intakes, naming, reading, recognising
from repo_service.services.documents import Prepared
from repo_service.services.intakes import Waiting
from repo_service.services.versions import describing, merging
from repo_service.services.versions.merging import Meanwhile
from repo_service.web import current, errors, login
from repo_service.web.language import gettext
from repo_service.web.pages.versions import cards

BLUEPRINT = Blueprint("merging", __name__)
CARD = ("kind", "title", "date", "body", "institution", "language", "keywords", "domain", "visibility")  # as asked


def card_page(
    public_id: str, since: int, mine: dict[str, str], reason: str, error: RepoServiceError | None = None
) -> Response:
    """Both cards side by side, for somebody who saw version ``since`` and typed ``mine``."""
    with current.reading() as uow:
        found = merging.meanwhile(uow, login.actor(), public_id, since)
        names = naming.names(uow)
    lines = cards.lines(merging.card(found, mine), names)
    invalid = error if isinstance(error, Invalid) else None
    wrong = errors.fields(invalid) if invalid else {}
    asked = {"reason": "reason"} | {one["name"]: f"choice-{one['name']}" for one in lines if one["kind"] == "conflict"}
    others = [words for name, words in wrong.items() if name not in asked]
    page = render_template(
        "merge.html", sort="card", lines=lines, mine=mine, since=since, reason=reason,
        mine_counts=any(line["kind"] in {"mine", "conflict"} for line in lines),
        choices={name: request.form.get(f"choice-{name}", "") for name in mine},
        errors={asked[name]: words for name, words in wrong.items() if name in asked},
        error=" ".join([errors.sentence(invalid), *others]) if invalid else "", **_head(found),
        action=url_for("merging.card", public_id=public_id),
    )  # fmt: skip
    return make_response(page, 422 if invalid else 409)


def said(new: NewDocument) -> dict[str, str]:
    """What a form said of the card, as codes and identifiers."""
    details = new.details()
    return {name: new.title if name == "title" else details.get(name, "") for name in CARD}


@BLUEPRINT.post("/documents/<public_id>/merge")
def card(public_id: str) -> Response:
    """Keep the merged card on top of the version that the page showed."""
    form, actor = request.form, login.actor()
    since, version = form.get("since", -1, type=int), form.get("version", -1, type=int)
    reason = form.get("reason", "")
    mine = {name: form.get(f"mine-{name}", "") for name in CARD}
    choices = {name: form.get(f"choice-{name}", "") for name in CARD}
    try:
        with current.writing() as uow:
            found = merging.meanwhile(uow, actor, public_id, since)
            if version != found.document.latest_number:
                raise Conflict(version=found.document.latest_number)
            new = merging.chosen(found, merging.card(found, mine), choices, reason)
            documents.edit(uow, actor, public_id, version, new, current.settings().timezone)
    except (Invalid, Conflict) as error:
        return card_page(public_id, since, mine, reason, error)
    flash(gettext("La fiche est corrigée : vos deux modifications sont gardées."), "success")
    return redirect(url_for("documents.show", public_id=public_id), 303)  # type: ignore[return-value]


def keep_file(public_id: str, since: int, prepared: Prepared, reason: str = "", role: str = "") -> Response:
    """Keep a file that came too late among those of its sender that are to be checked, and ask what becomes of it.

    ``role``: as what it was to be attached; empty for one that was to be the next version.
    """
    actor, repository = login.actor(), current.repository()
    with current.reading() as uow:
        around = recognising.setting(uow, repository.settings.timezone)
    guesses = recognising.recognised(repository.reader, around, prepared)
    with current.writing() as uow:
        batch = intakes.receive(uow, actor, [(prepared, guesses)], repository.settings.intake_days)
    return _file_page(public_id, since, batch, reason, role)


@BLUEPRINT.post("/documents/<public_id>/merge/file")
def file(public_id: str) -> Response:
    """Publish, or attach, the file that waits, on top of the version that the page showed."""
    form, actor, timezone = request.form, login.actor(), current.settings().timezone
    version, batch, role, reason = (form.get(name, "") for name in ("version", "batch", "role", "reason"))
    expected = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    try:
        with current.writing() as uow:
            document = documents.editable(uow, actor, public_id, expected)
            item = _waiting(uow, batch)
            if role:
                intakes.attach(uow, actor, batch, item.id, document, role)
                words = gettext("Le fichier est joint au document.")
            else:
                new = describing.keeping(document, NewDocument(document.kind, "", reason=reason))
                new = replace(new, state=reading.states(documents.working(document)))
                document = intakes.add_version(uow, actor, batch, item.id, public_id, expected, new, timezone)
                words = cards.kept(documents.working(document))
    except (Invalid, Conflict) as error:
        return _file_page(public_id, form.get("since", -1, type=int), batch, reason, role, error)
    flash(words, "success")
    return redirect(url_for("documents.show", public_id=public_id), 303)  # type: ignore[return-value]


def _waiting(uow: Any, batch: str) -> Waiting:
    try:
        return intakes.batch(uow, login.actor(), batch)[0]
    except NotFound as error:
        raise Invalid("Ce fichier n’attend plus : il a été publié ou écarté entre-temps.") from error


def _file_page(
    public_id: str, since: int, batch: str, reason: str, role: str, error: RepoServiceError | None = None
) -> Response:
    with current.reading() as uow:
        found = merging.meanwhile(uow, login.actor(), public_id, since)
        try:
            item = _waiting(uow, batch)
        except Invalid as gone:
            item, error = None, gone
    wrong = isinstance(error, Invalid)
    page = render_template(
        "merge.html", sort="file", since=since, batch=batch, reason=reason, role=role,
        file_name=item.file_name if item else "", review_url=url_for("review.review", batch=batch) if item else "",
        errors=errors.fields(error) if error and wrong else {},
        error=errors.sentence(error) if error and wrong else "", **_head(found),
        action=url_for("merging.file", public_id=public_id),
    )  # fmt: skip
    return make_response(page, 422 if wrong else 409)


def came(public_id: str, since: int) -> list[dict[str, Any]]:
    """What came after version ``since``, for a page that tells it beside its own form."""
    with current.reading() as uow:
        found = merging.meanwhile(uow, login.actor(), public_id, since)
    return cards.came(found.document, found.came, found.seen)


def moved_page(public_id: str, since: int) -> Response:
    """For what cannot be merged: only what came, and the way to read it before one decides again."""
    with current.reading() as uow:
        found = merging.meanwhile(uow, login.actor(), public_id, since)
    return make_response(render_template("merge.html", sort="moved", since=since, **_head(found)), 409)


def _head(found: Meanwhile) -> dict[str, Any]:
    """What every such page tells: the document, what came meanwhile, and by whom."""
    number = found.document.latest_number
    return {
        "head": cards.head(found.document), "came": cards.came(found.document, found.came, found.seen),
        "who": cards.authors(found.came), "version": number, "next": number + 1,
        "kept_back": cards.is_kept_back(found.latest),
    }  # fmt: skip
