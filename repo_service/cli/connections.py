"""The server of ``serve``: what it refuses by itself is answered by the application, in its words, and heard out.

waitress alone would answer in plain English and hang up while the browser still sends, and the browser would then
show that the connection was reset instead of the page that says why.
"""

from __future__ import annotations

import socket
import threading
import time
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
    turn = threading.Lock()

    def answer(environ: dict[str, Any], start: Any) -> Any:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return app(environ, start)
        mine = turn.acquire(timeout=PATIENCE)
        try:
            return app(environ, start)
        finally:
            if mine:
                turn.release()

    return answer


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
    """One connection. After a refusal it says that it has finished, and listens on for a moment before it closes."""

    error_task_class = staticmethod(_answer)
    parser_class = _Parser
    request: Any
    refused = False
    until = 0.0

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
