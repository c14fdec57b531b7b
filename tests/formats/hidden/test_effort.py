"""Sources made to keep a reader busy are answered at once, with the reason, and lose as little as can be."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from repo_service.formats import doc, eml, html, markdown
from repo_service.formats.base import ReadFailure
from repo_service.formats.isolate import Reader
from repo_service.formats.shaping.effort import is_laborious
from tests.formats import samples
from tests.formats.samples import write

linux = pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
TABLE = "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000 + "\n" + "|\n" * 30_000


@pytest.mark.parametrize("source", [*(sign * (200_000 // len(sign)) for sign in ("<a ", "[a](", "---\n", "\\")), TABLE])
def test_laborious_markdown_is_read_at_once_as_plain_text_and_said(source: str) -> None:
    begun = time.process_time()
    extract = markdown.extract("---\ntitre: T\n---\nQuelques mots.\n\n" + source)
    assert time.process_time() - begun < 3
    assert extract.blocks[0].text == "Quelques mots."
    assert extract.notices == (markdown.LABORIOUS_NOTICE,)
    assert extract.properties == {"title": "T"}


@pytest.mark.parametrize(
    "source",
    [
        "[a](b) " * 50_000,
        "<b>a</b> " * 50_000,
        "a < b et c < d\n" * 20_000,
        "a\n\n---\n\n" * 20_000,
        "|a|b|\n|-|-|\n" + "|c|d|\n" * 10_000,
        "C:\\dossier\\fichier\n" * 5_000,
    ],
)
def test_long_markdown_that_people_write_is_not_laborious(source: str) -> None:
    assert not is_laborious(source)


@pytest.mark.parametrize(
    "inside", ["<div>" * 1_000_000, "<ul><li>a" * 20_000, "<p " + " ".join(f"a{n}=1" for n in range(300_000))]
)
def test_a_page_made_to_be_slow_is_refused_at_once(inside: str) -> None:
    begun = time.process_time()
    with pytest.raises(ReadFailure, match="bomb"):
        html.blocks_of(f"<html><body>{inside}")
    assert time.process_time() - begun < 3


def test_a_long_page_that_forgets_to_close_paragraphs_is_read() -> None:
    assert len(html.blocks_of("<p>mot<li>mot<div>mot</div>" * 3_000)) == 9_000


def test_a_date_beyond_all_numbers_only_loses_the_date(tmp_path: Path) -> None:
    mail = (
        b"From: a@b.fr\r\nTo: c@d.fr\r\nSubject: Objet\r\nDate: Tue, 12 Mar 2024 10:30:4294967296 +0100\r\n\r\nBonjour"
    )
    extract = eml.read(write(tmp_path, "file.eml", mail))
    assert [block.text for block in extract.blocks][0::4] == ["Objet", "Bonjour"]
    assert extract.properties == {"title": "Objet", "author": "a@b.fr"}


@pytest.mark.parametrize("shift", [0, 1, 8, 16, 65_535])
def test_an_old_office_file_with_impossible_sectors_has_no_streams(tmp_path: Path, shift: int) -> None:
    data = bytearray(samples.ole("WordDocument"))
    data[30:32] = shift.to_bytes(2, "little")
    assert doc.streams(write(tmp_path, "file.doc", bytes(data))) == ()


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, inner in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, inner)
    entries = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, entries)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + table + end


@linux
def test_a_pdf_whose_drawing_calls_itself_is_a_bomb(tmp_path: Path) -> None:
    kids = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>")
    uses = b"/Resources<</XObject<</X 5 0 R>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R%b>>" % uses
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 1 1]%b/Length 11>>stream\n/X Do /X Do\nendstream" % uses
    reader = Reader()
    path = write(tmp_path, "file.pdf", pdf(*kids, page, b"<</Length 5>>stream\n/X Do\nendstream", form))
    name, _, extract = reader.read(path)
    assert (name, extract.status, extract.reason) == ("pdf", "unreadable", "bomb")
    assert reader.read(write(tmp_path, "good", b"Quelques mots."))[2].status == "read"
    reader.close()
