"""Tables of institutions, bodies, persons and the accounts by which they sign in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repo_service.store.base import EMPTY, Base, Code, Dated, PublicId, Sha256


class Institution(Base):
    """A partner, past, present or possible."""

    __tablename__ = "institution"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300), index=True)
    acronym: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(Code, default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(Text, default="", server_default=EMPTY)
    website: Mapped[str] = mapped_column(String(300), default="", server_default=EMPTY)
    identifiers: Mapped[dict[str, str] | None] = mapped_column(JSON)


class InstitutionStatus(Dated, Base):
    """potential, candidate, active or withdrawn, for a time; several periods may follow one another."""

    __tablename__ = "institution_status"
    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id), index=True)
    status: Mapped[str] = mapped_column(Code)


class InstitutionParent(Dated, Base):
    """A supervising institution (tutelle), for a time."""

    __tablename__ = "institution_parent"
    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id), index=True)
    parent_name: Mapped[str] = mapped_column(String(300))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id))


class InstitutionNote(Base):
    """One line of the history of contacts with an institution; only added."""

    __tablename__ = "institution_note"
    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    words: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]


class Body(Base):
    """A deciding or operational body (instance).

    ``number_pattern`` makes the numbers of its decisions (``domain.register.numbering``), empty: the usual one;
    ``quorum`` is the part of its members that must be there, as "1/2", empty where none is asked.
    """

    __tablename__ = "body"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300), unique=True)
    short: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(Code, default="operational")
    description: Mapped[str] = mapped_column(Text, default="")
    number_pattern: Mapped[str] = mapped_column(String(60), default="", server_default=EMPTY)
    quorum: Mapped[str] = mapped_column(String(20), default="", server_default=EMPTY)


class BodySuccession(Dated, Base):
    """From ``valid_from`` on, another body stands for this one: it was renamed into it, or merged."""

    __tablename__ = "body_succession"
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id), index=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey(Body.id), index=True)


class Person(Base):
    """Somebody who acts for the consortium, with or without an account."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    given: Mapped[str] = mapped_column(String(120), default="")
    family: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(String(300), index=True)

    @property
    def name(self) -> str:
        """Given name, then family name, as spoken."""
        return f"{self.given} {self.family}".strip()


class Affiliation(Dated, Base):
    """A person works at an institution, for a time."""

    __tablename__ = "affiliation"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id), index=True)


class Mandate(Dated, Base):
    """Membership of a body: chair, secretary or member, for a time."""

    __tablename__ = "mandate"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id), index=True)
    institution_id: Mapped[int | None] = mapped_column(ForeignKey(Institution.id))
    role: Mapped[str] = mapped_column(Code)


class Office(Dated, Base):
    """What a person is for an institution, for a time: ``representative``, ``signatory`` (may sign) or ``contact``.

    ``function`` is the person's post there; ``mail`` and ``phone`` are how the institution wants the person reached.
    """

    __tablename__ = "office"
    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey(Institution.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    role: Mapped[str] = mapped_column(Code)
    function: Mapped[str] = mapped_column(String(120), default="")
    mail: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class Account(Base):
    """By which a person signs in. ``mail_key`` is the address folded for comparison; it is unique."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    mail: Mapped[str] = mapped_column(String(254))
    mail_key: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255), default="")
    language: Mapped[str] = mapped_column(String(12), default="")
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    totp_secret: Mapped[str] = mapped_column(String(64), default="", server_default=EMPTY)
    totp_step: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    anonymised_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class RoleGrant(Dated, Base):
    """A role held by an account, for a time; a secretary without ``body_id`` serves all bodies."""

    __tablename__ = "role_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    role: Mapped[str] = mapped_column(Code)
    body_id: Mapped[int | None] = mapped_column(ForeignKey(Body.id))


class SignInSession(Base):
    """One sign-in of one browser; the cookie holds a token of which only the SHA-256 is kept here.

    ``method``: password, link, oidc; ``pending``: the second factor has not been given yet, so it opens nothing.
    """

    __tablename__ = "sign_in_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    method: Mapped[str] = mapped_column(Code, default="password")
    pending: Mapped[bool] = mapped_column(default=False)


class ApiToken(Base):
    """A bearer token of the API; only its SHA-256 is kept."""

    __tablename__ = "api_token"
    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True)
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SingleUseLink(Base):
    """A link that was mailed: to sign in, to choose a password, to accept an invitation. Good once, for a time, at one
    host.

    ``state_hash`` binds it to what the account was when the link was made: a changed password ends it.
    """

    __tablename__ = "single_use_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(Sha256, unique=True)
    purpose: Mapped[str] = mapped_column(Code)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    host: Mapped[str] = mapped_column(String(255))
    state_hash: Mapped[str] = mapped_column(Sha256)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LinkRequest(Base):
    """Somebody asked that a link be mailed to ``mail``, an account's address or not: the worker looks, once.

    ``onwards``: the path where the person wanted to go; ``demonstration``: it was asked where the printed logins are
    good, so that they are written to.
    """

    __tablename__ = "link_request"
    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(Code)
    mail: Mapped[str] = mapped_column(String(254))
    site_address: Mapped[str] = mapped_column(String(300))
    onwards: Mapped[str] = mapped_column(String(300))
    demonstration: Mapped[bool]
    language: Mapped[str] = mapped_column(String(12))
    requested_at: Mapped[datetime]


class RecoveryCode(Base):
    """One of the codes that stand in for a lost second factor; good once, only its hash is kept."""

    __tablename__ = "recovery_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    code_hash: Mapped[str] = mapped_column(Sha256)
    used_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """Something that is counted to slow it down (a failed sign-in, a mailed link), kept one hour."""

    __tablename__ = "sign_in_attempt"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Sha256)
    at: Mapped[datetime]
    __table_args__ = (Index(None, "key", "at"),)


class BodyReader(Dated, Base):
    """A body whose members may see a document of visibility "body"; there may be several."""

    __tablename__ = "body_reader"
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    body_id: Mapped[int] = mapped_column(ForeignKey(Body.id), index=True)
    __table_args__ = (UniqueConstraint("document_id", "body_id", "valid_from"),)
