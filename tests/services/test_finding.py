"""Finding: rights in totals, facets and hits; every hit is looked up again; lists and suggestions likewise."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from repo_service.domain.roles import VISITOR
from repo_service.errors import BadQuery
from repo_service.services import finding
from repo_service.services.searching import suggesting
from tests.conftest import World
from tests.services import acts


@pytest.fixture
def library(any_world: World) -> World:
    """Five documents about one word, seen by different people, indexed."""
    for number, (said, kind) in enumerate(
        [({"visibility": "public"}, "other"), ({}, "other"), ({}, "knowhow"), ({"state": "draft"}, "other")]
    ):
        any_world.file(
            f"La bibliothèque numéro {number}.", title=f"Note {number}", kind=kind, date=date(2024, 1, 1), **said
        )
    any_world.file("Bibliothèque secrète.", title="Secret", visibility="body", bodies=(any_world.body,))
    any_world.index()
    return any_world


def test_totals_facets_and_hits_count_only_what_the_reader_may_see(library: World) -> None:
    for actor, total, kinds in (
        (VISITOR, 1, {"other": 1}),
        (library.reader, 3, {"other": 2, "knowhow": 1}),
        (library.administrator, 5, {"other": 4, "knowhow": 1}),
    ):
        found = acts.find(library, actor, "bibliotheque")
        assert (found.total, len(found.results), found.facets["kind"]) == (total, total, kinds)


def test_a_hidden_document_changes_neither_order_nor_scores_nor_suggestions(library: World) -> None:
    def told() -> object:
        found = acts.find(library, library.reader, "bibliothèque OR secrète")
        with library.repository.store.reading() as uow:
            suggested = suggesting.suggest(uow, library.reader, "se", date(2024, 1, 1))
            listed = finding.listing(uow, library.reader, (), 1, 20)
        hits = [(row.document.public_id, row.score, row.snippet) for row in found.results]
        return found.total, hits, found.facets, suggested, listed[0]

    before = told()
    library.file("Secrète, secrète bibliothèque. " * 50, title="Secret second", state="draft")
    library.index()
    assert told() == before


def test_a_hit_that_was_withdrawn_past_the_mask_is_not_shown(library: World) -> None:
    (shown,) = acts.find(library, VISITOR, "bibliothèque").results
    with library.repository.store.writing() as uow:
        uow.session.execute(
            text("UPDATE document SET state = 'withdrawn' WHERE public_id = :id"), {"id": shown.document.public_id}
        )
    assert acts.find(library, VISITOR, "bibliothèque").results == ()


def test_a_result_tells_title_file_and_a_snippet_with_the_word(library: World) -> None:
    (shown,) = acts.find(library, VISITOR, "numero").results
    assert (shown.document.title, shown.file_name, shown.media_type) == ("Note 0", "texte.txt", "text/plain")
    assert shown.size == len("La bibliothèque numéro 0.".encode())
    assert "numéro" in str(shown.snippet)


def test_an_index_behind_the_log_says_that_it_is_late(library: World) -> None:
    assert not acts.find(library, library.reader, "bibliothèque").late
    library.file("Bibliothèque nouvelle.")
    late = acts.find(library, library.reader, "bibliothèque")
    assert (late.late, late.total) == (True, 3)
    library.index()
    fresh = acts.find(library, library.reader, "bibliothèque")
    assert (fresh.late, fresh.total) == (False, 4)


def test_hidden_documents_never_make_an_index_late_nor_hide_that_it_is(library: World) -> None:
    for number in range(3):
        library.file(f"Note {number} du brouillon.", visibility="body", bodies=(library.body,))
    assert not acts.find(library, VISITOR, "bibliothèque").late
    for number in range(250):
        library.file(f"Pièce {number}.", visibility="network")
    assert not acts.find(library, VISITOR, "bibliothèque").late
    library.file("Bibliothèque ouverte.", visibility="public")
    assert acts.find(library, VISITOR, "bibliothèque").late


def test_a_query_over_the_limits_is_refused(library: World) -> None:
    with pytest.raises(BadQuery):
        acts.find(library, library.reader, "x " * 60_000)


def test_lists_are_paged_newest_first_under_the_readers_rights(any_world: World) -> None:
    for number in range(5):
        any_world.file("x", title=f"Note {number}", kind="minutes", date=date(2020 + number, 1, 1))
    any_world.file("x", title="Sans date", kind="minutes")
    any_world.file("x", title="Autre", kind="other")
    acts.put(any_world, any_world.file("x", title="Retiré", kind="minutes").public_id, "withdrawn")

    def listed(page: int, order: str = "day") -> tuple[int, list[str]]:
        with any_world.repository.store.reading() as uow:
            total, rows = finding.listing(uow, any_world.reader, ("minutes",), page, 4, order)
            return total, [row.title for row in rows]

    assert listed(1) == (6, ["Note 4", "Note 3", "Note 2", "Note 1"])
    assert listed(2) == (6, ["Note 0", "Sans date"])
    assert listed(3) == (6, [])
    assert listed(1, "created")[1][0] == "Sans date"
    assert listed(1, "title")[1] == ["Note 0", "Note 1", "Note 2", "Note 3"]
    with any_world.repository.store.reading() as uow:
        assert finding.listing(uow, VISITOR, (), 1, 20) == (0, [])
        assert [row.title for row in finding.recent(uow, any_world.reader, limit=1)[1]] == ["Autre"]
