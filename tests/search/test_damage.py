"""Damage of every sort ends in ``Unavailable``, is told to the indexer, and a rebuild mends it beside the old index."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.errors import Unavailable
from repo_service.search import Indexer, Mask, Searcher
from repo_service.search.index import segments
from repo_service.search.index.segments import Segment
from repo_service.search.query import facets
from tests.search.conftest import EPOCH, Shelf
from tests.search.corpora import entries

ENTRIES = entries(30, 2)
EVERYONE = Mask(("all",), {entry.id for entry in ENTRIES})


QUERIES = ("charte", "", "conserv*", '"plan conservation"', "-charte")


def generation(folder: Path) -> Path:
    return next(folder.glob("idx-*"))


def segment(folder: Path) -> Path:
    return next(generation(folder).glob("*.rsg"))


def table(folder: Path) -> Path:
    return next(generation(folder).glob("*.toc"))


def manifest(folder: Path) -> Path:
    return next(generation(folder).glob("manifest-*"))


def cut(path: Path, share: float = 0.5) -> None:
    os.truncate(path, int(path.stat().st_size * share))


def flip(path: Path, share: float = 0.5) -> None:
    data = bytearray(path.read_bytes())
    data[int((len(data) - 1) * share)] ^= 0x40
    path.write_bytes(data)


def replace_table_by_another_pickle(folder: Path) -> None:
    """A table whose checksum is right (as an attacker or a faulty program would leave it) and whose content is not."""
    raw = pickle.dumps({"segments": []})
    table(folder).write_bytes(raw)
    data = json.loads(manifest(folder).read_bytes())
    data["toc_checksum"] = zlib.crc32(raw)
    point_to(folder, json.dumps(data).encode())


def point_to(folder: Path, raw: bytes) -> None:
    manifest(folder).write_bytes(raw)
    pointer = json.loads((folder / "current").read_bytes())
    pointer["checksum"] = zlib.crc32(raw)
    (folder / "current").write_text(json.dumps(pointer))


def replace_segment_by_a_foreign_one(folder: Path) -> None:
    other = folder.parent / "foreign"
    with Indexer(other) as indexer:
        indexer.rebuild(entries(5, 99), 1, EPOCH)
    shutil.copy(segment(other), segment(folder))


def segment_without_a_field(folder: Path) -> None:
    """Its checksum is right, its content is not what the evaluator needs."""
    raw = segment(folder).read_bytes()
    body = raw[:-32].replace(b'"text.docs"', b'"text.dogs"')
    crc = zlib.crc32(body)
    trailer = bytearray(raw[-32:])
    trailer[16:20] = crc.to_bytes(4, "little")
    segment(folder).write_bytes(body + bytes(trailer))
    data = table(folder).read_bytes()
    old = int.from_bytes(raw[-16:-12], "little")
    assert pickle.dumps(old, 2)[2:-1] in data
    data = data.replace(pickle.dumps(old, 2)[2:-1], pickle.dumps(crc, 2)[2:-1])
    table(folder).write_bytes(data)
    kept = json.loads(manifest(folder).read_bytes())
    kept["toc_checksum"] = zlib.crc32(data)
    point_to(folder, json.dumps(kept).encode())


DAMAGES: dict[str, Callable[[Path], object]] = {
    "the generation is gone": lambda f: shutil.rmtree(generation(f)),
    "the generation is empty": lambda f: [path.unlink() for path in generation(f).iterdir()],
    "a segment is gone": lambda f: segment(f).unlink(),
    "a segment is empty": lambda f: cut(segment(f), 0),
    "a segment is cut in half": lambda f: cut(segment(f)),
    "a segment lacks its last byte": lambda f: segment(f).write_bytes(segment(f).read_bytes()[:-1]),
    "a byte of a segment is flipped": lambda f: flip(segment(f)),
    "the first byte of a segment is flipped": lambda f: flip(segment(f), 0),
    "the last byte of a segment is flipped": lambda f: flip(segment(f), 1),
    "a segment is noise": lambda f: segment(f).write_bytes(b"\x00\xff" * 5000),
    "a segment is a folder": lambda f: (segment(f).rename(f / "away"), (generation(f) / "x").mkdir()),
    "a segment is another one": replace_segment_by_a_foreign_one,
    "the table is gone": lambda f: table(f).unlink(),
    "the table is empty": lambda f: cut(table(f), 0),
    "the table is cut": lambda f: cut(table(f)),
    "a byte of the table is flipped": lambda f: flip(table(f)),
    "the table is another pickle": replace_table_by_another_pickle,
    "the manifest is gone": lambda f: manifest(f).unlink(),
    "the manifest is cut": lambda f: cut(manifest(f)),
    "the manifest is another document": lambda f: point_to(f, b"[1, 2]"),
    "the pointer is empty": lambda f: (f / "current").write_bytes(b""),
    "the pointer is noise": lambda f: (f / "current").write_bytes(b"\xff\xfe{"),
    "the pointer leads out of the folder": lambda f: (f / "current").write_text(
        '{"generation": "../idx-1", "commit": 1, "checksum": 0}'
    ),
    "the pointer is a list": lambda f: (f / "current").write_text("[]"),
    "the pointer is nested deeper than can be read": lambda f: (f / "current").write_text("[" * 200_000),
    "the manifest is nested deeper than can be read": lambda f: point_to(f, b"[" * 200_000),
    "the mark is a folder and the generation is gone": lambda f: (
        (f / "suspect" / "x").mkdir(parents=True),
        shutil.rmtree(generation(f)),
    ),
    "the pointer names a commit to come": lambda f: (f / "current").write_text(
        '{"generation": "idx-1", "commit": 99, "checksum": 0}'
    ),
}


def outcome(searcher: Searcher) -> str:
    """Search in several ways: every one must work or be ``Unavailable``."""
    for text in QUERIES:
        try:
            searcher.search(SearchQuery(text), EVERYONE)
        except Unavailable:
            return "unavailable"
    return "answered"


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
