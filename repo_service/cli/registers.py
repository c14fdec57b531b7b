"""A register that was kept elsewhere, taken over from the command line (``import --register``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console

from repo_service.domain.passages import fold
from repo_service.domain.register import headings
from repo_service.domain.register.headings import Grid
from repo_service.errors import Invalid
from repo_service.services.accounts import managing
from repo_service.services.register import importing, taking_over
from repo_service.services.register.importing import Asked
from repo_service.services.repository import Repository


@dataclass(frozen=True, slots=True)
class Said:
    """What the command line says of a register: whose it is, what its columns hold, who may read it."""

    body: str
    columns: str
    visibility: str


def take_over(repository: Repository, path: Path, mail: str, said: Said) -> None:
    """Have the good lines enter, telling every other one with its reason; it can be repeated."""
    timezone, console = repository.settings.timezone, Console(stderr=True)
    with repository.store.reading() as uow:
        actor = managing.importer(uow, mail, timezone)
        bodies = {key: row.public_id for row in importing.bodies(uow, actor) for key in (row.name_key, fold(row.short))}
    with repository.store.blobs.receive(repository.settings.max_upload) as sink, path.open("rb") as file:
        while chunk := file.read(1 << 18):
            sink.write(chunk)
        grid = importing.read(repository.reader, repository.store.blobs, sink.keep().sha256)
    if said.body and fold(said.body) not in bodies:
        raise Invalid("Cette instance n’existe pas.")
    asked = Asked(_columns(grid, said.columns), bodies.get(fold(said.body), ""), said.visibility)
    with repository.store.reading() as uow:
        plan = importing.plan(uow, actor, grid, asked, timezone)
    if plan.faults:
        raise Invalid(plan.faults[0])
    for one in plan.of("wrong"):
        why = " ".join(f"{fault.sentence} {fault.words}".rstrip() for fault in one.faults)
        told = f"refusée : ligne {one.line.place} {one.line.number} : {why}"
        console.print(told, markup=False, highlight=False, soft_wrap=True)
    with console.status("Registre") as status:
        done = taking_over.run(
            repository, actor, grid, asked, len(plan.lines), lambda entered: status.update(f"{entered} décisions")
        )
    wrong = len(plan.of("wrong")) + done.refused
    click.echo(f"{done.entered} entrées, {len(plan.of('present'))} déjà présentes, {wrong} refusées, {done.tied} liens")


def _columns(grid: Grid, said: str) -> dict[str, int]:
    """The columns as they are recognised, but for those that were named: « number=Réf,day=Fait le »."""
    columns = headings.matched(grid.heads)
    heads = {fold(head): place for place, head in enumerate(grid.heads)}
    for pair in filter(None, said.split(",")):
        name, _, head = pair.partition("=")
        if name.strip() not in headings.FIELDS or fold(head) not in heads:
            raise Invalid("Colonne inconnue : %(pair)s", pair=pair)
        place = heads[fold(head)]
        columns = {key: column for key, column in columns.items() if column != place} | {name.strip(): place}
    return columns
