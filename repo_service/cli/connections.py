"""The server of ``serve``: a request over the limit is answered by the application, in its words, and heard out.

waitress alone would answer in plain English and hang up while the browser still sends, and the browser would then
show that the connection was reset instead of the page that says why.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Any

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask, WSGITask
from waitress.utilities import RequestEntityTooLarge

from repo_service.settings import Settings

HEARD_OUT = 30.0  # seconds for which what is still being sent is taken and thrown away


def server(app: Flask, chosen: Settings, host: str, port: int) -> Any:
    """waitress, listening; ``run()`` serves until it is interrupted."""
    made = waitress.create_server(
        app, host=host, port=port, threads=chosen.threads, ident="", max_request_body_size=chosen.max_upload + 1,
        channel_timeout=60, clear_untrusted_proxy_headers=False, connection_limit=1000, asyncore_use_poll=True,
    )  # fmt: skip
    made.channel_class = Channel
    return made


def _refusal(channel: Channel, request: Any) -> Any:
    """What answers a request that waitress refuses. One that is too large goes to the application without its body:
    the size that it announces is enough to refuse it there.
    """
    if not isinstance(request.error, RequestEntityTooLarge):
        return ErrorTask(channel, request)
    request.headers.setdefault("CONTENT_LENGTH", str(request.body_bytes_received))  # sent in pieces: nothing announced
    channel.refused = True
    task = WSGITask(channel, request)
    task.set_close_on_finish()
    return task


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection. After a refusal it says that it has finished, and listens on for a moment before it closes."""

    error_task_class = staticmethod(_refusal)
    refused = False
    until = 0.0

    def handle_close(self) -> None:
        """Close, or begin to hear out a client that was refused."""
        if not self.refused or self.until or not self.connected:
            super().handle_close()
            return
        self.until = time.time() + HEARD_OUT
        self.will_close = False
        with suppress(OSError):  # gone already: the next read says so
            self.socket.shutdown(socket.SHUT_WR)

    def received(self, data: bytes) -> bool:
        """Take what came in: as the next request, or, after a refusal, to throw it away."""
        if not self.until:
            return bool(super().received(data))
        self.will_close = time.time() > self.until
        return False
