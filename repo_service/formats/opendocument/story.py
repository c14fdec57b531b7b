"""Walks one part of an ODT file (body, header, note, frame, cell) and gives its blocks in order.

Sections and indexes are transparent. Frames and nested tables follow the paragraph or row that holds them.
``revision`` of a block tells who inserted anything in it; its spans of kind "inserted" tell what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from repo_service.domain.passages import Block, BlockKind, Span, plain_text
from repo_service.formats.opendocument.flow import Flow
from repo_service.formats.opendocument.hiding import is_hidden
from repo_service.formats.opendocument.lists import LEVELS, Counting, ListStyle
from repo_service.formats.opendocument.names import count, first, get, name
from repo_service.formats.opendocument.sheet import Sheet
from repo_service.formats.opendocument.styles import LOWEST_HEADING
from repo_service.formats.package import Element
from repo_service.formats.word.grid import MAX_SPAN, GridCell, GridRow, cell_of, is_bold, row_blocks

TEXT_BOX = "textbox"
_MOST_REPEATS = 1_000  # a file may repeat a row a million times
_LARGEST_START = 1_000_000
_WORD = re.compile(r"[^\W\d_]{3}")  # a label like "Article 3" is kept even without text, "3." is not
_SKIPPED = frozenset(
    {"text:sequence-decls", "text:variable-decls", "text:dde-connection-decls"}
    | {"office:forms", "text:section-source", "text:soft-page-break", "svg:title", "svg:desc"}
    | {"text:table-of-content-source", "text:alphabetical-index-source", "text:illustration-index-source"}
    | {"text:bibliography-source", "text:user-index-source", "text:object-index-source"}
    | {"text:table-index-source", "text:alphabetical-index-auto-mark-file", "office:event-listeners"}
)
_OBJECTS = frozenset({"draw:object", "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame"})


@dataclass(slots=True)
class Place:
    """Where in a list the next paragraph stands; ``label`` waits for the first paragraph of the item."""

    style: ListStyle | None
    counting: Counting
    depth: int
    numbered: bool = True
    start: int | None = None
    begun: bool = False


class Story:
    """Reads blocks of ``part`` (as ``Block.part`` calls it)."""

    def __init__(self, sheet: Sheet, part: str) -> None:
        self._sheet = sheet
        self._part = part
        self._flow = Flow(sheet, self._apart)
        self._beside: list[Block] = []  # frames of the present paragraph
        self._blocks: list[Block] = []

    def read(self, elements: Iterable[Element]) -> list[Block]:
        """All blocks of ``elements``."""
        for element in elements:
            self._add(element, None)
        return self._blocks

    def _add(self, element: Element, place: Place | None) -> None:
        sort = name(element)
        if sort in {"text:p", "text:h"}:
            self._paragraph(element, sort == "text:h", place)
        elif sort == "text:list":
            self._list(element, place)
        elif sort == "table:table":
            self._table(element)
        elif sort == "text:tracked-changes":
            self._sheet.take_changes(element)
        elif sort == "text:user-field-decls":
            self._sheet.declare(element)
        elif self._flow.change(element) or sort in _SKIPPED:
            return
        elif sort == "text:section" and is_hidden(element):
            self._sheet.hidden += 1
        elif sort.startswith("draw:") or sort == "office:annotation":
            self._apart(element)
            self._end()
        else:
            for inner in element:
                self._add(inner, place)

    def _paragraph(self, element: Element, is_heading: bool, place: Place | None) -> None:
        self._sheet.visit()
        style = get(element, "text:style-name")
        level = min(count(element, "text:outline-level", 1, 10) or 1, LOWEST_HEADING) if is_heading else 0
        level = level or self._sheet.styles.heading(style)
        code = not level and self._sheet.styles.is_code(style)
        prose = self._flow.read(element)
        text, spans = prose.finished(indented=code)
        label = self._outline_label(element) if is_heading and place is None else self._label(place)
        kind: BlockKind = "paragraph"
        if level:
            kind = "heading"
            spans = tuple(span for span in spans if span != Span(0, len(text), "strong"))
        elif label and place is not None:
            kind, level = "item", place.depth + 1
        elif code:
            kind = "code"
        if text or _WORD.search(label):
            self._sheet.grow(len(text))
            self._blocks.append(Block(kind, text, level, label, (), spans, part=self._part, revision=prose.revision))
        self._end()

    def _end(self) -> None:
        self._blocks += self._beside
        self._beside = []

    def _outline_label(self, heading: Element) -> str:
        if get(heading, "text:is-list-header") == "true":
            return ""
        depth = max(0, count(heading, "text:outline-level", 1, LEVELS) - 1)
        start = None
        if get(heading, "text:restart-numbering") == "true":
            start = count(heading, "text:start-value", 1, _LARGEST_START)
        return self._sheet.outline.label(self._sheet.styles.outline, depth, start)

    @staticmethod
    def _label(place: Place | None) -> str:
        """The label of the first paragraph of an item; the others continue it."""
        if place is None or place.begun or not place.numbered:
            return ""
        place.begun = True
        return place.counting.label(place.style, place.depth, place.start)

    def _list(self, element: Element, outer: Place | None) -> None:
        wanted = get(element, "text:style-name")
        style = self._sheet.styles.list_style(wanted) if wanted else outer.style if outer else None
        if outer is not None:
            counting, depth = outer.counting, outer.depth + 1
        else:
            counting, depth = self._counting(element, wanted), 0
        if identifier := get(element, "xml:id"):
            self._sheet.lists[identifier] = counting
        if wanted and outer is None:
            self._sheet.last_lists[wanted] = counting
        for item in element:
            sort = name(item)
            if sort not in {"text:list-item", "text:list-header"}:
                continue
            start = count(item, "text:start-value", 1, _LARGEST_START) if get(item, "text:start-value") else None
            place = Place(style, counting, depth, sort == "text:list-item", start)
            for inner in item:
                self._add(inner, place)

    def _counting(self, element: Element, style: str) -> Counting:
        """The counters of an outermost list: new ones, unless it continues another."""
        if (previous := get(element, "text:continue-list")) in self._sheet.lists:
            return self._sheet.lists[previous]
        if get(element, "text:continue-numbering") == "true" and style in self._sheet.last_lists:
            return self._sheet.last_lists[style]
        return Counting()

    def _apart(self, element: Element) -> str:
        """Read what stands in a paragraph without being of it, and give the mark to print in its place."""
        sort = name(element)
        if sort == "text:note":
            return self._note(element)
        if is_hidden(element):
            self._sheet.hidden += 1
            return ""
        if sort == "office:annotation":
            text = plain_text(Story(Sheet(styles=self._sheet.styles), "comment").read(_bodies(element)))
            self._sheet.take_comment(element, text)
        elif sort in _OBJECTS:
            self._sheet.left_out["object"] += 1
        elif sort in {"draw:text-box"}:
            self._beside += Story(self._sheet, TEXT_BOX).read(element)
        else:
            self._drawing(element)
        return ""

    def _drawing(self, shape: Element) -> None:
        """A frame holds alternatives or a text box; a shape holds its own paragraphs and shapes."""
        words = [inner for inner in shape if name(inner) in {"text:p", "text:h", "text:list"}]
        self._beside += Story(self._sheet, TEXT_BOX).read(words)
        for inner in shape:
            if name(inner).startswith("draw:") and name(inner) != "draw:image":
                self._apart(inner)

    def _note(self, note: Element) -> str:
        kind = "endnote" if get(note, "text:note-class") == "endnote" else "footnote"
        read = self._sheet.notes[kind]
        citation = first(note, "text:note-citation")
        sign = "".join(citation.itertext()).strip() if citation is not None else ""
        mark = f"[{sign or len(read) + 1}]"
        place = len(read)
        read.append([])
        body = first(note, "text:note-body")
        found = Story(self._sheet, f"{kind} {place + 1}").read(body if body is not None else ())
        if found:
            found[0] = replace(found[0], label=f"{mark} {found[0].label}".strip())
        read[place] = found
        return mark

    def _table(self, table: Element) -> None:
        self._sheet.tables += 1
        number = self._sheet.tables
        rows = [self._row(row, header) for row, header in self._rows(table, header=False)]
        if len(rows) > 1 and is_bold(rows[0]):
            rows[0].header = True
        self._blocks += row_blocks(rows, number, self._part)

    def _rows(self, container: Element, header: bool) -> Iterator[tuple[Element, bool]]:
        for inner in container:
            sort = name(inner)
            if sort == "table:table-row" and is_hidden(inner):
                self._sheet.hidden += 1
            elif sort == "table:table-row":
                filled = next(inner.iter("{*}p", "{*}h"), None) is not None
                repeats = count(inner, "table:number-rows-repeated", 1, _MOST_REPEATS) if filled else 1
                for _ in range(max(1, repeats)):
                    yield inner, header
            elif sort == "table:table-header-rows":
                yield from self._rows(inner, header=True)
            elif sort in {"table:table-rows", "table:table-row-group"}:
                yield from self._rows(inner, header)

    def _row(self, row: Element, header: bool) -> GridRow:
        self._sheet.visit()
        result = GridRow(header=header)
        authors: dict[str, None] = {}
        for element in row:
            if name(element) != "table:table-cell":
                continue
            filled = len(element) > 0
            repeats = count(element, "table:number-columns-repeated", 1, MAX_SPAN) if filled else 1
            for _ in range(max(1, repeats)):
                if len(result.cells) >= MAX_SPAN:
                    break
                cell, after, added = cell_of(Story(self._sheet, self._part).read(element), self._part)
                _spread(cell, element)
                result.cells.append(cell)
                result.after += after
                authors |= added
        result.revision = " ; ".join(authors)
        return result


def _spread(cell: GridCell, element: Element) -> None:
    cell.colspan = max(1, count(element, "table:number-columns-spanned", 1, MAX_SPAN))
    cell.rowspan = max(1, count(element, "table:number-rows-spanned", 1, MAX_SPAN))


def _bodies(annotation: Element) -> list[Element]:
    return [inner for inner in annotation if name(inner) in {"text:p", "text:list"}]
