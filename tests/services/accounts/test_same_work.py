"""Known and unknown accounts cannot be told apart by the time that an answer takes: the very same work is done.

No clock is read here: a test that measures time would fail on a busy machine. The statements sent to the database, and
the number of passwords verified, are compared instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from repo_service.errors import RepoServiceError
from repo_service.services.accounts import links, passwords
from repo_service.store.people import accounts
from tests.conftest import PASSWORD, World, hashed_password
from tests.services.accounts import doors
from tests.services.accounts.doors import HEAD, Wait, set_up, sign_in

KNOWN = "reader@exemple.fr"
SORTS = ("unknown", "known", "closed", "demonstration", "without password", "with a second factor")


@pytest.fixture
def people(any_world: World) -> dict[str, str]:
    """An address of each sort."""
    with any_world.repository.store.writing() as uow:
        accounts.add(uow, "ferme@exemple.fr", "Ali", "Fermé", hashed_password())
        accounts.add(uow, "demo@exemple.fr", "Ali", "Démo", hashed_password(), demonstration=True)
        accounts.add(uow, "sans@exemple.fr", "Ali", "Sans", "")
    doors.disable(any_world, "ferme@exemple.fr")
    set_up(any_world, any_world.secretary)
    return dict(zip(SORTS, (
        "personne@exemple.fr", KNOWN, "ferme@exemple.fr", "demo@exemple.fr", "sans@exemple.fr", "secretary@exemple.fr",
    ), strict=True))  # fmt: skip


@contextmanager
def work(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collects what is done: statements, and verifications of passwords."""
    done: list[str] = []
    real = PasswordHasher.verify

    def verify(self: PasswordHasher, stored: str, given: bytes) -> bool:
        done.append("verify " + stored.rpartition("$")[0].rpartition("$")[0])  # with which effort
        return real(self, stored, given)

    def sent(*said: object) -> None:
        done.append(str(said[2]))

    engine = world.repository.store.engine
    event.listen(engine, "before_cursor_execute", sent)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(PasswordHasher, "verify", verify)
            yield done
    finally:
        event.remove(engine, "before_cursor_execute", sent)


def told(act: Callable[[], object]) -> str:
    """What a person learns from an act."""
    try:
        act()
    except RepoServiceError as error:
        return f"{error.code}: {error} {error.fields}"
    return "done"


def test_a_refused_password_costs_and_says_the_same_for_every_sort_of_account(
    any_world: World, people: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords.decoy.cache_clear()
    seen = {}
    for sort, mail in people.items():
        given = PASSWORD if sort in {"closed", "demonstration", "without password"} else "fausse phrase de passe"
        with work(any_world, monkeypatch) as done:
            said = told(partial(sign_in, any_world, mail, given, f"192.0.2.{len(seen)}"))
        seen[sort] = (said, tuple(done))
        assert said.startswith("sign_in_failed"), sort
    assert len(set(seen.values())) == 1, seen
    assert [line for line in done if line.startswith("verify")] == ["verify $argon2id$v=19$m=19456,t=2,p=1"]


@pytest.mark.parametrize("purpose", ["sign_in", "reset"])
def test_asking_for_a_link_costs_and_says_the_same_for_every_sort_of_account(
    any_world: World, people: dict[str, str], monkeypatch: pytest.MonkeyPatch, purpose: str
) -> None:
    def ask(mail: str, address: str) -> None:
        with any_world.repository.store.writing() as uow:
            links.ask(uow, doors.DOOR, purpose, mail, address, HEAD, "fr")

    seen = {}
    for sort, mail in people.items():
        with work(any_world, monkeypatch) as done:
            said = told(partial(ask, mail, f"192.0.2.{len(seen)}"))
        seen[sort] = (said, tuple(done))
        assert said == "done"
        assert not any("account" in line for line in done), "whoever asks does not look whether there is an account"
    assert len(set(seen.values())) == 1, seen


def test_being_slowed_down_costs_and_says_the_same_for_every_sort_of_account(
    any_world: World, people: dict[str, str], monkeypatch: pytest.MonkeyPatch, wait: Wait
) -> None:
    seen = set()
    for mail in people.values():
        for _ in range(5):
            told(partial(sign_in, any_world, mail, "faux", "192.0.2.9"))
        with work(any_world, monkeypatch) as done:
            said = told(partial(sign_in, any_world, mail, PASSWORD, "192.0.2.9"))
        assert said.startswith("too_many_attempts")
        seen.add((said, tuple(done)))
    assert len(seen) == 1


@pytest.mark.parametrize("given", ["x" * 1_000_000, "\0" * 20, "\ud800" * 20, "", "é" * 1025])
def test_a_password_that_cannot_be_one_costs_no_less(
    any_world: World, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    for mail in (KNOWN, "personne@exemple.fr"):
        with work(any_world, monkeypatch) as done:
            assert told(partial(sign_in, any_world, mail, given)).startswith("sign_in_failed")
        assert sum(line.startswith("verify") for line in done) == 1
