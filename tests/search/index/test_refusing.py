"""A system that refuses: rights that are wrong, a folder that is not ours, a disk that is full."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.errors import Unavailable
from repo_service.search import Indexer, Searcher
from tests.search.conftest import EPOCH, Shelf
from tests.search.index.damages import ENTRIES, EVERYONE, flip, generation, outcome, segment, table

resource = pytest.importorskip("resource", reason="Windows has neither such modes nor such limits")

RIGHTS: dict[str, Callable[[Path], object]] = {
    "a segment may not be read": lambda f: segment(f).chmod(0),
    "the table may not be read": lambda f: table(f).chmod(0),
    "the pointer may not be read": lambda f: (f / "current").chmod(0),
    "the generation may not be entered": lambda f: generation(f).chmod(0),
}


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder whose owner we are, without the power to pass over rights that root has."""
    nobody = 65534
    with TemporaryDirectory() as folder:
        if os.geteuid():
            yield Path(folder)
            return
        os.chown(folder, nobody, nobody)
        os.seteuid(nobody)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


@pytest.mark.parametrize("name", RIGHTS)
def test_rights_that_are_wrong_are_damage_like_any_other(name: str) -> None:
    with own_folder() as folder:
        shelf = Shelf(folder / "indexes")
        shelf.build(ENTRIES)
        RIGHTS[name](shelf.folder)
        assert outcome(Searcher(shelf.folder)) == "unavailable"
        with Indexer(shelf.folder) as indexer:
            assert not indexer.open(EPOCH)
            indexer.rebuild(ENTRIES, 7, EPOCH)
        assert outcome(Searcher(shelf.folder)) == "answered"


def test_a_folder_that_nobody_may_write_to_is_unavailable_until_somebody_may(tmp_path: Path) -> None:
    with own_folder() as folder:
        shelf = Shelf(folder / "indexes")
        shelf.build(ENTRIES)
        flip(segment(shelf.folder))
        shelf.folder.chmod(0o500)
        assert outcome(shelf.searcher) == "unavailable"
        with Indexer(shelf.folder) as indexer:
            assert not indexer.open(EPOCH)
            with pytest.raises(Unavailable):
                indexer.rebuild(ENTRIES, 7, EPOCH)
            shelf.folder.chmod(0o700)
            indexer.rebuild(ENTRIES, 7, EPOCH)
        assert outcome(shelf.searcher) == "answered"


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file may grow past ``size`` bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("work", ["apply", "rebuild"])
def test_a_disk_that_is_full_at_whatever_byte_leaves_the_state_before(shelf: Shelf, work: str) -> None:
    shelf.build(ENTRIES)
    refused = 0
    for size in (0, 1, 20, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000, 50_000):
        with Indexer(shelf.folder) as indexer:
            assert indexer.open(EPOCH)
            cursor = indexer.cursor
            try:
                with full_after(size):
                    act = indexer.apply if work == "apply" else indexer.rebuild
                    act(ENTRIES, [] if work == "apply" else size + 1, size + 1 if work == "apply" else EPOCH)
            except Unavailable:
                refused += 1
                assert shelf.searcher.health().cursor == cursor
                assert indexer.open(EPOCH)
            assert shelf.searcher.search(SearchQuery(""), EVERYONE).total == len(ENTRIES)
            assert not shelf.searcher.health().damaged
    assert refused >= 5
    assert shelf.searcher.health().cursor == 50_001
    assert len(list(shelf.folder.glob("idx-*"))) <= 2
