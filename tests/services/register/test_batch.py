"""Ten years of minutes judged together: what is listed, for whom, in which order, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repo_service.domain.minutes import finding
from repo_service.domain.roles import Actor
from repo_service.errors import Forbidden, Invalid
from repo_service.services.register import accepting, batch, keeping
from repo_service.services.register.batch import Asked, Batch
from repo_service.services.register.cabinet import Cabinet
from repo_service.services.register.keeping import Looker
from repo_service.store.people import governance
from repo_service.store.register import findings
from tests.conftest import TIMEZONE, World
from tests.services import acts
from tests.services.register import decided, reviewed
from tests.services.register.reviewed import MINUTES

JUNE = MINUTES.replace("12 mars 2024", "18 juin 2024").replace("périodiques", "thèses")


def look(world: World) -> int:
    """Look through what waits, as the worker does."""
    return Looker(world.repository.store, TIMEZONE).turn()


def listed(world: World, actor: Actor | None = None, cabinet: Cabinet | None = None, **asked: object) -> Batch:
    """One page of what waits."""
    with world.repository.store.reading() as uow:
        return batch.listing(uow, actor or world.secretary, cabinet or Cabinet(), replace(Asked(), **asked))  # type: ignore[arg-type]


def count(world: World, actor: Actor | None = None, cabinet: Cabinet | None = None) -> int:
    """How many wait, as the home page says it."""
    with world.repository.store.reading() as uow:
        return batch.waiting(uow, actor or world.secretary, cabinet or Cabinet())


def keys(found: Batch) -> list[str]:
    return [one.key for group in found.groups for one in group.proposals]


def test_what_waits_in_all_minutes_is_listed_meeting_by_meeting(any_world: World) -> None:
    march, june = reviewed.file(any_world), reviewed.file(any_world, JUNE, "2024-06-18")
    assert listed(any_world).unread == 2
    assert look(any_world) == 2
    found = listed(any_world)
    expected = {one.found.key for document in (march, june) for one in reviewed.review(any_world, document).waiting}
    assert set(keys(found)) == expected
    assert found.total == found.every == count(any_world) == len(expected)
    assert [group.minutes.id for group in found.groups][:2] == [march, june]
    scores = [one.score for one in found.groups[0].proposals]
    assert scores == sorted(scores, reverse=True)
    assert (found.unread, found.years) == (0, ((2024, len(expected)),))


def test_the_surest_of_all_meetings_come_before_the_less_sure_of_any(world: World) -> None:
    reviewed.file(world)
    reviewed.file(world, JUNE, "2024-06-18")
    look(world)
    bands = [
        next(place for place, bound in enumerate(batch.BANDS) if one.score >= bound)
        for group in listed(world).groups
        for one in group.proposals
    ]
    assert bands == sorted(bands)


def test_what_was_kept_is_what_is_found(world: World) -> None:
    document = reviewed.file(world)
    look(world)
    found = reviewed.review(world, document)
    shown = {one.key: one for group in listed(world).groups for one in group.proposals}
    assert shown == {one.found.key: one.found for one in (*found.decisions, *found.actions)}


def test_the_same_thing_told_by_two_files_is_shown_once(world: World) -> None:
    reviewed.file(world)
    once = len(keys(listed_after(world)))
    reviewed.file(world, MINUTES + "\n", "2024-03-12", title="Copie")
    assert len(keys(listed_after(world))) == once
    first = listed(world).groups[0]
    batch.accept(world.repository, world.secretary, first.minutes.id, [first.proposals[0].key])
    assert len(keys(listed(world))) == once - 1


def listed_after(world: World) -> Batch:
    """What waits once the worker has looked."""
    look(world)
    return listed(world)


def test_the_same_words_of_two_bodies_are_two_things(world: World) -> None:
    with world.repository.store.writing() as uow:
        other = governance.add_body(uow, "Bureau", "", "deciding", "").public_id
    reviewed.file(world)
    once = len(keys(listed_after(world)))
    reviewed.file(world, MINUTES + "\n", body=other)
    found = listed_after(world)
    assert len(keys(found)) == 2 * once
    assert len(keys(listed(world, body=other))) == once


def test_all_that_are_sure_enough_of_one_meeting_are_accepted_together(any_world: World) -> None:
    document = reviewed.file(any_world)
    look(any_world)
    shown = {one.key: one.score for group in listed(any_world).groups for one in group.proposals}
    bound = sorted(shown.values())[len(shown) // 2]
    number, made = batch.accept(any_world.repository, any_world.secretary, document, list(shown), bound)
    sure = {key for key, score in shown.items() if score >= bound}
    assert number == len(sure)
    assert set(keys(listed(any_world))) == set(shown) - sure
    assert {entry.id for entry in decided.register(any_world, state="all").chosen} == set(made)
    with pytest.raises(Invalid):
        batch.accept(any_world.repository, any_world.secretary, document, list(sure))


def test_all_that_were_shown_are_discarded_together_and_no_other(any_world: World) -> None:
    document = reviewed.file(any_world)
    look(any_world)
    every = keys(listed(any_world))
    with any_world.repository.store.writing() as uow:
        assert batch.discard(uow, any_world.secretary, document, every[:2], TIMEZONE, 0.0) == 2
    assert set(keys(listed(any_world))) == set(every[2:])


def test_a_number_that_is_printed_is_kept_where_the_body_counts_so(world: World) -> None:
    text = "# Compte rendu du 12 mars 2019\n\nPrésents : Hélène Vasseur, Nadia Belkacem.\n\n"
    text += "**Décision n° COPIL-2019-007 :** la durée du prêt est de quatre semaines. Adoptée à l'unanimité.\n"
    document = reviewed.file(world, text, "2019-03-12")
    look(world)
    batch.accept(world.repository, world.secretary, document, keys(listed(world)))
    assert [entry.line.number for entry in decided.register(world, state="all").chosen] == ["COPIL-2019-007"]


def test_drafts_withdrawn_texts_and_minutes_without_a_day_have_nothing_to_accept(world: World) -> None:
    reviewed.file(world, state="draft")
    dateless = reviewed.file(world, JUNE, "2024-06-18", date=None)
    gone = reviewed.file(world, MINUTES.replace("mars", "avril"), "2024-04-12")
    acts.withdraw(world, gone) if hasattr(acts, "withdraw") else None
    look(world)
    found = listed(world)
    assert dateless in [one.id for one in found.dateless]
    assert dateless not in [group.minutes.id for group in found.groups]


def test_nothing_of_what_a_person_does_not_judge_is_listed_or_counted(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        other = governance.add_body(uow, "Bureau", "", "deciding", "").public_id
    of_other = Actor(any_world.secretary.account, roles=frozenset({"secretary"}), bodies=frozenset({other}))
    look(any_world)
    before = listed(any_world, of_other), count(any_world, of_other)
    reviewed.file(any_world)
    reviewed.file(any_world, JUNE, "2024-06-18", visibility="body", bodies=(any_world.body,))
    look(any_world)
    assert (listed(any_world, of_other), count(any_world, of_other)) == before
    assert count(any_world, any_world.reader) == 0
    with pytest.raises(Forbidden):
        listed(any_world, any_world.reader)


def test_a_verdict_in_a_text_that_is_hidden_changes_nothing(world: World) -> None:
    with world.repository.store.writing() as uow:
        other = governance.add_body(uow, "Bureau", "", "deciding", "").public_id
    mine = Actor(world.secretary.account, roles=frozenset({"secretary"}), bodies=frozenset({world.body}))
    reviewed.file(world)
    hidden = reviewed.file(world, MINUTES + "\n", visibility="body", bodies=(other,), body=other)
    look(world)
    before = listed(world, mine)
    batch.accept(world.repository, world.administrator, hidden, keys(listed(world, world.administrator, body=other)))
    assert listed(world, mine) == before


def test_minutes_are_looked_through_once_and_anew_when_rules_day_or_text_change(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviewed.file(any_world)
    assert look(any_world) == 1
    assert look(any_world) == 0
    monkeypatch.setattr(keeping, "FINDER", finding.FINDER + 1)
    assert look(any_world) == 1
    assert look(any_world) == 0
    with any_world.repository.store.reading() as uow:
        (mark,) = findings.marks(uow.session)
    assert mark.finder == finding.FINDER + 1


def test_one_file_that_is_minutes_of_two_days_is_not_looked_through_for_ever(world: World) -> None:
    reviewed.file(world)
    reviewed.file(world, day="2024-03-13")
    look(world)
    assert look(world) == 0
    assert listed(world).unread == 0


def test_a_page_reads_only_what_changed_since_the_last(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reviewed.file(world)
    look(world)
    cabinet = Cabinet()
    first = listed(world, cabinet=cabinet)
    asked: list[list[int]] = []
    real = findings.contents
    monkeypatch.setattr(findings, "contents", lambda session, keys: asked.append(sorted(keys)) or real(session, keys))
    assert count(world, cabinet=cabinet) == count(world, cabinet=cabinet) == first.total
    assert [one for one in asked if one] == []


def test_three_hundred_minutes_are_listed_without_looking_through_any(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        day = f"{2010 + number // 30}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        reviewed.file(world, MINUTES.replace("quatre semaines", f"{number} jours").replace("12 mars 2024", day), day)
    look(world)
    for module in (keeping, accepting):
        for name in ("find", "found_in"):
            monkeypatch.setattr(module, name, None, raising=False)
    found = listed(world)
    assert found.total > 1000
    assert len(keys(found)) == 50
    assert len(found.years) == 10
    assert len(keys(listed(world, year=2012, page=2))) == 50
