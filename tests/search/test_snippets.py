"""The passage shown under a hit: which one, how long, what is marked."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from repo_service.search import Snippet, analyse, snippet
from repo_service.search.snippets import LENGTH

FILLER = "Il ne se passe rien de notable dans ce paragraphe, qui est là pour prendre de la place. "


def marked(found: Snippet) -> list[str]:
    return [text for text, mark in found.pieces if mark]


def whole(found: Snippet) -> str:
    return "".join(text for text, _ in found.pieces)


def test_whole_words_are_marked_in_all_their_forms() -> None:
    found = snippet(["Les décisions du comité. DÉCISION : oui. Décider est autre chose."], frozenset({"decis"}))
    assert marked(found) == ["décisions", "DÉCISION"]
    assert whole(found) == "Les décisions du comité. DÉCISION : oui. Décider est autre chose."
    assert found.passage == 0


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("L’acquisition partagée", {"acquisit"}, ["acquisition"]),
        ("qu'une décision d'acquisition", {"acquisit"}, ["acquisition"]),
        ("le compte-rendu du comité", {"compt", "rendu"}, ["compte-rendu"]),
        ("la B.U. de Lyon", {"bu"}, ["B.U"]),
        ("la décision n° 2023-14.", {"2023-14"}, ["2023-14"]),
        ("conserver, conservation", {"conserv*"}, ["conserver", "conservation"]),
        ("œuvres", {"oeuvr"}, ["œuvres"]),
        ("jusqu’à l’île", {"ile"}, ["île"]),
    ],
)
def test_these_words_are_marked(text: str, terms: set[str], expected: list[str]) -> None:
    assert marked(snippet([text], frozenset(terms))) == expected


def test_the_passage_with_most_distinct_terms_is_chosen() -> None:
    texts = ["charte charte charte charte", "rien", "la charte et le budget", "budget budget"]
    assert snippet(texts, frozenset({"chart", "budget"})).passage == 2


def test_of_equal_passages_the_one_with_terms_closest_together_is_chosen() -> None:
    texts = ["charte " + FILLER + " budget", "charte et budget", "budget, puis la charte"]
    assert snippet(texts, frozenset({"chart", "budget"})).passage == 1


def test_a_paragraph_is_preferred_to_its_heading() -> None:
    texts = ["Budget", "Le budget de l’année est adopté à l’unanimité, sous réserve de la convention avec la région."]
    assert snippet(texts, frozenset({"budget"})).passage == 1
    assert snippet(texts[:1], frozenset({"budget"})).passage == 0


def test_a_passage_that_repeats_the_title_is_left_out() -> None:
    texts = ["CHARTE du  réseau", "La charte règle le prêt.", "Charte du réseau et de ses bibliothèques"]
    assert snippet(texts[:2], frozenset({"chart", "reseau"})).passage == 0
    assert snippet(texts, frozenset({"chart", "reseau"}), "Charte du réseau").passage == 2
    assert snippet(texts[:2], frozenset({"chart", "reseau"}), "Charte du réseau").passage == 1
    assert snippet(texts[:1], frozenset({"chart"}), "Charte du réseau") == Snippet()
    assert snippet(texts, frozenset(), "Charte du réseau").passage == 1


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("Budget commun – page 1", True),
        ("Budget commun | p. 2/10", True),
        ("Budget commun, page 3 sur 12", True),
        ("Budget commun.", True),
        ("Budget commun 2024", False),
        ("Le budget commun", False),
        ("Budget communal", False),
    ],
)
def test_a_footer_that_repeats_the_title_is_left_out(text: str, left_out: bool) -> None:
    assert (snippet([text], frozenset({"budget"}), "Budget commun") == Snippet()) == left_out


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Action | Qui |  | Budget", "Action · Qui · Budget"),
        (" |  | Budget | ", "Budget"),
        ("| | Budget |", "Budget"),
        ("a|b du budget", "a|b du budget"),
        ("– le budget", "le budget"),
        ("• Budget", "Budget"),
        ("\uf0b7 Budget", "Budget"),
        ("1. Budget", "1. Budget"),
        ("-5 % du budget", "-5 % du budget"),
    ],
)
def test_cells_are_set_apart_by_dots_and_no_bullet_leads(text: str, shown: str) -> None:
    assert whole(snippet([text], frozenset({"budget"}))) == shown


def test_a_row_is_not_cut_at_a_dot() -> None:
    cell = "cellule" * 3
    row = " | ".join([cell] * 20 + ["budget"] + [cell] * 20)
    shown = whole(snippet([row], frozenset({"budget"})))
    assert shown.startswith("… cellule")
    assert shown.endswith("cellule …")


def test_a_long_text_is_cut_around_its_best_place() -> None:
    text = FILLER * 20 + "La charte règle le budget commun. " + FILLER * 20 + "Encore la charte."
    found = snippet([text], frozenset({"chart", "budget"}))
    assert marked(found) == ["charte", "budget"]
    assert whole(found).startswith("… ")
    assert whole(found).endswith(" …")
    assert len(whole(found)) <= LENGTH + 4


def test_without_a_match_the_start_is_shown() -> None:
    found = snippet(["", "  ", "Premier texte.", FILLER * 10], frozenset({"introuvabl"}))
    assert found == Snippet((("Premier texte.", False),), 2)
    assert snippet([FILLER * 10], frozenset()).pieces[0][0].startswith("Il ne se passe rien")


def test_nothing_gives_nothing() -> None:
    assert snippet([], frozenset({"chart"})) == Snippet()
    assert snippet(["", " "], frozenset({"chart"})) == Snippet()


def test_line_ends_become_spaces() -> None:
    assert whole(snippet(["La\ncharte\tcommune\r\nici"], frozenset({"chart"}))) == "La charte commune  ici"


def letters(text: str) -> str:
    """What no typography changes."""
    return "".join(filter(str.isalnum, text))


@example(["-"], frozenset())  # the sign of a list, and nothing that follows it
@given(
    st.lists(st.text(max_size=400), max_size=5), st.frozensets(st.sampled_from(["chart", "a", "le*", "12"]), max_size=3)
)
def test_pieces_are_a_part_of_the_passage(texts: list[str], terms: frozenset[str]) -> None:
    found = snippet(texts, terms)
    if found.passage < 0:
        assert not any(letters(text) for text in texts)
        return
    shown = whole(found).removeprefix("… ").removesuffix(" …")
    assert letters(shown) in letters(texts[found.passage])
    assert len(shown) <= LENGTH
    assert all(text for text, _ in found.pieces)


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("manoeuvre", "La manœuvre du port"),
        ("oeuvre", "Une œuvre rare"),
        ("fichiers", "Le ﬁchier partagé"),
        ("effet", "Un eﬀet de bord"),
        ("efficace", "C’est eﬃcace"),
        ("souffle", "Un souﬄe court"),
        ("flotte", "La ﬂotte"),
        ("ffi", "Le sigle ﬃ"),
        ("veuf", "Il est veuf"),
        ("loyer", "Le loyer dû"),
        ("payer", "Ce qu’il faut payer"),
        ("égal", "Ils sont égaux"),
        ("naïve", "Un art naïf"),
        ("B.U.", "La B.U. de Valmorin"),
        ("cofinancement", "Un co-ﬁnancement"),
        ("acquisition", "L’ACQUISITION commune"),
        ("ete", "L’e\u0301te\u0301 dernier"),
    ],
)
def test_a_word_is_marked_however_its_first_letters_are_written(asked: str, written: str) -> None:
    found = snippet([written], frozenset(analyse(asked)))
    assert any(marked for _, marked in found.pieces), found
