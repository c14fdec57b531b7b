"""What tests share: a fresh repository (on SQLite, and on PostgreSQL for store and service tests), people, a client.

Everything is real: a real database, real files in a temporary folder, a real child process that reads files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from repo_service import clock
from repo_service import settings as settings_module
from repo_service.app import create_app
from repo_service.domain.documents import NewDocument
from repo_service.domain.roles import SYSTEM, Actor
from repo_service.formats.base import Extract
from repo_service.formats.isolate import Reader
from repo_service.search import HISTORY, Indexer, history_folder
from repo_service.services import documents, indexing, installing
from repo_service.services.accounts import passwords, tokens
from repo_service.services.repository import Repository
from repo_service.settings import Settings
from repo_service.store.base import Base
from repo_service.store.documents import Document
from repo_service.store.people import accounts, governance

POSTGRESQL = os.environ.get("REPO_SERVICE_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
PASSWORD = "une phrase de passe assez longue"
TIMEZONE = "Europe/Paris"


def make_settings(root: Path, **more: str) -> Settings:
    """Settings of a repository under ``root``; ``more`` are names of the table, without prefix."""
    given = {"STORAGE": str(root / "storage"), "INDEXES": str(root / "indexes"), "SECRET_KEY": "for these tests only"}
    given |= more
    if not given["SECRET_KEY"]:
        del given["SECRET_KEY"]  # an empty one is refused
    return settings_module.load({f"REPO_SERVICE_{name}": value for name, value in given.items()})


class RememberingReader(Reader):
    """The real reader, but the same bytes under the same name are read once a run: tests file the same words often."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, str], tuple[str, int, Extract]] = {}

    def read(self, path: Path, hint: str = "") -> tuple[str, int, Extract]:
        """As the real one; a failure is remembered too."""
        key = (hashlib.sha256(path.read_bytes()).hexdigest(), hint)
        if key not in self._known:
            self._known[key] = super().read(path, hint)
        return self._known[key]


@pytest.fixture(scope="session", autouse=True)
def _compiled_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """All applications of the run share their compiled templates: each alone would compile all that it shows."""
    with pytest.MonkeyPatch.context() as patch:
        cache = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("pages")))
        patch.setitem(Flask.jinja_options, "bytecode_cache", cache)
        yield


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """One warm child process for the whole run."""
    reader = RememberingReader()
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def empty_storage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite storage folder, to be copied: faster than migrating for each test."""
    root = tmp_path_factory.mktemp("empty")
    installing.install(make_settings(root))
    return root


@pytest.fixture
def settings(tmp_path: Path, empty_storage: Path) -> Settings:
    """Settings of a fresh, empty repository on SQLite."""
    shutil.copytree(empty_storage, tmp_path / "repository")
    return make_settings(tmp_path / "repository")


@pytest.fixture(scope="session")
def postgresql() -> str | None:
    """The address of a PostgreSQL server to test on; ``None`` where none answers (a failure in CI)."""
    engine = create_engine(POSTGRESQL, connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return POSTGRESQL
    except OperationalError:
        if os.environ.get("CI") == "true":
            pytest.fail(f"no PostgreSQL at {POSTGRESQL}")
        return None
    finally:
        engine.dispose()


@pytest.fixture(scope="session")
def postgresql_schema(postgresql: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str | None]:
    """The address of a migrated schema of our own, made once a run; each test finds it empty."""
    if postgresql is None:
        yield None
        return
    name = f"t_{uuid.uuid4().hex[:12]}"
    engine = create_engine(postgresql, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    address = f"{postgresql}?options=-csearch_path%3D{name}%20-csynchronous_commit%3Doff"
    installing.install(make_settings(tmp_path_factory.mktemp("postgresql"), DATABASE_URL=address))
    yield address
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


def empty(address: str) -> None:
    """Bring a database back to what it was just after its migration."""
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # in any order, whoever refers to whom
        tables = [table for table in Base.metadata.tables if table != "log_head"]
        connection.execute(text("; ".join(f"DELETE FROM {table}" for table in tables)))
        fresh = {"epoch": str(uuid.uuid4())}
        connection.execute(text("UPDATE log_head SET number = 0, hash = '', access_number = 0, epoch = :epoch"), fresh)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of a fresh repository on each kind of database."""
    if request.param == "sqlite":
        made: Settings = request.getfixturevalue("settings")
        return made
    address = request.getfixturevalue("postgresql_schema")
    if address is None:
        pytest.skip("no PostgreSQL server answers")
    empty(address)
    made = make_settings(tmp_path / "repository", DATABASE_URL=address)
    made.storage.mkdir(parents=True)
    made.indexes.mkdir(parents=True)
    return made


def open_repository(settings: Settings, reader: Reader) -> Repository:
    """A repository that uses the warm child of the run."""
    repository = Repository(settings)
    repository.__dict__["reader"] = reader  # fills the cached property: same class, already warm
    return repository


@pytest.fixture
def repository(settings: Settings, reader: Reader) -> Iterator[Repository]:
    """A fresh repository on SQLite."""
    repository = open_repository(settings, reader)
    yield repository
    repository.store.close()


@pytest.fixture
def any_repository(any_settings: Settings, reader: Reader) -> Iterator[Repository]:
    """A fresh repository on each kind of database."""
    repository = open_repository(any_settings, reader)
    yield repository
    repository.store.close()


@dataclass
class World:
    """A repository with one body, one institution and one person of each role, and shortcuts to act in it."""

    repository: Repository
    administrator: Actor
    secretary: Actor
    reader: Actor
    body: str
    institution: str

    def file(
        self, content: bytes | str, name: str = "texte.txt", actor: Actor | None = None, **said: Any
    ) -> Document:
        """File bytes as a document and return it."""
        new = NewDocument(**{"kind": "other", "title": "Un titre", **said})
        prepared = self.prepare(content, name)
        with self.repository.store.writing() as uow:
            return documents.file(uow, actor or self.administrator, prepared, new, TIMEZONE)

    def prepare(self, content: bytes | str, name: str = "texte.txt") -> documents.Prepared:
        """Keep and read bytes."""
        with self.repository.store.blobs.receive() as sink:
            sink.write(content if isinstance(content, bytes) else content.encode())
            return documents.prepare(self.repository.reader, sink, name)

    def index(self) -> None:
        """Bring both indexes up to date, as the worker does."""
        indexes = self.repository.settings.indexes
        for opened in (Indexer(indexes), Indexer(history_folder(indexes), HISTORY)):
            with opened as indexer:
                indexing.ready(self.repository.store, indexer)
                indexing.drain(self.repository.store, indexer)

    def token(self, mail: str) -> str:
        """A bearer token of one of the people."""
        with self.repository.store.writing() as uow:
            return tokens.issue(uow, SYSTEM, mail)


@cache
def hashed_password() -> str:
    """The hash of the password that all these people have, made once for all tests: hashing is slow on purpose."""
    return passwords.hashed(PASSWORD)


def make_world(repository: Repository) -> World:
    """Fill an empty repository with its people."""
    with repository.store.writing() as uow:
        body = governance.add_body(uow, "Comité de pilotage", "CoPil", "deciding", "")
        institution = governance.add_institution(uow, "Université de Valmorin", "UVM", "université", "Valmorin")
        actors = {}
        for role in ("administrator", "secretary", "reader"):
            account = accounts.add(uow, f"{role}@exemple.fr", "Camille", role.title(), hashed_password())
            accounts.add_grant(uow, account, role, [], clock.day(uow.now, TIMEZONE))
            actors[role] = accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))
    return World(
        repository, actors["administrator"], actors["secretary"], actors["reader"], body.public_id,
        institution.public_id,
    )  # fmt: skip


@pytest.fixture
def world(repository: Repository) -> World:
    """People in a fresh repository on SQLite."""
    return make_world(repository)


@pytest.fixture
def any_world(any_repository: Repository) -> World:
    """People in a fresh repository on each kind of database."""
    return make_world(any_repository)


@pytest.fixture
def app(world: World) -> Flask:
    """The web application over ``world``."""
    app = create_app(world.repository.settings)
    made: Repository = app.extensions["repository"]
    made.__dict__.update(reader=world.repository.reader, store=world.repository.store)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser without JavaScript."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> Callable[[str], FlaskClient]:
    """A browser in which one of the people (by role) is signed in, through the sign-in page."""

    def signed_in(role: str) -> FlaskClient:
        client = app.test_client()
        form = with_token(client, "/sign-in", mail=f"{role}@exemple.fr", password=PASSWORD)
        answer = client.post("/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        return client

    return signed_in


def with_token(client: FlaskClient, page: str, **fields: Any) -> dict[str, Any]:
    """Form fields with the token of the form on ``page``."""
    html = client.get(page).text
    assert 'name="csrf_token" value="' in html, html[:2000]
    return {"csrf_token": html.partition('name="csrf_token" value="')[2].partition('"')[0], **fields}


def bearer(token: str) -> dict[str, str]:
    """The header that a program sends."""
    return {"Authorization": f"Bearer {token}"}
