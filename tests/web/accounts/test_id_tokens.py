"""The signed statement of an OpenID Connect provider: whatever is wrong with it, nobody is signed in by it.

The provider is the real one of ``test_federation``; the last step of its work is altered here, as a thief between the
provider and us, another customer of the provider, or an old statement would have it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from repo_service.app import create_app
from tests.conftest import make_settings
from tests.web.accounts.test_federation import come
from tests.web.accounts.visits import is_signed_in
from tests.web.conftest import Site

mock = pytest.importorskip("oidc_provider_mock")
Claims = dict[str, Any]
OTHER = "https://elsewhere.example"
HOURS = 7200


@pytest.fixture(scope="module")
def app(site: Site) -> Iterator[Flask]:
    """The site that knows a provider of one person."""
    reader = mock.User(sub="reader", claims={"email": "reader@exemple.fr", "email_verified": True})
    with mock.run_server_in_thread(user_claims=[reader], require_nonce=True) as server:
        given = {"OIDC_ISSUER": f"http://localhost:{server.server_port}", "OIDC_CLIENT_ID": "depot"}
        root = site.world.repository.settings.storage.parent
        yield create_app(make_settings(root, OIDC_CLIENT_SECRET="secret du fournisseur", **given))


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signed(claims: Claims) -> str:
    """By the provider's own key."""
    return jwt.encode({"alg": "RS256"}, claims, RSAKey.import_key(mock._app.storage.jwk.as_dict(is_private=True)))


def unsigned(claims: Claims) -> str:
    return f"{part({'alg': 'none'})}.{part(claims)}."


def by_another_key(claims: Claims) -> str:
    return jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))


def by_our_secret(claims: Claims) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key("secret du fournisseur"), ["HS256"])


def by_its_public_key(claims: Claims) -> str:
    public = RSAKey.import_key(mock._app.storage.jwk.as_dict()).as_pem(private=False)
    head = f"{part({'alg': 'HS256'})}.{part(claims)}"
    digest = hmac.new(public, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def by_a_key_that_it_brings(claims: Claims) -> str:
    key = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "jwk": key.as_dict(private=False), "jku": f"{OTHER}/keys"}, claims, key)


def altered(claims: Claims) -> str:
    head, _, signature = signed(claims).split(".")
    return f"{head}.{part(claims | {'email': 'administrator@exemple.fr'})}.{signature}"


def told(monkeypatch: pytest.MonkeyPatch, forge: Callable[[Claims], str]) -> None:
    """Let the provider state what ``forge`` makes of its claims."""
    real = mock._app.OpenIDCode.encode_id_token

    def encode(self: Any, token: Any, request: Any) -> str:
        middle = real(self, token, request).split(".")[1]
        return forge(json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))))

    monkeypatch.setattr(mock._app.OpenIDCode, "encode_id_token", encode)


def test_an_untouched_statement_signs_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told(monkeypatch, signed)
    client = app.test_client()
    assert come(client, "reader").status_code == 303
    assert is_signed_in(client)


@pytest.mark.parametrize(
    "forge", [unsigned, by_another_key, by_our_secret, by_its_public_key, by_a_key_that_it_brings, altered]
)
def test_a_statement_that_its_key_did_not_sign_opens_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, forge: Callable[[Claims], str]
) -> None:
    told(monkeypatch, forge)
    client = app.test_client()
    assert come(client, "reader").status_code == 401
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "another"}, {"aud": ["another"]}, {"aud": ["another"], "azp": "depot"}, {"aud": None},
        {"iss": OTHER}, {"iss": None},
        {"nonce": "another"}, {"nonce": None},
        {"exp": -HOURS}, {"exp": None}, {"iat": HOURS}, {"nbf": HOURS},
        {"sub": None},
    ],
    ids=str,
)  # fmt: skip
def test_a_statement_for_another_service_time_or_question_opens_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, change: Claims
) -> None:
    def forge(claims: Claims) -> str:
        for name, value in change.items():
            claims[name] = claims["iat"] + value if isinstance(value, int) else value
        return signed({name: value for name, value in claims.items() if value is not None})

    told(monkeypatch, forge)
    client = app.test_client()
    assert come(client, "reader").status_code == 401
    assert not is_signed_in(client)


def test_a_provider_that_describes_itself_as_another_opens_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    federation = app.extensions["federation"]
    monkeypatch.setitem(federation.load_server_metadata(), "issuer", OTHER)
    told(monkeypatch, lambda claims: signed(claims | {"iss": OTHER}))
    client = app.test_client()
    assert come(client, "reader").status_code == 401
    assert not is_signed_in(client)
