"""Making and migrating the database: the migrations are the models, repeating is safe, two at once are safe."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from repo_service.services import installing
from repo_service.services.repository import Repository
from repo_service.settings import Settings
from repo_service.store import log, schema
from repo_service.store.base import Base
from repo_service.store.work import Store
from tests.conftest import World, make_settings

PROJECT = Path(__file__).resolve().parents[2]


def test_the_migrations_make_exactly_the_tables_of_the_models(any_repository: Repository) -> None:
    with any_repository.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences: list[Any] = compare_metadata(context, Base.metadata)
    assert differences == []


def test_every_constraint_and_index_has_the_name_that_the_convention_gives(any_repository: Repository) -> None:
    found = inspect(any_repository.store.engine)
    for table in Base.metadata.tables.values():
        assert found.get_pk_constraint(table.name)["name"] == f"pk_{table.name}"
        for key in found.get_foreign_keys(table.name):
            assert key["name"] == f"fk_{table.name}_{'_'.join(key['constrained_columns'])}"
        for index in found.get_indexes(table.name):
            if not index.get("duplicates_constraint"):
                assert str(index["name"]).startswith(f"ix_{table.name}_")


def test_a_migrated_database_is_current_and_an_empty_one_is_not(tmp_path: Path, repository: Repository) -> None:
    assert schema.is_current(repository.store)
    empty = Store(make_settings(tmp_path / "empty"))
    empty.blobs.root.parent.mkdir(parents=True)
    assert not schema.is_current(empty)
    empty.close()


def test_installing_again_changes_nothing(world: World) -> None:
    document = world.file("Texte.")
    settings = world.repository.settings
    with world.repository.store.reading() as uow:
        before = log.head(uow.session)
    installing.install(settings)
    installing.install(settings)
    with world.repository.store.reading() as uow:
        after = log.head(uow.session)
        assert (after.number, after.hash, after.epoch) == (before.number, before.hash, before.epoch)
    assert world.repository.store.blobs.exists(document.versions[0].blob_sha256)


def test_two_databases_have_different_epochs(tmp_path: Path) -> None:
    epochs = set()
    for name in ("one", "other"):
        settings = make_settings(tmp_path / name)
        installing.install(settings)
        store = Store(settings)
        with store.reading() as uow:
            epochs.add(log.head(uow.session).epoch)
        store.close()
    assert len(epochs) == 2


def test_the_secret_key_is_made_once_and_is_its_owners_only(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, SECRET_KEY="")
    installing.install(settings)
    key = installing.secret_key(settings)
    installing.install(settings)
    assert installing.secret_key(settings) == key
    assert len(key) == 64
    path = settings.storage / installing.KEY_FILE
    if os.name != "nt":
        assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in settings.storage.glob("secret-key*")] == ["secret-key"]


def test_a_given_secret_key_is_used_and_not_written(tmp_path: Path) -> None:
    settings = make_settings(tmp_path, SECRET_KEY="given by hand")
    installing.install(settings)
    assert installing.secret_key(settings) == "given by hand"
    assert not (settings.storage / installing.KEY_FILE).exists()


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing_yet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a repository that was never installed, on each kind of database."""
    if request.param == "sqlite":
        yield make_settings(tmp_path, SECRET_KEY="")
        return
    address = request.getfixturevalue("postgresql")
    if address is None:
        pytest.skip("no PostgreSQL server answers")
    name = f"t_{uuid.uuid4().hex[:12]}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield make_settings(tmp_path, SECRET_KEY="", DATABASE_URL=f"{address}?options=-csearch_path%3D{name}")
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


def test_three_processes_that_install_together_make_one_repository(nothing_yet: Settings) -> None:
    given = {
        "REPO_SERVICE_STORAGE": str(nothing_yet.storage),
        "REPO_SERVICE_INDEXES": str(nothing_yet.indexes),
        "REPO_SERVICE_DATABASE_URL": nothing_yet.database_url,
        "PYTHONPATH": str(PROJECT),
    }
    program = (
        "from repo_service import settings; from repo_service.services import installing;"
        "installing.install(settings.load())"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REPO_SERVICE_")} | given
    started = [
        subprocess.Popen([sys.executable, "-c", program], env=environment, stderr=subprocess.PIPE) for _ in range(3)
    ]
    complaints = [process.communicate(timeout=60)[1].decode() for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], complaints
    store = Store(nothing_yet)
    assert schema.is_current(store)
    with store.reading() as uow:
        assert log.head(uow.session).number == 0
    store.close()
