"""Word: whatever way words are hidden or deleted, they are left out, counted, and no member of the copy has them."""

from __future__ import annotations

import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.formats.base import Extract, Leaks
from repo_service.formats.docx import FORMAT
from repo_service.formats.docx_clean import clean
from tests.formats.build_word import WordFile, deleted, p, r, style, tbl, tc, text_box, tr, wml

VANISH = "<w:rPr><w:vanish/></w:rPr>"
SHOWN = "<w:rPr><w:vanish w:val='0'/></w:rPr>"
SECRET = r("masqué")
STYLES = (
    style("T", "tableau caché", VANISH, kind="table")
    + style("T2", "fondé sur lui", '<w:basedOn w:val="T"/>', kind="table")
    + style("T3", "montré", f'<w:basedOn w:val="T"/>{SHOWN}', kind="table")
    + style("Band", "bande", f'<w:tblStylePr w:type="band1Horz">{VANISH}</w:tblStylePr>', kind="table")
    + style("Rows", "lignes", "<w:trPr><w:hidden/></w:trPr>", kind="table")
    + style("C", "caché", VANISH, kind="character")
    + style("Cache", "para caché", VANISH)
)


def styled(identifier: str, inner: str = SECRET) -> str:
    return tbl(tr(tc(p(inner))), properties=f'<w:tblStyle w:val="{identifier}"/>')


def box(inner: str, frame: str = "", shape: str = "", holder: str = "") -> str:
    """A text box in DrawingML, with ``frame`` on its properties, ``shape`` on its own, ``holder`` around it."""
    words = f"<wps:txbx><w:txbxContent>{p(inner)}</w:txbxContent></wps:txbx>"
    graphic = f'<a:graphic><a:graphicData><wps:wsp><wps:cNvPr id="2" name="n" {shape}/>{words}</wps:wsp>'
    graphic += "</a:graphicData></a:graphic>"
    anchor = f'<wp:anchor {holder}><wp:docPr id="1" name="n" {frame}/>{graphic}</wp:anchor>'
    return f"<w:r><w:drawing>{anchor}</w:drawing></w:r>"


def vml(inner: str, look: str) -> str:
    """A text box in VML."""
    words = f"<v:textbox><w:txbxContent>{p(inner)}</w:txbxContent></v:textbox>"
    return f'<w:r><w:pict><v:shape style="width:9pt;{look}">{words}</v:shape></w:pict></w:r>'


def alternatives(*branches: str) -> str:
    """The first is what is read."""
    choice, *others = (branch.removeprefix("<w:r>").removesuffix("</w:r>") for branch in branches)
    more = "".join(f"<mc:Fallback>{other}</mc:Fallback>" for other in others)
    return f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>{more}</mc:AlternateContent></w:r>'


def formula(run: str) -> str:
    return f"<m:oMath><m:r><m:rPr/><m:t>x</m:t></m:r>{run}</m:oMath>"


def checked(source: Path) -> Extract:
    """What the reader gave, once its copy has been found to say the same and to hide nothing."""
    target = source.with_name("copy.docx")
    clean(source, target)
    before, after = FORMAT.read(source), FORMAT.read(target)
    assert [(b.part, b.kind, b.text, b.cells) for b in after.blocks] == [
        (b.part, b.kind, b.text, b.cells) for b in before.blocks
    ]
    assert after.leaks == Leaks()
    with zipfile.ZipFile(target) as archive:
        everything = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert "masqué" not in everything
    assert "masqué" not in "".join(block.text for block in before.blocks)
    return before


@pytest.mark.parametrize(
    "body",
    [
        tbl(tr(tc(p(SECRET)), properties="<w:hidden/>")),
        tbl(tr("vu"), tr(tc(p(SECRET)), properties="<w:hidden/>"), tr("vu")),
        tbl(tr(tc(tbl(tr(tc(p(SECRET)), properties="<w:hidden/>")) + p("vu")))),
        styled("T"),
        styled("T2"),
        styled("Band"),
        styled("Rows"),
        p(box("masqué", frame='hidden="1"')),
        p(box("masqué", frame='hidden="true"')),
        p(box("masqué", shape='hidden="1"')),
        p(box("masqué", holder='hidden="1"')),
        p(vml("masqué", "visibility:hidden")),
        p(vml("masqué", "display: none")),
        p(alternatives(box("masqué", frame='hidden="1"'), vml("masqué", ""))),
        p(alternatives(box("vu"), vml(SECRET.replace("<w:rPr>", "<w:rPr><w:vanish/>"), ""))),
        p(alternatives(box("vu"), vml("masqué", "visibility:hidden"))),
        p(formula(f"<m:r>{VANISH}<m:t>masqué</m:t></m:r>")),
        p(formula("<m:r><m:t>masqué</m:t></m:r>") + r("masqué"), style="Cache"),
    ],
)
def test_what_is_hidden_is_left_out_counted_and_not_in_the_copy(tmp_path: Path, body: str) -> None:
    assert checked(WordFile(p("vu") + body, styles=STYLES).save(tmp_path / "a.docx")).leaks.hidden


@pytest.mark.parametrize(
    "body",
    [
        p(alternatives("<w:drawing/>", f"<w:pict><v:textbox>{p(deleted('masqué'))}</v:textbox></w:pict>")),
        p("<w:r><w:delText>masqué</w:delText></w:r><w:r><w:delInstrText> masqué </w:delInstrText></w:r>"),
        p(formula('<m:r><w:rPr><w:del w:id="1"/></w:rPr><m:t>masqué</m:t></m:r>')),
        p(formula('<m:r><w:del w:id="1"/><m:t>masqué</m:t></m:r>')),
    ],
)
def test_what_is_deleted_in_odd_places_is_left_out_counted_and_not_in_the_copy(tmp_path: Path, body: str) -> None:
    assert checked(WordFile(p("vu") + body).save(tmp_path / "a.docx")).leaks.deletions


def test_a_change_in_a_choice_and_its_fallback_is_one_change(tmp_path: Path) -> None:
    source = WordFile(p(text_box(p(r("vu") + deleted("masqué"))))).save(tmp_path / "a.docx")
    assert checked(source).leaks == Leaks(deletions=1)


def test_text_hidden_by_the_defaults_of_the_file_is_hidden(tmp_path: Path) -> None:
    said = f"<w:docDefaults><w:rPrDefault>{VANISH}</w:rPrDefault></w:docDefaults>"
    body = p(r("vu", '<w:vanish w:val="0"/>') + SECRET)
    source = WordFile(body, members={"word/styles.xml": wml("styles", said)}).save(tmp_path / "a.docx")
    assert checked(source).leaks == Leaks(hidden=1)


def test_a_table_without_a_style_takes_the_default_one(tmp_path: Path) -> None:
    default = style("D", "Normal Table", VANISH, kind="table").replace("<w:style ", '<w:style w:default="1" ')
    source = WordFile(tbl(tr(tc(p(SECRET)))), members={"word/styles.xml": wml("styles", default)})
    assert checked(source.save(tmp_path / "a.docx")).leaks == Leaks(hidden=1)


def test_a_table_style_that_shows_again_and_a_run_that_says_so_are_read(tmp_path: Path) -> None:
    body = styled("T3", r("un")) + styled("T", r("deux", '<w:vanish w:val="0"/>'))
    extract = FORMAT.read(WordFile(body, styles=STYLES).save(tmp_path / "a.docx"))
    assert [block.text for block in extract.blocks] == ["un", "deux"]
    assert extract.leaks == Leaks()


@pytest.mark.parametrize("part", ["header9", "footnotes"])
def test_what_is_hidden_where_nobody_reads_is_counted(tmp_path: Path, part: str) -> None:
    hidden = p(r("masqué", "<w:vanish/>"))
    inner = f'<w:footnote w:id="9">{hidden}</w:footnote>' if part == "footnotes" else hidden
    assert checked(WordFile(p("vu"), parts={part: inner}).save(tmp_path / "a.docx")).leaks == Leaks(hidden=1)


def test_a_chain_of_50000_styles_is_followed_to_its_end_in_seconds(tmp_path: Path) -> None:
    links = "".join(style(f"s{n}", f"s{n}", f'<w:basedOn w:val="s{n + 1}"/>') for n in range(50_000))
    body = p(r("vu")) + "".join(p(SECRET, style=f"s{n}") for n in range(0, 50_000, 100))
    source = WordFile(body, styles=links + style("s50000", "fin", VANISH)).save(tmp_path / "a.docx")
    begun = time.process_time()
    extract = FORMAT.read(source)
    assert time.process_time() - begun < 8
    assert [block.text for block in extract.blocks] == ["vu"]
    assert extract.leaks == Leaks(hidden=500)


def test_styles_based_on_each_other_are_read(tmp_path: Path) -> None:
    loop = style("a", "a", '<w:basedOn w:val="b"/>') + style("b", "b", f'<w:basedOn w:val="a"/>{VANISH}')
    source = WordFile(p("vu") + p("masqué", style="a"), styles=loop).save(tmp_path / "a.docx")
    assert checked(source).leaks == Leaks(hidden=1)


RUN = st.recursive(
    st.sampled_from(
        [
            r("vu"),
            r("masqué", "<w:vanish/>"),
            r("masqué", '<w:rStyle w:val="C"/>'),
            deleted("masqué"),
            formula(f"<m:r>{VANISH}<m:t>masqué</m:t></m:r>"),
            alternatives(box("vu"), vml("masqué", "visibility:hidden")),
        ]
    ),
    lambda inner: st.one_of(
        inner.map(box),
        inner.map(lambda _: box("masqué", frame='hidden="1"')),
        inner.map(lambda words: alternatives(box(words), vml(words, ""))),
        st.lists(inner, max_size=3).map("".join),
    ),
    max_leaves=6,
)
BLOCK = st.recursive(
    RUN.map(lambda inner: p(inner or "<w:r/>")),
    lambda inner: st.builds(
        lambda content, state: tbl(tr(tc(content + p("")), properties=state), tr(tc(content + p("vu")))),
        st.lists(inner, min_size=1, max_size=2).map("".join),
        st.sampled_from(["", "<w:hidden/>", '<w:del w:id="1"/>']),
    ),
    max_leaves=4,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=3))
def test_any_nesting_of_what_hides_gives_a_copy_that_says_the_same(blocks: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checked(WordFile(p("vu") + "".join(blocks), styles=STYLES).save(Path(folder) / "a.docx"))
