"""Tokens for programs: what they may do, until when, and whose they are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from repo_service.domain.roles import PERMISSIONS, READING, SYSTEM, VISITOR
from repo_service.errors import Invalid, LinkSpent, NotFound, SignInRequired
from repo_service.services.accounts import sessions, signing_in, tokens
from repo_service.store.people import accounts
from tests.conftest import World
from tests.services.accounts.doors import Wait, actor_of, actor_of_token, ask, disable, follow, mailed_link, sign_in


def test_disabling_an_account_ends_its_sessions_and_tokens_at_once(any_world: World) -> None:
    secret, token = sign_in(any_world, "reader@exemple.fr").secret, any_world.token("reader@exemple.fr")
    disable(any_world, "reader@exemple.fr")
    assert actor_of(any_world, secret) == VISITOR
    assert actor_of_token(any_world, token) == VISITOR
    with pytest.raises(Invalid):
        any_world.token("reader@exemple.fr")


def test_a_token_is_good_until_it_expires_and_only_its_hash_is_kept(any_world: World, wait: Wait) -> None:
    with any_world.repository.store.writing() as uow:
        token = tokens.issue(uow, SYSTEM, "reader@exemple.fr", "moissonneur", days=7)
    assert actor_of_token(any_world, token) == any_world.reader
    assert actor_of_token(any_world, token + "x") == VISITOR
    with any_world.repository.store.reading() as uow:
        assert uow.session.execute(text("SELECT token_hash FROM api_token")).scalar_one() == accounts.secret_hash(token)
    wait(7 * 86_400)
    assert actor_of_token(any_world, token) == VISITOR


def test_a_token_without_days_does_not_expire(any_world: World, wait: Wait) -> None:
    token = any_world.token("reader@exemple.fr")
    wait(10 * 365 * 86_400)
    assert actor_of_token(any_world, token) == any_world.reader


def own(world: World, name: str = "moissonneur", scopes: tuple[str, ...] = ("read",), days: int = 7) -> str:
    with world.repository.store.writing() as uow:
        return tokens.issue_own(uow, world.reader, name, scopes, days)


def test_a_token_for_reading_changes_nothing(any_world: World) -> None:
    reading, writing = own(any_world), own(any_world, scopes=("read", "write"))
    actor = actor_of_token(any_world, reading)
    assert (actor.account, actor.read_only) == (any_world.reader.account, True)
    assert not actor_of_token(any_world, writing).read_only
    with any_world.repository.store.writing() as uow:
        administrator = tokens.issue(uow, SYSTEM, "administrator@exemple.fr", scopes=("read",))
    allowed = {action for action in PERMISSIONS if actor_of_token(any_world, administrator).can(action)}
    assert allowed == READING


def test_a_token_of_one_s_own_always_ends(any_world: World, wait: Wait) -> None:
    token = own(any_world, days=1)
    wait(86_399)
    assert actor_of_token(any_world, token).signed_in
    wait(1)
    assert actor_of_token(any_world, token) == VISITOR


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "\u202eabc"}, "name"),
        ({"scopes": ()}, "scopes"),
        ({"scopes": ("read", "administer")}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
    ],
)
def test_a_token_that_cannot_be_is_refused(any_world: World, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        own(any_world, **said)
    assert set(refused.value.fields) == {field}


def test_one_ends_one_s_own_tokens_and_sessions_and_those_of_nobody_else(any_world: World) -> None:
    token, secret = own(any_world), sign_in(any_world, "reader@exemple.fr").secret
    with any_world.repository.store.reading() as uow:
        (row,) = tokens.own(uow, any_world.reader)
        ((session, this),) = sessions.own(uow, any_world.reader, secret)
        assert this
    with any_world.repository.store.writing() as uow:
        for end, public_id in ((tokens.revoke_own, row.public_id), (sessions.end_own, session.public_id)):
            for actor, wanted in ((any_world.secretary, public_id), (any_world.reader, "ZZZZZZZZZZZZ")):
                with pytest.raises(NotFound):
                    end(uow, actor, wanted)
    assert actor_of_token(any_world, token).signed_in
    with any_world.repository.store.writing() as uow:
        tokens.revoke_own(uow, any_world.reader, row.public_id)
        sessions.end_own(uow, any_world.reader, session.public_id)
    assert actor_of_token(any_world, token) == VISITOR
    assert actor_of(any_world, secret) == VISITOR


def test_signing_out_everywhere_ends_every_session_token_and_link(any_world: World) -> None:
    secrets = [sign_in(any_world, "reader@exemple.fr").secret for _ in range(2)]
    token, other = own(any_world), sign_in(any_world, "secretary@exemple.fr").secret
    ask(any_world, "reader@exemple.fr")
    link = mailed_link(any_world)
    with any_world.repository.store.writing() as uow:
        signing_in.sign_out_everywhere(uow, any_world.reader)
    assert [actor_of(any_world, secret) for secret in secrets] == [VISITOR] * 2
    assert actor_of_token(any_world, token) == VISITOR
    with pytest.raises(LinkSpent):
        follow(any_world, link)
    assert actor_of(any_world, other) == any_world.secretary


def test_a_token_cannot_make_others(any_world: World) -> None:
    actor = actor_of_token(any_world, own(any_world))
    with any_world.repository.store.writing() as uow, pytest.raises(SignInRequired):
        tokens.issue_own(uow, actor, "encore", ("write",), 7)
