"""Remarks in a Word file: comments with their ranges and replies, and tracked insertions, deletions and moves.

The words of a passage come out as ``formats.docx`` reads them, for the same code reads the runs; what is deleted is
read too, and everything keeps who added or struck it (ECMA-376 part 1, 17.13.4 and 17.13.5; replies: MS-DOCX 2.5.1).
Read are the main text, headers, footers and notes; changes of looks are no remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from repo_service.domain.passages import plain_text
from repo_service.formats.annotated.pieces import Change, Note, Piece, Trace, annotated
from repo_service.formats.base import Annotated, ReadFailure
from repo_service.formats.package import Element, Package, open_package, parse_xml, stream_children
from repo_service.formats.word.drawings import found_in
from repo_service.formats.word.grid import SEPARATOR
from repo_service.formats.word.names import NAMESPACES, attribute, child, chosen, local, value
from repo_service.formats.word.numbering import Numbering
from repo_service.formats.word.paper import Links, Paper
from repo_service.formats.word.private import remark_parts
from repo_service.formats.word.prose import Mark, Prose
from repo_service.formats.word.relations import first_target, relations_of
from repo_service.formats.word.runs import Runs, written
from repo_service.formats.word.story import Story
from repo_service.formats.word.styles import Styles, row_is_hidden

_MAIN = "word/document.xml"
_BODIES = tuple(f"{{{namespace}}}body" for namespace in NAMESPACES)
_SIGNATURES = tuple(namespace.encode() for namespace in NAMESPACES)
_ADDED, _GONE = ("ins", "moveTo"), ("del", "moveFrom")
_BESIDE = ("header", "footer", "footnotes", "endnotes")
_LEFT_OUT = frozenset({"sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "tcPr", "trPr", "tblPr", "tblGrid", "sectPr"})
_EXTENDED = re.compile(r"word/commentsExtended[^/]*\.xml", re.IGNORECASE)
_EARLIEST = "1990"
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?)?")


def read(path: Path) -> Annotated:
    """What people said in the file; ``ReadFailure`` as for its text."""
    with open_package(path) as package:
        try:
            return _Reader(package).read()
        except RecursionError as error:
            raise ReadFailure("damaged", "nested too deep") from error


def iso(date: str) -> str:
    """A date of a file when it is one that can be told, else empty: LibreOffice writes 1970 for a day that it lacks."""
    return date if _ISO.fullmatch(date) and date >= _EARLIEST else ""


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = first_target(relations_of(package, ""), "officeDocument") or package.find(_MAIN) or ""
        if not self._main:
            raise ReadFailure("not_a_document")
        self._links = relations_of(package, self._main)
        styles = Styles(self._part(first_target(self._links, "styles")))
        numbering = self._part(first_target(self._links, "numbering"))
        self._paper = Paper(styles=styles, numbering=Numbering(numbering, styles.number_of, styles.language or "fr"))

    def read(self) -> Annotated:
        """The body first, then what stands around it."""
        trace = Trace()
        walk = _Walk(self._paper, self._links, trace)
        runs = walk.read(stream_children(self._main_chunks(), _BODIES, ("p", "tbl", "sdt")))
        beside = [link.target for link in self._links.values() if link.kind in _BESIDE and not link.external]
        for name in dict.fromkeys(beside):
            root = self._part(name)
            links = relations_of(self._package, name) if root is not None else {}
            for element in _texts(root):
                runs += _Walk(self._paper, links, trace).read(element)
        return annotated(runs, self._notes())

    def _main_chunks(self) -> Iterator[bytes]:
        for index, chunk in enumerate(self._package.chunks(self._main)):
            if not index and not any(sign in chunk.replace(b"\0", b"") for sign in _SIGNATURES):
                raise ReadFailure("not_a_document")
            yield chunk

    def _part(self, name: str) -> Element | None:
        """The root of a part beside the main one; the text of a file with a damaged one can still be read."""
        if not name:
            return None
        try:
            return parse_xml(self._package.read(name))
        except ReadFailure as failure:
            if failure.reason != "damaged":
                raise
            return None

    def _notes(self) -> list[Note]:
        """The comments of the file, each once, with the ones that they reply to."""
        found: dict[str, tuple[Note, str]] = {}
        for name in dict.fromkeys((first_target(self._links, "comments"), *remark_parts(self._package))):
            root = self._part(name)
            links = relations_of(self._package, name) if root is not None else {}
            for element in root.iterchildren("{*}comment") if root is not None else ():
                text = plain_text(Story(self._paper, "comment", links).read(element))
                key, said = attribute(element, "id"), iso(attribute(element, "date"))
                if text.strip() and key not in found:
                    found[key] = Note(key, attribute(element, "author"), said, text), _paragraph_of(element)
        parents = self._parents()
        keys = {paragraph: key for key, (_, paragraph) in found.items() if paragraph}
        return [
            replace(note, answers=keys.get(parents.get(paragraph, ""), "")) for note, paragraph in found.values()
        ]  # fmt: skip

    def _parents(self) -> dict[str, str]:
        """Which comment replies to which, by the identifiers of their last paragraphs (w15:commentEx)."""
        name = next((one for one in self._package.names if _EXTENDED.fullmatch(one)), "")
        root = self._part(name)
        return {
            _ending(element, "paraId"): parent
            for element in (root.iterchildren("{*}commentEx") if root is not None else ())
            if (parent := _ending(element, "paraIdParent"))
        }


def _texts(root: Element | None) -> Iterator[Element]:
    """The texts of a part beside the main one: its notes, or the whole of a header."""
    if root is None:
        return
    if local(root) not in {"footnotes", "endnotes"}:
        yield root
        return
    yield from (note for note in root if attribute(note, "type", "normal") == "normal")


def _paragraph_of(comment: Element) -> str:
    paragraphs = list(comment.iter("{*}p"))
    return _ending(paragraphs[-1], "paraId") if paragraphs else ""


def _ending(element: Element, name: str) -> str:
    """An attribute of one of the later namespaces of Word, by its local name."""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _change(mark: Element | None) -> Change | None:
    if mark is None:
        return None
    moved = local(mark) in {"moveFrom", "moveTo"}
    return Change(attribute(mark, "author"), iso(attribute(mark, "date")), moved)


def _marked(properties: Element | None, names: Iterable[str]) -> Change | None:
    """The change that is marked in the properties of a paragraph's end, a row or a cell."""
    return next((_change(found) for name in names if (found := child(properties, name)) is not None), None)


class _Runs(Runs):
    """Reads deleted runs too, and says of everything who added or struck it."""

    def __init__(self, paper: Paper, links: Links, boxes: list[Element], trace: Trace) -> None:
        super().__init__(paper, links, boxes.append)
        self._trace = trace

    def _inside(self, content: Iterable[Element], marks: frozenset[Mark]) -> None:
        for inner in content:
            name = local(inner)
            if name in _ADDED:
                with self._trace.within(added=_change(inner)):
                    self._inside(inner, marks)
            elif name in _GONE:
                with self._trace.within(gone=_change(inner)):
                    self._inside(inner, marks)
            elif not take_range(self._trace, inner, name):
                super()._inside((inner,), marks)

    def _content(self, run: Iterable[Element], marks: frozenset[Mark]) -> None:
        for inner in run:
            name = local(inner)
            if name == "delText":
                if not self._paper.styles.of_run(inner.getparent(), self._hidden).hidden:
                    self._show(written(inner), marks)
            elif name == "commentReference":
                self._trace.refer(attribute(inner, "id"))
            else:
                super()._content((inner,), marks)


class _Prose(Prose):
    """Hands every piece of text on as it comes."""

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self._trace = trace

    def add(self, text: str, marks: frozenset[Mark] = frozenset()) -> None:
        """Append ``text`` under the state that holds now."""
        self._trace.add(text)


def take_range(trace: Trace, element: Element, name: str) -> bool:
    """Take in the beginning or end of what a comment covers; whether ``element`` is one."""
    if name == "commentRangeStart":
        trace.begin_comment(attribute(element, "id"))
    elif name == "commentRangeEnd":
        trace.end_comment(attribute(element, "id"))
    else:
        return False
    return True


class _Walk:
    """Walks one part and gives its runs of paragraphs, each row of a table by itself."""

    def __init__(self, paper: Paper, links: Links, trace: Trace) -> None:
        self._paper = paper
        self._trace = trace
        self._boxes: list[Element] = []  # of the present paragraph
        self._runs = _Runs(paper, links, self._boxes, trace)
        self._in_cell = False
        self._found: list[list[Piece]] = []
        self._later: list[list[Piece]] = []  # of text boxes and nested tables: after the present run

    def read(self, elements: Iterable[Element]) -> list[list[Piece]]:
        """All runs of ``elements``."""
        for element in elements:
            self._add(element)
        self._flush()
        return self._found

    def _flush(self) -> None:
        if self._trace.pieces:
            self._found.append(self._trace.pieces)
            self._trace.pieces = []
        self._found += self._later
        self._later = []

    def _add(self, element: Element) -> None:
        name = local(element)
        if name == "p":
            self._paragraph(element)
        elif name == "tbl" and self._in_cell:
            self._apart((element,))
        elif name == "tbl":
            self._flush()
            for row in element.iterchildren():
                self._rows(row)
        elif name == "AlternateContent":
            for inner in chosen(element):
                self._add(inner)
        elif name in (*_ADDED, *_GONE):
            change = _change(element)
            with self._trace.within(*((change, None) if name in _ADDED else (None, change))):
                for inner in element:
                    self._add(inner)
        elif not take_range(self._trace, element, name) and name not in _LEFT_OUT:
            for inner in element:
                self._add(inner)

    def _paragraph(self, paragraph: Element) -> None:
        self._paper.visit()
        properties = child(paragraph, "pPr")
        hidden = self._paper.styles.paragraph(value(properties, "pStyle")).hidden
        before = len(self._trace.pieces)
        self._runs.read(paragraph, _Prose(self._trace), hidden)
        self._paper.grow(sum(len(piece.text) for piece in self._trace.pieces[before:]))
        mark = child(properties, "rPr")
        self._trace.end(_marked(mark, _ADDED), _marked(mark, _GONE))
        boxes, self._boxes[:] = self._boxes[:], []
        for drawing in boxes:
            for sort, found in found_in(drawing):
                if sort == "box":
                    self._apart(found)
        if not self._in_cell and self._trace.ended:
            self._flush()

    def _apart(self, elements: Iterable[Element]) -> None:
        """Read what stands beside the present run, and keep it for after."""
        outer = self._found, self._later, self._trace.pieces, self._in_cell
        self._found, self._later, self._trace.pieces, self._in_cell = [], [], [], False
        made = self.read(elements)
        self._found, self._later, self._trace.pieces, self._in_cell = outer
        self._later += made

    def _rows(self, element: Element) -> None:
        name = local(element)
        if name == "tr":
            self._row(element)
        elif name == "AlternateContent":
            for inner in chosen(element):
                self._rows(inner)
        elif name not in _LEFT_OUT and not take_range(self._trace, element, name):
            for inner in element:
                self._rows(inner)

    def _row(self, row: Element) -> None:
        self._paper.visit()
        if row_is_hidden(row):
            return
        properties = child(row, "trPr")
        cells = []
        with self._trace.within(_marked(properties, ("ins",)), _marked(properties, ("del",))):
            for cell in _cells(row):
                cells.append(self._cell(cell))
                self._trace.add(SEPARATOR)
        separators, self._trace.pieces = self._trace.pieces, []
        for number, pieces in enumerate(cells):
            self._trace.pieces += pieces + separators[number : number + 1] if number < len(cells) - 1 else pieces
        self._flush()

    def _cell(self, cell: Element) -> list[Piece]:
        """The pieces of a cell, whose paragraphs become lines of it."""
        properties = child(cell, "tcPr")
        outer, self._trace.pieces, self._in_cell = self._trace.pieces, [], True
        with self._trace.within(_marked(properties, ("cellIns",)), _marked(properties, ("cellDel",))):
            for inner in cell:
                self._add(inner)
        made, self._trace.pieces, self._in_cell = self._trace.pieces, outer, False
        while made and made[-1].ends:
            made.pop()
        return [replace(piece, ends=False) for piece in made]


def _cells(container: Element) -> Iterator[Element]:
    """The cells of a row through wrappers, but those that continue the one above."""
    for inner in container:
        name = local(inner)
        if name == "tc":
            merged = child(child(inner, "tcPr"), "vMerge")
            if merged is None or attribute(merged, "val") == "restart":
                yield inner
        elif name == "AlternateContent":
            yield from _cells(chosen(inner))
        elif name not in _LEFT_OUT and name not in {"p", "tbl", "tr"}:
            yield from _cells(inner)
