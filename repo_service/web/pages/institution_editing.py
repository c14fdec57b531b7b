"""Keeping a partner: its card, and the dated facts about it, each with a form of its own on one page."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.domain.institutions import kind_code
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid
from repo_service.services import access, naming
from repo_service.services.partners import identifiers, institutions, persons, standing
from repo_service.services.partners.institutions import Card
from repo_service.services.partners.standing import Span
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days, ending, errors, login
from repo_service.web import partner_words as words
from repo_service.web.language import gettext
from repo_service.web.pages import institutions as cards

BLUEPRINT = Blueprint("institution_editing", __name__)
Act = Callable[[UnitOfWork, Actor, dict[str, str]], object]
_CARD = ("name", "acronym", "kind", "city", "address", "website")


@BLUEPRINT.route("/institutions/new", methods=["GET", "POST"])
def new() -> Response | str:
    """Add a partner, with its first status."""
    actor, form = login.actor(), request.form.to_dict()
    access.allow(actor, "govern")
    if request.method != "POST":
        return _new_page({"status": "active", "start": days.written(days.today())})
    try:
        with current.writing() as uow:
            start = days.in_form(form, "start")["start"]
            row = institutions.add(uow, actor, form, form.get("status", ""), start)
    except Invalid as error:
        return make_response(_new_page(form, error), errors.status_of(error))
    flash(gettext("Le partenaire est ajouté."), "success")
    return redirect(url_for("institutions.show", public_id=row.public_id), 303)


@BLUEPRINT.get("/institutions/<public_id>/edit")
def edit(public_id: str) -> str:
    """All the forms."""
    with current.reading() as uow:
        return _page(uow, public_id)


@BLUEPRINT.post("/institutions/<public_id>/edit")
def save(public_id: str) -> Response:
    """Keep a corrected card."""
    return _kept(public_id, "", gettext("La fiche est corrigée."), lambda uow, actor, form: institutions.edit(
        uow, actor, public_id, form
    ))  # fmt: skip


@BLUEPRINT.post("/institutions/<public_id>/status")
def set_status(public_id: str) -> Response:
    """Another status from a day on."""
    return _kept(public_id, "status_", gettext("Le statut est noté."), lambda uow, actor, form: standing.set_status(
        uow, actor, public_id, form.get("status", ""), _span(form)
    ))  # fmt: skip


@BLUEPRINT.post("/institutions/<public_id>/parents")
def add_parent(public_id: str) -> Response:
    """One more supervising institution."""
    return _kept(public_id, "parent_", gettext("La tutelle est notée."), lambda uow, actor, form: standing.add_parent(
        uow, actor, public_id, form.get("parent", ""), form, _span(form)
    ))  # fmt: skip


@BLUEPRINT.post("/institutions/<public_id>/offices")
def add_office(public_id: str) -> Response:
    """Somebody represents it, may sign for it, is to be reached there."""
    return _kept(public_id, "office_", gettext("La personne est notée."), lambda uow, actor, form: standing.add_office(
        uow, actor, public_id, form.get("role", ""), form, _span(form)
    ))  # fmt: skip


@BLUEPRINT.post("/institutions/<public_id>/people")
def affiliate(public_id: str) -> Response:
    """Somebody works there."""
    return _kept(public_id, "people_", gettext("La personne est notée."), lambda uow, actor, form: standing.affiliate(
        uow, actor, public_id, form, _span(form)
    ))  # fmt: skip


@BLUEPRINT.post("/institutions/<public_id>/notes")
def note(public_id: str) -> Response:
    """One more line in the history of contacts."""
    actor, form = login.actor(), request.form.to_dict()
    try:
        with current.writing() as uow:
            institutions.add_note(uow, actor, public_id, form, current.settings().timezone)
    except Invalid as error:
        with current.reading() as uow:
            page = cards.page(uow, public_id, errors=errors.fields(error), words=form.get("words", ""))
        return make_response(page, errors.status_of(error))
    flash(gettext("La note est gardée."), "success")
    return redirect(url_for("institutions.show", public_id=public_id), 303)


@BLUEPRINT.route(
    "/institutions/<public_id>/<any(status, parents, offices, people):sort>/<key>", methods=["GET", "POST"]
)  # fmt: skip
def fact(public_id: str, sort: str, key: str) -> Response | str:
    """End a fact, or take it back because it was never so."""
    actor, today = login.actor(), days.today()
    with current.reading() as uow:
        line = standing.fact(uow, actor, public_id, sort, key, today)
        one = institutions.summary(uow, actor, public_id, today)
    said = {"status": words.STATUS_LABELS, "offices": words.OFFICE_LABELS}.get(sort, {}).get(line.code, "")
    back = {"url": url_for("institution_editing.edit", public_id=one.id), "title": one.name, "language": "fr"}
    return ending.answer(
        line, str(said), back, lambda uow, day: standing.end(uow, actor, public_id, sort, key, day),
        lambda uow: standing.retract(uow, actor, public_id, sort, key),
    )  # fmt: skip


def _span(form: dict[str, str]) -> Span:
    return Span(**days.in_form(form, "start", "end"))


def _kept(public_id: str, prefix: str, done: str, act: Act) -> Response:
    """Do what one of the forms of the page asks, and say so; else show the page again with what was typed."""
    actor = login.actor()
    try:
        with current.writing() as uow:
            act(uow, actor, days.of_form(prefix))
    except Invalid as error:
        with current.reading() as uow:
            page = _page(uow, public_id, prefix, error)
        return make_response(page, errors.status_of(error))
    flash(done, "success")
    target = "institution_editing.edit" if prefix else "institutions.show"
    return redirect(url_for(target, public_id=public_id), 303)


def _page(uow: UnitOfWork, public_id: str, prefix: str = "", error: Invalid | None = None) -> str:
    actor, today = login.actor(), days.today()
    institutions.allow_editing(actor, public_id)
    card = institutions.card(uow, actor, public_id, today)
    governs = actor.can("govern")
    wrong = {f"{prefix}{name}": sentence for name, sentence in errors.fields(error).items()} if error else {}
    people = persons.choices(uow, actor, today, "" if governs else card.listed.id)
    return render_template(
        "institution_edit.html", **cards.shown(card, actor), said=_said(card), form=request.form, errors=wrong,
        error=errors.sentence(error) if error and not wrong else "", governs=governs, prefix=prefix if error else "",
        people=persons.labels(people), today=days.written(today),
        others=[row for row in naming.institutions(uow) if row[0] != card.listed.id],
        office_labels={code: label for code, label in words.OFFICE_LABELS.items() if governs or code == "contact"},
        kind_choices=_kinds(card.listed.kind), schemes=identifiers.SCHEMES,
    )  # fmt: skip


def _new_page(said: dict[str, str], error: Invalid | None = None) -> str:
    return render_template(
        "institution_new.html", said=said, errors=errors.fields(error) if error else {}, kind_choices=_kinds(""),
        schemes=identifiers.SCHEMES, status_labels=words.STATUS_LABELS,
    )  # fmt: skip


def _said(card: Card) -> dict[str, str]:
    """The card as the form shows it: as typed where it was sent, else as kept."""
    one = card.listed
    kept = {
        "name": one.name, "acronym": one.acronym, "kind": kind_code(one.kind), "city": one.city,
        "address": card.address, "website": card.website, **one.identifiers,
    }  # fmt: skip
    names = (*_CARD, *identifiers.SCHEMES)
    return {name: request.form.get(name, kept.get(name, "")) for name in names}


def _kinds(kept: str) -> list[tuple[str, str]]:
    """The kinds to choose from, and the one that was kept with words of its own."""
    choices = [(code, words.capital(label)) for code, label in words.KIND_LABELS.items()]
    return choices + ([(kept, words.capital(kept))] if kept and kind_code(kept) not in words.KIND_LABELS else [])
