"""A query widened by words that mean the same in this consortium: a tree and a thesaurus give a tree, nothing else.

What was typed stays, so that nothing found without the thesaurus is lost; what stands beside it counts a little less.
Words between quotation marks mean themselves alone, and what is excluded is never widened. Nothing here knows an index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from repo_service.search import analysis
from repo_service.search.query.limits import MAX_TERMS
from repo_service.search.query.tree import All, Any, Filter, Node, Not, Pattern, Phrase, Prefix, Range, Weighted, Word

FACTOR = 0.8  # of the score of a synonym: the word that was typed comes first where both are told as much

Key = tuple[str, ...]


class Expression(NamedTuple):
    """A word or several in a row: (offset, stem, exact form) of each, stop words passed over."""

    places: tuple[tuple[int, str, str], ...]

    @property
    def key(self) -> Key:
        """The stems: two expressions with the same ones are one."""
        return tuple(stem for _, stem, _ in self.places)

    def node(self, within: str) -> Word | Phrase:
        """What finds it (in one field, where one is named), never to be widened in its turn."""
        if len(self.places) == 1:
            return Word(*self.places[0][1:], within, quoted=True)
        first = self.places[0][0]
        return Phrase(tuple((offset - first, stem) for offset, stem, _ in self.places), within, quoted=True)


Thesaurus = Mapping[Key, tuple[Expression, ...]]  # the stems of an expression -> the others that mean the same


def expression(words: str) -> Expression:
    """A word or expression as the index knows it; without places where only signs and stop words were written."""
    return Expression(tuple(_places(words)))


def _places(words: str) -> Iterator[tuple[int, str, str]]:
    position = 0
    for group in (group for chunk in analysis.chunks(words) for group in chunk.groups):
        parts = (group.whole,) if group.number and group.whole else group.parts
        yield from ((position + place, part.stem, part.exact) for place, part in enumerate(parts) if part.stem)
        position += len(group.parts)


@lru_cache(maxsize=8)
def thesaurus(groups: tuple[tuple[str, ...], ...]) -> Thesaurus:
    """The thesaurus of groups in any order; groups that share an expression are one."""
    joined: dict[Key, dict[Key, Expression]] = {}
    for words in groups:
        together: dict[Key, Expression] = {}
        for one in map(expression, words):
            for known in (one, *joined.get(one.key, {}).values()):
                together[known.key] = min(known, together.get(known.key, known))
        together.pop((), None)
        joined.update(dict.fromkeys(together, together))
    return {
        key: tuple(sorted((one for one in group.values() if one.key != key), key=lambda one: (len(one.key), one)))
        for key, group in joined.items()
        if len(group) > 1
    }


def expanded(tree: Node, known: Thesaurus, limit: int = MAX_TERMS) -> Node:
    """The tree with every expression of the thesaurus beside those that mean the same.

    At most ``limit`` terms in all: synonyms past it are left out, what was typed never is.
    """
    return _Widening(known, limit - _terms(tree)).widen(tree) if known else tree


class _Unit(NamedTuple):
    """A part of a query that may be a part of an expression."""

    stems: Key
    within: str


class _Widening:
    """One query: how many terms may still be added to it."""

    def __init__(self, known: Thesaurus, room: int) -> None:
        self._known = known
        self._room = room
        self._longest = max(map(len, known))

    def widen(self, node: Node) -> Node:
        """The node with its synonyms."""
        unit = _unit(node)
        if unit and unit.stems in self._known:
            return self._beside(node, unit)
        match node:
            case All(children=children):
                widened = self._runs(children)
                return widened[0] if len(widened) == 1 else All(widened)
            case Any(children=children):
                return Any(tuple(self.widen(child) for child in children))
            case Weighted(child=child, factor=factor):
                return Weighted(self.widen(child), factor)
            case _:
                return node

    def _runs(self, children: tuple[Node, ...]) -> tuple[Node, ...]:
        """Words that must all be there, the longest expressions among them first, each word in one at most."""
        units = [_unit(child) for child in children]
        widened: list[Node] = []
        at = 0
        while at < len(children):
            end, unit = self._run(units, at)
            if unit is None:
                widened.append(self.widen(children[at]))
            else:
                run = All(children[at:end]) if end - at > 1 else children[at]
                wider = self._beside(run, unit)
                widened += children[at:end] if wider is run else [wider]
            at = end
        return tuple(widened)

    def _run(self, units: list[_Unit | None], at: int) -> tuple[int, _Unit | None]:
        """Where the longest expression that begins here ends, and what it is; the next place and ``None`` for none."""
        best: tuple[int, _Unit | None] = (at + 1, None)
        begin, stems = units[at], Key()
        within = begin.within if begin else ""
        for end, unit in enumerate(units[at:], at + 1):
            if unit is None or unit.within != within or len(stems) >= self._longest:
                break
            stems += unit.stems
            if stems in self._known:
                best = end, _Unit(stems, within)
        return best

    def _beside(self, node: Node, unit: _Unit) -> Node:
        """A node with its synonyms, the shortest first, as long as there is room."""
        others: list[Node] = []
        for one in self._known[unit.stems]:
            if len(one.places) <= self._room:
                self._room -= len(one.places)
                others.append(Weighted(one.node(unit.within), FACTOR))
        return Any((node, *others)) if others else node


def _unit(node: Node) -> _Unit | None:
    """The stems of a word, or of a compound, which is one word or its parts in a row; not of what was quoted."""
    match node:
        case Word(stem=stem, quoted=False) if stem:
            return _Unit((stem,), node.within)
        case Phrase(places=places, quoted=False):
            return _Unit(tuple(stem for _, stem in places), node.within)
        case Any(children=(_, apart), compound=True):
            return _unit(apart)
        case _:
            return None


def _terms(node: Node) -> int:
    match node:
        case Word() | Prefix() | Pattern() | Filter() | Range():
            return 1
        case Phrase(places=places):
            return len(places)
        case Not(child=child) | Weighted(child=child):
            return _terms(child)
        case All(children=children) | Any(children=children):
            return sum(map(_terms, children))
        case _:
            return 0
