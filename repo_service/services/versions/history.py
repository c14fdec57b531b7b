"""The versions of a document as intervals, and since when each passage of a text has stood in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile

from repo_service.domain.comparison.blame import Blame, blame
from repo_service.domain.passages import Block
from repo_service.domain.periods import Period
from repo_service.domain.roles import Actor
from repo_service.domain.states import CURRENT, is_private
from repo_service.errors import NotFound
from repo_service.formats.base import Extract
from repo_service.services import access, reading
from repo_service.store import filing, readings
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork

_IN_FORCE = frozenset({"adopted", "amended"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A version and the days on which readers were shown it as what stands, in periods, oldest first.

    There is none for a version that they never saw, and more than one for a version that was withdrawn or replaced
    and came back. One that was replaced on the day on which it came has a period without a day, so that it can be told.
    ``in_force``: those in which it was adopted, where readers also saw it rejected or postponed. ``same_file``: only
    the card changed.
    """

    version: Version
    periods: tuple[Period, ...]
    in_force: tuple[Period, ...]
    same_file: bool

    @property
    def start(self) -> date | None:
        """The first day, ``None`` for a version that readers never saw."""
        return self.periods[0].start if self.periods else None

    @property
    def end(self) -> date | None:
        """The day from which it stands no more, ``None`` while it does."""
        return self.periods[-1].end if self.periods else None


def timeline(versions: Iterable[Version]) -> list[Standing]:
    """The versions with their periods, in the order of their numbers, never in that of a clock that went wrong."""
    found: list[Standing] = []
    before: Version | None = None
    for version in sorted(versions, key=lambda one: one.number):
        found.append(standing(version, before))
        before = version
    return found


def standing(version: Version, before: Version | None = None) -> Standing:
    """The periods of one version. ``before``: the version that it is compared with to tell whether the file is new."""
    same = before is not None and before.blob_sha256 == version.blob_sha256
    return Standing(version, _periods(version, CURRENT), _periods(version, _IN_FORCE), same)


def _periods(version: Version, wanted: frozenset[str]) -> tuple[Period, ...]:
    """From when to when a version was in one of these states; a day before the one told last counts as that one."""
    reached = filing.adopted_on(version)
    rows = [row for row in version.states if row.retracted_at is None and not is_private(row.state)]
    rows = list(dropwhile(lambda row: row.state == "withdrawn", rows))  # a draft that was given up, and taken up again
    found: list[Period] = []
    opened: date | None = None
    for place, row in enumerate(rows):
        if place and row.valid_from:
            reached = max(row.valid_from, reached or row.valid_from)
        if reached and row.state in wanted:
            opened = opened or reached
        elif reached and opened:
            found.append(Period(opened, reached))
            opened = None
        if opened and row.valid_until:
            found.append(Period(opened, max(opened, row.valid_until)))
            opened = None
    return (*found, Period(opened, None)) if opened else tuple(found)


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
    """A version, since when each of its passages stands, and what stood before and is gone, newest departures first.

    ``unread``: numbers of versions that are passed over, for no text could be read in their files.
    """

    document: Document
    version: Version
    standings: tuple[Standing, ...]
    unread: tuple[int, ...]
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
    texts = _texts(uow, told)
    read = [one for one in told if texts[one.blob_sha256] is not None or one.number == number]
    wordings = [texts[one.blob_sha256] or () for one in read]
    standings = {one.version.number: one for one in timeline(told)}
    path = [standings[one.number] for one in read]
    found = blame(wordings)
    passages = [Passage(block, path[place]) for block, place in zip(wordings[-1], found.since[-1], strict=True)]
    unread = tuple(one.number for one in told if texts[one.blob_sha256] is None)
    gone = () if number in unread else _gone(found, path, wordings[-1])
    return Origins(document, told[-1], tuple(path), unread, tuple(passages), gone)


def _gone(found: Blame, path: Sequence[Standing], present: Sequence[Block]) -> tuple[Gone, ...]:
    """What stood in one of the texts and stands in none of the wordings of the last."""
    here = {(block.kind == "row", block.text) for block in present}
    return tuple(
        Gone(one.block, path[one.first], path[one.last], path[one.last + 1])
        for one in reversed(found.departed)
        if one.block.text and (one.block.kind == "row", one.block.text) not in here
    )


def _texts(uow: UnitOfWork, versions: Iterable[Version]) -> dict[str, tuple[Block, ...] | None]:
    """The passages of each file by its SHA-256; ``None`` for one in which no text was read."""
    found: dict[str, tuple[Block, ...] | None] = {}
    for version in versions:
        if version.blob_sha256 not in found:
            row = readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))
            extract = Extract.from_json(row.content) if row else None
            found[version.blob_sha256] = extract.blocks if extract and extract.status == "read" else None
    return found
