"""Noting a meeting, moving it, cancelling it. A meeting is never deleted: who had it in a calendar is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from repo_service.domain.documents import is_blank
from repo_service.domain.register import meetings as rules
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid
from repo_service.services import documents
from repo_service.services.meetings import rights
from repo_service.services.partners import cards
from repo_service.services.versions.describing import plain
from repo_service.store.register import meetings
from repo_service.store.register.meetings import When
from repo_service.store.register.tables import Meeting
from repo_service.store.work import UnitOfWork

FIRST_YEAR = 1900
AHEAD = timedelta(days=3653)  # ten years: further on it is a slip of the keys
TITLE_LENGTH, PLACE_LENGTH = 200, 300
_MOVING = frozenset({"day", "begins", "ends", "place", "link"})  # what calendars must be told of


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person says of a meeting, as typed; the day is understood already, ``None`` where it was not."""

    day: date | None = None
    begins: str = ""
    ends: str = ""
    place: str = ""
    link: str = ""
    title: str = ""
    visibility: str = "network"


def add(uow: UnitOfWork, actor: Actor, body: str, typed: Typed, today: date) -> Meeting:
    """A new meeting of a body that the actor serves."""
    served = rights.own_body(uow, actor, body)
    when = checked(typed, today)
    there = meetings.on_day(uow.session, served, when.day)
    if any((one.begins, one.title) == (when.begins, when.title) for one in there):
        raise Invalid(fields={"day": "Cette réunion est déjà notée, ce jour-là et à cette heure."})
    row = meetings.add(uow, served, documents.account_of(uow, actor), when)
    uow.log.record("meeting.added", actor.account, row.public_id, body=served.public_id, day=when.day.isoformat())
    return row


def edit(uow: UnitOfWork, actor: Actor, public_id: str, typed: Typed, seen: str, today: date) -> Meeting:
    """Change when, where and who may know; ``seen`` is the mark of what the person started from."""
    row = rights.held(uow, actor, public_id)
    when = checked(typed, today)
    rights.unmoved(seen, mark(row))
    names = When.__dataclass_fields__
    changed = sorted(name for name in names if getattr(row, name) != getattr(when, name))
    for name in changed:
        setattr(row, name, getattr(when, name))
    if changed:
        meetings.touch(uow, row, moved=bool(_MOVING & set(changed)))
        uow.log.record("meeting.edited", actor.account, row.public_id, changed=changed)
    return row


def cancel(uow: UnitOfWork, actor: Actor, public_id: str) -> Meeting:
    """The meeting does not take place; it stays in sight, with that word."""
    row = rights.held(uow, actor, public_id)
    if row.cancelled_at is None:
        row.cancelled_at = uow.now
        meetings.touch(uow, row, moved=True)
        uow.log.record("meeting.cancelled", actor.account, row.public_id)
    return row


def restore(uow: UnitOfWork, actor: Actor, public_id: str) -> Meeting:
    """It takes place after all."""
    row = rights.held(uow, actor, public_id)
    if row.cancelled_at is not None:
        row.cancelled_at = None
        meetings.touch(uow, row, moved=True)
        uow.log.record("meeting.restored", actor.account, row.public_id)
    return row


def mark(row: Meeting) -> str:
    """What stands for all that the form of a meeting shows."""
    return rights.mark(*(getattr(row, name) for name in When.__dataclass_fields__), bool(row.cancelled_at))


def checked(typed: Typed, today: date) -> When:
    """The same as it is kept. ``Invalid`` names every field that cannot stand."""
    faults: dict[str, str] = {}
    title, place = plain(typed.title), plain(typed.place)
    begins, ends = (rules.hour(text) for text in (typed.begins, typed.ends))
    said, wrong = cards.tidied({"website": typed.link}, ("website",), {})
    if fault := _day_fault(typed.day, today):
        faults["day"] = fault
    for name, kept in (("begins", begins), ("ends", ends)):
        if kept is None:
            faults[name] = "Écrivez l’heure ainsi : 9 h 30."
    if begins is not None and ends and (not begins or ends <= begins):
        faults["ends"] = "La fin doit venir après le début, le même jour."
    for name, text, longest in (("title", title, TITLE_LENGTH), ("place", place, PLACE_LENGTH)):
        if len(text) > longest:
            faults[name] = "Ce texte est trop long pour ce champ : raccourcissez-le."
    if wrong:
        faults["link"] = wrong["website"]
    if typed.visibility not in rules.VISIBILITIES:
        faults["visibility"] = "Choisissez qui pourra savoir que la réunion a lieu."
    if faults or typed.day is None or begins is None or ends is None:
        raise Invalid(fields=faults)
    return When(
        typed.day, begins, ends, _shown(place), said["website"], _shown(title), typed.visibility
    )


def _day_fault(day: date | None, today: date) -> str:
    if day is None:
        return "Dites quel jour : 12/03/2026."
    if day.year < FIRST_YEAR:
        return "Aucune réunion d’avant 1900 ne se note ici : vérifiez l’année."
    if day > today + AHEAD:
        return "Une réunion se note dix ans à l’avance au plus : vérifiez l’année."
    return ""


def _shown(text: str) -> str:
    return "" if is_blank(text) else " ".join(text.split())
