"""``repo-service reindex --reread`` as an administrator runs it, in a process of its own; killed, and begun again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import World
from tests.services import acts
from tests.services.test_reading import commented, download
from tests.services.versions.releases import (
    DAMAGED,
    NEWER_TEXT,
    WHOLE_SENTENCES,
    Release,
    cleaner,
    reading_as,
    release,
)
from tests.services.versions.test_rereading import AS_IT_WAS, CUT, again, drawn, hashes, passages, told

__all__ = ["release"]
FILES = 130
KILLS = int(os.environ.get("REPO_SERVICE_TEST_KILLS", "70")) // 10
PROGRAM = """
from repo_service import settings
from repo_service.services.repository import Repository
from repo_service.services.versions import rereading

repository = Repository(settings.load())
print("ready", flush=True)
for outcome in rereading.run(repository):
    print(outcome.read, flush=True)
"""


def environment(world: World, program: Path) -> dict[str, str]:
    """Settings of this world, and the release of the program that stands in a folder."""
    given = {
        "REPO_SERVICE_STORAGE": str(world.repository.settings.storage),
        "REPO_SERVICE_INDEXES": str(world.repository.settings.indexes),
        "REPO_SERVICE_DATABASE_URL": world.repository.settings.database_url,
        "PYTHONPATH": str(program),
    }
    return {name: value for name, value in os.environ.items() if not name.startswith("REPO_SERVICE_")} | given


def command(world: World, program: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "repo_service", *words], env=environment(world, program), cwd=program, check=False,
        capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip


def test_the_command_reads_again_and_search_finds_the_new_text(any_world: World, release: Release) -> None:
    public_id = any_world.file(CUT).public_id
    any_world.file(commented(), "CR.docx")
    any_world.index()
    before = hashes(any_world, public_id)
    newer = release(NEWER_TEXT, WHOLE_SENTENCES, *cleaner(2, "_better"))
    told_before = command(any_world, newer, "check")
    assert told_before.returncode == 0
    assert "2 fichiers lus par un lecteur plus ancien : repo-service reindex --reread\n" in told_before.stdout
    done = command(any_world, newer, "reindex", "--reread")
    assert done.stdout == "2 fichiers relus, 1 textes changés, 0 en échec\nIndex reconstruit.\n"
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert acts.found(any_world, any_world.reader, "conservation") == [public_id]
    assert hashes(any_world, public_id) == before
    told_after = command(any_world, newer, "check")
    assert (told_after.returncode, "plus ancien" in told_after.stdout) == (0, False)
    assert command(any_world, newer, "reindex", "--reread").stdout.startswith("0 fichiers relus, 0 textes changés")
    everything = command(any_world, newer, "reindex", "--reread=all").stdout
    assert everything.startswith("2 fichiers relus, 0 textes changés, 0 en échec\n")


def test_the_command_names_what_it_could_not_read_and_ends_with_1(world: World, release: Release) -> None:
    public_id = world.file(CUT, title="Le plan [1]").public_id
    copied = world.file(commented(), "CR.docx", title="Séance").public_id
    failing = release(NEWER_TEXT, DAMAGED, *cleaner(2, "_worse"))
    done = command(world, failing, "reindex", "--reread")
    assert done.returncode == 1
    assert done.stdout == "2 fichiers relus, 0 textes changés, 2 en échec\nIndex reconstruit.\n"
    assert f"non relu : Le plan [1] ({public_id}) : le lecteur d’aujourd’hui ne le lit plus" in done.stderr
    assert f"non relu : Séance ({copied}) : sa copie n’a pas pu être refaite" in done.stderr
    assert len(passages(world, public_id)) == 3


def test_without_the_option_nothing_is_read(world: World, release: Release) -> None:
    world.file(CUT)
    done = command(world, release(NEWER_TEXT, WHOLE_SENTENCES), "reindex")
    assert (done.returncode, done.stdout) == (0, "Index reconstruit.\n")
    assert drawn(world) == [("text", 2, "read", True)]
    refused = command(world, release(), "reindex", "--reread=sometimes")
    assert refused.returncode == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_at_any_instant_it_goes_on_with_what_is_left(any_world: World, release: Release) -> None:
    names = [any_world.file(f"{CUT} {number}").public_id for number in range(FILES)]
    copied = any_world.file(commented(), "CR.docx").public_id
    newer, dice = release(NEWER_TEXT, WHOLE_SENTENCES, *cleaner(2, "_better")), random.Random(2024)
    for kill in range(KILLS):
        _killed(any_world, newer, kill * 20, dice.uniform(0, 0.1))
        assert len(told(any_world)) % 20 == 0 or len(told(any_world)) > FILES  # whole transactions only
    with reading_as(any_world, newer):
        again(any_world)
        assert again(any_world) == [AS_IT_WAS] * (FILES + 1)
    assert sorted(told(any_world)) == sorted([*names, copied])  # each of them once
    assert all(len(passages(any_world, name)) == 2 for name in names)
    assert download(any_world, any_world.reader, copied)[1].endswith(b"made by a better cleaner")
    assert len([row for row in drawn(any_world) if row[3]]) == FILES + 1
    any_world.index()
    assert acts.faults(any_world) == []


def _killed(world: World, program: Path, answers: int, seconds: float) -> None:
    """Let it begin, and kill it so long after so many files."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], env=environment(world, program), cwd=program, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(answers + 1):
            process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
