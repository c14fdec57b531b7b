"""A rebuild that was killed or whose source failed goes on where it was; at any doubt it starts anew."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from repo_service.domain.documents import SearchEntry
from repo_service.errors import Unavailable
from repo_service.search import CURRENT, HISTORY, Indexer, Layout, Mask
from repo_service.search.index import generations, sealing, unfinished
from repo_service.search.index.building import group_of
from tests.search.conftest import EPOCH, Shelf, named
from tests.search.corpora import entries, passages
from tests.search.index.damages import cut, flip

ENTRIES = entries(60, 4)
QUERIES = ("charte", "", "conserv*", '"plan conservation"', "-charte", "titre:charte OU budget")


class AwayError(Exception):
    """The database went away."""


class Source:
    """Entries after a key, which fails before one of them; notes what it was asked for."""

    def __init__(self, kept: list[SearchEntry], layout: Layout = CURRENT) -> None:
        self.kept = kept
        self.keys = [group_of(layout, entry) for entry in kept]
        self.fails_before = ""
        self.asked: list[str] = []
        self.given = 0

    def __call__(self, name: str) -> Iterator[SearchEntry]:
        self.asked.append(name)
        if name and name not in self.keys:
            raise LookupError(name)
        first = len(self.keys) - self.keys[::-1].index(name) if name else 0
        return self._from(first)

    def _from(self, first: int) -> Iterator[SearchEntry]:
        for key, entry in zip(self.keys[first:], self.kept[first:], strict=True):
            if key == self.fails_before:
                raise AwayError
            self.given += 1
            yield entry


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MAX_TOKENS", 300)


def begun(shelf: Shelf, source: Source, fails_before: str, cursor: int = 5) -> unfinished.Progress:
    """A rebuild that stopped: how far it came."""
    source.fails_before = fails_before
    with Indexer(shelf.folder, shelf.layout) as indexer, pytest.raises(AwayError):
        indexer.rebuild(source, cursor, EPOCH)
    source.fails_before, source.given = "", 0
    found = unfinished.newest(shelf.folder, "")
    assert found
    assert 0 < found[1].done < len(source.kept)
    return found[1]


def finished(shelf: Shelf, source: Source, cursor: int = 9) -> list[int]:
    """What another rebuild told of its progress."""
    told: list[int] = []
    with Indexer(shelf.folder, shelf.layout) as indexer:
        assert not indexer.open(EPOCH)
        indexer.rebuild(source, cursor, EPOCH, told.append)
    shelf.ids = frozenset(map(named, source.kept))
    return told


def assert_like(shelf: Shelf, other: Shelf) -> None:
    for query in QUERIES:
        ours, theirs = (one.search(query, per_page=1000) for one in (shelf, other))
        assert ours.facets == theirs.facets
        assert [hit.id for hit in ours.hits] == [hit.id for hit in theirs.hits]
        assert [hit.score for hit in ours.hits] == pytest.approx([hit.score for hit in theirs.hits])


@pytest.mark.parametrize("sort", ["current", "history"])
def test_a_rebuild_whose_source_failed_goes_on_after_the_last_document_that_is_sealed(
    tmp_path: Path, sort: str
) -> None:
    layout, kept = (HISTORY, passages(60, 4)) if sort == "history" else (CURRENT, ENTRIES)
    shelf, whole = Shelf(tmp_path / "one", layout), Shelf(tmp_path / "two", layout)
    source = Source(kept, layout)
    progress = begun(shelf, source, source.keys[-10])
    assert progress.last in source.keys
    assert progress.done == len(source.keys) - source.keys[::-1].index(progress.last)  # no group is cut in two
    assert shelf.searcher.health().building == progress.done
    told = finished(shelf, source)
    assert source.asked == ["", progress.last]
    assert source.given == len(kept) - progress.done
    assert told == list(range(progress.done, len(kept) + 1))
    assert shelf.searcher.cursor == 5  # what changed since the first one began is still to be drained
    whole.build(kept)
    assert_like(shelf, whole)
    assert shelf.searcher.health().building == 0
    assert {path.suffix for path in shelf.folder.rglob("idx-*/*")} == {".rsg", ".toc", ".json"}
    assert not list(shelf.folder.rglob(unfinished.NAME))


def test_searches_go_on_in_the_old_generation_while_one_is_unfinished(shelf: Shelf) -> None:
    shelf.build(entries(7, 1))
    begun(shelf, Source(ENTRIES), ENTRIES[40].id)
    assert shelf.search("").total == 7
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)  # nobody asks for a new one: what was begun goes
    assert [path.name for path in shelf.folder.glob("idx-*")] == ["idx-1"]
    assert shelf.searcher.health().building == 0


def test_a_wish_for_a_new_generation_outlives_whoever_began_it(shelf: Shelf) -> None:
    shelf.build(entries(7, 1))
    generations.ask_rebuild(shelf.folder, "idx-1")
    source = Source(ENTRIES)
    progress = begun(shelf, source, ENTRIES[40].id)
    finished(shelf, source)
    assert source.asked == ["", progress.last]
    assert shelf.search("").total == len(ENTRIES)


def note(folder: Path) -> Path:
    return next(folder.rglob(unfinished.NAME))


def rewrite(folder: Path, **told: object) -> None:
    body = json.dumps(json.loads(note(folder).read_bytes()[8:]) | told).encode()
    note(folder).write_bytes(b"%08x" % zlib.crc32(body) + body)


def sealed(folder: Path) -> Path:
    return min(note(folder).parent.glob("*.rsg"))


DOUBTS: dict[str, Callable[[Path], object]] = {
    "the note is gone": lambda f: note(f).unlink(),
    "the note is empty": lambda f: cut(note(f), 0),
    "the note is cut": lambda f: cut(note(f)),
    "a byte of the note is flipped": lambda f: flip(note(f)),
    "the note is a list": lambda f: note(f).write_bytes(b"%08x" % zlib.crc32(b"[]") + b"[]"),
    "the note is nested": lambda f: note(f).write_bytes(b"%08x" % zlib.crc32(b"[" * 99_999) + b"[" * 99_999),
    "the note is a folder": lambda f: (note(f).rename(f / "x"), (next(f.glob("idx-*")) / unfinished.NAME).mkdir()),
    "the note tells more than is sealed": lambda f: rewrite(f, done=59),
    "the note tells no last document": lambda f: rewrite(f, last=""),
    "the note tells a document that is unknown": lambda f: rewrite(f, last="UNKNOWN"),
    "another schema": lambda f: rewrite(f, schema="of a later release"),
    "another database": lambda f: rewrite(f, epoch="another database"),
    "a cursor that is still to come": lambda f: rewrite(f, cursor=1000),
    "a segment is gone": lambda f: sealed(f).unlink(),
    "a segment is cut": lambda f: cut(sealed(f)),
    "a byte of a segment is flipped": lambda f: flip(sealed(f)),
    "a segment is a folder": lambda f: ((name := sealed(f)).unlink(), name.mkdir()),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_at_any_doubt_a_rebuild_starts_anew(shelves: Callable[[str], Shelf], name: str) -> None:
    shelf, whole = shelves("one"), shelves("two")
    source = Source(ENTRIES)
    begun(shelf, source, ENTRIES[40].id)
    DOUBTS[name](shelf.folder)
    finished(shelf, source)
    assert source.given == len(ENTRIES)
    assert shelf.searcher.cursor == 9
    assert len(list(shelf.folder.glob("idx-*"))) == 1
    whole.build(ENTRIES)
    assert_like(shelf, whole)


def test_what_was_written_after_the_last_note_is_swept(shelf: Shelf) -> None:
    source = Source(ENTRIES)
    begun(shelf, source, ENTRIES[40].id)
    folder = note(shelf.folder).parent
    (folder / "MAIN_half.rsg").write_bytes(b"half")
    (folder / f".{unfinished.NAME}.tmp").write_bytes(b"half")
    finished(shelf, source)
    assert source.given < len(ENTRIES)
    assert not list(folder.glob("*half*"))
    assert not list(folder.glob(".*"))


def test_a_stream_that_cannot_start_after_a_document_is_built_without_a_note(shelf: Shelf) -> None:
    def stream() -> Iterator[SearchEntry]:
        yield from ENTRIES[:40]
        raise AwayError

    with Indexer(shelf.folder) as indexer:
        with pytest.raises(AwayError):
            indexer.rebuild(stream(), 5, EPOCH)
        assert unfinished.newest(shelf.folder, "") is None
        indexer.rebuild(ENTRIES, 5, EPOCH)
    assert [path.name for path in shelf.folder.glob("idx-*")] == ["idx-2"]


def test_a_rebuild_that_the_disk_refuses_gives_back_its_place(shelf: Shelf) -> None:
    def after(_: str) -> Iterator[SearchEntry]:
        yield from ENTRIES[:40]
        raise OSError("the disk is full")

    with Indexer(shelf.folder) as indexer, pytest.raises(Unavailable):
        indexer.rebuild(after, 5, EPOCH)
    assert not list(shelf.folder.glob("idx-*"))


SCRIPT = """
import sys, time
from pathlib import Path
from repo_service.search import Indexer
from repo_service.search.index import sealing
from tests.search.corpora import entries

sealing.MAX_TOKENS = 300
kept = entries(200, 4)
names = [entry.id for entry in kept]

def after(name):
    print("after", name, flush=True)
    for entry in kept[names.index(name) + 1 if name else 0:]:
        time.sleep(0.001)
        yield entry

with Indexer(Path(sys.argv[1])) as indexer:
    assert not indexer.open("a database")
    print("ready", flush=True)
    indexer.rebuild(after, int(sys.argv[2]), "a database")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_rebuild_that_is_killed_again_and_again_comes_to_its_end(shelves: Callable[[str], Shelf]) -> None:
    shelf, whole = shelves("one"), shelves("two")
    shelf.folder.mkdir()
    chance = random.Random(1)
    done, last, kills = 0, "", 0
    for cursor in range(1, 100):
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(shelf.folder), str(cursor)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        assert process.stdout.readline() == f"after {last}\n"
        time.sleep(chance.uniform(0.02, 0.12))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if shelf.searcher.health().generation:
            break
        kills += 1
        if found := unfinished.newest(shelf.folder, ""):
            assert found[1].done >= done
            done, last = found[1].done, found[1].last
    assert kills >= 2
    kept = entries(200, 4)
    assert shelf.searcher.cursor <= kills + 1
    whole.build(kept)
    shelf.ids = whole.ids
    assert_like(shelf, whole)
    with Indexer(shelf.folder) as indexer:
        assert indexer.open(EPOCH)
    assert not list(shelf.folder.rglob(unfinished.NAME))
    mask = Mask(("all",), shelf.ids)
    assert len(list(shelf.searcher.contents())) == len(kept) == shelf.search("", mask).total
