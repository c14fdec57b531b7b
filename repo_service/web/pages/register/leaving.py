"""``/exports/register``: the register taken away, as tables and as papers; ``/feeds/decisions.atom``: followed."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, render_template, url_for

from repo_service.domain.register import scdl
from repo_service.errors import Invalid
from repo_service.services.register import printing
from repo_service.services.register.leaving import LeftOut
from repo_service.services.register.listing import Asked
from repo_service.web import current, login, register_files, security
from repo_service.web.language import lazy_gettext as _l
from repo_service.web.pages.register import decisions

BLUEPRINT = Blueprint("register_files", __name__)
NAMED = 20  # decisions that the page names for each reason; the file names all
REASONS = {
    "not_public": _l("elle n’est pas publique"),
    "withdrawn": _l("elle a été retirée"),
    "not_adopted": _l("elle n’a pas été adoptée"),
    "day": _l("sa date ne peut pas être celle d’une délibération"),
    "collectivity": _l("le nom ou le SIRET de la collectivité n’est pas connu"),
    "no_domain": _l("elle n’a pas de domaine"),
    "domain": _l("son domaine n’a pas de code de matière"),
    "votes": _l("les voix ne s’accordent pas avec le nombre de votants"),
    "written": _l("une de ses colonnes ne peut pas être écrite"),
}


@BLUEPRINT.get("/exports/register")
def show() -> str:
    """What can be taken away, and what the strict file leaves out."""
    with current.reading() as uow:
        years = printing.years(uow, login.actor(), current.settings().timezone)
    found = register_files.published()
    return render_template(
        "register_files.html", years=years, rows=len(found.rows), reasons=_by_reason(found.left_out),
        left_out=len(found.left_out), version=scdl.VERSION, known=bool(current.settings().collectivity_siret),
    )  # fmt: skip


@BLUEPRINT.get("/exports/register/decisions.csv")
def table() -> Response:
    """All columns, with the filters of ``/decisions``."""
    return register_files.table(_asked())


@BLUEPRINT.get("/exports/register/decisions.schema.json")
def schema() -> Response:
    """What these columns hold."""
    return register_files.schema()


@BLUEPRINT.get("/exports/register/scdl.csv")
def strict() -> Response:
    """The public ones, as French local authorities publish theirs."""
    return register_files.strict()


@BLUEPRINT.get("/exports/register/scdl-left-out.csv")
def left_out() -> Response:
    """Those that are not in it."""
    return register_files.left_out()


@BLUEPRINT.get("/exports/register/<int:year>.<form>")
def paper(year: int, form: str) -> Response:
    """A year as a Word file or a PDF."""
    return register_files.paper(year, form)


@BLUEPRINT.get("/feeds/decisions.atom")
def feed() -> Response:
    """The decisions that changed last, with the filters of ``/decisions``."""
    return register_files.feed(_asked(), security.absolute(decisions.address()))


def _asked() -> Asked:
    asked, faults = decisions.what_is_asked()
    if faults:
        raise Invalid(fields=faults)
    return asked


def _by_reason(left_out: tuple[LeftOut, ...]) -> list[dict[str, Any]]:
    """What is left out, by reason, in the order of the table of reasons."""
    order = list(scdl.REASONS)
    rows = sorted(left_out, key=lambda one: order.index(one.reason))
    found = []
    for reason, group in groupby(rows, lambda one: one.reason):
        lines = [one.row.entry.line for one in group]
        found.append({
            "words": REASONS[reason], "count": len(lines), "more": max(0, len(lines) - NAMED),
            "decisions": [
                {"url": url_for("documents.show", public_id=line.id), "number": line.number, "title": line.title,
                 "domain": line.domain if reason == "domain" else ""}
                for line in lines[:NAMED]
            ],
        })  # fmt: skip
    return found
