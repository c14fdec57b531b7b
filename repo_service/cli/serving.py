"""``init`` and ``serve``: making a repository, serving its pages with the indexer beside."""

from __future__ import annotations

import ipaddress
import logging
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import click

from repo_service import settings
from repo_service.app import create_app, settle
from repo_service.cli import connections
from repo_service.services import installing
from repo_service.settings import Settings


def address(command: click.decorators.FC) -> click.decorators.FC:
    """The options ``--host`` and ``--port``."""
    command = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))(command)
    return click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d'écoute.")(command)


@click.command()
def init() -> None:
    """Créer ou mettre à jour la base et les dossiers (sans danger si on le répète)."""
    chosen = settings.load()
    installing.install(chosen)
    click.echo(f"Prêt : {chosen.storage}")


@click.command()
@address
def serve(host: str, port: int) -> None:
    """Servir les pages, avec l'indexeur à côté."""
    chosen = settings.load()
    if not is_loopback(host):
        installing.require_key(chosen)
    installing.install(chosen)
    run(chosen, host, port, demonstration=False)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on ``host``."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def run(chosen: Settings, host: str, port: int, demonstration: bool) -> None:
    """Serve until Ctrl-C. ``demonstration``: the printed logins are good."""
    app = create_app(chosen, demonstration)
    server = connections.server(app, chosen, host, port)
    held = chosen.storage / "tmp"  # where the server holds large requests until they are whole
    held.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(held)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue is no news
    for name in (signal.SIGINT, signal.SIGTERM):  # also where a shell started us with Ctrl-C ignored
        signal.signal(name, _interrupt)
    shown = f"[{host}]" if ":" in host else host
    app.extensions["repository"].reader.warm()
    settle()
    with _indexer():
        click.echo(f"Repo Service : http://{shown}:{port}/  (Ctrl-C pour arrêter)")
        try:
            server.run()
        finally:
            server.close()
            app.extensions["repository"].close()
    click.echo("Arrêté.")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _indexer() -> Iterator[None]:
    """The indexer as a child process that ends with us, however we end, and is started again if it falls."""
    stop = threading.Event()
    keeper = threading.Thread(target=_keep_indexer, args=(stop,), daemon=True)
    keeper.start()
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        keeper.join(timeout=10)


def _keep_indexer(stop: threading.Event) -> None:
    """Run the indexer until ``stop``; its standard input is a pipe that closes when this process dies."""
    while not stop.is_set():
        child = subprocess.Popen(
            [sys.executable, "-m", "repo_service", "work", "--with-parent"],
            stdin=subprocess.PIPE, env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
            start_new_session=os.name != "nt",
        )  # fmt: skip
        while child.poll() is None and not stop.wait(0.2):
            pass
        if child.poll() is None:
            assert child.stdin is not None
            child.stdin.close()
            try:
                child.wait(timeout=8)
            except subprocess.TimeoutExpired:
                child.kill()
        elif not stop.is_set():
            time.sleep(1)


COMMANDS = (init, serve)
