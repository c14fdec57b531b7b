"""What the register says, in words: how a decision stands, what was voted, what decisions do to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from markupsafe import Markup

from repo_service.services.register.listing import Entry
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l
from repo_service.web.wording import date_words

STATUSES = {
    "in_force": _l("En vigueur"),
    "with_term": _l("En vigueur avec terme"),
    "amended": _l("En vigueur, modifiée"),
    "deferred": _l("Vigueur différée"),
    "superseded": _l("Remplacée"),
    "repealed": _l("Abrogée"),
    "expired": _l("Arrivée à terme"),
    "annulled": _l("Annulée"),
    "rejected": _l("Rejetée"),
    "postponed": _l("Reportée"),
    "proposed": _l("En projet"),
}
LOOKS = {  # status -> the state whose colour and mark it takes
    "in_force": "adopted", "with_term": "adopted", "amended": "amended", "deferred": "draft",
    "superseded": "superseded", "repealed": "repealed", "expired": "expired", "annulled": "withdrawn",
    "rejected": "rejected", "postponed": "postponed", "proposed": "draft",
}  # fmt: skip
BANNERS = {  # status -> the look of the sentence at the head of its page
    "in_force": "current", "with_term": "current", "amended": "current", "deferred": "future", "annulled": "withdrawn",
    "proposed": "draft",
}  # fmt: skip
OUTCOMES = {"adopted": _l("adoptée"), "rejected": _l("rejetée"), "postponed": _l("reportée")}
PROGRESS = {
    "todo": _l("à faire"), "doing": _l("en cours"), "done": _l("faite"), "dropped": _l("abandonnée"),
}  # fmt: skip
RELATIONS = {  # relation -> what the one that acts says, what the other says
    "replaces": (_l("Remplace"), _l("Remplacée par")),
    "amends": (_l("Modifie"), _l("Modifiée par")),
    "repeals": (_l("Abroge"), _l("Abrogée par")),
    "implements": (_l("Applique"), _l("Appliquée par")),
}


def standing(entry: Entry) -> str:
    """How a decision stands on the day asked, with its days: « en vigueur depuis le 12 mars 2024 »."""
    status, period = entry.standing.status, entry.period
    start = date_words(period.start) if period and period.start else ""
    end = period.end if period else None
    if status in {"in_force", "amended"}:
        words = gettext("depuis le %(day)s", day=start)
        return words if end is None else f"{words}, {_until(end)}"
    if status == "with_term":
        return _span(start, end)
    if status == "deferred":
        return gettext("applicable à partir du %(day)s", day=start)
    if status in {"superseded", "repealed", "expired"} and end:
        return _span(start, end)
    return ""


def sentence(entry: Entry) -> str:
    """How a decision stands, in one sentence: « Vigueur différée, applicable à partir du 1er janvier 2027 »."""
    status, days = entry.standing.status, standing(entry)
    told = str(STATUSES[status])
    if not days:
        return told
    if status == "in_force":
        return f"{told} {days}"
    if status == "amended":
        return gettext("En vigueur %(days)s, modifiée depuis", days=days)
    if status in {"superseded", "repealed", "expired"}:
        return gettext("%(status)s, était en vigueur %(days)s", status=told, days=days)
    return f"{told}, {days}"


def _until(end: date) -> str:
    return gettext("jusqu’au %(day)s", day=date_words(end - timedelta(days=1)))


def _span(start: str, end: date | None) -> str:
    if end is None:
        return gettext("depuis le %(day)s", day=start)
    return gettext("du %(start)s au %(end)s", start=start, end=date_words(end - timedelta(days=1)))


def votes(told: Mapping[str, Any]) -> str:
    """What is known of the vote: « à l’unanimité », « 4 voix pour, 1 contre, 1 abstention »; "" for nothing."""
    parts = []
    if told.get("unanimous"):
        parts.append(gettext("à l’unanimité"))
    if (count := told.get("for")) is not None:
        parts.append(ngettext("%(num)s voix pour", "%(num)s voix pour", count))
    if (count := told.get("against")) is not None:
        parts.append(ngettext("%(num)s voix contre", "%(num)s voix contre", count))
    if (count := told.get("abstention")) is not None:
        parts.append(ngettext("%(count)s abstention", "%(count)s abstentions", max(count, 1), count=count))
    if (count := told.get("not_voting")) is not None:
        words = ngettext("%(num)s personne ne prend pas part au vote", "%(num)s ne prennent pas part au vote", count)
        parts.append(words)
    if told.get("majority"):
        parts.append(str(told["majority"]))
    if told.get("secret"):
        parts.append(gettext("à bulletin secret"))
    return ", ".join(parts)


def accepted(numbers: Sequence[str], count: int) -> str:
    """What became of ``count`` proposals: decisions, known by their ``numbers``, and for the rest actions."""
    actions = count - len(numbers)
    parts = []
    if len(numbers) == 1 and numbers[0]:
        parts.append(gettext("Décision %(number)s entrée au registre.", number=numbers[0]))
    elif numbers:
        parts.append(
            ngettext("%(num)s décision entrée au registre.", "%(num)s décisions entrées au registre.", len(numbers))
        )
    if actions:
        parts.append(ngettext("%(num)s action notée.", "%(num)s actions notées.", actions))
    return " ".join(parts)


def badge(status: str) -> Markup:
    """The status as a mark with its word."""
    return Markup('<span class="state" data-state="{}">{}</span>').format(LOOKS[status], STATUSES[status])
