"""Judging proposals: accepting them into the register, as found or in other words, and discarding them.

What is accepted together enters together, or not at all. Two people who judge the same proposal at once: the first
verdict counts, the other person is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date

from repo_service.domain.documents import NewDocument
from repo_service.domain.minutes.found import Findings, FoundAction, FoundDecision, Quote, votes_json
from repo_service.domain.passages import Block
from repo_service.domain.roles import Actor
from repo_service.errors import Conflict, Invalid
from repo_service.formats.isolate import Reader
from repo_service.services import documents, reading
from repo_service.services.documents import Prepared
from repo_service.services.meetings import from_minutes
from repo_service.services.register import actions, approving, entering, listing, tying
from repo_service.services.register.proposing import found_in, opened, refused
from repo_service.store import readings
from repo_service.store.documents import Document, Version
from repo_service.store.people.tables import Account
from repo_service.store.register import decisions, verdicts
from repo_service.store.register.tables import Decision
from repo_service.store.work import Store, UnitOfWork

TITLE = 300  # signs
WORDING = 20_000  # signs
OUTCOMES = ("adopted", "rejected", "postponed")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants of one proposal, or of a passage of its own choice: as found, or in other words.

    ``ties``: what it does to other decisions, as relation and identifier; ``None``: what its words say.
    """

    key: str
    title: str = ""
    wording: str = ""
    state: str = ""
    start: date | None = None
    until: date | None = None
    ties: tuple[tuple[str, str], ...] | None = None
    edited: bool = False
    own: FoundDecision | None = field(default=None, compare=False)  # of a passage that no rule proposed


def prepare(store: Store, reader: Reader, wanted: Mapping[str, str]) -> dict[str, Prepared]:
    """Keep and read the wording of each decision as a small text file. No transaction is open meanwhile."""
    prepared = {}
    for key, wording in wanted.items():
        text = wording.replace("\r\n", "\n").strip()
        if not text or len(text) > WORDING:
            raise Invalid(fields={"wording": "Écrivez ce qui est décidé, en 20 000 signes au plus."})
        with store.blobs.receive() as sink:
            sink.write(text.encode("utf-8", "replace") + b"\n")
            prepared[key] = documents.prepare(reader, sink, "decision.txt")
    return prepared


def wordings(found: Findings, wanted: Sequence[Wanted]) -> dict[str, str]:
    """The wording of each decision among what is wanted, by its key."""
    known = {one.key: one for one in found.decisions}
    chosen = {}
    for one in wanted:
        if meant := one.own or known.get(one.key):
            chosen[one.key] = one.wording or meant.wording
    return chosen


def accept(
    uow: UnitOfWork, actor: Actor, public_id: str, wanted: Sequence[Wanted], prepared: Mapping[str, Prepared],
    timezone: str,
) -> list[str]:  # fmt: skip
    """Enter what is wanted, all or nothing, in the order of the text; the identifiers of the decisions made.

    ``Conflict`` when somebody judged one of them before; ``Invalid`` for what is not proposed any more.
    """
    document = opened(uow, actor, public_id)
    if words := refused(document):
        raise Invalid(words)
    version = documents.working(document)
    extraction = readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))
    blocks = reading.show(uow, actor, public_id, version.number).extract.blocks
    found = found_in(uow, document, version, blocks, timezone)
    meeting = from_minutes.of_minutes(uow, actor, document, found, timezone)
    source = _Source(document, version, extraction.id if extraction else None, meeting.id if meeting else None)
    clerk = _Clerk(uow, actor, source, found, timezone)
    for one in sorted(wanted, key=lambda each: clerk.order(each.key)):
        clerk.enter(one, prepared.get(one.key))
    return clerk.made


@dataclass(frozen=True, slots=True)
class _Source:
    document: Document
    version: Version
    extraction: int | None
    meeting: int | None


class _Clerk:
    """Enters what was accepted from one text."""

    def __init__(self, uow: UnitOfWork, actor: Actor, source: _Source, found: Findings, timezone: str) -> None:
        self._uow, self._actor, self._source, self._timezone = uow, actor, source, timezone
        self._account: Account = documents.account_of(uow, actor)
        every: list[FoundDecision | FoundAction] = [*found.decisions, *found.actions]
        self._known = {one.key: one for one in every}
        self._order = {key: place for place, key in enumerate(self._known)}
        self._said = verdicts.on(uow.session, source.document)
        body, day = source.document.body, source.document.day
        numbers = [one.number for one in found.decisions if one.number]
        self._prints = body is not None and day is not None and entering.prints(uow, body, day, numbers)
        self._book = listing.book(uow, actor)
        self.made: list[str] = []

    def order(self, key: str) -> int:
        """The place of a proposal in the text; passages chosen by hand come last."""
        return self._order.get(key, len(self._order))

    def enter(self, wanted: Wanted, prepared: Prepared | None) -> None:
        """One decision or action, and the verdict that made it."""
        if wanted.key in self._said:
            raise Conflict("Cette proposition a déjà été jugée par quelqu’un d’autre. Voici où elle en est.")
        found = wanted.own or self._known.get(wanted.key)
        if found is None:
            raise Invalid("Cette proposition n’est plus dans le compte rendu, qui a changé. Relisez la page.")
        verdict = "edited" if wanted.edited or wanted.own else "accepted"
        action = decision = None
        if isinstance(found, FoundAction):
            action = self._action(found)
        elif prepared is None:  # it came in after the wordings were prepared
            raise Conflict("Le compte rendu a changé entre-temps. Relisez la page : rien n’a été retenu.")
        else:
            decision = self._decision(found, wanted, prepared).id
        self._said[found.key] = verdicts.add(
            self._uow, self._source.document, found.key, _told(found), verdict, self._account,
            decision=decision, action=action,
        )  # fmt: skip

    def _action(self, found: FoundAction) -> int:
        source, body, day = self._source, self._source.document.body, self._source.document.day
        if body is None or day is None:
            raise Invalid("Ce compte rendu n’est d’aucune instance : corrigez sa fiche, puis revenez ici.")
        ordering = self._said.get(found.decision)
        row = actions.add_found(
            self._uow, self._actor, body=body, minutes=source.document, day=day, meeting_id=source.meeting,
            decision_id=ordering.decision_id if ordering else None, found=found, version=source.version,
            extraction_id=source.extraction,
        )  # fmt: skip
        return row.id

    def _decision(self, found: FoundDecision, wanted: Wanted, prepared: Prepared) -> Decision:
        uow, source = self._uow, self._source
        document = documents.file(uow, self._actor, prepared, self._described(found, wanted), self._timezone)
        row = decisions.of_document(uow.session, document)
        assert row is not None  # every decision that is filed is entered
        row.minutes_id, row.meeting_id, row.point = source.document.id, source.meeting, found.point[:300]
        row.sort, row.votes = found.sort, votes_json(found.votes)
        row.printed = bool(found.number and row.count)
        fact = decisions.fact(row)
        fact.valid_from, fact.valid_until = _effect(found, wanted, fact.adopted_on)
        decisions.add_source(uow, source.version, source.extraction, _place(found.quote), decision=row)
        uow.log.record("decision.entered", self._actor.account, document.public_id, minutes=source.document.public_id)
        self.made.append(document.public_id)
        if fact.valid_until:
            tying.settle(uow, [document.public_id], self._timezone, self._account)
        self._tie(document, found, wanted)
        if found.sort == "approval" and fact.outcome == "adopted":
            minutes = approving.to_approve(uow, document, found.about)
            if minutes is not None:
                approving.approve(uow, self._actor, row, minutes, self._timezone)
        return row

    def _tie(self, document: Document, found: FoundDecision, wanted: Wanted) -> None:
        """What was asked for must be possible; of what the words say, what is impossible is left to be told by hand."""
        if wanted.ties is not None:
            for relation, target in wanted.ties:
                tying.tie(self._uow, self._actor, document.public_id, relation, target, None, self._timezone)
            return
        body = document.body.public_id if document.body else ""
        for relation, target in tying.said_in(self._book, wanted.wording or found.wording, body):
            with suppress(Invalid):
                tying.tie(self._uow, self._actor, document.public_id, relation, target, None, self._timezone)

    def _described(self, found: FoundDecision, wanted: Wanted) -> NewDocument:
        document, details = self._source.document, self._source.version.details
        state = wanted.state or found.state
        if state not in OUTCOMES:
            raise Invalid(fields={"state": "Dites si la décision est adoptée, rejetée ou reportée."})
        title = " ".join((wanted.title or found.title).split())
        body = document.body
        new = NewDocument(
            kind="decision", title=title[:TITLE], date=document.day, body=body.public_id if body else "",
            language=document.language, visibility=document.visibility, bodies=tuple(details.get("bodies", "").split()),
            state=state, domain=details.get("domain", ""),
        )  # fmt: skip
        number = entering.printed(self._uow, new, found.number, self._timezone)
        if not number and self._prints and body is not None and document.day is not None:
            number = entering.of_meeting(self._uow, body, document.day)
        return replace(new, number=number)


def _effect(found: FoundDecision, wanted: Wanted, adopted: date) -> tuple[date, date | None]:
    """The days of [from, until) on which a decision means to hold: as typed, else as found where that can be, else from
    its adoption on. ``Invalid`` for typed days that cannot be.
    """
    start = wanted.start or found.effect_from or adopted
    until = wanted.until or found.effect_until
    if until is None or start < until:
        return start, until
    if wanted.start or wanted.until:
        raise Invalid(fields={"until": "La fin précède le début : vérifiez les dates d’effet."})
    return adopted, None


def _told(found: FoundDecision | FoundAction) -> dict[str, str | float]:
    sort = "action" if isinstance(found, FoundAction) else "decision"
    return {"sort": sort, "rule": found.rule, "score": found.score}


def _place(quote: Quote) -> tuple[str, int, int, str]:
    return quote.anchor, quote.start, quote.end, quote.text


def discard(uow: UnitOfWork, actor: Actor, public_id: str, keys: Sequence[str], timezone: str) -> int:
    """These proposals are none; how many were discarded. Those that were judged already are left as they are."""
    document = opened(uow, actor, public_id)
    version = documents.working(document)
    blocks = reading.show(uow, actor, public_id, version.number).extract.blocks
    found = found_in(uow, document, version, blocks, timezone)
    said, account, count = verdicts.on(uow.session, document), documents.account_of(uow, actor), 0
    every: list[FoundDecision | FoundAction] = [*found.decisions, *found.actions]
    for one in every:
        if one.key in keys and one.key not in said:
            verdicts.add(uow, document, one.key, _told(one), "discarded", account)
            count += 1
    if count:
        uow.log.record("proposal.discarded", actor.account, document.public_id, count=count)
    return count


def take_back(uow: UnitOfWork, actor: Actor, public_id: str, key: str) -> None:
    """A discarded proposal waits again; nothing happens to one that entered the register."""
    document = opened(uow, actor, public_id)
    row = verdicts.on(uow.session, document).get(key)
    if row is not None and row.verdict == "discarded":
        verdicts.take_back(uow, row)
        uow.log.record("proposal.restored", actor.account, document.public_id)


def own(blocks: Sequence[Block], anchor: str, text: str, number: int) -> FoundDecision:
    """A decision that a person points out in a passage: its words, or ``text``, some of them.

    ``Invalid`` for a passage that the text does not hold.
    """
    block = next((one for one in blocks if one.anchor == anchor), None)
    if block is None or not block.text.strip():
        raise Invalid(fields={"anchor": "Ce passage n’est pas dans le compte rendu. Choisissez-en un autre."})
    start = block.text.find(text) if text else 0
    start, end = (start, start + len(text)) if text and start >= 0 else (0, len(block.text))
    words = block.text[start:end].strip()
    quote = Quote(anchor, start, end, block.text[start:end])
    return FoundDecision(
        key=f"own-{anchor}-{number}-{start}"[:64], quote=quote, title=words[:200], wording=words, form="prose",
        state="adopted", rule="by-hand", score=1.0,
    )  # fmt: skip
