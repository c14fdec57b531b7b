"""The versions on the page of a document: as intervals with their reasons, and which of them one reads."""

from __future__ import annotations

from typing import Any

from flask import url_for

from repo_service import clock
from repo_service.services import reading
from repo_service.services.reading import Shown
from repo_service.services.versions import history
from repo_service.services.versions.history import Standing
from repo_service.web import current, days, wording
from repo_service.web.comparison import telling
from repo_service.web.language import gettext

BINDING = frozenset(("decision", "charter"))  # the kinds that are in force, or no longer


def lines(shown: Shown) -> list[dict[str, Any]]:
    """The versions that the person sees, newest first."""
    standings = history.timeline(shown.versions)
    before = [None, *standings]
    return [_line(shown, one, old) for one, old in zip(standings, before, strict=False)][::-1]


def _line(shown: Shown, one: Standing, before: Standing | None) -> dict[str, Any]:
    public_id, number = shown.document.public_id, one.version.number
    address: dict[str, Any] = {"public_id": public_id, "number": number}
    return {
        "number": number, "state": reading.states(one.version), "created_at": one.version.created_at,
        "author": one.version.author.person.name, "reason": one.version.reason,
        "interval": telling.interval(one, days.today()), "same_file": one.same_file,
        "filed_then": one.start == clock.day(one.version.created_at, current.settings().timezone),
        "url": url_for("documents.version", **address), "file_url": url_for("documents.file", **address),
        "current": number == shown.document.current_number,
        "changes_url": _between(shown, before.version.number, number) if before else "",
        "today_url": _to_current(shown, number), "today_label": _to_current_words(shown.document.kind in BINDING),
    }  # fmt: skip


def _to_current(shown: Shown, number: int) -> str:
    """What changed from an older version to the one that stands today; for a draft, what it would change."""
    newest = shown.document.current_number
    if number == newest or newest not in {one.number for one in shown.versions}:
        return ""
    return _between(shown, *sorted((number, newest)))


def _between(shown: Shown, a: int, b: int) -> str:
    keep = {"keep": "1"} if shown.document.state == "withdrawn" else {}
    address: dict[str, Any] = {"public_id": shown.document.public_id, "a": a, "b": b, **keep}
    return url_for("comparing.show", **address)


def banner(shown: Shown) -> dict[str, Any] | None:
    """The sentence that says which version one reads; none for the only version of what was never to bind anyone."""
    document, number = shown.document, shown.version.number
    state = reading.states(shown.version)
    count = shown.versions[0].number  # of those that this person sees: a hidden draft is not counted
    binding = document.kind in BINDING
    today = {
        "url": url_for("documents.show", public_id=document.public_id),
        "label": gettext("Lire la version en vigueur") if binding else gettext("Lire la version actuelle"),
    }
    if state in {"draft", "review"}:
        words = gettext("Brouillon : vous et les secrétaires de l’instance êtes seuls à le lire.")
        if number == document.current_number:
            return {"kind": "draft", "sentence": words, "link": None}
        return {"kind": "draft", "sentence": words, "link": today, "compare": _compare(shown, binding)}
    if state == "withdrawn":
        words = gettext("Document retiré : seuls ceux qui le gardent le lisent encore.")
        return {"kind": "withdrawn", "sentence": words, "link": None}
    if number != document.current_number:
        return {
            "kind": "old", "sentence": _old_words(binding, number, count), "when": _when(shown, binding),
            "link": today, "compare": _compare(shown, binding),
        }  # fmt: skip
    if binding and state == "adopted":
        in_force = history.standing(shown.version).in_force
        since = in_force[-1].start if in_force else None
        day = wording.date_words(since or shown.version.created_at)
        words = gettext("Version en vigueur depuis le %(day)s", day=day)
        if count > 1:
            words += gettext(" – version %(number)s sur %(count)s", number=number, count=count)
        return {"kind": "current", "sentence": words, "link": None}
    if count > 1:
        words = gettext("Version actuelle – version %(number)s sur %(count)s", number=number, count=count)
        return {"kind": "current", "sentence": words, "link": None}
    return None


def _compare(shown: Shown, binding: bool) -> dict[str, str] | None:
    url = _to_current(shown, shown.version.number)
    return {"url": url, "label": _to_current_words(binding)} if url else None


def _to_current_words(binding: bool) -> str:
    return gettext("Comparer avec la version en vigueur") if binding else gettext("Comparer avec la version actuelle")


def choice(one: Standing) -> tuple[int, str]:
    """A version among those that one may choose: its number, and when it stood."""
    number = one.version.number
    told = telling.interval(one, days.today()) or wording.state_words(reading.states(one.version), True)
    return number, gettext("Version %(number)s – %(told)s", number=number, told=told)


def _when(shown: Shown, binding: bool) -> str:
    """When an old version stood: « En vigueur du 12 mars 2019 au 4 juin 2022. »"""
    one = history.standing(shown.version)
    told = telling.periods(one.in_force if binding else one.periods, days.today())
    if not told:
        return ""
    if binding:
        return gettext("En vigueur %(interval)s.", interval=told)
    return gettext("Valable %(interval)s.", interval=told)


def _old_words(binding: bool, number: int, count: int) -> str:
    if binding:
        return gettext(
            "Ancienne version (%(number)s sur %(count)s) : elle n’est plus en vigueur.", number=number, count=count
        )
    return gettext(
        "Ancienne version (%(number)s sur %(count)s), remplacée par une version plus récente.",
        number=number, count=count,
    )  # fmt: skip
