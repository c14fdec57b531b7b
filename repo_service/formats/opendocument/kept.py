"""What the copy of an ODT file that readers may have is made of: lists of what stays, as in ``word.kept``.

Of embedded objects only charts and formulas stay, without settings of their own; of the others their picture. Fields
give their words, except those that number, date or refer. Nothing here knows the package.
"""

from __future__ import annotations

import re

from repo_service.formats.opendocument.names import clark, get, name
from repo_service.formats.package import Element
from repo_service.formats.shaping.trees import remove
from repo_service.formats.word.relations import safe_link

_OPENDOCUMENT = "urn:oasis:names:tc:opendocument:"
_PLAIN_SPACES = ("http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace")
_INLINE = frozenset(
    f"text:{plain}"
    for plain in (
        *("span", "a", "s", "tab", "line-break", "soft-page-break", "note", "ruby", "bookmark", "bookmark-start"),
        *("bookmark-end", "bookmark-ref", "reference-mark", "reference-mark-start", "reference-mark-end"),
        *("reference-ref", "note-ref", "sequence", "sequence-ref", "page-number", "page-count", "chapter", "date"),
        "time",
    )
)
_PARTS = frozenset({"text:note-citation", "text:ruby-base", "text:ruby-text", "text:list", "text:list-item"})
_BLOCKS = frozenset({"text:p", "text:h", "draw:object", "draw:text-box", "text:note-body"})
_TRACES = tuple(
    clark(short)
    for short in (
        *("office:scripts", "office:event-listeners", "office:forms", "draw:control", "office:dde-source"),
        *("draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame", "text:script", "text:section-source"),
        *("text:user-field-decls", "text:variable-decls", "text:dde-connection-decls", "dc:creator"),
        *("text:alphabetical-index-auto-mark-file", "office:change-info"),
    )
)
_PROPERTIES = frozenset({"dc:title", "dc:language", "dc:date", "meta:creation-date"})
_PERSONAL = frozenset(
    f"text:{plain}"
    for plain in ("author-name", "author-initials", "creator", "initial-creator", "printed-by", "template-name")
)
_SEEN_OBJECTS = ("chart", "math")
_DESCRIPTIONS = (clark("svg:title"), clark("svg:desc"))
_PATH = re.compile(r"file:|\b[a-z]:[\\/](?!/)|^\\\\", re.IGNORECASE)
_HREF = clark("xlink:href")


def is_personal(field: Element) -> bool:
    """Whether the program fills this field with the name or address of its user, or a path: see ``word.fields``."""
    sort = name(field)
    if sort == "text:file-name":
        return get(field, "text:display") not in {"name", "name-and-extension"}
    return sort in _PERSONAL or sort.startswith("text:sender-")


def inside(href: str) -> str:
    """The member that an address within the package leads to, or ""."""
    path = href.removeprefix("./").rstrip("/")
    return "" if not path or path.startswith(("#", "/", "..")) or ":" in path else path


def bare_properties(root: Element) -> None:
    """Keep of the properties the title, the language and the dates."""
    for holder in list(root):
        for element in list(holder):
            if name(element) not in _PROPERTIES:
                remove(element)
            for inner in list(element):
                remove(inner)
            element.attrib.clear()


def bare(root: Element, objects: frozenset[str]) -> None:
    """Take out of a part what nobody sees and may name people or their disks; of embedded objects only ``objects``
    (their folders) stay."""
    for trace in list(root.iter(*_TRACES)):
        remove(trace)
    for paragraph in list(root.iter(clark("text:p"), clark("text:h"))):
        _settle(paragraph)
    for element in list(root.iter("{*}*")):
        _bare_attributes(element)
        if element.getparent() is not None and not _stays(element, objects):
            remove(element)


def is_seen(root: Element) -> bool:
    """Whether an embedded object is one that is drawn from its content: a chart or a formula."""
    kinds = [inner for body in root.iterchildren(clark("office:body")) for inner in body] or [root]
    return str(kinds[0].tag).rpartition("}")[2] in _SEEN_OBJECTS


def _settle(element: Element) -> None:
    """Put in the place of fields and of what is unknown their words."""
    for inner in list(element):
        sort = name(inner)
        if is_personal(inner):
            remove(inner)
        elif sort in _BLOCKS:
            continue
        else:
            _settle(inner)
            if (sort.startswith(("text:", "?:")) and sort not in _INLINE | _PARTS) or _leads_away(inner):
                _unwrap(inner)


def _leads_away(element: Element) -> bool:
    address = get(element, "xlink:href")
    return name(element) == "text:a" and not (address.startswith("#") or safe_link(address))


def _stays(element: Element, objects: frozenset[str]) -> bool:
    if element.tag in _DESCRIPTIONS:
        return not _PATH.search("".join(element.itertext()))
    address = element.get(_HREF)
    if address is None or name(element) == "text:a":
        return name(element) != "draw:object" or next(element.iterchildren("{*}math"), None) is not None
    member = inside(str(address))
    return bool(member) and (name(element) != "draw:object" or member in objects)


def _bare_attributes(element: Element) -> None:
    for attribute in list(element.attrib):
        space, _, plain = attribute.rpartition("}")
        strange = bool(space) and not space[1:].startswith(_OPENDOCUMENT) and space[1:] not in _PLAIN_SPACES
        if strange or plain == "protection-key" or attribute == clark("draw:name"):
            del element.attrib[attribute]


def _unwrap(element: Element) -> None:
    """Put what is in ``element`` in its place."""
    parent = element.getparent()
    place = parent.index(element)
    words, element.text = element.text, None
    inner = list(element)
    for offset, one in enumerate(inner):
        parent.insert(place + offset, one)
    if words:
        before = parent[place - 1] if place else None
        if before is None:
            parent.text = (parent.text or "") + words
        else:
            before.tail = (before.tail or "") + words
    remove(element)
