"""Mail that reminds people, at seven in the morning, of what they are to do soon or should have done by now, and
secretaries of decisions to be looked at again.

One message a person and a day. It is ordered first, without a word: what is told is what the person may know when it
leaves, and that it was told is noted with its leaving. Never to former partners, closed accounts, or who wants none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, Signer

from repo_service import clock
from repo_service.domain.french_dates import in_words
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import LinkSpent
from repo_service.mail import Sender
from repo_service.services import access, installing, mailing
from repo_service.services.accounts import signing_in
from repo_service.services.mailing import Letterhead, Written
from repo_service.services.repository import Repository
from repo_service.services.searching import alerts
from repo_service.store.people import accounts
from repo_service.store.people.tables import Account
from repo_service.store.register import reminders
from repo_service.store.register.tables import Action, Decision
from repo_service.store.work import UnitOfWork

STOP_PATH = "/actions/stop/"


@dataclass(frozen=True, slots=True)
class Line:
    """An action or a decision in a message: words on one line, its day in words, and how far that is: ``late`` days
    ago, or ``left`` days ahead.
    """

    title: str
    day: str
    late: int
    left: int
    link: str


@dataclass(frozen=True, slots=True)
class _Turn:
    """One morning: when it began, and the day that it is; both where the consortium lives."""

    began: datetime
    today: date
    timezone: str

    def midnight(self, day: date) -> datetime:
        """The instant at which a day begins."""
        return datetime.combine(day, time(), ZoneInfo(self.timezone))


@dataclass(frozen=True, slots=True)
class _Due:
    """What a person is to be reminded of."""

    actions: tuple[Action, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def any(self) -> bool:
        """Whether it is anything."""
        return bool(self.actions or self.decisions)


def is_stopped(uow: UnitOfWork, actor: Actor) -> bool:
    """Whether the actor wants no reminders."""
    return bool(actor.signed_in and reminders.stopped(uow.session, (actor.account,)))


def want(uow: UnitOfWork, actor: Actor, wanted: bool) -> None:
    """Want reminders, or want them no more."""
    access.allow(actor, "carry_out")
    _put(uow, actor.account, wanted)


def _put(uow: UnitOfWork, account: str, wanted: bool) -> None:
    if wanted is bool(reminders.stopped(uow.session, (account,))):
        uow.log.record("reminders.wanted" if wanted else "reminders.stopped", account, account)


def stop_link(key: str, head: Letterhead, account: str) -> str:
    """The address by which somebody ends these messages without signing in. It is good for that alone, for ever."""
    return f"{head.address}{STOP_PATH}{_signer(key).sign(account).decode('ascii')}"


def behind_stop(uow: UnitOfWork, key: str, secret: str) -> str:
    """The account that such an address names. ``LinkSpent`` for one that we did not make."""
    try:
        name = _signer(key).unsign(secret.encode("utf-8", "replace")).decode("ascii")
    except (BadSignature, UnicodeError):
        name = ""
    if not name or accounts.by_public_id(uow.session, name) is None:
        raise LinkSpent("Cette adresse n’est pas entière\u00a0: recopiez-la depuis le courriel. Rien n’a été changé.")
    return name


def stop(uow: UnitOfWork, key: str, secret: str) -> None:
    """End these messages for the person that the address names."""
    _put(uow, behind_stop(uow, key, secret), wanted=False)


def _signer(key: str) -> Signer:
    return Signer(key, salt="actions.stop", digest_method=hashlib.sha256)


def send_due(repository: Repository, sender: Sender, stopped: Callable[[], bool] = bool) -> int:
    """Order what is to be told this morning, and send what was ordered; how many messages left. Nothing is told while
    the public address of the site is not known: no link could be good.
    """
    if not repository.settings.base_url:
        return 0
    _order(repository)
    return mailing.send_ordered(
        repository.store, sender, lambda *asked: _write(repository, *asked), stopped, reminders.PURPOSE
    )


def _order(repository: Repository) -> None:
    with repository.store.reading() as uow:
        people = _waiting(repository, uow)
    if not people:
        return
    with repository.store.writing() as uow:
        already = reminders.written_to(uow.session, _turn(repository, uow.now).began)
        for account in people:
            if account.mail not in already:
                mailing.order(uow, reminders.PURPOSE, account.mail, account.language)


def _turn(repository: Repository, now: datetime) -> _Turn:
    timezone = repository.settings.timezone
    began = alerts.turns(now, timezone)["daily"]
    return _Turn(began, clock.day(began, timezone), timezone)


def _waiting(repository: Repository, uow: UnitOfWork) -> list[Account]:
    """The accounts to be written to now: of whom something is due, and who may be told it."""
    turn = _turn(repository, uow.now)
    reviews = reminders.reviews(uow.session, turn.today, turn.midnight)
    persons = reminders.owners_waiting(uow.session, turn.today, turn.midnight, turn.began)
    persons |= {row.owner_id for row in reviews if row.owner_id is not None}
    persons |= _secretaries(uow, reviews, turn.today)
    rows = reminders.accounts_of(uow.session, persons)
    already = reminders.written_to(uow.session, turn.began)
    refused = reminders.stopped(uow.session, [row.public_id for row in rows])
    asked = [row for row in rows if row.mail not in already and row.public_id not in refused]
    return [row for row in asked if _due(repository, uow, row, turn, reviews)[1].any]


def _secretaries(uow: UnitOfWork, reviews: list[Decision], day: date) -> set[int]:
    if not reviews:
        return set()
    granted = {row.person_id for row in accounts.with_role(uow.session, "secretary", day)}
    return granted | reminders.secretaries(uow.session, {row.body_id for row in reviews if row.body_id}, day)


def _due(
    repository: Repository, uow: UnitOfWork, account: Account, turn: _Turn, reviews: list[Decision]
) -> tuple[Actor, _Due]:
    """What a person is to be reminded of, as far as it may know it; nothing where its account or partner is out."""
    actor = signing_in.acting(uow, repository.door, account, second_factor=False)  # nobody asks a mail box for it
    if not actor.can("carry_out") or not accounts.is_address(account.mail):
        return actor, _Due()
    mine = reminders.actions_of(uow.session, account.person_id, turn.today, turn.midnight, turn.began)
    concerned = [row for row in reviews if row.owner_id == account.person_id or _serves(actor, row)]
    seen = reminders.readable(uow.session, concerned, tokens_of(actor))
    return actor, _Due(tuple(mine), tuple(row for row in concerned if row.document_id in seen))


def _serves(actor: Actor, row: Decision) -> bool:
    """Whether the actor is secretary of the body of a decision, or of all."""
    return "secretary" in actor.roles and (not actor.bodies or bool(row.body and row.body.public_id in actor.bodies))


def _write(repository: Repository, mail: str, taken: datetime) -> Written:
    """What the person of an address is reminded of when a message to it leaves; nothing where nobody has the address
    any more, or who has it wants none since.
    """
    head = Letterhead(repository.settings.site_name, repository.settings.base_url.rstrip("/"))
    with repository.store.reading() as uow:
        account = accounts.by_mail(uow.session, mail)
        if account is None or reminders.stopped(uow.session, (account.public_id,)):
            return Written(head, {}, lambda _: None)
        turn = _turn(repository, taken)
        reviews = reminders.reviews(uow.session, turn.today, turn.midnight, reminders.ordered_at(uow.session, mail))
        _, due = _due(repository, uow, account, turn, reviews)
    keys = account.person_id, [row.id for row in due.actions], [row.id for row in due.decisions]
    if not due.any:
        return Written(head, {}, lambda _: None)
    day = clock.day(taken, turn.timezone)
    words = {
        "actions": tuple(_action(head, row, day, account.language) for row in due.actions),
        "decisions": tuple(_decision(head, row, day, account.language) for row in due.decisions),
        "link": f"{head.address}/actions",
        "stop": stop_link(installing.secret_key(repository.settings), head, account.public_id),
    }
    return Written(head, words, lambda uow: reminders.told(uow, *keys, taken))


def _action(head: Letterhead, row: Action, today: date, language: str) -> Line:
    return _line(row.text, row.deadline or today, today, language, f"{head.address}/actions/{row.public_id}")


def _decision(head: Letterhead, row: Decision, today: date, language: str) -> Line:
    named = f"{row.number} – {row.document.title}" if row.number else row.document.title
    return _line(named, row.review_on or today, today, language, f"{head.address}/documents/{row.document.public_id}")


def _line(title: str, day: date, today: date, language: str, link: str) -> Line:
    left = (day - today).days
    words = in_words(day, "en" if language == "en" else "fr")
    return Line(alerts.one_line(title), words, max(-left, 0), max(left, 0), link)
