"""What may befall the files of an index, by hand, by accident or by a failing disk; and how a search then ends."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

from repo_service.domain.documents import SearchQuery
from repo_service.errors import Unavailable
from repo_service.search import Indexer, Mask, Searcher
from repo_service.search.index import contents, generations
from tests.search.conftest import EPOCH
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


def table_of_an_earlier_commit(folder: Path) -> None:
    """A table as Whoosh reads it, of when another document was deleted."""
    pointer = generations.read_pointer(folder)
    assert pointer
    sealed = contents.read(generation(folder), pointer.commit, generations.read_manifest(folder, pointer))
    sealed[0].deleted.add(0)
    (folder.parent / "earlier").mkdir()
    name, _ = contents.write(folder.parent / "earlier", pointer.commit, sealed)
    shutil.copy(folder.parent / "earlier" / name, table(folder))


def generations_exchanged(folder: Path) -> None:
    """As by a hand that moves folders: the names are right, what stands under them is not."""
    other = folder.parent / "other"
    with Indexer(other) as indexer:
        indexer.rebuild(entries(9, 99), 1, EPOCH)
    generation(folder).rename(folder.parent / "away")
    generation(other).rename(folder / "idx-1")


def instead(path: Path, make: Callable[[Path], object]) -> None:
    """Something else under the same name."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    make(path)


def loop(path: Path) -> None:
    """A link to itself."""
    path.symlink_to(path.name)


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
    "the table is of an earlier commit": table_of_an_earlier_commit,
    "generations were exchanged": generations_exchanged,
    "the generation is a file": lambda f: instead(generation(f), Path.touch),
    "the generation is a link to itself": lambda f: instead(generation(f), loop),
    "a segment is a link to itself": lambda f: instead(segment(f), loop),
    "the table is a folder": lambda f: instead(table(f), Path.mkdir),
    "the manifest is a link to itself": lambda f: instead(manifest(f), loop),
    "the pointer is gone": lambda f: (f / "current").unlink(),
    "the pointer is a folder": lambda f: instead(f / "current", Path.mkdir),
    "the pointer is a link to itself": lambda f: instead(f / "current", loop),
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
