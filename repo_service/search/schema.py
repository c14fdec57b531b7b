"""The fields of the index: one table that the writer, the evaluator and Whoosh's own schema are made from.

Nothing of a text is stored, only what finds it: the database has the text. No right is read from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from whoosh import fields
from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer

from repo_service.domain.documents import SearchEntry
from repo_service.search import analysis

EXACT = "exact"


class TextField(NamedTuple):
    """A searched field. ``sources`` are attributes of ``SearchEntry``; ``boost`` multiplies the score of a
    match.

    ``positions`` allow phrases. The exact field keeps folded words as they are written, stop words
    included: a document with the very form that was asked for earns a little more than one with another
    form of it.
    """

    name: str
    sources: tuple[str, ...]
    boost: float
    positions: bool = True


_ABOUT = ("number", "keywords", "body_name", "institution_name", "domain", "kind_words", "file_name")
STEMMED = (
    TextField("title", ("title",), 3.0),
    TextField("text", ("text",), 1.0),
    TextField("about", _ABOUT, 1.0),
    TextField("notes", ("notes",), 0.5),
)
EXACT_FIELD = TextField(EXACT, tuple(s for field in STEMMED for s in field.sources), 1.0, positions=False)
TEXT_FIELDS = (*STEMMED, EXACT_FIELD)
BOOSTS = {field.name: field.boost for field in TEXT_FIELDS}
WITHIN = {field.name: (field,) for field in STEMMED} | {"": STEMMED}  # the stemmed fields that words are looked up in

# Values kept as codes into a small table: filters, facets, names for ``body:``.
CODED = (
    *("kind", "body", "institution", "body_name", "institution_name", "domain"),
    *("language", "visibility", "state", "title_key"),
)
FACETS = ("kind", "domain", "body", "institution", "year", "state", "language")
NUMBERS = ("version", "date", "year", "changed")  # columns of whole numbers: days, seconds, counts


class Layout(NamedTuple):
    """What an index keeps of an entry beside its words. ``coded``: attributes of the entry, kept as codes; ``group``:
    the one of them by which entries belong together (put, removed and masked as one), empty where each stands for
    itself. ``fields``: those that words of the entry go into; the others stay empty. ``facets`` are counted.

    ``fingerprint`` names what is kept and how: an index of another one is built anew.
    """

    fields: tuple[str, ...]
    coded: tuple[str, ...]
    group: str
    facets: tuple[str, ...]
    fingerprint: str


def _fingerprint(*parts: object) -> str:
    return hashlib.sha256(repr((3, analysis.VERSION, TEXT_FIELDS, *parts)).encode()).hexdigest()[:16]


CURRENT = Layout(tuple(field.name for field in STEMMED), CODED, "", FACETS, _fingerprint(CODED))
_WORDINGS = 1  # grows when other wordings are kept
_OF_WORDINGS = ("kind", "body", "institution", "body_name", "document", "versions")
_COUNTED = ("kind", "body", "institution", "year")
HISTORY = Layout(("title", "text"), _OF_WORDINGS, "document", _COUNTED, _fingerprint(_OF_WORDINGS, _WORDINGS))


def source_text(entry: SearchEntry, field: TextField) -> str:
    """The text of one field of an entry; a line end keeps its sources apart."""
    return "\n".join(text for source in field.sources if (text := getattr(entry, source)))


class FrenchAnalyzer(Analyzer):
    """The analysis as Whoosh wants it: for its own writer and searcher, against which ours is compared."""

    def __init__(self, exact: bool = False) -> None:
        self.exact = exact

    def __call__(self, value: str, positions: bool = False, **kwargs: Any) -> Iterator[Token]:
        position = 0
        for chunk in analysis.chunks(value):
            terms = ((0, exact) for exact in chunk.exacts) if self.exact else chunk.stems
            for offset, text in terms:
                token = Token(positions, chars=False, removestops=True, mode=kwargs.get("mode", ""))
                token.text, token.pos, token.boost, token.stopped = text, position + offset, 1.0, False
                yield token
            position += chunk.width


def whoosh_schema() -> fields.Schema:
    """The same fields for Whoosh: a Whoosh program opens our index with it."""
    schema = fields.Schema(id=fields.ID(stored=True, unique=True), version=fields.STORED)
    for field in TEXT_FIELDS:
        schema.add(field.name, fields.TEXT(FrenchAnalyzer(field.name == EXACT), phrase=field.positions))
    return schema
