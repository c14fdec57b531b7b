"""``/decisions/overview``: what is late, what is missing, what waits; for who governs, and for secretaries."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for

from repo_service.services.meetings.sittings import LATE, Sitting
from repo_service.services.register import overview
from repo_service.services.register.overview import Overview
from repo_service.web import current, login
from repo_service.web.language import gettext
from repo_service.web.pages.meetings.tabs import tabs
from repo_service.web.pages.register import plotting
from repo_service.web.pages.register.decisions import row

BLUEPRINT = Blueprint("overview", __name__)
_FIRST = 8  # lines of a list that stand open; the others are folded


@BLUEPRINT.get("/decisions/overview")
def show() -> str:
    """The lists, then the plots; of one ``body`` where the address says so."""
    actor = login.actor()
    with current.reading() as uow:
        seen = overview.view(uow, actor, request.args.get("body", ""), current.settings().timezone)
    late, waits = [_sitting(one) for one in seen.late], [row(one) for one in seen.waiting]
    return render_template(
        "overview.html", tabs=tabs(actor, "overview"), seen=seen, days=LATE, bodies=_bodies(seen),
        late=late[:_FIRST], more_late=late[_FIRST:], waits=waits[:_FIRST], more_waits=waits[_FIRST:],
        empty_years=_empty_years(seen), plots=plotting.plots(seen),
    )  # fmt: skip


def _sitting(one: Sitting) -> dict[str, Any]:
    """A meeting without published minutes, as a line of a list: its page, else its draft, else its body."""
    noted = one.meeting and "meetings.show" in current_app.view_functions
    url = url_for("bodies.show", public_id=one.body.id)
    if noted:
        url = url_for("meetings.show", public_id=one.meeting)
    elif one.draft:
        url = url_for("documents.show", public_id=one.draft)
    draft = url_for("documents.show", public_id=one.draft) if one.draft else ""
    return {"url": url, "day": one.day, "title": one.title or one.body.name, "body": one.body.name, "draft": draft}


def _empty_years(seen: Overview) -> list[dict[str, Any]]:
    """Bodies without any minutes in a year in which others of theirs stand around."""
    return [
        {"name": body.name, "year": year, "url": plotting.minutes_url(body.id, year)}
        for body, year in seen.coverage.empty
    ]


def _bodies(seen: Overview) -> list[dict[str, Any]]:
    """The bodies as a choice; nothing where there is none."""
    chosen = seen.body.id if seen.body else ""
    lines = [
        {"label": one.name, "url": url_for("overview.show", body=one.id), "selected": one.id == chosen}
        for one in seen.choices
    ]
    if seen.every:
        lines.insert(0, {"label": gettext("Toutes"), "url": url_for("overview.show"), "selected": not chosen})
    return lines if len(lines) > 1 else []
