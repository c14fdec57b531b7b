"""Annotated copies: the Word or OpenDocument file that a member sends back with comments and tracked changes.

What the copy says becomes remarks on the passages of the version that it is a copy of; there they are kept, set aside
or answered by who edits the document, and follow their passages as every comment does. The copy itself is read and
let go. Whoever sees the version reads its remarks, nobody else. Rows are those of ``commenting``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from repo_service.domain.comparison import following, proposals
from repo_service.domain.comparison.likeness import NEAR, estimate, signature
from repo_service.domain.passages import Block, fold
from repo_service.domain.roles import Actor
from repo_service.errors import Forbidden, Invalid, Unreadable
from repo_service.formats.base import Annotated, Extract, Remark
from repo_service.formats.isolate import Reader
from repo_service.services import access, documents, reading
from repo_service.services.versions import commenting, resembling
from repo_service.services.versions.signing import Catalogue
from repo_service.store import comments, filing, readings
from repo_service.store.comments import Brought, Comment
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork

MOST_VERSIONS = 12  # that a copy may be one of: the newest ones
_REPLY = "\n"  # begins the place of a reply, as no anchor does
_UNREADABLE = {
    "empty": "Ce fichier est vide. Vérifiez que c’est bien celui que vous avez reçu, et déposez-le de nouveau.",
    "encrypted": "Cette copie est protégée par un mot de passe. Enregistrez-la sans mot de passe, puis déposez-la.",
    "unsupported": "Les remarques se lisent dans un fichier Word (.docx) ou OpenDocument (.odt). Enregistrez la copie "
    "sous l’un de ces formats, puis déposez-la.",
    "too_long": "Cette copie est trop longue pour que ses remarques soient lues ici. Découpez-la, puis déposez-la.",
}
_DAMAGED = "Ce fichier est abîmé ou incomplet. Ouvrez-le dans Word, enregistrez-le de nouveau, puis déposez-le."


class AnotherText(Invalid):
    """The copy is one of another text. ``resembles``: the document that it looks like, of those that the actor sees."""

    message = (
        "Ce fichier n’est pas une copie de ce document : son texte, avant les modifications, n’y ressemble pas assez. "
        "Rien n’a été ajouté."
    )

    def __init__(self, resembles: Document | None = None) -> None:
        super().__init__()
        self.resembles = resembles


class Placed(NamedTuple):
    """What a copy says, on the version that it is a copy of: ready to be kept."""

    number: int
    remarks: tuple[Brought, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of a copy: the version that it is a copy of, remarks added and known before, people who made them."""

    number: int
    added: int
    known: int
    people: int


def allowed(uow: UnitOfWork, actor: Actor, public_id: str, number: int) -> tuple[Document, Version]:
    """A version whose remarks the actor may collect and weigh: who comments it and edits the document."""
    document, version = commenting.opened(uow, actor, public_id, number)
    if not (actor.can("file") and access.permits(actor, "edit", document)):
        raise Forbidden()
    return document, version


def may_collect(actor: Actor, document: Document) -> bool:
    """The same for a document that is shown, as a page asks that shows the form or not."""
    permitted = actor.can("comment") and actor.can("file") and access.permits(actor, "edit", document)
    return permitted and document.state != "withdrawn"


def is_offered(actor: Actor, document: Document) -> bool:
    """Whether the page of a document leads to that form: minutes are circulated to be corrected."""
    return document.kind == "minutes" and may_collect(actor, document)


def read(reader: Reader, path: Path, file_name: str) -> Annotated:
    """What a dropped copy says; no transaction is open meanwhile. ``Invalid`` for a file that cannot be read."""
    try:
        return reader.remarks(path, hint=file_name)
    except Unreadable as error:
        raise Invalid(fields={"annotated": _UNREADABLE.get(str(error.params["reason"]), _DAMAGED)}) from error


def place(
    uow: UnitOfWork, actor: Actor, catalogue: Catalogue, public_id: str, number: int, copy: Annotated
) -> Placed:
    """Find the version that a copy is one of, and the passages of its remarks; ``AnotherText`` where it is of none.

    ``number`` is preferred among versions that are equally like it. It may take a second: keep nothing locked.
    """
    document, _ = allowed(uow, actor, public_id, number)
    seen = [one for one in document.versions if access.sees_version(actor, document, one)]
    texts = [_Text(uow, one) for one in seen[-MOST_VERSIONS:] if filing.state_of(one) != "withdrawn"]
    best = max(texts, key=lambda text: (text.share_of(copy.passages), text.number == number, text.number), default=None)
    if best is None or best.likeness(copy.passages) < NEAR:
        raise AnotherText(resembling.looks_like(uow, actor, catalogue, copy.passages))
    return Placed(best.number, tuple(_brought(copy, best, uow.now)))


def collect(uow: UnitOfWork, actor: Actor, public_id: str, placed: Placed) -> Collected:
    """Keep the remarks of a copy, but those that the same person made already, in this copy or in another one."""
    document, version = allowed(uow, actor, public_id, placed.number)
    added = _unknown(placed.remarks, _held(uow, actor, document))
    if added:
        read_from = _extraction(uow, version)
        author = documents.account_of(uow, actor)
        comments.bring(uow, version, author, read_from.id if read_from else None, added)
        uow.log.record(
            "comment.collected", actor.account, document.public_id, version=version.number, remarks=len(added)
        )
    people = {one.said_by for one in added}
    return Collected(version.number, len(added), len(placed.remarks) - len(added), len(people))


def keep(uow: UnitOfWork, actor: Actor, public_id: str, number: int, comment_id: str) -> None:
    """Retain a remark: its author is followed. It is settled by that."""
    document, row = _remark(uow, actor, public_id, number, comment_id)
    if row.outcome != "kept":
        comments.weigh(uow, row, "kept", documents.account_of(uow, actor))
        _tell(uow, actor, "comment.kept", document, row)


def set_aside(uow: UnitOfWork, actor: Actor, public_id: str, number: int, comment_id: str) -> None:
    """Do not follow a remark. It is settled by that."""
    document, row = _remark(uow, actor, public_id, number, comment_id)
    if row.outcome != "set_aside":
        comments.weigh(uow, row, "set_aside", documents.account_of(uow, actor))
        _tell(uow, actor, "comment.set_aside", document, row)


def undo(uow: UnitOfWork, actor: Actor, public_id: str, number: int, comment_id: str) -> None:
    """Have a remark wait again, as if nobody had weighed it."""
    document, row = _remark(uow, actor, public_id, number, comment_id)
    if row.resolved_at is not None:
        comments.weigh(uow, row, "", None)
        _tell(uow, actor, "comment.reopened", document, row)


def erase(uow: UnitOfWork, actor: Actor, public_id: str, number: int, comment_id: str) -> None:
    """Take the words of a remark away for good: that of a copy dropped by mistake, or one that must not stand there."""
    document, row = _remark(uow, actor, public_id, number, comment_id)
    if row.withdrawn_at is None:
        comments.withdraw(uow, row)
        _tell(uow, actor, "comment.erased", document, row)


def _tell(uow: UnitOfWork, actor: Actor, act: str, document: Document, row: Comment) -> None:
    uow.log.record(act, actor.account, document.public_id, comment=row.public_id, version=row.version.number)


def _remark(uow: UnitOfWork, actor: Actor, public_id: str, number: int, comment_id: str) -> tuple[Document, Comment]:
    document, _ = allowed(uow, actor, public_id, number)
    row = commenting.row_of(uow, actor, document, number, comment_id)
    if not row.sort or row.answers_id is not None:
        raise Invalid("Seule une remarque reçue dans une copie se retient ou s’écarte.")
    return document, row


class _Mark(NamedTuple):
    """What makes two remarks the same one: who says what on which passage, or in reply to what."""

    said_by: str
    sort: str
    text: str
    place: str


def _held(uow: UnitOfWork, actor: Actor, document: Document) -> dict[_Mark, list[Comment]]:
    """The remarks that the actor reads on the document: an anchor names a wording, in whatever version it stands."""
    seen = [version.id for version in document.versions if access.sees_version(actor, document, version)]
    rows = comments.on_versions(uow.session, seen)
    texts = {row.id: row.text for row in rows}
    held: dict[_Mark, list[Comment]] = defaultdict(list)
    for row in rows:
        if row.sort and row.withdrawn_at is None:
            place = row.anchor if row.answers_id is None else f"{_REPLY}{texts.get(row.answers_id, '')}"
            held[_Mark(row.said_by, row.sort, row.text, place)].append(row)
    return held


def _unknown(remarks: Sequence[Brought], held: dict[_Mark, list[Comment]]) -> list[Brought]:
    """The remarks that are not held yet, as often as they are not; replies say what they reply to among both."""
    added: list[Brought] = []
    places: dict[int, int] = {}
    known: dict[int, int] = {}
    for number, one in enumerate(remarks):
        place = one.anchor if one.answers < 0 else f"{_REPLY}{remarks[one.answers].text}"
        twins = held.get(_Mark(one.said_by, one.sort, one.text, place))
        if twins:
            known[number] = twins.pop(0).id
            continue
        places[number] = len(added)
        added.append(replace(one, answers=places.get(one.answers, -1), under=known.get(one.answers)))
    return added


def _extraction(uow: UnitOfWork, version: Version) -> Any:
    """What the text of a version was drawn from."""
    return readings.extraction(uow.session, version.blob_sha256, reading.reader_of(version.media_type))


class _Text:
    """A version of the document that a copy may be one of."""

    def __init__(self, uow: UnitOfWork, version: Version) -> None:
        row = _extraction(uow, version)
        self.number = version.number
        self._blocks = [block for block in Extract.from_json(row.content).blocks if block.anchor] if row else []
        self._anchors: dict[str, list[Block]] = defaultdict(list)
        for block in self._blocks:
            self._anchors[fold(block.text)].append(block)
        self._known: dict[str, Block | None] = {}

    def share_of(self, passages: Sequence[str]) -> float:
        """How much of a copy, by signs, stands here passage for passage."""
        whole = sum(map(len, passages))
        return sum(len(one) for one in passages if fold(one) in self._anchors) / whole if whole else 0.0

    def likeness(self, passages: Sequence[str]) -> float:
        """How alike the copy and this text are: the part that stands here word for word, or by their runs of words."""
        ours = signature(block.text for block in self._blocks)
        return max(self.share_of(passages), estimate(signature(passages), ours))

    def find(self, passage: str, twin: int) -> Block | None:
        """The passage that a copy has, as its ``twin``-th one of this wording (from 0), or the most similar one."""
        twins = self._anchors.get(fold(passage))
        if twins:
            return twins[min(twin, len(twins) - 1)]
        if passage not in self._known:
            anchor = following.follow("-", passage, self._blocks)
            self._known[passage] = next((block for block in self._blocks if block.anchor == anchor), None)
        return self._known[passage]


def _brought(copy: Annotated, text: _Text, now: datetime) -> Iterator[Brought]:
    """The remarks as they are kept: replies after what they reply to."""
    twins = _twins(copy.passages)
    ordered = sorted(copy.remarks, key=lambda one: bool(one.answers))  # stable: each sort keeps the order of the text
    places = {one.key: number for number, one in enumerate(ordered) if one.key}
    roots = _roots(ordered)
    for one in ordered:
        block = text.find(one.passage_before, twins[one.place]) if one.place >= 0 else None
        said = proposals.sentence(one.sort, one.text, one.passage_before, one.start, one.end)
        words = commenting.plain(one.text if one.answers else said)
        root = roots.get(one.answers, "")
        name = " ".join(commenting.plain(one.author).split())[: comments.SAID_BY]
        yield Brought(
            one.sort, name, words, _instant(one.date, now), block.anchor if block and not root else "",
            block.text if block and not root else "", places.get(root, -1),
        )  # fmt: skip


def _roots(remarks: Iterable[Remark]) -> dict[str, str]:
    """Key of a comment -> key of the comment that its thread begins with: here an answer is never answered."""
    parents = {one.key: one.answers for one in remarks if one.key}
    roots: dict[str, str] = {}
    for key in parents:
        root, met = key, {key}
        while (above := parents.get(root, "")) and above in parents and above not in met:
            root = above
            met.add(root)
        roots[key] = root
    return roots


def _twins(passages: Sequence[str]) -> list[int]:
    """For each passage, how many before it have the same wording."""
    seen: Counter[str] = Counter()
    numbers = []
    for passage in passages:
        folded = fold(passage)
        numbers.append(seen[folded])
        seen[folded] += 1
    return numbers


def _instant(date: str, now: datetime) -> datetime:
    """The day that the file tells; the present where it tells none, or one to come."""
    try:
        said = datetime.fromisoformat(date)
    except ValueError:
        return now
    said = said if said.tzinfo else said.replace(tzinfo=UTC)
    return min(said, now)
