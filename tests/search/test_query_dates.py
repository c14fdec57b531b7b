"""Date words in a query: what is understood, what stays a word, and that no date ever makes a query fail."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repo_service.domain.documents import DateWords, SearchEntry
from repo_service.domain.french_dates import in_words
from repo_service.errors import BadQuery
from repo_service.search.query.parsing import DATED, parse, read
from repo_service.search.query.tree import All, Any, Node, Not, Range, Word
from tests.search.conftest import Shelf

FILTERS = [
    ("avant 2020", None, "2019-12-31"),
    ("avant le 12 mars 2024", None, "2024-03-11"),
    ("avant mars 2021", None, "2021-02-28"),
    ("before 2020", None, "2019-12-31"),
    ("Before March 12, 2024", None, "2024-03-11"),
    ("jusqu’en 2019", None, "2019-12-31"),
    ("jusqu'à février 2020", None, "2020-02-29"),
    ("jusqu’au 31/12/2019", None, "2019-12-31"),
    ("until 2019", None, "2019-12-31"),
    ("après mars 2021", "2021-04-01", None),
    ("apres 2021", "2022-01-01", None),
    ("after 2021", "2022-01-01", None),
    ("depuis 2022", "2022-01-01", None),
    ("depuis le 1er avril 2022", "2022-04-01", None),
    ("depuis 2024-03", "2024-03-01", None),
    ("depuis 03/2024", "2024-03-01", None),
    ("since March 2024", "2024-03-01", None),
    ("dès 2022", "2022-01-01", None),
    ("à partir de mars 2024", "2024-03-01", None),
    ("entre 2019 et 2021", "2019-01-01", "2021-12-31"),
    ("between 2019 and 2021", "2019-01-01", "2021-12-31"),
    ("entre mars et juin 2024", "2024-03-01", "2024-06-30"),
    ("entre le 3 et le 12 mars 2024", "2024-03-03", "2024-03-12"),
    ("mars à juin 2024", "2024-03-01", "2024-06-30"),
    ("de mars à juin 2024", "2024-03-01", "2024-06-30"),
    ("mars-juin 2024", "2024-03-01", "2024-06-30"),
    ("du 3 au 12 mars 2024", "2024-03-03", "2024-03-12"),
    ("de novembre 2023 à février 2024", "2023-11-01", "2024-02-29"),
    ("from March to June 2024", "2024-03-01", "2024-06-30"),
    ("2019 à 2021", "2019-01-01", "2021-12-31"),
    ("AVANT 2020", None, "2019-12-31"),
    ("apre\u0300s 2021", "2022-01-01", None),
]
BARE = [
    ("2023", "2023", "2023-01-01", "2023-12-31"),
    ("en 2023", "2023", "2023-01-01", "2023-12-31"),
    ("in 2023", "2023", "2023-01-01", "2023-12-31"),
    ("mars 2024", "mars 2024", "2024-03-01", "2024-03-31"),
    ("déc. 2024", "déc. 2024", "2024-12-01", "2024-12-31"),
    ("le 12 mars 2024", "12 mars 2024", "2024-03-12", "2024-03-12"),
    ("1er avril 2024", "1er avril 2024", "2024-04-01", "2024-04-01"),
    ("12/03/2024", "12/03/2024", "2024-03-12", "2024-03-12"),
    ("12.03.2024", "12.03.2024", "2024-03-12", "2024-03-12"),
    ("2024-03-12", "2024-03-12", "2024-03-12", "2024-03-12"),
    ("March 12, 2024", "March 12, 2024", "2024-03-12", "2024-03-12"),
]
WORDS = [
    "2023-14", "2024-03", "03/2024", "2023-2024", '"mars 2024"', "« avant 2020 »", '"mars 2024', "mars",
    "12 mars", "1750", "20240312", "30/02/2024", "2024/03", "n°2024", "x2024", "2024x", "avant",
    "entre mars et juin", "12/03/24", "99999", "2024^2", "titre:2024", "note:2024",
    "avant:2020", "12 zzz", "20.24", "١٢٣٤",
]  # fmt: skip


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _range(first: str | None, last: str | None, score: float = 0.0) -> Range:
    numbers = [day.toordinal() if (day := _day(iso)) else None for iso in (first, last)]
    return Range("date", *numbers, score=score)


@pytest.mark.parametrize(("typed", "first", "last"), FILTERS)
def test_a_word_of_direction_makes_a_filter_on_the_date(typed: str, first: str | None, last: str | None) -> None:
    asked = read(f"charte {typed}, budget", {})
    assert asked.tree == All((Word("chart", "charte"), _range(first, last), Word("budget", "budget")))
    (told,) = asked.dates
    assert (told.first, told.last, told.filters) == (_day(first), _day(last), True)


@pytest.mark.parametrize(("typed", "words", "first", "last"), BARE)
def test_a_bare_date_is_a_date_or_its_words(typed: str, words: str, first: str, last: str) -> None:
    asked = read(typed, {})
    assert asked.tree == Any((parse(words, {}), _range(first, last, DATED * len(words.replace(",", "").split()))))
    assert asked.dates == (DateWords(typed, _day(first), _day(last), False),)


@pytest.mark.parametrize("typed", WORDS)
def test_what_is_not_certain_stays_words(typed: str) -> None:
    assert read(typed, {}) == (parse(typed, {}), ())


@pytest.mark.parametrize(("typed", "first", "last"), FILTERS)
def test_words_taken_literally_are_no_dates(typed: str, first: str, last: str) -> None:
    assert read(typed, {}, literal=True) == (parse(typed, {}), ())
    assert read(typed, {}, bare=False).tree == _range(first, last)


def test_without_bare_dates_they_are_words() -> None:
    assert read("charte mars 2024", {}, bare=False) == (parse("charte mars 2024", {}), ())


def test_dates_are_excluded_and_joined_as_words_are() -> None:
    def year(number: int) -> Node:
        return Any((Word(str(number), str(number)), _range(f"{number}-01-01", f"{number}-12-31", DATED)))

    assert read("2023 OU 2024", {}).tree == Any((year(2023), year(2024)))
    assert read("-2023 2024", {}).tree == All((Not(year(2023)), year(2024)))
    assert read("NOT avant 2020", {}).tree == Not(_range(None, "2019-12-31"))
    assert read("(2023) avant 2020", {}).tree == All((year(2023), _range(None, "2019-12-31")))
    assert read("-mars 2024", {}).tree == All((Not(Word("mar", "mars")), year(2024)))


ANY_DAY = st.dates(date(1800, 1, 1), date(2099, 12, 31))


@given(ANY_DAY, st.sampled_from(["fr", "en"]))
def test_any_day_in_words_is_understood_as_itself(day: date, language: str) -> None:
    (told,) = read(f"budget {in_words(day, language)}", {}).dates
    assert (told.first, told.last, told.filters) == (day, day, False)


@given(ANY_DAY, ANY_DAY)
def test_an_interval_is_understood_when_it_runs_forward_and_never_fails(one: date, other: date) -> None:
    dates = read(f"entre le {one:%d/%m/%Y} et le {other:%d/%m/%Y}", {}).dates
    if one <= other:
        assert [(told.first, told.last, told.filters) for told in dates] == [(one, other, True)]
    else:
        assert not any(told.filters for told in dates)


PIECES = [*("avant ", "après", " entre ", " et ", " à ", "2024", " mars ", "12 ", "/03/", "3", "."), *', "()-']


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_date_words_never_make_a_query_fail(text: str) -> None:
    try:
        parse(text, {})
    except BadQuery:
        return
    read(text, {})


@pytest.fixture
def dated(shelf: Shelf) -> Shelf:
    shelf.build(
        SearchEntry(name, 1, "minutes", title, text, date=day)
        for name, title, text, day in [
            ("MARCH", "Comité", "Un texte sans rien.", date(2024, 3, 12)),
            ("TOLD", "Calendrier", "La réunion de mars 2024 est prévue.", date(2023, 11, 2)),
            ("JUNE", "Comité", "Un texte.", date(2024, 6, 30)),
            ("OLD", "Comité", "Un texte.", date(2019, 12, 31)),
            ("UNDATED", "Comité", "Un texte d’avant 2020.", None),
        ]
    )
    return shelf


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mars 2024", ["MARCH", "TOLD"]),
        ("12/03/2024", ["MARCH"]),
        ("2024", ["JUNE", "MARCH", "TOLD"]),
        ("comité 2024", ["JUNE", "MARCH"]),
        ("-2024", ["OLD", "UNDATED"]),
        ('"mars 2024"', ["TOLD"]),
        ("avant 2020", ["OLD"]),
        ("après mars 2024", ["JUNE"]),
        ("de mars à juin 2024", ["JUNE", "MARCH"]),
        ("jusqu’en 2019 OU calendrier", ["OLD", "TOLD"]),
        ("date:2019..2023", ["OLD", "TOLD"]),
        ("date:<2000", []),
        ("NOT date:2024", ["OLD", "TOLD", "UNDATED"]),
    ],
)
def test_documents_are_found_by_their_date(dated: Shelf, typed: str, found: list[str]) -> None:
    assert sorted(dated.found(typed)) == found


def test_words_as_they_were_typed_find_the_words(dated: Shelf) -> None:
    assert dated.found("avant 2020", literal=True) == ["UNDATED"]
    assert dated.search("avant 2020", literal=True).dates == ()


def test_a_document_of_the_month_comes_before_one_that_names_it_in_passing(dated: Shelf) -> None:
    dated.apply(
        SearchEntry(f"P{number}", 1, "minutes", "Comité", f"Point {number} de mars 2024.", date=date(2022, 1, 1))
        for number in range(9)
    )
    assert dated.found("mars 2024")[0] == "MARCH"


def test_a_filter_alone_lists_the_newest_first(dated: Shelf) -> None:
    assert dated.found("depuis 2020") == ["JUNE", "MARCH", "TOLD"]
