"""``bench --search``: the search itself, in this process and without a server, beside Whoosh's own searcher.

One temporary index of the corpus, read by our evaluator and by Whoosh in turn, query by query. What is measured of
ours is all that a page of results needs of the index: the ten best, the exact total, the mask of permissions and the
counts of every facet; Whoosh is asked for the ten best and the total under the same mask, and counts no facet.

- cold: the first use of the words in a fresh reader, which has opened the index and met none of them; Whoosh's too has
  its index open, and its words are those that it was asked before.
- warm: the words and the phrases were asked before and are remembered with their scores, but no whole answer is.
- known: the whole answer is remembered, as for the next page or a second person with the same rights.

``agreement`` is the share of queries with the same documents, scores within a thousandth and the same order.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from repo_service.cli.bench import engines
from repo_service.cli.bench.corpora import PLAIN, Query, queries, words
from repo_service.cli.bench.measuring import Measure, timed
from repo_service.domain.documents import SearchEntry, SearchQuery
from repo_service.errors import Invalid
from repo_service.search import Indexer, Mask, Searcher, stock
from repo_service.search.query import parsing
from repo_service.search.schema import TEXT_FIELDS
from repo_service.search.yardstick import Yardstick

BEST = 10
EACH = 20  # queries of every form
CLOSE = 1e-3
_AGAIN = 3  # warm runs of one query, of which the middle one counts
_STOCK = 5_000  # texts that Whoosh indexes too: it is slow
_ALL = "toutes"
_FIELDS = [field.name for field in TEXT_FIELDS]
_NOWHERE = "qxzvjqxzvj"


class Reader(Searcher):
    """Our reader, whose answers can be forgotten and whose words stay known."""

    def open(self, mask: Mask) -> None:
        """Load what serves all words: the index, what facets are counted by, the lengths of fields and their means, the
        signposts among the sorted words. No word of a text is met: what is asked for is in none.
        """
        self.search(SearchQuery(per_page=BEST), mask)
        self.search(SearchQuery(text=_NOWHERE, per_page=BEST), mask)
        self.over(mask, lambda seen: [(seen.mean(name), seen.snapshot.scored_lengths(name)) for name in _FIELDS])

    def forget(self) -> None:
        """Answer the next query by evaluating it."""
        self._answers.clear()


@dataclass(slots=True)
class Times:
    """Milliseconds, one for each query of a form, and whether both agree on it."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    known: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    equal: list[bool] = field(default_factory=list)

    def add(self, other: Times) -> None:
        """Take in the queries of another form."""
        for name in self.__slots__:
            getattr(self, name).extend(getattr(other, name))


def searching(root: Path, texts: Sequence[SearchEntry], each: int = EACH, others: bool = False) -> Iterator[Measure]:
    """Index ``texts`` under ``root`` and ask. ``others``: ask the other engines that are installed too.

    ``Invalid`` where the texts have no words to look for.
    """
    if not any(words(entry.text) for entry in texts):
        raise Invalid("Rien à chercher : ce corpus n’a pas de texte.")
    folder = root / "measured"
    yield from _indexing(root, folder, texts)
    asked = queries(texts, each)  # no earlier: the analysis remembers words, and ours would be indexed faster
    times: dict[str, Times] = {}
    for form in dict.fromkeys(query.form for query in asked):
        times[form] = beside(folder, [query.text for query in asked if query.form == form])
    together = Times()
    for one in times.values():
        together.add(one)
    for form, one in {_ALL: together, **times}.items():
        yield from _told(form, one)
    if others:
        plain = [query for query in asked if query.words]
        for name, build in engines.installed().items():
            yield from _engine(name, build, root, texts, plain, times)


def beside(folder: Path, asked: Sequence[str]) -> Times:
    """Every query by our evaluator and by Whoosh in turn, on the same index."""
    reader, yardstick = Reader(folder), Yardstick.of(folder)
    ids = frozenset(identifier for identifier, _ in reader.contents())
    mask, numbers = Mask(("bench",), ids), yardstick.numbers(ids)
    times = Times()
    for text in asked:
        query, tree = SearchQuery(text=text, per_page=BEST), parsing.parse(text, {})
        fresh = Reader(folder)
        fresh.open(mask)
        times.cold.append(timed(lambda r=fresh, q=query: r.search(q, mask)))  # type: ignore[misc]
        times.equal.append(agrees(reader, yardstick, query, mask, numbers))  # and both know the words now
        times.warm.append(statistics.median(_warm(reader, query, mask) for _ in range(_AGAIN)))
        times.known.append(timed(lambda q=query: reader.search(q, mask)))  # type: ignore[misc]
        times.theirs.append(timed(lambda t=tree: yardstick.search(t, numbers, BEST)))  # type: ignore[misc]
    return times


def in_memory(folder: Path, asked: Sequence[str]) -> Measure:
    """The one line of it that the bench over HTTP tells, of the index of its server."""
    times = beside(folder, asked)
    middle, other = statistics.median(times.warm), statistics.median(times.theirs)
    return Measure(
        "recherche en mémoire, médiane", round(middle, 3), "ms", len(asked), theirs=round(other, 3),
        ratio=round(other / middle, 1), agreement=round(sum(times.equal) / len(asked), 3),
    )  # fmt: skip


def _warm(reader: Reader, query: SearchQuery, mask: Mask) -> float:
    reader.forget()
    return timed(lambda: reader.search(query, mask))


def agrees(reader: Reader, yardstick: Yardstick, query: SearchQuery, mask: Mask, numbers: set[int]) -> bool:
    """Whether both find the same documents, with the same scores on our first page, in an order that both accept."""
    total, theirs = yardstick.search(parsing.parse(query.text, {}), numbers)
    scores = dict(theirs)
    found = reader.search(query, mask)
    everything = {name for name, _ in reader.everything(query, mask)}
    best = sorted(scores.values(), reverse=True)
    return (
        found.total == total
        and everything == scores.keys()
        and all(abs(hit.score - scores[hit.id]) < CLOSE for hit in found.hits)
        and all(abs(hit.score - other) < CLOSE for hit, other in zip(found.hits, best, strict=False))
    )


def _told(form: str, times: Times) -> Iterator[Measure]:
    count, other = len(times.warm), statistics.median(times.theirs)
    for name, ours in (("à chaud", times.warm), ("à froid", times.cold)):
        middle = statistics.median(ours)
        agreement = sum(times.equal) / count if ours is times.warm else None
        yield Measure(
            f"{form}, {name}, médiane", round(middle, 3), "ms", count, theirs=round(other, 3),
            ratio=round(other / middle, 1), agreement=None if agreement is None else round(agreement, 3),
        )  # fmt: skip
        yield Measure(f"{form}, {name}, 95e centile", round(_late(ours), 3), "ms", count)
    if form == _ALL:
        yield Measure(f"{form}, réponse retenue, médiane", round(statistics.median(times.known), 3), "ms", count)


def _late(values: Sequence[float]) -> float:
    return sorted(values)[max(int(len(values) * 0.95) - 1, 0)]


def _indexing(root: Path, folder: Path, texts: Sequence[SearchEntry]) -> Iterator[Measure]:
    """Ours and Whoosh's own writer on the same first texts, then ours on all; texts a second, and the disk."""
    some = texts[:_STOCK]
    for folder_of, write in (("first", _build), ("first-stock", _build_stock)):
        write(root / folder_of, some[:1])  # what each loads at its first use
    ours = _rate(len(some), lambda: _build(root / "some", some))
    theirs = _rate(len(some), lambda: _build_stock(root / "stock", some))
    yield Measure("indexation", round(ours, 1), "/s", len(some), theirs=round(theirs, 1), ratio=round(ours / theirs, 1))
    bulk, other = _multiple(root / "some", some), _multiple(root / "stock", some)
    yield Measure(
        "disque, multiple du texte", round(bulk, 2), "", len(some), theirs=round(other, 2), ratio=round(other / bulk, 2)
    )
    yield Measure("indexation de tout", round(_rate(len(texts), lambda: _build(folder, texts)), 1), "/s", len(texts))
    yield Measure("disque de tout, multiple du texte", round(_multiple(folder, texts), 2), "", len(texts))


def _build(folder: Path, texts: Sequence[SearchEntry]) -> None:
    with Indexer(folder) as indexer:
        indexer.rebuild(iter(texts), 0, "bench")


def _build_stock(folder: Path, texts: Sequence[SearchEntry]) -> None:
    folder.mkdir()
    stock.write(folder, ((entry.id, entry.title, entry.text) for entry in texts))


def _rate(count: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def _multiple(folder: Path, texts: Sequence[SearchEntry]) -> float:
    """Bytes of a folder over those of the texts in UTF-8."""
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return size / max(sum(len(entry.title.encode()) + len(entry.text.encode()) for entry in texts), 1)


def _engine(
    name: str, build: engines.Build, root: Path, texts: Sequence[SearchEntry], asked: Sequence[Query],
    times: dict[str, Times],
) -> Iterator[Measure]:  # fmt: skip
    """Another engine over all the texts: how fast it indexes, and its answers beside ours, warm and cold."""
    folder = root / name.split()[-1].lower()
    folder.mkdir()
    held: list[engines.Ask] = []
    rate = _rate(len(texts), lambda: held.append(build(folder, texts)))
    yield Measure(f"{name}, indexation", round(rate, 1), "/s", len(texts))
    yield Measure(f"{name}, disque, multiple du texte", round(_multiple(folder, texts), 2), "", len(texts))
    for form in PLAIN:
        same = [query for query in asked if query.form == form]
        for query in same:
            held[0](query.words)
        if same:
            theirs = statistics.median(timed(lambda q=query: held[0](q.words)) for query in same)  # type: ignore[misc]
            for state, ours in (("à chaud", times[form].warm), ("à froid", times[form].cold)):
                middle = statistics.median(ours)
                yield Measure(
                    f"{name}, {form}, {state}", round(middle, 3), "ms", len(same), theirs=round(theirs, 3),
                    ratio=round(theirs / middle, 2),
                )  # fmt: skip
