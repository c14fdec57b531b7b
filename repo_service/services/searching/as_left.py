"""The mask of a partner that has left: each text counts, filters and sorts as what was said of it by then.

What may be found at all, ``AccessMap`` says. The index knows of today alone; what happened to a text since is taken out
of facets, filters and orders here, and out of what is shown by ``access.told``.
"""

from __future__ import annotations

from repo_service.domain.roles import Actor, tokens_of
from repo_service.search import BoundedCache, Mask, Part
from repo_service.services import indexing
from repo_service.services.access import AccessMap
from repo_service.store import filing, log, lookup, wordings
from repo_service.store.work import UnitOfWork

_PART_BYTES = 600  # about what one takes in memory
_remembered: BoundedCache[dict[str, Part]] = BoundedCache(8 << 20)


def mask(uow: UnitOfWork, actor: Actor, access: AccessMap, head: log.Position | None = None) -> Mask:
    """What the actor may find now, and as what it counts. ``head`` as for ``AccessMap.mask``."""
    found = access.mask(uow, actor, head)
    if not actor.former:
        return found
    key = (*found.key, actor.was_in)
    parts = _remembered.get(key)
    if parts is None:
        parts = _parts(uow, actor, found)
        _remembered.put(key, parts, _PART_BYTES * len(parts))
    return Mask(key, found.ids, parts)


def _parts(uow: UnitOfWork, actor: Actor, found: Mask) -> dict[str, Part]:
    parts = {}
    for chunk in wordings.told_since(uow.session, tokens_of(actor), lookup.left_on(actor.was_in)):
        for document in chunk:
            if document.public_id in found.ids:
                seen = lookup.as_left(uow.session, document, actor.was_in)
                changed = indexing.changed_at(filing.current(seen))
                parts[seen.public_id] = Part(date=seen.day, values={"state": seen.state}, changed=changed)
    return parts
