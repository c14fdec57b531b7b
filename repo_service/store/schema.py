"""Creates and migrates the database, one process at a time.

Tables are defined beside; Alembic's scripts are in ``migrations/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from repo_service import paths
from repo_service.store.work import Store

_ADVISORY_KEY = 7_316_029_115_402_001  # arbitrary, constant: names our lock among those of a PostgreSQL server


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, made in code: there is no ini file to lose."""
    config = Config()
    config.set_main_option("script_location", str(paths.MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(store: Store, revision: str = "head") -> None:
    """Bring the database to ``revision``; safe to repeat and safe when two processes start together."""
    store.blobs.root.mkdir(parents=True, exist_ok=True)
    with _alone(store) as connection:
        command.upgrade(configuration(connection), revision)


def is_current(store: Store) -> bool:
    """Whether the database has every migration of this program."""
    script = ScriptDirectory(str(paths.MIGRATIONS))
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == script.get_current_head()


@contextmanager
def _alone(store: Store) -> Iterator[Connection]:
    """A connection in one transaction that no other migrating process shares."""
    engine = store.engine.execution_options(immediate=True)
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_KEY})
        yield connection
