"""``wsgi.py`` under gunicorn with several workers: no state in a web process, so any of them may answer any request."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from tests.conftest import PASSWORD, World

PROJECT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(os.name == "nt", reason="gunicorn needs a system with fork")


@pytest.fixture
def address(world: World, tmp_path: Path) -> Iterator[str]:
    """The address of three workers that serve ``world``."""
    settings = world.repository.settings
    given = {
        "REPO_SERVICE_STORAGE": str(settings.storage),
        "REPO_SERVICE_INDEXES": str(settings.indexes),
        "REPO_SERVICE_SECRET_KEY": settings.secret_key,
    }
    log = (tmp_path / "log").open("w+")
    command = [sys.executable, "-m", "gunicorn", "--workers", "3", "--threads", "2", "--bind", "127.0.0.1:0"]
    command += ["--no-control-socket", "wsgi:application"]
    process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | given, stdout=log, stderr=log)
    try:
        yield _listening(process, Path(log.name))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


def _listening(process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(300):
        if found := re.search(r"Listening at: (http://\S+)", log.read_text()):
            return found[1]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def test_whichever_worker_answers_the_person_stays_signed_in(world: World, address: str) -> None:
    document = world.file("Le mot zinzolin.", title="Compte rendu réservé")
    world.index()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{address}/sign-in", timeout=30).read().decode()
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    said = {"csrf_token": token, "mail": "reader@exemple.fr", "password": PASSWORD}
    browser.open(f"{address}/sign-in", urllib.parse.urlencode(said).encode(), timeout=30)
    for _ in range(12):
        shown = browser.open(f"{address}/documents/{document.public_id}", timeout=30).read().decode()
        assert "zinzolin" in shown
        found = browser.open(f"{address}/search?q=zinzolin", timeout=30).read().decode()
        assert "1 document pour" in found
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{address}/documents/{document.public_id}", timeout=30)
    assert refusal.value.code == 404
