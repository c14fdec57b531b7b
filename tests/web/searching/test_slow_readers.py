"""Who takes an answer slowly, or not at all, keeps neither a turn nor a thread for ever, and sees that it was cut."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from repo_service.cli import connections
from repo_service.errors import Unavailable
from repo_service.formats.isolate import Reader
from repo_service.settings import Settings
from repo_service.web import exporting
from tests.web.conftest import Site, open_site

COUNT = 12
PIECE = bytes(65_536)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Site]:
    """Some public documents."""
    site = open_site(tmp_path_factory.mktemp("slow"), empty_storage, reader)
    for number in range(COUNT):
        site.world.file("Le désherbage.", title=f"Note {number}", visibility="public")
    site.world.index()
    yield site
    site.world.repository.store.close()


@contextmanager
def served(app: Any, settings: Settings) -> Iterator[int]:
    """The port of the server that `serve` uses."""
    server = connections.server(app, settings, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.close()
        thread.join(timeout=5)


def has_turns(site: Site) -> bool:
    """Whether as many exports as ever can be begun now."""
    held = [site.visitor.get("/search.csv") for _ in range(exporting.AT_ONCE)]
    for answer in held:
        answer.close()
    return all(answer.status_code == 200 for answer in held)


def test_an_export_that_lasts_too_long_is_cut_told_and_gives_its_turn_back(
    library: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    moment = [1000.0]
    monkeypatch.setattr(exporting.time, "monotonic", lambda: moment[0])
    pieces = iter(library.visitor.get("/search.csv", buffered=False).response)
    next(pieces)
    moment[0] += exporting.LONGEST
    next(pieces)
    moment[0] += 0.1
    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable):
        next(pieces)
    assert "cut after 600 seconds" in caplog.text
    monkeypatch.undo()
    assert has_turns(library)


@pytest.mark.parametrize("longest", [600.0, 0.3])
def test_the_reader_of_an_export_that_was_cut_sees_that_it_is_not_whole(
    library: Site, monkeypatch: pytest.MonkeyPatch, longest: float
) -> None:
    monkeypatch.setattr(exporting, "LONGEST", longest)
    real: Callable[..., Iterator[Any]] = exporting._records

    def slow(records: Iterator[Any]) -> Iterator[Any]:
        for number, record in enumerate(records):
            time.sleep(0.4 if number == COUNT // 2 else 0)
            yield record

    monkeypatch.setattr(exporting, "_records", lambda query: slow(real(query)))
    with served(library.app, library.world.repository.settings) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/search.csv")
        answer = connection.getresponse()
        assert answer.status == 200
        if longest > 1:
            assert answer.read().count(b"Note") == COUNT
        else:
            with pytest.raises(http.client.IncompleteRead) as cut:
                answer.read()
            assert 0 < cut.value.partial.count(b"Note") < COUNT
        connection.close()
    assert has_turns(library)


def test_a_slow_reader_is_waited_for_and_one_that_takes_nothing_is_let_go(
    library: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "STALLED", 1.0)
    over = threading.Event()

    def endless(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        try:
            while True:
                yield PIECE
        finally:
            over.set()

    settings = replace(library.world.repository.settings, threads=1)
    with served(endless, settings) as port, socket.create_connection(("127.0.0.1", port), timeout=30) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for _ in range(30):
            wanted = 1_500_000
            while wanted > 0:
                wanted -= len(slow.recv(wanted))
            time.sleep(0.1)
        assert not over.is_set()
        assert over.wait(30), "the thread is free for others"
