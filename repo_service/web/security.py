"""Headers on every answer, CSRF on every form, and addresses that are safe: to be sent back to, to be mailed."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect

from repo_service.errors import Unavailable
from repo_service.services.mailing import Letterhead
from repo_service.settings import Settings
from repo_service.web import current, proxies, uploads

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
HSTS = "max-age=31536000; includeSubDomains"

_csrf = CSRFProtect()


class _Sessions(SecureCookieSessionInterface):
    """The cookie of a session, signed by HMAC with SHA-256 (Flask would take SHA-1)."""

    digest_method = staticmethod(hashlib.sha256)


def register(app: Flask) -> None:
    """Install headers, CSRF, and the gate that tells which proxies are believed."""
    app.session_interface = _Sessions()
    _csrf.init_app(app)
    app.after_request(_headers)
    app.teardown_request(uploads.discard_unkept)
    proxies.register(app, app.extensions["repository"].settings)


def exempt(app: Flask, blueprint: Blueprint) -> None:
    """The API takes no cookie for changes, so it needs no CSRF token."""
    _csrf.exempt(blueprint)


def exempt_view(view: object) -> None:
    """A form that changes nothing but how pages look, and must not set a cookie before it is used."""
    _csrf.exempt(view)


def cookie_name(name: str, settings: Settings) -> str:
    """Under HTTPS a browser takes a cookie of this name from this very host alone, and sends it nowhere else."""
    return f"__Host-{name}" if settings.https else name


def hosts(base_url: str) -> list[str] | None:
    """The host names that requests may bear: those of BASE_URL and of the machine itself; any where none is set."""
    name = urlsplit(base_url).hostname
    return [name, "localhost", "127.0.0.1", "[::1]"] if name else None


_THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
_LONGEST = 2000  # signs of an address that one is sent back to


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    headers.setdefault("X-Frame-Options", "DENY")
    if current.settings().https:
        headers.setdefault("Strict-Transport-Security", HSTS)
    if request.blueprint in {"session", "account", "administration", "federation", "personal"}:
        headers["Cache-Control"] = "no-store"
    if request.endpoint == "session.sign_out":
        headers["Clear-Site-Data"] = '"cache"'  # a desk of a library is shared: "back" must not show what was read
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-cache"
    headers.add("Vary", "Cookie, Authorization, Accept, Accept-Language")
    return response


def local_address(wanted: str | None, otherwise: str) -> str:
    """``wanted`` when it is a path of this very site, else ``otherwise``: never ``//elsewhere`` nor another host."""
    if not wanted or len(wanted) > _LONGEST or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return otherwise
    if any(ord(char) < 32 or char == "\\" for char in wanted):
        return otherwise
    parts = urlsplit(wanted)
    return otherwise if parts.netloc or parts.scheme else wanted


def letterhead() -> Letterhead:
    """Whose mail this is: the site's name and its address from BASE_URL.

    Without BASE_URL only a request of this very machine tells the address: the name that a stranger's request bears
    must never become a link in somebody's mail.
    """
    settings = current.settings()
    address = settings.base_url.rstrip("/")
    if not address and {urlsplit(request.host_url).hostname, request.remote_addr} <= _THIS_MACHINE:
        address = request.host_url.rstrip("/")
    if not address:
        raise Unavailable(
            "Le service ne connaît pas son adresse publique (REPO_SERVICE_BASE_URL) : il ne peut pas écrire. "
            "Prévenez l’administrateur."
        )
    return Letterhead(settings.site_name, address)


def letterhead_if_any() -> Letterhead | None:
    """The same; ``None`` where the service cannot write: what was to be told by mail is done all the same."""
    try:
        return letterhead()
    except Unavailable:
        return None


def asked_at() -> str:
    """The address at which this very request was made, without a path: a mailed link is good at its own only."""
    return request.host_url.rstrip("/")


def absolute(path: str) -> str:
    """The full address of a path: from BASE_URL, else as the request came."""
    base = current.settings().base_url.rstrip("/") or request.host_url.rstrip("/")
    return base + path
