"""A partner that has left keeps reading what was adopted while it was in, as it stood then, and nothing later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from repo_service import clock
from repo_service.domain.roles import Actor
from repo_service.errors import Gone, NotFound
from repo_service.services import finding, reading
from repo_service.services.reading import Shown
from repo_service.store.people import accounts, dated, governance
from tests.conftest import TIMEZONE, World, hashed_password
from tests.services import acts

JOINED, LEFT = date(2022, 1, 1), date(2024, 7, 1)
Travel = Callable[[date], None]


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Travel:
    """Makes it noon of a day."""

    def travel(day: date) -> None:
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        monkeypatch.setattr("repo_service.clock._system_time", lambda: noon)

    return travel


def someone(world: World, start: date | None = JOINED, end: date | None = LEFT) -> str:
    """The account of a reader whose partner was in over [start, end)."""
    with world.repository.store.writing() as uow:
        partner = governance.add_institution(uow, f"Musée {start} {end}", "", "museum", "")
        governance.add_status(uow, partner, "active", start, end)
        governance.add_status(uow, partner, "withdrawn", end, None)
        mail = f"{partner.public_id.lower()}@exemple.fr"
        account = accounts.add(uow, mail, "Sacha", "Ancien", hashed_password())
        governance.affiliate(uow, account.person, partner, None, None)
        accounts.add_grant(uow, account, "reader", [], JOINED)
        return account.public_id


def actor(world: World, account: str) -> Actor:
    """What the person may act as now."""
    with world.repository.store.reading() as uow:
        row = accounts.by_public_id(uow.session, account)
        assert row is not None
        return accounts.actor(uow.session, row, clock.day(uow.now, TIMEZONE))


def shown(world: World, who: Actor, public_id: str, number: int | None = None) -> Shown:
    """What the person is shown of a document."""
    with world.repository.store.reading() as uow:
        return reading.show(uow, who, public_id, number)


def listed(world: World, who: Actor) -> set[str]:
    """The documents that the person is listed, which must be those that a search finds."""
    world.index()
    with world.repository.store.reading() as uow:
        total, rows = finding.listing(uow, who, (), 1, 100)
    ids = {row.public_id for row in rows}
    assert total == len(ids)
    found = acts.find(world, who)
    assert {result.document.public_id for result in found.results} == ids
    return ids


def test_what_was_adopted_before_the_day_of_leaving_stays_readable_and_nothing_else(
    any_world: World, on: Travel
) -> None:
    account = someone(any_world)
    files = {}
    for day in (date(2021, 6, 1), date(2022, 1, 1), date(2024, 6, 30), LEFT, date(2025, 1, 1)):
        on(day)
        files[day] = any_world.file(f"Texte du {day}.", title=str(day)).public_id
    who = actor(any_world, account)
    assert who.former
    assert listed(any_world, who) == {files[date(2022, 1, 1)], files[date(2024, 6, 30)]}
    for day, public_id in files.items():
        assert acts.sees(any_world, who, public_id) is (JOINED <= day < LEFT), day
    on(date(2024, 6, 30))
    assert not actor(any_world, account).former
    assert acts.sees(any_world, actor(any_world, account), files[date(2021, 6, 1)])


def test_minutes_of_then_that_are_filed_today_count_as_of_their_own_day(any_world: World, on: Travel) -> None:
    account = someone(any_world)
    on(date(2026, 1, 1))
    then = any_world.file("Réunion d’alors.", date=date(2023, 3, 3)).public_id
    later = any_world.file("Réunion d’après.", date=date(2025, 3, 3)).public_id
    draft = any_world.file("Charte adoptée tard.", kind="charter", date=date(2023, 3, 3), state="draft").public_id
    acts.put(any_world, draft, "adopted")
    assert listed(any_world, actor(any_world, account)) == {then}
    assert not acts.sees(any_world, actor(any_world, account), later)
    assert not acts.sees(any_world, actor(any_world, account), draft)


def test_a_text_revised_since_is_read_as_it_stood(any_world: World, on: Travel) -> None:
    account = someone(any_world)
    on(date(2023, 1, 1))
    public_id = any_world.file("Article premier.", title="Charte", body=any_world.body).public_id
    on(date(2023, 6, 1))
    acts.refile(any_world, public_id, "Article premier, corrigé.", title="Charte corrigée")
    on(date(2023, 12, 1))
    before = shown(any_world, actor(any_world, account), public_id)
    on(date(2025, 1, 1))
    acts.refile(any_world, public_id, "Article secret.", title="Charte secrète", keywords="secret")
    who = actor(any_world, account)
    assert listed(any_world, who) == set()
    after = shown(any_world, who, public_id)
    assert (after.document.title, after.document.state) == ("Charte corrigée", "published")
    assert (after.version.number, after.document.current_number, after.document.latest_number) == (2, 2, 2)
    assert [one.number for one in after.versions] == [one.number for one in before.versions] == [2, 1]
    assert [reading.states(one) for one in after.versions] == [reading.states(one) for one in before.versions]
    assert after.extract == before.extract
    with pytest.raises(NotFound):
        shown(any_world, who, public_id, 3)
    with any_world.repository.store.reading() as uow, pytest.raises(NotFound):
        reading.original(uow, who, public_id, 3)
    assert acts.latest(any_world, public_id).title == "Charte secrète"
    assert acts.faults(any_world) == []


def test_a_restriction_or_a_withdrawal_holds_for_those_who_left_too(any_world: World, on: Travel) -> None:
    account = someone(any_world)
    on(date(2023, 1, 1))
    hidden, gone = any_world.file("Un.").public_id, any_world.file("Deux.").public_id
    on(date(2025, 1, 1))
    acts.edit(any_world, hidden, visibility="body", bodies=(any_world.body,))
    acts.put(any_world, gone, "withdrawn", "Une erreur")
    who = actor(any_world, account)
    assert not acts.sees(any_world, who, hidden)
    with pytest.raises(Gone):
        shown(any_world, who, gone)
    assert listed(any_world, who) == set()


def test_a_partner_that_came_back_has_two_periods_and_reads_everything_while_it_is_in(
    any_world: World, on: Travel
) -> None:
    account = someone(any_world)
    files = {}
    for year in (2023, 2024, 2025, 2026):
        on(date(year, 12, 1))
        files[year] = any_world.file(f"Année {year}.").public_id
    with any_world.repository.store.writing() as uow:
        partner = next(row for row in governance.institutions(uow.session) if row.name.startswith("Musée"))
        governance.add_status(uow, partner, "active", date(2025, 1, 1), date(2026, 1, 1))
    assert listed(any_world, actor(any_world, account)) == {files[2023], files[2025]}
    on(date(2025, 6, 1))
    assert listed(any_world, actor(any_world, account)) == set(files.values())


def test_a_candidate_and_a_person_who_left_read_what_is_public(any_world: World, on: Travel) -> None:
    on(date(2023, 1, 1))
    public = any_world.file("Public.", visibility="public").public_id
    any_world.file("Réseau.")
    candidate = someone(any_world, date(2030, 1, 1), date(2031, 1, 1))
    assert listed(any_world, actor(any_world, candidate)) == {public}


def test_people_of_different_former_partners_do_not_share_what_they_kept(any_world: World, on: Travel) -> None:
    early, late = someone(any_world, None, date(2023, 1, 1)), someone(any_world, date(2023, 1, 1), LEFT)
    files = {}
    for year in (1999, 2022, 2023):
        on(date(year, 5, 5))
        files[year] = any_world.file(f"Année {year}.").public_id
    on(date(2026, 1, 1))
    assert listed(any_world, actor(any_world, early)) == {files[1999], files[2022]}
    assert listed(any_world, actor(any_world, late)) == {files[2023]}


def test_an_affiliation_that_was_taken_back_does_not_make_its_person_staff_of_the_consortium(
    any_world: World, on: Travel
) -> None:
    on(date(2023, 1, 1))
    any_world.file("Réseau.")
    account = someone(any_world)
    with any_world.repository.store.writing() as uow:
        row = accounts.by_public_id(uow.session, account)
        assert row is not None
        for affiliation, person, _ in governance.affiliations(uow.session):
            if person.id == row.person_id:
                dated.retract(uow, affiliation)
    who = actor(any_world, account)
    assert who.former
    assert who.was_in == ()
    assert listed(any_world, who) == set()


def test_a_representative_leaves_with_the_partner_even_when_nobody_noted_where_it_works(
    any_world: World, on: Travel
) -> None:
    on(date(2024, 6, 30))
    with any_world.repository.store.writing() as uow:
        partner = governance.add_institution(uow, "Musée sans personne", "", "museum", "")
        governance.add_status(uow, partner, "active", JOINED, LEFT)
        account = accounts.add(uow, "seule@exemple.fr", "Sacha", "Seule", hashed_password())
        accounts.add_grant(uow, account, "reader", [], JOINED)
        governance.appoint(uow, account.person, partner, "representative", JOINED)
    assert actor(any_world, account.public_id).institutions == {partner.public_id}
    on(LEFT)
    who = actor(any_world, account.public_id)
    assert who.former
    assert (who.institutions, who.can("invite")) == (frozenset(), False)
