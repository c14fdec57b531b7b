"""Makes the copy of a Word file that readers may have: nothing in it but what they see.

Tracked changes are accepted; comments, hidden text, unused notes, names and paths of people are removed. Only known
parts, reached by known relationships that are still used, are copied, and of settings and properties only known ones
(``word.kept``): embedded files leave their picture, fields their result. The dates of the zip are fixed, so that equal
files give equal copies. Read by ``docx.read``, the copy gives the same text as its source and no leaks.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from repo_service.formats.base import ReadFailure
from repo_service.formats.package import Element, Package, open_package, parse_xml
from repo_service.formats.word.accepting import accept, drop_notes, referenced_notes
from repo_service.formats.word.embedded import is_document
from repo_service.formats.word.fields import settle
from repo_service.formats.word.kept import BINARY, bare, bare_properties, bare_settings, referred_in, stays, unlink
from repo_service.formats.word.names import NAMESPACES
from repo_service.formats.word.private import CONTENT_TYPES
from repo_service.formats.word.relations import Relation, first_target, relations_of
from repo_service.formats.word.styles import Styles

FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_SIGNATURES = tuple(namespace.encode() for namespace in NAMESPACES)
_NOTES = ("footnote", "endnote")
_IMPORTS = ("{*}altChunk", "{*}subDoc")


def clean(source: Path, target: Path) -> None:
    """Write the clean copy of ``source`` to ``target`` (replaced if it is there).

    ``ReadFailure`` as ``docx.read``, "damaged" too when any part that would have to be cleaned cannot be
    read, and "unsupported" when the text itself shows another file or a picture is a document in disguise.
    """
    with open_package(source) as package:
        try:
            cleaned = _Cleaning(package)
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data in cleaned.members():
                    archive.writestr(_entry(name), data)
        except RecursionError as error:
            raise ReadFailure("damaged", "nested too deep") from error


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, FIXED_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0  # the same bytes whatever machine writes them
    return entry


class _Cleaning:
    """The walk from the package over its relationships; a part is cleaned before what it still refers to is known."""

    def __init__(self, package: Package) -> None:
        self._package = package
        roots = relations_of(package, "")
        self._main = first_target(roots, "officeDocument") or package.find("word/document.xml") or ""
        if not self._main:
            raise ReadFailure("not_a_document")
        links = relations_of(package, self._main)
        styles = first_target(links, "styles")
        self._styles = Styles(parse_xml(package.read(styles)) if styles else None)
        self._properties = first_target(roots, "core-properties")
        self._notes = {first_target(links, f"{kind}s"): kind for kind in _NOTES}
        self._referenced: dict[str, set[str]] = {kind: set() for kind in _NOTES}
        self._parts: dict[str, bytes | None] = {}  # None: a picture or font, copied as it is
        self._relations: dict[str, bytes] = {}
        self._walk()

    def members(self) -> Iterator[tuple[str, bytes]]:
        """The members of the copy: content types first as readers expect, each part with its relationships."""
        types = self._package.find(CONTENT_TYPES)
        if types is not None:
            yield types, _written(self._with_types(parse_xml(self._package.read(types))))
        if (root := self._relations.get(_relations_name(""))) is not None:
            yield _relations_name(""), root
        for name, data in self._parts.items():
            yield name, self._as_it_is(name) if data is None else data
            if (relations := self._relations.get(_relations_name(name))) is not None:
                yield _relations_name(name), relations

    def _walk(self) -> None:
        """The body comes first, for it tells which notes are used."""
        waiting = deque([(self._main, Relation("officeDocument", self._main, external=False))])
        waiting += self._kept("", None)
        while waiting:
            name, relation = waiting.popleft()
            if name in self._parts or not name:
                continue
            if relation.kind in BINARY:
                self._parts[name] = None
                continue
            root = self._cleaned(name, relation.kind)
            waiting += self._kept(name, root)
            self._parts[name] = _written(root)

    def _kept(self, name: str, root: Element | None) -> list[tuple[str, Relation]]:
        """Keep the relationships of a part that it still uses, take the others out of both, and say where they lead."""
        found = self._package.find(_relations_name(name))
        relations = relations_of(self._package, name)
        referred = referred_in(root) if root is not None else set()
        kept = {key: relation for key, relation in relations.items() if self._stays(name, relation, key, referred)}
        if root is not None:
            unlink(root, referred - kept.keys())
        if found is not None:
            listed = parse_xml(self._package.read(found))
            for element in list(listed):
                if str(element.get("Id", "")) not in kept:
                    listed.remove(element)
            self._relations[_relations_name(name)] = _written(listed)
        return [(relation.target, relation) for relation in kept.values() if not relation.external]

    def _stays(self, name: str, relation: Relation, identifier: str, referred: set[str]) -> bool:
        if name:
            return stays(relation, identifier, referred)
        return relation.target in {self._main, self._properties} and stays(relation, identifier, referred)

    def _cleaned(self, name: str, kind: str) -> Element:
        data = self._package.read(name)
        root = parse_xml(data)
        if kind == "core-properties":
            bare_properties(root)
        elif kind == "settings":
            bare_settings(root)
        head = data[:65_536].replace(b"\0", b"")
        if name == self._main or any(signature in head for signature in _SIGNATURES):
            self._accept(name, root)
        bare(root)
        return root

    def _accept(self, name: str, root: Element) -> None:
        if next(root.iter(*_IMPORTS), None) is not None:
            raise ReadFailure("unsupported", "imported document")
        accept(root, self._styles)
        settle(root)
        for kind in _NOTES:
            if name == self._main:
                self._referenced[kind] |= referenced_notes(root, kind)
        if name in self._notes:
            drop_notes(root, self._referenced[self._notes[name]])

    def _as_it_is(self, name: str) -> bytes:
        data = self._package.read(name)
        if is_document(name, iter((data,))):
            raise ReadFailure("unsupported", "embedded document")
        return data

    def _with_types(self, root: Element) -> Element:
        """The types of the parts that are kept."""
        kept = {name.casefold() for name in self._parts}
        for element in list(root.iterchildren("{*}Override")):
            part = str(element.get("PartName", "")).lstrip("/")
            if not {part.casefold(), unquote(part).casefold()} & kept:
                root.remove(element)
        return root


def _relations_name(name: str) -> str:
    folder, part = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{part}.rels")


def _written(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
