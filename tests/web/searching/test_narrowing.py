"""What narrows a result, on the page and for programs: facets, chips, orders, dates; passages; what left nothing."""

from __future__ import annotations

import html
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from tests.web.conftest import Site
from tests.web.visits import problem, says, words

FILED = [
    ("Charte du prêt", "charter", date(2019, 5, 2), "Prêt", "fr", "adopted"),
    ("Compte rendu du 12 mars 2024", "minutes", date(2024, 3, 12), "Prêt", "fr", "published"),
    ("Minutes of the loans group", "minutes", date(2024, 6, 4), "Catalogage", "en", "published"),
    ("Bilan", "report", date(2021, 1, 5), "Catalogage", "fr", "published"),
]


@pytest.fixture(scope="module")
def library(site: Site) -> Site:
    """Four documents with one word in common."""
    for title, kind, day, domain, language, state in FILED:
        site.world.file(
            f"Un début.\n\nLe zinzolin de {title.split()[0]}.\n\nUne fin.", title=title, kind=kind, date=day,
            domain=domain, language=language, state=state, visibility="public",
        )  # fmt: skip
    site.world.index()
    return site


def _links(page: TestResponse) -> dict[str, str]:
    """Words of each link -> its address."""
    found = re.findall(r'<a[^>]* href="([^"]*)"[^>]*>(.*?)</a>', page.text, re.DOTALL)
    return {" ".join(re.sub("<[^>]*>", " ", html.unescape(text)).split()): html.unescape(url) for url, text in found}


def _facet(page: TestResponse, title: str) -> str:
    start = words(page).find(f"<h3>{title}</h3>")
    return words(page)[start : words(page).find("</section>", start)] if start >= 0 else ""


def test_facets_are_links_with_the_counts_of_the_whole_result_in_words(library: Site) -> None:
    page = library.visitor.get("/search?q=zinzolin")
    links = _links(page)
    assert {"Prêt 2", "Catalogage 2", "Publié 3", "Adopté 1", "français 3", "anglais 1", "2024 2"} <= links.keys()
    narrowed = library.visitor.get(links["anglais 1"])
    assert says(narrowed, "1 document pour")
    assert "anglais – retirer ce filtre" in _links(narrowed)
    assert says(library.visitor.get(_links(narrowed)["anglais – retirer ce filtre"]), "4 documents pour")


def test_a_facet_with_a_single_value_is_hidden_until_it_is_chosen(library: Site) -> None:
    assert not _facet(library.visitor.get("/search?q=zinzolin&kind=report"), "État")
    assert "Publié" in _facet(library.visitor.get("/search?q=zinzolin&kind=report&state=published"), "État")
    assert library.visitor.get("/api/v1/search?q=zinzolin&kind=report").json["facets"]["state"] == {"published": 1}


def test_every_filter_is_in_the_address_of_page_and_program(library: Site) -> None:
    for arguments, total in (
        ("domain=Catalogage", 2), ("state=adopted", 1), ("language=en", 1), ("language=fr&domain=Catalogage", 1),
        ("state=adopted&state=published", 4), ("domain=Autre", 0), ("domain=catalogage", 0),
    ):  # fmt: skip
        assert library.visitor.get(f"/api/v1/search?q=zinzolin&{arguments}").json["total"] == total, arguments
        page = library.visitor.get(f"/search?q=zinzolin&{arguments}")
        assert says(page, f"{total} document" if total else "Aucun document"), arguments


@pytest.mark.parametrize(
    ("sort", "titles"),
    [
        ("date", ["Minutes of", "Compte rendu", "Bilan", "Charte"]),
        ("title", ["Bilan", "Charte", "Compte rendu", "Minutes of"]),
        ("changed", None),
    ],
)
def test_results_are_sorted_as_asked(library: Site, sort: str, titles: list[str] | None) -> None:
    hits = library.visitor.get(f"/api/v1/search?q=zinzolin&sort={sort}").json["hits"]
    page = library.visitor.get(f"/search?q=zinzolin&sort={sort}")
    shown = re.findall(r'<h2 class="title"><a[^>]*>([^<]*)</a>', page.text)
    assert [hit["title"] for hit in hits] == [html.unescape(title).replace("\xa0", " ") for title in shown]
    if titles:
        assert all(title.startswith(start) for title, start in zip(shown, titles, strict=True))
    assert len({"pertinence", "date", "dernière modification", "titre"} & _links(page).keys()) == 3


def test_over_all_versions_what_passages_do_not_have_is_neither_offered_nor_pretended(library: Site) -> None:
    today = library.visitor.get("/search?q=zinzolin&state=published&domain=Prêt&language=fr&sort=title&kind=minutes")
    address = _links(today)["Chercher aussi dans les versions passées"]
    assert parse_qs(urlsplit(address).query) == {"q": ["zinzolin"], "kind": ["minutes"], "in": ["all-versions"]}
    page = library.visitor.get("/search?q=zinzolin&state=adopted&domain=Prêt&language=en&sort=title&in=all-versions")
    assert page.status_code == 200
    assert not any("retirer ce filtre" in link for link in _links(page) if "Toutes les versions" not in link)
    assert not {"titre", "dernière modification"} & _links(page).keys()
    for wrong in ("state=adopted", "domain=Prêt", "language=fr", "sort=title", "sort=changed"):
        answer = library.visitor.get(f"/api/v1/search?q=zinzolin&in=all-versions&{wrong}")
        assert problem(answer, 422, "invalid")["fields"].keys() == {wrong.partition("=")[0]}


def test_a_date_that_was_understood_is_told_with_a_way_to_its_words(library: Site) -> None:
    page = library.visitor.get("/search", query_string={"q": "zinzolin avant 2020"})
    assert says(page, "Date comprise : « avant 2020 », jusqu’au 31 décembre 2019.")
    assert says(page, "1 document pour")
    literal = library.visitor.get(_links(page)["Chercher plutôt ces mots"])
    assert says(literal, "Aucun document pour")
    assert not says(literal, "Date comprise")
    page = library.visitor.get("/search", query_string={"q": "zinzolin mars 2024 depuis 2019"})
    assert says(
        page,
            "Dates comprises : « mars 2024 », les documents de cette date, ou qui disent ces mots. "
            "« depuis 2019 », à partir du 1er janvier 2019.",
    )
    assert says(library.visitor.get("/search?q=entre+2019+et+2021"), "du 1er janvier 2019 au 31 décembre 2021")
    assert not says(library.visitor.get('/search?q="mars 2024"'), "comprise")


def test_a_program_is_told_of_dates_and_may_ask_for_words(library: Site) -> None:
    answer = library.visitor.get("/api/v1/search", query_string={"q": "zinzolin avant 2020"}).json
    assert answer["dates"] == [{"words": "avant 2020", "first": None, "last": "2019-12-31", "filter": True}]
    assert answer["total"] == 1
    answer = library.visitor.get("/api/v1/search", query_string={"q": "zinzolin avant 2020", "exact": "1"}).json
    assert (answer["dates"], answer["total"]) == ([], 0)


def test_when_nothing_is_left_the_filter_that_removed_the_most_is_named_with_a_link_without_it(library: Site) -> None:
    page = library.visitor.get("/search?q=zinzolin&kind=minutes&language=fr&year=2021")
    links = _links(page)
    assert says(page, "Aucun document pour")
    (without,) = (words for words in links if words.startswith("Sans le filtre"))
    assert without.replace("\xa0", " ") == "Sans le filtre « Nature : Compte rendu » : 1 résultat"
    assert says(library.visitor.get(links[without]), "1 document pour")
    (every,) = (words for words in links if words.startswith("Sans aucun filtre"))
    assert every.replace("\xa0", " ") == "Sans aucun filtre : 4 résultats"
    assert says(library.visitor.get(links[every]), "4 documents pour")
    without = library.visitor.get("/api/v1/search?q=zinzolin&kind=minutes&language=fr&year=2021").json["without"]
    assert without == {"kind": 1, "language": 0, "year": 1, "": 4}


def test_words_that_nothing_holds_blame_no_filter(library: Site) -> None:
    page = library.visitor.get("/search?q=introuvable&kind=minutes&language=fr")
    assert not says(page, "Sans le filtre")
    assert not says(page, "Sans aucun filtre")


def test_a_filter_that_cannot_be_makes_no_chip(library: Site) -> None:
    page = library.visitor.get("/search?q=zinzolin&kind=zzz&state=zzz&year=abcd")
    assert says(page, "4 documents pour")
    assert not says(page, "retirer ce filtre")


def test_a_result_leads_to_its_passage(library: Site) -> None:
    page = library.visitor.get("/search?q=zinzolin&kind=report")
    (address,) = (url for words, url in _links(page).items() if words.startswith("Lire ce passage"))
    (hit,) = library.visitor.get("/api/v1/search?q=zinzolin&kind=report").json["hits"]
    assert hit["passage_url"].endswith(address)
    moved = library.visitor.get(address)
    assert moved.status_code == 303
    document, _, anchor = moved.headers["Location"].partition("#")
    text = library.visitor.get(document).text
    assert "Le zinzolin de Bilan." in text[text.index(f'id="{anchor}"') :][:200]


def test_a_passage_that_is_no_more_leads_to_the_document(library: Site) -> None:
    (hit,) = library.visitor.get("/api/v1/search?q=zinzolin&kind=report").json["hits"]
    for key in ("0123456789", "x" * 5_000, "\0", "é"):
        moved = library.visitor.get(f"/documents/{hit['id']}", query_string={"passage": key})
        assert (moved.status_code, moved.headers["Location"]) == (303, f"/documents/{hit['id']}")
    assert library.visitor.get("/documents/ZZZZZZZZZZZZ?passage=0123456789").status_code == 404


def test_a_result_without_its_words_in_the_text_leads_to_no_passage(library: Site) -> None:
    assert library.visitor.get("/api/v1/search?q=&kind=report").json["hits"][0]["passage_url"] is None
    assert not says(library.visitor.get("/search?kind=report"), "Lire ce passage")


@pytest.mark.parametrize(
    ("query", "advice", "words_left"),
    [
        ("titre:conserv* plan", "Chercher sans les étoiles", "conserv plan"),
        ("plan z*n", "Chercher sans les étoiles", "plan z n"),
        ("plan date:bientôt état:publié", "Chercher seulement les mots", "plan"),
        ("plan^99 budget", "Chercher seulement les mots", "plan budget"),
    ],
)
def test_what_cannot_be_asked_is_offered_without_what_cannot_be(
    library: Site, query: str, advice: str, words_left: str
) -> None:
    page = library.visitor.get("/search", query_string={"q": query})
    assert page.status_code == 400
    assert parse_qs(urlsplit(_links(page)[advice]).query) == {"q": [words_left]}
