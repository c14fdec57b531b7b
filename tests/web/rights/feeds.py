"""The feeds of a reader's kept searches, in the two worlds: each must answer the same, whoever asks."""

from __future__ import annotations

from urllib.parse import quote

from repo_service.services.searching import saved
from repo_service.store import searches
from repo_service.store.people import accounts
from tests.conftest import World

Request = tuple[str, dict[str, str]]  # an address and headers
FEEDS = ("", "q=zinzolin", "kind=minutes&q=zinzolin+mauve", "q=pourpre", "kind=minutes&sort=date")
_KNOWN: list[dict[str, str]] = [{}, {"If-Modified-Since": "Thu, 01 Jan 2099 00:00:00 GMT"}, {"If-None-Match": "*"}]


def keep(world: World) -> None:
    """A reader's searches, each with a feed at an address that can be told from it."""
    repository = world.repository
    with repository.store.writing() as uow:
        for query in FEEDS:
            row = saved.keep(uow, world.reader, repository.searcher, query, f"Recherche {query}", "daily")
            row.feed_hash = accounts.secret_hash(query or "tout")


def requests(world: World) -> list[Request]:
    """The feeds of these searches, and what they answer to who knows one already."""
    with world.repository.store.reading() as uow:
        rows = searches.of_account(uow.session, world.reader.account)
    return [(f"/feeds/searches/{row.public_id}/{quote(row.address or 'tout')}", h) for row in rows for h in _KNOWN]


def hidden_from(people: tuple[str, ...], asked: list[Request]) -> list[Request]:
    """What is answered alike when something is hidden from these people: a feed shows what the reader sees."""
    return [one for one in asked if "reader" in people or not one[0].startswith("/feeds/")]
