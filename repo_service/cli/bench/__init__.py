"""``bench``: filing, finding, indexing and reading measured over a corpus, in a repository of its own.

Everything goes through the real doors: a server started for the occasion on loopback, asked by plain HTTP. With
``--search`` the search alone is measured, in this process, beside other engines; with ``--quality`` what it finds.
Times vary with the machine, so they are printed, never asserted. ``theirs`` and ``ratio`` are filled where a second
program was measured in the same run, and are null elsewhere. With ``--decisions`` labelled minutes are read and what is
found in them is counted; there ``theirs`` is the target.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from repo_service import clock, settings
from repo_service.cli.bench import asking, comparing, corpora, decisions, history, likeness, quality, searching
from repo_service.cli.bench.measuring import Client, Measure, timed
from repo_service.demo.consortium import consortium

_UPLOADS, _FOUND = 60, 10


@click.command()
@click.argument("corpus", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--search", "only_search", is_flag=True, help="La recherche seule, à côté de Whoosh, sans serveur.")
@click.option("--engines", is_flag=True, help="Avec --search : aussi tantivy et SQLite FTS5, s'ils sont installés.")
@click.option("--quality", "only_quality", is_flag=True, help="Ce que la recherche trouve dans la démonstration.")
@click.option("--decisions", "only_decisions", is_flag=True, help="Ce qui est trouvé dans des comptes rendus.")
@click.option("--corpus", "labelled", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Avec --decisions : un dossier de textes (.md, .txt) avec leurs étiquettes (.toml).")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par mesure.")
def bench(
    corpus: Path | None, only_search: bool, engines: bool, only_quality: bool, only_decisions: bool,
    labelled: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Mesurer dépôt, recherche et lecture sur CORPUS : dossier, ZIP ou lignes JSON (sinon la démonstration)."""
    if (only_quality and (corpus or only_search)) or (engines and not only_search):
        raise click.UsageError("--quality ne va ni avec CORPUS ni avec --search ; --engines va avec --search.")
    if (labelled and not only_decisions) or (only_decisions and (corpus or only_search or only_quality)):
        raise click.UsageError("--decisions va seul, ou avec --corpus DOSSIER ; --corpus va avec --decisions.")
    if only_decisions:
        _decisions(labelled, as_json)
        return
    with tempfile.TemporaryDirectory(prefix="repo-service-bench-") as folder:
        root = Path(folder)
        if only_quality:
            _quality(root, as_json)
            return
        if only_search:
            measures = searching.searching(root, corpora.entries(corpus), others=engines)
        else:
            measures = _measures(root, corpus or _write_demonstration(root / "corpus"))
        for measure in measures:
            _tell(measure, as_json)


def _tell(measure: Measure, as_json: bool) -> None:
    click.echo(json.dumps(asdict(measure)) if as_json else _line(measure))


def _line(measure: Measure) -> str:
    beside = f"   (autre : {measure.theirs:.2f}, rapport {measure.ratio:.2f})" if measure.theirs else ""
    equal = f"   accord {measure.agreement:.1%}" if measure.agreement is not None else ""
    return f"{measure.name:42} {measure.ours:10.2f} {measure.unit:4} (n = {measure.n}){beside}{equal}"


def _decisions(folder: Path | None, as_json: bool) -> None:
    """Each set of labelled minutes: a table for people, two measures a line for programs."""
    today = clock.day(clock.now(), settings.load({}).timezone)
    for name, place in decisions.folders(folder).items():
        told = decisions.tally(place, today)
        if as_json:
            for measure in decisions.measures(name, told):
                _tell(measure, as_json)
        else:
            for line in decisions.lines(name, told):
                click.echo(line)


def _quality(root: Path, as_json: bool) -> None:
    """The measures, then, for people, every query that was missed."""
    repository = quality.demonstration(root)
    try:
        administrator, visitor = quality.answers(repository)
    finally:
        repository.close()
    for measure in quality.measures(administrator, visitor):
        _tell(measure, as_json)
    if not as_json:
        for line in quality.misses(administrator):
            click.echo(line)


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
        words = asking.words(client)
        yield from asking.searching(client, words)
        yield searching.in_memory(root / "indexes", words)
        yield from asking.viewing(client)
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


def _uploading(client: Client, corpus: Path) -> Iterator[Measure]:
    """The files of the corpus once more: by one sender after the other, then by eight at once."""
    files = [path for path in sorted(corpus.rglob("*")) if path.is_file()] if corpus.is_dir() else [corpus]
    first = files[:_UPLOADS]
    times = [timed(lambda path=path: client.post(path.name, path.read_bytes())) for path in first]  # type: ignore[misc]
    yield from asking.spread("dépôt acquitté", times)
    yield Measure("dépôt, 1 client", round(1000 * len(times) / sum(times), 2), "/s", len(times))
    others = files[-4 * _UPLOADS :]
    yield from asking.together(
        "dépôt, 8 clients", client, others, lambda own, path: own.post(path.name, path.read_bytes())
    )


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
