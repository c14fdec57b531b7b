"""Blocks to clean HTML, safe by construction: tags are literals of this file, everything else is escaped.

Must not know a request, a document or a right: what a link between documents leads to is asked of a callback.
Anchors of blocks become ``id``; no other attribute carries text of a file save the address of a checked link.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from markupsafe import Markup

from repo_service.domain.passages import Block, Cell, Span, SpanKind

LinkResolver = Callable[[str], tuple[str, str] | None]

_TAGS: dict[SpanKind, tuple[Markup, Markup]] = {
    "mark": (Markup("<mark>"), Markup("</mark>")),
    "strong": (Markup("<strong>"), Markup("</strong>")),
    "em": (Markup("<em>"), Markup("</em>")),
    "code": (Markup("<code>"), Markup("</code>")),
    "sup": (Markup("<sup>"), Markup("</sup>")),
    "sub": (Markup("<sub>"), Markup("</sub>")),
}
_NESTING: tuple[SpanKind, ...] = ("link", *_TAGS)  # outermost first; "inserted" is not shown
_MARGINS = {"header", "footer"}
_NOTES = {"footnote", "endnote"}
_DEEPEST_LIST = 9
_MAX_COLSPAN = 1000  # HTML's own limits
_MAX_ROWSPAN = 65534
_WEB = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20\x7f<>\"\\^`{|}]+", re.IGNORECASE)
_LOCAL = re.compile(r"/(?![/\\])[^\s\x00-\x20\x7f<>\"\\^`{|}]*|/")
_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_PLAIN_BULLETS = frozenset("-–—•·*o▪■□●○◦‣⁃➢❖✓§+")
BLANK = re.compile(r"\{\{ *([a-z_]+(?:\.[a-z_]+)*) *\}\}")  # a place to fill in: {{ partenaire.adresse }}
_NOTHING = Markup("")
_BREAK = Markup("<br>")


@dataclass(frozen=True, slots=True)
class Words:
    """The few words that a rendered text adds by itself, in one language."""

    table: str = "Tableau"
    textbox: str = "Encadré"
    notes: str = "Notes"
    back: str = "Retour au texte, note"
    margins: str = "En-têtes et pieds de page"


FRENCH = Words()
ENGLISH = Words("Table", "Text box", "Notes", "Back to the text, note", "Page headers and footers")


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A line of the table of contents. ``level`` is 1 for the outermost and never skips one."""

    level: int
    text: str
    anchor: str


def html(
    blocks: Iterable[Block],
    link: LinkResolver | None = None,
    *,
    heading_offset: int = 1,
    words: Words = FRENCH,
    prefix: str = "",
    blank: Callable[[str], str] | None = None,
) -> Markup:
    """The text as semantic HTML: a sequence of flow elements, without a wrapper.

    ``link`` receives the whole target of a link that starts with ``doc:`` and answers with an address (a path
    of this site, or http) and a title, or ``None``, shown as plain text of class ``missing``. Headings start
    one level below ``heading_offset`` (1: at ``<h2>``) and never skip a level. Notes are gathered at the end,
    what is printed at the top and bottom of pages is folded. Control characters and lone surrogates go.
    ``prefix`` (a letter first) is put before every ``id``, for several texts on one page. With ``blank``, places to
    fill in show the words that it gives for their code.
    """
    return _Renderer(list(blocks), link, heading_offset, words, prefix, blank).render()


def toc(blocks: Iterable[Block]) -> list[TocEntry]:
    """The headings of the text with the anchors that ``html`` gives them; text boxes are left out."""
    flow = [block for block in blocks if _sort(block) not in _MARGINS | _NOTES]
    return [
        TocEntry(level, clean(f"{block.label} {block.text}".strip()), block.anchor)
        for block, level in zip(flow, _heading_levels(flow), strict=True)
        if level and block.anchor and _sort(block) != "textbox"
    ]


def _sort(block: Block) -> str:
    """What sort of part a block stands in: "body", "footnote", "slide"…"""
    return block.part.partition(" ")[0]


def clean(text: str) -> str:
    """The text without control characters and lone surrogates; it is not escaped yet."""
    return _FORBIDDEN.sub("", text)


def _visible(text: str) -> bool:
    """Whether something is there to see. A sign that this Python does not know yet (Cn, Co) may well be a letter."""
    return any(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"} for char in text)


def _heading_levels(blocks: Sequence[Block]) -> list[int]:
    """For each block its level as a heading, made contiguous from 1; 0 for what is no heading."""
    open_levels: list[int] = []
    result = []
    for block in blocks:
        if block.kind != "heading" or not _visible(block.text):
            result.append(0)
            continue
        while open_levels and open_levels[-1] >= block.level:
            open_levels.pop()
        open_levels.append(block.level)
        result.append(len(open_levels))
    return result


class _Renderer:
    """One rendering: remembers the ids given out and which note was referred to."""

    def __init__(
        self, blocks: list[Block], link: LinkResolver | None, offset: int, words: Words, prefix: str,
        blank: Callable[[str], str] | None,
    ) -> None:  # fmt: skip
        self._blank = blank
        self._prefix = prefix
        self._link = link
        self._offset = offset
        self._words = words
        self._used: set[str] = set()
        self._tables = 0
        self._boxes = 0
        self._flow = [b for b in blocks if _sort(b) not in _MARGINS | _NOTES]
        self._notes = [b for b in blocks if _sort(b) in _NOTES]
        self._margins = [b for b in blocks if _sort(b) in _MARGINS]
        self._targets = {b.anchor for b in blocks if _ANCHOR.fullmatch(b.anchor)}
        self._unreferenced: dict[str, list[str]] = {}  # number of a note -> its parts not yet referred to
        for part in dict.fromkeys(b.part for b in self._notes):
            self._unreferenced.setdefault(part.partition(" ")[2], []).append(part)
        self._references: dict[str, str] = {}  # part of a note -> id of the place that refers to it

    def render(self) -> Markup:
        levels = _heading_levels(self._flow)
        parts: list[Markup] = []
        for is_box, group in groupby(zip(self._flow, levels, strict=True), lambda pair: _box(pair[0])):
            content = self._blocks(list(group))
            parts.append(self._aside(content) if is_box and content else content)
        parts.append(self._note_section())
        if margins := self._blocks([(block, 0) for block in self._margins]):
            summary = Markup('<details class="margins"><summary>{}</summary>').format(self._words.margins)
            parts.append(summary + margins + Markup("</details>"))
        return _NOTHING.join(parts)

    def _aside(self, content: Markup) -> Markup:
        self._boxes += 1
        label = f"{self._words.textbox} {self._boxes}"
        return Markup('<aside class="textbox" aria-label="{}">{}</aside>').format(label, content)

    def _note_section(self) -> Markup:
        by_part: dict[str, list[Block]] = {}
        for block in self._notes:
            by_part.setdefault(block.part, []).append(block)
        notes = [self._note(part, blocks) for part, blocks in by_part.items()]
        if not any(notes):
            return _NOTHING
        opening = Markup('<section class="notes" aria-label="{}"><ol class="labelled" role="list">')
        return opening.format(self._words.notes) + _NOTHING.join(notes) + Markup("</ol></section>")

    def _note(self, part: str, blocks: list[Block]) -> Markup:
        number = clean(part.partition(" ")[2])
        content = self._blocks([(block, 0) for block in _without_number(blocks, number)])
        if not content:
            return _NOTHING
        label = Markup('<span class="label">{}</span> ').format(number) if _visible(number) else _NOTHING
        back = _NOTHING
        if reference := self._references.get(part):
            back = Markup(' <a class="back" href="#{}" aria-label="{} {}">↩</a>').format(
                self._prefix + reference, self._words.back, number
            )
        item = Markup("<li{}>").format(self._id(_note_id(part)))
        return item + label + content + back + Markup("</li>")

    def _blocks(self, blocks: list[tuple[Block, int]]) -> Markup:
        """Blocks with their heading levels; runs of items make a list, runs of rows of one table a table."""
        shown = [pair for pair in blocks if pair[0].kind == "row" or _visible(pair[0].label + pair[0].text)]
        parts: list[Markup] = []
        for (kind, _), group in groupby(shown, lambda pair: (pair[0].kind, pair[0].table)):
            if kind == "row":
                parts.append(self._table([block for block, _ in group]))
            elif kind == "item":
                parts.extend(self._list([block for block, _ in group]))
            else:
                parts.extend(self._single(block, level) for block, level in group)
        return _NOTHING.join(parts)

    def _single(self, block: Block, level: int) -> Markup:
        identity = self._id(block.anchor)
        if block.kind == "code":
            return Markup('<pre{} tabindex="0"><code>{}</code></pre>').format(identity, clean(block.text))
        content = _label(block.label) + self._inline(block.text, block.spans)
        if level:
            number = min(level + self._offset, 6)
            return Markup("<h%d%s>%s</h%d>") % (number, identity, content, number)
        name = Markup(' class="heading"') if block.kind == "heading" else _NOTHING
        return Markup("<p%s%s>%s</p>") % (identity, name, content)

    def _list(self, items: list[Block]) -> Iterator[Markup]:
        open_lists: list[tuple[int, str]] = []
        for block in items:
            level = min(max(block.level, 1), _DEEPEST_LIST)
            tag = "ul" if is_bullet(block.label) else "ol"
            while open_lists and open_lists[-1][0] >= level and open_lists[-1] != (level, tag):
                yield Markup("</li></%s>") % open_lists.pop()[1]
            if open_lists and open_lists[-1][0] == level:
                yield Markup("</li>")
            else:
                open_lists.append((level, tag))
                yield Markup("<ul>") if tag == "ul" else Markup('<ol class="labelled" role="list">')
            label = _NOTHING if tag == "ul" else _label(block.label)
            identity = self._id(block.anchor)
            yield Markup("<li%s>%s") % (identity, label + self._inline(block.text, block.spans))
        while open_lists:
            yield Markup("</li></%s>") % open_lists.pop()[1]

    def _table(self, rows: list[Block]) -> Markup:
        self._tables += 1
        heads = _header_rows(rows)
        head = _NOTHING.join(self._row(row, len(rows) - place, True) for place, row in enumerate(rows[:heads]))
        body = _NOTHING.join(self._row(row, len(rows) - place, False) for place, row in enumerate(rows[heads:], heads))
        opening = Markup('<div class="table" tabindex="0" role="region" aria-label="{} {}"><table>').format(
            self._words.table, self._tables
        )
        if head:
            head = Markup("<thead>") + head + Markup("</thead>")
        if body:
            body = Markup("<tbody>") + body + Markup("</tbody>")
        return opening + head + body + Markup("</table></div>")

    def _row(self, row: Block, rows_left: int, in_head: bool) -> Markup:
        cells = row.cells or (Cell(row.text),)
        aligned = " | ".join(cell.text for cell in cells) == row.text
        offset = 0
        parts = [Markup("<tr%s>") % self._id(row.anchor)]
        for cell in cells:
            spans = _moved(row.spans, offset, len(cell.text)) if aligned else ()
            offset += len(cell.text) + len(" | ")
            size = _size("colspan", min(cell.colspan, _MAX_COLSPAN))
            size += _size("rowspan", min(cell.rowspan, rows_left, _MAX_ROWSPAN))
            content = self._inline(cell.text, spans)
            if not cell.header or not _visible(cell.text):  # an empty header names nothing
                parts.append(Markup("<td%s>%s</td>") % (size, content))
            else:
                scope = "col" if in_head or all(each.header for each in cells) else "row"
                parts.append(Markup('<th scope="%s"%s>%s</th>') % (scope, size, content))
        return _NOTHING.join(parts) + Markup("</tr>")

    def _inline(self, text: str, spans: Sequence[Span]) -> Markup:
        by_kind = {kind: _disjoint(spans, kind, len(text)) for kind in {span.kind for span in spans}}
        kinds = [kind for kind in _NESTING if kind in by_kind]

        def piece(start: int, end: int, depth: int, linked: bool) -> Markup:
            if depth == len(kinds):
                return _lines(text[start:end], self._blank)
            kind = kinds[depth]
            ranges = by_kind[kind]
            parts: list[Markup] = []
            for place in range(bisect_right(ranges, start, key=lambda one: one.end), len(ranges)):
                span = ranges[place]
                if span.start >= end:
                    break
                parts.append(piece(start, max(span.start, start), depth + 1, linked))
                start, stop = max(span.start, start), min(span.end, end)
                inner = piece(start, stop, depth + 1, linked or kind == "link")
                parts.append(self._wrapped(span, inner, text[start:stop], linked))
                start = stop
            parts.append(piece(start, end, depth + 1, linked))
            return _NOTHING.join(parts)

        return piece(0, len(text), 0, False)

    def _wrapped(self, span: Span, inner: Markup, text: str, linked: bool) -> Markup:
        if span.kind == "link":
            return self._anchor(span.target, inner)
        opening, closing = _TAGS[span.kind]
        if span.kind == "sup" and not linked:
            inner = self._reference(text, inner)
        return opening + inner + closing

    def _reference(self, text: str, inner: Markup) -> Markup:
        """The first superscript that bears the number of a note leads to it, and the note leads back."""
        waiting = self._unreferenced.get(text.strip(" ()[]\u00a0\u202f"))
        if not waiting:
            return inner
        part = waiting.pop(0)
        place = f"ref-{_note_id(part)}"
        if identity := self._id(place):
            self._references[part] = place
        return Markup('<a class="note" href="#{}"{}>{}</a>').format(self._prefix + _note_id(part), identity, inner)

    def _anchor(self, target: str, inner: Markup) -> Markup:
        if target.startswith("doc:"):
            found = self._link(target) if self._link else None
            if found is None or not (_LOCAL.fullmatch(found[0]) or _WEB.fullmatch(found[0])):
                return Markup('<span class="missing">{}</span>').format(inner)
            return Markup('<a href="{}" title="{}">{}</a>').format(found[0], clean(found[1]), inner)
        if target.startswith("#") and target[1:] in self._targets:
            return Markup('<a href="#{}">{}</a>').format(self._prefix + target[1:], inner)
        if _WEB.fullmatch(target) and not _FORBIDDEN.search(target):
            return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(target, inner)
        return inner

    def _id(self, anchor: str) -> Markup:
        """The attribute, or nothing for an anchor that is empty, odd or already given."""
        if anchor in self._used or not _ANCHOR.fullmatch(anchor):
            return _NOTHING
        self._used.add(anchor)
        return Markup(' id="%s"') % (self._prefix + anchor)


def _box(block: Block) -> bool:
    return _sort(block) == "textbox"


def _note_id(part: str) -> str:
    return "note-" + re.sub(r"[^A-Za-z0-9]+", "-", part)


def _without_number(blocks: list[Block], number: str) -> list[Block]:
    """The blocks of a note; a first label that only repeats its number goes, since the list shows the number."""
    repeated = _visible(number) and blocks[0].label.strip("[]().*† ") == number
    return [replace(blocks[0], label=""), *blocks[1:]] if repeated else blocks


def _label(label: str) -> Markup:
    label = clean(label)
    return Markup('<span class="label">%s</span> ') % label if _visible(label) else _NOTHING


def is_bullet(label: str) -> bool:
    """Whether a list label is a mere bullet, which the page draws itself."""
    label = label.strip()
    if len(label) > 1:
        return False
    return not label or label in _PLAIN_BULLETS or unicodedata.category(label) in {"Co", "So"}


def _lines(text: str, blank: Callable[[str], str] | None) -> Markup:
    pieces = BLANK.split(text) if blank else [text]  # at odd places the codes of what is to be filled in
    shown = [_BREAK.join(clean(line) for line in piece.split("\n")) for piece in pieces]
    if blank:
        shown[1::2] = [Markup('<span class="blank">{}</span>').format(blank(code)) for code in pieces[1::2]]
    return _NOTHING.join(shown)


def _header_rows(rows: Sequence[Block]) -> int:
    """How many first rows form the head; 0 when one of their cells reaches below, which HTML cannot say."""
    count = 0
    while count < len(rows) and rows[count].cells and all(cell.header for cell in rows[count].cells):
        count += 1
    reaches = any(place + cell.rowspan > count for place in range(count) for cell in rows[place].cells)
    return 0 if reaches else count


def _size(name: str, value: int) -> Markup:
    return Markup(' %s="%d"') % (name, value) if value > 1 else _NOTHING


def _moved(spans: Sequence[Span], offset: int, length: int) -> tuple[Span, ...]:
    """The spans of a row, clipped to one cell and counted from its start."""
    return tuple(
        Span(max(span.start - offset, 0), min(span.end - offset, length), span.kind, span.target)
        for span in spans
        if span.end > offset and span.start < offset + length
    )


def _disjoint(spans: Sequence[Span], kind: SpanKind, length: int) -> list[Span]:
    """The spans of one kind in order, within the text; of two that overlap the first stays whole."""
    result: list[Span] = []
    reached = 0
    for span in sorted((s for s in spans if s.kind == kind), key=lambda one: (one.start, -one.end)):
        start, end = max(span.start, reached), min(span.end, length)
        if start < end:
            result.append(Span(start, end, kind, span.target))
            reached = end
    return result
