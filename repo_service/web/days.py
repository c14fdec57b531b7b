"""Days as people type them in a form or an address, and as programs write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import request

from repo_service import clock
from repo_service.domain.french_dates import parse
from repo_service.errors import Invalid
from repo_service.web import current
from repo_service.web.language import gettext

_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AS_TYPED = "Écrivez la date ainsi : 12/03/2024."


@dataclass(frozen=True, slots=True)
class Asked:
    """The day that a page is about (``on`` in its address): the present one where none was understood."""

    day: date
    typed: str
    error: str = ""


def today() -> date:
    """The present day where the consortium lives."""
    return clock.today(current.settings().timezone)


def written(day: date | None) -> str:
    """A day as it is typed: jj/mm/aaaa."""
    return f"{day:%d/%m/%Y}" if day else ""


def asked() -> Asked:
    """What ``on`` says, in any form that people write."""
    typed, present = request.args.get("on", "").strip(), today()
    if not typed:
        return Asked(present, written(present))
    partial = parse(typed, present)
    if partial is None or partial.exact is None:
        return Asked(present, typed, gettext(_AS_TYPED))
    return Asked(partial.exact, written(partial.exact))


def asked_by_program() -> date:
    """What ``on`` says, as ISO 8601 only; today where it is absent. Raises ``Invalid``."""
    return from_program("on") or today()


def from_program(name: str) -> date | None:
    """What a parameter says, as ISO 8601 only; ``None`` where it is absent. Raises ``Invalid``."""
    text = request.args.get(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text if _ISO.fullmatch(text) else "")
    except ValueError as error:
        raise Invalid(fields={name: "Une date ISO 8601 est attendue : 2024-03-12."}) from error


def after(day: date) -> date:
    """The day after: the end of a period whose last day people write."""
    return day + timedelta(days=1) if day < date.max else day


def before(day: date) -> date:
    """The day before: the last day of a period whose end is kept."""
    return day - timedelta(days=1) if day > date.min else day


def in_form(typed: Mapping[str, str], *names: str) -> dict[str, date | None]:
    """The days typed in these fields, ``None`` for an empty one. Raises ``Invalid`` with every fault."""
    present, days, faults = today(), {}, {}
    for name in names:
        text = typed.get(name, "").strip()
        partial = parse(text, present) if text else None
        days[name] = partial.exact if partial else None
        if text and days[name] is None:
            faults[name] = _AS_TYPED
    if faults:
        raise Invalid(fields=faults)
    return days


def of_form(prefix: str) -> dict[str, str]:
    """The fields of one of several forms of a page: those whose names begin with ``prefix``, without it."""
    return {name.removeprefix(prefix): text for name, text in request.form.items() if name.startswith(prefix)}
