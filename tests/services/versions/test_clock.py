"""A clock that goes backwards: versions stay in order of their numbers, none is older than the one before it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from repo_service.domain.roles import SYSTEM
from repo_service.store import log
from tests.conftest import World
from tests.services import acts

NOON = datetime(2024, 3, 12, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """What the clock says: its last entry."""
    said = [NOON]
    monkeypatch.setattr("repo_service.clock._system_time", lambda: said[-1])
    return said


def test_a_version_is_never_older_than_the_one_before_it(any_world: World, clock: list[datetime]) -> None:
    public_id = any_world.file("un", kind="minutes").public_id
    clock.append(NOON - timedelta(days=1))
    acts.refile(any_world, public_id, "deux", kind="minutes")
    acts.attach(any_world, public_id, "Une annexe.")
    acts.put(any_world, public_id, "adopted")
    clock.append(NOON - timedelta(days=400))
    acts.edit(any_world, public_id, kind="minutes", title="Trois")
    clock.append(NOON + timedelta(hours=1))
    acts.refile(any_world, public_id, "quatre", kind="minutes")

    versions = acts.latest(any_world, public_id).versions
    assert [one.number for one in versions] == [1, 2, 3, 4]
    assert [one.created_at for one in versions] == [NOON, NOON, NOON, NOON + timedelta(hours=1)]
    days = [row.valid_from for one in versions for row in one.states]
    assert None not in days
    assert min(day for day in days if day) == NOON.date()
    for version in versions:
        recorded = [version.created_at, *(row.recorded_at for row in version.states)]
        assert all(before <= after for before, after in pairwise(recorded))
        assert all(one.created_at >= version.created_at for one in version.companions)
    any_world.index()
    assert acts.faults(any_world) == []


def test_the_log_tells_what_the_clock_said(any_world: World, clock: list[datetime]) -> None:
    public_id = any_world.file("un").public_id
    clock.append(NOON - timedelta(days=1))
    acts.refile(any_world, public_id, "deux")
    with any_world.repository.store.reading() as uow:
        rows = [row for row in log.after(uow.session, 0) if row.subject == public_id]
    assert [row.at for row in rows] == [NOON, NOON - timedelta(days=1)]
    assert SYSTEM.account != rows[0].actor


def test_a_state_that_is_set_after_the_clock_went_back_holds_from_the_day_before_at_the_earliest(
    world: World, clock: list[datetime]
) -> None:
    public_id = world.file("un", state="draft").public_id
    clock.append(NOON - timedelta(days=3))
    acts.put(world, public_id, "published")
    states = acts.latest(world, public_id).versions[0].states
    assert [(row.state, row.valid_from) for row in states] == [("draft", NOON.date()), ("published", NOON.date())]


def test_lists_of_versions_follow_the_number_where_instants_are_equal(world: World, clock: list[datetime]) -> None:
    public_id = world.file("un").public_id
    for text in ("deux", "trois"):
        clock.append(clock[-1] - timedelta(hours=5))
        acts.refile(world, public_id, text)
    document = acts.latest(world, public_id)
    assert (document.current_number, document.latest_number) == (3, 3)
    assert [one.number for one in document.versions] == [1, 2, 3]
