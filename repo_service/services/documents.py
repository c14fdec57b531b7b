"""Filing and changing documents. ``prepare`` works with no transaction open; every other verb is one short transaction.

The walk of a Word file: ``prepare`` keeps its bytes and has them read in a child process; ``file`` then adds document,
version 1, extraction, state and log row together; the answer goes out after the commit.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from repo_service.domain import links
from repo_service.domain.documents import NewDocument, is_blank
from repo_service.domain.file_names import safe_name
from repo_service.domain.kinds import COMPANION_ROLES, KINDS
from repo_service.domain.roles import SYSTEM, Actor
from repo_service.domain.states import CURRENT, allowed, is_private
from repo_service.errors import Conflict, Gone, Invalid, SignInRequired, Unreadable
from repo_service.formats import FORMATS, beside
from repo_service.formats.base import Extract
from repo_service.formats.isolate import Reader
from repo_service.services import access, reading
from repo_service.services.register import entering
from repo_service.services.versions.describing import REASON_LENGTH, checked, plain, reasoned, within_bodies
from repo_service.store import filing, lookup, readings
from repo_service.store.blobs import BlobRef, Blobs, Sink
from repo_service.store.documents import Companion, Document, Version
from repo_service.store.people import accounts
from repo_service.store.people.tables import Account
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Copy:
    """The cleaned copy of a file, and who made it: the name of a format and the version of its cleaner."""

    blob: BlobRef
    maker: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is kept and read, but not filed yet. ``cleaned`` is the copy for readers when the original leaks."""

    blob: BlobRef
    file_name: str
    media_type: str
    reader: str
    reader_version: int
    extract: Extract
    cleaned: Copy | None = None


def prepare(reader: Reader, sink: Sink, file_name: str) -> Prepared:
    """Keep the received bytes durably, then read them in the child process. No transaction is open meanwhile."""
    blobs = sink.blobs
    blob = sink.keep()
    path = blobs.path(blob.sha256)
    name, version, extract = reader.read(path, hint=file_name)
    suffix, media_type = _type_of(name, file_name)
    cleaned = None
    if extract.leaks.any:
        with suppress(Unreadable):  # readers then get no file at all, never the original
            cleaned = clean(reader, blobs, path, file_name)
    safe = safe_name(file_name, fallback="document", suffix=suffix)
    return Prepared(blob, safe, media_type, name, version, extract, cleaned)


def _type_of(reader: str, file_name: str) -> tuple[str, str]:
    """Suffix and media type: those of the format that read the file, else the suffix it came with and plain bytes."""
    form = next((form for form in FORMATS if form.name == reader), None)
    if form is not None and form.suffix != ".bin":  # an encrypted file keeps the suffix of what it hides
        return form.suffix, form.media_type
    return (f".{suffix}" if (suffix := file_name.rpartition(".")[2]) != file_name else ""), "application/octet-stream"


def clean(reader: Reader, blobs: Blobs, path: Path, hint: str) -> Copy:
    """The copy for readers, kept; ``Unreadable`` with its reason when it cannot be made."""
    with blobs.scratch() as folder:
        target = folder / "clean"
        maker = reader.clean(path, target, hint=hint)
        with blobs.receive() as copy, target.open("rb") as file:
            while chunk := file.read(1 << 18):
                copy.write(chunk)
            return Copy(copy.keep(), maker)


def file(uow: UnitOfWork, actor: Actor, prepared: Prepared, new: NewDocument, timezone: str) -> Document:
    """Make a document of a prepared file: version 1, its extraction, its state and the log row, together."""
    access.allow(actor, "write_knowhow" if new.kind == "knowhow" else "file")
    new = checked(uow, new)
    within_bodies(actor, new, frozenset())
    if new.state and not is_private(new.state) and not allowed(new.kind, "draft", new.state):
        raise Invalid(fields={"state": "Un document ne peut pas commencer dans cet état."})
    author = account_of(uow, actor)
    keep(uow, prepared)
    place = entering.numbered(uow, new, timezone) if new.kind == "decision" else None
    document = filing.add_document(uow, author, new)
    new = replace(
        new, state=new.state or KINDS[new.kind].published_as, number=place.number if place else new.number
    )  # fmt: skip
    _add_version(uow, document, author, prepared, new, timezone)
    if place is not None:
        entering.enter(uow, document, place, author, timezone)
    tell(uow, actor, "document.filed", document, version=1, blob=prepared.blob.sha256)
    return document


def tell(uow: UnitOfWork, actor: Actor, action: str, document: Document, **data: Any) -> None:
    """Record an act on a document with the seal that ``check`` compares the rows with."""
    seal = filing.seal(document, filing.reading_bodies(uow.session, document))
    uow.log.record(action, actor.account, document.public_id, seal=seal, **data)


def add_version(
    uow: UnitOfWork, actor: Actor, public_id: str, expected: int | None, prepared: Prepared, new: NewDocument,
    timezone: str,
) -> Version:  # fmt: skip
    """The next version of a document.

    ``expected`` is the version the person saw; ``Conflict`` when another came since.
    """
    document = editable(uow, actor, public_id, expected)
    reasoned(new.reason)
    if document.kind == "minutes" and not new.state and filing.state_of(filing.working(document)) == "adopted":
        new = replace(new, state="review")  # approved minutes stand as they are until their correction is approved
    new = further(uow, actor, document, new, document.kind)
    author = account_of(uow, actor)
    keep(uow, prepared)
    version = _add_version(uow, document, author, prepared, new, timezone)
    entering.follow(uow, document, author, timezone)
    tell(uow, actor, "document.versioned", document, version=version.number, blob=prepared.blob.sha256)
    return version


def _add_version(
    uow: UnitOfWork, document: Document, author: Account, prepared: Prepared, new: NewDocument, timezone: str
) -> Version:
    version = filing.add_version(
        uow, document, author, new, prepared.blob.sha256, prepared.file_name, prepared.media_type
    )
    _put_in_state(uow, document, version, new.state, author, timezone)
    before = document.current_number
    filing.refresh(uow, document)
    if document.current_number != before:
        filing.set_links(uow, document, links.keys(prepared.extract.blocks))
    return version


def _refresh(uow: UnitOfWork, document: Document) -> None:
    """``filing.refresh`` where a version that was filed earlier may become the current one: its links count now."""
    before = {version.number: version.blob_sha256 for version in document.versions}[document.current_number]
    filing.refresh(uow, document)
    now = filing.current(document).blob_sha256
    if now == before:
        return
    extraction = readings.extraction(uow.session, now)
    blocks = Extract.from_json(extraction.content).blocks if extraction else ()
    filing.set_links(uow, document, links.keys(blocks))


def keep(uow: UnitOfWork, prepared: Prepared) -> None:
    """Give a prepared file its rows: blob, extraction, cleaned copy. Documents that keep the same bytes follow where a
    better reader read them this time.
    """
    if put(uow, prepared):
        retell(uow, prepared.blob.sha256)


def put(uow: UnitOfWork, prepared: Prepared) -> bool:
    """The rows alone; whether people are shown another reading of these bytes from now on."""
    filing.adopt(uow, prepared.blob)
    content = prepared.extract.to_json()
    sha256, reader = prepared.blob.sha256, prepared.reader
    another = filing.keep_extraction(uow, sha256, reader, prepared.reader_version, content, beside(reader))
    if prepared.cleaned:
        filing.keep_derivative(uow, sha256, "clean", prepared.cleaned.blob, prepared.cleaned.maker)
    return another


def retell(uow: UnitOfWork, sha256: str) -> None:
    """Have the documents that keep a file follow what is drawn from it now: links here, search by the log."""
    for public_id in lookup.keeping(uow.session, sha256):
        document = lookup.document(uow.session, public_id)
        version = filing.current(document) if document else None
        if document and version and version.blob_sha256 == sha256:
            drawn = readings.extraction(uow.session, sha256, reading.reader_of(version.media_type))
            blocks = Extract.from_json(drawn.content).blocks if drawn else ()
            filing.set_links(uow, document, links.keys(blocks), again=True)
        uow.log.record("document.reread", SYSTEM.account, public_id)


def edit(
    uow: UnitOfWork, actor: Actor, public_id: str, expected: int | None, new: NewDocument, timezone: str
) -> Version:
    """Change metadata: a new version with the same file. The kind may change too; what was published stays so, in the
    word of the new kind.
    """
    document = editable(uow, actor, public_id, expected)
    reasoned(new.reason)
    new = further(uow, actor, document, new, new.kind)
    version = again(uow, actor, document, filing.working(document), new, timezone)
    tell(uow, actor, "document.edited", document, version=version.number, kind=new.kind)
    return version


def again(
    uow: UnitOfWork, actor: Actor, document: Document, like: Version, new: NewDocument, timezone: str
) -> Version:
    """A next version with the files of one that there is already, its companions too. ``new`` is checked."""
    document.kind = new.kind
    author = account_of(uow, actor)
    version = filing.add_version(uow, document, author, new, like.blob_sha256, like.file_name, like.media_type)
    for one in like.companions:
        filing.add_companion(uow, version, author, one.blob_sha256, one.role, one.file_name, one.media_type)
    _put_in_state(uow, document, version, new.state, author, timezone)
    _refresh(uow, document)
    entering.follow(uow, document, author, timezone)
    return version


def change_state(
    uow: UnitOfWork, actor: Actor, public_id: str, expected: int | None, state: str, timezone: str, reason: str = ""
) -> Document:
    """Put the latest version in another state, where its kind allows that. Withdrawing takes drafts along."""
    document = editable(uow, actor, public_id, expected, withdrawn=True)
    access.allow(actor, "withdraw" if state == "withdrawn" else "edit", document)
    version = filing.working(document)
    current = filing.state_of(version)
    if state == "withdrawn" and is_blank(reason):
        raise Invalid(fields={"reason": "Dites pourquoi le document est retiré : les lecteurs liront cette phrase."})
    if not allowed(document.kind, current, state):
        raise Invalid(fields={"state": "Ce passage d’un état à l’autre n’est pas possible."})
    author = account_of(uow, actor)
    _put_in_state(uow, document, version, state, author, timezone)
    document.withdrawn_reason = ""
    if state == "withdrawn":
        document.withdrawn_reason = plain(reason)[:REASON_LENGTH]
        for other in document.versions:
            if filing.state_of(other) in CURRENT or is_private(filing.state_of(other)):
                filing.set_state(uow, document, other, state, author, timezone)
    _refresh(uow, document)
    entering.follow(uow, document, author, timezone, state)
    tell(uow, actor, "document.state", document, version=version.number, state=state)
    return document


def attach(
    uow: UnitOfWork, actor: Actor, document: Document, prepared: Prepared, role: str, expected: int | None = None
) -> Companion:
    """Add a file that goes with the latest version: signed copy, annex, paper of the meeting."""
    document = editable(uow, actor, document.public_id, expected)
    if role not in COMPANION_ROLES:
        raise Invalid(fields={"role": "Choisissez ce qu’est cette pièce jointe."})
    keep(uow, prepared)
    author = account_of(uow, actor)
    companion = filing.add_companion(
        uow, filing.working(document), author, prepared.blob.sha256, role, prepared.file_name, prepared.media_type
    )
    tell(uow, actor, "document.attached", document, companion=companion.public_id)
    return companion


def _put_in_state(
    uow: UnitOfWork, document: Document, version: Version, state: str, author: Account, timezone: str
) -> None:
    """Set the state; a version that becomes current supersedes those before it."""
    filing.set_state(uow, document, version, state, author, timezone)
    if state not in CURRENT:
        return
    for other in document.versions:
        if other.number < version.number and filing.state_of(other) in CURRENT:
            filing.set_state(uow, document, other, "superseded", author, timezone)


def further(uow: UnitOfWork, actor: Actor, document: Document, new: NewDocument, kind: str) -> NewDocument:
    """What a further version may say: checked, for bodies that are the actor's, in a state that ``kind`` allows now.

    Without a state it stays in that of the version it goes on from: correcting a card neither publishes nor adopts.
    """
    before = filing.working(document)
    new = checked(uow, replace(new, kind=kind))
    within_bodies(actor, new, frozenset((before.details.get("body", ""), *before.details.get("bodies", "").split())))
    state = filing.state_of(before)
    if kind != document.kind and state == KINDS[document.kind].published_as:
        state = KINDS[kind].published_as
    wanted = new.state or state
    if wanted not in KINDS[kind].states:
        raise Invalid(fields={"kind": "Dans l’état où il est, ce document ne peut pas changer de nature."})
    if wanted != state and not is_private(wanted) and not allowed(kind, state, wanted):
        raise Invalid(fields={"state": "Ce passage d’un état à l’autre n’est pas possible."})
    return replace(new, state=wanted)


def editable(uow: UnitOfWork, actor: Actor, public_id: str, expected: int | None, withdrawn: bool = False) -> Document:
    """A document that the actor may change, as long as ``expected`` (where it is told) is its latest version."""
    document = access.visible(uow, actor, public_id)
    access.allow(actor, "edit", document)
    if document.state == "withdrawn" and not withdrawn:
        raise Gone()
    if expected is not None and expected != document.latest_number:
        raise Conflict(version=document.latest_number)
    return document


def account_of(uow: UnitOfWork, actor: Actor) -> Account:
    """The row of the person who acts."""
    account = accounts.by_public_id(uow.session, actor.account)
    if account is None:
        raise SignInRequired()
    return account


def working(document: Document) -> Version:
    """The version that the next change goes on from: the last one, unless it is a draft that was given up."""
    return filing.working(document)
