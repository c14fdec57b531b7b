"""Uploads over a real connection: too large to be accepted, or cut before their end. Nothing of them stays."""

from __future__ import annotations

import contextlib
import io
import secrets
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from repo_service.cli import connections
from repo_service.settings import Settings
from tests.conftest import World
from tests.web.conftest import Site
from tests.web.visits import BOUNDARY, count, drop, plain, problem, raw_form, says, sound

GIGABYTES = 5_000_000_000
PARTS = f"multipart/form-data; boundary={BOUNDARY}"
HEAD = b'Content-Disposition: form-data; name="file"; filename="grand.bin"'


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[tuple[str, int]]:
    """The site behind the server that `serve` uses, on a free port of this machine."""
    yield from serving(site, site.world.repository.settings)


@pytest.fixture
def small(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """The same, where a request may have 50,000 bytes."""
    monkeypatch.setitem(site.app.config, "MAX_CONTENT_LENGTH", 50_000)
    yield from serving(site, replace(site.world.repository.settings, max_upload=50_000))


def serving(site: Site, settings: Settings) -> Iterator[tuple[str, int]]:
    server = connections.server(site.app, settings, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield "127.0.0.1", server.effective_port
    server.close()
    thread.join(timeout=5)


def request(site: Site, length: int) -> bytes:
    """The head of a POST to the API that announces ``length`` bytes."""
    lines = [
        "POST /api/v1/documents HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {length}",
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}",
        f"Authorization: {site.program('secretary')['Authorization']}", "", "",
    ]  # fmt: skip
    return "\r\n".join(lines).encode()


def wait_for(true: Callable[[], bool]) -> None:
    """Until something is so; a server works in threads of its own."""
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    pytest.fail("it never came about")


def whole(connection: socket.socket) -> bytes:
    """All that the server sends until it says that it has finished."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def alive(address: tuple[str, int]) -> bool:
    """Whether the server answers the next request."""
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        return connection.recv(100).startswith(b"HTTP/1.0 200")


def test_five_gigabytes_are_refused_before_they_are_sent(site: Site, address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request(site, GIGABYTES))  # and not one byte of the body
        answer = whole(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in answer
    assert '"code":"too_large"' in answer.decode()
    assert alive(address)
    sound(site.world)


def test_a_browser_that_goes_on_sending_still_reads_why(site: Site, address: tuple[str, int]) -> None:
    """Hanging up at once would reset the connection, and the page that says why would be lost."""
    asked = request(site, GIGABYTES).replace(b"/api/v1/documents", b"/documents/new")
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(asked)
        for _ in range(400):  # 25 MB: more than all buffers between the two hold
            connection.sendall(b"x" * 65_536)
        answer = whole(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert "dépasse la taille permise (100 Mo)" in plain(answer.decode())
    sound(site.world)


def test_what_comes_in_pieces_is_refused_once_it_is_too_large(site: Site, small: tuple[str, int]) -> None:
    head = request(site, 0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with socket.create_connection(small, timeout=10) as connection:
        connection.sendall(head + b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        answer = whole(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert '"code":"too_large"' in answer.decode()
    assert alive(small)
    sound(site.world)


def test_five_gigabytes_are_refused_in_words_whatever_the_server(site: Site) -> None:
    environment = {"CONTENT_LENGTH": str(GIGABYTES), "CONTENT_TYPE": PARTS, "wsgi.input": Untouchable()}
    headers = site.program("secretary")
    answer = site.visitor.post("/api/v1/documents", headers=headers, environ_overrides=environment)
    told = problem(answer, 413, "too_large")
    assert "dépasse la taille permise (100 Mo)" in plain(told["detail"])
    page = site.secretary.post("/documents/new", environ_overrides=environment)
    assert page.status_code == 413
    assert says(page, told["detail"])
    sound(site.world)


class Untouchable(io.RawIOBase):
    """A body that must not be read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _: object) -> int:
        raise AssertionError("the body was read")


def test_a_file_over_the_limit_is_refused_and_leaves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(site.app.config, "MAX_CONTENT_LENGTH", 5_000)
    refused = drop(site.secretary, ("grand.txt", b"x" * 6_000))
    assert refused.status_code == 413
    assert says(refused, "dépasse la taille permise")
    sound(site.world)


def test_a_large_body_is_not_taken_in_from_nobody(site: Site, address: tuple[str, int]) -> None:
    head = request(site, 50_000_000).decode()
    anonymous = "\r\n".join(line for line in head.split("\r\n") if not line.startswith("Authorization"))
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(anonymous.encode())  # and not one byte of the body
        answer = whole(connection)
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert '"code":"sign_in_required"' in answer.decode()
    assert alive(address)


def test_no_room_to_hold_a_large_request_is_told(
    site: Site, address: tuple[str, int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The server holds what is larger than half a megabyte on the disk; here that disk refuses."""
    before = count(site.world)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request(site, 3_000_000) + b"x" * 2_999_000)
        answer = whole(connection)
    assert answer.startswith(b"HTTP/1.1 507 ")
    assert '"code":"storage_full"' in answer.decode()
    assert alive(address)
    assert count(site.world) == before
    sound(site.world)


def test_who_asks_for_large_parts_and_does_not_read_them_stops_nobody(site: Site, address: tuple[str, int]) -> None:
    """More of them than there are threads, each for more than the server holds in memory for one connection."""
    content = secrets.token_bytes(1 << 20) * 24
    filed = site.world.file(content, "grand.bin", visibility="public").public_id
    asked = f"GET /documents/{filed}/file HTTP/1.1\r\nHost: localhost\r\nRange: bytes=1-\r\n\r\n".encode()
    threads = site.world.repository.settings.threads
    with contextlib.ExitStack() as open_connections:
        for _ in range(threads + 2):
            connection = open_connections.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((address[0], int(address[1])))
            connection.sendall(asked)
            assert connection.recv(12) == b"HTTP/1.1 206"
        assert alive(address)
    last = asked.replace(b"bytes=1-", b"bytes=5-1048580\r\nConnection: close")
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(last)
        head, _, part = whole(connection).partition(b"\r\n\r\n")
    assert b"Content-Range: bytes 5-1048580/25165824" in head
    assert part == content[5:1048581]


def test_an_upload_cut_at_99_percent_leaves_nothing(site: Site, address: tuple[str, int]) -> None:
    before = count(site.world)
    body = raw_form([(HEAD, b"zinzolin " * 60_000)])["data"]
    blobs = site.world.repository.store.blobs
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request(site, len(body)) + body[: len(body) * 99 // 100])
        connection.shutdown(socket.SHUT_WR)
    wait_for(lambda: alive(address))
    assert list(blobs.tmp.glob("*")) == []
    assert count(site.world) == before
    sound(site.world)
    with socket.create_connection(address, timeout=20) as connection:
        connection.sendall(request(site, len(body)) + body)
        assert connection.recv(1_000).startswith(b"HTTP/1.1 201 ")
    assert count(site.world) == before + 1
    sound(site.world)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_a_cut_that_reaches_the_application_leaves_nothing(share: float, site: Site) -> None:
    """Servers that hand the body over as it comes (gunicorn) let the application see the cut."""
    before, body = count(site.world), raw_form([(HEAD, b"garance " * 60_000)])["data"]
    coming = io.BytesIO(body[: int(len(body) * share)])
    environment = {"CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": PARTS, "wsgi.input": coming}
    sinks, blobs = [], site.world.repository.store.blobs
    real = blobs.receive
    blobs.receive = lambda limit=0: sinks.append(real(limit)) or sinks[-1]  # type: ignore[method-assign,func-returns-value]
    try:
        headers = site.program("secretary")
        answer = site.visitor.post("/api/v1/documents", headers=headers, environ_overrides=environment)
    finally:
        blobs.receive = real  # type: ignore[method-assign]
    problem(answer, 400, "bad_request")
    assert [sink.size > 0 for sink in sinks] == [True]
    assert count(site.world) == before
    sound(site.world)


def test_what_a_visitor_sends_is_not_received(site: Site) -> None:
    world: World = site.world
    store, received = world.repository.store.blobs, []
    real = store.receive
    store.receive = lambda limit=0: received.append(limit) or real(limit)  # type: ignore[method-assign,func-returns-value]
    try:
        form = raw_form([(HEAD, b"zinzolin")])
        problem(site.app.test_client().post("/api/v1/documents", **form), 401, "sign_in_required")
        problem(site.reader.post("/api/v1/documents", headers=site.program("reader"), **form), 403, "forbidden")
        assert site.app.test_client().post("/documents/new", **form).status_code in {400, 401}
    finally:
        store.receive = real  # type: ignore[method-assign]
    assert received == []
    sound(world)
