"""Reverse proxies: what they write in headers is read from configured addresses only, and from nobody by default."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from repo_service import settings as settings_module
from repo_service.app import create_app
from repo_service.settings import SettingError
from tests.conftest import PASSWORD, bearer, make_settings
from tests.services import acts
from tests.services.accounts import doors
from tests.web.accounts.visits import is_signed_in, post
from tests.web.conftest import Site
from tests.web.test_cut_uploads import serving
from tests.web.visits import says

PROXY, STRANGER = "10.1.2.3", "203.0.113.9"
NAMED = {"REMOTE_USER_HEADER": "X-Remote-User", "PROXY_ADDRESSES": "10.0.0.0/8 fd00::/8"}
Maker = Callable[..., Flask]


@pytest.fixture(scope="module")
def made(site: Site) -> Maker:
    """Makes applications over the world of the module."""

    def make(**settings: str) -> Flask:
        return create_app(make_settings(site.world.repository.settings.storage.parent, **settings))

    return make


def named(app: Flask, mail: str, peer: str = PROXY, **more: Any) -> bool:
    """Whether a request from ``peer`` with the header is signed in."""
    headers = {"X-Remote-User": mail} | more.pop("headers", {})
    answer = app.test_client().get("/account", headers=headers, environ_overrides={"REMOTE_ADDR": peer}, **more)
    return answer.status_code == 200


def test_a_proxy_names_nobody_where_no_header_is_set(made: Maker) -> None:
    for app in (made(), made(PROXY_ADDRESSES="0.0.0.0/0 ::/0")):
        assert not named(app, "reader@exemple.fr", "127.0.0.1")


def test_a_configured_proxy_names_the_person_and_nobody_else_does(made: Maker) -> None:
    app = made(**NAMED)
    assert named(app, " Reader@Exemple.fr ")
    for peer in (PROXY, "10.255.255.255", "::ffff:10.1.2.3", "fd00::1", "fd00::1%eth0"):
        assert named(app, "reader@exemple.fr", peer), peer
    for peer in (STRANGER, "127.0.0.1", "::1", "11.0.0.1", "::ffff:203.0.113.9", "", "proxy", "10.1.2.3, 203.0.113.9"):
        assert not named(app, "reader@exemple.fr", peer), peer
    for mail in ("", "personne@exemple.fr", "reader", "reader@exemple.fr, administrator@exemple.fr", "x" * 5000):
        assert not named(app, mail), mail


def test_a_stranger_cannot_pretend_to_be_the_proxy(made: Maker) -> None:
    app = made(**NAMED, TRUSTED_PROXIES="1")
    for forged in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP"):
        assert not named(app, "reader@exemple.fr", STRANGER, headers={forged: PROXY})
    assert named(app, "reader@exemple.fr", PROXY, headers={"X-Forwarded-For": STRANGER})


def test_two_headers_name_nobody(made: Maker) -> None:
    client = made(**NAMED).test_client()
    pairs = [("X-Remote-User", "reader@exemple.fr"), ("X-Remote-User", "administrator@exemple.fr")]
    answer = client.get("/account", headers=pairs, environ_overrides={"REMOTE_ADDR": PROXY})
    assert answer.status_code == 303


def test_a_closed_account_is_nobody_by_the_word_of_a_proxy(made: Maker, site: Site) -> None:
    acts.person(site.world, "parti@exemple.fr", "reader")
    app = made(**NAMED)
    assert named(app, "parti@exemple.fr")
    doors.disable(site.world, "parti@exemple.fr")
    assert not named(app, "parti@exemple.fr")


def test_a_proxy_opens_pages_and_not_the_api(made: Maker, site: Site) -> None:
    document = site.world.file("Le mot zinzolin.").public_id
    client, headers = made(**NAMED).test_client(), {"X-Remote-User": "reader@exemple.fr"}
    for path, status in ((f"/documents/{document}", 200), (f"/api/v1/documents/{document}", 404)):
        answer = client.get(path, headers=headers, environ_overrides={"REMOTE_ADDR": PROXY})
        assert answer.status_code == status
    token = headers | bearer("rs_wrong")
    assert client.get("/api/v1/documents", headers=token, environ_overrides={"REMOTE_ADDR": PROXY}).status_code == 401


def test_what_demands_a_second_factor_is_withheld_until_it_is_given_here(made: Maker, site: Site) -> None:
    app = made(**NAMED, SECOND_FACTOR_ROLES="administrator")
    acts.person(site.world, "chef@exemple.fr", "administrator")
    client: FlaskClient = app.test_client()
    client.environ_base |= {"REMOTE_ADDR": PROXY, "HTTP_X_REMOTE_USER": "chef@exemple.fr"}
    assert client.get("/admin/accounts").status_code == 403
    assert says(client.get("/account"), "Activez la seconde vérification")
    _, codes, _ = doors.set_up(site.world, doors.actor_of_token(site.world, site.world.token("chef@exemple.fr")))
    assert client.get("/admin/accounts").status_code == 403
    assert says(client.get("/account"), "Connectez-vous ici avec votre code")
    roads = (("password", ""), ("tokens", ""), ("second-factor/change", "remove"), ("second-factor/change", "codes"))
    for path, act in roads:  # around it
        fields = {"act": act, "current": PASSWORD, "password": "une autre phrase"}
        fields |= {"name": "a", "scopes": "write", "days": "7"}
        answer = post(client, "/account", f"/account/{path}", **fields)
        assert answer.status_code == 401, path
        assert says(answer, "Pour cette action, reconnectez-vous d’abord")
    assert post(client, "/sign-in", mail="chef@exemple.fr", password=PASSWORD).status_code == 303
    assert post(client, "/sign-in/code", code=codes[0]).status_code == 303
    assert client.get("/admin/accounts").status_code == 200


def seen_by(app: Flask, peer: str, headers: dict[str, str]) -> tuple[str | None, str, str]:
    """Address, scheme and host of a request, as the application sees them."""
    seen: list[tuple[str | None, str, str]] = []
    app.before_request(lambda: seen.append((request.remote_addr, request.scheme, request.host)))
    app.test_client().get("/healthz", headers=headers, environ_overrides={"REMOTE_ADDR": peer})
    return seen[-1]


FORWARDED = {
    "X-Forwarded-For": "198.51.100.1, 192.0.2.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "depot.exemple.fr",
    "X-Forwarded-Prefix": "/evil", "X-Forwarded-Port": "8443", "Forwarded": "for=192.0.2.66;host=evil.example",
}  # fmt: skip


@pytest.mark.parametrize(
    ("hops", "peer", "expected"),
    [
        ("1", PROXY, ("192.0.2.7", "https", "depot.exemple.fr")),
        ("1", STRANGER, (STRANGER, "http", "localhost")),
        ("1", "127.0.0.1", ("127.0.0.1", "http", "localhost")),
        ("0", PROXY, (PROXY, "http", "localhost")),
        ("0", STRANGER, (STRANGER, "http", "localhost")),
        ("2", PROXY, ("198.51.100.1", "http", "localhost")),  # scheme and host passed one proxy only
    ],
)
def test_forwarded_headers_are_read_from_configured_proxies_only(
    made: Maker, hops: str, peer: str, expected: tuple[str, str, str]
) -> None:
    app = made(TRUSTED_PROXIES=hops, PROXY_ADDRESSES="10.0.0.0/8")
    assert seen_by(app, peer, FORWARDED) == expected


def test_forging_an_address_does_not_escape_the_throttle(made: Maker) -> None:
    app = made(TRUSTED_PROXIES="1", PROXY_ADDRESSES="10.0.0.0/8")
    statuses = []
    for number in range(61):
        client = app.test_client()
        client.environ_base |= {"REMOTE_ADDR": STRANGER, "HTTP_X_FORWARDED_FOR": f"192.0.2.{number}"}
        answer = post(client, "/sign-in", mail=f"personne{number}@exemple.fr", password="faux")
        statuses.append(answer.status_code)
    assert statuses == [401] * 60 + [429]


def test_a_header_with_underscores_does_not_slip_in(site: Site, made: Maker) -> None:
    """To WSGI, X_Remote_User and X-Remote-User are the same name: the server lets only the second one through."""
    settings = make_settings(site.world.repository.settings.storage.parent, REMOTE_USER_HEADER="X-Remote-User")
    behind = Site(site.world, create_app(settings))
    for name, status in (("X-Remote-User", b" 200 "), ("X_Remote_User", b" 303 "), ("x_remote-user", b" 303 ")):
        for address in serving(behind, settings):
            with socket.create_connection(address, timeout=10) as line:
                lines = ["GET /account HTTP/1.1", "Host: 127.0.0.1", f"{name}: reader@exemple.fr", "Connection: close"]
                line.sendall("\r\n".join([*lines, "", ""]).encode())
                assert status in line.recv(4000).partition(b"\r\n")[0]


def test_a_person_named_by_a_proxy_sends_forms_with_their_token(made: Maker) -> None:
    client = made(**NAMED).test_client()
    client.environ_base |= {"REMOTE_ADDR": PROXY, "HTTP_X_REMOTE_USER": "secretary@exemple.fr"}
    fields = {"name": "moissonneur", "scopes": "read", "days": "7"}
    assert client.post("/account/tokens", data=fields).status_code == 400
    assert post(client, "/account", "/account/tokens", **fields).status_code == 200
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PROXY_ADDRESSES", "proxy"),
        ("PROXY_ADDRESSES", "10.0.0.0/33"),
        ("REMOTE_USER_HEADER", "X_Remote_User"),
        ("REMOTE_USER_HEADER", "X-Remote-User:"),
        ("REMOTE_USER_HEADER", "X Remote"),
    ],
)
def test_a_setting_of_proxies_that_cannot_be_obeyed_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        settings_module.load({f"REPO_SERVICE_{name}": value})
