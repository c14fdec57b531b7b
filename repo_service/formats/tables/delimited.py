"""Tables written as text (CSV): rows of cells between semicolons, commas, tabs or bars, in any encoding of ``plain``.

Only where rows are asked for: as a document such a file is plain text, for nothing in it says that it is a table.
Formulas are text, and are not run.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from repo_service.domain.passages import Block, Cell
from repo_service.formats.base import Extract, ReadFailure
from repo_service.formats.plain import decode, looks_like_text, notices_on

MAX_ROWS = 50_000
MAX_COLUMNS = 200
MAX_BYTES = 50_000_000
_MARKS = ";\t,|"
_LOOKED_AT = 60  # rows by which the mark between cells is told
_LONGEST_CELL = 100_000


def read(path: Path) -> Extract:
    """The rows that hold something, one block each. ``ReadFailure`` for what is no text, or too long."""
    if path.stat().st_size > MAX_BYTES:
        raise ReadFailure("too_long", f"{path.stat().st_size} bytes")
    data = path.read_bytes()
    if not looks_like_text(data[:8192]):
        raise ReadFailure("not_a_document", "control characters")
    text = decode(data).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    told = re.fullmatch("sep=(.)", first.rstrip(), re.IGNORECASE)  # so does Excel say which mark it means
    rows = _rows(rest, told[1]) if told else _rows(text, mark_of(text))
    notices = list(notices_on(text))
    if len(rows) > MAX_ROWS:
        notices.append(f"Seules les {MAX_ROWS} premières lignes ont été lues.")
    return Extract(blocks=tuple(_block(row) for row in rows[:MAX_ROWS]), notices=tuple(notices))


def _block(row: list[str]) -> Block:
    cells = tuple(Cell(value) for value in row)
    return Block("row", " | ".join(row), cells=cells, table=1, part="sheet 1")


def mark_of(text: str) -> str:
    """The mark between cells: the one that gives most rows the same number of cells, more than one."""
    best, mark = (0, 0), ";"
    sample = "\n".join(text.split("\n", _LOOKED_AT * 3)[: _LOOKED_AT * 3])
    for one in _MARKS:
        widths = Counter(len(row) for row in _rows(sample, one)[:_LOOKED_AT] if len(row) > 1)
        width, count = max(widths.items(), key=lambda found: (found[1], found[0]), default=(0, 0))
        if (count * (width > 1), width) > best:
            best, mark = (count, width), one
    return mark


def _rows(text: str, mark: str) -> list[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
            values = [value.strip() for value in row[:MAX_COLUMNS]]
            while values and not values[-1]:
                values.pop()
            if values:
                rows.append(values)
            if len(rows) > MAX_ROWS:
                break
    except csv.Error as error:
        raise ReadFailure("damaged", str(error)[:200]) from error
    return rows
