"""Comments on a version for programs: read them, write, answer, settle, take back."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, url_for

from repo_service.errors import Invalid, NotFound
from repo_service.services.versions import commenting
from repo_service.services.versions.commenting import Discussion, Said, Thread
from repo_service.web import current, login, queries, security

_ACTS = {
    ("resolved", True): commenting.resolve,
    ("resolved", False): commenting.reopen,
    ("withdrawn", True): commenting.withdraw,
}


def comments(public_id: str, number: int) -> Response:
    """``GET …/versions/<n>/comments?page=&per_page=``: on this version and on those before it, oldest first."""
    page, size = queries.page_number(), queries.per_page()
    found = _found(public_id, number)
    rows = found.threads[(page - 1) * size : page * size]
    return jsonify(
        total=len(found.threads), page=page, per_page=size, comments=[_thread(found, one) for one in rows]
    )  # fmt: skip


def add_comment(public_id: str, number: int) -> Response:
    """``POST …/versions/<n>/comments`` {"text", "anchor" | "answers"}: 201 with the comment, or the one answered."""
    actor = login.actor()
    with current.reading() as uow:  # before a byte of the body is looked at
        commenting.opened(uow, actor, public_id, number)
    body = queries.json_body()
    wanted = {"text", "anchor", "answers"}
    if not isinstance(body, dict) or not all(isinstance(value, str) for value in body.values()):
        raise Invalid("Un objet JSON dont les valeurs sont des textes est attendu.")
    if unknown := sorted(body.keys() - wanted):
        raise Invalid(fields={unknown[0]: "Ce champ ne se donne pas."})
    with current.writing() as uow:
        made = commenting.comment(
            uow, actor, public_id, number, body.get("text", ""), body.get("anchor", ""), body.get("answers", "")
        )  # fmt: skip
    response = _one(public_id, number, made)
    response.status_code = 201
    return response


def change_comment(public_id: str, number: int, comment: str) -> Response:
    """``PATCH …/versions/<n>/comments/<comment>`` {"resolved": true | false} or {"withdrawn": true}."""
    actor = login.actor()
    with current.reading() as uow:
        commenting.opened(uow, actor, public_id, number)
    body = queries.json_body()
    asked = list(body.items()) if isinstance(body, dict) else []
    verb = _ACTS.get(asked[0]) if len(asked) == 1 and isinstance(asked[0][1], bool) else None
    if verb is None:
        raise Invalid('Un objet JSON est attendu : {"resolved": true}, {"resolved": false} ou {"withdrawn": true}.')
    with current.writing() as uow:
        verb(uow, actor, public_id, number, comment)
    return _one(public_id, number, comment)


def _found(public_id: str, number: int) -> Discussion:
    actor = login.actor()
    with current.reading() as uow:
        found = commenting.discussion(uow, actor, public_id, number)
    current.tell_reading(actor, found.shown.document, found.shown.version)
    return found


def _one(public_id: str, number: int, comment: str) -> Response:
    """The thread that holds a comment."""
    with current.reading() as uow:
        found = commenting.discussion(uow, login.actor(), public_id, number)
    for one in found.threads:
        if comment in {one.first.id, *(answer.id for answer in one.answers)}:
            return jsonify(_thread(found, one))
    raise NotFound()


def _thread(found: Discussion, one: Thread) -> dict[str, Any]:
    number = found.shown.version.number
    address = url_for(
        "discussion.show", public_id=found.shown.document.public_id, number=number, _anchor=f"c-{one.first.id}"
    )  # fmt: skip
    return _said(one.first) | {
        "version": one.made_on,
        "quote": one.quote,
        "anchor": one.anchor or None,
        "stands": not one.gone,
        "stands_in": one.stood,
        "changed": one.changed,
        "resolved_at": one.settled_at.isoformat() if one.settled_at else None,
        "resolved_by": one.settled_by or None,
        "outcome": one.outcome or None,
        "answers": [_said(answer) for answer in one.answers],
        "url": security.absolute(address),
    }


def _said(one: Said) -> dict[str, Any]:
    return {
        "id": one.id, "author": one.author, "created_at": one.at.isoformat(), "text": one.text,
        "withdrawn": one.withdrawn, "sort": one.sort or None, "brought_by": one.brought_by or None,
    }  # fmt: skip


_ADDRESS = "/documents/<public_id>/versions/<int:number>/comments"
ROUTES = (
    (_ADDRESS, comments, ["GET"]),
    (_ADDRESS, add_comment, ["POST"]),
    (f"{_ADDRESS}/<comment>", change_comment, ["PATCH"]),
)
