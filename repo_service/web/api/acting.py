"""Actions for programs: who is to do what by when, and saying what becomes of it."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request, url_for

from repo_service.errors import Invalid
from repo_service.services import access
from repo_service.services.register import actions
from repo_service.services.register.actions import Listed
from repo_service.web import current, days, login, queries, security
from repo_service.web.pages.meetings import action_words


def action_listing() -> Response:
    """``GET /actions?scope=&body=&page=&per_page=``: the open ones by deadline, or those of a scope and a body."""
    page, size, scope = queries.page_number(), queries.per_page(), request.args.get("scope", "") or "all"
    actor = login.actor()
    if scope not in actions.SCOPES:
        raise Invalid(fields={"scope": "La portée est all, mine, others, overdue ou closed."})
    with current.reading() as uow:
        found = actions.listing(uow, actor, days.today(), scope, request.args.get("body", ""), page, size)
    rows = [_action(row, actor.can("see_people")) for row in found.rows]
    return jsonify(total=found.total, page=page, per_page=size, actions=rows)


def action_progress(public_id: str) -> Response:
    """``POST /actions/<id>/progress`` {"progress", "words"}: the action as it is now."""
    actor = login.actor()
    with current.reading() as uow:  # before a byte of the body is looked at
        actions.found(uow, actor, public_id)
    access.allow(actor, "carry_out")
    body = queries.json_body()
    if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
        raise Invalid("Un objet JSON dont les valeurs sont des textes est attendu.")
    if unknown := sorted(body.keys() - {"progress", "words"}):
        raise Invalid(fields={unknown[0]: "Ce champ ne se donne pas."})
    with current.writing() as uow:
        actions.progress(uow, actor, public_id, body.get("progress", ""), body.get("words", ""))
    with current.reading() as uow:
        told = actions.show(uow, actor, public_id, days.today())
    return jsonify(_action(told.listed, actor.can("see_people")))


def _action(row: Listed, sees: bool) -> dict[str, Any]:
    """As docs/api.md tells; what is for partners is null to others."""
    return {
        "id": row.id,
        "text": row.text,
        "owner": (row.owner or None) if sees else None,
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "deadline_text": row.deadline_text or None,
        "progress": row.progress or None,
        "days_late": row.days_late,
        "mine": row.mine,
        "body": {"id": row.body, "name": row.body_name},
        "minutes": _minutes(row),
        "created_at": row.created_at.isoformat(),
        "closed_at": row.closed_at.isoformat() if row.closed_at else None,
        "url": security.absolute(url_for("actions.show", public_id=row.id)),
    }


def _minutes(row: Listed) -> dict[str, Any] | None:
    if row.origin is None:
        return None
    return {
        "id": row.origin.id,
        "title": row.origin.title,
        "quote": row.origin.quote or None,
        "passage": row.origin.anchor or None,
        "url": security.absolute(action_words.passage(row.origin)),
    }


ROUTES = (
    ("/actions", action_listing, ["GET"]),
    ("/actions/<public_id>/progress", action_progress, ["POST"]),
)
