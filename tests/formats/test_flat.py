"""Word and OpenDocument in one XML file: known for what they are, never read as plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service.formats import recognise
from repo_service.formats.base import ReadFailure
from tests.formats.samples import FLAT_ODF, FLAT_OPC, write


def name_of(content: str | bytes, folder: Path, hint: str = "") -> str:
    found = recognise(write(folder, "file", content if isinstance(content, bytes) else content.encode()), hint)
    return found.name if found else ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_encoding_and_the_suffix_do_not_matter(tmp_path: Path, encoding: str) -> None:
    assert name_of(FLAT_OPC.encode(encoding), tmp_path, "a.txt") == "flat-opc"
    assert name_of(FLAT_ODF.encode(encoding), tmp_path, "a.md") == "flat-odf"


def test_the_prefix_and_a_comment_before_do_not_matter(tmp_path: Path) -> None:
    assert name_of("<!-- <p> -->" + FLAT_OPC.partition("?>")[2].replace("pkg:", "x:"), tmp_path) == "flat-opc"
    renamed = FLAT_ODF.replace("<office:", "<o:").replace("xmlns:office=", "xmlns:o=")
    assert name_of(renamed, tmp_path) == "flat-odf"


def test_word_xml_of_2003_is_known_too(tmp_path: Path) -> None:
    old = '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>'
    assert name_of(old, tmp_path) == "flat-opc"


@pytest.mark.parametrize(
    "text", ["Écrire <office:document> ainsi.", "<package><name>x</name></package>", "<document>x</document>"]
)
def test_text_that_speaks_of_them_and_other_xml_is_something_else(tmp_path: Path, text: str) -> None:
    assert name_of(text, tmp_path) == "text"


@pytest.mark.parametrize("content", [FLAT_OPC, FLAT_ODF])
def test_they_may_leak_but_are_neither_read_nor_cleaned(tmp_path: Path, content: str) -> None:
    path = write(tmp_path, "file", content.encode())
    form = recognise(path)
    assert form is not None
    assert form.clean is not None
    with pytest.raises(ReadFailure, match="unsupported"):
        form.read(path)
    with pytest.raises(ReadFailure, match="unsupported"):
        form.clean(path, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
