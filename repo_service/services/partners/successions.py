"""A body renamed or merged: from a day on another stands for it. What it decided stays what it is, under its name.

Whether there is a succession is no secret: cards of bodies are read by everybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from repo_service import identifiers
from repo_service.domain.periods import Period
from repo_service.domain.register import bodies as rules
from repo_service.domain.register.bodies import Succession
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Invalid
from repo_service.services import access
from repo_service.services.partners import bodies, facts
from repo_service.services.partners.facts import Line
from repo_service.store.people import dated, governance, successions
from repo_service.store.people.successions import Row
from repo_service.store.people.tables import Body, BodySuccession
from repo_service.store.register import decisions
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Told:
    """Which bodies come after one, and which it comes after itself, directly; the oldest succession first."""

    after: tuple[Line, ...]
    before: tuple[Line, ...]


def told(uow: UnitOfWork, actor: Actor, public_id: str, day: date) -> Told:
    """What is noted of one body, whatever the days; ``present`` tells what holds on ``day``."""
    access.allow(actor, "read")
    body, rows = bodies.found(uow, public_id), successions.rows(uow.session)
    return Told(
        tuple(_line(one, one[2], day) for one in rows if one[1] is body),
        tuple(_line(one, one[1], day) for one in rows if one[2] is body),
    )


def of_every_body(uow: UnitOfWork, actor: Actor, day: date) -> dict[str, Told]:
    """The same for each body of which something holds on ``day``, and that alone."""
    access.allow(actor, "read")
    found: dict[str, tuple[list[Line], list[Line]]] = {}
    for one in successions.rows(uow.session):
        if dated.period(one[0]).covers(day):
            found.setdefault(one[1].public_id, ([], []))[0].append(_line(one, one[2], day))
            found.setdefault(one[2].public_id, ([], []))[1].append(_line(one, one[1], day))
    return {identifier: Told(tuple(after), tuple(before)) for identifier, (after, before) in found.items()}


def standing(uow: UnitOfWork, actor: Actor, public_id: str, day: date) -> Line | None:
    """The body that stands for another on ``day``, and since when; ``None`` where that is the body itself."""
    access.allow(actor, "read")
    rows = successions.rows(uow.session)
    line = list(rules.walk([successions.value(one) for one in rows], public_id, day))
    if not line:
        return None
    last, since = line[-1].successor, max(step.period.start or date.min for step in line)
    name = next(after.name for _, _, after in rows if after.public_id == last)
    return Line("", "", since, None, True, name, last)


def parted(
    uow: UnitOfWork, choices: Iterable[tuple[str, str]], day: date
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The (identifier, name) of those bodies that stand for themselves on ``day``, and of those that another stands
    for: what is new is of the first, old papers may be of the others.
    """
    gone = {one.body for one in successions.known(uow.session) if one.period.covers(day)}
    pairs = list(choices)
    return [one for one in pairs if one[0] not in gone], [one for one in pairs if one[0] in gone]


def note(uow: UnitOfWork, actor: Actor, public_id: str, wanted: str, day: date | None) -> int:
    """From ``day`` on, the body ``wanted`` stands for this one. How many of the decisions that the actor sees are
    dated from that day on: they stay this body's, which the actor is to be told.

    Refused for itself, for a loop, and where another stands for it on a common day.
    """
    access.allow(actor, "govern")
    body = bodies.found(uow, public_id)
    after = governance.body(uow.session, identifiers.normalise(wanted) or "") if wanted else None
    faults = {} if after else {"successor": "Choisissez l’instance qui prend la suite."}
    if day is None:
        faults["day"] = "Dites depuis quel jour."
    if after is None or day is None:
        raise Invalid(fields=faults)
    new = Succession(body.public_id, after.public_id, Period(day))
    if faults := rules.fault(successions.known(uow.session), new):
        raise Invalid(fields=faults)
    successions.add(uow, body, after, day)
    uow.log.record("body.succeeded", actor.account, body.public_id, successor=after.public_id, since=day.isoformat())
    lines = decisions.lines(uow.session, tokens_of(actor))
    return len([one for one in lines if one.body == body.public_id and one.day and one.day >= day])


def succession(uow: UnitOfWork, actor: Actor, public_id: str, key: str, day: date) -> Line:
    """One succession of a body, for who may end it or take it back. Raises ``NotFound``."""
    access.allow(actor, "govern")
    return facts.named(((line.key, line) for line in told(uow, actor, public_id, day).after), key)


def end(uow: UnitOfWork, actor: Actor, public_id: str, key: str, day: date | None) -> None:
    """From ``day`` on the body stands for itself again."""
    access.allow(actor, "govern")
    body = bodies.found(uow, public_id)
    row = _fact(uow, body, key)
    until = facts.end(uow, row, day)
    uow.log.record("body.succession_ended", actor.account, body.public_id, fact=key, until=until.isoformat())


def retract(uow: UnitOfWork, actor: Actor, public_id: str, key: str) -> None:
    """It was never so: it is no longer shown."""
    access.allow(actor, "govern")
    body = bodies.found(uow, public_id)
    dated.retract(uow, _fact(uow, body, key))
    uow.log.record("body.succession_retracted", actor.account, body.public_id, fact=key)


def _fact(uow: UnitOfWork, body: Body, key: str) -> BodySuccession:
    return facts.named(((_key(one), one[0]) for one in successions.rows(uow.session) if one[1] is body), key)


def _key(one: Row) -> str:
    return facts.key(one[0], "succession", one[2].public_id)


def _line(one: Row, other: Body, day: date) -> Line:
    period = dated.period(one[0])
    return Line(_key(one), "", period.start, period.end, period.covers(day), other.name, other.public_id)
