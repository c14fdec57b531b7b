"""The trail of acts as people read it: filtered, a page at a time, with names in the place of identifiers.

Names are looked up when a row is shown and never kept in it: the log itself holds opaque identifiers only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from repo_service import identifiers
from repo_service.domain.roles import SYSTEM, Actor
from repo_service.errors import Invalid
from repo_service.services import access, reading
from repo_service.services.auditing.acts import GROUPS, sentence
from repo_service.store import log, trail
from repo_service.store.documents import Document
from repo_service.store.log import LogRow
from repo_service.store.people import accounts
from repo_service.store.trail import Named
from repo_service.store.work import Store, UnitOfWork

__all__ = ["Acts", "Asked", "Entry", "Named", "Page"]

MOST_EXPORTED = 100_000
_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which acts somebody wants to see, as typed; what is empty does not count.

    ``what``: a group of ``acts.GROUPS``; ``who``: address or identifier of an account; ``about``: the identifier of a
    document, account, partner or body, or the address of an account; ``since``: the first instant, ``until``: the
    first one no longer wanted.
    """

    what: str = ""
    who: str = ""
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One act as it is shown. ``actor`` and ``subject`` are ``None`` where nothing kept has this identifier."""

    row: LogRow
    sentence: str
    actor: Named | None
    subject: Named | None
    names: dict[str, Named]  # of the identifiers in the data of the row


@dataclass(frozen=True, slots=True)
class Page:
    """Some acts, newest first, and the number before which the next ones are; ``None`` where there are no more."""

    entries: list[Entry]
    before: int | None


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts on one document."""

    document: Document
    page: Page


def trail_page(uow: UnitOfWork, actor: Actor, asked: Asked, before: int | None = None, limit: int = 50) -> Page:
    """Acts of everybody, for administrators. ``Invalid`` for somebody or something that nobody knows."""
    access.allow(actor, "audit")
    return _page(uow, filters(uow, asked), before, limit)


def of_document(
    uow: UnitOfWork, actor: Actor, public_id: str, before: int | None = None, limit: int = 50
) -> Acts:
    """The acts on one document, for those who may edit it."""
    document = reading.readable(uow, actor, public_id)
    access.allow(actor, "edit", document)
    return Acts(document, _page(uow, trail.Filters(subject=document.public_id), before, limit))


def filters(uow: UnitOfWork, asked: Asked) -> trail.Filters:
    """What is asked as the log knows it. ``Invalid`` names each field that cannot be followed."""
    faults = {}
    who, about = _identity(uow, asked.who), _identity(uow, asked.about)
    if asked.what and asked.what not in GROUPS:
        faults["what"] = "Choisissez une sorte d’actes dans la liste."
    if who is None:
        faults["who"] = "Personne n’a cette adresse ou cet identifiant."
    if about is None:
        faults["about"] = "Rien n’a cet identifiant ; il compte douze signes."
    if asked.since and asked.until and asked.since >= asked.until:
        faults["until"] = "La fin de la période vient avant son début."
    if faults:
        raise Invalid(fields=faults)
    return trail.Filters(GROUPS.get(asked.what, ()), who or "", about or "", asked.since, asked.until)


def _identity(uow: UnitOfWork, typed: str) -> str | None:
    """The identifier that is meant; "" for nothing typed, ``None`` for what can be nobody's."""
    typed = typed.strip()
    if "@" in typed:
        account = accounts.by_mail(uow.session, typed)
        return account.public_id if account else None
    if typed in {"", SYSTEM.account}:
        return typed
    return identifiers.normalise(typed)


def _page(uow: UnitOfWork, wanted: trail.Filters, before: int | None, limit: int) -> Page:
    rows = trail.rows(uow.session, wanted, before, limit + 1)
    kept = rows[:limit]
    return Page(entries(uow, kept), kept[-1].number if len(rows) > limit else None)


def entries(uow: UnitOfWork, rows: list[LogRow]) -> list[Entry]:
    """The rows with their sentences and the names behind their identifiers."""
    wanted = {one for row in rows for one in (row.actor, row.subject, *_identifiers(row.data.values()))}
    names = trail.names(uow.session, wanted)
    names[SYSTEM.account] = Named("system", SYSTEM.name)
    return [
        Entry(
            row, sentence(row.action), names.get(row.actor), names.get(row.subject),
            {one: names[one] for one in _identifiers(row.data.values()) if one in names},
        )
        for row in rows
    ]  # fmt: skip


def _identifiers(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and len(one) == identifiers.LENGTH and identifiers.normalise(one) == one:
                yield one


def export(store: Store, actor: Actor, asked: Asked, most: int = MOST_EXPORTED) -> Iterator[Entry]:
    """Acts of everybody, newest first, at most ``most``; the export is an act itself, told before they are read.

    Rows are read a thousand at a time, each in a look of its own: nothing that is added meanwhile gets between them.
    """
    with store.writing() as uow:
        access.allow(actor, "audit")
        wanted = filters(uow, asked)
        told = {name: value for name, value in _told(asked, wanted) if value}
        uow.log.record("log.exported", actor.account, **told)
    return _exported(store, wanted, most)


def _told(asked: Asked, wanted: trail.Filters) -> Iterator[tuple[str, str]]:
    """The filters of an export for its own row: codes, identifiers and instants, no address."""
    yield from (("what", asked.what), ("who", wanted.actor), ("about", wanted.subject))
    for name, instant in (("since", wanted.since), ("until", wanted.until)):
        yield name, instant.isoformat() if instant else ""


def _exported(store: Store, wanted: trail.Filters, left: int) -> Iterator[Entry]:
    before = None
    while left > 0:
        with store.reading() as uow:
            found = entries(uow, trail.rows(uow.session, wanted, before, min(_CHUNK, left)))
        yield from found
        if len(found) < _CHUNK:
            return
        before, left = found[-1].row.number, left - len(found)


def data_text(entry: Entry) -> str:
    """The data of a row as the log keeps them: JSON in the form that is hashed."""
    return log.canonical(entry.row.data).decode("utf-8", "replace")


def head(uow: UnitOfWork, actor: Actor) -> log.Position:
    """Where the log stands, for administrators."""
    access.allow(actor, "audit")
    return log.head(uow.session)
