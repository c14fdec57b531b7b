"""The command line. A command reads its arguments, calls one verb, prints; errors are one sentence and status 1."""

from __future__ import annotations

import sys

import click

from repo_service import __version__
from repo_service.cli import bench, content, people, serving
from repo_service.errors import RepoServiceError
from repo_service.settings import SettingError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="repo-service")
def cli() -> None:
    """La mémoire commune d'un consortium de bibliothèques : déposer, trouver, conserver."""


for command in (*serving.COMMANDS, *people.COMMANDS, *content.COMMANDS, *bench.COMMANDS):
    cli.add_command(command)


def main() -> None:
    """Entry of ``repo-service`` and ``python -m repo_service``."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (RepoServiceError, SettingError) as error:
        fields = getattr(error, "fields", {})
        click.echo(" ".join(["Erreur :", str(error), *fields.values()]), err=True)
        sys.exit(1)
