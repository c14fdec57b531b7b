"""The tree of a query: what was asked, as small values that nothing can change. It knows no index and no person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Everything:
    """All that the reader may see."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word. ``stem`` is empty when only stop words were asked for: then the exact form must be there."""

    stem: str
    exact: str
    title_only: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Stems at given distances from one another, in one field. ``places`` are (offset, stem), the first
    offset 0.
    """

    places: tuple[tuple[int, str], ...]
    title_only: bool = False


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words beginning with ``start`` (folded)."""

    start: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Documents whose ``field`` (kind, body, year) has one of ``values``; it adds nothing to the score."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Documents that do not match ``child``."""

    child: Node


@dataclass(frozen=True, slots=True)
class All:
    """Documents that match every child."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Documents that match at least one child."""

    children: tuple[Node, ...]


Node = Everything | Word | Phrase | Prefix | Filter | Not | All | Any


def marked_terms(node: Node) -> frozenset[str]:
    """The stems to mark in a snippet, ``start*`` for beginnings of words; what was excluded is not marked."""
    terms: set[str] = set()
    waiting: list[Node] = [node]
    while waiting:
        match waiting.pop():
            case Word(stem=stem) if stem:
                terms.add(stem)
            case Phrase(places=places):
                terms.update(stem for _, stem in places)
            case Prefix(start=start):
                terms.add(start + "*")
            case All(children=children) | Any(children=children):
                waiting.extend(children)
            case _:
                continue
    return frozenset(terms)
