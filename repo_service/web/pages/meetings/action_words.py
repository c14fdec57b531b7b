"""Actions as lines of a page: how late, by when, from which passage of which minutes, in the words of the reader."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from repo_service.services.register.actions import Listed, Origin
from repo_service.web import days, wording
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l

PROGRESS_LABELS = {
    "todo": _l("À faire"), "doing": _l("En cours"), "done": _l("Faite"), "dropped": _l("Abandonnée"),
}  # fmt: skip
LOOKS = {"todo": "todo", "doing": "review", "done": "adopted", "dropped": "withdrawn"}  # as the states of documents
_EXCERPT = 240


def line(row: Listed) -> dict[str, Any]:
    """What the templates need of an action."""
    return {
        "row": row, "url": url_for("actions.show", public_id=row.id), "text": excerpt(row.text), "when": when(row),
        "late": late(row.days_late), "origin": row.origin, "source": passage(row.origin) if row.origin else "",
        "look": LOOKS.get(row.progress, ""), "progress": PROGRESS_LABELS.get(row.progress, ""),
        "is_open": row.progress in {"todo", "doing"},
    }  # fmt: skip


def excerpt(text: str) -> str:
    """The words of an action on one line, the first ones where there are many."""
    text = " ".join(text.split())
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + "…"


def late(count: int) -> str:
    """« en retard de 12 jours »; empty for what is not late."""
    if count < 1:
        return ""
    return ngettext("en retard d’un jour", "en retard de %(num)s jours", count)


def when(row: Listed) -> str:
    """By when an action is to be done: its day and how far it is, or the words of the minutes for it."""
    if row.deadline is None:
        return gettext("échéance\u00a0: %(words)s", words=row.deadline_text) if row.deadline_text else ""
    told = gettext("pour le %(day)s", day=wording.date_words(row.deadline))
    if row.progress not in {"todo", "doing"}:
        return told
    return ", ".join(filter(None, (told, _distance(row.deadline))))


def _distance(deadline: date) -> str:
    left = (deadline - days.today()).days
    if left < 0 or left > 30:
        return ""
    near = {0: gettext("aujourd’hui"), 1: gettext("demain")}
    return near.get(left) or ngettext("dans %(num)s jour", "dans %(num)s jours", left)


def passage(origin: Origin) -> str:
    """The address of the passage that orders an action, in the version that holds it."""
    anchor = origin.anchor or None
    if origin.current or not origin.number:
        return url_for("documents.show", public_id=origin.id, _anchor=anchor)
    return url_for("documents.version", public_id=origin.id, number=origin.number, _anchor=anchor)
