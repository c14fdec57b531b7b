"""Showing a document: which version, its text, its files, and which file a given reader receives.

A file with tracked changes, comments or hidden text leaves only as its cleaned copy, except to those who keep it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from repo_service.domain import links
from repo_service.domain.passages import Block
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Gone, NotFound, RepoServiceError
from repo_service.formats import FORMATS, ocr
from repo_service.formats.base import REASONS, Extract
from repo_service.services import access
from repo_service.services.repository import Repository
from repo_service.store import filing, lookup, readings
from repo_service.store.documents import Blob, Document, Version
from repo_service.store.work import UnitOfWork

__all__ = [
    "REASONS",
    "SCANS",
    "CopyMissing",
    "Download",
    "Shown",
    "Tombstone",
    "companion",
    "is_recorded",
    "keeps",
    "linked",
    "original",
    "readable",
    "record",
    "show",
    "states",
    "tombstone",
]

_LEAKING = (
    *(".docx", ".docm", ".dotx", ".dotm", ".odt", ".ott", ".fodt", ".rtf", ".eml"),
    *(".xlsx", ".xlsm", ".ods", ".xls"),
)
_LEAKING_TYPES = {form.media_type for form in FORMATS if form.may_leak}
SCANS = ocr.READERS | {"tesseract"}  # readers whose files without text are scans


class CopyMissing(RepoServiceError):
    """The file holds, or may hold, tracked changes or comments, and there is no cleaned copy: readers get no file."""

    code = "copy_missing"
    message = (
        "Ce fichier peut contenir des modifications suivies ou des commentaires, et aucune copie nettoyée n’a pu en "
        "être faite. Demandez-le au secrétariat de l’instance."
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One version of a document as one person sees it."""

    document: Document
    version: Version
    versions: list[Version]  # those that the person may see, newest first
    files: dict[int, Blob | None]  # what the person receives for each version; None: no file at all
    extract: Extract
    reader: str
    cleaned: bool  # the person does not receive the original of this version
    cited_by: list[Document]
    statuses: dict[str, tuple[str, str]]  # how the reading of each companion's file ended and by whom, by SHA-256
    linked: dict[str, tuple[str, str]]  # what the text links to: key of the link -> identifier and title


@dataclass(frozen=True, slots=True)
class Download:
    """A file to send: its name on disk (SHA-256), its name for the person, its type and size in bytes.

    ``companion``: the identifier of a file that goes with ``version``; empty for the file of the version itself.
    """

    sha256: str
    file_name: str
    media_type: str
    size: int
    document: Document
    version: Version
    companion: str = ""


def readable(uow: UnitOfWork, actor: Actor, public_id: str) -> Document:
    """The document, if the actor may see it; ``Gone`` for a withdrawn one, unless the person keeps it."""
    document = access.visible(uow, actor, public_id)
    if document.state == "withdrawn" and not keeps(actor, document):
        raise Gone("Ce document a été retiré : %(reason)s", reason=document.withdrawn_reason)
    return document


def show(uow: UnitOfWork, actor: Actor, public_id: str, number: int | None = None) -> Shown:
    """A document at ``number``, by default its current version.

    ``Gone`` for a withdrawn one, unless the person keeps it.
    """
    document = readable(uow, actor, public_id)
    keeper = keeps(actor, document)
    seen = [v for v in reversed(document.versions) if access.sees_version(actor, document, v)]
    wanted = document.current_number if number is None else number
    version = next((v for v in seen if v.number == wanted), None)
    if version is None:
        raise NotFound()
    row = readings.extraction(uow.session, version.blob_sha256, reader_of(version.media_type))
    extract = Extract.from_json(row.content) if row else Extract(status="unsupported", reason="unsupported")
    received = _sent(uow, [(one.blob, one.file_name, one.media_type) for one in seen], keeper)
    files = {one.number: received[one.blob_sha256] for one in seen}
    sent = files[version.number]
    return Shown(
        document, version, seen, files, extract, row.reader if row else "unknown",
        sent is None or sent.sha256 != version.blob_sha256,
        access.told(uow, actor, lookup.citing(uow.session, document, tokens_of(actor))),
        readings.statuses(uow.session, [row.blob_sha256 for row in version.companions]),
        linked(uow, actor, extract.blocks),
    )  # fmt: skip


def reader_of(media_type: str) -> str:
    """The name of the reader for files of this type: the same bytes may have come under another name elsewhere."""
    return next((form.name for form in FORMATS if form.media_type == media_type), "")


def linked(uow: UnitOfWork, actor: Actor, blocks: Iterable[Block]) -> dict[str, tuple[str, str]]:
    """Identifier and title of each linked document that the actor may see, by the key of its ``[[link]]``."""
    wanted = links.keys(blocks)
    if not wanted:
        return {}
    found = lookup.named(uow.session, sorted(wanted), tokens_of(actor))
    return {key: (document.public_id, document.title) for key, document in found.items()}


def keeps(actor: Actor, document: Document) -> bool:
    """Whether the actor keeps the document: it receives originals, and still reads what was withdrawn."""
    return access.permits(actor, "read_original", document)


def original(uow: UnitOfWork, actor: Actor, public_id: str, number: int | None = None) -> Download:
    """The file of a version: the original for those who keep the document, else the cleaned copy where there is
    need.
    """
    document = readable(uow, actor, public_id)
    wanted = document.current_number if number is None else number
    document, version = access.visible_version(uow, actor, public_id, wanted)
    sent = _for_reader(uow, actor, document, version.blob, version.file_name, version.media_type)
    return Download(sent.sha256, version.file_name, version.media_type, sent.size, document, version)


def companion(uow: UnitOfWork, actor: Actor, public_id: str, companion_id: str) -> Download:
    """A file that goes with a version, under the same rule."""
    document = readable(uow, actor, public_id)
    for version in document.versions:
        for row in version.companions if access.sees_version(actor, document, version) else ():
            if row.public_id == companion_id:
                sent = _for_reader(uow, actor, document, row.blob, row.file_name, row.media_type)
                return Download(
                    sent.sha256, row.file_name, row.media_type, sent.size, document, version, row.public_id
                )
    raise NotFound()


def is_recorded(repository: Repository, document: Document, version: Version) -> bool:
    """Whether reading this version is an act that the log tells: where the consortium wants it (``LOG_READING``), of a
    text for the members of bodies and of a draft.
    """
    return repository.settings.log_reading and (document.visibility == "body" or filing.is_hidden(version))


def record(
    repository: Repository, actor: Actor, document: Document, version: Version, download: bool = False,
    companion: str = "",
) -> None:  # fmt: skip
    """Tell the log that somebody was given the text of a version, or its file, where that is recorded.

    A short transaction of its own, after the one in which it was read; none at all for what is not recorded.
    """
    if not is_recorded(repository, document, version):
        return
    with repository.store.writing() as uow:
        more = {"companion": companion} if companion else {}
        action = "document.downloaded" if download else "document.read"
        uow.log.record(action, actor.account, document.public_id, version=version.number, **more)


def _sent(uow: UnitOfWork, files: Sequence[tuple[Blob, str, str]], keeper: bool) -> dict[str, Blob | None]:
    """For (file, name, media type): by SHA-256, the file that this person receives, ``None`` when it may receive
    none.
    """
    doubtful = [] if keeper else [blob.sha256 for blob, name, media_type in files if _can_leak(name, media_type)]
    leaks = readings.leaks(uow.session, doubtful)
    held_back = [sha256 for sha256 in doubtful if leaks.get(sha256, True)]
    copies = readings.copies(uow.session, held_back, "clean")
    return {blob.sha256: copies.get(blob.sha256) if blob.sha256 in held_back else blob for blob, _, _ in files}


def _for_reader(uow: UnitOfWork, actor: Actor, document: Document, blob: Blob, name: str, media_type: str) -> Blob:
    sent = _sent(uow, [(blob, name, media_type)], keeps(actor, document))[blob.sha256]
    if sent is None:
        raise CopyMissing()
    return sent


def _can_leak(name: str, media_type: str) -> bool:
    """Whether a file is of a format that may carry changes, comments or hidden text.

    For these a reading that failed is no proof of innocence: without one, readers receive nothing.
    """
    return name.lower().endswith(_LEAKING) or media_type in _LEAKING_TYPES


def states(version: Version) -> str:
    """The state in force of a version, for pages."""
    return filing.state_of(version)


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What remains in sight of a withdrawn document."""

    title: str
    reason: str
    day: date | None


def tombstone(uow: UnitOfWork, actor: Actor, public_id: str) -> Tombstone:
    """The tombstone of a withdrawn document, for those who could read it; ``NotFound`` for all others."""
    document = access.visible(uow, actor, public_id)
    if document.state != "withdrawn":
        raise NotFound()
    last = filing.current(document).states[-1]
    return Tombstone(document.title, document.withdrawn_reason, last.valid_from)
