"""Comparisons for programs, and since when each passage of a version stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, jsonify, request, url_for

from repo_service.errors import Invalid
from repo_service.services import reading
from repo_service.services.versions import comparing, history
from repo_service.services.versions.comparing import Compared, Side
from repo_service.services.versions.history import Standing
from repo_service.web import current, login, security
from repo_service.web.comparison import telling


def compare(public_id: str) -> Response:
    """``GET /documents/<id>/compare?from=1&to=2[&with=<identifier of another document>]``."""
    actor = login.actor()
    with current.reading() as uow:
        reading.readable(uow, actor, public_id)  # before the question is looked at
        a, b = _number("from"), _number("to")
        two = comparing.pair(uow, actor, public_id, a, b, request.args.get("with", "").strip())
    found = comparing.compare(two)
    for side in (found.before, found.after):
        current.tell_reading(actor, side.document, side.version)
    return jsonify(_told(found))


def _number(name: str) -> int:
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid(fields={name: "Le numéro d’une version est attendu."})
    return int(text)


def _told(found: Compared) -> dict[str, Any]:
    counts = found.comparison.counts
    names = ("changed", "added", "removed", "moved", "split", "joined", "looks", "same")
    return {
        "from": _side(found.before),
        "to": _side(found.after),
        "summary": {name: getattr(counts, name) for name in names},
        "summary_text": telling.compared(found),
        "likeness": round(found.comparison.likeness, 4),
        "notices": list(found.notices),
        "fields": [{"name": one.name, "before": one.before, "after": one.after} for one in found.fields],
        "changes": found.comparison.to_json(found.before.blocks, found.after.blocks),
    }


def _side(side: Side) -> dict[str, Any]:
    version, public_id = side.version, side.document.public_id
    return {
        "id": public_id, "version": version.number, "title": version.title, "state": reading.states(version),
        "reason": version.reason, "created_at": version.created_at.isoformat(),
        "reading": {"status": side.status, "reason": side.reason, "reader": side.reader},
        "url": security.absolute(url_for("documents.version", public_id=public_id, number=version.number)),
    } | interval(history.standing(version))  # fmt: skip


def interval(standing: Standing) -> dict[str, str | None]:
    """The days on which a version stood: from the first on, before the second; ISO 8601, ``None`` where it is open."""
    return {"from": _iso(standing.start), "until": _iso(standing.end)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def origins(public_id: str, number: int) -> Response:
    """``GET /documents/<id>/versions/<n>/origins``: the version by which each passage came in with its present wording,
    and what stood before and is gone.
    """
    actor = login.actor()
    with current.reading() as uow:
        found = history.origins(uow, actor, public_id, number)
    current.tell_reading(actor, found.document, found.version)
    versions = [
        {"version": one.version.number, "reason": one.version.reason, "same_file": one.same_file} | interval(one)
        for one in found.standings
    ]
    passages = [
        {"anchor": one.block.anchor, "kind": one.block.kind, "text": one.block.text, "since": one.since.version.number}
        for one in found.passages
    ]
    gone = [
        {
            "kind": one.block.kind, "text": one.block.text, "first": one.first.version.number,
            "last": one.last.version.number, "left": one.left.version.number, "from": _iso(one.first.start),
            "until": _iso(one.left.start),
        }
        for one in found.gone
    ]  # fmt: skip
    told = {"id": found.document.public_id, "version": number, "versions": versions, "unread": list(found.unread)}
    return jsonify(told | {"passages": passages, "gone": gone})


_ONE = "/documents/<public_id>"
ROUTES = (
    (_ONE + "/compare", compare, ["GET"]),
    (_ONE + "/versions/<int(max=999999999):number>/origins", origins, ["GET"]),
)
