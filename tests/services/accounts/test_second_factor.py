"""The second factor: a code opens once, recovery codes too, and some roles are not held without it, by no way in."""

from __future__ import annotations

import pyotp
import pytest
from sqlalchemy import text

from repo_service.domain.roles import Actor
from repo_service.errors import Invalid, SignInFailed, SignInRequired, TooManyAttempts
from repo_service.services.accounts import second_factor, signing_in
from repo_service.services.repository import Repository
from repo_service.settings import SettingError
from tests.conftest import World, make_settings
from tests.services.accounts import doors
from tests.services.accounts.doors import DEMANDING, DOOR, HEAD, Wait, actor_of, code_of, confirm, set_up, sign_in

READER = "reader@exemple.fr"
ADMINISTRATOR = "administrator@exemple.fr"


def pending(world: World) -> str:
    """The secret of a sign-in that waits for its second factor."""
    opened = sign_in(world, READER)
    assert opened.pending
    return opened.secret


def test_a_password_alone_opens_nothing_any_more(any_world: World, wait: Wait) -> None:
    key, _, _ = set_up(any_world, any_world.reader)
    wait(30)
    secret = pending(any_world)
    assert not actor_of(any_world, secret).signed_in
    fresh = confirm(any_world, secret, code_of(key)).secret
    assert fresh != secret
    assert actor_of(any_world, fresh) == any_world.reader
    assert not actor_of(any_world, secret).signed_in
    with pytest.raises(SignInRequired):
        confirm(any_world, secret, code_of(key, 1))


def test_a_mailed_link_alone_opens_nothing_either(any_world: World) -> None:
    set_up(any_world, any_world.reader)
    doors.ask(any_world, READER)
    opened = doors.follow(any_world, doors.mailed_link(any_world))
    assert opened.pending
    assert not actor_of(any_world, opened.secret).signed_in


def test_a_code_opens_once(any_world: World, wait: Wait) -> None:
    key, _, _ = set_up(any_world, any_world.reader)
    with pytest.raises(SignInFailed):
        confirm(any_world, pending(any_world), code_of(key))  # it was used to set up
    wait(30)
    confirm(any_world, pending(any_world), code_of(key))
    with pytest.raises(SignInFailed):
        confirm(any_world, pending(any_world), code_of(key))


def test_the_codes_just_before_and_just_after_are_good_too(any_world: World, wait: Wait) -> None:
    key, _, _ = set_up(any_world, any_world.reader)
    wait(60)
    confirm(any_world, pending(any_world), code_of(key, -1))
    confirm(any_world, pending(any_world), code_of(key, 1))
    with pytest.raises(SignInFailed):
        confirm(any_world, pending(any_world), code_of(key))  # older than one that was used
    wait(120)
    for steps in (-2, 2):
        with pytest.raises(SignInFailed):
            confirm(any_world, pending(any_world), code_of(key, steps))


@pytest.mark.parametrize("shape", ["{} {}", " {}{} ", "{}\u00a0{}"])
def test_a_code_may_be_typed_as_applications_show_it(any_world: World, wait: Wait, shape: str) -> None:
    key, _, _ = set_up(any_world, any_world.reader)
    wait(30)
    code = code_of(key)
    confirm(any_world, pending(any_world), shape.format(code[:3], code[3:]))


@pytest.mark.parametrize("code", ["", "0", "12345", "1234567", "١٢٣٤٥٦", "²²²²²²", "\0", "\ud800", "1" * 1_000_000])
def test_what_is_no_code_is_refused_as_a_wrong_one(any_world: World, code: str) -> None:
    set_up(any_world, any_world.reader)
    with pytest.raises(SignInFailed):
        confirm(any_world, pending(any_world), code)


def test_wrong_codes_are_slowed_down_and_the_wait_ends_by_itself(any_world: World, wait: Wait) -> None:
    key, codes, _ = set_up(any_world, any_world.reader)
    wait(30)
    for _ in range(5):
        with pytest.raises(SignInFailed):
            confirm(any_world, pending(any_world), "000000")
    for code in (code_of(key), codes[0]):
        with pytest.raises(TooManyAttempts):
            confirm(any_world, pending(any_world), code)
    wait(5)
    confirm(any_world, pending(any_world), code_of(key))
    with pytest.raises(SignInFailed):
        confirm(any_world, pending(any_world), "000000")


def test_a_pending_sign_in_is_over_after_ten_minutes_and_when_the_account_is_closed(
    any_world: World, wait: Wait
) -> None:
    key, _, _ = set_up(any_world, any_world.reader)
    secret = pending(any_world)
    wait(600)
    with pytest.raises(SignInRequired):
        confirm(any_world, secret, code_of(key))
    secret = pending(any_world)
    doors.disable(any_world, READER)
    with pytest.raises(SignInRequired):
        confirm(any_world, secret, code_of(key))


def test_each_recovery_code_opens_once_and_only_its_hash_is_kept(any_world: World) -> None:
    _, codes, _ = set_up(any_world, any_world.reader)
    assert len(set(codes)) == 10
    for code in (codes[0], codes[1].lower(), codes[2].replace("-", " "), codes[3].replace("-", "")):
        confirm(any_world, pending(any_world), code)
    with pytest.raises(SignInFailed):
        confirm(any_world, pending(any_world), codes[0])
    with any_world.repository.store.reading() as uow:
        kept = {row[0] for row in uow.session.execute(text("SELECT code_hash FROM recovery_code"))}
    assert len(kept) == 10
    assert all(len(digest) == 64 for digest in kept)
    assert ("second_factor.recovered", any_world.reader.account, any_world.reader.account) in doors.acts(any_world)


def test_a_recovery_code_of_somebody_else_is_not_good(any_world: World) -> None:
    set_up(any_world, any_world.reader)
    _, others, _ = set_up(any_world, any_world.secretary)
    with pytest.raises(SignInFailed):
        confirm(any_world, pending(any_world), others[0])


def test_fresh_recovery_codes_take_the_place_of_those_before(any_world: World) -> None:
    _, codes, _ = set_up(any_world, any_world.reader)
    with any_world.repository.store.writing() as uow:
        fresh = second_factor.renew(uow, any_world.reader)
    with pytest.raises(SignInFailed):
        confirm(any_world, pending(any_world), codes[0])
    confirm(any_world, pending(any_world), fresh[0])


def test_a_second_factor_is_set_up_by_its_first_code_and_not_set_up_twice(any_world: World) -> None:
    key = pyotp.random_base32()
    for code in ("000000", "", code_of(key, 5)):
        with any_world.repository.store.writing() as uow, pytest.raises(Invalid) as refused:
            second_factor.set_up(uow, DOOR, any_world.reader, key, code, HEAD, "Firefox")
        assert set(refused.value.fields) == {"code"}
    set_up(any_world, any_world.reader)
    with pytest.raises(Invalid, match="déjà active"):
        set_up(any_world, any_world.reader)


def test_setting_it_up_ends_whatever_came_in_without_it(any_world: World) -> None:
    thief, token = sign_in(any_world, READER).secret, any_world.token(READER)
    _, _, fresh = set_up(any_world, any_world.reader)
    assert actor_of(any_world, fresh) == any_world.reader
    assert not actor_of(any_world, thief).signed_in
    assert not doors.actor_of_token(any_world, token).signed_in
    assert [letter.purpose for letter in doors.letters(any_world)] == ["second_factor_changed"]


def test_doing_without_it_is_told_by_mail_and_spends_the_recovery_codes(any_world: World) -> None:
    set_up(any_world, any_world.reader)
    with any_world.repository.store.writing() as uow:
        second_factor.remove(uow, any_world.reader, HEAD)
    assert not sign_in(any_world, READER).pending
    assert [letter.purpose for letter in doors.letters(any_world)] == ["second_factor_changed"] * 2
    with any_world.repository.store.reading() as uow:
        assert uow.session.execute(text("SELECT count(*) FROM recovery_code")).scalar_one() == 0


def test_the_picture_and_the_address_hold_the_key() -> None:
    proposal = second_factor.propose(READER, "Mémoire & Cie")
    assert pyotp.parse_uri(proposal.uri).secret == proposal.secret
    assert second_factor.propose(READER, "Mémoire & Cie", proposal.secret) == proposal
    assert proposal.path.startswith("M4 4h1v1h-1z")
    assert proposal.size > 30


def by_every_way_in(world: World, mail: str) -> dict[str, Actor]:
    """Session, token, word of a proxy, OpenID provider: what each may act as where some roles demand more."""
    store = world.repository.store
    named = signing_in.sign_in_named(store, DEMANDING, mail, "Firefox").secret
    token = world.token(mail)
    with store.reading() as uow:
        proxy = signing_in.named_actor(uow, DEMANDING, mail)
    return {
        "password": actor_of(world, sign_in(world, mail, door=DEMANDING).secret, DEMANDING),
        "oidc": actor_of(world, named, DEMANDING),
        "token": doors.actor_of_token(world, token, DEMANDING),
        "proxy": proxy,
    }


@pytest.mark.parametrize("role", ["administrator", "secretary"])
def test_a_role_that_demands_a_second_factor_is_held_by_no_way_in_without_one(any_world: World, role: str) -> None:
    for way, actor in by_every_way_in(any_world, f"{role}@exemple.fr").items():
        assert (actor.roles, actor.withheld) == ({"reader"}, {role}), way
        assert not actor.can("file"), way
        assert not actor.can("administer"), way
    reader = by_every_way_in(any_world, READER)
    assert {actor.role for actor in reader.values()} == {"reader"}
    assert {actor.withheld for actor in reader.values()} == {frozenset()}


def test_with_a_second_factor_it_is_held_but_never_by_the_word_of_a_proxy_alone(any_world: World) -> None:
    key, codes, session = set_up(any_world, any_world.administrator)
    assert actor_of(any_world, session, DEMANDING) == any_world.administrator
    found = by_every_way_in(any_world, ADMINISTRATOR)
    assert found["token"].roles == {"administrator"}
    assert (found["proxy"].roles, found["proxy"].withheld) == ({"reader"}, {"administrator"})
    assert not found["password"].signed_in, "a code is owed"
    assert not found["oidc"].signed_in, "a code is owed"
    given = confirm(any_world, sign_in(any_world, ADMINISTRATOR).secret, codes[0]).secret
    assert actor_of(any_world, given, DEMANDING) == any_world.administrator
    assert key


def test_the_last_administrator_without_a_second_factor_can_still_set_one_up(any_world: World) -> None:
    secret = sign_in(any_world, ADMINISTRATOR, door=DEMANDING).secret
    actor = actor_of(any_world, secret, DEMANDING)
    _, _, fresh = set_up(any_world, actor)
    assert actor_of(any_world, fresh, DEMANDING).role == "administrator"


@pytest.mark.parametrize("said", ["administrateur", "visitor", "administrator;coordinator"])
def test_a_misspelt_role_stops_the_start(any_world: World, said: str) -> None:
    root = any_world.repository.settings.storage.parent
    with pytest.raises(SettingError, match="SECOND_FACTOR_ROLES"):
        Repository(make_settings(root, SECOND_FACTOR_ROLES=said))
    demanding = Repository(make_settings(root, SECOND_FACTOR_ROLES="administrator, coordinator")).door.demanding
    assert demanding == {"administrator", "coordinator"}
