"""Makes the copy of an ODT file that readers may have: nothing in it but what they see.

Tracked changes are accepted; comments, hidden text, names of people, user-defined properties, the thumbnail, macros'
signatures and kept earlier versions are removed; the dates of the zip are fixed, so that equal files give equal
copies. Embedded objects are copied as they are (``odt.read`` announces them), and there is no copy of a file with
one that is a document, or has changes or comments of its own. Read by ``odt.read``, the copy gives the same text as
its source and no leaks.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from repo_service.formats.base import ReadFailure
from repo_service.formats.opendocument.accepting import accept, remove
from repo_service.formats.opendocument.names import SPACES, clark
from repo_service.formats.opendocument.objects import has_traces
from repo_service.formats.opendocument.parts import CONTENT, MANIFEST, META, STYLES, refuse_encrypted
from repo_service.formats.opendocument.styles import Styles
from repo_service.formats.package import Element, Package, open_package, parse_xml
from repo_service.formats.word.embedded import is_document

_MIMETYPE = "mimetype"
_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_DROPPED = (
    "Thumbnails/",
    "Versions/",
    "VersionList.xml",
    "META-INF/documentsignatures.xml",
    "META-INF/macrosignatures.xml",
    "META-INF/packagesignatures.xml",
)
_NAMES = tuple(
    f"{{{SPACES[prefix]}}}{plain}"
    for prefix, plain in (
        ("dc", "creator"),
        ("dc", "description"),
        ("meta", "initial-creator"),
        ("meta", "printed-by"),
        ("meta", "user-defined"),
        ("meta", "template"),
    )
)


def clean(source: Path, target: Path) -> None:
    """Write the clean copy of ``source`` to ``target`` (replaced if it is there).

    ``ReadFailure`` as ``odt.read``, "damaged" too when any part that would have to be cleaned cannot be read, and
    "unsupported" when an embedded document or object keeps changes or comments of its own.
    """
    with open_package(source) as package:
        if package.find(CONTENT) is None:
            raise ReadFailure("not_a_document")
        refuse_encrypted(package)
        try:
            with zipfile.ZipFile(target, "w") as archive:
                for name, data in _members(package):
                    archive.writestr(_entry(name), data)
        except RecursionError as error:
            raise ReadFailure("damaged", "nested too deep") from error


def _entry(name: str) -> zipfile.ZipInfo:
    """An entry that is the same whatever machine writes it; the type stands first and uncompressed, as ODF asks."""
    entry = zipfile.ZipInfo(name, _FIXED_DATE)
    entry.compress_type = zipfile.ZIP_STORED if name == _MIMETYPE else zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry


def _members(package: Package) -> Iterator[tuple[str, bytes]]:
    common = Styles()
    looks = _root(package, STYLES)
    if looks is not None:
        _take(common, looks, "office:styles")
    for name in sorted(package.names, key=lambda name: name != _MIMETYPE):
        if name.startswith(_DROPPED):
            continue
        part = name.casefold()  # the reader finds its parts in any case
        if part in (CONTENT, STYLES):
            root = _root(package, name)
            styles = common.copy()
            _take(styles, root, "office:automatic-styles")
            accept(root, styles)
            yield name, _written(root)
        elif part.rpartition("/")[2] == META:  # of objects too
            yield name, _written(_without_names(_root(package, name)))
        elif part == MANIFEST.casefold():
            yield name, _written(_without_dropped(_root(package, name)))
        else:
            data = package.read(name)
            if has_traces(name, data) or is_document(name, iter((data,))):
                raise ReadFailure("unsupported", "embedded document")
            yield name, data


def _root(package: Package, name: str) -> Element | None:
    found = package.find(name)
    return None if found is None else parse_xml(package.read(found), allow_doctype=True)


def _take(styles: Styles, root: Element, holder: str) -> None:
    for element in root.iterchildren(clark(holder)):
        for style in element:
            styles.add(style)


def _without_names(root: Element) -> Element:
    for element in list(root.iter(*_NAMES)):
        remove(element)
    return root


def _without_dropped(root: Element) -> Element:
    for element in list(root.iter(clark("manifest:file-entry"))):
        if str(element.get(clark("manifest:full-path"), "")).startswith(_DROPPED):
            remove(element)
    return root


def _written(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
