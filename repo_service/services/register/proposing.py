"""What was found in minutes, to be judged: the secretary accepts, edits or discards; only then the register knows.

A proposal is named by a key that stays the same in later versions of the minutes; the first verdict on it counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from repo_service import clock
from repo_service.domain.decisions import MARKS, PROSE
from repo_service.domain.minutes.finding import FINDER, find
from repo_service.domain.minutes.found import Findings, FoundAction, FoundDecision
from repo_service.domain.passages import Block
from repo_service.domain.register.force import Relation
from repo_service.domain.register.likeness import Neighbours
from repo_service.domain.roles import Actor
from repo_service.formats.base import Extract
from repo_service.services import access, documents, reading
from repo_service.services.reading import Shown
from repo_service.services.register import listing, tying
from repo_service.services.register.listing import Book, Entry
from repo_service.store import filing, readings
from repo_service.store.documents import Document, Version
from repo_service.store.people import governance
from repo_service.store.register import decisions, verdicts
from repo_service.store.register.tables import Verdict
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing found, what was said of it, and decisions in force that it may replace, the closest first.

    ``says``: what its words say that it does to other decisions. ``entered``: identifier of the decision, or action,
    that it became.
    """

    found: FoundDecision | FoundAction
    verdict: str = ""
    judged_by: str = ""
    entered: str = ""
    number: str = ""
    alike: tuple[Entry, ...] = ()
    says: tuple[tuple[Relation, Entry], ...] = ()

    @property
    def sort(self) -> str:
        """« decision » or « action »."""
        return "decision" if isinstance(self.found, FoundDecision) else "action"


@dataclass(frozen=True, slots=True)
class Review:
    """Minutes beside what was found in them."""

    shown: Shown
    found: Findings
    decisions: tuple[Proposal, ...]
    actions: tuple[Proposal, ...]
    refused: str  # why nothing can be accepted yet, as a French sentence; "" when all can

    @property
    def waiting(self) -> list[Proposal]:
        """Those that nobody has judged."""
        return [one for one in (*self.decisions, *self.actions) if not one.verdict]


def findings(
    uow: UnitOfWork, actor: Actor, public_id: str, number: int | None, timezone: str
) -> tuple[Shown, Findings]:
    """What the rules find in a version of any document that the actor reads. Nothing is kept."""
    shown = reading.show(uow, actor, public_id, number)
    return shown, found_in(uow, shown.document, shown.version, shown.extract.blocks, timezone)


def found_in(
    uow: UnitOfWork, document: Document, version: Version, blocks: Sequence[Block], timezone: str
) -> Findings:
    """What the rules find in a version of a document; nothing in any but minutes."""
    if document.kind != "minutes":
        return Findings()
    told = version.details.get("date")
    names = [(person.given, person.family) for person in governance.persons(uow.session)]
    return find(
        blocks, day=date.fromisoformat(told) if told else None, body=document.body.name if document.body else "",
        today=clock.day(uow.now, timezone), names=names,
    )  # fmt: skip


def waiting(uow: UnitOfWork, document: Document, timezone: str) -> int:
    """How many proposals of minutes nobody has judged, for a page that only tells their number: what was found before
    is taken as it is kept.
    """
    version = documents.working(document)
    row = readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))
    if row is None or document.kind != "minutes":
        return 0
    told = version.details.get("date")
    content = verdicts.kept_finding(uow.session, row.id, FINDER, date.fromisoformat(told) if told else None)
    if content is None:
        found = found_in(uow, document, version, Extract.from_json(row.content).blocks, timezone)
        keys = {one.key for one in found.decisions} | {one.key for one in found.actions}
    else:
        keys = {one["key"] for sort in ("decisions", "actions") for one in content[sort]}
    return len(keys - verdicts.on(uow.session, document).keys())


def opened(uow: UnitOfWork, actor: Actor, public_id: str) -> Document:
    """A document whose proposals the actor may judge. ``Gone`` for a withdrawn one."""
    document = access.visible(uow, actor, public_id)
    access.allow(actor, "decide", document)
    return reading.readable(uow, actor, public_id)


def review(uow: UnitOfWork, actor: Actor, public_id: str, timezone: str) -> Review:
    """The latest minutes beside what was found in them, for who keeps the register of their body."""
    document = opened(uow, actor, public_id)
    shown = reading.show(uow, actor, public_id, documents.working(document).number)
    found = found_in(uow, document, shown.version, shown.extract.blocks, timezone)
    said = verdicts.on(uow.session, document)
    names = verdicts.account_names(uow.session, list(said.values()))
    others = _Others(listing.book(uow, actor), document, clock.day(uow.now, timezone))
    return Review(
        shown, found,
        tuple(_proposal(uow, one, said, names, others) for one in found.decisions),
        tuple(_proposal(uow, one, said, names, None) for one in found.actions), refused(document),
    )  # fmt: skip


class _Others:
    """The decisions of the register that one of these minutes may be about."""

    def __init__(self, book: Book, document: Document, today: date) -> None:
        self._book, self._document, self._today = book, document, today
        known = [entry for one in book.lines if (entry := book.entry(one, today))]
        holding = [entry for entry in known if entry.standing.holds and entry.line.minutes != document.public_id]
        self._entries = {entry.id: entry for entry in holding if entry.line.sort != "approval"}
        self._neighbours = Neighbours({one: entry.line.title for one, entry in self._entries.items()})

    def named(self, found: FoundDecision) -> tuple[tuple[Relation, Entry], ...]:
        """Those that its words say it changes or applies."""
        if found.state != "adopted":
            return ()
        body = self._document.body.public_id if self._document.body else ""
        said = [(relation, self._book.entry(one, self._today)) for relation, one in
                tying.said_in(self._book, found.wording, body)]  # fmt: skip
        return tuple((relation, entry) for relation, entry in said if entry)

    def alike(self, found: FoundDecision) -> tuple[Entry, ...]:
        """Those in force of the same body or domain, to be asked about."""
        if found.sort == "approval":
            return ()
        document = self._document
        body = document.body.public_id if document.body else ""
        domain = filing.working(document).details.get("domain", "")
        among = [
            one
            for one, entry in self._entries.items()
            if (body and entry.line.body == body) or (domain and entry.line.domain == domain)
        ]
        return tuple(self._entries[one.id] for one in self._neighbours.closest(found.title, among))


def _proposal(
    uow: UnitOfWork, found: FoundDecision | FoundAction, said: Mapping[str, Verdict], names: Mapping[int, str],
    others: _Others | None,
) -> Proposal:  # fmt: skip
    row = said.get(found.key)
    if row is None and others is not None and isinstance(found, FoundDecision):
        says = others.named(found)
        named = {entry.id for _, entry in says}
        return Proposal(found, alike=tuple(one for one in others.alike(found) if one.id not in named), says=says)
    if row is None:
        return Proposal(found)
    decision = decisions.by_key(uow.session, row.decision_id) if row.decision_id else None
    entered = decision.document.public_id if decision else ""
    return Proposal(found, row.verdict, names.get(row.account_id, ""), entered, decision.number if decision else "")


def rule_words(name: str) -> str:
    """A sentence that the rule of this name recognises, in French; "" for one that has none (tables, lists)."""
    examples = {rule.name: rule.example for rule in PROSE} | {mark.name: mark.example for mark in MARKS}
    return examples.get(name, "")


def numbers(uow: UnitOfWork, made: Sequence[str]) -> list[str]:
    """The numbers of decisions (their identifiers), in this order."""
    names = {name: key for key, name in decisions.names(uow.session).items()}
    rows = [decisions.by_key(uow.session, names[one]) for one in made if one in names]
    return [row.number for row in rows if row]


def refused(document: Document) -> str:
    """Why nothing of a text can enter the register yet, in French; "" when it can."""
    if filing.is_hidden(documents.working(document)):
        return "Ce compte rendu est un brouillon : diffusez-le d’abord aux membres, le registre suivra."
    if document.day is None:
        return "La date de la séance manque : corrigez la fiche du compte rendu, puis revenez ici."
    return ""
