"""Word files (.docx, .docm, .dotx): a walker over the zip and its XML, because ready libraries lose words
in silence.

Order of the blocks: headers, body (each text box after the paragraph that holds it, each nested table after
the row), footnotes, endnotes, footers. A note is marked in the running text by "[1]" (footnote) or "[i]"
(endnote) under a span of kind "sup"; the first block of the note, in part "footnote 1" or "endnote 1",
carries the same sign as its label. Equal headers or footers of several sections are given once.

Left out of the blocks and said otherwise: deleted and hidden text (``leaks``), comments, also those that nothing
refers to any more (``comments``), charts, embedded objects and imported files (``notices``; those that are documents
count as hidden text, for they keep their own changes). Changes are counted in
every part, for those that give no text travel with the file too. Nothing is written here: see ``docx_clean``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from repo_service.domain.passages import BODY, Block, plain_text
from repo_service.formats.annotated import word
from repo_service.formats.base import Comment, Extract, Format, Leaks, ReadFailure
from repo_service.formats.docx_clean import clean
from repo_service.formats.package import (
    OLE_MAGIC,
    Element,
    Package,
    is_encrypted_ole,
    open_package,
    parse_xml,
    stream_children,
)
from repo_service.formats.word.drawings import DRAWING_TEXT, drawn_text
from repo_service.formats.word.embedded import embedded_documents
from repo_service.formats.word.grid import renumbered
from repo_service.formats.word.hiding import hidden_in
from repo_service.formats.word.names import NAMESPACES, attribute
from repo_service.formats.word.numbering import Numbering
from repo_service.formats.word.paper import Paper, is_countable
from repo_service.formats.word.private import CONTENT_TYPES, remark_parts
from repo_service.formats.word.relations import Relation, first_target, relations_of
from repo_service.formats.word.story import TEXT_BOX, Story
from repo_service.formats.word.styles import Styles

_MAIN = "word/document.xml"
_OTHER_APPLICATIONS = ("xl/", "ppt/", "visio/")
_BODIES = tuple(f"{{{namespace}}}body" for namespace in NAMESPACES)
_SIGNATURES = tuple(namespace.encode() for namespace in NAMESPACES)
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_PROPERTIES = {
    "title": "title",
    "creator": "author",
    "subject": "subject",
    "keywords": "keywords",
    "language": "language",
    "created": "created",
    "modified": "modified",
}


def recognise(head: bytes, names: tuple[str, ...]) -> bool:
    """A zip with content types and a folder ``word`` (or a main part elsewhere), or an encrypted OOXML."""
    if head.startswith(OLE_MAGIC):
        return is_encrypted_ole(head)
    folded = [name.casefold() for name in names]
    if CONTENT_TYPES.casefold() not in folded or any(n.startswith(_OTHER_APPLICATIONS) for n in folded):
        return False
    return any(name.startswith("word/") or name.rpartition("/")[2] == "document.xml" for name in folded)


def read(path: Path) -> Extract:
    """All words of the file, in order; ``ReadFailure`` for the reasons of ``package`` and
    "not_a_document"."""
    with open_package(path) as package:
        try:
            return _Reader(package).extract()
        except RecursionError as error:
            raise ReadFailure("damaged", "nested too deep") from error


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._roots = relations_of(package, "")
        self._main = first_target(self._roots, "officeDocument") or package.find(_MAIN) or ""
        if not self._main:
            raise ReadFailure("not_a_document")
        self._links = relations_of(package, self._main)
        self._broken = 0
        self._counted = {self._main, ""}
        styles = Styles(self._part(first_target(self._links, "styles")))
        numbering = self._part(first_target(self._links, "numbering"))
        self._paper = Paper(styles=styles, numbering=Numbering(numbering, styles.number_of, styles.language or "fr"))

    def extract(self) -> Extract:
        """Read everything; the body comes first because it tells which headers and notes are used."""
        paper = self._paper
        body = Story(paper, BODY, self._links).read(self._body())
        headers, footers = self._margins("header"), self._margins("footer")
        notes = [*self._notes("footnote"), *self._notes("endnote")]
        blocks = [*headers, *body, *notes, *footers, *self._diagrams()]
        hidden = paper.hidden or paper.hidden_anywhere  # that of comments goes with the comments
        comments = tuple(self._comments())
        hidden += self._count_aside() + len(embedded_documents(self._package))
        if self._broken:
            paper.left_out["part"] += self._broken
        return Extract(
            status="read" if any(block.text for block in blocks) else "no_text",
            blocks=tuple(renumbered(blocks)),
            properties=self._properties(),
            comments=comments,
            leaks=Leaks(paper.insertions, paper.deletions, len(comments), hidden, paper.formatting),
            notices=paper.notices(),
        )

    def _part(self, name: str) -> Element | None:
        """The root of a part beside the main one; a damaged one is announced, for the rest can
        still be read."""
        if not name:
            return None
        try:
            return parse_xml(self._package.read(name))
        except ReadFailure as failure:
            if failure.reason != "damaged":
                raise
            self._broken += 1
            return None

    def _body(self) -> Iterator[Element]:
        for element in stream_children(self._main_chunks(), _BODIES, ("p", "tbl", "sdt")):
            self._paper.count_changes(element)
            yield element

    def _main_chunks(self) -> Iterator[bytes]:
        """The main part, once its beginning has shown that it is WordprocessingML."""
        for index, chunk in enumerate(self._package.chunks(self._main)):
            if not index and not any(sign in chunk.replace(b"\0", b"") for sign in _SIGNATURES):
                raise ReadFailure("not_a_document")
            yield chunk

    def _margins(self, kind: str) -> list[Block]:
        """The headers or the footers of all sections, equal ones once."""
        blocks: list[Block] = []
        seen: set[str] = set()
        for wanted, identifier in self._paper.sections:
            target = self._links.get(identifier, Relation("", "", external=False)).target
            root = self._part(target) if wanted == kind else None
            if root is None:
                continue
            self._count(target, root)
            found = Story(self._paper, kind, relations_of(self._package, target)).read(root)
            if (text := plain_text(found)) not in seen:
                seen.add(text)
                blocks += found
        return blocks

    def _notes(self, kind: str) -> list[Block]:
        noted = self._paper.noted[kind]
        name = first_target(self._links, f"{kind}s")
        root = self._part(name)
        if root is None:
            self._broken += 1 if noted and not name else 0
            return []
        self._count(name, root)
        links = relations_of(self._package, name)
        elements = {attribute(element, "id"): element for element in root}
        unused = [element for identifier, element in elements.items() if identifier not in noted]
        self._paper.hidden += sum(hidden_in(element, self._paper.styles) for element in unused)
        blocks: list[Block] = []
        for number, (identifier, mark) in enumerate(list(noted.items()), start=1):
            if (element := elements.get(identifier)) is not None:
                found = Story(self._paper, f"{kind} {number}", links).read(element)
                blocks += _marked(found, mark)
        return blocks

    def _diagrams(self) -> Iterator[Block]:
        for name in dict.fromkeys(self._paper.diagrams):
            root = self._part(name)
            for paragraph in root.iter(f"{DRAWING_TEXT}p") if root is not None else ():
                if text := drawn_text(paragraph).strip():
                    yield Block("paragraph", text, part=TEXT_BOX)

    def _comments(self) -> Iterator[Comment]:
        for name in dict.fromkeys((first_target(self._links, "comments"), *remark_parts(self._package))):
            root = self._part(name)
            self._counted.add(name)  # its changes go with the comments
            links = relations_of(self._package, name) if root is not None else {}
            for element in root.iterchildren("{*}comment") if root is not None else ():
                text = plain_text(Story(self._paper, "comment", links).read(element))
                yield Comment(attribute(element, "author"), attribute(element, "date"), text)

    def _count(self, name: str, root: Element) -> None:
        """Count the tracked changes of a part, once however often it is used."""
        if name not in self._counted:
            self._counted.add(name)
            self._paper.count_changes(root)

    def _count_aside(self) -> int:
        """Count those of the parts that give no text (styles, building blocks, headers out of use): they travel too.

        What is hidden there is returned.
        """
        hidden = 0
        for name in self._package.names:
            if name in self._counted or not name.casefold().endswith(".xml"):
                continue
            try:
                if self._is_wordprocessing(name) and self._has_something_to_count(data := self._package.read(name)):
                    root = parse_xml(data)
                    self._count(name, root)
                    hidden += hidden_in(root, self._paper.styles)
            except ReadFailure as failure:
                if failure.reason != "damaged":
                    raise
        return hidden

    def _has_something_to_count(self, data: bytes) -> bool:
        """A quick look: parsing the styles and building blocks of a file takes longer than reading its text."""
        return self._paper.styles.hide or is_countable(data)

    def _is_wordprocessing(self, name: str) -> bool:
        head = next(self._package.chunks(name), b"").replace(b"\0", b"")
        return any(sign in head for sign in _SIGNATURES)

    def _properties(self) -> dict[str, str]:
        root = self._part(first_target(self._roots, "core-properties"))
        found: dict[str, str] = {}
        for element in root if root is not None else ():
            name = _PROPERTIES.get(str(element.tag).rpartition("}")[2])
            text = " ".join(str(element.text or "").split())
            if name and text and (name not in {"created", "modified"} or _ISO.match(text)):
                found.setdefault(name, text)
        if self._paper.styles.language:
            found.setdefault("language", self._paper.styles.language)
        return found


def _marked(blocks: list[Block], mark: str) -> list[Block]:
    """The blocks of a note, its mark before the label of the first."""
    if not blocks:
        return blocks
    return [replace(blocks[0], label=f"{mark} {blocks[0].label}".strip()), *blocks[1:]]


FORMAT = Format(
    name="docx",
    version=3,
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    suffix=".docx",
    label="Word",
    recognise=recognise,
    read=read,
    clean=clean,
    remarks=word.read,
)
