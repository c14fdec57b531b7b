"""The command line. A command reads its arguments, calls one verb, prints; errors are one sentence and status 1.

Commands are loaded when they are asked for, so that the indexer does not carry the web pages nor the demonstration.
"""

from __future__ import annotations

import importlib
import sys

import click

from repo_service import __version__
from repo_service.errors import RepoServiceError
from repo_service.settings import SettingError

COMMANDS: dict[str, str] = {  # name -> module of this folder
    "serve": "serving",
    "demo": "demonstrating",
    "init": "serving",
    "user": "people",
    "import": "content",
    "reindex": "content",
    "work": "working",
    "check": "content",
    "sweep": "content",
    "bench": "bench",
}


class _Commands(click.Group):
    """The group whose commands are the table above."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        room = importlib.import_module(f"repo_service.cli.{COMMANDS[name]}")
        found: click.Command = next(command for command in room.COMMANDS if command.name == name)
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="repo-service")
def cli() -> None:
    """La mémoire commune d'un consortium de bibliothèques : déposer, trouver, conserver."""


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
