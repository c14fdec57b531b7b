"""Publishing minutes: their meeting is noted, and the members to whom they are circulated are told by mail that there
is something to read and to approve.
"""

from __future__ import annotations

from repo_service import clock
from repo_service.domain.roles import Actor, tokens_of
from repo_service.formats.base import Extract
from repo_service.services import mailing, reading
from repo_service.services.mailing import Letterhead
from repo_service.services.meetings import from_minutes
from repo_service.services.register import proposing
from repo_service.store import filing, lookup, readings
from repo_service.store.documents import Document
from repo_service.store.people import accounts, dated, governance
from repo_service.store.work import UnitOfWork


def note_meeting(uow: UnitOfWork, actor: Actor, document: Document, timezone: str) -> None:
    """Minutes that are published note their meeting, what they tell of it, and the next one that they announce."""
    version = filing.current(document)
    if document.kind != "minutes" or filing.is_hidden(version):
        return
    row = readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))
    blocks = Extract.from_json(row.content).blocks if row else ()
    found = proposing.found_in(uow, document, version, blocks, timezone)
    from_minutes.of_minutes(uow, actor, document, found, timezone)


def tell_members(uow: UnitOfWork, actor: Actor, document: Document, head: Letterhead, timezone: str) -> int:
    """Write to those who sit in the body of minutes today, have an account and may read them; how many.

    Nothing is sent for drafts, for what is not minutes, and for what all partners read; nobody is written to for what
    they circulated themselves.
    """
    body = document.body
    if document.kind != "minutes" or document.visibility != "body" or body is None:
        return 0
    if filing.is_hidden(filing.current(document)):
        return 0
    day, told = clock.day(uow.now, timezone), 0
    people = {
        person.id: person
        for row, person, _ in governance.mandates(uow.session, body)
        if dated.period(row).covers(day)
    }
    readers = lookup.tokens(uow.session, document)
    for person in people.values():
        account = accounts.of_person(uow.session, person)
        if account is None or account.disabled_at is not None or account.public_id == actor.account:
            continue
        if not readers & tokens_of(accounts.actor(uow.session, account, day)):
            continue
        words = {
            "title": document.title, "body": body.name, "link": f"{head.address}/documents/{document.public_id}"
        }  # fmt: skip
        mailing.post(uow, head, "circulated", account.mail, account.language, **words)
        told += 1
    uow.log.record("minutes.circulated", actor.account, document.public_id, members=told)
    return told
