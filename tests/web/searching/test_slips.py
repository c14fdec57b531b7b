"""The results of a mistyped search, on the page and through the API, and the address that refuses a correction."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from repo_service.formats.isolate import Reader
from tests.web.conftest import Site, open_site
from tests.web.visits import problem, says


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Site]:
    """A site whose texts are indexed."""
    site = open_site(tmp_path_factory.mktemp("slips"), empty_storage, reader)
    site.world.file("Le désherbage des périodiques.", title="Fiche", visibility="public")
    site.world.file("Le bordereau de prêt.", title="Note", visibility="public")
    site.world.file("La navette part le lundi.", title="Horaires")
    site.world.index()
    yield site
    site.world.repository.store.close()


def api(site: Site, **asked: str) -> dict[str, Any]:
    answer = site.visitor.get("/api/v1/search", query_string=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json or {}
    return found


def test_the_page_says_what_was_looked_for_instead_and_how_to_insist(site: Site) -> None:
    page = site.visitor.get("/search", query_string={"q": "<désherbagge>"})
    assert page.status_code == 200
    assert says(page, "1 document pour « <désherbage> »")
    assert says(page, "Aucun document pour « <désherbagge> ». Voici les résultats pour « <désherbage> ».")
    assert says(page, "Chercher quand même « <désherbagge> »")
    assert "<désherbag" not in page.text
    assert 'href="/search?q=%3Cd%C3%A9sherbagge%3E&amp;exact=1"' in page.text
    insisted = site.visitor.get("/search", query_string={"q": "désherbagge", "exact": "1"})
    assert says(insisted, "Aucun document pour « désherbagge »")
    assert says(insisted, "Vouliez-vous dire : ")
    assert 'href="/search?q=d%C3%A9sherbage"' in insisted.text
    assert not says(insisted, "Voici les résultats")


def test_the_page_proposes_other_words_where_something_is_found(site: Site) -> None:
    page = site.visitor.get("/search", query_string={"q": "désherbagge OU bordereau", "kind": "other"})
    assert says(page, "1 document pour « désherbagge OU bordereau »")
    assert says(page, "Vouliez-vous dire : ")
    assert 'href="/search?kind=other&amp;q=d%C3%A9sherbage+OU+bordereau"' in page.text
    assert not says(site.visitor.get("/search?q=bordereau"), "Vouliez-vous dire")


def test_a_program_is_told_of_the_correction(site: Site) -> None:
    found = api(site, q="désherbagge")
    assert (found["total"], found["suggestion"], found["corrected"]) == (1, "désherbage", True)
    insisted = api(site, q="désherbagge", exact="1")
    assert (insisted["total"], insisted["suggestion"], insisted["corrected"]) == (0, "désherbage", False)
    plain = api(site, q="désherbage")
    assert (plain["total"], plain["suggestion"], plain["corrected"]) == (1, None, False)
    assert api(site, **{"q": "désherbagge", "in": "all-versions"})["suggestion"] is None
    problem(site.visitor.get("/api/v1/search?q=x&exact=oui"), 422, "invalid")


def test_words_of_what_one_may_not_see_are_not_proposed(site: Site) -> None:
    assert api(site, q="navettte")["suggestion"] is None
    known = site.reader.get("/search", query_string={"q": "navettte"})
    assert says(known, "Voici les résultats pour « navette »")


def test_the_page_shows_documents_with_some_of_the_words_where_none_has_all(site: Site) -> None:
    page = site.visitor.get("/search", query_string={"q": "désherbage bordereau"})
    assert says(page, "Aucun document n’a tous ces mots.")
    assert says(page, "2 documents répondent en partie à")
    assert "/search.csv?q=d%C3%A9sherbage+bordereau&amp;some=1" in page.text
    assert api(site, q="désherbage bordereau", some="1")["total"] == 2
    whole = site.visitor.get("/search", query_string={"q": "désherbage bordereau", "exact": "1"})
    assert says(whole, "Aucun document pour « désherbage bordereau »")


def lacking(page: TestResponse) -> str:
    found = re.search(r"(?s)<div class=\"notice\">\s*<p>(.*?)</p>", page.text)
    return html.unescape(found[1]).replace("\xa0", " ") if found else ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("bordereau <Xyzzy>", "« <Xyzzy> ». Voici ceux qui contiennent l’autre mot."),
        ("bordereau prêt xyzzy", "« xyzzy ». Voici ceux qui contiennent les autres mots, ou une partie."),
        ('"prêt bordereau" xyzzy prêt', "ni « prêt bordereau » ni « xyzzy ». Voici ceux qui contiennent l’autre mot."),
        ("bordereau wwwx wwxw, wxww xwww ?", "ni « wwwx » ni « wwxw » ni « wxww », entre autres. Voici ceux"),
        ("bordereau (xyzzy OU prêts) -wwwx désherbage wxww", "« wxww ». Voici ceux qui contiennent les autres"),
    ],
)
def test_the_page_names_the_words_that_stand_nowhere(site: Site, words: str, sentence: str) -> None:
    page = site.visitor.get("/search", query_string={"q": words})
    assert lacking(page).startswith(f"Aucun document ne contient {sentence}")
    assert "<Xyzzy>" not in page.text


def test_a_word_that_others_alone_may_read_stands_nowhere(site: Site) -> None:
    asked = {"q": "bordereau navette", "some": "1"}
    assert api(site, **asked)["missing"] == ["navette"]
    known = site.reader.get("/api/v1/search", query_string=asked).json
    assert (known["partial"], known["missing"]) == (True, [])
    assert lacking(site.reader.get("/search?q=bordereau+navette")).startswith("Aucun document n’a tous ces mots.")
    assert api(site, q="bordereau prêt")["missing"] == []


def test_a_filter_takes_no_word_away(site: Site) -> None:
    page = site.reader.get("/search", query_string={"q": "navette bordereau xyzzy", "kind": "other"})
    assert lacking(page).startswith("Aucun document ne contient « xyzzy ».")


def test_a_program_gets_all_the_words_unless_it_asks_for_some(site: Site) -> None:
    found = api(site, q="désherbage bordereau")
    assert (found["total"], found["partial"]) == (0, False)
    some = api(site, q="désherbage bordereau", some="1")
    assert (some["total"], some["partial"]) == (2, True)
    assert site.visitor.get("/api/v1/search?q=bordereau&some=yes").status_code == 422


def test_a_few_documents_with_all_the_words_lead_to_those_with_some(site: Site) -> None:
    page = site.visitor.get("/search", query_string={"q": "désherbage périodiques"})
    assert says(page, "1 document pour")
    assert says(page, "Chercher aussi les documents qui n’ont qu’une partie de ces mots")


def test_why_a_document_with_some_of_the_words_is_there_is_told(site: Site) -> None:
    hit = api(site, q="désherbage bordereau", some="1")["hits"][0]
    page = site.visitor.get("/search/why", query_string={"q": "désherbage bordereau", "id": hit["id"]})
    assert page.status_code == 200
    assert not says(page, "ne répond pas à cette recherche")
