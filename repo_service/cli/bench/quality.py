"""``bench --quality``: how often a search over the demonstration finds the document that was meant.

The queries and what is expected of each are data (``templates/demonstration/recherches.toml``), judged from the texts
and never from the answers. Every query goes through the service, as an administrator types it; those that mean a public
document also as a visitor types them, judged on public documents alone. Nothing here ranks, and nothing is tuned to it.
A decision found is judged as the minutes that say it, whose passage it shows; a second one of them gains nothing.

- success at k: the share of queries with a document that was meant (grade 3) among the first k hits.
- nDCG at 10: the discounted cumulated gain of the first ten hits, DCG = sum of (2^grade - 1) / log2(1 + place), over
  that of the best possible ten. Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM
  Transactions on Information Systems 20(4), 2002; the exponential gain is that of Burges and others (ICML 2005).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from repo_service import clock, paths, settings
from repo_service.cli.bench.measuring import Measure
from repo_service.demo import load
from repo_service.demo.consortium import ordered_sources
from repo_service.demo.sources import Source
from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import BadQuery
from repo_service.search import Indexer
from repo_service.services import finding, indexing, installing
from repo_service.services.finding import Result
from repo_service.services.repository import Repository
from repo_service.store import filing
from repo_service.store.people import accounts
from repo_service.store.register import decisions
from repo_service.store.work import UnitOfWork

FILE = "recherches.toml"
FIRST = 10  # hits that are judged
MEANT = 3  # the grade of a document that was meant
_SHOWN = 3  # hits of a miss that are told
Judged = dict[str, int]  # by file name of a document: 3 meant, 2 very useful, 1 related


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody types, in what manner (``form``), and the documents that are wanted."""

    text: str
    form: str
    judged: Judged

    def narrowed(self, names: frozenset[str]) -> Wish:
        """The same, of somebody who sees these documents alone."""
        return Wish(self.text, self.form, {name: grade for name, grade in self.judged.items() if name in names})

    @property
    def meant(self) -> list[str]:
        """The documents any one of which makes the search a success."""
        return [name for name, grade in self.judged.items() if grade == MEANT]


@dataclass(frozen=True, slots=True)
class Answer:
    """The file names of the first hits, in order, each once: a further hit of the same minutes is empty and gains
    nothing. ``fault``: the sentence of a query that was refused.
    """

    wish: Wish
    hits: tuple[str, ...]
    fault: str = ""

    def success(self, first: int) -> bool:
        """Whether a document that was meant is among the first hits."""
        return any(self.wish.judged.get(name) == MEANT for name in self.hits[:first])

    @property
    def ndcg(self) -> float:
        """The gain of the hits over the best possible one, 0 to 1."""
        found = [self.wish.judged.get(name, 0) for name in self.hits[:FIRST]]
        return gain(found) / gain(sorted(self.wish.judged.values(), reverse=True)[:FIRST])


def gain(grades: Sequence[int]) -> float:
    """The discounted cumulated gain of hits with these grades, in this order."""
    return sum(((1 << grade) - 1) / log2(1 + place) for place, grade in enumerate(grades, 1))


def wishes() -> list[Wish]:
    """The queries of the demonstration. ``ValueError`` names what is wrong in their file."""
    folder = next(folder for folder in paths.templates("demonstration") if (folder / FILE).exists())
    names = {_name(source): _latest(source).file_name for source in ordered_sources()}
    table = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    return [Wish(text, form, judged(said, names)) for form, row in table.items() for text, said in row.items()]


def judged(said: str, names: dict[str, str]) -> Judged:
    """What ``3 copil/2024-03-12 2 textes/statuts`` says, by file name. ``names``: source -> file name."""
    found: Judged = {}
    grade = 0
    for word in said.split():
        if word.isdecimal():
            grade = int(word)
        elif word not in names or names[word] in found or not 1 <= grade <= MEANT:
            raise ValueError(f"{FILE} : « {word} » n’est pas un document, est jugé deux fois ou sans note : {said}")
        else:
            found[names[word]] = grade
    if MEANT not in found.values():
        raise ValueError(f"{FILE} : aucun document n’est noté {MEANT} : {said}")
    return found


def _name(source: Source) -> str:
    return f"{source.path.parent.name}/{source.path.stem}"


def _latest(source: Source) -> Source:
    """The last version of the same document."""
    series = source.meta.get("Série")
    return [one for one in ordered_sources() if one.meta.get("Série") == series][-1] if series else source


def demonstration(root: Path) -> Repository:
    """A repository under ``root`` with the demonstration in it, indexed. To be closed."""
    given = {"STORAGE": str(root / "storage"), "INDEXES": str(root / "indexes")}
    chosen = settings.load({f"{settings.PREFIX}{name}": value for name, value in given.items()})
    installing.install(chosen)
    repository = Repository(chosen)
    load.load(repository)
    with Indexer(chosen.indexes) as indexer:
        indexing.ready(repository.store, indexer)
        indexing.drain(repository.store, indexer)
    return repository


def public() -> frozenset[str]:
    """The file names of the documents that a visitor may see."""
    latest = {_latest(source).file_name: _latest(source) for source in ordered_sources()}
    return frozenset(name for name, source in latest.items() if source.meta["Visible par"] == "public")


def answers(repository: Repository) -> tuple[list[Answer], list[Answer]]:
    """What the administrator gets to every query, and a visitor to those that mean a public document."""
    wanted, seen = wishes(), public()
    with repository.store.reading() as uow:
        today = clock.day(uow.now, repository.settings.timezone)
        people = [accounts.actor(uow.session, row, today) for row in accounts.demonstration(uow.session)]
    administrator = next(actor for actor in people if "administrator" in actor.roles)
    told = [narrow for wish in wanted if (narrow := wish.narrowed(seen)).meant]
    return [_asked(repository, administrator, w) for w in wanted], [_asked(repository, VISITOR, w) for w in told]


def _asked(repository: Repository, actor: Actor, wish: Wish) -> Answer:
    asked = SearchQuery(text=wish.text, per_page=FIRST)
    try:
        with repository.store.reading() as uow:
            found = finding.search(uow, actor, repository.searcher, repository.access, asked, forgiving=True, some=True)
            names = [_named(uow, result) for result in found.results]
            return Answer(wish, tuple(name if name not in names[:at] else "" for at, name in enumerate(names)))
    except BadQuery as fault:
        return Answer(wish, (), str(fault))


def _named(uow: UnitOfWork, hit: Result) -> str:
    """The file name by which a hit is judged: a decision by that of the minutes whose passage it shows."""
    decision = decisions.of_document(uow.session, hit.document) if hit.document.kind == "decision" else None
    minutes = decision.minutes if decision else None
    return filing.current(minutes).file_name if minutes else hit.file_name


_MEASURES: tuple[tuple[str, Callable[[Answer], float]], ...] = (
    ("succès au premier rang", lambda answer: answer.success(1)),
    ("succès aux dix premiers", lambda answer: answer.success(FIRST)),
    ("nDCG aux dix premiers", lambda answer: answer.ndcg),
    ("sans aucune réponse", lambda answer: not answer.hits),
)


def measures(administrator: Sequence[Answer], visitor: Sequence[Answer]) -> Iterator[Measure]:
    """All queries, those of a visitor, then each form of query."""
    yield from _told("", administrator)
    yield from _told(", visiteur", visitor)
    for form in dict.fromkeys(answer.wish.form for answer in administrator):
        yield from _told(f", {form}", [answer for answer in administrator if answer.wish.form == form])


def _told(of: str, given: Sequence[Answer]) -> Iterator[Measure]:
    for name, value in _MEASURES:
        mean = sum(map(value, given)) / len(given)
        yield Measure(f"{name}{of}", round(mean, 3), "", len(given))


def misses(given: Sequence[Answer]) -> Iterator[str]:
    """One line for each query of which nothing that was meant is among the first hits, then for each where it is not
    the first one.
    """
    for answer in sorted(given, key=lambda answer: answer.success(FIRST)):
        if not answer.success(1):
            place = "plus bas" if answer.success(FIRST) else "manqué  "
            wanted = ", ".join(answer.wish.meant[:_SHOWN])
            found = ", ".join(answer.hits[:_SHOWN]) or answer.fault or "rien"
            yield f"{place} {answer.wish.form:14} {answer.wish.text}\n    voulu  {wanted}\n    trouvé {found}"
