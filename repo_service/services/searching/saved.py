"""Searches that people keep: an address, a name, how often the owner is told of news, and a feed for who wants one.

A kept search holds no right: whoever runs it, for a page, a feed or a mail, finds what its owner may see at that very
moment. Only its owner sees, changes and removes it.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from repo_service import identifiers
from repo_service.domain.documents import TURNING, SearchQuery, is_blank
from repo_service.domain.kinds import KINDS
from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, NotFound, SignInRequired
from repo_service.search import Reader
from repo_service.services import access
from repo_service.services.accounts import signing_in
from repo_service.services.accounts.signing_in import Door
from repo_service.store import searches
from repo_service.store.people import accounts
from repo_service.store.people.tables import Account
from repo_service.store.searches import SavedSearch
from repo_service.store.work import UnitOfWork

MOST = 100  # kept searches of one person
NAME_LENGTH = 200
ADDRESS_LENGTH = 2000
FREQUENCIES = ("never", "daily", "weekly")
_MOST_VALUES = 50  # of one filter
_ALL_VERSIONS = "all-versions"
_LISTS = {  # argument of the address -> what the query calls it
    "kind": "kinds", "domain": "domains", "body": "bodies", "institution": "institutions", "state": "states",
    "language": "languages",
}  # fmt: skip
_SORTS = ("date", "changed", "title")


def address_of(query: SearchQuery) -> str:
    """What stands after the question mark of a search: arguments sorted, those that say nothing left out, no page."""
    said = [("q", " ".join(query.text.split()))] + [("year", f"{year:04}") for year in query.years]
    said += [(name, value) for name, field in _LISTS.items() for value in getattr(query, field)]
    said += [("sort", query.sort)] if query.sort in _SORTS else []
    said += [("in", _ALL_VERSIONS)] if query.all_versions else []
    said += [("exact", "1")] if query.literal else []
    said += [("some", "1")] if query.some else []
    return urlencode(sorted({pair for pair in said if pair[1]}))


def query_of(address: str) -> SearchQuery:
    """What such an address asks. Whatever else it holds, for anybody may have written it, is passed over."""
    said: dict[str, list[str]] = {}
    readable = address[: 10 * ADDRESS_LENGTH].encode("utf-8", "replace").decode()
    for name, value in parse_qsl(readable, errors="replace"):
        if value not in said.setdefault(name, []) and len(said[name]) < _MOST_VALUES:
            said[name].append(value)
    kinds, domains, bodies, institutions, states, languages = (tuple(said.get(name, ())) for name in _LISTS)
    years = (year for year in said.get("year", ()) if year.isascii() and year.isdigit() and len(year) == 4)
    sort = said.get("sort", [""])[0]
    return SearchQuery(
        text=" ".join(said.get("q", [""])[0].split()), years=tuple(map(int, years)),
        sort=sort if sort in _SORTS else "relevance", all_versions=_ALL_VERSIONS in said.get("in", ())[:1],
        kinds=tuple(kind for kind in kinds if kind in KINDS), domains=domains, bodies=bodies,
        institutions=institutions, states=states, languages=languages, literal="1" in said.get("exact", ())[:1],
        some="1" in said.get("some", ())[:1],
    )  # fmt: skip


def of_today(query: SearchQuery) -> SearchQuery:
    """The same search in the texts of today: news is looked for there, also of a search in all versions."""
    return replace(query, all_versions=False)


def own(uow: UnitOfWork, actor: Actor) -> list[SavedSearch]:
    """One's own searches, by name."""
    return searches.of_account(uow.session, _me(uow, actor).public_id)


def own_one(uow: UnitOfWork, actor: Actor, public_id: str) -> SavedSearch:
    """One of one's own searches; ``NotFound`` for that of somebody else, as for none."""
    account, row = _me(uow, actor), searches.named(uow.session, identifiers.normalise(public_id) or "")
    if row is None or row.account_id != account.id:
        raise NotFound()
    return row


def _me(uow: UnitOfWork, actor: Actor) -> Account:
    account = accounts.by_public_id(uow.session, actor.account)
    if account is None or actor.read_only:
        raise SignInRequired()
    return account


def possible(actor: Actor, searcher: Reader, address: str) -> SearchQuery:
    """What the address asks, if it may be kept. ``BadQuery`` says what is wrong with the words, as the search does;
    ``Invalid`` that it is too long to be kept.
    """
    access.allow(actor, "keep_searches")
    query = query_of(address)
    searcher.asked(query)
    if len(address_of(query)) > ADDRESS_LENGTH:
        raise Invalid("Cette recherche est trop longue pour être gardée. Retirez quelques mots ou quelques filtres.")
    return query


def keep(uow: UnitOfWork, actor: Actor, searcher: Reader, address: str, name: str, frequency: str) -> SavedSearch:
    """Keep a search. What is there by now is not news: its owner is told of what changes from here on."""
    kept, mine = address_of(possible(actor, searcher, address)), own(uow, actor)
    name = _checked(name, frequency)
    if twin := next((row for row in mine if row.address == kept), None):
        raise Invalid("Vous gardez déjà cette recherche, sous le nom « %(name)s ».", name=twin.name)
    if len(mine) >= MOST:
        raise Invalid("Vous gardez déjà 100 recherches : retirez-en une d’abord. Rien n’est perdu.")
    row = SavedSearch(
        public_id=identifiers.new(), account=_me(uow, actor), name=name, address=kept, frequency=frequency,
        created_at=uow.now, told_at=uow.now.replace(microsecond=0),
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    uow.log.record("search.kept", actor.account, row.public_id, frequency=frequency)
    return row


def change(uow: UnitOfWork, actor: Actor, public_id: str, name: str, frequency: str) -> SavedSearch:
    """Give it another name, or tell its owner more or less often. Of what changed while nobody wanted to be told, or
    could not be, nobody is told later.
    """
    row = own_one(uow, actor, public_id)
    row.name = _checked(name, frequency)
    if row.frequency == "never":
        row.told_at = uow.now.replace(microsecond=0)
    row.frequency = frequency
    uow.log.record("search.changed", actor.account, row.public_id, frequency=frequency)
    return row


def _checked(name: str, frequency: str) -> str:
    """The name as it is kept: on one line, and only what is seen."""
    name = "".join(sign for sign in " ".join(name.split()) if sign.isprintable() and sign not in TURNING).strip()
    fields = {}
    if is_blank(name):
        fields["name"] = "Donnez un nom à cette recherche."
    elif len(name) > NAME_LENGTH:
        fields["name"] = "Ce nom est trop long : 200 signes au plus."
    if frequency not in FREQUENCIES:
        fields["frequency"] = "Choisissez quand vous voulez être prévenu."
    if fields:
        raise Invalid(fields=fields)
    return name


def remove(uow: UnitOfWork, actor: Actor, public_id: str) -> None:
    """Keep it no longer; its feed is gone too."""
    row = own_one(uow, actor, public_id)
    searches.remove(uow, row)
    uow.log.record("search.removed", actor.account, row.public_id)


def open_feed(uow: UnitOfWork, actor: Actor, public_id: str) -> str:
    """Give it a feed, or its feed another address: the secret in it, of which only the hash is kept. The address before
    leads nowhere from now on.
    """
    row, secret = own_one(uow, actor, public_id), secrets.token_urlsafe(32)
    access.allow(actor, "keep_searches")
    row.feed_hash = accounts.secret_hash(secret)
    uow.log.record("search.feed_opened", actor.account, row.public_id)
    return secret


def close_feed(uow: UnitOfWork, actor: Actor, public_id: str) -> None:
    """Its feed leads nowhere from now on."""
    row = own_one(uow, actor, public_id)
    if row.feed_hash is not None:
        row.feed_hash = None
        uow.log.record("search.feed_closed", actor.account, row.public_id)


def behind_feed(uow: UnitOfWork, door: Door, public_id: str, secret: str) -> tuple[SavedSearch, Actor]:
    """The search of a feed, and what its owner may act as now. ``NotFound`` for a wrong address, one that was closed or
    made anew, and where the owner's account is closed.

    The address is one factor: a role that demands a second one is not held by it.
    """
    row = searches.named(uow.session, identifiers.normalise(public_id) or "")
    if row is None or row.feed_hash is None:
        raise NotFound()
    if not hmac.compare_digest(row.feed_hash, accounts.secret_hash(secret)):
        raise NotFound()
    owner = signing_in.acting(uow, door, row.account, second_factor=False)
    if not owner.signed_in:
        raise NotFound()
    return row, owner
