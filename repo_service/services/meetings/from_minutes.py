"""What minutes tell of their meeting: it is found, or noted, and filled where it says nothing yet.

What people typed is never changed here, and doing it twice changes nothing. A point that comes from minutes is for
who reads these.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from repo_service import clock
from repo_service.domain.minutes.found import Findings
from repo_service.domain.register import meetings as rules
from repo_service.domain.roles import Actor, holds_meetings
from repo_service.services import access, documents
from repo_service.services.meetings import agendas, attending, keeping, papers
from repo_service.services.meetings.attending import Entry
from repo_service.services.versions.describing import plain
from repo_service.store import lookup
from repo_service.store.documents import Document
from repo_service.store.people.tables import Body
from repo_service.store.register import meetings
from repo_service.store.register.meetings import When
from repo_service.store.register.tables import Meeting
from repo_service.store.work import UnitOfWork

SORT = "minutes"  # of a point that was drawn from minutes


def of_minutes(uow: UnitOfWork, actor: Actor, document: Document, found: Findings, timezone: str) -> Meeting | None:
    """The meeting of these minutes, noted now where it was not; ``None`` for minutes that name no body or no day.

    For who may edit the minutes, or holds the meetings of the body.
    """
    body, day = document.body, document.day or found.day
    if body is None or not holds_meetings(actor, body.public_id):
        access.allow(actor, "edit", document)
    today = clock.day(uow.now, timezone)
    if body is None or day is None or not _possible(day, today):
        return None
    row = _met(uow, body, day, document)
    if row is None:
        told = _is_open(uow, document)
        row = _noted(uow, actor, body, _when(day, found if told else Findings()), document)
    fresh = papers.tie(uow, row, document) is not None
    changed = fresh
    changed |= _points(uow, row, document, found)
    if not row.attendance and found.attendance:
        attending.fill(uow, actor, row, [_entry(one) for one in found.attendance])
        changed = True
    if changed:
        uow.log.record("meeting.minutes", actor.account, row.public_id, document=document.public_id)
    if fresh or not meetings.later(uow.session, row):  # one that was noted from these minutes may have been moved since
        _next(uow, actor, row, document, found, today)
    return row


def _met(uow: UnitOfWork, body: Body, day: date, document: Document) -> Meeting | None:
    """The meeting that is meant among those of the day: the one that has these minutes, else one that has none."""
    rows = meetings.on_day(uow.session, body, day)
    own = [row for row in rows if any(paper.document_id == document.id for paper in row.papers)]
    bare = [row for row in rows if not any(paper.role == "minutes" for paper in row.papers)]
    return next(iter([*own, *bare, *rows]), None)


def _is_open(uow: UnitOfWork, document: Document) -> bool:
    """Whether all partners read the minutes, so that what they say of place and hour may stand on the meeting."""
    return bool(lookup.tokens(uow.session, document) & {"public", "network"})


def _when(day: date, found: Findings) -> When:
    begins, ends = rules.hour(found.begins) or "", rules.hour(found.ends) or ""
    ends = ends if begins and ends > begins else ""
    return When(day, begins, ends, " ".join(plain(found.place).split())[: keeping.PLACE_LENGTH])


def _noted(uow: UnitOfWork, actor: Actor, body: Body, when: When, source: Document) -> Meeting:
    row = meetings.add(uow, body, documents.account_of(uow, actor), when)
    said = {"body": body.public_id, "day": when.day.isoformat(), "document": source.public_id}
    uow.log.record("meeting.added", actor.account, row.public_id, **said)
    return row


def _points(uow: UnitOfWork, row: Meeting, document: Document, found: Findings) -> bool:
    if row.points:
        return False
    titles = _once([point.title for point in found.points] or list(found.agenda))
    for title in titles[: agendas.MOST]:
        meetings.add_point(uow, row, title, sort=SORT, about=document)
    return bool(titles)


def _once(titles: Iterable[str]) -> list[str]:
    found: dict[str, str] = {}
    for title in titles:
        words = " ".join(plain(title).split())[: agendas.TITLE_LENGTH]
        if words:
            found.setdefault(rules.point_key(words), words)
    return list(found.values())


def _entry(one: object) -> Entry:
    said = {name: str(getattr(one, name)) for name in ("name", "role", "proxy", "office")}
    return Entry(said["name"], said["role"], proxy=said["proxy"], office=said["office"])


def _next(
    uow: UnitOfWork, actor: Actor, row: Meeting, document: Document, found: Findings, today: date
) -> None:
    """Note the meeting that the minutes announce, where none was ever noted for that day."""
    day = found.next.day if found.next else None
    if found.next is None or day is None or day <= row.day or not _possible(day, today):
        return
    if not meetings.later(uow.session, row, day):
        _noted(uow, actor, row.body, When(day, rules.hour(found.next.hour) or ""), document)


def _possible(day: date, today: date) -> bool:
    return day.year >= keeping.FIRST_YEAR and day <= today + keeping.AHEAD
