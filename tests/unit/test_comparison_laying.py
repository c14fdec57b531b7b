"""What of a comparison is in sight, what is folded, where one goes from change to change, and how much a page holds."""

from __future__ import annotations

from repo_service.domain.comparison.comparing import compare
from repo_service.domain.passages import Block, Cell
from repo_service.web.comparison import laying
from repo_service.web.comparison.drawing import gaps
from repo_service.web.comparison.laying import Fold, Layout, Line, laid_out

WORDS = [
    *("arbre", "barque", "criée", "digue", "écluse", "falaise", "grève", "havre", "îlot", "jusant", "lande"),
    *("marée", "nasse", "océan", "phare", "quai", "rade"),
]


def sentence(number: int) -> str:
    """One of many sentences that do not resemble each other."""
    return " ".join(f"{word}{number * 7 + place}" for place, word in enumerate(WORDS[number % 7 : number % 7 + 9]))


def texts(*wordings: str, kind: str = "paragraph", part: str = "body") -> list[Block]:
    return [Block(kind, wording, part=part) for wording in wordings]  # type: ignore[arg-type]


def lay(before: list[Block], after: list[Block], page: int = 1, whole: bool = False) -> Layout:
    return laid_out(compare(before, after), before, after, page, whole)


def shape(layout: Layout) -> list[str | int]:
    """What is seen, one entry an item: the wording of a line, the size of a fold."""
    return [item.block.text if isinstance(item, Line) else item.size for item in layout.items]


def test_what_changed_keeps_one_passage_around_it_and_the_rest_is_folded() -> None:
    before = texts(*(sentence(n) for n in range(20)))
    after = [*before[:10], Block("paragraph", sentence(10) + " de plus"), *before[11:]]
    assert shape(lay(before, after)) == [9, sentence(9), sentence(10) + " de plus", sentence(11), 8]
    assert shape(lay(before, after, whole=True)) == [block.text for block in after]


def test_the_headings_over_a_change_stay_in_sight() -> None:
    before = [
        Block("heading", "Titre un", 1), *texts(*(sentence(n) for n in range(5))),
        Block("heading", "Partie deux", 2), *texts(*(sentence(n) for n in range(5, 12))),
        Block("heading", "Titre trois", 1), *texts(*(sentence(n) for n in range(12, 16))),
    ]  # fmt: skip
    after = [block for block in before if block.text != sentence(11)]
    seen = shape(lay(before, after))
    assert "Titre un" in seen
    assert "Partie deux" in seen
    levels = {line.block.text: line.level for line in lay(before, after, whole=True).items if isinstance(line, Line)}
    assert (levels["Titre un"], levels["Partie deux"], levels["Titre trois"]) == (1, 2, 1)


def test_a_small_table_is_shown_whole_and_a_long_one_is_folded() -> None:
    def table(rows: int, changed: int) -> list[Block]:
        cells = [(f"poste {n}", f"somme {n * 31}" if n != changed else "autre somme") for n in range(rows)]
        return [Block("row", " | ".join(pair), cells=tuple(map(Cell, pair)), table=1) for pair in cells]

    assert len(shape(lay(table(20, -1), table(20, 4)))) == 20
    assert shape(lay(table(90, -1), table(90, 50)))[0] == 49


def test_passages_that_came_together_are_one_change_to_look_at() -> None:
    before = texts(*(sentence(n) for n in range(6)))
    after = [*before[:3], *texts(*(sentence(n) for n in range(30, 34))), *before[3:5]]
    stops = lay(before, after).stops
    assert [(stop.line.change.kind, stop.size) for stop in stops] == [("added", 4), ("removed", 1)]


def test_both_ends_of_a_moved_passage_know_each_other() -> None:
    before = texts(*(sentence(n) for n in range(9)))
    after = [*before[1:], before[0]]
    layout = lay(before, after)
    (stop,) = layout.stops
    assert stop.line.change.moved
    (mark,) = layout.left
    assert layout.gone[8] == mark
    assert layout.came[8] is stop
    assert mark < stop.line.place


def test_looks_alone_are_folded_and_counted() -> None:
    before = texts(*(sentence(n) for n in range(4)))
    after = [Block("heading", before[0].text, 1), *before[1:]]
    (fold,) = lay(before, after).items
    assert isinstance(fold, Fold)
    assert (fold.size, fold.looks) == (4, 1)
    assert lay(before, after).stops == ()


def test_notes_stand_apart_and_are_left_out_where_they_are_the_same() -> None:
    before = [*texts(sentence(1), sentence(2)), *texts(sentence(3), part="footnote 1")]
    after = [*texts(sentence(1) + " de plus", sentence(2)), *texts(sentence(3), part="footnote 1")]
    assert [region for region, _ in lay(before, after).regions] == ["flow"]
    assert [region for region, _ in lay(before, after, whole=True).regions] == ["flow", "notes"]
    changed = [*after[:2], *texts(sentence(3) + " corrigée", part="footnote 1")]
    assert [region for region, _ in lay(before, changed).regions] == ["flow", "notes"]


def test_ten_thousand_changes_are_drawn_page_by_page_and_none_is_lost() -> None:
    before = texts(*(sentence(n) for n in range(10_000)))
    after = [Block("paragraph", block.text + " de plus") for block in before]
    comparison = compare(before, after)
    first = laid_out(comparison, before, after, 1)
    assert len(first.stops) == 10_000
    assert len(first.items) <= laying.MOST_LINES
    drawn = [stop.number for stop in first.stops if stop.page == 1]
    assert drawn == list(range(1, len(first.items) + 1))
    last = laid_out(comparison, before, after, 10**6)
    assert last.page == last.pages == first.stops[-1].page
    assert last.items[-1].block.text == after[-1].text  # type: ignore[union-attr]


def test_a_long_fold_does_not_carry_its_words() -> None:
    before = texts(*(sentence(n) for n in range(5_000)))
    after = [*before[:-1], Block("paragraph", sentence(4_999) + " de plus")]
    layout = lay(before, after)
    assert layout.pages == 1
    fold = layout.items[0]
    assert isinstance(fold, Fold)
    assert (fold.size, fold.lines, fold.first.block.text) == (4_998, (), sentence(0))


def test_two_empty_texts_have_one_page_with_nothing_on_it() -> None:
    layout = lay([], [])
    assert (layout.items, layout.stops, layout.page, layout.pages) == ((), (), 1, 1)


def test_cells_that_reach_down_leave_their_places_free_below() -> None:
    def row(*cells: Cell) -> Block:
        return Block("row", " | ".join(cell.text for cell in cells), cells=cells, table=1)

    rows = [
        row(Cell("a"), Cell("haut", rowspan=2, colspan=2), Cell("d")),
        row(Cell("a2"), Cell("d2")),
        row(Cell("a3"), Cell("b3"), Cell("c3"), Cell("d3")),
    ]
    assert gaps(rows) == {0: (0, 0, 0), 1: (0, 2)}
    assert gaps([Block("paragraph", "rien")]) == {}
