"""Small indexes to search in, and entries to put in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from repo_service.domain.documents import Found, PassageEntry, SearchEntry, SearchQuery
from repo_service.search import CURRENT, HISTORY, Indexer, Layout, Mask, Searcher
from tests.search.engines.plain import PlainReader, PlainWriter

KINDS = {"compte rendu": "minutes", "procès-verbal": "minutes", "décision": "decision", "charte": "charter"}
EPOCH = "a database"


def named(entry: SearchEntry) -> str:
    """The identifier of the document that an entry is of."""
    return entry.document if isinstance(entry, PassageEntry) else entry.id


class Engine(NamedTuple):
    """Makes the writer and the reader of one index: ``search.Writer``, to be entered, and ``search.Reader``."""

    name: str
    writer: Callable[..., Any]
    reader: Callable[..., Any]


DEFAULT = Engine("whoosh", Indexer, Searcher)
ENGINES = (DEFAULT, Engine("plain", PlainWriter, PlainReader))


class Shelf:
    """An index folder with its writer closed, and a reader on it."""

    def __init__(self, folder: Path, layout: Layout = CURRENT, engine: Engine = DEFAULT) -> None:
        self.folder = folder
        self.layout = layout
        self.writer = engine.writer
        self.searcher = engine.reader(folder, KINDS, layout=layout)
        self.ids: frozenset[str] = frozenset()
        self.cursor = 0

    def build(self, entries: Iterable[SearchEntry]) -> None:
        kept = list(entries)
        with self.writer(self.folder, self.layout) as indexer:
            indexer.rebuild(kept, self.cursor, EPOCH)
        self.ids = frozenset(map(named, kept))

    def apply(self, put: Iterable[SearchEntry] = (), remove: Iterable[str] = ()) -> None:
        kept, gone = list(put), list(remove)
        self.cursor += 1
        with self.writer(self.folder, self.layout) as indexer:
            assert indexer.open(EPOCH)
            indexer.apply(kept, gone, self.cursor)
        self.ids = (self.ids - frozenset(gone)) | set(map(named, kept))

    def search(self, text: str = "", mask: Mask | None = None, **options: object) -> Found:
        query = SearchQuery(text, **options)  # type: ignore[arg-type]
        return self.searcher.search(query, mask or Mask(("all", self.ids), self.ids))

    def found(self, text: str = "", mask: Mask | None = None, **options: object) -> list[str]:
        """The identifiers, in order."""
        return [hit.id for hit in self.search(text, mask, per_page=1000, **options).hits]


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "indexes")


@pytest.fixture
def history(tmp_path: Path) -> Shelf:
    """One of every wording that ever stood."""
    return Shelf(tmp_path / "history", HISTORY)


@pytest.fixture
def shelves(tmp_path: Path) -> Callable[[str], Shelf]:
    return lambda name: Shelf(tmp_path / name)
