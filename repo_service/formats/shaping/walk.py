"""Walks a cleaned HTML tree and makes blocks of it: for pages, Markdown and mail alike.

The walk is a loop over events and not a recursion, because depth is hostile. It trusts nothing
but names of elements; cleaning and parsing are ``html``'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import lxml.etree
import lxml.html

from repo_service.domain.passages import Block, Cell, Span, SpanKind

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
INLINE: dict[str, SpanKind] = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
    "sup": "sup",
    "sub": "sub",
    "ins": "inserted",
    "a": "link",
}
FLOW = frozenset(
    re.split(
        r"\s+",
        """address article aside blockquote body caption center dd details div dl dt fieldset figcaption
        figure footer form header hr html legend li main nav ol p pre section summary table tbody td
        tfoot th thead tr ul""",
    )
) | frozenset(_HEADINGS)
_SPACES = re.compile("[ \t\r\n\f]+")  # not U+00A0: it is typography, kept
_BULLETS = "•◦▪"


@dataclass(slots=True)
class _Line:
    """One line of text in the making, with white space collapsed and markup as offsets."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    spans: list[Span] = field(default_factory=list)
    blank: bool = True  # nothing yet, or the last character is white space: swallow the next space

    def add(self, text: str, *, raw: bool = False) -> None:
        if not raw:
            text = _SPACES.sub(" ", text)
            if self.blank:
                text = text.removeprefix(" ")
        if text:
            self.pieces.append(text)
            self.length += len(text)
            self.blank = text[-1] in " \n"

    def trim(self) -> None:
        """Drops the space before a line end."""
        if self.pieces and self.pieces[-1].endswith(" "):
            self.pieces[-1] = self.pieces[-1][:-1]
            self.length -= 1

    def closed(self) -> tuple[str, tuple[Span, ...]]:
        text = "".join(self.pieces).rstrip(" \n\t")
        spans = (replace(span, end=min(span.end, len(text))) for span in self.spans)
        return text, tuple(span for span in spans if span.start < span.end)


@dataclass(slots=True)
class _List:
    ordered: bool
    style: str
    count: int
    label: str = ""


@dataclass(slots=True)
class _Table:
    number: int
    cells: list[tuple[Cell, tuple[Span, ...]]] = field(default_factory=list)
    lines: list[tuple[str, tuple[Span, ...]]] | None = None  # the open cell's lines
    after: list[Block] = field(default_factory=list)  # tables nested in the row come after it


def _joined(parts: Iterable[tuple[str, tuple[Span, ...]]], glue: str) -> tuple[str, tuple[Span, ...]]:
    """Texts joined by ``glue``, with their spans moved to where they now stand."""
    texts, spans, offset = [], [], 0
    for text, own in parts:
        spans += [replace(span, start=span.start + offset, end=span.end + offset) for span in own]
        texts.append(text)
        offset += len(text) + len(glue)
    return glue.join(texts), tuple(spans)


def _number(text: str | None, default: int, most: int = 100_000) -> int:
    try:
        return max(-most, min(most, int(text or default)))
    except ValueError:
        return default


def list_label(count: int, style: str) -> str:
    """The printed number of an item: ``style`` is one of HTML's ``1 a A i I``."""
    if style in "aA" and 0 < count <= 26:
        return chr(ord(style) + count - 1) + "."
    if style in "iI" and 0 < count < 100:
        tens, units = divmod(count, 10)
        roman = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")[tens]
        roman += ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[units]
        return (roman.upper() if style == "I" else roman) + "."
    return f"{count}."


class _Walker:
    """Turns the events of one cleaned tree into blocks."""

    def __init__(self, part: str, schemes: tuple[str, ...]) -> None:
        self.blocks: list[Block] = []
        self.part = self.base_part = part
        self.schemes = schemes
        self.line = _Line()
        self.open: list[tuple[lxml.html.HtmlElement, int, SpanKind, str]] = []
        self.lists: list[_List] = []
        self.tables: list[_Table] = []
        self.layout: set[lxml.html.HtmlElement] = set()
        self.count = 0
        self.heading = 0
        self.code = 0
        self.muted: lxml.html.HtmlElement | None = None
        self.note = ""

    def start(self, element: lxml.html.HtmlElement) -> None:
        tag = element.tag
        if tag in FLOW:
            self.flush()
            if opener := _OPENERS.get(tag):
                opener(self, element)
        elif tag == "br":
            self.line.trim()
            self.line.add("\n", raw=True)
        elif tag == "img":
            self.text(element.get("alt"))
        elif kind := INLINE.get(tag):
            self.open_span(element, kind)
        # a bare number glued to a word would make another word of it
        self.text(f"[{element.text}]" if "footnote-ref" in element.get("class", "") else element.text)

    def end(self, element: lxml.html.HtmlElement) -> None:
        tag = element.tag
        if tag in FLOW:
            self.flush()
            if closer := _CLOSERS.get(tag):
                closer(self, element)
        elif self.open and self.open[-1][0] is element:
            _, start, kind, target = self.open.pop()
            if kind != "link" or target:
                self.line.spans.append(Span(start, self.line.length, kind, target))
        if self.muted is element:
            self.muted = None
        self.text(element.tail)

    def text(self, text: str | None) -> None:
        if text and self.muted is None:
            self.line.add(text, raw=self.code > 0)

    def open_span(self, element: lxml.html.HtmlElement, kind: SpanKind) -> None:
        target = element.get("href", "") if kind == "link" else ""
        if kind == "link" and "footnote-backref" in element.get("class", ""):
            self.muted = element
        if not target.lower().startswith(self.schemes):
            target = ""
        self.open.append((element, self.line.length, kind, target))

    def flush(self) -> None:
        """Closes the line in the making: into the open cell of a table, or into a block of its own."""
        if not self.line.pieces and not self.open:
            return
        for _, start, kind, target in self.open:
            if kind != "link" or target:
                self.line.spans.append(Span(start, self.line.length, kind, target))
        self.open = [(element, 0, kind, target) for element, _, kind, target in self.open]
        line, self.line = self.line, _Line()
        text, spans = line.closed()
        if not text.strip(" \n"):
            return
        if self.tables and self.tables[-1].lines is not None:
            label = self.take_label()
            if label:
                text, spans = _joined(((label, ()), (text, spans)), " ")
            self.tables[-1].lines.append((text, spans))
        else:
            self.emit(self.block(text, spans))

    def block(self, text: str, spans: tuple[Span, ...]) -> Block:
        if self.heading:
            return Block("heading", text, level=self.heading, spans=spans, part=self.part)
        if self.note:
            label, self.note = self.note, ""
            return Block("paragraph", text, label=label, spans=spans, part=self.part)
        label, level = self.take_label(), min(len(self.lists), 9)
        if self.code:
            return Block("code", text, spans=spans, part=self.part)
        inside = bool(self.lists) and self.part == self.base_part
        return Block(
            "item" if inside else "paragraph",
            text,
            level=level if inside else 0,
            label=label,
            spans=spans,
            part=self.part,
        )

    def take_label(self) -> str:
        """The label of the open item, once: its further paragraphs have none."""
        if not self.lists:
            return ""
        label, self.lists[-1].label = self.lists[-1].label, ""
        return label

    def emit(self, block: Block) -> None:
        (self.tables[-1].after if self.tables else self.blocks).append(block)

    def open_heading(self, element: lxml.html.HtmlElement) -> None:
        self.heading = _HEADINGS[element.tag]

    def close_heading(self, element: lxml.html.HtmlElement) -> None:
        self.heading = 0

    def open_code(self, element: lxml.html.HtmlElement) -> None:
        self.code += 1

    def close_code(self, element: lxml.html.HtmlElement) -> None:
        self.code -= 1

    def open_list(self, element: lxml.html.HtmlElement) -> None:
        ordered = element.tag == "ol"
        self.lists.append(_List(ordered, element.get("type", "1"), _number(element.get("start"), 1) - 1))

    def close_list(self, element: lxml.html.HtmlElement) -> None:
        if self.lists:
            self.lists.pop()

    def open_item(self, element: lxml.html.HtmlElement) -> None:
        if not self.lists:
            return
        current = self.lists[-1]
        current.count = _number(element.get("value"), current.count + 1)
        if current.ordered and element.get("id", "").startswith("fn:"):
            self.part, self.note = f"footnote {current.count}", str(current.count)
        elif current.ordered:
            current.label = list_label(current.count, current.style)
        else:
            current.label = _BULLETS[min(len(self.lists), len(_BULLETS)) - 1]

    def close_item(self, element: lxml.html.HtmlElement) -> None:
        self.part, self.note = self.base_part, ""

    def open_table(self, element: lxml.html.HtmlElement) -> None:
        if element.get("role") == "presentation" or next(element.iter(*_HEADINGS), None) is not None:
            self.layout.add(element)
            return
        self.count += 1
        self.tables.append(_Table(self.count))

    def close_table(self, element: lxml.html.HtmlElement) -> None:
        if element in self.layout:
            self.layout.discard(element)
        elif self.tables:
            self.close_row(element)
            table = self.tables.pop()
            for block in table.after:
                self.emit(block)

    def in_layout(self, element: lxml.html.HtmlElement) -> bool:
        """Whether the nearest table around ``element`` only serves to place things."""
        return next(element.iterancestors("table"), None) in self.layout

    def open_cell(self, element: lxml.html.HtmlElement) -> None:
        if self.tables and not self.in_layout(element):
            self.tables[-1].lines = []

    def close_cell(self, element: lxml.html.HtmlElement) -> None:
        if not self.tables or self.tables[-1].lines is None or self.in_layout(element):
            return
        table = self.tables[-1]
        text, spans = _joined(table.lines or (), "\n")
        columns, rows = (max(1, _number(element.get(name), 1, 1000)) for name in ("colspan", "rowspan"))
        table.cells.append((Cell(text, columns, rows, element.tag == "th"), spans))
        table.lines = None

    def close_row(self, element: lxml.html.HtmlElement) -> None:
        if not self.tables or self.in_layout(element):
            return
        table = self.tables.pop()
        if any(cell.text or cell.rowspan > 1 for cell, _ in table.cells):
            text, spans = _joined(((cell.text, own) for cell, own in table.cells), " | ")
            cells = tuple(cell for cell, _ in table.cells)
            self.emit(Block("row", text, cells=cells, spans=spans, table=table.number, part=self.part))
        for block in table.after:
            self.emit(block)
        table.cells, table.after = [], []
        self.tables.append(table)


_OPENERS = {
    **dict.fromkeys(_HEADINGS, _Walker.open_heading),
    "pre": _Walker.open_code,
    "ol": _Walker.open_list,
    "ul": _Walker.open_list,
    "li": _Walker.open_item,
    "table": _Walker.open_table,
    "td": _Walker.open_cell,
    "th": _Walker.open_cell,
}
_CLOSERS = {
    **dict.fromkeys(_HEADINGS, _Walker.close_heading),
    "pre": _Walker.close_code,
    "ol": _Walker.close_list,
    "ul": _Walker.close_list,
    "li": _Walker.close_item,
    "table": _Walker.close_table,
    "td": _Walker.close_cell,
    "th": _Walker.close_cell,
    "tr": _Walker.close_row,
}


def blocks_of_tree(tree: lxml.html.HtmlElement, part: str, schemes: tuple[str, ...]) -> list[Block]:
    """The blocks of a tree, all in ``part``. ``schemes``: how the links that are kept begin."""
    walker = _Walker(part, schemes)
    for event, element in lxml.etree.iterwalk(tree, events=("start", "end")):
        (walker.start if event == "start" else walker.end)(element)
    walker.flush()
    return walker.blocks
