"""The contract of a search engine: what a mask tells otherwise than the index, of every engine in turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.search import Mask, Part
from tests.search.conftest import ENGINES, Shelf
from tests.search.test_engine import ALL


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def shelf(tmp_path: Path, request: pytest.FixtureRequest) -> Shelf:
    """As everywhere in this folder, of each engine in turn."""
    return Shelf(tmp_path / "indexes", engine=request.param)


def test_what_the_mask_tells_otherwise_counts_filters_and_sorts_as_it_is_told(shelf: Shelf) -> None:
    noon = datetime(2024, 5, 1, 12, tzinfo=UTC)
    changed = {"MINUTES": noon, "CHARTER": noon.replace(year=2026), "ANNEX": noon.replace(year=2025)}
    shelf.build(replace(one, state="repealed", changed=changed.get(one.id)) for one in ALL)
    part = Part(date=date(2019, 6, 1), values={"state": "adopted"}, changed=noon.replace(month=1))
    told, plain = Mask(("told",), shelf.ids, {"CHARTER": part}), Mask(("plain",), shelf.ids)
    assert shelf.found(mask=plain, sort="changed") == ["CHARTER", "ANNEX", "MINUTES", "SCAN"]
    assert shelf.found(mask=told, sort="changed") == ["ANNEX", "MINUTES", "CHARTER", "SCAN"]
    assert shelf.search(mask=told).facets["state"] == {"repealed": 3, "adopted": 1}
    assert "2019" in shelf.search(mask=told).facets["year"]
    assert shelf.found("état:adopté", told) == shelf.found(mask=told, states=("adopted",)) == ["CHARTER"]
    assert shelf.found("date:2019", told) == ["CHARTER"]
    assert "CHARTER" not in shelf.found(mask=told, changed_after=noon)
    assert [name for name, _ in shelf.searcher.everything(SearchQuery(sort="changed"), told)][2] == "CHARTER"
    assert shelf.search(mask=plain).facets["state"] == {"repealed": 4}
