"""Reads the index: first working form, through Whoosh's own searcher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh import query as whoosh_query

from repo_service.domain.documents import Found, Hit, SearchQuery
from repo_service.errors import Unavailable
from repo_service.search import analysis
from repo_service.search.masks import Mask


@dataclass(frozen=True, slots=True)
class Health:
    """State of an index folder. ``cursor`` is the last event applied, -1 when there is no usable index."""

    generation: str
    cursor: int
    documents: int
    bytes: int
    damaged: bool


class Searcher:
    """Reads one index folder; safe to share between threads.

    ``kinds`` maps what people may write after ``kind:`` (folded French names) to kinds.
    """

    def __init__(self, folder: Path, kinds: Mapping[str, str] | None = None) -> None:
        self.folder = Path(folder)
        self.kinds = dict(kinds or {})

    def search(self, query: SearchQuery, mask: Mask) -> Found:
        """Raises ``BadQuery`` (a sentence for the person) and ``Unavailable`` (no index, or a damaged one)."""
        terms = analysis.analyse(query.text)
        wanted = [
            whoosh_query.Or([whoosh_query.Term("title", t, boost=3.0), whoosh_query.Term("text", t)]) for t in terms
        ]
        tree = whoosh_query.And(wanted) if wanted else whoosh_query.Every()
        with self._open().searcher() as searcher:
            rows = [(hit["id"], hit["version"], hit.score or 0.0, hit.fields()) for hit in searcher.search(tree, limit=None)]
        rows = [row for row in rows if row[0] in mask.ids and _passes(row[3], query)]
        if query.sort == "date" or not terms:
            rows = [(i, v, 0.0, f) for i, v, _, f in sorted(rows, key=lambda row: row[3]["date"], reverse=True)]
        facets = {
            name: dict(Counter(str(row[3][name]) for row in rows if row[3][name])) for name in ("kind", "year", "body", "institution")
        }
        first = (query.page - 1) * query.per_page
        hits = tuple(Hit(i, v, s) for i, v, s, _ in rows[first : first + query.per_page])
        return Found(len(rows), hits, facets, frozenset(terms))

    def health(self) -> Health:
        """Never raises: a missing or damaged index is told by ``damaged``."""
        try:
            count = self._open().doc_count()
        except Unavailable:
            return Health("", -1, 0, 0, damaged=True)
        size = sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
        return Health("idx-1", int((self.folder / "cursor").read_text().split()[0]), count, size, damaged=False)

    def contents(self) -> Iterator[tuple[str, int]]:
        """(identifier, version) of every indexed document, for ``check``."""
        with self._open().searcher() as searcher:
            for fields in searcher.all_stored_fields():
                yield fields["id"], fields["version"]

    def _open(self) -> whoosh_index.FileIndex:
        try:
            return whoosh_index.open_dir(self.folder / "idx-1")
        except (whoosh_index.EmptyIndexError, OSError) as fault:
            raise Unavailable from fault


def _passes(fields: Mapping[str, object], query: SearchQuery) -> bool:
    return (
        (not query.kinds or fields["kind"] in query.kinds)
        and (not query.bodies or fields["body"] in query.bodies)
        and (not query.institutions or fields["institution"] in query.institutions)
        and (not query.years or fields["year"] in query.years)
    )
