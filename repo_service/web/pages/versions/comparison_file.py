"""``/documents/<id>/compare/<a>...<b>/word``: a comparison as a Word file with tracked changes."""

from __future__ import annotations

from flask import Blueprint, Response, request

from repo_service.errors import Invalid
from repo_service.services.versions import comparing
from repo_service.services.versions.as_word import as_word
from repo_service.services.versions.comparing import Compared
from repo_service.web import current, files, login
from repo_service.web.comparison import telling
from repo_service.web.language import gettext

_UNREAD = "Le texte d’une des deux versions n’a pas pu être lu : rien à comparer. Leurs fichiers sont conservés."
BLUEPRINT = Blueprint("comparison_file", __name__)


@BLUEPRINT.get("/documents/<public_id>/compare/<int(max=999999999):a>...<int(max=999999999):b>/word")
def word(public_id: str, a: int, b: int) -> Response:
    """The file of the comparison at the address above it; ``with`` as there."""
    actor, other = login.actor(), request.args.get("with", "").strip()
    with current.reading() as uow:
        two = comparing.pair(uow, actor, public_id, a, b, other)
    found = comparing.compare(two)
    if any(word.startswith("unread") for word in found.notices):
        raise Invalid(_UNREAD)
    made = as_word(found, _title(found), telling.compared(found))
    for side in (found.before, found.after):
        current.tell_reading(actor, side.document, side.version)
    return files.send_made(made.content, made.file_name, made.media_type)


def _title(found: Compared) -> str:
    before, after = found.before.version, found.after.version
    if found.before.document is found.after.document:
        return gettext(
            "Comparaison : %(title)s, versions %(a)s et %(b)s", title=after.title, a=before.number, b=after.number
        )
    return gettext(
        "Comparaison : %(before)s, version %(a)s, et %(after)s, version %(b)s",
        before=before.title, after=after.title, a=before.number, b=after.number,
    )  # fmt: skip
