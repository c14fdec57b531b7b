"""A document behind something else in one file: it is known by its content, not read, and so kept from readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service.formats import recognise
from repo_service.formats.base import ReadFailure
from repo_service.formats.package import open_package
from tests.formats import samples
from tests.formats.samples import write

BEFORE = [b"\0\1\2\3junk", b"Quelques mots.\n" * 1000, b"<html><p>a</p></html>", b"\xff" * 5_000_000]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("name", ["docx", "odt"])
def test_a_document_behind_anything_is_known_under_any_name_and_refused(
    tmp_path: Path, name: str, before: bytes
) -> None:
    path = write(tmp_path, "file", before + samples.SAMPLES[name]())
    found = [recognise(path, hint) for hint in ("a.txt", "a.md", "a.docx")]
    assert [form.name if form else "" for form in found] == [name] * 3
    assert found[0] is not None
    assert found[0].clean is not None
    with pytest.raises(ReadFailure, match="damaged"):
        found[0].read(path)


@pytest.mark.parametrize("end", [b"", b"PK\x05\x06", b"PK\x05\x06" + bytes(18), samples.zipped({"photo.jpg": b"x"})])
def test_a_text_that_ends_like_a_zip_stays_a_text(tmp_path: Path, end: bytes) -> None:
    found = recognise(write(tmp_path, "file", b"Quelques mots.\n" * 600 + end), "a.txt")
    assert found is not None
    assert found.name == "text"


def test_a_pdf_that_carries_a_document_stays_a_pdf(tmp_path: Path) -> None:
    found = recognise(write(tmp_path, "file", samples.SAMPLES["pdf"]() + samples.docx()), "a.pdf")
    assert found is not None
    assert found.name == "pdf"


def test_a_package_is_opened_from_its_first_byte_or_not_at_all(tmp_path: Path) -> None:
    path = write(tmp_path, "file", b"x" + samples.docx())
    with pytest.raises(ReadFailure, match="damaged"), open_package(path):
        pass
