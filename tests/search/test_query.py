"""Query text to tree: what each form means, and that nothing typed does harm."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.errors import BadQuery
from repo_service.search.query import parsing
from repo_service.search.query.parsing import parse
from repo_service.search.query.tree import All, Any, Everything, Filter, Node, Not, Phrase, Prefix, Word, marked_terms
from tests.search import conftest

KINDS = parsing.kind_names(conftest.KINDS)

CHARTE = Word("chart", "charte")
BUDGET = Word("budget", "budget")
PLAN = Word("plan", "plan")


TREES = [
    ("", Everything()),
    ("   ", Everything()),
    ("*", Everything()),
    ("Charte", CHARTE),
    ("la charte", CHARTE),
    ("charte budget", All((CHARTE, BUDGET))),
    ("charte ET budget", All((CHARTE, BUDGET))),
    ("charte OU budget", Any((CHARTE, BUDGET))),
    ("charte OR budget OR plan", Any((CHARTE, BUDGET, PLAN))),
    ("charte NOT budget", All((CHARTE, Not(BUDGET)))),
    ("charte NOT -budget", All((CHARTE, Not(BUDGET)))),
    ("charte NOT (budget OR plan)", All((CHARTE, Not(Any((BUDGET, PLAN)))))),
    ("charte NOT", CHARTE),
    ("plan charte OU budget", All((PLAN, Any((CHARTE, BUDGET))))),
    ("charte ou budget", All((CHARTE, BUDGET))),
    ("OU charte OU", CHARTE),
    ("charte -budget", All((CHARTE, Not(BUDGET)))),
    ("-budget", Not(BUDGET)),
    ("charte - budget", All((CHARTE, BUDGET))),
    ('charte -"plan budget"', All((CHARTE, Not(Phrase(((0, "plan"), (1, "budget"))))))),
    ('"plan de charte"', Phrase(((0, "plan"), (2, "chart")))),
    ("« plan budget »", Phrase(((0, "plan"), (1, "budget")))),
    ('"charte"', CHARTE),
    ("(charte budget) OU plan", Any((All((CHARTE, BUDGET)), PLAN))),
    ("charte -(budget plan)", All((CHARTE, Not(All((BUDGET, PLAN)))))),
    ("((((charte))))", CHARTE),
    ("charte) (budget", All((CHARTE, BUDGET))),
    ('charte " budget', All((CHARTE, BUDGET))),
    ("kind:compte-rendu", Filter("kind", ("minutes",))),
    ("nature:Procès-Verbal", Filter("kind", ("minutes",))),
    ("kind:minutes", Filter("kind", ("minutes",))),
    ('nature:"compte rendu" charte', All((Filter("kind", ("minutes",)), CHARTE))),
    ("-nature:décision", Not(Filter("kind", ("decision",)))),
    ("year:2024", Filter("year", ("2024",))),
    ("année:2024", Filter("year", ("2024",))),
    ("annee:2022-2024", Filter("year", ("2022", "2023", "2024"))),
    ("body:COPIL", Filter("body", ("COPIL",))),
    ('instance:"comité de pilotage"', Filter("body", ("comité de pilotage",))),
    ("titre:charte", Word("chart", "charte", title_only=True)),
    ('title:"plan budget"', Phrase(((0, "plan"), (1, "budget")), title_only=True)),
    ("conserv*", Prefix("conserv")),
    ("Numéris*", Prefix("numeris")),
    ("l’acquis*", Prefix("acquis")),
    ("2023-14", Word("2023-14", "2023-14")),
    ("B.U.", Word("bu", "bu")),
    ("kind:", Everything()),
    ("année: ", Everything()),
    ('nature:""', Everything()),
    ("-kind: charte", CHARTE),
    ("nature: charte body:", CHARTE),
    ("(year:) charte", CHARTE),
    ("note: charte", All((Word("not", "note"), CHARTE))),
    ("note:charte", All((Word("not", "note"), CHARTE))),
    ("de la", All((Word("", "de"), Word("", "la")))),
    ("charte -de", CHARTE),
    ("\x00charte\ud800", CHARTE),
    ("\u202echarte", CHARTE),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_a_query_means_this_tree(text: str, tree: Node) -> None:
    assert parse(text, KINDS) == tree


def test_a_compound_is_looked_for_as_one_word_or_as_its_parts_in_a_row() -> None:
    tree = parse("compte-rendu", KINDS)
    assert tree == Any((Word("compterendu", "compterendu"), Phrase(((0, "compt"), (1, "rendu")))))


@pytest.mark.parametrize("text", ["*a*", "a*", "**", "*charte", "ch*rte", "d'a*"])
def test_stars_elsewhere_are_explained(text: str) -> None:
    with pytest.raises(BadQuery, match="L’étoile se met à la fin d’un mot"):
        parse(text, KINDS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a" * (parsing.MAX_CHARACTERS + 1), "1000 caractères au plus"),
        ("x" * 100_000, "1000 caractères au plus"),
        ("mot " * 65, "64 au plus"),
        ("a OR " * 65, "64 au plus"),
        ('"' + "mot " * 33 + '"', "32 mots au plus"),
        ("nature:inconnue", "La nature « inconnue » n’existe pas"),
        ("année:bientôt", "année:2024"),
        ("année:2024-2020", "année:2024"),
        ("année:0001-9999", "année:2024"),
    ],
)
def test_what_is_too_much_or_unknown_is_answered_by_its_own_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadQuery) as refused:
        parse(text, KINDS)
    assert sentence in str(refused.value)


def test_any_kind_is_taken_as_typed_when_no_table_is_given() -> None:
    assert parse("kind:whatever", {}) == Filter("kind", ("whatever",))


def test_excluded_words_are_not_marked() -> None:
    assert marked_terms(parse('charte "plan budget" conserv* -journal année:2024', KINDS)) == {
        "chart",
        "plan",
        "budget",
        "conserv*",
    }


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='ab é*"()-:«»’.|OUR\x00\ud800\n12kindyear', max_size=120) | st.text(max_size=200))
def test_whatever_is_typed_gives_a_tree_or_a_sentence(text: str) -> None:
    try:
        tree = parse(text, KINDS)
    except BadQuery:
        return
    assert isinstance(tree, Node)


@pytest.mark.parametrize("text", ["(" * 1000, ")" * 1000, "-(" * 500, '"' * 999, "(a " * 60, "-" * 1000, "a:" * 30])
def test_a_heap_of_signs_is_harmless(text: str) -> None:
    assert isinstance(parse(text, KINDS), Node)
