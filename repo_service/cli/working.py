"""``work``: the indexer and housekeeper as a process of its own."""

from __future__ import annotations

import os
import signal
import sys
import threading

import click

from repo_service import settings, worker


@click.command()
@click.option("--once", is_flag=True, help="S'arrêter quand tout est indexé.")
@click.option("--with-parent", is_flag=True, hidden=True, help="S'arrêter quand l'entrée standard se ferme.")
def work(once: bool, with_parent: bool) -> None:
    """Tenir l'index à jour, lire les numérisations, faire le ménage (un seul par dossier d'index)."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_stop_with_parent, args=(stop,), daemon=True).start()
    worker.work(settings.load(), stop, once)


def _stop_with_parent(stop: threading.Event) -> None:
    """The pipe from our parent closes when it ends, even when it is killed.

    It is read below ``sys.stdin``: a thread that waits holds its lock, and the process could not end in peace.
    """
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()


COMMANDS = (work,)
