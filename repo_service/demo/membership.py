"""Who is in the demonstration consortium, what each is there and since when, read from ``consortium.toml``.

Nothing here knows the documents or the database.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from repo_service.demo.inline import typeset


@dataclass(frozen=True, slots=True)
class Status:
    """What an institution is from a day on, until its next status."""

    state: str  # potential | candidate | active | withdrawn
    since: date


@dataclass(frozen=True, slots=True)
class Institution:
    """A partner. ``kind`` is French, as shown; ``parent`` is the acronym of another institution, or empty."""

    name: str
    acronym: str
    kind: str
    city: str
    statuses: tuple[Status, ...]
    parent: str = ""
    address: str = ""
    website: str = ""
    identifiers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Office:
    """What ``person`` (full name) is for an institution (its acronym) over [since, until)."""

    institution: str
    person: str
    role: Literal["representative", "signatory", "contact"]
    since: date
    function: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """An instance of the consortium."""

    name: str
    short_name: str
    kind: Literal["deciding", "operational"]
    description: str
    number_pattern: str = ""
    quorum: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of an institution (its acronym)."""

    given: str
    family: str
    institution: str

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given} {self.family}"

    @property
    def mail(self) -> str:
        """An address under ``.example``, which no network delivers (RFC 2606)."""
        return f"{_plain(self.given)}.{_plain(self.family)}@estran.example"


@dataclass(frozen=True, slots=True)
class Mandate:
    """``person`` (full name) in ``body`` (full name) over [since, until)."""

    person: str
    body: str
    role: Literal["chair", "secretary", "member"]
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """Everything ``consortium.toml`` says."""

    name: str
    subtitle: str
    institutions: tuple[Institution, ...]
    bodies: tuple[Body, ...]
    persons: tuple[Person, ...]
    mandates: tuple[Mandate, ...]
    accounts: dict[str, str]  # full name -> role, beside the accounts of the secretaries
    offices: tuple[Office, ...]
    candidatures: tuple[dict[str, str], ...]  # the fields of the public form


def read(path: Path) -> Membership:
    """Read ``consortium.toml``."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Membership(
        name=typeset(data["name"]),
        subtitle=typeset(data["subtitle"]),
        institutions=tuple(_institution(entry) for entry in data["institution"]),
        bodies=tuple(Body(**_typeset(entry)) for entry in data["body"]),
        persons=tuple(_person(name, acronym) for acronym, names in data["people"].items() for name in names),
        mandates=tuple(
            Mandate(person, typeset(body), role, *period)
            for body, entries in data["mandates"].items()
            for person, role, *period in entries
        ),
        accounts=dict(data["accounts"]),
        offices=tuple(
            Office(acronym, person, role, since, typeset(function), *until)
            for acronym, entries in data["offices"].items()
            for person, role, since, function, *until in entries
        ),
        candidatures=tuple(_typeset(entry) for entry in data["candidature"]),
    )


def _institution(entry: dict[str, Any]) -> Institution:
    statuses = tuple(Status(state, since) for state, since in entry.pop("statuses"))
    identifiers = entry.pop("identifiers")
    return Institution(**_typeset(entry), statuses=statuses, identifiers=identifiers)


def _person(name: str, acronym: str) -> Person:
    given, _, family = name.partition(" ")
    return Person(given, family, acronym)


def _typeset(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: typeset(value) for key, value in entry.items()}


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower())
    return "".join(c for c in letters if not unicodedata.combining(c)).replace(" ", "-")
