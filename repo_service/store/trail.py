"""Questions to the log, as an audit trail: its rows newest first, under filters, and the names behind identifiers.

Must not write: rows are added by ``store.log`` alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from repo_service.store.documents import Document
from repo_service.store.log import LogRow
from repo_service.store.people.candidatures import Candidature
from repo_service.store.people.tables import Account, Body, Institution, Person
from repo_service.store.register.tables import Action, Meeting

_SHORT = 120  # signs of an action
_MOST_NAMES = 500  # identifiers in one statement: databases bound the number of parameters


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows are wanted; what is empty does not count.

    ``actions``: beginnings of names, whole words of them ("document" is that of "document.filed"); ``since`` is the
    first instant, ``until`` the first one no longer wanted.
    """

    actions: tuple[str, ...] = ()
    actor: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def rows(session: Session, wanted: Filters, before: int | None = None, limit: int = 50) -> list[LogRow]:
    """At most ``limit`` rows with a number under ``before``, newest first."""
    query = select(LogRow).where(*_conditions(wanted)).order_by(LogRow.number.desc()).limit(limit)
    if before is not None:
        query = query.where(LogRow.number < before)
    return list(session.scalars(query))


def _conditions(wanted: Filters) -> list[Any]:
    found: list[Any] = []
    if wanted.actions:
        whole = LogRow.action.in_(wanted.actions)
        found.append(or_(whole, *(LogRow.action.startswith(f"{one}.", autoescape=True) for one in wanted.actions)))
    if wanted.actor:
        found.append(LogRow.actor == wanted.actor)
    if wanted.subject:
        found.append(LogRow.subject == wanted.subject)
    if wanted.since is not None:
        found.append(LogRow.at >= wanted.since)
    if wanted.until is not None:
        found.append(LogRow.at < wanted.until)
    return found


def about(session: Session, identifiers: Collection[str]) -> list[LogRow]:
    """Every row whose actor or subject is one of these, oldest first."""
    wanted = list(identifiers)
    query = select(LogRow).where(or_(LogRow.actor.in_(wanted), LogRow.subject.in_(wanted)))
    return list(session.scalars(query.order_by(LogRow.number)))


def of_version(session: Session, document: str, number: int) -> LogRow | None:
    """The row that tells the filing of one version of a document."""
    filing = ("document.filed", "document.versioned", "document.edited")
    query = select(LogRow).where(LogRow.subject == document, LogRow.action.in_(filing)).order_by(LogRow.number)
    return next((row for row in session.scalars(query) if row.data.get("version") == number), None)


@dataclass(frozen=True, slots=True)
class Named:
    """What an identifier stands for: "document", "account", "person", "institution", "body", "candidature", "meeting"
    (named by its body and its day, ISO 8601) or "action".
    """

    sort: str
    name: str


def names(session: Session, identifiers: Iterable[str]) -> dict[str, Named]:
    """What these identifiers stand for today; those of nothing that is kept are left out."""
    wanted, found = sorted(set(identifiers) - {""}), {}
    for start in range(0, len(wanted), _MOST_NAMES):
        for sort, key, name in session.execute(_naming(wanted[start : start + _MOST_NAMES])):
            found[key] = Named(sort, name)
    return found


def _naming(wanted: list[str]) -> Any:
    spoken = func.trim(Person.given + " " + Person.family)
    return union_all(
        select(literal("document"), Document.public_id, Document.title).where(Document.public_id.in_(wanted)),
        select(literal("account"), Account.public_id, spoken)
        .join(Person, Person.id == Account.person_id)
        .where(Account.public_id.in_(wanted)),
        select(literal("person"), Person.public_id, spoken).where(Person.public_id.in_(wanted)),
        select(literal("institution"), Institution.public_id, Institution.name).where(
            Institution.public_id.in_(wanted)
        ),
        select(literal("body"), Body.public_id, Body.name).where(Body.public_id.in_(wanted)),
        select(literal("candidature"), Candidature.public_id, Candidature.institution_name).where(
            Candidature.public_id.in_(wanted)
        ),
        select(literal("meeting"), Meeting.public_id, Body.name + ", " + cast(Meeting.day, String))
        .join(Body, Body.id == Meeting.body_id)
        .where(Meeting.public_id.in_(wanted)),
        select(literal("action"), Action.public_id, func.substr(Action.text, 1, _SHORT)).where(
            Action.public_id.in_(wanted)
        ),
    )
