"""Who has an account and which roles; the last administrator stays, by whatever road."""

from __future__ import annotations

from datetime import timedelta

import pytest

from repo_service import clock
from repo_service.domain.roles import SYSTEM, Actor
from repo_service.errors import Forbidden, Invalid
from repo_service.services import personal
from repo_service.services.accounts import managing, tokens
from repo_service.store.people import accounts, governance
from tests.conftest import PASSWORD, TIMEZONE, World
from tests.services import acts
from tests.services.accounts.doors import ANOTHER, HEAD, actor_of, actor_of_token, disable, set_up, sign_in


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
        managing.add_account(uow, SYSTEM, **said, timezone=TIMEZONE)  # type: ignore[arg-type]
    assert set(refused.value.fields) == ({field} if field else set())
    with any_world.repository.store.reading() as uow:
        assert accounts.by_mail(uow.session, "neuf@exemple.fr") is None


def test_only_administrators_add_accounts_and_issue_tokens(world: World) -> None:
    with world.repository.store.writing() as uow:
        for actor in (world.secretary, world.reader):
            with pytest.raises(Forbidden):
                managing.add_account(uow, actor, "neuf@exemple.fr", "Neuf", "reader", [], PASSWORD, TIMEZONE)
            with pytest.raises(Forbidden):
                tokens.issue(uow, actor, "reader@exemple.fr")


def test_a_secretary_of_named_bodies_serves_these_only(any_world: World) -> None:
    secretary = acts.person(any_world, "s@exemple.fr", "secretary", "CoPil")
    assert (secretary.role, secretary.bodies) == ("secretary", frozenset({any_world.body}))


def test_a_new_role_ends_the_one_before(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        account = accounts.by_mail(uow.session, "reader@exemple.fr")
        assert account is not None
        managing.give(uow, account, {"secretary"}, [], None, clock.day(uow.now, TIMEZONE))
        assert accounts.granted(uow.session, account, clock.day(uow.now, TIMEZONE)) == {"secretary"}
        assert accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE)).role == "secretary"
        assert accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE) - timedelta(days=1)).role == "visitor"


def test_imports_go_in_the_name_told_or_of_the_first_administrator(any_world: World) -> None:
    with any_world.repository.store.reading() as uow:
        assert managing.importer(uow, "", TIMEZONE) == any_world.administrator
        assert managing.importer(uow, "administrator@exemple.fr", TIMEZONE) == any_world.administrator
        for mail in ("reader@exemple.fr", "personne@exemple.fr"):
            with pytest.raises(Invalid):
                managing.importer(uow, mail, TIMEZONE)
    disable(any_world, "administrator@exemple.fr")
    with any_world.repository.store.reading() as uow, pytest.raises(Invalid):
        managing.importer(uow, "", TIMEZONE)


def add_account(world: World, mail: str, name: str = "", person: str = "") -> Actor:
    """What a new reader's account may act as."""
    with world.repository.store.writing() as uow:
        account = managing.add_account(uow, SYSTEM, mail, name, "reader", [], PASSWORD, TIMEZONE, person=person)
        return accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))


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


@pytest.mark.parametrize("mail", ["READER@exemple.fr\t", "ｒeader@exemple.fr", "reader＠exemple.fr"])
def test_an_address_in_another_spelling_is_no_other_account(any_world: World, mail: str) -> None:
    with pytest.raises(Invalid, match="Un compte existe déjà"):
        add_account(any_world, mail, "Neuf")


def set_roles(
    world: World, actor: Actor, mail: str, *roles: str, bodies: tuple[str, ...] = (), institution: str = ""
) -> Actor:
    """What the account may act as with these roles."""
    with world.repository.store.writing() as uow:
        account = accounts.by_mail(uow.session, mail)
        assert account is not None
        managing.set_roles(uow, actor, account.public_id, roles, list(bodies), institution, TIMEZONE)
        return accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))


def disable_as(world: World, actor: Actor, target: Actor) -> None:
    with world.repository.store.writing() as uow:
        managing.disable(uow, actor, target.account, TIMEZONE)


def anonymise(world: World, actor: Actor, target: Actor) -> None:
    with world.repository.store.writing() as uow:
        personal.anonymise(uow, actor, target.account, TIMEZONE)


def test_the_last_administrator_stays_by_whatever_road(any_world: World) -> None:
    world, last = any_world, any_world.administrator
    for actor in (last, SYSTEM):
        with pytest.raises(Invalid, match="dernier administrateur"):
            set_roles(world, actor, "administrator@exemple.fr", "reader")
        with pytest.raises(Invalid, match="dernier administrateur"):
            set_roles(world, actor, "administrator@exemple.fr")
        for remove in (disable_as, anonymise):
            with pytest.raises(Invalid, match="dernier administrateur"):
                remove(world, actor, last)
    other = acts.person(world, "autre@exemple.fr", "administrator")
    disable_as(world, last, other)
    with pytest.raises(Invalid, match="dernier administrateur"):  # a closed account is no administrator
        disable_as(world, SYSTEM, last)
    with world.repository.store.writing() as uow:
        managing.enable(uow, last, other.account)
    assert set_roles(world, other, "administrator@exemple.fr", "reader").role == "reader"
    with pytest.raises(Invalid, match="dernier administrateur"):
        disable_as(world, other, other)


def test_a_coordinator_gives_and_takes_the_roles_below_and_leaves_the_others_alone(any_world: World) -> None:
    world, coordinator = any_world, acts.person(any_world, "coordinatrice@exemple.fr", "coordinator")
    assert set_roles(world, coordinator, "reader@exemple.fr", "contributor").roles == {"contributor"}
    secretary = set_roles(world, coordinator, "reader@exemple.fr", "secretary", bodies=(world.body,))
    assert (secretary.roles, secretary.bodies) == ({"secretary"}, {world.body})
    refused: list[tuple[str, tuple[str, ...]]] = [
        ("reader@exemple.fr", ("administrator",)),
        ("reader@exemple.fr", ("reader", "coordinator")),
        ("coordinatrice@exemple.fr", ("coordinator", "administrator")),
        ("coordinatrice@exemple.fr", ("reader",)),
        ("administrator@exemple.fr", ()),
        ("administrator@exemple.fr", ("reader",)),
        ("administrator@exemple.fr", ("administrator", "secretary")),
        ("administrator@exemple.fr", ("administrator",)),
    ]
    for mail, roles in refused:
        with pytest.raises(Forbidden):
            set_roles(world, coordinator, mail, *roles, bodies=(world.body,))
    with world.repository.store.writing() as uow:
        for public_id in (world.reader.account, world.administrator.account):
            for name in ("disable", "enable", "end", "second-factor"):
                with pytest.raises(Forbidden):
                    managing.act(uow, coordinator, public_id, name, lambda: HEAD, TIMEZONE)
    with pytest.raises(Invalid) as nobody:
        set_roles(world, coordinator, "reader@exemple.fr", "secretary")
    assert set(nobody.value.fields) == {"bodies"}


@pytest.mark.parametrize("roles", [("roi",), ("visitor",), ("reader", "Administrator"), ("",)])
def test_a_role_that_is_none_is_refused(any_world: World, roles: tuple[str, ...]) -> None:
    with pytest.raises(Invalid, match="Ce rôle n’existe pas"):
        set_roles(any_world, any_world.administrator, "reader@exemple.fr", *roles)


def test_readers_and_secretaries_govern_nothing(any_world: World) -> None:
    for actor in (any_world.reader, any_world.secretary):
        for roles in (("reader",), ("administrator",)):
            with pytest.raises(Forbidden):
                set_roles(any_world, actor, "reader@exemple.fr", *roles)
        with any_world.repository.store.reading() as uow, pytest.raises(Forbidden):
            managing.listing(uow, actor, "", 1)


def test_closing_an_account_ends_everything_at_once_and_opening_it_again_brings_nothing_back(any_world: World) -> None:
    secret, token = sign_in(any_world, "reader@exemple.fr").secret, any_world.token("reader@exemple.fr")
    disable_as(any_world, any_world.administrator, any_world.reader)
    for _ in range(2):
        assert not actor_of(any_world, secret).signed_in
        assert not actor_of_token(any_world, token).signed_in
        with any_world.repository.store.writing() as uow:
            managing.enable(uow, any_world.administrator, any_world.reader.account)
    sign_in(any_world, "reader@exemple.fr")


def test_an_administrator_ends_the_sign_ins_of_others_and_takes_a_lost_second_factor(any_world: World) -> None:
    secret, token = sign_in(any_world, "reader@exemple.fr").secret, any_world.token("reader@exemple.fr")
    with any_world.repository.store.writing() as uow:
        managing.act(uow, any_world.administrator, any_world.reader.account, "end", lambda: HEAD, TIMEZONE)
    assert not actor_of(any_world, secret).signed_in
    assert not actor_of_token(any_world, token).signed_in
    set_up(any_world, any_world.reader)
    with any_world.repository.store.writing() as uow:
        managing.act(uow, any_world.administrator, any_world.reader.account, "second-factor", lambda: HEAD, TIMEZONE)
    assert not sign_in(any_world, "reader@exemple.fr").pending


def test_one_s_own_second_factor_is_not_taken_without_proving_who_one_is(any_world: World) -> None:
    set_up(any_world, any_world.administrator)
    with any_world.repository.store.writing() as uow, pytest.raises(Invalid, match="Mon compte"):
        managing.take_second_factor(uow, any_world.administrator, any_world.administrator.account, HEAD)
    assert sign_in(any_world, "administrator@exemple.fr").pending


def test_a_password_from_the_command_line_ends_everything(any_world: World) -> None:
    secret, token = sign_in(any_world, "reader@exemple.fr").secret, any_world.token("reader@exemple.fr")
    with any_world.repository.store.writing() as uow:
        managing.set_password(uow, SYSTEM, "READER@exemple.fr", ANOTHER)
    assert not actor_of(any_world, secret).signed_in
    assert not actor_of_token(any_world, token).signed_in
    sign_in(any_world, "reader@exemple.fr", ANOTHER)


@pytest.mark.parametrize("text", ["%", "_", "\0", "x" * 5000, "'", "\\"])
def test_any_words_may_be_looked_for_among_accounts(any_world: World, text: str) -> None:
    with any_world.repository.store.reading() as uow:
        total, _ = managing.listing(uow, any_world.administrator, text, 1)
        assert total == (3 if text == "\0" else 0)
        assert managing.listing(uow, any_world.administrator, "READER", 1)[0] == 1
