"""Accounts, sign-ins and tokens as rows. Passwords are hashed one floor up; here are only hashes and dates."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    String,
    bindparam,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from repo_service import identifiers
from repo_service.domain.passages import fold
from repo_service.domain.periods import Period
from repo_service.domain.roles import Actor, Fact, WorkedAt, acting
from repo_service.store.documents import DocumentReader
from repo_service.store.people import dated
from repo_service.store.people.tables import (
    Account,
    Affiliation,
    Body,
    Institution,
    InstitutionStatus,
    Mandate,
    Office,
    Person,
    RoleGrant,
    SignInAttempt,
)
from repo_service.store.work import UnitOfWork

MAIL_LENGTH = 254


def plain_mail(mail: str) -> str:
    """An address as it is written on mail: in one Unicode form (NFKC: no full-width letters), without spaces around."""
    return unicodedata.normalize("NFKC", mail).strip()


def is_address(mail: str) -> bool:
    """Whether ``mail`` looks like one address: what is before and after one @, and nothing that could end a header."""
    mail = plain_mail(mail)
    local, _, domain = mail.partition("@")
    plain = mail.isprintable() and not any(char.isspace() or char in "<>,;:\"()[]\\" for char in mail)
    fits = max(len(mail), len(mail_key(mail))) <= MAIL_LENGTH
    return bool(local and domain and plain) and "@" not in domain and fits


def mail_key(mail: str) -> str:
    """The form in which two addresses are the same account, whatever their case and Unicode form."""
    return plain_mail(mail).casefold()


def secret_hash(secret: str) -> str:
    """SHA-256 of a random secret of at least 112 bits: enough, since nobody can try them all."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def by_mail(session: Session, mail: str) -> Account | None:
    """The account of an address, disabled ones included."""
    if not plain_mail(mail).isprintable():
        return None  # a NUL or half a surrogate: PostgreSQL would refuse to look for it
    return session.scalar(select(Account).where(Account.mail_key == mail_key(mail)))


_BY_ID = select(Account).where(Account.public_id == bindparam("id"))


def by_public_id(session: Session, public_id: str) -> Account | None:
    """The account of an opaque identifier."""
    return session.scalar(_BY_ID, {"id": public_id})


def demonstration(session: Session) -> list[Account]:
    """The demonstration logins, oldest first."""
    return list(session.scalars(select(Account).where(Account.demonstration).order_by(Account.id)))


def persons_named(session: Session, wanted: str) -> list[Person]:
    """Who has this identifier, or exactly this name (given name, then family name), oldest first."""
    name = func.trim(Person.given + " " + Person.family)
    query = select(Person).where(or_(Person.public_id == identifiers.normalise(wanted), name == wanted))
    return list(session.scalars(query.order_by(Person.id)))


def of_person(session: Session, person: Person) -> Account | None:
    """The account of a person, a disabled one included."""
    return session.scalar(select(Account).where(Account.person_id == person.id).limit(1))


def add(
    uow: UnitOfWork, mail: str, given: str, family: str, password_hash: str, demonstration: bool = False,
    person: Person | None = None,
) -> Account:  # fmt: skip
    """An account, and the person who signs in by it: ``person``, whose mandates it gets, else a new one of this name.

    The address must be free (unique key). A person is never guessed from a name: two people may bear it.
    """
    if person is None:
        key = fold(f"{family} {given}")
        person = Person(public_id=identifiers.new(), given=given, family=family, name_key=key)
        uow.session.add(person)
        uow.session.flush()
    account = Account(
        public_id=identifiers.new(), person_id=person.id, person=person, mail=plain_mail(mail), mail_key=mail_key(mail),
        password_hash=password_hash, demonstration=demonstration, created_at=uow.now,
    )  # fmt: skip
    uow.session.add(account)
    uow.session.flush()
    return account


def correct(uow: UnitOfWork, account: Account, given: str, family: str, mail: str) -> list[str]:
    """Put another name and another address; which of "name" and "mail" changed."""
    person, changed = account.person, []
    if (person.given, person.family) != (given, family):
        person.given, person.family, person.name_key = given, family, fold(f"{family} {given}")[:300]
        changed.append("name")
    if account.mail != mail:
        account.mail, account.mail_key = mail, mail_key(mail)
        changed.append("mail")
    uow.session.flush()
    return changed


def end_grants(uow: UnitOfWork, account: Account, day: date) -> None:
    """Every role that was given to an account ends on ``day``."""
    held = select(RoleGrant).where(RoleGrant.account_id == account.id, RoleGrant.retracted_at.is_(None))
    for row in list(uow.session.scalars(held)):
        dated.end(uow, row, day)


def granted(session: Session, account: Account, day: date) -> set[str]:
    """The roles that were given to an account and hold on ``day``; what follows from mandates and offices is not
    among them.
    """
    query = select(RoleGrant.role).where(RoleGrant.account_id == account.id, RoleGrant.holds_on(day))
    return set(session.scalars(query))


def served(session: Session, account: Account, day: date) -> set[str]:
    """Identifiers of the bodies that grants as secretary name on ``day``; none where they are for all."""
    query = (
        select(Body.public_id)
        .join(RoleGrant, RoleGrant.body_id == Body.id)
        .where(RoleGrant.account_id == account.id, RoleGrant.role == "secretary", RoleGrant.holds_on(day))
    )
    return set(session.scalars(query))


def with_role(session: Session, role: str, day: date) -> list[Account]:
    """The open accounts that were given a role which holds on ``day``."""
    query = (
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.role == role, RoleGrant.holds_on(day), Account.disabled_at.is_(None))
        .distinct()
    )
    return list(session.scalars(query))


def listing(session: Session, text: str, page: int, per_page: int) -> tuple[int, list[Account]]:
    """Total and one page of the accounts whose name or address has ``text`` (folded), by name."""
    query = select(Account).join(Person, Person.id == Account.person_id)
    if words := fold(text.replace("\0", "")).split():
        query = query.where(*(
            or_(Person.name_key.contains(word, autoescape=True), Account.mail_key.contains(word, autoescape=True))
            for word in words
        ))  # fmt: skip
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = query.order_by(Person.name_key, Account.id).offset((page - 1) * per_page).limit(per_page)
    return total, list(session.scalars(rows))


def add_grant(uow: UnitOfWork, account: Account, role: str, bodies: list[Body], day: date) -> None:
    """Give one more role from ``day`` on, for given bodies or for all."""
    served: list[Body | None] = [*bodies] or [None]
    for body in served:
        uow.session.add(
            RoleGrant(
                account_id=account.id, role=role, body_id=body.id if body else None, valid_from=day, recorded_at=uow.now
            )
        )
    uow.session.flush()


_DAY = bindparam("day", type_=Date())
_DATES = ("since", "until", "active_since", "active_until")


def _facts(sort: str, table: type[RoleGrant] | type[Mandate] | type[Office], place: Any) -> Any:
    """(sort, role, place) of the facts of ``table`` that hold on the day ``:day``, in the shape of ``_RIGHTS``."""
    nothing = [sql_cast(null(), Date()).label(name) for name in _DATES]
    return select(literal(sort).label("sort"), table.role, place, *nothing).where(table.holds_on(_DAY))


_ACTIVE = (InstitutionStatus.status == "active") & InstitutionStatus.retracted_at.is_(None)


def _is_active(institution: Any) -> Any:
    """That an institution is an active partner on the day ``:day``."""
    return exists().where(InstitutionStatus.institution_id == institution, _ACTIVE, InstitutionStatus.holds_on(_DAY))


_RIGHTS: CompoundSelect[Any] = union_all(  # built once: it is asked at every request of somebody signed in
    _facts("grant", RoleGrant, Body.public_id)
    .select_from(RoleGrant)
    .outerjoin(Body, Body.id == RoleGrant.body_id)
    .where(RoleGrant.account_id == bindparam("account")),
    _facts("mandate", Mandate, Body.public_id)
    .select_from(Mandate)
    .join(Body, Body.id == Mandate.body_id)
    .where(
        Mandate.person_id == bindparam("person"),
        or_(Mandate.institution_id.is_(None), _is_active(Mandate.institution_id)),
    ),
    _facts("office", Office, Institution.public_id)
    .select_from(Office)
    .join(Institution, Institution.id == Office.institution_id)
    .where(Office.person_id == bindparam("person"), _is_active(Office.institution_id)),
    select(
        literal("affiliation"), InstitutionStatus.status, sql_cast(Affiliation.id, String),
        Affiliation.valid_from, Affiliation.valid_until, InstitutionStatus.valid_from, InstitutionStatus.valid_until,
    )
    .select_from(Affiliation)
    .outerjoin(
        InstitutionStatus,
        (InstitutionStatus.institution_id == Affiliation.institution_id) & _ACTIVE & Affiliation.retracted_at.is_(None),
    )
    # A retracted one gives nothing, but whoever has one is of a partner, and not of the consortium's own staff.
    .where(Affiliation.person_id == bindparam("person")),
)  # fmt: skip
_KEPT = select(DocumentReader.token).where(
    or_(DocumentReader.token.startswith("network@"), DocumentReader.token.startswith("past@"))
)


def actor(session: Session, account: Account, day: date) -> Actor:
    """What the account may act as on ``day``: see ``domain.roles.acting``."""
    rows = session.execute(_RIGHTS, {"account": account.id, "person": account.person_id, "day": day}).all()
    facts = [Fact(sort, role, place or "") for sort, role, place, *_ in rows if sort != "affiliation"]
    worked: dict[str, tuple[Period, list[Period]]] = {}
    for sort, status, key, since, until, active_since, active_until in rows:
        if sort == "affiliation":
            active = worked.setdefault(key, (Period(since, until), []))[1]
            active += [Period(active_since, active_until)] if status else []
    affiliations = [WorkedAt(period, tuple(active)) for period, active in worked.values()]
    found = acting(account.public_id, account.person.name, account.language, facts, affiliations, day)
    return replace(found, kept=_kept(session, found.was_in)) if found.former else found


def _kept(session: Session, periods: Sequence[Period]) -> frozenset[str]:
    """The tokens of the texts for all partners that were adopted within ``periods``."""
    if not periods:
        return frozenset()
    found = set(session.scalars(_KEPT.distinct()))
    return frozenset(
        token for token in found if any(p.covers(date.fromisoformat(token.partition("@")[2])) for p in periods)
    )


def note_attempt(uow: UnitOfWork, keys: list[str]) -> None:
    """Count a failed sign-in under each key; attempts older than an hour are forgotten on the way."""
    uow.session.execute(delete(SignInAttempt).where(SignInAttempt.at < uow.now - timedelta(hours=1)))
    uow.session.add_all(SignInAttempt(key=secret_hash(key), at=uow.now) for key in keys)


def forget_attempts(uow: UnitOfWork, key: str) -> None:
    """Forget the failures under one key, after a success."""
    uow.session.execute(delete(SignInAttempt).where(SignInAttempt.key == secret_hash(key)))


def attempts(session: Session, key: str, since: datetime) -> tuple[int, datetime | None]:
    """How many failures under a key since an instant, and when the last one was."""
    row = session.execute(
        select(func.count(), func.max(SignInAttempt.at)).where(
            SignInAttempt.key == secret_hash(key), SignInAttempt.at >= since
        )
    ).one()
    return row[0], row[1]


def everyone(session: Session) -> list[Account]:
    """All accounts, oldest first."""
    return list(session.scalars(select(Account).order_by(Account.id)))
