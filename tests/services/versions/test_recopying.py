"""Reading again: better cleaners make the copies of readers anew, and what was recognised on scans stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from repo_service.formats import ocr
from repo_service.services import scans, sweeping
from repo_service.services.reading import CopyMissing
from repo_service.services.versions import rereading
from repo_service.store import filing, readings
from repo_service.store.documents import Derivative
from tests.conftest import World
from tests.services import acts
from tests.services.test_reading import commented, download
from tests.services.test_scans import scanned_pdf
from tests.services.test_sweeping import age
from tests.services.versions.releases import Change, Release, cleaner, reading_as, release
from tests.services.versions.test_rereading import (
    ANOTHER_TEXT,
    AS_IT_WAS,
    READ_AGAIN,
    again,
    drawn,
    passages,
    told,
)

__all__ = ["release"]


def test_a_better_cleaner_makes_the_copies_of_readers_anew(any_world: World, release: Release) -> None:
    public_id = any_world.file(commented(), "CR.docx").public_id
    old, _ = download(any_world, any_world.reader, public_id)
    with reading_as(any_world, release(*cleaner(2, "_better"))):
        assert again(any_world) == [READ_AGAIN]
        new, content = download(any_world, any_world.reader, public_id)
        assert content.endswith(b"made by a better cleaner")
        assert again(any_world) == [AS_IT_WAS]
    assert told(any_world) == [public_id]
    with any_world.repository.store.reading() as uow:
        row = uow.session.scalars(select(Derivative)).one()
        assert (row.sha256, row.maker, row.maker_version) == (new.sha256, "docx", 2)
    age(any_world, old.sha256)
    sweeping.sweep(any_world.repository.store)
    assert not any_world.repository.store.blobs.exists(old.sha256)
    assert download(any_world, any_world.reader, public_id)[1] == content
    any_world.index()
    assert acts.faults(any_world) == []


def test_a_copy_made_before_cleaners_had_versions_is_made_anew(any_world: World, release: Release) -> None:
    any_world.file(commented(), "CR.docx")
    with any_world.repository.store.writing() as uow:
        uow.session.execute(text("UPDATE derivative SET maker = '', maker_version = 0"))
    with any_world.repository.store.reading() as uow:
        assert rereading.outdated(uow) == 1
    with reading_as(any_world, release()):
        assert again(any_world) == [READ_AGAIN]
        assert again(any_world) == [AS_IT_WAS]
    with any_world.repository.store.reading() as uow:
        assert rereading.outdated(uow) == 0
    assert told(any_world) == []  # the same bytes: nobody is given anything else


def test_the_same_file_dropped_again_brings_the_copy_of_the_newest_cleaner(any_world: World, release: Release) -> None:
    original = commented()
    public_id = any_world.file(original, "CR.docx").public_id
    with reading_as(any_world, release(*cleaner(2, "_better"))):
        any_world.file(original, "CR.docx", title="Encore")
    _, content = download(any_world, any_world.reader, public_id)
    assert content.endswith(b"made by a better cleaner")
    any_world.file(original, "CR.docx", title="Par une ancienne version du programme")
    assert download(any_world, any_world.reader, public_id)[1] == content


def test_readers_get_no_copy_by_an_older_cleaner_where_the_newer_one_fails(any_world: World, release: Release) -> None:
    original = commented()
    public_id = any_world.file(original, "CR.docx", title="Séance").public_id
    with reading_as(any_world, release(*cleaner(2, "_worse"))):
        (outcome,) = again(any_world)
        assert "sa copie n’a pas pu être refaite" in outcome.fault
        assert outcome.documents == ((public_id, "Séance"),)
        with pytest.raises(CopyMissing):
            download(any_world, any_world.reader, public_id)
        assert download(any_world, any_world.secretary, public_id)[1] == original
    with reading_as(any_world, release(*cleaner(3, "_better"))):
        assert again(any_world) == [READ_AGAIN]
    assert download(any_world, any_world.reader, public_id)[1].endswith(b"made by a better cleaner")


def test_a_leak_that_only_a_better_reader_sees_is_held_back_from_then_on(world: World, release: Release) -> None:
    content = commented()
    blind: Change = ("formats/docx.py", "    version=3,\n", "    version=2,\n")
    blinder: Change = ("formats/docx.py", "    read=read,\n",
                       "    read=lambda path: replace(read(path), leaks=Leaks()),\n")  # fmt: skip
    with reading_as(world, release(blind, blinder)):
        public_id = world.file(content, "CR.docx").public_id
    assert download(world, world.reader, public_id)[1] == content
    with reading_as(world, release()):
        assert again(world) == [READ_AGAIN]
    given, copy = download(world, world.reader, public_id)
    assert copy != content
    assert b"zinzolin" not in copy
    assert download(world, world.secretary, public_id)[1] == content
    assert given.size == len(copy)


def test_what_was_recognised_on_a_scan_stays(world: World, release: Release, tmp_path: Path) -> None:
    public_id = world.file(scanned_pdf("ZINZOLIN", tmp_path), "scan.pdf").public_id
    recognised = world.repository.reader.read(_text_file(tmp_path, "Zinzolin"))[2]
    with world.repository.store.writing() as uow:
        sha256 = acts.latest(world, public_id).versions[0].blob_sha256
        from_scan = recognised.to_json()
        filing.keep_extraction(uow, sha256, scans.READER, scans.VERSION, from_scan)
    newer: Change = ("formats/pdf.py", 'FORMAT = Format("pdf", 1,', 'FORMAT = Format("pdf", 2,')
    with reading_as(world, release(newer)):
        assert again(world) == [READ_AGAIN]
        assert again(world, everything=True) == [READ_AGAIN]
    assert passages(world, public_id) == ["Zinzolin"]
    assert drawn(world) == [("pdf", 1, "no_text", False), ("tesseract", 1, "read", True), ("pdf", 2, "no_text", True)]


def test_a_file_in_which_a_better_reader_finds_a_text_is_no_scan_any_more(
    world: World, release: Release, tmp_path: Path
) -> None:
    world.file(scanned_pdf("ZINZOLIN", tmp_path), "scan.pdf")
    newer: Change = ("formats/pdf.py", 'FORMAT = Format("pdf", 1, "application/pdf", ".pdf", "PDF", recognise, read)',
                     'from repo_service.domain.passages import Block as B\n'
                     'FORMAT = Format("pdf", 2, "application/pdf", ".pdf", "PDF", recognise,\n'
                     '    lambda path: Extract(blocks=(B("paragraph", "Caché dans la page."),)))')  # fmt: skip
    with reading_as(world, release(newer)):
        assert again(world) == [ANOTHER_TEXT]
    with world.repository.store.reading() as uow:
        assert readings.next_scan(uow.session, scans.READER, scans.VERSION, ocr.READERS) is None


def test_a_scan_is_tried_again_by_a_newer_recogniser(world: World, tmp_path: Path) -> None:
    public_id = world.file(scanned_pdf("ZINZOLIN", tmp_path), "scan.pdf").public_id
    sha256 = acts.latest(world, public_id).versions[0].blob_sha256
    nothing = world.repository.reader.read(_text_file(tmp_path, " "))[2].to_json() | {"status": "no_text", "reason": ""}
    with world.repository.store.writing() as uow:
        filing.keep_extraction(uow, sha256, scans.READER, 1, nothing)
    with world.repository.store.reading() as uow:
        assert readings.next_scan(uow.session, scans.READER, 1, ocr.READERS) is None
        assert readings.next_scan(uow.session, scans.READER, 2, ocr.READERS) == sha256


def _text_file(folder: Path, words: str) -> Path:
    path = folder / "mots.txt"
    path.write_text(words, "utf-8")
    return path
