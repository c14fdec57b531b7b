"""Which row of somebody else's register is its heading, and what each column holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.domain.passages import Block, Cell
from repo_service.domain.register import columns, headings, scdl


def row(*cells: str | Cell, table: int = 1) -> Block:
    made = tuple(cell if isinstance(cell, Cell) else Cell(cell) for cell in cells)
    return Block("row", " | ".join(cell.text for cell in made), cells=made, table=table, part=f"sheet {table}")


def named(*heads: str) -> dict[str, str]:
    """What each heading is taken for."""
    return {heads[column]: field for field, column in headings.matched(heads).items()}


def test_usual_headings_are_recognised_however_they_are_typed() -> None:
    heads = ("N°", "DATE DE LA DÉCISION (jj/mm/aaaa)", "Objet", "Instance", "Résultat du vote", "Remplacée par")
    assert named(*heads) == {
        "N°": "number", "DATE DE LA DÉCISION (jj/mm/aaaa)": "day", "Objet": "title", "Instance": "body",
        "Résultat du vote": "state", "Remplacée par": "replaced_by",
    }  # fmt: skip


def test_our_own_file_comes_back() -> None:
    found = named(*columns.NAMES)
    assert found["numero"] == "number"
    assert found["adoptee_le"] == "day"
    assert found["en_vigueur_jusqu_au"] == "until"
    assert found["remplace"] == "replaces"
    assert "connu_le" not in found


def test_the_file_of_local_authorities_is_recognised() -> None:
    found = named(*(column.name for column in scdl.COLUMNS))
    assert found["DELIB_ID"] == "number"
    assert found["DELIB_OBJET"] == "title"
    assert found["VOTE_POUR"] == "for"
    assert "VOTE_EFFECTIF" not in found


def test_of_two_columns_for_the_same_thing_the_usual_name_counts() -> None:
    assert named("Date de réunion", "Date", "Titre", "Objet") == {"Date": "day", "Titre": "title"}


def test_a_title_over_the_heading_is_no_heading() -> None:
    found = headings.grid([row("Registre du comité"), row("N°", "Date", "Objet"), row("1", "12/03/2018", "Prêt")])
    assert found is not None
    assert (found.heads, found.rows, found.first) == (("N°", "Date", "Objet"), (("1", "12/03/2018", "Prêt"),), 3)


def test_a_heading_in_two_rows_is_read_as_one() -> None:
    found = headings.grid([
        row(Cell("Date", 1, 2), Cell("Objet", 1, 2), Cell("En vigueur", 2)), row("du", "au"),
        row("12/03/2018", "Prêt", "01/04/2018", "31/12/2018"),
    ])  # fmt: skip
    assert found is not None
    assert headings.matched(found.heads) == {"day": 0, "title": 1, "start": 2, "until": 3}
    assert found.rows == (("12/03/2018", "Prêt", "01/04/2018", "31/12/2018"),)


def test_the_table_whose_columns_are_recognised_best_is_chosen() -> None:
    blocks = [row("a", "b"), row("c", "d"), row("e", "f"), row("Date", "Objet", table=2), row("x", "y", table=2)]
    found = headings.grid(blocks)
    assert found is not None
    assert (found.heads, found.others) == (("Date", "Objet"), 1)


def test_a_text_without_rows_has_no_table() -> None:
    assert headings.grid([Block("paragraph", "Date ; Objet")]) is None


@pytest.mark.parametrize("field", headings.FIELDS)
def test_each_field_is_recognised_by_each_of_its_names(field: str) -> None:
    for name in headings.SYNONYMS[field]:
        assert headings.matched([name]) == {field: 0}, name


@given(st.lists(st.text(max_size=30), max_size=80))
def test_no_column_has_two_fields_whatever_the_headings(heads: list[str]) -> None:
    found = headings.matched(heads)
    assert len(set(found.values())) == len(found)
    assert all(0 <= column < len(heads) for column in found.values())


_CELLS = st.tuples(st.text(max_size=5), st.integers(1, 90), st.integers(1, 300))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.lists(_CELLS, max_size=6), max_size=8))
def test_cells_that_cover_others_break_nothing(rows: list[list[tuple[str, int, int]]]) -> None:
    headings.grid([row(*(Cell(*cell) for cell in cells)) for cells in rows])
