"""What a search address says, and addresses made from it: one reading for the page and the API, the URL holds
everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from repo_service.domain.documents import SearchQuery
from repo_service.domain.kinds import KINDS
from repo_service.domain.states import STATES
from repo_service.errors import Invalid

PER_PAGE = 20
MOST_PER_PAGE = 100
LAST_PAGE = 1000
FILTERS = ("kind", "domain", "body", "institution", "year", "state", "language")
ONLY_TODAY = ("domain", "state", "language")  # filters that passages of all versions do not have
SORTS = ("relevance", "date", "changed", "title")
ALL_VERSIONS = "all-versions"  # the value of ``in`` by which every wording that ever stood is searched


def search_query(per_page: int = PER_PAGE) -> SearchQuery:
    """The query of the present request. Values that cannot be are passed over (programs: ``refuse_unknown``)."""
    args, past = request.args, is_past()
    years = [int(year) for year in args.getlist("year") if _is_year(year)]
    return SearchQuery(
        text=args.get("q", ""),
        kinds=tuple(kind for kind in args.getlist("kind") if kind in KINDS),
        bodies=_identifiers("body"),
        institutions=_identifiers("institution"),
        years=tuple(years[:50]),
        domains=() if past else _identifiers("domain"),
        states=() if past else tuple(state for state in args.getlist("state") if state in STATES),
        languages=() if past else _identifiers("language"),
        sort=sort if (sort := args.get("sort", "")) in sorts() else "relevance",
        page=page_number(),
        per_page=per_page,
        all_versions=past,
        literal=args.get("exact") == "1",
        some=args.get("some") == "1",
    )


def is_past() -> bool:
    """Whether the present address searches all versions."""
    return request.args.get("in") == ALL_VERSIONS


def filters() -> tuple[str, ...]:
    """The filters that the present search has."""
    return tuple(name for name in FILTERS if name not in ONLY_TODAY) if is_past() else FILTERS


def sorts() -> tuple[str, ...]:
    """The orders that it has."""
    return SORTS[:2] if is_past() else SORTS


def refuse_unknown() -> None:
    """Tell a program which of its filters cannot be: it would count on one that was passed over. A page number out of
    bounds gives the nearest page. Raises ``Invalid``.
    """
    args = request.args
    fields = {}
    if set(args.getlist("kind")) - KINDS.keys() - {""}:
        fields["kind"] = "Cette nature de document n’existe pas."
    if not all(_is_year(year) for year in args.getlist("year") if year):
        fields["year"] = "Une année de quatre chiffres est attendue."
    if set(args.getlist("state")) - STATES.keys() - {""}:
        fields["state"] = "Cet état n’existe pas."
    if args.get("sort", "") not in {"", *SORTS}:
        fields["sort"] = "Le tri est relevance, date, changed ou title."
    if args.get("in", "") not in {"", ALL_VERSIONS}:
        fields["in"] = "On cherche dans les textes d’aujourd’hui, ou avec all-versions dans toutes les versions."
    if args.get("exact", "") not in {"", "0", "1"}:
        fields["exact"] = "Avec exact=1, les mots sont cherchés tels qu’ils sont tapés."
    if args.get("some", "") not in {"", "0", "1"}:
        fields["some"] = "Avec some=1, une partie des mots suffit."
    if is_past():
        past = "Dans toutes les versions, ce filtre n’existe pas : enlevez-le, ou enlevez in=all-versions."
        fields |= {name: past for name in ONLY_TODAY if any(args.getlist(name))}
        if args.get("sort", "") in SORTS[2:]:
            fields["sort"] = "Dans toutes les versions, le tri est relevance ou date."
    if fields:
        raise Invalid(fields=fields)


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) == 4


def _identifiers(name: str) -> tuple[str, ...]:
    return tuple(value for value in request.args.getlist(name)[:50] if value)


def page_number() -> int:
    """The page asked for, from 1."""
    return whole("page", 1, LAST_PAGE)


def per_page() -> int:
    """How many a page the API was asked for, at most 100."""
    return whole("per_page", PER_PAGE, MOST_PER_PAGE)


def whole(name: str, default: int, most: int = 1_000_000_000) -> int:
    """A whole number of the address, from 1; ``default`` where it holds none."""
    raw = request.args.get(name, "")
    return min(max(int(raw), 1), most) if raw.isascii() and raw.isdigit() and len(raw) < 10 else default


def json_body() -> Any:
    """The body as JSON; ``None`` when it is none, or nested too deep to be read. At most a megabyte: it is metadata."""
    request.max_content_length = 1_000_000
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def address(**changes: Iterable[str] | str | None) -> str:
    """The present address with some arguments replaced (``None``: removed); the page number goes unless it is given."""
    args: MultiDict[str, Any] = MultiDict(request.args)
    args.poplist("page")
    for name, value in changes.items():
        args.poplist(name)
        if value is not None:
            args.setlist(name, [value] if isinstance(value, str) else list(value))
    path = request.script_root + request.path
    query = urlencode([(name, value) for name, values in args.lists() for value in values if value])
    return f"{path}?{query}" if query else path


def pager(total: int, page: int, size: int = PER_PAGE) -> dict[str, Any] | None:
    """What the pager macro shows: first, last and the pages around this one; ``None`` for a single page."""
    last = min(-(-total // size), LAST_PAGE)
    if last <= 1:
        return None
    near = sorted({1, last, *range(max(page - 2, 1), min(page + 2, last) + 1)})
    items: list[tuple[str, str | None, bool]] = []
    for before, number in zip([0, *near], near, strict=False):
        if number - before > 1:
            items.append(("…", None, False))
        items.append((str(number), address(page=str(number)), number == page))
    return {
        "previous_url": address(page=str(page - 1)) if page > 1 else None,
        "next_url": address(page=str(page + 1)) if page < last else None,
        "items": items,
    }
