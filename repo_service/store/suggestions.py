"""What begins with the words that somebody is typing: titles and numbers of documents, people; and the domains that
documents are in.

Rows only, under the reader's tokens where they are documents'; who may see people is asked one floor up. Every look is
one statement that the database answers from what it keeps folded: it is asked at every key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from repo_service.store.documents import Document, DocumentReader, Version
from repo_service.store.people.tables import Affiliation, Body, Institution, Mandate, Person

_BEFORE = (" ", "'", "-", "(", "«", "/", '"')  # what may stand before a word of a folded title
_DOTTED = range(2, 8)  # lengths of acronyms that are also written with points
_SEEN: ColumnElement[bool] = (
    select(DocumentReader.document_id)
    .where(DocumentReader.document_id == Document.id, DocumentReader.token.in_(bindparam("tokens", expanding=True)))
    .exists()
)


class Place(NamedTuple):
    """Where a person is on a day: ``sort`` is "institution" or "body"."""

    person: int
    sort: str
    id: str
    name: str


def documents(
    session: Session, tokens: Collection[str], words: Sequence[str], start: str, limit: int
) -> list[Document]:
    """Documents with a title in which every word of ``words`` begins a word, or a register number that starts so.

    Numbers and titles that start with ``start`` (folded) come first, then whatever is no decision, then the newest.
    """
    number = "_".join(map(_plain, words)) + "%"
    numbered = and_(Document.number != "", Document.number.ilike(number, escape="\\"))
    first = or_(numbered, Document.title_key.like(_plain(start) + "%", escape="\\"))
    query = (
        select(Document)
        .where(or_(_named(Document.title_key, words), numbered), _SEEN, Document.state != "withdrawn")
        .order_by(first.desc(), Document.kind == "decision")
        .order_by(func.coalesce(Document.day, date(1, 1, 1)).desc(), Document.id)
        .limit(limit)
    )
    return list(session.scalars(query, {"tokens": sorted(tokens)}))


def persons(session: Session, words: Sequence[str], limit: int, offset: int = 0) -> list[Person]:
    """People in whose name every word begins a word, by family name."""
    query = select(Person).where(_named(Person.name_key, words)).order_by(Person.name_key, Person.id)
    return list(session.scalars(query.offset(offset).limit(limit)))


def places(session: Session, people: Iterable[Person], day: date) -> list[Place]:
    """Where these people work and the bodies in which they sit on ``day``: institutions first, the oldest first."""
    keys = [person.id for person in people]
    if not keys:
        return []
    works = (
        select(Affiliation.person_id, Institution.public_id, Institution.acronym, Institution.name)
        .join(Institution, Institution.id == Affiliation.institution_id)
        .where(Affiliation.person_id.in_(keys), Affiliation.holds_on(day))
        .order_by(Affiliation.id)
    )
    sits = (
        select(Mandate.person_id, Body.public_id, Body.short, Body.name)
        .join(Body, Body.id == Mandate.body_id)
        .where(Mandate.person_id.in_(keys), Mandate.holds_on(day))
        .order_by(Mandate.id)
    )
    return [
        Place(person, sort, public_id, short or name)
        for sort, query in (("institution", works), ("body", sits))
        for person, public_id, short, name in session.execute(query)
    ]


_DOMAIN = Version.details["domain"].as_string()
_DOMAINS = (
    select(_DOMAIN)
    .join(Document, (Document.id == Version.document_id) & (Document.current_number == Version.number))
    .where(_DOMAIN != "", _SEEN, Document.state != "withdrawn")
    .group_by(_DOMAIN)
    .order_by(func.count().desc(), _DOMAIN)
)


def domains(session: Session, tokens: Collection[str], limit: int) -> list[str]:
    """The domains of documents that the reader may see, the most used first."""
    return list(session.scalars(_DOMAINS.limit(limit), {"tokens": sorted(tokens)}))


def _named(column: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """That every word begins one of the folded name in ``column``, an acronym with points counting as one word.

    That the word is in the name at all is asked first: it costs one look, and most names end there.
    """
    return and_(*(_begins(column, word) for word in words))


def _begins(column: Any, word: str) -> ColumnElement[bool]:
    start = _plain(word) + "%"
    patterns = [start, *(f"%{sign}{start}" for sign in _BEFORE)]
    begun = or_(*(column.like(pattern, escape="\\") for pattern in patterns))
    found: ColumnElement[bool] = and_(column.like("%" + start, escape="\\"), begun)
    if len(word) in _DOTTED and word.isalpha():
        found = or_(found, column.like(f"%{'.'.join(word)}%"))
    return found


def _plain(text: str) -> str:
    """Text as it stands in a pattern, where % and _ mean themselves."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
