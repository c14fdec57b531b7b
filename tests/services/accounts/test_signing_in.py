"""Signing in and out by password: nothing tells who exists, and nobody is locked out for good."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from repo_service.domain.roles import SYSTEM, VISITOR
from repo_service.errors import RepoServiceError, SignInFailed, TooManyAttempts
from repo_service.services.accounts import managing, passwords, signing_in, tokens
from repo_service.services.accounts.signing_in import Door
from repo_service.store.people import accounts
from tests.conftest import PASSWORD, TIMEZONE, World
from tests.services.accounts.doors import Wait, actor_of, actor_of_token, disable, sign_in

DEMONSTRATION = Door(TIMEZONE, demonstration=True)


def fail(world: World, times: int, mail: str = "reader@exemple.fr", address: str = "192.0.2.1") -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            sign_in(world, mail, "fausse phrase de passe", address)


def test_the_right_password_opens_a_session(any_world: World) -> None:
    secret = sign_in(any_world, "reader@exemple.fr").secret
    assert actor_of(any_world, secret) == any_world.reader
    with any_world.repository.store.reading() as uow:
        kept = uow.session.execute(text("SELECT token_hash FROM sign_in_session")).scalar_one()
    assert secret not in kept
    assert kept == accounts.secret_hash(secret)


@pytest.mark.parametrize("mail", [" Reader@Exemple.FR ", "READER@EXEMPLE.FR", "ｒeader@exemple.fr"])
def test_an_address_is_the_same_in_any_case_and_form(any_world: World, mail: str) -> None:
    assert actor_of(any_world, sign_in(any_world, mail).secret) == any_world.reader


def test_unknown_wrong_disabled_and_demonstration_answer_alike_after_checking_a_hash(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with any_world.repository.store.writing() as uow:
        for mail, demonstration in (("ancien@exemple.fr", False), ("demo@exemple.fr", True)):
            accounts.add(uow, mail, "", mail, passwords.hashed(PASSWORD), demonstration)
        accounts.add(uow, "sans@exemple.fr", "", "Sans", "")
    disable(any_world, "ancien@exemple.fr")
    verified = []
    real = passwords.verified
    monkeypatch.setattr(passwords, "verified", lambda stored, given: verified.append(stored) or real(stored, given))
    said = set()
    tries = [
        ("personne@exemple.fr", PASSWORD), ("reader@exemple.fr", "fausse phrase"), ("ancien@exemple.fr", PASSWORD),
        ("demo@exemple.fr", PASSWORD), ("sans@exemple.fr", PASSWORD), ("sans@exemple.fr", ""), ("", ""),
        ("nul\0@exemple.fr", PASSWORD), ("x" * 5000, PASSWORD),
    ]  # fmt: skip
    for number, (mail, password) in enumerate(tries):
        with pytest.raises(RepoServiceError) as refused:
            sign_in(any_world, mail, password, f"192.0.2.{number}")
        said.add((type(refused.value), str(refused.value), refused.value.code, str(refused.value.fields)))
    assert len(said) == 1
    assert len(verified) == len(tries)
    assert all(stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for stored in verified)


def test_the_log_tells_attempts_without_addresses(any_world: World) -> None:
    fail(any_world, 1)
    sign_in(any_world, "reader@exemple.fr")
    with any_world.repository.store.reading() as uow:
        rows = uow.session.execute(text("SELECT action, actor, data FROM log ORDER BY number")).all()
    assert [(row[0], row[1]) for row in rows] == [
        ("sign_in.failed", any_world.reader.account),
        ("sign_in", any_world.reader.account),
    ]
    assert "exemple.fr" not in str(rows)


def test_after_five_failures_an_account_waits_and_the_wait_ends_by_itself(any_world: World, wait: Wait) -> None:
    fail(any_world, 5)
    with pytest.raises(TooManyAttempts) as refused:
        sign_in(any_world, "reader@exemple.fr")
    assert refused.value.params == {"seconds": 5}
    assert "5 secondes" in str(refused.value)
    wait(5)
    sign_in(any_world, "reader@exemple.fr")


def test_the_wait_grows_to_five_minutes_and_no_further(any_world: World, wait: Wait) -> None:
    waits = []
    fail(any_world, 5)
    for _ in range(9):
        with pytest.raises(TooManyAttempts) as refused:
            sign_in(any_world, "reader@exemple.fr")
        waits.append(int(str(refused.value.params["seconds"])))
        wait(waits[-1])
        fail(any_world, 1)
    assert waits[:4] == [5, 10, 20, 40]
    assert max(waits) <= 300


def test_a_success_makes_the_account_free_again(any_world: World) -> None:
    fail(any_world, 4)
    sign_in(any_world, "reader@exemple.fr")
    fail(any_world, 4)
    sign_in(any_world, "reader@exemple.fr")


def test_failures_of_one_account_hold_no_other_up(any_world: World) -> None:
    fail(any_world, 5)
    sign_in(any_world, "secretary@exemple.fr")


def test_one_address_that_tries_many_accounts_waits(any_world: World, wait: Wait) -> None:
    for number in range(60):
        fail(any_world, 1, f"personne{number}@exemple.fr")
    with pytest.raises(TooManyAttempts):
        sign_in(any_world, "reader@exemple.fr")
    sign_in(any_world, "reader@exemple.fr", address="198.51.100.7")


def test_unknown_accounts_are_throttled_like_known_ones(any_world: World, wait: Wait) -> None:
    fail(any_world, 5, "personne@exemple.fr")
    with pytest.raises(TooManyAttempts):
        sign_in(any_world, "personne@exemple.fr")


def test_failures_are_forgotten_after_an_hour(any_world: World, wait: Wait) -> None:
    fail(any_world, 5)
    wait(3601)
    fail(any_world, 1)
    with any_world.repository.store.reading() as uow:
        assert uow.session.execute(text("SELECT count(*) FROM sign_in_attempt")).scalar_one() == 2


def test_a_session_ends_by_signing_out_or_by_its_age(any_world: World, wait: Wait) -> None:
    first, second = (sign_in(any_world, "reader@exemple.fr").secret for _ in range(2))
    with any_world.repository.store.writing() as uow:
        signing_in.sign_out(uow, any_world.reader, first)
    assert actor_of(any_world, first) == VISITOR
    assert actor_of(any_world, second).signed_in
    wait(14 * 86_400 - 1)
    assert actor_of(any_world, second).signed_in
    wait(1)
    assert actor_of(any_world, second) == VISITOR


def test_demonstration_logins_are_good_only_where_the_demonstration_is_served(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        managing.add_account(
            uow,
            SYSTEM,
            "demo@exemple.fr",
            "Demo",
            "reader",
            [],
            managing.DEMONSTRATION_PASSWORD,
            TIMEZONE,
            demonstration=True,
        )
        token = tokens.issue(uow, SYSTEM, "demo@exemple.fr")
        assert managing.demonstration_logins(uow, TIMEZONE) == [
            ("demo@exemple.fr", "reader", managing.DEMONSTRATION_PASSWORD)
        ]
    with pytest.raises(SignInFailed):
        sign_in(any_world, "demo@exemple.fr", managing.DEMONSTRATION_PASSWORD)
    secret = sign_in(any_world, "demo@exemple.fr", managing.DEMONSTRATION_PASSWORD, door=DEMONSTRATION).secret
    assert actor_of(any_world, secret) == VISITOR
    assert actor_of(any_world, secret, DEMONSTRATION).role == "reader"
    assert actor_of_token(any_world, token) == VISITOR
    assert actor_of_token(any_world, token, DEMONSTRATION).role == "reader"
