"""Who can see a document, and why: told from the very tokens by which access is decided, so that it cannot differ."""

from __future__ import annotations

from dataclasses import dataclass

from repo_service.domain.roles import Actor, Reason, opening_tokens, reasons
from repo_service.services import access, naming, reading
from repo_service.services.accounts import signing_in
from repo_service.services.accounts.signing_in import Door
from repo_service.store import filing, lookup
from repo_service.store.documents import Document
from repo_service.store.people import accounts
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Seer:
    """A person who sees a document today, and why."""

    account: str
    name: str
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who sees a document: ``everyone`` in general, ``draft`` the version that waits (empty where none is seen).

    ``mine``: why the person who asks sees it; ``people``: who they are one by one, ``None`` where that is not told (to
    who may not edit, or of what all partners see). ``bodies``: names of the bodies by identifier.
    """

    document: Document
    everyone: list[Reason]
    draft: list[Reason]
    mine: list[Reason]
    people: list[Seer] | None
    bodies: dict[str, str]


def audience(uow: UnitOfWork, actor: Actor, public_id: str, door: Door) -> Audience:
    """Who can see a document today, and why; names of people only for who may edit a restricted one."""
    document = reading.readable(uow, actor, public_id)
    tokens = lookup.tokens(uow.session, document)
    keeper = access.permits(actor, "edit", document)
    restricted = not tokens & {"public", "network"}
    return Audience(
        document, reasons(tokens), _draft(actor, document), reasons(tokens & opening_tokens(actor)),
        seers(uow, tokens, door) if keeper and restricted else None, dict(naming.bodies(uow)),
    )  # fmt: skip


def _draft(actor: Actor, document: Document) -> list[Reason]:
    """Who sees the draft that waits behind what readers are shown, where the actor is one of them."""
    latest = document.versions[-1]
    waiting = latest.number != document.current_number and filing.is_hidden(latest)
    if not waiting or not access.sees_version(actor, document, latest):
        return []
    return reasons(access.version_tokens(document, latest))


def seers(uow: UnitOfWork, tokens: frozenset[str], door: Door) -> list[Seer]:
    """Everybody who could sign in now and carries one of these tokens, by name.

    Each account is asked what it may act as, as if it had just signed in: a mandate that ended yesterday, a partner
    that has left, a second factor that is missing count as they do at the door.
    """
    found = []
    for account in accounts.everyone(uow.session):
        actor = signing_in.acting(uow, door, account)
        shared = tokens & opening_tokens(actor)
        if actor.signed_in and shared:
            found.append((account.person.name_key, Seer(account.public_id, account.person.name, reasons(shared))))
    return [seer for _, seer in sorted(found, key=lambda pair: pair[0])]
