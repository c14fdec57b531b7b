"""Small defences that belong to no one page: what browsers are told to keep, what the technical log says, smuggling."""

from __future__ import annotations

import logging
import re
import socket
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from repo_service.app import create_app
from repo_service.services import finding
from tests.conftest import PASSWORD, make_settings, with_token
from tests.web.conftest import Site
from tests.web.test_cut_uploads import serving, whole

HTTPS = "https://depot.exemple.fr"


def secure(site: Site) -> FlaskClient:
    """A browser of nobody at the same site behind an address in HTTPS."""
    root = site.world.repository.settings.storage.parent
    return create_app(make_settings(root, BASE_URL=HTTPS)).test_client()


def test_over_https_no_other_host_can_set_the_cookie_of_a_session(site: Site) -> None:
    cookie = secure(site).get("/sign-in", base_url=HTTPS).headers["Set-Cookie"]
    assert cookie.startswith("__Host-repo_service=")
    parts = cookie.split("; ")
    assert {"Secure", "Path=/"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)


def test_over_https_the_cookies_of_looks_are_as_strict_and_still_work(site: Site) -> None:
    client = secure(site)
    for answer, name, value in (
        (client.get("/language/en", base_url=HTTPS), "language", "en"),
        (client.post("/theme", base_url=HTTPS, data={"theme": "dark"}), "theme", "dark"),
    ):
        parts = answer.headers["Set-Cookie"].split("; ")
        assert parts[0] == f"__Host-{name}={value}"
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(parts)
    page = client.get("/", base_url=HTTPS).text
    assert '<html lang="en" data-theme="dark"' in page
    assert "Secure" in client.post("/theme", base_url=HTTPS, data={"theme": ""}).headers["Set-Cookie"]
    assert "data-theme" not in client.get("/", base_url=HTTPS).text.partition(">")[0]


def test_somebody_signs_in_over_https(site: Site) -> None:
    client = secure(site)
    page = client.get("/sign-in", base_url=HTTPS).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"csrf_token": token, "mail": "reader@exemple.fr", "password": PASSWORD}
    headers = {"Referer": f"{HTTPS}/sign-in"}
    assert client.post("/sign-in", base_url=HTTPS, data=form, headers=headers).status_code == 303
    assert "Camille Reader" in client.get("/", base_url=HTTPS).text


def test_static_files_keep_to_https_and_to_no_frame(site: Site) -> None:
    client = secure(site)
    home = client.get("/", base_url=HTTPS).text
    address = "/static/app" + home.partition('href="/static/app')[2].partition('"')[0]
    answer = client.get(address, base_url=HTTPS)
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in site.visitor.get(address).headers


@pytest.mark.parametrize("path", ["/", "/api/v1/documents", "/static/", "/sign-in", "/healthz"])
def test_no_other_site_is_let_in_by_its_origin(path: str, site: Site) -> None:
    for method in ("GET", "OPTIONS"):
        headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
        answer = site.visitor.open(path, method=method, headers=headers)
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_texts_tell_their_character_set(site: Site) -> None:
    paths = ["/", "/sign-in", "/search?q=zinzolin", "/documents/ZZZ", "/api/v1/documents", "/api/v1/nothing"]
    for path in paths:
        kind = site.visitor.get(path).headers["Content-Type"]
        assert kind in {"text/html; charset=utf-8", "application/json", "application/problem+json"}, path


@pytest.mark.parametrize("path", ["/", "/documents", "/api/v1/documents"])
def test_a_request_is_never_sent_back_as_it_came(path: str, site: Site) -> None:
    answer = site.visitor.open(path, method="TRACE", headers={"X-Secret": "zinzolin-4816"})
    assert answer.status_code == 405
    assert "zinzolin-4816" not in answer.text + str(answer.headers)


def test_nothing_for_developers_is_served(site: Site) -> None:
    assert not site.app.debug
    assert not site.app.testing
    assert site.visitor.get("/styleguide").status_code == 404
    assert site.visitor.get("/console").status_code == 404
    root = site.world.repository.settings.storage.parent
    assert create_app(make_settings(root, DEVELOPMENT="1")).test_client().get("/styleguide").status_code == 200


def test_signing_out_tells_the_browser_to_forget_what_it_kept(site: Site) -> None:
    client = site.browser("reader@exemple.fr")
    answer = client.post("/sign-out", data=with_token(client, "/documents"))
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in site.reader.get("/").headers


def test_signing_out_is_one_press_away_on_every_page(site: Site) -> None:
    seen = 0
    for rule in site.app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.arguments or rule.rule.startswith("/api/"):
            continue
        page = site.administrator.get(rule.rule)
        if page.status_code == 200 and page.mimetype == "text/html":
            assert '<form method="post" action="/sign-out">' in page.text.partition("<main")[0], rule.rule
            seen += 1
    assert seen >= 10


def test_passwords_are_masked_and_left_to_browsers_that_keep_them(site: Site) -> None:
    pages = [site.app.test_client().get("/sign-in").text, site.reader.get("/account").text]
    fields = [tag for page in pages for tag in re.findall(r"<input[^>]*>", page) if 'name="password"' in tag]
    fields += [tag for tag in re.findall(r"<input[^>]*>", pages[1]) if 'name="current"' in tag]
    assert len(fields) == 3
    for tag in fields:
        assert 'type="password"' in tag
        assert re.search(r'autocomplete="(current|new)-password"', tag)
    assert "onpaste" not in "".join(pages)


def test_a_refused_act_a_forged_form_and_too_many_tries_are_told_in_the_technical_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.reader.post("/documents/new", data=with_token(site.reader, "/documents"))
    site.reader.post("/documents/new")
    client = site.app.test_client()
    for _ in range(6):
        client.post("/sign-in", data=with_token(client, "/sign-in", mail="personne@exemple.fr", password="faux"))
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    who = site.world.reader.account
    assert f"forbidden: POST '/documents/new' by {who} from 127.0.0.1" in told
    assert f"form_expired: POST '/documents/new' by {who} from 127.0.0.1" in told
    assert "personne" not in "".join(told)


def test_no_request_puts_a_line_of_its_own_into_the_technical_log(
    site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(finding, "listing", fails)
    assert site.visitor.post("/documents/a%0aERROR forged%0d/edit").status_code == 400
    monkeypatch.setitem(site.app.view_functions, "documents.show", fails)
    assert site.visitor.get("/documents/a%0aERROR forged%0d").status_code == 500
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 2
    assert not [line for line in told if "\n" in line or "\r" in line]


def test_the_secret_of_a_mailed_link_is_not_told_in_the_technical_log(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    assert site.visitor.post("/sign-in/link/zinzolin-4816").status_code == 400
    assert caplog.records
    assert "zinzolin-4816" not in caplog.text


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[tuple[str, int]]:
    """The site behind the server that `serve` uses."""
    yield from serving(site, site.world.repository.settings)


@pytest.mark.parametrize(
    ("head", "statuses"),
    [
        ("Content-Length: 6\r\nTransfer-Encoding: chunked", [b"303", b"200"]),  # the length is passed over
        ("Transfer-Encoding: chunked\r\nContent-Length: 6", [b"303", b"200"]),
        ("Content-Length: 6\r\nContent-Length: 5", [b"400"]),
        ("Transfer-Encoding: xchunked", [b"501"]),
        ("Content-Length: +6", [b"400"]),
    ],
)
def test_where_a_request_ends_leaves_no_room_for_a_hidden_one(
    head: str, statuses: list[bytes], address: tuple[str, int]
) -> None:
    asked = f"POST /theme HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n"
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(asked.encode())
        connection.shutdown(socket.SHUT_WR)
        answer = whole(connection)
    assert re.findall(rb"HTTP/1\.1 (\d{3})", answer) == statuses
