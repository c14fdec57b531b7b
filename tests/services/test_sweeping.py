"""The sweep takes what nobody kept, after a day of grace, and never a file that a row names."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from repo_service import clock
from repo_service.errors import Unavailable
from repo_service.services import intakes, mailing, sweeping
from repo_service.services.accounts import links
from repo_service.services.documents import Prepared
from repo_service.services.mailing import Letterhead
from repo_service.services.sweeping import GRACE, Swept
from repo_service.store import filing, outbox
from repo_service.store.blobs import BlobRef, Blobs
from repo_service.store.people import accounts, sign_ins
from tests.conftest import World
from tests.services import acts
from tests.services.test_reading import commented


def age(world: World, *names: str) -> None:
    """Make kept files two days old."""
    for name in names or list(world.repository.store.blobs.all()):
        past = clock.now().timestamp() - 2 * GRACE
        os.utime(world.repository.store.blobs.path(name), (past, past))


def receive(world: World, prepared: Prepared) -> str:
    return acts.drop(world, prepared)


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    then = clock.now() + timedelta(days=days)
    monkeypatch.setattr("repo_service.clock._system_time", lambda: then)


def rows(world: World, table: str) -> int:
    with world.repository.store.reading() as uow:
        return int(uow.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_a_file_without_a_row_goes_after_its_day_of_grace(any_world: World) -> None:
    store = any_world.repository.store
    kept = store.blobs.put(b"recu, jamais depose")
    assert sweeping.sweep(store) == Swept(0, 0, 0)
    age(any_world, kept.sha256)
    assert sweeping.sweep(store) == Swept(0, 1, 0)
    assert not store.blobs.exists(kept.sha256)


def test_a_dropped_file_goes_when_its_time_is_over_with_its_bytes(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = any_world.prepare(commented("Jamais publié."), "CR.docx")
    assert prepared.cleaned is not None
    receive(any_world, prepared)
    later(monkeypatch, 29.9)
    assert sweeping.sweep(any_world.repository.store) == Swept(0, 0, 0)
    later(monkeypatch, 0.2)
    assert sweeping.sweep(any_world.repository.store) == Swept(1, 2, 0)
    assert [rows(any_world, table) for table in ("intake", "blob", "extraction", "derivative")] == [0, 0, 0, 0]
    assert list(any_world.repository.store.blobs.all()) == []


def test_nothing_that_a_row_names_is_ever_swept(any_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    public_id = any_world.file(commented(), "CR.docx").public_id
    acts.attach(any_world, public_id, commented("Annexe."), name="annexe.docx")
    acts.refile(any_world, public_id, "Deuxième version.")
    withdrawn = any_world.file("Retiré.").public_id
    acts.put(any_world, withdrawn, "withdrawn")
    receive(any_world, any_world.prepare("Dépôt en attente."))
    age(any_world)
    before = sorted(any_world.repository.store.blobs.all())
    assert len(before) == 7  # with two cleaned copies
    assert sweeping.sweep(any_world.repository.store) == Swept(0, 0, 0)
    assert sorted(any_world.repository.store.blobs.all()) == before
    any_world.index()
    assert acts.faults(any_world) == []


def test_a_published_file_outlives_the_intake_that_brought_it(any_world: World) -> None:
    prepared = any_world.prepare("Publié puis déposé encore.")
    any_world.file("Publié puis déposé encore.")
    batch = receive(any_world, prepared)
    with any_world.repository.store.writing() as uow:
        (item,) = intakes.batch(uow, any_world.secretary, batch)
        intakes.discard(uow, any_world.secretary, batch, item.id)
    age(any_world)
    assert sweeping.sweep(any_world.repository.store) == Swept(0, 0, 0)


def test_leavings_of_cut_sendings_go_too(any_world: World) -> None:
    blobs = any_world.repository.store.blobs
    blobs.tmp.mkdir(exist_ok=True)
    for name, seconds in (("vieux", 2 * GRACE), ("jeune", 10)):
        (blobs.tmp / name).write_bytes(b"a moitie")
        past = clock.now().timestamp() - seconds
        os.utime(blobs.tmp / name, (past, past))
    assert sweeping.sweep(any_world.repository.store) == Swept(0, 0, 1)
    assert [path.name for path in blobs.tmp.iterdir()] == ["jeune"]


def test_a_file_received_again_before_the_sweep_is_young_again(any_world: World) -> None:
    blobs = any_world.repository.store.blobs
    kept = blobs.put(b"deux fois")
    age(any_world, kept.sha256)
    blobs.put(b"deux fois")
    assert sweeping.sweep(any_world.repository.store) == Swept(0, 0, 0)


def test_filing_a_file_that_the_sweep_took_first_says_to_send_it_again(any_world: World) -> None:
    prepared = any_world.prepare("Trop tard.")
    age(any_world)
    sweeping.sweep(any_world.repository.store)
    with pytest.raises(Unavailable):
        receive(any_world, prepared)
    assert rows(any_world, "blob") == 0


def test_a_file_adopted_while_the_sweep_runs_keeps_its_bytes_or_gets_no_row(any_world: World) -> None:
    store = any_world.repository.store
    references = [store.blobs.put(f"fichier {number}".encode()) for number in range(12)]
    age(any_world)
    start = threading.Barrier(2)

    def adopt_all() -> None:
        start.wait(10)
        for reference in references:
            adopt(reference)

    def adopt(reference: BlobRef) -> None:
        try:
            with store.writing() as uow:
                filing.adopt(uow, reference)
        except Unavailable:
            return  # the sweep was first: no row

    def sweep() -> None:
        start.wait(10)
        sweeping.sweep(store)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(adopt_all), pool.submit(sweep)]:
            done.result()
    with store.reading() as uow:
        named = set(uow.session.execute(text("SELECT sha256 FROM blob")).scalars())
    assert named <= set(store.blobs.all())


def test_a_sweep_whose_commit_fails_has_deleted_no_file_that_is_still_named(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = any_world.repository.store
    receive(any_world, any_world.prepare("Jamais publié."))
    later(monkeypatch, 40)
    removed: list[str] = []
    monkeypatch.setattr(Blobs, "remove", lambda _, name: removed.append(name))

    def fails(*_: object) -> None:
        raise OSError("the disk is full at the commit")

    with monkeypatch.context() as patch:
        patch.setattr("sqlalchemy.orm.Session.commit", fails)
        with pytest.raises(OSError, match="full"):
            sweeping.sweep(store)
    assert removed == []
    assert rows(any_world, "intake") == 1


def test_sign_ins_links_and_mail_that_were_over_long_ago_are_forgotten(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = any_world.repository.store
    head = Letterhead("Mémoire", "https://memoire.exemple")
    with store.writing() as uow:
        account = accounts.by_mail(uow.session, "reader@exemple.fr")
        assert account is not None
        for secret in ("ancienne", "récente"):
            sign_ins.open_session(uow, account, secret, 1, "Firefox")
        links.make(uow, account, "sign_in", head)
        for place, recipient in enumerate(("a@exemple.fr", "b@exemple.fr")):
            mailing.post(uow, head, "password_changed", recipient, "fr")
            uow.session.flush()
            if not place:
                outbox.sent(uow, outbox.due(uow.session, uow.now)[0].public_id)
    tables = ("sign_in_session", "single_use_link", "mail_message")
    sweeping.sweep(store)
    assert [rows(any_world, table) for table in tables] == [2, 1, 2]
    later(monkeypatch, 92)
    sweeping.sweep(store)
    assert [rows(any_world, table) for table in tables] == [1, 0, 1]  # the last session; the mail that still waits
    with store.reading() as uow:
        assert sign_ins.has_come(uow.session, account)
