"""Headers on every answer, CSRF on every form, sign-in and sessions, addresses to be sent back to, no word too many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service import clock
from repo_service.app import create_app
from repo_service.services import finding
from repo_service.store.people import accounts
from tests.conftest import PASSWORD, World, hashed_password, make_settings, with_token
from tests.web.conftest import Site
from tests.web.visits import problem, says

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
FILE_CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "private, no-cache",
}
ELSEWHERE = ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example/", "/\t/elsewhere.example",
             "\\\\elsewhere.example", "javascript:alert(1)", "///elsewhere.example", " //elsewhere.example",
             "/\r\nSet-Cookie: a=b", "elsewhere.example"]  # fmt: skip


@pytest.fixture(scope="module")
def document(site: Site) -> str:
    """A public document."""
    return site.world.file("Le mot zinzolin.", "texte.txt", title="Public", visibility="public").public_id


_ARGUMENTS = {"number": 1, "year": 2025, "a": 1, "b": 1, "sort": "parents"}  # of addresses; any other is an identifier
# A visitor's own forms: their token needs a cookie.
WITH_A_FORM = {"session.sign_in", "session.language", "session.forgotten", "candidatures.write"}


def every_kind(site: Site, document: str) -> dict[str, TestResponse]:
    """One answer of every kind."""
    visitor = site.app.test_client()
    return {
        "home": visitor.get("/"),
        "page": visitor.get(f"/documents/{document}"),
        "HEAD": visitor.head(f"/documents/{document}"),
        "redirect": visitor.get(f"/documents/{document.lower()}"),
        "sign-in asked": visitor.get("/documents/new"),
        "form refused": visitor.post("/documents/new"),
        "not found": visitor.get("/documents/ZZZ"),
        "no such route": visitor.get("/nothing/here"),
        "wrong method": visitor.delete("/documents"),
        "bad query": visitor.get("/search?q=*a*"),
        "API": visitor.get("/api/v1/documents"),
        "API problem": visitor.get("/api/v1/documents/ZZZ"),
        "API refused": visitor.post("/api/v1/documents"),
        "health": visitor.get("/healthz"),
        "options": visitor.options("/documents"),
        "language": visitor.get("/language/en"),
        "file": visitor.get(f"/documents/{document}/file"),
        "part of a file": visitor.get(f"/documents/{document}/file", headers={"Range": "bytes=0-3"}),
    }


def test_every_answer_carries_the_headers(site: Site, document: str) -> None:
    for kind, answer in every_kind(site, document).items():
        for name, value in (EVERYWHERE | ({"Cache-Control": "no-store"} if kind == "language" else {})).items():
            assert answer.headers.get(name) == value, (kind, name)
        expected = FILE_CSP if kind in {"file", "part of a file"} else CSP
        assert answer.headers.getlist("Content-Security-Policy") == [expected], kind
        assert "Cookie" in answer.headers["Vary"], kind
        assert "Strict-Transport-Security" not in answer.headers, kind
        assert "Server" not in answer.headers, kind


def test_static_files_are_kept_for_a_year_under_names_that_change(site: Site) -> None:
    home = site.visitor.get("/").text
    address = "/static/app" + home.partition('href="/static/app')[2].partition('"')[0]
    answer = site.visitor.get(address)
    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd", "/static/js/", "/static/"]
)
def test_no_other_file_is_served_as_static(path: str, site: Site) -> None:
    assert site.visitor.get(path).status_code == 404


def test_cookies_and_transport_are_strict_where_the_address_is_https(site: Site) -> None:
    settings = make_settings(site.world.repository.settings.storage.parent, BASE_URL="https://depot.exemple.fr")
    client = create_app(settings).test_client()
    answer = client.get("/sign-in", base_url="https://depot.exemple.fr")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(answer.headers["Set-Cookie"].split("; "))


def test_a_visitor_who_only_reads_gets_no_cookie(site: Site, document: str) -> None:
    for rule in site.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint in WITH_A_FORM:
            continue
        values = {name: _ARGUMENTS.get(name, document) for name in rule.arguments}
        with site.app.test_request_context():
            path = site.app.url_for(rule.endpoint, **values)
        assert "Set-Cookie" not in site.app.test_client().get(path).headers, path


def test_the_cookie_of_a_session_is_for_this_site_alone_and_out_of_reach_of_scripts(site: Site) -> None:
    cookie = site.app.test_client().get("/sign-in").headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_no_form_is_taken_without_its_token(site: Site, document: str) -> None:
    refused = []
    for rule in site.app.url_map.iter_rules():
        if "POST" not in rule.methods or rule.rule.startswith("/api/"):
            continue
        values = {name: _ARGUMENTS.get(name, document) for name in rule.arguments}
        with site.app.test_request_context():
            path = site.app.url_for(rule.endpoint, **values)
        if rule.endpoint == "session.theme":
            assert site.administrator.post(path).status_code == 303
            continue
        if rule.endpoint in {"saved.stop", "actions.stop"}:  # the address is the proof, for programs that have no form
            assert site.administrator.post(path).status_code == 410
            continue
        for fields in ({}, {"csrf_token": "x"}, {"csrf_token": ""}):
            answer = site.administrator.post(path, data=fields)
            assert answer.status_code == 400, path
            assert says(answer, "Ce formulaire a expiré")
        refused.append(rule.endpoint)
    assert len(refused) >= 10
    assert site.administrator.get("/documents/new").status_code == 200


def test_a_token_of_another_browser_is_not_taken(site: Site) -> None:
    form = with_token(site.reader, "/documents")
    assert site.administrator.post("/sign-out", data=form).status_code == 400


def test_a_script_is_told_of_an_expired_form_in_its_own_way(site: Site) -> None:
    answer = site.secretary.post("/documents/new", headers={"Accept": "application/json"})
    problem(answer, 400, "form_expired")


def test_a_wrong_password_an_unknown_address_and_a_disabled_account_answer_alike(site: Site) -> None:
    world = site.world
    with world.repository.store.writing() as uow:
        gone = accounts.add(uow, "parti@exemple.fr", "Ali", "Parti", hashed_password())
        gone.disabled_at = uow.now
    pages = []
    tried = [("reader@exemple.fr", "faux"), ("inconnu@exemple.fr", PASSWORD), ("parti@exemple.fr", PASSWORD)]
    for mail, password in tried:
        client = site.app.test_client()
        answer = client.post("/sign-in", data=with_token(client, "/sign-in", mail=mail, password=password))
        assert answer.status_code == 401
        pages.append(_without_tokens(answer.text).replace(mail, "…"))
    assert len(set(pages)) == 1


def _without_tokens(page: str) -> str:
    head, mark, rest = page.partition('name="csrf_token" value="')
    return head + mark + rest.partition('"')[2] if mark else head


def test_tries_are_slowed_down_and_nobody_else_waits(world: World, app: Flask) -> None:
    def attempt(mail: str, password: str, place: str) -> TestResponse:
        client = app.test_client()
        form = with_token(client, "/sign-in", mail=mail, password=password)
        return client.post("/sign-in", data=form, environ_overrides={"REMOTE_ADDR": place})

    answers = [attempt("reader@exemple.fr", "faux", "192.0.2.1") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [401] * 5 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 300
    assert says(answers[-1], "votre compte n’est pas bloqué")
    assert attempt("reader@exemple.fr", PASSWORD, "192.0.2.1").status_code == 429
    assert attempt("secretary@exemple.fr", PASSWORD, "192.0.2.1").status_code == 303
    assert attempt("administrator@exemple.fr", PASSWORD, "192.0.2.2").status_code == 303


def test_a_wait_ends_by_itself(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    for _ in range(6):
        client.post("/sign-in", data=with_token(client, "/sign-in", mail="reader@exemple.fr", password="faux"))
    later = clock.now().replace(year=clock.now().year + 1)
    monkeypatch.setattr(clock, "_system_time", lambda: later)
    form = with_token(client, "/sign-in", mail="reader@exemple.fr", password=PASSWORD)
    assert client.post("/sign-in", data=form).status_code == 303


def test_only_a_post_signs_in_or_withdraws(site: Site, document: str) -> None:
    form = {"mail": "reader@exemple.fr", "password": "faux", "reason": "Une erreur", "version": "1"}
    for _ in range(8):
        assert site.app.test_client().head("/sign-in", data=form).status_code == 200
    assert site.browser("reader@exemple.fr").get("/").status_code == 200
    assert site.administrator.head(f"/documents/{document}/withdraw", data=form).status_code == 200
    assert site.visitor.get(f"/documents/{document}").status_code == 200


def test_the_session_changes_at_sign_in(site: Site) -> None:
    client = site.app.test_client()
    client.get("/sign-in")
    before = client.get_cookie("repo_service")
    fixed = site.app.test_client()
    fixed.set_cookie("repo_service", before.value)
    client.post("/sign-in", data=with_token(client, "/sign-in", mail="reader@exemple.fr", password=PASSWORD))
    assert client.get_cookie("repo_service").value != before.value
    assert "Camille Reader" in client.get("/").text
    assert "Camille Reader" not in fixed.get("/").text


def test_signing_out_ends_the_session_for_whoever_kept_the_cookie(site: Site) -> None:
    client = site.browser("reader@exemple.fr")
    thief = site.app.test_client()
    thief.set_cookie("repo_service", client.get_cookie("repo_service").value)
    assert "Camille Reader" in thief.get("/").text
    other = site.browser("reader@exemple.fr")
    assert client.post("/sign-out", data=with_token(client, "/documents")).status_code == 303
    assert "Camille Reader" not in client.get("/").text
    assert "Camille Reader" not in thief.get("/").text
    assert "Camille Reader" in other.get("/").text


def test_a_changed_cookie_is_nobody(site: Site) -> None:
    value = site.browser("reader@exemple.fr").get_cookie("repo_service").value
    inside = value[:-9] + ("A" if value[-9] != "A" else "B") + value[-8:]  # the last sign of base 64 has unused bits
    for changed in (inside, value[::-1], "", "a.b.c", "é" * 100):
        client = site.app.test_client()
        client.set_cookie("repo_service", changed)
        answer = client.get("/")
        assert answer.status_code == 200
        assert "Camille Reader" not in answer.text


def test_a_disabled_account_loses_everything_at_once(
    world: World, app: Flask, sign_in: Callable[[str], FlaskClient]
) -> None:
    document = world.file("Le mot zinzolin.").public_id
    browser, program = sign_in("reader"), {"Authorization": f"Bearer {world.token('reader@exemple.fr')}"}
    paths = f"/documents/{document}", f"/api/v1/documents/{document}"
    assert browser.get(paths[0]).status_code == 200
    assert app.test_client().get(paths[1], headers=program).status_code == 200
    with world.repository.store.writing() as uow:
        accounts.by_mail(uow.session, "reader@exemple.fr").disabled_at = uow.now
    assert browser.get(paths[0]).status_code == 404
    problem(app.test_client().get(paths[1], headers=program), 401, "sign_in_required")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_elsewhere(address: str, site: Site) -> None:
    query = {"next": address}
    client = site.app.test_client()
    form = with_token(client, "/sign-in", mail="reader@exemple.fr", password=PASSWORD, next=address)
    answers = [
        client.post("/sign-in", data=form),
        client.get("/language/en", query_string=query),
        client.post("/theme", data={"theme": "dark", "next": address}),
    ]
    assert [answer.headers["Location"] for answer in answers] == ["/", "/", "/"]
    page = client.get("/sign-in", query_string=query).text
    assert "elsewhere" not in page.partition("<main")[2].partition("</main")[0]


def test_people_are_sent_back_to_where_they_wanted_to_go(site: Site) -> None:
    asked = site.visitor.get("/documents/new?a=b")
    assert asked.status_code == 303
    client = site.app.test_client()
    page = client.get(asked.headers["Location"])
    assert says(page, 'value="/documents/new?a=b"')


@pytest.mark.parametrize("path", ["//elsewhere.example/documents", "/documents//x", "//documents", "/documents/", "//"])
def test_the_host_that_a_request_names_is_never_where_it_is_sent(path: str, site: Site) -> None:
    answer = site.visitor.get("/", headers={"Host": "elsewhere.example"}, environ_overrides={"PATH_INFO": path})
    assert "Location" not in answer.headers
    assert answer.status_code in {200, 404}


def test_redirects_name_no_host(site: Site, document: str) -> None:
    for path in ("/documents/new", f"/documents/{document.lower()}", "/language/en"):
        headers = {"Host": "elsewhere.example", "X-Forwarded-Host": "elsewhere.example"}
        answer = site.app.test_client().get(path, headers=headers)
        assert answer.headers["Location"].startswith("/")
        assert "elsewhere" not in answer.headers["Location"]


def test_the_address_of_an_identifier_in_small_letters_keeps_its_version(site: Site, document: str) -> None:
    answer = site.visitor.get(f"/documents/{document.lower()}/versions/1")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/documents/{document}/versions/1")


FORGED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "elsewhere.example", "X-Forwarded-Proto": "https",
          "X-Forwarded-Prefix": "/evil", "Forwarded": "host=elsewhere.example"}  # fmt: skip


def test_forged_proxy_headers_change_nothing(site: Site, document: str) -> None:
    for path in ("/", f"/documents/{document}", f"/api/v1/documents/{document}"):
        plain, forged = site.visitor.get(path), site.visitor.get(path, headers=FORGED)
        assert plain.data == forged.data
        assert plain.headers == forged.headers


def test_a_believed_proxy_is_believed_for_as_many_hops_as_were_told(site: Site, document: str) -> None:
    settings = make_settings(site.world.repository.settings.storage.parent, TRUSTED_PROXIES="1")
    client = create_app(settings).test_client()
    headers = FORGED | {"X-Forwarded-Host": "evil.example, depot.exemple.fr"}
    url = client.get(f"/api/v1/documents/{document}", headers=headers).json["url"]
    assert url == f"https://depot.exemple.fr/documents/{document}"


def test_addresses_come_from_the_settings_where_they_say_it(site: Site, document: str) -> None:
    settings = make_settings(site.world.repository.settings.storage.parent, BASE_URL="https://depot.exemple.fr")
    client = create_app(settings).test_client()
    url = client.get(f"/api/v1/documents/{document}", headers={"Host": "127.0.0.1:8000"}).json["url"]
    assert url == f"https://depot.exemple.fr/documents/{document}"


def test_demonstration_logins_are_good_only_where_the_demonstration_is_served(site: Site) -> None:
    world = site.world
    with world.repository.store.writing() as uow:
        account = accounts.add(uow, "demo@exemple.fr", "Démo", "Lecteur", hashed_password(), demonstration=True)
        accounts.add_grant(uow, account, "reader", [], clock.today("Europe/Paris"))
    open_app = create_app(world.repository.settings, demonstration=True)
    form = {"mail": "demo@exemple.fr", "password": PASSWORD}
    inside = open_app.test_client()
    assert "demo@exemple.fr" in inside.get("/sign-in").text
    assert inside.post("/sign-in", data=with_token(inside, "/sign-in", **form)).status_code == 303
    outside = site.app.test_client()
    assert "demo@exemple.fr" not in outside.get("/sign-in").text
    assert outside.post("/sign-in", data=with_token(outside, "/sign-in", **form)).status_code == 401
    outside.set_cookie("repo_service", inside.get_cookie("repo_service").value)
    assert "Démo Lecteur" not in outside.get("/").text
    token = {"Authorization": f"Bearer {world.token('demo@exemple.fr')}"}
    problem(site.app.test_client().get("/api/v1/documents", headers=token), 401, "sign_in_required")


def test_an_unforeseen_fault_says_nothing_of_the_inside(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the secret is 12345 in /srv/storage")

    monkeypatch.setattr(finding, "listing", fails)
    page = site.visitor.get("/documents")
    assert page.status_code == 500
    assert says(page, "Une erreur inattendue s’est produite. Rien n’est perdu")
    assert page.headers["Content-Security-Policy"] == CSP
    told = site.visitor.get("/api/v1/documents")
    problem(told, 500, "internal")
    for text in (page.text, told.text):
        for word in ("12345", "/srv", "RuntimeError", "Traceback", "line "):
            assert word not in text
