"""One site for a whole module of tests: its world, its application, and browsers in which people are signed in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from repo_service.app import create_app
from repo_service.formats.isolate import Reader
from tests.conftest import PASSWORD, World, bearer, make_settings, make_world, open_repository, with_token


@dataclass
class Site:
    """A world behind its web application."""

    world: World
    app: Flask

    def browser(self, mail: str) -> FlaskClient:
        """A browser in which somebody has signed in through the page."""
        client = self.app.test_client()
        form = with_token(client, "/sign-in", mail=mail, password=PASSWORD)
        assert client.post("/sign-in", data=form).status_code == 303
        return client

    def program(self, role: str) -> dict[str, str]:
        """The headers of a program that acts for somebody."""
        return bearer(self.world.token(f"{role}@exemple.fr"))

    @cached_property
    def visitor(self) -> FlaskClient:
        """A browser of nobody."""
        return self.app.test_client()

    @cached_property
    def reader(self) -> FlaskClient:
        """The reader's browser."""
        return self.browser("reader@exemple.fr")

    @cached_property
    def secretary(self) -> FlaskClient:
        """The browser of the secretary of all bodies."""
        return self.browser("secretary@exemple.fr")

    @cached_property
    def administrator(self) -> FlaskClient:
        """The administrator's browser."""
        return self.browser("administrator@exemple.fr")


def open_site(root: Path, empty_storage: Path, reader: Reader, **settings: str) -> Site:
    """A fresh site under ``root``."""
    shutil.copytree(empty_storage, root / "repository")
    repository = open_repository(make_settings(root / "repository", **settings), reader)
    world = make_world(repository)
    app = create_app(repository.settings)
    app.extensions["repository"].__dict__.update(reader=reader, store=repository.store)
    return Site(world, app)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_storage: Path, reader: Reader) -> Iterator[Site]:
    """One site for all tests of a module: they add to it, each with words and names of its own."""
    site = open_site(tmp_path_factory.mktemp("site"), empty_storage, reader)
    yield site
    site.world.repository.store.close()
