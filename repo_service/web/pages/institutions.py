"""Partners as everybody sees them: who is in the consortium on any date, and the card of each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, url_for
from werkzeug.wrappers import Response

from repo_service.domain.roles import Actor, may_edit_institution
from repo_service.services.partners import identifiers, institutions
from repo_service.services.partners.institutions import Card, Listed
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days, login
from repo_service.web import partner_words as words

BLUEPRINT = Blueprint("institutions", __name__)


@BLUEPRINT.get("/institutions")
def listing() -> Response:
    """The partners on a date (``on``), by status."""
    asked = days.asked()
    with current.reading() as uow:
        rows = institutions.listing(uow, login.actor(), asked.day)
    groups = [
        (code, heading, [_line(row) for row in rows if row.status == code])
        for code, heading in words.STATUS_HEADINGS.items()
    ]
    page = render_template(
        "institutions.html", asked=asked, groups=[group for group in groups if group[2]],
        is_today=asked.day == days.today(), tabs=tabs(login.actor(), "institutions"),
    )  # fmt: skip
    return make_response(page, 422 if asked.error else 200)


@BLUEPRINT.get("/institutions/<public_id>")
def show(public_id: str) -> str:
    """The card of one partner."""
    with current.reading() as uow:
        return page(uow, public_id)


def page(uow: UnitOfWork, public_id: str, **more: Any) -> str:
    """The card as a page; ``more`` is what a form on it must say again."""
    actor = login.actor()
    card = institutions.card(uow, actor, public_id, days.today())
    return render_template("institution.html", **shown(card, actor), **more)


def shown(card: Card, actor: Actor) -> dict[str, Any]:
    """What a template needs of a partner."""
    one = card.listed
    numbers = [
        (scheme.name, one.identifiers[code], identifiers.address(code, one.identifiers[code]))
        for code, scheme in identifiers.SCHEMES.items() if code in one.identifiers
    ]  # fmt: skip
    may_edit = may_edit_institution(actor, one.id)
    return {
        "card": card, "one": _line(one), "numbers": numbers, "banner": words.STATUS_BANNERS[one.status],
        "status_sentence": words.STATUS_SENTENCES[one.status], "status_labels": words.STATUS_LABELS,
        "office_headings": words.OFFICE_HEADINGS,
        "edit_url": url_for("institution_editing.edit", public_id=one.id) if may_edit else "",
        "note_url": url_for("institution_editing.note", public_id=one.id) if actor.can("govern") else "",
    }  # fmt: skip


def tabs(actor: Actor, here: str) -> list[tuple[str, bool]]:
    """The lists of this part of the site that the actor may read: code, whether it is the present page."""
    lists = ["institutions", "bodies"] + (["candidatures"] if actor.can("see_candidatures") else [])
    return [(code, code == here) for code in lists]


def _line(row: Listed) -> dict[str, Any]:
    return {
        "id": row.id, "name": row.name, "acronym": row.acronym, "kind": words.capital(words.kind_words(row.kind)),
        "city": row.city, "status": row.status, "since": row.since,
        "url": url_for("institutions.show", public_id=row.id),
    }  # fmt: skip
