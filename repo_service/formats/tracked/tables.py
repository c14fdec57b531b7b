"""Says tables in WordprocessingML: rows that came or went are tracked as such (``w:trPr``), and so are their words, for
programs that look at one or at the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from repo_service.formats.package import Element
from repo_service.formats.tracked.grid import Row, RowCell
from repo_service.formats.tracked.marking import Marker, under
from repo_service.formats.tracked.paragraphs import write_runs

_WIDTH = 9070  # twentieths of a point: 16 cm, the text width of A4 with margins of 25 mm
_SHADE = "E7EBEF"


def write_table(parent: Element, rows: Sequence[Row], marker: Marker) -> None:
    """Append a table to ``parent``."""
    columns = max(sum(cell.colspan for cell in row.cells) for row in rows)
    table = under(parent, "tbl")
    properties = under(table, "tblPr")
    under(properties, "tblStyle", val="TableGrid")
    under(properties, "tblW", w=5000, type="pct")
    under(properties, "tblLook", val="0000")
    grid = under(table, "tblGrid")
    for _ in range(columns):
        under(grid, "gridCol", w=_WIDTH // columns)
    is_top = True
    for row in rows:
        is_top = is_top and any(cell.header for cell in row.cells)
        _row(under(table, "tr"), row, _WIDTH // columns, marker, is_top=is_top)


def _row(element: Element, row: Row, width: int, marker: Marker, *, is_top: bool) -> None:
    if is_top or row.fate != "same":
        properties = under(element, "trPr")
        if is_top:
            under(properties, "tblHeader")
        if row.fate != "same":
            marker.mark(properties, row.fate)
    for cell in row.cells:
        _cell(under(element, "tc"), cell, row, width * cell.colspan, marker)


def _cell(element: Element, cell: RowCell, row: Row, width: int, marker: Marker) -> None:
    properties = under(element, "tcPr")
    under(properties, "tcW", w=width, type="dxa")
    if cell.colspan > 1:
        under(properties, "gridSpan", val=cell.colspan)
    if cell.ties:
        under(properties, "vMerge", val=cell.ties)
    if cell.header:
        under(properties, "shd", val="clear", color="auto", fill=_SHADE)
    paragraph = under(element, "p")
    if row.fate != "same":
        marker.mark(under(under(paragraph, "pPr"), "rPr"), row.fate)
    write_runs(paragraph, cell.runs, marker)
