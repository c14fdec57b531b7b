"""Partners and bodies for programs: who is in the consortium, and who sits where, on any date."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, jsonify, url_for

from repo_service.services import access
from repo_service.services.partners import bodies, institutions, successions
from repo_service.services.partners.facts import Line
from repo_service.services.partners.institutions import Listed
from repo_service.web import current, days, login, queries, security


def institution_listing() -> Response:
    """``GET /institutions?on=&page=&per_page=``: those with a status that day, by name."""
    day, page, size = days.asked_by_program(), queries.page_number(), queries.per_page()
    with current.reading() as uow:
        rows = institutions.listing(uow, login.actor(), day)
    shown = rows[(page - 1) * size : page * size]
    return jsonify(
        on=day.isoformat(), total=len(rows), page=page, per_page=size, institutions=[_institution(row) for row in shown]
    )


def institution(public_id: str) -> Response:
    """``GET /institutions/<id>?on=``: the public card of one, with the history of its status and its parents."""
    day = days.asked_by_program()
    with current.reading() as uow:
        card = institutions.card(uow, login.actor(), public_id, day)
    return jsonify(
        **_institution(card.listed),
        on=day.isoformat(),
        address=card.address,
        website=card.website,
        statuses=[{"status": line.code, **_days(line)} for line in card.statuses],
        parents=[{"id": line.id or None, "name": line.name, **_days(line)} for line in card.parents],
    )


def body_listing() -> Response:
    """``GET /bodies?on=&page=&per_page=``: all of them, those that decide first; which stands for which that day."""
    day, page, size, actor = days.asked_by_program(), queries.page_number(), queries.per_page(), login.actor()
    with current.reading() as uow:
        rows = bodies.listing(uow, actor)
        noted = successions.of_every_body(uow, actor, day)
    shown = [
        {
            "id": row.id,
            "name": row.name,
            "short": row.short,
            "kind": row.kind,
            "description": row.description,
            "successor": next((_other(line) for line in noted[row.id].after), None) if row.id in noted else None,
            "predecessors": [_other(line) for line in noted[row.id].before] if row.id in noted else [],
            "url": security.absolute(url_for("bodies.show", public_id=row.id)),
        }
        for row in rows[(page - 1) * size : page * size]
    ]
    return jsonify(on=day.isoformat(), total=len(rows), page=page, per_page=size, bodies=shown)


def members(public_id: str) -> Response:
    """``GET /bodies/<id>/members?on=&page=&per_page=``: who sits in it that day, for partners only."""
    actor, page, size = login.actor(), queries.page_number(), queries.per_page()
    access.allow(actor, "see_people")
    day = days.asked_by_program()
    with current.reading() as uow:
        rows = bodies.members(uow, actor, public_id, day)
    shown = [
        {
            "id": line.id,
            "name": line.name,
            "role": line.code,
            "institution": {"id": line.place_id, "name": line.place} if line.place_id else None,
            **_days(line),
        }
        for line in rows[(page - 1) * size : page * size]
    ]
    return jsonify(on=day.isoformat(), total=len(rows), page=page, per_page=size, members=shown)


def _institution(row: Listed) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "acronym": row.acronym,
        "kind": row.kind,
        "city": row.city,
        "status": row.status or None,
        "since": _iso(row.since),
        "identifiers": dict(row.identifiers),
        "url": security.absolute(url_for("institutions.show", public_id=row.id)),
    }


def _other(line: Line) -> dict[str, str | None]:
    return {"id": line.id, "name": line.name, **_days(line)}


def _days(line: Line) -> dict[str, str | None]:
    return {"since": _iso(line.start), "until": _iso(line.end)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


ROUTES = (
    ("/institutions", institution_listing, ["GET"]),
    ("/institutions/<public_id>", institution, ["GET"]),
    ("/bodies", body_listing, ["GET"]),
    ("/bodies/<public_id>/members", members, ["GET"]),
)
