"""Blocks become clean HTML whatever they hold: well formed, safe, complete, and good to listen to."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element

from repo_service.domain.passages import Block, Cell, Span, anchored
from repo_service.web.rendering import ENGLISH, TocEntry, html, toc

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</p></li></table><svg/onload=alert(1)>",
    "&lt;b&gt; &amp; &#60;",
    "{{ 7*7 }} {% raw %}",
]
BAD_TARGETS = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>1</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example/x",
    "http://a b",
    'https://x.example/"onclick="alert(1)',
    "https://x.example/\u202e\r\nx",
    "#nowhere",
    "",
]

ALLOWED_TAGS = frozenset(
    {
        "main",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "p",
        "ul",
        "ol",
        "li",
        "pre",
        "code",
        "span",
        "strong",
        "em",
        "sup",
    }
    | {"sub", "a", "br", "div", "table", "thead", "tbody", "tr", "th", "td", "aside", "section", "details"}
    | {"summary"}
)
ALLOWED_ATTRIBUTES = frozenset(
    {"id", "class", "href", "rel", "title", "tabindex", "role", "aria-label", "scope", "colspan", "rowspan"}
)


def tree(blocks: list[Block], **options: object) -> _Element:
    """The strict XML reading of the HTML: any tag left open or attribute left unquoted fails."""
    markup = str(html(blocks, **options)).replace("<br>", "<br/>\n")  # type: ignore[arg-type]
    return etree.fromstring(f"<main>{markup}</main>", etree.XMLParser(resolve_entities=False, huge_tree=True))


def words(element: _Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext()))


def texts(blocks: list[Block], path: str) -> list[str]:
    return [words(found).strip() for found in tree(blocks).iterfind(path)]


TEXT = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=30), st.text("1 a\n|<>&\"'\x00\u202e\ud800é", max_size=12)
)
SPANS = st.lists(
    st.builds(
        Span,
        st.integers(-2, 30),
        st.integers(-2, 40),
        st.sampled_from(["strong", "em", "code", "link", "sup", "sub", "inserted"]),
        st.sampled_from(
            [*BAD_TARGETS, "https://x.example/?a=1&b='2'", "mailto:a@b.example", "doc:ABC", "#p-1"]
        ),
    ),
    max_size=6,
).map(tuple)
CELLS = st.lists(
    st.builds(Cell, TEXT, st.integers(-1, 5), st.integers(-1, 5), st.booleans()), min_size=1, max_size=4
).map(tuple)
PARTS = st.sampled_from(
    ["body"] * 6 + ["header", "footer", "footnote 1", "endnote 1", "textbox", "slide 3", "<x> 'y'"]
)


@st.composite
def any_block(draw: st.DrawFn) -> Block:
    kind = draw(st.sampled_from(["heading", "paragraph", "item", "row", "code"]))
    cells = draw(CELLS) if kind == "row" else ()
    return Block(
        kind,
        " | ".join(cell.text for cell in cells) if cells else draw(TEXT),
        level=draw(st.integers(-1, 12)),
        label=draw(st.sampled_from(["", "–", "1.", "Décision 3", "=>", "<b>"])),
        cells=cells,
        spans=draw(SPANS),
        table=draw(st.integers(1, 2)) if kind == "row" else 0,
        part=draw(PARTS),
        anchor=draw(st.sampled_from(["", "p-1", "p-2", "x y", '"><script>', "note-footnote-1"])),
    )


def resolve(target: str) -> tuple[str, str] | None:
    return {"doc:ABC": ("/documents/ABC", 'Titre "<b>"')}.get(target)


@settings(max_examples=300, deadline=None)
@given(st.lists(any_block(), max_size=12))
def test_any_blocks_make_well_formed_safe_html_with_unique_ids(blocks: list[Block]) -> None:
    root = tree(blocks, link=resolve)
    ids = [found.get("id") for found in root.iter() if found.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        assert element.tag in ALLOWED_TAGS
        assert set(element.attrib) <= ALLOWED_ATTRIBUTES
        assert re.match(r"https?://|mailto:|/documents/|#|$", element.get("href", ""))
    for heading in root.iter("h2", "h3", "h4", "h5", "h6"):
        assert words(heading).strip()


@settings(max_examples=200, deadline=None)
@given(st.lists(any_block(), max_size=8))
def test_every_word_of_every_block_is_shown(blocks: list[Block]) -> None:
    shown = words(tree(blocks, link=resolve))
    kept = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
    for block in blocks:
        for text in [cell.text for cell in block.cells] or [block.text]:
            if not any(unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"} for char in text):
                continue  # nothing that could be seen
            assert re.sub(r"\s+", " ", kept.sub("", text)).strip() in shown


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(1, 9), max_size=20), st.integers(0, 3))
def test_heading_levels_never_skip_one(levels: list[int], offset: int) -> None:
    blocks = anchored(Block("heading", f"Titre {place}", level=level) for place, level in enumerate(levels))
    root = tree(blocks, heading_offset=offset)
    shown = [int(heading.tag[1]) for heading in root]
    assert all(after <= before + 1 for before, after in zip([offset, *shown], shown, strict=False))
    assert [min(entry.level + offset, 6) for entry in toc(blocks)] == shown
    assert [entry.anchor for entry in toc(blocks)] == [heading.get("id") for heading in root]


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_a_link_that_is_not_allowed_leaves_its_words_only(target: str) -> None:
    root = tree([Block("paragraph", "Voir ici.", spans=(Span(5, 8, "link", target),))])
    assert root.find(".//a") is None
    assert words(root) == "Voir ici."


def test_a_link_to_the_web_is_kept() -> None:
    root = tree([Block("paragraph", "Voir ici.", spans=(Span(5, 8, "link", "https://x.example/?a=1&b=2"),))])
    assert root.find("p/a").get("href") == "https://x.example/?a=1&b=2"


def test_a_link_inside_the_text_needs_an_anchor_to_lead_to() -> None:
    [heading] = anchored([Block("heading", "Vote", level=1)])
    link = Block("paragraph", "plus haut", spans=(Span(0, 9, "link", f"#{heading.anchor}"),))
    assert tree([heading, link]).find("p/a").get("href") == f"#{heading.anchor}"


def test_a_link_between_documents_is_resolved_by_the_callback() -> None:
    block = Block("paragraph", "voir la charte", spans=(Span(8, 14, "link", "doc:ABC"),))
    link = tree([block], link=resolve).find("p/a")
    assert (link.get("href"), link.get("title"), link.text) == ("/documents/ABC", 'Titre "<b>"', "charte")


@pytest.mark.parametrize(
    "answer", [None, ("javascript:alert(1)", "x"), ("//evil.example", "x"), ("/\\evil.example", "x")]
)
def test_a_link_between_documents_that_leads_nowhere_is_marked_as_missing(
    answer: tuple[str, str] | None,
) -> None:
    block = Block("paragraph", "charte", spans=(Span(0, 6, "link", "doc:XYZ"),))
    missing = tree([block], link=lambda target: answer).find("p/span")
    assert (missing.get("class"), missing.text) == ("missing", "charte")


def test_items_nest_by_their_levels_and_keep_their_labels() -> None:
    blocks = [
        Block("item", "Budget", level=1, label="Décision 3"),
        Block("item", "achat", level=2, label="–"),
        Block("item", "prêt", level=2, label="–"),
        Block("item", "Calendrier", level=1, label="Décision 4"),
        Block("item", "Autre liste", level=1, label="•"),
    ]
    root = tree(blocks)
    assert [child.tag for child in root] == ["ol", "ul"]
    assert root[0].get("class") == "labelled"
    assert root[0].get("role") == "list"
    assert [words(item).strip() for item in root.iterfind("ol/li/ul/li")] == ["achat", "prêt"]
    assert [label.text for label in root.iterfind("ol/li/span")] == ["Décision 3", "Décision 4"]
    assert words(root[1]) == "Autre liste"


def test_an_arrow_is_shown_for_it_may_mean_a_decision() -> None:
    assert texts([Block("item", "achat accepté", level=1, label="=>")], "ol/li") == ["=> achat accepté"]


def test_a_list_that_dives_several_levels_opens_one_list_only() -> None:
    root = tree([Block("item", "haut", level=1, label="–"), Block("item", "bas", level=4, label="–")])
    assert [words(item) for item in root.iterfind("ul/li/ul/li")] == ["bas"]


def test_a_table_with_a_head_can_be_listened_to_and_scrolled() -> None:
    rows = [
        Block("row", "Qui | Quoi", cells=(Cell("Qui", header=True), Cell("Quoi", header=True)), table=1),
        Block("row", "Anne | devis", cells=(Cell("Anne", header=True), Cell("devis", colspan=2)), table=1),
    ]
    box = tree(rows).find("div")
    assert (box.get("role"), box.get("tabindex"), box.get("aria-label")) == ("region", "0", "Tableau 1")
    assert [cell.get("scope") for cell in box.iterfind("table/thead/tr/th")] == ["col", "col"]
    assert [cell.get("scope") for cell in box.iterfind("table/tbody/tr/th")] == ["row"]
    assert box.find("table/tbody/tr/td").get("colspan") == "2"


def test_a_head_cell_that_reaches_into_the_body_leaves_the_table_without_a_head() -> None:
    rows = [
        Block(
            "row",
            "Qui | Quoi",
            cells=(Cell("Qui", rowspan=2, header=True), Cell("Quoi", header=True)),
            table=1,
        ),
        Block("row", "devis", cells=(Cell("devis"),), table=1),
    ]
    assert [child.tag for child in tree(rows).find("div/table")] == ["tbody"]


def test_a_cell_never_reaches_below_its_table() -> None:
    [cell] = tree([Block("row", "x", cells=(Cell("x", rowspan=9),), table=1)]).iterfind(".//td")
    assert cell.get("rowspan") is None


def test_an_empty_head_cell_is_no_header() -> None:
    row = Block("row", " | Quoi", cells=(Cell("", header=True), Cell("Quoi", header=True)), table=1)
    assert [cell.tag for cell in tree([row]).find(".//tr")] == ["td", "th"]


def test_two_tables_in_a_row_stay_two() -> None:
    rows = [Block("row", "a", cells=(Cell("a"),), table=1), Block("row", "b", cells=(Cell("b"),), table=2)]
    assert [box.get("aria-label") for box in tree(rows)] == ["Tableau 1", "Tableau 2"]


def test_emphasis_in_a_row_lands_in_its_cell() -> None:
    row = Block("row", "un | deux", cells=(Cell("un"), Cell("deux")), spans=(Span(5, 9, "strong"),), table=1)
    assert [cell.text for cell in tree([row]).iterfind(".//td/strong")] == ["deux"]


def test_notes_stand_at_the_end_and_lead_back() -> None:
    blocks = [
        Block("paragraph", "Accord unanime2.", spans=(Span(14, 15, "sup"),)),
        Block("paragraph", "Sauf une abstention.", part="footnote 2"),
        Block("paragraph", "Fin."),
    ]
    root = tree(blocks)
    reference = root.find("p/sup/a")
    note = root.find("section/ol/li")
    assert reference.get("href") == f"#{note.get('id')}"
    assert note.find("a").get("href") == f"#{reference.get('id')}"
    assert words(note).startswith("2 Sauf une abstention.")
    assert root[-1].tag == "section"


def test_the_number_of_a_note_is_shown_once_and_any_other_label_is_kept() -> None:
    assert texts([Block("paragraph", "Sauf une abstention.", label="[2]", part="footnote 2")], "section/ol/li") == [
        "2 Sauf une abstention."
    ]
    assert texts([Block("paragraph", "Sauf une abstention.", label="a)", part="footnote 2")], "section/ol/li") == [
        "2 a) Sauf une abstention."
    ]


def test_a_superscript_that_is_no_note_stays_a_superscript() -> None:
    root = tree([Block("paragraph", "30 m2", spans=(Span(4, 5, "sup"),))])
    assert (root.find("p/sup").text, root.find(".//a")) == ("2", None)


def test_text_boxes_and_page_margins_stand_apart() -> None:
    blocks = [
        Block("paragraph", "Réseau Amarante", part="header"),
        Block("paragraph", "Texte"),
        Block("paragraph", "À retenir", part="textbox"),
    ]
    root = tree(blocks)
    assert [child.tag for child in root] == ["p", "aside", "details"]
    assert root.find("aside").get("aria-label") == "Encadré 1"
    assert words(root.find("details")) == "En-têtes et pieds de pageRéseau Amarante"
    assert words(tree(blocks, words=ENGLISH).find("details/summary")) == "Page headers and footers"


def test_overlapping_emphasis_is_closed_in_order() -> None:
    block = Block("paragraph", "abcdef", spans=(Span(0, 4, "strong"), Span(2, 6, "em")))
    assert str(html([block])) == "<p><strong>ab<em>cd</em></strong><em>ef</em></p>"


def test_line_breaks_stay_and_code_keeps_its_spaces() -> None:
    assert str(html([Block("paragraph", "a\nb")])) == "<p>a<br>b</p>"
    assert str(html([Block("code", "x  = 1\n  y")])) == '<pre tabindex="0"><code>x  = 1\n  y</code></pre>'


def test_an_empty_heading_is_left_out() -> None:
    assert str(html([Block("heading", "", level=1), Block("heading", "\u200b", level=2)])) == ""


def test_places_to_fill_in_are_shown_by_their_words_only_where_asked() -> None:
    blocks = [Block("paragraph", "Entre {{ partenaire.nom }} et {{autre.nom}}, {{ 1 <b> }}")]
    root = tree(blocks, blank=lambda code: code.replace(".", ", "))
    assert [words(found) for found in root.findall("p/span[@class='blank']")] == ["partenaire, nom", "autre, nom"]
    assert words(root) == "Entre partenaire, nom et autre, nom, {{ 1 <b> }}"
    assert words(tree(blocks)) == "Entre {{ partenaire.nom }} et {{autre.nom}}, {{ 1 <b> }}"


def test_the_table_of_contents_gives_labels_and_leaves_margins_out() -> None:
    blocks = anchored(
        [
            Block("heading", "Lettre", level=1, part="header"),
            Block("heading", "Ordre du jour", level=2, label="I."),
            Block("heading", "Votes", level=4),
        ]
    )
    assert toc(blocks) == [
        TocEntry(1, "I. Ordre du jour", blocks[1].anchor),
        TocEntry(2, "Votes", blocks[2].anchor),
    ]


def test_ten_thousand_overlapping_spans_stay_affordable() -> None:
    text = "ab" * 10_000
    spans = tuple(
        Span(i, i + 3, kind, "https://x.example") for i in range(0, 20_000, 4) for kind in ("strong", "link")
    )
    assert str(html([Block("paragraph", text, spans=spans)])).count("<strong>") == 5_000
