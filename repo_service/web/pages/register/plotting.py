"""The plots of the overview: each with the sentence that it shows, its drawing, the same numbers as a table, and the
address of the list that it counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from flask import url_for

from repo_service.domain.register import plots as geometry
from repo_service.services.meetings.sittings import LATE, Count, Coverage
from repo_service.services.register import overview
from repo_service.services.register.overview import SIDES, Overview
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l

MONTH = 30.44  # days
SIDE_LABELS = {
    "in_force": _l("En vigueur"), "deferred": _l("À venir"), "postponed": _l("Reportées"), "rejected": _l("Rejetées"),
    "ended": _l("Ne valent plus"),
}  # fmt: skip
LOOKS = {  # side -> the state whose colour it takes
    "in_force": "adopted", "deferred": "draft", "postponed": "postponed", "rejected": "rejected",
    "ended": "superseded",
}  # fmt: skip
STATES = {"in_force": "in_force", "deferred": "deferred", "postponed": "postponed", "rejected": "rejected"}
WAITING = {  # what a decision waits for -> its name, the state and the progress by which the register lists them
    "todo": (_l("À faire"), "in_force", "todo"),
    "doing": (_l("En cours"), "in_force", "doing"),
    "postponed": (_l("Reportées"), "postponed", None),
}
RULE_LABELS = {  # rules that no sentence shows
    "table of decisions": _l("un tableau de décisions"),
    "table of actions": _l("un tableau d’actions"),
    "list of decisions": _l("une liste «\u00a0Décisions prises\u00a0»"),
    "item of what is decided": _l("une liste après «\u00a0Le comité décide\u00a0:\u00a0»"),
    "put to the vote": _l("un vote sur ce qui précède"),
    "list of actions": _l("une liste «\u00a0À faire\u00a0»"),
    "labelled action": _l("«\u00a0Action\u00a0: …\u00a0»"),
    "arrow with an owner": _l("une flèche et un nom"),
    "takes charge": _l("«\u00a0Mme Le Goff se charge de…\u00a0»"),
    "accepts to": _l("«\u00a0M. Roux accepte de…\u00a0»"),
    "will do": _l("«\u00a0Mme Le Goff enverra…\u00a0»"),
    "does": _l("«\u00a0M. Roux envoie…\u00a0»"),
    "is charged": _l("«\u00a0Le comité charge M. Roux de…\u00a0»"),
    "will be done by": _l("«\u00a0sera relue par Mme Le Goff\u00a0»"),
    "agreed to": _l("«\u00a0il est convenu que chacun enverrait…\u00a0»"),
}
_NAME = 20  # signs of a name in a drawing


def plots(seen: Overview) -> dict[str, Any]:
    """All of them, by name; ``None`` for one that has nothing to show."""
    return {
        "late": _late(seen) if seen.delays else None,
        "missing": _missing(seen.coverage) if seen.coverage.bodies else None,
        "quarters": _by_quarter(seen) if seen.quarters else None,
        "ages": _ages(seen) if seen.waiting else None,
        "rules": _rules(seen) if seen.rules or seen.by_hand else None,
    }


def minutes_url(body: str, year: int) -> str:
    """The meetings of a body that were held in a year, with their minutes."""
    return url_for("meetings.listing", body=body, year=year)


def _short(name: str, short: str) -> str:
    told = short or name
    return told if len(told) <= _NAME else f"{told[: _NAME - 1].rstrip()}…"


def percent(part: float) -> str:
    """« 92 % », rounded down: 100 is said of nothing less."""
    return f"{int(part * 100)}\u00a0%"


def _late(seen: Overview) -> dict[str, Any]:
    every = [days for _, values in seen.delays for days in values]
    middle = round(median(every))
    finding = (
        ngettext(
            "La moitié des comptes rendus paraissent au plus tard %(num)s jour après la réunion",
            "La moitié des comptes rendus paraissent au plus tard %(num)s jours après la réunion", middle,
        )
        if middle
        else gettext("La moitié des comptes rendus paraissent le jour même de la réunion")
    )  # fmt: skip
    rows = [
        {"name": body.name, "short": _short(body.name, body.short), "url": url_for("meetings.listing", body=body.id),
         "count": len(values), "median": round(median(values)), "longest": max(values),
         "over": sum(days > LATE for days in values)}
        for body, values in seen.delays
    ]  # fmt: skip
    return {
        "finding": f"{finding}.", "rows": rows, "drawing": geometry.strip([values for _, values in seen.delays]),
        "url": url_for("meetings.listing", body=seen.body.id if seen.body else None),
    }  # fmt: skip


def _missing(told: Coverage) -> dict[str, Any]:
    held, missing = told.total.held, told.total.missing
    finding = (
        ngettext(
            "%(num)s réunion tenue sur %(held)s n’a pas de compte rendu publié.",
            "%(num)s réunions tenues sur %(held)s n’ont pas de compte rendu publié.", missing, held=held,
        )
        if missing
        else ngettext(
            "La réunion tenue a son compte rendu.", "Les %(num)s réunions tenues ont toutes leur compte rendu.", held
        )
    )  # fmt: skip
    drawing = geometry.grid(len(told.bodies), len(told.years))
    empty = {(body.id, year) for body, year in told.empty}
    rows = [
        {"name": body.name, "short": _short(body.name, body.short),
         "fields": [_field(told.counts.get((body.id, year)), body.id, year, empty) for year in told.years]}
        for body in told.bodies
    ]  # fmt: skip
    return {"finding": finding, "rows": rows, "years": told.years, "drawing": drawing, "earlier": told.earlier}


def _field(count: Count | None, body: str, year: int, empty: set[tuple[str, int]]) -> dict[str, Any]:
    """A field: how many minutes of how many meetings; ``look``: whole, part, none, or "" for no meeting."""
    gap = (body, year) in empty
    if count is None:
        return {"words": "0" if gap else "–", "look": "none" if gap else "", "url": ""}
    look = "whole" if not count.missing else "part" if count.minutes else "none"
    return {"words": f"{count.minutes}/{count.held}", "look": look, "url": minutes_url(body, year)}


def _by_quarter(seen: Overview) -> dict[str, Any]:
    quarters, narrowed = seen.quarters, seen.body.id if seen.body else None
    sums = {side: sum(one.counts[side] for one in quarters) for side in SIDES}
    shown = [side for side in SIDES if sums[side]]
    every = sum(sums.values())
    finding = ngettext(
        "%(num)s décision prise depuis %(year)s, dont %(binding)s en vigueur aujourd’hui.",
        "%(num)s décisions prises depuis %(year)s, dont %(binding)s en vigueur aujourd’hui.", every,
        year=quarters[0].year, binding=sums["in_force"],
    )  # fmt: skip
    drawing = geometry.bars([[one.counts[side] for side in shown] for one in quarters])
    rows = [
        {"name": gettext("T%(number)s %(year)s", number=one.number, year=one.year), "year": one.year,
         "first": one.number == 1 or one is quarters[0], "counts": [one.counts[side] for side in shown],
         "total": one.total}
        for one in quarters
    ]  # fmt: skip
    return {
        "finding": finding, "sides": [(side, SIDE_LABELS[side], LOOKS[side], sums[side]) for side in shown],
        "rows": rows, "drawing": drawing, "years": _years(seen, shown, narrowed), "earlier": seen.earlier,
        "url": url_for("decisions.show", state="all", body=narrowed),
    }  # fmt: skip


def _years(seen: Overview, shown: Sequence[str], narrowed: str | None) -> list[dict[str, Any]]:
    """Years that are told whole, each number with the list that it counts, where the register has one."""
    found = []
    first = seen.quarters[0]
    for year in sorted({one.year for one in seen.quarters}):
        of = [one for one in seen.quarters if one.year == year]
        if seen.earlier and year == first.year and first.number > 1:
            continue  # the list of the year holds more than what is counted here
        fields = []
        for side in shown:
            state = STATES.get(side)
            url = url_for("decisions.show", year=year, state=state, body=narrowed) if state else ""
            fields.append({"name": SIDE_LABELS[side], "count": sum(one.counts[side] for one in of), "url": url})
        url = url_for("decisions.show", year=year, state="all", body=narrowed)
        found.append({"year": year, "fields": fields, "total": sum(one.total for one in of), "url": url})
    return found


def _ages(seen: Overview) -> dict[str, Any]:
    groups: dict[str, list[float]] = {code: [] for code in WAITING}
    for entry in seen.waiting:
        groups[overview.sort_of(entry)].append(overview.age(entry, seen.day).days / MONTH)
    kept = {code: months for code, months in groups.items() if months}
    oldest, narrowed = int(max(max(months) for months in kept.values())), seen.body.id if seen.body else None
    finding = ngettext(
        "%(num)s décision attend, depuis %(oldest)s mois au plus.",
        "%(num)s décisions attendent, la plus ancienne depuis %(oldest)s mois.", len(seen.waiting), oldest=oldest,
    ) if oldest else ngettext(
        "%(num)s décision attend, depuis moins d’un mois.",
        "%(num)s décisions attendent, toutes depuis moins d’un mois.", len(seen.waiting),
    )  # fmt: skip
    rows = [
        {"short": WAITING[code][0], "name": WAITING[code][0], "count": len(months),
         "median": int(median(months)), "longest": int(max(months)),
         "url": url_for("decisions.show", state=WAITING[code][1], progress=WAITING[code][2], body=narrowed)}
        for code, months in kept.items()
    ]  # fmt: skip
    return {"finding": finding, "rows": rows, "drawing": geometry.strip(list(kept.values()))}


def _rules(seen: Overview) -> dict[str, Any]:
    judged = sum(one.judged for one in seen.rules)
    kept = sum(one.accepted + one.edited for one in seen.rules)
    finding = ngettext(
        "%(num)s proposition jugée\u00a0: %(part)s retenue.",
        "%(num)s propositions jugées\u00a0: %(part)s retenues.", judged, part=percent(kept / judged),
    ) if judged else gettext("Aucune proposition n’a encore été jugée.")  # fmt: skip
    rows = [
        {"sort": one.sort, "example": one.example, "label": str(RULE_LABELS.get(one.name, one.name)),
         "accepted": one.accepted, "edited": one.edited, "discarded": one.discarded,
         "precision": percent(one.precision)}
        for one in seen.rules
    ]  # fmt: skip
    return {"finding": finding, "rows": rows, "by_hand": seen.by_hand}
