"""What people do on the pages of accounts."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service.services.accounts import links
from tests.conftest import World, with_token
from tests.services.accounts import doors

_LINK = re.compile(r"http://localhost(/(?:sign-in/link|password|invitation)/[\w-]{40,}(?:\?\S*)?)")


def post(client: FlaskClient, page: str, path: str = "", **fields: Any) -> TestResponse:
    """Send the form of a page, to its own address or to ``path``."""
    return client.post(path or page, data=with_token(client, page, **fields))


def mailed(world: World) -> str:
    """The path of the last link that was mailed, once the worker has looked."""
    links.serve_requests(world.repository.store, doors.DOOR, "Repo Service")
    return [match[1] for letter in doors.letters(world) if (match := _LINK.search(letter.text))][-1]


def without_tokens(page: str) -> str:
    """A page without what differs at every visit."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def cookie(client: FlaskClient) -> str:
    """The cookie of the session."""
    found = client.get_cookie("repo_service")
    return found.value if found else ""


def is_signed_in(client: FlaskClient) -> bool:
    """Whether the browser is somebody's."""
    return client.get("/account").status_code == 200
