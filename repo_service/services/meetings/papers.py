"""The documents of a meeting: its minutes, and the papers of its points. A paper is a document like any other, with
readers of its own; a meeting only says that it belongs there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from repo_service import identifiers
from repo_service.domain.documents import NewDocument, is_blank
from repo_service.domain.passages import fold
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Invalid, NotFound
from repo_service.services import access, documents
from repo_service.services.documents import Prepared
from repo_service.services.meetings import rights
from repo_service.services.meetings.agendas import seen_points
from repo_service.services.versions.describing import TITLE_LENGTH, plain
from repo_service.store import lookup
from repo_service.store.documents import Document
from repo_service.store.register import meetings
from repo_service.store.register.tables import AgendaPoint, Meeting, MeetingPaper
from repo_service.store.work import UnitOfWork

MOST = 200  # papers of one meeting
_ADDRESS = re.compile(r"/documents/([0-9A-Za-z-]{12,20})(?:[/?#]|$)")
_UNKNOWN = (
    "Aucun document que vous pouvez lire n’a cette adresse ni ce titre exact, ou plusieurs ont ce titre. "
    "Copiez l’adresse de sa page."
)


def link(uow: UnitOfWork, actor: Actor, public_id: str, typed: str, point: str = "") -> MeetingPaper:
    """A document that the actor sees goes with the meeting, or with another of its points than before.

    ``typed``: the address of its page, its identifier, or its title as it stands.
    """
    row = rights.held(uow, actor, public_id)
    document, place = _document(uow, actor, typed), _place(uow, actor, row, point)
    return _put(uow, actor, row, document, place)


def drop(
    uow: UnitOfWork, actor: Actor, public_id: str, prepared: Sequence[Prepared], visibility: str, point: str,
    timezone: str,
) -> list[MeetingPaper]:  # fmt: skip
    """Files received for the meeting become documents of its body and day. A file that is kept already, in a document
    that the actor sees, is that document.
    """
    row = rights.held(uow, actor, public_id)
    place, body = _place(uow, actor, row, point), row.body.public_id
    papers = []
    for one in prepared:
        document = access.holding(uow, actor, one.blob.sha256)
        if document is None:
            said = NewDocument("other", _title(one.file_name), row.day, body, visibility=visibility)
            document = documents.file(uow, actor, one, said, timezone)
        papers.append(_put(uow, actor, row, document, place))
    return papers


def unlink(uow: UnitOfWork, actor: Actor, public_id: str, document: str) -> None:
    """The document goes with the meeting no more; nothing happens to the document."""
    row = rights.held(uow, actor, public_id)
    paper = next((one for one in seen_papers(uow, actor, row) if one.document.public_id == document), None)
    if paper is None:
        raise NotFound()
    meetings.remove_paper(uow, row, paper)
    _told(uow, actor, row, document)


def tie(uow: UnitOfWork, row: Meeting, document: Document, point: AgendaPoint | None = None) -> MeetingPaper | None:
    """The document goes with the meeting, as its minutes where it is; ``None`` where that is so already."""
    role = role_of(row, document)
    known = next((one for one in row.papers if one.document_id == document.id), None)
    if known is None:
        return meetings.add_paper(uow, row, document, role, point)
    place = point.id if point else known.point_id
    if (known.role, known.point_id) == (role, place):
        return None
    known.role, known.point_id = role, place
    return known


def role_of(row: Meeting, document: Document) -> str:
    """What a document is to a meeting: ``minutes`` are those of its own body and day."""
    own = document.kind == "minutes" and document.body_id == row.body_id and document.day == row.day
    return "minutes" if own else "paper"


def seen_papers(uow: UnitOfWork, actor: Actor, row: Meeting) -> list[MeetingPaper]:
    """The documents of a meeting that the actor sees, in the order in which they came."""
    known = meetings.seen(uow.session, {paper.document_id for paper in row.papers}, tokens_of(actor))
    return [paper for paper in row.papers if paper.document_id in known]


def _put(uow: UnitOfWork, actor: Actor, row: Meeting, document: Document, place: AgendaPoint | None) -> MeetingPaper:
    if len(row.papers) >= MOST:
        raise Invalid(fields={"document": "Une réunion garde 200 documents au plus."})
    paper = tie(uow, row, document, place)
    if paper is not None:
        _told(uow, actor, row, document.public_id)
        return paper
    return next(one for one in row.papers if one.document_id == document.id)


def _document(uow: UnitOfWork, actor: Actor, typed: str) -> Document:
    text = " ".join(plain(typed).split())[:1000]
    found = _ADDRESS.search(text)
    wanted = identifiers.normalise(found[1] if found else text)
    keys = [wanted] if wanted else [fold(text)[:TITLE_LENGTH]]
    if is_blank(text):
        raise Invalid(fields={"document": "Donnez l’adresse ou le titre du document."})
    document = lookup.named(uow.session, keys, tokens_of(actor)).get(keys[0])
    if document is None:
        raise Invalid(fields={"document": _UNKNOWN})
    return document


def _place(uow: UnitOfWork, actor: Actor, row: Meeting, point: str) -> AgendaPoint | None:
    if not point:
        return None
    found = next((one for one in seen_points(uow, actor, row) if one.public_id == point), None)
    if found is None:
        raise Invalid(fields={"point": "Ce point n’est plus à l’ordre du jour : choisissez-en un autre."})
    return found


def _title(file_name: str) -> str:
    stem = file_name.rpartition(".")[0] or file_name
    return " ".join(plain(stem.replace("_", " ")).split())[:TITLE_LENGTH] or "Document de séance"


def _told(uow: UnitOfWork, actor: Actor, row: Meeting, document: str) -> None:
    uow.log.record("meeting.papers", actor.account, row.public_id, document=document)
