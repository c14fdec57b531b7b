"""What people type into a card: one rule that tidies and measures all of it, and tells every fault at once."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from repo_service.store.people import accounts

_TOO_LONG = "Ce texte est trop long pour ce champ : raccourcissez-le."
_UNREADABLE = "Ce texte contient un signe qui ne se lit pas : retapez-le."
_MAIL = "Cette adresse électronique n’est pas valable."
_WEBSITE = "Écrivez l’adresse du site ainsi : https://www.exemple.fr."

# Lengths are those of the columns; a name leaves room for the form in which names are compared.
LENGTHS: dict[str, int] = {
    "name": 200, "acronym": 40, "kind": 40, "city": 120, "address": 1000, "website": 300, "short": 60,
    "description": 2000, "given": 120, "family": 120, "function": 120, "mail": 254, "phone": 40, "message": 5000,
    "words": 2000, "parent": 200,
}  # fmt: skip
_PARAGRAPHS = frozenset({"address", "description", "message", "words"})


def tidied(
    typed: Mapping[str, str], names: tuple[str, ...], required: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """(the fields ``names`` without stray spaces, a sentence for each that cannot be kept).

    ``required``: field -> what to say when it is empty. Anything else that was sent is passed over.
    """
    said: dict[str, str] = {}
    faults: dict[str, str] = {}
    for name in names:
        text = _paragraphs(typed.get(name, "")) if name in _PARAGRAPHS else " ".join(typed.get(name, "").split())
        if name == "website":
            text = _with_scheme(text)
        said[name] = text
        if fault := (_fault(name, text) if text else required.get(name)):
            faults[name] = fault
    return said, faults


def _fault(name: str, text: str) -> str | None:
    if len(text) > LENGTHS[name]:
        return _TOO_LONG
    if not text.replace("\n", " ").isprintable():
        return _UNREADABLE
    if name == "mail" and not accounts.is_address(text):
        return _MAIL
    if name == "website" and not _is_website(text):
        return _WEBSITE
    return None


def _paragraphs(text: str) -> str:
    lines = [" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip()


def _with_scheme(text: str) -> str:
    return f"https://{text}" if text and "://" not in text else text


def _is_website(text: str) -> bool:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        return parts.scheme in {"http", "https"} and "." in host and parts.username is None and " " not in text
    except ValueError:
        return False
