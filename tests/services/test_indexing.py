"""Keeping the index in step with the log, and building it anew whenever it cannot be trusted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import text

from repo_service import worker
from repo_service.errors import Unavailable
from repo_service.search import HISTORY, Indexer, history_folder
from repo_service.services import health, indexing
from repo_service.services.repository import Repository
from repo_service.store import log
from tests.conftest import World
from tests.services import acts


def contents(world: World) -> dict[str, int]:
    """Which documents the index holds, at which version."""
    return dict(world.repository.searcher.contents())


def head(world: World) -> int:
    with world.repository.store.reading() as uow:
        return log.head(uow.session).number


def test_draining_brings_in_what_was_filed_changed_and_takes_out_what_was_withdrawn(any_world: World) -> None:
    ids = [any_world.file(f"Texte {number}.").public_id for number in range(3)]
    any_world.index()
    assert contents(any_world) == dict.fromkeys(ids, 1)
    acts.edit(any_world, ids[0], title="Autre")
    acts.put(any_world, ids[1], "withdrawn")
    any_world.index()
    assert contents(any_world) == {ids[0]: 2, ids[2]: 1}
    assert any_world.repository.searcher.cursor == head(any_world)
    acts.put(any_world, ids[1], "published")
    any_world.index()
    assert contents(any_world) == {ids[0]: 2, ids[1]: 1, ids[2]: 1}


def test_draining_counts_each_document_once_and_stops_when_nothing_is_left(any_world: World) -> None:
    store = any_world.repository.store
    with Indexer(any_world.repository.settings.indexes) as indexer:
        indexing.ready(store, indexer)
        public_id = any_world.file("Texte.").public_id
        acts.edit(any_world, public_id, title="Autre")
        assert indexing.drain(store, indexer) == 1
        assert indexing.drain(store, indexer) == 0
        assert indexer.cursor == head(any_world)


def test_acts_that_change_no_document_move_the_cursor(any_world: World) -> None:
    any_world.index()
    any_world.token("reader@exemple.fr")
    any_world.index()
    assert any_world.repository.searcher.cursor == head(any_world) == 1


def test_more_acts_than_a_batch_are_drained(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    any_world.index()
    ids = {any_world.file(f"Texte {number}.").public_id for number in range(5)}
    any_world.index()
    assert set(contents(any_world)) == ids


def test_words_of_companions_and_names_are_found_with_the_document(any_world: World) -> None:
    public_id = any_world.file(
        "Texte.", body=any_world.body, institution=any_world.institution, keywords="zinzolin"
    ).public_id
    acts.attach(any_world, public_id, "Un vermillon.")
    any_world.index()
    for word in ("zinzolin", "vermillon", "pilotage", "Valmorin"):
        assert acts.found(any_world, any_world.reader, word) == [public_id], word


def test_an_index_of_another_database_is_built_anew(any_world: World) -> None:
    public_id = any_world.file("Texte.").public_id
    any_world.index()
    with any_world.repository.store.writing() as uow:
        uow.session.execute(text("UPDATE log_head SET epoch = 'restored'"))
    with Indexer(any_world.repository.settings.indexes) as indexer:
        assert not indexer.open("restored")
        indexing.ready(any_world.repository.store, indexer)
        assert indexer.open("restored")
    assert contents(any_world) == {public_id: 1}


def test_an_index_ahead_of_the_log_is_built_anew(world: World) -> None:
    public_id = world.file("Texte.").public_id
    with world.repository.store.reading() as uow:
        epoch = log.head(uow.session).epoch
    with Indexer(world.repository.settings.indexes) as indexer:
        indexer.rebuild([], 99, epoch)
        indexing.ready(world.repository.store, indexer)
        assert indexer.cursor == 1
    assert contents(world) == {public_id: 1}


@pytest.mark.parametrize("damage", ["delete", "truncate"])
def test_a_lost_or_damaged_index_is_built_anew(world: World, damage: str) -> None:
    public_id = world.file("Texte.").public_id
    world.index()
    indexes = world.repository.settings.indexes
    if damage == "delete":
        shutil.rmtree(indexes)
    else:
        for path in indexes.rglob("*"):
            if path.is_file():
                path.write_bytes(b"")
    world.index()
    assert contents(world) == {public_id: 1}


def test_rebuilding_tells_its_progress(world: World) -> None:
    for number in range(3):
        world.file(f"Texte {number}.")
    done: list[int] = []
    with Indexer(world.repository.settings.indexes) as indexer:
        indexing.rebuild(world.repository.store, indexer, done.append)
    assert done == [1, 2, 3]


def test_what_the_index_lacks_and_has_too_many_is_told(any_world: World) -> None:
    ids = sorted(any_world.file(f"Texte {number}.").public_id for number in range(3))
    with any_world.repository.store.reading() as uow:
        assert indexing.missing(uow, []) == (ids, [])
        assert indexing.missing(uow, [(ids[0], 1), (ids[1], 7), (ids[2], 1), ("autre", 1)]) == ([ids[1]], ["autre"])
        assert indexing.missing(uow, [(key, 1) for key in ids]) == ([], [])


def test_the_worker_once_indexes_what_is_there_and_ends(any_world: World) -> None:
    public_id = any_world.file("Texte.").public_id
    worker.work(any_world.repository.settings, threading.Event(), once=True)
    assert contents(any_world) == {public_id: 1}


def test_the_worker_indexes_what_comes_while_it_runs_and_stops_when_asked(world: World) -> None:
    world.index()
    stop = threading.Event()
    running = threading.Thread(target=worker.work, args=(world.repository.settings, stop))
    running.start()
    try:
        public_id = world.file("Texte.").public_id
        reached = threading.Event()
        for _ in range(300):
            if world.repository.searcher.cursor == head(world):
                break
            reached.wait(0.1)
        assert contents(world) == {public_id: 1}
    finally:
        stop.set()
        running.join(30)
    assert not running.is_alive()


def remembered(world: World) -> set[str]:
    """Which documents the index of all versions holds."""
    return {name.partition("/")[0] for name, _ in world.repository.history.contents()}


def until(happened: Callable[[], bool]) -> bool:
    """Whether something happens within half a minute."""
    waiting = threading.Event()
    return any(happened() or waiting.wait(0.1) for _ in range(300))


def test_the_worker_keeps_the_index_of_all_versions_and_mends_it_while_the_other_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "HISTORY_PAUSE", 0.05)
    first = world.file("Un premier texte.").public_id
    worker.work(world.repository.settings, threading.Event(), once=True)
    assert remembered(world) == set(contents(world)) == {first}
    history = history_folder(world.repository.settings.indexes)
    for path in history.rglob("*.rsg"):
        path.write_bytes(b"abime")
    world.repository.__dict__.pop("history")
    assert world.repository.history.health().damaged
    stop = threading.Event()
    running = threading.Thread(target=worker.work, args=(world.repository.settings, stop))
    running.start()
    try:
        assert until(lambda: not world.repository.history.health().damaged)
        second = world.file("Un second texte.").public_id
        assert until(lambda: world.repository.history.health().cursor == head(world))
        assert remembered(world) == {first, second}
        shutil.rmtree(history)
        third = world.file("Un troisième texte.").public_id
        assert until(lambda: third in contents(world))
        assert until(lambda: not world.repository.history.health().damaged)
        assert remembered(world) == {first, second, third}
    finally:
        stop.set()
        running.join(30)
    assert not running.is_alive()


def test_the_index_of_all_versions_is_built_anew_by_itself(any_world: World) -> None:
    public_id = any_world.file("Texte.").public_id
    any_world.index()
    repository = any_world.repository
    done: list[int] = []
    folder = history_folder(repository.settings.indexes)
    indexing.renew(repository.store, folder, done.append, done.append, layout=HISTORY)
    assert done == [1, 2]  # a title and a passage
    assert repository.history.health().generation == "idx-2"
    assert repository.searcher.health().generation == "idx-1"
    assert remembered(any_world) == {public_id}


def renewed(world: World, seconds: int = 60) -> tuple[list[int], list[int]]:
    """Documents and seconds that were told while the index was built anew."""
    done: list[int] = []
    waited: list[int] = []
    repository = world.repository
    indexing.renew(repository.store, repository.settings.indexes, done.append, waited.append, seconds)
    return done, waited


def test_without_an_indexer_the_index_is_built_anew_here(any_world: World) -> None:
    public_id = any_world.file("Texte.").public_id
    any_world.index()
    assert renewed(any_world) == ([1], [])
    assert any_world.repository.searcher.health().generation == "idx-2"
    assert contents(any_world) == {public_id: 1}


@pytest.mark.parametrize("before", ["sound", "absent"])
def test_a_running_indexer_builds_anew_when_it_is_asked_and_is_waited_for(
    any_world: World, monkeypatch: pytest.MonkeyPatch, before: str
) -> None:
    public_id = any_world.file("Texte.").public_id
    if before == "sound":
        any_world.index()
    stop, held = threading.Event(), threading.Event()
    ready = indexing.ready
    monkeypatch.setattr(indexing, "ready", lambda store, indexer: (held.set(), ready(store, indexer)))
    running = threading.Thread(target=worker.work, args=(any_world.repository.settings, stop))
    running.start()
    try:
        assert held.wait(30)
        done, waited = renewed(any_world)
        assert set(done) <= {1}  # what the other one has done, when it is looked at just then
        assert contents(any_world) == {public_id: 1}
        if before == "sound":
            assert waited or done
            assert any_world.repository.searcher.health().generation == "idx-2"
    finally:
        stop.set()
        running.join(30)
    assert not running.is_alive()


def test_when_the_indexer_that_is_waited_for_ends_the_index_is_built_here(world: World) -> None:
    world.index()
    ended = threading.Event()

    def hold() -> None:
        with Indexer(world.repository.settings.indexes):
            held.set()
            ended.wait(30)

    held = threading.Event()
    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    done: list[int] = []
    indexing.renew(
        world.repository.store, world.repository.settings.indexes, done.append, lambda _: ended.set(), 60
    )
    other.join(30)
    assert world.repository.searcher.health().generation == "idx-2"


def test_an_indexer_that_does_not_answer_is_told_after_some_time(world: World) -> None:
    world.index()
    with Indexer(world.repository.settings.indexes), pytest.raises(Unavailable, match="pas encore reconstruit"):
        renewed(world, seconds=0)


def test_housekeeping_goes_on_after_any_fault(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    faults = iter([OSError("the disk is away"), KeyError("a fault"), Unavailable()])
    stop = threading.Event()
    swept: list[int] = []

    def fails(_: object) -> bool:
        raise next(faults)

    def sweep(_: object) -> None:
        swept.append(1)
        if len(swept) == 3:
            stop.set()
        raise OSError("the disk is full")

    for name in ("SCAN_EVERY", "AFTER_FAILURE", "SWEEP_EVERY"):
        monkeypatch.setattr(worker, name, 0.0)
    monkeypatch.setattr(worker.scans, "read_next", fails)
    monkeypatch.setattr(worker.sweeping, "sweep", sweep)
    keeper = threading.Thread(target=worker._housekeeping, args=(world.repository, stop), daemon=True)
    keeper.start()
    keeper.join(30)
    assert len(swept) == 3
    for told in ("the disk is away", "KeyError", "put off", "the disk is full", "Traceback"):
        assert told in caplog.text


def test_a_second_indexer_of_one_folder_is_refused(world: World) -> None:
    with Indexer(world.repository.settings.indexes), pytest.raises(Unavailable):
        worker.work(world.repository.settings, threading.Event(), once=True)


def test_every_part_of_a_running_repository_answers(world: World) -> None:
    world.index()
    assert health.parts(world.repository) == {"database": True, "storage": True, "index": True}


def test_a_part_that_does_not_answer_is_named(repository: Repository) -> None:
    repository.store.close()
    (repository.settings.storage / "repo-service.db").write_bytes(b"abime" * 1000)
    assert health.parts(repository) == {"database": False, "storage": True, "index": False}


def test_a_second_indexer_says_why_it_leaves_and_leaves_in_peace(world: World) -> None:
    chosen = world.repository.settings
    given = {
        "REPO_SERVICE_STORAGE": str(chosen.storage), "REPO_SERVICE_INDEXES": str(chosen.indexes),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    with Indexer(chosen.indexes), subprocess.Popen(
        [sys.executable, "-m", "repo_service", "work", "--with-parent"], env=os.environ | given, text=True,
        stdin=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as second:  # fmt: skip
        assert second.stderr is not None
        said = second.stderr.read()  # it ends while its parent is still there
    assert second.returncode == 1
    assert said == "Erreur : Un autre processus tient déjà l’index à jour.\n"
