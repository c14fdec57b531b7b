"""Who has an account and which roles: by administrators, and by coordinators for the roles below their own.

The last administrator cannot be removed, by nobody and by no road.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from repo_service import clock
from repo_service.domain.roles import PARTNERS, ROLES, Actor
from repo_service.errors import Forbidden, Invalid, NotFound
from repo_service.services import access
from repo_service.services.accounts import links, passwords, second_factor
from repo_service.services.mailing import Letterhead
from repo_service.store.people import accounts, governance, sign_ins
from repo_service.store.people.tables import Account, Body, Institution, Person
from repo_service.store.work import UnitOfWork

DEMONSTRATION_PASSWORD = "demonstration"  # noqa: S105  (printed at start; good only while listening on loopback)
NAME_LENGTH = 120


def add_account(
    uow: UnitOfWork, actor: Actor, mail: str, name: str, role: str, bodies: list[str], password: str, timezone: str,
    demonstration: bool = False, person: str = "", institution: str = "",
) -> Account:  # fmt: skip
    """A new account with its role. ``Invalid`` for an address in use, an unknown role or body, a weak password.

    ``person``, an identifier or an exact name, binds it to somebody who is known already, with the mandates of that
    person; without it the account is that of a new person called ``name``. ``institution`` is where a new person works.
    """
    access.allow(actor, "administer")
    checked_role(role)
    given, family = split_name(name)
    known = person_named(uow, person) if person else None
    partner = institution_named(uow, institution) if institution else None
    hashed = passwords.hashed(password, *() if demonstration else (mail, mail.partition("@")[0], name))
    account = new_account(uow, mail, given, family, known, hashed, demonstration)
    give(uow, account, {role}, bodies_named(uow, bodies), partner, clock.today(timezone))
    if partner is not None and not governance.works_at(uow.session, account.person, partner, clock.today(timezone)):
        governance.affiliate(uow, account.person, partner, None, None)
    uow.log.record("account.added", actor.account, account.public_id, role=role)
    return account


def new_account(
    uow: UnitOfWork, mail: str, given: str, family: str, person: Person | None, hashed: str = "",
    demonstration: bool = False,
) -> Account:  # fmt: skip
    """An account without a role yet. ``Invalid`` for an address that is none, or that has an account already."""
    if not accounts.is_address(mail):
        raise Invalid(fields={"mail": "Cette adresse électronique n’est pas valable."})
    if accounts.by_mail(uow.session, mail) is not None:
        raise Invalid("Un compte existe déjà pour cette adresse.")
    if person is not None and accounts.of_person(uow.session, person) is not None:
        raise Invalid("Cette personne a déjà un compte.")
    name = family or accounts.plain_mail(mail).partition("@")[0]
    return accounts.add(uow, mail, given, name, hashed, demonstration, person)


def give(
    uow: UnitOfWork, account: Account, roles: Iterable[str], bodies: list[Body], institution: Institution | None,
    day: date,
) -> None:  # fmt: skip
    """Make these the roles of an account from ``day`` on; those held before end that day.

    ``bodies`` are those of a secretary (none: all), ``institution`` the one that a representative speaks for.
    """
    wanted = set(roles)
    if "representative" in wanted:
        if institution is None:
            raise Invalid(fields={"institution": "Dites quel partenaire cette personne représente."})
        governance.appoint(uow, account.person, institution, "representative", day)
        wanted = wanted - {"representative"} | {"reader"}
    accounts.end_grants(uow, account, day)
    for role in sorted(wanted):
        accounts.add_grant(uow, account, role, bodies if role == "secretary" else [], day)


def checked_role(role: str) -> str:
    """The role, if there is one of this name that can be given."""
    if role not in PARTNERS:
        given = ", ".join(one for one in ROLES if one in PARTNERS)
        raise Invalid("Ce rôle n’existe pas : choisissez parmi %(roles)s.", roles=given)
    return role


def split_name(name: str) -> tuple[str, str]:
    """Given name(s) and family name, which is the last word. ``Invalid`` for what no name can be."""
    given, _, family = " ".join(name.split()).rpartition(" ")
    if len(given) > NAME_LENGTH or len(family) > NAME_LENGTH or not f"{given}{family}".isprintable():
        raise Invalid(fields={"name": "Ce nom n’est pas valable."})
    return given, family


def bodies_named(uow: UnitOfWork, names: Iterable[str]) -> list[Body]:
    """The bodies of these identifiers or names; ``Invalid`` for one that is none."""
    rows = []
    for wanted in names:
        body = governance.body_named(uow.session, wanted)
        if body is None:
            raise Invalid("Cette instance n’existe pas : %(body)s.", body=wanted)
        rows.append(body)
    return rows


def institution_named(uow: UnitOfWork, name: str) -> Institution:
    """The institution of this identifier, name or acronym; ``Invalid`` where there is none."""
    found = governance.institution_named(uow.session, name)
    if found is None:
        raise Invalid(fields={"institution": "Ce partenaire n’existe pas."})
    return found


def person_named(uow: UnitOfWork, wanted: str) -> Person:
    """The one person of this identifier or exact name; ``Invalid`` for none, or for several."""
    found = accounts.persons_named(uow.session, " ".join(wanted.split())) if wanted.isprintable() else []
    if not found:
        raise Invalid("Personne n’est connu sous ce nom ou cet identifiant : %(person)s.", person=wanted)
    if len(found) > 1:
        ids = ", ".join(row.public_id for row in found)
        raise Invalid("Plusieurs personnes portent ce nom ; donnez l’identifiant de l’une d’elles : %(ids)s.", ids=ids)
    return found[0]


def listing(uow: UnitOfWork, actor: Actor, text: str, page: int, per_page: int = 50) -> tuple[int, list[Account]]:
    """Total and one page of the accounts whose name or address has ``text``."""
    access.allow(actor, "govern")
    return accounts.listing(uow.session, text[:200], page, per_page)


def everyone(uow: UnitOfWork, actor: Actor) -> list[Account]:
    """All accounts, oldest first."""
    access.allow(actor, "administer")
    return accounts.everyone(uow.session)


def shown(uow: UnitOfWork, actor: Actor, public_id: str) -> Account:
    """One account, for who governs."""
    access.allow(actor, "govern")
    account = accounts.by_public_id(uow.session, public_id)
    if account is None:
        raise NotFound()
    return account


def set_roles(
    uow: UnitOfWork, actor: Actor, public_id: str, roles: Iterable[str], bodies: list[str], institution: str,
    timezone: str,
) -> None:  # fmt: skip
    """Make these the roles of an account from today on. One gives, and takes, only roles that one may give; an account
    that holds another one is left alone.
    """
    account, day = shown(uow, actor, public_id), clock.day(uow.now, timezone)
    wanted = {checked_role(role) for role in roles} or {"reader"}
    before = accounts.granted(uow.session, account, day)
    if not wanted | before <= actor.grantable:
        raise Forbidden("Votre rôle ne permet pas de donner ou de retirer ce rôle.")
    if "administrator" in before - wanted:
        _keep_one_administrator(uow, account, day)
    served = bodies_named(uow, bodies)
    if "secretary" in wanted and not served and "administrator" not in actor.roles:
        raise Invalid(fields={"bodies": "Dites de quelles instances cette personne est secrétaire."})
    give(uow, account, wanted, served, institution_named(uow, institution) if institution else None, day)
    uow.log.record("account.roles", actor.account, account.public_id, roles=sorted(wanted), bodies=sorted(
        body.public_id for body in served
    ))  # fmt: skip


def _keep_one_administrator(uow: UnitOfWork, account: Account, day: date) -> None:
    others = [one for one in accounts.with_role(uow.session, "administrator", day) if one.id != account.id]
    if not others:
        raise Invalid("C’est le dernier administrateur. Nommez-en un autre d’abord : rien n’a été changé.")


def correct(uow: UnitOfWork, actor: Actor, public_id: str, given: str, family: str, mail: str) -> None:
    """Correct the name of the person and the address of an account. Links mailed to the former address are spent."""
    account = _administered(uow, actor, public_id)
    given, family, mail = " ".join(given.split()), " ".join(family.split()), mail.strip()
    fields = {}
    if not family or max(len(given), len(family)) > NAME_LENGTH or not f"{given}{family}".isprintable():
        fields["family"] = "Ce nom n’est pas valable."
    if not accounts.is_address(mail):
        fields["mail"] = "Cette adresse électronique n’est pas valable."
    other = accounts.by_mail(uow.session, mail)
    if other is not None and other.id != account.id:
        fields["mail"] = "Un compte existe déjà pour cette adresse."
    if account.anonymised_at is not None:
        raise Invalid("Ce compte a été anonymisé : il ne peut plus être changé.")
    if fields:
        raise Invalid(fields=fields)
    changed = accounts.correct(uow, account, given, family, mail)
    if changed:
        uow.log.record("account.corrected", actor.account, account.public_id, changed=changed)


def disable(uow: UnitOfWork, actor: Actor, public_id: str, timezone: str) -> None:
    """Close an account: every session, token and link ends at once; what the person did stays."""
    account = _administered(uow, actor, public_id)
    if account.disabled_at is None:
        if "administrator" in accounts.granted(uow.session, account, clock.day(uow.now, timezone)):
            _keep_one_administrator(uow, account, clock.day(uow.now, timezone))
        account.disabled_at = uow.now
        sign_ins.end_all(uow, account)
        uow.log.record("account.disabled", actor.account, account.public_id)


def enable(uow: UnitOfWork, actor: Actor, public_id: str) -> None:
    """Open a closed account again; an anonymised one stays closed."""
    account = _administered(uow, actor, public_id)
    if account.anonymised_at is not None:
        raise Invalid("Ce compte a été anonymisé : il ne peut plus être ouvert.")
    if account.disabled_at is not None:
        account.disabled_at = None
        uow.log.record("account.enabled", actor.account, account.public_id)


@dataclass(frozen=True, slots=True)
class Held:
    """What an account may do today and where that comes from. Bodies and institutions are identifiers."""

    granted: frozenset[str]  # roles given to the account itself
    served: frozenset[str]  # bodies named by a grant as secretary; empty where it is for all
    actor: Actor


def held(uow: UnitOfWork, account: Account, day: date) -> Held:
    """The rights of an account on ``day``."""
    served = frozenset(accounts.served(uow.session, account, day))
    return Held(
        frozenset(accounts.granted(uow.session, account, day)), served, accounts.actor(uow.session, account, day)
    )


def roles_of(uow: UnitOfWork, account: Account, day: date) -> list[str]:
    """The roles that an account has on ``day``, from the least to the most; none when it is closed."""
    found = accounts.actor(uow.session, account, day).roles if account.disabled_at is None else frozenset()
    return [role for role in ROLES if role in found]


def act(
    uow: UnitOfWork, actor: Actor, public_id: str, name: str, head: Callable[[], Letterhead], timezone: str
) -> None:
    """One of the short acts on an account: disable, enable, end, second-factor. ``NotFound`` for another."""
    acts: dict[str, Callable[[], None]] = {
        "disable": lambda: disable(uow, actor, public_id, timezone),
        "enable": lambda: enable(uow, actor, public_id),
        "end": lambda: end_everything(uow, actor, public_id),
        "second-factor": lambda: take_second_factor(uow, actor, public_id, head()),
    }
    if name not in acts:
        raise NotFound()
    acts[name]()


def end_everything(uow: UnitOfWork, actor: Actor, public_id: str) -> None:
    """End every session and token of somebody else."""
    account = _administered(uow, actor, public_id)
    sign_ins.end_all(uow, account)
    uow.log.record("account.sessions_ended", actor.account, account.public_id)


def take_second_factor(uow: UnitOfWork, actor: Actor, public_id: str, head: Letterhead) -> None:
    """Take the second factor of somebody else who lost it: for one's own, the account page asks who one is first."""
    account = _administered(uow, actor, public_id)
    if public_id == actor.account:
        raise Invalid("Pour votre propre compte, passez par « Mon compte » : rien n’a été changé.")
    second_factor.remove_of(uow, actor, account, head)


def set_password(uow: UnitOfWork, actor: Actor, mail: str, password: str) -> None:
    """Give an account another password, from the command line; everything that was signed in ends."""
    access.allow(actor, "administer")
    account = accounts.by_mail(uow.session, mail)
    if account is None:
        raise Invalid("Aucun compte actif n’a cette adresse.")
    links.set_password(uow, account, links.hashed_for(account, password), None)
    uow.log.record("password.changed", actor.account, account.public_id)


def _administered(uow: UnitOfWork, actor: Actor, public_id: str) -> Account:
    access.allow(actor, "administer")
    account = accounts.by_public_id(uow.session, public_id)
    if account is None:
        raise NotFound()
    return account


def by_mail(uow: UnitOfWork, mail: str) -> str:
    """The identifier of the account of an address, for the command line."""
    account = accounts.by_mail(uow.session, mail)
    if account is None:
        raise Invalid("Aucun compte n’a cette adresse.")
    return account.public_id


def demonstration_logins(uow: UnitOfWork, timezone: str) -> list[tuple[str, str, str]]:
    """Address, role of today and password of each demonstration login; to be shown only where they are good."""
    today = clock.day(uow.now, timezone)
    return [
        (row.mail, accounts.actor(uow.session, row, today).role, DEMONSTRATION_PASSWORD)
        for row in accounts.demonstration(uow.session)
    ]


def importer(uow: UnitOfWork, mail: str, timezone: str) -> Actor:
    """The account in whose name files are imported: the one told, else the first administrator."""
    today = clock.day(uow.now, timezone)
    rows = [accounts.by_mail(uow.session, mail)] if mail else accounts.everyone(uow.session)
    for account in rows:
        if account is not None and account.disabled_at is None:
            found = accounts.actor(uow.session, account, today)
            if found.can("import"):
                return found
    raise Invalid("Aucun compte d’administrateur : ajoutez-en un avec « repo-service user add ».")
