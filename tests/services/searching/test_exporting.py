"""The whole result in batches: in order, of one moment, and what was hidden or changed since then left out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import BadQuery, Unavailable
from repo_service.services.searching import exporting, synonyms
from repo_service.services.searching.exporting import Listed
from tests.conftest import World
from tests.services import acts


@pytest.fixture
def library(any_world: World) -> World:
    """Seven documents for partners, two of them for everybody."""
    for number in range(7):
        any_world.file(
            f"Le désherbage, note {number}.", title=f"Note {number}", date=date(2024, 1, 1 + number),
            visibility="public" if number < 2 else "network", domain="Conservation",
        )  # fmt: skip
    any_world.index()
    return any_world


def export(world: World, actor: Actor, text: str = "", **more: object) -> Iterator[Listed]:
    query, repository = SearchQuery(text, **more), world.repository  # type: ignore[arg-type]
    return exporting.everything(repository.store, actor, repository.searcher, repository.access, query)


def titles(found: Iterator[Listed]) -> list[str]:
    return [one.document.title for one in found]


def test_all_that_a_person_may_find_is_exported_in_its_order(library: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "BATCH", 3)
    newest = [f"Note {number}" for number in range(6, -1, -1)]
    assert titles(export(library, library.reader, "desherbage", sort="date", page=9, per_page=1)) == newest
    assert titles(export(library, library.reader, sort="title")) == newest[::-1]
    assert titles(export(library, VISITOR, "désherbage", sort="date")) == ["Note 1", "Note 0"]
    assert titles(export(library, library.reader, "introuvable")) == []


def test_each_tells_its_version_and_its_last_change(library: World) -> None:
    first = next(export(library, library.reader, sort="title"))
    assert first.version.details["domain"] == "Conservation"
    assert first.changed == first.version.states[-1].recorded_at


def test_what_was_hidden_withdrawn_or_changed_since_is_left_out(
    library: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "BATCH", 1)
    found = export(library, library.reader, "désherbage", sort="title")
    first = next(found)
    ids = {one.document.title: one.document.public_id for one in export(library, library.reader)}
    acts.put(library, ids["Note 2"], "withdrawn")
    acts.edit(library, ids["Note 3"], title="Note changée")
    acts.edit(library, ids["Note 4"], title="Note 4", visibility="body", bodies=(library.body,))
    library.index()
    assert [first.document.title, *titles(found)] == ["Note 0", "Note 1", "Note 5", "Note 6"]


def test_what_is_no_longer_in_the_state_asked_for_is_left_out(library: World) -> None:
    kept = export(library, library.reader, "désherbage", states=("published",))
    ids = {one.document.title: one.document.public_id for one in export(library, library.reader)}
    with library.repository.store.writing() as uow:
        row = acts.latest(library, ids["Note 6"])
        uow.session.merge(row).state = "adopted"
        uow.log.record("document.state", library.administrator.account, row.public_id)
    assert "Note 6" not in titles(kept)


def test_synonyms_widen_an_export_as_they_widen_the_page(library: World) -> None:
    with library.repository.store.writing() as uow:
        synonyms.add(uow, library.administrator, "désherbage\nélagage")
    assert len(titles(export(library, library.reader, "élagage"))) == 7


def test_passages_of_all_versions_are_not_exported(library: World) -> None:
    with pytest.raises(BadQuery, match="pas des passages"):
        export(library, library.reader, "désherbage", all_versions=True)


def test_what_cannot_be_asked_is_refused_before_anything_is_taken(library: World) -> None:
    with pytest.raises(BadQuery):
        export(library, library.reader, "*a*")
    shutil.rmtree(library.repository.settings.indexes)
    with pytest.raises(Unavailable):
        export(library, library.reader)


def test_the_last_change_is_that_of_what_is_found(library: World) -> None:
    repository = library.repository

    def last(actor: Actor, text: str) -> datetime | None:
        """To the second, as the index keeps it and as feeds tell it."""
        with repository.store.reading() as uow:
            found = exporting.last_change(uow, actor, repository.searcher, repository.access, SearchQuery(text))
        return found and found.replace(microsecond=0)

    for actor in (library.reader, VISITOR):
        latest = max(one.changed for one in export(library, actor))
        assert last(actor, "désherbage") == latest.replace(microsecond=0)
    assert last(VISITOR, "introuvable") is None
