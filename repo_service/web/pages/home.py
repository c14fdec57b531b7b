"""``/``: search first, then what is recent and what waits."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for

from repo_service.services import finding, intakes
from repo_service.services.partners import candidatures
from repo_service.services.register import actions, batch
from repo_service.web import current, days, login, wording

BLUEPRINT = Blueprint("home", __name__)


@BLUEPRINT.get("/")
def home() -> str:
    """The page that everybody starts from."""
    actor = login.actor()
    with current.reading() as uow:
        total, recent = finding.recent(uow, actor)
        waiting = intakes.mine(uow, actor)
        applying = candidatures.waiting(uow, actor)
        todo = actions.mine(uow, actor, days.today())
        proposed = batch.waiting(uow, actor, current.repository().found)
    return render_template(
        "home.html", recent=[row(document) for document in recent], drafts=waiting_rows(waiting),
        counts={"documents": total}, applying=applying, todo=todo, proposed=proposed, former=actor.former,
    )  # fmt: skip


def row(document: Any) -> dict[str, Any]:
    """A document as one line of a list."""
    return {
        "url": url_for("documents.show", public_id=document.public_id),
        "title": document.title,
        "kind": document.kind,
        "kind_label": wording.KIND_LABELS.get(document.kind, document.kind),
        "date": document.day,
        "year": document.day.year if document.day else 0,
        "state": document.state,
        "language": document.language,
        "body_name": document.body.name if document.body else "",
    }


def waiting_rows(waiting: list[Any]) -> list[dict[str, Any]]:
    """Dropped files as lines, one per batch."""
    batches: dict[str, list[Any]] = {}
    for item in waiting:
        batches.setdefault(item.batch, []).append(item)
    return [
        {
            "url": url_for("review.review", batch=batch),
            "title": ", ".join(item.file_name for item in reversed(items)),
            "filed_at": items[0].created_at,
            "language": items[0].guesses.get("language", {}).get("value", ""),
        }
        for batch, items in batches.items()
    ]
