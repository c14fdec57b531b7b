"""The evaluator against Whoosh: same documents, order and scores, on what the reader may see and nothing else."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from importlib.metadata import distributions
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import whoosh
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index
from whoosh.filedb.filestore import RamStorage

from repo_service.domain.documents import SearchEntry, SearchQuery
from repo_service.search import Mask
from repo_service.search.query.parsing import parse
from repo_service.search.schema import TEXT_FIELDS, source_text, whoosh_schema
from repo_service.search.yardstick import Yardstick
from tests.search.conftest import Shelf
from tests.search.corpora import entries, queries
from tests.search.engines.generated import QUERIES, corpora

TOLERANCE = 1e-3


def test_the_whoosh_compared_with_is_the_one_that_was_asked_for() -> None:
    """``REPO_SERVICE_TEST_WHOOSH`` names the distribution that the tests are to run on, ``whoosh3`` without it."""
    wanted = os.environ.get("REPO_SERVICE_TEST_WHOOSH", "whoosh3")
    home = Path(str(whoosh.__file__)).parents[1]
    names = {found.name.lower() for found in distributions(path=[str(home)])}
    assert {name for name in names if name.startswith("whoosh")} == {wanted}
    assert Path(str(index.__file__)).is_relative_to(home / "whoosh")


def stock_whoosh(kept: list[SearchEntry]) -> Yardstick:
    """Whoosh all by itself: its own writer, codec and searcher, with the same schema."""
    index = RamStorage().create_index(whoosh_schema())
    writer = index.writer()
    for entry in kept:
        texts = {field.name: source_text(entry, field) for field in TEXT_FIELDS}
        writer.add_document(id=entry.id, version=entry.version, **texts)
    writer.commit()
    return Yardstick(index)


def assert_same(ours: list[tuple[str, float]], theirs: list[tuple[str, float]], query: str) -> None:
    assert dict(ours) == pytest.approx(dict(theirs), abs=TOLERANCE), query
    scores = dict(theirs)
    for (before, _), (after, _) in pairwise(ours):
        assert scores[before] >= scores[after] - 1e-9, (query, before, after)


@pytest.mark.parametrize("seed", range(6))
def test_scores_and_order_are_those_of_whoosh_on_the_visible_documents_alone(shelf: Shelf, seed: int) -> None:
    chance = random.Random(seed)
    everything = entries(chance.choice([3, 40, 150]), seed, chance.choice([10, 60, 700]))
    shelf.build(everything[: len(everything) // 2])
    shelf.apply(everything[len(everything) // 2 :])
    shelf.apply(everything[:2], [everything[-1].id])
    indexed = everything[:-1]
    visible = [entry for entry in indexed if chance.random() < 0.6] or indexed[:1]
    mask = Mask(("seed", seed), {entry.id for entry in visible})
    yardstick = stock_whoosh(visible)
    matched = 0
    for query in queries(60, seed):
        _, theirs = yardstick.search(parse(query, {}))
        found = shelf.search(query, mask, per_page=1000)
        assert found.total == len(theirs), query
        assert_same([(hit.id, hit.score) for hit in found.hits], theirs, query)
        matched += bool(theirs)
    assert matched >= 20 or len(visible) < 5


def test_whoosh_reads_our_segments_and_agrees(shelf: Shelf) -> None:
    shelf.build(entries(80, 11))
    yardstick = Yardstick.of(shelf.folder)
    for query in queries(40, 11):
        total, theirs = yardstick.search(parse(query, {}))
        found = shelf.search(query, per_page=1000)
        assert found.total == total
        assert_same([(hit.id, hit.score) for hit in found.hits], theirs, query)


def test_whoosh_filters_to_the_same_documents(shelf: Shelf) -> None:
    shelf.build(entries(80, 12))
    yardstick = Yardstick.of(shelf.folder)
    ids = frozenset(f"DOC{number:05d}" for number in range(0, 80, 3))
    total, hits = yardstick.search(parse("charte", {}), yardstick.numbers(ids), limit=10)
    found = shelf.search("charte", Mask(("third",), ids))
    assert found.total == total
    assert {name for name, _ in hits} <= ids


@settings(deadline=None, max_examples=40)
@given(kept=corpora(), asked=st.lists(QUERIES, min_size=1, max_size=8), dice=st.data())
def test_any_query_over_any_corpus_scores_as_whoosh_scores_what_the_reader_may_see(
    kept: list[SearchEntry], asked: list[str], dice: st.DataObject
) -> None:
    hidden = dice.draw(st.sets(st.sampled_from([entry.id for entry in kept])), "hidden")
    removed = dice.draw(st.sets(st.sampled_from([entry.id for entry in kept])), "removed")
    half = dice.draw(st.integers(0, len(kept)), "built at once")
    visible = [entry for entry in kept if entry.id not in hidden | removed]
    mask = Mask(("reader",), {entry.id for entry in kept} - hidden)
    yardstick = stock_whoosh(visible)
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        shelf.build(kept[:half])
        shelf.apply(kept[half:])
        shelf.apply(remove=sorted(removed))
        for query in asked:
            _, theirs = yardstick.search(shelf.searcher.asked(SearchQuery(query)))
            found = shelf.search(query, mask, per_page=1000)
            assert found.total == len(theirs), query
            assert_same([(hit.id, hit.score) for hit in found.hits], theirs, query)


@pytest.mark.parametrize("seed", range(4))
def test_a_hidden_document_changes_nothing_that_a_reader_sees(
    shelves: Callable[[str], Shelf], seed: int
) -> None:
    everything = entries(60, 100 + seed)
    hidden = {entry.id for entry in everything[::3]}
    with_hidden, without = shelves("with"), shelves("without")
    with_hidden.build(everything)
    without.build([entry for entry in everything if entry.id not in hidden])
    mask = Mask(("reader",), {entry.id for entry in everything} - hidden)
    ours_alone = ["", "*", "kind:minutes", "-charte", 'instance:"comité"', '"plan de conservation"', "de la"]
    for query in [*queries(80, seed), *ours_alone]:
        for sort in ("relevance", "date"):
            assert with_hidden.search(query, mask, sort=sort) == without.search(query, mask, sort=sort), query


def test_a_document_that_is_removed_changes_statistics_at_once(shelf: Shelf) -> None:
    kept = entries(30, 7)
    shelf.build(kept)
    shelf.apply(remove=[entry.id for entry in kept[10:]])
    yardstick = stock_whoosh(kept[:10])
    found = shelf.search("charte", per_page=1000)
    assert_same([(hit.id, hit.score) for hit in found.hits], yardstick.search(parse("charte", {}))[1], "charte")
