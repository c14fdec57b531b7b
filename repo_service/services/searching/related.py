"""Documents that are about the same as the one that is read. A comfort: where there is no index, there are none."""

from __future__ import annotations

from repo_service.domain.passages import plain_text
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Unavailable
from repo_service.search import BoundedCache, Mask, Searcher, near
from repo_service.services.access import AccessMap, told
from repo_service.services.reading import Shown
from repo_service.store import lookup
from repo_service.store.documents import Document
from repo_service.store.work import UnitOfWork

MOST = 5
_BYTES = 2_000  # about what the names of one take in memory, their key included
_remembered: BoundedCache[tuple[str, ...]] = BoundedCache(4 << 20)


def beside(uow: UnitOfWork, actor: Actor, searcher: Searcher, access: AccessMap, shown: Shown) -> list[Document]:
    """At most ``MOST`` documents for the page of what stands today, nearest first; none beside an old version or what
    was withdrawn, and none while the index is being rebuilt. What the text links to, or is cited by, is left out.
    """
    try:
        return related(uow, actor, searcher, access, shown)
    except Unavailable:
        return []


def related(uow: UnitOfWork, actor: Actor, searcher: Searcher, access: AccessMap, shown: Shown) -> list[Document]:
    """The same for programs. Raises ``Unavailable``."""
    document = shown.document
    if shown.version.number != document.current_number or document.state == "withdrawn":
        return []
    names = _near(searcher, access.mask(uow, actor), shown)
    cited = {name for name, _ in shown.linked.values()} | {one.public_id for one in shown.cited_by}
    wanted = [name for name in names if name not in cited]
    found = lookup.by_ids(uow.session, wanted, tokens_of(actor)) if wanted else {}
    return told(uow, actor, [found[name] for name in wanted if name in found][:MOST])


def _near(searcher: Searcher, mask: Mask, shown: Shown) -> tuple[str, ...]:
    """Their names, remembered as long as neither the index, what the reader may see nor the text changes."""
    document, version = shown.document.public_id, shown.version.number
    number = searcher.over(mask, lambda evaluator: evaluator.snapshot.number)
    key = (number, mask.key, document, version)
    known = _remembered.get(key)
    if known is None:
        title, text = shown.version.title, plain_text(shown.extract.blocks)
        known = searcher.over(mask, lambda evaluator: near(evaluator, document, title, text))
        _remembered.put(key, known, _BYTES)
    return known
