"""Word: notes, headers, comments and properties are read; bad files get their reason."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from repo_service.domain.passages import Span
from repo_service.formats import docx, package
from repo_service.formats.base import Comment, Extract, Leaks, ReadFailure
from repo_service.formats.docx import FORMAT, recognise

from .build_word import W, WordFile, deleted, ins, p, r, tbl, text_box, tr, wml


@pytest.fixture
def read(tmp_path: Path):
    """Read a body, with whatever else the file needs."""

    def reading(body: str, **more) -> Extract:
        return FORMAT.read(WordFile(body, **more).save(tmp_path / "file.docx"))

    return reading


def told(extract: Extract) -> list[tuple[str, str, str]]:
    return [(block.part, block.label, block.text) for block in extract.blocks]


def mark(kind: str, identifier: int, more: str = "") -> str:
    return f'<w:r><w:{kind}Reference w:id="{identifier}" {more}/></w:r>'


def note(kind: str, identifier: int, inner: str) -> str:
    return f'<w:{kind} w:id="{identifier}">{inner}</w:{kind}>'


def test_a_footnote_has_its_part_and_its_mark_in_the_text(read) -> None:
    notes = note("footnote", -1, p("---")) + note("footnote", 2, p("la note") + p("suite"))
    extract = read(p(r("mot") + mark("footnote", 2)), parts={"footnotes": notes})
    assert told(extract) == [
        ("body", "", "mot[1]"),
        ("footnote 1", "[1]", "la note"),
        ("footnote 1", "", "suite"),
    ]
    assert extract.blocks[0].spans == (Span(3, 6, "sup"),)


def test_notes_are_numbered_in_the_order_of_the_text(read) -> None:
    notes = note("footnote", 1, p("seconde")) + note("footnote", 5, p("première"))
    body = p(mark("footnote", 5)) + p(mark("footnote", 1))
    assert told(read(body, parts={"footnotes": notes}))[2:] == [
        ("footnote 1", "[1]", "première"),
        ("footnote 2", "[2]", "seconde"),
    ]


def test_endnotes_are_counted_apart_in_roman(read) -> None:
    parts = {"footnotes": note("footnote", 1, p("pied")), "endnotes": note("endnote", 1, p("fin"))}
    body = p(r("a") + mark("endnote", 1) + mark("footnote", 1))
    assert told(read(body, parts=parts)) == [
        ("body", "", "a[i][1]"),
        ("footnote 1", "[1]", "pied"),
        ("endnote 1", "[i]", "fin"),
    ]


def test_a_note_with_its_own_mark_is_not_counted(read) -> None:
    notes = note("footnote", 1, p("étoile")) + note("footnote", 2, p("un"))
    body = p(r("a") + mark("footnote", 1, 'w:customMarkFollows="1"') + r("*") + mark("footnote", 2))
    assert told(read(body, parts={"footnotes": notes})) == [
        ("body", "", "a*[1]"),
        ("footnote 1", "", "étoile"),
        ("footnote 2", "[1]", "un"),
    ]


def test_a_note_whose_mark_is_deleted_is_left_out(read) -> None:
    gone = f'<w:del w:id="1">{mark("footnote", 1)}</w:del>'
    assert told(read(p(r("a") + gone), parts={"footnotes": note("footnote", 1, p("b"))})) == [("body", "", "a")]


def test_tables_in_notes_are_read(read) -> None:
    notes = note("footnote", 1, tbl(tr("a", "b")))
    assert told(read(p(mark("footnote", 1)), parts={"footnotes": notes}))[1] == ("footnote 1", "[1]", "a | b")


def section(*references: tuple[str, str]) -> str:
    inner = "".join(f'<w:{kind}Reference w:type="default" r:id="{name}"/>' for kind, name in references)
    return f"<w:sectPr>{inner}</w:sectPr>"


def test_headers_stand_before_the_body_and_footers_after(read) -> None:
    body = p("corps") + section(("header", "header1"), ("footer", "footer1"))
    parts = {"header1": p("en-tête"), "footer1": p("pied")}
    assert [part for part, _, _ in told(read(body, parts=parts))] == ["header", "body", "footer"]


def test_equal_headers_of_several_sections_stand_once(read) -> None:
    first = p("a", properties=section(("header", "header1")))
    body = first + p("b") + section(("header", "header2"), ("header", "header3"))
    parts = {"header1": p("titre"), "header2": p("titre"), "header3": p("autre")}
    assert [text for part, _, text in told(read(body, parts=parts)) if part == "header"] == ["titre", "autre"]


def test_a_header_that_no_section_uses_is_left_out(read) -> None:
    assert told(read(p("a"), parts={"header1": p("vieux")})) == [("body", "", "a")]


def test_tables_are_numbered_as_they_stand(read) -> None:
    body = tbl(tr("corps")) + section(("header", "header1"))
    extract = read(body, parts={"header1": tbl(tr("tête"))})
    assert [(block.text, block.table) for block in extract.blocks] == [("tête", 1), ("corps", 2)]


def test_a_text_box_in_a_header_is_read(read) -> None:
    body = p("a") + section(("header", "header1"))
    assert ("textbox", "", "boîte") in told(read(body, parts={"header1": p(text_box(p("boîte")))}))


def test_links_in_a_header_have_its_own_addresses(read) -> None:
    body = p("a") + section(("header", "header1"))
    header = p(f'<w:hyperlink r:id="k">{r("ici")}</w:hyperlink>')
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="k" '
        'Type="x/hyperlink" Target="https://tete.example" TargetMode="External"/></Relationships>'
    )
    extract = read(
        body,
        parts={"header1": header},
        links={"k": "https://corps.example"},
        members={"word/_rels/header1.xml.rels": relations},
    )
    assert extract.blocks[0].spans == (Span(0, 3, "link", "https://tete.example"),)


def test_comments_are_told_apart_with_author_and_date(read) -> None:
    remark = (
        f'<w:comment w:id="0" w:author="Zoé" w:date="2024-05-01T09:00:00Z">{p("Vraiment ?")}{p("Oui.")}</w:comment>'
    )
    extract = read(p("texte"), parts={"comments": remark})
    assert extract.comments == (Comment("Zoé", "2024-05-01T09:00:00Z", "Vraiment ?\nOui."),)
    assert extract.leaks.comments == 1
    assert told(extract) == [("body", "", "texte")]


@pytest.mark.parametrize("name", ["word/comments.xml", "word/comments7.xml", "Word/Comments.xml"])
def test_comments_that_nothing_refers_to_are_comments(read, name: str) -> None:
    remark = f'<w:comment w:id="0" w:author="Zoé">{p(ins(r("Oubliée")))}</w:comment>'
    extract = read(p("texte"), members={name: wml("comments", remark)})
    assert extract.comments == (Comment("Zoé", "", "Oubliée"),)
    assert extract.leaks == Leaks(comments=1)


def test_comments_are_known_by_their_type_under_another_name(read) -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    types = f'<Types xmlns="x"><Override PartName="/word/autre.xml" ContentType="{kind}"/></Types>'
    remark = wml("comments", f'<w:comment w:id="0" w:author="Zoé">{p("Oubliée")}</w:comment>')
    members = {CONTENT: types, "word/autre.xml": remark}
    assert read(p("texte"), members=members).leaks == Leaks(comments=1)


@pytest.mark.parametrize(("name", "root"), [("word/glossary/document.xml", "document"), ("word/header9.xml", "hdr")])
def test_changes_in_a_part_that_gives_no_text_are_counted(read, name: str, root: str) -> None:
    extract = read(p("texte"), members={name: wml(root, p(ins(r("bloc")) + deleted("parti")))})
    assert extract.leaks == Leaks(insertions=1, deletions=1)
    assert told(extract) == [("body", "", "texte")]


def test_tracked_formatting_in_the_styles_is_counted(read) -> None:
    changed = '<w:style w:styleId="x"><w:rPr><w:rPrChange w:author="Zoé"/></w:rPr></w:style>'
    assert read(p("texte"), styles=changed).leaks == Leaks(formatting=1)


def test_a_damaged_part_that_gives_no_text_hinders_no_reading(read) -> None:
    extract = read(p("texte"), members={"word/header9.xml": f'<w:hdr xmlns:w="{W}"><w:p>'})
    assert (extract.status, extract.leaks) == ("read", Leaks())


def test_the_changes_of_a_header_used_twice_are_counted_once(read) -> None:
    section = '<w:sectPr><w:headerReference w:type="{}" r:id="header1"/></w:sectPr>'
    body = p("a", properties=section.format("default")) + p("b") + section.format("first")
    assert read(body, parts={"header1": p(ins(r("tête")))}).leaks == Leaks(insertions=1)


def test_changes_in_notes_and_headers_are_counted(read) -> None:
    body = p(mark("footnote", 1)) + section(("header", "header1"))
    parts = {"footnotes": note("footnote", 1, p(ins(r("a")))), "header1": p(r("b") + deleted("c"))}
    leaks = read(body, parts=parts).leaks
    assert (leaks.insertions, leaks.deletions) == (1, 1)


def test_properties_are_read(read) -> None:
    properties = (
        "<dc:title>Compte  rendu</dc:title><dc:creator>Anne Roy</dc:creator><dc:subject>Séance</dc:subject>"
        "<cp:keywords>achats</cp:keywords><dc:language>fr-CA</dc:language><cp:lastModifiedBy>Luc</cp:lastModifiedBy>"
        "<dcterms:created>2024-03-12T08:00:00Z</dcterms:created><dcterms:modified>hier</dcterms:modified>"
    )
    assert read(p("a"), properties=properties).properties == {
        "title": "Compte rendu",
        "author": "Anne Roy",
        "subject": "Séance",
        "keywords": "achats",
        "language": "fr-CA",
        "created": "2024-03-12T08:00:00Z",
    }


def test_the_language_comes_from_the_styles_when_the_properties_are_silent(read) -> None:
    assert read(p("a"), properties="").properties == {"language": "en-US"}


@pytest.mark.parametrize("name", ["styles", "numbering"])
def test_a_damaged_part_beside_the_body_is_announced(read, name: str) -> None:
    extract = read(p("texte"), members={f"word/{name}.xml": "<zut"})
    assert told(extract) == [("body", "", "texte")]
    assert extract.notices == ("1 partie abîmée n’est pas lue.",)


def test_the_main_part_is_found_by_its_relationship(tmp_path: Path) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" '
        'Target="/autre/texte.xml"/></Relationships>'
    )
    path = tmp_path / "file.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("_rels/.rels", relations)
        archive.writestr("autre/texte.xml", wml("document", f"<w:body>{p('ailleurs')}</w:body>"))
    assert told(FORMAT.read(path)) == [("body", "", "ailleurs")]


def test_a_target_outside_the_package_is_never_opened(read) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/styles" Target="../../../../etc/passwd"/>'
        '<Relationship Id="b" Type="x/comments" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    extract = read(p("a"), members={"word/_rels/document.xml.rels": relations})
    assert (told(extract), extract.notices) == ([("body", "", "a")], ())


CONTENT = "[Content_Types].xml"


@pytest.mark.parametrize(
    ("names", "known"),
    [
        ((CONTENT, "word/document.xml"), True),
        ((CONTENT, "word/document2.xml"), True),
        ((CONTENT, "Word/Document.xml"), True),
        ((CONTENT, "docs/document.xml"), True),
        ((CONTENT, "xl/workbook.xml"), False),
        ((CONTENT, "ppt/presentation.xml", "word/document.xml"), False),
        (("word/document.xml",), False),
        (("mimetype", "content.xml"), False),
        ((), False),
    ],
)
def test_a_word_file_is_recognised_by_its_members(names: tuple[str, ...], known: bool) -> None:
    assert recognise(b"PK\x03\x04", names) is known


def test_an_encrypted_file_is_recognised_and_an_old_one_is_not() -> None:
    assert recognise(package.OLE_MAGIC + "EncryptedPackage".encode("utf-16-le"), ())
    assert not recognise(package.OLE_MAGIC + "WordDocument".encode("utf-16-le"), ())


def reason(path: Path) -> str:
    with pytest.raises(ReadFailure) as failure:
        FORMAT.read(path)
    return failure.value.reason


def test_an_encrypted_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(package.OLE_MAGIC + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512))
    assert reason(path) == "encrypted"


def test_what_is_no_zip_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(b"Bonjour")
    assert reason(path) == "damaged"


def test_a_file_cut_at_its_end_is_damaged(tmp_path: Path) -> None:
    path = WordFile(p("texte") * 99).save(tmp_path / "file.docx")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 99 // 100])
    assert reason(path) == "damaged"


def test_a_spreadsheet_is_not_a_document(tmp_path: Path) -> None:
    path = WordFile(members={"word/document.xml": "<workbook xmlns='urn:x'/>"}).save(tmp_path / "file.docx")
    assert reason(path) == "not_a_document"


def test_a_zip_of_something_else_is_not_a_document(tmp_path: Path) -> None:
    path = tmp_path / "file.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    assert reason(path) == "not_a_document"


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "docProps/core.xml", "_rels/.rels"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("declared", ["", '<!ENTITY e SYSTEM "file:///etc/passwd">', '<!ENTITY e "mot">'])
def test_a_doctype_in_any_part_is_refused(tmp_path: Path, name: str, encoding: str, declared: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE d [{declared}]><w:document xmlns:w="{W}"><w:body/>'
    member = (xml + "</w:document>").encode(encoding)
    assert reason(WordFile(p("a"), members={name: member}).save(tmp_path / "file.docx")) == "entities"


def test_a_million_short_paragraphs_in_a_small_file_are_refused(tmp_path: Path) -> None:
    paragraph = "<w:p><w:r><w:t>a</w:t></w:r></w:p>"
    path = WordFile(paragraph * 1_000_000).save(tmp_path / "file.docx")
    assert path.stat().st_size < 200_000
    assert reason(path) in {"bomb", "too_long"}


def test_a_million_empty_paragraphs_are_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_RATIO", 10_000)
    assert reason(WordFile("<w:p/>" * 1_000_000).save(tmp_path / "file.docx")) == "too_long"


def test_a_million_cells_in_one_row_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_RATIO", 10_000)
    row = f"<w:tbl><w:tr>{'<w:tc><w:p/></w:tc>' * 1_000_000}</w:tr></w:tbl>"
    assert reason(WordFile(row).save(tmp_path / "file.docx")) == "too_long"


def test_tables_nested_hundreds_deep_are_refused_without_a_crash(tmp_path: Path) -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 600 + p("fond") + "</w:tc></w:tr></w:tbl>" * 600
    assert reason(WordFile(deep).save(tmp_path / "file.docx")) == "damaged"


def test_runs_nested_thousands_deep_are_refused_without_a_crash(tmp_path: Path) -> None:
    deep = "<w:smartTag>" * 2_000 + r("fond") + "</w:smartTag>" * 2_000
    assert reason(WordFile(p(deep)).save(tmp_path / "file.docx")) == "damaged"


def test_the_format_is_listed_under_its_own_name() -> None:
    assert (FORMAT.name, FORMAT.suffix, FORMAT.read) == ("docx", ".docx", docx.read)
