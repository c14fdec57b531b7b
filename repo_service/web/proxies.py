"""Which reverse proxies are believed, and what they may say: where a request came from, and who is asking.

Only a connection from one of ``PROXY_ADDRESSES`` is believed. What anybody else writes in such headers is not read.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request
from werkzeug.middleware.proxy_fix import ProxyFix

from repo_service.settings import Settings
from repo_service.web import current

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_BELIEVED = "repo_service.believed_proxy"


def register(app: Flask, settings: Settings) -> None:
    """Put the gate in front of the application."""
    app.wsgi_app = Gate(app.wsgi_app, settings)  # type: ignore[method-assign]


class Gate:
    """WSGI middleware: marks requests of believed proxies, and reads their X-Forwarded-* where the settings ask."""

    def __init__(self, application: WSGIApplication, settings: Settings) -> None:
        hops = settings.trusted_proxies
        self._plain = application
        self._fixed = ProxyFix(application, x_for=hops, x_proto=hops, x_host=hops) if hops else application
        self._addresses = settings.proxy_addresses

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one request."""
        believed = self._is_believed(environ.get("REMOTE_ADDR", ""))
        environ[_BELIEVED] = believed
        return (self._fixed if believed else self._plain)(environ, start_response)

    def _is_believed(self, address: Any) -> bool:
        try:
            found = ipaddress.ip_address(str(address).partition("%")[0])
        except ValueError:
            return False
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return any(found in network for network in self._addresses)


def named_person(asked: Request) -> str:
    """The mail address by which a believed proxy names the person; empty when it names nobody, or may not."""
    header = current.settings().remote_user_header
    return asked.headers.get(header, "").strip() if header and asked.environ.get(_BELIEVED) else ""
