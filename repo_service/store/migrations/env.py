"""Alembic's entry: the connection comes from ``store.schema``, batch mode makes SQLite able to change tables."""

from alembic import context

from repo_service.store import (  # noqa: F401  (tables register themselves)
    comments,
    documents,
    likeness,
    log,
    missed,
    outbox,
    searches,
    synonyms,
)
from repo_service.store.base import Base
from repo_service.store.people import (
    candidatures,  # noqa: F401  (tables register themselves)
    tables,  # noqa: F401  (tables register themselves)
)
from repo_service.store.register import tables as register_tables  # noqa: F401  (tables register themselves)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
