"""No room left: a clear 507, nothing half kept, all that was kept stays as it was, and the next request works."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from repo_service.store import blobs
from tests.conftest import with_token
from tests.web.conftest import Site
from tests.web.visits import count, drop, problem, publish, says, sound

NO_ROOM = "Il n’y a plus de place pour enregistrer ce fichier."
BEFORE = "zinzolin " * 2_000


@pytest.fixture(scope="module")
def kept(site: Site) -> str:
    """The address of a document that was there before the disk was full."""
    return publish(site.secretary, drop(site.secretary, ("avant.txt", BEFORE.encode())).headers["Location"])


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, call: str, number: int) -> Iterator[None]:
    """The disk is full at the ``number``-th ``call`` of the store of files, and from then on."""
    real, made = getattr(os, call), 0

    def full(*args: object, **more: object) -> object:
        nonlocal made
        made += 1
        if made >= number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(blobs.os, call, full)
        yield
    assert made >= number


@contextmanager
def small_files() -> Iterator[None]:
    """No file of this process may grow over 64 kilobytes: a refusal by the system itself, in the middle of a write."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def full_database(site: Site) -> Iterator[None]:
    """The database file may not grow any more."""
    engine = site.world.repository.store.engine

    def limit(connection: object, *_: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        cursor.close()

    def free(connection: object, *_: object) -> None:
        connection.cursor().execute("PRAGMA max_page_count = 1073741823")  # type: ignore[attr-defined]

    event.listen(engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(engine, "checkout", limit)
        event.listen(engine, "checkout", free)


def intact(site: Site, address: str, before: int) -> None:
    """What was there is there, whole; nothing else is; filing works again."""
    world, client = site.world, site.secretary
    assert count(world) == before
    assert client.get(f"{address}/file").text == BEFORE
    assert client.get(address).status_code == 200
    sound(world, strays=True)
    again = publish(client, drop(client, ("apres.txt", b"de nouveau " + str(before).encode())).headers["Location"])
    assert client.get(again).status_code == 200
    assert count(world) == before + 1
    sound(world, strays=True)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_disk_that_is_full_at_a_sync_loses_nothing(
    number: int, site: Site, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, content = count(site.world), f"un mot nouveau {number}".encode()
    with failing(monkeypatch, "fsync", number):
        refused = drop(site.secretary, ("apres.txt", content))
    assert refused.status_code == 507
    assert says(refused, NO_ROOM)
    data, headers = {"file": (io.BytesIO(content), "apres.txt")}, site.program("secretary")
    with failing(monkeypatch, "fsync", min(number, 2)):  # the folders are settled by now: two calls a file
        problem(site.secretary.post("/api/v1/documents", data=data, headers=headers), 507, "storage_full")
    intact(site, kept, before)


def test_a_disk_that_is_full_in_the_middle_of_a_write_loses_nothing(site: Site, kept: str) -> None:
    before, headers = count(site.world), site.program("secretary")
    content = os.urandom(200_000)
    form = with_token(site.secretary, "/documents/new", files=(io.BytesIO(content), "apres.bin"))
    with small_files():
        refused = site.secretary.post("/documents/new", data=form)
        data = {"file": (io.BytesIO(content), "apres.bin")}
        answer = site.secretary.post("/api/v1/documents", data=data, headers=headers)
    assert refused.status_code == 507
    assert says(refused, NO_ROOM)
    problem(answer, 507, "storage_full")
    intact(site, kept, before)


def test_a_database_that_may_not_grow_loses_nothing(site: Site, kept: str) -> None:
    before, headers, client = count(site.world), site.program("secretary"), site.secretary
    content = (b"des mots pour remplir la base " + os.urandom(16).hex().encode()) * 2_000
    form = with_token(client, "/documents/new", files=(io.BytesIO(content), "apres.txt"))
    with full_database(site):
        refused = client.post("/documents/new", data=form)
        data = {"file": (io.BytesIO(content), "apres.txt")}
        answer = client.post("/api/v1/documents", data=data, headers=headers)
        assert client.get(kept).status_code == 200
        assert client.get("/search?q=zinzolin").status_code in {200, 503}
    assert refused.status_code == 507
    assert says(refused, NO_ROOM)
    problem(answer, 507, "storage_full")
    intact(site, kept, before)


def test_what_waits_to_be_checked_still_waits_when_publishing_finds_no_room(site: Site, kept: str) -> None:
    client, before = site.secretary, count(site.world)
    names = [f"attente-{number}.txt" for number in range(30)]  # together more than what is left in the last pages
    review = drop(client, *((name, f"un mot qui attend dans {name}".encode()) for name in names)).headers["Location"]
    form = with_token(client, review, publish_network="1")
    with full_database(site):
        refused = client.post(review, data=form)
    assert refused.status_code == 507
    assert says(refused, NO_ROOM)
    assert count(site.world) == before
    waiting = client.get(review).text
    assert all(name in waiting for name in names)
    assert client.post(review, data=form).status_code == 303
    assert count(site.world) == before + len(names)
    sound(site.world, strays=True)
