"""Coming in on the pages: password, mailed link, second factor; nothing happens before a button, and nobody is told who
has an account.
"""

from __future__ import annotations

import re

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from repo_service import clock
from repo_service.app import create_app
from tests.conftest import PASSWORD, World, make_settings, with_token
from tests.services import acts
from tests.services.accounts import doors
from tests.web.accounts.visits import cookie, is_signed_in, mailed, post, without_tokens
from tests.web.conftest import Site
from tests.web.test_security import ELSEWHERE
from tests.web.visits import says

READER = "reader@exemple.fr"
ANOTHER = "une autre phrase de passe"


def test_a_link_is_asked_for_without_a_password_and_signs_in_by_a_button(world: World, client: FlaskClient) -> None:
    answer = post(client, "/sign-in", mail=READER, password="")
    assert answer.status_code == 200
    assert says(answer, f"Si l’adresse {READER} a un compte, un lien qui vous connecte vient d’y partir.")
    path = mailed(world)
    for _ in range(2):
        assert client.get(path).status_code == client.head(path).status_code == 200
        assert not is_signed_in(client)
    before = cookie(client)
    answer = post(client, path)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert is_signed_in(client)
    assert cookie(client) != before
    for method in (client.get, client.head, client.post):
        data = with_token(client, "/account") if method == client.post else None
        assert method(path, data=data).status_code == 410


def test_nothing_but_a_post_with_its_token_spends_a_link(world: World, app: Flask) -> None:
    visitor = app.test_client()
    post(visitor, "/sign-in", mail=READER, link="1")
    path = mailed(world)
    stranger = app.test_client()
    for answer in (stranger.head(path), stranger.head(path, data={"password": ANOTHER}), stranger.options(path)):
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers or not is_signed_in(stranger)
    assert stranger.post(path).status_code == 400
    assert not is_signed_in(stranger)
    assert post(visitor, path).status_code == 303


def test_head_does_nothing_on_any_form(world: World, app: Flask) -> None:
    """A form token is not asked for HEAD: so it must change nothing, whatever comes with it."""
    administrator = app.test_client()
    post(administrator, "/sign-in", mail="administrator@exemple.fr", password=PASSWORD)
    before = doors.acts(world)
    fields = {"mail": "anne@exemple.fr", "role": "administrator", "name": "Anne", "code": "000000", "link": "1"}
    for path in ("/admin/accounts/new", "/password", "/sign-in", "/account/second-factor"):
        assert administrator.head(path, data=fields).status_code == 200, path
    assert doors.acts(world) == before
    assert doors.letters(world) == []


@pytest.mark.parametrize("page", ["/sign-in", "/password"])
def test_asking_for_a_link_answers_every_address_byte_for_byte_alike(site: Site, page: str) -> None:
    doors.set_up(site.world, acts.person(site.world, f"double{len(page)}@exemple.fr", "reader"))
    closed = f"ferme{len(page)}@exemple.fr"
    acts.person(site.world, closed, "reader")
    doors.disable(site.world, closed)
    pages = set()
    for mail in (READER, "inconnu@exemple.fr", closed, f"double{len(page)}@exemple.fr"):
        answer = post(site.app.test_client(), page, mail=mail, link="1")
        headers = {name: value for name, value in answer.headers.items() if name not in {"Date", "Content-Length"}}
        assert answer.status_code == 200
        pages.add((without_tokens(answer.text).replace(mail, "…"), str(headers)))
    assert len(pages) == 1


def test_a_refused_password_answers_every_address_byte_for_byte_alike(site: Site) -> None:
    closed = "parti@exemple.fr"
    acts.person(site.world, closed, "reader")
    doors.disable(site.world, closed)
    pages = set()
    for mail, password in ((READER, "faux"), ("inconnu@exemple.fr", PASSWORD), (closed, PASSWORD), ("x@y", "faux")):
        answer = post(site.app.test_client(), "/sign-in", mail=mail, password=password)
        assert answer.status_code == 401
        pages.add(without_tokens(answer.text).replace(mail, "…"))
    assert len(pages) == 1


def test_a_forgotten_password_is_chosen_anew_by_a_mailed_link(world: World, app: Flask) -> None:
    thief, client = app.test_client(), app.test_client()
    post(thief, "/sign-in", mail=READER, password=PASSWORD)
    post(client, "/password", mail=READER)
    path = mailed(world)
    assert says(client.get(path), f"Pour le compte {READER}.")
    for weak in ("court", "x" * 1_000_000, "password1", READER, "Camille Reader"):
        answer = post(client, path, password=weak)
        assert answer.status_code == 422, weak[:20]
        assert "Location" not in answer.headers
    assert post(client, path, password=ANOTHER).status_code == 303
    assert is_signed_in(client)
    assert not is_signed_in(thief)
    assert client.get(path).status_code == 410
    fresh = app.test_client()
    assert post(fresh, "/sign-in", mail=READER, password=PASSWORD).status_code == 401
    assert post(fresh, "/sign-in", mail=READER, password=ANOTHER).status_code == 303


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "elsewhere.example"])
def test_a_link_opened_at_another_host_is_spent(world: World, client: FlaskClient, host: str) -> None:
    for purpose, page in (("/sign-in/link/", "/sign-in"), ("/password/", "/password")):
        post(client, page, mail=READER, link="1")
        path = mailed(world)
        assert path.startswith(purpose)
        assert client.get(path, headers={"Host": host}).status_code == 410
        assert client.get(path).status_code == 200


def test_a_spent_link_says_what_to_do(client: FlaskClient) -> None:
    for path in ("/sign-in/link/x", "/password/x", "/invitation/x", "/invitation/" + "é" * 500):
        answer = client.get(path)
        assert answer.status_code == 410
        assert says(answer, "Demandez-en un autre, rien n’est perdu.")
        assert says(answer, 'href="/sign-in')
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/sign-in", "/password"])
@pytest.mark.parametrize("mail", ["", "nul\0@exemple.fr", "a\u202e@exemple.fr", "sans arobase", "x" * 100_000])
def test_a_link_for_what_is_no_address_is_refused_with_what_was_typed(site: Site, path: str, mail: str) -> None:
    answer = post(site.app.test_client(), path, mail=mail, link="1")
    assert answer.status_code == 422
    assert says(answer, "Cette adresse électronique n’est pas valable.")


def with_second_factor(site: Site, mail: str) -> tuple[str, list[str]]:
    """Somebody with a second factor; key and recovery codes."""
    key, codes, _ = doors.set_up(site.world, acts.person(site.world, mail, "reader"))
    return key, codes


def test_the_second_factor_is_asked_for_and_the_cookie_changes_at_each_step(site: Site) -> None:
    key, codes = with_second_factor(site, "deux@exemple.fr")
    client = site.app.test_client()
    client.get("/sign-in")
    seen = [cookie(client)]
    answer = post(client, "/sign-in", mail="deux@exemple.fr", password=PASSWORD, next="/documents?kind=charter")
    assert answer.headers["Location"] == "/sign-in/code?next=/documents?kind%3Dcharter"
    seen.append(cookie(client))
    assert not is_signed_in(client)
    assert client.head("/sign-in/code").status_code == 200
    wrong = post(client, "/sign-in/code", code="000000")
    assert wrong.status_code == 401
    assert says(wrong, "Ce code n’est pas le bon")
    thief = site.app.test_client()
    thief.set_cookie("repo_service", cookie(client))
    answer = post(client, "/sign-in/code", code=codes[0], next="/documents?kind=charter")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/documents?kind=charter")
    assert is_signed_in(client)
    seen.append(cookie(client))
    assert len(set(seen)) == 3
    assert not is_signed_in(thief)
    assert thief.post("/sign-in/code", data=with_token(thief, "/sign-in/code", code=codes[1])).status_code == 401
    assert key


def test_nobody_is_asked_for_a_code_who_has_not_given_a_password(site: Site) -> None:
    for answer in (site.visitor.get("/sign-in/code"), post(site.app.test_client(), "/sign-in", "/sign-in/code")):
        assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in?next=/")


def test_wrong_codes_are_slowed_down(site: Site) -> None:
    _, codes = with_second_factor(site, "lent@exemple.fr")
    client = site.app.test_client()
    post(client, "/sign-in", mail="lent@exemple.fr", password=PASSWORD)
    answers = [post(client, "/sign-in/code", code="000000") for _ in range(5)]
    answers.append(post(client, "/sign-in/code", code=codes[0]))
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 300


@pytest.mark.parametrize("address", [*ELSEWHERE, "//", "/" * 9, "/" + "a" * 5000])
def test_after_the_code_nobody_is_sent_elsewhere(site: Site, address: str) -> None:
    _, codes = with_second_factor(site, f"loin{abs(hash(address))}@exemple.fr")
    client = site.app.test_client()
    form = {"mail": f"loin{abs(hash(address))}@exemple.fr", "password": PASSWORD, "next": address}
    assert post(client, "/sign-in", **form).headers["Location"] == "/sign-in/code?next=/"
    page = client.get("/sign-in/code", query_string={"next": address})
    assert "elsewhere" not in page.text.partition("<main")[2].partition("</main")[0]
    assert post(client, "/sign-in/code", code=codes[0], next=address).headers["Location"] == "/"


def test_a_sign_in_over_another_ends_the_one_before(site: Site) -> None:
    client = site.browser(READER)
    before = cookie(client)
    assert post(client, "/sign-in", mail="secretary@exemple.fr", password=PASSWORD).status_code == 303
    kept = site.app.test_client()
    kept.set_cookie("repo_service", before)
    assert not is_signed_in(kept)
    assert "Camille Secretary" in client.get("/").text


def test_a_megabyte_of_password_is_a_wrong_password(site: Site) -> None:
    answer = post(site.app.test_client(), "/sign-in", mail="grand@exemple.fr", password="x" * 1_000_000)
    assert answer.status_code == 401


def test_no_link_is_mailed_that_a_stranger_s_request_names(site: Site) -> None:
    """Without BASE_URL, only a request that this machine makes to itself tells the address."""
    statuses = []
    for host, peer in (("localhost", "127.0.0.1"), ("elsewhere.example", "127.0.0.1"), ("localhost", "203.0.113.9")):
        client = site.app.test_client()
        page = client.get("/sign-in", base_url=f"http://{host}").text
        form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0], "mail": READER, "link": "1"}
        sent = {"base_url": f"http://{host}", "environ_overrides": {"REMOTE_ADDR": peer}}
        statuses.append(client.post("/sign-in", data=form, **sent).status_code)
    assert statuses == [200, 503, 503]


def test_links_bear_the_address_of_the_settings_and_no_other_host_is_answered(site: Site) -> None:
    base = "https://depot.exemple.fr"
    app = create_app(make_settings(site.world.repository.settings.storage.parent, BASE_URL=base))
    client = app.test_client()
    page = client.get("/sign-in", base_url=base).text
    form = {"csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0], "mail": READER, "link": "1"}
    for path in ("/", "/sign-in", "/password", "/nulle-part", "/api/v1/documents"):
        for host in ("elsewhere.example", "a b"):
            answer = client.get(path, headers={"Host": host})
            assert answer.status_code == 400
            assert "elsewhere" not in answer.text
    assert client.post("/password", data=form, headers={"Host": "elsewhere.example"}).status_code == 400
    sent = client.post("/sign-in", base_url=base, data=form, headers={"Referer": f"{base}/sign-in"})
    assert sent.status_code == 200
    doors.links.serve_requests(site.world.repository.store, doors.DOOR, "Site")
    assert f"{base}/sign-in/link/" in doors.letters(site.world)[-1].text
    path = doors.letters(site.world)[-1].text.partition(base)[2].split()[0]
    assert client.get(path, base_url=base).status_code == 200
    assert client.get(path, base_url="http://localhost").status_code == 410


def test_the_key_of_the_first_factor_is_never_in_a_page(site: Site) -> None:
    key, _ = with_second_factor(site, "cle@exemple.fr")
    client = site.app.test_client()
    post(client, "/sign-in", mail="cle@exemple.fr", password=PASSWORD)
    answer = post(client, "/sign-in/code", code=pyotp.TOTP(key).at(clock.now().timestamp() + 30))
    assert answer.status_code == 303
    for path in ("/account", "/account/second-factor"):
        assert key not in client.get(path).text


def test_a_mailed_link_leads_where_the_person_wanted_to_go_and_nowhere_else(site: Site) -> None:
    acts.person(site.world, "voyageuse@exemple.fr", "reader")
    for wanted, reached in (("/account/data?x=1", "/account/data?x=1"), ("//ailleurs.exemple", "/"), ("/", "/")):
        client = site.app.test_client()
        asked = with_token(client, "/sign-in", mail="voyageuse@exemple.fr", next=wanted, link="1")
        assert client.post("/sign-in", data=asked).status_code == 200
        path = mailed(site.world)
        assert post(client, path).headers["Location"] == reached
