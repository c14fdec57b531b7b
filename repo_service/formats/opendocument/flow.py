"""The inline content of an ODT paragraph: text, styles, links, notes, tracked insertions, frames.

White space is collapsed as ODF 1.3 part 3, 6.1.2 asks; ``text:s`` keeps its own. Fields give their content. Knows no
block.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from repo_service.formats.opendocument.hiding import is_field, is_hidden, paragraph_is_hidden
from repo_service.formats.opendocument.kept import is_personal
from repo_service.formats.opendocument.names import count, first, get, name
from repo_service.formats.opendocument.sheet import Sheet
from repo_service.formats.opendocument.styles import PLAIN, Look, over
from repo_service.formats.package import Element
from repo_service.formats.word.prose import Mark, Prose
from repo_service.formats.word.relations import safe_link

_BLANKS = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 1_000
_NO_MARKS: frozenset[Mark] = frozenset()
_SKIPPED = frozenset(
    {"text:tracked-changes", "text:change", "office:annotation-end", "text:soft-page-break", "text:note-citation"}
    | {"svg:title", "svg:desc", "text:ruby-text", "office:forms"}
)
TRANSPARENT = frozenset(
    {"text:span", "text:a", "text:ruby", "text:ruby-base", "text:meta"}
)  # may hold a bookmark's end


class Flow:
    """Reads paragraphs of one part. ``apart`` is given frames, notes and annotations, and returns the mark to print."""

    def __init__(self, sheet: Sheet, apart: Callable[[Element], str]) -> None:
        self._sheet = sheet
        self._apart = apart
        self._inserting: dict[str, None] = {}
        self._after_space = True
        self._prose = Prose()

    def read(self, paragraph: Element) -> Prose:
        """The text of a ``text:p`` or ``text:h``."""
        self._prose = Prose()
        self._after_space = True
        base = self._sheet.styles.look("paragraph", get(paragraph, "text:style-name"))
        by_field = paragraph_is_hidden(paragraph)
        if base.hidden or by_field:
            self._sheet.hidden += 1 if by_field or "".join(paragraph.itertext()).strip() else 0
        else:
            self._inside(paragraph, PLAIN, _NO_MARKS)
        return self._prose

    def change(self, element: Element) -> bool:
        """Take in the beginning or end of a tracked insertion; whether ``element`` is one."""
        sort = name(element)
        if sort == "text:change-start":
            identifier = get(element, "text:change-id")
            if identifier in self._sheet.authors:
                self._inserting[identifier] = None
        elif sort == "text:change-end":
            self._inserting.pop(get(element, "text:change-id"), None)
        return sort in {"text:change-start", "text:change-end"}

    def _inside(self, element: Element, look: Look, marks: frozenset[Mark]) -> None:
        self._write(element.text, look, marks)
        for inner in element:
            self._sheet.take_bookmark(inner)
            if not self.change(inner) and (not self._sheet.hiding or name(inner) in TRANSPARENT):
                self._one(inner, look, marks)
            self._write(inner.tail, look, marks)

    def _one(self, inner: Element, look: Look, marks: frozenset[Mark]) -> None:
        sort = name(inner)
        if sort == "text:span":
            nearer = self._sheet.styles.look("text", get(inner, "text:style-name"))
            self._span(inner, over(nearer, look), marks)
        elif sort == "text:a":
            address = safe_link(get(inner, "xlink:href"))
            self._inside(inner, look, marks | {("link", address)} if address else marks)
        elif sort == "text:s":
            self._put(" " * count(inner, "text:c", 1, _MOST_SPACES), look, marks)
        elif sort == "text:tab":
            self._put("\t", look, marks)
        elif sort == "text:line-break":
            self._put("\n", look, marks)
        elif is_apart(inner):
            outside, self._sheet.hiding = self._sheet.hiding, set()
            mark = self._apart(inner)
            self._sheet.hiding = outside  # no range leads out of a note or a frame
            self._put(mark, look, marks | {("sup", "")})
        elif sort == "text:ruby":
            self._inside(inner, look, marks)
            if (reading := first(inner, "text:ruby-text")) is not None:
                self._put(f" ({''.join(reading.itertext())})", look, marks)
        elif is_hidden(inner):
            self._sheet.hidden += 1
        elif is_personal(inner):
            self._sheet.left_out["name"] += 1
        elif sort not in _SKIPPED:
            if is_field(inner):
                self._sheet.show(inner)
            self._inside(inner, look, marks)

    def _span(self, inner: Element, look: Look, marks: frozenset[Mark]) -> None:
        if look.hidden and "".join(inner.itertext()).strip():
            self._sheet.hidden += 1
        elif not look.hidden:
            self._inside(inner, look, marks)

    def _write(self, text: str | None, look: Look, marks: frozenset[Mark]) -> None:
        """Collapse white space to one space, and to none after a space that was written before."""
        if text and not self._sheet.hiding:
            text = _BLANKS.sub(" ", text)
            self._put(text[1:] if self._after_space and text[0] == " " else text, look, marks, text[-1] == " ")

    def _put(self, text: str, look: Look, marks: frozenset[Mark], ends_in_space: bool = False) -> None:
        if self._sheet.hiding or (not text and not ends_in_space):
            return
        self._after_space = ends_in_space
        if self._inserting:
            marks |= {("inserted", "")}
            self._prose.authors |= {self._sheet.authors[change]: None for change in self._inserting}
        self._prose.add(text, marks | marks_of(look))


def is_apart(element: Element) -> bool:
    """Whether this stands in a paragraph without being of it."""
    sort = name(element)
    return sort in {"text:note", "office:annotation"} or sort.startswith("draw:")


def marks_of(look: Look) -> frozenset[Mark]:
    """The spans that a look makes."""
    if look is PLAIN:
        return _NO_MARKS
    marks: set[Mark] = set()
    if look.strong:
        marks.add(("strong", ""))
    if look.em:
        marks.add(("em", ""))
    if look.code:
        marks.add(("code", ""))
    if look.vertical == "sup":
        marks.add(("sup", ""))
    elif look.vertical == "sub":
        marks.add(("sub", ""))
    return frozenset(marks)
