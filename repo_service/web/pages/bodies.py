"""Bodies (instances): their list, who sits in each on any date, and keeping them."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.domain.roles import Actor, holds_meetings
from repo_service.errors import Invalid
from repo_service.services import access, naming
from repo_service.services.partners import bodies, persons, successions
from repo_service.services.partners.bodies import Card
from repo_service.services.partners.standing import Span
from repo_service.services.partners.successions import Told
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days, ending, errors, login
from repo_service.web import partner_words as words
from repo_service.web.language import gettext, ngettext
from repo_service.web.pages.institutions import tabs
from repo_service.web.pages.meetings.rows import parts

BLUEPRINT = Blueprint("bodies", __name__)


@BLUEPRINT.get("/bodies")
def listing() -> str:
    """All bodies, by kind; those that another stands for today, apart."""
    actor = login.actor()
    with current.reading() as uow:
        rows = bodies.listing(uow, actor)
        noted = successions.of_every_body(uow, actor, days.today())
    after = {row.id: noted[row.id].after[0] for row in rows if row.id in noted and noted[row.id].after}
    kinds = [
        (heading, [row for row in rows if row.kind == kind and row.id not in after])
        for kind, heading in words.BODY_KIND_HEADINGS.items()
    ]
    groups = [*kinds, (gettext("Instances remplacées"), [row for row in rows if row.id in after])]
    return render_template(
        "bodies.html", groups=[group for group in groups if group[1]], after=after, tabs=tabs(actor, "bodies")
    )


@BLUEPRINT.get("/bodies/<public_id>")
def show(public_id: str) -> Response:
    """One body; to partners, who sits in it on a date (``on``)."""
    asked, actor = days.asked(), login.actor()
    with current.reading() as uow:
        card = bodies.card(uow, actor, public_id)
        sees = actor.can("see_people")
        present = bodies.members(uow, actor, public_id, asked.day) if sees else []
        known = bodies.mandates(uow, actor, public_id, asked.day) if sees else []
        noted = successions.told(uow, actor, public_id, days.today())
    groups = [
        (heading, [line for line in present if line.code == role]) for role, heading in words.MANDATE_HEADINGS.items()
    ]
    page = render_template(
        "body.html", card=card, kind=_kind(card), asked=asked, groups=[group for group in groups if group[1]],
        noted=noted, today=days.today(), sees=sees, others=[line for line in known if not line.present],
        mandate_labels=words.MANDATE_LABELS,
        edit_url=url_for("bodies.edit", public_id=card.id) if _keeps(actor, card.id) else "",
    )  # fmt: skip
    return make_response(page, 422 if asked.error else 200)


@BLUEPRINT.route("/bodies/new", methods=["GET", "POST"])
def new() -> Response | str:
    """Add a body."""
    actor, form = login.actor(), request.form.to_dict()
    access.allow(actor, "govern")
    if request.method != "POST":
        return _new_page({"kind": "operational"})
    try:
        with current.writing() as uow:
            body = bodies.add(uow, actor, form)
    except Invalid as error:
        return make_response(_new_page(form, error), errors.status_of(error))
    flash(gettext("L’instance est ajoutée. Notez maintenant qui y siège."), "success")
    return redirect(url_for("bodies.edit", public_id=body.public_id), 303)


@BLUEPRINT.get("/bodies/<public_id>/edit")
def edit(public_id: str) -> str:
    """The card and the mandates."""
    with current.reading() as uow:
        return _page(uow, public_id)


@BLUEPRINT.post("/bodies/<public_id>/edit")
def save(public_id: str) -> Response:
    """Keep a corrected card."""
    actor = login.actor()
    try:
        with current.writing() as uow:
            bodies.edit(uow, actor, public_id, request.form)
    except Invalid as error:
        return _again(public_id, "", error)
    flash(gettext("La fiche est corrigée."), "success")
    return redirect(url_for("bodies.show", public_id=public_id), 303)


@BLUEPRINT.post("/bodies/<public_id>/rules")
def set_rules(public_id: str) -> Response:
    """How it numbers its decisions, and its quorum."""
    actor = login.actor()
    try:
        with current.writing() as uow:
            bodies.set_rules(uow, actor, public_id, request.form)
    except Invalid as error:
        return _again(public_id, "", error)
    flash(gettext("C’est réglé. Les numéros déjà donnés ne changent pas."), "success")
    return redirect(url_for("bodies.show", public_id=public_id), 303)


@BLUEPRINT.post("/bodies/<public_id>/mandates")
def add_mandate(public_id: str) -> Response:
    """One more mandate."""
    actor, form = login.actor(), days.of_form("mandate_")
    try:
        with current.writing() as uow:
            span = Span(**days.in_form(form, "start", "end"))
            bodies.add_mandate(uow, actor, public_id, form.get("role", ""), form, span)
    except Invalid as error:
        return _again(public_id, "mandate_", error)
    flash(gettext("Le mandat est noté."), "success")
    return redirect(url_for("bodies.edit", public_id=public_id), 303)


@BLUEPRINT.route("/bodies/<public_id>/mandates/<key>", methods=["GET", "POST"])
def mandate(public_id: str, key: str) -> Response | str:
    """End a mandate, or take it back because it was never so."""
    actor = login.actor()
    with current.reading() as uow:
        line = bodies.mandate(uow, actor, public_id, key, days.today())
        card = bodies.card(uow, actor, public_id)
    back = {"url": url_for("bodies.edit", public_id=card.id), "title": card.name, "language": "fr"}
    return ending.answer(
        line, str(words.MANDATE_LABELS.get(line.code, line.code)), back,
        lambda uow, day: bodies.end_mandate(uow, actor, public_id, key, day),
        lambda uow: bodies.retract_mandate(uow, actor, public_id, key),
    )  # fmt: skip


@BLUEPRINT.post("/bodies/<public_id>/successions")
def add_succession(public_id: str) -> Response:
    """Another body stands for this one from a day on."""
    actor, form = login.actor(), days.of_form("succession_")
    try:
        with current.writing() as uow:
            day = days.in_form(form, "day")["day"]
            later = successions.note(uow, actor, public_id, form.get("successor", ""), day)
    except Invalid as error:
        return _again(public_id, "succession_", error)
    flash(gettext("C’est noté : la page des deux instances le dit."), "success")
    if later:
        flash(ngettext(
            "%(num)s décision de cette instance est datée de ce jour ou d’après : elle reste où elle est.",
            "%(num)s décisions de cette instance sont datées de ce jour ou d’après : elles restent où elles sont.",
            later,
        ), "warning")  # fmt: skip
    return redirect(url_for("bodies.show", public_id=public_id), 303)


@BLUEPRINT.route("/bodies/<public_id>/successions/<key>", methods=["GET", "POST"])
def succession(public_id: str, key: str) -> Response | str:
    """End a succession, or take it back because it was never so."""
    actor = login.actor()
    with current.reading() as uow:
        line = successions.succession(uow, actor, public_id, key, days.today())
        card = bodies.card(uow, actor, public_id)
    back = {"url": url_for("bodies.edit", public_id=card.id), "title": card.name, "language": "fr"}
    return ending.answer(
        line, gettext("en a pris la suite"), back,
        lambda uow, day: successions.end(uow, actor, public_id, key, day),
        lambda uow: successions.retract(uow, actor, public_id, key),
    )  # fmt: skip


def _again(public_id: str, prefix: str, error: Invalid) -> Response:
    with current.reading() as uow:
        page = _page(uow, public_id, prefix, error)
    return make_response(page, errors.status_of(error))


def _page(uow: UnitOfWork, public_id: str, prefix: str = "", error: Invalid | None = None) -> str:
    actor, today, form = login.actor(), days.today(), request.form
    rules, governs = bodies.rules(uow, actor, public_id, today), actor.can("govern")
    card, noted = bodies.card(uow, actor, public_id), successions.told(uow, actor, public_id, today)
    wrong = {f"{prefix}{name}": sentence for name, sentence in errors.fields(error).items()} if error else {}
    kept = {"name": card.name, "short": card.short, "kind": card.kind, "description": card.description}
    return render_template(
        "body_edit.html", card=card, said={name: form.get(name, text) for name, text in kept.items()}, form=form,
        errors=wrong, mandates=bodies.mandates(uow, actor, public_id, today), today=days.written(today),
        mandate_labels=words.MANDATE_LABELS, kind_choices=_kinds(), institutions=naming.institutions(uow),
        people=persons.labels(persons.choices(uow, actor, today)), prefix=prefix if error else "", rules=rules,
        ruled={name: form.get(name, getattr(rules, name)) for name in ("number_pattern", "quorum")}, parts=parts(),
        governs=governs, after=noted.after, followers=_followers(uow, card, noted),
    )  # fmt: skip


def _followers(uow: UnitOfWork, card: Card, noted: Told) -> list[tuple[str, str]]:
    """The bodies that may come after one: neither itself nor one that it comes after."""
    before = {card.id} | {line.id for line in noted.before if line.present}
    return [one for one in naming.bodies(uow) if one[0] not in before]


def _new_page(said: dict[str, str], error: Invalid | None = None) -> str:
    wrong = errors.fields(error) if error else {}
    return render_template("body_new.html", said=said, errors=wrong, kind_choices=_kinds())


def _keeps(actor: Actor, public_id: str) -> bool:
    """Whether the actor may change something on the body's page of forms."""
    return actor.can("govern") or holds_meetings(actor, public_id)


def _kinds() -> list[tuple[str, str]]:
    return [(code, words.capital(label)) for code, label in words.BODY_KIND_LABELS.items()]


def _kind(card: Card) -> str:
    return words.capital(words.BODY_KIND_LABELS.get(card.kind, card.kind))
