"""What becomes of passages: each sort of change on short texts, told as a reader would tell it."""

from __future__ import annotations

import pytest

from repo_service.domain.comparison.blame import kept
from repo_service.domain.comparison.changes import applied, undone
from repo_service.domain.comparison.comparing import compare
from repo_service.domain.passages import Block, Cell, Span

OBJECT = "Le réseau a pour objet de mutualiser les acquisitions des bibliothèques."
TRAINING = "Il coordonne le catalogage des fonds et forme les personnels des partenaires."
MEMBERS = "Sont membres les universités et les associations signataires de la présente charte."
LASTING = "La charte est conclue pour trois ans, renouvelable par tacite reconduction."
LEAVING = "Un partenaire quitte le réseau par lettre, avec un préavis de trois mois."


def texts(*wordings, kind="paragraph"):
    return [Block(kind, wording) for wording in wordings]


def row(*cells, table=1):
    return Block("row", " | ".join(cells), cells=tuple(Cell(text) for text in cells), table=table)


def told(before, after):
    """(kind, before, after) of each change that is not quiet."""
    found = compare(before, after)
    return [(one.kind, one.before, one.after) for one in found.changes if not one.is_quiet]


def counts(before, after):
    """The figures that are not zero, without what is the same."""
    found = compare(before, after).counts
    names = ("changed", "added", "removed", "moved", "split", "joined", "looks")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def roundtrip(before, after):
    found = compare(before, after)
    added = [after[one.after[0]].text for one in found.changes if one.kind == "added"]
    removed = [before[one.before[0]].text for one in found.changes if one.kind == "removed"]
    assert applied([block.text for block in before], found, added) == [block.text for block in after]
    assert undone([block.text for block in after], found, removed) == [block.text for block in before]


CASES = {
    "nothing": ([OBJECT, MEMBERS], [OBJECT, MEMBERS], {}),
    "one word": ([OBJECT, LEAVING], [OBJECT, LEAVING.replace("trois", "six")], {"changed": 1}),
    "added in the middle": ([OBJECT, MEMBERS], [OBJECT, LASTING, MEMBERS], {"added": 1}),
    "removed at the end": ([OBJECT, MEMBERS], [OBJECT], {"removed": 1}),
    "moved": ([OBJECT, MEMBERS, LASTING], [MEMBERS, LASTING, OBJECT], {"moved": 1}),
    "moved and changed": (
        [LEAVING, OBJECT, MEMBERS, LASTING], [OBJECT, MEMBERS, LASTING, LEAVING.replace("trois", "six")],
        {"changed": 1},
    ),
    "split in two": ([f"{OBJECT} {TRAINING}", MEMBERS], [OBJECT, TRAINING, MEMBERS], {"split": 1}),
    "joined": ([OBJECT, TRAINING, MEMBERS], [f"{OBJECT} {TRAINING}", MEMBERS], {"joined": 1}),
    "split in three": ([f"{OBJECT} {TRAINING} {LEAVING}"], [OBJECT, TRAINING, LEAVING], {"split": 1}),
    "split and changed": (
        [f"{OBJECT} {TRAINING}", MEMBERS], [OBJECT, TRAINING.replace("forme", "instruit"), MEMBERS], {"split": 1},
    ),
    "rewritten": ([OBJECT], ["Rien de ce qui précède ne subsiste ici désormais."], {"added": 1, "removed": 1}),
    "typography": (["L’objet : défini"], ["L'objet\u00a0: défini"], {"looks": 1}),
    "accents and capitals are wording": (["Vote du president"], ["VOTE du président"], {"changed": 1}),
    "from nothing": ([], [OBJECT], {"added": 1}),
    "to nothing": ([OBJECT], [], {"removed": 1}),
    "nothing at all": ([], [], {}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_sort_of_change_is_told_as_what_it_is(name):
    before, after, expected = CASES[name]
    assert counts(texts(*before), texts(*after)) == expected
    roundtrip(texts(*before), texts(*after))


def test_a_short_line_that_goes_here_and_comes_there_has_not_moved():
    before = texts("Néant.", OBJECT, MEMBERS)
    assert counts(before, texts(OBJECT, MEMBERS, "Néant.")) == {"added": 1, "removed": 1}


def test_short_headings_stay_where_a_passage_moves_past_them():
    moved = "Chaque partenaire tient son adresse à jour dans l’annuaire."
    before = texts(OBJECT, "Départ", LEAVING, "Durée", LASTING, moved)
    after = texts(OBJECT, moved, "Départ", LEAVING.replace("trois", "six"), "Durée", LASTING.replace("trois", "cinq"))
    assert counts(before, after) == {"moved": 1, "changed": 2}
    roundtrip(before, after)


def test_a_heading_moves_with_its_section():
    before = [Block("heading", "Durée"), *texts(LASTING), Block("heading", "Objet"), *texts(OBJECT, TRAINING)]
    assert counts(before, [*before[2:], *before[:2]]) == {"moved": 2}


def test_the_wording_to_the_letter_comes_before_one_with_other_signs():
    first = "Adoptée par l'assemblée générale constitutive du 14 septembre 2023"
    before, after = texts(first, "Préambule"), texts(first, first.replace("'", "’"), "Préambule")
    found = compare(before, after).changes
    assert [(one.kind, one.after) for one in found] == [("same", (0,)), ("added", (1,)), ("same", (2,))]


def test_of_two_ways_to_tell_a_move_the_one_with_fewer_passages_is_told():
    many = [f"{name} mot un deux trois quatre cinq" for name in ("Alpha", "Bêta", "Gamma")]
    long = " ".join(["parole"] * 18 + ["ceci", "cela", "encore"])
    assert counts(texts(*many, long), texts(long, *many)) == {"moved": 1}
    assert counts(texts(long, *many), texts(*many, long)) == {"moved": 1}


def test_the_place_that_a_passage_left_is_marked():
    before = texts(LASTING, OBJECT, TRAINING)
    found = compare(before, [*before[1:], before[0]]).changes
    assert [(one.kind, one.before, one.after, one.moved) for one in found if one.moved] == [
        ("departed", (0,), (2,), True),
        ("same", (0,), (2,), True),
    ]


@pytest.mark.parametrize(
    "after",
    [
        Block("heading", OBJECT, level=2),
        Block("paragraph", OBJECT, label="1."),
        Block("paragraph", OBJECT, spans=(Span(0, 2, "strong"),)),
    ],
)
def test_another_form_of_the_same_words_is_counted_apart(after):
    assert counts(texts(OBJECT), [after]) == {"looks": 1}


def test_who_inserted_words_is_no_form():
    marked = Block("paragraph", OBJECT, spans=(Span(0, 2, "inserted"),), revision="Claire Martin, 2024-03-12")
    assert compare(texts(OBJECT), [marked]).changes[0].is_quiet


def test_a_table_row_is_compared_cell_by_cell():
    before = [row("Partenaire", "Part"), row("UVM", "4 000 €"), row("UJB", "2 000 €")]
    after = [row("Partenaire", "Part"), row("UVM", "5 000 €"), row("UJB", "2 000 €"), row("LIMES", "500 €")]
    found = compare(before, after)
    assert found.counts.changed == 1
    assert found.counts.added == 1
    [changed] = [one for one in found.changes if one.kind == "changed"]
    assert [(cell.before, cell.after) for cell in changed.cells] == [(0, 0), (1, 1)]
    assert [piece.kind for piece in changed.cells[1].pieces] == ["out", "in", "same"]
    roundtrip(before, after)


def test_a_new_column_is_a_new_cell_of_each_row():
    before = [row("UVM", "signé"), row("UJB", "signé")]
    after = [row("UVM", "12 mars", "signé"), row("UJB", "20 mars", "signé")]
    cells = [[(cell.before, cell.after) for cell in one.cells] for one in compare(before, after).changes]
    assert cells == [[(0, 0), (None, 1), (1, 2)]] * 2


def test_a_row_is_never_a_paragraph():
    words = "Université de Valmorin | président | signé"
    before, after = texts(words), [row("Université de Valmorin", "président", "signé")]
    assert counts(before, after) == {"added": 1, "removed": 1}


def test_a_note_is_compared_with_notes_whatever_its_number():
    note = Block("paragraph", MEMBERS, part="footnote 1")
    before, after = [*texts(OBJECT), note], [*texts(OBJECT), Block("paragraph", MEMBERS, part="footnote 2")]
    assert counts(before, after) == {}
    assert counts([*texts(OBJECT), note], texts(OBJECT, MEMBERS)) == {"added": 1, "removed": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["Néant."] * 10_000, ["Néant."] * 9_000),
        (["Néant."] * 10_000, ["Rien."] * 10_000),
        (["Le vote.", "Le budget."] * 5_000, ["Le budget.", "Le vote."] * 5_000),
        ([f"Article {n} du règlement commun" for n in range(4_000)], [f"Article {n} du texte" for n in range(4_000)]),
        (["de la " * 20_000], ["la de " * 20_000]),
    ],
    ids=["equal", "all other", "swapped", "nearly equal", "one endless passage"],
)
def test_pathological_texts_are_answered(before, after):
    roundtrip(texts(*before), texts(*after))


def test_likeness_is_the_share_of_words_that_stand_in_both():
    assert compare(texts(OBJECT), texts(OBJECT)).likeness == 1.0
    assert compare(texts(OBJECT), []).likeness == 0.0
    assert compare([], []).likeness == 1.0
    assert compare(texts("un deux trois quatre"), texts("un deux trois cinq")).likeness == 0.75
    assert compare(texts("L’objet défini"), texts("L'objet défini")).likeness == 1.0
    moved = compare(texts(OBJECT, MEMBERS, LASTING), texts(MEMBERS, LASTING, OBJECT))
    assert moved.likeness == 1.0


def test_programs_receive_anchors_and_the_words_that_changed():
    before = [Block("paragraph", OBJECT, anchor="p-1"), Block("paragraph", LEAVING, anchor="p-2")]
    after = [
        Block("paragraph", OBJECT, anchor="p-1"),
        Block("paragraph", LEAVING.replace("trois", "six"), anchor="p-3"),
        Block("paragraph", MEMBERS, anchor="p-4"),
    ]
    same, changed, added = compare(before, after).to_json(before, after)
    assert same == {"kind": "same", "before": ["p-1"], "after": ["p-1"], "moved": False, "looks": False}
    assert changed["before"] == ["p-2"]
    assert ["out", "trois"] in changed["pieces"]
    assert added["pieces"] == [["in", MEMBERS]]


@pytest.mark.parametrize("part", ["page 3", "slide 2", "sheet 1"])
def test_running_text_is_the_same_whatever_the_format_that_held_it(part):
    before = [*texts(OBJECT, MEMBERS), Block("paragraph", LASTING, part="footer")]
    after = [Block("paragraph", OBJECT, part=part), Block("paragraph", MEMBERS, part=part)]
    assert counts(before, after) == {"removed": 1}
    assert kept(before, after) == [(0, 0), (1, 1)]


def test_an_endless_passage_that_was_cut_in_thousands_is_answered():
    words = [f"mot{n % 997}" for n in range(40_000)]
    cut = [" ".join(words[start : start + 10]) for start in range(0, len(words), 10)]
    assert counts(texts(" ".join(words)), texts(*cut)) == {"split": 1}
    roundtrip(texts(" ".join(words)), texts(*cut))
