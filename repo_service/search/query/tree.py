"""The tree of a query: what was asked, as small values that nothing can change. It knows no index and no person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import translate
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Everything:
    """All that the reader may see."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word, in all fields or in ``within`` alone (the name of a stemmed field). ``stem`` is empty when only stop
    words were asked for: then the exact form must be there.

    ``quoted`` (also of phrases): it was typed between quotation marks, and means itself alone; it finds the same.
    """

    stem: str
    exact: str
    within: str = ""
    quoted: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Stems at given distances from one another, in one field, or in ``within`` alone. ``places`` are (offset, stem),
    the first offset 0.
    """

    places: tuple[tuple[int, str], ...]
    within: str = ""
    quoted: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words beginning with ``start`` (folded)."""

    start: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words (folded) made like ``glob``: letters, then ``*`` for any letters and ``?`` for one; two letters at least
    come first.
    """

    glob: str

    @property
    def start(self) -> str:
        """The letters before the first sign."""
        return self.glob[: min(place for sign in "*?" if (place := self.glob.find(sign)) >= 0)]


@dataclass(frozen=True, slots=True)
class Filter:
    """Documents whose ``field`` (a facet) has one of ``values``; it adds nothing to the score."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Documents whose number in ``column`` (days for "date") lies between two, both included; ``None``: without bound.
    What has no number lies in no range. ``score``: what it adds, nothing for a filter.
    """

    column: str
    first: int | None = None
    last: int | None = None
    score: float = 0.0


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
    """Documents that match at least one child. ``compound``: both are one word as it was typed, whole and in parts."""

    children: tuple[Node, ...]
    compound: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Weighted:
    """What ``child`` finds, with its scores multiplied by ``factor``."""

    child: Node
    factor: float


Node = Everything | Word | Phrase | Prefix | Pattern | Filter | Range | Not | All | Any | Weighted


@lru_cache(maxsize=256)
def shape(glob: str) -> re.Pattern[str]:
    """What the words of a ``Pattern`` look like. A star never makes it go back: the time is bounded by the word."""
    return re.compile(translate(glob))


def marked_terms(node: Node) -> frozenset[str]:
    """The stems to mark in a snippet, ``start*`` for beginnings of words, ``b?ginn*ng`` for patterns; what was excluded
    is not marked.
    """
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
            case Pattern(glob=glob):
                terms.add(glob)
            case All(children=children) | Any(children=children):
                waiting.extend(children)
            case Weighted(child=child):
                waiting.append(child)
            case _:
                continue
    return frozenset(terms)


def columns(node: Node) -> Iterator[str]:
    """The facets and columns that the filters of a tree ask for."""
    match node:
        case Filter(field=name) | Range(column=name):
            yield name
        case All(children=children) | Any(children=children):
            for child in children:
                yield from columns(child)
        case Not(child=child) | Weighted(child=child):
            yield from columns(child)
        case _:
            return


def loosened(node: Node) -> Node:
    """The same, asking for some of the words that must all be there: who has more of them, and rarer ones, comes first.
    What is filtered or excluded stays so. The node itself where nothing can be left out.
    """
    if not isinstance(node, All):
        return node
    told = tuple(child for child in node.children if not is_silent(child))
    if len(told) < 2:
        return node
    kept = [child for child in node.children if is_silent(child)]
    return All((Any(told), *kept)) if kept else Any(told)


def is_silent(node: Node) -> bool:
    """Whether nothing in a tree gives a score: then the newest come first."""
    match node:
        case Everything() | Filter() | Not() | Range(score=0.0):
            return True
        case All(children=children) | Any(children=children):
            return all(map(is_silent, children))
        case Weighted(child=child):
            return is_silent(child)
        case _:
            return False
