"""Searches that found nothing: what is counted, what is not kept, that nobody waits for it, that it is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from repo_service import clock
from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import VISITOR
from repo_service.errors import Forbidden, SignInRequired, Unavailable
from repo_service.services import sweeping
from repo_service.services.searching import missed
from repo_service.services.searching.missed import Tally, wording
from repo_service.store import missed as rows
from repo_service.store.work import Store
from tests.conftest import TIMEZONE, World
from tests.services import acts


def note(world: World, *texts: str, total: int = 0) -> None:
    tally = Tally()
    for text in texts:
        tally.note(SearchQuery(text), total)
    tally.settle(world.repository.store, TIMEZONE)


def kept(world: World) -> list[tuple[str, int]]:
    with world.repository.store.reading() as uow:
        _, found = missed.listing(uow, world.administrator, 1, 5_000)
        return [(row.wording, row.count) for row in found]


def today(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr("repo_service.clock._system_time", lambda: moment)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "« ! »", "\u200b\u2028", "claire@exemple.fr", "dossier 123456", "06 12 34 56 78", "06.12.34.56.78",
        "1 85 05 78 006 084 36", "06/12/34/56/78", "06_12_34_56_78", "06–12–34–56–78", "06 . 12 . 34 . 56 . 78",
        "+33 (0)6 12 34 56 78", "mot " * 26,
    ],
)  # fmt: skip
def test_what_may_name_somebody_or_says_nothing_is_not_kept(text: str) -> None:
    assert wording(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("  Élagage\tdes BU ", ("elagage des bu", "Élagage des BU")),
        ("décision 2023-14", ("decision 2023-14", "décision 2023-14")),
        ("12/03/2024", ("12/03/2024", "12/03/2024")),
        ("a\x00b\u202ec", ("a b c", "a b c")),
    ],
)
def test_forms_of_one_wording_count_together(text: str, found: tuple[str, str]) -> None:
    assert wording(text) == found


def test_a_wording_of_signs_that_are_many_when_they_are_folded_is_kept(any_world: World) -> None:
    note(any_world, "\ufdfa" * 100)
    assert kept(any_world) == [("\ufdfa" * 100, 1)]


def test_searches_are_counted_the_most_asked_first(any_world: World) -> None:
    note(any_world, "élagage", "Pilon", "ÉLAGAGE", "elagage ")
    note(any_world, "pilon", "pilon", "rongeurs", total=0)
    note(any_world, "charte", total=3)
    assert kept(any_world) == [("elagage", 3), ("pilon", 3), ("rongeurs", 1)]
    with any_world.repository.store.reading() as uow:
        (first, *_), day = rows.page(uow.session, 1, 1), clock.day(uow.now, TIMEZONE)
        assert (first.first_on, first.last_on) == (day, day)
        assert missed.listing(uow, any_world.administrator, 2, 2)[1][0].wording == "rongeurs"


@pytest.mark.parametrize(
    "more",
    [
        {"page": 2}, {"kinds": ("minutes",)}, {"bodies": ("X",)}, {"institutions": ("X",)}, {"years": (2024,)},
        {"domains": ("achats",)}, {"states": ("adopted",)}, {"languages": ("fr",)}, {"all_versions": True},
        {"literal": True}, {"changed_after": clock.now()},
    ],
)  # fmt: skip
def test_only_words_alone_as_they_are_asked_first_are_counted(more: dict[str, Any]) -> None:
    tally = Tally()
    tally.note(replace(SearchQuery("élagage"), **more), 0)
    assert not tally.is_due()


def test_nothing_tells_who_asked(world: World) -> None:
    note(world, "élagage")
    assert {column.name for column in rows.MissedSearch.__table__.columns} == {
        "id", "wording_key", "wording", "count", "first_on", "last_on",
    }  # fmt: skip
    assert acts.logged(world) == []


def test_at_most_so_many_are_kept_and_the_least_asked_and_oldest_leave(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missed, "MOST", 3)
    start = clock.now()
    for day, text in enumerate(("un", "deux", "un", "trois", "quatre", "cinq")):
        today(monkeypatch, start + timedelta(days=day))
        note(any_world, text)
    assert kept(any_world) == [("un", 2), ("cinq", 1), ("quatre", 1)]


def test_a_flood_waits_in_bounds_and_what_was_asked_before_stays(world: World) -> None:
    note(world, "élagage", "élagage")
    note(world, *(f"rien{number:04}x" for number in range(5_000)))
    found = kept(world)
    assert found[0] == ("élagage", 2)
    assert len(found) == 1 + missed.MOST_WAITING


def test_a_busy_database_delays_nothing_and_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tally, store, start = Tally(), world.repository.store, clock.now()

    def busy(_: Store) -> Any:
        raise Unavailable

    tally.note(SearchQuery("élagage"), 0)
    assert tally.is_due()
    with monkeypatch.context() as patch:
        patch.setattr(Store, "writing", busy)
        tally.settle(store, TIMEZONE)
    assert not tally.is_due()
    today(monkeypatch, start + missed.AFTER_FAILURE + timedelta(seconds=1))
    tally.note(SearchQuery("élagage"), 0)
    assert tally.is_due()
    tally.settle(store, TIMEZONE)
    assert kept(world) == [("élagage", 2)]


def test_counts_are_written_down_at_most_once_in_a_few_seconds(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tally, start = Tally(), clock.now()
    tally.note(SearchQuery("élagage"), 0)
    tally.settle(world.repository.store, TIMEZONE)
    tally.note(SearchQuery("pilon"), 0)
    assert not tally.is_due()
    today(monkeypatch, start + missed.EVERY + timedelta(seconds=1))
    assert tally.is_due()


def test_what_nobody_asks_any_more_is_forgotten(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    start = clock.now()
    note(any_world, "élagage", "pilon")
    today(monkeypatch, start + timedelta(days=399))
    note(any_world, "pilon")
    sweeping.sweep(any_world.repository.store)
    assert len(kept(any_world)) == 2
    today(monkeypatch, start + timedelta(days=402))
    sweeping.sweep(any_world.repository.store)
    assert kept(any_world) == [("pilon", 2)]


def test_one_is_forgotten_and_the_log_tells_no_words(any_world: World) -> None:
    note(any_world, "Élagage", "pilon")
    for _ in range(2):  # the second time nothing is there
        with any_world.repository.store.writing() as uow:
            missed.forget(uow, any_world.administrator, "elagage")
    assert kept(any_world) == [("pilon", 1)]
    told = acts.logged(any_world, "missed_search.forgotten")
    assert [(row.actor, row.subject, row.data) for row in told] == [(any_world.administrator.account, "", {})]


def test_only_who_coordinates_reads_and_forgets(world: World) -> None:
    note(world, "élagage")
    for actor, error in ((VISITOR, SignInRequired), (world.reader, Forbidden), (world.secretary, Forbidden)):
        with world.repository.store.writing() as uow:
            with pytest.raises(error):
                missed.listing(uow, actor, 1, 10)
            with pytest.raises(error):
                missed.forget(uow, actor, "elagage")
    assert kept(world) == [("élagage", 1)]
