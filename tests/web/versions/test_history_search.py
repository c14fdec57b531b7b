"""``in=all-versions``, page and API: a hit says from when to when its words stood and opens that version there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from repo_service import clock
from repo_service.formats.isolate import Reader
from repo_service.search import history_folder
from repo_service.services.versions.finding_then import Run
from repo_service.web import language
from repo_service.web.pages.searching import results as search
from tests.services import acts
from tests.web.conftest import Site, open_site

TEXTS = (
    (date(2019, 3, 12), "# Prêt\n\nLe prêt dure trois semaines.\n\nTout partenaire prête."),
    (date(2020, 1, 7), "# Prêt\n\nLe prêt dure quatre semaines.\n\nTout partenaire prête."),
    (date(2022, 6, 4), "# Prêt\n\nLe prêt dure trois semaines.\n\nTout partenaire prête beaucoup."),
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[tuple[Site, str]]:
    """A site with one charter of three versions; its identifier."""
    site = open_site(tmp_path_factory.mktemp("told"), empty_storage, reader)
    real, public_id = clock._system_time, ""
    try:
        for day, text in TEXTS:
            clock._system_time = lambda day=day: datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            said: dict[str, Any] = {"title": "Charte du prêt", "kind": "charter", "visibility": "public"}
            if public_id:
                acts.refile(site.world, public_id, text, name="charte.md", **said)
            else:
                public_id = site.world.file(text, "charte.md", **said).public_id
    finally:
        clock._system_time = real
    site.world.index()
    yield site, public_id
    site.world.repository.store.close()


def plain(page: str) -> str:
    """The words of a page, marks and other tags away."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page).replace("\u00a0", " ").replace("\u202f", " "))


def test_a_hit_says_when_its_words_stood_and_opens_that_version_at_that_passage(told: tuple[Site, str]) -> None:
    site, public_id = told
    page = site.visitor.get("/search?q=quatre&in=all-versions").text
    assert "1 passage pour « quatre », toutes versions" in plain(page)
    assert "du 7 janvier 2020 au 4 juin 2022, version 2" in plain(page)
    address = re.search(rf'href="(/documents/{public_id}/versions/2#p-[0-9a-f]{{10}})"', page)
    assert address is not None
    path, _, anchor = address[1].partition("#")
    assert f'id="{anchor}"' in site.visitor.get(path).text
    assert "<mark>quatre</mark>" in page
    assert 'data-state="superseded"' in page


def test_words_that_left_and_came_back_are_told_in_two_intervals(told: tuple[Site, str]) -> None:
    page = plain(told[0].visitor.get("/search?q=trois&in=all-versions").text)
    assert (
        "du 12 mars 2019 au 7 janvier 2020, version 1, puis depuis le 4 juin 2022, version 3" in page
    )


def test_the_search_of_today_leads_to_all_versions_and_back(told: tuple[Site, str]) -> None:
    site, _ = told
    now = site.visitor.get("/search?q=prête&kind=charter").text
    link = re.search(r'href="([^"]*in=all-versions[^"]*)">Chercher aussi dans les versions passées', now)
    assert link is not None
    then = site.visitor.get(link[1].replace("&amp;", "&")).text
    assert "Chercher aussi dans les versions passées" not in then
    assert '<input type="hidden" name="in" value="all-versions">' in then
    chip = re.search(r'href="(/search\?[^"]*)"><span>Toutes les versions</span>', then)
    assert chip is not None
    back = chip[1].replace("&amp;", "&")
    assert "in=" not in back
    assert "kind=charter" in back
    assert site.visitor.get(back).status_code == 200
    assert '<input type="hidden" name="in"' not in now


def test_where_nothing_is_found_the_other_search_is_offered(told: tuple[Site, str]) -> None:
    site, _ = told
    nothing = site.visitor.get("/search?q=quatre").text
    assert "Aucun document pour" in plain(nothing)
    link = re.search(r'href="([^"]*)">Chercher dans toutes les versions</a>', nothing)
    assert link is not None
    assert "1 passage pour" in plain(site.visitor.get(link[1].replace("&amp;", "&")).text)
    neither = site.visitor.get("/search?q=zinzolin&in=all-versions").text
    assert "Aucun passage pour « zinzolin », dans aucune version" in plain(neither)
    assert re.search(r'href="/search\?q=zinzolin">Chercher dans les textes d’aujourd’hui</a>', neither)
    loose = site.visitor.get("/search?q=quatre+zinzolin&in=all-versions").text
    assert re.search(r'href="/search\?q=quatre\+OR\+zinzolin&amp;in=all-versions"', loose)


def test_without_words_the_page_asks_for_some(told: tuple[Site, str]) -> None:
    answer = told[0].visitor.get("/search?q=&in=all-versions")
    assert answer.status_code == 200
    assert "Écrivez les mots d’un passage" in answer.text


def test_a_place_that_does_not_exist_is_passed_over_on_the_page_and_refused_to_programs(
    told: tuple[Site, str],
) -> None:
    site, _ = told
    assert "Aucun document pour" in plain(site.visitor.get("/search?q=quatre&in=nowhere").text)
    refused = site.visitor.get("/api/v1/search?q=quatre&in=nowhere")
    assert (refused.status_code, refused.json["fields"].keys()) == (422, {"in"})


def test_a_refused_query_is_mended_in_the_same_place(told: tuple[Site, str]) -> None:
    answer = told[0].visitor.get("/search?q=*quatre*&in=all-versions")
    assert answer.status_code == 400
    assert "/search?q=quatre&amp;in=all-versions" in answer.text


def test_programs_receive_versions_days_anchor_and_passage(told: tuple[Site, str]) -> None:
    site, public_id = told
    answer = site.visitor.get("/api/v1/search?q=trois&in=all-versions").json
    assert answer["total"] == 1
    assert answer["facets"]["kind"] == {"charter": 1}
    (hit,) = answer["hits"]
    assert hit["versions"] == [[1, 1], [3, 3]]
    assert (hit["from"], hit["until"], hit["version"]) == ("2019-03-12", None, 3)
    assert hit["passage"] == "Le prêt dure trois semaines."
    assert hit["url"].endswith(f"/documents/{public_id}/versions/3#{hit['anchor']}")
    (past,) = site.visitor.get("/api/v1/search?q=quatre&in=all-versions").json["hits"]
    assert (past["from"], past["until"], past["versions"], past["state"]) == (
        "2020-01-07", "2022-06-04", [[2, 2]], "superseded",
    )  # fmt: skip
    (title,) = site.visitor.get("/api/v1/search?q=charte&in=all-versions").json["hits"]
    assert (title["anchor"], title["versions"]) == ("", [[1, 3]])
    assert title["url"].endswith(f"/documents/{public_id}/versions/3")


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (Run(2, 5, date(2019, 3, 12), date(2022, 6, 4)), "du 12 mars 2019 au 4 juin 2022, versions 2 à 5"),
        (Run(2, 5, date(2019, 3, 12), None), "depuis le 12 mars 2019, versions 2 à 5"),
        (Run(1, 1, date(2019, 3, 12), date(2019, 3, 12)), "le 12 mars 2019, version 1"),
        (Run(1, 2, None, None), "versions 1 à 2"),
    ],
)
def test_an_interval_is_told_in_words(told: tuple[Site, str], run: Run, words: str) -> None:
    with told[0].app.test_request_context(headers={"Accept-Language": "fr"}):
        assert language.chosen() == "fr"
        assert plain(search.interval((run,))) == words


def test_an_index_of_all_versions_that_is_away_stops_no_search_of_today(told: tuple[Site, str]) -> None:
    site, _ = told
    folder = history_folder(site.world.repository.settings.indexes)
    folder.rename(folder.with_name("away"))
    try:
        for path in ("/search?q=prête&in=all-versions", "/api/v1/search?q=prête&in=all-versions"):
            assert site.visitor.get(path).status_code == 503
        page = site.visitor.get("/search?q=prête&in=all-versions").text
        assert "Chercher dans les textes d’aujourd’hui" in page
        assert site.visitor.get("/search?q=prête").status_code == 200
        assert site.visitor.get("/readyz").status_code == 200
    finally:
        folder.with_name("away").rename(folder)
