"""Who was there: the members of the day in one line each, everybody else by name."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from repo_service.domain.register.meetings import ROLES
from repo_service.errors import Conflict, Invalid, RepoServiceError
from repo_service.services.meetings import attending, rights
from repo_service.services.meetings.attending import Entry, Sheet
from repo_service.web import current, errors, login
from repo_service.web.language import gettext
from repo_service.web.pages.meetings import rows

BLUEPRINT = Blueprint("attendance", __name__)


@BLUEPRINT.get("/meetings/<public_id>/attendance")
def show(public_id: str) -> str:
    """The sheet to fill in."""
    return _page(public_id)


@BLUEPRINT.post("/meetings/<public_id>/attendance")
def save(public_id: str) -> Response:
    """Note who was there."""
    actor, seen = login.actor(), request.form.get("seen", "")
    try:
        with current.writing() as uow:
            sheet = attending.sheet(uow, actor, public_id)
            attending.attend(uow, actor, public_id, [*_members(sheet), *_others(sheet)], seen)
    except (Invalid, Conflict) as error:
        return make_response(_page(public_id, error), errors.status_of(error))
    flash(gettext("Les présences sont notées."), "success")
    return redirect(url_for("meetings.show", public_id=public_id), 303)


def _members(sheet: Sheet) -> list[Entry]:
    form = request.form
    return [
        Entry(one.name, form.get(f"role-{one.person}", ""), one.person, form.get(f"proxy-{one.person}", ""))
        for one in sheet.members
    ]


def _others(sheet: Sheet) -> list[Entry]:
    """One name a line; what was known of somebody whose name stays is kept."""
    known = {one.name: one for one in sheet.others}
    return [
        Entry(
            name, role, proxy=known[name].proxy if name in known else "",
            office=known[name].office if name in known else "",
        )
        for role in ROLES
        for line in request.form.get(f"others-{role}", "").splitlines()[:1000]
        if (name := " ".join(line.split()))
    ]  # fmt: skip


def _page(public_id: str, error: RepoServiceError | None = None) -> str:
    with current.reading() as uow:
        row = rights.held(uow, login.actor(), public_id)
        sheet = attending.sheet(uow, login.actor(), public_id)
    everybody = "present" if request.args.get("all") == "present" else ""
    form, others = request.form, {role: [one.name for one in sheet.others if one.role == role] for role in ROLES}
    return render_template(
        "meeting_attendance.html", card=rows.line(row), heading=rows.title(row), public_id=row.public_id,
        members=[
            {
                "person": one.person, "name": one.name, "place": one.place,
                "mandate": rows.OFFICE_LABELS.get(one.mandate, ""),
                "role": form.get(f"role-{one.person}", one.role or everybody),
                "proxy": form.get(f"proxy-{one.person}", one.proxy),
            }
            for one in sheet.members
        ],
        others={role: form.get(f"others-{role}", "\n".join(names)) for role, names in others.items()},
        headings=rows.ROLE_HEADINGS, roles=[(code, str(label)) for code, label in rows.ROLE_LABELS.items()],
        seen=sheet.seen, errors=errors.fields(error) if error else {},
        error=errors.sentence(error) if error else "",
    )  # fmt: skip
