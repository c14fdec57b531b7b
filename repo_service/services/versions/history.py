"""The versions of a document as intervals, and since when each passage of a text has stood in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from repo_service.domain.comparison.blame import blame
from repo_service.domain.passages import Block
from repo_service.domain.roles import Actor
from repo_service.errors import NotFound
from repo_service.formats.base import Extract
from repo_service.services import access, reading
from repo_service.store import filing, readings
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork

_ENDED = frozenset({"superseded", "repealed", "withdrawn", "expired"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A version and the days on which it was what the consortium said: from ``start`` on, before ``end``.

    ``start`` is ``None`` for a version that readers never saw, ``end`` while the version stands. A version that was
    replaced on the day on which it came stands for no day: both are equal. ``same_file``: only the card changed.
    """

    version: Version
    start: date | None
    end: date | None
    same_file: bool


def timeline(versions: Iterable[Version]) -> list[Standing]:
    """The intervals of versions, in the order of their numbers, which is never that of a clock that went wrong."""
    found: list[Standing] = []
    before: Version | None = None
    for version in sorted(versions, key=lambda one: one.number):
        start = filing.adopted_on(version)
        same = before is not None and before.blob_sha256 == version.blob_sha256
        found.append(Standing(version, start, _end(version, start), same))
        before = version
    return found


def _end(version: Version, start: date | None) -> date | None:
    """The day on which a version that stood did so no more."""
    if start is None or filing.state_of(version) not in _ENDED:
        return None
    ended = None
    for row in reversed(version.states):
        if row.state not in _ENDED:
            break
        ended = row.valid_from
    return max(start, ended) if ended else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text with the version in which it came in with its present wording."""

    block: Block
    since: Standing


@dataclass(frozen=True, slots=True)
class Gone:
    """A wording that stands no more: the first and the last version in which it stood, and the one that left it out."""

    block: Block
    first: Standing
    last: Standing
    left: Standing


@dataclass(frozen=True, slots=True)
class Origins:
    """A version, since when each of its passages stands, and what stood before and is gone, newest departures first."""

    document: Document
    version: Version
    standings: tuple[Standing, ...]
    passages: tuple[Passage, ...]
    gone: tuple[Gone, ...]


def origins(uow: UnitOfWork, actor: Actor, public_id: str, number: int) -> Origins:
    """Since when each passage of a version has stood, told by the versions that the actor may see.

    Drafts count only where the version asked for is one itself. ``NotFound``, ``Gone`` as for reading it.
    """
    document = reading.readable(uow, actor, public_id)
    seen = [one for one in document.versions if one.number <= number and access.sees_version(actor, document, one)]
    if not seen or seen[-1].number != number:
        raise NotFound()
    told = [one for one in seen if not filing.is_hidden(one) or one.number == number]
    standings = timeline(told)
    texts = [blocks for _, blocks in texts_of(uow, told)]
    found = blame(texts)
    present = {(block.kind == "row", block.text) for block in texts[-1]}
    gone = [
        Gone(one.block, standings[one.first], standings[one.last], standings[one.last + 1])
        for one in reversed(found.departed)
        if (one.block.kind == "row", one.block.text) not in present and one.block.text
    ]
    passages = [Passage(block, standings[place]) for block, place in zip(texts[-1], found.since[-1], strict=True)]
    return Origins(document, told[-1], tuple(standings), tuple(passages), tuple(gone))


def texts_of(uow: UnitOfWork, versions: Sequence[Version]) -> list[tuple[Version, tuple[Block, ...]]]:
    """Versions with their passages; a file that several share is read once, one without a text has none."""
    known: dict[str, tuple[Block, ...]] = {}
    found = []
    for version in versions:
        if version.blob_sha256 not in known:
            row = readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))
            known[version.blob_sha256] = Extract.from_json(row.content).blocks if row else ()
        found.append((version, known[version.blob_sha256]))
    return found
