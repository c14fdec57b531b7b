"""The values that travel between floors: what is asked to be kept, what is shown, what is indexed, what was found."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime

from repo_service.domain.passages import fold

_INK = frozenset("LNPS")  # letters, numbers, punctuation, symbols: what leaves a mark
_EMPTY = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that are drawn as nothing


TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # would write other words backwards


def is_blank(text: str) -> bool:
    """Whether a person would see nothing: spaces of any width, no-break ones, joiners, marks of direction."""
    return not any(unicodedata.category(c)[0] in _INK and c not in _EMPTY for c in text)


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """All that the index knows of one document: its current version. No right is taken from it."""

    id: str
    version: int
    kind: str
    title: str
    text: str  # body text, headings included; the title is not repeated
    number: str = ""  # register number or other printed reference, as "2024-03"
    body: str = ""  # identifier of the body of the meeting
    body_name: str = ""
    institution: str = ""  # identifier
    institution_name: str = ""
    date: date | None = None  # of the meeting or the text, not of filing
    language: str = "fr"
    visibility: str = "network"
    state: str = "published"
    domain: str = ""  # what is pooled, as it is shown
    changed: datetime | None = None  # UTC: when the current version was filed, or its state told last
    keywords: str = ""
    file_name: str = ""
    kind_words: str = ""  # what documents of this kind are called
    notes: str = ""  # text of companions (annexes, scans)

    @property
    def title_key(self) -> str:
        """The title as lists are sorted by it."""
        return fold(self.title)


@dataclass(frozen=True, slots=True)
class PassageEntry(SearchEntry):
    """What the index of all versions knows of one wording of a document: ``id`` is the identifier of the document, a
    slash and the digits of the passage's anchor; ``version`` is the last in which it stood, ``versions`` tells all of
    them ("1-3 5").

    Kind, date, body and institution are those of the document today.
    """

    document: str = ""
    versions: str = ""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What a person asked. ``text`` is raw; filters are exact and several values of one field are alternatives.

    ``all_versions``: in every wording that ever stood, the words in one passage, instead of in the texts of today.
    ``changed_after`` and ``changed_before``: last changed at or after the one and before the other, whole seconds.
    ``literal``: what was typed is meant, however it is spelt, and dates are words. ``synonyms`` are groups of words and
    expressions any one of which is as good as another. ``some``: of the words that must all be there, some will do.
    """

    text: str = ""
    kinds: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    domains: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sort: str = "relevance"  # relevance | date (of the meeting, newest first) | changed (last first) | title
    page: int = 1
    per_page: int = 20
    all_versions: bool = False
    changed_after: datetime | None = None
    changed_before: datetime | None = None
    literal: bool = False
    some: bool = False
    synonyms: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One hit: which document, which version was indexed, BM25F score (0.0 when sorted otherwise)."""

    id: str
    version: int
    score: float


@dataclass(frozen=True, slots=True)
class DateWords:
    """Words of a query that were understood as a date: from ``first`` to ``last``, ``None`` for no bound. ``filters``:
    only documents of these days are found; else those that hold the words too.
    """

    words: str
    first: date | None
    last: date | None
    filters: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of the index: exact total, the asked page of hits, counts of each facet over the *whole* result.

    ``facets``: "kind", "domain", "body", "institution", "year", "state", "language" -> value -> count; values without
    a count are left out, values are identifiers (bodies, institutions), codes or years as text, domains as shown.
    ``terms`` are the folded stems searched for, to mark words in a snippet. ``dates``: how date words were understood.
    ``without``, when nothing was found under filters: the facet of each -> how many are found without its filter;
    "" -> how many without all of them.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    terms: frozenset[str] = frozenset()
    dates: tuple[DateWords, ...] = ()
    without: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What a person (or an import) says of a document when it is filed. Bodies and institutions are identifiers.

    ``state`` empty means: published as its kind is (``KINDS``) for a first version, unchanged for a further one;
    ``bodies`` are the readers when ``visibility`` is "body".
    """

    kind: str
    title: str
    date: date | None = None
    body: str = ""
    institution: str = ""
    language: str = "fr"
    visibility: str = "network"
    bodies: tuple[str, ...] = ()
    state: str = ""
    keywords: str = ""
    number: str = ""
    domain: str = ""
    reason: str = ""

    def details(self) -> dict[str, str]:
        """The metadata that a version keeps and its hash covers, beside the title; empty values are left out."""
        values = {
            "kind": self.kind,
            "date": self.date.isoformat() if self.date else "",
            "body": self.body,
            "institution": self.institution,
            "language": self.language,
            "keywords": self.keywords,
            "number": self.number,
            "domain": self.domain,
            "visibility": self.visibility,
            "bodies": " ".join(self.bodies) if self.visibility == "body" else "",
        }
        return {name: value for name, value in values.items() if value}
