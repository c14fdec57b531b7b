"""The normal form of texts: anchors that last, wordings that compare, a form that can be stored."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.passages import Block, Cell, Span, anchored, fold, headings, plain_text

TEXT = st.text(max_size=20)
KINDS = st.sampled_from(["heading", "paragraph", "item", "row", "code"])
BLOCKS = st.builds(
    Block,
    KINDS,
    TEXT,
    level=st.integers(0, 6),
    label=st.sampled_from(["", "–", "Décision 3"]),
    cells=st.lists(st.builds(Cell, TEXT, st.integers(1, 3), st.integers(1, 3), st.booleans()), max_size=3).map(tuple),
    spans=st.lists(
        st.builds(Span, st.integers(0, 5), st.integers(5, 9), st.sampled_from(["strong", "link"]), TEXT), max_size=2
    ).map(tuple),
    table=st.integers(0, 2),
    part=st.sampled_from(["body", "footnote 2", "header"]),
    revision=st.sampled_from(["", "Claire Martin, 2024-03-12"]),
)
FEW_TEXTS = st.lists(st.builds(Block, KINDS, st.sampled_from(["Vote", "vote", "Budget", "", "Été"])), max_size=15)


def anchors(blocks: list[Block]) -> list[str]:
    return [block.anchor for block in anchored(blocks)]


@given(st.one_of(st.lists(BLOCKS, max_size=10), FEW_TEXTS))
def test_anchors_are_unique_and_fit_for_an_address(blocks: list[Block]) -> None:
    found = anchors(blocks)
    assert len(set(found)) == len(found)
    assert all(anchor.isascii() and anchor.replace("-", "").isalnum() and anchor.startswith("p-") for anchor in found)


@given(FEW_TEXTS, st.integers(0, 15), st.text(alphabet="xyz", min_size=1))
def test_an_insertion_elsewhere_changes_no_anchor(blocks: list[Block], place: int, other_words: str) -> None:
    place = min(place, len(blocks))
    longer = [*blocks[:place], Block("paragraph", other_words), *blocks[place:]]
    found = anchors(longer)
    assert found[:place] + found[place + 1 :] == anchors(blocks)


@given(FEW_TEXTS, st.integers(0, 15))
def test_a_repeated_wording_put_after_its_twins_changes_no_anchor(blocks: list[Block], place: int) -> None:
    assert not blocks or anchors([*blocks, blocks[place % len(blocks)]])[:-1] == anchors(blocks)


@given(BLOCKS)
def test_marks_labels_and_places_do_not_move_an_anchor(block: Block) -> None:
    assert anchors([Block(block.kind, block.text)]) == anchors([block])


@given(BLOCKS)
def test_anchors_are_given_anew_whatever_stood_there(block: Block) -> None:
    [once] = anchored([block])
    assert anchored([once]) == [once]


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=40))
def test_composed_and_decomposed_wordings_are_equal(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_accents_case_spaces_and_apostrophes_do_not_count() -> None:
    assert fold("  L’ÉTÉ\u00a0des  BIBLIOTHÈQUES  ") == fold("l'ete des bibliotheques") == "l'ete des bibliotheques"
    assert fold("œuvre Æsope o\ufb03ce co\u00adopé\u00adration") == "oeuvre aesope office cooperation"


@given(BLOCKS)
def test_a_block_comes_back_from_its_stored_form(block: Block) -> None:
    [kept] = anchored([block])
    assert Block.from_json(json.loads(json.dumps(kept.to_json()))) == kept


def test_the_stored_form_leaves_out_what_is_not_said() -> None:
    assert Block("paragraph", "Texte").to_json() == {"kind": "paragraph", "text": "Texte"}


def test_the_plain_text_has_one_line_a_block_with_its_label() -> None:
    blocks = [Block("heading", "Votes", level=1), Block("item", "Budget", level=1, label="Décision 3")]
    assert plain_text(blocks) == "Votes\nDécision 3 Budget"


def test_the_table_of_contents_holds_the_headings_of_the_main_text() -> None:
    blocks = [
        Block("heading", "Votes", level=1),
        Block("heading", "", level=2),
        Block("paragraph", "Texte"),
        Block("heading", "Réseau", level=1, part="header"),
    ]
    assert [block.text for block in headings(blocks)] == ["Votes"]
