"""Who was at a meeting, who stood for whom, and whether they were enough: the mandates of that very day count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from repo_service.domain.documents import is_blank
from repo_service.domain.passages import fold
from repo_service.domain.register import meetings as rules
from repo_service.domain.register.meetings import Met, Quorum, Seat
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Invalid
from repo_service.services.meetings import papers, rights
from repo_service.services.meetings.names import Known
from repo_service.services.partners import bodies
from repo_service.services.partners.facts import Line
from repo_service.services.versions.describing import plain
from repo_service.store.people import governance
from repo_service.store.register import meetings
from repo_service.store.register.tables import Attendance, Meeting
from repo_service.store.work import UnitOfWork

MOST = 300  # people at one meeting
NAME_LENGTH = 200
_OFFICES = {"chair": "chair", "secretary": "secretary"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person says of somebody: ``role`` is empty for who is not noted; ``person`` an identifier, or empty."""

    name: str
    role: str
    person: str = ""
    proxy: str = ""
    office: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who sits in the body that day, with what is noted of its presence."""

    person: str
    name: str
    mandate: str
    place: str
    role: str = ""
    proxy: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The attendance of a meeting as its form shows it: the ``members`` of the day, and ``others`` who are noted.

    ``seen``: the mark of what is noted.
    """

    members: tuple[Member, ...]
    others: tuple[Attendance, ...]
    seen: str


def sheet(uow: UnitOfWork, actor: Actor, public_id: str) -> Sheet:
    """What the form starts from."""
    row = rights.held(uow, actor, public_id)
    known = {person.public_id: one for one, person in _persons(uow, row) if person is not None}
    seats = seats_of(uow, actor, row)
    members = tuple(
        Member(one.id, one.name, one.code, one.place, noted.role if noted else "", noted.proxy if noted else "")
        for one in seats
        for noted in (known.get(one.id),)
    )
    sitting = {one.id for one in seats}
    others = tuple(
        one for one, person in _persons(uow, row) if person is None or person.public_id not in sitting
    )
    return Sheet(members, others, mark(row))


def attend(uow: UnitOfWork, actor: Actor, public_id: str, entries: Sequence[Entry], seen: str) -> Meeting:
    """Note who was there, in the place of what was noted before. Names that mean one known person are tied to it."""
    row = rights.held(uow, actor, public_id)
    noted = [one for one in entries if one.role]
    if len(noted) > MOST:
        raise Invalid(fields={"present": "Une réunion compte 300 personnes au plus."})
    if any(one.role not in rules.ROLES for one in noted):
        raise Invalid(fields={"present": "Dites de chacun s’il était présent, excusé, absent ou invité."})
    if any(len(text) > NAME_LENGTH for one in noted for text in (one.name, one.proxy)):
        raise Invalid(fields={"present": "Un de ces noms est trop long : 200 signes au plus, un nom par ligne."})
    rights.unmoved(seen, mark(row))
    fill(uow, actor, row, noted)
    uow.log.record("meeting.attendance", actor.account, row.public_id, people=len(row.attendance))
    return row


def fill(uow: UnitOfWork, actor: Actor, row: Meeting, entries: Sequence[Entry]) -> None:
    """Write the list down; the same person, or the same name, once."""
    seats = seats_of(uow, actor, row)
    known, mandates = Known(seats, governance.persons(uow.session)), {one.id: one for one in seats}
    lines: dict[str, dict[str, Any]] = {}
    met: set[int] = set()
    for one in entries:
        name = " ".join(plain(one.name).split())[:NAME_LENGTH]
        person = governance.person(uow.session, one.person) if one.person else known.find(name)
        if is_blank(name) or (person is not None and person.id in met):
            continue
        if person is not None:
            met.add(person.id)
        seat = mandates.get(person.public_id) if person else None
        place = governance.institution(uow.session, seat.place_id) if seat and seat.place_id else None
        office = one.office or (_OFFICES.get(seat.code, "") if seat and one.role == "present" else "")
        free = next((label for label in _labels(name, place.name if place else "") if fold(label) not in lines), "")
        if free and (person is not None or free == name):
            lines[fold(free)] = {
                "name": free, "role": one.role, "office": office, "person_id": person.id if person else None,
                "proxy": " ".join(plain(one.proxy).split())[:NAME_LENGTH],
                "institution_id": place.id if place else None,
            }  # fmt: skip
    meetings.replace_attendance(uow, row, list(lines.values()))


def seats_of(uow: UnitOfWork, actor: Actor, row: Meeting) -> list[Line]:
    """Who sits in the body on the day of the meeting, each person once."""
    found: dict[str, Line] = {}
    for line in bodies.members(uow, actor, row.body.public_id, row.day):
        found.setdefault(line.id, line)
    return list(found.values())


def quorum(uow: UnitOfWork, actor: Actor, row: Meeting) -> Quorum | None:
    """Whether the members were enough; ``None`` where nothing is asked or noted."""
    if rules.fraction(row.body.quorum) is None or not row.attendance:
        return None
    seats = [Seat(one.id, one.name) for one in seats_of(uow, actor, row)]
    met = [
        Met(one.name, one.role, person.public_id if person else "", one.proxy) for one, person in _persons(uow, row)
    ]
    return rules.quorum(row.body.quorum, seats, met)


def seen(uow: UnitOfWork, actor: Actor, row: Meeting) -> bool:
    """Whether the actor sees who was there: as who reads the minutes does, and the members of the body, and who keeps
    its papers. Names of people are for partners.
    """
    if not actor.can("see_people"):
        return False
    minutes = any(paper.role == "minutes" for paper in papers.seen_papers(uow, actor, row))
    return minutes or meetings.serves(row.body, tokens_of(actor))


def mark(row: Meeting) -> str:
    """What stands for all that is noted of who was there."""
    return rights.mark(*(said for one in row.attendance for said in (one.name, one.role, one.proxy)))


def _persons(uow: UnitOfWork, row: Meeting) -> list[tuple[Attendance, Any]]:
    known = meetings.persons(uow.session, row)
    return [(one, known.get(one.person_id) if one.person_id else None) for one in row.attendance]


def _labels(name: str, place: str) -> list[str]:
    """The names under which somebody may be written down: two people of one name are told apart."""
    return [name, *([f"{name} ({place})"] if place else []), *(f"{name} ({number})" for number in range(2, 10))]
