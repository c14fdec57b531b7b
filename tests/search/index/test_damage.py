"""Damage of every sort ends in ``Unavailable``, is told to the indexer, and a rebuild mends it beside the old index."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.errors import Unavailable
from repo_service.search import Indexer, Searcher
from repo_service.search.index import segments
from repo_service.search.index.segments import Segment
from repo_service.search.query import facets
from tests.search.conftest import EPOCH, Shelf
from tests.search.index.damages import (
    DAMAGES,
    ENTRIES,
    EVERYONE,
    flip,
    generation,
    outcome,
    segment,
    segment_without_a_field,
)


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_told_and_mended(shelf: Shelf, name: str) -> None:
    shelf.build(ENTRIES)
    DAMAGES[name](shelf.folder)
    fresh = Searcher(shelf.folder)
    assert outcome(fresh) == "unavailable"
    assert fresh.health().damaged
    with Indexer(shelf.folder) as indexer:
        assert not indexer.open(EPOCH)
        indexer.rebuild(ENTRIES, 7, EPOCH)
        assert not indexer.suspect
    assert outcome(fresh) == "answered"
    assert not fresh.health().damaged
    assert fresh.health().cursor == 7


def test_at_least_twenty_sorts_of_damage_are_tried() -> None:
    assert len(DAMAGES) >= 20


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_under_a_running_indexer_is_noticed_and_mended(shelf: Shelf, name: str) -> None:
    shelf.build(ENTRIES)
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
        DAMAGES[name](shelf.folder)
        assert outcome(Searcher(shelf.folder)) == "unavailable"
        assert indexer.suspect
        indexer.rebuild(ENTRIES, 7, EPOCH)
        assert not indexer.suspect
        assert outcome(shelf.searcher) == outcome(Searcher(shelf.folder)) == "answered"
        indexer.apply(ENTRIES[:3], [ENTRIES[5].id], 8)
    assert shelf.searcher.health().cursor == 8
    assert shelf.searcher.search(SearchQuery(""), EVERYONE).total == len(ENTRIES) - 1
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
    assert len([path for path in shelf.folder.iterdir() if path.name.startswith("idx-")]) == 1


def test_sound_files_that_hold_what_no_search_can_use_are_unavailable_and_not_suspect(shelf: Shelf) -> None:
    shelf.build(ENTRIES)
    segment_without_a_field(shelf.folder)
    assert outcome(shelf.searcher) == "unavailable"
    assert not (shelf.folder / "suspect").exists()


def test_a_search_that_fails_by_a_fault_of_ours_is_logged_and_asks_for_no_rebuild(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shelf.build(ENTRIES)
    read: list[Path] = []
    real = Segment.__init__
    monkeypatch.setattr(Segment, "__init__", lambda self, path, crc: (read.append(path), real(self, path, crc))[1])
    with monkeypatch.context() as broken, Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
        shelf.search("charte")
        broken.setattr(facets, "page", lambda *_: [][1])
        read.clear()
        assert [outcome(shelf.searcher) for _ in range(5)] == ["unavailable"] * 5
        assert len(read) == 1
        assert not indexer.suspect
        assert not shelf.searcher.health().damaged
    assert "IndexError" in caplog.text
    assert "Traceback" in caplog.text
    assert outcome(shelf.searcher) == "answered"


def test_a_search_that_fails_over_a_damaged_file_marks_its_state_once(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.build(ENTRIES)
    monkeypatch.setattr(facets, "page", lambda *_: [][1])
    monkeypatch.setattr(Segment, "intact", True)  # the disk changed the bytes and told nobody
    shelf.searcher._current()
    flip(segment(shelf.folder))
    assert outcome(shelf.searcher) == "unavailable"
    mark = shelf.folder / "suspect"
    assert mark.read_text() == "idx-1:1"
    mark.unlink()
    assert outcome(shelf.searcher) == "unavailable"
    assert not mark.exists()


def test_a_state_is_marked_once_by_however_many_searches(shelf: Shelf) -> None:
    shelf.build(ENTRIES)
    flip(segment(shelf.folder))
    for _ in range(2):
        assert outcome(Searcher(shelf.folder)) == "unavailable"
        os.utime(shelf.folder / "suspect", (1, 1))
    assert outcome(Searcher(shelf.folder)) == "unavailable"
    assert (shelf.folder / "suspect").stat().st_mtime == 1


@pytest.mark.parametrize("name", DAMAGES)
def test_a_reader_that_had_it_open_goes_on_or_says_so(shelf: Shelf, name: str) -> None:
    shelf.build(ENTRIES)
    assert outcome(shelf.searcher) == "answered"
    DAMAGES[name](shelf.folder)
    assert outcome(shelf.searcher) in {"answered", "unavailable"}


@pytest.mark.parametrize("name", [name for name in DAMAGES if "segment" in name])
@pytest.mark.parametrize("mapped", [False, True])
def test_a_segment_damaged_while_it_is_open_is_noticed_by_reader_and_writer(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, name: str, mapped: bool
) -> None:
    monkeypatch.setattr(segments, "MAX_READ", 0 if mapped else 1 << 20)
    shelf.build(ENTRIES)
    assert outcome(shelf.searcher) == "answered"
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
        DAMAGES[name](shelf.folder)
        assert outcome(shelf.searcher) == "unavailable"
        assert indexer.suspect
        with pytest.raises(Unavailable):
            indexer.apply(ENTRIES[:1], [], 2)
        indexer.rebuild(ENTRIES, 2, EPOCH)
        assert outcome(shelf.searcher) == "answered"


def test_no_index_yet_is_unavailable_and_not_suspect(tmp_path: Path) -> None:
    searcher = Searcher(tmp_path / "nowhere")
    assert outcome(searcher) == "unavailable"
    assert searcher.health().damaged
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(Unavailable):
        list(searcher.contents())


def empty(folder: Path) -> None:
    """All that stands in a folder goes."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize("delete", [empty, shutil.rmtree])
def test_the_folder_deleted_under_reader_and_writer_is_noticed_and_rebuilt(
    shelf: Shelf, delete: Callable[[Path], None]
) -> None:
    shelf.build(ENTRIES)
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
        assert not indexer.suspect
        delete(shelf.folder)
        assert indexer.suspect
        assert outcome(shelf.searcher) == "unavailable"
        with pytest.raises(Unavailable):
            indexer.apply(ENTRIES[:1], [], 2)
        indexer.rebuild(ENTRIES, 3, EPOCH)
    assert outcome(shelf.searcher) == "answered"


def test_a_running_indexer_sees_that_a_reader_met_damage(shelf: Shelf) -> None:
    shelf.build(ENTRIES)
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
        flip(segment(shelf.folder))
        assert not indexer.suspect
        assert outcome(Searcher(shelf.folder)) == "unavailable"
        assert indexer.suspect


def test_foreign_files_do_no_harm_and_are_swept(shelf: Shelf) -> None:
    shelf.build(ENTRIES)
    (generation(shelf.folder) / "README").write_text("?")
    (shelf.folder / "notes.txt").write_text("kept: not ours")
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
    assert outcome(shelf.searcher) == "answered"
    assert not (generation(shelf.folder) / "README").exists()
    assert (shelf.folder / "notes.txt").exists()


def test_a_mark_of_an_earlier_state_is_out_of_date(shelf: Shelf) -> None:
    shelf.build(ENTRIES)
    (shelf.folder / "suspect").write_text("idx-1:0")
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
