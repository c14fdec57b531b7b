"""``/feeds/meetings.ics`` and its kin: calendars to subscribe to, of all meetings or of one body's.

Without a cookie they tell public meetings; whoever is signed in, or comes by the secret address of one's own calendar,
finds what a partner may know.
"""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, make_response, request, url_for

from repo_service.domain.register.meetings import hour_words
from repo_service.domain.roles import Actor
from repo_service.services import installing
from repo_service.services.meetings import feeds, showing
from repo_service.services.meetings.showing import AgendaPoint, Meeting
from repo_service.services.repository import UnitOfWork
from repo_service.web import current, days, login, security
from repo_service.web.exports import ics
from repo_service.web.exports.ics import Event
from repo_service.web.pages.meetings import listing

BLUEPRINT = Blueprint("calendars", __name__)


@BLUEPRINT.get("/feeds/meetings.ics")
def every() -> Response:
    """The meetings of all bodies."""
    with current.reading() as uow:
        return _answer(uow, login.actor(), "")


@BLUEPRINT.get("/feeds/bodies/<public_id>/meetings.ics")
def of_body(public_id: str) -> Response:
    """Those of one body."""
    with current.reading() as uow:
        return _answer(uow, login.actor(), public_id)


@BLUEPRINT.get("/feeds/meetings/<secret>.ics")
def own(secret: str) -> Response:
    """The same for a program that its owner gave the address to; of one ``body`` where the address says so."""
    repository = current.repository()
    with current.reading() as uow:
        owner = feeds.behind(uow, repository.door, installing.secret_key(repository.settings), secret)
        response = _answer(uow, owner, request.args.get("body", ""))
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@BLUEPRINT.post("/meetings/calendar")
def give() -> Response:
    """Show the secret address of one's calendar, on the page that answers and nowhere else."""
    with current.reading() as uow:
        secret = feeds.secret_of(uow, login.actor(), installing.secret_key(current.settings()))
    body = request.args.get("body") or None
    address = security.absolute(url_for("calendars.own", secret=secret, body=body))
    response = make_response(listing.page(secret_address=address))
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(uow: UnitOfWork, actor: Actor, body: str) -> Response:
    rows = showing.calendar(uow, actor, days.today(), body)
    name = current.settings().site_name
    if body:
        name = f"{name} – {showing.body_of(uow, body).name}"
    events = [_event(row, points, actor) for row, points in rows]
    content = ics.calendar(f"{name} – réunions", events, current.settings().timezone)
    response = Response(content, mimetype=ics.MEDIA_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.make_conditional(request)
    return response


def _event(row: Meeting, points: list[AgendaPoint], actor: Actor) -> Event:
    url = security.absolute(url_for("meetings.show", public_id=row.public_id))
    named = row.body.short or row.body.name
    summary = f"{named} – {row.title}" if row.title else row.body.name
    return Event(
        f"{row.public_id}@repo-service", row.day, row.begins, row.ends,
        f"Annulée : {summary}" if row.cancelled_at else summary, _described(row, points, actor, url), row.place, url,
        row.changed_at, row.created_at, row.revision, row.cancelled_at is not None, row.body.name,
    )  # fmt: skip


def _described(row: Meeting, points: list[AgendaPoint], actor: Actor, url: str) -> str:
    """In French, the language of meetings: calendars do not say which one their owner reads."""
    said = [f"{number}. {point.title}" for number, point in enumerate(points, 1)]
    if said:
        said.insert(0, "Ordre du jour :")
    if row.link and actor.can("see_people"):
        said.append(f"Visioconférence : {row.link}")
    if row.begins and not row.ends:
        said.append(f"À partir de {hour_words(row.begins)}")
    return "\n".join([*said, url])
