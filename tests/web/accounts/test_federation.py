"""Signing in through an OpenID Connect provider: a real one (``oidc-provider-mock``), on loopback, in a thread."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service.app import create_app
from repo_service.settings import SettingError
from tests.conftest import PASSWORD, make_settings
from tests.services import acts
from tests.services.accounts import doors
from tests.web.accounts.visits import cookie, is_signed_in, post
from tests.web.conftest import Site
from tests.web.test_security import ELSEWHERE
from tests.web.visits import says

mock = pytest.importorskip("oidc_provider_mock")
HERE = "http://localhost"
CLAIMS: dict[str, dict[str, Any]] = {
    "reader": {"email": "Reader@exemple.fr", "email_verified": True},
    "unverified": {"email": "reader@exemple.fr", "email_verified": False},
    "unsaid": {"email": "reader@exemple.fr"},
    "said in words": {"email": "reader@exemple.fr", "email_verified": "true"},
    "unknown": {"email": "personne@exemple.fr", "email_verified": True},
    "without address": {"email_verified": True},
    "odd": {"email": ["reader@exemple.fr"], "email_verified": True},
    "closed": {"email": "parti@exemple.fr", "email_verified": True},
    "double": {"email": "double@exemple.fr", "email_verified": True},
    "boss": {"email": "administrator@exemple.fr", "email_verified": True},
}
Opener = Callable[..., FlaskClient]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of the provider."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    people = [mock.User(sub=sub, claims=claims) for sub, claims in CLAIMS.items()]
    with mock.run_server_in_thread(user_claims=people, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
def opened(site: Site, provider: str) -> Opener:
    """Opens browsers at the site that knows the provider."""

    def opener(**settings: str) -> FlaskClient:
        given = {"OIDC_ISSUER": provider, "OIDC_CLIENT_ID": "depot", "OIDC_CLIENT_SECRET": "secret"} | settings
        app = create_app(make_settings(site.world.repository.settings.storage.parent, **given))
        return app.test_client()

    return opener


def at_provider(client: FlaskClient, sub: str, onwards: str = "") -> str:
    """Go to the provider, be recognised there as ``sub``; the address to which the provider sends one back."""
    sent = client.get("/sign-in/oidc", query_string={"next": onwards} if onwards else None)
    assert sent.status_code == 302, sent.text
    asked = sent.headers["Location"]
    query = parse_qs(urlsplit(asked).query)
    assert query["redirect_uri"] == [f"{HERE}/sign-in/oidc/back"]
    assert query["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= query.keys()
    assert "<form" in requests.get(asked, timeout=10).text
    answer = requests.post(asked, data={"sub": sub}, timeout=10, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"].removeprefix(HERE)


def come(client: FlaskClient, sub: str, onwards: str = "") -> TestResponse:
    """The whole way, there and back."""
    return client.get(at_provider(client, sub, onwards))


def test_who_is_recognised_there_is_signed_in_here(opened: Opener) -> None:
    client = opened()
    page = client.get("/sign-in?next=/documents")
    assert says(page, "Se connecter avec mon établissement")
    assert says(page, 'href="/sign-in/oidc?next=/documents"')
    before = cookie(client)
    answer = come(client, "reader", "/documents?kind=charter")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/documents?kind=charter")
    assert says(client.get("/account"), "par votre établissement")
    assert cookie(client) != before


def test_the_button_bears_the_words_of_the_settings(opened: Opener, site: Site) -> None:
    assert says(opened(OIDC_LABEL="Entrer par l’université").get("/sign-in"), "Entrer par l’université")
    assert "oidc" not in site.visitor.get("/sign-in").text
    assert site.visitor.get("/sign-in/oidc").status_code == site.visitor.get("/sign-in/oidc/back").status_code == 404


@pytest.mark.parametrize("sub", sorted(CLAIMS.keys() - {"reader", "double", "boss"}))
def test_nobody_else_comes_in_and_all_are_answered_alike(opened: Opener, site: Site, sub: str) -> None:
    if sub == "closed":
        acts.person(site.world, "parti@exemple.fr", "reader")
        doors.disable(site.world, "parti@exemple.fr")
    client = opened()
    answer = come(client, sub)
    assert answer.status_code == 401
    assert says(answer, "Votre adresse n’a pas de compte ici. Demandez une invitation au coordinateur.")
    assert not is_signed_in(client)
    assert doors.acts(site.world)[-1][0] == "sign_in.failed"


@pytest.mark.parametrize("change", ["state", "no state", "code", "no code", "error"])
def test_a_forged_answer_opens_nothing(opened: Opener, change: str) -> None:
    client = opened()
    back = at_provider(client, "reader")
    forged = {
        "state": re.sub(r"state=[^&]*", "state=forged", back),
        "no state": re.sub(r"&?state=[^&]*", "", back),
        "code": re.sub(r"code=[^&]*", "code=forged", back),
        "no code": re.sub(r"code=[^&]*&?", "", back),
        "error": re.sub(r"code=[^&]*", "error=access_denied&error_description=<script>", back),
    }[change]
    answer = client.get(forged)
    assert answer.status_code == 401
    assert says(answer, "Votre établissement ne vous a pas reconnu.")
    assert "<script>" not in answer.text.partition("<main")[2].partition("</main")[0]
    assert not is_signed_in(client)


def test_an_answer_is_good_once_and_in_the_browser_that_asked(opened: Opener) -> None:
    client, thief = opened(), opened()
    back = at_provider(client, "reader")
    assert thief.get(back).status_code == 401
    assert client.get(back).status_code == 303
    for browser in (client, thief, opened()):
        assert browser.get(back).status_code == 401
    assert not is_signed_in(thief)
    assert is_signed_in(client)


def test_a_code_of_one_browser_is_not_good_with_the_state_of_another(opened: Opener) -> None:
    client, thief = opened(), opened()
    code = parse_qs(urlsplit(at_provider(client, "boss")).query)["code"][0]
    back = re.sub(r"code=[^&]*", f"code={code}", at_provider(thief, "reader"))
    assert thief.get(back).status_code == 401
    assert not is_signed_in(thief)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_elsewhere_on_coming_back(opened: Opener, address: str) -> None:
    assert come(opened(), "reader", address).headers["Location"] == "/"


def test_a_provider_that_is_down_is_told_in_words_and_other_ways_stay_open(opened: Opener) -> None:
    client = opened(OIDC_ISSUER="http://127.0.0.1:9")
    answer = client.get("/sign-in/oidc")
    assert answer.status_code == 503
    assert says(answer, "Votre établissement ne répond pas. Réessayez, ou demandez un lien par courriel.")
    assert post(client, "/sign-in", mail="reader@exemple.fr", password=PASSWORD).status_code == 303


def test_the_second_factor_is_asked_for_after_the_provider_too(opened: Opener, site: Site) -> None:
    _, codes, _ = doors.set_up(site.world, acts.person(site.world, "double@exemple.fr", "reader"))
    client = opened()
    answer = come(client, "double", "/documents")
    assert answer.headers["Location"] == "/sign-in/code?next=/documents"
    assert not is_signed_in(client)
    assert post(client, "/sign-in/code", code=codes[0], next="/documents").headers["Location"] == "/documents"
    assert is_signed_in(client)


def test_a_role_that_demands_a_second_factor_is_not_held_by_the_provider_s_word(opened: Opener) -> None:
    client = opened(SECOND_FACTOR_ROLES="administrator")
    assert come(client, "boss").status_code == 303
    assert client.get("/admin/accounts").status_code == 403
    assert says(client.get("/account"), "Activez la seconde vérification pour exercer ce rôle")


def test_an_address_told_outside_the_signed_statement_is_asked_for(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Many providers put nothing but the person's number into it."""
    monkeypatch.setattr(mock._app.OpenIDCode, "generate_user_info", lambda *said: {"sub": said[1].sub})
    assert come(opened(), "reader").status_code == 303
    assert come(opened(), "unverified").status_code == 401


@pytest.mark.parametrize("issuer", ["http://elsewhere.example", "ftp://localhost", "connexion.exemple.fr", "https://"])
def test_a_provider_is_reached_by_https_or_on_this_machine(opened: Opener, issuer: str) -> None:
    with pytest.raises(SettingError, match="OIDC_ISSUER"):
        opened(OIDC_ISSUER=issuer)
