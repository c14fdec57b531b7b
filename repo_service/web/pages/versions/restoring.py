"""Restoring an earlier version: a page that says what would change, then a new version at the end."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from repo_service.errors import Conflict, Invalid, RepoServiceError
from repo_service.services import naming
from repo_service.services.versions import restoring
from repo_service.web import current, errors, login
from repo_service.web.language import gettext
from repo_service.web.pages.versions import cards

BLUEPRINT = Blueprint("restoring", __name__)


@BLUEPRINT.get("/documents/<public_id>/versions/<int:number>/restore")
def ask(public_id: str, number: int) -> str:
    """What restoring this version would change."""
    return _page(public_id, number)


@BLUEPRINT.post("/documents/<public_id>/versions/<int:number>/restore")
def restore(public_id: str, number: int) -> Response:
    """Make it the next version."""
    expected, reason = request.form.get("version", -1, type=int), request.form.get("reason", "")
    try:
        with current.writing() as uow:
            timezone = current.settings().timezone
            restoring.restore(uow, login.actor(), public_id, number, expected, reason, timezone)
    except (Invalid, Conflict) as error:
        return make_response(_page(public_id, number, error), errors.status_of(error))
    flash(gettext("La version %(number)s est rétablie.", number=number), "success")
    return redirect(url_for("documents.show", public_id=public_id), 303)  # type: ignore[return-value]


def _page(public_id: str, number: int, error: RepoServiceError | None = None) -> str:
    with current.reading() as uow:
        found = restoring.proposed(uow, login.actor(), public_id, number)
        names = naming.names(uow)
    wrong = errors.fields(error) if error else {}
    others = [words for name, words in wrong.items() if name != "reason"]  # of lines that this page does not ask
    moved = [found.latest] if isinstance(error, Conflict) else []
    return render_template(
        "restore.html", head=cards.head(found.document), number=found.version.number, latest=found.latest.number,
        version=found.document.latest_number, is_latest=found.is_latest, lines=cards.lines(found.fields, names),
        file_name=found.version.file_name, same_file=found.version.blob_sha256 == found.latest.blob_sha256,
        compare_url=url_for("comparing.show", public_id=public_id, a=found.latest.number, b=found.version.number),
        came=cards.came(found.document, moved), errors={"reason": wrong["reason"]} if "reason" in wrong else {},
        error=" ".join([errors.sentence(error), *others]) if error else "",
        reason=request.form.get("reason", gettext("Version %(number)s rétablie", number=number)),
    )  # fmt: skip
