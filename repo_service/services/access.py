"""Who may see what: one question for a single document, one mask for a search. Both ask the same tokens.

The mask is built from SQL and refreshed before every query by the access number of the log, so a restriction takes
effect at once, also while the indexer is stopped. Nothing here trusts the index.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from repo_service import identifiers
from repo_service.domain.roles import Actor, may, opening_tokens, readers_of, tokens_of
from repo_service.errors import Forbidden, NotFound, SignInRequired
from repo_service.search import Mask
from repo_service.store import filing, log, lookup, wordings
from repo_service.store.documents import Document, Version
from repo_service.store.work import UnitOfWork

_MASKS = 64
_PEOPLE = 1000


class AccessMap:
    """The tokens of every document, kept in memory and brought up to date by what changed since the last look."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._epoch = ""
        self._number = -1
        self._tokens: dict[str, frozenset[str]] = {}
        self._classes: dict[frozenset[str], set[str]] = {}
        self._known: dict[frozenset[str], frozenset[frozenset[str]]] = {}
        self._masks: OrderedDict[frozenset[frozenset[str]], Mask] = OrderedDict()

    def mask(
        self, uow: UnitOfWork, actor: Actor, head: log.Position | None = None, opening: bool = False
    ) -> Mask:
        """The documents that ``actor`` may find now, or (``opening``) those that it may open, of which a former partner
        sees some versions alone. ``head``: where the log stands, if it was asked already.
        """
        carried = opening_tokens(actor) if opening else tokens_of(actor)
        with self._lock:
            self._refresh(uow, head or log.head(uow.session))
            known = self._known.get(carried)
            if known is None:
                known = frozenset(c for c in self._classes if c & carried and self._classes[c])
                if len(self._known) >= _PEOPLE:
                    self._known.clear()
                self._known[carried] = known
            mask = self._masks.get(known)
            if mask is None:
                ids = frozenset[str]().union(*(self._classes[c] for c in known))
                mask = Mask(key=(self._epoch, self._number, known), ids=ids)
                self._masks[known] = mask
                while len(self._masks) > _MASKS:
                    self._masks.popitem(last=False)
            return mask

    def _refresh(self, uow: UnitOfWork, head: log.Position) -> None:
        if head.epoch != self._epoch or head.access_number < self._number:
            self._epoch, self._number = head.epoch, -1
            self._tokens, self._classes = {}, {}
        if head.access_number == self._number:
            return
        for access in lookup.access_since(uow.session, self._number):
            before = self._tokens.pop(access.id, None)
            if before is not None:
                self._classes[before].discard(access.id)
            if access.found:
                self._tokens[access.id] = access.tokens
                self._classes.setdefault(access.tokens, set()).add(access.id)
        self._number = head.access_number
        self._known.clear()
        self._masks.clear()


def visible(uow: UnitOfWork, actor: Actor, public_id: str) -> Document:
    """The document, if the actor may see it. ``NotFound`` is the same for a hidden one and for none."""
    identifier = identifiers.normalise(public_id)
    document = lookup.visible(uow.session, identifier, opening_tokens(actor)) if identifier else None
    if document is None:
        raise NotFound()
    return lookup.as_left(uow.session, document, actor.was_in) if actor.former else document


def told(uow: UnitOfWork, actor: Actor, documents: list[Document]) -> list[Document]:
    """Documents of a list of the actor, for reading in this unit of work only, as far as it may know what was said of
    them: for a partner that has left, as they stood then.
    """
    if actor.former and documents:
        wordings.seen(uow.session, [document.public_id for document in documents], tokens_of(actor))  # all at once
        for document in documents:
            lookup.as_left(uow.session, document, actor.was_in)
    return documents


def sees_version(actor: Actor, document: Document, version: Version) -> bool:
    """Whether the actor, who sees the document, also sees this version (a draft is its author's and the
    secretary's).
    """
    return bool(version_tokens(document, version) & tokens_of(actor))


def version_tokens(document: Document, version: Version) -> frozenset[str]:
    """The tokens, any one of which lets a person who sees the document also see this version."""
    state = "draft" if filing.is_hidden(version) else filing.state_of(version)
    tokens = readers_of("public", (), document.author.public_id, state, version.details.get("body", ""))
    return tokens | {f"account:{version.author.public_id}"}


def holding(uow: UnitOfWork, actor: Actor, sha256: str) -> Document | None:
    """A document that keeps this very file in a version that the actor may see."""
    for document in lookup.holding(uow.session, sha256, tokens_of(actor)):
        for version in document.versions:
            kept = {version.blob_sha256, *(row.blob_sha256 for row in version.companions)}
            if sha256 in kept and sees_version(actor, document, version):
                return document
    return None


def visible_version(uow: UnitOfWork, actor: Actor, public_id: str, number: int) -> tuple[Document, Version]:
    """A document and one of its versions, if the actor may see both."""
    document = visible(uow, actor, public_id)
    for version in document.versions:
        if version.number == number and sees_version(actor, document, version):
            return document, version
    raise NotFound()


def allow(actor: Actor, action: str, document: Document | None = None) -> None:
    """Raise ``SignInRequired`` or ``Forbidden`` unless the actor may do ``action`` (to ``document``, which it sees)."""
    if document is None:
        allowed = actor.can(action)
    else:
        # A change goes on from the latest version: who may not see it (somebody else's draft) may not go on from it.
        allowed = permits(actor, action, document) and sees_version(actor, document, filing.working(document))
    if not allowed:
        raise Forbidden() if actor.signed_in else SignInRequired()


def permits(actor: Actor, action: str, document: Document) -> bool:
    """Whether the actor's roles let it do ``action`` to a document that it sees. For what goes on from no version:
    a draft that the actor does not see changes nothing of the answer, and so betrays nothing of itself.
    """
    body = document.body.public_id if document.body else ""
    return may(actor, action, author=document.author.public_id, bodies=(body,), kind=document.kind)
