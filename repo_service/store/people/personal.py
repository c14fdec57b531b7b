"""Everything that is kept on one person: to be handed over, or to be erased when the person has left.

Columns are named one by one, so that a secret that some table gets later is not handed over by accident; a test
compares the tables asked here with those that refer to an account or a person.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from repo_service.domain.passages import fold
from repo_service.store import trail
from repo_service.store.base import Dated
from repo_service.store.comments import Comment
from repo_service.store.documents import Companion, Document, Intake, Version, VersionState
from repo_service.store.log import LogRow
from repo_service.store.outbox import MailMessage
from repo_service.store.people import accounts, dated
from repo_service.store.people.candidatures import Candidature, CandidatureStep
from repo_service.store.people.tables import (
    Account,
    Affiliation,
    ApiToken,
    Body,
    Institution,
    InstitutionNote,
    LinkRequest,
    Mandate,
    Office,
    Person,
    RecoveryCode,
    RoleGrant,
    SignInSession,
    SingleUseLink,
)
from repo_service.store.searches import SavedSearch
from repo_service.store.synonyms import SynonymGroup
from repo_service.store.work import UnitOfWork

FORMER = "Ancien membre"  # in the place of the name of somebody who was anonymised


def held(session: Session, account: Account) -> dict[str, Any]:
    """All that is kept on the person of an account, ready for JSON: days and instants as ISO 8601, secrets left out."""
    person = account.person
    rows = trail.about(session, (account.public_id, person.public_id))
    return {
        "account": {
            "id": account.public_id, "mail": account.mail, "language": account.language,
            "created_at": _plain(account.created_at), "disabled_at": _plain(account.disabled_at),
            "anonymised_at": _plain(account.anonymised_at), "has_password": bool(account.password_hash),
            "has_second_factor": bool(account.totp_secret), "demonstration": account.demonstration,
        },
        "person": {"id": person.public_id, "given": person.given, "family": person.family},
        **{name: _listed(session, query) for name, query in _of_person(person.id).items()},
        **{name: _listed(session, query) for name, query in _of_account(account.id).items()},
        **{name: _listed(session, query) for name, query in _written(account.id).items()},
        **{name: _listed(session, query) for name, query in _addressed(session, account.mail_key).items()},
        "candidatures": [_candidature(row) for row in _candidatures_of(session, account.mail_key)],
        "log": [_log_row(row) for row in rows],
    }  # fmt: skip


def held_without_account(session: Session, person: Person | None, key: str) -> dict[str, Any]:
    """The same for somebody who signs in nowhere: a person of the bodies and partners, or only an address (its
    ``mail_key``; empty: none is known) that was written to or that a candidature gave.
    """
    offices = [] if person else _listed(session, _office_of().where(_is(session, Office.mail, key)))
    found: dict[str, Any] = {"account": None, "person": None, "offices": offices}
    if person is not None:
        found["person"] = {"id": person.public_id, "given": person.given, "family": person.family}
        found |= {name: _listed(session, query) for name, query in _of_person(person.id).items()}
        found["log"] = [_log_row(row) for row in trail.about(session, (person.public_id,))]
    if key:
        found |= {name: _listed(session, query) for name, query in _addressed(session, key).items()}
        found["candidatures"] = [_candidature(row) for row in _candidatures_of(session, key)]
    return found


def _log_row(row: LogRow) -> dict[str, Any]:
    return {
        "number": row.number, "at": _plain(row.at), "actor": row.actor, "action": row.action, "subject": row.subject,
        "data": row.data,
    }  # fmt: skip


def _office_of() -> Select[Any]:
    return select(
        Institution.name.label("institution"), Office.role, Office.function, Office.mail, Office.phone, *_dates(Office)
    ).join(Institution, Institution.id == Office.institution_id)


def _of_person(person: int) -> dict[str, Select[Any]]:
    """Where the person works, sits and is to be reached."""
    return {
        "affiliations": select(Institution.name.label("institution"), *_dates(Affiliation))
        .join(Institution, Institution.id == Affiliation.institution_id)
        .where(Affiliation.person_id == person),
        "mandates": select(
            Body.name.label("body"), Mandate.role, Institution.name.label("institution"), *_dates(Mandate)
        )
        .join(Body, Body.id == Mandate.body_id)
        .outerjoin(Institution, Institution.id == Mandate.institution_id)
        .where(Mandate.person_id == person),
        "offices": _office_of().where(Office.person_id == person),
    }  # fmt: skip


def _of_account(account: int) -> dict[str, Select[Any]]:
    """Roles, and the ways in: of sessions, tokens, links and recovery codes all but what opens anything."""
    return {
        "roles": select(RoleGrant.role, Body.name.label("body"), *_dates(RoleGrant))
        .outerjoin(Body, Body.id == RoleGrant.body_id)
        .where(RoleGrant.account_id == account),
        "sessions": select(
            SignInSession.public_id.label("id"), SignInSession.method, SignInSession.user_agent,
            SignInSession.created_at, SignInSession.expires_at, SignInSession.revoked_at,
        ).where(SignInSession.account_id == account),
        "tokens": select(
            ApiToken.public_id.label("id"), ApiToken.name, ApiToken.scopes, ApiToken.created_at, ApiToken.expires_at,
            ApiToken.revoked_at,
        ).where(ApiToken.account_id == account),
        "links": select(
            SingleUseLink.purpose, SingleUseLink.created_at, SingleUseLink.expires_at, SingleUseLink.used_at
        ).where(SingleUseLink.account_id == account),
        "recovery_codes": select(RecoveryCode.used_at).where(RecoveryCode.account_id == account),
    }  # fmt: skip


def _written(account: int) -> dict[str, Select[Any]]:
    """What the person filed and wrote. Documents bear the titles that they were filed under: what others made of them
    since is not the person's, and may be hidden from it today.
    """
    document, number = Document.public_id.label("document"), Version.number.label("version")
    return {
        "intakes": select(
            Intake.public_id.label("id"), Intake.file_name, Intake.guesses, Intake.created_at, Intake.expires_at
        ).where(Intake.owner_id == account),
        "documents": select(Document.public_id.label("id"), Version.title, Document.created_at)
        .join(Version, (Version.document_id == Document.id) & (Version.number == 1))
        .where(Document.author_id == account),
        "versions": select(document, number, Version.title, Version.file_name, Version.reason, Version.created_at)
        .join(Document, Document.id == Version.document_id)
        .where(Version.author_id == account),
        "states": select(document, number, VersionState.state, *_dates(VersionState))
        .join(Version, Version.id == VersionState.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(VersionState.account_id == account),
        "companions": select(
            document, number, Companion.public_id.label("id"), Companion.role, Companion.file_name,
            Companion.created_at,
        )
        .join(Version, Version.id == Companion.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(Companion.author_id == account),
        **_commented(account),
        "saved_searches": select(
            SavedSearch.public_id.label("id"), SavedSearch.name, SavedSearch.address, SavedSearch.frequency,
            SavedSearch.created_at, SavedSearch.told_at,
        ).where(SavedSearch.account_id == account),
        "synonyms": select(
            SynonymGroup.public_id.label("id"), SynonymGroup.words, SynonymGroup.created_at, SynonymGroup.changed_at
        ).where(SynonymGroup.author_id == account),
        "notes": select(
            Institution.name.label("institution"), InstitutionNote.day, InstitutionNote.words,
            InstitutionNote.recorded_at,
        )
        .join(Institution, Institution.id == InstitutionNote.institution_id)
        .where(InstitutionNote.account_id == account),
        "candidature_answers": select(
            Candidature.public_id.label("candidature"), CandidatureStep.state, CandidatureStep.day,
            CandidatureStep.words, CandidatureStep.recorded_at,
        )
        .join(Candidature, Candidature.id == CandidatureStep.candidature_id)
        .where(CandidatureStep.account_id == account),
    }  # fmt: skip


def _commented(account: int) -> dict[str, Select[Any]]:
    """What the person said of documents, without the passages: these are others' words, in a text that may be hidden
    from the person today; nor the remarks of others that the person brought with an annotated copy, which are theirs.
    """
    document, number = Document.public_id.label("document"), Version.number.label("version")
    comment = Comment.public_id.label("id")
    said: list[Any] = [Comment.anchor, Comment.text, Comment.created_at, Comment.withdrawn_at]
    brought: list[Any] = [Comment.sort, Comment.created_at]
    settled: list[Any] = [Comment.resolved_at]
    mine, ours = Comment.author_id == account, Comment.sort == ""
    return {
        name: select(document, number, comment, *columns)
        .join(Version, Version.id == Comment.version_id)
        .join(Document, Document.id == Version.document_id)
        .where(*wanted)
        for name, columns, wanted in (
            ("comments", said, (mine, ours)), ("brought_remarks", brought, (mine, ~ours)),
            ("settled_comments", settled, (Comment.resolved_by_id == account,)),
        )
    }  # fmt: skip


def _addressed(session: Session, key: str) -> dict[str, Select[Any]]:
    """Mail to the person, without its words: they may hold links that sign in."""
    message: list[Any] = [MailMessage.purpose, MailMessage.created_at, MailMessage.sent_at]
    request: list[Any] = [LinkRequest.purpose, LinkRequest.requested_at]
    return {
        "messages": select(*message).where(_is(session, MailMessage.recipient, key)),
        "link_requests": select(*request).where(_is(session, LinkRequest.mail, key)),
    }


def _is(session: Session, address: Any, key: str) -> Any:
    """That a column holds this address, however it is spelt: folding it is Python's, for databases fold ASCII only."""
    spelt = session.scalars(select(address).distinct())
    return address.in_([one for one in spelt if accounts.mail_key(one) == key])


def _candidatures_of(session: Session, key: str) -> list[Candidature]:
    """Candidatures that name this address as that of the person to be reached."""
    query = select(Candidature).order_by(Candidature.id)
    return [row for row in session.scalars(query) if accounts.mail_key(row.contact_mail) == key]


def _candidature(row: Candidature) -> dict[str, Any]:
    return {
        "id": row.public_id, "institution": row.institution_name, "given": row.contact_given,
        "family": row.contact_family, "function": row.contact_function, "mail": row.contact_mail,
        "message": row.message, "received_at": _plain(row.received_at),
    }  # fmt: skip


def _dates(table: type[Dated]) -> tuple[Any, ...]:
    return (table.valid_from, table.valid_until, table.recorded_at, table.retracted_at)


def _listed(session: Session, query: Select[Any]) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in session.execute(query).mappings()]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # an instant is a date too


def erase(uow: UnitOfWork, account: Account, day: date) -> None:
    """Take the person's name, addresses and ways in out of every table; what holds on ``day`` ends on it.

    Facts on people are otherwise never altered, so that one can always tell what was known. Here that is just what may
    not remain: a retracted row would keep the name and the telephone number for ever. Rows are therefore changed in
    place, retracted ones too; their dates, roles and bodies stay, so that who decided remains countable.
    """
    session, person, key = uow.session, account.person, account.mail_key
    mail = f"anonyme-{account.public_id}@anonyme.invalid"
    _end_all(uow, account, day)
    for row in _candidatures_of(session, key):
        row.contact_given, row.contact_family, row.contact_function, row.contact_mail = "", FORMER, "", mail
    session.execute(update(Office).where(Office.person_id == person.id).values(mail="", phone=""))
    session.execute(update(SignInSession).where(SignInSession.account_id == account.id).values(user_agent=""))
    session.execute(update(ApiToken).where(ApiToken.account_id == account.id).values(name=""))
    emptied = {"recipient": mail, "subject": "", "text": "", "fault": "", "next_try_at": None}
    session.execute(update(MailMessage).where(_is(session, MailMessage.recipient, key)).values(emptied))
    session.execute(delete(LinkRequest).where(_is(session, LinkRequest.mail, key)))
    for table in (SingleUseLink, RecoveryCode, SavedSearch):
        session.execute(delete(table).where(table.account_id == account.id))
    person.given, person.family, person.name_key = "", FORMER, fold(FORMER)
    account.mail, account.mail_key = mail, accounts.mail_key(mail)
    account.password_hash, account.totp_secret, account.totp_step = "", "", 0
    account.anonymised_at = uow.now
    session.flush()


def _end_all(uow: UnitOfWork, account: Account, day: date) -> None:
    """Every role, affiliation, mandate and office of the person ends: nobody is left to hold them."""
    accounts.end_grants(uow, account, day)
    tables: tuple[Any, ...] = (Affiliation, Mandate, Office)
    for table in tables:
        rows = select(table).where(table.person_id == account.person_id, table.retracted_at.is_(None))
        for row in list(uow.session.scalars(rows)):
            dated.end(uow, row, day)
