"""A search engine that is obviously right: loops over everything, nothing remembered, nothing on the disk.

It keeps the promises of ``search/port.py`` and nothing more: what any other engine finds is compared with it. Its
scores say only which fields hold a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path

from repo_service.domain.documents import Found, Hit, SearchEntry, SearchQuery
from repo_service.domain.passages import fold
from repo_service.errors import Unavailable
from repo_service.search import CURRENT, Correction, Explanation, Health, Layout, Mask, Part, Source, analyse, analysis
from repo_service.search.query.expanding import expanded, thesaurus
from repo_service.search.query.parsing import kind_names, read
from repo_service.search.query.ranking import NAMED
from repo_service.search.query.tree import (
    All,
    Any,
    Everything,
    Filter,
    Node,
    Not,
    Pattern,
    Phrase,
    Prefix,
    Range,
    Weighted,
    Word,
    is_silent,
    marked_terms,
)
from repo_service.search.schema import BOOSTS, EXACT, EXACT_FIELD, STEMMED, WITHIN, source_text


@dataclass
class Stock:
    """What an index holds."""

    entries: dict[str, SearchEntry] = field(default_factory=dict)
    generation: int = 0
    epoch: str = ""
    cursor: int = -1


_stocks: dict[Path, Stock] = {}  # by folder, as another engine finds its files


class PlainWriter:
    """See ``port.Writer``."""

    def __init__(self, folder: Path, layout: Layout = CURRENT) -> None:
        self._stock = _stocks.setdefault(folder, Stock())
        self._opened = False
        self.layout = layout

    def __enter__(self) -> PlainWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened = False

    @property
    def cursor(self) -> int:
        return self._stock.cursor if self._opened else -1

    @property
    def suspect(self) -> bool:
        return not self._opened

    def open(self, epoch: str) -> bool:
        self._opened = self._stock.generation > 0 and self._stock.epoch == epoch
        return self._opened

    def apply(self, put: Sequence[SearchEntry], remove: Sequence[str], cursor: int) -> None:
        if not self._opened:
            raise Unavailable
        for name in remove:
            self._stock.entries.pop(name, None)
        self._stock.entries.update((entry.id, entry) for entry in put)
        self._stock.cursor = cursor

    def tidy(self) -> None:
        """Nothing is ever untidy here."""

    def rebuild(
        self, entries: Iterable[SearchEntry] | Source, cursor: int, epoch: str,
        progress: Callable[[int], None] | None = None,
    ) -> None:  # fmt: skip
        found = {}
        for done, entry in enumerate(entries("") if callable(entries) else entries, 1):
            found[entry.id] = entry
            if progress:
                progress(done)
        self._stock.entries, self._stock.epoch, self._stock.cursor = found, epoch, cursor
        self._stock.generation += 1
        self._opened = True


class PlainReader:
    """See ``port.Reader``."""

    def __init__(self, folder: Path, kinds: Mapping[str, str] | None = None, layout: Layout = CURRENT) -> None:
        self._folder = folder
        self._kinds = kind_names(kinds or {})
        self._layout = layout

    @property
    def cursor(self) -> int:
        return self._stock.cursor

    @property
    def _stock(self) -> Stock:
        stock = _stocks.get(self._folder)
        if stock is None or not stock.generation:
            raise Unavailable
        return stock

    def asked(self, query: SearchQuery) -> Node:
        return expanded(read(query.text, self._kinds, query.literal).tree, thesaurus(query.synonyms))

    def search(self, query: SearchQuery, mask: Mask) -> Found:
        tree = self.asked(query)
        found = self._ordered(query, mask)
        first = (max(query.page, 1) - 1) * query.per_page
        hits = tuple(Hit(one.id, one.version, score) for one, score in found[first : first + query.per_page])
        facets = {
            name: {value: count for value, count in Counter(_told(one, name) for one, _ in found).items() if value}
            for name in self._layout.facets
        }
        dates = read(query.text, self._kinds, query.literal).dates
        return Found(len(found), hits, facets, marked_terms(tree), dates)

    def everything(self, query: SearchQuery, mask: Mask) -> Iterator[tuple[str, int]]:
        return ((entry.id, entry.version) for entry, _ in self._ordered(query, mask))

    def nearest(self, query: SearchQuery, mask: Mask, total: int) -> Correction | None:
        """Of a word that nothing seen holds, one with a letter more, less or other that most documents hold."""
        if total:
            return None
        held = Counter(word for entry in self._seen(mask) for word in _exact(entry))
        pieces = []
        for piece in re.split(r"(\W+)", query.text):
            word = fold(piece)
            near = [other for other in held if len(word) > 3 and word not in held and _one_apart(word, other)]
            best = min(near, key=lambda other: (-held[other], other), default="")
            pieces.append((best or piece, bool(best)))
        return Correction(tuple(pieces)) if any(other for _, other in pieces) else None

    def explain(self, query: SearchQuery, mask: Mask, name: str) -> Explanation | None:
        return None

    def standing(self, query: SearchQuery, mask: Mask) -> dict[str, bool]:
        return {}

    def near(self, mask: Mask, name: str, title: str, text: str) -> tuple[str, ...]:
        """What holds at least half of the words of a text that is long enough to be about something."""
        said = set(analyse(f"{title} {text}"))
        shared = {
            entry.id: len(said & set(analyse(f"{entry.title} {entry.text}")))
            for entry in self._seen(mask)
            if entry.id != name
        }
        near = [one for one, count in shared.items() if len(said) > 2 and count * 2 >= len(said)]
        return tuple(sorted(near, key=lambda one: (-shared[one], one)))

    def health(self) -> Health:
        try:
            stock = self._stock
        except Unavailable:
            return Health("", -1, 0, 0, damaged=True)
        return Health(str(stock.generation), stock.cursor, len(stock.entries), 0, damaged=False)

    def contents(self) -> Iterator[tuple[str, int]]:
        return ((entry.id, entry.version) for entry in list(self._stock.entries.values()))

    def _seen(self, mask: Mask) -> list[SearchEntry]:
        seen = (entry for entry in self._stock.entries.values() if entry.id in mask.ids)
        return [_as_told(entry, mask.parts[entry.id]) if entry.id in mask.parts else entry for entry in seen]

    def _ordered(self, query: SearchQuery, mask: Mask) -> list[tuple[SearchEntry, float]]:
        tree = self.asked(query)
        scored = [(entry, score_of(entry, tree)) for entry in self._seen(mask) if _passes(entry, query)]
        found = [(entry, score) for entry, score in scored if score is not None]
        sort = "date" if query.sort == "relevance" and is_silent(tree) else query.sort
        keys: dict[str, Callable[[SearchEntry, float], tuple[object, ...]]] = {
            "relevance": lambda entry, score: (-round(score, 9), -_number(entry, "date"), entry.id),
            "date": lambda entry, _: (-_number(entry, "date"), entry.id),
            "changed": lambda entry, _: (-_number(entry, "changed"), entry.id),
            "title": lambda entry, _: (entry.title_key, entry.id),
        }
        ordered = sorted(found, key=lambda pair: keys[sort](*pair))
        return ordered if sort == "relevance" else [(entry, 0.0) for entry, _ in ordered]


ANYTHING = {"*": ".*", "?": "."}


def score_of(entry: SearchEntry, node: Node) -> float | None:
    """What an entry earns from a query; ``None`` where it does not match."""
    match node:
        case Everything():
            return 0.0
        case Word(stem=stem, exact=exact, within=within):
            earned = [one.boost for one in WITHIN[within] if stem and stem in _words(entry, one.name)]
            earned += [BOOSTS[EXACT]] if not within and exact in _exact(entry) else []
            return sum(earned) if earned else None
        case Phrase(places=places, within=within):
            earned = [one.boost for one in WITHIN[within] if _in_a_row(_stems(entry, one.name), places)]
            return sum(earned) * len(places) if earned else None
        case Prefix(start=start):
            return 1.0 if any(word.startswith(start) for word in _exact(entry)) else None
        case Pattern(glob=glob):
            made = re.compile("".join(ANYTHING.get(sign, re.escape(sign)) for sign in glob))
            return 1.0 if any(made.fullmatch(word) for word in _exact(entry)) else None
        case Filter(field=name, values=values):
            return 0.0 if any(_has(entry, name, value) for value in values) else None
        case Range(column=column, first=first, last=last, score=score):
            number = _number(entry, column)
            return score if number and (first or 1) <= number <= (number if last is None else last) else None
        case Not(child=child):
            return 0.0 if score_of(entry, child) is None else None
        case Weighted(child=child, factor=factor):
            earnt = score_of(entry, child)
            return None if earnt is None else earnt * factor
        case All(children=children):
            parts = [score_of(entry, child) for child in children]
            return None if None in parts else sum(part or 0.0 for part in parts)
        case Any(children=children):
            parts = [part for child in children if (part := score_of(entry, child)) is not None]
            return sum(part or 0.0 for part in parts) if parts else None


def _stems(entry: SearchEntry, name: str) -> set[tuple[int, str]]:
    """(position, stem) of all that a stemmed field holds."""
    text = next(source_text(entry, one) for one in STEMMED if one.name == name)
    found, position = set(), 0
    for chunk in analysis.chunks(text):
        found |= {(position + offset, stem) for offset, stem in chunk.stems}
        position += chunk.width
    return found


def _words(entry: SearchEntry, name: str) -> set[str]:
    return {stem for _, stem in _stems(entry, name)}


def _exact(entry: SearchEntry) -> set[str]:
    return {word for chunk in analysis.chunks(source_text(entry, EXACT_FIELD)) for word in chunk.exacts}


def _in_a_row(held: set[tuple[int, str]], places: tuple[tuple[int, str], ...]) -> bool:
    return any(all((begin + offset, stem) in held for offset, stem in places) for begin, _ in held)


def _has(entry: SearchEntry, name: str, value: str) -> bool:
    """Whether a filter that was typed lets an entry pass; some take a name, or some of its words, for an identifier."""
    if name not in NAMED:
        return _told(entry, name) == value
    told, words = _told(entry, NAMED[name]), set(analyse(value))
    same = bool(_told(entry, name)) and fold(_told(entry, name)) == fold(value)
    return same or (bool(fold(told)) and bool(words) and words <= set(analyse(told)))


def _told(entry: SearchEntry, name: str) -> str:
    if name == "year":
        return str(entry.date.year) if entry.date else ""
    return str(getattr(entry, name))


def _number(entry: SearchEntry, column: str) -> int:
    """0 is none."""
    if column == "changed":
        return int(entry.changed.replace(tzinfo=UTC).timestamp()) if entry.changed else 0
    if column == "version":
        return entry.version
    if entry.date is None:
        return 0
    return entry.date.toordinal() if column == "date" else entry.date.year


def _as_told(entry: SearchEntry, part: Part) -> SearchEntry:
    told: Mapping[str, object] = part.values
    return replace(entry, date=part.date, changed=part.changed or entry.changed, **told)  # type: ignore[arg-type]


def _passes(entry: SearchEntry, query: SearchQuery) -> bool:
    asked = {
        "kind": query.kinds, "body": query.bodies, "institution": query.institutions, "domain": query.domains,
        "year": tuple(map(str, query.years)), "state": query.states, "language": query.languages,
    }  # fmt: skip
    changed = _number(entry, "changed")
    if query.changed_after and changed < int(query.changed_after.timestamp()):
        return False
    if query.changed_before and changed >= int(query.changed_before.timestamp()):
        return False
    return all(not values or _told(entry, name) in values for name, values in asked.items())


def _one_apart(word: str, other: str) -> bool:
    """Whether one letter more, less or other makes one of the other."""
    if abs(len(word) - len(other)) > 1:
        return False
    longer, shorter = sorted((word, other), key=len, reverse=True)
    cuts = {longer[:place] + longer[place + 1 :] for place in range(len(longer))}
    same = len(longer) == len(shorter) and sum(a != b for a, b in zip(word, other, strict=True)) == 1
    return same or (len(longer) > len(shorter) and shorter in cuts)
