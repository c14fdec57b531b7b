"""Word: what stands in the body is read in order, and what is deleted or hidden is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service.domain.passages import Block, Span
from repo_service.formats.base import Extract, Leaks
from repo_service.formats.docx import FORMAT

from .build_word import DELETED_MARK, STRICT, W, WordFile, deleted, ins, p, r, sdt, style, tbl, tc, text_box, tr


@pytest.fixture
def read(tmp_path: Path):
    """Read a body, with whatever else the file needs."""

    def reading(body: str, **more) -> Extract:
        return FORMAT.read(WordFile(body, **more).save(tmp_path / "file.docx"))

    return reading


def texts(extract: Extract) -> list[str]:
    return [block.text for block in extract.blocks]


def only(extract: Extract) -> Block:
    assert len(extract.blocks) == 1
    return extract.blocks[0]


def test_paragraphs_keep_their_order_and_empty_ones_are_left_out(read) -> None:
    assert texts(read(p("un") + p("") + p("deux"))) == ["un", "deux"]


def test_a_file_without_words_has_no_text(read) -> None:
    assert read(p("") + p("  ")).status == "no_text"


def test_a_file_with_words_is_read(read) -> None:
    assert read(p("mot")).status == "read"


@pytest.mark.parametrize(
    "name", ["heading 2", "Heading 2", "HEADING 2", "Titre 2", "heading2"], ids=lambda name: name.replace(" ", "_")
)
def test_a_heading_is_known_by_the_name_of_its_style(read, name: str) -> None:
    block = only(read(p("Votes", style="Abc"), styles=style("Abc", name)))
    assert (block.kind, block.level) == ("heading", 2)


def test_a_style_based_on_a_heading_is_a_heading(read) -> None:
    mine = style("Mien", "Mon titre", '<w:basedOn w:val="Heading3"/>')
    assert only(read(p("Votes", style="Mien"), styles=mine)).level == 3


def test_an_outline_level_makes_a_heading(read) -> None:
    mine = style("Mien", "Rubrique", '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>')
    assert only(read(p("Votes", style="Mien"), styles=mine)).level == 2


def test_the_outline_level_of_the_paragraph_has_the_last_word(read) -> None:
    block = only(read(p("Texte", style="Heading1", properties='<w:outlineLvl w:val="9"/>')))
    assert block.kind == "paragraph"


def test_a_deep_heading_has_level_six(read) -> None:
    assert only(read(p("Fond", style="Heading9"))).level == 6


def test_the_title_is_a_heading_of_the_first_level(read) -> None:
    assert only(read(p("Charte", style="Title"))).level == 1


def test_styles_that_are_based_on_each_other_end(read) -> None:
    loop = style("A", "a", '<w:basedOn w:val="B"/>') + style("B", "b", '<w:basedOn w:val="A"/>')
    assert only(read(p("mot", style="A"), styles=loop)).kind == "paragraph"


def test_preformatted_lines_are_code_and_keep_their_indent(read) -> None:
    block = only(read(p("  make run", style="C"), styles=style("C", "HTML Preformatted")))
    assert (block.kind, block.text) == ("code", "  make run")


@pytest.mark.parametrize(
    ("look", "kind"),
    [
        ("<w:b/>", "strong"),
        ("<w:i/>", "em"),
        ('<w:vertAlign w:val="superscript"/>', "sup"),
        ('<w:vertAlign w:val="subscript"/>', "sub"),
        ('<w:rFonts w:ascii="Courier New"/>', "code"),
        ('<w:rStyle w:val="Strong"/>', "strong"),
    ],
)
def test_the_look_of_a_run_becomes_a_span(read, look: str, kind: str) -> None:
    assert only(read(p(r("un ") + r("mot", look)))).spans == (Span(3, 6, kind),)


@pytest.mark.parametrize("off", ["0", "false", "off"])
def test_bold_that_is_switched_off_is_no_span(read, off: str) -> None:
    assert only(read(p(r("mot", f'<w:b w:val="{off}"/>')))).spans == ()


def test_neighbouring_runs_of_one_look_are_one_span(read) -> None:
    block = only(read(p(r("gr", "<w:b/>") + r("as ", "<w:b/><w:i/>") + r("fin"))))
    assert block.spans == (Span(0, 4, "strong"), Span(2, 4, "em"))


def test_bold_over_a_whole_heading_is_no_span(read) -> None:
    assert only(read(p(r("Votes", "<w:b/>"), style="Heading1"))).spans == ()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (r("a") + "<w:r><w:tab/></w:r>" + r("b"), "a\tb"),
        (r("a") + "<w:r><w:br/></w:r>" + r("b"), "a\nb"),
        (r("a") + '<w:r><w:br w:type="page"/></w:r>', "a"),
        (r("a") + "<w:r><w:noBreakHyphen/></w:r>" + r("b"), "a\u2011b"),
        (r("a") + "<w:r><w:softHyphen/></w:r>" + r("b"), "ab"),
        (r("biblio\u00adthèque"), "bibliothèque"),
        (r("à\u00a0: 3\u00a0%"), "à\u00a0: 3\u00a0%"),
        (r("e\u0301te") + r("\u0301"), "été"),
        ("<w:r><w:t> a </w:t></w:r>" + r("b"), "ab"),
        (r("a \n") + r("b"), "a  b"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ('<w:r><w:sym w:font="Autre" w:char="F123"/></w:r>', "\uf123"),
        ('<w:r><w:sym w:font="Autre" w:char="zut"/></w:r>' + r("a"), "a"),
        ("<w:smartTag>" + r("Lyon") + "</w:smartTag>", "Lyon"),
        ("<w:customXml>" + r("Lyon") + "</w:customXml>", "Lyon"),
        ("<w:bdo>" + r("Lyon") + "</w:bdo>", "Lyon"),
        (sdt(r("Lyon")), "Lyon"),
        ("<m:oMath><m:sup><m:r><m:t>x</m:t></m:r></m:sup><m:r><m:t>+1</m:t></m:r></m:oMath>", "x+1"),
        (
            "<w:r><w:ruby><w:rt>" + r("kan") + "</w:rt><w:rubyBase>" + r("漢") + "</w:rubyBase></w:ruby></w:r>",
            "漢 (kan)",
        ),
    ],
)
def test_the_content_of_a_run_is_read(read, content: str, text: str) -> None:
    assert only(read(p(content))).text == text


def test_spans_follow_accents_that_are_composed(read) -> None:
    block = only(read(p(r("e\u0301te\u0301 ") + r("gras", "<w:b/>"))))
    assert block.text[slice(block.spans[0].start, block.spans[0].end)] == "gras"


def test_a_content_control_around_paragraphs_is_transparent(read) -> None:
    assert texts(read(sdt(p("un") + sdt(p("deux"))) + p("trois"))) == ["un", "deux", "trois"]


def test_a_fallback_is_read_only_where_there_is_no_choice(read) -> None:
    both = f"<mc:AlternateContent><mc:Choice>{p('neuf')}</mc:Choice><mc:Fallback>{p('vieux')}</mc:Fallback>"
    alone = f"<mc:AlternateContent><mc:Fallback>{p('seul')}</mc:Fallback></mc:AlternateContent>"
    assert texts(read(both + "</mc:AlternateContent>" + alone)) == ["neuf", "seul"]


@pytest.mark.parametrize("target", ["https://a.example/x", "http://a.example", "mailto:a@b.example"])
def test_a_link_keeps_its_address(read, target: str) -> None:
    block = only(read(p(r("voir ") + f'<w:hyperlink r:id="k">{r("ici")}</w:hyperlink>'), links={"k": target}))
    assert block.spans == (Span(5, 8, "link", target),)


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//[", "a.docx"])
def test_a_link_of_another_sort_is_plain_text(read, target: str) -> None:
    block = only(read(p(f'<w:hyperlink r:id="k">{r("ici")}</w:hyperlink>'), links={"k": target}))
    assert (block.text, block.spans) == ("ici", ())


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def mark(sort: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{sort}">{inner}</w:fldChar></w:r>'


def test_a_simple_field_keeps_its_result(read) -> None:
    assert only(read(p(f'<w:fldSimple w:instr="DATE">{r("3 mai")}</w:fldSimple>'))).text == "3 mai"


def test_a_complex_field_keeps_its_result_and_not_its_code(read) -> None:
    inner = mark("begin") + code("PAGE") + mark("separate") + r("7") + mark("end")
    content = mark("begin") + code("IF ") + inner + code(" x") + mark("separate") + r("oui") + mark("end")
    assert only(read(p(r("page ") + inner + r(" ") + content))).text == "page 7 oui"


def test_a_hyperlink_field_is_a_link(read) -> None:
    field = mark("begin") + code(' HYPERLINK "https://a.example/" ') + mark("separate")
    assert only(read(p(field + r("ici") + mark("end") + r(" non")))).spans == (
        Span(0, 3, "link", "https://a.example/"),
    )


def test_a_field_over_several_paragraphs_keeps_its_result(read) -> None:
    first = p(mark("begin") + code("TOC") + mark("separate") + r("Un"))
    assert texts(read(first + p("Deux") + p(mark("end") + r("Trois")))) == ["Un", "Deux", "Trois"]


def test_a_field_that_never_ends_swallows_nothing(read) -> None:
    assert texts(read(p(mark("begin") + code("X") + r("perdu")) + p("gardé"))) == ["gardé"]


def test_a_ticked_box_of_an_old_form_is_shown(read) -> None:
    ticked = mark("begin", "<w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData>") + mark("end")
    empty = mark("begin", "<w:ffData><w:checkBox/></w:ffData>") + mark("end")
    assert only(read(p(ticked + r(" oui ") + empty + r(" non")))).text == "☒ oui ☐ non"


def test_the_chosen_entry_of_an_old_form_is_shown(read) -> None:
    entries = '<w:result w:val="1"/><w:listEntry w:val="Lyon"/><w:listEntry w:val="Brest"/>'
    field = mark("begin", f"<w:ffData><w:ddList>{entries}</w:ddList></w:ffData>") + mark("end")
    assert only(read(p(field))).text == "Brest"


def test_an_insertion_is_kept_marked_and_signed(read) -> None:
    extract = read(p(r("un ") + ins(r("mot"))))
    block = only(extract)
    assert (block.text, block.revision) == ("un mot", "Claire Martin, 2024-03-12")
    assert block.spans == (Span(3, 6, "inserted"),)
    assert extract.leaks.insertions == 1


def test_moved_text_is_read_where_it_went(read) -> None:
    away = f'<w:moveFrom w:id="1">{r("mot")}</w:moveFrom>'
    here = f'<w:moveTo w:id="2" w:author="Zoé">{r("mot")}</w:moveTo>'
    extract = read(p(away + r("avant ") + here))
    assert texts(extract) == ["avant mot"]
    assert (extract.leaks.insertions, extract.leaks.deletions) == (1, 1)


def test_a_deletion_is_left_out_and_counted(read) -> None:
    extract = read(p(r("reste") + deleted("parti") + '<w:del w:id="9">' + r("aussi") + "</w:del>"))
    assert texts(extract) == ["reste"]
    assert extract.leaks.deletions == 2


def test_a_paragraph_whose_mark_is_deleted_flows_into_the_next(read) -> None:
    body = p(r("un "), style="Heading1", properties=DELETED_MARK) + p("deux")
    block = only(read(body))
    assert (block.kind, block.text) == ("paragraph", "un deux")


def test_a_deleted_paragraph_leaves_nothing(read) -> None:
    extract = read(p("un") + p(deleted("deux"), properties=DELETED_MARK) + p("trois"))
    assert texts(extract) == ["un", "trois"]
    assert extract.leaks.deletions == 2


def test_a_deleted_mark_at_the_end_loses_no_text(read) -> None:
    assert texts(read(p("un", properties=DELETED_MARK))) == ["un"]


BY_ZOE = "w:id='9' w:author='Zoé'"


@pytest.mark.parametrize(
    "body",
    [
        p(r("mot", f"<w:rPrChange {BY_ZOE}><w:rPr/></w:rPrChange>")),
        p("mot", properties=f"<w:pPrChange {BY_ZOE}><w:pPr/></w:pPrChange>"),
        p("mot", properties=f"<w:numPr><w:numberingChange {BY_ZOE} w:original='1.'/></w:numPr>"),
        p("mot") + f"<w:sectPr><w:sectPrChange {BY_ZOE}><w:sectPr/></w:sectPrChange></w:sectPr>",
        tbl(tr("mot"), properties=f"<w:tblPrChange {BY_ZOE}><w:tblPr/></w:tblPrChange>"),
        tbl(tr("mot", properties=f"<w:trPrChange {BY_ZOE}><w:trPr/></w:trPrChange>")),
        tbl(tr(tc("mot", f"<w:tcPrChange {BY_ZOE}><w:tcPr/></w:tcPrChange>"))),
        tbl(tr(tc("mot", f"<w:cellMerge {BY_ZOE} w:vMerge='rest'/>"))),
    ],
)
def test_tracked_formatting_is_counted(read, body: str) -> None:
    extract = read(body)
    assert extract.leaks == Leaks(formatting=1)
    assert extract.notices == ()


def test_an_inserted_and_a_deleted_cell_are_counted(read) -> None:
    cells = tc("a", f"<w:cellIns {BY_ZOE}/>"), tc("b", f"<w:cellDel {BY_ZOE}/>")
    assert read(tbl(tr("mot", *cells))).leaks == Leaks(insertions=1, deletions=1)


HIDDEN_STYLE = style("Cache", "caché", "<w:rPr><w:vanish/></w:rPr>")
HIDDEN_RUN = style("Secret", "secret", "<w:rPr><w:vanish/></w:rPr>", kind="character")


def test_hidden_text_is_left_out_and_counted(read) -> None:
    extract = read(p(r("vu ") + r("caché", "<w:vanish/>") + r("vu", '<w:vanish w:val="0"/>')))
    assert texts(extract) == ["vu vu"]
    assert extract.leaks.hidden == 1


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        (p("caché", style="Cache"), 1),
        (p(r("caché", '<w:rStyle w:val="Secret"/>')), 1),
        (p(r("vu", '<w:rStyle w:val="Secret"/>'), style="Cache"), 0),
        (p(r("vu", '<w:vanish w:val="0"/>'), style="Cache"), 0),
    ],
)
def test_a_style_can_hide_text_and_two_of_them_show_it_again(read, body: str, hidden: int) -> None:
    extract = read(body, styles=HIDDEN_STYLE + HIDDEN_RUN)
    assert extract.leaks.hidden == hidden
    assert len(extract.blocks) == 1 - hidden


def test_a_hidden_field_code_is_no_hidden_text(read) -> None:
    hidden = '<w:r><w:rPr><w:vanish/></w:rPr><w:instrText>XE "mot"</w:instrText></w:r>'
    assert read(p(r("mot") + mark("begin") + hidden + mark("end"))).leaks.hidden == 0


def test_a_text_box_is_read_once_after_its_paragraph(read) -> None:
    extract = read(p(r("avant") + text_box(p("boîte"))) + p("après"))
    assert [(b.text, b.part) for b in extract.blocks] == [
        ("avant", "body"),
        ("boîte", "textbox"),
        ("après", "body"),
    ]


def test_changes_in_a_text_box_are_counted_once(read) -> None:
    assert read(p(text_box(p(ins(r("boîte")))))).leaks.insertions == 1


def test_a_text_box_in_a_text_box_is_read(read) -> None:
    assert texts(read(p(text_box(p(r("un") + text_box(p("deux"))))))) == ["un", "deux"]


def test_a_watermark_and_drawn_words_are_read(read) -> None:
    watermark = '<w:r><w:pict><v:shape><v:textpath string="PROJET"/></v:shape></w:pict></w:r>'
    drawn = "<w:r><w:drawing><a:txBody><a:p><a:r><a:t>dessin</a:t></a:r></a:p></a:txBody></w:drawing></w:r>"
    assert texts(read(p(watermark + drawn))) == ["PROJET", "dessin"]


def test_what_cannot_be_read_is_announced(read) -> None:
    chart = '<w:r><w:drawing><a:graphic><c:chart r:id="x"/></a:graphic></w:drawing></w:r>'
    embedded = "<w:r><w:object><o:OLEObject/></w:object></w:r>"
    extract = read(p(chart + embedded + embedded) + '<w:altChunk r:id="x"/>')
    assert extract.notices == (
        "1 graphique n’est pas lu.",
        "2 objets incorporés ne sont pas lus.",
        "1 contenu importé d’un autre fichier n’est pas lu.",
    )


def test_the_strict_namespace_is_read_alike(read) -> None:
    xml = f'<w:document xmlns:w="{STRICT}"><w:body>{p("gras", style="Heading1")}</w:body></w:document>'
    assert only(read("", members={"word/document.xml": xml})).kind == "heading"


def test_prefixes_do_not_matter(read) -> None:
    xml = f'<document xmlns="{W}"><body><p><r><t>mot</t></r></p></body></document>'
    assert texts(read("", members={"word/document.xml": xml})) == ["mot"]


def test_a_formula_on_a_line_of_its_own_is_read(read) -> None:
    assert texts(read(p("a") + "<m:oMathPara><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></m:oMathPara>")) == [
        "a",
        "x=1",
    ]
