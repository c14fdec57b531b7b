"""The Word file of a pair of texts, as tests ask for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from repo_service.domain.comparison.comparing import compare
from repo_service.domain.passages import Block
from repo_service.formats import docx
from repo_service.formats.tracked.grid import narrowed
from repo_service.formats.tracked.writing import About, write

ABOUT = About(
    "Comparaison : Charte, versions 1 et 2", "2 paragraphes modifiés", "Julien Robic",
    datetime(2024, 3, 12, 13, 30, 5, 123456, tzinfo=UTC),
)  # fmt: skip


def file_of(before: Sequence[Block], after: Sequence[Block], about: About = ABOUT) -> bytes:
    """The file in which ``before`` became ``after``."""
    return write(before, after, compare(before, after), about)


def body_of(content: bytes) -> Any:
    """The main part of a Word file, parsed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def text_of(file: Path) -> list[Block]:
    """What our own reader reads, without what is printed on every page."""
    return [block for block in docx.read(file).blocks if block.part not in {"header", "footer"}]


def shape(blocks: Iterable[Block]) -> list[tuple[object, ...]]:
    """The words, and what must not be lost beside them: which passages are headings, the cells of rows."""
    found = []
    for block in narrowed(blocks):
        if block.text.replace("|", "").strip():
            level = block.level if block.kind == "heading" else 0
            kind = block.kind if block.kind in {"heading", "row", "code"} else "paragraph"
            cells = tuple((cell.text, cell.colspan, cell.rowspan) for cell in block.cells)
            found.append((kind, level, f"{block.label} {block.text}".strip(), cells))
    return found
