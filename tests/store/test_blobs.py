"""Kept files: the order in which they are made durable, and what remains when any step of it fails."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from pathlib import Path

import pytest

from repo_service.errors import Damaged, RepoServiceError, StorageFull, TooLarge, Unavailable
from repo_service.store.blobs import BlobRef, Blobs
from tests.store.disk import Disk, watched

DATA = b"Le comit\xc3\xa9 de pilotage" * 1000
NAME = hashlib.sha256(DATA).hexdigest()
PLACE = f"blobs/{NAME[:2]}/{NAME[2:4]}"


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    (tmp_path / "storage").mkdir()
    return Blobs(tmp_path / "storage")


@pytest.fixture
def disk(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> Disk:
    return watched(monkeypatch, blobs.root.parent)


def left(blobs: Blobs) -> list[Path]:
    """What stands in ``tmp/``."""
    return list(blobs.tmp.glob("*"))


def test_a_kept_file_is_found_under_both_its_hashes_and_size(blobs: Blobs) -> None:
    kept = blobs.put(DATA)
    assert kept == BlobRef(NAME, hashlib.sha512(DATA).hexdigest(), len(DATA))
    assert blobs.open(NAME).read() == DATA
    assert blobs.exists(NAME)
    assert blobs.size(NAME) == len(DATA)
    assert list(blobs.all()) == [NAME]
    assert left(blobs) == []


def test_file_is_written_synced_and_renamed_before_its_folder_is_synced(blobs: Blobs, disk: Disk) -> None:
    blobs.put(DATA)
    steps = [call for call in disk.calls if call[0] not in {"mkdir", "open folder"}]
    temporary = steps[0][1]
    assert steps == [
        ("open", temporary),
        ("write", temporary),
        ("fsync", temporary),
        ("fsync folder", "."),
        ("fsync folder", "blobs"),
        ("fsync folder", f"blobs/{NAME[:2]}"),
        ("rename", f"{PLACE}/{NAME}"),
        ("fsync folder", PLACE),
    ]
    assert temporary.startswith("tmp/")


def test_every_folder_is_made_before_the_folder_above_it_is_synced(blobs: Blobs, disk: Disk) -> None:
    blobs.put(DATA)
    for made in ("blobs", f"blobs/{NAME[:2]}", PLACE):
        above = Path(made).parent.as_posix()
        assert disk.calls.index(("mkdir", made)) < disk.calls.index(("fsync folder", above))


def test_a_folder_that_another_process_made_is_synced_all_the_same(blobs: Blobs, disk: Disk) -> None:
    blobs.path(NAME).parent.mkdir(parents=True)  # by a process that died before its fsync
    disk.forget()
    blobs.put(DATA)
    assert ("fsync folder", f"blobs/{NAME[:2]}") in disk.calls
    assert ("fsync folder", "blobs") in disk.calls


def test_a_folder_that_is_known_to_be_durable_is_not_synced_from_above_again(blobs: Blobs, disk: Disk) -> None:
    blobs.put(DATA)
    disk.forget()
    blobs.put(DATA)
    assert [call for call in disk.calls if call[0] == "fsync folder"] == [("fsync folder", PLACE)]


def test_a_folder_that_was_deleted_since_is_made_again(blobs: Blobs) -> None:
    blobs.put(DATA)
    shutil.rmtree(blobs.root)
    blobs.put(DATA)
    assert blobs.open(NAME).read() == DATA


def test_identical_bytes_are_kept_once_and_made_durable_again(blobs: Blobs, disk: Disk) -> None:
    first = blobs.put(DATA)
    disk.forget()
    assert blobs.put(DATA) == first
    assert list(blobs.all()) == [NAME]
    assert left(blobs) == []
    assert [verb for verb in disk.verbs() if verb != "open folder"] == [
        "open",
        "write",
        "fsync",
        "rename",
        "fsync folder",
    ]


def test_receiving_a_damaged_file_again_repairs_it(blobs: Blobs) -> None:
    kept = blobs.put(DATA)
    blobs.path(NAME).write_bytes(b"abimee")
    blobs.put(DATA)
    assert blobs.verify(kept.sha256, kept.sha512, kept.size) == ""


def test_receiving_a_file_again_makes_it_young(blobs: Blobs) -> None:
    blobs.put(DATA)
    os.utime(blobs.path(NAME), (1, 1))
    assert blobs.age(NAME, 1001.0) == 1000
    blobs.put(DATA)
    assert blobs.age(NAME, 1001.0) < 0


def test_a_write_that_takes_few_bytes_at_a_time_loses_none(blobs: Blobs, disk: Disk) -> None:
    disk.most = 7_000
    blobs.put(DATA)
    assert disk.verbs().count("write") > 2
    assert blobs.open(NAME).read() == DATA


def steps_of_an_upload(tmp_path: Path) -> list[str]:
    """The verbs of one undisturbed upload into a new storage folder."""
    with pytest.MonkeyPatch.context() as patch:
        root = tmp_path / "measured"
        root.mkdir()
        disk = watched(patch, root)
        Blobs(root).put(DATA)
        return disk.verbs()


@pytest.mark.parametrize(
    ("code", "expected"),
    [(errno.ENOSPC, StorageFull), (errno.EDQUOT, StorageFull), (errno.EIO, Unavailable), (errno.EACCES, Unavailable)],
)
def test_whichever_step_fails_the_error_is_clear_and_the_next_upload_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, expected: type[RepoServiceError]
) -> None:
    verbs = steps_of_an_upload(tmp_path)
    renamed = verbs.index("rename") + 1
    assert {"open", "write", "fsync", "rename", "fsync folder", "mkdir"} <= set(verbs)
    for number in range(1, len(verbs) + 1):
        root = tmp_path / f"storage{number}"
        root.mkdir()
        blobs = Blobs(root)
        with pytest.MonkeyPatch.context() as patch:
            disk = watched(patch, root)
            disk.fail_at, disk.errno = number, code
            with pytest.raises(expected):
                blobs.put(DATA)
            after = disk.verbs()[number:]
        assert after == [], f"nothing is tried again after {verbs[number - 1]} failed"
        assert left(blobs) == [], verbs[number - 1]
        if number <= renamed:
            assert list(blobs.all()) == []
        assert blobs.put(DATA).sha256 == NAME
        assert blobs.open(NAME).read() == DATA


def test_a_failed_fsync_is_never_tried_again(blobs: Blobs, disk: Disk) -> None:
    disk.errno = errno.EIO
    with blobs.receive() as sink:
        sink.write(DATA)
        disk.fail_at = len(disk.calls) + 1
        with pytest.raises(Unavailable):
            sink.keep()
        with pytest.raises(AssertionError):
            sink.keep()
    assert disk.verbs().count("fsync") == 1
    assert list(blobs.all()) == []


def test_a_file_whose_name_could_not_be_made_durable_is_renamed_and_synced_anew_when_it_comes_again(
    blobs: Blobs, disk: Disk
) -> None:
    blobs.put(b"first")
    disk.forget()
    disk.errno = errno.EIO
    disk.fail_at = 10**9
    with blobs.receive() as sink:
        sink.write(DATA)
        original = disk.count

        def last_sync_fails(verb: str, path: Path) -> None:
            if verb == "fsync folder" and path == blobs.path(NAME).parent:
                disk.fail_at = len(disk.calls) + 1
            original(verb, path)

        disk.count = last_sync_fails  # type: ignore[method-assign]
        with pytest.raises(Unavailable):
            sink.keep()
        disk.count = original  # type: ignore[method-assign]
    disk.forget()
    blobs.put(DATA)
    assert disk.calls.index(("rename", f"{PLACE}/{NAME}")) < disk.calls.index(("fsync folder", PLACE))


def test_a_file_over_the_limit_is_refused_and_forgotten(blobs: Blobs) -> None:
    with blobs.receive(limit=1_000_000) as sink:
        sink.write(b"x" * 1_000_000)
        with pytest.raises(TooLarge, match="1 Mo"):
            sink.write(b"x")
    assert left(blobs) == []
    assert list(blobs.all()) == []


def test_a_file_of_exactly_the_limit_is_kept(blobs: Blobs) -> None:
    with blobs.receive(limit=10) as sink:
        sink.write(b"0123456789")
        assert sink.keep().size == 10


def test_a_file_that_is_not_kept_leaves_nothing(blobs: Blobs) -> None:
    with blobs.receive() as sink:
        sink.write(DATA)
    assert left(blobs) == []


def test_a_sending_that_breaks_off_leaves_nothing(blobs: Blobs) -> None:

    def cut() -> None:
        with blobs.receive() as sink:
            sink.write(DATA)
            raise ConnectionError("cut at 99 %")

    with pytest.raises(ConnectionError):
        cut()
    assert left(blobs) == []
    assert list(blobs.all()) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "../../etc/passwd",
        "a" * 63,
        "a" * 65,
        "A" * 64,
        "g" * 64,
        "../" + "a" * 61,
        "a" * 63 + "\n",
        "a" * 62 + "/b",
    ],
)
def test_only_a_hash_names_a_file(blobs: Blobs, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        blobs.path(name)


def test_verifying_tells_a_missing_from_a_changed_file(blobs: Blobs) -> None:
    kept = blobs.put(DATA)
    assert blobs.verify(kept.sha256, kept.sha512, kept.size) == ""
    assert blobs.verify(kept.sha256, kept.sha512, kept.size + 1) == "changed"
    assert blobs.verify(kept.sha256, "0" * 128, kept.size) == "changed"
    changed = bytearray(DATA)
    changed[len(changed) // 2] ^= 1
    blobs.path(NAME).write_bytes(changed)
    assert blobs.verify(kept.sha256, kept.sha512, kept.size) == "changed"
    blobs.path(NAME).unlink()
    assert blobs.verify(kept.sha256, kept.sha512, kept.size) == "missing"
    blobs.path(NAME).mkdir()
    assert blobs.verify(kept.sha256, kept.sha512, kept.size) == "unreadable"


def test_a_missing_file_is_damage_not_a_crash(blobs: Blobs) -> None:
    with pytest.raises(Damaged):
        blobs.open(NAME)
    with pytest.raises(Damaged):
        blobs.size(NAME)


def test_sweeping_takes_old_leavings_files_and_folders_and_no_young_ones(blobs: Blobs) -> None:
    blobs.tmp.mkdir()
    for age, name in ((1000, "old"), (10, "young")):
        folder = blobs.tmp / f"{name}-folder"
        folder.mkdir()
        (folder / "clean.part").write_bytes(b"x")
        file = blobs.tmp / f"{name}-file"
        file.write_bytes(b"x")
        for path in (folder, file):
            os.utime(path, (10_000 - age, 10_000 - age))
    assert blobs.sweep_tmp(10_000.0, 100.0) == 2
    assert sorted(path.name for path in left(blobs)) == ["young-file", "young-folder"]


def test_a_full_disk_is_told_while_a_copy_is_made(blobs: Blobs) -> None:

    def fill() -> None:
        with blobs.scratch() as folder:
            (folder / "copy").write_bytes(b"half")
            raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(StorageFull):
        fill()
    assert left(blobs) == []
