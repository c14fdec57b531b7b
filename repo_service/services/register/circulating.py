"""Circulating minutes: the members of their body are told by mail that there is something to read and to approve."""

from __future__ import annotations

from repo_service import clock
from repo_service.domain.roles import Actor, tokens_of
from repo_service.services import mailing
from repo_service.services.mailing import Letterhead
from repo_service.store import filing, lookup
from repo_service.store.documents import Document
from repo_service.store.people import accounts, dated, governance
from repo_service.store.work import UnitOfWork


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
