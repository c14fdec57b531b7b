"""What a handler needs of the present request: the repository it serves and the person who acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import current_app

from repo_service.services.repository import Repository, UnitOfWork
from repo_service.settings import Settings


def repository() -> Repository:
    """The repository that this application serves."""
    return cast(Repository, current_app.extensions["repository"])


def settings() -> Settings:
    """Its settings."""
    return repository().settings


@contextmanager
def reading() -> Iterator[UnitOfWork]:
    """A consistent look at the data."""
    with repository().store.reading() as uow:
        yield uow


@contextmanager
def writing() -> Iterator[UnitOfWork]:
    """A short transaction that commits when the block is left."""
    with repository().store.writing() as uow:
        yield uow
