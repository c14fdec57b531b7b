"""Why a document is in a result: what was asked, in which forms and fields it stands there, and what that weighs; and
why none is: which of the words stand nowhere.

The figures come from the index under the reader's mask, the forms from the text that the reader opens. Who may not find
the document is told nothing of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from repo_service import identifiers
from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import BadQuery, NotFound
from repo_service.search import (
    EXACT,
    Explanation,
    Filter,
    Mask,
    Range,
    Reader,
    Reason,
    Written,
)
from repo_service.services import finding, indexing
from repo_service.services.access import AccessMap
from repo_service.services.searching import as_left, synonyms
from repo_service.store import lookup
from repo_service.store.documents import Document
from repo_service.store.work import UnitOfWork

MOST_FORMS = 12
PASSAGES = "On explique des documents, pas des passages : cherchez dans les textes d’aujourd’hui."


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was asked and stands in the document. ``sort``: "word", "phrase", "start" (of words), "pattern",
    "period"; ``beside``: what was typed, where this is a synonym of it.

    ``forms``: as they are written, the most frequent first; ``fields``: field -> how often, those of the index;
    ``documents``: how many hold it among those that the reader may find; ``share`` of the score, from 0 to 1.
    """

    sort: str
    asked: str
    beside: str
    forms: tuple[str, ...]
    fields: dict[str, int]
    documents: int
    share: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A filter that the document passed: values of a facet, one of which it has, or days between which it is."""

    field: str
    values: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """``found`` is ``None`` where the document does not answer the query. ``meant``: the query as it was understood,
    where what was typed finds nothing and was corrected; empty elsewhere.
    """

    document: Document
    found: Explanation | None
    parts: tuple[Part, ...] = ()
    passed: tuple[Passed, ...] = ()
    meant: str = ""


def why(
    uow: UnitOfWork, actor: Actor, searcher: Reader, access: AccessMap, query: SearchQuery, public_id: str
) -> Why:
    """Raises ``NotFound`` for a document that the actor may not find, ``BadQuery`` and ``Unavailable`` as searching."""
    public_id = identifiers.normalise(public_id) or ""
    document = lookup.by_ids(uow.session, [public_id], tokens_of(actor)).get(public_id)
    if document is None:
        raise NotFound()
    if query.all_versions:
        raise BadQuery(PASSAGES)
    mask = as_left.mask(uow, actor, access)
    asked = synonyms.applied(uow, query)
    meant = _meant(searcher, asked, mask)
    asked = replace(asked, text=meant or asked.text)
    found = searcher.explain(asked, mask, public_id)
    if found is None and not asked.literal and not searcher.search(asked, mask).total:
        found = searcher.explain(replace(asked, some=True), mask, public_id)
    if found is None:
        return Why(document, None, meant=meant)
    entry = next(indexing.entries(uow, [public_id]), None)
    passed = (*_chosen(query), *(_passed(one) for one in found.filters))
    return Why(document, found, tuple(_parts(Written(entry), found)) if entry else (), passed, meant)


def standing_words(
    uow: UnitOfWork, actor: Actor, searcher: Reader, access: AccessMap, query: SearchQuery
) -> dict[str, bool]:
    """The words of a query as they were typed -> whether a document that the actor may find holds them, whatever the
    filters of the address. For an answer by some of the words: what it takes to know was just looked up for it.
    """
    return searcher.standing(synonyms.applied(uow, query), as_left.mask(uow, actor, access))


def _meant(searcher: Reader, query: SearchQuery, mask: Mask) -> str:
    """What a query that finds nothing is corrected to, as the page of results does."""
    if query.literal or searcher.search(query, mask).total:
        return ""
    other = finding.nearest(searcher, query, mask, 0)
    return other.correction.text() if other else ""


def _chosen(query: SearchQuery) -> Iterator[Passed]:
    """The filters of the address."""
    chosen = {
        "kind": query.kinds, "body": query.bodies, "institution": query.institutions,
        "year": tuple(str(year) for year in query.years), "domain": query.domains, "state": query.states,
        "language": query.languages,
    }  # fmt: skip
    yield from (Passed(field, values) for field, values in chosen.items() if values)


def _passed(one: Filter | Range) -> Passed:
    if isinstance(one, Filter):
        return Passed(one.field, one.values)
    if one.column != "date":
        return Passed(one.column, tuple(str(bound) for bound in (one.first, one.last) if bound is not None))
    days = (date.fromordinal(bound) if bound and bound > 0 else None for bound in (one.first, one.last))
    return Passed("date", (), *days)


def _parts(written: Written, found: Explanation) -> Iterator[Part]:
    """What was typed as one word is told as one, though it may stand there as one word and as several in a row."""
    for asked, alike in groupby(found.reasons, lambda reason: reason.asked):
        if asked:
            yield _part(written, list(alike), found.score)
        else:
            yield from (_part(written, [reason], found.score) for reason in alike)


def _part(written: Written, reasons: list[Reason], score: float) -> Part:
    stands: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    for reason in reasons:
        forms = written.forms(reason.node)
        for counts in forms.values():
            stands |= counts
        fields |= Counter(_often(reason, forms))  # one way to stand there is not counted once more by another
    return Part(
        reasons[0].sort, reasons[0].asked, reasons[0].beside,
        tuple(form for form, _ in stands.most_common(MOST_FORMS)), dict(fields),
        max(reason.documents for reason in reasons), sum(reason.score for reason in reasons) / score if score else 0.0,
        tuple(reasons),
    )  # fmt: skip


def _often(reason: Reason, forms: dict[str, Counter[str]]) -> dict[str, int]:
    """How often by field: as the index counted a word, as the text shows a phrase or a beginning."""
    counted = {one.field: one.count for one in reason.figures if one.field != EXACT}
    if reason.sort == "word" and counted:
        return counted
    return {name: counts.total() for name, counts in forms.items()}

