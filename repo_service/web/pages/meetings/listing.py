"""``/meetings``: what is to come and what was, one meeting with all that came of it, and its two Word files."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from repo_service.domain.roles import Actor
from repo_service.services.meetings import letters, showing
from repo_service.services.meetings.letters import Letter
from repo_service.services.meetings.showing import Listed
from repo_service.web import current, days, files, login, queries
from repo_service.web.pages.meetings import rows
from repo_service.web.pages.meetings.tabs import tabs

BLUEPRINT = Blueprint("meetings", __name__)


@BLUEPRINT.get("/meetings")
def listing() -> str:
    """Meetings to come, then those of one year; of one ``body`` where the address says so."""
    return page()


def page(**more: Any) -> str:
    """The list; ``more`` is what a form on it has to say."""
    actor, body = login.actor(), request.args.get("body", "")
    with current.reading() as uow:
        found = showing.listing(uow, actor, days.today(), body, queries.whole("year", 0, 9998))
    return render_template(
        "meetings.html", tabs=tabs(actor, "meetings"), coming=[_near(row) for row in found.coming],
        past=[rows.line(row) for row in found.past], year=found.year, bodies=_bodies(found),
        years=rows.years(found.year, found.years, body), body=found.body, holds=actor.can("hold_meetings"),
        feed_url=_feed(found), own_feed=actor.can("see_people"), **more,
    )  # fmt: skip


def _near(row: Any) -> dict[str, Any]:
    return rows.line(row) | {"left": rows.days_left(row.day)}


def _bodies(found: Listed) -> list[tuple[str, str, bool]]:
    """The bodies as links; none where there is no choice."""
    chosen = found.body.public_id if found.body else ""
    if len(found.bodies) < 2 and not chosen:
        return []
    known = [(row.name, row.public_id) for row in found.bodies]
    if found.body and chosen not in {code for _, code in known}:
        known.append((found.body.name, chosen))
    return [(name, url_for("meetings.listing", body=code), code == chosen) for name, code in known]


def _feed(found: Listed) -> str:
    if found.body:
        return url_for("calendars.of_body", public_id=found.body.public_id)
    return url_for("calendars.every")


@BLUEPRINT.get("/meetings/<public_id>")
def show(public_id: str) -> str:
    """One meeting: agenda, papers, minutes, and the decisions and actions of each point."""
    actor = login.actor()
    with current.reading() as uow:
        shown = showing.show(uow, actor, public_id)
        return render_template("meeting.html", **_shown(shown, actor))


def _shown(shown: showing.Shown, actor: Actor) -> dict[str, Any]:
    partner = actor.can("see_people")
    around = {"previous": shown.previous, "following": shown.following}
    return {
        "card": rows.card(shown, partner), "points": [rows.point(one) for one in shown.points],
        "minutes": [rows.paper(one) for one in shown.minutes], "papers": [rows.paper(one) for one in shown.papers],
        "decisions": [rows.decision(one) for one in shown.decisions],
        "actions": [rows.action(one) for one in shown.actions],
        "attendance": None if shown.attendance is None else rows.attendance(shown.attendance),
        "quorum": rows.quorum(shown.quorum), "holds": shown.holds, "heading": rows.title(shown.row),
        **{name: rows.line(row) if row else None for name, row in around.items()},
    }  # fmt: skip


@BLUEPRINT.get("/meetings/<public_id>/convocation.docx")
def convocation(public_id: str) -> Response:
    """The convocation, for partners: it names who is convened."""
    with current.reading() as uow:
        return _sent(letters.convocation(uow, login.actor(), public_id, current.settings().site_name))


@BLUEPRINT.get("/meetings/<public_id>/agenda.docx")
def agenda(public_id: str) -> Response:
    """The agenda."""
    with current.reading() as uow:
        return _sent(letters.agenda(uow, login.actor(), public_id, current.settings().site_name))


def _sent(letter: Letter) -> Response:
    return files.send_made(letter.content, letter.file_name, letter.media_type)
