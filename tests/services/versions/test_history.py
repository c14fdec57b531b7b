"""Versions as intervals, and since when each passage stands: told without any version that is hidden."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from repo_service import clock
from repo_service.domain.periods import Period
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import NotFound
from repo_service.services.versions import history
from repo_service.services.versions.history import Origins, Standing
from tests.conftest import World
from tests.services import acts

NOON = datetime(2024, 3, 12, 12, tzinfo=UTC)


def on_day(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Let the clock stand some days after the twelfth of March 2024."""
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=days))


def timeline(world: World, public_id: str) -> list[Standing]:
    """The intervals of all versions."""
    return history.timeline(acts.latest(world, public_id).versions)


def origins(world: World, public_id: str, number: int, actor: Actor | None = None) -> Origins:
    """Since when the passages of a version stand, asked by the administrator by default."""
    with world.repository.store.reading() as uow:
        return history.origins(uow, actor or world.administrator, public_id, number)


def days(found: list[Standing]) -> list[tuple[date | None, date | None]]:
    """First day of each, and the day from which it stands no more."""
    return [(one.start, one.end) for one in found]


def test_versions_are_intervals_without_gaps(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    on_day(monkeypatch, 0)
    public_id = any_world.file("un", kind="charter").public_id
    on_day(monkeypatch, 10)
    acts.refile(any_world, public_id, "deux", kind="charter")
    on_day(monkeypatch, 20)
    acts.edit(any_world, public_id, kind="charter", title="Autre titre")
    found = timeline(any_world, public_id)
    first, second, third = (date(2024, 3, 12) + timedelta(days=one) for one in (0, 10, 20))
    assert days(found) == [(first, second), (second, third), (third, None)]
    assert [one.same_file for one in found] == [False, False, True]


def test_a_text_filed_adopted_has_stood_since_its_own_date(any_world: World) -> None:
    public_id = any_world.file("un", kind="minutes", date=date(2019, 3, 12)).public_id
    assert days(timeline(any_world, public_id)) == [(date(2019, 3, 12), None)]


def test_a_draft_stands_for_no_day(any_world: World) -> None:
    public_id = any_world.file("un").public_id
    acts.refile(any_world, public_id, "deux", state="draft")
    assert days(timeline(any_world, public_id))[1] == (None, None)


def test_a_clock_that_went_back_gives_no_negative_interval(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_day(monkeypatch, 30)
    public_id = any_world.file("un").public_id
    on_day(monkeypatch, 0)
    acts.refile(any_world, public_id, "deux")
    found = timeline(any_world, public_id)
    assert [one.version.number for one in found] == [1, 2]
    assert all(one.end is None or (one.start and one.start <= one.end) for one in found)


def test_each_passage_is_told_with_the_version_in_which_it_came(any_world: World) -> None:
    public_id = any_world.file("Premier article.\n\nDeuxième article.\n\nTroisième article.").public_id
    acts.refile(any_world, public_id, "Premier article.\n\nDeuxième article, changé.\n\nTroisième article.")
    acts.refile(any_world, public_id, "Troisième article.\n\nPremier article.\n\nQuatrième article.")
    found = origins(any_world, public_id, 3)
    assert [(one.block.text, one.since.version.number) for one in found.passages] == [
        ("Troisième article.", 1), ("Premier article.", 1), ("Quatrième article.", 3),
    ]  # fmt: skip
    numbers = [(one.first.version.number, one.last.version.number, one.left.version.number) for one in found.gone]
    told = [(one.block.text, *three) for one, three in zip(found.gone, numbers, strict=True)]
    assert told == [("Deuxième article, changé.", 2, 2, 3), ("Deuxième article.", 1, 1, 2)]


def test_what_left_and_came_back_came_in_anew_and_is_not_gone(any_world: World) -> None:
    public_id = any_world.file("Un article qui revient.").public_id
    acts.refile(any_world, public_id, "Tout autre chose.")
    acts.refile(any_world, public_id, "Un article qui revient.")
    found = origins(any_world, public_id, 3)
    assert [one.since.version.number for one in found.passages] == [3]
    assert [one.block.text for one in found.gone] == ["Tout autre chose."]


def test_a_corrected_card_brings_no_passage(any_world: World) -> None:
    public_id = any_world.file("Un article.").public_id
    acts.edit(any_world, public_id)
    assert [one.since.version.number for one in origins(any_world, public_id, 2).passages] == [1]


def test_drafts_in_between_are_not_told(any_world: World) -> None:
    public_id = any_world.file("Un article.", visibility="public").public_id
    acts.refile(any_world, public_id, "Un article.\n\nUn ajout.", state="draft")
    for actor in (VISITOR, any_world.reader):
        assert len(origins(any_world, public_id, 1, actor).passages) == 1
        with pytest.raises(NotFound):
            origins(any_world, public_id, 2, actor)
    assert [one.since.version.number for one in origins(any_world, public_id, 2).passages] == [1, 2]
    with pytest.raises(NotFound):
        origins(any_world, public_id, 3)


@pytest.mark.parametrize(("kind", "binding"), [("charter", True), ("report", False)])
def test_a_time_away_parts_the_days_of_a_version(
    any_world: World, monkeypatch: pytest.MonkeyPatch, kind: str, binding: bool
) -> None:
    on_day(monkeypatch, 0)
    public_id = any_world.file("un", kind=kind).public_id
    on_day(monkeypatch, 100)
    acts.put(any_world, public_id, "withdrawn")
    on_day(monkeypatch, 465)
    acts.put(any_world, public_id, "adopted" if binding else "published")
    [found] = timeline(any_world, public_id)
    first, gone, back = (date(2024, 3, 12) + timedelta(days=one) for one in (0, 100, 465))
    assert found.periods == (Period(first, gone), Period(back, None))
    assert found.in_force == (found.periods if binding else ())


def test_what_was_postponed_is_shown_but_in_force_only_once_adopted(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_day(monkeypatch, 0)
    public_id = any_world.file("un", kind="decision", state="postponed").public_id
    assert timeline(any_world, public_id)[0].in_force == ()
    on_day(monkeypatch, 40)
    acts.put(any_world, public_id, "adopted")
    [found] = timeline(any_world, public_id)
    assert found.periods == (Period(date(2024, 3, 12), None),)
    assert found.in_force == (Period(date(2024, 4, 21), None),)


def test_a_version_that_was_replaced_on_its_day_has_a_period_without_a_day(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_day(monkeypatch, 0)
    public_id = any_world.file("un").public_id
    acts.refile(any_world, public_id, "deux")
    assert timeline(any_world, public_id)[0].periods == (Period(date(2024, 3, 12), date(2024, 3, 12)),)


def test_a_draft_that_was_given_up_and_taken_up_again_stands_from_its_publication(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_day(monkeypatch, 0)
    public_id = any_world.file("un", state="draft").public_id
    acts.put(any_world, public_id, "withdrawn")
    assert timeline(any_world, public_id)[0].periods == ()
    on_day(monkeypatch, 10)
    acts.put(any_world, public_id, "published")
    assert timeline(any_world, public_id)[0].periods == (Period(date(2024, 3, 22), None),)


DAMAGED = b"%PDF-1.4\nnot a pdf at all"


def test_a_file_that_cannot_be_read_in_between_brings_and_takes_nothing(any_world: World) -> None:
    public_id = any_world.file("Premier article.\n\nDeuxième article.").public_id
    acts.refile(any_world, public_id, DAMAGED, name="charte.pdf")
    acts.refile(any_world, public_id, "Premier article.")
    found = origins(any_world, public_id, 3)
    assert found.unread == (2,)
    assert [one.since.version.number for one in found.passages] == [1]
    assert [(one.block.text, one.left.version.number) for one in found.gone] == [("Deuxième article.", 3)]


def test_a_last_file_that_cannot_be_read_does_not_tell_that_all_is_gone(any_world: World) -> None:
    public_id = any_world.file("Premier article.").public_id
    acts.refile(any_world, public_id, DAMAGED, name="charte.pdf")
    found = origins(any_world, public_id, 2)
    assert (found.unread, found.passages, found.gone) == ((2,), (), ())
