"""How a document becomes a numbered decision: ``services.documents`` calls here whenever one of that kind is filed,
corrected or put in another state, so that every decision is in the register, whoever filed it and by which door.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from repo_service import clock
from repo_service.domain.documents import NewDocument
from repo_service.domain.register import numbering
from repo_service.domain.register.force import Life, Outcome
from repo_service.errors import Invalid
from repo_service.store import filing
from repo_service.store.documents import Document
from repo_service.store.people import governance, successions
from repo_service.store.people.tables import Account, Body
from repo_service.store.register import decisions
from repo_service.store.register.tables import Decision
from repo_service.store.work import UnitOfWork

_OUTCOMES = {"rejected": "rejected", "postponed": "postponed", "draft": "proposed", "review": "proposed"}
_ENDED = {"superseded", "repealed", "expired"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a series, and the number that it prints."""

    series: str
    count: int
    number: str


def pattern_of(body: Body) -> str:
    """How a body numbers its decisions."""
    return body.number_pattern or numbering.default(body.short or body.name)


def numbered(uow: UnitOfWork, new: NewDocument, timezone: str) -> Place:
    """The place of a decision that is to be filed. A number that it brings is kept, and refused where the body gave it
    to another already; without one it has the next of its body, without a body none. Bodies that took the place of
    one another and count alike (« COPIL-2024-NN » both) go on after each other, so that no number is given twice.

    Only within a writing transaction: no other gives out numbers meanwhile, so there is no hole and no double.
    """
    body = governance.body_named(uow.session, new.body) if new.body else None
    day = new.date or clock.day(uow.now, timezone)
    if body is None:
        return Place(new.number, 0, new.number)
    series = numbering.series(pattern_of(body), day)
    if not new.number:
        count = decisions.last_count(uow.session, successions.line_of(uow.session, body), series) + 1
        return Place(series, count, numbering.printed(series, count))
    count = numbering.counted(series, new.number) or 0
    place = Place(series if count else new.number, count, new.number)
    if decisions.is_taken(uow.session, body, place.series, count):
        raise Invalid(fields={"number": "Ce numéro est déjà celui d’une autre décision de cette instance."})
    return place


def printed(uow: UnitOfWork, new: NewDocument, number: str, timezone: str) -> str:
    """The number that minutes print for a decision, where its body counts so and has not given it to another; else
    "".
    """
    body = governance.body_named(uow.session, new.body) if new.body else None
    if not number or body is None:
        return ""
    series = numbering.series(pattern_of(body), new.date or clock.day(uow.now, timezone))
    count = numbering.counted(series, number)
    if count is None or decisions.is_taken(uow.session, body, series, count):
        return ""
    return numbering.printed(series, count)


def prints(uow: UnitOfWork, body: Body, day: date, numbers: Iterable[str]) -> bool:
    """Whether the minutes of a body number its decisions themselves, by its pattern: those that print ``numbers`` do,
    or others of the same year did. What they leave without a number then takes none of that counter.
    """
    series = numbering.series(pattern_of(body), day)
    return any(numbering.counted(series, one) for one in numbers) or decisions.is_printed(uow.session, body, series)


def of_meeting(uow: UnitOfWork, body: Body, day: date) -> str:
    """The next number among the decisions of one meeting that its minutes leave without one: « COPIL 2024-03-12/2 »."""
    start = f"{numbering.default(body.short or body.name).partition('-')[0]} {day.isoformat()}"
    count, line = 1, successions.line_of(uow.session, body)
    while any(decisions.is_taken(uow.session, one, f"{start}/{count}", 0) for one in line):
        count += 1
    return f"{start}/{count}"


def enter(
    uow: UnitOfWork, document: Document, place: Place, account: Account, timezone: str,
    start: date | None = None, until: date | None = None,
) -> Decision:  # fmt: skip
    """Give a filed decision its row; ``start`` and ``until`` where it holds on other days than from its adoption on."""
    state = filing.state_of(filing.working(document))
    adopted = document.day or clock.day(uow.now, timezone)
    life = Life("", adopted, _outcome(state), start or adopted, until)
    series = place.series or document.public_id
    return decisions.add(uow, document, series, place.count, place.number, account, life)


def follow(uow: UnitOfWork, document: Document, account: Account, timezone: str, state: str = "") -> None:
    """A decision was corrected, or put into ``state`` by itself: what the register knows of it follows.

    What became a decision just now is entered, under the number that it bears.
    """
    if document.kind != "decision":
        return
    row = decisions.of_document(uow.session, document)
    if row is None:
        free = not document.number or not decisions.is_taken(uow.session, document.body, document.number, 0)
        enter(uow, document, Place(document.number if free else "", 0, document.number), account, timezone)
        return
    known = decisions.life_of(decisions.fact(row), "")
    life = _dated(known, document)
    if life.outcome == "proposed":
        life = replace(life, outcome=_outcome(document.state))
    if state:
        life = _put(life, state, clock.day(uow.now, timezone))
    if life != known:
        decisions.hold(uow, row, account, life, "")


def _dated(life: Life, document: Document) -> Life:
    """The same, where the day of the document was corrected: what held from its adoption on still does."""
    if document.day is None or document.day == life.adopted:
        return life
    start = document.day if life.begins == life.adopted else life.start
    return replace(life, adopted=document.day, start=start)


def _put(life: Life, state: str, today: date) -> Life:
    """What a state that was told of a decision alone says of its life."""
    if state == "withdrawn":
        return replace(life, annulled=True)
    life = replace(life, annulled=False)
    if state in _ENDED:
        return replace(life, until=max(today, life.begins), ending=state)
    outcome = _outcome(state)
    if outcome == "adopted" and life.outcome in {"rejected", "postponed"}:
        return replace(life, outcome=outcome, adopted=today, start=today)
    return replace(life, outcome=outcome)


def _outcome(state: str) -> Outcome:
    return cast(Outcome, _OUTCOMES.get(state, "adopted"))
