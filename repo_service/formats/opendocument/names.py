"""Element and attribute names of OpenDocument, written with the prefixes that the standard gives them."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from repo_service.formats.base import ReadFailure
from repo_service.formats.package import Element

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
SPACES = {
    **{prefix: _OASIS.format(prefix) for prefix in ("office", "text", "table", "style", "meta", "manifest")},
    "draw": _OASIS.format("drawing"),
    "fo": _OASIS.format("xsl-fo-compatible"),
    "svg": _OASIS.format("svg-compatible"),
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_PREFIXES = {space: prefix for prefix, space in SPACES.items()}


@lru_cache(4_096)
def _short(tag: str) -> str:
    space, _, plain = tag.rpartition("}")
    return f"{_PREFIXES.get(space[1:], '?')}:{plain}"


def name(element: Element) -> str:
    """The name of ``element`` as "text:p"; "?:…" when its namespace is none of the standard's."""
    if not isinstance(element.tag, str):
        raise ReadFailure("entities") if element.tag is etree.Entity else ReadFailure("damaged")
    return _short(element.tag)


@lru_cache(1_024)
def clark(short: str) -> str:
    """The name "text:p" as lxml writes it: ``{namespace}p``."""
    prefix, _, plain = short.partition(":")
    return f"{{{SPACES[prefix]}}}{plain}"


def get(element: Element, short: str, default: str = "") -> str:
    """An attribute, as in ``get(paragraph, "text:style-name")``."""
    return str(element.get(clark(short), default))


def first(element: Element, short: str) -> Element:
    """The first child of this name, or ``None``."""
    return next(element.iterchildren(clark(short)), None) if element is not None else None


def count(element: Element, short: str, default: int, largest: int) -> int:
    """An attribute that is a whole number from 0 to ``largest``."""
    try:
        return max(0, min(largest, int(get(element, short))))
    except ValueError:
        return default
