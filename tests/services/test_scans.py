"""Scans: what tesseract reads on a picture is found; without tesseract nothing happens."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pypdfium2
import pytest
from fpdf import FPDF

from repo_service.formats import ocr
from repo_service.formats.base import Extract
from repo_service.formats.isolate import Reader
from repo_service.services import reading, scans
from repo_service.store import lookup, readings
from tests.conftest import World
from tests.services import acts

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None and os.environ.get("CI") != "true", reason="tesseract is not installed"
)


def pixels(words: str, folder: Path) -> Path:
    """A picture of words, as a scanner would make it."""
    page = FPDF(format=(120, 30))
    page.add_page()
    page.set_font("helvetica", size=24)
    page.text(8, 18, words)
    with pypdfium2.PdfDocument(bytes(page.output())) as document:
        picture = document[0].render(scale=4).to_pil()
    path = folder / "scan.png"
    picture.save(path)
    return path


def scanned_pdf(words: str, folder: Path) -> bytes:
    """A PDF that holds only a picture of words."""
    document = FPDF(format=(120, 30))
    document.add_page()
    document.image(pixels(words, folder), 0, 0, 120, 30)
    return bytes(document.output())


def status(world: World, public_id: str) -> str:
    with world.repository.store.reading() as uow:
        return reading.show(uow, world.reader, public_id).extract.status


@needs_tesseract
@pytest.mark.parametrize("sort", ["png", "pdf"])
def test_a_scan_is_found_by_its_words_once_it_was_read(world: World, tmp_path: Path, sort: str) -> None:
    picture = pixels("DESHERBAGE ZINZOLIN", tmp_path)
    content = picture.read_bytes() if sort == "png" else scanned_pdf("DESHERBAGE ZINZOLIN", tmp_path)
    public_id = world.file(content, f"scan.{sort}").public_id
    world.index()
    assert status(world, public_id) == "no_text"
    assert acts.found(world, world.reader, "zinzolin") == []
    assert scans.read_next(world.repository)
    world.index()
    assert acts.found(world, world.reader, "zinzolin") == [public_id]
    assert status(world, public_id) == "read"
    assert not scans.read_next(world.repository)
    assert acts.faults(world) == []


def test_without_tesseract_nothing_happens(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public_id = world.file(scanned_pdf("ZINZOLIN", tmp_path), "scan.pdf").public_id
    monkeypatch.setattr(ocr, "available", lambda: False)
    assert not scans.read_next(world.repository)
    assert status(world, public_id) == "no_text"


@pytest.mark.parametrize(
    "answer",
    [
        Extract(status="unreadable", reason="timeout"),
        Extract(status="unsupported", reason="unsupported"),
        Extract(status="no_text"),
    ],
)
def test_a_scan_that_cannot_be_read_stays_a_scan_and_is_tried_once(
    any_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Extract
) -> None:
    public_id = any_world.file(scanned_pdf("ZINZOLIN", tmp_path), "scan.pdf").public_id
    monkeypatch.setattr(ocr, "available", lambda: True)
    monkeypatch.setattr(Reader, "ocr", lambda *_: answer)
    assert scans.read_next(any_world.repository)
    assert not scans.read_next(any_world.repository)
    assert status(any_world, public_id) == "no_text"


def test_only_files_of_documents_are_read_and_texts_are_left_alone(any_world: World, tmp_path: Path) -> None:
    any_world.file("Un texte.")
    any_world.prepare(scanned_pdf("ZINZOLIN", tmp_path), "scan.pdf")
    with any_world.repository.store.reading() as uow:
        assert readings.next_scan(uow.session, scans.READER, scans.VERSION, ocr.READERS) is None


def test_a_scan_that_goes_with_a_document_waits_to_be_read_too(any_world: World, tmp_path: Path) -> None:
    public_id = any_world.file("Texte.").public_id
    acts.attach(any_world, public_id, scanned_pdf("ZINZOLIN", tmp_path), "signed", "signe.pdf")
    companion = acts.latest(any_world, public_id).versions[0].companions[0]
    with any_world.repository.store.reading() as uow:
        assert readings.next_scan(uow.session, scans.READER, scans.VERSION, ocr.READERS) == companion.blob_sha256
        assert lookup.keeping(uow.session, companion.blob_sha256) == [public_id]
