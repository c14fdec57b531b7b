"""Reading documents. Every list takes the reader's tokens, so that no query can forget the rights."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, or_, select, union
from sqlalchemy.orm import Session, aliased, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from repo_service.domain.passages import fold
from repo_service.domain.periods import Period
from repo_service.store import filing
from repo_service.store.documents import (
    Blob,
    Companion,
    Derivative,
    Document,
    DocumentLink,
    DocumentReader,
    Extraction,
    Intake,
    Version,
)
from repo_service.store.people.tables import Body, Institution


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see one document: its tokens; ``found`` is false for a withdrawn one, which search must not show."""

    id: str
    tokens: frozenset[str]
    found: bool


# Statements of every page and search are built once: building them anew costs more than running them.
_TOKENS: BindParameter[str] = bindparam("tokens", expanding=True)
_KEYS: BindParameter[str] = bindparam("keys", expanding=True)
_SEEN: ColumnElement[bool] = (  # that a document carries one of the reader's tokens
    select(DocumentReader.document_id)
    .where(DocumentReader.document_id == Document.id, DocumentReader.token.in_(_TOKENS))
    .exists()
)
_DOCUMENT = (
    select(Document)
    .where(Document.public_id == bindparam("id"))
    .options(  # in one statement: most documents have one version, and a statement costs more than the row it brings
        joinedload(Document.author),
        joinedload(Document.body),
        joinedload(Document.institution),
        joinedload(Document.versions).options(
            joinedload(Version.author), joinedload(Version.blob), joinedload(Version.states),
            joinedload(Version.companions).joinedload(Companion.blob),
        ),
    )
)  # fmt: skip
_VISIBLE = _DOCUMENT.where(_SEEN)


def document(session: Session, public_id: str) -> Document | None:
    """A document with its versions, states, companions and names, or ``None``. Rights are the caller's to ask."""
    return session.scalars(_DOCUMENT, {"id": public_id}).unique().one_or_none()


def visible(session: Session, public_id: str, tokens: Collection[str]) -> Document | None:
    """The same, if it carries one of the reader's tokens."""
    return session.scalars(_VISIBLE, {"id": public_id, "tokens": sorted(tokens)}).unique().one_or_none()


def tokens(session: Session, document: Document) -> frozenset[str]:
    """The tokens of a document's readers, as they are kept."""
    rows = select(DocumentReader.token).where(DocumentReader.document_id == document.id)
    return frozenset(session.scalars(rows))


def left_on(was_in: Sequence[Period]) -> date:
    """The first day on which a partner that was in over these periods was in no more."""
    return max((period.end for period in was_in if period.end), default=date.max)


def as_left(session: Session, document: Document, was_in: Sequence[Period]) -> Document:
    """The document as it stood for a partner that has left: with the versions adopted in the periods when it was in,
    and what was said of them by then. A text for everybody and a tombstone stay as they are.

    The object is for reading in this unit of work only; nothing of what is changed in it reaches the database.
    """
    if document.visibility != "network" or document.state == "withdrawn":
        return document
    end = left_on(was_in)
    seen = []
    for version in document.versions:
        day = filing.adopted_on(version)
        if day is not None and any(period.covers(day) for period in was_in):
            told = [row for row in version.states if row.valid_from is None or row.valid_from < end]
            # A text of before that was filed since: what its filing says of it is all there is.
            set_committed_value(version, "states", told or version.states[:1])
            seen.append(version)
    set_committed_value(document, "versions", seen)
    details = filing.current(document).details
    for name, value in filing.derived(document).items():
        set_committed_value(document, name, value)
    for name, table in (("body", Body), ("institution", Institution)):
        now, then = getattr(document, name), details.get(name, "")
        if then != (now.public_id if now else ""):
            set_committed_value(document, name, session.scalar(select(table).where(table.public_id == then)))
    return document


_BY_IDS = (
    select(Document)
    .where(
        Document.public_id.in_(bindparam("ids", expanding=True)),
        Document.state != "withdrawn",
        _SEEN,
    )
    .options(joinedload(Document.body))
)
_NEWEST = aliased(Extraction)
_FOUND = (
    _BY_IDS.join(Version, (Document.id == Version.document_id) & (Document.current_number == Version.number))
    .join(Blob, Blob.sha256 == Version.blob_sha256)
    .outerjoin(
        Extraction,
        Extraction.id
        == select(func.max(_NEWEST.id))
        .where(_NEWEST.blob_sha256 == Version.blob_sha256, _NEWEST.status == "read", _NEWEST.replaced_at.is_(None))
        .scalar_subquery(),
    )
    .add_columns(Version.file_name, Version.media_type, Blob.size, Extraction.id, Extraction.created_at)
)
_WORDINGS = select(Extraction.id, Extraction.text).where(Extraction.id.in_(_KEYS))


@dataclass(frozen=True, slots=True)
class Current:
    """A document and the file of its current version. ``extraction`` names what was drawn from that file and when;
    its key is 0 where nothing was.
    """

    document: Document
    file_name: str
    media_type: str
    size: int
    extraction: tuple[int, datetime | None]


def by_ids(session: Session, ids: Sequence[str], tokens: Collection[str]) -> dict[str, Document]:
    """Those of ``ids`` that the reader may see, not withdrawn: the second check of every hit."""
    rows = session.scalars(_BY_IDS, {"ids": list(ids), "tokens": sorted(tokens)})
    return {row.public_id: row for row in rows}


def found(session: Session, ids: Sequence[str], tokens: Collection[str]) -> dict[str, Current]:
    """As ``by_ids``, with the file of each current version."""
    rows = session.execute(_FOUND, {"ids": list(ids), "tokens": sorted(tokens)})
    return {row[0].public_id: Current(row[0], row[1], row[2], row[3], (row[4] or 0, row[5])) for row in rows}


def wordings(session: Session, extractions: Sequence[int]) -> dict[int, str]:
    """The wording of extractions by key: passages joined by U+001E."""
    rows = session.execute(_WORDINGS, {"keys": list(extractions)}) if extractions else ()
    return {row[0]: row[1] for row in rows}


_LISTED = (
    _BY_IDS.join(Version, (Document.id == Version.document_id) & (Document.current_number == Version.number))
    .options(joinedload(Document.institution), selectinload(Version.states))
    .add_columns(Version)
)


def listed(session: Session, ids: Sequence[str], tokens: Collection[str]) -> dict[str, tuple[Document, Version]]:
    """As ``by_ids``, with all that a list tells: the current version and its states, the names of the places."""
    rows = session.execute(_LISTED, {"ids": list(ids), "tokens": sorted(tokens)})
    return {row[0].public_id: (row[0], row[1]) for row in rows}


def listing(
    session: Session,
    tokens: Collection[str],
    kinds: Collection[str] = (),
    page: int = 1,
    per_page: int = 20,
    order: str = "day",
) -> tuple[int, list[Document]]:
    """Total and one page of documents, newest first (``order``: "day" of the text, "created" for filing, "title")."""
    where, reader = [_SEEN, Document.state != "withdrawn"], {"tokens": sorted(tokens)}
    if kinds:
        where.append(Document.kind.in_(list(kinds)))
    total = session.scalar(select(func.count()).select_from(Document).where(*where), reader) or 0
    orders: dict[str, tuple[Any, ...]] = {
        "day": (func.coalesce(Document.day, date(1, 1, 1)).desc(), Document.id.desc()),
        "created": (Document.created_at.desc(), Document.id.desc()),
        "title": (Document.title_key, Document.id),
    }
    query = select(Document).where(*where).options(joinedload(Document.body)).order_by(*orders[order])
    return total, list(session.scalars(query.offset((page - 1) * per_page).limit(per_page), reader))


def by_title(session: Session, title: str) -> list[str]:
    """Identifiers of the documents with exactly this title (folded): what a ``[[link]]`` by title means."""
    query = select(Document.public_id).where(Document.title_key == fold(title)[:300]).order_by(Document.id)
    return list(session.scalars(query))


_HOLDING = (
    select(Document)
    .where(
        or_(
            Document.id.in_(select(Version.document_id).where(Version.blob_sha256 == bindparam("sha256"))),
            Document.id.in_(
                select(Version.document_id)
                .join(Companion, Companion.version_id == Version.id)
                .where(Companion.blob_sha256 == bindparam("sha256"))
            ),
        ),
        _SEEN,
        Document.state != "withdrawn",
    )
    .order_by(Document.id)
)


def holding(session: Session, sha256: str, tokens: Collection[str]) -> list[Document]:
    """Documents that the reader may see and that keep this very file as a version or a companion, oldest first."""
    return list(session.scalars(_HOLDING, {"sha256": sha256, "tokens": sorted(tokens)}))


_NAMED = select(Document).where(
    or_(Document.public_id.in_(_KEYS), Document.title_key.in_(_KEYS)), _SEEN, Document.state != "withdrawn"
)


def named(session: Session, keys: Sequence[str], tokens: Collection[str]) -> dict[str, Document]:
    """Documents that the reader may see, by identifier or by folded title; a title that several bear names none."""
    found: dict[str, list[Document]] = {}
    for row in session.scalars(_NAMED, {"keys": list(keys), "tokens": sorted(tokens)}):
        for key in (row.public_id, row.title_key):
            found.setdefault(key, []).append(row)
    return {key: found[key][0] for key in keys if len(found.get(key, ())) == 1}


_CITING = (
    select(Document)
    .join(DocumentLink, DocumentLink.source_id == Document.id)
    .where(
        DocumentLink.target.in_(bindparam("targets", expanding=True)),
        DocumentLink.source_id != bindparam("id"),
        _SEEN,
        Document.state != "withdrawn",
    )
    .distinct()
    .options(joinedload(Document.body))
    .order_by(Document.title_key)
)


def citing(session: Session, document: Document, tokens: Collection[str]) -> list[Document]:
    """Documents with a ``[[link]]`` to this one, by identifier or by title: « cité par »."""
    targets = [document.public_id, document.title_key]
    return list(session.scalars(_CITING, {"targets": targets, "id": document.id, "tokens": sorted(tokens)}))


def access_since(session: Session, number: int) -> list[Access]:
    """Who may see each document whose access changed after log row ``number`` (0: all documents)."""
    query = (
        select(Document.id, Document.public_id, Document.state, DocumentReader.token)
        .outerjoin(DocumentReader, DocumentReader.document_id == Document.id)
        .where(Document.access_number > number)
    )
    tokens: dict[str, set[str]] = {}
    found: dict[str, bool] = {}
    for _, public_id, state, token in session.execute(query):
        found[public_id] = state != "withdrawn"
        tokens.setdefault(public_id, set()).update([token] if token else [])
    return [Access(public_id, frozenset(tokens[public_id]), found[public_id]) for public_id in tokens]


def key_of(session: Session, public_id: str) -> int:
    """The key of a document: ``indexable`` and ``wordings.histories`` give documents in the order of their keys, which
    never changes. Raises ``LookupError``.
    """
    key = session.scalar(select(Document.id).where(Document.public_id == public_id))
    if key is None:
        raise LookupError(public_id)
    return key


def indexable(
    session: Session, ids: Sequence[str] | None = None, chunk: int = 200, after: int = 0
) -> Iterator[list[Document]]:
    """Documents to index (all when ``ids`` is None) with a key ``after`` this one, in chunks that bound memory;
    withdrawn ones are left out.
    """
    last = after
    while True:
        query = (
            select(Document)
            .where(Document.id > last, Document.state != "withdrawn", Document.current_number > 0)
            .options(joinedload(Document.body), joinedload(Document.institution))
            .order_by(Document.id)
            .limit(chunk)
        )
        if ids is not None:
            query = query.where(Document.public_id.in_(ids))
        rows = list(session.scalars(query))
        if not rows:
            return
        yield rows
        last = rows[-1].id
        session.expunge_all()


def current_versions(session: Session, keys: Sequence[int]) -> dict[int, Version]:
    """The current version of each document, by the document's key, with its companions and its states."""
    query = (
        select(Version)
        .join(Document, (Document.id == Version.document_id) & (Document.current_number == Version.number))
        .where(Document.id.in_(keys))
        .options(selectinload(Version.companions), selectinload(Version.states))
    )
    return {row.document_id: row for row in session.scalars(query)}


def all_blobs(session: Session) -> list[Blob]:
    """Every row of a kept file."""
    return list(session.scalars(select(Blob).order_by(Blob.sha256)))


def unused_blobs(session: Session) -> list[str]:
    """Kept files that no version, companion, copy or dropped file names any more."""
    named = union(select(Version.blob_sha256), select(Companion.blob_sha256), select(Intake.blob_sha256))
    copies = select(Derivative.sha256).where(Derivative.source_sha256.in_(named))
    used = union(select(Version.blob_sha256), select(Companion.blob_sha256), select(Intake.blob_sha256), copies)
    return list(session.scalars(select(Blob.sha256).where(Blob.sha256.not_in(used))))


def keeping(session: Session, sha256: str) -> list[str]:
    """Identifiers of all documents with this file as a version or companion, whoever may see them."""
    in_companion = select(Version.document_id).join(Companion).where(Companion.blob_sha256 == sha256)
    query = select(Document.public_id).where(
        or_(
            Document.id.in_(select(Version.document_id).where(Version.blob_sha256 == sha256)),
            Document.id.in_(in_companion),
        )
    )
    return list(session.scalars(query))
