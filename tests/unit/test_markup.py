"""Blocks written as Markdown mean the same words to a Markdown parser."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import markdown

from repo_service.domain.markup import to_markdown
from repo_service.domain.passages import Block, Cell, Span


def read_again(blocks: list[Block]) -> str:
    return markdown(to_markdown(blocks), extensions=["tables", "fenced_code", "footnotes", "sane_lists", "attr_list"])


def words(html: str) -> list[str]:
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


def test_headings_paragraphs_and_nested_lists_with_labels() -> None:
    blocks = [
        Block("heading", "Compte rendu", level=1),
        Block("paragraph", "Le comité décide."),
        Block("item", "Budget", level=1, label="1."),
        Block("item", "achat", level=2, label="–"),
        Block("item", "Calendrier", level=1, label="2."),
        Block("item", "Accord", level=1, label="Décision 3"),
    ]
    assert to_markdown(blocks) == (
        "# Compte rendu\n\nLe comité décide.\n\n- 1\\. Budget\n    - achat\n- 2\\. Calendrier\n- Décision 3 Accord\n"
    )


def test_a_list_of_numbers_only_stays_numbered() -> None:
    items = [Block("item", "Budget", level=1, label="1."), Block("item", "Vote", level=1, label="2.")]
    assert to_markdown(items) == "1. Budget\n2. Vote\n"


def test_a_table_flattens_its_merged_cells() -> None:
    rows = [
        Block("row", "Qui | Quoi", cells=(Cell("Qui", header=True), Cell("Quoi", colspan=2, header=True)), table=1),
        Block("row", "Anne | devis | mai", cells=(Cell("Anne", rowspan=2), Cell("devis"), Cell("mai")), table=1),
        Block("row", "achat | a|b", cells=(Cell("achat"), Cell("a|b")), table=1),
    ]
    assert to_markdown(rows) == (
        "| Qui | Quoi |  |\n| --- | --- | --- |\n| Anne | devis | mai |\n|  | achat | a&#124;b |\n"
    )


def test_a_table_without_head_gets_an_empty_one() -> None:
    rows = [Block("row", "a | b", cells=(Cell("a"), Cell("b")), table=1)]
    assert to_markdown(rows) == "|  |  |\n| --- | --- |\n| a | b |\n"
    assert words(read_again(rows)) == ["a", "b"]


def test_emphasis_links_and_code() -> None:
    spans = (
        Span(0, 5, "strong"),
        Span(6, 10, "em"),
        Span(11, 15, "code"),
        Span(16, 20, "link", "https://x.example/a_(b)"),
    )
    block = Block("paragraph", "forte pâle code lien", spans=spans)
    assert to_markdown([block]) == "**forte** *pâle* `code` [lien](https://x.example/a_%28b%29)\n"
    assert 'href="https://x.example/a_%28b%29"' in read_again([block])


@pytest.mark.parametrize("target", ["javascript:alert(1)", "data:x", "//evil.example", ""])
def test_a_link_that_is_not_allowed_leaves_its_words(target: str) -> None:
    assert to_markdown([Block("paragraph", "ici", spans=(Span(0, 3, "link", target),))]) == "ici\n"


def test_a_link_after_an_exclamation_mark_is_no_image() -> None:
    block = Block("paragraph", "Merci !ici", spans=(Span(7, 10, "link", "https://x.example/"),))
    assert "<img" not in read_again([block])
    assert words(read_again([block])) == ["Merci", "!", "ici"]


def test_a_note_is_referred_to_and_defined() -> None:
    blocks = [
        Block("paragraph", "Accord1 unanime", spans=(Span(6, 7, "sup"),)),
        Block("paragraph", "Sauf une voix.", part="footnote 1"),
    ]
    assert to_markdown(blocks) == "Accord[^1] unanime\n\n[^1]: Sauf une voix.\n"
    assert 'class="footnote"' in read_again(blocks)


def test_a_note_that_nothing_refers_to_keeps_its_words() -> None:
    assert words(read_again([Block("paragraph", "Sauf une voix.", part="footnote 1")])) == ["Sauf", "une", "voix."]


def test_code_that_holds_a_fence_gets_a_longer_one() -> None:
    assert to_markdown([Block("code", "```\nx\n```")]) == "````\n```\nx\n```\n````\n"


def test_what_is_printed_on_every_page_stands_after_a_rule() -> None:
    blocks = [Block("paragraph", "Réseau", part="header"), Block("paragraph", "Texte")]
    assert to_markdown(blocks) == "Texte\n\n---\n\nRéseau\n"


def test_no_block_makes_no_text() -> None:
    assert to_markdown([]) == ""


TRICKY = [
    *("# pas un titre", "1. pas une liste", "- ni ici", "+ ni là", "* ni là", "2024) fin", "> pas une citation"),
    *("a_b_c *d* **e**", "[a](b)", "![i](x)", "[^1]: note", "<b>gras</b>", "&lt;b&gt; &amp;", "`code`", "```"),
    *("a | b", "|---|", "===", "---", "~~barré~~", "\\ \\* \\\\", ": définition", "{: .x }", "{#id}", "fin #"),
    *("[[lien]]", "http://x.example/a_b_c", "<https://x.example>", "mot\tmot", "    code", "*[HTML]: x", "[TOC]"),
    *("a\nb", "l’été — 5 € « oui »", "1\\. x", "AT&T", "&copy"),
]
TEXT = st.one_of(
    st.sampled_from(TRICKY),
    st.lists(st.sampled_from(TRICKY), max_size=3).map(" ".join),
    st.text("ab1.-+*_`#<>&|[](){}\\~:=! \n", max_size=15),
)


@st.composite
def any_block(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from(["heading", "paragraph", "item", "row"]))
    cells = tuple(Cell(text) for text in draw(st.lists(TEXT, min_size=1, max_size=3))) if kind == "row" else ()
    kinds = st.sampled_from(["strong", "em", "link", "sup", "sub"])
    span = st.builds(Span, st.integers(0, 9), st.integers(0, 15), kinds, st.just("https://x.example/"))
    return Block(
        kind,
        " | ".join(cell.text for cell in cells) if cells else draw(TEXT),
        level=draw(st.integers(1, 3)),
        label=draw(st.sampled_from(["–", "1.", "•"])) if kind == "item" else "",
        cells=cells,
        spans=() if kind == "row" else tuple(draw(st.lists(span, max_size=3))),
        table=1 if kind == "row" else 0,
    )


@pytest.mark.parametrize("text", TRICKY)
@pytest.mark.parametrize("kind", ["heading", "paragraph", "item"])
def test_a_tricky_text_reads_the_same(kind: str, text: str) -> None:
    assert words(read_again([Block(kind, text, level=1)])) == text.split()  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(st.lists(any_block(), max_size=6))
def test_any_blocks_read_again_give_the_same_words(blocks: list[Block]) -> None:
    expected = [word for b in blocks for text in ([c.text for c in b.cells] or [b.text]) for word in text.split()]
    assert "".join(words(read_again(blocks))).replace("1.", "") == "".join(expected).replace("1.", "")
