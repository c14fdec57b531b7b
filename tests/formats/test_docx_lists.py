"""Word: list labels are computed as Word prints them, and tables keep their shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from repo_service.domain.passages import Block, Cell, Span
from repo_service.formats.docx import FORMAT

from .build_word import DELETED_MARK, WordFile, ins, item, level, numbering, p, r, sdt, style, tbl, tc, text_box, tr

DECIMAL = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2") + level(2, "lowerLetter", "%3)")


@pytest.fixture
def blocks(tmp_path: Path):
    """The blocks of a body whose lists are made from ``lists``."""

    def reading(body: str, *lists: str, raw: str = "", styles: str = "") -> tuple[Block, ...]:
        parts = {"numbering": raw or numbering(*lists)}
        return FORMAT.read(WordFile(body, parts=parts, styles=styles).save(tmp_path / "file.docx")).blocks

    return reading


def labels(blocks: tuple[Block, ...]) -> list[str]:
    return [block.label for block in blocks]


def test_levels_count_and_restart(blocks) -> None:
    depths = [0, 1, 1, 2, 2, 0, 1, 2]
    found = blocks("".join(item("x", depth=depth) for depth in depths), DECIMAL)
    assert labels(found) == ["1.", "1.1", "1.2", "a)", "b)", "2.", "2.1", "a)"]
    assert [block.level for block in found] == [depth + 1 for depth in depths]
    assert {block.kind for block in found} == {"item"}


@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("decimal", ["1", "2", "3"]),
        ("decimalZero", ["01", "02", "03"]),
        ("lowerLetter", ["a", "b", "c"]),
        ("upperLetter", ["A", "B", "C"]),
        ("lowerRoman", ["i", "ii", "iii"]),
        ("upperRoman", ["I", "II", "III"]),
        ("decimalEnclosedCircle", ["①", "②", "③"]),
        ("chineseCounting", ["1", "2", "3"]),
    ],
)
def test_each_notation_is_printed(blocks, notation: str, expected: list[str]) -> None:
    assert labels(blocks(item("x") * 3, level(0, notation, "%1"))) == expected


@pytest.mark.parametrize(("language", "expected"), [("fr-FR", ["1er", "2e"]), ("en-GB", ["1st", "2nd"])])
def test_ordinals_follow_the_language_of_the_file(tmp_path: Path, language: str, expected: list[str]) -> None:
    styles = '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults>'
    styles += f'<w:rPrDefault><w:rPr><w:lang w:val="{language}"/></w:rPr></w:rPrDefault></w:docDefaults></w:styles>'
    parts = {"numbering": numbering(level(0, "ordinal", "%1"))}
    file = WordFile(item("x") * 2, parts=parts, members={"word/styles.xml": styles})
    assert labels(FORMAT.read(file.save(tmp_path / "f.docx")).blocks) == expected


@pytest.mark.parametrize(
    ("sign", "expected"), [("-", "–"), ("–", "–"), ("\uf0b7", "•"), ("o", "•"), ("\uf0a7", "•"), ("➢", "➢")]
)
def test_bullets_are_signs_that_any_font_has(blocks, sign: str, expected: str) -> None:
    assert labels(blocks(item("x"), level(0, "bullet", sign))) == [expected]


def test_letters_after_z_are_doubled_as_word_does(blocks) -> None:
    assert labels(blocks(item("x") * 2, level(0, "lowerLetter", "%1", start=26))) == ["z", "aa"]


def test_words_of_a_label_are_kept(blocks) -> None:
    assert labels(blocks(item("x") * 2, level(0, "decimal", "Décision %1 :"))) == ["Décision 1 :", "Décision 2 :"]


def test_a_list_starts_where_it_says(blocks) -> None:
    assert labels(blocks(item("x") * 2, level(0, "decimal", "%1", start=5))) == ["5", "6"]


def test_a_level_above_that_was_not_used_counts_as_its_start(blocks) -> None:
    assert labels(blocks(item("x", depth=1), DECIMAL)) == ["1.1"]


def test_a_level_that_never_restarts_goes_on(blocks) -> None:
    never = level(0, "decimal", "%1") + level(1, "decimal", "%2", '<w:lvlRestart w:val="0"/>')
    body = item("x") + item("x", depth=1) + item("x") + item("x", depth=1)
    assert labels(blocks(body, never)) == ["1", "1", "2", "2"]


def test_a_level_may_restart_after_one_level_only(blocks) -> None:
    deep = DECIMAL.replace('<w:lvlText w:val="%3)"/>', '<w:lvlRestart w:val="1"/><w:lvlText w:val="%3)"/>')
    body = "".join(item("x", depth=depth) for depth in (0, 1, 2, 1, 2, 0, 1, 2))
    assert labels(blocks(body, deep)) == ["1.", "1.1", "a)", "1.2", "b)", "2.", "2.1", "a)"]


def test_legal_numbering_is_in_digits(blocks) -> None:
    legal = level(0, "upperRoman", "%1") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert labels(blocks(item("x") * 2 + item("x", depth=1), legal)) == ["I", "II", "2.1"]


def two_lists(override: str) -> str:
    return numbering(DECIMAL) + f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{override}</w:num>'


def test_lists_of_one_abstract_list_count_together(blocks) -> None:
    body = item("x") + item("x", 2) + item("x")
    assert labels(blocks(body, raw=two_lists(""))) == ["1.", "2.", "3."]


def test_an_overridden_start_begins_anew(blocks) -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    body = item("x") * 2 + item("x", 2) * 2
    assert labels(blocks(body, raw=two_lists(override))) == ["1.", "2.", "1.", "2."]


def test_an_overridden_level_is_used(blocks) -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1")}</w:lvlOverride>'
    assert labels(blocks(item("x", 2), raw=two_lists(override))) == ["A"]


def test_a_list_comes_from_the_style(blocks) -> None:
    listed = style("L", "Liste", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    based = style("M", "Mienne", '<w:basedOn w:val="L"/>')
    assert labels(blocks(p("x", style="L") + p("x", style="M"), DECIMAL, styles=listed + based)) == ["1.", "2."]


def test_the_level_that_names_a_style_is_its_level(blocks) -> None:
    named = level(0, "decimal", "%1") + level(1, "decimal", "%1.%2", '<w:pStyle w:val="L"/>')
    listed = style("L", "Liste", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    assert labels(blocks(p("x", style="L"), named, styles=listed)) == ["1.1"]


def test_list_zero_takes_a_paragraph_out_of_its_list(blocks) -> None:
    listed = style("L", "Liste", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    out = p("x", style="L", properties='<w:numPr><w:numId w:val="0"/></w:numPr>')
    assert [b.kind for b in blocks(out + p("x", style="L"), DECIMAL, styles=listed)] == ["paragraph", "item"]


def test_a_list_is_found_through_a_numbering_style(blocks) -> None:
    raw = numbering(DECIMAL, '<w:numStyleLink w:val="N"/>')
    linked = style("N", "Ma liste", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>', kind="numbering")
    assert labels(blocks(item("x", 2), raw=raw, styles=linked)) == ["1."]


def test_a_numbered_heading_keeps_its_label(blocks) -> None:
    numbered = p("Votes", style="Heading1", properties='<w:numPr><w:numId w:val="1"/></w:numPr>')
    (block,) = blocks(numbered, level(0, "upperRoman", "Article %1"))
    assert (block.kind, block.level, block.label, block.text) == ("heading", 1, "Article I", "Votes")


def test_a_label_with_words_is_kept_without_text(blocks) -> None:
    found = blocks(item("") + item("x"), level(0, "decimal", "Décision %1"))
    assert labels(found) == ["Décision 1", "Décision 2"]


def test_an_empty_item_counts_and_is_left_out(blocks) -> None:
    assert labels(blocks(item("x") + item("") + item("x"), DECIMAL)) == ["1.", "3."]


def test_a_deleted_item_does_not_count(blocks) -> None:
    gone = item("").replace("</w:pPr>", f"{DELETED_MARK}</w:pPr>")
    assert labels(blocks(item("x") + gone + item("x"), DECIMAL)) == ["1.", "2."]


@pytest.mark.parametrize("number", [7, -1])
def test_a_list_that_does_not_exist_makes_a_paragraph(blocks, number: int) -> None:
    assert blocks(item("x", number), DECIMAL)[0].kind == "paragraph"


@pytest.mark.parametrize("start", ["zut", "9" * 5_000, "-3"])
def test_a_strange_start_does_not_stop_the_reader(blocks, start: str) -> None:
    odd = f'<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1"/></w:lvl>'
    assert len(blocks(item("x"), odd)) == 1


def rows(blocks: tuple[Block, ...]) -> list[tuple[Cell, ...]]:
    return [block.cells for block in blocks if block.kind == "row"]


def test_a_row_is_its_cells_joined(blocks) -> None:
    (block,) = blocks(tbl(tr("Action", "", "Qui")))
    assert (block.kind, block.text, block.table) == ("row", "Action |  | Qui", 1)
    assert [cell.text for cell in block.cells] == ["Action", "", "Qui"]


def test_tables_are_numbered(blocks) -> None:
    assert [block.table for block in blocks(tbl(tr("a"), tr("b")) + p("x") + tbl(tr("c")))] == [1, 1, 0, 2]


def test_paragraphs_of_a_cell_are_its_lines_with_their_labels(blocks) -> None:
    (block,) = blocks(tbl(tr(tc(p("Présents") + item("Anne") + item("Luc")))), level(0, "bullet", "-"))
    assert block.cells[0].text == "Présents\n– Anne\n– Luc"


def test_spans_of_a_row_count_from_its_beginning(blocks) -> None:
    (block,) = blocks(tbl(tr("un", tc(p("deux") + p(r("gras", "<w:b/>"))))))
    assert block.spans == (Span(10, 14, "strong"),)
    assert block.text[10:14] == "gras"


def test_cells_merged_across_have_a_colspan(blocks) -> None:
    (block,) = blocks(tbl(tr(tc("a", '<w:gridSpan w:val="3"/>'), "b")))
    assert [cell.colspan for cell in block.cells] == [3, 1]


def test_cells_merged_across_the_old_way_have_a_colspan(blocks) -> None:
    (block,) = blocks(tbl(tr(tc("a", '<w:hMerge w:val="restart"/>'), tc("", "<w:hMerge/>"), "b")))
    assert block.cells == (Cell("a", colspan=2), Cell("b"))


DOWN, BELOW = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_cells_merged_downwards_stand_once(blocks) -> None:
    found = blocks(tbl(tr(tc("a", DOWN), "1"), tr(tc("", BELOW), "2"), tr(tc("", BELOW), "3"), tr("b", "4")))
    assert rows(found) == [
        (Cell("a", rowspan=3), Cell("1")),
        (Cell("2"),),
        (Cell("3"),),
        (Cell("b"), Cell("4")),
    ]


def test_merged_cells_are_matched_by_column_not_by_position(blocks) -> None:
    wide = tc("x", '<w:gridSpan w:val="2"/>')
    found = blocks(tbl(tr(wide, tc("a", DOWN)), tr("y", "z", tc("", BELOW))))
    assert rows(found)[0][1] == Cell("a", rowspan=2)


def test_words_in_a_continued_cell_are_not_lost(blocks) -> None:
    assert rows(blocks(tbl(tr(tc("a", DOWN), "1"), tr(tc("b", BELOW), "2"))))[0][0] == Cell("a\nb", rowspan=2)


def test_a_continuation_of_nothing_is_a_cell(blocks) -> None:
    assert rows(blocks(tbl(tr(tc("a", BELOW))))) == [(Cell("a"),)]


def test_rows_without_words_are_left_out_and_merged_cells_shrink(blocks) -> None:
    found = blocks(tbl(tr(tc("a", DOWN), "1"), tr(tc("", BELOW), ""), tr(tc("", BELOW), "3"), tr("", "")))
    assert rows(found) == [(Cell("a", rowspan=2), Cell("1")), (Cell("3"),)]


def test_a_marked_header_row_is_a_header(blocks) -> None:
    found = blocks(tbl(tr("a", properties="<w:tblHeader/>"), tr("b")))
    assert [cells[0].header for cells in rows(found)] == [True, False]


def test_a_bold_first_row_is_a_header(blocks) -> None:
    bold = tc(p(r("Action", "<w:b/>")))
    assert [c[0].header for c in rows(blocks(tbl(tr(bold, tc("")), tr("b", "c"))))] == [True, False]


@pytest.mark.parametrize(
    ("look", "header"),
    [('w:firstRow="1"', True), ('w:val="04A0"', True), ('w:firstRow="0"', False), ('w:val="zz"', False)],
)
def test_a_style_that_shows_its_first_row_makes_a_header(blocks, look: str, header: bool) -> None:
    shown = style("T", "Grille", '<w:tblStylePr w:type="firstRow"/>', kind="table")
    properties = f'<w:tblStyle w:val="T"/><w:tblLook {look}/>'
    found = blocks(tbl(tr("a"), tr("b"), properties=properties), styles=shown)
    assert rows(found)[0][0].header is header


def test_a_table_of_one_row_has_no_header(blocks) -> None:
    assert not rows(blocks(tbl(tr(tc(p(r("a", "<w:b/>")))))))[0][0].header


def test_a_nested_table_follows_its_row(blocks) -> None:
    nested = tbl(tr("dedans"))
    found = blocks(tbl(tr("a", tc(p("b") + nested + p("c"))), tr("d")))
    assert [(b.text, b.table) for b in found] == [("a | b\nc", 1), ("dedans", 2), ("d", 1)]


def test_a_text_box_in_a_cell_follows_its_row(blocks) -> None:
    found = blocks(tbl(tr(tc(p(r("a") + text_box(p("boîte")))))))
    assert [(b.text, b.part) for b in found] == [("a", "body"), ("boîte", "textbox")]


def test_content_controls_around_rows_and_cells_are_transparent(blocks) -> None:
    found = blocks(tbl(sdt(tr(sdt(tc("a")), tc(sdt(p("b")))))))
    assert rows(found) == [(Cell("a"), Cell("b"))]


def test_a_deleted_row_is_left_out(blocks) -> None:
    gone = tr("parti", properties='<w:del w:id="1"/>')
    assert [block.text for block in blocks(tbl(tr("a"), gone) + tbl(gone))] == ["a"]


def test_a_deleted_cell_is_left_out(blocks) -> None:
    assert rows(blocks(tbl(tr("a", tc("b", '<w:cellDel w:id="1"/>'))))) == [(Cell("a"),)]


def test_an_inserted_row_is_signed(blocks) -> None:
    added = tr(tc(p(ins(r("a"), author="Luc"))), properties='<w:ins w:author="Zoé" w:date="2024-05-01"/>')
    assert blocks(tbl(added))[0].revision == "Zoé, 2024-05-01 ; Luc, 2024-03-12"


def test_a_span_of_billions_costs_nothing(blocks) -> None:
    (block,) = blocks(tbl(tr(tc("a", '<w:gridSpan w:val="2147483647"/>'))))
    assert block.cells[0].colspan == 1_000


def test_a_deleted_row_that_strayed_out_of_its_table_is_left_out_too(blocks) -> None:
    gone = tr("parti", properties='<w:del w:id="1"/>')
    assert [block.text for block in blocks(gone + p(r("reste") + gone))] == ["reste"]
