"""Keeping the indexes in step with the log: take what changed, write it, move the cursor. One process a folder.

There are two, each with a folder, a writer and a cursor of its own: of the texts of today, and of every wording that
ever stood (``HISTORY``), in a folder inside that of the first. An index is disposable: when it is missing, damaged, of
another schema or of another database, it is built anew beside the old one, which stays readable until the new one
takes its place. Neither waits for the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from repo_service.domain.documents import SearchEntry
from repo_service.domain.kinds import KINDS
from repo_service.errors import Unavailable
from repo_service.search import CURRENT, HISTORY, Held, Indexer, Layout, Writer, ask_rebuild, being_built, in_use
from repo_service.services.versions import wordings
from repo_service.store import log, lookup, readings
from repo_service.store.documents import Document, Version
from repo_service.store.filing import RECORD_SEPARATOR
from repo_service.store.work import Store, UnitOfWork

BATCH = 500
_KIND_WORDS = {kind.code: " ".join(dict.fromkeys([kind.label, *kind.synonyms])) for kind in KINDS.values()}
MOST_HISTORIES = 100  # documents whose histories are in memory at once
PATIENCE = 600  # seconds for another indexer to build anew
LOOK = 0.2  # seconds between two looks at what it did
ACTIONS = (
    "document.filed",
    "document.versioned",
    "document.edited",
    "document.restored",
    "document.state",
    "document.attached",
    "document.reread",
)


def drain(store: Store, indexer: Writer) -> int:
    """Index what the log tells since the cursor; how many documents were written or removed."""
    count = 0
    while True:
        with store.reading() as uow:
            head = log.head(uow.session).number
            if head <= indexer.cursor:
                return count
            limit = BATCH if indexer.layout is CURRENT else min(BATCH, MOST_HISTORIES)
            rows = log.after(uow.session, indexer.cursor, limit=limit)
            subjects = list(dict.fromkeys(row.subject for row in rows if row.action in ACTIONS))
            entries = list(_entries_for(indexer.layout, uow, subjects)) if subjects else []
            cursor = rows[-1].number
        indexer.apply(entries, subjects, cursor)
        count += len(subjects)


def rebuild(store: Store, indexer: Writer, progress: Callable[[int], None] | None = None) -> None:
    """A new generation from everything kept, swapped in when it is whole; one that was begun and killed is continued.
    Changes made meanwhile are drained after.
    """
    with store.reading() as uow:
        head = log.head(uow.session)

        def after(name: str) -> Iterator[SearchEntry]:
            key = lookup.key_of(uow.session, name) if name else 0
            return _entries_for(indexer.layout, uow, None, key)

        indexer.rebuild(after, head.number, head.epoch, progress)


def renew(
    store: Store, folder: Path, progress: Callable[[int], None], waiting: Callable[[int], None],
    seconds: int = PATIENCE, layout: Layout = CURRENT,
) -> None:  # fmt: skip
    """A new generation now: made here, or by the indexer that runs and is asked for it; returns when it is in use.

    ``progress`` is told entries, by whomever they are done, ``waiting`` the seconds for which the other one has been
    waited for. ``Unavailable`` when it has not done after ``seconds``. Killed, it leaves its wish behind: whoever opens
    the index next goes on building.
    """
    before = in_use(folder)
    since = before.generation if before else ""
    started = time.monotonic()
    while (waited := int(time.monotonic() - started)) <= seconds:
        try:
            with Indexer(folder, layout) as indexer:  # also when the one that we waited for has ended
                if ask_rebuild(folder, since):
                    return
                rebuild(store, indexer, progress)
                drain(store, indexer)
                return
        except Held:
            if ask_rebuild(folder, since):
                return
            if done := being_built(folder):
                progress(done)
            else:
                waiting(waited)
        time.sleep(LOOK)
    raise Unavailable("L’indexeur n’a pas encore reconstruit l’index ; on cherche dans l’ancien en attendant.")


def ready(store: Store, indexer: Writer) -> None:
    """Open the index; build it when it cannot be trusted."""
    with store.reading() as uow:
        epoch, number = (head := log.head(uow.session)).epoch, head.number
    if not indexer.open(epoch) or indexer.cursor > number:
        rebuild(store, indexer)


def _entries_for(layout: Layout, uow: UnitOfWork, ids: list[str] | None, after: int = 0) -> Iterator[SearchEntry]:
    return wordings.entries(uow, ids, after) if layout is HISTORY else entries(uow, ids, after)


def entries(uow: UnitOfWork, ids: list[str] | None, after: int = 0) -> Iterator[SearchEntry]:
    """What the index knows of the current version of each document; of all documents where ``ids`` is ``None``, then
    those with a key ``after`` this one.
    """
    for chunk in lookup.indexable(uow.session, ids, after=after):
        versions = lookup.current_versions(uow.session, [document.id for document in chunk])
        blobs = {v.blob_sha256 for v in versions.values()}
        blobs |= {c.blob_sha256 for v in versions.values() for c in v.companions}
        texts = readings.texts(uow.session, sorted(blobs))
        for document in chunk:
            version = versions[document.id]
            notes = "\n".join(_words(texts.get(c.blob_sha256, "")) for c in version.companions)
            yield entry(document, version, _words(texts.get(version.blob_sha256, "")), notes)


def _words(text: str) -> str:
    return text.replace(RECORD_SEPARATOR, "\n")


def entry(document: Document, version: Version, text: str, notes: str) -> SearchEntry:
    """What the index knows of the current version of a document."""
    body, institution = document.body, document.institution
    return SearchEntry(
        id=document.public_id, version=document.current_number, kind=document.kind, title=document.title, text=text,
        number=document.number, body=body.public_id if body else "",
        body_name=f"{body.name} {body.short}" if body else "",
        institution=institution.public_id if institution else "",
        institution_name=f"{institution.name} {institution.acronym}" if institution else "",
        date=document.day, language=document.language, visibility=document.visibility, state=document.state,
        domain=version.details.get("domain", ""), changed=changed_at(version),
        keywords=version.details.get("keywords", ""), file_name=version.file_name, notes=notes,
        kind_words=_KIND_WORDS.get(document.kind, ""),
    )  # fmt: skip


def changed_at(version: Version) -> datetime:
    """When a version was filed, or its state told last; UTC."""
    return max([version.created_at, *(state.recorded_at for state in version.states)])


def astray(uow: UnitOfWork, contents: Iterable[tuple[str, int]]) -> list[str]:
    """Identifiers of the documents whose wordings are not in the index of all versions as they should be."""
    wanted: dict[str, int] = {}
    for name, version in ((entry.id, entry.version) for entry in wordings.entries(uow, None)):
        _count(wanted, name, version)
    present: dict[str, int] = {}
    for name, version in contents:
        _count(present, name, version)
    return sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))


def _count(sums: dict[str, int], name: str, version: int) -> None:
    """Add a wording to the sum of its document: what may be millions of names is never held at once."""
    document, _, digits = name.partition("/")
    sums[document] = sums.get(document, 0) + (int(digits, 16) << 64) + (version << 32) + 1


def missing(uow: UnitOfWork, contents: Iterable[tuple[str, int]]) -> tuple[list[str], list[str]]:
    """Identifiers that should be in the index and are not (or at another version), and the other way round."""
    wanted = {row.public_id: row.current_number for chunk in lookup.indexable(uow.session) for row in chunk}
    present = dict(contents)
    absent = sorted(key for key, number in wanted.items() if present.get(key) != number)
    return absent, sorted(present.keys() - wanted.keys())
