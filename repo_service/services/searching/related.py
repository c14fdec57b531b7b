"""Documents that are about the same as the one that is read. A comfort: where there is no index, there are none."""

from __future__ import annotations

from repo_service.domain.passages import plain_text
from repo_service.domain.roles import Actor, tokens_of
from repo_service.errors import Unavailable
from repo_service.search import Reader
from repo_service.services.access import AccessMap, told
from repo_service.services.reading import Shown
from repo_service.store import lookup
from repo_service.store.documents import Document
from repo_service.store.work import UnitOfWork

MOST = 5


def beside(uow: UnitOfWork, actor: Actor, searcher: Reader, access: AccessMap, shown: Shown) -> list[Document]:
    """At most ``MOST`` documents for the page of what stands today, nearest first; none beside an old version or what
    was withdrawn, and none while the index is being rebuilt. What the text links to, or is cited by, is left out.
    """
    try:
        return related(uow, actor, searcher, access, shown)
    except Unavailable:
        return []


def related(uow: UnitOfWork, actor: Actor, searcher: Reader, access: AccessMap, shown: Shown) -> list[Document]:
    """The same for programs. Raises ``Unavailable``."""
    document = shown.document
    if shown.version.number != document.current_number or document.state == "withdrawn":
        return []
    title, text = shown.version.title, plain_text(shown.extract.blocks)
    names = searcher.near(access.mask(uow, actor), document.public_id, title, text)
    cited = {name for name, _ in shown.linked.values()} | {one.public_id for one in shown.cited_by}
    wanted = [name for name in names if name not in cited]
    found = lookup.by_ids(uow.session, wanted, tokens_of(actor)) if wanted else {}
    return told(uow, actor, [found[name] for name in wanted if name in found][:MOST])
