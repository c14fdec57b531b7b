"""``check``: everything that can be verified is verified; one line for each fault, none when all is well."""

from __future__ import annotations

from collections.abc import Iterator

from repo_service.errors import Unavailable
from repo_service.search import Reader
from repo_service.services import indexing
from repo_service.store import audit, log, lookup
from repo_service.store.blobs import Blobs
from repo_service.store.documents import Blob
from repo_service.store.work import Store, UnitOfWork

_FAULTS = {"missing": "est absent du disque", "unreadable": "ne peut pas être lu", "changed": "a été modifié ou abîmé"}


def check(store: Store, searcher: Reader, history: Reader) -> Iterator[str]:
    """Verify kept files, rows, log and index; yields one French line per fault.

    Rows are read in one look; hashing the files, which takes hours where much is kept, holds no transaction.
    """
    with store.reading() as uow:
        told = list(row_faults(uow, searcher, history))
        kept = files(uow)
    yield from told
    yield from _still_there(store, file_faults(store.blobs, kept))
    yield from _orphans(store.blobs, kept, uow.now.timestamp())


def row_faults(uow: UnitOfWork, searcher: Reader, history: Reader) -> Iterator[str]:
    """What is wrong with documents, log and index, as far as this unit of work sees them."""
    yield from audit.document_faults(uow.session)
    yield from _log(uow)
    yield from _index(uow, searcher)
    yield from _history(uow, history)


def files(uow: UnitOfWork) -> dict[str, Blob]:
    """The row of every kept file, by SHA-256."""
    return {row.sha256: row for row in lookup.all_blobs(uow.session)}


def file_faults(blobs: Blobs, kept: dict[str, Blob]) -> Iterator[tuple[str, str]]:
    """SHA-256 and fault of each file that is not as its row says; erased ones need not be there."""
    for sha256, row in kept.items():
        fault = "" if row.redacted_at else blobs.verify(sha256, row.sha512, row.size)
        if fault:
            yield sha256, f"fichier {sha256} : {_FAULTS[fault]}"


def head(store: Store) -> tuple[int, str]:
    """Number and hash of the last row of the log: printed elsewhere, they prove that nothing before was rewritten."""
    with store.reading() as uow:
        last = log.head(uow.session)
        return last.number, last.hash


def _still_there(store: Store, faults: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Those about files that a row still wants: what was swept or erased since the rows were read is no fault."""
    for sha256, told in faults:
        with store.reading() as uow:
            row = uow.session.get(Blob, sha256)
            wanted = row is not None and not row.redacted_at
        if wanted:
            yield told


def _orphans(blobs: Blobs, kept: dict[str, Blob], present: float) -> Iterator[str]:
    for sha256 in sorted(set(blobs.all()) - kept.keys()):
        if blobs.age(sha256, present) > 2 * 86_400:
            yield f"fichier {sha256} : aucune ligne ne le nomme et le ménage ne l’a pas emporté"


def _log(uow: UnitOfWork) -> Iterator[str]:
    last = log.head(uow.session)
    number, digest = 0, ""
    for row in audit.whole_log(uow.session):
        if not log.follows(row, number, digest):
            yield f"journal, ligne {row.number} : la chaîne est rompue"
        number, digest = row.number, row.hash
    if (number, digest) != (last.number, last.hash):
        yield f"journal : la dernière ligne ({number}) n’est pas celle de la tête ({last.number})"


def _index(uow: UnitOfWork, searcher: Reader) -> Iterator[str]:
    yield from _state(uow, searcher, "index")
    if searcher.health().damaged:
        return
    try:
        absent, extra = indexing.missing(uow, searcher.contents())
    except Unavailable:
        yield "index : illisible ; il sera reconstruit"
        return
    yield from (f"index : le document {key} n’y est pas à sa version courante" for key in absent)
    yield from (f"index : l’entrée {key} ne correspond à aucun document" for key in extra)


def _history(uow: UnitOfWork, searcher: Reader) -> Iterator[str]:
    yield from _state(uow, searcher, "index des versions")
    if searcher.health().damaged:
        return
    try:
        astray = indexing.astray(uow, searcher.contents())
    except Unavailable:
        yield "index des versions : illisible ; il sera reconstruit"
        return
    yield from (f"index des versions : le document {key} n’y est pas comme il le faut" for key in astray)


def _state(uow: UnitOfWork, searcher: Reader, name: str) -> Iterator[str]:
    health, last = searcher.health(), log.head(uow.session).number
    if health.damaged:
        yield f"{name} : absent ou abîmé ; il sera reconstruit au prochain démarrage de l’indexeur"
    elif health.cursor < last:
        yield f"{name} : en retard sur le journal ({health.cursor} au lieu de {last})"
