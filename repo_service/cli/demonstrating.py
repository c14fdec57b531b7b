"""``demo``: the demonstration consortium, loaded into an empty repository and served."""

from __future__ import annotations

import threading

import click

from repo_service import settings, worker
from repo_service.cli import serving
from repo_service.demo import load
from repo_service.services import installing
from repo_service.services.repository import Repository


@click.command()
@serving.address
def demo(host: str, port: int) -> None:
    """Servir le consortium de démonstration (chargé si le dépôt est vide)."""
    chosen = settings.load()
    installing.install(chosen)
    repository = Repository(chosen)
    try:
        if load.is_needed(repository):
            click.echo("Chargement du consortium de démonstration…")
            load.load(repository)
            worker.work(chosen, threading.Event(), once=True)
        logins = load.logins(repository)
    finally:
        repository.close()
    local = serving.is_loopback(host)
    if local and logins:
        click.echo("Comptes de démonstration (mot de passe : " + load.PASSWORD + ")")
        for mail, role in logins:
            click.echo(f"  {mail:42} {role}")
    elif logins:
        click.echo("Les comptes de démonstration sont fermés : le serveur n'écoute pas sur 127.0.0.1.")
    serving.run(chosen, host, port, demonstration=local)


COMMANDS = (demo,)
