"""Rebuilding from the database: by itself after any damage, and from where a killed one was."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from repo_service import worker
from repo_service.errors import Unavailable
from repo_service.search import CURRENT, HISTORY, Indexer, Layout, Searcher, history_folder
from repo_service.search.index import sealing
from repo_service.services import indexing
from repo_service.services.versions import wordings
from repo_service.store import lookup
from repo_service.store import wordings as store_wordings
from tests.conftest import World
from tests.search.index.damages import DAMAGES
from tests.services import acts
from tests.services.test_indexing import contents, head


def test_the_worker_mends_every_sort_of_damage_by_itself(world: World, tmp_path: Path) -> None:
    public_id = world.file("Texte.").public_id
    world.index()
    indexes, sound = world.repository.settings.indexes, tmp_path / "sound"
    shutil.copytree(indexes, sound)
    for name, damage in DAMAGES.items():
        shutil.rmtree(indexes)
        shutil.copytree(sound, indexes)
        with Indexer(indexes) as indexer:
            indexing.ready(world.repository.store, indexer)
            damage(indexes)
            with pytest.raises(Unavailable):
                dict(Searcher(indexes).contents())
            worker._turn(world.repository.store, indexer)
            assert contents(world) == {public_id: 1}, name
            assert not world.repository.searcher.health().damaged, name


@pytest.mark.parametrize("layout", [CURRENT, HISTORY], ids=["current", "history"])
def test_a_rebuild_that_stopped_goes_on_and_what_changed_meanwhile_is_drained(
    any_world: World, monkeypatch: pytest.MonkeyPatch, layout: Layout
) -> None:
    monkeypatch.setattr(sealing, "MAX_TOKENS", 1)
    monkeypatch.setattr(lookup.indexable, "__defaults__", (None, 1, 0))  # one document in memory at a time
    monkeypatch.setattr(store_wordings.histories, "__defaults__", (None, 1, 0))
    store, indexes = any_world.repository.store, any_world.repository.settings.indexes
    folder = indexes if layout is CURRENT else history_folder(indexes)
    ids = [any_world.file(f"Texte {number}.").public_id for number in range(6)]
    given: list[str] = []
    module, name = (indexing, "entry") if layout is CURRENT else (wordings, "_entries")
    real = getattr(module, name)

    def stops_at_the_fifth(first: Any, document: Any, *rest: Any) -> Any:
        told = document if layout is HISTORY else first
        given.append(told.public_id)
        if len(given) == 5:
            raise Unavailable
        return real(first, document, *rest)

    monkeypatch.setattr(module, name, stops_at_the_fifth)
    with Indexer(folder, layout) as indexer:
        with pytest.raises(Unavailable):
            indexing.ready(store, indexer)
        assert given == ids[:5]
        began = head(any_world)
        acts.edit(any_world, ids[0], title="Autre")
        acts.put(any_world, ids[1], "withdrawn")
        late = any_world.file("Texte venu plus tard.").public_id
        del given[:]
        given += ["passed"] * 5
        indexing.ready(store, indexer)
        assert given[5:] == [*ids[3:], late]  # the last one given was not sealed yet
        assert indexer.cursor == began
        indexing.drain(store, indexer)
    searcher = any_world.repository.searcher if layout is CURRENT else any_world.repository.history
    found = {name.partition("/")[0]: version for name, version in searcher.contents()}
    assert found == {ids[0]: 2, **dict.fromkeys([*ids[2:], late], 1)}
    assert searcher.cursor == head(any_world)


def test_reindexing_that_was_killed_is_gone_on_with_by_whoever_opens_the_index_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MAX_TOKENS", 1)
    repository = world.repository
    ids = [world.file(f"Texte {number}.").public_id for number in range(4)]
    world.index()

    class KilledError(Exception):
        pass

    def stop(done: int) -> None:
        if done == 3:
            raise KilledError

    with pytest.raises(KilledError):
        indexing.renew(repository.store, repository.settings.indexes, stop, stop)
    assert repository.searcher.health().building == 2
    done: list[int] = []
    real = indexing.rebuild
    monkeypatch.setattr(indexing, "rebuild", lambda store, indexer: real(store, indexer, done.append))
    world.index()
    assert done == [2, 3, 4]
    assert repository.searcher.health().generation == "idx-2"
    assert contents(world) == dict.fromkeys(ids, 1)
    assert not (repository.settings.indexes / "suspect").exists()


def test_what_another_indexer_has_built_is_told_while_it_is_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MAX_TOKENS", 1)
    monkeypatch.setattr(indexing, "LOOK", 0.01)
    repository = world.repository
    for number in range(4):
        world.file(f"Texte {number}.")
    world.index()
    seen, held = threading.Event(), threading.Event()

    def slowly(done: int) -> None:
        if done == 3:
            held.set()
            seen.wait(30)

    def build() -> None:
        with Indexer(repository.settings.indexes) as indexer:
            indexing.rebuild(repository.store, indexer, slowly)

    other = threading.Thread(target=build)
    other.start()
    assert held.wait(30)
    told: list[int] = []
    indexing.renew(
        repository.store, repository.settings.indexes, lambda done: (told.append(done), seen.set()), told.append
    )
    other.join(30)
    assert told[0] == 2
    assert repository.searcher.health().generation == "idx-2"
