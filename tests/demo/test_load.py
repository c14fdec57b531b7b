"""The demonstration in a repository: everything checks, and a loading that was cut is completed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from repo_service import clock
from repo_service.demo import load
from repo_service.domain.kinds import KINDS
from repo_service.domain.roles import ROLES, VISITOR, Actor
from repo_service.formats.isolate import Reader
from repo_service.services import checking, finding, reading
from repo_service.services.register import listing
from repo_service.services.register.listing import Asked
from repo_service.services.repository import Repository
from repo_service.services.searching.synonyms import EXAMPLES
from repo_service.store import lookup, synonyms
from repo_service.store.people import accounts
from tests.conftest import TIMEZONE, World, make_settings, open_repository


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[World]:
    """A repository with the demonstration in it, indexed: just after midnight in Paris, while London has yesterday.

    Tests only read it.
    """
    root = tmp_path_factory.mktemp("demonstration") / "repository"
    shutil.copytree(empty_storage, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_system_time", lambda: datetime(2026, 11, 26, 23, 30, tzinfo=UTC))
        repository = open_repository(make_settings(root), reader)
        load.load(repository)
        world = World(repository, VISITOR, VISITOR, VISITOR, "", "")
        world.index()
        yield world
    repository.store.close()


def test_the_demonstration_has_no_fault_and_reads_as_a_whole(loaded: World) -> None:
    repository = loaded.repository
    assert list(checking.check(repository.store, repository.searcher, repository.history)) == []
    assert not load.is_needed(repository)
    with repository.store.reading() as uow:
        logins = {row.person.name: row for row in accounts.demonstration(uow.session)}
        account = logins["Hélène Vasseur"]
        reader = accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))
        kept = tuple(kind for kind in KINDS if kind != "decision")
        total, rows = finding.listing(uow, reader, kept, 1, 100)
        kinds = {row.kind for row in rows}
        charter = next(row for row in rows if row.title == "Charte du consortium Estran")
        shown = reading.show(uow, reader, charter.public_id)
        page = reading.show(uow, reader, next(r.public_id for r in rows if r.title == "Transcrire un nom de navire"))
        assert [tuple(words) for words in synonyms.words(uow.session)] == list(EXAMPLES)
    assert total >= 60
    assert {"minutes", "charter", "template", "knowhow", "report", "newsletter"} <= kinds
    assert [version.number for version in shown.versions] == [3, 2, 1]
    assert shown.version.companions
    assert page.linked
    assert page.cited_by


def test_the_accounts_of_the_demonstration_are_those_of_its_persons(loaded: World) -> None:
    with loaded.repository.store.reading() as uow:
        today = clock.day(uow.now, TIMEZONE)
        actors = [accounts.actor(uow.session, row, today) for row in accounts.demonstration(uow.session)]
        names = [row.person.name for row in accounts.demonstration(uow.session)]
        assert all(len(accounts.persons_named(uow.session, name)) == 1 for name in names)
    assert all(actor.member_of for actor in actors if actor.role in {"administrator", "secretary"})
    assert {actor.role for actor in actors} == set(ROLES) - {"visitor"}
    left = next(actor for actor in actors if actor.former)
    assert left.was_in
    assert left.kept


def test_the_minutes_give_their_register(loaded: World) -> None:
    repository = loaded.repository
    with repository.store.reading() as uow:
        logins = {row.person.name: row for row in accounts.demonstration(uow.session)}
        reader = accounts.actor(uow.session, logins["Hélène Vasseur"], clock.day(uow.now, TIMEZONE))
        register = listing.listing(uow, reader, Asked(state="all", per_page=1000), TIMEZONE)
        then = listing.listing(uow, reader, Asked(on=date(2024, 6, 1), per_page=1000), TIMEZONE)
        minutes = finding.listing(uow, reader, ("minutes",), 1, 100)[1]
    numbers = [entry.line.number for entry in register.entries]
    assert {f"2023-{n:02}" for n in range(1, 8)} | {f"2024-{n:02}" for n in range(1, 14)} <= set(numbers)
    assert len(numbers) == len(set(numbers)) >= 90
    holding = {entry.line.number for entry in then.entries}
    assert {"2024-03", "2023-05"} <= holding
    assert "2024-04" not in holding, "it was rejected"
    assert "2024-08" not in holding, "it came later"
    by_number = {entry.line.number: entry.standing.status for entry in register.entries}
    assert (by_number["2023-06"], by_number["2024-11"]) == ("superseded", "superseded")
    assert sum(row.state == "adopted" for row in minutes) >= 10


def test_a_loading_that_was_cut_goes_on_where_it_stopped(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed = load._file
    count = 0

    def cut(*words: object) -> str:
        nonlocal count
        count += 1
        if count == 6:
            raise KeyboardInterrupt
        return filed(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(load, "_file", cut)
    with pytest.raises(KeyboardInterrupt):
        load.load(repository)
    monkeypatch.setattr(load, "_file", filed)
    assert load.is_needed(repository)
    load.load(repository)
    assert not load.is_needed(repository)
    everyone = Actor(account="none", roles=frozenset({"administrator"}))
    with repository.store.reading() as uow:
        kept = tuple(kind for kind in KINDS if kind != "decision")
        titles = [row.title for row in finding.listing(uow, everyone, kept, 1, 100)[1]]
        assert len(lookup.by_title(uow.session, "Charte du consortium Estran")) == 1
    assert len(titles) == len(set(titles))
