"""The index of every wording: entries go and are masked by document, and what is hidden of a document is as if away."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from repo_service.domain.documents import Found, PassageEntry, SearchQuery
from repo_service.errors import Unavailable
from repo_service.search import CURRENT, HISTORY, Indexer, Mask, Part, Searcher
from repo_service.search.masks import versions
from tests.search.conftest import EPOCH, Shelf
from tests.search.corpora import entries, passages, queries
from tests.search.index.damages import DAMAGES


def wording(document: str, place: int, text: str, told: str = "1", **more: object) -> PassageEntry:
    return PassageEntry(
        f"{document}/{place:010x}", 1, "charter", "", text, document=document, versions=told, **more  # type: ignore[arg-type]
    )  # fmt: skip


def essence(found: Found) -> tuple[object, ...]:
    return found.total, found.facets, [(hit.id, hit.version, round(hit.score, 6)) for hit in found.hits]


def test_what_is_put_again_replaces_all_that_was_held_of_its_document(history: Shelf) -> None:
    history.build([wording("A", n, f"zinzolin {n}") for n in range(5)] + [wording("B", 0, "zinzolin")])
    history.apply([wording("A", 7, "zinzolin neuf")])
    assert sorted(history.found("zinzolin")) == ["A/0000000007", "B/0000000000"]
    history.apply([], ["A"])
    assert history.found("zinzolin") == ["B/0000000000"]
    history.apply([wording("A", n, f"zinzolin {n}") for n in range(3)], ["A", "UNKNOWN"])
    assert history.search("zinzolin").total == 4


def test_a_document_cut_by_the_end_of_a_segment_is_replaced_whole(
    history: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("repo_service.search.index.sealing.MAX_TOKENS", 8)
    history.build([wording(name, n, f"zinzolin mauve {n}") for name in "AB" for n in range(10)])
    history.apply([wording("A", 0, "zinzolin")])
    assert history.search("zinzolin").total == 11
    history.apply([], ["B"])
    assert history.search("zinzolin").total == 1


def test_the_index_grown_by_commits_is_the_one_built_at_once(history: Shelf, shelves: Callable[[str], Shelf]) -> None:
    whole = passages(60, 3)
    history.build([entry for entry in whole if entry.document < "DOC00020"])
    chance = random.Random(3)
    for document in sorted({entry.document for entry in whole}):
        own = [entry for entry in whole if entry.document == document]
        history.apply(chance.sample(own, len(own)), [chance.choice(["DOC00005", "UNKNOWN"])])
        history.apply(own)
    history.apply([entry for entry in whole if entry.document == "DOC00005"])
    fresh = Shelf(history.folder.parent / "fresh", HISTORY)
    fresh.build(whole)
    for text in queries(40, 3):
        assert essence(history.search(text, per_page=1000)) == essence(fresh.search(text, per_page=1000)), text
    assert sorted(history.searcher.contents()) == sorted(fresh.searcher.contents())


@pytest.mark.parametrize("seed", range(6))
def test_what_a_mask_hides_is_as_if_it_were_not_there(history: Shelf, seed: int) -> None:
    chance = random.Random(seed)
    whole = passages(50, seed)
    history.build(whole[: len(whole) // 2])
    half = {entry.document for entry in whole[len(whole) // 2 :]}
    history.apply([entry for entry in whole if entry.document in half])
    documents = sorted({entry.document for entry in whole})
    ids = {name for name in documents if chance.random() < 0.7}
    parts = {
        name: Part(
            frozenset(number for number in range(1, 5) if chance.random() < 0.5),
            chance.choice([None, date(2011, 1, 1)]),
            {"kind": "charter", "body": "THEN", "institution": "", "body_name": "Ancien"},
        )
        for name in documents if chance.random() < 0.3
    }  # fmt: skip
    visible = []
    for entry in whole:
        part = parts.get(entry.document)
        if entry.document in ids and (part is None or not part.versions.isdisjoint(versions(entry.versions))):
            visible.append(replace(entry, date=part.date, **part.values) if part else entry)  # type: ignore[arg-type]
    alone = Shelf(history.folder.parent / "alone", HISTORY)
    alone.build(visible)
    mask = Mask(("seed", seed), ids, parts)
    filters = ("nature:charte", "année:2011", "instance:ancien charte", "instance:THEN", "-charte", "")
    for text in (*queries(40, seed), *filters):
        for sort in ("relevance", "date"):
            ours = history.search(text, mask, per_page=1000, sort=sort)
            assert essence(ours) == essence(alone.search(text, per_page=1000, sort=sort)), (text, sort)
    filtered = history.search("charte", mask, bodies=("THEN",), per_page=1000)
    assert essence(filtered) == essence(alone.search("charte", bodies=("THEN",), per_page=1000))
    everything = history.search("charte", per_page=1000)  # nobody else's snapshot was touched
    assert everything.facets["body"].keys() <= {"COPIL", "AG"}


def test_the_names_of_bodies_are_a_filter_and_no_words_of_a_passage(history: Shelf) -> None:
    history.build([wording("A", 0, "zinzolin", body="COPIL", body_name="Comité de pilotage")])
    assert history.found("pilotage") == []
    assert history.found("zinzolin instance:pilotage") == ["A/0000000000"]


def test_numbers_of_versions_are_read_as_they_are_told() -> None:
    assert list(versions("1-3 5 8-9")) == [1, 2, 3, 5, 8, 9]


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_told_and_mended_here_too_and_does_not_reach_the_other_index(
    shelf: Shelf, history: Shelf, name: str
) -> None:
    kept = passages(12, 2)
    shelf.build(entries(5, 1))
    history.build(kept)
    DAMAGES[name](history.folder)
    fresh = Searcher(history.folder, layout=HISTORY)
    everyone = Mask(("all",), history.ids)
    with pytest.raises(Unavailable):
        fresh.search(SearchQuery("charte"), everyone)
    assert fresh.health().damaged
    assert shelf.search("").total == 5
    with Indexer(history.folder, HISTORY) as indexer:
        assert not indexer.open(EPOCH)
        indexer.rebuild(kept, 7, EPOCH)
    assert fresh.search(SearchQuery("", per_page=1), everyone).total == len(kept)
    assert fresh.health().cursor == 7


def test_the_two_layouts_do_not_open_each_other(shelf: Shelf, history: Shelf) -> None:
    history.build(passages(3, 1))
    shelf.build(entries(3, 1))
    for folder, layout in ((history.folder, CURRENT), (shelf.folder, HISTORY)):
        with Indexer(folder, layout) as indexer:
            assert not indexer.open(EPOCH)
        with pytest.raises(Unavailable):
            Searcher(folder, layout=layout).search(SearchQuery(""), Mask(("all",), shelf.ids))
