"""Computes the labels that Word prints before paragraphs of a list ("1.2", "Décision 3", "–").

The counters follow ECMA-376 part 1, 17.9: they belong to the abstract list, shared by all lists made from it;
a list that overrides a start begins anew when it is first used; a level restarts after any level above it was
used, unless ``lvlRestart`` says otherwise. Nothing here knows paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from repo_service.formats.package import Element
from repo_service.formats.word.counting import DOT, bullet, printed
from repo_service.formats.word.names import attribute, child, integer, is_on, value

LEVELS = 9
_LONGEST_LABEL = 200
_REFERENCE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list. ``restart``: 0 never, n after level n (from 1), -1 after any level above."""

    notation: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int = -1
    digits_only: bool = False
    style: str = ""
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class List:
    """A list (``w:num``): the abstract list that counts, its levels, and which of them begin anew."""

    counter: str
    levels: tuple[Level, ...]
    anew: frozenset[int]


class Numbering:
    """The lists of one file, how far each has counted. ``number_of`` gives the list of a numbering style."""

    def __init__(self, root: Element | None, number_of: Callable[[str], str], language: str = "fr") -> None:
        self._number_of = number_of
        self._language = language
        self._abstract: dict[str, Element] = {}
        self._numbers: dict[str, Element] = {}
        self._lists: dict[str, List | None] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        if root is not None:
            self._abstract = {attribute(e, "abstractNumId"): e for e in root.iterchildren("{*}abstractNum")}
            self._numbers = {attribute(e, "numId"): e for e in root.iterchildren("{*}num")}

    def depth_of_style(self, number: str, style: str) -> int:
        """The level (from 0) of the list ``number`` that belongs to the paragraph style, 0 when none does."""
        found = self._list(number)
        levels = found.levels if found else ()
        return next((depth for depth, level in enumerate(levels) if style and level.style == style), 0)

    def label(self, number: str, depth: int) -> str | None:
        """Count one more paragraph at ``depth`` (from 0) of the list ``number`` and give its label.

        ``None`` when there is no such list or the level prints nothing at all: the paragraph is no list item.
        """
        found = self._list(number)
        if found is None or not 0 <= depth < len(found.levels):
            return None
        counters = self._counters.setdefault(found.counter, [None] * LEVELS)
        if number not in self._begun:
            self._begun.add(number)
            for anew in found.anew:
                counters[anew] = None
        self._count(counters, found.levels, depth)
        return self._printed(counters, found.levels, depth)

    @staticmethod
    def _count(counters: list[int | None], levels: tuple[Level, ...], depth: int) -> None:
        current = counters[depth]
        counters[depth] = levels[depth].start if current is None else current + 1
        for lower in range(depth + 1, len(levels)):
            if levels[lower].restart == -1 or depth < levels[lower].restart:
                counters[lower] = None

    def _printed(self, counters: list[int | None], levels: tuple[Level, ...], depth: int) -> str | None:
        own = levels[depth]
        if own.notation == "bullet":
            return bullet(own.text) or (DOT if own.pictured else None)

        def number(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            if at > depth:
                return ""
            current = counters[at]
            notation = "decimal" if own.digits_only else levels[at].notation
            return printed(levels[at].start if current is None else current, notation, self._language)

        return _REFERENCE.sub(number, own.text).strip() or None

    def _list(self, number: str) -> List | None:
        if number not in self._lists:
            self._lists[number] = self._read_list(number)
        return self._lists[number]

    def _read_list(self, number: str) -> List | None:
        element = self._numbers.get(number)
        if element is None or number == "0":
            return None
        identifier = value(element, "abstractNumId")
        abstract = self._abstract.get(identifier)
        if abstract is not None and (link := value(abstract, "numStyleLink")):
            identifier = value(self._numbers.get(self._number_of(link)), "abstractNumId")
            abstract = self._abstract.get(identifier)
        if abstract is None:
            return None
        levels = [Level()] * LEVELS
        for found in abstract.iterchildren("{*}lvl"):
            levels[_depth(found)] = _level(found)
        anew = set()
        for override in element.iterchildren("{*}lvlOverride"):
            depth = _depth(override)
            if (whole := child(override, "lvl")) is not None:
                levels[depth] = _level(whole)
            if start := value(override, "startOverride"):
                levels[depth] = replace(levels[depth], start=integer(start, 1))
                anew.add(depth)
        return List(identifier, tuple(levels), frozenset(anew))


def _depth(element: Element) -> int:
    return max(0, integer(attribute(element, "ilvl"), 0, LEVELS - 1))


def _level(element: Element) -> Level:
    legal = child(element, "isLgl")
    return Level(
        notation=_notation(element),
        text=value(element, "lvlText")[:_LONGEST_LABEL],
        start=integer(value(element, "start"), 1),
        restart=integer(value(element, "lvlRestart"), -1),
        digits_only=legal is not None and is_on(legal),
        style=value(element, "pStyle"),
        pictured=child(element, "lvlPicBulletId") is not None,
    )


def _notation(element: Element) -> str:
    """The notation of a level; newer Word wraps it in alternatives, the usable one in the fallback."""
    direct = value(element, "numFmt")
    if direct:
        return direct
    wrapped = next(element.iter("{*}Fallback"), None)
    return value(wrapped, "numFmt", "decimal")
