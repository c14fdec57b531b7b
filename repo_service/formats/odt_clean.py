"""Makes the copy of an ODT file that readers may have: nothing in it but what they see.

Tracked changes are accepted; comments, hidden text, names and paths of people are removed. Only the text, its looks,
a few properties and what they still show (pictures, fonts, charts, formulas) are copied: no settings, macros,
thumbnails, kept versions, and of other embedded objects only their picture. The dates of the zip are fixed, so that
equal files give equal copies. Read by ``odt.read``, the copy gives the same text as its source and no leaks.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from repo_service.formats.base import ReadFailure
from repo_service.formats.opendocument.accepting import accept
from repo_service.formats.opendocument.kept import bare, bare_properties, inside, is_seen
from repo_service.formats.opendocument.names import SPACES, clark, get
from repo_service.formats.opendocument.objects import has_traces
from repo_service.formats.opendocument.parts import CONTENT, MANIFEST, META, STYLES, refuse_encrypted
from repo_service.formats.opendocument.styles import Styles
from repo_service.formats.package import Element, Package, open_package, parse_xml
from repo_service.formats.shaping.trees import remove
from repo_service.formats.word.embedded import is_document

_MIMETYPE = "mimetype"
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_HREF = f"{{{SPACES['xlink']}}}href"


def clean(source: Path, target: Path) -> None:
    """Write the clean copy of ``source`` to ``target`` (replaced if it is there).

    ``ReadFailure`` as ``odt.read``, "damaged" too when any part that would have to be cleaned cannot be read, and
    "unsupported" when a picture is a document in disguise.
    """
    with open_package(source) as package:
        if package.find(CONTENT) is None:
            raise ReadFailure("not_a_document")
        refuse_encrypted(package)
        try:
            with zipfile.ZipFile(target, "w") as archive:
                for name, data in _Cleaning(package).members():
                    archive.writestr(_entry(name), data)
        except RecursionError as error:
            raise ReadFailure("damaged", "nested too deep") from error


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry that is the same whatever machine writes it; the type stands first and uncompressed, as ODF asks."""
    entry = zipfile.ZipInfo(name, _FIXED_DATE)
    entry.compress_type = zipfile.ZIP_STORED if name == _MIMETYPE else zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


class _Cleaning:
    """The XML parts are cleaned first: what they still refer to tells which other members stay."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._shown: set[str] = set()  # members and folders of objects that the cleaned parts refer to
        self._parts: dict[str, bytes] = {}
        objects = self._objects()
        common = Styles()
        looks = self._root(STYLES)
        if looks is not None:
            _take(common, looks, "office:styles")
        for wanted in (CONTENT, STYLES):
            root = looks if wanted == STYLES else self._root(wanted)
            if root is None:
                continue
            styles = common.copy()
            _take(styles, root, "office:automatic-styles")
            accept(root, styles)
            bare(root, frozenset(objects))
            self._keep(package.find(wanted) or wanted, root)
        for folder in sorted(self._shown & objects.keys()):
            self._keep_object(folder, objects[folder])

    def members(self) -> Iterator[tuple[str, bytes]]:
        """The members of the copy, the type first."""
        if (mimetype := self._package.find(_MIMETYPE)) is not None:
            yield mimetype, self._package.read(mimetype)
        pictures = [name for name in self._package.names if name in self._shown and name not in self._parts]
        yield from self._parts.items()
        meta = self._root(META)
        if meta is not None:
            bare_properties(meta)
            yield META, _written(meta)
        for name in pictures:
            data = self._package.read(name)
            if is_document(name, iter((data,))):
                raise ReadFailure("unsupported", "embedded document")
            yield name, data
        manifest = self._root(MANIFEST)
        if manifest is not None:
            yield MANIFEST, _written(_listing(manifest, {"/", META, *self._parts, *pictures}))

    def _objects(self) -> dict[str, Element]:
        """The embedded objects that stay, by folder; one with changes or comments of its own does not."""
        found = {}
        for name in self._package.names:
            folder, _, part = name.rpartition("/")
            if folder and part.casefold() == CONTENT:
                data = self._package.read(name)
                root = None if has_traces(name, data) else parse_xml(data, allow_doctype=True)
                if root is not None and is_seen(root):
                    found[folder] = root
        return found

    def _keep_object(self, folder: str, root: Element) -> None:
        bare(root, frozenset())
        self._keep(f"{folder}/{CONTENT}", root)
        looks = self._root(f"{folder}/{STYLES}")
        if looks is not None:
            accept(looks, Styles())
            bare(looks, frozenset())
            self._keep(f"{folder}/{STYLES}", looks)

    def _keep(self, name: str, root: Element) -> None:
        folder = f"{name.rpartition('/')[0]}/".lstrip("/")
        for element in root.iter("{*}*"):
            if (address := element.get(_HREF)) and (member := inside(str(address))):
                self._shown.update({folder + member, folder + unquote(member)})
        self._parts[name] = _written(root)

    def _root(self, name: str) -> Element | None:
        found = self._package.find(name)
        return None if found is None else parse_xml(self._package.read(found), allow_doctype=True)


def _take(styles: Styles, root: Element, holder: str) -> None:
    for element in root.iterchildren(clark(holder)):
        for style in element:
            styles.add(style)


def _listing(root: Element, kept: set[str]) -> Element:
    """The manifest of what is kept."""
    folders = {f"{name.rpartition('/')[0]}/" for name in kept if "/" in name.strip("/")}
    for element in list(root.iter(clark("manifest:file-entry"))):
        if get(element, "manifest:full-path") not in kept | folders:
            remove(element)
    return root


def _written(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
