"""A comparison as HTML: each text can be read out of it whole, it is well formed, and what changed is said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml.etree import _Element
from markupsafe import Markup

from repo_service.domain.comparison.changes import Piece, PieceKind
from repo_service.domain.comparison.comparing import compare
from repo_service.domain.passages import Block, BlockKind, Cell, Span
from repo_service.web.comparison import drawing, laying
from repo_service.web.comparison.beside import Beside
from repo_service.web.comparison.drawing import Drawing
from repo_service.web.comparison.laying import Fold
from repo_service.web.comparison.marking import Ink, marked
from tests.web.conftest import Site

CHARTER = [
    Block("heading", "Charte du réseau", 1),
    Block("paragraph", "Le réseau réunit les bibliothèques signataires, sans hiérarchie entre elles."),
    Block("heading", "Article 1", 2),
    Block("item", "signaler les collections de chacun dans le catalogue commun ;", 1, "–"),
    Block("item", "prêter les documents qui peuvent l’être sans dommage ;", 1, "–"),
    Block("heading", "Article 2", 2),
    Block("paragraph", "Un partenaire peut quitter le réseau par lettre. Il termine alors les prêts en cours."),
    Block("row", "Poste | Somme", cells=(Cell("Poste", header=True), Cell("Somme", header=True)), table=1),
    Block("row", "Reliure | 300 euros", cells=(Cell("Reliure"), Cell("300 euros")), table=1),
    Block("row", "Numérisation | 1 200 euros", cells=(Cell("Numérisation"), Cell("1 200 euros")), table=1),
    Block("paragraph", "Les comptes sont présentés chaque année à l’assemblée générale des partenaires."),
    Block("paragraph", "Note sur les comptes.", part="footnote 1", label="[1]"),
]


@pytest.fixture(autouse=True)
def request_context(site: Site) -> Iterator[None]:
    """Words are said in the language of a request."""
    with site.app.test_request_context("/", headers={"Accept-Language": "fr"}):
        yield


def draw(before: list[Block], after: list[Block], columns: bool = False, whole: bool = True) -> str:
    layout = laying.laid_out(compare(before, after), before, after, 1, whole)
    drawn = Drawing(
        Beside(layout, lambda page, fragment: f"?page={page}#{fragment}").margin, _fold,
        {"before": drawing.gaps(before), "after": drawing.gaps(after)}, drawing.heads(after),
        ("Version 1", "Version 2") if columns else None,
    )  # fmt: skip
    return "".join(drawn.draw(items) for _, items in layout.regions)


def _fold(fold: Fold) -> tuple[str, Markup]:
    return f"{fold.size} identiques", Markup("<a href='#x'>lire</a>")


def parsed(html: str) -> _Element:
    return etree.fromstring(f"<main>{html}</main>")


def read(html: str, without: str) -> str:
    """The words of one text, without what only the other has, notes in the margin and what is said to the ear."""
    tree = parsed(html)
    for path in (f"//{without}", "//*[@class='hidden']", "//*[@class='stop']", "//*[@aria-hidden]"):
        for node in tree.xpath(path):
            _drop(node)
    for node in tree.xpath("//*[@class='gone' or @class='kind']"):
        _drop(node)
    for node in tree.xpath("//th[.='Changement']"):
        _drop(node)
    return " ".join("".join(tree.itertext()).split())


def _drop(node: _Element) -> None:
    parent = node.getparent()
    if parent is None:
        return
    before = node.getprevious()
    tail = node.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(node)


def letters(blocks: list[Block]) -> str:
    return "".join(_shown(block) for block in blocks)


def _shown(block: Block) -> str:
    text = "".join(cell.text for cell in block.cells) if block.kind == "row" and block.cells else block.text
    return re.sub(r"\s", "", ("" if block.label in {"–", ""} else block.label) + text)


def same_letters(text: str, blocks: list[Block]) -> bool:
    """Whether the letters are those of the blocks, in whatever order passages that moved are shown."""
    return sorted(re.sub(r"\s", "", text)) == sorted(letters(blocks))


EDITS = st.lists(
    st.tuples(st.sampled_from(["word", "drop", "add", "move", "split", "join"]), st.integers(0, 50)), max_size=6
)


def edited(blocks: list[Block], edits: list[tuple[str, int]]) -> list[Block]:
    made = list(blocks)
    for what, at in edits:
        place = at % max(len(made), 1)
        if not made or made[place].kind == "row":
            continue
        block = made[place]
        if what == "word":
            made[place] = replace(block, text=f"{block.text} et davantage {at}", spans=())
        elif what == "drop":
            del made[place]
        elif what == "add":
            made.insert(place, Block("paragraph", f"Une phrase nouvelle, qui porte le numéro {at} et rien d’autre."))
        elif what == "move" and made[at * 7 % len(made)].kind != "row":  # nothing cuts the table: its head comes again
            made.insert(at * 7 % len(made), made.pop(place))
        elif what == "split" and ". " in block.text:
            first, _, rest = block.text.partition(". ")
            made[place : place + 1] = [replace(block, text=first + "."), replace(block, text=rest)]
        elif what == "join" and place + 1 < len(made) and made[place + 1].kind == block.kind == "paragraph":
            made[place : place + 2] = [replace(block, text=f"{block.text} {made[place + 1].text}")]
    return made


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_each_text_can_be_read_out_of_the_inline_view(edits: list[tuple[str, int]]) -> None:
    after = edited(CHARTER, edits)
    html = draw(CHARTER, after)
    assert same_letters(read(html, "ins"), CHARTER)
    assert same_letters(read(html, "del"), after)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EDITS)
def test_two_columns_and_folds_are_well_formed_too(edits: list[tuple[str, int]]) -> None:
    after = edited(CHARTER, edits)
    for html in (draw(CHARTER, after, columns=True), draw(CHARTER, after, whole=False)):
        ids = parsed(html).xpath("//@id")
        assert len(ids) == len(set(ids))


HOSTILE = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;", "a\x00\x1b[31m\ud800b"]


@pytest.mark.parametrize("wording", HOSTILE)
@pytest.mark.parametrize("columns", [True, False])
def test_whatever_a_file_holds_is_shown_as_text(wording: str, columns: bool) -> None:
    kinds: list[BlockKind] = ["heading", "paragraph", "item", "row", "code"]
    before = [Block(kind, f"{wording} avant", 1, wording) for kind in kinds]
    after = [Block(kind, f"{wording} après", 1, f"{wording}2") for kind in kinds]
    after.append(Block("row", wording, cells=(Cell(wording), Cell(wording, header=True)), table=2, part=wording))
    tree = parsed(draw(before, after, columns))
    assert tree.xpath("//script | //img | //b[not(ancestor::*[@class='stop'])]") == []
    assert not re.search("[\x00-\x08\x1b]", "".join(tree.itertext()))


def test_what_came_and_went_is_told_to_the_ear() -> None:
    (passage,) = [CHARTER[1]]
    html = draw([passage], [replace(passage, text=passage.text.replace("hiérarchie", "chef"))])
    heard = " ".join("".join(parsed(html).itertext()).split())
    assert "début de suppression hiérarchie fin de suppression" in heard
    assert "début d’ajout chef fin d’ajout" in heard


def test_styles_of_both_texts_are_kept() -> None:
    before = Block("paragraph", "un mot gras et la suite du passage", spans=(Span(7, 11, "strong"),))
    after = Block("paragraph", "un mot gras et la fin du passage", spans=(Span(7, 11, "strong"), Span(18, 21, "em")))
    html = draw([before], [after])
    assert "un mot <strong>gras</strong> et la " in html
    assert "<em>fin</em>" in html


def test_a_passage_of_many_changed_and_styled_words_is_drawn_whole() -> None:
    kinds: tuple[PieceKind, ...] = ("same", "out", "in")
    pieces = [Piece(kind, f"{kind}{n} ") for n in range(10_000) for kind in kinds]
    before = _bold("".join(piece.text for piece in pieces if piece.kind != "in"))
    after = _bold("".join(piece.text for piece in pieces if piece.kind != "out"))
    (html,) = marked(pieces, Ink.of([before]), Ink.of([after]))
    assert read(html, "ins") == before.text.strip()
    assert read(html, "del") == after.text.strip()
    assert len(parsed(html).xpath("//strong")) == 30_000
    (new,) = marked(pieces, Ink.of([before]), Ink.of([after]), "new")
    assert "".join(parsed(new).xpath("//ins/strong/text()")) == "".join(f"in{n}" for n in range(10_000))
    assert parsed(Ink.of([after]).styled(after.text)).xpath("count(strong)") == 20_000


def _bold(text: str) -> Block:
    """A passage whose every word is in bold."""
    return Block("paragraph", text, spans=tuple(Span(*word.span(), "strong") for word in re.finditer(r"\S+", text)))


def test_styles_that_overlap_are_nested_and_cut_where_a_piece_ends() -> None:
    ink = Ink((Span(6, 9, "sup"), Span(2, 8, "strong"), Span(0, 4, "em"), Span(5, 5, "em"), Span(0, 9, "link", "#")))
    whole = "<em>ab</em><strong><em>cd</em></strong><strong>e</strong><strong>f</strong>"
    assert ink.styled("abcdefghij") == f"{whole}<strong><sup>gh</sup></strong><sup>i</sup>j"
    assert ink.styled("defg", 3) == (
        "<strong><em>d</em></strong><strong>e</strong><strong>f</strong><strong><sup>g</sup></strong>"
    )
    assert (ink.styled("", 3), ink.styled("jkl", 9), Ink().styled("a<b")) == ("", "jkl", "a&lt;b")


def test_a_row_keeps_its_cells_and_a_cell_its_words() -> None:
    after = [
        replace(one, text=one.text.replace("300", "450"), cells=(one.cells[0], Cell("450 euros")))
        if "Reliure" in one.text else one
        for one in CHARTER
    ]  # fmt: skip
    tree = parsed(draw(CHARTER, after))
    (row,) = tree.xpath("//tr[@data-change]")
    assert [cell.xpath("boolean(.//ins)") for cell in row.xpath("td[position() > 1]")] == [False, True]
    assert tree.xpath("string(//thead/tr/th[1])") == "Changement"
    assert tree.xpath("count(//table)") == 1


def test_a_table_that_goes_on_after_a_fold_has_its_head_again() -> None:
    def rows(changed: int) -> list[Block]:
        head = Block("row", "Titre | État", cells=(Cell("Titre", header=True), Cell("État", header=True)), table=1)
        body = [(f"revue {n}", "vu" if n != changed else "à revoir") for n in range(60)]
        return [head, *(Block("row", " | ".join(pair), cells=tuple(map(Cell, pair)), table=1) for pair in body)]

    tree = parsed(draw(rows(-1), rows(40), whole=False))
    for table in tree.xpath("//table"):
        assert table.xpath("string(thead/tr/th[last()])") == "État"


def test_the_ends_of_a_move_lead_to_each_other() -> None:
    after = [*CHARTER[:1], *CHARTER[2:11], CHARTER[1], *CHARTER[11:]]
    tree = parsed(draw(CHARTER, after))
    (change,) = tree.xpath("//*[@data-sort='moved']")
    (left,) = tree.xpath("//*[@class='gone']")
    assert change.xpath(".//a[contains(., 'plus haut')]/@href") == [f"#{left.get('id')}"]
    assert left.xpath(".//a/@href") == [f"#{change.get('id')}"]
    assert "Le réseau réunit" in "".join(left.itertext())


def test_a_split_passage_is_told_and_marked_where_it_was_cut() -> None:
    first, _, rest = CHARTER[6].text.partition(". ")
    after = [*CHARTER[:6], replace(CHARTER[6], text=first + "."), replace(CHARTER[6], text=rest), *CHARTER[7:]]
    tree = parsed(draw(CHARTER, after))
    (change,) = tree.xpath("//*[@data-change]")
    assert change.get("data-change") == "changement 1 sur 1\xa0: scindé en 2"
    assert change.xpath("count(p[not(@class)])") == 2
    assert change.xpath("string(.//ins/span[@class='hidden'])") == "paragraphe coupé ici"
    joined = parsed(draw(after, CHARTER)).xpath("//*[@data-change]")[0]
    assert joined.get("data-change") == "changement 1 sur 1\xa0: 2 paragraphes réunis"


def test_a_number_that_changed_is_told_without_being_a_change_to_look_at() -> None:
    before = [Block("item", "signaler les collections", 1, "1."), Block("item", "prêter les documents", 1, "2.")]
    after = [before[0], replace(before[1], label="3.")]
    html = draw(before, after)
    assert "numéro changé" in html
    assert same_letters(read(html, "ins"), before)
    assert same_letters(read(html, "del"), after)
    assert parsed(html).xpath("//@data-change") == []
