"""``check``: everything that can be verified is verified; one line for each fault, none when all is well."""

from __future__ import annotations

from collections.abc import Iterator

from repo_service.errors import Unavailable
from repo_service.search import Searcher
from repo_service.services import indexing
from repo_service.store import audit, log, lookup
from repo_service.store.work import Store, UnitOfWork

_FAULTS = {"missing": "est absent du disque", "unreadable": "ne peut pas être lu", "changed": "a été modifié ou abîmé"}


def check(store: Store, searcher: Searcher) -> Iterator[str]:
    """Verify kept files, rows, log and index; yields one French line per fault."""
    with store.reading() as uow:
        yield from faults(uow, searcher)


def faults(uow: UnitOfWork, searcher: Searcher) -> Iterator[str]:
    """The same, of what this unit of work sees."""
    yield from _files(uow)
    yield from audit.document_faults(uow.session)
    yield from _log(uow)
    yield from _index(uow, searcher)


def head(store: Store) -> tuple[int, str]:
    """Number and hash of the last row of the log: printed elsewhere, they prove that nothing before was rewritten."""
    with store.reading() as uow:
        last = log.head(uow.session)
        return last.number, last.hash


def _files(uow: UnitOfWork) -> Iterator[str]:
    named = lookup.all_blobs(uow.session)
    for row in named:
        fault = "" if row.redacted_at else uow.blobs.verify(row.sha256, row.sha512, row.size)
        if fault:
            yield f"fichier {row.sha256} : {_FAULTS[fault]}"
    for sha256 in sorted(set(uow.blobs.all()) - {row.sha256 for row in named}):
        if uow.blobs.age(sha256, uow.now.timestamp()) > 2 * 86_400:
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


def _index(uow: UnitOfWork, searcher: Searcher) -> Iterator[str]:
    health = searcher.health()
    if health.damaged:
        yield "index : absent ou abîmé ; il sera reconstruit au prochain démarrage de l’indexeur"
        return
    if health.cursor < log.head(uow.session).number:
        yield f"index : en retard sur le journal ({health.cursor} au lieu de {log.head(uow.session).number})"
    try:
        absent, extra = indexing.missing(uow, searcher.contents())
    except Unavailable:
        yield "index : illisible ; il sera reconstruit"
        return
    yield from (f"index : le document {key} n’y est pas à sa version courante" for key in absent)
    yield from (f"index : l’entrée {key} ne correspond à aucun document" for key in extra)
