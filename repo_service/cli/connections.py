"""The server of ``serve``: what it refuses by itself is answered by the application, in its words, and heard out; who
takes nothing of an answer for long is let go.

waitress alone would answer in plain English and hang up while the browser still sends, and the browser would then
show that the connection was reset instead of the page that says why.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from contextlib import suppress
from typing import Any

import waitress
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import Error, RequestEntityTooLarge

from repo_service.errors import RepoServiceError, SignInRequired, StorageFull, TooLarge
from repo_service.settings import Settings
from repo_service.web.uploads import REFUSED

PATIENCE = 0.5  # seconds that a page waits for its turn
STALLED = 300.0  # seconds in which the system took nothing more for the client: it reads less than some kB a second
HEARD_OUT = 30.0  # seconds for which what is still being sent is taken and thrown away
UNKNOWN_SENDER = 1_000_000  # bytes of a request by which nobody even claims to be known


def server(app: Any, chosen: Settings, host: str, port: int) -> Any:
    """waitress, listening; ``run()`` serves until it is interrupted."""
    made = waitress.create_server(
        in_turn(app), host=host, port=port, threads=chosen.threads, ident="",
        max_request_body_size=chosen.max_upload + 1, channel_timeout=60, clear_untrusted_proxy_headers=False,
        connection_limit=1000, asyncore_use_poll=True,
    )  # fmt: skip
    made.channel_class = Channel
    return made


def in_turn(app: Any) -> Any:
    """``app`` that works out one page at a time, and lets one that has waited ``PATIENCE`` go ahead all the same.

    Threads of Python that all compute hand the interpreter to and fro and are slower together than one after the other
    (a third fewer pages with eight readers). What sends a file waits for the disk and for its reading: it asks no turn.
    """
    turns = _Turns()

    def answer(environ: dict[str, Any], start: Any) -> Any:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return app(environ, start)
        mine = turns.take(PATIENCE)
        try:
            return app(environ, start)
        finally:
            if mine:
                turns.give_back()

    return answer


class _Turns:
    """One turn, given in the order of arrival: by a plain lock some wait several times as long as others."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def take(self, patience: float) -> bool:
        """Whether the turn came within ``patience`` seconds."""
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=patience):
            return True
        with self._lock, suppress(ValueError):  # not there any more: it was called just now
            self._waiting.remove(called)
            return False
        return True

    def give_back(self) -> None:
        """The next one has it."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class _Refused(Error):
    """A request that we refuse before the application sees it; ``ours`` is the error that it answers with."""

    def __init__(self, ours: RepoServiceError) -> None:
        super().__init__(ours.code)
        self.ours = ours


class _Parser(HTTPRequestParser):
    """The head of a request: a large body is not taken in from somebody who does not even claim to be known."""

    def parse_header(self, header_plus: bytes) -> None:
        """Judge by size and headers; whether the claim is true, the application asks."""
        super().parse_header(header_plus)
        if self.content_length > UNKNOWN_SENDER and not self.headers.keys() & {"COOKIE", "AUTHORIZATION"}:
            self.error, self.completed = _Refused(SignInRequired()), True


class _Refusal(WSGITask):
    """Has the application answer a request, of which it gets no body, with an error that was found before."""

    def __init__(self, channel: Channel, request: Any, ours: RepoServiceError) -> None:
        super().__init__(channel, request)
        self.ours = ours
        self.set_close_on_finish()

    def get_environment(self) -> dict[str, Any]:
        """What the application is told."""
        told: dict[str, Any] = super().get_environment()
        told[REFUSED] = self.ours
        return told


def _answer(channel: Channel, request: Any) -> Any:
    """The task that answers a request with an error."""
    match request.error:
        case _Refused(ours=ours):
            channel.refused = True
            return _Refusal(channel, request, ours)
        case RequestEntityTooLarge():
            channel.refused = True
            limit = f"{channel.adj.max_request_body_size // 1_000_000} Mo"
            return _Refusal(channel, request, TooLarge(limit=limit))
        case _:
            return ErrorTask(channel, request)


class Channel(HTTPChannel):
    """One connection. After a refusal it says that it has finished, and listens on for a moment before it closes.

    waitress holds ``outbuf_high_watermark`` bytes of an answer (16 MiB) for a slow reader; the thread that writes more
    waits, and would wait for ever for one that takes nothing.
    """

    error_task_class = staticmethod(_answer)
    parser_class = _Parser
    request: Any
    refused = False
    until = 0.0
    taken, taken_at = 0.0, 0.0  # what waitress noted as the last taking, and when we saw it

    def writable(self) -> bool:
        """Whether something is to be sent; asked at each turn of the server."""
        if self.taken != self.last_activity or not self.total_outbufs_len:
            self.taken, self.taken_at = self.last_activity, time.monotonic()
        elif time.monotonic() > self.taken_at + STALLED:
            super().handle_close()
            return False
        return bool(super().writable())

    def handle_close(self) -> None:
        """Close, or begin to hear out a client that was refused."""
        if not self.refused or self.until or not self.connected:
            super().handle_close()
            return
        self.until = time.monotonic() + HEARD_OUT
        self.will_close = False
        with suppress(OSError):  # gone already: the next read says so
            self.socket.shutdown(socket.SHUT_WR)

    def received(self, data: bytes) -> bool:
        """Take what came in: as the next request, or, after a refusal, to throw it away."""
        if self.until:
            self.will_close = time.monotonic() > self.until
            return False
        try:
            return bool(super().received(data))
        except OSError:  # a large request is held on the disk until it is whole, and there is no room left
            self._give_up()
            return True

    def _give_up(self) -> None:
        with self.requests_lock:
            request, self.request = self.request, None
            request.error, request.completed = _Refused(StorageFull()), True
            self.requests.append(request)
            if len(self.requests) == 1:
                self.server.add_task(self)
