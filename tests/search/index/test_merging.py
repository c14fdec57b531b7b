"""Merges: segments stay few, large ones are merged beside the commits, and nothing that happens meanwhile is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.errors import Unavailable
from repo_service.search import HISTORY, Indexer, Mask, Searcher
from repo_service.search.index import indexer as indexer_module
from repo_service.search.index import merging, sealing
from repo_service.search.index.merging import Merge
from tests.search.conftest import EPOCH, Shelf, named
from tests.search.corpora import entries, passages
from tests.search.index.damages import flip
from tests.search.index.test_resuming import assert_like


class Gate:
    """Holds every merge in the background until it is opened."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = threading.Event()
        self.reached = threading.Event()
        run = Merge.run

        def waiting(merge: Merge) -> None:
            if threading.current_thread() is not threading.main_thread():
                self.reached.set()
                assert self.open.wait(30)
            run(merge)

        monkeypatch.setattr(Merge, "run", waiting)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    monkeypatch.setattr(merging, "SMALL_BYTES", 0)  # every merge is a large one
    held = Gate(monkeypatch)
    yield held
    held.open.set()


def until(happened: Callable[[], bool]) -> bool:
    """Whether something happens within half a minute."""
    waiting = threading.Event()
    return any(happened() or waiting.wait(0.01) for _ in range(3000))


def segments_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.rsg"))


@pytest.mark.parametrize("sort", ["current", "history"])
def test_what_is_put_and_removed_during_a_merge_stays_so(
    shelf: Shelf, history: Shelf, tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    one, kept = (history, passages(60, 1)) if sort == "history" else (shelf, entries(60, 1))
    documents = list(dict.fromkeys(map(named, kept)))
    monkeypatch.setattr(indexer_module, "COMMIT_GRACE", -1.0)
    changed, gone, last = set(documents[:7]), set(documents[10:14]), set(documents[30:])
    again = [entry for entry in kept if named(entry) in changed]
    with Indexer(one.folder, one.layout) as indexer:
        indexer.rebuild([entry for entry in kept if named(entry) not in last], 1, EPOCH)
        indexer.apply([entry for entry in kept if named(entry) in last], [], 2)
        assert gate.reached.wait(30)
        indexer.apply(again, sorted(gone), 3)
        assert one.searcher.cursor == 3  # commits do not wait
        one.ids = frozenset(documents) - gone
        whole = Shelf(tmp_path / "whole", one.layout)
        whole.build([entry for entry in kept if named(entry) not in gone])
        assert_like(one, whole)
        gate.open.set()
        assert until(lambda: indexer._background.done)
        indexer.tidy()
        assert_like(one, whole)
        indexer.apply([], sorted(changed), 4)
    one.ids = frozenset(documents) - gone - changed
    whole.build([entry for entry in kept if named(entry) not in gone | changed])
    assert_like(one, whole)
    assert len(one.searcher._current().segments) == len(segments_of(one.folder)) <= 2


def test_a_merge_that_is_done_comes_in_by_itself_and_changes_no_cursor(shelf: Shelf, gate: Gate) -> None:
    gate.open.set()
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(entries(50, 1)[:25], 1, EPOCH)
        indexer.apply(entries(50, 1)[25:], [], 2)
        assert len(shelf.searcher._current().segments) == 2
        assert until(lambda: indexer._background.done)
        indexer.tidy()
        assert len(shelf.searcher._current().segments) == 1
        assert shelf.searcher.cursor == 2


def test_leaving_waits_for_the_merge_and_takes_it_in(shelf: Shelf, gate: Gate) -> None:
    gate.open.set()
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(entries(50, 1)[:25], 1, EPOCH)
        indexer.apply(entries(50, 1)[25:], [], 2)
    assert len(shelf.searcher._current().segments) == 1


def test_a_merge_for_which_the_disk_has_no_room_is_put_off(
    shelf: Shelf, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Merge) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(Merge, "run", full)
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(entries(50, 1)[:25], 1, EPOCH)
        for cursor in range(2, 6):
            indexer.apply(entries(50, 1)[25:], [], cursor)
            indexer.tidy()
    shelf.ids = frozenset(entry.id for entry in entries(50, 1))
    assert shelf.searcher.cursor == 5
    assert shelf.search("").total == 50


def test_a_segment_that_is_damaged_when_it_is_merged_makes_the_index_suspect(shelf: Shelf, gate: Gate) -> None:
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(entries(50, 1)[:25], 1, EPOCH)
        indexer.apply(entries(50, 1)[25:], [], 2)
        assert gate.reached.wait(30)
        for path in segments_of(shelf.folder):
            flip(path)
        gate.open.set()
        assert until(lambda: indexer._background.done)
        with pytest.raises(Unavailable):
            indexer.tidy()
        assert indexer.suspect
        assert not indexer.open(EPOCH)


def test_segments_are_bounded_whatever_is_put_and_however_slow_merges_are(
    shelf: Shelf, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_WAITING", 5)
    monkeypatch.setattr(indexer_module, "COMMIT_GRACE", -1.0)
    kept = entries(400, 3)
    threading.Timer(0.3, gate.open.set).start()
    most = 0
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(kept[:200], 1, EPOCH)
        for cursor, start in enumerate(range(200, 400, 4), 2):
            indexer.apply(kept[start : start + 4], [], cursor)
            most = max(most, len(indexer._held.sealed))
    assert most <= 5 + 9
    shelf.ids = frozenset(entry.id for entry in kept)
    assert shelf.search("").total == 400


@pytest.mark.parametrize("batch", [1, 7, 50])
def test_segments_stay_about_as_few_as_the_logarithm_of_the_documents(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """Each is at least half as large as all smaller ones together, or they would have been merged."""
    monkeypatch.setattr(indexer_module, "COMMIT_GRACE", -1.0)
    kept = entries(220 if batch == 1 else 350, 3, longest=10)
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(kept[:150], 1, EPOCH)
        for cursor, start in enumerate(range(150, len(kept), batch), 2):
            indexer.apply(kept[start : start + batch], [kept[start - 150].id], cursor)
            sizes = sorted(map(indexer._held.size, indexer._held.sealed))
            assert len(sizes) <= 10
            assert all(2 * sum(sizes[:place]) < size for place, size in enumerate(sizes) if place)
    assert len(segments_of(shelf.folder)) == len(sizes)


def test_a_rebuild_leaves_few_segments_and_never_twice_its_size_on_the_disk(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MAX_TOKENS", 500)
    monkeypatch.setattr(merging, "MAX_BYTES", 60_000)
    kept = entries(300, 3)
    most = []
    bring_in = Merge.bring_in

    def measured(merge: Merge) -> None:
        bring_in(merge)
        most.append(sum(path.stat().st_size for path in segments_of(shelf.folder)))

    monkeypatch.setattr(Merge, "bring_in", measured)
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(kept, 1, EPOCH)
        sizes = [indexer._held.size(sealed) for sealed in indexer._held.sealed]
    assert len(most) > 2
    assert max(sizes) <= 60_000
    assert len(sizes) <= 2 * sum(sizes) / 60_000 + 2
    assert max(most) <= most[0] + 60_000
    shelf.ids = frozenset(entry.id for entry in kept)
    assert shelf.search("").total == 300


def test_no_merged_segment_has_more_documents_than_two_bytes_number(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MAX_TOKENS", 200)
    monkeypatch.setattr(merging, "MAX_DOCUMENTS", 100)
    kept = entries(300, 1)
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(kept, 1, EPOCH)
        documents = [sealed.doc_count_all() for sealed in indexer._held.sealed]
    assert sum(documents) == 300
    assert max(documents) <= 100
    assert len(documents) <= 2 * 300 / 100


def test_a_reader_that_is_open_keeps_what_a_merge_does_not_touch(shelf: Shelf, gate: Gate) -> None:
    gate.open.set()
    kept = entries(300, 1)
    reader = Searcher(shelf.folder)
    mask = Mask(("all",), {entry.id for entry in kept})
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(kept[:250], 1, EPOCH)
        large = reader._current().segments[0]
        for cursor, entry in enumerate(kept[250:260], 2):
            indexer.apply([entry], [], cursor)
            assert large in reader._current().segments
    assert large in reader._current().segments
    assert len(reader._current().segments) < 8
    assert reader.search(SearchQuery(""), mask).total == 260


def test_a_history_is_merged_like_any_other_index(history: Shelf) -> None:
    kept = passages(80, 2)
    history.build(kept[: len(kept) // 2])
    with Indexer(history.folder, HISTORY) as indexer:
        assert indexer.open(EPOCH)
        for cursor, start in enumerate(range(len(kept) // 2, len(kept), 9), 2):
            part = {entry.document for entry in kept[start : start + 9]}
            indexer.apply([entry for entry in kept if entry.document in part], [], cursor)
        assert len(indexer._held.sealed) <= 9
    history.ids = frozenset(map(named, kept))
    assert history.search("").total == len(kept)
