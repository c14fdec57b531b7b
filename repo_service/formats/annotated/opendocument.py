"""Remarks in an OpenDocument text: annotations with their ranges and replies, and tracked changes.

As ``word`` does, over the other standard: deleted words stand apart in ``text:tracked-changes``, and a mark in the text
says where they were (ODF 1.3 part 3, 5.5). Read are the main text, its notes and its frames; a change of looks is no
remark. OpenDocument knows no moves: words that were moved are gone here and added there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from repo_service.domain.passages import plain_text
from repo_service.formats.annotated.pieces import Change, Note, Piece, Trace, annotated
from repo_service.formats.annotated.word import iso
from repo_service.formats.base import Annotated, ReadFailure
from repo_service.formats.opendocument.flow import Flow
from repo_service.formats.opendocument.hiding import is_hidden
from repo_service.formats.opendocument.names import SPACES, clark, first, get, name
from repo_service.formats.opendocument.parts import CONTENT, STYLES, refuse_encrypted
from repo_service.formats.opendocument.sheet import Sheet
from repo_service.formats.opendocument.story import Story
from repo_service.formats.opendocument.styles import Look, Styles
from repo_service.formats.package import Element, Package, open_package, parse_xml
from repo_service.formats.word.grid import SEPARATOR
from repo_service.formats.word.prose import Mark

_DC = f"{{{SPACES['dc']}}}"
_PARENT = ("loext:parent-name",)
_PARAGRAPHS = frozenset({"text:p", "text:h"})
_LEFT_OUT = frozenset(
    {"text:sequence-decls", "text:variable-decls", "text:user-field-decls", "text:dde-connection-decls"}
    | {"office:forms", "text:section-source", "svg:title", "svg:desc", "office:event-listeners"}
    | {"text:table-of-content-source", "text:alphabetical-index-source", "text:illustration-index-source"}
    | {"text:bibliography-source", "text:user-index-source", "text:object-index-source", "text:table-index-source"}
)


def read(path: Path) -> Annotated:
    """What people said in the file; ``ReadFailure`` as for its text."""
    with open_package(path) as package:
        try:
            return _read(package)
        except RecursionError as error:
            raise ReadFailure("damaged", "nested too deep") from error


def _read(package: Package) -> Annotated:
    content = package.find(CONTENT)
    if content is None:
        raise ReadFailure("not_a_document")
    refuse_encrypted(package)
    root = parse_xml(package.read(content), allow_doctype=True)
    text = next(root.iterfind(f"{clark('office:body')}/{clark('office:text')}"), None)
    if text is None:
        raise ReadFailure("not_a_document")
    styles = _styles(package)
    for element in root.iterchildren(clark("office:automatic-styles")):
        for style in element:
            styles.add(style)
    walk = _Walk(styles, _Changes())
    runs = walk.read(text)
    return annotated(runs, walk.notes())


def _styles(package: Package) -> Styles:
    """The common styles; those of a damaged part hide nothing."""
    styles, found = Styles(), package.find(STYLES)
    try:
        root = parse_xml(package.read(found), allow_doctype=True) if found else None
    except ReadFailure as failure:
        if failure.reason != "damaged":
            raise
        root = None
    for element in root.iterchildren(clark("office:styles")) if root is not None else ():
        for style in element:
            styles.add(style)
    return styles


def _said(element: Element, what: str) -> str:
    return str(element.findtext(f"{_DC}{what}") or "")


@dataclass(slots=True)
class _Changes:
    """The changes of a text by their identifiers, those that are being added, and what was deleted."""

    known: dict[str, Change] = field(default_factory=dict)
    deleted: dict[str, list[Element]] = field(default_factory=dict)
    adding: dict[str, Change] = field(default_factory=dict)

    def learn(self, tracked: Element) -> None:
        """Take in a ``text:tracked-changes``."""
        for region in tracked:
            identifier = get(region, "text:id") or get(region, "xml:id")
            for change in region:
                if (sort := name(change)) not in {"text:insertion", "text:deletion"}:
                    continue
                info = first(change, "office:change-info")
                author, day = (_said(info, "creator"), iso(_said(info, "date"))) if info is not None else ("", "")
                self.known[f"{sort} {identifier}"] = Change(author, day)
                if sort == "text:deletion":
                    self.deleted[identifier] = [one for one in change if name(one) != "office:change-info"]


class _Flow(Flow):
    """Hands every piece of text on as it comes; marks of changes and annotations change the state that holds."""

    def __init__(self, walk: _Walk, sheet: Sheet) -> None:
        super().__init__(sheet, walk.apart)
        self._walk = walk

    def change(self, element: Element) -> bool:
        """Take in a mark of a change or the end of an annotation's range; whether ``element`` is one."""
        return self._walk.mark(element)

    def _put(self, text: str, look: Look, marks: frozenset[Mark], ends_in_space: bool = False) -> None:
        if not self._sheet.hiding and (text or ends_in_space):
            self._after_space = ends_in_space
            self._walk.trace.add(text)


class _Walk:
    """Walks a text and gives its runs of paragraphs, each row of a table by itself."""

    def __init__(self, styles: Styles, changes: _Changes) -> None:
        self.trace = Trace()
        self._sheet = Sheet(styles=styles)
        self._flow = _Flow(self, self._sheet)
        self._changes = changes
        self._notes: dict[str, tuple[Note, str]] = {}
        self._named: dict[str, str] = {}  # name of an annotation -> its key
        self._count = 0
        self._in_cell = False
        self._found: list[list[Piece]] = []
        self._later: list[list[Piece]] = []

    def notes(self) -> list[Note]:
        """The annotations met, with the ones that they reply to."""
        return [replace(note, answers=self._named.get(parent, "")) for note, parent in self._notes.values()]

    def read(self, elements: Iterable[Element]) -> list[list[Piece]]:
        """All runs of ``elements``."""
        for element in elements:
            self._add(element)
        self._flush()
        return self._found

    def _flush(self) -> None:
        if self.trace.pieces:
            self._found.append(self.trace.pieces)
            self.trace.pieces = []
        self._found += self._later
        self._later = []

    def _add(self, element: Element) -> None:
        sort = name(element)
        if sort in _PARAGRAPHS:
            self._paragraph(element)
        elif sort == "table:table" and self._in_cell:
            self._apart((element,))
        elif sort == "table:table":
            self._flush()
            self._rows(element)
        elif sort == "text:tracked-changes":
            self._changes.learn(element)
        elif self.mark(element) or sort in _LEFT_OUT or (sort == "text:section" and is_hidden(element)):
            return
        elif sort.startswith("draw:") or sort == "office:annotation":
            self.apart(element)
        else:
            for inner in element:
                self._add(inner)

    def _paragraph(self, paragraph: Element) -> None:
        self._sheet.visit()
        before = len(self.trace.pieces)
        self._flow.read(paragraph)
        self._sheet.grow(sum(len(piece.text) for piece in self.trace.pieces[before:]))
        self.trace.end()
        if not self._in_cell and self.trace.ended:
            self._flush()

    def mark(self, element: Element) -> bool:
        """Take in a mark of a change or the end of an annotation's range; whether ``element`` is one."""
        sort, adding = name(element), self._changes.adding
        identifier = get(element, "text:change-id")
        if sort == "text:change-start":
            if (change := self._changes.known.get(f"text:insertion {identifier}")) is not None:
                adding[identifier] = change
        elif sort == "text:change-end":
            adding.pop(identifier, None)
        elif sort == "text:change":
            self._take_deleted(identifier)
        elif sort == "office:annotation-end":
            self.trace.end_comment(self._named.get(get(element, "office:name"), ""))
        else:
            return False
        self.trace.added = list(adding.values())
        return True

    def _take_deleted(self, identifier: str) -> None:
        """Put back in their place the words that were deleted there; between two paragraphs their break is gone too."""
        change = self._changes.known.get(f"text:deletion {identifier}")
        elements = self._changes.deleted.pop(identifier, ())
        with self.trace.within(gone=change):
            for number, element in enumerate(_paragraphs(elements)):
                if number:
                    self.trace.end()
                _Flow(self, self._sheet).read(element)

    def apart(self, element: Element) -> str:
        """Read what stands in a paragraph without being of it, and give the mark to print in its place."""
        sort = name(element)
        if sort == "office:annotation":
            self._annotation(element)
        elif sort == "text:note":
            return self._note(element)
        elif not is_hidden(element):
            self._apart(element)
        return ""

    def _annotation(self, element: Element) -> None:
        self._count += 1
        key, called = str(self._count), get(element, "office:name")
        bodies = [inner for inner in element if name(inner) in {"text:p", "text:list"}]
        text = plain_text(Story(Sheet(styles=self._sheet.styles), "comment").read(bodies))
        if text.strip():
            note = Note(key, _said(element, "creator"), iso(_said(element, "date")), text)
            self._notes[key] = note, next((said for one in _PARENT if (said := get(element, one))), "")
        if called:
            self._named[called] = key
            self.trace.begin_comment(key)
        else:
            self.trace.refer(key)

    def _note(self, note: Element) -> str:
        kind = "endnote" if get(note, "text:note-class") == "endnote" else "footnote"
        read, citation = self._sheet.notes[kind], first(note, "text:note-citation")
        sign = "".join(citation.itertext()).strip() if citation is not None else ""
        read.append([])
        mark = f"[{sign or len(read)}]"
        if (body := first(note, "text:note-body")) is not None:
            self._apart(body)
        return mark

    def _apart(self, elements: Iterable[Element]) -> None:
        """Read what stands beside the present run with a flow of its own, and keep it for after."""
        outer = self._found, self._later, self.trace.pieces, self._in_cell, self._flow
        self._found, self._later, self.trace.pieces, self._in_cell = [], [], [], False
        self._flow = _Flow(self, self._sheet)
        made = self.read(elements)
        self._found, self._later, self.trace.pieces, self._in_cell, self._flow = outer
        self._later += made

    def _rows(self, container: Element) -> None:
        for inner in container:
            sort = name(inner)
            if sort == "table:table-row" and not is_hidden(inner):
                self._row(inner)
            elif sort in {"table:table-header-rows", "table:table-rows", "table:table-row-group"}:
                self._rows(inner)

    def _row(self, row: Element) -> None:
        self._sheet.visit()
        pieces: list[Piece] = []
        for number, cell in enumerate(row.iterchildren(clark("table:table-cell"))):
            if number:
                self.trace.add(SEPARATOR)
                pieces += self.trace.pieces
                self.trace.pieces = []
            pieces += self._cell(cell)
        self.trace.pieces = pieces
        self._flush()

    def _cell(self, cell: Element) -> list[Piece]:
        outer, self.trace.pieces, self._in_cell = self.trace.pieces, [], True
        for inner in cell:
            self._add(inner)
        made, self.trace.pieces, self._in_cell = self.trace.pieces, outer, False
        while made and made[-1].ends:
            made.pop()
        return [replace(piece, ends=False) for piece in made]


def _paragraphs(elements: Iterable[Element]) -> Iterator[Element]:
    """The paragraphs of what was deleted, through lists and tables."""
    for element in elements:
        if name(element) in _PARAGRAPHS:
            yield element
        else:
            yield from _paragraphs(element)
