"""My account: password, second factor, sign-ins, tokens; each only one's own, and nothing without a form's token."""

from __future__ import annotations

import re

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from repo_service import clock
from repo_service.web import api
from tests.conftest import PASSWORD, World, bearer
from tests.services import acts
from tests.services.accounts import doors
from tests.web.accounts.visits import cookie, is_signed_in, mailed, post
from tests.web.conftest import Site
from tests.web.visits import problem, says

ANOTHER = "une autre phrase de passe"


def somebody(site: Site, mail: str, role: str = "reader") -> FlaskClient:
    """The browser of somebody new."""
    acts.person(site.world, mail, role)
    return site.browser(mail)


def made_token(client: FlaskClient, *scopes: str) -> str:
    """A token made on the page."""
    page = post(client, "/account", "/account/tokens", name="moissonneur", scopes=list(scopes), days="7")
    assert page.status_code == 200
    return re.findall(r"rs_[\w-]+", page.text)[0]


def test_changing_the_password_ends_everything_else_and_changes_the_cookie(site: Site) -> None:
    client = somebody(site, "change@exemple.fr")
    elsewhere, before, token = site.browser("change@exemple.fr"), cookie(client), made_token(client, "read")
    for current, password, status in (("faux", ANOTHER, 422), ("", ANOTHER, 422), (PASSWORD, "court", 422),
                                      (PASSWORD, "x" * 1_000_000, 422), ("x" * 1_000_000, ANOTHER, 422)):  # fmt: skip
        answer = post(client, "/account", "/account/password", current=current, password=password)
        assert answer.status_code == status
        assert "x" * 1000 not in answer.text
    assert post(client, "/account", "/account/password", current=PASSWORD, password=ANOTHER).status_code == 303
    assert is_signed_in(client)
    assert cookie(client) != before
    assert not is_signed_in(elsewhere)
    assert site.app.test_client().get("/api/v1/documents", headers=bearer(token)).status_code == 401


def test_somebody_without_a_password_chooses_one_soon_after_signing_in(world: World, app: Flask) -> None:
    doors.change(world, "reader@exemple.fr", password_hash="")
    client = app.test_client()
    post(client, "/sign-in", mail="reader@exemple.fr", link="1")
    assert post(client, mailed(world)).status_code == 303
    assert post(client, "/account", "/account/password", password=ANOTHER).status_code == 303
    assert is_signed_in(client)
    assert post(app.test_client(), "/sign-in", mail="reader@exemple.fr", password=ANOTHER).status_code == 303


def test_sign_ins_are_listed_and_ended_one_by_one(site: Site) -> None:
    client, other = somebody(site, "liste@exemple.fr"), site.browser("liste@exemple.fr")
    page = client.get("/account").text
    assert page.count("celle-ci") == 1
    (path,) = re.findall(r'action="(/account/sessions/\w+/end)"', page)
    stranger = site.browser("reader@exemple.fr")
    assert post(stranger, "/account", path).status_code == 404
    assert is_signed_in(other)
    assert post(client, "/account", path).status_code == 303
    assert not is_signed_in(other)
    assert is_signed_in(client)


def test_a_token_is_shown_once_and_ended_by_its_owner_only(site: Site) -> None:
    client = somebody(site, "jeton@exemple.fr")
    token = made_token(client, "read", "write")
    page = client.get("/account")
    assert token not in page.text
    assert says(page, "moissonneur")
    (path,) = re.findall(r'action="(/account/tokens/\w+/revoke)"', page.text)
    asked = site.app.test_client()
    assert asked.get("/api/v1/documents", headers=bearer(token)).status_code == 200
    assert post(site.browser("reader@exemple.fr"), "/account", path).status_code == 404
    assert asked.get("/api/v1/documents", headers=bearer(token)).status_code == 200
    assert post(client, "/account", path).status_code == 303
    assert asked.get("/api/v1/documents", headers=bearer(token)).status_code == 401


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "scopes": "read", "days": "7"},
        {"name": "a", "days": "7"},
        {"name": "a", "scopes": "administer", "days": "7"},
        {"name": "a", "scopes": ["read", "administer"], "days": "7"},
        *({"name": "a", "scopes": "read", "days": days} for days in ("", "0", "-1", "367", "1e3", "٧", "9" * 5000)),
    ],
)
def test_a_token_that_cannot_be_is_refused_beside_the_form(site: Site, fields: dict[str, object]) -> None:
    answer = post(site.reader, "/account", "/account/tokens", **fields)
    assert answer.status_code == 422
    assert "rs_" not in answer.text


def test_a_token_for_reading_is_refused_by_everything_that_changes_something(site: Site) -> None:
    client = somebody(site, "administre@exemple.fr", "administrator")
    document = site.world.file("Le mot zinzolin.", "lecture.txt").public_id
    program, tried = bearer(made_token(client, "read")), 0
    asked = site.app.test_client()
    assert asked.get(f"/api/v1/documents/{document}", headers=program).status_code == 200
    for rule in site.app.url_map.iter_rules():
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            if not rule.endpoint.startswith(f"{api.BLUEPRINT.name}."):
                continue
            values = {name: 1 if name == "number" else document for name in rule.arguments}
            with site.app.test_request_context():
                path = site.app.url_for(rule.endpoint, **values)
            problem(asked.open(path, method=method, headers=program, json={}), 403, "forbidden")
            tried += 1
    assert tried >= 3


def test_no_token_opens_a_page_of_one_s_account_nor_of_management(site: Site) -> None:
    client = somebody(site, "deuxieme@exemple.fr", "administrator")
    program = bearer(made_token(client, "read", "write"))
    for path in ("/account", "/account/second-factor", "/admin/accounts", "/admin/accounts/new"):
        answer = site.app.test_client().get(path, headers=program)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in")
    fresh = site.app.test_client()
    for path in ("/account/tokens", "/admin/accounts/new"):
        assert post(fresh, "/sign-in", path, name="a", scopes="write", days="7").status_code == 401


def test_signing_out_everywhere_ends_every_browser_and_token(site: Site) -> None:
    client = somebody(site, "partout@exemple.fr")
    other, token = site.browser("partout@exemple.fr"), made_token(client, "read")
    assert post(client, "/account", "/sign-out", everywhere="1").status_code == 303
    assert not is_signed_in(client)
    assert not is_signed_in(other)
    assert site.app.test_client().get("/api/v1/documents", headers=bearer(token)).status_code == 401


def test_a_second_factor_is_set_up_renewed_and_removed(site: Site) -> None:
    client = somebody(site, "facteur@exemple.fr")
    thief, token, before = site.browser("facteur@exemple.fr"), made_token(client, "read"), cookie(client)
    page = client.get("/account/second-factor").text
    (key,) = re.findall(r"<code>([A-Z2-7]{32})</code>", page)
    assert key in client.get("/account/second-factor").text, "the same one while it is being set up"
    wrong = post(client, "/account/second-factor", code="000000", current=PASSWORD)
    assert (wrong.status_code, key in wrong.text) == (422, True)
    assert post(client, "/account/second-factor", code=_code(key), current="faux").status_code == 422
    done = post(client, "/account/second-factor", code=_code(key), current=PASSWORD)
    codes = re.findall(r"<li><code>([\w-]+)</code></li>", done.text)
    assert (done.status_code, len(codes)) == (200, 10)
    assert done.headers["Cache-Control"] == "no-store"
    assert cookie(client) != before
    assert is_signed_in(client)
    assert not is_signed_in(thief)
    assert site.app.test_client().get("/api/v1/documents", headers=bearer(token)).status_code == 401
    assert client.get("/account/second-factor").headers["Location"] == "/account"
    assert post(client, "/account", "/account/second-factor/change", act="codes", current="faux").status_code == 422
    fresh = post(client, "/account", "/account/second-factor/change", act="codes", current=PASSWORD)
    assert not set(codes) & set(re.findall(r"<li><code>([\w-]+)</code></li>", fresh.text))
    assert post(client, "/account", "/account/second-factor/change", act="remove", current="faux").status_code == 422
    assert post(client, "/account", "/account/second-factor/change", act="remove", current=PASSWORD).status_code == 303
    assert post(site.app.test_client(), "/sign-in", mail="facteur@exemple.fr", password=PASSWORD).headers[
        "Location"
    ] == "/"  # fmt: skip


def _code(key: str) -> str:
    return pyotp.TOTP(key).at(clock.now())


def test_a_visitor_is_asked_to_sign_in_first(site: Site) -> None:
    for path in ("/account", "/account/second-factor", "/admin/accounts", "/admin/accounts/new"):
        answer = site.visitor.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in?next=/")
    for path in ("password", "tokens", "second-factor", "second-factor/change"):
        assert post(site.app.test_client(), "/sign-in", f"/account/{path}").status_code == 401


def test_pages_of_accounts_are_kept_by_no_browser_and_no_proxy(site: Site) -> None:
    account = site.world.reader.account
    for path in ("/sign-in", "/password", "/account", "/account/second-factor", "/admin/accounts",
                 "/admin/accounts/new", f"/admin/accounts/{account}", "/invitation/x", "/account/data"):  # fmt: skip
        assert site.administrator.get(path).headers["Cache-Control"] == "no-store", path
