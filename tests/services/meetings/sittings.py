"""Meetings and the people around them, each act in a transaction of its own, so that a test reads as what people do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from repo_service.domain.minutes.found import Attendee, Findings, Next, Point
from repo_service.domain.roles import Actor
from repo_service.services.meetings import agendas, attending, from_minutes, keeping, papers, showing
from repo_service.services.meetings.attending import Entry
from repo_service.services.meetings.keeping import Typed
from repo_service.services.meetings.showing import Listed, Shown
from repo_service.store import log, lookup
from repo_service.store.people import governance
from repo_service.store.register.tables import Decision, Meeting
from tests.conftest import TIMEZONE, World
from tests.services.register.chores import Hands

TODAY = date(2026, 3, 12)
LATER = TODAY + timedelta(days=20)
BEFORE = TODAY - timedelta(days=90)
Answer = TypeVar("Answer")


def act(hands: Hands, who: str, verb: Callable[..., Answer], *said: Any) -> Answer:
    """One verb, committed."""
    with hands.world.repository.store.writing() as uow:
        return verb(uow, hands[who], *said)


def ask(hands: Hands, who: str, verb: Callable[..., Answer], *said: Any) -> Answer:
    """One question."""
    with hands.world.repository.store.reading() as uow:
        return verb(uow, hands[who], *said)


def meeting(hands: Hands, day: date = LATER, who: str = "secretary of X", body: str = "", **said: str) -> str:
    """Note a meeting; its identifier."""
    return act(hands, who, keeping.add, body or hands.world.body, Typed(day, **said), TODAY).public_id


def shown(hands: Hands, who: str, public_id: str) -> Shown:
    """The page of a meeting as somebody sees it."""
    return ask(hands, who, showing.show, public_id)


def listed(hands: Hands, who: str, **asked: Any) -> Listed:
    """The list as somebody sees it."""
    with hands.world.repository.store.reading() as uow:
        return showing.listing(uow, hands[who], TODAY, **asked)


def points(hands: Hands, public_id: str, *titles: str) -> list[str]:
    """Add points; the identifiers of all that there are, in order."""
    if titles:
        act(hands, "secretary of X", agendas.add_points, public_id, "\n".join(titles))
    return [one.row.public_id for one in shown(hands, "administrator", public_id).points]


def titles(hands: Hands, public_id: str, who: str = "administrator") -> list[str]:
    """The points as somebody reads them."""
    return [one.row.title for one in shown(hands, who, public_id).points]


def decision(hands: Hands, meeting_id: str, point: str = "", **said: Any) -> str:
    """File a decision that was taken at a meeting; its identifier."""
    card = {"kind": "decision", "title": "Une décision", "body": hands.world.body, "date": BEFORE, **said}
    public_id = hands.world.file(str(card["title"]), **card).public_id
    with hands.world.repository.store.writing() as uow:
        document = lookup.document(uow.session, public_id)
        assert document is not None
        row = uow.session.query(Decision).filter_by(document_id=document.id).one()
        row.meeting_id, row.point = row_of(uow, meeting_id).id, point
    return public_id


def row_of(uow: Any, public_id: str) -> Meeting:
    """The row of a meeting."""
    row = uow.session.query(Meeting).filter_by(public_id=public_id).one()
    assert isinstance(row, Meeting)
    return row


def link(hands: Hands, public_id: str, document: str, point: str = "", who: str = "secretary of X") -> None:
    """Tie a document to a meeting."""
    act(hands, who, papers.link, public_id, document, point)


def attend(hands: Hands, public_id: str, *entries: Entry) -> None:
    """Note who was there, as seen just now."""
    seen = ask(hands, "secretary of X", attending.sheet, public_id).seen
    act(hands, "secretary of X", attending.attend, public_id, list(entries), seen)


def draw(hands: Hands, document: str, found: Findings, who: str = "secretary of X") -> Meeting | None:
    """Have minutes tell of their meeting."""
    with hands.world.repository.store.writing() as uow:
        row = lookup.document(uow.session, document)
        assert row is not None
        return from_minutes.of_minutes(uow, hands[who], row, found, TIMEZONE)


def findings(**more: Any) -> Findings:
    """What is found in minutes of the world's body: two points, three people, the next meeting."""
    said: dict[str, Any] = {
        "day": BEFORE, "begins": "9 h 30", "ends": "12 h", "place": "Salle des cartes",
        "points": (Point("1", "Budget", "p-1"), Point("2", "Site web", "p-2")),
        "attendance": (
            Attendee("Nadia Belkacem", "present", "chair"), Attendee("M. Le Goff", "excused", proxy="Nadia Belkacem"),
            Attendee("Zoé Nil", "invited"),
        ),
        "next": Next(LATER, "14 h", "Prochaine réunion"), **more,
    }  # fmt: skip
    return Findings(**said)


def minutes(world: World, day: date = BEFORE, **said: Any) -> str:
    """File minutes of the world's body; their identifier."""
    card = {"kind": "minutes", "title": "Compte rendu", "body": world.body, "date": day, **said}
    return world.file(f"Le compte rendu du {day}, {said}.", **card).public_id


def recorded(hands: Hands, act_name: str) -> list[dict[str, Any]]:
    """The data of all acts of one name."""
    with hands.world.repository.store.reading() as uow:
        return [row.data for row in log.after(uow.session, 0, [act_name])]


def put_quorum(hands: Hands, part: str) -> None:
    """Have the world's body ask for a part of its members."""
    with hands.world.repository.store.writing() as uow:
        body = governance.body(uow.session, hands.world.body)
        assert body is not None
        body.quorum = part


def nobody(hands: Hands, who: Actor) -> Hands:
    """The same people with one more, called "somebody"."""
    hands.people["somebody"] = who
    return hands
