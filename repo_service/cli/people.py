"""``user``: accounts, roles, passwords and tokens from the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from repo_service import clock, settings
from repo_service.domain.roles import ROLES, SYSTEM
from repo_service.services import installing, personal
from repo_service.services.accounts import managing, tokens
from repo_service.services.repository import Repository, UnitOfWork
from repo_service.settings import Settings


@click.group()
def user() -> None:
    """Tenir les comptes et faire des jetons."""


@contextmanager
def _writing() -> Iterator[tuple[UnitOfWork, Settings]]:
    """One transaction on a repository that is installed first."""
    chosen = settings.load()
    installing.install(chosen)
    repository = Repository(chosen)
    try:
        with repository.store.writing() as uow:
            yield uow, chosen
    finally:
        repository.close()


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    asked: str = click.prompt("Mot de passe", hide_input=True, confirmation_prompt=True)
    return asked


@user.command()
@click.argument("mail")
@click.option("--role", type=click.Choice([role for role in ROLES if role != "visitor"]), required=True)
@click.option("--name", default="", help="Prénom Nom d'une personne nouvelle.")
@click.option("--person", default="", help="Personne déjà connue, par identifiant ou nom exact ; ses mandats valent.")
@click.option("--body", "bodies", multiple=True, help="Instance servie (secrétaire) ; aucune : toutes.")
@click.option("--institution", default="", help="Partenaire où travaille la personne, ou qu'elle représente.")
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe sur l'entrée standard.")
def add(
    mail: str, role: str, name: str, person: str, bodies: tuple[str, ...], institution: str, password_stdin: bool
) -> None:
    """Ajouter le compte de MAIL : celui d'une personne nouvelle (--name) ou déjà connue (--person)."""
    if name and person:
        raise click.UsageError("--name et --person ne vont pas ensemble.")
    password = _password(password_stdin)
    with _writing() as (uow, chosen):
        managing.add_account(
            uow, SYSTEM, mail, name, role, list(bodies), password, chosen.timezone, person=person,
            institution=institution,
        )  # fmt: skip
    click.echo(f"Compte ajouté : {mail} ({ROLES[role]})")


@user.command()
@click.argument("mail")
@click.option("--days", type=click.IntRange(1, 3660), default=None, help="Durée ; sans elle, le jeton ne finit pas.")
@click.option("--read-only", is_flag=True, help="Le jeton ne permet que de lire.")
def token(mail: str, days: int | None, read_only: bool) -> None:
    """Faire un jeton pour l'API ; il s'affiche seul sur la dernière ligne."""
    with _writing() as (uow, _):
        secret = tokens.issue(uow, SYSTEM, mail, days=days, scopes=("read",) if read_only else tokens.SCOPES)
    click.echo("Ce jeton ne sera plus montré :")
    click.echo(secret)


@user.command("list")
def show_all() -> None:
    """Montrer tous les comptes : adresse, nom, rôles, état."""
    with _writing() as (uow, chosen):
        day = clock.day(uow.now, chosen.timezone)
        for row in managing.everyone(uow, SYSTEM):
            roles = ", ".join(ROLES[role] for role in managing.roles_of(uow, row, day))
            state = "fermé" if row.disabled_at else roles or "aucun rôle"
            click.echo(f"{row.mail}\t{row.person.name}\t{state}")


@user.command()
@click.argument("mail")
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe sur l'entrée standard.")
def password(mail: str, password_stdin: bool) -> None:
    """Changer le mot de passe de MAIL ; ses connexions et ses jetons prennent fin."""
    chosen_password = _password(password_stdin)
    with _writing() as (uow, _):
        managing.set_password(uow, SYSTEM, mail, chosen_password)
    click.echo("Mot de passe changé ; connexions et jetons ont pris fin.")


@user.command()
@click.argument("mail")
@click.option("--role", "roles", multiple=True, type=click.Choice([role for role in ROLES if role != "visitor"]))
@click.option("--body", "bodies", multiple=True, help="Instance servie (secrétaire) ; aucune : toutes.")
@click.option("--institution", default="", help="Partenaire que la personne représente.")
def role(mail: str, roles: tuple[str, ...], bodies: tuple[str, ...], institution: str) -> None:
    """Donner à MAIL ces rôles-là, dès aujourd'hui, à la place de ceux qu'il tient."""
    with _writing() as (uow, chosen):
        account = managing.by_mail(uow, mail)
        managing.set_roles(uow, SYSTEM, account, roles, list(bodies), institution, chosen.timezone)
    click.echo("Rôles changés.")


@user.command()
@click.argument("mail")
def disable(mail: str) -> None:
    """Fermer le compte de MAIL ; ses connexions et ses jetons prennent fin."""
    with _writing() as (uow, chosen):
        managing.disable(uow, SYSTEM, managing.by_mail(uow, mail), chosen.timezone)
    click.echo("Compte fermé.")


@user.command()
@click.argument("mail")
def enable(mail: str) -> None:
    """Ouvrir de nouveau le compte de MAIL."""
    with _writing() as (uow, _):
        managing.enable(uow, SYSTEM, managing.by_mail(uow, mail))
    click.echo("Compte ouvert.")


@user.command()
@click.argument("who")
def export(who: str) -> None:
    """Donner tout ce qui est gardé sur WHO (adresse, ou nom exact d'une personne), en JSON ; le journal le note."""
    with _writing() as (uow, _):
        found = personal.export_of(uow, SYSTEM, who)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


@user.command()
@click.argument("mail")
@click.option("--yes", is_flag=True, help="Ne pas demander de confirmation.")
def anonymise(mail: str, yes: bool) -> None:
    """Effacer le nom et les adresses de MAIL, qui est parti, et fermer son compte. On ne peut pas revenir en arrière.

    Ce que la personne a fait reste, sous le nom « Ancien membre » ; les comptes rendus gardent les noms qu'ils citent.
    """
    if not yes:
        click.confirm(f"Anonymiser {mail} pour toujours ?", abort=True, err=True)
    with _writing() as (uow, chosen):
        personal.anonymise(uow, SYSTEM, managing.by_mail(uow, mail), chosen.timezone)
    click.echo("Compte anonymisé.")


COMMANDS = (user,)
