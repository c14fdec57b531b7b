"""Importing folders, ZIP archives and JSON lines. Resumable: a file that is already kept is passed over.

Files are filed a few at a time in one transaction: a cut import keeps what it did, a bad file stops nothing, and the
writer's lock is never held for long.
"""

from __future__ import annotations

import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from repo_service.domain.documents import NewDocument
from repo_service.domain.passages import fold
from repo_service.domain.recognition.guessing import Guesses
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Invalid, RepoServiceError
from repo_service.services import access, documents
from repo_service.services.documents import Prepared
from repo_service.services.recognising import Setting, recognised, setting
from repo_service.services.repository import KIND_WORDS, Repository
from repo_service.services.versions import describing
from repo_service.store import lookup
from repo_service.store.work import UnitOfWork

_ZIP_MEMBERS = 50_000
_TOGETHER = 20  # files of one transaction; as many more are being read meanwhile
# What opening and unpacking one file may raise: a cut or false archive, an encrypted member, an unknown compression.
_UNREADABLE = (
    *(RepoServiceError, OSError, EOFError, RuntimeError, ValueError),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
)
_AHEAD = 2  # files that are read while the one before is filed: one for each child process


@dataclass(frozen=True, slots=True)
class Item:
    """One file to import: its name for people, how to open it, and what is already said of it."""

    name: str
    open: Callable[[], BinaryIO]
    known: NewDocument | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was kept and read, and what was recognised in it."""

    prepared: Prepared
    guesses: Guesses


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: "filed", "present" (already kept) or "refused" with the reason in words."""

    name: str
    result: str
    reason: str = ""


def items(path: Path) -> Iterator[Item]:
    """The files under a folder, inside a ZIP, in a ``.jsonl`` file, or the file itself.

    ``Invalid`` when there is nothing.
    """
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            name = file.relative_to(path).as_posix()
            if _hidden(name) or (file.is_dir() and not file.is_symlink()):
                continue
            usual = file.is_file() and not file.is_symlink()
            yield Item(name, _opener(file) if usual else _refusal(Invalid("ce n’est pas un fichier, mais un renvoi")))
    elif path.suffix.lower() == ".jsonl":
        yield from _json_lines(path)
    elif path.suffix.lower() == ".zip":
        yield from _zip_members(path)
    elif path.is_file():
        yield Item(path.name, _opener(path))
    else:
        raise Invalid("Ce fichier ou dossier n’existe pas : %(path)s", path=str(path))


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _hidden(name: str) -> bool:
    """Whether a path leads through a hidden folder, or to what systems and Word leave beside files."""
    parts = name.split("/")
    beside = "__MACOSX" in parts or parts[-1].startswith("~$")
    return beside or any(part.startswith(".") and part != ".." for part in parts)


def _zip_members(path: Path) -> Iterator[Item]:
    try:
        archive = zipfile.ZipFile(path)  # closed with the last item that holds it: members are opened later, by threads
    except (zipfile.BadZipFile, ValueError, struct.error) as error:
        raise Invalid("Cette archive est abîmée : %(path)s", path=str(path)) from error
    if len(archive.infolist()) > _ZIP_MEMBERS:
        raise Invalid("Cette archive contient plus de 50 000 fichiers : importez-la par parties.")
    for member in archive.infolist():
        if not member.is_dir() and not _hidden(member.filename):
            yield Item(member.filename, _member(archive, member))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    return lambda: archive.open(member)  # type: ignore[return-value]


def _json_lines(path: Path) -> Iterator[Item]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _json_item(f"{path.name}:{number}", line)


def _json_item(name: str, line: bytes) -> Item:
    """One line ``{"title", "body"[, "kind", "date"]}``: a Markdown document. A bad line is refused by name."""
    try:
        known, text = _said(line)
    except Invalid as error:
        return Item(name, _refusal(error))
    content = text.encode("utf-8", "replace")
    return Item(name + ".md", lambda: BytesIO(content), known)


def _said(line: bytes) -> tuple[NewDocument, str]:
    """What a JSON line says of its document, and its wording. ``Invalid`` tells what is wrong with the line."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Invalid("cette ligne n’est pas du JSON lisible") from error
    if not isinstance(row, dict):
        raise Invalid("cette ligne doit être un objet JSON, avec « title » et « body »")
    for key, name in (("title", "le titre"), ("body", "le texte")):
        if row.get(key) is None:
            raise Invalid(f"{name} (« {key} ») manque")
        if not isinstance(row[key], str):
            raise Invalid(f"{name} (« {key} ») doit être un texte")
    try:
        day = date.fromisoformat(row["date"]) if row.get("date") else None
    except (ValueError, TypeError) as error:
        raise Invalid("la date (« date ») doit s’écrire comme 2024-03-12") from error
    kind = KIND_WORDS.get(fold(str(row.get("kind"))), "other")  # the words of another program are no reason to refuse
    return NewDocument(kind=kind, title=row["title"], date=day), row["body"]


def _refusal(error: Invalid) -> Callable[[], BinaryIO]:
    def refuse() -> BinaryIO:
        raise error

    return refuse


def run(repository: Repository, actor: Actor, source: Iterator[Item], defaults: NewDocument) -> Iterator[Outcome]:
    """File everything of ``source``; yields one outcome per file. Reading is done ahead, in child processes."""
    access.allow(actor, "import")
    with _ahead(repository, source) as prepared:
        while group := list(islice(prepared, _TOGETHER)):
            yield from _file(repository, actor, group, defaults)


@contextmanager
def _ahead(repository: Repository, source: Iterator[Item]) -> Iterator[Iterator[tuple[Item, Read | Exception]]]:
    """Read the next files while the present ones are being filed."""
    with repository.store.reading() as uow:
        around = setting(uow, repository.settings.timezone)
    with ThreadPoolExecutor(_AHEAD) as pool:

        def results() -> Iterator[tuple[Item, Read | Exception]]:
            waiting = []
            for item in source:
                waiting.append((item, pool.submit(_read, repository, around, item)))
                if len(waiting) > _TOGETHER:
                    first, future = waiting.pop(0)
                    yield first, future.result()
            for first, future in waiting:
                yield first, future.result()

        yield results()


def _read(repository: Repository, around: Setting, item: Item) -> Read | Exception:
    try:
        with repository.store.blobs.receive(repository.settings.max_upload) as sink:
            with item.open() as file:
                while chunk := file.read(1 << 18):
                    sink.write(chunk)
            prepared = documents.prepare(repository.reader, sink, item.name.rpartition("/")[2])
        return Read(prepared, Guesses() if item.known else recognised(repository.reader, around, prepared))
    except _UNREADABLE as error:
        return error


def _file(
    repository: Repository, actor: Actor, group: list[tuple[Item, Read | Exception]], defaults: NewDocument
) -> list[Outcome]:
    outcomes = []
    with repository.store.writing() as uow:
        for item, read in group:
            outcomes.append(_file_one(uow, repository.settings.timezone, actor, item, read, defaults))
    return outcomes


def _file_one(
    uow: UnitOfWork, timezone: str, actor: Actor, item: Item, read: Read | Exception, defaults: NewDocument
) -> Outcome:
    """File one; what is said of it is checked before anything is written, so a refusal leaves nothing behind."""
    if isinstance(read, Exception):
        return Outcome(item.name, "refused", _why(read))
    prepared = read.prepared
    if prepared.blob.size == 0:
        return Outcome(item.name, "refused", "le fichier est vide")
    if item.known is None and access.holding(uow, actor, prepared.blob.sha256) is not None:
        return Outcome(item.name, "present")
    try:
        new = describing.checked(uow, _described(read, item, defaults))
        if item.known is not None and _is_kept(uow, actor, prepared.blob.sha256, new.title):
            return Outcome(item.name, "present")
        documents.file(uow, actor, prepared, new, timezone)
    except Invalid as error:
        return Outcome(item.name, "refused", " ".join(error.fields.values()) or str(error))
    return Outcome(item.name, "filed")


def _is_kept(uow: UnitOfWork, actor: Actor, sha256: str, title: str) -> bool:
    """Whether these very bytes are kept under this very title: two lines may say the same of two things."""
    return any(
        version.blob_sha256 == sha256 and version.title == title and access.sees_version(actor, document, version)
        for document in lookup.holding(uow.session, sha256, tokens_of(actor))
        for version in document.versions
    )


def _why(error: Exception) -> str:
    """The reason of a refusal, in words; what the system said of it stays in brackets."""
    told = str(error)
    match error:
        case RepoServiceError():
            return told
        case OSError():
            words, told = "ce fichier ne s’ouvre pas", error.strerror or told
        case NotImplementedError():
            words = "ce fichier de l’archive est comprimé d’une manière inconnue"
        case RuntimeError():  # so says zipfile
            words = "ce fichier de l’archive est protégé par un mot de passe"
        case _:
            words = "ce fichier de l’archive est abîmé"
    return f"{words} ({told})" if told else words


def _described(read: Read, item: Item, defaults: NewDocument) -> NewDocument:
    """What is said of the file: its own line first, then what was recognised in it, then the defaults."""
    if item.known is not None:
        return replace(item.known, visibility=defaults.visibility, bodies=defaults.bodies, state=defaults.state)

    def value(name: str) -> str:
        guess = getattr(read.guesses, name)
        return guess.value if guess else ""

    return replace(
        defaults,
        kind=value("kind") or defaults.kind,
        title=(value("title") or read.prepared.file_name)[: describing.TITLE_LENGTH],
        date=date.fromisoformat(value("date")) if value("date") else defaults.date,
        body=value("body") or defaults.body,
        institution=value("institution") or defaults.institution,
        language=value("language") or defaults.language,
    )
