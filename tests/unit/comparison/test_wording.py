"""Words inside a passage: both wordings can be read from the pieces, and they read well."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.comparison.changes import side
from repo_service.domain.comparison.wording import pieces, plain, words

TEXTS = st.text("abc dé’'.,-\n\u00a0", max_size=60)


def marked(before, after):
    """Pieces as one line: [-gone-]{+come+}."""
    forms = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    return "".join(forms[one.kind].format(one.text) for one in pieces(before, after))


@given(TEXTS, TEXTS)
def test_both_wordings_can_be_read_from_the_pieces(before, after):
    found = pieces(before, after)
    assert side(found, "in") == before
    assert side(found, "out") == after


@given(TEXTS, TEXTS)
def test_no_piece_is_empty_and_no_two_neighbours_are_of_one_kind(before, after):
    found = pieces(before, after)
    assert all(one.text for one in found)
    assert all(one.kind != other.kind for one, other in pairwise(found))


@given(TEXTS)
def test_the_same_wording_is_one_piece(text):
    assert [one.kind for one in pieces(text, text)] == (["same"] if text else [])


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "Un préavis de trois mois est donné par lettre.",
            "Un préavis de six mois est donné par lettre.",
            "Un préavis de [-trois-]{+six+} mois est donné par lettre.",
        ),
        ("Le comité décide.", "Le comité décide seul.", "Le comité décide{+ seul+}."),
        ("l’assemblée vote", "l’association vote", "l’[-assemblée-]{+association+} vote"),
        ("le budget", "", "[-le budget-]"),
        ("", "le budget", "{+le budget+}"),
        ("12 000 euros", "15 000 euros", "[-12-]{+15+} 000 euros"),
        (
            "Les prêts sont payants et lents.",
            "Une gratuité complète et rapide.",
            "[-Les prêts sont payants et lents-]{+Une gratuité complète et rapide+}.",
        ),
    ],
)
def test_changes_are_told_by_whole_words_and_phrases(before, after, expected):
    assert marked(before, after) == expected


def test_typography_is_not_wording():
    assert plain("l’objet – « défini »\u00a0: 3\u202f000") == plain("l'objet - « défini » : 3 000")
    assert plain("Décision") != plain("decision")


def test_words_are_folded_and_bare():
    assert words("L’Été, déjà !") == ["l", "ete", "deja"]
