"""Going back to an earlier version: it becomes a new one, at the end. Nothing that came between is taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace

from repo_service.domain.comparison.merging import Field, fields
from repo_service.domain.roles import Actor
from repo_service.errors import Gone, Invalid
from repo_service.services import access, documents
from repo_service.services.versions import describing
from repo_service.store import filing
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Restoring:
    """What restoring would do: the version asked for, the one that it would follow, and what of the card changes."""

    document: Document
    version: Version
    latest: Version
    fields: tuple[Field, ...]

    @property
    def is_latest(self) -> bool:
        """Whether there is nothing to restore."""
        return self.version.number == self.latest.number


def proposed(uow: UnitOfWork, actor: Actor, public_id: str, number: int) -> Restoring:
    """What restoring version ``number`` would change; ``NotFound`` for a version that the actor does not see."""
    _, version = access.visible_version(uow, actor, public_id, number)  # first: what is hidden never was
    document = documents.editable(uow, actor, public_id, None)
    latest = filing.working(document)
    before, after = (describing.card(one, document.kind) for one in (latest, version))
    changed = (one for one in fields(before, before, after) if one.kind != "same")
    return Restoring(document, version, latest, tuple(changed))


def restore(
    uow: UnitOfWork, actor: Actor, public_id: str, number: int, expected: int | None, reason: str, timezone: str
) -> Version:
    """A new version with the file, companions and metadata of version ``number``.

    It stays in the state of the version that it follows, as any further version does.
    """
    _, version = access.visible_version(uow, actor, public_id, number)  # first: what is hidden never was
    document = documents.editable(uow, actor, public_id, expected)
    if version.number == filing.working(document).number:
        raise Invalid("Cette version est déjà la dernière : il n’y a rien à rétablir.")
    if version.blob.redacted_at:
        raise Gone("Le fichier de cette version a été effacé : elle ne peut plus être rétablie.")
    describing.reasoned(reason)
    said = replace(describing.described(describing.card(version, document.kind)), reason=reason)
    new = documents.further(uow, actor, document, said, said.kind)
    made = documents.again(uow, actor, document, version, new, timezone)
    documents.tell(uow, actor, "document.restored", document, version=made.number, restored=version.number)
    return made
