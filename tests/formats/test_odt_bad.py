"""OpenDocument: files are recognised by their content, and bad ones get their reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service.formats.base import Extract, ReadFailure
from repo_service.formats.odt import FORMAT, recognise

from .build_odt import MEDIA_TYPE, TextFile, p


@pytest.fixture
def read(tmp_path: Path):
    """Read a body, with whatever else the file needs."""

    def reading(body: str, **more) -> Extract:
        return FORMAT.read(TextFile(body, **more).save(tmp_path / "file.odt"))

    return reading


def texts(extract: Extract) -> list[str]:
    return [block.text for block in extract.blocks]


BARE = '<!DOCTYPE office:document-content PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "office.dtd">'


def test_an_old_file_with_a_bare_doctype_and_a_repeated_id_is_read(read) -> None:
    body = '<text:p xml:id="i">un</text:p><text:p xml:id="i">deux</text:p>'
    assert texts(read(body, doctype=BARE)) == ["un", "deux"]


@pytest.mark.parametrize("declared", ['<!ENTITY e "x">', '<!ENTITY e SYSTEM "file:///etc/passwd">'])
def test_an_entity_is_refused(read, declared: str) -> None:
    with pytest.raises(ReadFailure, match="entities"):
        read(p("&e;"), doctype=f"<!DOCTYPE d [{declared}]>")


def test_an_entity_of_an_absent_dtd_is_refused(read) -> None:
    with pytest.raises(ReadFailure, match="entities"):
        read(p("caf&eacute;"), doctype=BARE)


def test_a_damaged_part_beside_the_content_is_announced(read) -> None:
    assert read(p("a"), members={"styles.xml": "<zut"}).notices == ("1 partie abîmée n’est pas lue.",)


def test_an_encrypted_file_says_so(read) -> None:
    manifest = '<m:manifest xmlns:m="urn:x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
    with pytest.raises(ReadFailure, match="encrypted"):
        read(p("a"), members={"META-INF/manifest.xml": manifest})


@pytest.mark.parametrize("content", ["<a/>", '<d xmlns:office="urn:x"><office:spreadsheet/></d>'])
def test_another_sort_of_document_is_not_a_document(read, content: str) -> None:
    with pytest.raises(ReadFailure, match="not_a_document"):
        read("", members={"content.xml": content})


def test_a_file_cut_at_its_end_is_damaged(tmp_path: Path) -> None:
    path = TextFile(p("a") * 99).save(tmp_path / "file.odt")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 99 // 100])
    with pytest.raises(ReadFailure, match="damaged"):
        FORMAT.read(path)


def test_a_million_paragraphs_are_refused(read) -> None:
    with pytest.raises(ReadFailure, match=r"bomb|too_long"):
        read("<text:p>a</text:p>" * 1_000_000)


def test_lists_nested_hundreds_deep_are_refused_without_a_crash(read) -> None:
    with pytest.raises(ReadFailure, match="damaged"):
        read("<text:list><text:list-item>" * 900 + p("a") + "</text:list-item></text:list>" * 900)


def test_a_text_is_recognised_by_its_first_member(tmp_path: Path) -> None:
    head = TextFile().save(tmp_path / "file.odt").read_bytes()[:8_192]
    assert recognise(head, ("mimetype", "content.xml", "META-INF/manifest.xml"))
    spreadsheet = head.replace(MEDIA_TYPE.encode(), b"application/vnd.oasis.opendocument.spre")
    assert not recognise(spreadsheet, ("mimetype", "content.xml", "META-INF/manifest.xml"))


@pytest.mark.parametrize(
    ("names", "known"),
    [(("content.xml", "META-INF/manifest.xml"), True), (("content.xml",), False), ((), False)],
)
def test_without_a_type_the_members_tell(names: tuple[str, ...], known: bool) -> None:
    assert recognise(b"PK\x03\x04", names) is known
