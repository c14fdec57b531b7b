"""Element and attribute names of WordprocessingML, transitional and strict: only local names are compared."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree

from repo_service.formats.base import ReadFailure
from repo_service.formats.package import Element

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
NAMESPACES = (TRANSITIONAL, STRICT)
RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_OFF = frozenset({"0", "false", "off"})
LARGEST = 1_000_000


@lru_cache(4_096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def local(element: Element) -> str:
    """The name of ``element`` without its namespace."""
    if not isinstance(element.tag, str):
        raise ReadFailure("entities") if element.tag is etree.Entity else ReadFailure("damaged")
    return _local(element.tag)


@lru_cache(256)
def _qualified(name: str, spaces: tuple[str, ...]) -> tuple[str, ...]:
    return (*(f"{{{space}}}{name}" for space in spaces), name)


def attribute(element: Element, name: str, default: str = "") -> str:
    """The attribute ``w:name`` of ``element``."""
    for qualified in _qualified(name, NAMESPACES):
        if (value := element.get(qualified)) is not None:
            return str(value)
    return default


def relation(element: Element, name: str = "id") -> str:
    """The attribute ``r:name`` of ``element``: an identifier in the relationships of its part."""
    for qualified in _qualified(name, RELATIONS):
        if (value := element.get(qualified)) is not None:
            return str(value)
    return ""


def child(element: Element, name: str) -> Element:
    """The first child with this local name, or ``None``."""
    return next(element.iterchildren(f"{{*}}{name}"), None) if element is not None else None


def value(element: Element, name: str, default: str = "") -> str:
    """``w:val`` of the child ``name`` of ``element`` (which may be ``None``)."""
    found = child(element, name)
    return attribute(found, "val", default) if found is not None else default


def is_on(element: Element) -> bool:
    """The value of an on-off element that is there (ECMA-376 part 1, 17.17.4)."""
    return attribute(element, "val", "1").lower() not in _OFF


def integer(text: str, default: int, largest: int = LARGEST) -> int:
    """A whole number from the file, kept within ``±largest``."""
    try:
        return max(-largest, min(largest, int(text)))
    except ValueError:
        return default


def chosen(alternatives: Element) -> Element:
    """The branch of an ``mc:AlternateContent`` to read, for all hold the same; empty when there is none."""
    branch = child(alternatives, "Choice")
    branch = child(alternatives, "Fallback") if branch is None else branch
    return () if branch is None else branch
