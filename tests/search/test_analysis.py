"""The French analysis: what must meet, what must stay apart, how compounds and numbers are cut."""

from __future__ import annotations

import threading
import unicodedata

import pytest

from repo_service.search import analyse, analysis
from tests.search.words import FAMILIES


def unaccented(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.replace("œ", "oe").replace("æ", "ae"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def pairs() -> list[tuple[str, str]]:
    """Every form of a family with the family's first form, as it is, in capitals, without accents, decomposed."""
    found = []
    for line in FAMILIES:
        forms = line.split()
        for form in forms:
            for typed in (form, form.upper(), unaccented(form), unaccented(form).upper()):
                found.append((forms[0], typed))
            found.append((forms[0], unicodedata.normalize("NFD", form)))
    return found


def test_there_are_more_than_two_hundred_families_of_real_words() -> None:
    assert len(FAMILIES) > 200


def test_all_forms_of_a_word_meet_with_and_without_accents_and_capitals() -> None:
    apart = [(text, typed) for text, typed in pairs() if analyse(text) != analyse(typed)]
    assert apart == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("acquisition", "accessible"), ("charte", "carte"), ("prêt", "près"), ("conseil", "console"), ("livre", "livret"),
     ("université", "univers"), ("notice", "notion"), ("commission", "commune"), ("règle", "régler-vous")],
)  # fmt: skip
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert analyse(one) != analyse(other)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("l'acquisition", ["acquisit"]),
        ("L’ACQUISITION", ["acquisit"]),
        ("d’une décision qu’il", ["decis"]),
        ("jusqu’à lorsqu'elle puisqu’il quoiqu’on presqu’île", ["ile"]),
        ("n'existe s'engage j'ai c'est m'a t'a", ["exist", "engag"]),
        ("aujourd’hui", ["aujourdhui"]),
        ("aujourd'hui", ["aujourdhui"]),
        ("B.U.", ["bu"]),
        ("la B.U de Lyon", ["bu", "lyon"]),
        ("BU", ["bu"]),
        ("S.C.D.", ["scd"]),
        ("n° 2023-14", ["2023-14", "2023", "14"]),
        ("2024-03", ["2024-3", "2024", "03"]),
        ("2024-3", ["2024-3", "2024", "3"]),
        ("le 12/03/2024", ["12-3-2024", "12", "03", "2024"]),
        ("œuvre", ["oeuvr"]),
        ("ŒUVRES", ["oeuvr"]),
        ("ﬁche", ["fich"]),
        ("ex‑libris", ["exlibr", "ex", "libr"]),
        ("para\u00adgraphe", ["paragraph"]),
        ("COVID-19", ["covid19", "covid", "19"]),
        ("CR_comité.docx", ["cr", "comit", "docx"]),
        ("le la les de du", []),
        ("", []),
        ("… — ’ - _ . /", []),
    ],
)
def test_texts_are_cut_into_these_terms(text: str, terms: list[str]) -> None:
    assert analyse(text) == terms


def test_a_compound_is_one_word_and_its_parts() -> None:
    assert analyse("ré-informatisation")[0] == analyse("réinformatisation")[0]
    assert set(analyse("compte rendu")) < set(analyse("compte-rendu"))


def test_stop_words_keep_their_position() -> None:
    chunk = analysis.chunk("prud'homme-de-paix")
    assert [offset for offset, _ in chunk.stems] == [0, 0, 1, 3]
    assert chunk.width == 4


def test_a_run_of_encoded_data_is_cut() -> None:
    assert max(map(len, analyse("7" * 100_000))) == analysis.MAX_WORD


def test_the_memo_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "MEMO_SIZE", len(analysis._memo) + 10)
    for number in range(50):
        analysis.chunk(f"zzz{number}")
    assert len(analysis._memo) <= analysis.MEMO_SIZE


def test_threads_analyse_alike() -> None:
    words = [f"{line.split()[0]}{n}" for n in range(8) for line in FAMILIES]
    expected = [analyse(word) for word in words]
    analysis._memo.clear()
    results: list[list[list[str]]] = []
    threads = [threading.Thread(target=lambda: results.append([analyse(w) for w in words])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 4
