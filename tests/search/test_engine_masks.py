"""The contract of a search engine: what a mask tells otherwise than the index, and what is near under it, of every
engine in turn.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from repo_service.domain.documents import SearchEntry, SearchQuery
from repo_service.search import Mask, Part
from tests.search.conftest import ENGINES, Shelf
from tests.search.test_engine import ALL

PRESS = "Chaque bibliothèque garde des titres de presse régionale, imprimés ou microfilmés, pour tout le réseau. "


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


def test_what_is_near_is_about_the_same_and_seen_by_the_reader_and_what_is_hidden_changes_nothing(
    shelf: Shelf,
) -> None:
    about = [SearchEntry(f"PRESS{number}", 1, "other", "Presse", f"{PRESS}Note.") for number in range(4)]
    others = [SearchEntry(f"OTHER{number}", 1, "other", f"Budget {number}", "Les crédits.") for number in range(12)]
    shelf.build([*about, *others])
    seen = shelf.ids - {"PRESS2", "OTHER3"}

    def near(name: str, title: str, text: str) -> tuple[str, ...]:
        found: tuple[str, ...] = shelf.searcher.near(Mask(("some",), seen), name, title, text)
        return found

    before = near("PRESS0", "Presse", PRESS)
    assert sorted(before) == ["PRESS1", "PRESS3"]
    assert sorted(near("NOT-INDEXED", "Presse", PRESS)) == ["PRESS0", "PRESS1", "PRESS3"]
    assert near("PRESS0", "Presse", "Horaires, gardiennage, chauffage et moniteurs étudiants.") == ()
    assert near("PRESS0", "", "") == ()
    assert "PRESS2" in shelf.searcher.near(Mask(("all",), shelf.ids), "PRESS0", "Presse", PRESS)
    shelf.apply([SearchEntry("PRESS2", 2, "other", "Presse", PRESS * 30), SearchEntry("NEW", 1, "other", "", PRESS)])
    assert near("PRESS0", "Presse", PRESS) == before
    shelf.apply(remove=["PRESS1"])
    assert near("PRESS0", "Presse", PRESS) == ("PRESS3",)
