"""Who is asking. The only module that knows Flask-Login; the session itself is a row that can be revoked.

The signed cookie holds a random secret of 256 bits whose hash names the row. A bearer token (API) is asked only where
there is one, and a cookie never authorises a change through the API.
"""

from __future__ import annotations

from typing import cast

from flask import Flask, Request, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import SignInRequired
from repo_service.services import people
from repo_service.web import current

_SAFE = {"GET", "HEAD", "OPTIONS"}


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries: an actor and the secret of its session (empty for a bearer token)."""

    def __init__(self, actor: Actor, secret: str = "") -> None:
        self.actor = actor
        self.secret = secret

    def get_id(self) -> str:
        """The value kept in the signed cookie."""
        return self.secret


def register(app: Flask) -> None:
    """Install the two ways in: session cookie and bearer token."""
    manager = LoginManager(app)
    manager.session_protection = None  # sessions are rows that we revoke; changing networks is no crime
    manager.user_loader(_from_cookie)
    manager.request_loader(_from_header)


def actor() -> Actor:
    """The person who acts; a visitor when nobody signed in."""
    if is_api() and request.method not in _SAFE and "Authorization" not in request.headers:
        return VISITOR
    if is_api() and "Authorization" in request.headers:
        found = _from_header(request)
        if found is None:
            raise SignInRequired("Ce jeton n’est pas valable.")
        return found.actor
    return cast(Actor, current_user.actor) if current_user.is_authenticated else VISITOR


def is_api() -> bool:
    """Whether the request came through the API door."""
    return request.path == "/api" or request.path.startswith("/api/")


def sign_in(mail: str, password: str) -> None:
    """Open a session for this browser; whatever it held before is forgotten, so its identifier changes."""
    repository = current.repository()
    secret, account = people.sign_in(
        repository.store, mail, password, request.remote_addr or "", repository.settings.session_days,
        request.user_agent.string, repository.demonstration,
    )  # fmt: skip
    session.clear()
    session.permanent = False
    login_user(SignedIn(Actor(account=account.public_id), secret))


def sign_out() -> None:
    """End the session of this browser, here and in the database."""
    if current_user.is_authenticated:
        with current.writing() as uow:
            people.sign_out(uow, current_user.actor, current_user.secret)
    logout_user()
    session.clear()


def _from_cookie(secret: str) -> SignedIn | None:
    repository = current.repository()
    with current.reading() as uow:
        found = people.session_actor(uow, secret, repository.settings.timezone, repository.demonstration)
    return SignedIn(found, secret) if found.signed_in else None


def _from_header(asked: Request) -> SignedIn | None:
    scheme, _, secret = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not is_api():
        return None
    if "bearer" not in g:
        repository = current.repository()
        with current.reading() as uow:
            found = people.token_actor(uow, secret.strip(), repository.settings.timezone, repository.demonstration)
        g.bearer = SignedIn(found) if found.signed_in else None
    return cast("SignedIn | None", g.bearer)
