"""The quality of the search over the demonstration: the measures, the queries, and what is found today at least."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from repo_service.cli import cli
from repo_service.cli.bench import quality
from repo_service.cli.bench.quality import Answer, Wish
from repo_service.demo import load
from repo_service.domain.roles import VISITOR
from repo_service.services.repository import Repository
from tests.conftest import World

# What the search must find: raised when it finds more, never lowered to let a change pass.
FIRST, FIRST_TEN, NDCG, NOTHING = 0.70, 0.88, 0.79, 0.075
VISITOR_FIRST_TEN = 0.85

WISH = Wish("élagage", "synonymes", {"a.docx": 3, "b.docx": 2, "c.docx": 1})


@pytest.fixture
def answers(repository: Repository) -> tuple[list[Answer], list[Answer]]:
    """What the administrator and a visitor get over the demonstration."""
    load.load(repository)
    World(repository, VISITOR, VISITOR, VISITOR, "", "").index()
    return quality.answers(repository)


def test_the_search_finds_in_the_demonstration_what_it_found_before(
    answers: tuple[list[Answer], list[Answer]],
) -> None:
    measured = {one.name: one.ours for one in quality.measures(*answers)}
    missed = "\n".join(quality.misses(answers[0]))
    assert measured["succès au premier rang"] >= FIRST, missed
    assert measured["succès aux dix premiers"] >= FIRST_TEN, missed
    assert measured["nDCG aux dix premiers"] >= NDCG, missed
    assert measured["sans aucune réponse"] <= NOTHING, missed
    assert measured["succès aux dix premiers, visiteur"] >= VISITOR_FIRST_TEN
    seen = quality.public()
    assert {name for answer in answers[1] for name in answer.hits} <= seen | {""}
    assert all(max(Counter(filter(None, one.hits)).values(), default=1) == 1 for one in answers[0])
    decisions_too = [one for one in answers[0] if "" in one.hits]
    assert decisions_too, "several decisions of one text are among the hits of some query: they gain once"
    assert all(answer.wish.judged.keys() <= seen for answer in answers[1])


def test_there_are_many_queries_of_every_form_and_all_are_judged() -> None:
    wanted = quality.wishes()
    forms = {wish.form for wish in wanted}
    assert len({wish.text for wish in wanted}) == len(wanted) >= 130
    assert len(forms) >= 15
    assert {"formes", "elisions", "accents", "dates", "sigles", "fautes", "questions", "annexes"} <= forms
    assert all(wish.meant for wish in wanted)


def test_a_version_is_judged_as_the_document_that_it_is_of() -> None:
    names = {"textes/charte-v1": "Charte.docx", "textes/charte-v3": "Charte.docx", "copil/2024-03-12": "CR.docx"}
    assert quality.judged("3 textes/charte-v1 1 copil/2024-03-12", names) == {"Charte.docx": 3, "CR.docx": 1}


@pytest.mark.parametrize(
    "said", ["", "3", "a", "2 a", "3 nowhere", "3 a a", "3 a 2 a", "4 a", "0 a 3 b", "a 3 b", "²a 3 a"]
)
def test_a_bad_judgement_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="recherches"):
        quality.judged(said, {"a": "a.docx", "b": "b.docx"})


def test_success_asks_for_a_document_that_was_meant_among_the_first() -> None:
    answer = Answer(WISH, ("b.docx", "x.docx", "a.docx"))
    assert [answer.success(first) for first in (1, 2, 3, 10)] == [False, False, True, True]
    assert not Answer(WISH, ("b.docx", "c.docx")).success(10)


def test_the_gain_is_that_of_the_formula() -> None:
    assert quality.gain([3]) == 7
    assert quality.gain([3, 2, 3, 0, 1, 2]) == pytest.approx(7 + 1.8928 + 3.5 + 0 + 0.3869 + 1.0686, abs=1e-3)
    assert Answer(WISH, ("a.docx", "b.docx", "c.docx")).ndcg == 1
    assert Answer(WISH, ()).ndcg == 0


def test_no_other_order_gains_as_much_as_the_best_one() -> None:
    gains = {order: Answer(WISH, order).ndcg for order in permutations(["a.docx", "b.docx", "c.docx", "x.docx"])}
    assert max(gains, key=gains.__getitem__)[:3] == ("a.docx", "b.docx", "c.docx")
    assert [order[:3] for order, gain in gains.items() if gain == 1] == [("a.docx", "b.docx", "c.docx")]


@given(st.lists(st.sampled_from(["a.docx", "b.docx", "c.docx", *map(str, range(20))]), unique=True, max_size=12))
def test_the_gain_is_a_share_and_a_better_place_never_gains_less(hits: list[str]) -> None:
    before = Answer(WISH, tuple(hits)).ndcg
    assert 0 <= before <= 1
    best = sorted(hits, key=lambda name: -WISH.judged.get(name, 0))
    assert Answer(WISH, tuple(best)).ndcg >= before


def test_a_narrowed_wish_wants_only_what_is_seen() -> None:
    assert WISH.narrowed(frozenset({"b.docx", "x.docx"})).judged == {"b.docx": 2}
    assert WISH.narrowed(frozenset({"b.docx"})).meant == []


def test_a_miss_tells_the_query_what_was_meant_and_what_was_found() -> None:
    answers = [Answer(WISH, ("b.docx", "a.docx")), Answer(WISH, (), "Trop long."), Answer(WISH, ("a.docx",))]
    missed, lower = quality.misses(answers)
    assert missed.startswith("manqué")
    assert "Trop long." in missed
    assert lower.startswith("plus bas")
    assert all(word in lower for word in ("élagage", "synonymes", "a.docx", "b.docx"))


@pytest.mark.parametrize("words", [["--quality", "--search"], ["--quality", "."], ["--engines"]])
def test_options_that_do_not_go_together_are_refused_in_words(words: list[str]) -> None:
    result = CliRunner().invoke(cli, ["bench", *words])
    assert result.exit_code == 2
    assert "--search" in result.output
