"""The contract of a search engine: what is found, in which order, with which counts. Every engine must pass it.

Answers are compared as sets and as clear orders, never by scores: see ``search/port.py``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from repo_service.domain.documents import SearchEntry, SearchQuery
from repo_service.errors import BadQuery, Unavailable
from repo_service.search import Mask
from tests.search.conftest import ENGINES, EPOCH, Engine, Shelf
from tests.search.corpora import entries
from tests.search.engines.generated import ASKED, corpora

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


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.name)
def shelf(tmp_path: Path, request: pytest.FixtureRequest) -> Shelf:
    """As everywhere in this folder, of each engine in turn."""
    return Shelf(tmp_path / "indexes", engine=request.param)


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
    assert health.generation
    assert full.searcher.cursor == 1


@pytest.mark.parametrize(
    "text",
    ["*a*", "x" * 100_000, "a OR " * 10_000, '"' + "mot " * 3_000 + '"', "é" * 1001, "(" * 5_000, "(a " * 60, "a^99"],
)
def test_a_hostile_query_is_refused_in_words(full: Shelf, text: str) -> None:
    with pytest.raises(BadQuery):
        full.search(text)


@pytest.mark.parametrize(
    "text",
    ["*", '"', "(", ")", "((((", '""""', "-", "--", "\x00", "\ud800", "' OR 1=1 --", ")" * 1000, "co*", "🙂", "||"],
)
def test_a_strange_query_is_harmless(full: Shelf, text: str) -> None:
    assert full.search(text).total >= 0


@pytest.mark.parametrize("page", [-1, 0, 1, 10**9])
def test_a_strange_page_is_harmless(full: Shelf, page: int) -> None:
    assert full.search("", page=page).total == 4


def test_a_far_better_match_comes_before_a_far_worse_one(shelf: Shelf) -> None:
    page = "réseau budget comité partenaire " * 100
    shelf.build([
        SearchEntry("BARELY", 1, "other", "Divers", f"{page} charte {page}", date=date(2024, 1, 1)),
        SearchEntry("WHOLLY", 1, "other", "Charte de conservation", "La charte dit la conservation.", notes="charte"),
        SearchEntry("HALF", 1, "other", "Divers", "Une charte, puis une charte."),
        *(SearchEntry(f"NONE{number}", 1, "other", "Divers", page) for number in range(9)),
    ])  # fmt: skip
    assert shelf.found("charte")[0] == "WHOLLY"
    assert shelf.found("charte OU conservation")[0] == "WHOLLY"
    assert set(shelf.found("charte")) == {"WHOLLY", "HALF", "BARELY"}


def test_by_change_and_by_title_the_order_is_exact(shelf: Shelf) -> None:
    told = {"A": (3, "Élagage"), "B": (9, "charte"), "C": (3, "Budget"), "D": (None, "Élagage")}
    shelf.build([
        SearchEntry(name, 1, "other", title, "", changed=datetime(2024, 1, day, tzinfo=UTC) if day else None)
        for name, (day, title) in told.items()
    ])  # fmt: skip
    assert shelf.found("", sort="changed") == ["B", "A", "C", "D"]
    assert shelf.found("", sort="title") == ["C", "B", "A", "D"]


def test_all_that_is_found_is_told_in_the_order_of_its_pages(shelf: Shelf) -> None:
    shelf.build(entries(40, 8))
    mask = Mask(("all",), shelf.ids)
    for sort in ("relevance", "date", "changed", "title"):
        query = SearchQuery("charte", sort=sort, per_page=3, page=2)
        hits = shelf.search("charte", sort=sort, per_page=1000).hits
        assert list(shelf.searcher.everything(query, mask)) == [(hit.id, hit.version) for hit in hits]


def test_a_slip_is_told_only_from_words_that_the_reader_may_see(shelf: Shelf) -> None:
    holding = [SearchEntry(f"A{n}", 1, "other", "Plan", "La conservation partagée.") for n in range(5)]
    others = [SearchEntry(f"B{n}", 1, "other", "Plan", "Le budget du réseau.") for n in range(5)]
    shelf.build([*holding, *others])
    slip = SearchQuery("conservtion")
    everyone, few = Mask(("all",), shelf.ids), Mask(("few",), {entry.id for entry in others})
    correction = shelf.searcher.nearest(slip, everyone, shelf.searcher.search(slip, everyone).total)
    assert correction
    assert correction.text() == "conservation"
    assert shelf.searcher.nearest(slip, few, 0) is None


def test_without_an_index_nothing_is_answered(shelf: Shelf) -> None:
    nobody = Mask(("nobody",), frozenset())
    for ask in (
        lambda: shelf.searcher.search(SearchQuery("charte"), nobody),
        lambda: shelf.searcher.everything(SearchQuery("charte"), nobody),
        lambda: shelf.searcher.nearest(SearchQuery("chartre"), nobody, 0),
        lambda: shelf.searcher.near(nobody, "CHARTER", "Charte", "charte"),
        lambda: shelf.searcher.cursor,
        lambda: list(shelf.searcher.contents()),
    ):
        with pytest.raises(Unavailable):
            ask()
    health = shelf.searcher.health()
    assert (health.cursor, health.documents, health.damaged) == (-1, 0, True)


def test_a_writer_knows_an_index_by_its_database_and_writes_only_when_it_is_open(full: Shelf) -> None:
    with full.writer(full.folder, full.layout) as writer:
        assert writer.cursor == -1
        with pytest.raises(Unavailable):
            writer.apply([], [], 1)
        assert not writer.open("another database")
        assert writer.open(EPOCH)
        assert not writer.suspect
        writer.apply([replace(CHARTER, version=7)], ["SCAN"], 12)
        writer.tidy()
        assert writer.cursor == full.searcher.cursor == 12
        assert full.search("charte").hits[0].version == 7
        assert full.search("").total == 3


def test_a_rebuild_takes_the_place_of_all_when_it_is_complete(full: Shelf) -> None:
    seen = []

    def after(name: str) -> list[SearchEntry]:
        assert name == ""
        seen.append(full.search("").total)
        return entries(30, 1)

    told: list[int] = []
    with full.writer(full.folder, full.layout) as writer:
        writer.rebuild(after, 40, EPOCH, told.append)
        assert writer.cursor == 40
    assert seen == [4]
    assert told == list(range(1, 31))
    full.ids |= {entry.id for entry in entries(30, 1)}
    assert full.search("").total == 30
    assert {"CHARTER", "MINUTES"}.isdisjoint(full.found(""))


@settings(deadline=None, max_examples=40)
@pytest.mark.parametrize("engine", [engine for engine in ENGINES if engine.name != "plain"], ids=lambda one: one.name)
@given(kept=corpora(), asked=st.lists(ASKED, min_size=1, max_size=8), dice=st.data())
def test_what_is_found_counted_and_clearly_ordered_is_what_loops_over_everything_find(
    engine: Engine, kept: list[SearchEntry], asked: list[SearchQuery], dice: st.DataObject
) -> None:
    plain = next(one for one in ENGINES if one.name == "plain")
    hidden = dice.draw(st.sets(st.sampled_from([entry.id for entry in kept])), "hidden")
    mask = Mask(("reader", tuple(sorted(hidden))), {entry.id for entry in kept} - hidden)
    half = len(kept) // 2
    with TemporaryDirectory() as folder:
        shelves = [Shelf(Path(folder) / one.name, engine=one) for one in (engine, plain)]
        for shelf in shelves:
            shelf.build([*kept[:half], SearchEntry("GONE", 1, "other", "Charte", "plan budget")])
            shelf.apply(kept[half:], ["GONE"])
        for query in asked:
            ours, theirs = (shelf.searcher.search(query, mask) for shelf in shelves)
            assert (ours.total, ours.facets, ours.terms) == (theirs.total, theirs.facets, theirs.terms)
            found, wanted = ([(hit.id, hit.version) for hit in one.hits] for one in (ours, theirs))
            exact = query.sort != "relevance" or not any(hit.score for hit in ours.hits)
            assert found == wanted if exact else sorted(found) == sorted(wanted)
