"""What a person typed -> a small tree. Anything typed gives a tree or a sentence that says what to do;
never a crash.

One pass over the text, a stack for parentheses; the tree is never deeper than there are terms. Words are made in
``words.py``, values of fields in ``fields.py``, dates are found by ``dates.py``, what is too much stands in
``limits.py``. Nothing here knows an index or who is asking.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from repo_service.domain.documents import DateWords
from repo_service.domain.passages import fold
from repo_service.errors import BadQuery
from repo_service.search import analysis
from repo_service.search.query import dates, fields, limits, words
from repo_service.search.query.dates import Dated
from repo_service.search.query.tree import Any, Everything, Node, Not, Range, Weighted, Word

DATED = 5.0  # what a document of the date that was asked for earns for each word of it: more than for words in passing

_QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "＂": '"', "−": "-"})
_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_WEIGHT = r"\^(?P<{}>\d+(?:[.,]\d+)?)"
_PIECE = re.compile(
    rf"(?P<space>\s+)|(?P<open>-?\()|(?P<close>\))(?:{_WEIGHT.format('of_group')})?"
    r"|(?P<minus>-(?=[^\s-]))?(?:(?P<field>[^\W\d_]{4,12}):(?=[^\s)]))?"
    rf"(?:\"(?P<phrase>[^\"]*)\"(?:{_WEIGHT.format('of_phrase')})?|(?P<word>[^\s\"()]+))"
    r"|(?P<lone>.)"
)
_WEIGHTED = re.compile(rf"(?P<word>.+){_WEIGHT.format('weight')}")
_EITHER, _BOTH, _WITHOUT = {"OR", "OU", "|"}, {"AND", "ET", "&"}, "NOT"
_PROSE = fields.WORDS.keys() - {"title", "titre"}  # before a colon and a space these are words


class Asked(NamedTuple):
    """What was asked, and the words of it that were taken for dates."""

    tree: Node
    dates: tuple[DateWords, ...] = ()


def parse(text: str, kinds: Mapping[str, str]) -> Node:
    """The tree of a query whose date words are words. ``kinds`` comes from ``kind_names``; empty: any kind is taken as
    typed.

    Raises ``BadQuery`` with the sentence to show.
    """
    return read(text, kinds, literal=True).tree


def read(text: str, kinds: Mapping[str, str], literal: bool = False, bare: bool = True) -> Asked:
    """The same with date words understood, unless they are to be taken ``literal``. A date without a word of direction
    is a word too; without ``bare`` it is nothing else.
    """
    if len(text) > limits.MAX_CHARACTERS:
        raise BadQuery(limits.TOO_LONG, limit=limits.MAX_CHARACTERS)
    typed = unicodedata.normalize("NFC", _HARMFUL.sub(" ", text)).translate(_QUOTES)
    said = [] if literal else [one for one in dates.found(typed) if one.filters or bare]
    tree = _Parser(kinds, typed, said).run()
    return Asked(tree, tuple(DateWords(typed[d.start : d.end], d.first, d.last, d.filters) for d in said))


def kind_names(kinds: Mapping[str, str]) -> dict[str, str]:
    """The table that ``parse`` wants, from names as they are shown ("Procès-verbal"); kinds name themselves too."""
    return {fields.plain(name): kind for name, kind in kinds.items()} | {fields.plain(k): k for k in kinds.values()}


class _Group:
    """An open parenthesis: its nodes so far, and whether the next one is an alternative of the last."""

    def __init__(self, negated: bool) -> None:
        self.negated = negated
        self.nodes: list[Node] = []
        self.stops: list[Node] = []
        self.alternative = False
        self.joined: Node | None = None  # the Any made by the last OR, which a further OR extends

    def add(self, node: Node) -> None:
        if self.alternative and self.nodes:
            last = self.nodes.pop()
            before = last.children if isinstance(last, Any) and last is self.joined else (last,)
            node = self.joined = Any((*before, node))
        self.alternative = False
        self.nodes.append(node)

    def close(self) -> Node | None:
        """One node for the group; words too common to count do so only when there is nothing else."""
        return words.joined(self.nodes or self.stops)


class _Parser:
    def __init__(self, kinds: Mapping[str, str], text: str, said: list[Dated]) -> None:
        self._kinds = kinds
        self._text = text
        self._dates = {one.start: one for one in said}
        self._terms = 0
        self._not = False  # "NOT" was read: the next piece is excluded
        self._stack = [_Group(negated=False)]

    def run(self) -> Node:
        reached = 0
        for match in _PIECE.finditer(self._text):
            if match.start() < reached:
                continue
            if dated := self._dates.get(match.start() + len(match["minus"] or "")):
                self._dated(dated, bool(match["minus"]))
                reached = dated.end
            elif match["open"]:
                self._open(match["open"] != "(" or self._excluded())
            elif match["close"]:
                self._close(match["of_group"])
            elif match["word"] is not None or match["phrase"] is not None:
                self._piece(match)
        while len(self._stack) > 1:
            self._close()
        return self._stack[0].close() or Everything()

    def _excluded(self) -> bool:
        """Whether "NOT" stands before the present piece."""
        before, self._not = self._not, False
        return before

    def _open(self, negated: bool) -> None:
        if len(self._stack) > limits.MAX_DEPTH:
            raise BadQuery(limits.TOO_DEEP, limit=limits.MAX_DEPTH)
        self._stack.append(_Group(negated))

    def _close(self, weight: str | None = None) -> None:
        if len(self._stack) == 1:
            return
        group = self._stack.pop()
        self._add(group.close(), group.negated, weight)

    def _add(self, node: Node | None, negated: bool, weight: str | None = None) -> None:
        if weight is not None:
            factor = float(weight.replace(",", "."))
            if not limits.MIN_WEIGHT <= factor <= limits.MAX_WEIGHT:
                raise BadQuery(limits.BAD_WEIGHT, weight=weight[:10])
            node = Weighted(node, factor) if node is not None else None
        if node is not None:
            self._stack[-1].add(Not(node) if negated else node)

    def _count(self, more: int) -> None:
        self._terms += more
        if self._terms > limits.MAX_TERMS:
            raise BadQuery(limits.TOO_MANY, limit=limits.MAX_TERMS)

    def _piece(self, match: re.Match[str]) -> None:
        word, phrase, name = match["word"], match["phrase"], fold(match["field"] or "")
        if (not match["minus"] and not name and self._operator(word)) or (not name and _is_empty(word)):
            return
        negated = self._excluded() or bool(match["minus"])
        if name and name not in fields.FIELDS:  # "note:ceci" is two words
            if phrase is not None:
                self._words(name, negated)
            name, word = "", f"{name} {word}"
        if name and name not in fields.WORDS:
            self._count(1)
            self._add(fields.filtered(name, word if phrase is None else phrase, self._kinds), negated)
        elif phrase is not None:
            self._phrase(phrase, negated, fields.WORDS.get(name, ""), match["of_phrase"])
        else:
            self._words(word, negated, name)

    def _operator(self, word: str | None) -> bool:
        """Whether the piece says how others are joined."""
        if word in _EITHER:
            self._stack[-1].alternative = True
        elif word == _WITHOUT:
            self._not = True
        elif word not in _BOTH:
            return False
        return True

    def _dated(self, dated: Dated, minus: bool) -> None:
        """A filter; or, without a word of direction, the words or the date of the document."""
        negated = self._excluded() or minus
        first, last = (day.toordinal() if day else None for day in (dated.first, dated.last))
        node: Node | None = Range("date", first, last)
        typed = words.groups(self._text[dated.words : dated.end])
        self._count(sum(len(group.parts) for group in typed))
        if not dated.filters:
            said = [one for group in typed if (one := words.compound(group, ""))]
            both = words.joined(said)
            node = Any((both, Range("date", first, last, DATED * len(said)))) if both else None
        self._add(node, negated)

    def _phrase(self, text: str, negated: bool, within: str, weight: str | None) -> None:
        parts = [part for group in words.groups(text) for part in group.parts]
        if len(parts) > limits.MAX_PHRASE:
            raise BadQuery(limits.LONG_PHRASE, limit=limits.MAX_PHRASE)
        self._count(len(parts))
        node = words.placed(parts, within, quoted=True)
        self._add(node, negated, weight)
        if node is None:
            self._stop(parts, negated)

    def _words(self, word: str, negated: bool, name: str = "") -> None:
        weighted = _WEIGHTED.fullmatch(word)
        word, weight = (weighted["word"], weighted["weight"]) if weighted else (word, None)
        if words.is_starred(word):
            self._starred(word, negated, name, weight)
            return
        nodes: list[Node] = []
        for group in words.groups(word):
            self._count(len(group.parts))
            node = words.compound(group, fields.WORDS.get(name, ""))
            if node is None:
                self._stop(list(group.parts), negated)
            else:
                nodes.append(node)
        self._add(words.joined(nodes), negated, weight)

    def _stop(self, parts: list[analysis.Part], negated: bool) -> None:
        """Stop words wait: they count only when the group has nothing else. Excluding them would exclude
        all.
        """
        if not negated:
            self._stack[-1].stops += [Word("", part.exact) for part in parts]

    def _starred(self, word: str, negated: bool, name: str, weight: str | None) -> None:
        if word == "*":
            self._add(Everything(), negated)
            return
        if name:
            raise BadQuery(limits.STARRED_FIELD, field=name)
        nodes = list(words.starred(word))
        self._count(len(nodes))
        self._add(words.joined(nodes), negated, weight)


def _is_empty(word: str | None) -> bool:
    """Whether it is a field that has no value yet, as while one types."""
    name = fold(word[:-1]) if word and word.endswith(":") else ""
    return name in fields.FIELDS and name not in _PROSE
