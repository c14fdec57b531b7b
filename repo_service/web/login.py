"""Who is asking. The only module that knows Flask-Login; the session itself is a row that can be revoked.

The signed cookie holds a random secret of 256 bits whose hash names the row. A bearer token (API) is asked only where
there is one, and a cookie never authorises a change through the API. A trusted proxy may name the person in a header.
"""

from __future__ import annotations

from typing import cast

from flask import Flask, Request, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from repo_service.domain.roles import VISITOR, Actor
from repo_service.errors import Forbidden, SignInRequired
from repo_service.services.accounts import second_factor, signing_in
from repo_service.services.accounts.signing_in import Opened
from repo_service.web import current, proxies

_SAFE = {"GET", "HEAD", "OPTIONS"}
_PENDING = "pending"  # in the cookie: the secret of a session that waits for its second factor


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login carries: an actor and the secret of its session (empty for a token or a proxy's word)."""

    def __init__(self, actor: Actor, secret: str = "") -> None:
        self.actor = actor
        self.secret = secret

    def get_id(self) -> str:
        """The value kept in the signed cookie."""
        return self.secret


def register(app: Flask) -> None:
    """Install the ways in: session cookie, bearer token, the word of a trusted proxy."""
    manager = LoginManager(app)
    manager.session_protection = None  # sessions are rows that we revoke; changing networks is no crime
    manager.user_loader(_from_cookie)
    manager.request_loader(_from_header)
    app.before_request(_refuse_to_write)


def _refuse_to_write() -> None:
    """A token for reading changes nothing, whatever a handler forgets to ask."""
    if is_api() and request.method not in _SAFE and (found := _from_header(request)) and found.actor.read_only:
        raise Forbidden("Ce jeton ne permet que de lire.")


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


def secret() -> str:
    """The secret of this browser's session; empty when a proxy names the person."""
    return str(current_user.secret) if current_user.is_authenticated else ""


def sign_in(mail: str, password: str) -> Opened:
    """Open a session for this browser by a password."""
    repository = current.repository()
    return enter(
        signing_in.sign_in(
            repository.store, repository.door, mail, password, request.remote_addr or "", request.user_agent.string
        )
    )


def enter(opened: Opened) -> Opened:
    """Give this browser a session; whatever it held before ends and is forgotten, so its identifier changes."""
    if secret():
        with current.writing() as uow:
            signing_in.sign_out(uow, actor(), secret())
    session.clear()
    session.permanent = False
    if opened.pending:
        session[_PENDING] = opened.secret
    elif found := _from_cookie(opened.secret):
        login_user(found)
    return opened


def waits_for_factor() -> bool:
    """Whether this browser has given a password or a link, and owes the second factor."""
    return _PENDING in session


def give_factor(code: str) -> None:
    """Give the second factor that this browser owes."""
    repository = current.repository()
    owed = session.get(_PENDING)
    if not owed:
        raise SignInRequired()
    enter(second_factor.confirm(repository.store, repository.door, str(owed), code))


def sign_out(everywhere: bool = False) -> None:
    """End the session of this browser, here and in the database; ``everywhere``: all others and all tokens too."""
    if current_user.is_authenticated:
        with current.writing() as uow:
            if everywhere:
                signing_in.sign_out_everywhere(uow, current_user.actor)
            else:
                signing_in.sign_out(uow, current_user.actor, current_user.secret)
    logout_user()
    session.clear()


def _from_cookie(secret: str) -> SignedIn | None:
    with current.reading() as uow:
        found = signing_in.session_actor(uow, current.repository().door, secret)
    return SignedIn(found, secret) if found.signed_in else None


def _from_header(asked: Request) -> SignedIn | None:
    if not is_api():
        return _from_proxy(asked)
    scheme, _, secret = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    if "bearer" not in g:
        with current.reading() as uow:
            found = signing_in.token_actor(uow, current.repository().door, secret.strip())
        g.bearer = SignedIn(found) if found.signed_in else None
    return cast("SignedIn | None", g.bearer)


def _from_proxy(asked: Request) -> SignedIn | None:
    mail = proxies.named_person(asked)
    if not mail:
        return None
    with current.reading() as uow:
        found = signing_in.named_actor(uow, current.repository().door, mail)
    return SignedIn(found) if found.signed_in else None
