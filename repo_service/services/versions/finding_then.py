"""Finding in every wording that ever stood: which versions a hit stood in is asked of the database, never of the index.

The index says which documents and passages to look at. What a person may see, in which versions the words stand and
what they are is worked out anew for each hit of a page; one that no longer holds is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from repo_service.domain.documents import DateWords, Found, Hit, SearchQuery
from repo_service.domain.roles import Actor, opening_tokens
from repo_service.search import BoundedCache, Mask, Part, Reader, Snippet, analyse, snippet
from repo_service.services import finding
from repo_service.services.access import AccessMap
from repo_service.services.searching import synonyms
from repo_service.services.versions import wordings as texts
from repo_service.services.versions.history import Standing, timeline
from repo_service.services.versions.wordings import Texts, Wording
from repo_service.store import log, lookup, wordings
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork

_parts: BoundedCache[dict[str, Part]] = BoundedCache(16 << 20)
_NOBODYS = Mask(("nobody",), frozenset())


@dataclass(frozen=True, slots=True)
class Run:
    """Versions without a gap, and from when to when they stood; ``end`` is ``None`` while the last of them stands."""

    first: int
    last: int
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Stood:
    """One hit: a wording, the last version in which it stood, where it stands there, and all its runs of versions.

    ``anchor`` is empty for a title. ``score`` is BM25F.
    """

    document: Document
    version: Version
    anchor: str
    words: str
    snippet: Snippet
    runs: tuple[Run, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Then:
    """The answer: how many passages, one page of them, counts over all. ``late``: the index is behind the log;
    ``dates`` and ``without`` as in ``Found``.
    """

    total: int
    results: tuple[Stood, ...]
    facets: dict[str, dict[str, int]]
    late: bool
    dates: tuple[DateWords, ...] = ()
    without: dict[str, int] = field(default_factory=dict)


def search(uow: UnitOfWork, actor: Actor, searcher: Reader, access: AccessMap, query: SearchQuery) -> Then:
    """As ``finding.search``, over the passages of all versions that the actor may see. Without words there are none: a
    list of all passages tells nothing.
    """
    head = log.head(uow.session)
    mask = _mask(uow, actor, access, head) if query.text.strip() else _NOBODYS
    query = synonyms.applied(uow, query, head)
    found = searcher.search(query, mask)
    if not found.terms:  # signs, filters and excluded words alone
        found = searcher.search(query, _NOBODYS)
    results = _results(uow, actor, head.epoch, found)
    late = finding.is_late(uow, actor, searcher, head.number, mask)
    return Then(found.total, tuple(results), found.facets, late, found.dates, found.without)


def _mask(uow: UnitOfWork, actor: Actor, access: AccessMap, head: log.Position) -> Mask:
    mask = access.mask(uow, actor, head, opening=True)
    if not actor.former:
        return mask
    key = (*mask.key, actor.was_in)
    parts = _parts.get(key)
    if parts is None:
        parts = _parts_left(uow, actor, mask)
        _parts.put(key, parts, 1_000 * len(parts))
    return Mask(key, mask.ids, parts)


def _parts_left(uow: UnitOfWork, actor: Actor, mask: Mask) -> dict[str, Part]:
    """The documents of which a former partner sees some versions alone, and what it knows of them."""
    found = {}
    for chunk in wordings.revised(uow.session):
        for document in chunk:
            if document.public_id not in mask.ids:
                continue
            everybody = sum(map(texts.is_told, document.versions))
            seen = _seen(uow, actor, document)
            if len(seen) < everybody:
                found[document.public_id] = _part(document, seen)
    return found


def _part(document: Document, seen: list[Version]) -> Part:
    body, institution = document.body, document.institution
    said = {
        "kind": document.kind,
        "body": body.public_id if body else "",
        "body_name": f"{body.name} {body.short}" if body else "",
        "institution": institution.public_id if institution else "",
    }
    return Part(frozenset(version.number for version in seen), document.day, said)


def _seen(uow: UnitOfWork, actor: Actor, document: Document) -> list[Version]:
    """The versions whose wordings the actor, who may open the document, may find. For a former partner the document
    itself becomes what it was then.
    """
    told = {version.number for version in document.versions if texts.is_told(version)}
    if actor.former:
        lookup.as_left(uow.session, document, actor.was_in)
    return [version for version in document.versions if version.number in told]


def _results(uow: UnitOfWork, actor: Actor, epoch: str, found: Found) -> list[Stood]:
    wanted: dict[str, list[Hit]] = {}
    for hit in found.hits:
        wanted.setdefault(hit.id.partition("/")[0], []).append(hit)
    shown: dict[str, Stood] = {}
    for document in wordings.seen(uow.session, list(wanted), opening_tokens(actor)).values():
        seen = _seen(uow, actor, document)
        stands = _stands(uow, epoch, seen, {hit.id.partition("/")[2] for hit in wanted[document.public_id]})
        standings = {one.version.number: one for one in timeline(seen)}
        for hit in wanted[document.public_id]:
            if held := _holding(stands[hit.id.partition("/")[2]], found.terms):
                shown[hit.id] = _stood(document, hit, held, standings, found.terms)
    return [shown[hit.id] for hit in found.hits if hit.id in shown]


def _stands(
    uow: UnitOfWork, epoch: str, versions: list[Version], digits: set[str]
) -> dict[str, list[tuple[Version, Wording]]]:
    """Where each wording stands: the versions, oldest first, and how it is read there."""
    found: dict[str, list[tuple[Version, Wording]]] = {one: [] for one in digits}
    loaded = Texts(uow, versions, epoch)
    for version in versions:
        present = loaded.of(version)
        for one in digits & present.keys():
            found[one].append((version, present[one]))
    return found


def _holding(stands: list[tuple[Version, Wording]], terms: frozenset[str]) -> list[tuple[Version, Wording]]:
    """Those that hold the most of what was searched: a label ("Article 4") may change where the wording does not."""
    if len({wording.label for _, wording in stands}) < 2:
        return stands
    counts = [len(terms & set(analyse(wording.words))) for _, wording in stands]
    return [one for one, count in zip(stands, counts, strict=True) if count == max(counts)]


def _stood(
    document: Document, hit: Hit, held: list[tuple[Version, Wording]], standings: dict[int, Standing],
    terms: frozenset[str],
) -> Stood:  # fmt: skip
    version, wording = held[-1]
    runs = _runs([one.number for one, _ in held], list(standings), standings)
    marked = snippet([wording.words], terms)
    return Stood(document, version, wording.anchor, wording.words, marked, runs, hit.score)


def _runs(numbers: Iterable[int], order: list[int], standings: dict[int, Standing]) -> tuple[Run, ...]:
    """The versions, without those that the person does not see, in runs."""
    places = {number: place for place, number in enumerate(order)}
    runs: list[list[int]] = []
    for number in numbers:
        if runs and places[runs[-1][-1]] + 1 == places[number]:
            runs[-1].append(number)
        else:
            runs.append([number])
    return tuple(Run(run[0], run[-1], standings[run[0]].start, standings[run[-1]].end) for run in runs)
