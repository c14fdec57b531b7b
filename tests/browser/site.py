"""The whole program as a newcomer starts it: ``demo`` in a process of its own, on storage and indexes of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SECRETARY = "julien.robic@estran.example"  # of the steering committee
COLLEAGUE = "anne-laure.fontaine@estran.example"  # administrator
READER = "helene.vasseur@estran.example"
PASSWORD = "demonstration"
_PATIENCE = 180  # seconds for the demonstration to be loaded on a slow machine


@dataclass
class Site:
    """A running server. ``folder`` holds its storage, its indexes and its log."""

    url: str
    folder: Path
    _tokens: dict[str, str] = field(default_factory=dict)

    @cached_property
    def environment(self) -> dict[str, str]:
        """Of the server and of commands beside it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("REPO_SERVICE_")}
        return kept | {
            "REPO_SERVICE_STORAGE": str(self.folder / "storage"),
            "REPO_SERVICE_INDEXES": str(self.folder / "indexes"),
            "REPO_SERVICE_DEVELOPMENT": "1",  # for the style guide
            "PYTHONPATH": str(ROOT),
        }

    def token(self, mail: str) -> str:
        """A bearer token, made on the command line."""
        if mail not in self._tokens:
            command = [sys.executable, "-m", "repo_service", "user", "token", mail]
            printed = subprocess.check_output(command, env=self.environment, cwd=self.folder, text=True)
            self._tokens[mail] = printed.splitlines()[-1]
        return self._tokens[mail]

    def api(self, path: str, mail: str = COLLEAGUE) -> bytes:
        """The body that the API answers to a person's token, or to a visitor (``mail`` empty)."""
        request = urllib.request.Request(f"{self.url}/api/v1{path}")
        if mail:
            request.add_header("Authorization", f"Bearer {self.token(mail)}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return bytes(answer.read())

    def original(self, identifier: str, number: int = 1) -> bytes:
        """The file as it was filed: the administrator receives originals."""
        return self.api(f"/documents/{identifier}/versions/{number}/file")

    def file(
        self, name: str, content: bytes, mail: str = COLLEAGUE, path: str = "/documents", **said: str
    ) -> dict[str, Any]:
        """File a document through the API, or with the path of one its next version."""
        border = uuid.uuid4().hex
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in said.items()
        ]
        head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = b"".join([*parts, head, content, f"\r\n--{border}--\r\n".encode()])
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data=body, method="POST")
        request.add_header("Authorization", f"Bearer {self.token(mail)}")
        request.add_header("Content-Type", f"multipart/form-data; boundary={border}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            made: dict[str, Any] = json.load(answer)
            return made

    def find(self, query: str, mail: str = "") -> dict[str, Any]:
        """The best hit of a search through the API, by default a visitor's."""
        hits = json.loads(self.api(f"/search?q={urllib.parse.quote(query)}", mail))["hits"]
        assert hits, f"the demonstration holds nothing for {query}"
        best: dict[str, Any] = hits[0]
        return best


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    """Start the demonstration, wait until it is ready, stop it as Ctrl-C does."""
    port = free_port()
    site = Site(f"http://127.0.0.1:{port}", folder)
    command = [sys.executable, "-m", "repo_service", "demo", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, env=site.environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(site, server)
            yield site
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    assert "Traceback" not in (folder / "log").read_text(encoding="utf-8", errors="replace"), folder / "log"


def _wait(site: Site, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError, urllib.error.HTTPError):
            urllib.request.urlopen(f"{site.url}/readyz", timeout=5).close()
            return
        time.sleep(0.1)
    log = (site.folder / "log").read_text(encoding="utf-8", errors="replace")
    raise AssertionError(f"the server did not become ready:\n{log[-4000:]}")
