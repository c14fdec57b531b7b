"""What a search engine is to the rest of the program: one writer, many readers, and what both promise.

Whoosh's index, read by our evaluator, is the engine that runs (``Indexer``, ``Searcher``); another one, such as the
full text of PostgreSQL, takes its place by keeping these promises, which ``tests/search/test_engine.py`` asks of every
engine. Nothing here imports an engine; outside ``search/`` one is named only where it is chosen.

An engine promises:

- **The mask.** What is not in the mask is as if it had never been indexed: to hits, totals, facets, order and nearest
  words alike. What the mask tells otherwise (``Mask.parts``) counts, filters and sorts as it is told. The mask comes
  with the question; an engine keeps no right.
- **Exactness.** Totals and facets count the whole result, whatever the page. Filters and orders by date, change and
  title are exact. Pages put together are the whole result, without gap or repetition.
- **The language.** ``SearchQuery.text`` means what ``query/parsing.py`` makes of it, words are what ``analysis.py``
  makes of them: both come before any engine. Bounds of a query are theirs too: ``BadQuery``, in words for the person.
- **A clear order.** By relevance a far better match comes before a far worse one; of equals the newer, then by
  identifier. Scores are an engine's own: they compare hits of one answer and nothing else.
- **The same answer** to the same question over the same commit, in every process.
- **One commit at a time.** What ``apply`` puts and removes, and the cursor with it, is there at once and whole or not
  at all, also after the death of the process. A rebuild is seen when it is complete; until then the old state answers.
- **``Unavailable``**, and nothing else, where it cannot answer: no index yet, a damaged one, one of another release.

It need not give the scores of another engine, nor order near equals as another does; explain its hits; read the
database; or run without the lock that makes its writer the only one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from repo_service.domain.documents import Found, SearchEntry, SearchQuery
from repo_service.search.masks import Mask
from repo_service.search.query.explaining import Explanation
from repo_service.search.query.spelling import Correction
from repo_service.search.query.tree import Node
from repo_service.search.schema import Layout

# The entries after a key (an identifier, or a group where the layout has groups; "" for all), in an order that never
# changes, those of one group together. Raises ``LookupError``, at once, for a key that it does not know.
Source = Callable[[str], Iterable[SearchEntry]]


@dataclass(frozen=True, slots=True)
class Health:
    """State of an index. ``cursor`` is the last event applied, -1 when there is no usable index.

    ``generation`` names what is in use and ``bytes`` is what it takes on disk. ``building``: documents of the one that
    is being built beside it, 0 where none is.
    """

    generation: str
    cursor: int
    documents: int
    bytes: int
    damaged: bool
    building: int = 0


class Writer(Protocol):
    """The one writer of an index, in one thread of one process."""

    @property
    def layout(self) -> Layout:
        """What it keeps of entries."""

    @property
    def cursor(self) -> int:
        """The last event whose effect the index holds, -1 before ``open`` or ``rebuild``."""

    @property
    def suspect(self) -> bool:
        """Whether the index is to be rebuilt: it is damaged, away, or somebody asked for another one."""

    def open(self, epoch: str) -> bool:
        """Whether there is a sound index of this schema and of the database ``epoch``; when not, ``rebuild``."""

    def apply(self, put: Sequence[SearchEntry], remove: Sequence[str], cursor: int) -> None:
        """One commit: some are removed, then others put in the place of what bears their identifier (or group), then
        ``cursor`` is reached. Raises ``Unavailable`` when the index must be rebuilt.
        """

    def tidy(self) -> None:
        """For quiet moments; changes nothing that a reader sees. Raises as ``apply``."""

    def rebuild(
        self, entries: Iterable[SearchEntry] | Source, cursor: int, epoch: str,
        progress: Callable[[int], None] | None = None,
    ) -> None:  # fmt: skip
        """Everything anew, beside what is in use. With a ``Source`` a rebuild that was killed may go on where it was;
        ``self.cursor`` then is the ``cursor`` of its start, for what changed since to be applied after.

        ``progress`` is told how many are done. Raises ``Unavailable``; the old state then stays.
        """


class Reader(Protocol):
    """Asks an index, from any thread of any process."""

    @property
    def cursor(self) -> int:
        """The last event whose effect is searched; cheap. Raises ``Unavailable``."""

    def asked(self, query: SearchQuery) -> Node:
        """What was asked, understood. Raises ``BadQuery``."""

    def search(self, query: SearchQuery, mask: Mask) -> Found:
        """Raises ``BadQuery`` and ``Unavailable``, as all that follow."""

    def everything(self, query: SearchQuery, mask: Mask) -> Iterator[tuple[str, int]]:
        """(identifier, version) of all that ``search`` finds, in its order, all of one commit."""

    def nearest(self, query: SearchQuery, mask: Mask, total: int) -> Correction | None:
        """The query with other words for those that seem to be slips, where ``search`` found ``total``: only words that
        stand in documents of the mask.
        """

    def explain(self, query: SearchQuery, mask: Mask, name: str) -> Explanation | None:
        """Why ``search`` finds a document; ``None`` where it does not, or where the engine cannot tell."""

    def standing(self, query: SearchQuery, mask: Mask) -> dict[str, bool]:
        """What was asked, as it was typed and in that order -> whether a document of the mask holds it, in any form or
        by a synonym, whatever the filters. Empty where the engine cannot tell.
        """

    def near(self, mask: Mask, name: str, title: str, text: str) -> tuple[str, ...]:
        """Identifiers of documents that are about the same as a text, nearest first, without ``name``, whose text it
        is; the text need not be indexed. An engine may know of none. Raises ``Unavailable`` alone.
        """

    def health(self) -> Health:
        """Never raises."""

    def contents(self) -> Iterator[tuple[str, int]]:
        """(identifier, version) of every entry that is indexed, for ``check``. Raises ``Unavailable``."""
