"""The files are true Word, ODT and PDF files, with what real minutes hold, and no clock in their bytes."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from repo_service.demo import write
from repo_service.demo.consortium import Consortium, DemoFile


def _with_suffix(files: list[DemoFile], suffix: str) -> list[DemoFile]:
    return [file for file in files if file.file_name.endswith(suffix)]


def _part(file: DemoFile, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return archive.read(name).decode()


@pytest.fixture(scope="session")
def reviewed(files: list[DemoFile]) -> DemoFile:
    return next(f for f in _with_suffix(files, ".docx") if "<w:ins " in _part(f, "word/document.xml"))


def test_every_word_file_opens_and_begins_with_a_title(files: list[DemoFile]) -> None:
    for file in _with_suffix(files, ".docx"):
        document = docx.Document(io.BytesIO(file.content))
        assert document.paragraphs[0].style.name == "Title", file.file_name
        assert document.core_properties.title == file.title
        assert document.core_properties.author == file.author
        assert document.core_properties.created.date() == file.date


def test_minutes_name_their_meeting_in_the_first_lines(files: list[DemoFile]) -> None:
    for file in _with_suffix(files, ".docx"):
        if file.kind == "minutes":
            opening = " ".join(p.text for p in docx.Document(io.BytesIO(file.content)).paragraphs[:4])
            assert str(file.date.year) in opening or "deux mille" in opening, file.file_name
            assert str(file.date.day) in opening, file.file_name


def test_the_reviewed_minutes_hold_insertions_deletions_and_comments(reviewed: DemoFile) -> None:
    body = docx.Document(io.BytesIO(reviewed.content)).element.body
    assert len(body.findall(f".//{qn('w:ins')}")) >= 5
    assert len(body.findall(f".//{qn('w:del')}//{qn('w:delText')}")) >= 4
    comments = list(docx.Document(io.BytesIO(reviewed.content)).comments)
    assert {comment.author for comment in comments} == {"Sophie Lanoë", "Marion Delattre"}
    assert "vérifier" in comments[0].text
    marks = {mark.get(qn("w:id")) for mark in body.findall(f".//{qn('w:commentReference')}")}
    assert marks == {str(comment.comment_id) for comment in comments}


def test_footnotes_are_real_and_every_call_has_its_note(files: list[DemoFile]) -> None:
    noted = [f for f in _with_suffix(files, ".docx") if "<w:footnoteReference" in _part(f, "word/document.xml")]
    assert len(noted) >= 5
    for file in noted:
        calls = re.findall(r'<w:footnoteReference w:id="(\d+)"', _part(file, "word/document.xml"))
        notes = re.findall(r'<w:footnote w:id="(\d+)"', _part(file, "word/footnotes.xml"))
        assert calls == notes, file.file_name


def test_some_decisions_are_numbered_by_word_and_not_in_the_text(files: list[DemoFile]) -> None:
    patterns = {
        level.get(qn("w:val"))
        for file in _with_suffix(files, ".docx")
        for level in docx.Document(io.BytesIO(file.content)).part.numbering_part.element.iter(qn("w:lvlText"))
    }
    assert {"Décision 2025-%1 –", "Résolution\u00a0n°\u00a0%1\u00a0:"} & patterns


def test_tables_repeat_their_header_row(files: list[DemoFile]) -> None:
    headed = [f for f in _with_suffix(files, ".docx") if "<w:tblHeader/>" in _part(f, "word/document.xml")]
    assert len(headed) >= 20


def test_fields_of_templates_stay_whole_in_one_run(files: list[DemoFile]) -> None:
    for file in files:
        if file.kind == "template":
            fields = re.findall(r"\{\{ [a-z_]+\.[a-z_]+ \}\}", _part(file, "word/document.xml"))
            assert len(fields) >= 8, file.file_name
            assert _part(file, "word/document.xml").count("{{") == len(fields), file.file_name


def test_open_document_texts_are_well_formed_and_say_what_they_are(files: list[DemoFile]) -> None:
    texts = _with_suffix(files, ".odt")
    assert texts
    for file in texts:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            first = archive.infolist()[0]
            assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
            for name in archive.namelist()[1:]:
                ElementTree.fromstring(archive.read(name))
    assert any('text:note-class="footnote"' in _part(file, "content.xml") for file in texts)


def test_a_pdf_keeps_french_characters_in_its_text(files: list[DemoFile]) -> None:
    found = next(f for f in _with_suffix(files, ".pdf") if f.kind == "minutes")
    document = pypdfium2.PdfDocument(found.content)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert {"«", "»", "’", "é"} <= set(text)
    assert "dépoussiérage" in text
    assert found.date.strftime("%Y") in text


def test_a_signed_copy_holds_the_signatures_that_the_text_lacks(files: list[DemoFile]) -> None:
    charter = next(f for f in files if f.series == "charte")
    signed = pypdfium2.PdfDocument(charter.companions[0].content)
    text = "".join(page.get_textpage().get_text_range() for page in signed)
    assert "Armand Tessier" in text
    assert "Armand Tessier" not in _part(charter, "word/document.xml")


def test_no_member_of_any_archive_carries_the_hour_it_was_made(files: list[DemoFile]) -> None:
    for file in [*_with_suffix(files, ".docx"), *_with_suffix(files, ".odt")]:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_all_files_are_written_under_their_body_and_year(
    tmp_path: Path, story: Consortium, files: list[DemoFile]
) -> None:
    count = write.write(tmp_path, story)
    assert count == sum(1 + len(file.companions) for file in files)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == count
    assert (tmp_path / "CoPil" / "2024" / "CR_CoPil_2024-03-12.docx").is_file()


def test_writing_without_a_folder_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert write.main([]) == 2
    assert "FOLDER" in capsys.readouterr().err
