"""Meetings as the templates need them: addresses, and the words for hours, places, states and outcomes."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from repo_service.domain.register.meetings import QUORUMS, Quorum, hour_words
from repo_service.services.meetings.showing import Action, Attendance, Decision, Document, Meeting, Point, Shown
from repo_service.web import days, language, wording
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l
from repo_service.web.pages.meetings.action_words import LOOKS, PROGRESS_LABELS

VISIBILITY_LABELS = {"network": _l("Tous les partenaires"), "public": _l("Tout le monde")}
ROLE_LABELS = {
    "present": _l("présent"), "excused": _l("excusé"), "absent": _l("absent"), "invited": _l("invité"),
}  # fmt: skip
ROLE_HEADINGS = {
    "present": _l("Présents"), "excused": _l("Excusés"), "absent": _l("Absents"), "invited": _l("Invités"),
}  # fmt: skip
OFFICE_LABELS = {"chair": _l("présidence"), "secretary": _l("secrétariat")}
_PARTS = {
    "1/4": _l("le quart"), "1/3": _l("le tiers"), "1/2": _l("la moitié"), "2/3": _l("les deux tiers"),
    "3/4": _l("les trois quarts"),
}  # fmt: skip


def line(row: Meeting) -> dict[str, Any]:
    """A meeting as one line of a list."""
    return {
        "url": url_for("meetings.show", public_id=row.public_id), "day": row.day, "hours": hours(row),
        "title": row.title, "body": row.body.name, "body_id": row.body.public_id, "place": row.place,
        "cancelled": row.cancelled_at is not None, "public": row.visibility == "public",
    }  # fmt: skip


def hours(row: Meeting) -> str:
    """« 9 h 30 – 12 h »; in English "09:30 – 12:00"; empty where no hour is told."""
    said = [hour(text) for text in (row.begins, row.ends) if text]
    return " – ".join(said)


def hour(kept: str) -> str:
    """An hour in the language of the reader."""
    return hour_words(kept) if language.chosen() == "fr" else kept


def card(shown: Shown, partner: bool) -> dict[str, Any]:
    """What the page of a meeting says at its head; the address of a video conference is for partners."""
    row, today = shown.row, days.today()
    return line(row) | {
        "id": row.public_id, "link": row.link if partner else "", "is_coming": row.day >= today,
        "visibility": VISIBILITY_LABELS.get(row.visibility, ""), "partner": partner,
    }  # fmt: skip


def point(one: Point) -> dict[str, Any]:
    """A point of the agenda with all that belongs to it."""
    return {
        "id": one.row.public_id, "number": one.number, "title": one.row.title, "notes": one.row.notes,
        "mark": one.mark, "about": paper(one.about) if one.about else None,
        "papers": [paper(document) for document in one.papers],
        "decisions": [decision(row) for row in one.decisions], "actions": [action(row) for row in one.actions],
    }  # fmt: skip


def paper(document: Document) -> dict[str, Any]:
    """A document of a meeting."""
    return {
        "id": document.public_id, "title": document.title, "language": document.language, "state": document.state,
        "kind": document.kind, "kind_label": wording.KIND_LABELS.get(document.kind, document.kind),
        "url": url_for("documents.show", public_id=document.public_id),
    }  # fmt: skip


def decision(row: Decision) -> dict[str, Any]:
    """A decision of a meeting, as the register names it."""
    return paper(row.document) | {"number": row.number}


def action(row: Action) -> dict[str, Any]:
    """Something to do that the meeting ordered."""
    return {
        "text": row.text, "owner": row.owner, "deadline": row.deadline, "deadline_text": row.deadline_text,
        "url": url_for("actions.show", public_id=row.public_id), "look": LOOKS.get(row.progress, ""),
        "progress": PROGRESS_LABELS.get(row.progress, ""),
    }  # fmt: skip


def attendance(rows: list[Attendance]) -> list[tuple[str, list[dict[str, str]]]]:
    """Who was there, by how: heading and people."""
    return [
        (str(heading), people)
        for role, heading in ROLE_HEADINGS.items()
        if (people := [_person(one) for one in rows if one.role == role])
    ]


def _person(one: Attendance) -> dict[str, str]:
    return {"name": one.name, "office": str(OFFICE_LABELS.get(one.office, "")), "proxy": one.proxy}


def quorum(found: Quorum | None) -> str:
    """« 7 membres présents ou représentés sur 9 : le quorum (la moitié) est atteint »."""
    if found is None:
        return ""
    counted = ngettext(
        "%(num)s membre présent ou représenté sur %(all)s", "%(num)s membres présents ou représentés sur %(all)s",
        found.counted, all=found.members,
    )  # fmt: skip
    part = part_words(found.part)
    if found.reached:
        return gettext("%(counted)s\u00a0: le quorum (%(part)s) est atteint.", counted=counted, part=part)
    return gettext("%(counted)s\u00a0: le quorum (%(part)s) n’est pas atteint.", counted=counted, part=part)


def part_words(part: str) -> str:
    """The part of the members that a quorum asks for, in words."""
    return str(_PARTS.get(part, QUORUMS.get(part, part)))


def parts() -> list[tuple[str, str]]:
    """The parts that a body may ask for, for a form."""
    return [(code, part_words(code)) for code in QUORUMS if code]


def title(row: Meeting) -> str:
    """What a meeting is called where one line must do: its body and its day."""
    return f"{row.body.name}, {wording.date_words(row.day)}"


def years(chosen: int, known: list[int], body: str) -> list[tuple[str, str, bool]]:
    """The years of the list as links: label, address, whether it is shown."""
    return [
        (str(year), url_for("meetings.listing", year=year, body=body or None), year == chosen) for year in known
    ]


def days_left(day: date) -> str:
    """How far a meeting is, where it is near."""
    left = (day - days.today()).days
    if not 0 <= left <= 30:
        return ""
    near = {0: gettext("aujourd’hui"), 1: gettext("demain")}
    return near.get(left) or ngettext("dans %(num)s jour", "dans %(num)s jours", left)
