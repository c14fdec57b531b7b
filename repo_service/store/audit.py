"""Reading everything again to verify it: the whole log, every version's hash, what follows from versions, the seals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from repo_service.store import filing
from repo_service.store.documents import Companion, Document, DocumentReader, Version, VersionState
from repo_service.store.log import LogRow
from repo_service.store.people.tables import Body, BodyReader


def whole_log(session: Session) -> Iterator[LogRow]:
    """Every row of the log, oldest first, a thousand in memory at a time."""
    yield from session.scalars(select(LogRow).order_by(LogRow.number).execution_options(yield_per=1000))


def document_faults(session: Session) -> Iterator[str]:
    """One line for each document that is not what its versions and the log say, or that the log knows and is not
    there.
    """
    seals = last_seals(session)
    readers = _readers(session)
    tokens = _tokens(session)
    for document in _documents(session):
        told = seals.pop(document.public_id, "")
        if not document.versions:
            yield f"document {document.public_id} : aucune version"
            continue
        bodies = readers[document.id] if document.visibility == "body" else []
        yield from version_faults(document)
        if document.kind != document.versions[-1].details.get("kind", document.kind):
            yield f"document {document.public_id} : sa nature n’est pas celle de sa dernière version"
        yield from derived_faults(document, bodies, tokens[document.id])
        if filing.seal(document, bodies) != told:
            yield f"document {document.public_id} : ce n’est plus ce que le journal en dit"
    yield from (f"document {public_id} : le journal le connaît et il n’est plus là" for public_id in sorted(seals))


def version_faults(document: Document) -> Iterator[str]:
    """One line for each version of a document whose hash, chaining or numbering is wrong."""
    previous = ""
    for expected, version in enumerate(document.versions, start=1):
        if version.number != expected or version.previous_hash != previous:
            yield f"document {document.public_id}, version {version.number} : la suite des versions est rompue"
        if filing.version_hash(version, version.author.public_id) != version.hash:
            yield f"document {document.public_id}, version {version.number} : la ligne a été modifiée"
        previous = version.hash


def derived_faults(document: Document, bodies: list[str], tokens: set[str]) -> Iterator[str]:
    """One line for each column of a document, or its readers' tokens, that do not follow from its versions."""
    details = filing.current(document).details
    expected = filing.derived(document)
    actual = {name: getattr(document, name) for name in expected}
    for name, row in (("body", document.body), ("institution", document.institution)):
        expected[name], actual[name] = details.get(name, ""), row.public_id if row else ""
    for name in sorted(name for name in expected if expected[name] != actual[name]):
        yield f"document {document.public_id} : la colonne {name} ne suit pas de ses versions"
    if filing.tokens_for(document, bodies) != tokens:
        yield f"document {document.public_id} : ses lecteurs ne suivent pas de sa visibilité et de son état"


def last_seals(session: Session) -> dict[str, str]:
    """By document: the seal in the last row of the log that tells one."""
    rows = session.execute(
        select(LogRow.subject, LogRow.data)
        .where(LogRow.action.like("document.%"))
        .order_by(LogRow.number)
        .execution_options(yield_per=1000)
    )
    return {subject: data["seal"] for subject, data in rows if "seal" in data}


def _documents(session: Session) -> Iterator[Document]:
    query = (
        select(Document)
        .options(
            joinedload(Document.author), joinedload(Document.body), joinedload(Document.institution),
            selectinload(Document.versions).options(
                joinedload(Version.author),
                selectinload(Version.states).joinedload(VersionState.account),
                selectinload(Version.companions).joinedload(Companion.author),
            ),
        )
        .order_by(Document.id)
        .execution_options(yield_per=200)
    )  # fmt: skip
    yield from session.scalars(query)


def _readers(session: Session) -> dict[int, list[str]]:
    query = (
        select(BodyReader.document_id, Body.public_id)
        .join(Body, Body.id == BodyReader.body_id)
        .where(BodyReader.retracted_at.is_(None))
        .order_by(Body.public_id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for document_id, body in session.execute(query):
        found[document_id].append(body)
    return found


def _tokens(session: Session) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for document_id, token in session.execute(select(DocumentReader.document_id, DocumentReader.token)):
        found[document_id].add(token)
    return found
