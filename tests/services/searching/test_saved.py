"""Kept searches: how their address is written, whose they are, their limits, and what their feed may show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repo_service import clock, identifiers
from repo_service.domain.documents import SearchQuery
from repo_service.domain.kinds import KINDS
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import BadQuery, Forbidden, Invalid, NotFound, SignInRequired
from repo_service.services.accounts import links, signing_in
from repo_service.services.searching import news, saved
from repo_service.store import log
from repo_service.store.people import accounts, governance
from repo_service.store.work import UnitOfWork
from tests.conftest import TIMEZONE, World, hashed_password
from tests.services import acts
from tests.services.accounts import doors
from tests.services.searching import kept

_NAMES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8), max_size=3, unique=True)
_QUERIES = st.builds(
    SearchQuery,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda text: " ".join(text.split())),
    kinds=st.lists(st.sampled_from(sorted(KINDS)), max_size=3, unique=True).map(tuple),
    years=st.lists(st.integers(0, 9999), max_size=3, unique=True).map(tuple),
    domains=_NAMES.map(tuple), bodies=_NAMES.map(tuple), institutions=_NAMES.map(tuple), states=_NAMES.map(tuple),
    languages=_NAMES.map(tuple), sort=st.sampled_from(["relevance", "date", "changed", "title"]),
    all_versions=st.booleans(), literal=st.booleans(), some=st.booleans(),
)  # fmt: skip
_LISTS = ("kinds", "years", "domains", "bodies", "institutions", "states", "languages")


def _ordered(query: SearchQuery) -> SearchQuery:
    return replace(query, **{name: tuple(sorted(getattr(query, name), key=str)) for name in _LISTS})


@given(_QUERIES)
def test_an_address_says_all_of_its_query_in_one_order(query: SearchQuery) -> None:
    address = saved.address_of(query)
    assert _ordered(saved.query_of(address)) == _ordered(query)
    assert saved.address_of(saved.query_of(address)) == address
    assert address.isascii()


@given(st.text(max_size=200))
@example("q=" + "%F0" * 200)
@example("q=a&q=b&kind=secret&year=12&year=abcd&page=7&sort=up&in=nowhere&constructor=1")
@example("year=" + "&year=".join(str(1000 + n) for n in range(200)))
@example("q=\ud800&kind=\x00")
def test_whatever_an_address_holds_it_is_read_and_written_the_same_again(address: str) -> None:
    once = saved.address_of(saved.query_of(address))
    assert saved.address_of(saved.query_of(once)) == once
    assert "page" not in dict(saved.parse_qsl(once))


def test_only_known_arguments_are_kept_sorted_and_without_the_page() -> None:
    asked = "sort=date&q=+plan++de+conservation&page=3&year=2024&kind=minutes&kind=charter&utm=1&year=x&body="
    assert saved.address_of(saved.query_of(asked)) == (
        "kind=charter&kind=minutes&q=plan+de+conservation&sort=date&year=2024"
    )


def test_a_search_is_kept_changed_and_removed_and_the_log_tells_no_word_of_it(any_world: World) -> None:
    row = kept.keep(any_world, any_world.reader, "q=pourpre&kind=minutes", " Le\u2028pourpre\u202e ", "weekly")
    assert (row.name, row.address, row.frequency) == ("Le pourpre", "kind=minutes&q=pourpre", "weekly")
    store = any_world.repository.store
    with store.writing() as uow:
        saved.change(uow, any_world.reader, row.public_id.lower(), "Autre", "daily")
    assert [(one.name, one.frequency) for one in kept.mine(any_world, any_world.reader)] == [("Autre", "daily")]
    kept.feed(any_world, any_world.reader, row)
    with store.writing() as uow:
        saved.close_feed(uow, any_world.reader, row.public_id)
        saved.close_feed(uow, any_world.reader, row.public_id)
        saved.remove(uow, any_world.reader, row.public_id)
    assert kept.mine(any_world, any_world.reader) == []
    with store.reading() as uow:
        rows = [one for one in log.after(uow.session, 0) if one.action.startswith("search.")]
    assert [one.action for one in rows] == [
        "search.kept", "search.changed", "search.feed_opened", "search.feed_closed", "search.removed",
    ]  # fmt: skip
    assert {(one.actor, one.subject) for one in rows} == {(any_world.reader.account, row.public_id)}
    assert "pourpre" not in str([one.data for one in rows])


VERBS: dict[str, Callable[[UnitOfWork, Actor, str], object]] = {
    "see": saved.own_one,
    "change": lambda uow, actor, name: saved.change(uow, actor, name, "x", "never"),
    "remove": saved.remove, "open the feed": saved.open_feed, "close the feed": saved.close_feed,
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_a_search_of_somebody_else_is_as_if_it_never_was(any_world: World, verb: str) -> None:
    row = kept.keep(any_world, any_world.reader, "q=pourpre")
    for other in (any_world.secretary, any_world.administrator):
        for name in (row.public_id, identifiers.new(), "", "\0", "x" * 500):
            with any_world.repository.store.writing() as uow, pytest.raises(NotFound):
                VERBS[verb](uow, other, name)
    for nobody in (VISITOR, replace(any_world.reader, read_only=True)):
        with any_world.repository.store.writing() as uow, pytest.raises((SignInRequired, Forbidden)):
            VERBS[verb](uow, nobody, row.public_id)
    assert kept.mine(any_world, any_world.secretary) == []
    assert [one.name for one in kept.mine(any_world, any_world.reader)] == ["q=pourpre"]


@pytest.mark.parametrize(
    ("name", "frequency", "field"),
    [("", "never", "name"), (" \u200b\u2060 ", "never", "name"), ("x" * 201, "never", "name"), ("a", "", "frequency"),
     ("a", "hourly", "frequency")],
)  # fmt: skip
def test_a_name_and_a_frequency_that_cannot_be_are_told_beside_their_field(
    world: World, name: str, frequency: str, field: str
) -> None:
    with world.repository.store.writing() as uow, pytest.raises(Invalid) as told:
        saved.keep(uow, world.reader, world.repository.searcher, "q=a", name, frequency)
    assert list(told.value.fields) == [field]


def test_a_search_that_cannot_be_is_refused_with_the_sentence_of_the_search(world: World) -> None:
    with pytest.raises(BadQuery) as told:
        kept.keep(world, world.reader, "q=*a*")
    with pytest.raises(BadQuery) as asked:
        acts.find(world, world.reader, "*a*")
    assert str(told.value) == str(asked.value)
    with pytest.raises(Invalid, match="trop longue"):
        kept.keep(world, world.reader, "&".join(f"domain={'x' * 90}{n}" for n in range(40)))


def test_a_person_keeps_a_hundred_searches_each_once(any_world: World) -> None:
    for number in range(saved.MOST):
        kept.keep(any_world, any_world.reader, f"q=mot{number}")
    with pytest.raises(Invalid, match="100 recherches"):
        kept.keep(any_world, any_world.reader, "q=encore")
    with pytest.raises(Invalid, match="sous le nom"):
        kept.keep(any_world, any_world.reader, "page=4&q=++mot7")
    kept.keep(any_world, any_world.secretary, "q=encore")


def test_somebody_without_a_role_keeps_nothing(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        account = accounts.add(uow, "nu@exemple.fr", "Nu", "Nu", hashed_password())
        actor = accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))
    with pytest.raises(Forbidden):
        kept.keep(any_world, actor, "q=a")
    assert kept.mine(any_world, actor) == []


def shown(world: World, row: Any, secret: str) -> list[str]:
    """The titles that the feed shows now."""
    repository = world.repository
    with repository.store.reading() as uow:
        found, owner = saved.behind_feed(uow, repository.door, row.public_id, secret)
        changes = news.changes(uow, owner, repository.searcher, repository.access, found.address, 50)
        return [one.document.title for one in changes.first]


def test_a_feed_shows_what_its_owner_may_see_at_that_moment_last_changed_first(any_world: World) -> None:
    old = any_world.file("Le pourpre.", title="Ancien", visibility="public").public_id
    any_world.file("Le pourpre.", title="Récent")
    any_world.file("Le pourpre.", title="Réservé", visibility="body", bodies=(any_world.body,))
    any_world.index()
    row = kept.keep(any_world, any_world.reader, "q=pourpre")
    secret = kept.feed(any_world, any_world.reader, row)
    with any_world.repository.store.reading() as uow:
        stored = saved.own_one(uow, any_world.reader, row.public_id)
        assert secret not in repr(vars(stored))
    assert set(shown(any_world, row, secret)) == {"Récent", "Ancien"}
    acts.join(any_world, any_world.reader, any_world.body)
    assert set(shown(any_world, row, secret)) == {"Réservé", "Récent", "Ancien"}
    acts.edit(any_world, old, title="Ancien", visibility="body", bodies=(acts.body(any_world, "Ailleurs"),))
    assert set(shown(any_world, row, secret)) == {"Réservé", "Récent"}, "before the index knows"


def test_a_feed_orders_by_the_last_change(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = [clock.now()]
    monkeypatch.setattr(clock, "_system_time", lambda: hand[0])
    names = []
    for number in range(3):
        hand[0] += timedelta(minutes=1)
        names.append(any_world.file("Le pourpre.", title=f"Texte {number}", visibility="public").public_id)
    any_world.index()
    row = kept.keep(any_world, any_world.reader, "q=pourpre&sort=title")
    secret = kept.feed(any_world, any_world.reader, row)
    assert shown(any_world, row, secret) == ["Texte 2", "Texte 1", "Texte 0"]
    hand[0] += timedelta(minutes=1)
    acts.edit(any_world, names[0], title="Texte 0 repris", visibility="public")
    any_world.index()
    assert shown(any_world, row, secret) == ["Texte 0 repris", "Texte 2", "Texte 1"]


def test_only_the_address_made_last_opens_a_feed_and_only_while_the_account_is_open(any_world: World) -> None:
    any_world.index()
    row = kept.keep(any_world, any_world.reader, "q=pourpre")
    first = kept.feed(any_world, any_world.reader, row)
    second = kept.feed(any_world, any_world.reader, row)
    assert shown(any_world, row, second) == []
    other = kept.keep(any_world, any_world.secretary, "q=pourpre")
    kept.feed(any_world, any_world.secretary, other)
    for name, secret in ((row, first), (row, ""), (row, "é\0"), (other, second)):
        with pytest.raises(NotFound):
            shown(any_world, name, secret)
    doors.disable(any_world, "reader@exemple.fr")
    with pytest.raises(NotFound):
        shown(any_world, row, second)


def test_a_new_password_closes_the_feeds(any_world: World) -> None:
    any_world.index()
    row = kept.keep(any_world, any_world.reader, "q=pourpre")
    secret = kept.feed(any_world, any_world.reader, row)
    account = doors.account(any_world, "reader@exemple.fr")
    with any_world.repository.store.writing() as uow:
        links.set_password(uow, uow.session.merge(account), hashed_password(), None)
    with pytest.raises(NotFound):
        shown(any_world, row, secret)


def test_a_role_that_demands_a_second_factor_is_not_held_by_a_feed(any_world: World) -> None:
    row = kept.keep(any_world, any_world.administrator, "q=pourpre")
    secret = kept.feed(any_world, any_world.administrator, row)
    doors.set_up(any_world, any_world.administrator)
    if kept.mine(any_world, any_world.administrator)[0].feed_hash is None:  # setting it up ended all that was open
        secret = kept.feed(any_world, any_world.administrator, row)
    with any_world.repository.store.reading() as uow:
        assert "administrator" in saved.behind_feed(uow, doors.DOOR, row.public_id, secret)[1].roles
        found, owner = saved.behind_feed(uow, doors.DEMANDING, row.public_id, secret)
        assert owner.roles == {"reader"}
        assert signing_in.acting(uow, doors.DEMANDING, found.account).roles == {"administrator"}


@pytest.fixture
def left(any_world: World) -> Actor:
    """A person of a partner that left on New Year's Day 2025."""
    with any_world.repository.store.writing() as uow:
        account = accounts.add(uow, "parti@exemple.fr", "Alix", "Parti", hashed_password())
        partner = governance.add_institution(uow, "Musée parti", "MP", "musée", "")
        governance.add_status(uow, partner, "active", None, date(2025, 1, 1))
        governance.add_status(uow, partner, "withdrawn", date(2025, 1, 1), None)
        governance.affiliate(uow, account.person, partner, None, None)
        accounts.add_grant(uow, account, "reader", [], date(2020, 1, 1))
        return accounts.actor(uow.session, account, date(2024, 6, 1))


def _at(day: date) -> Callable[[], datetime]:
    return lambda: datetime(day.year, day.month, day.day, 12, tzinfo=clock.UTC)


def test_a_former_partner_s_feed_says_nothing_of_what_came_after_it_left(
    any_world: World, left: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository, day = any_world.repository, _at(date(2024, 5, 1))
    monkeypatch.setattr(clock, "_system_time", day)
    then = any_world.file("Le pourpre.", title="Alors", kind="charter", state="adopted").public_id
    any_world.file("Le pourpre.", title="Repris", kind="charter", state="adopted")
    any_world.index()
    row = kept.keep(any_world, left, "q=pourpre")
    secret = kept.feed(any_world, left, row)
    monkeypatch.setattr(clock, "_system_time", _at(date(2026, 5, 1)))

    def told() -> list[tuple[str, datetime]]:
        with repository.store.reading() as uow:
            found, owner = saved.behind_feed(uow, repository.door, row.public_id, secret)
            assert owner.former
            changes = news.changes(uow, owner, repository.searcher, repository.access, found.address, 50)
            return sorted((one.document.title, one.changed) for one in changes.first)

    before = told()
    assert [title for title, _ in before] == ["Alors", "Repris"]
    any_world.file("Le pourpre.", title="Venu après")
    acts.put(any_world, then, "repealed")
    any_world.index()
    assert told() == before
    with repository.store.reading() as uow:
        _, owner = saved.behind_feed(uow, repository.door, row.public_id, secret)
        late = news.changes(
            uow, owner, repository.searcher, repository.access, row.address, 50, datetime(2026, 1, 1, tzinfo=clock.UTC)
        )
    assert late == news.Changes(0, ())
    with pytest.raises(Forbidden):
        kept.keep(any_world, replace(left, former=True), "q=autre")
    assert len(kept.mine(any_world, replace(left, former=True))) == 1
