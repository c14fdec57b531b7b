"""Query text to tree: what each form means, and that nothing typed does harm."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.errors import BadQuery
from repo_service.search.query import limits, parsing
from repo_service.search.query.parsing import parse, read
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
    columns,
    loosened,
    marked_terms,
)
from repo_service.search.schema import FACETS
from tests.search import conftest

KINDS = parsing.kind_names(conftest.KINDS)
PIECES = [
    *(" ", '"', "(", ")", "-", "*", "?", "^2", "charte", "bi", "OU", "NOT", "titre:", "date:", "version:", "état:"),
    *("..", ">"),
    *("2024", "mars", " mars 2024", "avant ", " entre ", " et ", " à ", "12/03/2024", "2023-14", "l’", "de la"),
]

CHARTE = Word("chart", "charte")
BUDGET = Word("budget", "budget")
PLAN = Word("plan", "plan")


def days(first: str | None, last: str | None) -> Range:
    """The documents of these days."""
    return Range("date", *(date.fromisoformat(day).toordinal() if day else None for day in (first, last)))


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
    ("titre:charte", Word("chart", "charte", "title")),
    ('title:"plan budget"', Phrase(((0, "plan"), (1, "budget")), "title")),
    ("texte:charte fiche:budget", All((Word("chart", "charte", "text"), Word("budget", "budget", "about")))),
    ("annexe:plan -notes:budget", All((Word("plan", "plan", "notes"), Not(Word("budget", "budget", "notes"))))),
    ("texte: charte", All((Word("text", "texte"), CHARTE))),
    ("domaine:Catalogage", Filter("domain", ("Catalogage",))),
    ("état:adoptée", Filter("state", ("adopted",))),
    ("ETAT:Publiés", Filter("state", ("published",))),
    ("state:en-relecture", Filter("state", ("review",))),
    ("langue:Anglais", Filter("language", ("en",))),
    ("language:fr", Filter("language", ("fr",))),
    ('partenaire:"Université de Lyon"', Filter("institution", ("Université de Lyon",))),
    ("institution:LYON", Filter("institution", ("LYON",))),
    ("date:2024", days("2024-01-01", "2024-12-31")),
    ("date:2024-02", days("2024-02-01", "2024-02-29")),
    ("date:12/03/2024", days("2024-03-12", "2024-03-12")),
    ('date:"mars 2024"', days("2024-03-01", "2024-03-31")),
    ("date:2024-01..2024-06", days("2024-01-01", "2024-06-30")),
    ("date:>2020", days("2021-01-01", None)),
    ("date:>=2020", days("2020-01-01", None)),
    ("date:<2020-03", days(None, "2020-02-29")),
    ("date:<=2020", days(None, "2020-12-31")),
    ("date:2019..", days("2019-01-01", None)),
    ("date:..2019", days(None, "2019-12-31")),
    ("-date:2019 charte", All((Not(days("2019-01-01", "2019-12-31")), CHARTE))),
    ("année:2019..", Range("year", 2019)),
    ("year:<2019", Range("year", None, 2018)),
    ("version:2", Range("version", 2, 2)),
    ("version:2..", Range("version", 2)),
    ("version:>2", Range("version", 3)),
    ("charte^2", Weighted(CHARTE, 2.0)),
    ("charte^0,5 budget^10", All((Weighted(CHARTE, 0.5), Weighted(BUDGET, 10.0)))),
    ('"plan budget"^3', Weighted(Phrase(((0, "plan"), (1, "budget"))), 3.0)),
    ("titre:charte^2", Weighted(Word("chart", "charte", "title"), 2.0)),
    ("(charte OU budget)^2 plan", All((Weighted(Any((CHARTE, BUDGET)), 2.0), PLAN))),
    ("conserv*^2", Weighted(Prefix("conserv"), 2.0)),
    ("-charte^2", Not(Weighted(CHARTE, 2.0))),
    ("charte^", CHARTE),
    ("charte^budget", All((CHARTE, BUDGET))),
    ("de^2 charte", CHARTE),
    ("()^2 charte", CHARTE),
    ("bi*thèque", Pattern("bi*theque")),
    ("Décisi?n", Pattern("decisi?n")),
    ("l’acqui*ion", Pattern("acqui*ion")),
    ("co*n*", Pattern("co*n*")),
    ("conserv**", Prefix("conserv")),
    ("compte-re?du", All((Word("compt", "compte"), Pattern("re?du")))),
    ("charte?", CHARTE),
    ("charte ? budget", All((CHARTE, BUDGET))),
    ("-bi*que charte", All((Not(Pattern("bi*que")), CHARTE))),
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


@pytest.mark.parametrize("text", ["*a*", "a*", "**", "*charte", "c*rte", "c?arte", "d'a*", "a*b*c", "charte+b*c"])
def test_stars_before_two_letters_are_explained(text: str) -> None:
    with pytest.raises(BadQuery, match="L’étoile et le point d’interrogation"):
        parse(text, KINDS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a" * (limits.MAX_CHARACTERS + 1), "1000 caractères au plus"),
        ("x" * 100_000, "1000 caractères au plus"),
        ("mot " * 65, "64 au plus"),
        ("a OR " * 65, "64 au plus"),
        ('"' + "mot " * 33 + '"', "32 mots au plus"),
        ("nature:inconnue", "La nature « inconnue » n’existe pas"),
        ("année:bientôt", "année:2024"),
        ("année:2024-2020", "année:2024"),
        ("année:0001-9999", "année:2024"),
        ("année:2024..2020", "année:2024"),
        ("date:bientôt", "date:2024-03"),
        ("date:12", "date:2024-03"),
        ("date:12/03/24", "date:2024-03"),
        ("date:2024..2020", "date:2024-03"),
        ("date:2019..2020..2021", "date:2024-03"),
        ("version:deux", "version:2"),
        ("version:٢", "version:2"),
        ("version:9999999", "version:2"),
        ("état:perdu", "L’état « perdu » n’existe pas"),
        ("langue:klingon", "La langue « klingon »"),
        ("titre:conserv*", "Enlevez « titre: »"),
        ("charte^0", "de 0,1 à 10"),
        ("charte^10,1", "de 0,1 à 10"),
        ('"plan budget"^99', "de 0,1 à 10"),
        ("(charte)^" + "9" * 500, "de 0,1 à 10"),
        ("(" * 5_000, "1000 caractères au plus"),
        ("(" * (limits.MAX_DEPTH + 1) + "a", "32 au plus"),
        ("(a " * (limits.MAX_DEPTH + 1), "32 au plus"),
        ("bi*que " * 65, "64 au plus"),
        ("date:2024 " * 65, "64 au plus"),
        ("avant 2020 " * 65, "64 au plus"),
    ],
)
def test_what_is_too_much_or_unknown_is_answered_by_its_own_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadQuery) as refused:
        read(text, KINDS)
    assert sentence.replace("« ", "«\xa0").replace(" »", "\xa0»") in str(refused.value)


def test_any_kind_is_taken_as_typed_when_no_table_is_given() -> None:
    assert parse("kind:whatever", {}) == Filter("kind", ("whatever",))


def test_excluded_words_are_not_marked() -> None:
    text = 'charte^2 "plan budget" conserv* bi?l*que -journal -no*el année:2024 date:2024'
    assert marked_terms(parse(text, KINDS)) == {"chart", "plan", "budget", "conserv*", "bi?l*que"}


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet='ab é*?"()-:«»’.|OUR\x00\ud800\n12kindyear^<>', max_size=120)
    | st.text(max_size=200)
    | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
)
def test_whatever_is_typed_gives_a_tree_or_a_sentence(text: str) -> None:
    for literal in (False, True):
        try:
            tree = read(text, KINDS, literal).tree
        except BadQuery:
            continue
        assert isinstance(tree, Node)
        assert all(term for term in marked_terms(tree))
        assert set(columns(tree)) <= {*FACETS, "date", "version"}


@pytest.mark.parametrize(
    "text",
    [")" * 1000, "-(" * limits.MAX_DEPTH, '"' * 999, "(a " * limits.MAX_DEPTH, "-" * 1000, "a:" * 30, "^2" * 30,
     "[a TO z]", "(((( ))))" * 100, "?" * 1000, "a" + "?" * 900, "co" + "*" * 900, "co" + "*e" * 400,
     " ".join(["1"] * 60) + " " * 800, "avant " * 60, "entre 3 " * 30 + "2024", "..", "date:", "date:..", "date:>",
     "é\u0301\u0302", "https://exemple.fr/page?id=3"],
)  # fmt: skip
def test_a_heap_of_signs_is_harmless(text: str) -> None:
    assert isinstance(read(text, KINDS).tree, Node)


@pytest.mark.parametrize(
    ("text", "loose"),
    [
        ("charte plan", "charte OU plan"),
        ("charte plan -bilan nature:compte-rendu", "(charte OU plan) -bilan nature:compte-rendu"),
        ("charte (plan OU bilan)", "charte OU (plan OU bilan)"),
        ("charte", "charte"),
        ("charte -plan", "charte -plan"),
        ("-charte -plan", "-charte -plan"),
    ],
)
def test_some_of_the_words_are_asked_for_and_every_filter(text: str, loose: str) -> None:
    assert flat(loosened(parse(text, KINDS))) == flat(parse(loose, KINDS))


def flat(node: Node) -> Node:
    """The same tree without alternatives within alternatives."""
    match node:
        case Any(children=children):
            inner = [child.children if isinstance(child, Any) else (child,) for child in map(flat, children)]
            return Any(tuple(child for row in inner for child in row))
        case All(children=children):
            return All(tuple(map(flat, children)))
        case _:
            return node
