"""Ranges, fields, weights, patterns and limits over an index: what one would find by looking at every document."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from fnmatch import fnmatch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repo_service.domain.documents import SearchEntry
from repo_service.domain.passages import fold
from repo_service.errors import BadQuery
from repo_service.search import Mask, reader, snippet
from repo_service.search.query import limits
from repo_service.search.query.limits import Deadline
from tests.search.conftest import Shelf
from tests.search.corpora import entries, passages

DOMAINS = ["", "Catalogage", "Prêt entre bibliothèques", "Conservation partagée"]


def described(count: int, seed: int) -> list[SearchEntry]:
    """Entries that differ in all that filters ask for."""
    return [
        replace(
            entry, domain=DOMAINS[number % 4], state=["published", "adopted"][number % 2],
            language=["fr", "en", "de"][number % 3], institution=["", "LYON", "NICE"][number % 3],
            institution_name=["", "Université de Lyon", "Bibliothèque de Nice"][number % 3],
            changed=datetime(2024, 1, 1 + number % 28, tzinfo=UTC),
        )
        for number, entry in enumerate(entries(count, seed))
    ]  # fmt: skip


EVERYTHING = described(120, 21)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """An index of two segments."""
    shelf = Shelf(tmp_path_factory.mktemp("filters") / "indexes")
    shelf.build(EVERYTHING[:70])
    shelf.apply(EVERYTHING[70:])
    return shelf


def told(keep: Callable[[SearchEntry], bool]) -> list[str]:
    return sorted(entry.id for entry in EVERYTHING if keep(entry))


MONTHS = st.dates(date(2018, 12, 1), date(2025, 2, 1)).map(lambda day: f"{day:%Y-%m}")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MONTHS | st.just(""), MONTHS | st.just(""))
def test_a_range_of_dates_finds_the_documents_of_these_days(full: Shelf, first: str, last: str) -> None:
    if not (first or last) or (first and last and first > last):
        return

    def within(entry: SearchEntry) -> bool:
        month = f"{entry.date:%Y-%m}" if entry.date else ""
        return bool(month) and first <= month and (not last or month <= last)

    assert sorted(full.found(f"date:{first}..{last}")) == told(within)


@pytest.mark.parametrize("typed", ["2", "2..", "..2", "2..3", ">2", ">=2", "<2", "<=2"])
def test_a_range_of_versions_finds_the_documents_with_these_versions(full: Shelf, typed: str) -> None:
    possible = {"2": {2}, "2..": {2, 3, 4, 5}, "..2": {1, 2}, "2..3": {2, 3}, ">2": {3, 4, 5}, ">=2": {2, 3, 4, 5},
                "<2": {1}, "<=2": {1, 2}}  # fmt: skip
    assert sorted(full.found(f"version:{typed}")) == told(lambda entry: entry.version in possible[typed])


@pytest.mark.parametrize(
    ("typed", "keep"),
    [
        ("domaine:catalogage", lambda entry: entry.domain == "Catalogage"),
        ('domaine:"pret entre bibliotheques"', lambda entry: entry.domain.startswith("Prêt")),
        ("domaine:conservation", lambda entry: entry.domain.startswith("Conservation")),
        ("domaine:inconnu", lambda entry: False),
        ("état:adoptée", lambda entry: entry.state == "adopted"),
        ("langue:allemand", lambda entry: entry.language == "de"),
        ("partenaire:NICE", lambda entry: entry.institution == "NICE"),
        ("partenaire:lyon", lambda entry: entry.institution == "LYON"),
        ('institution:"université de Lyon"', lambda entry: entry.institution == "LYON"),
        ("année:2022..", lambda entry: entry.date and entry.date.year >= 2022),
        ("année:<2021", lambda entry: entry.date and entry.date.year < 2021),
        ("année:2020-2021", lambda entry: entry.date and entry.date.year in {2020, 2021}),
        ("-langue:fr état:publié date:2020..", lambda entry: entry.language != "fr" and entry.state == "published"
         and entry.date and entry.date.year >= 2020),
        ("version:>4 OU domaine:catalogage", lambda entry: entry.version > 4 or entry.domain == "Catalogage"),
    ],
)  # fmt: skip
def test_a_field_keeps_the_documents_that_it_says(
    full: Shelf, typed: str, keep: Callable[[SearchEntry], bool]
) -> None:
    assert sorted(full.found(typed)) == told(keep)


@pytest.mark.parametrize("typed", ["version:999999", "version:>999999", "année:>9999", "date:>2099", "date:..1800"])
def test_a_range_beyond_all_numbers_finds_nothing(full: Shelf, typed: str) -> None:
    assert full.search(typed).total == 0


def test_filters_add_nothing_to_a_score(full: Shelf) -> None:
    scores = {hit.id: hit.score for hit in full.search("charte", per_page=1000).hits}
    for typed in ("charte date:2019..", "charte version:1..", "charte langue:français", "charte depuis 2019"):
        hits = full.search(typed, per_page=1000).hits
        assert hits
        assert all(hit.score == scores[hit.id] for hit in hits)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["charte", '"plan de conservation"', "conserv*", "bi*que", "(charte OU plan)"]),
       st.floats(0.1, 10).map(lambda number: f"{number:.3f}"))  # fmt: skip
def test_a_weight_multiplies_the_scores_and_finds_the_same(full: Shelf, text: str, weight: str) -> None:
    plain = {hit.id: hit.score for hit in full.search(text, per_page=1000).hits}
    heavy = {hit.id: hit.score for hit in full.search(f"{text}^{weight}", per_page=1000).hits}
    assert heavy == pytest.approx({name: score * float(weight) for name, score in plain.items()})


@pytest.mark.parametrize(
    "glob", ["bi*que", "bi*", "co*n*", "d?cision", "décisi?n", "décisi?n*", "jour*x", "jo?rn*", "zz*z", "pl?n", "20?3*"]
)
def test_a_pattern_finds_the_documents_with_a_word_made_so(full: Shelf, glob: str) -> None:
    def words(entry: SearchEntry) -> list[str]:
        places = (entry.body_name, entry.institution_name, entry.domain, entry.kind_words)
        texts = (entry.title, entry.text, entry.number, entry.keywords, *places, entry.notes)
        return re.findall(r"\w+", fold(" ".join(texts)))

    if not re.match(r"\w\w", glob):
        with pytest.raises(BadQuery):
            full.search(glob)
        return
    assert sorted(full.found(glob)) == told(lambda entry: any(fnmatch(word, fold(glob)) for word in words(entry)))


def test_a_word_made_so_is_marked() -> None:
    shown = snippet(["La Bibliothèque et la bibliographie"], frozenset({"bibli*que"}))
    assert [text for text, marked in shown.pieces if marked] == ["Bibliothèque"]
    shown = snippet(["Les décisions, la décision"], frozenset({"decisi?n"}))
    assert [text for text, marked in shown.pieces if marked] == ["décision"]


LIMITED = [("co*o*", "MAX_PATTERN_TERMS"), ("co*", "MAX_PREFIX_TERMS")]


@pytest.mark.parametrize(("typed", "limit"), LIMITED)
def test_a_star_for_too_many_words_is_refused_in_words(
    full: Shelf, typed: str, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, limit, 1)
    with pytest.raises(BadQuery, match="Trop de mots commencent comme «\xa0co\xa0»"):
        full.search(typed)
    monkeypatch.setattr(limits, limit, 10)
    assert full.search(typed).total


@pytest.mark.parametrize(("typed", "limit"), LIMITED)
def test_words_of_hidden_documents_do_not_count_for_the_limit(
    shelf: Shelf, typed: str, limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, limit, 1)
    shelf.build([SearchEntry("A", 1, "other", "", "coton"), SearchEntry("B", 1, "other", "", "coton colon cordon")])
    shelf.apply([SearchEntry("C", 1, "other", "", "coton")])
    assert sorted(shelf.found(typed, Mask(("few",), {"A", "C"}))) == ["A", "C"]
    with pytest.raises(BadQuery):
        shelf.found(typed, Mask(("all",), {"A", "B", "C"}))


def test_a_search_that_takes_too_long_is_refused_in_words(full: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_SECONDS", -1.0)
    for text in ("budget comité", "bi*que réseau", '"plan de réseau"', "-(réseau OU plan)", "journaux^2"):
        with pytest.raises(BadQuery, match="trop large"):
            full.search(text)
    monkeypatch.undo()
    assert full.search("budget OU comité").total


def test_a_deadline_passes_until_its_end() -> None:
    Deadline(60).check()
    with pytest.raises(BadQuery, match="après -1 secondes"):
        Deadline(-1).check()


@pytest.mark.parametrize(
    "text", ["langue:fr", "état:publié", "domaine:x", "partenaire:lyon", "version:2", "(a -langue:fr)"]
)
def test_what_passages_do_not_have_is_refused_in_words_over_all_versions(history: Shelf, text: str) -> None:
    history.build(passages(5, 1))
    with pytest.raises(BadQuery, match="ne vaut que dans les textes d’aujourd’hui"):
        history.search(text)
    for possible in ("nature:compte-rendu charte", "année:2020.. charte", "date:2020.. charte", "instance:comité"):
        assert history.search(possible).total >= 0


def test_over_all_versions_a_date_alone_is_words_and_orders_are_those_of_passages(history: Shelf) -> None:
    history.build(passages(20, 2))
    assert history.search("2021").total == 0
    assert history.search("charte depuis 2021").total == history.search("charte date:2021..").total > 0
    for sort in ("changed", "title"):
        assert history.found("charte", sort=sort) == history.found("charte")


FILTERS = {"kinds": ("minutes",), "languages": ("de",), "states": ("adopted",), "years": (2021, 2022)}


def test_when_nothing_is_found_it_is_known_what_each_filter_removed(full: Shelf) -> None:
    asked = {**FILTERS, "domains": ("Catalogage",)}
    assert full.search("charte", **asked).total == 0
    without = full.search("charte", **asked).without
    names = {"kind": "kinds", "language": "languages", "state": "states", "year": "years", "domain": "domains"}
    for facet, name in names.items():
        others = {key: value for key, value in asked.items() if key != name}
        assert without[facet] == full.search("charte", **others).total, facet
    assert without[""] == full.search("charte").total
    assert without.keys() == {*names, ""}


def test_when_something_is_found_or_nothing_is_filtered_no_filter_is_blamed(full: Shelf) -> None:
    assert full.search("charte", kinds=("minutes",)).without == {}
    assert full.search("introuvable").without == {}


def test_what_filters_removed_counts_only_what_the_reader_may_see(full: Shelf) -> None:
    seen = Mask(("half",), {entry.id for entry in EVERYTHING[::2]})
    without = full.search("charte", seen, domains=("inconnu",)).without
    assert without == {"domain": full.search("charte", seen).total, "": full.search("charte", seen).total}


def test_orders_by_title_and_by_change_are_those_of_the_entries(full: Shelf) -> None:
    by_id = {entry.id: entry for entry in EVERYTHING}
    titles = [by_id[name].title_key for name in full.found("charte", sort="title")]
    assert titles == sorted(titles)
    changes = [by_id[name].changed for name in full.found("charte", sort="changed")]
    assert changes == sorted(changes, reverse=True)  # type: ignore[type-var]
