"""Keeping the register true: dates that were wrong, the card of a decision, its execution, its place in the minutes.

Nothing is overwritten: a fact that was wrong is known as such, a note is added, a tie to a passage is looked up anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from repo_service.domain.documents import is_blank
from repo_service.domain.passages import Block, fold
from repo_service.domain.register.execution import PROGRESS
from repo_service.domain.register.force import Life
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Gone, Invalid, NotFound
from repo_service.formats.base import Extract
from repo_service.services import access, documents, reading
from repo_service.services.register import owners, tying
from repo_service.services.versions.describing import plain
from repo_service.store import readings
from repo_service.store.documents import Document, Version
from repo_service.store.register import decisions
from repo_service.store.register.decisions import Line
from repo_service.store.register.tables import Decision, ProgressNote, Source
from repo_service.store.work import UnitOfWork

EARLIEST = 1900  # a year before which no consortium decided anything
LATEST = 2200


@dataclass(frozen=True, slots=True)
class Card:
    """What a person may say of a decision beside its text: days of effect, next review, who carries it out."""

    start: date | None = None
    until: date | None = None
    review_on: date | None = None
    owner: str = ""
    reason: str = ""


def correct(uow: UnitOfWork, actor: Actor, public_id: str, card: Card, timezone: str) -> None:
    """Put the card right. New days of effect want a reason: what was known before stays on record."""
    document, row = tying.opened(uow, actor, public_id)
    faults = _faults(card)
    known = decisions.life_of(decisions.fact(row), public_id)
    life = _moved(known, card)
    if card.start and card.start < known.adopted:
        faults["start"] = "Une décision ne prend pas effet avant d’avoir été prise."
    if life.until is not None and life.until <= life.begins:
        faults["until"] = "La fin précède le début : vérifiez les deux dates."
    if life != known and is_blank(card.reason):
        faults["reason"] = "Dites en une ligne pourquoi ces dates changent."
    if faults:
        raise Invalid(fields=faults)
    account = documents.account_of(uow, actor)
    changed = _put(uow, row, card, known.adopted)
    if life != known:
        decisions.hold(uow, row, account, life, plain(card.reason)[:500])
        changed.append("dates")
    if changed:
        uow.log.record("decision.corrected", actor.account, document.public_id, changed=sorted(changed))
        tying.settle(uow, [public_id], timezone, account)


def _moved(life: Life, card: Card) -> Life:
    if (card.start or life.begins, card.until) == (life.begins, life.until):
        return life
    return replace(life, start=card.start or life.adopted, until=card.until, ending="expired")


def _put(uow: UnitOfWork, row: Decision, card: Card, day: date) -> list[str]:
    changed = []
    if row.review_on != card.review_on:
        row.review_on, row.reminded_at = card.review_on, None
        changed.append("review_on")
    owner = plain(card.owner)[:300]
    if row.owner != owner:
        names = owners.split(owner)
        row.owner_id = owners.leading(uow, names, row.body, day, row.meeting_id) if row.body else None
        row.owner = owner
        changed.append("owner")
    return changed


def _faults(card: Card) -> dict[str, str]:
    days = {"start": card.start, "until": card.until, "review_on": card.review_on}
    return {
        name: "Cette date n’est pas possible."
        for name, day in days.items()
        if day is not None and not EARLIEST <= day.year <= LATEST
    }


def progress(uow: UnitOfWork, actor: Actor, public_id: str, put: str, words: str) -> None:
    """Say how far the execution of a decision is, with a note. ``put`` empty: only a note."""
    document, row = tying.opened(uow, actor, public_id)
    words = " ".join(plain(words).split())[:2000]
    if put and put not in PROGRESS:
        raise Invalid(fields={"progress": "Choisissez où en est l’exécution."})
    if is_blank(words) and put == row.progress:
        raise Invalid(fields={"words": "Écrivez où en est l’exécution."})
    row.progress = put or row.progress
    decisions.add_note(uow, row, documents.account_of(uow, actor), put, words)
    uow.log.record("decision.progress", actor.account, document.public_id, progress=put)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the minutes say a decision, in the version that is read today.

    ``standing``: "exact"; "changed" where the passage is worded otherwise today; "lost" where it is gone. ``anchor``
    and ``quote`` are those of today, ``told`` the words that were accepted, ``version`` that in which they were.
    """

    document: Document
    version: int
    today: int
    anchor: str
    start: int
    end: int
    quote: str
    told: str
    standing: str


def place(uow: UnitOfWork, actor: Actor, row: Decision) -> Placed | None:
    """The passage of a decision, found again in the current version of its minutes; ``None`` where the actor does not
    see these, or none are told.
    """
    found = decisions.sources(uow.session, [row.id]).get(row.id)
    if not found or row.minutes is None:
        return None
    if not _sees(uow, actor, row.minutes.public_id):
        return None
    document = reading.readable(uow, actor, row.minutes.public_id)
    source = found[-1]
    current = next(one for one in document.versions if one.number == document.current_number)
    blocks = _blocks(uow, current)
    return _found_again(document, source, current, blocks)


def _blocks(uow: UnitOfWork, version: Version) -> tuple[Block, ...]:
    row = readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))
    return Extract.from_json(row.content).blocks if row else ()


def _found_again(document: Document, source: Source, current: Version, blocks: Sequence[Block]) -> Placed:
    def placed(block: Block | None, start: int, end: int, standing: str) -> Placed:
        anchor, quote = (block.anchor, block.text[start:end]) if block else ("", "")
        return Placed(
            document, source.version.number, current.number, anchor, start, end, quote, source.quote, standing
        )

    same = next((block for block in blocks if block.anchor == source.anchor), None)
    for block in ([same] if same else []) + list(blocks):
        at = block.text.find(source.quote)
        if at >= 0:
            return placed(block, at, at + len(source.quote), "exact")
    wanted = fold(source.quote)
    for block in blocks:
        if wanted in fold(block.text):
            return placed(block, 0, len(block.text), "exact")
    near = nearest(wanted, blocks)
    return placed(near, 0, len(near.text) if near else 0, "changed" if near else "lost")


def nearest(wanted: str, blocks: Sequence[Block]) -> Block | None:
    """The passage that shares most words with a folded sentence, if that is more than half of them."""
    words = set(wanted.split())
    best, share = None, 0.5
    for block in blocks:
        theirs = set(fold(block.text).split())
        common = len(words & theirs) / len(words) if words else 0.0
        if common > share:
            best, share = block, common
    return best


def confirm(uow: UnitOfWork, actor: Actor, public_id: str) -> None:
    """The passage of today says what was decided, in its new words: the decision is tied to it from now on."""
    document, row = tying.opened(uow, actor, public_id)
    found = place(uow, actor, row)
    if found is None or found.standing == "lost":
        raise Invalid("Ce passage n’est plus dans le compte rendu. Rien n’a été changé.")
    if found.standing == "exact" and found.version == found.today:
        return
    current = next(one for one in found.document.versions if one.number == found.today)
    extraction = readings.extraction(uow.session, current.blob_sha256, reading.reader_of(current.media_type))
    decisions.add_source(
        uow, current, extraction.id if extraction else None, (found.anchor, found.start, found.end, found.quote),
        decision=row,
    )  # fmt: skip
    uow.log.record("decision.retied", actor.account, document.public_id, version=found.today)


def moved(uow: UnitOfWork, minutes: Document) -> list[tuple[Decision, Placed]]:
    """The decisions of minutes whose passage reads otherwise today, or is gone: to be looked at by the secretary."""
    rows = {row.id: row for row in decisions.of_minutes(uow.session, minutes)}
    current = next(one for one in minutes.versions if one.number == minutes.current_number)
    told = {key: found[-1] for key, found in decisions.sources(uow.session, rows).items()}
    elsewhere = {key: source for key, source in told.items() if source.version_id != current.id}
    if not elsewhere:
        return []
    blocks = _blocks(uow, current)
    found = [(rows[key], _found_again(minutes, source, current, blocks)) for key, source in elsewhere.items()]
    return [(row, where) for row, where in found if where.standing != "exact"]


def notes(uow: UnitOfWork, actor: Actor, row: Decision) -> list[ProgressNote]:
    """What became of a decision, for partners."""
    return decisions.notes(uow.session, row) if access.visible(uow, actor, row.document.public_id) else []


def approved(uow: UnitOfWork, actor: Actor, row: Decision) -> list[Document]:
    """The minutes that a decision approved, as far as the actor sees them; each once."""
    found = {version.document.public_id: version.document for version in decisions.approved_by(uow.session, row)}
    return [document for key, document in found.items() if _sees(uow, actor, key)]


def approval(uow: UnitOfWork, actor: Actor, version: Version) -> Line | None:
    """The decision that approved this version of minutes, where the actor sees it."""
    row = decisions.approvals_of(uow.session, [version.id]).get(version.id)
    if row is None:
        return None
    return next((line for line in decisions.lines(uow.session, tokens_of(actor)) if line.key == row.id), None)


def _sees(uow: UnitOfWork, actor: Actor, public_id: str) -> bool:
    try:
        reading.readable(uow, actor, public_id)
    except (Gone, NotFound):
        return False
    return True
