"""``bench``: filing, finding, indexing and reading measured over a corpus, in a repository of its own.

Everything goes through the real doors: a server started for the occasion on loopback, asked by plain HTTP. Times vary
with the machine, so they are printed, never asserted. ``theirs`` and ``ratio`` are filled where a second program was
measured in the same run, and are null elsewhere.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import click

from repo_service.cli.bench import comparing, history, likeness
from repo_service.cli.bench.measuring import Client, Measure, timed
from repo_service.demo.consortium import consortium
from repo_service.domain.documents import SearchQuery
from repo_service.search import Mask, Searcher
from repo_service.search.query import parsing
from repo_service.search.yardstick import Yardstick

_UPLOADS, _SEARCHES, _VIEWS, _FOUND = 60, 200, 100, 10
_CLIENTS = 8
Thing = TypeVar("Thing", str, Path)


@click.command()
@click.argument("corpus", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par mesure.")
def bench(corpus: Path | None, as_json: bool) -> None:
    """Mesurer dépôt, recherche et lecture sur CORPUS : dossier, ZIP ou lignes JSON (sinon la démonstration)."""
    with tempfile.TemporaryDirectory(prefix="repo-service-bench-") as folder:
        root = Path(folder)
        place = corpus or _write_demonstration(root / "corpus")
        for measure in _measures(root, place):
            click.echo(json.dumps(asdict(measure)) if as_json else _line(measure))


def _line(measure: Measure) -> str:
    beside = f"   (autre : {measure.theirs:.2f}, rapport {measure.ratio:.2f})" if measure.theirs else ""
    return f"{measure.name:34} {measure.ours:10.2f} {measure.unit:4} (n = {measure.n}){beside}"


def _write_demonstration(folder: Path) -> Path:
    folder.mkdir()
    for number, item in enumerate(consortium().files()):
        (folder / f"{number:03} {item.file_name}").write_bytes(item.content)
    return folder


def _measures(root: Path, corpus: Path) -> Iterator[Measure]:
    """Run everything, one measure after the other, on two fresh repositories."""
    environment = _environment(root)
    token = _prepare(environment)
    started = time.perf_counter()
    _run(environment, "import", str(corpus), "--visibility", "public")  # so that pages can be viewed without a cookie
    spent = time.perf_counter() - started
    with _server(environment) as port:
        client = Client(port, token)
        client.wait_until_ready()
        total = client.get("/api/v1/documents?per_page=1")["total"]
        yield Measure("import", round(total / spent, 2), "/s", total)
        words = _words(client)
        yield from _searching(client, words)
        yield _beside_whoosh(root / "indexes", words)
        yield from _viewing(client)
        yield from comparing.comparing(client)
        yield from likeness.resembling(client)
        yield from history.searching(client, root / "indexes", words)
        yield from _uploading(client, corpus)
        yield _found(client)
    started = time.perf_counter()
    _run(environment, "reindex")
    yield Measure("reindex", round(total / (time.perf_counter() - started), 2), "/s", total)


def _environment(root: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REPO_SERVICE_")}
    paths = os.pathsep.join(path for path in sys.path if path)
    return kept | {
        "REPO_SERVICE_STORAGE": str(root / "storage"), "REPO_SERVICE_INDEXES": str(root / "indexes"),
        "PYTHONPATH": paths,
    }  # fmt: skip


def _run(environment: dict[str, str], *words: str, given: str = "") -> str:
    command = [sys.executable, "-m", "repo_service", *words]
    done = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise click.ClickException(done.stderr.strip() or done.stdout.strip())
    return done.stdout


def _prepare(environment: dict[str, str]) -> str:
    """An empty repository with one administrator; its token."""
    mail = "bench@exemple.fr"
    given = secrets.token_hex(16)
    _run(environment, "user", "add", mail, "--role", "administrator", "--password-stdin", given=given)
    return _run(environment, "user", "token", mail).strip().splitlines()[-1]


@contextmanager
def _server(environment: dict[str, str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "repo_service", "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def _words(client: Client) -> list[str]:
    """Words of the corpus: common, middling and rare ones in equal parts, then pairs of them."""
    counts: Counter[str] = Counter()
    hits = client.get("/api/v1/documents?per_page=100")["documents"]
    for one in hits:
        text = client.ask("GET", f"/api/v1/documents/{one['id']}/versions/{one['version']}/text")[1].decode()
        counts.update(set(re.findall(r"[a-zà-ÿ]{4,}", text.lower())))
    ranked = [word for word, _ in counts.most_common()]
    third = max(len(ranked) // 3, 1)
    single = [word for start in (0, third, 2 * third) for word in ranked[start : start + 20]]
    return single + [f"{first} {second}" for first, second in pairwise(single)]


def _spread(name: str, times: list[float]) -> Iterator[Measure]:
    yield Measure(f"{name}, médiane", round(statistics.median(times), 2), "ms", len(times))
    yield Measure(f"{name}, 95e centile", round(sorted(times)[int(len(times) * 0.95) - 1], 2), "ms", len(times))


def _searching(client: Client, words: list[str]) -> Iterator[Measure]:
    paths = [f"/api/v1/search?q={quote(words[i % len(words)])}" for i in range(_SEARCHES)]
    for path in paths[:20]:
        client.get(path)
    yield from _spread("recherche, 1 client", [timed(lambda path=path: client.get(path)) for path in paths])  # type: ignore[misc]
    yield _together("recherche, 8 clients", client, paths * 2, Client.get)


def _beside_whoosh(folder: Path, words: list[str]) -> Measure:
    """Our evaluator and Whoosh's own searcher in turn, on the same index, in this process: ten best, exact total,
    mask.
    """
    searcher, yardstick = Searcher(folder), Yardstick.of(folder)
    ids = frozenset(identifier for identifier, _ in searcher.contents())
    mask, numbers = Mask(("bench",), ids), yardstick.numbers(ids)
    ours, theirs, equal = [], [], 0
    for words_asked in words:
        asked = SearchQuery(text=words_asked, per_page=10)
        tree = parsing.parse(words_asked, {})
        searcher.search(asked, mask)
        ours.append(timed(lambda asked=asked: searcher.search(asked, mask)))  # type: ignore[misc]
        theirs.append(timed(lambda tree=tree: yardstick.search(tree, numbers, 10)))  # type: ignore[misc]
        total, best = yardstick.search(tree, numbers, 10)
        found = searcher.search(asked, mask)
        scores = [hit.score for hit in found.hits]
        same = all(abs(score - other) < 1e-3 for score, (_, other) in zip(scores, best, strict=False))
        equal += found.total == total and same
    middle, other = statistics.median(ours), statistics.median(theirs)
    return Measure(
        "recherche en mémoire, médiane", round(middle, 3), "ms", len(words),
        theirs=round(other, 3), ratio=round(other / middle, 1), agreement=round(equal / max(len(words), 1), 3),
    )  # fmt: skip


def _together(name: str, client: Client, things: list[Thing], act: Callable[[Client, Thing], object]) -> Measure:
    """Acts a second with eight connections at once."""

    def share(part: list[Thing]) -> None:
        own = Client(client.port, client.token)
        for thing in part:
            act(own, thing)

    started = time.perf_counter()
    with ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(share, [things[i::_CLIENTS] for i in range(_CLIENTS)]))
    return Measure(name, round(len(things) / (time.perf_counter() - started), 2), "/s", len(things))


def _viewing(client: Client) -> Iterator[Measure]:
    rows = client.get("/api/v1/search?q=&per_page=100")["hits"]
    paths = [f"/documents/{row['id']}" for row in rows] or ["/"]
    pages = [paths[i % len(paths)] for i in range(_VIEWS)]
    yield from _spread("page, 1 client", [timed(lambda path=path: client.ask("GET", path)) for path in pages])  # type: ignore[misc]
    yield _together("page, 8 clients", client, pages * 2, lambda own, path: own.ask("GET", path))


def _uploading(client: Client, corpus: Path) -> Iterator[Measure]:
    """The files of the corpus once more: by one sender after the other, then by eight at once."""
    files = [path for path in sorted(corpus.rglob("*")) if path.is_file()] if corpus.is_dir() else [corpus]
    first = files[:_UPLOADS]
    times = [timed(lambda path=path: client.post(path.name, path.read_bytes())) for path in first]  # type: ignore[misc]
    yield from _spread("dépôt acquitté", times)
    yield Measure("dépôt, 1 client", round(1000 * len(times) / sum(times), 2), "/s", len(times))
    others = files[-4 * _UPLOADS :]
    yield _together("dépôt, 8 clients", client, others, lambda own, path: own.post(path.name, path.read_bytes()))


def _found(client: Client) -> Measure:
    """From the acknowledgement of a filing to the first search that finds a word inside."""
    times = []
    for _ in range(_FOUND):
        word = "mot" + "".join(secrets.choice("bcdfghjklmnp") for _ in range(10))
        client.post("trouvaille.md", f"# Un essai\n\nLe mot est {word}.\n".encode())
        started = time.perf_counter()
        while not client.get(f"/api/v1/search?q={word}")["total"]:
            if time.perf_counter() - started > 30:
                raise click.ClickException("le document déposé n'est pas trouvé")
            time.sleep(0.005)
        times.append((time.perf_counter() - started) * 1000)
    return Measure("déposé puis trouvé, médiane", round(statistics.median(times), 2), "ms", len(times))


COMMANDS = (bench,)
