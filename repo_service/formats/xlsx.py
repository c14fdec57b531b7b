"""Spreadsheets (xlsx, ods and the old xls) through calamine: sheets, rows, values as last computed.

Formulas are not run and macros not looked at. A sheet is a table: what is beyond the caps is left out and
said. A hidden sheet is hidden text: not even its name is told. Hidden rows and columns are read, for they are mostly
folded or filtered away, which is a way of looking and no secret.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine

from repo_service.domain.passages import Block, Cell
from repo_service.formats import doc
from repo_service.formats.base import Extract, Format, Leaks, ReadFailure
from repo_service.formats.package import OLE_MAGIC, Package, open_package, parse_xml
from repo_service.formats.pptx import core_properties, paragraphs_of
from repo_service.formats.word.names import relation
from repo_service.formats.word.relations import first_target, relations_of

MAX_ROWS = 50_000  # of one file
MAX_COLUMNS = 200
_MOST_MERGED = 5_000
_HIDDEN = ("1 feuille masquée n’est pas lue.", "%d feuilles masquées ne sont pas lues.")
_DRAWING = re.compile(r"xl/drawings/drawing\d+\.xml")


def printed(value: Any) -> str:
    """A cell's value as text: whole numbers without a point, dates as ISO 8601, true and false in French."""
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    return str(value).strip()


class _Merged:
    """The merged cells of a sheet, by their first cell; the others of each are covered."""

    def __init__(self, ranges: Any) -> None:
        self.spans: dict[tuple[int, int], tuple[int, int]] = {}
        self.covered: set[tuple[int, int]] = set()
        for (top, left), (bottom, right) in (ranges or ())[:_MOST_MERGED]:
            columns = min(right - left + 1, MAX_COLUMNS)
            rows = min(bottom - top + 1, 1000)
            self.spans[top, left] = rows, columns
            self.covered |= {(top + r, left + c) for r in range(rows) for c in range(columns) if r or c}


def _rows(sheet: Any, number: int, most: int) -> Iterator[Block]:
    """At most ``most`` rows that hold something."""
    top, left = sheet.start or (0, 0)
    merged = _Merged(sheet.merged_cell_ranges)
    given = 0
    for index, row in enumerate(sheet.iter_rows(), start=top):
        values = [printed(value) for value in row[:MAX_COLUMNS]]
        while values and not values[-1]:
            values.pop()
        if not values:
            continue
        if given == most:
            return
        heads = not given and len(values) > 1 and all(isinstance(value, str) and value for value in row[: len(values)])
        cells = []
        for column, value in enumerate(values, start=left):
            rows, columns = merged.spans.get((index, column), (1, 1))
            if value or (index, column) not in merged.covered:
                cells.append(Cell(value, columns, rows, heads))
        given += 1
        text = " | ".join(cell.text for cell in cells)
        yield Block("row", text, cells=tuple(cells), table=number, part=f"sheet {number}")


def _drawings_on_hidden_sheets(package: Package) -> set[str]:
    book = first_target(relations_of(package, ""), "officeDocument")
    if not book or not book.casefold().endswith(".xml"):  # an ODS, or a workbook in binary parts
        return set()
    links = relations_of(package, book)
    sheets = parse_xml(package.read(book)).iter("{*}sheet")
    hidden = [relation(sheet) for sheet in sheets if sheet.get("state") in ("hidden", "veryHidden")]
    targets = [links[identifier].target for identifier in hidden if identifier in links]
    return {one.target for target in targets for one in relations_of(package, target).values() if one.kind == "drawing"}


def _beside(path: Path) -> tuple[dict[str, str], list[Block], list[str]]:
    """What calamine does not tell of a package: properties, text boxes, and whether it has comments."""
    blocks: list[Block] = []
    with open_package(path) as package:
        properties = core_properties(package)
        hidden = _drawings_on_hidden_sheets(package)
        drawings = [name for name in package.names if _DRAWING.fullmatch(name) and name not in hidden]
        for number, name in enumerate(drawings, start=1):
            blocks += paragraphs_of(parse_xml(package.read(name)), f"textbox {number}")
        commented = any(name.startswith(("xl/comments", "xl/threadedComments")) for name in package.names)
    notice = "Ce classeur contient des commentaires ; ils ne sont pas lus mais restent dans l’original."
    return properties, blocks, [notice] if commented else []


def _sheets(path: Path) -> tuple[list[Block], list[str], int]:
    """The blocks, what to say, and how many sheets are hidden."""
    blocks: list[Block] = []
    notices = []
    left = MAX_ROWS
    with path.open("rb") as file, python_calamine.CalamineWorkbook.from_filelike(file) as book:
        visible = python_calamine.SheetVisibleEnum.Visible
        hidden = sum(about.visible != visible for about in book.sheets_metadata)
        for number, about in enumerate(book.sheets_metadata, start=1):
            if about.typ != python_calamine.SheetTypeEnum.WorkSheet or about.visible != visible:
                continue
            sheet = book.get_sheet_by_name(about.name)
            rows = list(_rows(sheet, number, left + 1))
            if len(rows) > left:
                notices.append(f"Seules les {MAX_ROWS} premières lignes du classeur ont été lues.")
            if sheet.width > MAX_COLUMNS:
                notices.append(f"« {about.name} » : seules les {MAX_COLUMNS} premières colonnes ont été lues.")
            blocks.append(Block("heading", about.name, level=2, part=f"sheet {number}"))
            blocks += rows[:left]
            left -= min(left, len(rows))
            if not left:
                break
    if hidden:
        one, many = _HIDDEN
        notices.append(one if hidden == 1 else many % hidden)
    return blocks, notices, hidden


def read(path: Path) -> Extract:
    """Reads a workbook: one heading a sheet, one block a row, in parts "sheet N"."""
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    if not packed and doc.comes_back(path):  # calamine would go round until its memory ends
        raise ReadFailure("damaged", "a chain of sectors comes back on itself")
    properties, boxes, notices = _beside(path) if packed else ({}, [], [])
    try:
        blocks, said, hidden = _sheets(path)
    except python_calamine.PasswordError as error:
        raise ReadFailure("encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise ReadFailure("damaged", str(error)[:200]) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # calamine's own word for a fault; it has no public name
            raise ReadFailure("damaged", str(error)[:200]) from error
        raise
    leaks = Leaks(hidden=hidden)
    return Extract(blocks=(*blocks, *boxes), properties=properties, leaks=leaks, notices=(*said, *notices))


def _is_xlsx(head: bytes, names: tuple[str, ...]) -> bool:
    return "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)


def _is_ods(head: bytes, names: tuple[str, ...]) -> bool:
    return b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet" in head[:256] and "content.xml" in names


def _is_xls(head: bytes, names: tuple[str, ...]) -> bool:
    return head.startswith(OLE_MAGIC) and bool({"workbook", "book"} & {name.lower() for name in names})


FORMAT = Format(
    "xlsx",
    2,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsx",
    "Excel",
    _is_xlsx,
    read,
    leaks=True,
)
ODS = Format(
    "ods", 2, "application/vnd.oasis.opendocument.spreadsheet", ".ods", "Classeur ODS", _is_ods, read, leaks=True
)
XLS = Format("xls", 2, "application/vnd.ms-excel", ".xls", "Excel 97-2003", _is_xls, read, leaks=True)
