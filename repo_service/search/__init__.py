"""Full text: a Whoosh index on disk, read by an evaluator of our own.

The index is a disposable cache and never an authority: what a reader may see comes in as a ``Mask``, made
from SQL. Only this folder imports whoosh. It must not know the store, the formats or who is asking.

``Indexer`` writes (one process an index folder), ``Searcher`` reads (any thread of any process). What others need of
them is said in ``port.py`` as ``Writer`` and ``Reader``.
"""

from __future__ import annotations

from repo_service.search.analysis import analyse
from repo_service.search.caching import BoundedCache
from repo_service.search.forms import Written
from repo_service.search.index.generations import Held, ask_rebuild, history_folder, in_use
from repo_service.search.index.indexer import Indexer
from repo_service.search.index.unfinished import being_built
from repo_service.search.likeness import Signatures
from repo_service.search.masks import Mask, Part
from repo_service.search.port import Health, Reader, Source, Writer
from repo_service.search.query.expanding import expression
from repo_service.search.query.explaining import Explanation, Reason
from repo_service.search.query.spelling import Correction, spellings
from repo_service.search.query.tree import Filter, Range
from repo_service.search.reader import Searcher
from repo_service.search.schema import CURRENT, EXACT, HISTORY, Layout
from repo_service.search.snippets import Snippet, snippet

__all__ = [
    "CURRENT",
    "EXACT",
    "HISTORY",
    "BoundedCache",
    "Correction",
    "Explanation",
    "Filter",
    "Health",
    "Held",
    "Indexer",
    "Layout",
    "Mask",
    "Part",
    "Range",
    "Reader",
    "Reason",
    "Searcher",
    "Signatures",
    "Snippet",
    "Source",
    "Writer",
    "Written",
    "analyse",
    "ask_rebuild",
    "being_built",
    "expression",
    "history_folder",
    "in_use",
    "snippet",
    "spellings",
]
