"""Full text: a Whoosh index on disk, read by an evaluator of our own.

The index is a disposable cache and never an authority: what a reader may see comes in as a ``Mask``, made
from SQL. Only this folder imports whoosh. It must not know the store, the formats or who is asking.

``Indexer`` writes (one process an index folder), ``Searcher`` reads (any thread of any process).
"""

from __future__ import annotations

from repo_service.search.analysis import analyse
from repo_service.search.caching import BoundedCache
from repo_service.search.index.generations import Held, ask_rebuild, history_folder, in_use
from repo_service.search.index.indexer import Indexer
from repo_service.search.likeness import Signatures
from repo_service.search.masks import Mask, Part
from repo_service.search.reader import Health, Searcher
from repo_service.search.schema import CURRENT, HISTORY, Layout
from repo_service.search.snippets import Snippet, snippet

__all__ = [
    "CURRENT",
    "HISTORY",
    "BoundedCache",
    "Health",
    "Held",
    "Indexer",
    "Layout",
    "Mask",
    "Part",
    "Searcher",
    "Signatures",
    "Snippet",
    "analyse",
    "ask_rebuild",
    "history_folder",
    "in_use",
    "snippet",
]
