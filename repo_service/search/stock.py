"""Whoosh as it comes: its own writer, its own segments, its own chain of French filters. What ours is measured against
when texts are indexed.

For benches only: nothing here reads or writes an index of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any as Untyped

from whoosh import analysis, fields, index
from whoosh.support import charset

# Whoosh leaves these without types.
_analysis: Untyped = analysis
_create_in: Untyped = index.create_in
_accents: Untyped = charset.accent_map


def write(folder: Path, texts: Iterable[tuple[str, str, str]]) -> None:
    """Index (identifier, title, text) into an existing empty folder, as the manual of Whoosh shows it."""
    french = _analysis.LanguageAnalyzer("fr") | _analysis.CharsetFilter(_accents)
    schema = fields.Schema(
        id=fields.ID(stored=True, unique=True), title=fields.TEXT(french, field_boost=3.0), text=fields.TEXT(french)
    )
    writer = _create_in(str(folder), schema).writer(limitmb=256)
    for identifier, title, text in texts:
        writer.add_document(id=identifier, title=title, text=text)
    writer.commit()
