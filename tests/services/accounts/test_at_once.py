"""What is good once is good once also when it is used several times at the same instant."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from repo_service.domain.roles import SYSTEM, Actor
from repo_service.errors import Invalid, LinkSpent, RepoServiceError, SignInFailed, TooManyAttempts
from repo_service.services.accounts import inviting, links, managing, passwords
from tests.conftest import PASSWORD, TIMEZONE, World
from tests.services import acts
from tests.services.accounts import doors
from tests.services.accounts.doors import DOOR, HEAD, SITE, Wait, code_of, confirm, follow, set_up, sign_in

READER = "reader@exemple.fr"
MANY = 6


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """What each job gave, or the error that it raised; all begin at the same instant."""
    start = threading.Barrier(len(jobs))
    given: list[object] = [None] * len(jobs)

    def run(number: int) -> None:
        start.wait()
        try:
            given[number] = jobs[number]()
        except RepoServiceError as error:
            given[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def wins(found: Sequence[object], refusal: type[RepoServiceError]) -> int:
    """How many jobs were not refused; every refusal is of this sort."""
    refused = [one for one in found if isinstance(one, RepoServiceError)]
    assert all(isinstance(one, refusal) for one in refused), refused
    return len(found) - len(refused)


def test_a_sign_in_link(any_world: World) -> None:
    doors.ask(any_world, READER)
    secret = doors.mailed_link(any_world)
    assert wins(at_once(*[lambda: follow(any_world, secret)] * MANY), LinkSpent) == 1


def test_an_invitation_and_a_reset(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        inviting.invite_named(
            uow, any_world.administrator, mail="anne@exemple.fr", role="reader", person="", name="Anne Le Goff",
            institution="", bodies=[], language="fr", head=HEAD, timezone=TIMEZONE,
        )  # fmt: skip
    secret, hashed = doors.mailed_link(any_world), passwords.hashed("une autre phrase de passe")

    def accept() -> object:
        with any_world.repository.store.writing() as uow:
            return links.accept(uow, DOOR, secret, SITE, "Firefox", "")

    assert wins(at_once(*[accept] * MANY), LinkSpent) == 1
    doors.ask(any_world, READER, "reset")
    reset = doors.mailed_link(any_world)

    def choose() -> object:
        with any_world.repository.store.writing() as uow:
            return links.choose_password(uow, DOOR, reset, SITE, HEAD, "Firefox", hashed)

    assert wins(at_once(*[choose] * MANY), LinkSpent) == 1


@pytest.mark.parametrize("sort", ["code", "recovery code"])
def test_a_code_of_the_second_factor(any_world: World, wait: Wait, sort: str) -> None:
    key, codes, _ = set_up(any_world, any_world.reader)
    wait(30)
    code = codes[0] if sort == "recovery code" else code_of(key)
    secrets = [sign_in(any_world, READER).secret for _ in range(3)]
    assert wins(at_once(*[partial(confirm, any_world, one, code) for one in secrets]), SignInFailed) == 1


def test_one_pending_sign_in_opens_once(any_world: World) -> None:
    _, codes, _ = set_up(any_world, any_world.reader)
    secret = sign_in(any_world, READER).secret
    found = at_once(*[partial(confirm, any_world, secret, code) for code in codes[:3]])
    assert wins(found, RepoServiceError) == 1


def test_guesses_made_at_the_same_time_are_counted_like_others(any_world: World) -> None:
    found = at_once(*[lambda: sign_in(any_world, READER, "fausse phrase de passe")] * 12)
    assert sum(isinstance(one, SignInFailed) for one in found) <= 5
    assert sum(isinstance(one, TooManyAttempts) for one in found) >= 7


def test_an_address_gets_one_account(any_world: World) -> None:
    def add() -> object:
        with any_world.repository.store.writing() as uow:
            return managing.add_account(uow, SYSTEM, "anne@exemple.fr", "Anne", "reader", [], PASSWORD, TIMEZONE)

    assert wins(at_once(*[add] * 3), Invalid) == 1


def test_two_administrators_who_close_each_other_s_account_leave_one(any_world: World) -> None:
    other = acts.person(any_world, "autre@exemple.fr", "administrator")


    def close(actor: Actor, target: Actor) -> None:
        with any_world.repository.store.writing() as uow:
            managing.disable(uow, actor, target.account, TIMEZONE)

    first = any_world.administrator
    assert wins(at_once(partial(close, first, other), partial(close, other, first)), Invalid) == 1


def test_a_password_that_changes_while_it_is_checked_opens_nothing(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = passwords.verified

    def slow(stored: str, given: str) -> bool:
        with any_world.repository.store.writing() as uow:
            managing.set_password(uow, SYSTEM, READER, "une autre phrase de passe")
        return real(stored, given)

    monkeypatch.setattr(passwords, "verified", slow)
    with pytest.raises(SignInFailed):
        sign_in(any_world, READER)


def test_a_request_for_a_link_is_served_by_one_worker(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        links.ask(uow, doors.DOOR, "sign_in", READER, "192.0.2.1", HEAD, "fr")
    at_once(*[lambda: links.serve_requests(any_world.repository.store, DOOR, "Site")] * 3)
    assert len(doors.letters(any_world)) == 1
