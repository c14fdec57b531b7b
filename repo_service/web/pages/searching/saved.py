"""« Mes recherches »: keeping a search, naming it, being told of its news, its feed; and ending those messages by their
link, without signing in.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from repo_service.domain.documents import SearchQuery
from repo_service.errors import BadQuery, Invalid, RepoServiceError
from repo_service.services import installing, naming
from repo_service.services.repository import UnitOfWork
from repo_service.services.searching import alerts, saved
from repo_service.web import current, errors, login, security, wording
from repo_service.web.language import gettext
from repo_service.web.language import lazy_gettext as _l
from repo_service.web.pages.searching import filters

BLUEPRINT = Blueprint("saved", __name__, url_prefix="/searches")
_FREQUENCIES = (
    ("never", _l("Jamais")),
    ("daily", _l("Chaque matin où il y a du nouveau")),
    ("weekly", _l("Chaque lundi matin, s’il y a du nouveau")),
)


@BLUEPRINT.get("")
def listing() -> str:
    """The searches that one keeps."""
    with current.reading() as uow:
        rows = saved.own(uow, login.actor())
    return render_template("saved.html", searches=rows, frequencies=wording.FREQUENCY_LABELS, most=saved.MOST)


@BLUEPRINT.route("/new", methods=["GET", "POST"])
def new() -> Response | str:
    """Keep the search whose arguments are those of this address, or that the form holds."""
    actor, searcher, form = login.actor(), current.repository().searcher, request.form
    if request.method != "POST":
        asked = request.query_string.decode("utf-8", "replace")
        return _proposal(saved.address_of(saved.possible(actor, searcher, asked)))
    try:
        with current.writing() as uow:
            frequency = form.get("frequency", "")
            row = saved.keep(uow, actor, searcher, form.get("address", ""), form.get("name", ""), frequency)
    except Invalid as error:
        if isinstance(error, BadQuery):
            raise
        return make_response(_proposal(saved.address_of(saved.query_of(form.get("address", ""))), error),
                             errors.status_of(error))  # fmt: skip
    flash(gettext("La recherche « %(name)s » est gardée.", name=row.name), "success")
    return redirect(url_for("saved.listing"), 303)  # type: ignore[return-value]


def _proposal(address: str, error: Invalid | None = None) -> str:
    with current.reading() as uow:
        name = request.form["name"] if "name" in request.form else proposed(uow, saved.query_of(address))
    return _form(name, request.form.get("frequency", "never"), address, error)


def proposed(uow: UnitOfWork, query: SearchQuery) -> str:
    """A name for a search: its words, then its filters as the page calls them."""
    names = naming.names(uow)
    said = [filters.label(name, value, names) for name, values in filters.chosen(query).items() for value in values]
    words = [query.text] if query.text else []
    told = words + said + ([gettext("toutes les versions")] if query.all_versions else [])
    return (", ".join(told) or gettext("Tous les documents"))[: saved.NAME_LENGTH]


def _form(
    name: str, frequency: str, address: str, error: RepoServiceError | None = None, row: Any = None, feed: str = ""
) -> str:
    wrong = errors.fields(error) if error else {}
    query = saved.query_of(address)
    return render_template(
        "saved_form.html", name=name, frequency=frequency, address=address, row=row, feed=feed, errors=wrong,
        error=errors.sentence(error) if error else "", frequencies=_FREQUENCIES, longest=saved.NAME_LENGTH,
        silent=not current.settings().base_url, then=query.all_versions,
    )  # fmt: skip


@BLUEPRINT.route("/<public_id>", methods=["GET", "POST"])
def change(public_id: str) -> Response | str:
    """One search: its name, how often one is told of it, its feed, and the way to keep it no longer."""
    actor, form = login.actor(), request.form
    if request.method != "POST":
        with current.reading() as uow:
            row = saved.own_one(uow, actor, public_id)
        return _form(row.name, row.frequency, row.address, row=row)
    try:
        with current.writing() as uow:
            saved.change(uow, actor, public_id, form.get("name", ""), form.get("frequency", ""))
    except Invalid as error:
        with current.reading() as uow:
            row = saved.own_one(uow, actor, public_id)
        page = _form(form.get("name", ""), form.get("frequency", ""), row.address, error, row)
        return make_response(page, errors.status_of(error))
    flash(gettext("C’est noté."), "success")
    return redirect(url_for("saved.listing"), 303)  # type: ignore[return-value]


@BLUEPRINT.post("/<public_id>/remove")
def remove(public_id: str) -> Response:
    """Keep it no longer."""
    with current.writing() as uow:
        saved.remove(uow, login.actor(), public_id)
    flash(gettext("Cette recherche n’est plus gardée."), "success")
    return redirect(url_for("saved.listing"), 303)  # type: ignore[return-value]


@BLUEPRINT.post("/<public_id>/feed")
def feed(public_id: str) -> Response:
    """Open its feed, or give it another address: it is shown once, on the page that answers. Or close it."""
    actor = login.actor()
    if request.form.get("act") == "close":
        with current.writing() as uow:
            saved.close_feed(uow, actor, public_id)
        flash(gettext("Le flux est fermé : son adresse ne mène plus nulle part."), "success")
        return redirect(url_for("saved.change", public_id=public_id), 303)  # type: ignore[return-value]
    with current.writing() as uow:
        secret = saved.open_feed(uow, actor, public_id)
        row = saved.own_one(uow, actor, public_id)
    address = security.absolute(url_for("feeds.search", public_id=row.public_id, secret=secret))
    response = make_response(_form(row.name, row.frequency, row.address, row=row, feed=address))
    response.headers["Cache-Control"] = "no-store"
    return response


@BLUEPRINT.route("/stop/<secret>", methods=["GET", "POST"])
def stop(secret: str) -> str:
    """The link of the messages: one button ends them. Nothing happens before, because mail programs open links by
    themselves; some press the button too, for whoever asked them to (RFC 8058).
    """
    key = installing.secret_key(current.settings())
    if request.method == "POST":
        with current.writing() as uow:
            alerts.stop(uow, key, secret)
    else:
        with current.reading() as uow:
            alerts.behind_stop(uow, key, secret)
    return render_template("saved_stop.html", done=request.method == "POST")


security.exempt_view(stop)  # the address itself is the proof, and a mail program has no form
