"""What is to be done, by whom, by when; and what becomes of it.

Who may see an action is told by ``store.register.actions``; names of people, progress and what was said of it are for
partners (``see_people``, ``see_comments``): to others an action of public minutes is what these minutes say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from repo_service import identifiers
from repo_service.domain.minutes.found import FoundAction
from repo_service.domain.register.execution import PROGRESS, is_overdue
from repo_service.domain.roles import Actor, holds_meetings, tokens_of
from repo_service.errors import Conflict, Forbidden, Invalid, NotFound, RepoServiceError
from repo_service.services import access, documents
from repo_service.services.register import owners, words
from repo_service.services.versions.describing import plain
from repo_service.store.documents import Document, Version
from repo_service.store.people import governance
from repo_service.store.people.tables import Body
from repo_service.store.register import actions
from repo_service.store.register.actions import Counts, Which
from repo_service.store.register.tables import Action
from repo_service.store.work import UnitOfWork

SCOPES: dict[str, Which] = {  # what a list may be narrowed to -> which actions these are
    "all": "open", "mine": "open", "others": "open", "overdue": "overdue", "closed": "closed", "body": "open",
}  # fmt: skip
_MINE = {"mine": True, "others": False}
_PUBLIC = frozenset({"public"})


@dataclass(frozen=True, slots=True)
class Origin:
    """The minutes that order an action, for who may read them: ``number``, ``anchor``: version and passage, 0 and ""
    where none is known; ``current``: that is the version of today. ``quote``: the exact words.
    """

    id: str
    title: str
    day: date | None
    language: str
    number: int = 0
    anchor: str = ""
    quote: str = ""
    current: bool = True


@dataclass(frozen=True, slots=True)
class Listed:
    """An action as the actor may know it. ``owner`` and ``progress`` are empty for who may not know them.

    ``known``: the owner is a known person; ``days_late``: how long it should have been done, 0 when it is not late.
    ``may_tell``: the actor may say what becomes of it; ``may_edit``: it may change its words, owner and deadline.
    """

    id: str
    text: str
    point: str
    body: str
    body_name: str
    owner: str
    known: bool
    deadline: date | None
    deadline_text: str
    progress: str
    days_late: int
    created_at: datetime
    closed_at: datetime | None
    origin: Origin | None
    decision: tuple[str, str] | None  # identifier and number of the decision that it carries out
    mine: bool
    may_tell: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and how many there are."""

    total: int
    rows: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A line of what became of an action; ``progress`` is empty where only words were said."""

    progress: str
    words: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """One action with its history, oldest first."""

    listed: Listed
    notes: tuple[Note, ...]


def tokens(actor: Actor) -> frozenset[str]:
    """The tokens by which actions are seen: of a partner that has left, those of everybody. What became of an action
    is told after it left.
    """
    return _PUBLIC if actor.former else tokens_of(actor)


def listing(
    uow: UnitOfWork, actor: Actor, today: date, scope: str = "all", body: str = "", page: int = 1, per_page: int = 20
) -> Page:  # fmt: skip
    """The actions of a ``scope`` (of ``SCOPES``) and a body: overdue ones first, then by deadline; closed ones by when
    they were. ``NotFound`` for a scope that is none; who is nobody has no action of its own.
    """
    access.allow(actor, "read")
    if scope not in SCOPES:
        raise NotFound()
    carried, which = tokens(actor), SCOPES[scope]
    if not actor.can("see_people"):  # whether an action is done is for partners: others are shown all alike
        which = "every"
    total, rows = actions.listing(
        uow.session, carried, which, today, mine=_MINE.get(scope), body=body, page=page, per_page=per_page
    )
    return Page(total, tuple(_all_listed(uow, actor, rows, carried, today)))


def show(uow: UnitOfWork, actor: Actor, public_id: str, today: date) -> Told:
    """One action and its history. ``NotFound`` is the same for a hidden one and for none."""
    access.allow(actor, "read")
    row = found(uow, actor, public_id)
    (listed,) = _all_listed(uow, actor, [row], tokens(actor), today)
    said = actions.notes(uow.session, row) if actor.can("see_comments") else []
    return Told(listed, tuple(Note(one.progress, one.words, one.account.person.name, one.at) for one in said))


def found(uow: UnitOfWork, actor: Actor, public_id: str) -> Action:
    """The row of an action that the actor sees. Raises ``NotFound``."""
    identifier = identifiers.normalise(public_id)
    row = actions.named(uow.session, identifier, tokens(actor)) if identifier else None
    if row is None:
        raise NotFound()
    return row


def counts(uow: UnitOfWork, actor: Actor, today: date, body: str = "") -> Counts | None:
    """How many open actions the actor sees, and how many of these are overdue; ``None`` for who may not know."""
    return actions.counts(uow.session, tokens(actor), today, body=body) if actor.can("see_people") else None


def mine(uow: UnitOfWork, actor: Actor, today: date) -> Counts | None:
    """The same of one's own actions; ``None`` for who can have none."""
    return actions.counts(uow.session, tokens(actor), today, mine=True) if actor.can("carry_out") else None


def bodies(uow: UnitOfWork, actor: Actor) -> list[tuple[str, str]]:
    """(identifier, name) of the bodies of which the actor sees an action, by name."""
    access.allow(actor, "read")
    return [(row.public_id, row.name) for row in actions.bodies(uow.session, tokens(actor))]


def add(
    uow: UnitOfWork, actor: Actor, today: date, body: str, text: str, owner: str, deadline: date | None,
    minutes: str = "",
) -> Action:  # fmt: skip
    """An action that was typed, of a body, with the ``minutes`` that order it (an identifier) or without any."""
    access.allow(actor, "hold_meetings")
    row = governance.body(uow.session, identifiers.normalise(body) or "")
    if row is None:
        raise Invalid(fields={"body": "Choisissez l’instance de cette action."})
    if not holds_meetings(actor, row.public_id):
        raise Forbidden("Vous ne notez que les actions des instances dont vous êtes secrétaire.")
    text, owner = words.of_action(text, owner, deadline)
    document = _minutes(uow, actor, minutes) if minutes else None
    day = document.day if document and document.day else today
    made = actions.add(
        uow, documents.account_of(uow, actor), row, owners.meant(uow, owners.split(owner), row, day), text=text,
        owner=owner, deadline=deadline, minutes_id=document.id if document else None,
    )  # fmt: skip
    uow.log.record("action.added", actor.account, made.public_id, body=row.public_id)
    return made


def add_found(
    uow: UnitOfWork, actor: Actor, *, body: Body, minutes: Document, day: date, meeting_id: int | None,
    decision_id: int | None, found: FoundAction, version: Version, extraction_id: int | None,
) -> Action:  # fmt: skip
    """An action that was found in a version of minutes and accepted: the row, and the passage that orders it.

    ``day`` is that of the meeting; ``meeting_id`` and ``decision_id`` are keys. What the text says is
    done already is closed as it is added.
    """
    access.allow(actor, "edit", minutes)
    persons = owners.meant(uow, found.owners, body, day, meeting_id)
    row = actions.add(
        uow, documents.account_of(uow, actor), body, persons,
        text=plain(found.text)[: words.TEXT_LENGTH], point=plain(found.point)[:300],
        owner=plain(", ".join(found.owners))[: words.OWNER_LENGTH], deadline=found.deadline,
        deadline_text=plain(found.deadline_text)[:200], minutes_id=minutes.id, meeting_id=meeting_id,
        decision_id=decision_id, progress="done" if found.done else "todo", closed_at=uow.now if found.done else None,
    )  # fmt: skip
    quote = found.quote
    actions.add_source(uow, row, version, extraction_id, quote.anchor, (quote.start, quote.end), quote.text)
    uow.log.record(
        "action.added", actor.account, row.public_id, body=body.public_id, minutes=minutes.public_id,
        version=version.number,
    )  # fmt: skip
    return row


def progress(uow: UnitOfWork, actor: Actor, public_id: str, put_to: str, note: str = "") -> bool:
    """Say what becomes of an action (``put_to`` a word of ``PROGRESS``), with a note; whether anything was new.

    For its owner, a secretary of its body, a coordinator who sees it, administrators. To say twice that it is done
    changes nothing; to drop it asks for a word why.
    """
    row = found(uow, actor, public_id)
    access.allow(actor, "carry_out")
    if not _may_tell(uow, actor, row):
        raise Forbidden("Une autre personne est chargée de cette action : c’est à elle, ou au secrétaire, de le dire.")
    note = words.lines(note)
    faults = {} if put_to in PROGRESS else {"progress": "Dites si l’action est à faire, en cours, faite ou abandonnée."}
    if len(note) > words.TEXT_LENGTH:
        faults["words"] = "Cette note est trop longue : 2 000 signes au plus."
    elif put_to == "dropped" != row.progress and not note:
        faults["words"] = "Dites en une ligne pourquoi l’action est abandonnée."
    if faults:
        raise Invalid(fields=faults)
    changed = put_to != row.progress
    if not changed and not note:
        return False
    actions.note(uow, row, documents.account_of(uow, actor), put_to if changed else "", note)
    if changed:
        actions.put(uow, row, put_to)
    uow.log.record("action.progress", actor.account, row.public_id, progress=put_to, noted=bool(note))
    return True


def edit(
    uow: UnitOfWork, actor: Actor, today: date, public_id: str, text: str, owner: str, deadline: date | None,
    seen: str = "",
) -> None:  # fmt: skip
    """Change the words, the owner and the deadline of an action, for who keeps those of its body.

    ``seen`` is the ``mark`` of what the person started from: ``Conflict`` when another changed it since.
    """
    row = editable(uow, actor, public_id)
    text, owner = words.of_action(text, owner, deadline)
    if seen and seen != mark(row):
        raise Conflict("Cette action a changé entre-temps. Rien n’est perdu : rouvrez-la et reprenez vos mots.")
    said: dict[str, object] = {"text": text, "owner": owner, "deadline": deadline}
    changed = sorted(name for name, value in said.items() if getattr(row, name) != value)
    if not changed:
        return
    if "owner" in changed:
        actions.give(uow, row, owners.meant(uow, owners.split(owner), row.body, today, row.meeting_id))
    if "deadline" in changed:
        row.deadline_text = ""
    row.text, row.owner, row.deadline = text, owner, deadline
    uow.log.record("action.edited", actor.account, row.public_id, changed=changed)


def editable(uow: UnitOfWork, actor: Actor, public_id: str) -> Action:
    """An action whose words the actor may change; refuses as ``edit`` does."""
    row = found(uow, actor, public_id)
    access.allow(actor, "hold_meetings")
    if not holds_meetings(actor, row.body.public_id):
        raise Forbidden("Vous ne changez que les actions des instances dont vous êtes secrétaire.")
    return row


def mark(row: Action) -> str:
    """What an action says, as a short mark: it changes with its words, its owner and its deadline."""
    return hashlib.sha256(repr((row.text, row.owner, row.deadline)).encode("utf-8", "replace")).hexdigest()[:16]


def _minutes(uow: UnitOfWork, actor: Actor, wanted: str) -> Document:
    """The minutes that an action is typed for: the actor keeps them."""
    try:
        document = access.visible(uow, actor, wanted)
        access.allow(actor, "edit", document)
    except RepoServiceError as error:
        raise Invalid(fields={"minutes": "Ce compte rendu n’existe pas, ou vous ne le tenez pas."}) from error
    if document.kind != "minutes" or document.state == "withdrawn":
        raise Invalid(fields={"minutes": "Ce document n’est pas un compte rendu."})
    return document


def _may_tell(uow: UnitOfWork, actor: Actor, row: Action) -> bool:
    if holds_meetings(actor, row.body.public_id) or "coordinator" in actor.roles:
        return True
    return actions.is_owner(uow.session, row, actor.account)


def _all_listed(
    uow: UnitOfWork, actor: Actor, rows: Sequence[Action], carried: Collection[str], today: date
) -> list[Listed]:
    readable = actions.readable(uow.session, rows, carried)
    places = actions.places(uow.session, [row for row in rows if row.minutes_id in readable])
    me = actions.person_of(uow.session, actor.account) if actor.can("carry_out") else None
    return [_listed(actor, row, readable, places.get(row.id), me, today) for row in rows]


def _listed(
    actor: Actor, row: Action, readable: Collection[int], place: actions.Place | None, me: int | None, today: date
) -> Listed:
    mine, keeps = any(one.person_id == me for one in row.owners), holds_meetings(actor, row.body.public_id)
    told = actor.can("see_people")
    late = told and is_overdue(row.progress, row.deadline, today)
    decision = row.decision if row.decision and row.decision.document_id in readable else None
    return Listed(
        row.public_id, row.text, row.point, row.body.public_id, row.body.name, row.owner if told else "",
        told and bool(row.owners), row.deadline, row.deadline_text, row.progress if told else "",
        (today - row.deadline).days if late and row.deadline else 0, row.created_at, row.closed_at if told else None,
        _origin(row, place) if row.minutes_id in readable else None,
        (decision.document.public_id, decision.number) if decision else None, mine,
        actor.can("carry_out") and (mine or keeps or "coordinator" in actor.roles), keeps,
    )  # fmt: skip


def _origin(row: Action, place: actions.Place | None) -> Origin | None:
    minutes = row.minutes
    if minutes is None:
        return None
    if place is None:
        return Origin(minutes.public_id, minutes.title, minutes.day, minutes.language)
    return Origin(
        minutes.public_id, minutes.title, minutes.day, minutes.language, place.number, place.anchor, place.quote,
        place.number == minutes.current_number,
    )  # fmt: skip
