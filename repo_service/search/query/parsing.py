"""What a person typed -> a small tree. Anything typed gives a tree or a sentence that says what to do;
never a crash.

One pass over the text, a stack for parentheses; the tree is never deeper than there are terms. Nothing here
knows an index or who is asking.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from repo_service.domain.passages import fold
from repo_service.errors import BadQuery
from repo_service.search import analysis
from repo_service.search.query.tree import All, Any, Everything, Filter, Node, Not, Phrase, Prefix, Word

MAX_CHARACTERS = 1_000
MAX_TERMS = 64
MAX_PHRASE = 32
MAX_YEARS = 200

TOO_LONG = "Cette recherche est trop longue : %(limit)s caractères au plus. Gardez les mots parlants."
TOO_MANY = "Cette recherche compte trop de mots : %(limit)s au plus. Gardez les plus parlants."
LONG_PHRASE = "Un passage entre guillemets compte %(limit)s mots au plus. Raccourcissez-le."
BAD_STAR = (
    "L’étoile se met à la fin d’un mot, après au moins deux lettres, par exemple « conserv* ». "
    "Enlevez les autres étoiles."
)
BAD_YEAR = "Écrivez une année ou deux, par exemple « année:2024 » ou « année:2020-2024 »."
BAD_KIND = "La nature « %(kind)s » n’existe pas. Essayez par exemple « nature:compte-rendu »."

_FIELDS = {
    "kind": "kind", "nature": "kind", "type": "kind", "year": "year", "annee": "year", "body": "body",
    "instance": "body", "title": "title", "titre": "title",
}  # fmt: skip
_QUOTES = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "＂": '"', "−": "-"})
_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_PIECE = re.compile(
    r"(?P<space>\s+)|(?P<open>-?\()|(?P<close>\))"
    r"|(?P<minus>-(?=[^\s-]))?(?:(?P<field>[^\W\d_]{4,12}):(?=[^\s)]))?(?:\"(?P<phrase>[^\"]*)\"|(?P<word>[^\s\"()]+))"
    r"|(?P<lone>.)"
)
_YEARS = re.compile(r"(\d{4})(?:(?:-|–|\.\.)(\d{4}))?")


def parse(text: str, kinds: Mapping[str, str]) -> Node:
    """The tree of a query. ``kinds`` comes from ``kind_names``; empty: any kind is taken as typed.

    Raises ``BadQuery`` with the sentence to show.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadQuery(TOO_LONG, limit=MAX_CHARACTERS)
    return _Parser(kinds).run(_HARMFUL.sub(" ", text).translate(_QUOTES))


def kind_names(kinds: Mapping[str, str]) -> dict[str, str]:
    """The table that ``parse`` wants, from names as they are shown ("Procès-verbal"); kinds name themselves too."""
    return {_plain(name): kind for name, kind in kinds.items()} | {_plain(kind): kind for kind in kinds.values()}


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
        nodes = self.nodes or self.stops
        if not nodes:
            return None
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))


class _Parser:
    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = kinds
        self._terms = 0
        self._not = False  # "NOT" was read: the next piece is excluded
        self._stack = [_Group(negated=False)]

    def run(self, text: str) -> Node:
        for match in _PIECE.finditer(text):
            if match["open"]:
                self._stack.append(_Group(negated=match["open"] != "(" or self._excluded()))
            elif match["close"]:
                self._close()
            elif match["word"] is not None or match["phrase"] is not None:
                self._piece(match)
        while len(self._stack) > 1:
            self._close()
        return self._stack[0].close() or Everything()

    def _excluded(self) -> bool:
        """Whether "NOT" stands before the present piece."""
        before, self._not = self._not, False
        return before

    def _close(self) -> None:
        if len(self._stack) == 1:
            return
        group = self._stack.pop()
        node = group.close()
        if node is not None:
            self._add(node, group.negated)

    def _add(self, node: Node, negated: bool) -> None:
        self._stack[-1].add(Not(node) if negated else node)

    def _piece(self, match: re.Match[str]) -> None:
        word, phrase, negated = match["word"], match["phrase"], bool(match["minus"])
        if word in {"OR", "OU", "|"} and not negated and not match["field"]:
            self._stack[-1].alternative = True
            return
        if word in {"AND", "ET", "&"}:
            return
        if word == "NOT" and not negated and not match["field"]:
            self._not = True
            return
        negated = self._excluded() or negated
        if word and word.endswith(":") and not match["field"] and fold(word[:-1]) in _FIELDS:
            return  # "kind:" with nothing after it, as the form is while one still types, asks for nothing
        field = _FIELDS.get(fold(match["field"] or ""))
        if match["field"] and field is None:  # "note:ceci" is two words
            word = f"{match['field']} {word or ''}"
            if phrase is not None:
                self._words(match["field"], negated)
                word = None
        if field in {"kind", "year", "body"}:
            node = self._filter(field, word if phrase is None else phrase)
            if node is not None:
                self._add(node, negated)
        elif phrase is not None:
            self._phrase(phrase, negated, title_only=field == "title")
        elif word is not None:
            self._words(word, negated, title_only=field == "title")

    def _count(self, more: int) -> None:
        self._terms += more
        if self._terms > MAX_TERMS:
            raise BadQuery(TOO_MANY, limit=MAX_TERMS)

    def _filter(self, field: str, value: str) -> Node | None:
        self._count(1)
        plain = _plain(value)
        if not plain:
            return None
        if field == "year":
            years = _YEARS.fullmatch(value.strip())
            if not years:
                raise BadQuery(BAD_YEAR)
            first, last = int(years[1]), int(years[2] or years[1])
            if not 0 <= last - first <= MAX_YEARS:
                raise BadQuery(BAD_YEAR)
            return Filter("year", tuple(str(year) for year in range(first, last + 1)))
        if field == "kind":
            kind = self._kinds.get(plain, None if self._kinds else value)
            if kind is None:
                raise BadQuery(BAD_KIND, kind=value[:40])
            return Filter("kind", (kind,))
        return Filter("body", (value.strip(),))

    def _phrase(self, text: str, negated: bool, title_only: bool) -> None:
        words = [part for group in _groups(text) for part in group.parts]
        if len(words) > MAX_PHRASE:
            raise BadQuery(LONG_PHRASE, limit=MAX_PHRASE)
        self._count(len(words))
        node = _placed(words, title_only)
        if node is not None:
            self._add(node, negated)
        elif words:
            self._stop(words, negated)

    def _words(self, word: str, negated: bool, title_only: bool = False) -> None:
        if "*" in word:
            self._starred(word, negated)
            return
        nodes = []
        for group in _groups(word):
            self._count(len(group.parts))
            node = _compound(group, title_only)
            if node is None:
                self._stop(list(group.parts), negated)
            else:
                nodes.append(node)
        if nodes:
            self._add(nodes[0] if len(nodes) == 1 else All(tuple(nodes)), negated)

    def _stop(self, words: list[analysis.Part], negated: bool) -> None:
        """Stop words wait: they count only when the group has nothing else. Excluding them would exclude
        all.
        """
        if not negated:
            self._stack[-1].stops += [Word("", part.exact) for part in words]

    def _starred(self, word: str, negated: bool) -> None:
        if word.strip("*") == "" and len(word) == 1:
            self._add(Everything(), negated)
            return
        if word.count("*") > 1 or not word.endswith("*"):
            raise BadQuery(BAD_STAR)
        groups = _groups(word[:-1])
        parts = [part for group in groups for part in group.parts]
        if not parts or len(parts[-1].exact) < 2:
            raise BadQuery(BAD_STAR)
        self._count(len(parts))
        before = [Word(part.stem, part.exact) for part in parts[:-1] if part.stem]
        nodes: list[Node] = [*before, Prefix(parts[-1].exact)]
        self._add(nodes[0] if len(nodes) == 1 else All(tuple(nodes)), negated)


def _groups(text: str) -> list[analysis.Group]:
    return [group for chunk in analysis.chunks(text) for group in chunk.groups]


def _compound(group: analysis.Group, title_only: bool) -> Node | None:
    """A word; a number as a whole; a compound as one word or as its parts in a row. ``None`` for a stop
    word.
    """
    if group.whole and group.number:
        return Word(group.whole.stem, group.whole.exact, title_only)
    if not group.whole and len(group.parts) == 1:
        part = group.parts[0]
        return Word(part.stem, part.exact, title_only) if part.stem else None
    apart = _placed(list(group.parts), title_only)
    if group.whole is None or apart is None:
        return apart
    return Any((Word(group.whole.stem, group.whole.exact, title_only), apart))


def _placed(words: list[analysis.Part], title_only: bool) -> Node | None:
    places = [(offset, part) for offset, part in enumerate(words) if part.stem]
    if not places:
        return None
    first = places[0][0]
    if len(places) == 1:
        return Word(places[0][1].stem, places[0][1].exact, title_only)
    return Phrase(tuple((offset - first, part.stem) for offset, part in places), title_only)


def _plain(name: str) -> str:
    """A name as it is compared: folded, hyphens and underscores as spaces."""
    return " ".join(fold(name).replace("-", " ").replace("_", " ").split())
