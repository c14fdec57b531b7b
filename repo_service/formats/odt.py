"""OpenDocument texts (.odt, .ott): the same walker as for Word, over the other standard.

Order of the blocks: headers, body (each frame after the paragraph that holds it, each nested table after the row),
footnotes, endnotes, footers. A note is marked in the running text by its printed sign, "[1]", under a span of kind
"sup"; the first block of the note, in part "footnote 1" or "endnote 1", carries the same mark as its label. Only
master pages that are used give headers and footers, equal ones once.

Left out of the blocks and said otherwise: deleted and hidden text (``leaks``), comments (``comments``), embedded
objects (``notices``; those with changes or comments of their own count as hidden text). Nothing is written here: see
``odt_clean``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from repo_service.domain.passages import BODY, Block, plain_text
from repo_service.formats.annotated import opendocument
from repo_service.formats.base import Extract, Format, Leaks, ReadFailure
from repo_service.formats.odt_clean import clean
from repo_service.formats.opendocument.names import clark, get, name
from repo_service.formats.opendocument.objects import objects_with_traces
from repo_service.formats.opendocument.parts import CONTENT, MANIFEST, META, STYLES, refuse_encrypted
from repo_service.formats.opendocument.sheet import Sheet
from repo_service.formats.opendocument.story import Story
from repo_service.formats.opendocument.styles import Styles
from repo_service.formats.package import Element, Package, open_package, parse_xml, stream_children
from repo_service.formats.word.embedded import embedded_documents
from repo_service.formats.word.grid import renumbered

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_MIMETYPE = b"mimetype"
_NAME_AT = 30  # the first member's name follows 30 bytes of header (ODF 1.3 part 2, 3.3)
_CONTAINERS = (clark("office:automatic-styles"), clark("office:text"))
_FREQUENT = ("style", "list-style", "p", "h", "list", "table", "section")
_TEXT_MARK = b"office:text"
_STANDARD = "Standard"
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_PROPERTIES = {
    "dc:title": "title",
    "meta:initial-creator": "author",
    "dc:subject": "subject",
    "dc:language": "language",
    "meta:creation-date": "created",
    "dc:date": "modified",
}


def recognise(head: bytes, names: tuple[str, ...]) -> bool:
    """By the type written uncompressed at the very beginning; without one, by the members every ODF package has."""
    if head[_NAME_AT:].startswith(_MIMETYPE):
        return head[_NAME_AT + len(_MIMETYPE) :].startswith(MEDIA_TYPE.encode())
    return "mimetype" not in names and CONTENT in names and MANIFEST in names


def read(path: Path) -> Extract:
    """All words of the file, in order; ``ReadFailure`` for the reasons of ``package`` and "not_a_document"."""
    with open_package(path) as package:
        try:
            return _Reader(package).extract()
        except RecursionError as error:
            raise ReadFailure("damaged", "nested too deep") from error


class _Reader:
    def __init__(self, package: Package) -> None:
        self._package = package
        if package.find(CONTENT) is None:
            raise ReadFailure("not_a_document")
        refuse_encrypted(package)
        self._broken = 0
        self._used = {_STANDARD}
        self._read_styles()
        self._sheet = Sheet(styles=self._common)

    def extract(self) -> Extract:
        """Read everything; the body comes first because it tells which master pages are used."""
        sheet = self._sheet
        body = Story(sheet, BODY).read(self._body())
        notes = [block for kind in ("footnote", "endnote") for note in sheet.notes[kind] for block in note]
        sheet.styles, sheet.hiding = self._margin_styles, set()
        headers, footers = self._margins("header"), self._margins("footer")
        blocks = [*headers, *body, *notes, *footers]
        if self._broken:
            sheet.left_out["part"] += self._broken
        return Extract(
            status="read" if any(block.text for block in blocks) else "no_text",
            blocks=tuple(renumbered(blocks)),
            properties=self._properties(),
            comments=tuple(sheet.comments),
            leaks=Leaks(sheet.insertions, sheet.deletions, len(sheet.comments), self._hidden(), sheet.formatting),
            notices=sheet.notices(),
        )

    def _hidden(self) -> int:
        """Hidden text, and embedded objects that keep changes or comments of their own."""
        objects = {*embedded_documents(self._package), *objects_with_traces(self._package)}
        return self._sheet.hidden + len(self._sheet.declared) + len(objects)

    def _read_styles(self) -> None:
        """Common styles serve all parts; automatic ones of this file only its headers and footers."""
        self._common = Styles()
        root = self._part(STYLES)
        for element in root.iterchildren(clark("office:styles")) if root is not None else ():
            for style in element:
                self._common.add(style)
        self._margin_styles = self._common.copy()
        for element in root.iterchildren(clark("office:automatic-styles")) if root is not None else ():
            for style in element:
                self._margin_styles.add(style)
        self._masters: list[Element] = []
        if root is not None:
            self._masters += root.iter(clark("style:master-page"))

    def _part(self, wanted: str) -> Element | None:
        """The root of a part beside the content; a damaged one is announced, for the rest can still be read."""
        found = self._package.find(wanted)
        if found is None:
            return None
        try:
            return parse_xml(self._package.read(found), allow_doctype=True)
        except ReadFailure as failure:
            if failure.reason != "damaged":
                raise
            self._broken += 1
            return None

    def _body(self) -> Iterator[Element]:
        styles = self._common.copy()
        self._sheet.styles = styles
        for element in stream_children(self._content(), _CONTAINERS, _FREQUENT, allow_doctype=True):
            holder = element.getparent()
            if holder.tag == _CONTAINERS[0]:
                styles.add(element)
            elif name(holder.getparent()) == "office:body":  # not one strayed into a comment
                yield element
        self._used = {_STANDARD, *styles.masters}

    def _content(self) -> Iterator[bytes]:
        """The content, if it is that of a text: a spreadsheet has no ``office:text``."""
        found, tail = False, b""
        for chunk in self._package.chunks(self._package.find(CONTENT) or CONTENT):
            plain = chunk.replace(b"\0", b"")
            found = found or _TEXT_MARK in tail + plain
            tail = plain[-len(_TEXT_MARK) :]
            yield chunk
        if not found:
            raise ReadFailure("not_a_document")

    def _margins(self, kind: str) -> list[Block]:
        """The headers or the footers of the master pages in use, equal ones once."""
        blocks: list[Block] = []
        seen: set[str] = set()
        for master in self._used_masters():
            for margin in master:
                shown = get(margin, "style:display", "true") != "false"
                if name(margin).startswith(f"style:{kind}") and shown:
                    found = Story(self._sheet, kind).read(margin)
                    if (text := plain_text(found)) not in seen:
                        seen.add(text)
                        blocks += found
        return blocks

    def _used_masters(self) -> Iterator[Element]:
        """Pages that a paragraph begins, the standard one, and those that follow one of them."""
        known = {get(master, "style:name"): master for master in self._masters}
        waiting, done = [wanted for wanted in known if wanted in self._used], set()
        waiting = waiting or list(known)[:1]
        while waiting:
            wanted = waiting.pop(0)
            if wanted in known and wanted not in done:
                done.add(wanted)
                yield known[wanted]
                waiting.append(get(known[wanted], "style:next-style-name"))

    def _properties(self) -> dict[str, str]:
        root = self._part(META)
        found: dict[str, str] = {}
        keywords, last_author = [], ""
        for element in root.iter("{*}*") if root is not None else ():
            text = " ".join(str(element.text or "").split())
            said = _PROPERTIES.get(name(element))
            if said and text and (said not in {"created", "modified"} or _ISO.match(text)):
                found.setdefault(said, text)
            elif name(element) == "meta:keyword" and text:
                keywords.append(text)
            elif name(element) == "dc:creator":
                last_author = text
        if last_author:
            found.setdefault("author", last_author)
        if keywords:
            found["keywords"] = ", ".join(keywords)
        if self._common.language:
            found.setdefault("language", self._common.language)
        return found


FORMAT = Format(
    name="odt",
    version=3,
    media_type=MEDIA_TYPE,
    suffix=".odt",
    label="OpenDocument",
    recognise=recognise,
    read=read,
    clean=clean,
    remarks=opendocument.read,
)
