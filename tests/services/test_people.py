"""Signing in and out, accounts, tokens: nothing tells who exists, and nobody is locked out for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from repo_service import clock
from repo_service.domain.roles import SYSTEM, VISITOR, Actor
from repo_service.errors import Forbidden, Invalid, RepoServiceError, SignInFailed, TooManyAttempts
from repo_service.services import people
from repo_service.store import accounts, governance
from tests.conftest import PASSWORD, TIMEZONE, World
from tests.services import acts

Clock = Callable[[float], None]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Lets so many seconds pass."""
    now = [clock.now()]
    monkeypatch.setattr("repo_service.clock._system_time", lambda: now[0])

    def passed(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    return passed


def sign_in(
    world: World, mail: str, password: str = PASSWORD, address: str = "192.0.2.1", demonstration: bool = False
) -> str:
    """The secret of the cookie."""
    return people.sign_in(world.repository.store, mail, password, address, 14, "Firefox", demonstration)[0]


def actor_of(world: World, secret: str, demonstration: bool = False) -> Actor:
    with world.repository.store.reading() as uow:
        return people.session_actor(uow, secret, TIMEZONE, demonstration)


def disable(world: World, mail: str) -> None:
    with world.repository.store.writing() as uow:
        account = accounts.by_mail(uow.session, mail)
        assert account is not None
        account.disabled_at = uow.now


def fail(world: World, times: int, mail: str = "reader@exemple.fr", address: str = "192.0.2.1") -> None:
    for _ in range(times):
        with pytest.raises(SignInFailed):
            sign_in(world, mail, "fausse phrase de passe", address)


def test_the_right_password_opens_a_session(any_world: World) -> None:
    secret = sign_in(any_world, "reader@exemple.fr")
    assert actor_of(any_world, secret) == any_world.reader
    with any_world.repository.store.reading() as uow:
        kept = uow.session.execute(text("SELECT token_hash FROM sign_in_session")).scalar_one()
    assert secret not in kept
    assert kept == accounts.secret_hash(secret)


@pytest.mark.parametrize("mail", [" Reader@Exemple.FR ", "READER@EXEMPLE.FR", "ｒeader@exemple.fr"])
def test_an_address_is_the_same_in_any_case_and_form(any_world: World, mail: str) -> None:
    assert actor_of(any_world, sign_in(any_world, mail)) == any_world.reader


def test_unknown_wrong_disabled_and_demonstration_answer_alike_after_checking_a_hash(
    any_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with any_world.repository.store.writing() as uow:
        for mail, demonstration in (("ancien@exemple.fr", False), ("demo@exemple.fr", True)):
            accounts.add(uow, mail, "", mail, people.password_hash(PASSWORD), demonstration)
        accounts.add(uow, "sans@exemple.fr", "", "Sans", "")
    disable(any_world, "ancien@exemple.fr")
    verified = []
    real = people._verify
    monkeypatch.setattr(people, "_verify", lambda stored, given: verified.append(stored) or real(stored, given))
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


def test_after_five_failures_an_account_waits_and_the_wait_ends_by_itself(any_world: World, wait: Clock) -> None:
    fail(any_world, 5)
    with pytest.raises(TooManyAttempts) as refused:
        sign_in(any_world, "reader@exemple.fr")
    assert refused.value.params == {"seconds": 5}
    assert "5 secondes" in str(refused.value)
    wait(5)
    sign_in(any_world, "reader@exemple.fr")


def test_the_wait_grows_to_five_minutes_and_no_further(any_world: World, wait: Clock) -> None:
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


def test_one_address_that_tries_many_accounts_waits(any_world: World, wait: Clock) -> None:
    for number in range(60):
        fail(any_world, 1, f"personne{number}@exemple.fr")
    with pytest.raises(TooManyAttempts):
        sign_in(any_world, "reader@exemple.fr")
    sign_in(any_world, "reader@exemple.fr", address="198.51.100.7")


def test_unknown_accounts_are_throttled_like_known_ones(any_world: World, wait: Clock) -> None:
    fail(any_world, 5, "personne@exemple.fr")
    with pytest.raises(TooManyAttempts):
        sign_in(any_world, "personne@exemple.fr")


def test_failures_are_forgotten_after_an_hour(any_world: World, wait: Clock) -> None:
    fail(any_world, 5)
    wait(3601)
    fail(any_world, 1)
    with any_world.repository.store.reading() as uow:
        assert uow.session.execute(text("SELECT count(*) FROM sign_in_attempt")).scalar_one() == 2


def test_a_session_ends_by_signing_out_or_by_its_age(any_world: World, wait: Clock) -> None:
    first, second = (sign_in(any_world, "reader@exemple.fr") for _ in range(2))
    with any_world.repository.store.writing() as uow:
        people.sign_out(uow, any_world.reader, first)
    assert actor_of(any_world, first) == VISITOR
    assert actor_of(any_world, second).signed_in
    wait(14 * 86_400 - 1)
    assert actor_of(any_world, second).signed_in
    wait(1)
    assert actor_of(any_world, second) == VISITOR


def test_disabling_an_account_ends_its_sessions_and_tokens_at_once(any_world: World) -> None:
    secret, token = sign_in(any_world, "reader@exemple.fr"), any_world.token("reader@exemple.fr")
    disable(any_world, "reader@exemple.fr")
    assert actor_of(any_world, secret) == VISITOR
    with any_world.repository.store.reading() as uow:
        assert people.token_actor(uow, token, TIMEZONE) == VISITOR
    with pytest.raises(Invalid):
        any_world.token("reader@exemple.fr")


def test_a_token_is_good_until_it_expires_and_only_its_hash_is_kept(any_world: World, wait: Clock) -> None:
    with any_world.repository.store.writing() as uow:
        token = people.issue_token(uow, SYSTEM, "reader@exemple.fr", "moissonneur", days=7)
    with any_world.repository.store.reading() as uow:
        assert people.token_actor(uow, token, TIMEZONE) == any_world.reader
        assert people.token_actor(uow, token + "x", TIMEZONE) == VISITOR
        assert uow.session.execute(text("SELECT token_hash FROM api_token")).scalar_one() == accounts.secret_hash(token)
    wait(7 * 86_400)
    with any_world.repository.store.reading() as uow:
        assert people.token_actor(uow, token, TIMEZONE) == VISITOR


def test_a_token_without_days_does_not_expire(any_world: World, wait: Clock) -> None:
    token = any_world.token("reader@exemple.fr")
    wait(10 * 365 * 86_400)
    with any_world.repository.store.reading() as uow:
        assert people.token_actor(uow, token, TIMEZONE) == any_world.reader


def test_demonstration_logins_are_good_only_where_the_demonstration_is_served(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        people.add_account(
            uow,
            SYSTEM,
            "demo@exemple.fr",
            "Demo",
            "reader",
            [],
            people.DEMONSTRATION_PASSWORD,
            TIMEZONE,
            demonstration=True,
        )
        token = people.issue_token(uow, SYSTEM, "demo@exemple.fr")
        assert people.demonstration_logins(uow) == [("demo@exemple.fr", "reader", people.DEMONSTRATION_PASSWORD)]
    with pytest.raises(SignInFailed):
        sign_in(any_world, "demo@exemple.fr", people.DEMONSTRATION_PASSWORD)
    secret = sign_in(any_world, "demo@exemple.fr", people.DEMONSTRATION_PASSWORD, demonstration=True)
    assert actor_of(any_world, secret) == VISITOR
    assert actor_of(any_world, secret, demonstration=True).role == "reader"
    with any_world.repository.store.reading() as uow:
        assert people.token_actor(uow, token, TIMEZONE) == VISITOR
        assert people.token_actor(uow, token, TIMEZONE, demonstration=True).role == "reader"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"password": "x" * 7}, "password"),
        ({"password": "x" * 1025}, "password"),
        ({"mail": "sans arobase"}, "mail"),
        ({"mail": "deux@@exemple.fr"}, "mail"),
        ({"mail": "a b@exemple.fr"}, "mail"),
        ({"mail": "a\r\nBcc: b@exemple.fr"}, "mail"),
        ({"mail": "a\0@exemple.fr"}, "mail"),
        ({"mail": "x" * 250 + "@exemple.fr"}, "mail"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Camille\0"}, "name"),
        ({"role": "roi"}, None),
        ({"bodies": ["Bureau imaginaire"]}, None),
        ({"mail": "Reader@exemple.FR"}, None),
    ],
)
def test_an_account_that_cannot_stand_is_refused(
    any_world: World, change: dict[str, object], field: str | None
) -> None:
    said: dict[str, object] = {
        "mail": "neuf@exemple.fr",
        "name": "Neuf",
        "role": "reader",
        "bodies": [],
        "password": PASSWORD,
    }
    said |= change
    with pytest.raises(Invalid) as refused, any_world.repository.store.writing() as uow:
        people.add_account(uow, SYSTEM, **said, timezone=TIMEZONE)  # type: ignore[arg-type]
    assert set(refused.value.fields) == ({field} if field else set())
    with any_world.repository.store.reading() as uow:
        assert accounts.by_mail(uow.session, "neuf@exemple.fr") is None


def test_only_administrators_add_accounts_and_issue_tokens(world: World) -> None:
    with world.repository.store.writing() as uow:
        for actor in (world.secretary, world.reader):
            with pytest.raises(Forbidden):
                people.add_account(uow, actor, "neuf@exemple.fr", "Neuf", "reader", [], PASSWORD, TIMEZONE)
            with pytest.raises(Forbidden):
                people.issue_token(uow, actor, "reader@exemple.fr")


def test_a_secretary_of_named_bodies_serves_these_only(any_world: World) -> None:
    secretary = acts.person(any_world, "s@exemple.fr", "secretary", "CoPil")
    assert (secretary.role, secretary.bodies) == ("secretary", frozenset({any_world.body}))


def test_a_new_role_ends_the_one_before(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        account = accounts.by_mail(uow.session, "reader@exemple.fr")
        assert account is not None
        accounts.grant(uow, account, "secretary", [], uow.now.date())
        assert accounts.actor(uow.session, account, uow.now.date()).role == "secretary"
        assert accounts.actor(uow.session, account, uow.now.date() - timedelta(days=1)).role == "visitor"


def test_imports_go_in_the_name_told_or_of_the_first_administrator(any_world: World) -> None:
    with any_world.repository.store.reading() as uow:
        assert people.importer(uow, "", TIMEZONE) == any_world.administrator
        assert people.importer(uow, "administrator@exemple.fr", TIMEZONE) == any_world.administrator
        for mail in ("reader@exemple.fr", "personne@exemple.fr"):
            with pytest.raises(Invalid):
                people.importer(uow, mail, TIMEZONE)
    disable(any_world, "administrator@exemple.fr")
    with any_world.repository.store.reading() as uow, pytest.raises(Invalid):
        people.importer(uow, "", TIMEZONE)


def add_account(world: World, mail: str, name: str = "", person: str = "") -> Actor:
    """What a new reader's account may act as."""
    with world.repository.store.writing() as uow:
        account = people.add_account(uow, SYSTEM, mail, name, "reader", [], PASSWORD, TIMEZONE, person=person)
        return accounts.actor(uow.session, account, uow.now.date())


def member(world: World, given: str = "Anne", family: str = "Le Goff") -> str:
    """Somebody without account and with a mandate; the identifier."""
    with world.repository.store.writing() as uow:
        person = governance.add_person(uow, given, family, None)
        body = governance.body_named(uow.session, world.body)
        assert body is not None
        governance.add_mandate(uow, person, body, "member", None, None)
        return person.public_id


def test_somebody_of_the_same_name_gains_no_mandate(any_world: World) -> None:
    member(any_world)
    assert add_account(any_world, "anne@exemple.fr", "Anne Le Goff").member_of == frozenset()


@pytest.mark.parametrize("said", ["name", "identifier"])
def test_an_account_bound_to_somebody_known_has_the_mandates_of_that_person(any_world: World, said: str) -> None:
    identifier = member(any_world)
    named = {"name": "  Anne Le  Goff", "identifier": identifier.lower()}[said]
    actor = add_account(any_world, "anne@exemple.fr", person=named)
    assert (actor.member_of, actor.name) == (frozenset({any_world.body}), "Anne Le Goff")


def test_somebody_with_one_name_only_is_known_by_it(any_world: World) -> None:
    member(any_world, "", "Tugdual")
    assert add_account(any_world, "t@exemple.fr", person="Tugdual").member_of == frozenset({any_world.body})


@pytest.mark.parametrize("wanted", ["Anne Legoff", "anne le goff", "Goff", "%", "00000000000", "Anne\0", " "])
def test_an_account_is_bound_to_nobody_by_a_name_that_is_not_exact(any_world: World, wanted: str) -> None:
    member(any_world)
    with pytest.raises(Invalid, match="Personne n’est connu"):
        add_account(any_world, "anne@exemple.fr", person=wanted)


def test_of_two_people_of_one_name_the_identifier_decides(any_world: World) -> None:
    first, second = member(any_world), member(any_world)
    with pytest.raises(Invalid) as refused:
        add_account(any_world, "anne@exemple.fr", person="Anne Le Goff")
    assert first in str(refused.value)
    assert second in str(refused.value)
    assert add_account(any_world, "anne@exemple.fr", person=second).member_of == frozenset({any_world.body})


def test_nobody_gets_a_second_account(any_world: World) -> None:
    identifier = member(any_world)
    add_account(any_world, "anne@exemple.fr", person=identifier)
    with pytest.raises(Invalid, match="déjà un compte"):
        add_account(any_world, "anne.legoff@exemple.fr", person=identifier)
