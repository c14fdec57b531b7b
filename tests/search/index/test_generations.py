"""Locks, generations, following: one writer, readers that never stop, nothing left over."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from repo_service.domain.documents import SearchEntry
from repo_service.errors import Unavailable
from repo_service.search import CURRENT, Held, Indexer, ask_rebuild
from repo_service.search.index import indexer as indexer_module
from tests.search.conftest import EPOCH, Shelf
from tests.search.corpora import entries


def generations_of(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("idx-*"))


def test_a_second_indexer_is_refused(tmp_path: Path) -> None:
    with Indexer(tmp_path), pytest.raises(Unavailable, match="tient déjà"):
        Indexer(tmp_path).__enter__()
    with Indexer(tmp_path) as again:
        assert not again.open(EPOCH)


def test_who_empties_the_folder_does_not_let_a_second_indexer_in(tmp_path: Path) -> None:
    with Indexer(tmp_path) as indexer:
        indexer.rebuild(entries(3, 1), 5, EPOCH)
        for path in tmp_path.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        assert indexer.suspect
        indexer.rebuild(entries(3, 1), 5, EPOCH)
        with pytest.raises(Held):
            Indexer(tmp_path).__enter__()


def test_an_indexer_whose_folder_another_one_took_writes_no_more(tmp_path: Path) -> None:
    with Indexer(tmp_path) as first:
        first.rebuild(entries(3, 1), 5, EPOCH)
        (tmp_path / "indexer.lock").unlink()
        with Indexer(tmp_path) as second:
            assert second.open(EPOCH)
            for act in (
                lambda: first.apply([], [], 6),
                lambda: first.rebuild(entries(3, 1), 6, EPOCH),
                lambda: first.open(EPOCH),
            ):
                with pytest.raises(Held):
                    act()
            second.apply([], [], 7)
        assert first.open(EPOCH)
        assert first.cursor == 7


def test_an_indexer_of_another_process_is_refused_and_its_death_frees_the_folder(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom repo_service.search import Indexer\n"
        "with Indexer(sys.argv[1]):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(Unavailable):
        Indexer(tmp_path).__enter__()
    other.kill()
    other.communicate()
    with Indexer(tmp_path) as indexer:
        assert not indexer.open(EPOCH)


def test_a_new_index_asks_for_a_rebuild_then_opens(tmp_path: Path) -> None:
    with Indexer(tmp_path) as indexer:
        assert not indexer.open(EPOCH)
        assert indexer.cursor == -1
        with pytest.raises(Unavailable):
            indexer.apply([], [], 1)
        indexer.rebuild(entries(5, 1), 12, EPOCH)
        assert indexer.cursor == 12
    with Indexer(tmp_path) as indexer:
        assert indexer.open(EPOCH)
        assert indexer.cursor == 12


def test_another_database_asks_for_a_rebuild(shelf: Shelf) -> None:
    shelf.build(entries(5, 1))
    with Indexer(shelf.folder) as indexer:
        assert not indexer.open("another database")
        assert indexer.open(EPOCH)


def test_another_schema_asks_for_a_rebuild(shelf: Shelf) -> None:
    shelf.build(entries(5, 1))
    with Indexer(shelf.folder, CURRENT._replace(fingerprint="of a later release")) as indexer:
        assert not indexer.open(EPOCH)


def test_the_cursor_moves_with_the_commit_even_without_changes(shelf: Shelf) -> None:
    shelf.build(entries(5, 1))
    with Indexer(shelf.folder) as indexer:
        indexer.open(EPOCH)
        indexer.apply([], [], 40)
    assert shelf.searcher.health().cursor == 40


def test_searches_go_on_in_the_old_generation_during_a_rebuild(shelf: Shelf) -> None:
    shelf.build(entries(20, 1))
    seen = []

    def stream() -> Iterator[SearchEntry]:
        for entry in entries(40, 2):
            seen.append(shelf.search("", per_page=100).total)
            yield entry

    progress: list[int] = []
    with Indexer(shelf.folder) as indexer:
        indexer.rebuild(stream(), 9, EPOCH, progress.append)
    shelf.ids = frozenset(entry.id for entry in entries(40, 2))
    assert set(seen) == {20}
    assert shelf.search("").total == 40
    assert progress == list(range(1, 41))


def test_a_rebuild_that_fails_leaves_the_old_generation(shelf: Shelf) -> None:
    shelf.build(entries(20, 1))

    def stream() -> Iterator[SearchEntry]:
        yield from entries(3, 2)
        raise OSError("the disk is full")

    with Indexer(shelf.folder) as indexer:
        indexer.open(EPOCH)
        with pytest.raises(Unavailable):
            indexer.rebuild(stream(), 9, EPOCH)
        with pytest.raises(Unavailable):
            indexer.apply([], [], 10)
        assert indexer.open(EPOCH)
    assert shelf.search("").total == 20
    assert len(generations_of(shelf.folder)) == 1


def test_an_index_that_is_asked_to_be_built_anew_is_suspect_but_not_damaged(shelf: Shelf) -> None:
    shelf.build(entries(20, 1))
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
        assert not ask_rebuild(shelf.folder, "idx-1")
        assert indexer.suspect
        indexer.apply([], [], 2)
        assert indexer.suspect
        assert not shelf.searcher.health().damaged
        assert not ask_rebuild(shelf.folder, "idx-1")
        indexer.rebuild(entries(20, 1), 3, EPOCH)
        assert ask_rebuild(shelf.folder, "idx-1")
        assert not indexer.suspect


def test_asking_waits_for_a_first_generation(shelf: Shelf) -> None:
    shelf.folder.mkdir()
    assert not ask_rebuild(shelf.folder, "")
    (shelf.folder / "current").write_text("{")
    assert not ask_rebuild(shelf.folder, "")
    shelf.build(entries(5, 1))
    assert ask_rebuild(shelf.folder, "")


def test_asking_where_nothing_may_be_written_is_told(shelf: Shelf) -> None:
    shelf.build(entries(5, 1))
    (shelf.folder / "suspect").symlink_to(shelf.folder / "nowhere" / "suspect")
    with pytest.raises(Unavailable, match="écriture"):
        ask_rebuild(shelf.folder, "idx-1")


def test_old_generations_and_leftovers_are_swept(shelf: Shelf) -> None:
    for _ in range(4):
        shelf.build(entries(5, 1))
    assert len(generations_of(shelf.folder)) <= 2
    (shelf.folder / "idx-77").mkdir()
    (shelf.folder / "idx-77" / "half.rsg").write_bytes(b"half")
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
    assert generations_of(shelf.folder) == ["idx-4"]


def test_the_previous_generation_goes_some_time_after_the_swap(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.build(entries(5, 1))
    with Indexer(shelf.folder) as indexer:
        indexer.open(EPOCH)
        indexer.rebuild(entries(5, 1), 2, EPOCH)
        indexer.apply([], [], 3)
        assert generations_of(shelf.folder) == ["idx-1", "idx-2"]
        monkeypatch.setattr(indexer_module, "GRACE", -1.0)
        indexer.apply([], [], 4)
        assert generations_of(shelf.folder) == ["idx-2"]


def test_what_no_reader_opens_any_more_goes_in_a_quiet_moment(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.build(entries(5, 1))
    with Indexer(shelf.folder) as indexer:
        indexer.open(EPOCH)
        indexer.rebuild(entries(5, 1), 2, EPOCH)
        indexer.apply(entries(5, 2), [], 3)
        indexer.tidy()
        assert generations_of(shelf.folder) == ["idx-1", "idx-2"]
        assert len(list((shelf.folder / "idx-2").glob("*.toc"))) == 2
        monkeypatch.setattr(indexer_module, "GRACE", -1.0)
        monkeypatch.setattr(indexer_module, "COMMIT_GRACE", -1.0)
        indexer.tidy()
        assert generations_of(shelf.folder) == ["idx-2"]
        assert len(list((shelf.folder / "idx-2").glob("*.toc"))) == 1
        assert shelf.searcher.cursor == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("before", ["absent", "open to all"])
def test_only_the_owner_reads_the_index(shelf: Shelf, before: str) -> None:
    if before == "open to all":
        shelf.folder.mkdir()
        shelf.folder.chmod(0o777)
    mask = os.umask(0o000)
    try:
        seen = []

        def after(_: str) -> Iterator[SearchEntry]:
            for entry in entries(30, 1):
                seen.append(modes_of(shelf.folder))
                yield entry

        with Indexer(shelf.folder) as indexer:
            indexer.rebuild(after, 1, EPOCH)
            indexer.apply(entries(5, 2), [], 2)
            ask_rebuild(shelf.folder, "idx-1")
            seen.append(modes_of(shelf.folder))
    finally:
        os.umask(mask)
    assert "suspect" in seen[-1]
    for modes in seen:
        for name, mode in modes.items():
            assert mode == (0o700 if name in {".", "idx-1"} else 0o600), name


def modes_of(folder: Path) -> dict[str, int]:
    """Every file and folder below an index folder, itself included, and its rights."""
    paths = [folder, *folder.rglob("*")]
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in paths}


def test_segments_stay_few_and_the_disk_holds_no_leftovers(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer_module, "COMMIT_GRACE", -1.0)
    shelf.build(entries(300, 1))
    with Indexer(shelf.folder) as indexer:
        indexer.open(EPOCH)
        for number, entry in enumerate(entries(60, 2)):
            indexer.apply([entry], [f"DOC{200 + number:05d}"], number)
        shelf.ids = frozenset(indexer._held._places)
    assert len(shelf.searcher._current().segments) <= 9
    folder = shelf.folder / generations_of(shelf.folder)[0]
    assert len(list(folder.iterdir())) == len(shelf.searcher._current().segments) + 2
    assert shelf.search("").total == 240


def test_a_merge_keeps_every_live_document_findable(shelf: Shelf) -> None:
    kept = entries(120, 4)
    shelf.build(kept[:60])
    for start in range(60, 120, 5):
        shelf.apply(kept[start : start + 5], [kept[start - 60].id])
    alive = {entry.id: entry for entry in kept} | {}
    for start in range(60, 120, 5):
        del alive[kept[start - 60].id]
    merged = shelf.search("", per_page=1000)
    assert {hit.id for hit in merged.hits} == set(alive)
    answers = {text: shelf.search(text, per_page=1000) for text in ("charte", '"plan conservation"', "conserv*")}
    shelf.build(alive.values())
    for text, found in answers.items():
        anew = shelf.search(text, per_page=1000)
        assert [hit.id for hit in anew.hits] == [hit.id for hit in found.hits]
        assert [hit.score for hit in anew.hits] == pytest.approx([hit.score for hit in found.hits])
        assert anew.facets == found.facets
