"""Words that people type about actions and decisions, tidied and checked."""

from __future__ import annotations

import unicodedata
from datetime import date

from repo_service.domain.documents import TURNING, is_blank
from repo_service.errors import Invalid
from repo_service.services.versions.describing import plain

TEXT_LENGTH = 2_000  # of an action, of a note
OWNER_LENGTH = 300
_FIRST, _LAST = 1950, 2150  # years in which something may be due


def of_action(text: str, owner: str, deadline: date | None) -> tuple[str, str]:
    """The words and the owner of an action; ``Invalid`` names each field that cannot stand."""
    text, owner, faults = lines(text), " ".join(plain(owner).split()), {}
    if is_blank(text):
        faults["text"] = "Dites ce qui est à faire."
    elif len(text) > TEXT_LENGTH:
        faults["text"] = "Ce texte est trop long : 2 000 signes au plus."
    if len(owner) > OWNER_LENGTH:
        faults["owner"] = "Ces noms sont trop longs : 300 signes au plus."
    if deadline is not None and not _FIRST <= deadline.year <= _LAST:
        faults["deadline"] = "Cette date ne peut pas être une échéance : vérifiez l’année."
    if faults:
        raise Invalid(fields=faults)
    return text, "" if is_blank(owner) else owner


def lines(text: str) -> str:
    """What was typed, without control characters and signs that turn the direction of writing; lines stay lines."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    kept = "\n".join("".join(filter(_is_plain, row)).rstrip() for row in rows).strip()
    return "" if is_blank(kept) else kept


def _is_plain(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"} and char not in TURNING
