"""``serve`` works out one page at a time, and nobody waits for another without end."""

from __future__ import annotations

import contextlib
import gc
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from repo_service.cli import connections


class Slow:
    """An application whose answers last until they are let go; counts those that are being worked out."""

    def __init__(self) -> None:
        self.inside, self.most = 0, 0
        self.entered, self.let_go = threading.Semaphore(0), threading.Event()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        self.entered.release()
        self.let_go.wait(30)
        with self._lock:
            self.inside -= 1
        if environ["PATH_INFO"] == "/fall":
            raise ValueError("on purpose")
        return [b""]


@pytest.fixture
def slow() -> Iterator[Slow]:
    slow = Slow()
    yield slow
    slow.let_go.set()


def ask(app: Any, method: str = "GET", path: str = "/") -> threading.Thread:
    def asking() -> None:
        with contextlib.suppress(ValueError):
            app({"REQUEST_METHOD": method, "PATH_INFO": path}, None)

    thread = threading.Thread(target=asking, daemon=True)
    thread.start()
    return thread


def finish(slow: Slow, threads: list[threading.Thread]) -> None:
    slow.let_go.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_pages_are_worked_out_one_after_the_other(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 30)
    app = connections.in_turn(slow)
    threads = [ask(app, method) for method in ("GET", "HEAD", "GET")]
    assert slow.entered.acquire(timeout=30)
    assert not slow.entered.acquire(timeout=0.2)
    finish(slow, threads)
    assert slow.most == 1


def test_who_has_waited_long_enough_goes_ahead(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 0.05)
    app = connections.in_turn(slow)
    threads = [ask(app), ask(app)]
    assert all(slow.entered.acquire(timeout=30) for _ in threads)
    assert slow.most == 2
    finish(slow, threads)


def test_what_sends_something_waits_for_nobody(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 30)
    app = connections.in_turn(slow)
    threads = [ask(app), ask(app, "POST"), ask(app, "PATCH")]
    assert all(slow.entered.acquire(timeout=30) for _ in threads)
    finish(slow, threads)


def test_an_answer_that_fails_gives_its_turn_back(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 30)
    app = connections.in_turn(slow)
    slow.let_go.set()
    finish(slow, [ask(app, path="/fall")])
    finish(slow, [ask(app)])


def test_turns_come_in_the_order_of_arrival(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "PATIENCE", 30)
    served: list[str] = []
    first, entered = threading.Event(), threading.Event()

    def answer(environ: dict[str, Any], _start: Any) -> list[bytes]:
        entered.set()
        first.wait(30)
        served.append(environ["PATH_INFO"])
        return [b""]

    app = connections.in_turn(answer)
    threads = [ask(app, path="/0")]
    assert entered.wait(30)
    for number in range(1, 6):
        threads.append(ask(app, path=f"/{number}"))
        time.sleep(0.05)  # so that it is waiting before the next one comes
    first.set()
    for thread in threads:
        thread.join(30)
    assert served == [f"/{number}" for number in range(6)]


def test_a_process_that_serves_does_not_look_through_what_it_loaded_again_and_again() -> None:
    program = "import gc; from repo_service.app import settle; settle(); "
    program += "print(gc.get_freeze_count(), *gc.get_threshold())"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    frozen, threshold, *_ = map(int, said)
    assert frozen > 50_000
    assert threshold > gc.get_threshold()[0]
