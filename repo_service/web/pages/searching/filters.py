"""What narrows a result, in words: facets with their counts, chips to remove, and which filter left nothing.

Everything is a link, and every link an address of ``/search``. Counts come from the whole result; none is made here.
"""

from __future__ import annotations

from typing import Any

from repo_service.domain.documents import DateWords, SearchQuery
from repo_service.services.finding import Results
from repo_service.services.versions.finding_then import Then
from repo_service.web import queries, wording
from repo_service.web.language import gettext, ngettext
from repo_service.web.language import lazy_gettext as _l

TITLES = {
    "kind": _l("Nature"), "domain": _l("Domaine"), "body": _l("Instance"), "institution": _l("Partenaire"),
    "year": _l("Année"), "state": _l("État"), "language": _l("Langue"),
}  # fmt: skip
SORTS = {
    "relevance": _l("pertinence"), "date": _l("date"), "changed": _l("dernière modification"),
    "title": _l("titre"),
}  # fmt: skip
_CODES: dict[str, dict[str, Any]] = {
    "kind": wording.KIND_LABELS, "state": wording.STATE_LABELS, "language": wording.LANGUAGE_LABELS,
}  # fmt: skip
_NAMED = {"body": "fr", "institution": "fr", "domain": "fr"}  # names: their language, whatever the page's
_FACET_SIZE = 12


def label(name: str, value: str, names: dict[str, str]) -> str:
    """How a facet's value is called."""
    return str(_CODES[name].get(value, value)) if name in _CODES else names.get(value, value)


def chosen(query: SearchQuery) -> dict[str, tuple[str, ...]]:
    """The filters of a search that are in force, by facet."""
    values = {
        "kind": query.kinds, "domain": query.domains, "body": query.bodies, "institution": query.institutions,
        "year": tuple(f"{year:04}" for year in query.years), "state": query.states, "language": query.languages,
    }  # fmt: skip
    return {name: tuple(dict.fromkeys(some)) for name, some in values.items() if some}


def facets(found: Results | Then, query: SearchQuery, names: dict[str, str]) -> list[dict[str, Any]]:
    """Those with something to choose. One whose only value is in every result says nothing, and is left out."""
    told = []
    for name in queries.filters():
        mine, counts = chosen(query).get(name, ()), found.facets.get(name, {})
        if len(counts) < 2 and not mine:
            continue
        order = sorted(counts, reverse=True) if name == "year" else sorted(counts, key=lambda one: (-counts[one], one))
        options = [_option(name, value, counts[value], mine, names) for value in order[:_FACET_SIZE]]
        told.append({"name": name, "label": TITLES[name], "options": options})
    return told


def _option(name: str, value: str, count: int, mine: tuple[str, ...], names: dict[str, str]) -> dict[str, Any]:
    selected = value in mine
    kept = [one for one in mine if one != value] if selected else [*mine, value]
    return {
        "value": value, "label": label(name, value, names), "count": count, "selected": selected,
        "language": _NAMED.get(name, ""), "url": queries.address(**{name: kept or None}),
    }  # fmt: skip


def chips(query: SearchQuery, names: dict[str, str]) -> list[dict[str, str]]:
    """One for each filter in force, with the address without it."""
    told = []
    if query.all_versions:
        here = queries.address(**{"in": None})
        told.append({"label": gettext("Toutes les versions"), "language": "", "remove_url": here})
    for name, mine in chosen(query).items():
        for value in mine:
            rest = [one for one in mine if one != value]
            told.append(
                {
                    "label": label(name, value, names), "language": _NAMED.get(name, ""),
                    "remove_url": queries.address(**{name: rest or None}),
                }
            )  # fmt: skip
    return told


def sorts(query: SearchQuery) -> list[dict[str, Any]]:
    """The orders to choose from."""
    return [
        {"label": SORTS[name], "url": queries.address(sort=name if name != "relevance" else None),
         "current": query.sort == name}
        for name in queries.sorts()
    ]  # fmt: skip


def blamed(without: dict[str, int], query: SearchQuery, names: dict[str, str]) -> list[dict[str, str]]:
    """When nothing was found: the filter that removed the most with what is found without it, then all of them."""
    told = []
    counts = {name: count for name, count in without.items() if name and count}
    if counts:
        name = max(counts, key=lambda one: counts[one])  # of equal ones the first, as they are shown
        values = ", ".join(label(name, value, names) for value in chosen(query)[name])
        words = ngettext(
            "Sans le filtre « %(filter)s » : %(num)s résultat", "Sans le filtre « %(filter)s » : %(num)s résultats",
            counts[name], filter=gettext("%(name)s : %(values)s", name=TITLES[name], values=values),
        )  # fmt: skip
        told.append({"label": words, "url": queries.address(**{name: None})})
    if len(without) > 2 and without[""] > max(counts.values(), default=0):
        words = ngettext("Sans aucun filtre : %(num)s résultat", "Sans aucun filtre : %(num)s résultats", without[""])
        told.append({"label": words, "url": queries.address(**dict.fromkeys(queries.FILTERS))})
    return told


def understood(dates: tuple[DateWords, ...]) -> dict[str, str] | None:
    """How date words were taken, and the address at which they are words; ``None`` where there are none."""
    if not dates:
        return None
    each = (gettext("« %(words)s », %(meaning)s.", words=one.words, meaning=_days(one)) for one in dates)
    told = ngettext("Date comprise : %(dates)s", "Dates comprises : %(dates)s", len(dates), dates=" ".join(each))
    return {"sentence": told, "url": queries.address(exact="1")}


def _days(one: DateWords) -> str:
    if not one.filters:
        return gettext("les documents de cette date, ou qui disent ces mots")
    start, end = (wording.date_words(day) if day else "" for day in (one.first, one.last))
    if start and end:
        return gettext("du %(start)s au %(end)s", start=start, end=end)
    return gettext("à partir du %(day)s", day=start) if start else gettext("jusqu’au %(day)s", day=end)
