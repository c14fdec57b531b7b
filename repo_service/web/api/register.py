"""The register and what is found in minutes, for programs."""

from __future__ import annotations

import re
from typing import Any

from flask import Response, jsonify, request, url_for

from repo_service.domain.minutes.found import json_of as findings_json
from repo_service.domain.register.force import STATUSES
from repo_service.errors import Invalid
from repo_service.services import naming
from repo_service.services.register import listing, proposing
from repo_service.services.register.listing import Asked, Entry
from repo_service.web import current, days, login, queries, security
from repo_service.web.pages.register.decisions import numbered_address

_YEAR = re.compile(r"[0-9]{4}")


def decisions() -> Response:
    """``GET /decisions?on=&known=&state=&body=&alone=&year=&domain=&progress=&q=&page=&per_page=``: newest first.

    With ``on`` and without ``state``: those that bind on that day; ``state=all`` gives every one taken by then.
    """
    asked = what_is_asked()
    with current.reading() as uow:
        found = listing.listing(uow, login.actor(), asked, current.settings().timezone)
    return jsonify(
        on=found.day.isoformat(), known=asked.known.isoformat() if asked.known else None, total=found.total,
        page=asked.page, per_page=asked.per_page, states=found.statuses,
        decisions=[_decision(entry) for entry in found.entries],
    )  # fmt: skip


def decision(public_id: str) -> Response:
    """``GET /decisions/<id>?on=``: one decision by its identifier, with its ties, as it stands on a day."""
    with current.reading() as uow:
        told = listing.told(uow, login.actor(), public_id, days.asked_by_program())
    links = [
        {"relation": link.relation, "acts": link.acts, "since": link.day.isoformat(), "id": link.other.id,
         "number": link.other.line.number or None}
        for link in told.links
    ]  # fmt: skip
    return jsonify(**_decision(told.entry), links=links, chain=[entry.id for entry in told.family])


def findings(public_id: str, number: int) -> Response:
    """``GET /documents/<id>/versions/<n>/findings``: what the rules find in a version; nothing is kept."""
    with current.reading() as uow:
        _, found = proposing.findings(uow, login.actor(), public_id, number, current.settings().timezone)
    return jsonify(findings_json(found))


def what_is_asked() -> Asked:
    """What a program asks of the register. Raises ``Invalid`` for what cannot be."""
    args = request.args
    faults: dict[str, str] = {}
    told: dict[str, Any] = {}
    for name in ("on", "known"):
        try:
            told[name] = days.from_program(name)
        except Invalid as error:
            faults |= error.fields
    state, year = args.get("state", ""), args.get("year", "")
    if state not in {"", "all", listing.IN_FORCE, *listing.OUTCOMES, *STATUSES}:
        faults["state"] = "Cet état n’existe pas."
    if year and not _YEAR.fullmatch(year):
        faults["year"] = "Une année de quatre chiffres est attendue."
    if faults:
        raise Invalid(fields=faults)
    body = args.get("body", "")
    if body:
        with current.reading() as uow:
            body = naming.body_id(uow, body)
    return Asked(
        on=told["on"], known=told["known"], state=state, body=body, year=int(year) if year else None,
        domain=args.get("domain", ""), progress=args.get("progress", ""), words=args.get("q", ""),
        alone=args.get("alone") == "1", page=queries.page_number(), per_page=queries.per_page(),
    )  # fmt: skip


def _decision(entry: Entry) -> dict[str, Any]:
    url = security.absolute(url_for("documents.show", public_id=entry.id))
    told = listing.json_of(entry, url) | {"number_url": numbered_address(entry.line.number)}
    return told if login.actor().can("see_people") else told | {"owner": None}  # names of people are for partners


ROUTES = (
    ("/decisions", decisions, ["GET"]),
    ("/decisions/<public_id>", decision, ["GET"]),
    ("/documents/<public_id>/versions/<int:number>/findings", findings, ["GET"]),
)
