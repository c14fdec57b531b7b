"""``/admin/missed-searches``: what was searched and not found, and what to do about it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.services import access
from repo_service.services.searching import missed
from repo_service.web import current, login, queries
from repo_service.web.language import gettext

BLUEPRINT = Blueprint("missed", __name__, url_prefix="/admin/missed-searches")
_PER_PAGE = 50


@BLUEPRINT.get("")
def listing() -> str:
    """The most asked first."""
    actor, page = login.actor(), queries.page_number()
    access.allow(actor, "edit_synonyms")
    served = current.repository()
    served.missed.settle(served.store, served.settings.timezone)
    with current.reading() as uow:
        total, rows = missed.listing(uow, actor, page, _PER_PAGE)
    return render_template("missed.html", total=total, rows=rows, pages=queries.pager(total, page, _PER_PAGE))


@BLUEPRINT.post("/forget")
def forget() -> Response:
    """Take one from the list; it comes back when somebody asks it again."""
    with current.writing() as uow:
        missed.forget(uow, login.actor(), request.form.get("wording", ""))
    flash(gettext("Cette recherche est oubliée."), "success")
    return redirect(url_for("missed.listing"), 303)
