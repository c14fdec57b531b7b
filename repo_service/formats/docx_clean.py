"""Makes the copy of a Word file that readers may have: nothing in it but what they see.

Tracked changes are accepted; comments, hidden text, unused notes, names of people, the thumbnail and
signatures are removed; the dates of the zip are fixed, so that equal files give equal copies. Embedded
objects are copied as they are (``docx.read`` announces them), and there is no copy of a file that holds another
document. Read by ``docx.read``, the copy gives the same text as its source and no leaks.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from repo_service.formats.base import ReadFailure
from repo_service.formats.package import Element, Package, open_package, parse_xml
from repo_service.formats.word.accepting import accept, drop_notes, referenced_notes
from repo_service.formats.word.embedded import is_document
from repo_service.formats.word.names import NAMESPACES
from repo_service.formats.word.private import CONTENT_TYPES, personal_parts
from repo_service.formats.word.relations import first_target, relations_of
from repo_service.formats.word.styles import Styles

FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_SIGNATURES = tuple(namespace.encode() for namespace in NAMESPACES)
_DROPPED_KINDS = frozenset(
    {"comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "documenttasks"}
    | {"custom-properties", "thumbnail", "origin", "attachedTemplate"}
)
_DROPPED_FOLDER = "_xmlsignatures/"
_EMPTIED = frozenset({"creator", "lastModifiedBy", "Company", "Manager", "description", "category", "contentStatus"})
_NOTES = ("footnote", "endnote")


def clean(source: Path, target: Path) -> None:
    """Write the clean copy of ``source`` to ``target`` (replaced if it is there).

    ``ReadFailure`` as ``docx.read``, "damaged" too when any part that would have to be cleaned cannot be
    read, and "unsupported" when the file holds another document, which keeps its own changes.
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
    def __init__(self, package: Package) -> None:
        self._package = package
        roots = relations_of(package, "")
        main = first_target(roots, "officeDocument") or package.find("word/document.xml")
        if not main:
            raise ReadFailure("not_a_document")
        self._main = main
        links = relations_of(package, main)
        styles = first_target(links, "styles")
        self._styles = Styles(parse_xml(package.read(styles)) if styles else None)
        self._named = {first_target(roots, "core-properties"), first_target(roots, "extended-properties")}
        self._notes = {first_target(links, f"{kind}s"): kind for kind in _NOTES}
        self._referenced: dict[str, set[str]] = {kind: set() for kind in _NOTES}
        self._dropped = self._members_to_drop()

    def members(self) -> Iterator[tuple[str, bytes]]:
        """The members of the copy: content types first as readers expect, the body before the notes
        it refers to."""
        names = [name for name in self._package.names if name not in self._dropped]
        first = [self._package.find(CONTENT_TYPES), self._main]
        for name in sorted(names, key=lambda name: first.index(name) if name in first else len(first)):
            yield name, self._cleaned(name)

    def _members_to_drop(self) -> set[str]:
        dropped = {name for name in self._package.names if name.startswith(_DROPPED_FOLDER)}
        dropped.update(personal_parts(self._package))
        for name in self._package.names:
            if name.casefold().endswith(".rels"):
                for relation in relations_of(self._package, _owner(name)).values():
                    if relation.kind in _DROPPED_KINDS and not relation.external:
                        dropped.add(relation.target)
        dropped |= {self._package.find(_relations_name(name)) or "" for name in dropped}
        return dropped - {self._main, ""}

    def _cleaned(self, name: str) -> bytes:
        data = self._package.read(name)
        if is_document(name, iter((data,))):
            raise ReadFailure("unsupported", "embedded document")
        if name == self._package.find(CONTENT_TYPES):
            return _written(self._without_types(parse_xml(data)))
        if name.casefold().endswith(".rels"):
            return _written(self._without_relations(name, parse_xml(data)))
        if name in self._named:
            return _written(_emptied(parse_xml(data)))
        head = data[:65_536].replace(b"\0", b"")
        if name != self._main and not any(signature in head for signature in _SIGNATURES):
            return data
        root = parse_xml(data)
        accept(root, self._styles)
        for kind in _NOTES:
            if name == self._main:
                self._referenced[kind] |= referenced_notes(root, kind)
        if name in self._notes:
            drop_notes(root, self._referenced[self._notes[name]])
        return _written(root)

    def _without_types(self, root: Element) -> Element:
        gone = {f"/{name}".casefold() for name in self._dropped}
        for element in list(root.iterchildren("{*}Override")):
            if str(element.get("PartName", "")).casefold() in gone:
                root.remove(element)
        return root

    def _without_relations(self, name: str, root: Element) -> Element:
        """The relationships in the part ``name`` without those that lead to what is dropped."""
        relations = relations_of(self._package, _owner(name))
        for element in list(root.iterchildren("{*}Relationship")):
            kind = str(element.get("Type", "")).rpartition("/")[2]
            found = relations.get(str(element.get("Id", "")))
            target = found.target if found is not None else ""
            if kind in _DROPPED_KINDS or target in self._dropped:
                root.remove(element)
        return root


def _owner(relations: str) -> str:
    """The part whose relationships stand in this member ("" for the package)."""
    folder, part = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), part[: -len(".rels")])


def _relations_name(name: str) -> str:
    folder, part = posixpath.split(name)
    return posixpath.join(folder, "_rels", f"{part}.rels")


def _emptied(root: Element) -> Element:
    for element in root:
        if str(element.tag).rpartition("}")[2] in _EMPTIED:
            element.text = ""
    return root


def _written(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
