"""Why a document is found: the figures that are told add up to its score, whatever was asked, under any mask."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from math import log

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.domain.documents import SearchEntry, SearchQuery
from repo_service.search import Mask
from repo_service.search.query.expanding import expanded, thesaurus
from repo_service.search.query.explaining import Explanation, explain, standing, typed
from repo_service.search.query.parsing import parse, read
from repo_service.search.query.ranking import K1, B, Evaluator
from repo_service.search.query.tree import (
    All,
    Any,
    Everything,
    Filter,
    Node,
    Not,
    Pattern,
    Phrase,
    Prefix,
    Range,
    Weighted,
    Word,
)
from tests.search.conftest import Shelf
from tests.search.corpora import entries, queries

STEMS = ["chart", "plan", "conserv", "biblioth", "acquisit", "decision", "reseau", "budget", "2023-14", "pret", "zzz"]
words = st.builds(
    Word, st.sampled_from(["", *STEMS]), st.sampled_from(["charte", "conservations", "decision", "la", "zzz"]),
    st.sampled_from(["", "title", "text"]),
)  # fmt: skip
phrases = st.builds(
    lambda stems, within: Phrase(tuple(enumerate(stems)), within),
    st.lists(st.sampled_from(STEMS), min_size=2, max_size=3), st.sampled_from(["", "title", "text"]),
)  # fmt: skip
filters = st.builds(Filter, st.just("kind"), st.sampled_from([("minutes",), ("decision", "charter"), ("none",)]))
starts = st.builds(Prefix, st.sampled_from(["co", "bu", "zz"])) | st.builds(Pattern, st.sampled_from(["co*n", "pl?n"]))
periods = st.builds(Range, st.just("date"), st.sampled_from([None, 738_000]), st.none(), st.sampled_from([0.0, 0.5]))
leaves = words | phrases | starts | filters | periods | st.just(Everything())


def grown(children: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(children, min_size=1, max_size=4).map(tuple)
    weighted = st.builds(Weighted, children, st.sampled_from([0.25, 0.5, 1.0]))
    return st.builds(All, several) | st.builds(Any, several) | st.builds(Not, children) | weighted


trees = st.recursive(leaves, grown, max_leaves=8)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Documents in two segments, some of them removed again."""
    shelf = Shelf(tmp_path_factory.mktemp("explained") / "indexes")
    kept = entries(90, 3)
    shelf.build(kept[:50])
    shelf.apply(kept[50:], [entry.id for entry in kept[::17]])
    return shelf


def explained(evaluator: Evaluator, tree: Node, most: int = 12) -> Iterator[tuple[Explanation, float]]:
    """The first documents that match, with their scores."""
    found = evaluator.run(tree)
    for number, score in islice(zip(found.docs.tolist(), found.scores.tolist(), strict=True), most):
        yield explain(evaluator, tree, number, {}), score


def assert_adds_up(told: Explanation, score: float) -> None:
    assert told.score == pytest.approx(score, abs=1e-9)
    assert sum(reason.score for reason in told.reasons) == pytest.approx(score, abs=1e-6)
    for reason in told.reasons:
        assert 0 < reason.documents <= told.documents
        if isinstance(reason.node, (Prefix, Pattern, Range)):
            alone = reason.node.score if isinstance(reason.node, Range) else 1.0
            assert (reason.score, reason.figures) == (alone * reason.factor, ())
            continue
        figures = sum(figure.score for figure in reason.figures) * reason.factor
        assert figures == pytest.approx(reason.score, abs=1e-6)
        for one in reason.figures:
            idf = log(told.documents / (one.documents + 1)) + 1
            weight = one.count * (K1 + 1) / (one.count + K1 * ((1 - B) + B * one.length / one.mean))
            assert one.idf == pytest.approx(idf, abs=1e-9)
            assert one.score == pytest.approx(weight * idf * one.boost, abs=1e-6)


@settings(max_examples=150, deadline=None)
@given(tree=trees, share=st.sampled_from([1, 2, 3]))
def test_the_figures_of_any_tree_add_up_to_the_score(library: Shelf, tree: Node, share: int) -> None:
    seen = frozenset(sorted(library.ids)[::share])
    library.searcher.over(Mask(("share", share), seen), lambda evaluator: [
        assert_adds_up(told, score) for told, score in explained(evaluator, tree)
    ])  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_of_what_people_type_add_up_to_the_score_of_the_hit(shelf: Shelf, seed: int) -> None:
    kept = entries(40, seed, 200)
    shelf.build(kept)
    mask = Mask(("some",), {entry.id for entry in kept[::2]})
    told = 0
    for text in queries(40, seed):
        for hit in shelf.search(text, mask, per_page=5).hits:
            why = shelf.searcher.explain(SearchQuery(text), mask, hit.id)
            assert why is not None
            assert why.documents == 20
            assert_adds_up(why, hit.score)
            told += 1
    assert told > 40


def test_what_is_found_by_a_form_is_told_by_field(shelf: Shelf) -> None:
    one = SearchEntry("ONE", 1, "minutes", "Décisions", "La décision est prise. Les décisions suivent.", notes="Rien")
    shelf.build([one, SearchEntry("TWO", 1, "minutes", "Autre", "Rien")])
    why = shelf.searcher.explain(SearchQuery("décision nature:minutes"), mask_of(shelf), "ONE")
    assert why is not None
    (reason,) = why.reasons
    assert [(figure.field, figure.count, figure.documents) for figure in reason.figures] == [
        ("title", 1, 1), ("text", 2, 1), ("exact", 1, 1)
    ]  # fmt: skip
    assert why.filters == (Filter("kind", ("minutes",)),)


def test_a_document_that_does_not_match_or_is_hidden_is_not_explained(shelf: Shelf) -> None:
    shelf.build(entries(40, 5, 20))
    found = shelf.found("formation")
    other = sorted(shelf.ids - set(found))[0]
    asked = SearchQuery("formation")
    assert shelf.searcher.explain(asked, mask_of(shelf), found[0]) is not None
    assert shelf.searcher.explain(asked, mask_of(shelf), other) is None
    assert shelf.searcher.explain(asked, Mask(("less",), shelf.ids - {found[0]}), found[0]) is None
    assert shelf.searcher.explain(asked, mask_of(shelf), "NOTHING") is None
    assert shelf.searcher.explain(SearchQuery("formation", kinds=("none",)), mask_of(shelf), found[0]) is None


def test_everything_is_what_all_pages_hold_in_their_order(shelf: Shelf) -> None:
    shelf.build(entries(70, 8))
    for text in ("charte", "", "conserv*", "nature:minutes", "zzz"):
        for sort in ("relevance", "date", "changed", "title"):
            pages = [
                (hit.id, hit.version)
                for page in range(1, 9)
                for hit in shelf.search(text, sort=sort, page=page, per_page=10).hits
            ]
            asked = SearchQuery(text, sort=sort, page=3, per_page=2)
            assert list(shelf.searcher.everything(asked, mask_of(shelf))) == pages


def test_everything_is_of_one_commit_however_slowly_it_is_taken(shelf: Shelf) -> None:
    kept = entries(30, 9)
    shelf.build(kept)
    taken = shelf.searcher.everything(SearchQuery(""), mask_of(shelf))
    first = next(taken)
    shelf.apply(remove=[entry.id for entry in kept[5:]])
    assert len(shelf.found()) == 5
    assert len({first, *taken}) == 30


def mask_of(shelf: Shelf) -> Mask:
    return Mask(("all", shelf.ids), shelf.ids)


def test_a_query_that_is_parsed_is_the_one_that_is_explained(shelf: Shelf) -> None:
    shelf.build(entries(5, 1))
    assert shelf.searcher.asked(SearchQuery("charte -budget")) == parse("charte -budget", {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Xyzzy, chartes", {"Xyzzy": False, "chartes": True}),
        ("xyzzy^2 charte^3", {"xyzzy": False, "charte": True}),
        ('"charte plan" charte', {"charte plan": False, "charte": True}),
        ("xyzzy OU charte", {"xyzzy": True, "charte": True}),  # one of them will do
        ("xyzzy OU wwwx", {"xyzzy": False, "wwwx": False}),
        ("sigle", {"sigle": True}),  # by its synonym
        ("prêt inter xyzzy", {"prêt": True, "inter": True, "xyzzy": False}),  # the expression stands by its synonym
        ("inter", {"inter": False}),
        ("xyz* titre:charte", {"xyz*": False, "titre:charte": False}),
        ("-xyzzy nature:décision année:1900 charte", {"charte": True}),
        ("charte avant 1900", {"charte": True}),
        ("secret", {"secret": False}),
        ("", {}),
    ],
)
def test_what_was_asked_stands_somewhere_or_nowhere(shelf: Shelf, text: str, told: dict[str, bool]) -> None:
    texts = ("La charte du consortium.", "Le plan.", "Un pacte : la convention.", "Le secret d’autres.")
    shelf.build([SearchEntry(f"DOC{n}", 1, "other", "", text) for n, text in enumerate(texts)])
    known = thesaurus((("sigle", "pacte"), ("prêt inter", "convention")))
    tree, names = expanded(read(text, {}).tree, known), typed(text, lambda piece: read(piece, {}).tree)
    mask = Mask(("all but one",), frozenset({"DOC0", "DOC1", "DOC2"}))
    assert shelf.searcher.over(mask, lambda evaluator: standing(evaluator, tree, names)) == told


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("charte^2 plan", ["charte", "plan"]),
        ('"bordereau^2 xyzzy" plan', ["bordereau^2 xyzzy", "plan"]),
        ("S.N.C.F. plan.", ["S.N.C.F.", "plan"]),
        ("la charte, le plan?", ["la", "charte", "le", "plan"]),
    ],
)
def test_what_was_asked_is_called_as_it_was_typed(text: str, names: list[str]) -> None:
    assert list(dict.fromkeys(typed(text, lambda piece: read(piece, {}).tree).values())) == names
