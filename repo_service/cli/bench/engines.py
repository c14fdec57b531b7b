"""Other search engines over the same texts and words, for ``bench --search --engines``: tantivy and SQLite FTS5.

Each is asked for all the words, for its ten best and for the exact total. None of them knows masks, facets or the
exact form of a word, so what they do is less than what ours does; each is given the French analysis that it has.
"""

from __future__ import annotations

import importlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

from repo_service.domain.documents import SearchEntry

BEST = 10
TITLE = 3.0  # what a word of a title weighs, as in ours
Answer = tuple[int, list[str]]  # exact total, identifiers of the best
Ask = Callable[[Sequence[str]], Answer]
Build = Callable[[Path, Sequence[SearchEntry]], Ask]


def installed() -> dict[str, Build]:
    """The engines that can be asked on this machine, by name: how each indexes texts into a folder."""
    found: dict[str, Build] = {}
    with suppress(ImportError):
        module = importlib.import_module("tantivy")
        found["tantivy"] = lambda folder, texts: _tantivy(module, folder, texts)
    if _has_fts5():
        found["SQLite FTS5"] = _fts5
    return found


def _tantivy(module: ModuleType, folder: Path, texts: Sequence[SearchEntry]) -> Ask:
    known: Any = module
    filters = known.Filter
    chain = known.TextAnalyzerBuilder(known.Tokenizer.simple())
    for one in (filters.lowercase(), filters.stopword("french"), filters.stemmer("french"), filters.ascii_fold()):
        chain = chain.filter(one)
    builder = known.SchemaBuilder().add_text_field("id", stored=True, tokenizer_name="raw")
    for field in ("title", "text"):
        builder.add_text_field(field, stored=False, tokenizer_name="french")
    index = known.Index(builder.build(), path=str(folder))
    index.register_tokenizer("french", chain.build())
    writer = index.writer(128 << 20)
    for entry in texts:
        writer.add_document(known.Document(id=entry.id, title=entry.title, text=entry.text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(words: Sequence[str]) -> Answer:
        query = index.parse_query(
            " ".join(words), ["title", "text"], field_boosts={"title": TITLE}, conjunction_by_default=True
        )
        found = searcher.search(query, BEST, count=True)
        return found.count, [searcher.doc(address)["id"][0] for _, address in found.hits]

    return ask


def _has_fts5() -> bool:
    with sqlite3.connect(":memory:") as database:
        options = {row[0] for row in database.execute("PRAGMA compile_options")}
    return "ENABLE_FTS5" in options


def _fts5(folder: Path, texts: Sequence[SearchEntry]) -> Ask:
    """It has no French stems: only accents are folded."""
    database = sqlite3.connect(folder / "texts.db")
    database.execute(
        "CREATE VIRTUAL TABLE texts USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2')"
    )
    with database:
        rows = ((number, entry.title, entry.text) for number, entry in enumerate(texts))
        database.executemany("INSERT INTO texts (rowid, title, text) VALUES (?, ?, ?)", rows)
    with database:
        database.execute("INSERT INTO texts (texts) VALUES ('optimize')")
    best = f"SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, {TITLE}, 1.0) LIMIT {BEST}"  # noqa: S608

    def ask(words: Sequence[str]) -> Answer:
        query = " AND ".join(f'"{word}"' for word in words)
        total = database.execute("SELECT count(*) FROM texts WHERE texts MATCH ?", (query,)).fetchone()[0]
        return total, [texts[number].id for (number,) in database.execute(best, (query,))]

    return ask
