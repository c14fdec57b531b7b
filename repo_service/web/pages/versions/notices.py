"""What the page of a version says of its file beside the one before: another format, a text that cannot be read."""

from __future__ import annotations

from typing import Any

from flask import url_for

from repo_service.services.reading import Shown
from repo_service.services.versions import texts
from repo_service.web import current, wording
from repo_service.web.language import gettext


def about(shown: Shown) -> list[dict[str, Any]]:
    """The notices, with where the former text is read and where both are compared."""
    before = next((one for one in shown.versions if one.number < shown.version.number), None)
    if before is None:
        return []
    address: dict[str, Any] = {"public_id": shown.document.public_id}
    found: list[dict[str, Any]] = []
    formats = [wording.format_label(one.file_name) for one in (shown.version, before)]
    if formats[0] != formats[1]:
        words = gettext(
            "Cette version est d’un autre format (%(now)s) que la version %(number)s (%(before)s).",
            now=formats[0], number=before.number, before=formats[1],
        )  # fmt: skip
        link = url_for("comparing.show", a=before.number, b=shown.version.number, **address)
        found.append({"text": words, "link": {"url": link, "label": gettext("Comparer leurs textes")}})
    if shown.extract.status != "read" and (readable := _readable(shown)) is not None:
        words = gettext("Un texte se lit dans une version précédente.")
        link = url_for("documents.version", number=readable.number, **address)
        label = gettext("Lire le texte de la version %(number)s", number=readable.number)
        found.append({"text": words, "link": {"url": link, "label": label}})
    return found


def _readable(shown: Shown) -> Any:
    with current.reading() as uow:
        return texts.last_read(uow, shown)
