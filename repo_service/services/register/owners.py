"""Whose action it is: names as minutes write them, matched to known persons. What may mean two people means nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor
from repo_service.services import access
from repo_service.store.people import governance
from repo_service.store.people.tables import Body, Person
from repo_service.store.register import persons
from repo_service.store.work import UnitOfWork

_TITLE = re.compile(r"(?:monsieur|madame|mademoiselle|messieurs|mesdames|mme|mlle|mrs|mr|mm|ms|m|dr|pr|me)\b\.?\s+")
_BESIDE = re.compile(r"\([^)]*\)")  # « Nadia Belkacem (UVM) »
_BETWEEN = re.compile(r"\s*(?:,|;|/|\+|&|\bet\b|\band\b)\s*")


def meant(
    uow: UnitOfWork, names: Sequence[str], body: Body, day: date, meeting: int | None = None
) -> list[Person]:
    """The known persons whom ``names`` mean, in their order: who is named first leads.

    A full name counts where one person alone bears it. A family name alone, or behind an initial, counts where one
    person alone bears it among those who sit in the body on ``day`` or were at the ``meeting`` (its key).
    """
    everybody = persons.everybody(uow.session)
    near = persons.around(uow.session, body, day, meeting)
    found = (_one(name, everybody, near) for name in names)
    return list(dict.fromkeys(person for person in found if person is not None))


def leading(uow: UnitOfWork, names: Sequence[str], body: Body, day: date, meeting: int | None = None) -> int | None:
    """The key of the first of them, where one alone is asked for."""
    found = meant(uow, names, body, day, meeting)
    return found[0].id if found else None


def split(typed: str) -> list[str]:
    """The names in what somebody typed into one field."""
    return [name for name in _BETWEEN.split(typed) if name]


def _one(name: str, everybody: Sequence[Person], near: set[int]) -> Person | None:
    said = _plain(name)
    if not said:
        return None
    full = [one for one in everybody if said in _spellings(one)]
    if full:
        return _only(full, near)
    family = [one for one in everybody if one.id in near and _family_of(said, one)]
    return family[0] if len(family) == 1 else None


def _only(found: Iterable[Person], near: set[int]) -> Person | None:
    """The one of several who bear a name; among namesakes, the one who is near."""
    rows = list(found)
    rows = rows if len(rows) == 1 else [one for one in rows if one.id in near]
    return rows[0] if len(rows) == 1 else None


def _plain(name: str) -> str:
    folded = fold(_BESIDE.sub(" ", name)).replace("-", " ").replace("'", " ")
    while title := _TITLE.match(folded):
        folded = folded[title.end() :]
    return " ".join(folded.split())


def _spellings(person: Person) -> set[str]:
    given, family = _plain(person.given), _plain(person.family)
    return {f"{given} {family}", f"{family} {given}"} if given and family else set()


def _family_of(said: str, person: Person) -> bool:
    """Whether ``said`` is the family name, alone or with the initials of the given name before or after."""
    given, family = _plain(person.given), _plain(person.family)
    if not family or said == family:
        return bool(family)
    short = {given[:1], "".join(word[:1] for word in given.split()), " ".join(word[:1] for word in given.split())}
    rest = said.removesuffix(f" {family}") if said.endswith(f" {family}") else said.removeprefix(f"{family} ")
    return rest != said and rest.replace(".", " ").strip() in short - {""}


def names(uow: UnitOfWork, actor: Actor, bodies: Sequence[str], day: date) -> list[str]:
    """The names of those who sit in some bodies (by identifier) on ``day``, to be proposed in a form."""
    access.allow(actor, "see_people")
    rows = [row for row in governance.bodies(uow.session) if row.public_id in bodies]
    found = {person.name: person.name_key for row in rows for person in persons.members(uow.session, row, day)}
    return sorted(found, key=found.__getitem__)
