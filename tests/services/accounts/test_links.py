"""Mailed links: good once, for a time, at one host, for one purpose, and only while the account is what it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from repo_service.domain.roles import SYSTEM
from repo_service.errors import Invalid, LinkSpent, SignInAgain, TooManyAttempts
from repo_service.services.accounts import links, managing, passwords, sessions
from repo_service.services.accounts.signing_in import Opened
from repo_service.services.mailing import Letterhead
from repo_service.store.people import accounts
from tests.conftest import PASSWORD, TIMEZONE, World, hashed_password
from tests.services.accounts import doors
from tests.services.accounts.doors import (
    ANOTHER,
    DOOR,
    HEAD,
    SITE,
    Wait,
    actor_of,
    actor_of_token,
    ask,
    follow,
    sign_in,
)

READER = "reader@exemple.fr"


def choose(world: World, secret: str, password: str = ANOTHER, site: str = SITE) -> Opened:
    with world.repository.store.writing() as uow:
        hashed = passwords.hashed(password)
        return links.choose_password(uow, DOOR, secret, site, HEAD, "Firefox", hashed)


def change_password(world: World, password: str = ANOTHER) -> Opened:
    with world.repository.store.writing() as uow:
        return links.change_password(uow, DOOR, world.reader, HEAD, "Firefox", passwords.hashed(password))


def test_a_mailed_link_signs_in_once(any_world: World) -> None:
    ask(any_world, READER)
    secret = doors.mailed_link(any_world)
    assert actor_of(any_world, follow(any_world, secret).secret) == any_world.reader
    with pytest.raises(LinkSpent):
        follow(any_world, secret)


def test_looking_at_a_link_does_not_spend_it(any_world: World) -> None:
    ask(any_world, READER)
    secret = doors.mailed_link(any_world)
    for _ in range(2):
        with any_world.repository.store.reading() as uow:
            assert links.account_behind(uow, DOOR, "sign_in", secret, SITE).mail == READER
    follow(any_world, secret)


def test_a_link_is_good_for_fifteen_minutes(any_world: World, wait: Wait) -> None:
    ask(any_world, READER)
    late = doors.mailed_link(any_world)
    wait(15 * 60 - 1)
    follow(any_world, late)
    ask(any_world, READER)
    over = doors.mailed_link(any_world)
    wait(15 * 60)
    with pytest.raises(LinkSpent):
        follow(any_world, over)


def test_of_several_links_in_one_mail_box_one_is_good(any_world: World) -> None:
    ask(any_world, READER)
    first = doors.mailed_link(any_world)
    ask(any_world, READER)
    follow(any_world, doors.mailed_link(any_world))
    with pytest.raises(LinkSpent):
        follow(any_world, first)


@pytest.mark.parametrize(
    "site", ["https://autre.exemple", "https://memoire.exemple:8443", "http://memoire.exemple:80@autre.exemple", ""]
)
def test_a_link_is_good_at_the_host_that_it_was_made_for_only(any_world: World, site: str) -> None:
    ask(any_world, READER, "reset")
    with pytest.raises(LinkSpent):
        choose(any_world, doors.mailed_link(any_world), site=site)
    choose(any_world, doors.mailed_link(any_world))


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://memoire.exemple:443", "https://memoire.exemple"),
        ("https://Memoire.Exemple", "https://memoire.exemple"),
        ("https://mémoire.exemple", "https://xn--mmoire-bva.exemple"),
        ("https://memoire.exemple/depot", "https://memoire.exemple"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_host_has_one_spelling(any_world: World, address: str, site: str) -> None:
    with any_world.repository.store.writing() as uow:
        account = accounts.by_mail(uow.session, READER)
        assert account is not None
        link = links.make(uow, account, "sign_in", Letterhead("Site", address))
    follow(any_world, link.rpartition("/")[2], site)


@pytest.mark.parametrize("purpose", ["sign_in", "reset"])
def test_a_link_for_one_purpose_serves_no_other(any_world: World, purpose: str) -> None:
    ask(any_world, READER, purpose)
    secret = doors.mailed_link(any_world)
    for other in {"sign_in", "reset", "invitation"} - {purpose}:
        with any_world.repository.store.reading() as uow, pytest.raises(LinkSpent):
            links.account_behind(uow, DOOR, other, secret, SITE)


@pytest.mark.parametrize("secret", ["", "x", "\0", "\ud800", "é" * 300, "' OR 1=1 --"])
def test_what_is_no_link_answers_as_a_spent_one(any_world: World, secret: str) -> None:
    with any_world.repository.store.reading() as uow, pytest.raises(LinkSpent):
        links.account_behind(uow, DOOR, "sign_in", secret, SITE)


def test_a_reset_link_chooses_a_password_once_and_ends_all_that_was_signed_in(any_world: World) -> None:
    session, token = sign_in(any_world, READER).secret, any_world.token(READER)
    ask(any_world, READER, "reset")
    secret = doors.mailed_link(any_world)
    fresh = choose(any_world, secret).secret
    assert actor_of(any_world, fresh) == any_world.reader
    assert not actor_of(any_world, session).signed_in
    assert not actor_of_token(any_world, token).signed_in
    assert doors.letters(any_world)[-1].purpose == "password_changed"
    sign_in(any_world, READER, ANOTHER)
    with pytest.raises(LinkSpent):
        choose(any_world, secret, "encore une autre phrase")


def test_every_link_ends_when_the_password_changes(any_world: World) -> None:
    waiting = []
    for purpose in ("sign_in", "reset"):
        ask(any_world, READER, purpose)
        waiting.append(doors.mailed_link(any_world))
    change_password(any_world)
    with pytest.raises(LinkSpent):
        follow(any_world, waiting[0])
    with pytest.raises(LinkSpent):
        choose(any_world, waiting[1], "encore une autre phrase")


@pytest.mark.parametrize("columns", [{"password_hash": ""}, {"mail_key": "autre@exemple.fr"}, {"disabled_at": None}])
def test_a_link_is_bound_to_what_the_account_was(any_world: World, columns: dict[str, str | None]) -> None:
    """Even where whoever changed the account did not think of links."""
    ask(any_world, READER, "reset")
    secret = doors.mailed_link(any_world)
    if "disabled_at" in columns:
        doors.disable(any_world, READER)
    else:
        doors.change(any_world, READER, **columns)
    with pytest.raises(LinkSpent):
        choose(any_world, secret)


def test_a_link_does_not_come_back_with_an_account_that_is_opened_again(any_world: World) -> None:
    ask(any_world, READER)
    secret = doors.mailed_link(any_world)
    with any_world.repository.store.writing() as uow:
        managing.disable(uow, SYSTEM, any_world.reader.account, TIMEZONE)
    with any_world.repository.store.writing() as uow:
        managing.enable(uow, SYSTEM, any_world.reader.account)
    with pytest.raises(LinkSpent):
        follow(any_world, secret)


def test_a_changed_password_ends_all_but_a_new_session(any_world: World) -> None:
    session, token = sign_in(any_world, READER).secret, any_world.token(READER)
    fresh = change_password(any_world).secret
    assert fresh != session
    assert actor_of(any_world, fresh) == any_world.reader
    assert not actor_of(any_world, session).signed_in
    assert not actor_of_token(any_world, token).signed_in
    assert [letter.purpose for letter in doors.letters(any_world)] == ["password_changed"]


def test_nobody_is_written_to_who_has_no_account_that_opens(any_world: World) -> None:
    with any_world.repository.store.writing() as uow:
        accounts.add(uow, "demo@exemple.fr", "", "Démo", hashed_password(), demonstration=True)
    doors.disable(any_world, "secretary@exemple.fr")
    for mail in ("personne@exemple.fr", "secretary@exemple.fr", "demo@exemple.fr"):
        for purpose in ("sign_in", "reset"):
            ask(any_world, mail, purpose)
    assert doors.letters(any_world) == []


@pytest.mark.parametrize("typed", [" READER@Exemple.FR ", "ｒeader@exemple.fr", "reader＠exemple.fr"])
def test_a_link_goes_to_the_address_of_the_account_and_not_to_the_one_that_was_typed(
    any_world: World, typed: str
) -> None:
    ask(any_world, typed)
    assert [letter.recipient for letter in doors.letters(any_world)] == [READER]


@pytest.mark.parametrize(
    "mail",
    ["", " ", "reader", "@", "a@b@c", "a@", "a b@c.fr", "a\0@c.fr", "a\r\nBcc: x@c.fr", "\ud800@c.fr", "a\u202e@c.fr",
     "a＠b@c.fr", "x" * 300 + "@c.fr", "ﷺ" * 20 + "@c.fr"],
)  # fmt: skip
def test_a_link_is_asked_for_an_address_only(any_world: World, mail: str) -> None:
    with pytest.raises(Invalid) as refused:
        ask(any_world, mail)
    assert set(refused.value.fields) == {"mail"}


def test_asking_again_and_again_is_slowed_down_for_known_and_unknown_alike(
    any_world: World, wait: Wait
) -> None:
    for mail in (READER, "personne@exemple.fr"):
        for _ in range(5):
            ask(any_world, mail)
        with pytest.raises(TooManyAttempts) as refused:
            ask(any_world, mail)
        assert refused.value.params == {"seconds": 5}
    wait(5)
    ask(any_world, READER)
    assert len(doors.letters(any_world)) == 6


def test_links_do_not_hold_passwords_up_nor_the_other_way_round(any_world: World) -> None:
    for _ in range(5):
        ask(any_world, READER)
    sign_in(any_world, READER)


def test_one_address_that_asks_for_many_people_waits(any_world: World, wait: Wait) -> None:
    for number in range(60):
        ask(any_world, f"personne{number}@exemple.fr")
    with pytest.raises(TooManyAttempts):
        ask(any_world, READER)
    ask(any_world, READER, address="198.51.100.7")


def test_proving_who_one_is_takes_the_password_or_a_sign_in_that_is_recent(
    any_world: World, wait: Wait
) -> None:
    store, secret = any_world.repository.store, sign_in(any_world, READER).secret
    sessions.prove(store, any_world.reader, secret, PASSWORD)
    for _ in range(5):
        with pytest.raises(Invalid) as refused:
            sessions.prove(store, any_world.reader, secret, "faux")
        assert set(refused.value.fields) == {"current"}
    with pytest.raises(TooManyAttempts):
        sessions.prove(store, any_world.reader, secret, PASSWORD)
    wait(5)
    sessions.prove(store, any_world.reader, secret, PASSWORD)


def test_somebody_without_password_proves_it_by_having_just_signed_in(
    any_world: World, wait: Wait
) -> None:
    store = any_world.repository.store
    doors.change(any_world, READER, password_hash="")
    ask(any_world, READER)
    secret = follow(any_world, doors.mailed_link(any_world)).secret
    sessions.prove(store, any_world.reader, secret, "")
    wait(15 * 60)
    with pytest.raises(SignInAgain):
        sessions.prove(store, any_world.reader, secret, "")


def test_demonstration_logins_are_written_to_where_they_are_good(any_world: World) -> None:
    store = any_world.repository.store
    with store.writing() as uow:
        accounts.add(uow, "demo@exemple.fr", "", "Demo", "", True)
    for demonstration, letters in ((False, 0), (True, 1)):
        door = replace(doors.DOOR, demonstration=demonstration)
        with store.writing() as uow:
            links.ask(uow, door, "sign_in", "demo@exemple.fr", "192.0.2.1", doors.HEAD, "fr")
        links.serve_requests(store, doors.DOOR, "Mémoire")
        assert len(doors.letters(any_world)) == letters


def test_an_invitation_is_over_once_its_person_has_come_by_another_link(any_world: World) -> None:
    store = any_world.repository.store
    with store.writing() as uow:
        account = accounts.by_mail(uow.session, "reader@exemple.fr")
        assert account is not None
        address = doors.HEAD.address
        invitation, link = (links.make(uow, account, purpose, doors.HEAD) for purpose in ("invitation", "sign_in"))
    with store.writing() as uow:
        links.follow(uow, doors.DOOR, link.rpartition("/")[2], address, "Firefox")
    with store.writing() as uow, pytest.raises(LinkSpent):
        links.accept(uow, doors.DOOR, invitation.rpartition("/")[2], address, "Firefox")
