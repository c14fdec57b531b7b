"""What the measures of ``bench`` share: the line of a result, a client over plain HTTP, a stop-watch."""

from __future__ import annotations

import http.client
import json
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click

IDLE = 30.0  # seconds after which a connection is not counted on any more


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the result; ``n`` is how many times the thing was done, ``agreement`` a share of equal answers."""

    name: str
    ours: float
    unit: str
    n: int
    theirs: float | None = None
    ratio: float | None = None
    agreement: float | None = None


class Client:
    """One kept-alive connection, as a browser or a program has."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.token = port, token
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.used = time.monotonic()

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, bytes]:
        """Status and body of any answer."""
        if time.monotonic() - self.used > IDLE:
            self.connection.close()  # the server did, or is about to: the next request opens another one
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Content-Type": kind} if kind else {})
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        body = answer.read()
        self.used = time.monotonic()
        return answer.status, body

    def get(self, path: str) -> dict[str, Any]:
        """The JSON of an answer, which must be 200."""
        status, body = self.ask("GET", path)
        if status != 200:
            raise click.ClickException(f"{path}: {status} {body[:200]!r}")
        found: dict[str, Any] = json.loads(body)
        return found

    def post(self, name: str, content: bytes, document: str = "", reason: str = "") -> tuple[int, bytes]:
        """File a document, or a further version of one: the status and the answer."""
        border = secrets.token_hex(12)
        safe = re.sub(r'["\r\n]', "_", name)
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{safe}"\r\n\r\n'
        said = f'\r\n--{border}\r\nContent-Disposition: form-data; name="reason"\r\n\r\n{reason}' if reason else ""
        body = head.encode() + content + f"{said}\r\n--{border}--\r\n".encode()
        path = f"/api/v1/documents/{document}/versions" if document else "/api/v1/documents"
        return self.ask("POST", path, body, f"multipart/form-data; boundary={border}")

    def filed(self, name: str, content: bytes, document: str = "", reason: str = "") -> str:
        """The same, which must succeed: the identifier of the document."""
        status, body = self.post(name, content, document, reason)
        if status != 201:
            raise click.ClickException(f"{name}: {status} {body[:200]!r}")
        return str(json.loads(body)["id"])

    def wait_until_ready(self, seconds: float = 120) -> None:
        """Return when the server answers and has indexed all that was filed."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.ask("GET", "/readyz")[0] == 200 and not self.get("/api/v1/search?q=&per_page=1").get("late"):
                    return
            except (OSError, http.client.HTTPException):
                self.connection.close()
            time.sleep(0.1)
        raise click.ClickException("le serveur de mesure n'est pas prêt")


def timed(action: Callable[[], object]) -> float:
    """How long an action took, in milliseconds."""
    started = time.perf_counter()
    action()
    return (time.perf_counter() - started) * 1000
