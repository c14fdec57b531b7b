"""Signing in through an OpenID Connect provider (extra ``oidc``): the authorisation code flow, with state, nonce and
PKCE, all by Authlib. The provider says which verified mail address came; the account of that address is opened.

Nobody gets an account by coming from a provider: people are invited.
"""

from __future__ import annotations

import logging
from typing import Any, cast

from flask import Blueprint, Flask, Response, current_app, redirect, request, session, url_for

from repo_service.errors import NotFound, SignInFailed, Unavailable
from repo_service.services.accounts import signing_in
from repo_service.settings import SettingError, Settings
from repo_service.web import current, login, security

BLUEPRINT = Blueprint("federation", __name__, url_prefix="/sign-in/oidc")
_logger = logging.getLogger(__name__)
_SCOPES = "openid email profile"
_ONWARDS = "federation-next"


def register(app: Flask, settings: Settings) -> None:
    """Know the provider, where the settings name one. ``SettingError`` where the extra is not installed."""
    if not settings.oidc_issuer:
        return
    try:
        from authlib.integrations.flask_client import OAuth
    except ImportError as error:
        raise SettingError("OIDC_ISSUER demande l’extra oidc : pip install 'repo-service[oidc]'") from error
    oauth = OAuth(app)
    oauth.register(
        "federation", client_id=settings.oidc_client_id, client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={"scope": _SCOPES, "code_challenge_method": "S256", "timeout": 10},
    )  # fmt: skip
    app.extensions["federation"] = oauth.federation


def _provider() -> Any:
    if "federation" not in current_app.extensions:
        raise NotFound()
    return current_app.extensions["federation"]


def _claims(provider: Any) -> dict[str, Any]:
    """Who came, as the signed statement says it; its address may be told by the provider's other address only (OpenID
    Connect Core, 5.4).
    """
    issuer = current.settings().oidc_issuer.rstrip("/")  # the one that we know, whatever its description says
    expected = {"iss": {"essential": True, "values": [issuer, f"{issuer}/"]}, "aud": {"value": provider.client_id}}
    token = provider.authorize_access_token(claims_options=expected)
    claims: dict[str, Any] = dict(token.get("userinfo") or {})
    if claims and "email" not in claims:
        more = provider.userinfo(token=token)
        claims |= more if more.get("sub") == claims["sub"] else {}
    return claims


@BLUEPRINT.get("")
def start() -> Response:
    """Send the person to the provider."""
    provider = _provider()
    session[_ONWARDS] = security.local_address(request.args.get("next"), url_for("home.home"))
    back = security.letterhead().address + url_for("federation.back")
    try:
        return cast(Response, provider.authorize_redirect(back))
    except Exception as error:  # whatever the network or the provider's own description can do wrong
        _logger.warning("the OpenID provider cannot be reached: %s", type(error).__name__)
        raise Unavailable("Votre établissement ne répond pas. Réessayez, ou demandez un lien par courriel.") from error


@BLUEPRINT.get("/back")
def back() -> Response:
    """The person comes back with a code, which is exchanged for a signed statement of who it is."""
    provider = _provider()
    onwards = security.local_address(session.pop(_ONWARDS, None), url_for("home.home"))
    try:
        claims = _claims(provider)
    except Exception as error:  # a forged, repeated or refused answer: Authlib has an error for each
        _logger.warning("an answer of the OpenID provider was refused: %s", type(error).__name__)
        raise SignInFailed(
            "Votre établissement ne vous a pas reconnu. Recommencez depuis la page de connexion."
        ) from error
    mail = str(claims.get("email") or "")
    repository = current.repository()
    verified = mail if claims.get("email_verified") is True else ""
    opened = signing_in.sign_in_named(repository.store, repository.door, verified, request.user_agent.string)
    login.enter(opened)
    target = url_for("session.second_factor", next=onwards) if opened.pending else onwards
    return cast(Response, redirect(target, 303))
