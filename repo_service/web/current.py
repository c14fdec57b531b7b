"""What a handler needs of the present request: the repository it serves and the person who acts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from flask import Response, after_this_request, current_app, g, request

from repo_service.domain.documents import SearchQuery
from repo_service.domain.roles import Actor
from repo_service.services import reading as showing
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
    """A consistent look at the data; within one that is open in this request, the same: who asks and what is answered
    are of one instant.
    """
    if "look" in g:
        yield g.look
        return
    with repository().store.reading() as g.look:
        try:
            yield g.look
        finally:
            g.pop("look")


@contextmanager
def writing() -> Iterator[UnitOfWork]:
    """A short transaction that commits when the block is left."""
    with repository().store.writing() as uow:
        yield uow


def tell_missed(query: SearchQuery, total: int) -> None:
    """Note what this search found; counts of those that found nothing are written down once the answer has left."""
    served = repository()
    if request.method != "HEAD":
        served.missed.note(query, total)
    if served.missed.is_due():
        after_this_request(_write_down)


def _write_down(response: Response) -> Response:
    served = repository()
    response.call_on_close(partial(served.missed.settle, served.store, served.settings.timezone))
    return response


def tell_reading(actor: Actor, document: Any, version: Any, download: bool = False, companion: str = "") -> None:
    """Note that this request gives ``actor`` a text or its file, where that is recorded. HEAD gives nothing."""
    if request.method != "HEAD":
        showing.record(repository(), actor, document, version, download, companion)
