"""``repo-service user``: what other programs are written against."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from repo_service import clock
from repo_service.cli import cli
from repo_service.domain.roles import ROLES
from repo_service.errors import Invalid
from repo_service.store.people import accounts
from tests.conftest import PASSWORD, TIMEZONE, World
from tests.services.accounts.doors import ANOTHER, account, actor_of, actor_of_token, sign_in

Run = Callable[..., Result]


@pytest.fixture
def user(world: World) -> Run:
    """Runs ``user`` with these words; what is typed goes to standard input."""
    chosen = world.repository.settings
    where = {
        "REPO_SERVICE_STORAGE": str(chosen.storage), "REPO_SERVICE_INDEXES": str(chosen.indexes),
        "REPO_SERVICE_SECRET_KEY": chosen.secret_key,
    }  # fmt: skip

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli, ["user", *words], env=where, input=typed)

    return run


def roles(world: World, mail: str) -> set[str]:
    with world.repository.store.reading() as uow:
        found = accounts.by_mail(uow.session, mail)
        assert found is not None
        return set(accounts.actor(uow.session, found, clock.day(uow.now, TIMEZONE)).roles)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "visitor"])
def test_an_account_of_each_role_is_added(world: World, user: Run, role: str) -> None:
    more = ["--institution", world.institution] if role == "representative" else []
    words = ["--role", role, "--name", "Anne Le Goff", "--password-stdin", *more]
    done = user("add", "neuf@exemple.fr", *words, typed=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    sign_in(world, "neuf@exemple.fr")
    found = account(world, "neuf@exemple.fr")
    assert (found.person.given, found.person.family) == ("Anne Le", "Goff")
    with world.repository.store.reading() as uow:
        granted = accounts.granted(uow.session, found, clock.day(uow.now, TIMEZONE))
    assert granted == ({"reader"} if role == "representative" else {role})


def test_a_representative_is_of_an_institution_and_a_secretary_of_bodies(world: World, user: Run) -> None:
    alone = user("add", "r@exemple.fr", "--role", "representative", "--password-stdin", typed=PASSWORD)
    assert isinstance(alone.exception, Invalid)
    assert set(alone.exception.fields) == {"institution"}
    for words, bodies in (((), set()), (("--body", world.body), {world.body})):
        mail = f"s{len(words)}@exemple.fr"
        done = user("add", mail, "--role", "secretary", "--password-stdin", *words, typed=PASSWORD)
        assert done.exit_code == 0
        assert actor_of(world, sign_in(world, mail).secret).bodies == bodies


def test_a_token_stands_alone_on_the_last_line(world: World, user: Run) -> None:
    for words, read_only in (((), False), (("--days", "7"), False), (("--read-only",), True)):
        done = user("token", "READER@exemple.fr", *words)
        assert done.exit_code == 0
        actor = actor_of_token(world, done.output.splitlines()[-1])
        assert (actor.account, actor.read_only) == (world.reader.account, read_only)


@pytest.mark.parametrize(
    "words",
    [
        ("add", "READER@exemple.fr", "--role", "reader", "--password-stdin"),
        ("add", "ｒeader@exemple.fr ", "--role", "reader", "--password-stdin"),
        ("add", "neuf@exemple.fr", "--role", "roi", "--password-stdin"),
        ("add", "neuf@exemple.fr", "--role", "visitor", "--password-stdin"),
        ("add", "\udcff@exemple.fr", "--role", "reader", "--password-stdin"),
        ("add", "a\u202e@exemple.fr", "--role", "reader", "--password-stdin"),
        ("add", "neuf@exemple.fr", "--role", "secretary", "--body", "rien", "--password-stdin"),
        ("token", "personne@exemple.fr"),
        ("token", "reader@exemple.fr", "--days", "0"),
        ("role", "administrator@exemple.fr", "--role", "reader"),
        ("role", "administrator@exemple.fr"),
        ("disable", "administrator@exemple.fr"),
        ("anonymise", "administrator@exemple.fr", "--yes"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(world: World, user: Run, words: tuple[str, ...]) -> None:
    assert user(*words, typed=f"{PASSWORD}\n").exit_code != 0
    with world.repository.store.reading() as uow:
        assert len(accounts.everyone(uow.session)) == 3
    assert actor_of(world, sign_in(world, "administrator@exemple.fr").secret).role == "administrator"


@pytest.mark.parametrize("password", ["court", "password1", "neuf@exemple.fr", "x" * 1_000_000, ""])
def test_a_weak_password_is_refused(user: Run, password: str) -> None:
    done = user("add", "neuf@exemple.fr", "--role", "reader", "--password-stdin", typed=f"{password}\n")
    assert isinstance(done.exception, Invalid)
    assert set(done.exception.fields) == {"password"}


def test_roles_and_passwords_are_changed_and_accounts_closed_and_opened(world: World, user: Run) -> None:
    secret = sign_in(world, "reader@exemple.fr").secret
    assert user("role", "reader@exemple.fr", "--role", "contributor", "--role", "coordinator").exit_code == 0
    assert roles(world, "reader@exemple.fr") == {"contributor", "coordinator"}
    assert user("password", "reader@exemple.fr", "--password-stdin", typed=ANOTHER).exit_code == 0
    assert not actor_of(world, secret).signed_in
    secret = sign_in(world, "reader@exemple.fr", ANOTHER).secret
    assert user("disable", "reader@exemple.fr").exit_code == 0
    assert not actor_of(world, secret).signed_in
    assert "reader@exemple.fr\tCamille Reader\tfermé" in user("list").output
    assert user("enable", "reader@exemple.fr").exit_code == 0
    assert not actor_of(world, secret).signed_in
