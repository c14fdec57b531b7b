"""``/admin/synonyms``: the groups of words that a search takes for one another, kept by who coordinates."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.errors import Conflict, Invalid, RepoServiceError
from repo_service.services import access
from repo_service.services.searching import synonyms
from repo_service.web import current, errors, login
from repo_service.web.language import gettext

BLUEPRINT = Blueprint("synonyms", __name__, url_prefix="/admin/synonyms")
_LONGEST = 200  # signs of a word that the address proposes


@BLUEPRINT.get("")
def listing() -> str:
    """All groups, and examples of what is not in one yet."""
    with current.reading() as uow:
        rows = synonyms.listing(uow, login.actor())
    return render_template("synonyms.html", groups=rows, proposals=synonyms.proposals(rows))


@BLUEPRINT.route("/new", methods=["GET", "POST"])
def new() -> Response | str:
    """One more group; ``words`` of the address stand in the form already."""
    actor = login.actor()
    access.allow(actor, "edit_synonyms")
    if request.method != "POST":
        return _form("\n".join(one[:_LONGEST] for one in request.args.getlist("words")[: synonyms.MOST]))
    typed = request.form.get("words", "")
    try:
        with current.writing() as uow:
            synonyms.add(uow, actor, typed)
    except Invalid as error:
        return make_response(_form(typed, error), errors.status_of(error))
    return _done(gettext("Le groupe est ajouté : les recherches en tiennent compte dès maintenant."))


@BLUEPRINT.route("/<public_id>", methods=["GET", "POST"])
def change(public_id: str) -> Response | str:
    """The words of a group."""
    actor = login.actor()
    with current.reading() as uow:
        row = synonyms.shown(uow, actor, public_id)
    kept = {"identifier": row.public_id, "seen": synonyms.mark(row), "words": row.words}
    if request.method != "POST":
        return _form("\n".join(row.words), kept=kept)
    typed = request.form.get("words", "")
    try:
        with current.writing() as uow:
            synonyms.change(uow, actor, public_id, typed, request.form.get("seen", ""))
    except (Invalid, Conflict) as error:
        return make_response(_form(typed, error, kept), errors.status_of(error))
    return _done(gettext("Le groupe est changé : les recherches en tiennent compte dès maintenant."))


@BLUEPRINT.post("/<public_id>/remove")
def remove(public_id: str) -> Response:
    """Its words mean themselves alone from now on."""
    with current.writing() as uow:
        synonyms.remove(uow, login.actor(), public_id)
    return _done(gettext("Le groupe est retiré : ses mots ne se remplacent plus."))


def _done(sentence: str) -> Response:
    flash(sentence, "success")
    return redirect(url_for("synonyms.listing"), 303)


def _form(typed: str, error: RepoServiceError | None = None, kept: Mapping[str, object] | None = None) -> str:
    wrong = errors.fields(error) if error else {}
    general = errors.sentence(error) if error and not wrong else ""
    return render_template(
        "synonym_group.html", typed=typed, kept=kept, errors=wrong, error=general,
        conflict=isinstance(error, Conflict),
    )  # fmt: skip
