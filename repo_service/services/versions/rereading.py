"""Reading kept files again with better readers: new texts beside the old ones, new cleaned copies in their place.

Files are read with no transaction open and written a few at a time: cut at any instant, what was done is done, and
beginning again goes on with what is left. No version, hash or seal changes. Scans are read by ``services.scans`` alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from repo_service.errors import RepoServiceError, Unreadable
from repo_service.formats import FORMATS
from repo_service.formats.base import REASONS, Extract
from repo_service.services import documents
from repo_service.services.documents import Copy, Prepared
from repo_service.services.repository import Repository
from repo_service.store import filing, lookup, readings
from repo_service.store.blobs import BlobRef
from repo_service.store.documents import Blob
from repo_service.store.readings import KeptFile
from repo_service.store.work import UnitOfWork

PASSING = frozenset({"timeout", "memory", "crashed"})  # reasons that tell nothing of the file: trying again may do
_PAGE = 100  # files whose rows are fetched at once
_TOGETHER = 20  # files of one transaction; as many more are being read meanwhile
_AT_ONCE = 2  # files: one for each child process
_DISK = {
    "missing": "le fichier est absent du disque", "unreadable": "le disque ne rend pas le fichier",
    "changed": "le fichier a été modifié ou abîmé sur le disque",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one kept file: whether it was ``read`` again, whether what people are shown of it ``changed``, and
    its ``fault`` in French ("" for none) with the ``documents`` concerned by it: identifier and title.
    """

    read: bool = False
    changed: bool = False
    fault: str = ""
    documents: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Again:
    """What reading one file again gave, not written yet. ``without_copy``: a copy is due and could not be made."""

    file: KeptFile
    read: list[Prepared] = field(default_factory=list)
    copy: Copy | None = None
    without_copy: bool = False
    faults: list[str] = field(default_factory=list)


def count(repository: Repository) -> int:
    """How many files there are to look at."""
    with repository.store.reading() as uow:
        return readings.kept_count(uow.session)


def outdated(uow: UnitOfWork) -> int:
    """How many files an older reader or cleaner worked on, and none since, as far as the rows tell."""
    cleaners = {form.name: form.cleaner for form in FORMATS if form.clean}
    return readings.outdated(uow.session, {form.name: form.version for form in FORMATS}, cleaners)


def run(repository: Repository, everything: bool = False) -> Iterator[Outcome]:
    """Look at every kept file and read again those that an older reader read, or none to the end; with ``everything``
    all of them. Yields one outcome per file.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            looked_at = _ahead(pool, lambda file: _look(repository, file, everything), _files(repository))
            while group := list(islice(looked_at, _TOGETHER)):
                if any(again.read or again.copy or again.without_copy for again in group):
                    with repository.store.writing() as uow:
                        outcomes = [_keep(uow, again) for again in group]
                else:
                    with repository.store.reading() as uow:
                        outcomes = [_keep(uow, again) for again in group]
                yield from outcomes
        finally:
            pool.shutdown(cancel_futures=True)  # whoever interrupts waits for the files being read, not for the next


def _files(repository: Repository) -> Iterator[KeptFile]:
    after = ""
    while True:
        with repository.store.reading() as uow:
            page = readings.kept_files(uow.session, after, _PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].blob.sha256


def _ahead(
    pool: ThreadPoolExecutor, look: Callable[[KeptFile], _Again], files: Iterable[KeptFile]
) -> Iterator[_Again]:
    """Results in the order of the files, while the next ones are being read."""
    waiting: deque[Future[_Again]] = deque()
    for file in files:
        waiting.append(pool.submit(look, file))
        if len(waiting) > 2 * _TOGETHER:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _look(repository: Repository, file: KeptFile, everything: bool) -> _Again:
    """Read one file again where that is due, under each of the names that make it another format."""
    again = _Again(file)
    blob, blobs, reader = file.blob, repository.store.blobs, repository.reader
    path = blobs.path(blob.sha256)
    try:
        known = {reader.known(path, name): name for name in reversed(_telling(file.names))}
        due = [name for form, name in known.items() if everything or _is_due(file, form[0], form[1])]
        if not due and not any(_needs_copy(again, form, everything) for form in known):
            return again
        if fault := blobs.verify(blob.sha256, blob.sha512, blob.size):
            again.faults.append(_DISK[fault])  # nothing is drawn from bytes that are not those that were filed
            return again
        reference = BlobRef(blob.sha256, blob.sha512, blob.size)
        for name in due:
            again.read.append(Prepared(reference, name, "", *reader.read(path, hint=name)))
        for form, name in known.items():
            if _needs_copy(again, form, everything):
                _copy(repository, again, name)
    except FileNotFoundError:
        again.faults.append(_DISK["missing"])
    except OSError:
        again.faults.append(_DISK["unreadable"])
    except Unreadable as error:  # raised where not even the format could be told
        again.faults.append(REASONS[str(error.params["reason"])])
    except RepoServiceError as error:
        again.faults.append(str(error))
    return again


def _telling(names: tuple[str, ...]) -> list[str]:
    """Of these names one for each suffix: nothing else of a name is asked."""
    return list({name.rpartition(".")[2].lower(): name for name in names}.values())


def _is_due(file: KeptFile, reader: str, version: int) -> bool:
    """Whether this version of the reader has not said its last word yet: never asked, stopped by an accident, or told
    something that an older version took back since.
    """
    drawn = [one for one in file.drawn if one.reader == reader and one.version >= version]
    said = (one.stands if one.status in filing.READ else one.reason not in PASSING for one in drawn)
    return not any(said)


def _needs_copy(again: _Again, form: tuple[str, int, int], everything: bool) -> bool:
    """Whether readers must be given a copy of the file, and there is none by the cleaner of today."""
    name, _, cleaner = form
    leaks = any(one.leaks for one in again.file.drawn) or any(one.extract.leaks.any for one in again.read)
    maker, version = again.file.copy or ("", 0)
    return bool(cleaner) and leaks and (everything or maker != name or version < cleaner)


def _copy(repository: Repository, again: _Again, name: str) -> None:
    blobs, before = repository.store.blobs, again.file.copy
    try:
        again.copy = documents.clean(repository.reader, blobs, blobs.path(again.file.blob.sha256), name)
    except Unreadable as error:
        reason = str(error.params["reason"])
        again.without_copy = before is not None
        if again.without_copy:
            again.faults.append(f"sa copie n’a pas pu être refaite, les lecteurs n’en ont plus : {REASONS[reason]}")
        elif reason in PASSING:
            again.faults.append(f"aucune copie n’a pu être faite pour les lecteurs : {REASONS[reason]}")


def _keep(uow: UnitOfWork, again: _Again) -> Outcome:
    """Write what was drawn and made anew, and tell the documents that show something else from now on."""
    sha256, faults = again.file.blob.sha256, list(again.faults)
    row = uow.session.get(Blob, sha256)
    if row is None or row.redacted_at is not None:  # swept or erased while it was being read
        return Outcome()
    changed = shown = False
    for prepared in again.read:
        before = readings.extraction(uow.session, sha256, prepared.reader)
        documents.put(uow, prepared)
        after = readings.extraction(uow.session, sha256, prepared.reader)
        old, new = (one.content if one else {"status": "", "blocks": []} for one in (before, after))
        changed |= old["blocks"] != new["blocks"]
        # Another row too: what was made of the old one (index, signature) is made anew.
        shown |= old != new or (before and before.id) != (after and after.id)
        faults += _fault(prepared.extract, old["status"] in filing.READ)
    if again.copy or again.without_copy:
        shown |= _change_copy(uow, sha256, again.copy)
    if shown:
        documents.retell(uow, sha256)
    concerned = lookup.keeping(uow.session, sha256) if faults else []
    named = [document for public_id in concerned if (document := lookup.document(uow.session, public_id))]
    told = tuple((document.public_id, document.title) for document in named)
    return Outcome(bool(again.read or again.copy or again.without_copy), changed, " ; ".join(faults), told)


def _fault(extract: Extract, was_good: bool) -> list[str]:
    """What is wrong with a reading: an accident, or a file that could be read and no longer can."""
    if extract.status in filing.READ:
        return []
    if extract.reason in PASSING:
        return [REASONS[extract.reason]]
    return [f"le lecteur d’aujourd’hui ne le lit plus, l’ancien texte reste : {REASONS[extract.reason]}"] * was_good


def _change_copy(uow: UnitOfWork, sha256: str, copy: Copy | None) -> bool:
    """Put ``copy`` in the place of the one that readers receive, or take that away; whether they notice."""
    before = readings.derivative(uow.session, sha256, "clean")
    filing.drop_derivative(uow, sha256, "clean")
    if copy:
        filing.keep_derivative(uow, sha256, "clean", copy.blob, copy.maker)
    return before != (copy.blob.sha256 if copy else None)
