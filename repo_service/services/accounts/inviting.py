"""Inviting people: an account without a password, and a link by mail that opens it once."""

from __future__ import annotations

from repo_service import clock
from repo_service.domain.roles import Actor
from repo_service.errors import Forbidden, Invalid
from repo_service.services import access, mailing
from repo_service.services.accounts import links, managing
from repo_service.services.mailing import Letterhead
from repo_service.store.people import accounts, governance, sign_ins
from repo_service.store.people.tables import Account, Body, Institution, Person
from repo_service.store.work import UnitOfWork

_ABOVE = "Votre rôle ne permet pas de donner ou de retirer ce rôle."


def invite(
    uow: UnitOfWork, actor: Actor, *, mail: str, role: str, person: Person | None, given: str, family: str,
    institution: Institution | None, bodies: list[Body], language: str, head: Letterhead, timezone: str,
) -> Account:  # fmt: skip
    """Open an account and mail its link. One invites to roles that one may give; a representative, into the own
    institution only.
    """
    access.allow(actor, "invite")
    day = clock.day(uow.now, timezone)
    if managing.checked_role(role) not in actor.grantable:
        raise Forbidden(_ABOVE)
    ours = institution is not None and institution.public_id in actor.institutions
    if not actor.can("govern") and (person is not None or not ours):
        # Somebody known brings along mandates, and what they let one read: who governs binds an account to a person.
        raise Forbidden("Vous n’invitez que des personnes nouvelles, du partenaire que vous représentez.")
    if role == "secretary" and not bodies and "administrator" not in actor.roles:
        raise Invalid(fields={"bodies": "Dites de quelles instances cette personne est secrétaire."})
    account = managing.new_account(uow, mail, given, family, person)
    if institution is not None and not governance.works_at(uow.session, account.person, institution, day):
        governance.affiliate(uow, account.person, institution, day, None)
    managing.give(uow, account, {role}, bodies, institution, day)
    account.language = language
    if not accounts.actor(uow.session, account, day).roles <= actor.grantable:
        raise Forbidden(_ABOVE)  # what somebody known already brings along by mandates and offices counts too
    uow.log.record("account.invited", actor.account, account.public_id, role=role)
    send(uow, actor, account, head, role)
    return account


def without_account(uow: UnitOfWork, actor: Actor) -> list[tuple[str, str]]:
    """(identifier, name) of everybody known who has no account yet, for who governs; nobody for others."""
    if not actor.can("govern"):
        return []
    taken = {row.person_id for row in accounts.everyone(uow.session)}
    return [(row.public_id, row.name) for row in governance.persons(uow.session) if row.id not in taken]


def invite_named(
    uow: UnitOfWork, actor: Actor, *, mail: str, role: str, person: str, name: str, institution: str,
    bodies: list[str], language: str, head: Letterhead, timezone: str,
) -> Account:  # fmt: skip
    """The same from the words of a form: ``person`` (identifier) is known already, or ``name`` is a new person's."""
    access.allow(actor, "invite")
    given, family = managing.split_name(name)
    known = managing.person_named(uow, person) if person else None
    if known is None and not family:
        raise Invalid(fields={"name": "Donnez le nom de la personne."})
    return invite(
        uow, actor, mail=mail, role=role, person=known, given=given, family=family,
        institution=managing.institution_named(uow, institution) if institution else None,
        bodies=managing.bodies_named(uow, bodies), language="en" if language == "en" else "fr", head=head,
        timezone=timezone,
    )  # fmt: skip


def send(uow: UnitOfWork, actor: Actor, account: Account, head: Letterhead, role: str) -> None:
    """Mail the link of an invitation: again, when the first one is over."""
    link = links.make(uow, account, "invitation", head)
    mailing.post(
        uow, head, "invitation", account.mail, account.language, link=link, days=links.GOOD_FOR["invitation"].days,
        inviter=actor.name, role=role,
    )  # fmt: skip


def again(uow: UnitOfWork, actor: Actor, public_id: str, head: Letterhead, timezone: str) -> None:
    """Mail another invitation to somebody who has not come yet."""
    account = managing.shown(uow, actor, public_id)
    if account.disabled_at is not None:
        raise Invalid("Ce compte est fermé.")
    if has_come(uow, account):
        raise Invalid("Cette personne est déjà entrée : sur la page de connexion, elle peut demander un lien.")
    roles = managing.roles_of(uow, account, clock.day(uow.now, timezone))
    uow.log.record("account.invited", actor.account, account.public_id)
    send(uow, actor, account, head, roles[-1] if roles else "reader")


def has_come(uow: UnitOfWork, account: Account) -> bool:
    """Whether the person needs no invitation any more."""
    return sign_ins.has_come(uow.session, account)
