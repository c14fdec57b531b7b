"""Filing and changing documents. ``prepare`` works with no transaction open; every other verb is one short transaction.

The walk of a Word file: ``prepare`` keeps its bytes and has them read in a child process; ``file`` then adds document,
version 1, extraction, state and log row together; the answer goes out after the commit.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from repo_service import clock
from repo_service.domain import links
from repo_service.domain.documents import NewDocument
from repo_service.domain.file_names import safe_name
from repo_service.domain.kinds import COMPANION_ROLES, KINDS, LANGUAGES, VISIBILITIES
from repo_service.domain.roles import Actor, speaks_for
from repo_service.domain.states import CURRENT, allowed, is_private
from repo_service.errors import Conflict, Gone, Invalid, RepoServiceError, SignInRequired
from repo_service.formats import FORMATS
from repo_service.formats.base import Extract
from repo_service.formats.isolate import Reader
from repo_service.services import access
from repo_service.store import filing, readings
from repo_service.store.blobs import BlobRef, Sink
from repo_service.store.documents import Companion, Document, Version
from repo_service.store.people import accounts, governance
from repo_service.store.people.tables import Account
from repo_service.store.work import UnitOfWork

TITLE_LENGTH = 300
REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is kept and read, but not filed yet. ``cleaned`` is the copy for readers when the original leaks."""

    blob: BlobRef
    file_name: str
    media_type: str
    reader: str
    reader_version: int
    extract: Extract
    cleaned: BlobRef | None = None


def prepare(reader: Reader, sink: Sink, file_name: str) -> Prepared:
    """Keep the received bytes durably, then read them in the child process. No transaction is open meanwhile."""
    blobs = sink.blobs
    blob = sink.keep()
    path = blobs.path(blob.sha256)
    name, version, extract = reader.read(path, hint=file_name)
    suffix, media_type = _type_of(name, file_name)
    cleaned = _clean(reader, sink, path, file_name) if extract.leaks.any else None
    safe = safe_name(file_name, fallback="document", suffix=suffix)
    return Prepared(blob, safe, media_type, name, version, extract, cleaned)


def _type_of(reader: str, file_name: str) -> tuple[str, str]:
    """Suffix and media type: those of the format that read the file, else the suffix it came with and plain bytes."""
    form = next((form for form in FORMATS if form.name == reader), None)
    if form is not None and form.suffix != ".bin":  # an encrypted file keeps the suffix of what it hides
        return form.suffix, form.media_type
    return (f".{suffix}" if (suffix := file_name.rpartition(".")[2]) != file_name else ""), "application/octet-stream"


def _clean(reader: Reader, sink: Sink, path: Path, hint: str) -> BlobRef | None:
    """The copy for readers, or ``None`` when it cannot be made: readers then get no file at all, never the original."""
    with sink.blobs.scratch() as folder:
        target = folder / "clean"
        try:
            reader.clean(path, target, hint=hint)
        except RepoServiceError:
            return None
        with sink.blobs.receive() as copy, target.open("rb") as file:
            while chunk := file.read(1 << 18):
                copy.write(chunk)
            return copy.keep()


def file(uow: UnitOfWork, actor: Actor, prepared: Prepared, new: NewDocument, timezone: str) -> Document:
    """Make a document of a prepared file: version 1, its extraction, its state and the log row, together."""
    access.allow(actor, "write_knowhow" if new.kind == "knowhow" else "file")
    new = checked(uow, new)
    _within_bodies(actor, new, frozenset())
    if new.state and not is_private(new.state) and not allowed(new.kind, "draft", new.state):
        raise Invalid(fields={"state": "Un document ne peut pas commencer dans cet état."})
    author = account_of(uow, actor)
    keep(uow, prepared)
    document = filing.add_document(uow, author, new)
    new = replace(new, state=new.state or KINDS[new.kind].published_as)
    _add_version(uow, document, author, prepared, new, timezone)
    _tell(uow, actor, "document.filed", document, version=1, blob=prepared.blob.sha256)
    return document


def _tell(uow: UnitOfWork, actor: Actor, action: str, document: Document, **data: Any) -> None:
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
    document = _editable(uow, actor, public_id, expected)
    if not new.reason.strip():
        raise Invalid(fields={"reason": "Dites en une ligne pourquoi le document change."})
    new = _further(uow, actor, document, new, document.kind)
    author = account_of(uow, actor)
    keep(uow, prepared)
    version = _add_version(uow, document, author, prepared, new, timezone)
    _tell(uow, actor, "document.versioned", document, version=version.number, blob=prepared.blob.sha256)
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
    """Give a prepared file its rows: blob, extraction, cleaned copy."""
    filing.adopt(uow, prepared.blob)
    content = prepared.extract.to_json()
    filing.keep_extraction(uow, prepared.blob.sha256, prepared.reader, prepared.reader_version, content)
    if prepared.cleaned:
        filing.keep_derivative(uow, prepared.blob.sha256, "clean", prepared.cleaned)


def edit(
    uow: UnitOfWork, actor: Actor, public_id: str, expected: int | None, new: NewDocument, timezone: str
) -> Version:
    """Change metadata: a new version with the same file. The kind may change too; what was published stays so, in the
    word of the new kind.
    """
    document = _editable(uow, actor, public_id, expected)
    latest = filing.working(document)
    if not new.reason.strip():
        raise Invalid(fields={"reason": "Dites en une ligne pourquoi le document change."})
    new = _further(uow, actor, document, new, new.kind)
    document.kind = new.kind
    author = account_of(uow, actor)
    version = filing.add_version(uow, document, author, new, latest.blob_sha256, latest.file_name, latest.media_type)
    for companion in latest.companions:
        filing.add_companion(
            uow, version, author, companion.blob_sha256, companion.role, companion.file_name, companion.media_type
        )
    _put_in_state(uow, document, version, new.state, author, timezone)
    _refresh(uow, document)
    _tell(uow, actor, "document.edited", document, version=version.number, kind=new.kind)
    return version


def change_state(
    uow: UnitOfWork, actor: Actor, public_id: str, expected: int | None, state: str, timezone: str, reason: str = ""
) -> Document:
    """Put the latest version in another state, where its kind allows that. Withdrawing takes drafts along."""
    document = _editable(uow, actor, public_id, expected, withdrawn=True)
    access.allow(actor, "withdraw" if state == "withdrawn" else "edit", document)
    version = filing.working(document)
    current = filing.state_of(version)
    if state == "withdrawn" and not reason.strip():
        raise Invalid(fields={"reason": "Dites pourquoi le document est retiré : les lecteurs liront cette phrase."})
    if not allowed(document.kind, current, state):
        raise Invalid(fields={"state": "Ce passage d’un état à l’autre n’est pas possible."})
    author = account_of(uow, actor)
    _put_in_state(uow, document, version, state, author, timezone)
    document.withdrawn_reason = ""
    if state == "withdrawn":
        document.withdrawn_reason = _plain(reason)[:REASON_LENGTH]
        for other in document.versions:
            if filing.state_of(other) in CURRENT or is_private(filing.state_of(other)):
                filing.set_state(uow, other, state, author, clock.day(uow.now, timezone))
    _refresh(uow, document)
    _tell(uow, actor, "document.state", document, version=version.number, state=state)
    return document


def attach(uow: UnitOfWork, actor: Actor, document: Document, prepared: Prepared, role: str) -> Companion:
    """Add a file that goes with the latest version: signed copy, annex, paper of the meeting."""
    access.allow(actor, "edit", document)
    if document.state == "withdrawn":
        raise Gone()
    if role not in COMPANION_ROLES:
        raise Invalid(fields={"role": "Choisissez ce qu’est cette pièce jointe."})
    keep(uow, prepared)
    author = account_of(uow, actor)
    companion = filing.add_companion(
        uow, filing.working(document), author, prepared.blob.sha256, role, prepared.file_name, prepared.media_type
    )
    _tell(uow, actor, "document.attached", document, companion=companion.public_id)
    return companion


def _put_in_state(
    uow: UnitOfWork, document: Document, version: Version, state: str, author: Account, timezone: str
) -> None:
    """Set the state; a version that becomes current supersedes those before it."""
    day = clock.day(uow.now, timezone)
    filing.set_state(uow, version, state, author, day)
    if state not in CURRENT:
        return
    for other in document.versions:
        if other.number < version.number and filing.state_of(other) in CURRENT:
            filing.set_state(uow, other, "superseded", author, day)


def _further(uow: UnitOfWork, actor: Actor, document: Document, new: NewDocument, kind: str) -> NewDocument:
    """What a further version may say: checked, for bodies that are the actor's, in a state that ``kind`` allows now.

    Without a state it stays in that of the version it goes on from: correcting a card neither publishes nor adopts.
    """
    before = filing.working(document)
    new = checked(uow, replace(new, kind=kind))
    _within_bodies(actor, new, frozenset((before.details.get("body", ""), *before.details.get("bodies", "").split())))
    state = filing.state_of(before)
    if kind != document.kind and state == KINDS[document.kind].published_as:
        state = KINDS[kind].published_as
    wanted = new.state or state
    if wanted not in KINDS[kind].states:
        raise Invalid(fields={"kind": "Dans l’état où il est, ce document ne peut pas changer de nature."})
    if wanted != state and not is_private(wanted) and not allowed(kind, state, wanted):
        raise Invalid(fields={"state": "Ce passage d’un état à l’autre n’est pas possible."})
    return replace(new, state=wanted)


def _within_bodies(actor: Actor, new: NewDocument, kept: frozenset[str]) -> None:
    """One files in the name of bodies one serves, and shows to members of these or of one's own; what a document says
    already may stay.
    """
    names = {new.body} | (set(new.bodies) - actor.member_of)
    if not all(speaks_for(actor, body) for body in names - kept - {""}):
        raise Invalid(fields={"body": "Vous ne déposez qu’au nom des instances dont vous êtes secrétaire."})


def _editable(uow: UnitOfWork, actor: Actor, public_id: str, expected: int | None, withdrawn: bool = False) -> Document:
    document = access.visible(uow, actor, public_id)
    access.allow(actor, "edit", document)
    if document.state == "withdrawn" and not withdrawn:
        raise Gone()
    if expected is not None and expected != document.latest_number:
        raise Conflict()
    return document


def account_of(uow: UnitOfWork, actor: Actor) -> Account:
    """The row of the person who acts."""
    account = accounts.by_public_id(uow.session, actor.account)
    if account is None:
        raise SignInRequired()
    return account


def checked(uow: UnitOfWork, new: NewDocument) -> NewDocument:
    """The same, tidied; ``Invalid`` names each field that cannot stand."""
    new = replace(
        new, title=_plain(new.title), reason=_plain(new.reason), keywords=_plain(new.keywords),
        number=_plain(new.number), domain=_plain(new.domain),
    )  # fmt: skip
    if new.visibility == "body" and not new.bodies and new.body:
        new = replace(new, bodies=(new.body,))
    title = " ".join(new.title.split())
    fields = {}
    if not title:
        fields["title"] = "Donnez un titre au document."
    elif len(title) > TITLE_LENGTH:
        fields["title"] = "Ce titre est trop long : 300 caractères au plus."
    if new.kind not in KINDS:
        fields["kind"] = "Choisissez la nature du document."
    elif new.state and (new.state not in KINDS[new.kind].states or new.state == "withdrawn"):
        fields["state"] = "Cet état n’existe pas pour cette nature de document."
    if new.visibility not in VISIBILITIES or (new.visibility == "body" and not new.bodies):
        fields["visibility"] = "Choisissez qui pourra lire ce document."
    if new.language not in LANGUAGES:
        fields["language"] = "Choisissez la langue du document."
    names = {body.public_id for body in governance.bodies(uow.session)} if new.body or new.bodies else set()
    if (new.body and new.body not in names) or not set(new.bodies) <= names:
        fields["body"] = "Cette instance n’existe pas."
    if new.institution and governance.institution_named(uow.session, new.institution) is None:
        fields["institution"] = "Ce partenaire n’existe pas."
    if new.date and not 1000 <= new.date.year <= 2200:
        fields["date"] = "Cette date n’est pas possible."
    for name, limit in (("reason", REASON_LENGTH), ("keywords", 500), ("number", 60), ("domain", 200)):
        if len(getattr(new, name)) > limit:
            fields[name] = "Ce texte est trop long."
    if fields:
        raise Invalid(fields=fields)
    return replace(new, title=title)


def _plain(text: str) -> str:
    """Text that every database can hold: without control characters and halves of surrogate pairs; trimmed."""
    return "".join(c if unicodedata.category(c) not in {"Cc", "Cs"} else " " for c in text).strip()


def working(document: Document) -> Version:
    """The version that the next change goes on from: the last one, unless it is a draft that was given up."""
    return filing.working(document)


def keeping(document: Document, said: NewDocument, card: bool = False) -> NewDocument:
    """``said`` completed by what the document's latest version says; with ``card``, only what a card does not ask."""
    latest = filing.working(document)
    details = latest.details
    kept: dict[str, Any] = {"number": details.get("number", ""), "domain": details.get("domain", "")}
    if not card:
        kept |= {name: details.get(name, "") for name in ("body", "institution", "keywords", "language")}
        kept["title"] = said.title or latest.title
        kept["date"] = said.date or (date.fromisoformat(details["date"]) if details.get("date") else None)
        if said.kind != "knowhow":
            kept["visibility"] = details.get("visibility", document.visibility)
    if details.get("visibility") == "body" and kept.get("visibility", said.visibility) == "body":
        kept["bodies"] = tuple(details.get("bodies", "").split())
    return replace(said, **{name: value for name, value in kept.items() if value})
