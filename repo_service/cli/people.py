"""``user``: accounts and tokens from the command line."""

from __future__ import annotations

import sys

import click

from repo_service import settings
from repo_service.domain.roles import ROLES, SYSTEM
from repo_service.services import installing, people
from repo_service.services.repository import Repository


@click.group()
def user() -> None:
    """Ajouter des comptes et des jetons."""


@user.command()
@click.argument("mail")
@click.option("--role", type=click.Choice(list(ROLES)), required=True)
@click.option("--name", default="", help="Prénom Nom d'une personne nouvelle.")
@click.option("--person", default="", help="Personne déjà connue, par identifiant ou nom exact ; ses mandats valent.")
@click.option("--body", "bodies", multiple=True, help="Instance servie (secrétaire) ; aucune : toutes.")
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe sur l'entrée standard.")
def add(mail: str, role: str, name: str, person: str, bodies: tuple[str, ...], password_stdin: bool) -> None:
    """Ajouter le compte de MAIL : celui d'une personne nouvelle (--name) ou déjà connue (--person)."""
    if name and person:
        raise click.UsageError("--name et --person ne vont pas ensemble.")
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Mot de passe", hide_input=True, confirmation_prompt=True)
    chosen = settings.load()
    installing.install(chosen)
    repository = Repository(chosen)
    with repository.store.writing() as uow:
        people.add_account(uow, SYSTEM, mail, name, role, list(bodies), password, chosen.timezone, person=person)
    click.echo(f"Compte ajouté : {mail} ({ROLES[role]})")


@user.command()
@click.argument("mail")
@click.option("--days", type=click.IntRange(1, 3660), default=None, help="Durée ; sans elle, le jeton ne finit pas.")
def token(mail: str, days: int | None) -> None:
    """Faire un jeton pour l'API ; il s'affiche seul sur la dernière ligne."""
    chosen = settings.load()
    installing.install(chosen)
    repository = Repository(chosen)
    with repository.store.writing() as uow:
        secret = people.issue_token(uow, SYSTEM, mail, days=days)
    click.echo("Ce jeton ne sera plus montré :")
    click.echo(secret)


COMMANDS = (user,)
