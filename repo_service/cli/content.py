"""``import``, ``reindex``, ``check`` and ``sweep``: what is kept, from the command line."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from repo_service import settings
from repo_service.cli import registers
from repo_service.domain.documents import NewDocument
from repo_service.domain.kinds import KINDS, VISIBILITIES
from repo_service.search import CURRENT, HISTORY, history_folder
from repo_service.services import checking, importing, indexing, installing, sweeping
from repo_service.services.accounts import managing
from repo_service.services.repository import Repository
from repo_service.services.versions import rereading


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--kind", type=click.Choice(list(KINDS)), default="other", help="Nature, là où le fichier ne la dit pas.")
@click.option("--visibility", type=click.Choice([v for v in VISIBILITIES if v != "body"]), default="network")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Date, là où le fichier ne la dit pas.")
@click.option("--as", "mail", default="", help="Compte au nom duquel déposer ; par défaut le premier administrateur.")
@click.option(
    "--register", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Reprendre plutôt un registre de décisions : un fichier CSV, XLSX, ODS.",
)  # fmt: skip
@click.option("--body", default="", help="Instance dont c'est le registre, là où aucune colonne ne le dit.")
@click.option("--columns", "matching", default="", help="Ce que les titres ne disent pas : « number=Réf,day=Fait le ».")
def import_(
    paths: tuple[Path, ...], kind: str, visibility: str, day: datetime | None, mail: str, register: Path | None,
    body: str, matching: str,
) -> None:  # fmt: skip
    """Déposer des dossiers, des archives ZIP ou des lignes JSON. On peut le répéter : ce qui est déjà là est passé.

    Chaque refus est dit avec sa raison et n'arrête rien ; la dernière ligne les compte, et la commande finit par 0.
    """
    if bool(paths) == bool(register):
        raise click.UsageError("Donnez des fichiers ou des dossiers, ou bien un registre : --register FICHIER.")
    chosen = settings.load()
    installing.install(chosen)
    repository = Repository(chosen)
    if register is not None:
        registers.take_over(repository, register, mail, registers.Said(body, matching, visibility))
        repository.close()
        return
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
@click.option(
    "--reread", is_flag=False, flag_value="older", type=click.Choice(["older", "all"]), metavar="[=all]",
    help="Relire d'abord les fichiers lus par un lecteur plus ancien, refaire leurs copies ; =all : tous les fichiers.",
)  # fmt: skip
def reindex(reread: str | None) -> None:
    """Reconstruire l'index, puis celui des versions passées, à partir de la base (la recherche continue).

    Si l'indexeur tourne, c'est lui qui le fait : la commande le lui demande et attend, dix minutes au plus.

    Relire peut être interrompu et répété. Les fichiers, les versions et leurs empreintes ne changent pas. La commande
    finit par 1 si un fichier n'a pas pu être relu ; son ancien texte reste.
    """
    chosen = settings.load()
    installing.install(chosen)
    repository = Repository(chosen)
    failed = 0
    try:
        if reread:
            failed = _read_again(repository, everything=reread == "all")
        with Console(stderr=True).status("Index") as status:  # moves on a terminal, says nothing anywhere else
            for layout, folder, words in (
                (CURRENT, chosen.indexes, "documents"),
                (HISTORY, history_folder(chosen.indexes), "passages de toutes les versions"),
            ):
                indexing.renew(
                    repository.store, folder,
                    lambda done, words=words: status.update(f"{done} {words}"),  # type: ignore[misc]
                    lambda seconds: status.update(f"L'indexeur en marche reconstruit l'index… {seconds} s"),
                    layout=layout,
                )  # fmt: skip
    finally:
        repository.close()
    click.echo("Index reconstruit.")
    sys.exit(1 if failed else 0)


def _read_again(repository: Repository, everything: bool) -> int:
    """Read kept files again, saying how far it is; how many could not be read."""
    read = changed = failed = 0
    console = Console(stderr=True)
    columns = (TextColumn("Relecture"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=rereading.count(repository))
        for outcome in rereading.run(repository, everything):
            read, changed, failed = read + outcome.read, changed + outcome.changed, failed + bool(outcome.fault)
            progress.advance(task)
            for public_id, title in outcome.documents:
                told = f"non relu : {title} ({public_id}) : {outcome.fault}"
                console.print(told, markup=False, highlight=False, soft_wrap=True)
    click.echo(f"{read} fichiers relus, {changed} textes changés, {failed} en échec")
    return failed


@click.command()
def check() -> None:
    """Tout vérifier : fichiers, versions, journal, index. Une ligne par défaut ; 0 si tout va bien."""
    repository = Repository(settings.load())
    faults = 0
    for fault in checking.check(repository.store, repository.searcher, repository.history):
        faults += 1
        click.echo(fault)
    with repository.store.reading() as uow:
        if old := rereading.outdated(uow):  # no fault: what was read is still there, and could be better
            click.echo(f"{old} fichiers lus par un lecteur plus ancien : repo-service reindex --reread")
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
