"""``/decisions``: the register on any day, and the short address of a decision: its number."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service import identifiers
from repo_service.domain.french_dates import parse
from repo_service.domain.register.execution import PROGRESS
from repo_service.domain.register.force import STATUSES
from repo_service.errors import NotFound
from repo_service.services.register import listing
from repo_service.services.register.listing import Asked, Entry, Register
from repo_service.web import current, days, login, queries, security
from repo_service.web import register_words as words
from repo_service.web.language import gettext
from repo_service.web.pages.meetings.tabs import tabs

BLUEPRINT = Blueprint("decisions", __name__)
_PER_PAGE = 50
_YEAR = re.compile(r"[0-9]{4}")
FILTERS = ("on", "known", "state", "body", "alone", "year", "domain", "progress", "q")


@BLUEPRINT.get("/decisions")
def show() -> tuple[str, int]:
    """The register: today, or as asked."""
    asked, faults = what_is_asked()
    with current.reading() as uow:
        found = listing.listing(uow, login.actor(), asked, current.settings().timezone)
    page = render_template(
        "decisions.html", found=found, rows=[row(entry) for entry in found.entries], asked=asked, errors=faults,
        typed={name: request.args.get(name, "") for name in FILTERS}, states=_states(found), bodies=_bodies(found),
        years=_years(found), tabs=tabs(login.actor(), "decisions"), is_today=asked.on is None,
        pages=queries.pager(found.total, asked.page, _PER_PAGE), finding=_finding(found),
        files=_files(asked, found), before=_before(found),
    )  # fmt: skip
    return page, 422 if faults else 200


@BLUEPRINT.get("/decisions/<path:number>")
def numbered(number: str) -> Response:
    """A decision by its number; the list of those that bear it, where bodies count alike."""
    with current.reading() as uow:
        found = listing.numbered(uow, login.actor(), number)
    if not found:
        raise NotFound()
    if len(found) == 1:
        return redirect(url_for("documents.show", public_id=found[0].id), 302)
    return redirect(url_for("decisions.show", q=number, state="all"), 302)


def numbered_address(number: str) -> str | None:
    """The address that a number has for good; ``None`` without one."""
    return security.absolute(url_for("decisions.numbered", number=number)) if number else None


def what_is_asked() -> tuple[Asked, dict[str, str]]:
    """What the address asks; a date that is none is told, and today is shown."""
    args, faults = request.args, {}
    told: dict[str, date | None] = {}
    for name in ("on", "known"):
        typed = args.get(name, "").strip()
        partial = parse(typed, days.today()) if typed else None
        told[name] = partial.exact if partial else None
        if typed and told[name] is None:
            faults[name] = gettext("Écrivez la date ainsi : 12/03/2024.")
    state, year, progress = args.get("state", ""), args.get("year", ""), args.get("progress", "")
    known = {*STATUSES, "all", listing.IN_FORCE, *listing.OUTCOMES}
    return Asked(
        on=told["on"], known=told["known"], state=state if state in known else "",
        body=identifiers.normalise(args.get("body", "")) or "", year=int(year) if _YEAR.fullmatch(year) else None,
        domain=args.get("domain", "")[:200], progress=progress if progress in PROGRESS else "",
        words=args.get("q", "")[:200], alone=args.get("alone") == "1", page=queries.page_number(), per_page=_PER_PAGE,
    ), faults  # fmt: skip


def address(**changed: str | None) -> str:
    """The present address with other filters, back on the first page."""
    kept = {name: request.args.get(name, "") for name in FILTERS} | changed
    values: dict[str, Any] = {name: value for name, value in kept.items() if value}
    return url_for("decisions.show", **values)


def _states(found: Register) -> list[dict[str, Any]]:
    wanted = found.asked.wanted
    every = sum(found.statuses.values())
    lines = [{"label": gettext("Toutes"), "count": every, "url": address(state="all" if found.asked.on else None),
              "selected": not wanted}]  # fmt: skip
    lines.append({
        "label": gettext("En vigueur"), "count": found.binding, "url": address(state=listing.IN_FORCE),
        "selected": wanted == listing.IN_FORCE,
    })  # fmt: skip
    for status, label in words.STATUSES.items():
        count = found.statuses.get(status, 0)
        if count and status != listing.IN_FORCE:
            lines.append(
                {"label": label, "count": count, "url": address(state=status), "selected": wanted == status}
            )
    return lines


def _bodies(found: Register) -> list[dict[str, Any]]:
    chosen = found.asked.body
    lines = [
        {
            "label": name, "count": count, "url": address(body=None if key == chosen else key, alone=None),
            "selected": key == chosen,
        }
        for key, name, count in found.bodies
    ]  # fmt: skip
    return lines if len(lines) > 1 or chosen else []


def _before(found: Register) -> dict[str, Any] | None:
    """The bodies whose place the chosen one has taken, and the way to its decisions with theirs, or without."""
    if not found.taken_over:
        return None
    lines = [{"name": name, "url": address(body=key, alone=None)} for key, name in found.taken_over]
    return {"lines": lines, "alone": found.asked.alone, "url": address(alone=None if found.asked.alone else "1")}


def _years(found: Register) -> list[dict[str, Any]]:
    chosen = found.asked.year
    lines = [
        {
            "label": str(year), "count": count, "url": address(year=None if year == chosen else str(year)),
            "selected": year == chosen,
        }
        for year, count in found.years
    ]  # fmt: skip
    return lines if len(lines) > 1 or chosen else []


def _files(asked: Asked, found: Register) -> dict[str, Any]:
    """Where the present list is had as files; the papers are those of the year that it is about, else of the last."""
    query = "".join(address().partition("?")[1:])
    year = asked.year or (asked.on.year if asked.on else found.years[0][0] if found.years else None)
    papers = [("Word", "docx"), ("PDF", "pdf")] if year in {one for one, _ in found.years} else []
    return {
        "csv": url_for("register_files.table") + query, "feed": url_for("register_files.feed") + query, "year": year,
        "papers": [(label, url_for("register_files.paper", year=year, form=form)) for label, form in papers],
    }  # fmt: skip


def _finding(found: Register) -> str:
    """What the page says first: how many bind on the day."""
    return gettext("%(binding)s en vigueur sur %(every)s.", binding=found.binding, every=sum(found.statuses.values()))


def row(entry: Entry) -> dict[str, Any]:
    """A decision as one line of a list."""
    line = entry.line
    return {
        "url": url_for("documents.show", public_id=line.id), "number": line.number, "title": line.title,
        "body_name": line.body_name, "date": entry.life.adopted, "badge": words.badge(entry.standing.status),
        "standing": words.standing(entry), "votes": words.votes(line.votes), "holds": entry.standing.holds,
        "progress": words.PROGRESS.get(line.progress, ""), "year": entry.life.adopted.year,
    }  # fmt: skip
