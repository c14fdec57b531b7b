"""What is proposed under the search field while somebody types: titles, register numbers, partners, bodies, people and
the person's own kept searches, whose names begin with the words typed.

Every sort is asked as its own page would ask it, so that nothing is named here that the person could not open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, islice

from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor, tokens_of
from repo_service.services.partners import bodies, institutions
from repo_service.store import searches, suggestions
from repo_service.store.work import UnitOfWork

MOST = 8
LOOKED_AT = 5 * MOST  # people that are asked for at once
MOST_DOMAINS = 200
_TURN = {"document": 2}  # how many of a sort come in before the next sort has its turn; one, where nothing is said
_MOST_WORDS = 6
_ELISION = re.compile(r"(?<![^\W_])(?:[ldnsjcmt]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)'")
_ACRONYM = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+\.?(?![^\W_])")
_APART = re.compile(r"[\s'\-‐‑–—«»“”\"()/,;:!?]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to open. ``id`` names a document, a partner or a body; of a person, ``place`` ("institution" or "body")
    says which of them, for a person is read where it works or sits. ``kind`` is that of a document.

    ``note`` tells two of one name apart: a register number, an acronym, where somebody works. ``address`` is what
    follows the question mark of a kept search. ``language`` is empty where nobody knows.
    """

    sort: str
    id: str
    title: str
    note: str = ""
    kind: str = ""
    language: str = ""
    place: str = ""
    address: str = ""


def suggest(uow: UnitOfWork, actor: Actor, text: str, day: date) -> list[Suggestion]:
    """At most eight: of each sort some, documents more than others; the best of each sort first."""
    folded = fold(text[:200].replace("\0", ""))
    typed = words(_ELISION.sub(" ", folded))[:_MOST_WORDS]
    if not typed:
        return []
    rows = suggestions.documents(uow.session, tokens_of(actor), typed, folded, MOST)
    documents = [Suggestion("document", row.public_id, row.title, row.number, row.kind, row.language) for row in rows]
    partners = institutions.listing(uow, actor, day)
    return mixed([
        [row for row in documents if row.kind != "decision"],
        _named("institution", typed, ((row.id, row.name, row.acronym) for row in partners)),
        _named("body", typed, ((row.id, row.name, row.short) for row in bodies.listing(uow, actor))),
        _people(uow, actor, typed, day, {row.id for row in partners}),
        [row for row in documents if row.kind == "decision"],  # its title is a sentence, which names many a thing
        _searches(uow, actor, typed),
    ])  # fmt: skip


def words(folded: str) -> list[str]:
    """The words of a folded name as they are compared: signs keep them apart, and an acronym loses its points."""
    plain = _ACRONYM.sub(lambda found: found[0].replace(".", ""), folded)
    return list(dict.fromkeys(word for part in _APART.split(plain) if (word := part.rstrip(".…"))))


def begins(typed: Iterable[str], *names: str) -> bool:
    """Whether every typed word begins a word of the names, accents and case apart."""
    known = words(fold(" ".join(names)))
    return all(any(word.startswith(start) for word in known) for start in typed)


def mixed(sorts: Sequence[Sequence[Suggestion]]) -> list[Suggestion]:
    """Eight of all, taken by turns so that no sort hides another, then set sort by sort in their order."""
    taken = [0] * len(sorts)
    while sum(taken) < MOST and any(held < len(rows) for held, rows in zip(taken, sorts, strict=True)):
        for number, rows in enumerate(sorts):
            turn = _TURN.get(rows[0].sort, 1) if rows else 0
            taken[number] += min(turn, len(rows) - taken[number], MOST - sum(taken))
    return [row for held, rows in zip(taken, sorts, strict=True) for row in rows[:held]]


def _named(sort: str, typed: list[str], rows: Iterable[tuple[str, str, str]]) -> list[Suggestion]:
    """Partners or bodies of this name or acronym, those first whose whole name or acronym was typed."""
    found = [Suggestion(sort, id, name, short, language="fr") for id, name, short in rows if begins(typed, name, short)]
    return sorted(found, key=lambda one: typed not in (words(fold(one.note)), words(fold(one.title))))


def _people(uow: UnitOfWork, actor: Actor, typed: list[str], day: date, partners: set[str]) -> list[Suggestion]:
    """People of this name, each where it works today, else where it sits; one who is nowhere has no page to open."""
    return list(islice(_placed(uow, typed, day, partners), MOST)) if actor.can("see_people") else []


def _placed(uow: UnitOfWork, typed: list[str], day: date, partners: set[str]) -> Iterator[Suggestion]:
    """All of them, some at a time: those whom the reader may not know of, however many, take no place of others."""
    for start in count(0, LOOKED_AT):
        people = suggestions.persons(uow.session, typed, LOOKED_AT, start)
        where: dict[int, suggestions.Place] = {}
        for place in suggestions.places(uow.session, people, day):
            if place.sort == "body" or place.id in partners:
                where.setdefault(place.person, place)
        for row in people:
            if found := where.get(row.id):
                yield Suggestion("person", found.id, row.name, found.name, place=found.sort)
        if len(people) < LOOKED_AT:
            return


def _searches(uow: UnitOfWork, actor: Actor, typed: list[str]) -> list[Suggestion]:
    if not actor.signed_in:
        return []
    rows = searches.of_account(uow.session, actor.account)
    return [
        Suggestion("search", row.public_id, row.name, address=row.address) for row in rows if begins(typed, row.name)
    ]


def domains(uow: UnitOfWork, actor: Actor) -> list[str]:
    """The domains that a form proposes: those of documents that the actor may see, the most used first."""
    return suggestions.domains(uow.session, tokens_of(actor), MOST_DOMAINS)
