"""Headers on every answer, CSRF on every form, believed proxies, and addresses that are safe to be sent back to."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from repo_service.web import current, uploads

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

_csrf = CSRFProtect()


def register(app: Flask) -> None:
    """Install headers, CSRF and, when the settings say so, belief in reverse proxies."""
    _csrf.init_app(app)
    app.after_request(_headers)
    app.teardown_request(uploads.discard_unkept)
    hops = app.extensions["repository"].settings.trusted_proxies
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def exempt(app: Flask, blueprint: Blueprint) -> None:
    """The API takes no cookie for changes, so it needs no CSRF token."""
    _csrf.exempt(blueprint)


def exempt_view(view: object) -> None:
    """A form that changes nothing but how pages look, and must not set a cookie before it is used."""
    _csrf.exempt(view)


def hosts(base_url: str) -> list[str] | None:
    """The host names that requests may bear: those of BASE_URL and of the machine itself; any where none is set."""
    name = urlsplit(base_url).hostname
    return [name, "localhost", "127.0.0.1", "[::1]"] if name else None


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
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-cache"
    headers.add("Vary", "Cookie, Authorization, Accept, Accept-Language")
    return response


def local_address(wanted: str | None, otherwise: str) -> str:
    """``wanted`` when it is a path of this very site, else ``otherwise``: never ``//elsewhere`` nor another host."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return otherwise
    if any(ord(char) < 32 or char == "\\" for char in wanted):
        return otherwise
    parts = urlsplit(wanted)
    return otherwise if parts.netloc or parts.scheme else wanted


def absolute(path: str) -> str:
    """The full address of a path: from BASE_URL, else as the request came."""
    base = current.settings().base_url.rstrip("/") or request.host_url.rstrip("/")
    return base + path
