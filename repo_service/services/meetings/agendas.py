"""The agenda of a meeting: points added, worded, moved, removed; and what the next one should take up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from repo_service.domain import french_dates
from repo_service.domain.documents import is_blank
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Invalid, NotFound
from repo_service.services.meetings import rights
from repo_service.services.versions.describing import plain
from repo_service.store.documents import Document
from repo_service.store.register import meetings
from repo_service.store.register.tables import Action, AgendaPoint, Meeting
from repo_service.store.work import UnitOfWork

MOST = 100  # points of one agenda
TITLE_LENGTH, NOTES_LENGTH = 300, 5000
RECENT = timedelta(days=400)  # before a meeting: the last round of a yearly one is in it
_TOO_MANY = "Un ordre du jour tient 100 points au plus. Rien n’a été ajouté."


@dataclass(frozen=True, slots=True)
class Proposal:
    """A point that the next agenda should have: ``sort`` says why (approval, action, decision), ``about`` whence.

    ``recent``: what it takes up is of the last year; of older things a secretary chooses.
    """

    key: str
    sort: str
    title: str
    notes: str
    about: Document | None
    recent: bool = True


def add_points(uow: UnitOfWork, actor: Actor, public_id: str, typed: str) -> int:
    """One point for each line that says something; how many were added. All or none."""
    row = rights.held(uow, actor, public_id)
    titles = [title for line in typed.splitlines()[: 10 * MOST] if not is_blank(title := _title(line))]
    if not titles:
        raise Invalid(fields={"points": "Écrivez au moins un point : un par ligne."})
    if len(row.points) + len(titles) > MOST:
        raise Invalid(fields={"points": _TOO_MANY})
    if any(len(title) > TITLE_LENGTH for title in titles):
        raise Invalid(fields={"points": "Un de ces points est trop long : 300 caractères au plus par ligne."})
    for title in titles:
        meetings.add_point(uow, row, title)
    _told(uow, actor, row, True, added=len(titles))
    return len(titles)


def edit_point(
    uow: UnitOfWork, actor: Actor, public_id: str, point: str, title: str, notes: str, seen: str
) -> AgendaPoint:
    """Word a point anew; ``seen`` is the mark of what the person started from."""
    row = rights.held(uow, actor, public_id)
    found = _point(row, actor, uow, point)
    title, faults = _title(title), {}
    if is_blank(title):
        faults["title"] = "Donnez un titre à ce point."
    elif len(title) > TITLE_LENGTH:
        faults["title"] = "Ce titre est trop long : 300 caractères au plus."
    notes = "\n".join(plain(line) for line in notes.splitlines()).strip()
    if len(notes) > NOTES_LENGTH:
        faults["notes"] = "Ce texte est trop long pour ce champ : raccourcissez-le."
    if faults:
        raise Invalid(fields=faults)
    rights.unmoved(seen, mark(found))
    if (found.title, found.notes) != (title, notes):
        found.title, found.notes = title, notes
        _told(uow, actor, row, _is_open(found), changed=1)
    return found


def move_point(uow: UnitOfWork, actor: Actor, public_id: str, point: str, up: bool) -> None:
    """One place up or down; the first goes no higher and the last no lower."""
    row = rights.held(uow, actor, public_id)
    ordered = ordered_points(row)
    found = _point(row, actor, uow, point)
    place = ordered.index(found)
    other = place + (-1 if up else 1)
    if 0 <= other < len(ordered):
        ordered[place], ordered[other] = ordered[other], ordered[place]
        _number(ordered)
        _told(uow, actor, row, _is_open(found), moved=1)


def remove_point(uow: UnitOfWork, actor: Actor, public_id: str, point: str) -> None:
    """Take a point off the agenda; its papers stay with the meeting."""
    row = rights.held(uow, actor, public_id)
    found = _point(row, actor, uow, point)
    meetings.remove_point(uow, row, found)
    _number(ordered_points(row))
    _told(uow, actor, row, _is_open(found), removed=1)


def next_agenda(uow: UnitOfWork, actor: Actor, public_id: str) -> list[Proposal]:
    """What this agenda does not have yet and should: minutes to approve, decisions put off, actions still open."""
    return _proposals(uow, actor, rights.held(uow, actor, public_id))


def add_proposed(uow: UnitOfWork, actor: Actor, public_id: str, keys: Collection[str]) -> int:
    """Add the proposals of these keys, in their order; how many. What was added meanwhile is not added again."""
    row = rights.held(uow, actor, public_id)
    chosen = [one for one in _proposals(uow, actor, row) if one.key in keys]
    if len(row.points) + len(chosen) > MOST:
        raise Invalid(fields={"proposed": _TOO_MANY})
    for one in chosen:
        meetings.add_point(uow, row, one.title, one.notes, one.sort, one.about)
    approvals = [point for point in row.points if point.sort == "approval"]
    _number(approvals + [point for point in ordered_points(row) if point.sort != "approval"])  # minutes come first
    if chosen:
        _told(uow, actor, row, False, added=len(chosen))
    return len(chosen)


def mark(point: AgendaPoint) -> str:
    """What stands for all that the form of a point shows."""
    return rights.mark(point.title, point.notes)


def ordered_points(row: Meeting) -> list[AgendaPoint]:
    """All points of a meeting, in their order."""
    return sorted(row.points, key=lambda point: (point.position, point.id))


def seen_points(uow: UnitOfWork, actor: Actor, row: Meeting) -> list[AgendaPoint]:
    """Those that the actor sees: a point that was made of a document, or carries an action, is for who sees these."""
    tokens = tokens_of(actor)
    known = meetings.seen(uow.session, {point.about_id for point in row.points if point.about_id}, tokens)
    serves = meetings.serves(row.body, tokens)
    return [
        point for point in ordered_points(row)
        if (point.about_id in known if point.about_id else not point.sort or serves)
    ]  # fmt: skip


def _proposals(uow: UnitOfWork, actor: Actor, row: Meeting) -> list[Proposal]:
    tokens = tokens_of(actor)
    found = [_approval(one) for one in meetings.unapproved(uow.session, row, tokens)]
    found += [
        _proposal(
            "decision", f"Décision reportée : {one.document.title}", one.number, one.document, one.document.day, row.day
        )
        for one in meetings.postponed(uow.session, row, tokens)
    ]  # fmt: skip
    found += [_carried(one, row.day) for one in meetings.open_actions(uow.session, row, tokens)]
    there = {_identity(point.sort, point.title, point.about_id) for point in row.points}
    once = {_identity(one.sort, one.title, one.about.id if one.about else None): one for one in reversed(found)}
    return [one for identity, one in reversed(once.items()) if identity not in there]


def _identity(sort: str, title: str, about: int | None) -> tuple[str, str, int | None]:
    """What two points have in common that take up the same: of actions of the same minutes, their words too."""
    return sort, title if sort == "action" else "", about


def _approval(minutes: Document) -> Proposal:
    day = f" du {_day(minutes.day)}" if minutes.day else f" « {minutes.title} »"
    return _proposal("approval", f"Approbation du compte rendu{day}", "", minutes)


def _carried(action: Action, day: date) -> Proposal:
    said = [f"En charge : {action.owner}"] if action.owner else []
    if action.deadline:
        said.append(f"pour le {_day(action.deadline)}")
    since = action.deadline or (action.minutes.day if action.minutes else None)
    return _proposal("action", f"Suivi : {action.text}", ", ".join(said), action.minutes, since, day)


def _proposal(
    sort: str, title: str, notes: str, about: Document | None, since: date | None = None, day: date = date.min
) -> Proposal:
    title = " ".join(title.split())
    short = title if len(title) <= TITLE_LENGTH else title[: TITLE_LENGTH - 1].rstrip() + "…"
    key = rights.mark(sort, short, about.public_id if about else "")
    return Proposal(key, sort, short, notes, about, since is None or since + RECENT >= day)


def _day(day: date) -> str:
    return french_dates.in_words(day, "fr")


def _point(row: Meeting, actor: Actor, uow: UnitOfWork, public_id: str) -> AgendaPoint:
    found = next((one for one in seen_points(uow, actor, row) if one.public_id == public_id), None)
    if found is None:
        raise NotFound()
    return found


def _title(line: str) -> str:
    return " ".join(plain(line).split())


def _number(points: list[AgendaPoint]) -> None:
    for place, point in enumerate(points, 1):
        point.position = place


def _is_open(point: AgendaPoint) -> bool:
    """Whether everybody who knows of the meeting sees the point."""
    return not point.sort and not point.about_id


def _told(uow: UnitOfWork, actor: Actor, row: Meeting, is_open: bool, **counts: int) -> None:
    """Note a change; of one that not everybody sees, the meeting's own instant tells nothing."""
    if is_open:
        meetings.touch(uow, row)
    uow.log.record("meeting.agenda", actor.account, row.public_id, **counts)
