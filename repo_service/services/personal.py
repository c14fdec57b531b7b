"""Personal data: handing over all that is held on one person, and anonymising somebody who has left.

The log is left as it is: it names people by opaque identifiers only, and its chain is its worth. So are adopted minutes
and the texts of files: who decided is part of what was decided.
"""

from __future__ import annotations

from typing import Any

from repo_service import clock
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, NotFound
from repo_service.services import access
from repo_service.services.accounts import managing
from repo_service.store.people import accounts, personal
from repo_service.store.people.tables import Account
from repo_service.store.register import personal as register
from repo_service.store.work import UnitOfWork


def held_on(uow: UnitOfWork, actor: Actor, account_public_id: str) -> dict[str, Any]:
    """All that is held on the person of an account, ready for JSON: for the person, and for administrators."""
    account = _concerned(uow, actor, account_public_id)
    return personal.held(uow.session, account) | register.held(uow.session, account.person_id, account.id)


def export(uow: UnitOfWork, actor: Actor, account_public_id: str) -> dict[str, Any]:
    """The same, handed over: the log tells it."""
    found = held_on(uow, actor, account_public_id)
    uow.log.record("person.exported", actor.account, found["account"]["id"])
    return found


def export_of(uow: UnitOfWork, actor: Actor, wanted: str) -> dict[str, Any]:
    """All that is held on anybody, for administrators: ``wanted`` is an address, or the identifier or exact name of a
    person, with or without an account. The log tells it. ``Invalid`` where nobody is known, or several.
    """
    access.allow(actor, "administer")
    account = accounts.by_mail(uow.session, wanted) if "@" in wanted else None
    person = None if "@" in wanted else managing.person_named(uow, wanted)
    account = account or (accounts.of_person(uow.session, person) if person else None)
    if account is not None:
        return export(uow, actor, account.public_id)
    found = personal.held_without_account(uow.session, person, accounts.mail_key(wanted) if person is None else "")
    found |= register.held(uow.session, person.id, None) if person is not None else {}
    if person is None and not any(found.values()):
        raise Invalid("Rien n’est gardé sous cette adresse.")
    uow.log.record("person.exported", actor.account, person.public_id if person else "")
    return found


def _concerned(uow: UnitOfWork, actor: Actor, public_id: str) -> Account:
    if not actor.signed_in or actor.account != public_id:
        access.allow(actor, "administer")
    account = accounts.by_public_id(uow.session, public_id)
    if account is None:
        raise NotFound()
    return account


def anonymise(uow: UnitOfWork, actor: Actor, account_public_id: str, timezone: str) -> None:
    """Close the account of somebody who has left, and take name and addresses out of everything but adopted texts.

    It cannot be undone. ``Invalid`` for the last administrator, and for an account that is anonymous already.
    """
    access.allow(actor, "administer")
    account = _concerned(uow, actor, account_public_id)
    if account.anonymised_at is not None:
        raise Invalid("Ce compte est déjà anonyme. Rien n’a été changé.")
    managing.disable(uow, actor, account_public_id, timezone)  # refuses the last administrator, ends every way in
    register.erase(uow, account, account.person)  # while its name is still known
    personal.erase(uow, account, clock.day(uow.now, timezone))
    uow.log.record("account.anonymised", actor.account, account.public_id)
