"""The pages of synonyms and of searches without answer: from a search that finds nothing to one that does."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service.services.searching import synonyms
from repo_service.store import missed as rows
from tests.conftest import with_token
from tests.services import acts
from tests.web.conftest import Site
from tests.web.visits import says

GROUPS, DESK = "/admin/synonyms", "/admin/missed-searches"


@pytest.fixture(scope="module")
def coordinator(site: Site) -> FlaskClient:
    """The browser of who coordinates."""
    acts.person(site.world, "coordination@exemple.fr", "coordinator")
    return site.browser("coordination@exemple.fr")


def post(client: FlaskClient, path: str, page: str = "", **typed: str) -> TestResponse:
    return client.post(path, data=with_token(client, page or path, **typed))


def kept(site: Site) -> list[list[str]]:
    with site.world.repository.store.reading() as uow:
        return [row.words for row in synonyms.listing(uow, site.world.administrator)]


def counted(site: Site) -> dict[str, int]:
    served = site.app.extensions["repository"]
    served.missed.settle(served.store, served.settings.timezone)
    with served.store.reading() as uow:
        return {row.wording: row.count for row in rows.page(uow.session, 1, 100)}


def test_the_coordinator_finds_what_was_missed_and_puts_a_synonym_to_it(site: Site, coordinator: FlaskClient) -> None:
    site.world.file("Le tri annuel des magasins.", title="Tri", visibility="public")
    site.world.index()
    assert says(coordinator.get(DESK), "Aucune recherche sans réponse")
    for _ in range(2):
        site.visitor.get("/search", query_string={"q": "Élagage <i>"}).close()
    desk = coordinator.get(DESK)
    assert says(desk, "Élagage <i>")
    assert "<i>" not in desk.text
    (proposal,) = re.findall(r'href="(/admin/synonyms/new\?words=[^"]+)"', desk.text)
    form = coordinator.get(proposal)
    assert says(form, "Élagage <i></textarea>")
    refused = post(coordinator, f"{GROUPS}/new", words="Élagage <i>\ntri")
    assert refused.status_code == 422
    assert says(refused, "sans les signes < et >")
    assert says(refused, "Élagage <i>\ntri</textarea>")
    done = post(coordinator, f"{GROUPS}/new", words="Élagage\ntri")
    assert (done.status_code, done.headers["Location"]) == (303, GROUPS)
    page = coordinator.get(GROUPS)
    assert says(page, "les recherches en tiennent compte dès maintenant")
    assert says(page, "Élagage = tri")
    assert says(site.visitor.get("/search?q=élagage"), "1 document pour")
    assert (site.visitor.get("/api/v1/search?q=élagage").json or {})["total"] == 1


def test_a_group_is_changed_and_removed(site: Site, coordinator: FlaskClient) -> None:
    post(coordinator, f"{GROUPS}/new", words="navette\nfourgon")
    (path,) = re.findall(rf'href="({GROUPS}/\w+)"[^>]*>navette = fourgon', coordinator.get(GROUPS).text)
    form = with_token(coordinator, path)
    seen = re.findall(r'name="seen" value="([^"]+)"', coordinator.get(path).text)[0]
    assert coordinator.post(path, data=form | {"words": "navette", "seen": seen}).status_code == 422
    assert coordinator.post(path, data=form | {"words": "navette\ncamion", "seen": seen}).status_code == 303
    late = coordinator.post(path, data=form | {"words": "navette\nbus", "seen": seen})
    assert late.status_code == 409
    assert says(late, "Ce groupe a changé entre-temps")
    assert says(late, "navette = camion")
    assert says(late, "navette\nbus</textarea>")
    again = re.findall(r'name="seen" value="([^"]+)"', late.text)[0]
    assert coordinator.post(path, data=form | {"words": "navette\nbus", "seen": again}).status_code == 303
    assert ["navette", "bus"] in kept(site)
    assert post(coordinator, f"{path}/remove", path).status_code == 303
    assert says(coordinator.get(GROUPS), "ses mots ne se remplacent plus")
    assert coordinator.get(path).status_code == 404


def test_a_word_of_another_group_is_told_with_its_group(site: Site, coordinator: FlaskClient) -> None:
    post(coordinator, f"{GROUPS}/new", words="revue\npériodique")
    refused = post(coordinator, f"{GROUPS}/new", words="Revues\nmagazine")
    assert refused.status_code == 422
    assert says(refused, "« revue » est déjà dans un autre groupe (revue = périodique)")


def test_examples_are_proposed_and_taken_with_two_clicks(site: Site, coordinator: FlaskClient) -> None:
    page = coordinator.get(GROUPS)
    assert says(page, "PEB = prêt entre bibliothèques = prêt interbibliothèques")
    (path,) = re.findall(r'href="(/admin/synonyms/new\?words=PEB[^"]+)"', page.text)
    form = coordinator.get(path.replace("&amp;", "&"))
    assert says(form, "PEB\nprêt entre bibliothèques\nprêt interbibliothèques</textarea>")
    assert post(coordinator, f"{GROUPS}/new", words="PEB\nprêt entre bibliothèques").status_code == 303
    assert not says(coordinator.get(GROUPS), "prêt interbibliothèques")


def test_only_words_that_find_nothing_at_all_are_counted(site: Site) -> None:
    site.world.file("Les cotes du magasin.", title="Cotes", visibility="public")
    site.world.index()
    before = counted(site)
    for asked in (
        "q=cotes", "q=coets", "q=", "q=zzzzyx&kind=minutes", "q=zzzzyx&page=2", "q=zzzzyx&in=all-versions",
        "q=zzzzyx&exact=1", "q=zzzzyx@exemple.fr", "q=zzzzyx+0612345678", "q=*a*",
    ):  # fmt: skip
        for path in ("/search", "/api/v1/search"):
            site.visitor.get(f"{path}?{asked}").close()
    site.visitor.head("/search?q=zzzzyx").close()
    assert counted(site) == before
    site.visitor.get("/search?q=zzzzyx").close()
    site.visitor.get("/api/v1/search?q=ZZZZYX").close()
    assert counted(site) == before | {"ZZZZYX": 2}


def test_one_is_forgotten_by_its_button(site: Site, coordinator: FlaskClient) -> None:
    site.visitor.get("/search?q=wwwxq").close()
    assert "wwwxq" in counted(site)
    assert post(coordinator, f"{DESK}/forget", DESK, wording="wwwxq").status_code == 303
    assert says(coordinator.get(DESK), "Cette recherche est oubliée.")
    assert "wwwxq" not in counted(site)
    assert post(coordinator, f"{DESK}/forget", DESK, wording="never\x00was").status_code == 303
    for client, status in ((site.reader, 403), (site.visitor, 401)):
        page = "/documents" if client is site.reader else "/sign-in"
        assert post(client, f"{DESK}/forget", page, wording="zzzzyx").status_code == status


def test_both_are_reached_from_the_account_of_who_may(site: Site, coordinator: FlaskClient) -> None:
    page = coordinator.get("/account")
    assert f'href="{GROUPS}"' in page.text
    assert f'href="{DESK}"' in page.text
    assert GROUPS not in site.reader.get("/account").text
