"""The memory of results: bounded, least recently used first out; and what the reader keeps in it."""

from __future__ import annotations

import tracemalloc

import pytest

from repo_service.domain.documents import SearchEntry, SearchQuery
from repo_service.search import Mask
from repo_service.search.caching import OVERHEAD, BoundedCache
from repo_service.search.query import relating
from tests.search.conftest import Shelf
from tests.search.corpora import entries


def test_the_least_recently_used_goes_first() -> None:
    cache: BoundedCache[str] = BoundedCache(5 * OVERHEAD)
    for key in "abcde":
        cache.put(key, key, 0)
    assert cache.get("a") == "a"
    cache.put("f", "f", 0)
    assert cache.get("b") is None
    assert cache.get("a") == "a"
    assert cache.size == 5 * OVERHEAD


def test_a_value_put_again_is_counted_once() -> None:
    cache: BoundedCache[str] = BoundedCache(10_000)
    cache.put("a", "1", 500)
    cache.put("a", "2", 700)
    assert (cache.get("a"), cache.size) == ("2", 700 + OVERHEAD)
    cache.clear()
    assert (cache.get("a"), cache.size) == (None, 0)


def test_a_value_too_large_is_not_kept() -> None:
    cache: BoundedCache[str] = BoundedCache(10_000)
    cache.put("a", "1", 3_000)
    assert cache.get("a") is None


def test_results_of_one_mask_are_never_given_to_another(shelf: Shelf) -> None:
    kept = entries(40, 1)
    shelf.build(kept)
    everyone = Mask(("everyone",), {entry.id for entry in kept})
    few = Mask(("few",), {entry.id for entry in kept[:5]})
    assert shelf.search("charte", everyone).total > shelf.search("charte", few).total
    assert shelf.search("charte", everyone) == shelf.search("charte", everyone)
    assert set(shelf.found("", few)) == few.ids


def test_an_answer_changed_by_its_receiver_is_not_changed_for_the_next(shelf: Shelf) -> None:
    shelf.build(entries(40, 1))
    first = shelf.search("charte")
    expected = dict(first.facets["kind"])
    first.facets["kind"].clear()
    assert shelf.search("charte").facets["kind"] == expected


def test_nothing_of_an_earlier_commit_is_kept(shelf: Shelf) -> None:
    shelf.build(entries(40, 1))
    for number in range(30):
        for text in ("charte", "budget", "conserv*"):
            shelf.search(text)
        shelf.apply([SearchEntry(f"NEW{number}", 1, "other", "Charte", "budget")])
    shelf.search("charte")
    assert len(shelf.searcher._evaluators._entries) == 1
    assert len(shelf.searcher._answers._entries) == 1


def test_what_is_near_is_looked_for_once_for_a_text_a_reader_and_a_commit(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.build(entries(10, 1))
    looked: list[tuple[str, str]] = []

    def near(evaluator: object, name: str, title: str, text: str) -> tuple[str, ...]:
        looked.append((name, text))
        return ()

    monkeypatch.setattr(relating, "near", near)
    everyone, few = Mask(("all",), shelf.ids), Mask(("few",), {"DOC00001"})
    for mask, name, text in ((everyone, "A", "un"), (everyone, "A", "un"), (everyone, "A", "deux"), (few, "A", "un")):
        shelf.searcher.near(mask, name, "Titre", text)
    assert looked == [("A", "un"), ("A", "deux"), ("A", "un")]
    shelf.apply([SearchEntry("NEW", 1, "other", "Charte", "budget")])
    shelf.searcher.near(everyone, "A", "Titre", "un")
    assert len(looked) == 4
    assert len(shelf.searcher._near._entries) == 1


@pytest.mark.parametrize(
    ("words", "filters"), [(1, 0), (20, 0), (1, 50)], ids=["a word", "twenty words", "fifty filters"]
)
def test_what_finds_nothing_is_counted_as_the_memory_that_it_takes(shelf: Shelf, words: int, filters: int) -> None:
    shelf.build(entries(40, 1))
    mask = Mask(("all",), shelf.ids)

    def ask() -> None:
        for number in range(200):
            text = " ".join(f"introuvable{number}x{place}" for place in range(words))
            domains = tuple(f"domaine {number} {place} {'é' * 60}" for place in range(filters))
            shelf.searcher.search(SearchQuery(text, domains=domains), mask)

    ask()  # what the analysis remembers of words is not ours
    caches = (shelf.searcher._cache, shelf.searcher._answers)
    for cache in caches:
        cache.clear()
    tracemalloc.start()
    ask()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert 0.7 * taken < sum(cache.size for cache in caches) < 3 * taken
