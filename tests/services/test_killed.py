"""kill -9 at random instants: what was acknowledged is kept whole, and nothing is half there."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from repo_service.services import indexing
from repo_service.store import lookup
from tests.conftest import World
from tests.services import acts

PROJECT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("REPO_SERVICE_TEST_KILLS", "70"))
PROGRAM = """
import os, sys
from repo_service import settings
from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import Actor
from repo_service.formats.base import Extract
from repo_service.services import documents
from repo_service.store.work import Store

def say(words):
    os.write(1, (words + chr(10)).encode())

def file_for_ever(run):
    store = Store(settings.load())
    actor = Actor(account=sys.argv[1], roles=frozenset({"administrator"}))
    made = 0
    while True:
        made += 1
        with store.blobs.receive() as sink:
            sink.write(f"{run} {made} ".encode() * 2000)
            kept = sink.keep()
        prepared = documents.Prepared(kept, "texte.txt", "text/plain", "plain", 1, Extract())
        with store.writing() as uow:
            new = NewDocument(kind="other", title=f"Texte {made}", reason="Suite")
            if made % 3:
                document = documents.file(uow, actor, prepared, new, "Europe/Paris")
                number = 1
            else:
                version = documents.add_version(uow, actor, document.public_id, None, prepared, new, "Europe/Paris")
                number = version.number
        say(f"{document.public_id} {number} {kept.sha256}")

for line in sys.stdin:  # forked before any thread or connection exists, so that starting takes no time
    child = os.fork()
    if child == 0:
        file_for_ever(line.strip())
    say(f"started {child}")
    say(f"ended {os.waitpid(child, 0)[1]}")
"""


@contextmanager
def program(world: World) -> Iterator[subprocess.Popen[str]]:
    """A program that files documents for ever, each time a line is written to it, in a process of its own."""
    given = {
        "REPO_SERVICE_STORAGE": str(world.repository.settings.storage),
        "REPO_SERVICE_INDEXES": str(world.repository.settings.indexes),
        "REPO_SERVICE_DATABASE_URL": world.repository.settings.database_url,
        "PYTHONPATH": str(PROJECT),
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REPO_SERVICE_")} | given
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, world.administrator.account],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield process


def killed_after(process: subprocess.Popen[str], run: int, answers: int, seconds: float) -> list[tuple[str, int, str]]:
    """What was acknowledged by a process that was killed so long after it had given so many answers."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{run}\n")
    process.stdin.flush()
    acknowledged: list[tuple[str, int, str]] = []
    child = 0
    for line in process.stdout:
        match line.split():
            case ["started", number]:
                child = int(number)
            case ["ended", status]:
                assert int(status) == signal.SIGKILL
                break
            case [public_id, number, sha256]:
                acknowledged.append((public_id, int(number), sha256))
        if child and len(acknowledged) == answers:
            time.sleep(seconds)
            os.kill(child, signal.SIGKILL)
    return acknowledged


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_whatever_instant_the_program_is_killed_at_what_it_acknowledged_is_kept(any_world: World) -> None:
    dice = random.Random(2024)
    kills = KILLS if any_world.repository.store.engine.dialect.name == "sqlite" else KILLS // 5
    acknowledged = []
    with program(any_world) as process:
        for run in range(kills):
            acknowledged += killed_after(process, run, run % 5, dice.uniform(0, 0.03))
    assert len(acknowledged) >= kills
    any_world.index()
    assert acts.faults(any_world) == []
    with any_world.repository.store.reading() as uow:
        for public_id, number, sha256 in acknowledged:
            document = lookup.document(uow.session, public_id)
            assert document is not None
            assert document.versions[number - 1].blob_sha256 == sha256
            with uow.blobs.open(sha256) as file:
                assert hashlib.sha256(file.read()).hexdigest() == sha256
        for table, column in (("version", "document_id"), ("document_reader", "document_id")):
            orphans = f"SELECT count(*) FROM document WHERE id NOT IN (SELECT {column} FROM {table})"
            assert uow.session.execute(text(orphans)).scalar_one() == 0
        assert indexing.missing(uow, any_world.repository.searcher.contents()) == ([], [])
