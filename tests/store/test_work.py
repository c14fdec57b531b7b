"""The unit of work: alone to write, all or nothing, and numbers in the log that never skip or repeat."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from repo_service.errors import Damaged, Invalid, NotFound, StorageFull, Unavailable
from repo_service.services.repository import Repository
from repo_service.store import audit, log, work
from repo_service.store.blobs import BlobRef
from repo_service.store.documents import Blob, Document
from repo_service.store.filing import adopt
from repo_service.store.people import governance
from repo_service.store.people.tables import Body
from repo_service.store.work import Store
from tests.conftest import World


def bodies(store: Store) -> list[str]:
    with store.reading() as uow:
        return [body.name for body in governance.bodies(uow.session)]


def add_bureau_then(store: Store, error: Exception | None = None) -> None:
    """Add a body and an act in one transaction, which then fails."""
    with store.writing() as uow:
        governance.add_body(uow, "Bureau", "", "deciding", "")
        uow.log.record("body.added", "system")
        if error:
            raise error


def test_leaving_a_writing_block_keeps_rows_and_log_together(any_repository: Repository) -> None:
    store = any_repository.store
    with store.writing() as uow:
        body = governance.add_body(uow, "Bureau", "", "deciding", "")
        uow.log.record("body.added", "system", body.public_id)
    assert bodies(store) == ["Bureau"]
    with store.reading() as uow:
        assert [(row.number, row.action, row.subject) for row in log.after(uow.session, 0)] == [
            (1, "body.added", body.public_id)
        ]


def test_an_error_inside_leaves_neither_rows_nor_log(any_repository: Repository) -> None:
    store = any_repository.store
    with pytest.raises(NotFound):
        add_bureau_then(store, NotFound())
    assert bodies(store) == []
    with store.reading() as uow:
        assert log.head(uow.session).number == 0


def test_an_error_after_the_log_was_written_leaves_nothing(
    any_repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = any_repository.store
    written = log.Log.write

    def fails(self: log.Log, session: object) -> None:
        written(self, session)  # type: ignore[arg-type]
        raise OSError("cut between log and commit")

    with monkeypatch.context() as patch:
        patch.setattr(log.Log, "write", fails)
        with pytest.raises(OSError, match="cut"):
            add_bureau_then(store)
    assert bodies(store) == []
    with store.reading() as uow:
        assert log.head(uow.session).number == 0
        assert log.after(uow.session, 0) == []


def test_what_is_written_in_a_reading_block_is_not_kept(any_repository: Repository) -> None:
    with any_repository.store.reading() as uow:
        governance.add_body(uow, "Bureau", "", "deciding", "")
    assert bodies(any_repository.store) == []


def test_a_reading_block_sees_the_data_as_they_were_at_its_first_look(any_repository: Repository) -> None:
    store = any_repository.store
    with store.reading() as before:
        assert governance.bodies(before.session) == []
        with store.writing() as uow:
            governance.add_body(uow, "Bureau", "", "deciding", "")
        assert governance.bodies(before.session) == []
    assert bodies(store) == ["Bureau"]


def test_a_writer_waits_for_the_one_before_and_then_sees_what_it_wrote(any_repository: Repository) -> None:
    store = any_repository.store
    inside, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with store.writing() as uow:
            governance.add_body(uow, "Bureau", "", "deciding", "")
            inside.set()
            go_on.wait(10)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow)
        assert inside.wait(10)

        def second() -> list[str]:
            with store.writing() as uow:
                return [body.name for body in governance.bodies(uow.session)]

        late = pool.submit(second)
        assert not late.done()
        go_on.set()
        first.result()
        assert late.result() == ["Bureau"]


def test_many_writers_at_once_number_the_log_without_gap_or_repetition(any_repository: Repository) -> None:
    store = any_repository.store
    writers, acts = 6, 8

    def write(writer: int) -> None:
        for act in range(acts):
            with store.writing() as uow:
                known = uow.session.scalar(select(Body).where(Body.name == f"Groupe {writer}"))
                if known is None:
                    governance.add_body(uow, f"Groupe {writer}", "", "operational", "")
                else:
                    known.description += "x"
                uow.log.record("body.changed", "system", "", writer=writer, act=act)

    with ThreadPoolExecutor(writers) as pool:
        for done in [pool.submit(write, writer) for writer in range(writers)]:
            done.result()
    with store.reading() as uow:
        rows = list(audit.whole_log(uow.session))
        assert [row.number for row in rows] == list(range(1, writers * acts + 1))
        previous = ""
        for row in rows:
            assert log.follows(row, row.number - 1, previous)
            previous = row.hash
        head = log.head(uow.session)
        assert (head.number, head.hash) == (rows[-1].number, rows[-1].hash)
        assert {body.description for body in governance.bodies(uow.session)} == {"x" * (acts - 1)}


def test_two_writers_that_adopt_the_same_file_make_one_row(any_repository: Repository) -> None:
    store = any_repository.store
    kept = store.blobs.put(b"les memes octets")
    start = threading.Barrier(4)

    def file() -> None:
        start.wait(10)
        with store.writing() as uow:
            adopt(uow, kept)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(file) for _ in range(4)]:
            done.result()
    with store.reading() as uow:
        assert [row.sha256 for row in uow.session.scalars(select(Blob))] == [kept.sha256]


def test_a_file_that_is_not_on_the_disk_gets_no_row(any_repository: Repository) -> None:
    with pytest.raises(Unavailable), any_repository.store.writing() as uow:
        adopt(uow, BlobRef("0" * 64, "0" * 128, 4))


def test_a_change_of_access_without_an_act_that_tells_it_is_refused(any_world: World) -> None:
    document = any_world.file("Texte.")
    with pytest.raises(RuntimeError, match="no act"), any_world.repository.store.writing() as uow:
        uow.log.access_changed(uow.session.get_one(Document, document.id))


def test_a_row_that_refers_to_nothing_is_refused(any_repository: Repository) -> None:
    with pytest.raises(IntegrityError), any_repository.store.writing() as uow:
        uow.session.execute(text("INSERT INTO document_reader (document_id, token) VALUES (12345, 'public')"))
    with any_repository.store.reading() as uow:
        assert uow.session.execute(text("SELECT count(*) FROM document_reader")).scalar_one() == 0


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10_000)]
)
def test_every_sqlite_connection_is_durable_and_patient(repository: Repository, pragma: str, value: object) -> None:
    with repository.store.reading() as one, repository.store.reading() as other:
        for uow in (one, other):
            assert uow.session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_a_connection_to_a_new_file_waits_for_who_is_making_it(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE made_by_another_process (id)")
    leaving = threading.Timer(0.3, lambda: other.execute("COMMIT"))
    leaving.start()
    engine = work.make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM made_by_another_process").scalar() == 0
    leaving.join()
    engine.dispose()
    other.close()


def test_a_writer_takes_the_lock_of_sqlite_before_it_reads_anything(repository: Repository) -> None:
    other = sqlite3.connect(repository.settings.storage / "repo-service.db", timeout=0, isolation_level=None)
    with repository.store.writing(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()


def test_a_reader_of_sqlite_holds_no_writer_up(repository: Repository) -> None:
    with repository.store.reading() as reading:
        governance.bodies(reading.session)
        with repository.store.writing() as uow:
            governance.add_body(uow, "Bureau", "", "deciding", "")
    assert bodies(repository.store) == ["Bureau"]


def test_a_writer_that_waits_too_long_is_told_that_the_service_is_unavailable(
    any_repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "BUSY_SECONDS", 0.2)
    impatient = Store(any_repository.settings)
    if not impatient.engine.url.drivername.startswith("sqlite"):
        monkeypatch.setattr(work, "BUSY_SECONDS", 1)
    with any_repository.store.writing(), pytest.raises(Unavailable), impatient.writing():
        pass
    impatient.close()


def test_a_full_disk_under_the_database_is_told_and_nothing_is_half_kept(repository: Repository) -> None:
    store = repository.store

    def fill() -> None:
        with store.writing() as uow:
            pages = uow.session.execute(text("PRAGMA page_count")).scalar_one()
            uow.session.execute(text(f"PRAGMA max_page_count={pages}"))
            for number in range(1000):
                governance.add_body(uow, f"Groupe {number}", "", "operational", "x" * 1000)

    with pytest.raises(StorageFull):
        fill()
    store.close()
    assert bodies(store) == []


def test_a_damaged_database_file_is_damage_not_a_crash(repository: Repository) -> None:
    repository.store.close()
    path: Path = repository.settings.storage / "repo-service.db"
    path.write_bytes(b"this is not a database" * 1000)
    for name in ("repo-service.db-wal", "repo-service.db-shm"):
        path.with_name(name).unlink(missing_ok=True)
    with pytest.raises(Damaged), repository.store.reading() as uow:
        governance.bodies(uow.session)


def test_a_text_that_the_database_cannot_hold_is_input_to_correct(any_repository: Repository) -> None:
    store = any_repository.store
    refused = store.engine.dialect.name == "postgresql"  # SQLite holds any text
    with pytest.raises(Invalid) if refused else nullcontext(), store.writing() as uow:
        governance.add_body(uow, "Bureau\0", "", "deciding", "")
    assert bodies(store) == ([] if refused else ["Bureau\0"])
