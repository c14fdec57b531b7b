"""OpenDocument: the copy for readers says the same and nothing more."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.formats.base import Extract, Leaks, ReadFailure
from repo_service.formats.odt import FORMAT
from repo_service.formats.odt_clean import clean
from tests.formats import samples
from tests.formats.build_odt import (
    DECLARED,
    TextFile,
    change,
    frame,
    h,
    list_style,
    listed,
    note,
    number,
    p,
    part,
    remark,
    span,
    style,
    table,
    td,
    tr,
    tracked,
)

HIDDEN = 'text:display="none"'
LOOKS = (
    style("Cache", HIDDEN)
    + style("Gras", 'fo:font-weight="bold"')
    + style("PCache", HIDDEN, family="paragraph")
    + list_style(number(1, "1", 'style:num-suffix="."'))
)
CHANGES = tracked(("c1", "insertion", ""), ("c2", "deletion", "parti"))
INSERTED = change("change-start", "c1") + "{}" + change("change-end", "c1")


def texts(extract: Extract) -> list[tuple[object, ...]]:
    return [(b.part, b.kind, b.level, b.label, b.text, b.cells, b.table) for b in extract.blocks]


def cleaned(body: str, folder: Path, **more) -> tuple[Extract, Extract, dict[str, bytes]]:
    """What the reader gave before and after, and the members of the copy."""
    source = TextFile(body, automatic=LOOKS, **more).save(folder / "source.odt")
    clean(source, folder / "target.odt")
    with zipfile.ZipFile(folder / "target.odt") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return FORMAT.read(source), FORMAT.read(folder / "target.odt"), members


@pytest.mark.parametrize(
    "body",
    [
        CHANGES + p("a " + INSERTED.format("b") + change("change", "c2") + " c"),
        tracked(("c1", "format-change", "")) + p("a"),
        p("a " + remark("entre nous") + " b"),
        p(remark("entre nous") + "a"),
        p("a" + span("masqué", "Cache") + "b"),
        p(span("a" + span("masqué", "Cache"), "Gras") + span(note("1", "masqué"), "Cache") + note("2", "vu")),
        listed("a") + p("masqué", "PCache") + listed("b", more='text:continue-numbering="true"'),
        f"<text:section {HIDDEN}>{p('masqué')}</text:section>" + p("a"),
        p('a<text:hidden-text text:is-hidden="true">masqué</text:hidden-text>b'),
        table(tr(td(p(span("masqué", "Cache") + "a")), "b")),
        p(frame(p("a" + remark("entre nous")) + p("masqué", "PCache"))),
    ],
)
def test_the_copy_says_the_same_without_leaks(tmp_path: Path, body: str) -> None:
    before, after, _ = cleaned(body, tmp_path)
    assert texts(after) == texts(before)
    assert after.leaks == Leaks()
    assert before.leaks.any


FIELDS = [
    "<text:author-name>Zoé</text:author-name>",
    "<text:sender-phone-work>06</text:sender-phone-work>",
    '<text:file-name text:display="full">/home/zoe/x.odt</text:file-name>',
    '<text:file-name text:display="name">x</text:file-name>',
    '<text:user-field-get text:name="n"> valeur </text:user-field-get>',
    '<text:variable-set text:display="none">caché</text:variable-set>',
    '<text:a xlink:href="file:///home/zoe">au <text:span>disque</text:span></text:a>',
    '<text:a xlink:href="https://exemple.fr/">au web</text:a>',
    '<x:y xmlns:x="urn:zoe">inconnu <text:page-number>3</text:page-number></x:y>',
]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(FIELDS), st.sampled_from(["un", " deux ", " "])), min_size=1, max_size=6))
def test_any_fields_read_the_same_in_the_copy_and_name_nobody(inline: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before, after, members = cleaned(p("".join(inline)), Path(folder))
    assert texts(after) == texts(before)
    assert [block.spans for block in after.blocks] == [block.spans for block in before.blocks]
    assert "zo" not in members["content.xml"].decode().casefold()


def test_a_name_that_was_inserted_is_left_out_and_announced(tmp_path: Path) -> None:
    before, after, _ = cleaned(p("Par " + FIELDS[0] + ", bureau"), tmp_path)
    assert [block.text for block in before.blocks] == [block.text for block in after.blocks] == ["Par , bureau"]
    assert before.notices == ("1 nom inséré automatiquement n’est pas repris.",)


SECRETS = ["Zoé", "Secrète", "Martin", "masqué", "parti", "entre nous", "Anne", "Luc"]


def test_nothing_that_is_taken_out_remains_anywhere(tmp_path: Path) -> None:
    body = CHANGES + p(INSERTED.format("vu") + span("masqué", "Cache") + remark("entre nous"))
    header = f"<style:header>{CHANGES}{p('tête')}</style:header>"
    page = f'<style:master-page style:name="Standard">{header}</style:master-page>'
    _, after, members = cleaned(
        body,
        tmp_path,
        masters=page,
        meta="<dc:creator>Luc</dc:creator><meta:initial-creator>Anne</meta:initial-creator><dc:title>T</dc:title>",
        members={"Thumbnails/thumbnail.png": "masqué", "Versions/v1": "parti"},
    )
    everything = "\n".join(data.decode("utf-8", "replace") for data in members.values())
    assert [secret for secret in SECRETS if secret in everything] == []
    assert [block.text for block in after.blocks] == ["tête", "vu"]
    assert after.properties == {"title": "T"}


@pytest.mark.parametrize(
    ("name", "inner"),
    [
        ("Object 1/content.xml", CHANGES),
        ("Object 1/content.xml", p(remark("entre nous"))),
        ("Object 1/styles.xml", CHANGES),
        ("Object 1/Object 2/content.xml", "<x:tracked-changes xmlns:x='urn:x'/>"),
    ],
)
def test_an_object_with_traces_of_its_own_leaks_and_leaves_its_picture(tmp_path: Path, name: str, inner: str) -> None:
    members: dict[str, str | bytes] = {name: part("document-content", inner), "ObjectReplacements/Object 1": b"GDI"}
    before, after, kept = cleaned(p(OBJECT), tmp_path, members=members)
    assert before.leaks == Leaks(hidden=1)
    assert after.leaks == Leaks()
    assert name not in kept
    assert kept["ObjectReplacements/Object 1"] == b"GDI"
    assert b"draw:object" not in kept["content.xml"]


OBJECT = (
    '<draw:frame><draw:object xlink:href="./Object 1"/>'
    '<draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>'
)


def test_a_document_within_is_known_by_its_content_and_left_out(tmp_path: Path) -> None:
    before, after, members = cleaned(p("a"), tmp_path, members={"Object 1": samples.ole("WordDocument")})
    assert before.leaks == Leaks(hidden=1)
    assert after.leaks == Leaks()
    assert "Object 1" not in members


def test_a_picture_that_is_a_document_has_no_copy(tmp_path: Path) -> None:
    with pytest.raises(ReadFailure, match="unsupported: embedded document"):
        cleaned(p(OBJECT), tmp_path, members={"ObjectReplacements/Object 1": samples.odt()})


def test_a_chart_is_copied_without_the_names_of_its_authors(tmp_path: Path) -> None:
    content = part(
        "document-content", "<office:body><office:chart>annotation tracked-changes</office:chart></office:body>"
    )
    meta = part("document-meta", "<office:meta><dc:creator>Luc</dc:creator></office:meta>")
    objects = {"Object 1/content.xml": content, "Object 1/meta.xml": meta}
    before, after, members = cleaned(CHANGES + p("a" + OBJECT), tmp_path, members=objects)
    assert before.leaks == Leaks(insertions=1, deletions=1)
    assert after.leaks == Leaks()
    assert b"annotation tracked-changes" in members["Object 1/content.xml"]
    assert "Object 1/meta.xml" not in members


def test_an_earlier_version_kept_within_leaks_and_is_dropped(tmp_path: Path) -> None:
    before, after, members = cleaned(p("a"), tmp_path, members={"Versions/Version1": samples.odt()})
    assert before.leaks == Leaks(hidden=1)
    assert after.leaks == Leaks()
    assert "Versions/Version1" not in members


def test_dropped_members_leave_the_manifest(tmp_path: Path) -> None:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}"/>' for name in ("content.xml", "Thumbnails/t.png")
    )
    manifest = f"<manifest:manifest {DECLARED}>{entries}</manifest:manifest>"
    _, _, members = cleaned(p("a"), tmp_path, members={"META-INF/manifest.xml": manifest})
    assert b"content.xml" in members["META-INF/manifest.xml"]
    assert b"Thumbnails" not in members["META-INF/manifest.xml"]


def test_the_type_stands_first_and_uncompressed(tmp_path: Path) -> None:
    clean(TextFile(p("a")).save(tmp_path / "a.odt"), tmp_path / "b.odt")
    head = (tmp_path / "b.odt").read_bytes()[:100]
    assert head[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.text")


def test_equal_files_give_equal_copies_and_a_copy_of_a_copy_is_the_copy(tmp_path: Path) -> None:
    source = TextFile(CHANGES + p("a" + remark("b"))).save(tmp_path / "a.odt")
    for origin, name in ((source, "b.odt"), (source, "c.odt"), (tmp_path / "b.odt", "d.odt")):
        clean(origin, tmp_path / name)
    assert len({(tmp_path / name).read_bytes() for name in ("b.odt", "c.odt", "d.odt")}) == 1


@pytest.mark.parametrize("name", ["content.xml", "styles.xml", "meta.xml"])
def test_a_part_that_cannot_be_cleaned_is_not_copied(tmp_path: Path, name: str) -> None:
    source = TextFile(p("a"), members={name: "<zut"}).save(tmp_path / "a.odt")
    with pytest.raises(ReadFailure, match="damaged"):
        clean(source, tmp_path / "b.odt")


WORDS = st.sampled_from(["un", " deux ", " ", "<text:s/>", "e\u0301"])
INLINE = st.recursive(
    st.one_of(WORDS, WORDS.map(INSERTED.format), st.sampled_from([remark("x"), change("change", "c2")])),
    lambda inner: st.one_of(
        inner.map(lambda text: span(text, "Cache")),
        inner.map(lambda text: span(text, "Gras")),
        inner.map(lambda text: note("1", text)),
        inner.map(lambda text: frame(p(text))),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=5,
)
PARAGRAPH = st.one_of(
    INLINE.map(p), INLINE.map(lambda text: p(text, "PCache")), INLINE.map(h), INLINE.map(lambda text: listed(p(text)))
)
BLOCK = st.recursive(
    PARAGRAPH,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda many: table(tr(td("".join(many) or "x"), "y"))),
        inner.map(lambda text: f"<text:section>{text}</text:section>"),
        inner.map(lambda text: f"<text:section {HIDDEN}>{text}</text:section>"),
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=4))
def test_any_copy_says_the_same_without_leaks(blocks: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before, after, _ = cleaned(CHANGES + "".join(blocks), Path(folder))
    assert texts(after) == texts(before)
    assert after.leaks == Leaks()
    assert after.status == before.status
