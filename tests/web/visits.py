"""What the tests of the doors do again and again: drop files, publish, and prove that nothing is lost or half kept."""

from __future__ import annotations

import html
import io
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service.services import checking
from repo_service.store import lookup
from tests.conftest import World, with_token

BOUNDARY = "------------------------tests"


def drop(client: FlaskClient, *files: tuple[str, bytes]) -> TestResponse:
    """Send files as the upload page does."""
    parts = [(io.BytesIO(content), name) for name, content in files]
    return client.post("/documents/new", data=with_token(client, "/documents/new", files=parts))


def raw_form(parts: list[tuple[bytes, bytes]]) -> dict[str, Any]:
    """Arguments of a POST whose parts have these very header lines and contents."""
    mark = b"--" + BOUNDARY.encode()
    body = b"".join(mark + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n" for head, content in parts)
    return {"data": body + mark + b"--\r\n", "content_type": f"multipart/form-data; boundary={BOUNDARY}"}


def drop_raw(client: FlaskClient, *parts: tuple[bytes, bytes]) -> TestResponse:
    """Send parts byte for byte, with the token of the form in a header."""
    token = with_token(client, "/documents/new")["csrf_token"]
    return client.post("/documents/new", headers={"X-CSRFToken": token}, **raw_form(list(parts)))


def publish(client: FlaskClient, review: str, **fields: str) -> str:
    """Publish what waits at ``review`` for the partners; the address of the document."""
    answer = client.post(review, data=with_token(client, review, publish_network="1", **fields))
    assert answer.status_code == 303, words(answer)
    return answer.headers["Location"]


def plain(text: str) -> str:
    """Text without what typography may change: no-break spaces, apostrophes."""
    return text.translate({0xA0: " ", 0x202F: " ", 0x2019: "'"})


def words(answer: TestResponse) -> str:
    """A page as a person reads its source: without character references, in plain typography."""
    return plain(html.unescape(answer.text))


def says(answer: TestResponse, sentence: str) -> bool:
    """Whether a page says a sentence."""
    return plain(sentence) in words(answer)


def problem(answer: TestResponse, status: int, code: str) -> dict[str, Any]:
    """The body of an answer that must be this problem."""
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    body = answer.json
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"]
    assert "Traceback" not in answer.text
    return body


def sound(world: World, strays: bool = False) -> None:
    """No fault anywhere, no temporary file; without ``strays`` also no kept file that no row names."""
    world.index()
    store = world.repository.store
    assert list(checking.check(store, world.repository.searcher, world.repository.history)) == []
    assert list(store.blobs.tmp.glob("*")) == []
    if not strays:
        with store.reading() as uow:
            assert set(store.blobs.all()) == {row.sha256 for row in lookup.all_blobs(uow.session)}


def count(world: World) -> int:
    """How many documents there are, for one who sees all."""
    with world.repository.store.reading() as uow:
        return lookup.listing(uow.session, {"public", "network", "administrator"})[0]
