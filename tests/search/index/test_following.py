"""Readers: they follow their writer from commit to commit, keep what did not change, and write nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from repo_service.domain.documents import SearchEntry
from repo_service.errors import Unavailable
from repo_service.search import Indexer
from tests.search.conftest import EPOCH, Shelf
from tests.search.corpora import entries

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = {f"os.{act}" for act in ("rename", "remove", "mkdir", "rmdir", "chmod", "truncate", "link", "symlink")}
_heard: list[tuple[str, str]] | None = None


def test_a_reader_follows_commits_and_generations_at_once(shelf: Shelf) -> None:
    shelf.build(entries(5, 1))
    assert shelf.search("zygomatique").total == 0
    shelf.apply([SearchEntry("NEW", 1, "other", "Zygomatique", "")])
    assert shelf.found("zygomatique") == ["NEW"]
    shelf.build([SearchEntry("NEWER", 1, "other", "Zygomatique", "")])
    assert shelf.found("zygomatique") == ["NEWER"]


def test_a_reader_keeps_the_segments_that_did_not_change(shelf: Shelf) -> None:
    shelf.build(entries(200, 1))
    shelf.search("charte")
    before = shelf.searcher._current().segments
    shelf.apply([SearchEntry("NEW", 1, "other", "Zygomatique", "")])
    shelf.search("charte")
    after = shelf.searcher._current().segments
    assert before[0] in after
    assert len(after) == 2


def test_threads_search_while_a_writer_commits(shelf: Shelf) -> None:
    shelf.build(entries(50, 1))
    stop = threading.Event()

    def read() -> int:
        rounds = 0
        while not stop.is_set():
            rounds += 1
            for text in ("charte", "conserv*", '"plan de conservation"', "", "budget OU charte"):
                assert shelf.search(text).total >= 0
        return rounds

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        with Indexer(shelf.folder) as indexer:
            indexer.open(EPOCH)
            for number, entry in enumerate(entries(25, 3)):
                indexer.apply([entry], [], number)
                if number == 12:
                    indexer.rebuild(entries(50, 1), number, EPOCH)
        stop.set()
        assert all(reader.result() > 0 for reader in readers)


def test_what_the_previous_commit_needs_stays_for_readers_that_are_opening_it(shelf: Shelf) -> None:
    shelf.build(entries(5, 1))
    with Indexer(shelf.folder) as indexer:
        indexer.open(EPOCH)
        before = {path.name for path in (shelf.folder / "idx-1").iterdir()}
        indexer.apply(entries(5, 2), [], 2)
        assert before <= {path.name for path in (shelf.folder / "idx-1").iterdir()}
    with Indexer(shelf.folder) as indexer:
        indexer.open(EPOCH)
    assert len(list((shelf.folder / "idx-1").iterdir())) == 3


def _hear(event: str, told: tuple[object, ...]) -> None:
    """An audit hook, which cannot be taken away again: it notes nothing unless ``_heard`` is a list."""
    if _heard is None:
        return
    if event == "open":
        path, mode, flags = told
        if set(str(mode)) & set("wax+") or (isinstance(flags, int) and flags & WRITES):
            _heard.append((event, Path(str(path)).name))
    elif event in CHANGES:
        _heard.append((event, Path(str(told[0])).name))


def test_a_reader_writes_nothing_but_the_mark_of_damage(shelf: Shelf) -> None:
    global _heard
    shelf.build(entries(30, 1))
    sys.addaudithook(_hear)
    _heard = []
    try:
        for text in ("charte", "", "conserv*", '"plan conservation"', "chartre"):
            shelf.search(text)
        shelf.searcher.health()
        list(shelf.searcher.contents())
        assert _heard == []
        path = next(shelf.folder.rglob("*.rsg"))
        data = path.read_bytes()
        with path.open("wb") as file:
            file.write(data[:100])
        assert _heard.pop() == ("open", path.name)
        with pytest.raises(Unavailable):
            shelf.search("charte")
        assert set(_heard) == {("open", "suspect")}
    finally:
        _heard = None


def test_a_reader_of_another_process_follows_commits_and_generations_within_a_second(shelf: Shelf) -> None:
    shelf.build(entries(5, 1))
    script = (
        "import sys\nfrom pathlib import Path\nfrom repo_service.search import Mask, Searcher\n"
        "from repo_service.domain.documents import SearchQuery\nsearcher = Searcher(Path(sys.argv[1]))\n"
        "for line in sys.stdin:\n"
        "    print(searcher.search(SearchQuery(line), Mask(('one',), {'NEW'})).total, flush=True)\n"
    )
    command = [sys.executable, "-c", script, str(shelf.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdin
        assert other.stdout

        def asked() -> int:
            other.stdin.write("zygomatique\n")
            other.stdin.flush()
            return int(other.stdout.readline())

        assert asked() == 0
        shelf.apply([SearchEntry("NEW", 1, "other", "Zygomatique", "")])
        assert asked() == 1
        shelf.apply(remove=["NEW"])
        assert asked() == 0
        shelf.build([SearchEntry("NEW", 1, "other", "Zygomatique", "")])
        assert asked() == 1
        other.stdin.close()
