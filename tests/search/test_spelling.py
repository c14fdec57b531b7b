"""Words that nothing holds are taken for slips of the nearest word that the reader may see, in one order always."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.domain.documents import SearchEntry, SearchQuery
from repo_service.errors import BadQuery
from repo_service.search import Mask, spellings
from repo_service.search.query import limits
from tests.search.conftest import Shelf
from tests.search.corpora import entries

TEXTS = (
    "Le désherbage des périodiques, décidé par le comité.",
    "La charte du consortium et son budget.",
    "Prêt entre bibliothèques : le bordereau et la navette.",
    "Le compte-rendu de la séance, adopté à l’unanimité.",
    "La charte signée, le budget voté, les périodiques conservés.",
)


@pytest.fixture
def library(shelf: Shelf) -> Shelf:
    shelf.build(texts(*TEXTS))
    return shelf


def texts(*found: str, start: int = 0) -> list[SearchEntry]:
    return [SearchEntry(f"DOC{start + n:05d}", 1, "other", "", text) for n, text in enumerate(found)]


def nearest(shelf: Shelf, text: str, mask: Mask | None = None, total: int = 0, **more: object) -> str | None:
    query = replace(SearchQuery(text), **more)  # type: ignore[arg-type]
    found = shelf.searcher.nearest(query, mask or Mask(("all", shelf.ids), shelf.ids), total)
    return found and found.text()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("désherbagge", "desherbage"),
        ("desherbaeg", "desherbage"),  # two letters that changed places are one slip
        ("chatre", "charte"),
        ("budgte de la charte", "budget de la charte"),
        ("Chatre du CONSORTUM", "Charte du CONSORTIUM"),
        ("l’unannimité", "l’unanimite"),
        ("compte-rendo", "compte-rendu"),
        ("titre:chatre", "titre:charte"),
        ("chatre OU budgte", "charte OU budget"),
        ("(chatre budget) -navetet", "(charte budget) -navetet"),
        ("peridoiques", "periodiques"),
        ('"la chatre"', '"la charte"'),
        ("bordreaus", "bordereau"),  # two slips in a long word
    ],
)
def test_a_slip_is_read_as_the_nearest_word(library: Shelf, typed: str, meant: str) -> None:
    assert nearest(library, typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "chartes",  # another form of a word that is there
        "xyzzy", "pret", "prt",  # nothing is near; it is there; too short
        "b0rdereau", "2023-15",  # numbers are no slips
        "pour",  # a word that is not looked for
        "chxxte",  # two slips in a short word
        '"navette du chatre"',  # these words never stand in a row
        "chat*", "instance:comtié", "-chatre", "NOT chatre", "-(chatre plan)", "nature: année:", "", "*", "« »",
        "ο λόγος",
        " ".join(f"chatr{letter}" for letter in "abcdfgh"),  # another language
    ],
)  # fmt: skip
def test_what_is_no_slip_is_left_alone(library: Shelf, typed: str) -> None:
    assert nearest(library, typed) is None


def test_a_correction_that_would_be_too_long_is_refused_like_any_query(library: Shelf) -> None:
    typed = "bordereu " + "a" * 991
    assert len(typed) == 1000
    with pytest.raises(BadQuery):
        nearest(library, typed)


def test_the_nearest_comes_first_then_the_most_frequent_then_the_alphabet(shelf: Shelf) -> None:
    shelf.build(texts("paras parat", "paris", "paris", "parus", "parus", "paxxs"))
    assert nearest(shelf, "parxs") == "paris"
    shelf.apply(texts("parus", start=9))
    assert nearest(shelf, "parxs") == "parus"


def test_a_word_that_has_synonyms_is_known(library: Shelf) -> None:
    assert nearest(library, "chatre") == "charte"
    assert nearest(library, "chatre", synonyms=(("chatre", "navette"),)) is None


def test_of_few_documents_a_rare_word_is_doubted_when_another_is_far_more_frequent(shelf: Shelf) -> None:
    shelf.build(texts("les bugdets", *["le budget"] * 9))
    assert nearest(shelf, "bugdet", total=1) is None
    shelf.apply(texts("le budget", start=20))
    assert nearest(shelf, "bugdet", total=1) == "budget"
    assert nearest(shelf, "bugdet", total=0) is None  # it is there: something else finds nothing
    assert nearest(shelf, "bugdet", total=3) is None


def test_where_much_is_found_only_a_word_that_nothing_holds_is_doubted(library: Shelf) -> None:
    assert nearest(library, "charte OU navetet", total=3) == "charte OU navette"
    assert nearest(library, "charte OU navette", total=3) is None


def test_a_word_is_spelt_as_texts_spell_it_most_often() -> None:
    found = ["Désherbage et Désherbage", "desherbage", "l’élève, l’élève, élevé"]
    assert spellings(found, {"desherbage", "eleve", "autre"}) == {"desherbage": "désherbage", "eleve": "élève"}


@pytest.mark.parametrize("seed", range(3))
def test_a_hidden_document_gives_no_word_and_moves_no_order(shelves: Callable[[str], Shelf], seed: int) -> None:
    everything = [*entries(60, 300 + seed), *texts("chartre budgex plam", "chartre chartre", start=900)]
    hidden = {entry.id for entry in everything if entry.id >= "DOC00900" or entry.id.endswith(("3", "7"))}
    with_hidden, without = shelves("with"), shelves("without")
    with_hidden.build(everything[::2])
    with_hidden.apply(everything[1::2])
    without.build([entry for entry in everything if entry.id not in hidden])
    mask = Mask(("reader",), {entry.id for entry in everything} - hidden)
    chance = random.Random(seed)
    vocabulary = ["charte", "bibliothèque", "numérisation", "budget", "partenaire", "plan", "conservations"]
    told = 0
    for _ in range(60):
        words = [slip(chance, word) for word in chance.sample(vocabulary, 2)]
        for total in (0, 1, 9):
            text = " OU ".join(words) if total == 9 else " ".join(words)
            ours, theirs = (nearest(one, text, mask, total) for one in (with_hidden, without))
            assert ours == theirs, text
            told += ours is not None
    assert told > 20
    assert nearest(without, "chartrz", mask) in {None, "charte"}


def slip(chance: random.Random, word: str) -> str:
    """The word with a letter gone, doubled, changed, or two that changed places."""
    at = chance.randrange(1, len(word) - 1)
    return chance.choice((
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + "x" + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ))  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=60))
def test_anything_typed_is_answered(module_shelf: Shelf, text: str) -> None:
    try:
        found = nearest(module_shelf, text)
    except BadQuery:
        return
    assert found != text


@pytest.fixture(scope="module")
def module_shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("spelling") / "indexes")
    shelf.build(texts(*TEXTS))
    return shelf


def test_out_of_time_nothing_is_proposed_and_nothing_by_halves(
    library: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is over after each number of looks at the clock in turn."""
    whole, found = "charte du budget", []
    for looks in range(40):
        ticks = iter([0.0] * (looks + 1))
        monkeypatch.setattr(limits, "time", SimpleNamespace(monotonic=lambda ticks=ticks: next(ticks, 99.0)))
        found.append(nearest(library, "chatre du budgte"))
    assert found == sorted(found, key=bool)
    assert set(found) == {None, whole}


def test_an_empty_index_knows_no_words(shelf: Shelf) -> None:
    shelf.build([])
    assert nearest(shelf, "chatre") is None
