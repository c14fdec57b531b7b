"""SIGKILL at any instant of a commit or a rebuild: the old state or the new one is there, and work goes on."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from repo_service.domain.documents import SearchQuery
from repo_service.search import CURRENT, HISTORY, Indexer, Mask, Searcher
from tests.search.conftest import EPOCH
from tests.search.corpora import entries, passages

KILLS = int(os.environ.get("REPO_SERVICE_TEST_KILLS", "60")) // 6
SCRIPT = """
import sys
from dataclasses import replace
from pathlib import Path
from repo_service.search import CURRENT, HISTORY, Indexer
from repo_service.search.index import merging
from tests.search.corpora import entries, passages

folder, work, sort = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
base = passages(40, 1) if sort == "history" else entries(40, 1)
if work == "merge":
    merging.SMALL_BYTES = 0  # every merge in the background
with Indexer(folder, HISTORY if sort == "history" else CURRENT) as indexer:
    assert indexer.open("a database")
    print("ready", flush=True)
    round = indexer.cursor
    while True:
        round += 1
        put = [replace(entry, version=round) for entry in base]
        if work == "rebuild":
            indexer.rebuild(put, round, "a database")
        else:
            indexer.apply(put, [], round)
            indexer.tidy()
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")


@pytest.mark.parametrize("sort", ["current", "history"])
@pytest.mark.parametrize("work", ["apply", "merge", "rebuild"])
def test_a_killed_indexer_leaves_one_whole_state(tmp_path: Path, work: str, sort: str) -> None:
    folder = tmp_path / "indexes"
    base = passages(40, 1) if sort == "history" else entries(40, 1)
    layout = HISTORY if sort == "history" else CURRENT
    with Indexer(folder, layout) as indexer:
        indexer.rebuild(base, 100, EPOCH)
    mask = Mask(("all",), {entry.id for entry in entries(40, 1)})
    chance = random.Random(work)
    reader = Searcher(folder, layout=layout)
    cursor = 100
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(folder), work, sort], stdout=subprocess.PIPE)
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.uniform(0.0, 0.12))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for searcher in (reader, Searcher(folder, layout=layout)):
            found = searcher.search(SearchQuery("", per_page=1000), mask)
            health = searcher.health()
            assert found.total == len(base)
            assert not health.damaged
            assert {hit.version for hit in found.hits} == {health.cursor} or health.cursor == 100
            assert health.cursor >= cursor
        cursor = health.cursor
    assert cursor > 100
    with Indexer(folder, layout) as indexer:
        assert indexer.open(EPOCH)
        assert indexer.cursor == cursor
        indexer.apply(base[:1], [], cursor + 1)
    with Indexer(folder, layout) as indexer:
        assert indexer.open(EPOCH)
    files = [path.name for path in folder.rglob("*") if path.is_file()]
    assert len([name for name in files if name.endswith(".toc")]) == 1
    assert len(list(folder.glob("idx-*"))) == 1
