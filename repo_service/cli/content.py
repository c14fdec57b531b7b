"""``import``, ``reindex``, ``check`` and ``sweep``: what is kept, from the command line."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from repo_service import settings
from repo_service.domain.documents import NewDocument
from repo_service.domain.kinds import KINDS, VISIBILITIES
from repo_service.services import checking, importing, indexing, installing, sweeping
from repo_service.services.accounts import managing
from repo_service.services.repository import Repository


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--kind", type=click.Choice(list(KINDS)), default="other", help="Nature, là où le fichier ne la dit pas.")
@click.option("--visibility", type=click.Choice([v for v in VISIBILITIES if v != "body"]), default="network")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Date, là où le fichier ne la dit pas.")
@click.option("--as", "mail", default="", help="Compte au nom duquel déposer ; par défaut le premier administrateur.")
def import_(paths: tuple[Path, ...], kind: str, visibility: str, day: datetime | None, mail: str) -> None:
    """Déposer des dossiers, des archives ZIP ou des lignes JSON. On peut le répéter : ce qui est déjà là est passé.

    Chaque refus est dit avec sa raison et n'arrête rien ; la dernière ligne les compte, et la commande finit par 0.
    """
    chosen = settings.load()
    installing.install(chosen)
    repository = Repository(chosen)
    defaults = NewDocument(kind=kind, title="", date=day.date() if day else None, visibility=visibility)
    with repository.store.reading() as uow:
        actor = managing.importer(uow, mail, chosen.timezone)
    counts = {"filed": 0, "present": 0, "refused": 0}
    items = [item for path in paths for item in importing.items(path)]
    console = Console(stderr=True)
    columns = (TextColumn("Import"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(items))
        for outcome in importing.run(repository, actor, iter(items), defaults):
            counts[outcome.result] += 1
            progress.advance(task)
            if outcome.result == "refused":
                told = f"refusé : {outcome.name} : {outcome.reason}"
                console.print(told, markup=False, highlight=False, soft_wrap=True)
    repository.close()
    click.echo(f"{counts['filed']} déposés, {counts['present']} déjà présents, {counts['refused']} refusés")


@click.command()
def reindex() -> None:
    """Reconstruire l'index à partir de la base (la recherche continue pendant ce temps).

    Si l'indexeur tourne, c'est lui qui le fait : la commande le lui demande et attend, dix minutes au plus.
    """
    chosen = settings.load()
    installing.install(chosen)
    repository = Repository(chosen)
    try:
        with Console(stderr=True).status("Index") as status:  # moves on a terminal, says nothing anywhere else
            indexing.renew(
                repository.store, chosen.indexes,
                lambda done: status.update(f"{done} documents"),
                lambda seconds: status.update(f"L'indexeur en marche reconstruit l'index… {seconds} s"),
            )  # fmt: skip
    finally:
        repository.close()
    click.echo("Index reconstruit.")


@click.command()
def check() -> None:
    """Tout vérifier : fichiers, versions, journal, index. Une ligne par défaut ; 0 si tout va bien."""
    repository = Repository(settings.load())
    faults = 0
    for fault in checking.check(repository.store, repository.searcher):
        faults += 1
        click.echo(fault)
    number, digest = checking.head(repository.store)
    click.echo(f"Journal : {number} lignes, tête {digest or '–'}")
    click.echo("Tout va bien." if not faults else f"{faults} défauts.")
    sys.exit(1 if faults else 0)


@click.command()
def sweep() -> None:
    """Faire le ménage : dépôts non publiés arrivés à terme, fichiers que plus rien ne nomme."""
    repository = Repository(settings.load())
    swept = sweeping.sweep(repository.store)
    click.echo(f"{swept.intakes} dépôts, {swept.files} fichiers, {swept.temporary} restes d'envois")


COMMANDS = (import_, reindex, check, sweep)
