"""The engine and the unit of work: ``reading()`` and ``writing()`` are the only ways to reach the database.

Leaving a ``writing()`` block commits, once, after the log has taken its numbers; an error inside rolls everything back.
Nothing inside a block commits, and no file is read or network called inside one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DatabaseError, DataError, OperationalError
from sqlalchemy.orm import Session

from repo_service import clock
from repo_service.errors import Damaged, Invalid, RepoServiceError, StorageFull, Unavailable
from repo_service.settings import Settings
from repo_service.store.blobs import Blobs
from repo_service.store.log import Log, take_turn

BUSY_SECONDS = 10


@dataclass(slots=True)
class UnitOfWork:
    """One short transaction: the session, the kept files, the log, and one instant for all that happens in it."""

    session: Session
    blobs: Blobs
    log: Log
    now: datetime


class Store:
    """The database and the kept files of one repository. Thread-safe; one per process."""

    def __init__(self, settings: Settings) -> None:
        self.blobs = Blobs(settings.storage)
        self.engine = make_engine(settings.database)
        self._writer = self.engine.execution_options(immediate=True)
        self._postgresql = self.engine.dialect.name == "postgresql"
        self._reader = (
            self.engine.execution_options(isolation_level="REPEATABLE READ") if self._postgresql else self.engine
        )

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A consistent look at the data. Nothing written in it is kept; what was loaded can be read afterwards."""
        with self._session(self._reader) as session:
            now = clock.now()
            yield UnitOfWork(session, self.blobs, Log(now), now)

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        """A transaction that is alone to write and commits when the block is left.

        On SQLite that is ``BEGIN IMMEDIATE``; on PostgreSQL the row of the log's head is locked first, so that
        what was read inside (is there a row for this file? which version is the latest?) still holds at the commit.
        """
        with self._session(self._writer) as session:
            session.connection()  # take the lock before anything is read
            if self._postgresql:
                session.execute(text(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'"))
                take_turn(session)
            now = clock.now()
            work = UnitOfWork(session, self.blobs, Log(now), now)
            yield work
            session.flush()
            work.log.write(session)
            session.commit()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        try:
            with Session(engine, expire_on_commit=False) as session:
                yield session
        except DatabaseError as error:
            translated = _translated(error)
            if translated is None:
                raise
            raise translated from error

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _translated(error: DatabaseError) -> RepoServiceError | None:
    """Our error for one of the database; ``None`` for what only a fault in this program can cause."""
    words = str(error.orig).lower()
    if "malformed" in words or "not a database" in words:
        return Damaged()
    if isinstance(error, DataError):  # text that PostgreSQL cannot hold: a NUL, or longer than its column
        return Invalid()
    if isinstance(error, OperationalError):
        return StorageFull() if "full" in words or "no space" in words else Unavailable()
    return None


def make_engine(address: str) -> Engine:
    """An engine that behaves the same on SQLite and PostgreSQL: explicit transactions, foreign keys, full
    durability.
    """
    if not address.startswith("sqlite"):
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late: we say it ourselves
    _write_ahead(connection)
    for pragma in (
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "cache_size=-16000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _write_ahead(connection: Any) -> None:
    """Have the file kept with a write-ahead log. SQLite itself does not wait here for another process that makes the
    same new file: it says at once that it is busy, whatever its busy_timeout.
    """
    last = monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > last:
                raise
            sleep(0.02)


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
