"""Discussion of a text: comments on passages of a version, answered, settled, following their passage into later ones.

Nothing said is changed in place. Whoever sees a version sees what was said on it, nobody else: former partners and
visitors not even how much. Where passages stand is found by ``places``; rows are in
``store/comments.py``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from repo_service.domain.documents import TURNING
from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor
from repo_service.errors import Forbidden, Gone, Invalid, NotFound
from repo_service.formats.base import Extract
from repo_service.services import access, documents, reading
from repo_service.services.reading import Shown
from repo_service.services.versions.places import Paths, Place
from repo_service.store import comments, filing, readings
from repo_service.store.comments import Comment
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork

LONGEST = 5_000  # signs of a comment


@dataclass(frozen=True, slots=True)
class Said:
    """A comment or an answer. ``text`` is empty where its author withdrew it; ``mine``: the actor is its author.

    What an annotated copy says has the name in the file as ``author``, empty where it names nobody; ``brought_by`` is
    who dropped that copy, ``sort`` as in ``store.comments``. Both are empty for what was said here.
    """

    id: str
    author: str
    at: datetime
    text: str
    withdrawn: bool
    mine: bool
    sort: str = ""
    brought_by: str = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its answers, as it stands in the version shown.

    ``made_on`` is the number of its version; ``quote`` the wording of its passage then, empty for one on the whole
    text. ``anchor`` is where the passage stands in version ``stood``: the one shown, or, once it is gone, the last one
    that held it. ``changed``: it stands, in another wording. ``settled_at`` is ``None`` for an open one. ``outcome``:
    what became of a remark of an annotated copy, "kept", "set_aside" or "".
    """

    first: Said
    answers: tuple[Said, ...]
    made_on: int
    quote: str
    anchor: str
    stood: int
    gone: bool
    changed: bool
    settled_at: datetime | None
    settled_by: str
    may_settle: bool
    outcome: str = ""

    @property
    def is_remark(self) -> bool:
        """Whether it came with an annotated copy."""
        return bool(self.first.sort)

    @property
    def speaks(self) -> bool:
        """Whether any word remains in it."""
        return not self.first.withdrawn or any(not answer.withdrawn for answer in self.answers)

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.settled_at is None and self.speaks


@dataclass(frozen=True, slots=True)
class Discussion:
    """All that was said on a version and on those before it, as the actor may know it."""

    shown: Shown
    threads: tuple[Thread, ...]
    is_draft: bool  # what is said will have more readers when the version is published
    _by_anchor: dict[str, list[Thread]] = field(init=False, repr=False, compare=False)  # threads by anchor

    def __post_init__(self) -> None:
        """Sort the threads once: a page asks for those of every passage."""
        standing: dict[str, list[Thread]] = {}
        for one in self.threads:
            if not one.gone:
                standing.setdefault(one.anchor, []).append(one)
        object.__setattr__(self, "_by_anchor", standing)

    @property
    def anchors(self) -> frozenset[str]:
        """Those of the passages that can be commented."""
        return frozenset(block.anchor for block in self.shown.extract.blocks if block.anchor)

    def on(self, anchor: str) -> list[Thread]:
        """The threads on a passage of the version shown; "" for those on the whole text."""
        return list(self._by_anchor.get(anchor, ()))

    @property
    def gone(self) -> list[Thread]:
        """Those whose passage is not in the version shown any more."""
        return [one for one in self.threads if one.gone]


@dataclass(frozen=True, slots=True)
class Received:
    """Remarks of annotated copies: how many, of how many people, and how many wait to be weighed."""

    remarks: int = 0
    people: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page of a document tells of its discussion: threads in which somebody says something, those that are
    open, and how many open ones there are on each passage, by anchor. ``received``, remarks of annotated copies, are
    counted apart; each marks its passage too.
    """

    threads: int = 0
    open: int = 0
    marks: dict[str, int] = field(default_factory=dict)
    received: Received = Received()


def received(threads: Iterable[Thread]) -> Received:
    """The count of the remarks among ``threads``."""
    told = [one for one in threads if one.is_remark and one.speaks]
    return Received(len(told), len({one.first.author for one in told}), sum(one.is_open for one in told))


def overview(uow: UnitOfWork, actor: Actor, shown: Shown) -> Overview | None:
    """The same as numbers, for a document that is shown anyway; ``None`` for who may not know. One cheap query where
    nobody said anything.
    """
    if not actor.can("see_comments") or shown.document.state == "withdrawn":
        return None
    told = [thread for thread in _threads(uow, actor, shown) if thread.speaks]
    waiting = [thread for thread in told if thread.is_open]
    marks: dict[str, int] = {}
    for thread in waiting:
        if thread.anchor and not thread.gone:
            marks[thread.anchor] = marks.get(thread.anchor, 0) + 1
    ours = [thread for thread in told if not thread.is_remark]
    return Overview(len(ours), sum(thread.is_open for thread in ours), marks, received(told))


def discussion(uow: UnitOfWork, actor: Actor, public_id: str, number: int) -> Discussion:
    """What was said on a version; ``NotFound`` and ``Gone`` as for its text, also for who keeps a withdrawn one."""
    shown = reading.show(uow, actor, public_id, number)
    _standing(shown.document)
    access.allow(actor, "see_comments")
    return Discussion(shown, tuple(_threads(uow, actor, shown)), filing.is_hidden(shown.version))


def comment(
    uow: UnitOfWork, actor: Actor, public_id: str, number: int, text: str, anchor: str = "", answers: str = ""
) -> str:
    """Say something on a passage of a version, on the whole of it, or in answer to a comment; its identifier."""
    document, version = opened(uow, actor, public_id, number)
    text, row, quote, extraction = _tidy(text), None, "", None
    if answers:
        row = _answered(uow, actor, document, number, answers)
        if anchor:
            raise Invalid(fields={"anchor": "Une réponse porte sur un commentaire, pas sur un passage."})
    elif anchor:
        quote, extraction = _cited(uow, version, anchor)
    author = documents.account_of(uow, actor)
    made = comments.add(
        uow, version, author, text, anchor=anchor, quote=quote, extraction=extraction, answers=row
    )  # fmt: skip
    uow.log.record(
        "comment.written", actor.account, document.public_id, comment=made.public_id, version=version.number
    )
    return made.public_id


def resolve(uow: UnitOfWork, actor: Actor, public_id: str, number: int, comment_id: str) -> None:
    """Mark a comment as settled; nothing happens to one that is already."""
    document, row = _settling(uow, actor, public_id, number, comment_id)
    if row.resolved_at is None:
        comments.resolve(uow, row, documents.account_of(uow, actor))
        uow.log.record(
            "comment.resolved", actor.account, document.public_id, comment=row.public_id, version=row.version.number
        )


def reopen(uow: UnitOfWork, actor: Actor, public_id: str, number: int, comment_id: str) -> None:
    """Open a settled comment again; nothing happens to an open one."""
    document, row = _settling(uow, actor, public_id, number, comment_id)
    if row.resolved_at is not None:
        comments.resolve(uow, row, None)
        uow.log.record(
            "comment.reopened", actor.account, document.public_id, comment=row.public_id, version=row.version.number
        )


def withdraw(uow: UnitOfWork, actor: Actor, public_id: str, number: int, comment_id: str) -> None:
    """Take back one's own words, for good; answers to them stay."""
    document, _ = opened(uow, actor, public_id, number)
    row = row_of(uow, actor, document, number, comment_id)
    if row.sort:
        raise Forbidden("Une remarque reçue dans une copie ne se retire pas : le secrétariat l’écarte ou l’efface.")
    if row.author.public_id != actor.account:
        raise Forbidden("Seule la personne qui a écrit un commentaire peut le retirer.")
    if row.withdrawn_at is None:
        comments.withdraw(uow, row)
        uow.log.record(
            "comment.withdrawn", actor.account, document.public_id, comment=row.public_id, version=row.version.number
        )


def opened(uow: UnitOfWork, actor: Actor, public_id: str, number: int) -> tuple[Document, Version]:
    """A version that the actor may comment; refuses as the verbs do."""
    _standing(reading.readable(uow, actor, public_id))
    document, version = access.visible_version(uow, actor, public_id, number)
    access.allow(actor, "comment")
    return document, version


def _standing(document: Document) -> None:
    if document.state == "withdrawn":
        raise Gone("Ce document a été retiré : %(reason)s", reason=document.withdrawn_reason)


def _rows(uow: UnitOfWork, seen: dict[int, int], number: int) -> list[Comment]:
    """What was said on versions up to ``number``, and every answer to it. ``seen``: the versions that the actor sees,
    their numbers by their keys.
    """
    rows = comments.on_versions(uow.session, sorted(seen))
    kept = {row.id for row in rows if row.answers_id is None and seen[row.version_id] <= number}
    return [row for row in rows if row.id in kept or row.answers_id in kept]


def row_of(uow: UnitOfWork, actor: Actor, document: Document, number: int, comment_id: str) -> Comment:
    """A comment or an answer that the actor reads on a version; ``NotFound`` for any other."""
    seen = {one.id: one.number for one in document.versions if access.sees_version(actor, document, one)}
    for row in _rows(uow, seen, number):
        if row.public_id == comment_id:
            return row
    raise NotFound()


def _settling(
    uow: UnitOfWork, actor: Actor, public_id: str, number: int, comment_id: str
) -> tuple[Document, Comment]:
    document, _ = opened(uow, actor, public_id, number)
    row = row_of(uow, actor, document, number, comment_id)
    if row.answers_id is not None:
        raise Invalid("C’est le commentaire qui se marque comme réglé, pas une réponse.")
    if not _may_settle(actor, document, row):
        raise Forbidden("Seuls son auteur et ceux qui modifient le document marquent un commentaire comme réglé.")
    return document, row


def _may_settle(actor: Actor, document: Document, row: Comment) -> bool:
    """Who edits the document settles what is said on it, and who said it; a remark of a copy was said by others."""
    mine = row.author.public_id == actor.account and not row.sort
    return actor.can("comment") and (mine or access.permits(actor, "edit", document))


def _answered(uow: UnitOfWork, actor: Actor, document: Document, number: int, comment_id: str) -> Comment:
    try:
        row = row_of(uow, actor, document, number, comment_id)
    except NotFound as error:
        raise Invalid(fields={"answers": "Ce commentaire n’existe pas sur cette version."}) from error
    if row.answers_id is not None:
        raise Invalid(fields={"answers": "On répond à un commentaire, pas à une réponse."})
    if row.resolved_at is not None:
        raise Invalid(fields={"answers": "Ce commentaire est réglé. Écrivez-en un nouveau, ou faites-le rouvrir."})
    return row


def _cited(uow: UnitOfWork, version: Version, anchor: str) -> tuple[str, int]:
    """The wording of a passage, and the key of what it was read from."""
    row = readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))
    for block in Extract.from_json(row.content).blocks if row else ():
        if block.anchor == anchor and row is not None:
            return block.text, row.id
    raise Invalid(fields={"anchor": "Ce passage n’est pas dans cette version. Choisissez-en un autre."})


def plain(text: str) -> str:
    """A text without control characters and signs that turn the direction of writing; lines stay lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(filter(_is_plain, line.replace("\t", " "))).rstrip() for line in lines).strip("\n")


def _tidy(text: str) -> str:
    kept = plain(text)
    if not any(unicodedata.category(char)[0] not in "CZ" for char in kept):
        raise Invalid(fields={"text": "Écrivez votre commentaire."})
    if len(kept) > LONGEST:
        raise Invalid(fields={"text": "Ce commentaire est trop long : 5 000 signes au plus."})
    return kept


def _is_plain(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cs", "Zl", "Zp"} and char not in TURNING


def _threads(uow: UnitOfWork, actor: Actor, shown: Shown) -> list[Thread]:
    rows = _rows(uow, {one.id: one.number for one in shown.versions}, shown.version.number)
    if not rows:
        return []
    answers: dict[int, list[Said]] = {}
    for row in rows:
        if row.answers_id is not None:
            answers.setdefault(row.answers_id, []).append(_told(actor, row))
    paths = Paths(uow, shown)
    return [_thread(actor, paths, row, tuple(answers.get(row.id, ()))) for row in rows if row.answers_id is None]


def _told(actor: Actor, row: Comment) -> Said:
    name, withdrawn = row.author.person.name, row.withdrawn_at is not None
    if row.sort:
        return Said(row.public_id, row.said_by, row.created_at, row.text, withdrawn, False, row.sort, name)
    return Said(row.public_id, name, row.created_at, row.text, withdrawn, row.author.public_id == actor.account)


def _thread(actor: Actor, paths: Paths, row: Comment, answers: tuple[Said, ...]) -> Thread:
    shown, made_on = paths.shown, paths.numbers[row.version_id]
    place = paths.place(made_on, row.anchor, row.quote) if row.anchor else Place(shown.version.number, "", "", True)
    return Thread(
        _told(actor, row), answers, made_on, row.quote, place.anchor, place.version, not place.stands,
        place.stands and fold(place.wording) != fold(row.quote), row.resolved_at,
        row.resolved_by.person.name if row.resolved_by else "", _may_settle(actor, shown.document, row),
        row.outcome,
    )  # fmt: skip
