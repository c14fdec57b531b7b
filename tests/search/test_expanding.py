"""A thesaurus widens a query: what was typed stays, synonyms stand beside it; quoted and excluded words are left."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.search import Mask
from repo_service.search.query import expanding
from repo_service.search.query.expanding import FACTOR, expanded, thesaurus
from repo_service.search.query.limits import MAX_TERMS
from repo_service.search.query.parsing import parse
from repo_service.search.query.ranking import Evaluator
from repo_service.search.query.tree import All, Any, Everything, Node, Not, Phrase, Weighted, Word, marked_terms
from repo_service.search.yardstick import Yardstick
from tests.search.conftest import Shelf
from tests.search.corpora import WORDS, entries, queries

WEEDING = ("désherbage", "élagage")
LOAN = ("PEB", "prêt entre bibliothèques")
WEED, PRUNE, PEB = Word("desherbag", "desherbage"), Word("elagag", "elagage"), Word("peb", "peb")
LOAN_WORDS = (Word("pret", "pret"), Word("entre", "entre"), Word("bibliothequ", "bibliotheques"))
LOAN_PHRASE = Phrase(((0, "pret"), (1, "entre"), (2, "bibliothequ")))
BUDGET = Word("budget", "budget")


def beside(node: Node, *others: Node) -> Node:
    return Any((node, *(Weighted(other, FACTOR) for other in others)))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("désherbages", beside(Word("desherbag", "desherbages"), PRUNE)),
        ("P.E.B.", beside(PEB, LOAN_PHRASE)),
        ("peb budget", All((beside(PEB, LOAN_PHRASE), BUDGET))),
        ("prêt entre bibliothèques", beside(All(LOAN_WORDS), PEB)),
        ("budget prêt entre les bibliothèques", All((BUDGET, beside(All(LOAN_WORDS), PEB)))),
        ("prêt budget entre bibliothèques", All((LOAN_WORDS[0], BUDGET, *LOAN_WORDS[1:]))),
        ("désherbage OU budget", Any((beside(WEED, PRUNE), BUDGET))),
        ('"désherbage"', WEED),
        ('"prêt entre bibliothèques"', LOAN_PHRASE),
        ('prêt entre "bibliothèques"', All(LOAN_WORDS)),
        ("budget -désherbage", All((BUDGET, Not(WEED)))),
        ("-(peb désherbage)", Not(All((PEB, WEED)))),
        ("désherb*", parse("désherb*", {})),
        ("titre:élagage", beside(Word("elagag", "elagage", "title"), Word("desherbag", "desherbage", "title"))),
        ("titre:prêt entre bibliothèques", All((Word("pret", "pret", "title"), *LOAN_WORDS[1:]))),
        ("", Everything()),
        ("de la", parse("de la", {})),
    ],
)
def test_a_query_is_widened_to_this_tree(text: str, tree: Node) -> None:
    assert expanded(parse(text, {}), thesaurus((WEEDING, LOAN))) == tree


def test_a_compound_is_an_expression_whether_it_is_written_with_a_hyphen_or_not() -> None:
    known = thesaurus((("PV", "procès-verbal"),))
    (_, other) = _alternatives(expanded(parse("procès-verbal", {}), known))
    assert other == Weighted(Word("pv", "pv"), FACTOR)
    assert _alternatives(expanded(parse("procès verbal", {}), known))[1] == other
    assert _alternatives(expanded(parse("PV", {}), known))[1] == Weighted(Phrase(((0, "proc"), (1, "verbal"))), FACTOR)


def test_a_word_or_a_long_compound_are_two_expressions_and_no_compound() -> None:
    """A compound of more than four parts has no form as one word: its tree beside a word was taken for a compound's."""
    long = "a1-b1-c1-d1-e1"
    known = thesaurus((("charte", "pacte"), (long, "sigle")))
    either = expanded(parse(f"charte OU {long}", {}), known)
    phrase = Phrase(tuple(enumerate(("a1", "b1", "c1", "d1", "e1"))))
    charter = beside(Word("chart", "charte"), Word("pact", "pacte"))
    assert either == Any((charter, beside(phrase, Word("sigl", "sigle"))))


def test_the_longest_expression_is_taken_and_each_word_once() -> None:
    known = thesaurus((("prêt", "emprunt"), LOAN))
    assert expanded(parse("prêt entre bibliothèques", {}), known) == beside(All(LOAN_WORDS), PEB)


def test_synonyms_are_marked_in_snippets() -> None:
    assert marked_terms(expanded(parse("peb -charte", {}), thesaurus((LOAN,)))) == {
        "peb", "pret", "entre", "bibliothequ",
    }  # fmt: skip


def test_groups_that_share_an_expression_are_one() -> None:
    known = thesaurus((("a1", "b1"), ("c1", "d1"), ("b1", "c1")))
    assert [one.key for one in known[("a1",)]] == [("b1",), ("c1",), ("d1",)]


def test_a_group_of_one_expression_in_two_spellings_widens_nothing() -> None:
    assert thesaurus((("PEB", "P.E.B.", "peb"), ("de", "la"), ())) == {}


def test_the_limit_on_terms_holds_and_what_was_typed_stays() -> None:
    group = tuple(f"mot{number} deux trois" for number in range(20))
    known = thesaurus((("plan", *group), ("budget", "crédit")))
    tree = expanded(parse("plan budget " + "mot " * 40, {}), known)
    assert expanding._terms(tree) <= MAX_TERMS
    assert isinstance(tree, All)
    assert tree.children[0].children[0] == Word("plan", "plan")  # type: ignore[union-attr]
    full = " ".join(f"mot{number}" for number in range(64))
    assert expanded(parse(full, {}), thesaurus((("mot1", "autre"),))) == parse(full, {})


def _alternatives(node: Node) -> tuple[Node, ...]:
    assert isinstance(node, Any)
    return node.children


# ------------------------------------------------------------------------------------------ algebra

_EXPRESSION = st.lists(st.sampled_from([*WORDS, "PEB", "absent"]), min_size=1, max_size=3).map(" ".join)
_GROUPS = st.lists(st.lists(_EXPRESSION, min_size=1, max_size=4).map(tuple), max_size=5).map(tuple)
_QUERIES = st.one_of(
    st.sampled_from(queries(200, 5)), st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)
)


@pytest.fixture(scope="module")
def evaluator(tmp_path_factory: pytest.TempPathFactory) -> Evaluator:
    shelf = Shelf(tmp_path_factory.mktemp("expanding") / "indexes")
    everything = entries(120, 3, 25)
    shelf.build(everything)
    seen = frozenset(entry.id for entry in everything if random.Random(entry.id).random() < 0.8)
    return shelf.searcher.over(Mask(("some",), seen), lambda evaluator: evaluator)


def found(evaluator: Evaluator, tree: Node) -> list[int]:
    return [int(number) for number in evaluator.run(tree).docs]


@settings(max_examples=150, deadline=None)
@given(text=_QUERIES, groups=_GROUPS)
def test_no_document_is_lost_and_twice_widened_finds_the_same(
    evaluator: Evaluator, text: str, groups: tuple[tuple[str, ...], ...]
) -> None:
    tree, known = parse(text, {}), thesaurus(groups)
    once = expanded(tree, known)
    assert set(found(evaluator, once)) >= set(found(evaluator, tree))
    assert found(evaluator, expanded(once, known)) == found(evaluator, once)
    assert expanding._terms(once) <= max(MAX_TERMS, expanding._terms(tree))


@settings(max_examples=100, deadline=None)
@given(text=_QUERIES, groups=_GROUPS, seed=st.integers(0, 99))
def test_the_order_of_groups_and_of_words_in_them_does_not_matter(
    text: str, groups: tuple[tuple[str, ...], ...], seed: int
) -> None:
    chance = random.Random(seed)
    mixed = [tuple(chance.sample(group, len(group))) for group in groups]
    chance.shuffle(mixed)
    tree = parse(text, {})
    assert expanded(tree, thesaurus(tuple(mixed))) == expanded(tree, thesaurus(groups))


@settings(max_examples=50, deadline=None)
@given(text=_QUERIES)
def test_an_empty_thesaurus_changes_nothing(text: str) -> None:
    tree = parse(text, {})
    assert expanded(tree, thesaurus(())) is tree


def test_a_synonym_counts_a_little_less_than_the_word_that_was_typed(shelf: Shelf) -> None:
    built = entries(40, 8, 10)
    shelf.build(built)
    plain = {hit.id: hit.score for hit in shelf.search("charte", per_page=100).hits}
    wider = {hit.id: hit.score for hit in shelf.search("absent", per_page=100, synonyms=(("absent", "charte"),)).hits}
    assert plain
    assert wider == pytest.approx({name: score * FACTOR for name, score in plain.items()})


@pytest.mark.parametrize("seed", range(3))
def test_scores_are_those_that_whoosh_gives_to_the_same_tree(shelf: Shelf, seed: int) -> None:
    shelf.build(entries(80, seed, 30))
    groups = (("charte", "plan conservation", "budget"), ("prêt", "catalogue"), ("journal", "absent"))
    yardstick = Yardstick.of(shelf.folder)
    for query in queries(40, seed):
        _, theirs = yardstick.search(expanded(parse(query, {}), thesaurus(groups)))
        found = shelf.search(query, per_page=1000, synonyms=groups)
        assert {hit.id: hit.score for hit in found.hits} == pytest.approx(dict(theirs), abs=1e-3), query
