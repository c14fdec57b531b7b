"""The register for files: each decision with all that its reader may know of it, a batch at a time.

Which decisions are meant, and how they stand, is that of one look at the register, however slowly the file is taken;
what is told of each is asked again of the database before it leaves, and one that was hidden meanwhile is left out.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from repo_service import clock
from repo_service.domain.register import scdl
from repo_service.domain.register.force import Relation, Tie
from repo_service.domain.register.scdl import Act, Collectivity
from repo_service.domain.roles import Actor, tokens_of
from repo_service.services import access
from repo_service.services.register import listing
from repo_service.services.register.listing import Asked, Book, Entry
from repo_service.store.filing import RECORD_SEPARATOR
from repo_service.store.register import decisions, leaving
from repo_service.store.register.leaving import More
from repo_service.store.register.tables import Source
from repo_service.store.work import Store, UnitOfWork

BATCH = 200
Ties = dict[tuple[Relation, bool], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Passage:
    """Where minutes say a decision: the version, the anchor of the passage in it, the words that were accepted."""

    version: int
    anchor: str
    quote: str


@dataclass(frozen=True, slots=True)
class Row:
    """One decision as its reader may know it. ``ties``: by relation and whether it acts, the numbers of the others.

    ``text``: its passages, one a line; ``None`` where the file could not be read. ``sha256`` is that of the text.
    ``owner`` is empty for who may not know people; ``changed``: when anything here was told last.
    """

    entry: Entry
    ties: Ties
    language: str
    text: str | None
    meeting_day: date | None
    owner: str
    passage: Passage | None
    institution: Collectivity
    changed: datetime

    @property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, in hexadecimal; "" without a text."""
        return hashlib.sha256(self.text.encode()).hexdigest() if self.text is not None else ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file is to hold: as the register stood on ``day``, for ``asked``."""

    asked: Asked
    day: date
    entries: tuple[Entry, ...]
    rows: Iterator[Row]


def everything(store: Store, actor: Actor, asked: Asked, timezone: str) -> Taken:
    """All that the filters let through, whatever the page, the newest first. Raises at once what listing raises."""
    with store.reading() as uow:
        found = listing.listing(uow, actor, asked, timezone)
        shown = listing.book(uow, actor, listing.end_of(asked.known, timezone))
        ties, told = tied(shown), _told(uow, shown)
    rows = _batches(store, actor, found.chosen, ties, told)
    return Taken(asked, found.day, found.chosen, rows)


def tied(shown: Book) -> dict[str, Ties]:
    """The ties of each decision that has an effect on another or suffers one, to the numbers of the others."""
    found: dict[str, dict[tuple[Relation, bool], list[Tie]]] = {}
    for identifier in shown.lines:
        for tie in shown.force.onto(identifier) if identifier in shown.force.lives else ():
            found.setdefault(tie.source, {}).setdefault((tie.relation, True), []).append(tie)
            found.setdefault(tie.target, {}).setdefault((tie.relation, False), []).append(tie)
    return {
        identifier: {
            (relation, acts): tuple(_name(shown, tie.target if acts else tie.source) for tie in ties)
            for (relation, acts), ties in kinds.items()
        }
        for identifier, kinds in found.items()
    }


def _name(shown: Book, identifier: str) -> str:
    return shown.lines[identifier].number or identifier


def _told(uow: UnitOfWork, shown: Book) -> dict[str, datetime]:
    """When something was told last of the days and ties of each decision, among those that the reader sees."""
    names = {line.key: line.id for line in shown.lines.values()}
    told = {names[key]: at for key, at in leaving.told(uow.session, list(names)).items()}
    for recorded, tie in decisions.ties(uow.session, names):
        at = max(recorded.recorded, recorded.retracted or recorded.recorded)
        for end in (tie.source, tie.target):
            told[end] = max(told.get(end, at), at)
    return told


def _batches(
    store: Store, actor: Actor, entries: Sequence[Entry], ties: dict[str, Ties], told: dict[str, datetime]
) -> Iterator[Row]:
    for start in range(0, len(entries), BATCH):
        with store.reading() as uow:
            rows = batch(uow, actor, entries[start : start + BATCH], ties, told)
        yield from rows


def batch(
    uow: UnitOfWork, actor: Actor, entries: Sequence[Entry], ties: dict[str, Ties], told: dict[str, datetime]
) -> list[Row]:
    """These decisions with all that is known of them now; those that the actor does not see any more are left out."""
    access.allow(actor, "read")
    found = leaving.more(uow.session, [entry.id for entry in entries], tokens_of(actor))
    keys = [entry.line.key for entry in entries if entry.line.minutes]
    sources = leaving.passages(uow.session, keys) if keys else {}
    return [
        _row(actor, entry, ties.get(entry.id, {}), found[entry.id], told.get(entry.id),
             sources.get(entry.line.key))
        for entry in entries if entry.id in found
    ]  # fmt: skip


def _row(
    actor: Actor, entry: Entry, ties: Ties, more: More, told: datetime | None, source: Source | None
) -> Row:
    line, is_gone = entry.line, entry.line.state == "withdrawn"  # of a tombstone its card is told, and no text
    text = None if more.text is None or is_gone else more.text.replace(RECORD_SEPARATOR, "\n")
    return Row(
        entry, ties, more.language, text, more.meeting_day,
        line.owner if actor.can("see_people") else "", None if is_gone else _passage(actor, source),
        Collectivity(more.institution, more.identifiers.get("siret", "")), max(more.filed, told or more.filed),
    )  # fmt: skip


def _passage(actor: Actor, source: Source | None) -> Passage | None:
    if source is None or not access.sees_version(actor, source.version.document, source.version):
        return None
    return Passage(source.version.number, source.anchor, source.quote)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A decision that is no row of a strict file, and why (``scdl.REASONS``)."""

    row: Row
    reason: str


@dataclass(frozen=True, slots=True)
class Published:
    """The register as SCDL wants it, oldest first: the cells of each row, and what was left out."""

    rows: tuple[tuple[str, ...], ...]
    left_out: tuple[LeftOut, ...]


def published(
    store: Store, actor: Actor, timezone: str, address: Callable[[str], str], collectivity: Collectivity
) -> Published:
    """The public decisions that can be written strictly, and the rest, as far as the actor sees them.

    ``address``: of a decision by its identifier, absolute. ``collectivity``: that of the settings; where it is not
    known, the institution for which a decision is filed. A number that two bodies gave out names neither.
    """
    taken = everything(store, actor, Asked(state="all"), timezone)
    today = clock.today(timezone)
    acts = [(row, _act(row, address, collectivity)) for row in taken.rows]
    acts.reverse()
    told = [(row, act, scdl.reason(act, today)) for row, act in acts]
    numbers = Counter(act.number for _, act, reason in told if not reason)
    kept = [act if numbers[act.number] == 1 else replace(act, number="") for _, act, reason in told if not reason]
    return Published(
        tuple(scdl.cells(act) for act in kept),
        tuple(LeftOut(row, reason) for row, _, reason in told if reason),
    )  # fmt: skip


def _act(row: Row, address: Callable[[str], str], collectivity: Collectivity) -> Act:
    line, life = row.entry.line, row.entry.life
    return Act(
        line.id, line.number, line.title, life.adopted, life.outcome, life.annulled, line.visibility, line.domain,
        line.sort, line.votes, address(line.id), collectivity if collectivity.is_known else row.institution,
    )  # fmt: skip


def newest(uow: UnitOfWork, actor: Actor, asked: Asked, timezone: str, most: int) -> list[Row]:
    """The decisions of which something was told last, the latest first."""
    found = listing.listing(uow, actor, asked, timezone)
    shown = listing.book(uow, actor, listing.end_of(asked.known, timezone))
    told = _told(uow, shown)
    rows: list[Row] = []
    ties = tied(shown)
    for start in range(0, len(found.chosen), BATCH):
        rows += batch(uow, actor, found.chosen[start : start + BATCH], ties, told)
    rows.sort(key=lambda row: (row.changed, row.entry.life.adopted, row.entry.id), reverse=True)
    return rows[:most]
