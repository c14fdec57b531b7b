"""Whether the parts answer: for monitors, without a word about content."""

from __future__ import annotations

import os

from repo_service.errors import RepoServiceError
from repo_service.services.repository import Repository
from repo_service.store import log


def parts(repository: Repository) -> dict[str, bool]:
    """Part -> whether it answers: database, storage, index."""
    try:
        with repository.store.reading() as uow:
            database = log.head(uow.session).number >= 0
    except RepoServiceError:
        database = False
    return {
        "database": database,
        "storage": os.access(repository.settings.storage, os.W_OK),
        "index": not repository.searcher.health().damaged,
    }
