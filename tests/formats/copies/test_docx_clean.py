"""Word: the copy for readers says the same and nothing more."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.formats.base import Extract, Leaks, ReadFailure
from repo_service.formats.docx import FORMAT
from repo_service.formats.docx_clean import clean
from tests.formats import samples
from tests.formats.build_word import (
    DELETED_MARK,
    R,
    WordFile,
    deleted,
    ins,
    item,
    level,
    numbering,
    p,
    r,
    sdt,
    style,
    tbl,
    tc,
    text_box,
    tr,
    wml,
)
from tests.formats.samples import zipped

LISTS = numbering(level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2)"))
STYLES = (
    style("Cache", "caché", "<w:rPr><w:vanish/></w:rPr>")
    + style("Secret", "secret", "<w:rPr><w:vanish/></w:rPr>", kind="character")
    + style("L", "Liste", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
)
NOTES = "".join(f'<w:footnote w:id="{n}">{p(f"note {n}")}</w:footnote>' for n in (1, 2, 3))
REMARK = f'<w:comment w:id="0" w:author="Zoé Secrète">{p("entre nous")}</w:comment>'
ANCHOR = '<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:commentRangeEnd w:id="0"/>'
HIDDEN = r("masqué", "<w:vanish/>")


def texts(extract: Extract) -> list[tuple[object, ...]]:
    return [(b.part, b.kind, b.level, b.label, b.text, b.cells, b.table) for b in extract.blocks]


def cleaned(body: str, folder: Path, **more) -> tuple[Extract, Extract, dict[str, bytes]]:
    """What the reader gave before and after, and the members of the copy."""
    source = WordFile(body, styles=STYLES, **more).save(folder / "source.docx")
    clean(source, folder / "target.docx")
    with zipfile.ZipFile(folder / "target.docx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    docx.Document(str(folder / "target.docx"))
    return FORMAT.read(source), FORMAT.read(folder / "target.docx"), members


@pytest.mark.parametrize(
    "body",
    [
        p(r("a") + ins(r("b")) + deleted("c")),
        p(ins(r("a") + deleted("jamais vu"))),
        p("a", properties=DELETED_MARK) + p("b"),
        p("a", properties=DELETED_MARK) + p("b", properties=DELETED_MARK) + p("c"),
        p(deleted("a"), properties=DELETED_MARK) + item("b") + item("c"),
        item("a").replace("</w:pPr>", f"{DELETED_MARK}</w:pPr>") + item("b"),
        p("a", properties=DELETED_MARK) + tbl(tr("b")),
        p("", style="L", properties=DELETED_MARK) + tbl(tr("b")) + item("c"),
        p("a", properties=DELETED_MARK) + sdt(p("b")),
        sdt(p("a", properties=DELETED_MARK)) + p("b"),
        p("a", properties=DELETED_MARK) + p("b", style="Cache"),
        p("a", style="Cache", properties=DELETED_MARK) + p("b"),
        p(r("a", '<w:rStyle w:val="Secret"/>'), style="Cache", properties=DELETED_MARK) + p("b"),
        p(r("a") + HIDDEN) + p("b", style="Cache"),
        p(HIDDEN, style="L") + item("b"),
        tbl(tr("a"), tr("b", properties='<w:del w:id="1"/>'), tr("c", properties='<w:ins w:id="2"/>')),
        p("a") + tbl(tr("b", properties='<w:del w:id="1"/>')) + p("c"),
        tbl(tr("a", tc("b", '<w:cellDel w:id="1"/>'))),
        tbl(tr(tc(tbl(tr("b", properties='<w:del w:id="1"/>')) + p("c")))),
        tbl(tr(tc(p("a", properties=DELETED_MARK)), tc(p("", properties=DELETED_MARK)))),
        p(text_box(p(ins(r("a")) + deleted("b"))) + HIDDEN),
        p(r("a", "<w:rPrChange w:author='X'><w:rPr><w:b/></w:rPr></w:rPrChange>")),
        p(f'<w:moveFrom w:id="1">{r("a")}</w:moveFrom>') + p(f'<w:moveTo w:id="2">{r("a")}</w:moveTo>'),
        p(ANCHOR + r("a")),
    ],
)
def test_the_copy_says_the_same_without_leaks(tmp_path: Path, body: str) -> None:
    before, after, _ = cleaned(body, tmp_path, parts={"numbering": LISTS, "comments": REMARK})
    assert texts(after) == texts(before)
    assert after.leaks == Leaks()
    assert before.leaks.any


SECRETS = [
    "remarque secrète",
    "Zoé",
    "Secrète",
    "Martin",
    "Roux",
    "masqué",
    "parti",
    "entre nous",
    "Anne Auteure",
    "Luc Dernier",
    "ACME",
]


def test_nothing_that_is_taken_out_remains_anywhere(tmp_path: Path) -> None:
    body = p(ANCHOR + ins(r("vu")) + deleted("parti") + HIDDEN) + tbl(tr("parti", properties='<w:del w:id="1"/>'))
    header = p(ins(r("tête")) + deleted("parti") + HIDDEN)
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    _, after, members = cleaned(
        body + section,
        tmp_path,
        parts={"comments": REMARK, "header1": header, "people": '<w:person w:author="Zoé Secrète"/>'},
        properties="<dc:creator>Anne Auteure</dc:creator><cp:lastModifiedBy>Luc Dernier</cp:lastModifiedBy>"
        "<dc:description>remarque secrète</dc:description>",
        members={"docProps/app.xml": "<Properties xmlns='urn:x'><Company>ACME</Company></Properties>"},
    )
    everything = "\n".join(data.decode("utf-8", "replace") for data in members.values())
    assert [secret for secret in SECRETS if secret in everything] == []
    assert [block.text for block in after.blocks] == ["tête", "vu"]
    assert "word/comments.xml" not in members
    assert "author" not in after.properties


def test_a_note_whose_mark_is_deleted_is_taken_out(tmp_path: Path) -> None:
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = p(r("a") + mark.format(2) + f'<w:del w:id="1">{mark.format(1)}</w:del>')
    before, after, members = cleaned(body, tmp_path, parts={"footnotes": NOTES})
    assert texts(after) == texts(before)
    assert b"note 2" in members["word/footnotes.xml"]
    assert b"note 1" not in members["word/footnotes.xml"]


def test_revision_identifiers_are_taken_out(tmp_path: Path) -> None:
    _, _, members = cleaned('<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD"/>', tmp_path)
    assert b"00AB12CD" not in members["word/document.xml"]
    assert b"rsid" not in members["word/settings.xml"]


def test_custom_properties_and_the_thumbnail_are_taken_out(tmp_path: Path) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x/officeDocument" Target="word/document.xml"/>'
        '<Relationship Id="b" Type="x/custom-properties" Target="docProps/custom.xml"/>'
        '<Relationship Id="c" Type="x/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>'
    )
    source = WordFile(p("a"), members={"_rels/.rels": relations, "docProps/custom.xml": "<p/>"})
    clean(source.save(tmp_path / "a.docx"), tmp_path / "b.docx")
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        assert {"docProps/custom.xml", "docProps/thumbnail.jpeg"}.isdisjoint(archive.namelist())
        assert b"custom" not in archive.read("_rels/.rels")


WORDML = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def test_parts_on_comments_and_people_are_dropped_though_nothing_leads_to_them(tmp_path: Path) -> None:
    orphans = {
        "word/comments.xml": wml("comments", REMARK),
        "word/commentsExtended.xml": wml("comments", REMARK),
        "word/people.xml": wml("people", '<w:person w:author="Zoé Secrète"/>'),
    }
    before, after, members = cleaned(p("a"), tmp_path, members=orphans)
    assert before.leaks == Leaks(comments=2)
    assert after.leaks == Leaks()
    assert members.keys().isdisjoint(orphans)


def test_parts_on_comments_are_dropped_by_their_type_under_any_name_and_relationship(tmp_path: Path) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="odd" Type="x/odd" Target="autre.xml"/></Relationships>'
    )
    types = f'<Types xmlns="x"><Override PartName="/word/AUTRE.xml" ContentType="{WORDML}.comments+xml"/></Types>'
    source = WordFile(p("a")).save(tmp_path / "a.docx")
    with zipfile.ZipFile(source) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    kept |= {"word/autre.xml": wml("comments", REMARK).encode(), "[Content_Types].xml": types.encode()}
    kept |= {"word/_rels/document.xml.rels": relations.encode()}
    source.write_bytes(zipped(dict(kept)))
    clean(source, tmp_path / "b.docx")
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        assert "word/autre.xml" not in archive.namelist()
        assert b"odd" not in archive.read("word/_rels/document.xml.rels")
        assert b"AUTRE" not in archive.read("[Content_Types].xml")


def inner_word() -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": wml("document", p(deleted("parti")))})


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("word/embeddings/a.docx", inner_word()),
        ("word/embeddings/a.bin", inner_word()),
        ("word/media/image1.png", inner_word()),
        ("word/embeddings/a.bin", zipped({"[Content_Types].xml": "<Types/>", "main/document.xml": "x"})),
        ("word/embeddings/a.bin", samples.odt()),
        ("word/embeddings/a.bin", samples.ole("WordDocument")),
        ("word/embeddings/a.bin", samples.ole("EncryptedPackage")),
        ("word/embeddings/a.bin", samples.ole("Package") + inner_word()),
        ("word/embeddings/a.bin", samples.rtf()),
        ("word/embeddings/a.doc", b"whatever"),
        ("word/embeddings/a.bin", inner_word()[:-30]),
    ],
)
def test_another_document_held_within_leaks_and_is_left_out_of_the_copy(tmp_path: Path, name: str, data: bytes) -> None:
    before, after, members = cleaned(p("a"), tmp_path, members={name: data})
    assert before.leaks == Leaks(hidden=1)
    assert after.leaks == Leaks()
    assert name not in members


OBJECT = (
    '<w:r><w:object><v:shape><v:imagedata r:id="img"/></v:shape>'
    '<o:OLEObject Type="Embed" ProgID="Word.Document.12" r:id="emb"/></w:object></w:r>'
)


def linked_parts(*relations: tuple[str, str, str]) -> str:
    entries = (f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"/>' for key, kind, target in relations)
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{"".join(entries)}</Relationships>'


@pytest.mark.parametrize("data", [inner_word(), samples.xlsx(), samples.ole("Workbook")])
def test_of_an_embedded_object_the_copy_has_the_picture_only(tmp_path: Path, data: bytes) -> None:
    relations = linked_parts(("img", "image", "media/o.jpeg"), ("emb", "package", "embeddings/o.bin"))
    parts = {
        "word/_rels/document.xml.rels": relations,
        "word/media/o.jpeg": samples.png(),
        "word/embeddings/o.bin": data,
    }
    before, after, members = cleaned(p("a") + p(ins(OBJECT)), tmp_path, members=parts)
    assert before.notices == ("1 objet incorporé n’est pas lu.",)
    assert texts(after) == texts(before)
    assert members["word/media/o.jpeg"] == samples.png()
    assert "word/embeddings/o.bin" not in members
    assert b"OLEObject" not in members["word/document.xml"]


def test_a_picture_that_was_deleted_is_left_out(tmp_path: Path) -> None:
    picture = '<w:r><w:pict><v:shape><v:imagedata r:id="img"/></v:shape></w:pict></w:r>'
    relations = linked_parts(("img", "image", "media/o.jpeg"))
    parts = {"word/_rels/document.xml.rels": relations, "word/media/o.jpeg": samples.png()}
    body = p("a") + p(f'<w:del w:id="1" w:author="Paul Roux">{picture}</w:del>')
    _, _, members = cleaned(body, tmp_path, members=parts)
    assert "word/media/o.jpeg" not in members


def test_a_picture_that_is_a_document_has_no_copy(tmp_path: Path) -> None:
    picture = '<w:r><w:pict><v:shape><v:imagedata r:id="img"/></v:shape></w:pict></w:r>'
    relations = linked_parts(("img", "image", "media/o.jpeg"))
    parts = {"word/_rels/document.xml.rels": relations, "word/media/o.jpeg": inner_word()}
    with pytest.raises(ReadFailure, match="unsupported: embedded document"):
        cleaned(p(picture), tmp_path, members=parts)


def test_a_text_that_shows_an_imported_file_has_no_copy(tmp_path: Path) -> None:
    with pytest.raises(ReadFailure, match="unsupported: imported document"):
        cleaned(p("a") + '<w:altChunk r:id="x"/>', tmp_path)


def test_equal_files_give_equal_copies(tmp_path: Path) -> None:
    source = WordFile(p(ins(r("a")))).save(tmp_path / "a.docx")
    clean(source, tmp_path / "b.docx")
    clean(source, tmp_path / "c.docx")
    assert (tmp_path / "b.docx").read_bytes() == (tmp_path / "c.docx").read_bytes()


def test_a_copy_of_a_copy_is_the_copy(tmp_path: Path) -> None:
    clean(WordFile(p(ins(r("a")) + deleted("b"))).save(tmp_path / "a.docx"), tmp_path / "b.docx")
    clean(tmp_path / "b.docx", tmp_path / "c.docx")
    assert (tmp_path / "b.docx").read_bytes() == (tmp_path / "c.docx").read_bytes()


def test_a_part_that_cannot_be_cleaned_is_not_copied(tmp_path: Path) -> None:
    broken = WordFile(p("a"), members={"word/document.xml": "<w:document"}).save(tmp_path / "a.docx")
    with pytest.raises(ReadFailure, match="damaged"):
        clean(broken, tmp_path / "b.docx")


WORDS = st.sampled_from(["un", "deux ", " ", "e\u0301", "\u00a0"])
RUN = st.one_of(
    WORDS.map(r),
    WORDS.map(lambda word: r(word, "<w:b/>")),
    WORDS.map(lambda word: ins(r(word))),
    WORDS.map(deleted),
    WORDS.map(lambda word: r(word, "<w:vanish/>")),
    WORDS.map(lambda word: r(word, '<w:rStyle w:val="Secret"/>')),
    WORDS.map(lambda word: text_box(p(ins(r(word)) + deleted("x")))),
    WORDS.map(lambda word: sdt(r(word))),
    st.sampled_from(['<w:r><w:footnoteReference w:id="1"/></w:r>', ANCHOR]),
)
PROPERTIES = st.sampled_from(["", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'])
PARAGRAPH = st.builds(
    lambda runs, name, listing, mark: p("".join(runs) or "<w:r/>", style=name, properties=listing + mark),
    st.lists(RUN, max_size=3),
    st.sampled_from(["", "", "Heading1", "L", "Cache"]),
    PROPERTIES,
    st.sampled_from(["", "", DELETED_MARK]),
)


def tables(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    cell = st.builds(
        lambda content, tied: tc("".join(content) + p(""), tied),
        st.lists(inner, max_size=2),
        st.sampled_from(["", "", '<w:cellDel w:id="1"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"]),
    )
    row = st.builds(
        lambda cells, state: tr(*cells, properties=state),
        st.lists(cell, min_size=1, max_size=2),
        st.sampled_from(["", "", '<w:del w:id="1"/>', '<w:ins w:id="1"/>', "<w:tblHeader/>"]),
    )
    return st.lists(row, min_size=1, max_size=3).map(lambda rows: tbl(*rows))


BLOCK = st.recursive(
    PARAGRAPH,
    lambda inner: st.one_of(tables(inner), st.lists(inner, max_size=2).map(lambda many: sdt("".join(many)))),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=5))
def test_any_copy_says_the_same_without_leaks(blocks: list[str]) -> None:
    parts = {"numbering": LISTS, "comments": REMARK, "footnotes": NOTES}
    with tempfile.TemporaryDirectory() as folder:
        before, after, _ = cleaned("".join(blocks), Path(folder), parts=parts)
    assert texts(after) == texts(before)
    assert after.leaks == Leaks()
    assert after.status == before.status
