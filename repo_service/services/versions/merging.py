"""Two people changed the same document at once: what came meanwhile, and both changes put together.

Nothing is kept here: the second person looks at what this gives, chooses, and saves on top of what came.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from repo_service.domain.comparison import merging
from repo_service.domain.comparison.merging import Field, Merge
from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid
from repo_service.services import access, documents, knowhow
from repo_service.services.versions import describing
from repo_service.store import filing
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A document that moved on: the version that the person saw (``None``: no such one), its latest, and those of which
    it learns now, oldest first.
    """

    document: Document
    seen: Version | None
    latest: Version
    came: tuple[Version, ...]


def meanwhile(uow: UnitOfWork, actor: Actor, public_id: str, since: int) -> Meanwhile:
    """What came after version ``since``, for somebody who may change the document."""
    document = documents.editable(uow, actor, public_id, None)
    versions = [version for version in document.versions if access.sees_version(actor, document, version)]
    before = [version for version in versions if version.number <= since and not _given_up(version)]
    came = [version for version in versions if version.number > since]
    seen = before[-1] if before and came else None  # where nothing came, the number was none of ours
    latest = filing.working(document)
    return Meanwhile(document, seen, latest, tuple(came or [latest]))


def _given_up(version: Version) -> bool:
    return filing.is_hidden(version) and filing.state_of(version) == "withdrawn"


def card(found: Meanwhile, mine: Mapping[str, str]) -> tuple[Field, ...]:
    """The lines of a card that I typed, each beside what it was and what the other person saved."""
    kind = found.document.kind
    base = describing.card(found.seen, kind) if found.seen else {}
    return merging.fields(base, describing.card(found.latest, kind), mine)


def chosen(found: Meanwhile, fields: Sequence[Field], choices: Mapping[str, str], reason: str) -> NewDocument:
    """The card that both changes give, by what was chosen where they do not agree: "theirs" or "mine", by name.

    ``Invalid`` names each line that still waits for a choice. What a card does not ask stays as it is.
    """
    open_ = [one.name for one in fields if one.kind == "conflict" and choices.get(one.name) not in {"theirs", "mine"}]
    if open_:
        raise Invalid(fields=dict.fromkeys(open_, "Choisissez la valeur à garder."))
    values = describing.card(found.latest, found.document.kind)
    for one in fields:
        mine = one.kind == "conflict" and choices[one.name] == "mine"
        values[one.name] = one.mine if mine else one.value
    if values["visibility"] == "body" and not values["bodies"] and found.seen:
        values["bodies"] = found.seen.details.get("bodies", "")
    return replace(describing.described(values), reason=reason)


def text(uow: UnitOfWork, actor: Actor, found: Meanwhile, typed: str) -> Merge:
    """The text that I typed and the one that the other person saved in one, links by today's titles."""
    base = _typed(uow, actor, found.seen) if found.seen else ""
    return merging.merged(base, _typed(uow, actor, found.latest), typed.replace("\r\n", "\n"))


def _typed(uow: UnitOfWork, actor: Actor, version: Version) -> str:
    return knowhow.typed(uow, actor, version) if version.media_type == knowhow.MEDIA_TYPE else ""
