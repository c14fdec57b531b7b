"""OpenDocument: what stands in the text is read in order, and what is deleted or hidden is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service.domain.passages import Block, Cell, Span
from repo_service.formats.base import Comment, Extract, Leaks, ReadFailure
from repo_service.formats.odt import FORMAT

from .build_odt import (
    TextFile,
    change,
    frame,
    h,
    li,
    list_style,
    listed,
    note,
    number,
    p,
    remark,
    span,
    style,
    table,
    td,
    tr,
    tracked,
)


@pytest.fixture
def read(tmp_path: Path):
    """Read a body, with whatever else the file needs."""

    def reading(body: str, **more) -> Extract:
        return FORMAT.read(TextFile(body, **more).save(tmp_path / "file.odt"))

    return reading


def told(extract: Extract) -> list[tuple[str, str, str]]:
    return [(block.part, block.label, block.text) for block in extract.blocks]


def texts(extract: Extract) -> list[str]:
    return [block.text for block in extract.blocks]


def only(extract: Extract) -> Block:
    assert len(extract.blocks) == 1
    return extract.blocks[0]


def test_paragraphs_and_headings_keep_their_order(read) -> None:
    extract = read(h("Votes", 2) + p("") + p("texte"))
    assert [(b.kind, b.level, b.text) for b in extract.blocks] == [
        ("heading", 2, "Votes"),
        ("paragraph", 0, "texte"),
    ]


def test_a_file_without_words_has_no_text(read) -> None:
    assert read(p(" ")).status == "no_text"


def test_a_deep_heading_has_level_six(read) -> None:
    assert only(read(h("Fond", 9))).level == 6


@pytest.mark.parametrize(("name", "level"), [("Title", 1), ("Heading_20_3", 3)])
def test_a_paragraph_in_a_heading_style_is_a_heading(read, name: str, level: int) -> None:
    mine = style("P1", family="paragraph", more=f'style:parent-style-name="{name}"')
    block = only(read(p("Charte", "P1"), automatic=mine, styles=style(name, family="paragraph")))
    assert (block.kind, block.level) == ("heading", level)


def test_styles_that_are_each_other_s_parent_end(read) -> None:
    loop = style("A", family="paragraph", more='style:parent-style-name="B"')
    loop += style("B", family="paragraph", more='style:parent-style-name="A"')
    assert only(read(p("mot", "A"), styles=loop)).kind == "paragraph"


def test_preformatted_text_is_code(read) -> None:
    pre = style("Preformatted_20_Text", family="paragraph")
    block = only(read(p('<text:s text:c="2"/>make run', "Preformatted_20_Text"), styles=pre))
    assert (block.kind, block.text) == ("code", "  make run")


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("a\n   b", "a b"),
        ("  a <text:span> b</text:span>", "a b"),
        ('a<text:s/><text:s text:c="2"/>b', "a   b"),
        ('a<text:s text:c="zut"/>b', "a b"),
        ("a<text:tab/>b", "a\tb"),
        ("a<text:line-break/>b", "a\nb"),
        ("biblio\u00adthèque", "bibliothèque"),
        ("à\u00a0: 3", "à\u00a0: 3"),
        ("e\u0301te\u0301", "été"),
        ("le <text:date>3 mai</text:date>", "le 3 mai"),
        ("a<text:soft-page-break/>b<text:bookmark/>", "ab"),
        ("<text:meta>a</text:meta>b", "ab"),
        ("<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>", "漢 (kan)"),
    ],
)
def test_the_content_of_a_paragraph_is_read(read, inner: str, text: str) -> None:
    assert only(read(p(inner))).text == text


@pytest.mark.parametrize(
    ("look", "kind"),
    [
        ('fo:font-weight="bold"', "strong"),
        ('fo:font-weight="700"', "strong"),
        ('fo:font-style="italic"', "em"),
        ('style:text-position="super 58%"', "sup"),
        ('style:text-position="33% 58%"', "sup"),
        ('style:text-position="-33% 58%"', "sub"),
        ('style:font-name="Courier New"', "code"),
    ],
)
def test_the_style_of_a_span_becomes_a_span(read, look: str, kind: str) -> None:
    assert only(read(p("un " + span("mot", "T")), automatic=style("T", look))).spans == (Span(3, 6, kind),)


def test_a_span_inherits_from_its_parent_style(read) -> None:
    parent = style("Gras", 'fo:font-weight="bold"')
    mine = style("T", 'fo:font-style="italic"', more='style:parent-style-name="Gras"')
    assert only(read(p(span("mot", "T")), automatic=mine, styles=parent)).spans == (
        Span(0, 3, "em"),
        Span(0, 3, "strong"),
    )


@pytest.mark.parametrize(("target", "spans"), [("https://a.example/", 1), ("javascript:x", 0), ("../a.odt", 0)])
def test_only_safe_links_keep_their_address(read, target: str, spans: int) -> None:
    block = only(read(p(f'<text:a xlink:href="{target}">ici</text:a>')))
    assert (block.text, len(block.spans)) == ("ici", spans)


STEPS = list_style(
    number(1, "1", 'style:num-suffix="."'),
    number(2, "1", 'text:display-levels="2"'),
    number(3, "a", 'style:num-suffix=")"'),
)


def labels(extract: Extract) -> list[str]:
    return [block.label for block in extract.blocks]


def test_nested_lists_count_by_level(read) -> None:
    inner = "<text:list>" + li("x", "<text:list>" + li("y") + "</text:list>") + li("x") + "</text:list>"
    extract = read(listed("a", li("b", inner), "c"), automatic=STEPS)
    assert labels(extract) == ["1.", "2.", "2.1", "a)", "2.2", "3."]
    assert [block.level for block in extract.blocks] == [1, 1, 2, 3, 2, 1]


@pytest.mark.parametrize(
    ("notation", "expected"), [("1", "2"), ("a", "b"), ("A", "B"), ("i", "ii"), ("I", "II"), ("", "")]
)
def test_each_notation_is_printed(read, notation: str, expected: str) -> None:
    assert labels(read(listed("x", "y"), automatic=list_style(number(1, notation))))[1] == expected


def test_words_before_the_number_are_part_of_the_label(read) -> None:
    numbered = list_style(number(1, "1", 'style:num-prefix="Décision " style:num-suffix=" :"'))
    assert labels(read(listed("x"), automatic=numbered)) == ["Décision 1 :"]


@pytest.mark.parametrize(("sign", "expected"), [("-", "–"), ("\uf0b7", "•"), ("➢", "➢"), ("", "•")])
def test_bullets_are_signs_that_any_font_has(read, sign: str, expected: str) -> None:
    bullets = list_style(f'<text:list-level-style-bullet text:level="1" text:bullet-char="{sign}"/>')
    assert labels(read(listed("x"), automatic=bullets)) == [expected]


def test_a_new_list_begins_anew(read) -> None:
    assert labels(read(listed("x") + listed("y"), automatic=STEPS)) == ["1.", "1."]


def test_a_list_may_continue_the_one_before(read) -> None:
    again = listed("y", more='text:continue-numbering="true"')
    assert labels(read(listed("x") + p("entre") + again, automatic=STEPS)) == ["1.", "", "2."]


def test_a_list_may_continue_a_named_one(read) -> None:
    body = listed("x", more='xml:id="un"') + listed("y") + listed("z", more='text:continue-list="un"')
    assert labels(read(body, automatic=STEPS)) == ["1.", "1.", "2."]


def test_items_and_levels_may_say_where_they_start(read) -> None:
    started = list_style(number(1, "1", 'text:start-value="5"'))
    body = listed("x", li("y", more='text:start-value="9"'), "z")
    assert labels(read(body, automatic=started)) == ["5", "9", "10"]


def test_only_the_first_paragraph_of_an_item_has_the_label(read) -> None:
    extract = read(listed(li("x", "suite")), automatic=STEPS)
    assert [(b.kind, b.label) for b in extract.blocks] == [("item", "1."), ("paragraph", "")]


def test_a_list_header_is_not_counted(read) -> None:
    header = f"<text:list-header>{p('titre')}</text:list-header>"
    assert labels(read(listed(header, "x"), automatic=STEPS)) == ["", "1."]


def test_headings_are_numbered_by_the_outline_style(read) -> None:
    levels = '<text:outline-level-style text:level="1" style:num-format="I" style:num-prefix="Article "/>'
    levels += '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    outline = f"<text:outline-style>{levels}</text:outline-style>"
    body = h("a") + h("b", 2) + h("c", 1, 'text:is-list-header="true"') + h("d")
    assert labels(read(body, styles=outline)) == ["Article I", "I.1", "", "Article II"]


def rows(extract: Extract) -> list[tuple[Cell, ...]]:
    return [block.cells for block in extract.blocks if block.kind == "row"]


def test_a_row_is_its_cells_joined(read) -> None:
    block = only(read(table(tr("a", td(p("b") + p("c"))))))
    assert (block.text, block.table) == ("a | b\nc", 1)


def test_merged_cells_stand_once(read) -> None:
    wide = td("a", 'table:number-columns-spanned="2"')
    tall = td("b", 'table:number-rows-spanned="2"')
    body = table(tr(wide, "<table:covered-table-cell/>", tall), tr("c", "d", "<table:covered-table-cell/>"))
    assert rows(read(body)) == [(Cell("a", colspan=2), Cell("b", rowspan=2)), (Cell("c"), Cell("d"))]


def test_header_rows_are_headers(read) -> None:
    body = table("<table:table-header-rows>" + tr("a") + "</table:table-header-rows>", tr("b"))
    assert [cells[0].header for cells in rows(read(body))] == [True, False]


def test_repeated_cells_and_rows_are_repeated_within_reason(read) -> None:
    repeated = td("a", 'table:number-columns-repeated="3"')
    assert rows(read(table(tr(repeated, more='table:number-rows-repeated="2"')))) == [(Cell("a"),) * 3] * 2
    endless = td("a", 'table:number-columns-repeated="2147483647"')
    assert len(rows(read(table(tr(endless))))[0]) == 1_000


def test_endless_empty_rows_are_nothing(read) -> None:
    endless = tr("<table:table-cell/>", more='table:number-rows-repeated="1048576"')
    assert rows(read(table(tr("a"), endless))) == [(Cell("a"),)]


def test_endless_full_rows_are_too_long(read) -> None:
    endless = tr(td("a", 'table:number-columns-repeated="1000"'), more='table:number-rows-repeated="1048576"')
    with pytest.raises(ReadFailure, match="too_long"):
        read(table(endless))


def test_a_nested_table_follows_its_row(read) -> None:
    nested = td(p("a") + table(tr("dedans")))
    assert [(b.text, b.table) for b in read(table(tr(nested))).blocks] == [("a", 1), ("dedans", 2)]


def test_notes_have_their_part_and_their_mark_in_the_text(read) -> None:
    extract = read(p("mot" + note("1", "la note") + " fin" + note("i", "au bout", "endnote")))
    assert told(extract) == [
        ("body", "", "mot[1] fin[i]"),
        ("footnote 1", "[1]", "la note"),
        ("endnote 1", "[i]", "au bout"),
    ]
    assert extract.blocks[0].spans == (Span(3, 6, "sup"), Span(10, 13, "sup"))


def test_a_text_box_follows_its_paragraph(read) -> None:
    extract = read(p("avant" + frame(p("boîte") + table(tr("a")))) + p("après"))
    assert [(b.part, b.text) for b in extract.blocks] == [
        ("body", "avant"),
        ("textbox", "boîte"),
        ("textbox", "a"),
        ("body", "après"),
    ]


def test_a_frame_of_the_page_and_a_shape_are_read(read) -> None:
    shape = "<draw:g><svg:title>titre</svg:title><draw:custom-shape>" + p("forme") + "</draw:custom-shape></draw:g>"
    assert texts(read(frame(p("page")) + p(shape))) == ["page", "forme"]


def test_an_embedded_object_is_announced(read) -> None:
    body = p("<draw:frame><draw:object/><draw:image/></draw:frame>") + p("a")
    assert read(body).notices == ("1 objet incorporé n’est pas lu.",)


def test_sections_and_indexes_are_transparent(read) -> None:
    index = f"<text:table-of-content><text:index-body>{p('Votes 3')}</text:index-body></text:table-of-content>"
    assert texts(read(f"<text:section>{p('a')}</text:section>" + index)) == ["a", "Votes 3"]


def test_insertions_are_kept_marked_and_signed(read) -> None:
    body = tracked(("c1", "insertion", "")) + p(
        "un " + change("change-start", "c1") + "mot" + change("change-end", "c1")
    )
    extract = read(body)
    assert only(extract).spans == (Span(3, 6, "inserted"),)
    assert only(extract).revision == "Claire Martin, 2024-03-12"
    assert extract.leaks.insertions == 1


def test_an_insertion_may_cross_paragraphs(read) -> None:
    body = tracked(("c1", "insertion", "")) + p("a" + change("change-start", "c1") + "b")
    extract = read(body + p("c" + change("change-end", "c1") + "d"))
    assert [b.spans for b in extract.blocks] == [(Span(1, 2, "inserted"),), (Span(0, 1, "inserted"),)]


def test_deletions_are_left_out_and_counted(read) -> None:
    extract = read(tracked(("c1", "deletion", "parti")) + p("reste" + change("change", "c1")))
    assert texts(extract) == ["reste"]
    assert extract.leaks.deletions == 1


def test_tracked_formatting_is_counted(read) -> None:
    extract = read(tracked(("c1", "format-change", "")) + p("a"))
    assert extract.leaks == Leaks(formatting=1)
    assert extract.notices == ()


def test_comments_are_told_apart(read) -> None:
    extract = read(p("a" + remark("entre nous") + "b<office:annotation-end/>"))
    assert texts(extract) == ["ab"]
    assert extract.comments == (Comment("Zoé Secrète", "2024-05-01T09:00:00", "entre nous"),)
    assert extract.leaks.comments == 1


HIDDEN = 'text:display="none"'


def test_hidden_text_is_left_out_and_counted(read) -> None:
    looks = style("H", HIDDEN) + style("HP", HIDDEN, family="paragraph")
    section = f'<text:section text:display="none">{p("z")}</text:section>'
    extract = read(p("a" + span("b", "H")) + p("c", "HP") + section, automatic=looks)
    assert texts(extract) == ["a"]
    assert extract.leaks.hidden == 3


def page(name: str, inner: str, more: str = "") -> str:
    return f'<style:master-page style:name="{name}" {more}>{inner}</style:master-page>'


def test_headers_and_footers_of_used_pages_are_read_once(read) -> None:
    header = f"<style:header>{p('tête')}</style:header>"
    masters = (
        page("Standard", header + f"<style:footer>{p('pied')}</style:footer>")
        + page("Suite", header + f'<style:footer style:display="false">{p("caché")}</style:footer>')
        + page("Inutile", f"<style:header>{p('vieux')}</style:header>")
    )
    used = style("P1", family="paragraph", more='style:master-page-name="Suite"')
    assert told(read(p("corps", "P1"), automatic=used, masters=masters)) == [
        ("header", "", "tête"),
        ("body", "", "corps"),
        ("footer", "", "pied"),
    ]


def test_properties_are_read(read) -> None:
    meta = (
        "<dc:title>Compte rendu</dc:title><dc:creator>Luc</dc:creator><meta:initial-creator>Anne</meta:initial-creator>"
        "<meta:keyword>achats</meta:keyword><meta:keyword>prêt</meta:keyword><dc:date>2024-03-12T08:00:00</dc:date>"
    )
    language = (
        '<style:default-style style:family="paragraph">'
        '<style:text-properties fo:language="fr" fo:country="FR"/></style:default-style>'
    )
    assert read(p("a"), meta=meta, styles=language).properties == {
        "title": "Compte rendu",
        "author": "Anne",
        "keywords": "achats, prêt",
        "modified": "2024-03-12T08:00:00",
        "language": "fr-FR",
    }
