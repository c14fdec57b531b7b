"""The contract of a search engine: what is found, in which order, with which counts. Any engine must pass it."""

from __future__ import annotations

from datetime import date

import pytest

from repo_service.domain.documents import SearchEntry
from repo_service.errors import BadQuery
from repo_service.search import Mask
from repo_service.search.index import sealing
from tests.search.conftest import Shelf
from tests.search.corpora import entries

MINUTES = SearchEntry(
    id="MINUTES", version=3, kind="minutes", title="Compte rendu du comité de pilotage",
    text="Les décisions prises : l’acquisition partagée, le désherbage. La décision n° 2023-14 est adoptée.",
    body="COPIL", body_name="Comité de pilotage", institution="LYON", institution_name="Université de Lyon",
    date=date(2023, 5, 12), number="CR-2023-05", file_name="cr_copil_mai.docx",
)  # fmt: skip
CHARTER = SearchEntry(
    id="CHARTER", version=1, kind="charter", title="Charte documentaire", date=date(2021, 1, 5), institution="NICE",
    text="Plan de conservation partagée des périodiques de la bibliothèque.", keywords="élagage réseau",
)  # fmt: skip
SCAN = SearchEntry(id="SCAN", version=1, kind="other", title="", text="", file_name="convention_signée.pdf")
ANNEX = SearchEntry(
    id="ANNEX", version=2, kind="report", title="Bilan", text="Rien ici.", date=date(2023, 1, 1),
    notes="Tableau des prêts",
)  # fmt: skip
ALL = [MINUTES, CHARTER, SCAN, ANNEX]


@pytest.fixture
def full(shelf: Shelf) -> Shelf:
    shelf.build(ALL)
    return shelf


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("decision", ["MINUTES"]),
        ("DÉCISIONS", ["MINUTES"]),
        ("acquisition", ["MINUTES"]),
        ("BIBLIOTHEQUES", ["CHARTER"]),
        ("bibliothèque", ["CHARTER"]),
        ("2023-14", ["MINUTES"]),
        ("2023/14", ["MINUTES"]),
        ("2023-15", []),
        ("acquisition désherbage", ["MINUTES"]),
        ("acquisition périodiques", []),
        ("acquisition OU périodiques", ["CHARTER", "MINUTES"]),
        ("partagée", ["CHARTER", "MINUTES"]),
        ("partagée -charte", ["MINUTES"]),
        ('"conservation partagée"', ["CHARTER"]),
        ('"plan de conservation"', ["CHARTER"]),
        ('"partagée conservation"', []),
        ('"périodiques de la bibliothèque"', ["CHARTER"]),
        ("conserv*", ["CHARTER"]),
        ("biblio*", ["CHARTER"]),
        ("compte-rendu", ["MINUTES"]),
        ('"comptes rendus"', ["MINUTES"]),
        ("titre:charte", ["CHARTER"]),
        ("titre:conservation", []),
        ("nature:compte-rendu", ["MINUTES"]),
        ("année:2021", ["CHARTER"]),
        ("année:2020-2023", ["ANNEX", "CHARTER", "MINUTES"]),
        ("body:copil", ["MINUTES"]),
        ('body:"comité de pilotage"', ["MINUTES"]),
        ("lyon", ["MINUTES"]),
        ("convention", ["SCAN"]),
        ("convention_signée.pdf", ["SCAN"]),
        ("prêt", ["ANNEX"]),
        ("réseau", ["CHARTER"]),
        ("introuvable", []),
        ("*", ["ANNEX", "CHARTER", "MINUTES", "SCAN"]),
        ("", ["ANNEX", "CHARTER", "MINUTES", "SCAN"]),
        ("-partagée", ["ANNEX", "SCAN"]),
        ("sur", []),
        ("de la", ["CHARTER", "MINUTES"]),
    ],
)  # fmt: skip
def test_a_query_finds_these_documents(full: Shelf, text: str, ids: list[str]) -> None:
    found = full.search(text)
    assert sorted(hit.id for hit in found.hits) == ids
    assert found.total == len(ids)


def test_a_hit_says_which_version_was_indexed(full: Shelf) -> None:
    assert [(hit.id, hit.version) for hit in full.search("acquisition").hits] == [("MINUTES", 3)]


def test_terms_to_mark_are_given(full: Shelf) -> None:
    assert full.search("décisions conserv* -charte").terms == {"decis", "conserv*"}


def test_facets_count_the_whole_result_whatever_the_page(shelf: Shelf) -> None:
    shelf.build(entries(90, 3))
    found = shelf.search("charte", per_page=5, page=2)
    everything = shelf.search("charte", per_page=1000)
    assert found.facets == everything.facets
    assert sum(found.facets["kind"].values()) == found.total == len(everything.hits)
    assert len(found.hits) == 5
    assert "" not in found.facets["body"]
    assert "0" not in found.facets["year"]


def test_facets_count_only_what_is_found(full: Shelf) -> None:
    assert full.search("partagée").facets == {
        "kind": {"charter": 1, "minutes": 1},
        "year": {"2021": 1, "2023": 1},
        "body": {"COPIL": 1},
        "institution": {"LYON": 1, "NICE": 1},
        "domain": {},
        "state": {"published": 2},
        "language": {"fr": 2},
    }


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"kinds": ("minutes",)}, ["MINUTES"]),
        ({"kinds": ("minutes", "charter")}, ["CHARTER", "MINUTES"]),
        ({"years": (2023,)}, ["ANNEX", "MINUTES"]),
        ({"years": (2023,), "kinds": ("report",)}, ["ANNEX"]),
        ({"bodies": ("COPIL",)}, ["MINUTES"]),
        ({"institutions": ("NICE", "LYON")}, ["CHARTER", "MINUTES"]),
        ({"kinds": ("unknown",)}, []),
    ],
)
def test_filters_are_exact_and_values_of_one_field_are_alternatives(
    full: Shelf, filters: dict[str, object], ids: list[str]
) -> None:
    assert sorted(full.found("", **filters)) == ids


def test_by_date_the_newest_come_first_and_the_undated_last(full: Shelf) -> None:
    assert full.found("", sort="date") == ["MINUTES", "ANNEX", "CHARTER", "SCAN"]
    assert full.found("partagée", sort="date") == ["MINUTES", "CHARTER"]
    assert all(hit.score == 0.0 for hit in full.search("partagée", sort="date").hits)


def test_without_words_the_newest_come_first(full: Shelf) -> None:
    assert full.found("") == full.found("année:2020-2023 OU -zzz") == ["MINUTES", "ANNEX", "CHARTER", "SCAN"]


def test_equal_scores_are_ordered_by_date_then_identifier(shelf: Shelf) -> None:
    days = {"A": date(2020, 1, 1), "B": date(2024, 1, 1), "C": date(2020, 1, 1), "D": None}
    shelf.build([SearchEntry(name, 1, "other", "Charte", "réseau", date=day) for name, day in days.items()])
    assert shelf.found("charte") == ["B", "A", "C", "D"]
    assert [hit.id for page in (1, 2, 3, 4, 5) for hit in shelf.search("charte", page=page, per_page=1).hits] == [
        "B",
        "A",
        "C",
        "D",
    ]


def test_pages_put_together_are_the_whole_result(shelf: Shelf) -> None:
    shelf.build(entries(70, 5))
    for text, sort in (("charte", "relevance"), ("conserv*", "relevance"), ("", "date"), ("charte", "date")):
        whole = shelf.found(text, sort=sort)
        pages = [hit.id for page in range(1, 12) for hit in shelf.search(text, sort=sort, page=page, per_page=7).hits]
        assert pages == whole


def test_the_title_counts_more_than_the_text(shelf: Shelf) -> None:
    shelf.build([
        SearchEntry("TEXT", 1, "other", "Sujet", "charte réseau"),
        SearchEntry("TITLE", 1, "other", "Charte", "sujet réseau"),
        SearchEntry("OTHER", 1, "other", "Sujet", "réseau sujet"),
    ])  # fmt: skip
    assert shelf.found("charte") == ["TITLE", "TEXT"]


@pytest.mark.parametrize(("typed", "first"), [("décision", "ONE"), ("décisions", "MANY"), ("DECISIONS", "MANY")])
def test_the_exact_form_ranks_first(shelf: Shelf, typed: str, first: str) -> None:
    shelf.build([
        SearchEntry("ONE", 1, "other", "Un", "une décision du groupe"),
        SearchEntry("MANY", 1, "other", "Un", "les décisions du groupe"),
        SearchEntry("NONE", 1, "other", "Un", "rien de tel"),
    ])  # fmt: skip
    assert shelf.found(typed)[0] == first
    assert len(shelf.found(typed)) == 2


def test_only_what_the_mask_holds_is_found_counted_and_paged(shelf: Shelf) -> None:
    shelf.build(entries(60, 9))
    ids = {f"DOC{number:05d}" for number in range(0, 60, 4)} | {"NOT-INDEXED"}
    for container in (ids, frozenset(ids), list(ids), tuple(ids)):
        found = shelf.search("", Mask(("few", type(container)), container), per_page=1000)
        assert {hit.id for hit in found.hits} == ids - {"NOT-INDEXED"}
        assert found.total == sum(found.facets["kind"].values()) == 15


def test_an_empty_mask_finds_nothing(full: Shelf) -> None:
    for text in ("", "charte", "conserv*", "-zzz", '"plan de conservation"', "année:2021"):
        assert full.search(text, Mask(("nobody",), frozenset())).total == 0


def test_an_empty_index_finds_nothing(shelf: Shelf) -> None:
    shelf.build([])
    for text in ("", "charte", "conserv*", "-zzz", '"plan de conservation"', "body:copil", "année:2021"):
        assert shelf.search(text).total == 0


def test_a_document_put_again_is_replaced(full: Shelf) -> None:
    full.apply([SearchEntry("CHARTER", 2, "charter", "Nouvelle charte", "Tout a changé")])
    assert full.found("périodiques") == []
    assert [(hit.id, hit.version) for hit in full.search("charte").hits] == [("CHARTER", 2)]
    assert full.search("").total == 4


def test_a_document_removed_is_not_found(full: Shelf) -> None:
    full.apply(remove=["CHARTER", "UNKNOWN"])
    assert full.found("charte") == []
    assert full.search("").total == 3


def test_of_two_puts_of_one_document_in_one_commit_the_last_stays(full: Shelf) -> None:
    full.apply([SearchEntry("X", 1, "other", "Premier", ""), SearchEntry("X", 2, "other", "Second", "")], ["X"])
    assert full.found("premier") == []
    assert full.found("second") == ["X"]


def test_contents_lists_every_document_with_its_version(full: Shelf) -> None:
    full.apply(remove=["SCAN"])
    assert sorted(full.searcher.contents()) == [("ANNEX", 2), ("CHARTER", 1), ("MINUTES", 3)]


def test_health_tells_the_cursor_and_the_size(full: Shelf) -> None:
    full.apply([SearchEntry("X", 1, "other", "Titre", "Texte")])
    health = full.searcher.health()
    assert (health.cursor, health.documents, health.damaged) == (1, 5, False)
    assert health.bytes > 1000
    assert health.generation == "idx-1"
    assert full.searcher.cursor == 1


@pytest.mark.parametrize("text", ["*a*", "x" * 100_000, "a OR " * 10_000, '"' + "mot " * 3_000 + '"', "é" * 1001])
def test_a_hostile_query_is_refused_in_words(full: Shelf, text: str) -> None:
    with pytest.raises(BadQuery):
        full.search(text)


@pytest.mark.parametrize(
    "text",
    ["*", '"', "(", ")", "((((", '""""', "-", "--", "\x00", "\ud800", "' OR 1=1 --", "(" * 1000, "co*", "🙂", "||"],
)
def test_a_strange_query_is_harmless(full: Shelf, text: str) -> None:
    assert full.search(text).total >= 0


@pytest.mark.parametrize("page", [-1, 0, 1, 10**9])
def test_a_strange_page_is_harmless(full: Shelf, page: int) -> None:
    assert full.search("", page=page).total == 4


def test_a_text_of_noise_is_indexed_as_far_as_its_first_hundred_thousand_words(shelf: Shelf) -> None:
    noise = " ".join(f"mot{number}" for number in range(3 * sealing.MAX_NEW))
    long = SearchEntry("NOISE", 1, "other", "Un", f"zinzolin {noise} garance")
    shelf.build([long, SearchEntry("B", 1, "other", "Deux", "garance")])
    assert shelf.found("zinzolin") == ["NOISE"]
    assert shelf.found("garance") == ["B"]
