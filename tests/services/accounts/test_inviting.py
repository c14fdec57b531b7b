"""Invitations: by mail, once, to roles that one may give, into the partner that one represents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from repo_service import clock
from repo_service.domain.roles import Actor
from repo_service.errors import Forbidden, Invalid, LinkSpent, RepoServiceError, SignInRequired
from repo_service.services.accounts import inviting, links, managing, passwords
from repo_service.services.accounts.signing_in import Opened
from repo_service.store.people import accounts, governance
from repo_service.store.people.tables import Account
from tests.conftest import TIMEZONE, World
from tests.services import acts
from tests.services.accounts import doors
from tests.services.accounts.doors import ANOTHER, DOOR, HEAD, SITE, Wait, actor_of, sign_in

NEW = "anne@exemple.fr"


def invite(world: World, actor: Actor, **said: Any) -> Account:
    given: dict[str, Any] = {
        "mail": NEW, "role": "reader", "person": "", "name": "Anne Le Goff", "institution": "", "bodies": [],
        "language": "fr",
    } | said  # fmt: skip
    with world.repository.store.writing() as uow:
        return inviting.invite_named(uow, actor, **given, head=HEAD, timezone=TIMEZONE)


def accept(world: World, secret: str, password: str = "") -> Opened:
    with world.repository.store.writing() as uow:
        hashed = passwords.hashed(password) if password else ""
        return links.accept(uow, DOOR, secret, SITE, "Firefox", hashed)


def again(world: World, actor: Actor, public_id: str) -> None:
    with world.repository.store.writing() as uow:
        inviting.again(uow, actor, public_id, HEAD, TIMEZONE)


def coordinator(world: World) -> Actor:
    return acts.person(world, "coordinatrice@exemple.fr", "coordinator")


def representative(world: World) -> Actor:
    """Of the only partner, which is active."""
    with world.repository.store.writing() as uow:
        partner = governance.institution(uow.session, world.institution)
        assert partner is not None
        governance.add_status(uow, partner, "active", None, None)
        account = managing.add_account(
            uow, acts.SYSTEM, "representante@exemple.fr", "Rose Kermarrec", "representative", [], ANOTHER, TIMEZONE,
            institution=world.institution,
        )  # fmt: skip
        return accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))


def colleague(world: World, mandate: str = "", at: str = "") -> str:
    """Somebody known without an account, at a partner, perhaps with a mandate; the identifier."""
    with world.repository.store.writing() as uow:
        partner = governance.institution(uow.session, at or world.institution)
        person = governance.add_person(uow, "Anne", "Le Goff", partner)
        body = governance.body(uow.session, world.body)
        assert body is not None
        if mandate:
            governance.add_mandate(uow, person, body, mandate, None, None)
        return person.public_id


def other_partner(world: World) -> str:
    with world.repository.store.writing() as uow:
        return governance.add_institution(uow, "Bibliothèque de Rosmadec", "BR", "", "").public_id


def test_an_invitation_opens_the_account_once_without_a_password(any_world: World) -> None:
    account = invite(any_world, any_world.administrator)
    letter = doors.letters(any_world)[-1]
    assert (letter.purpose, letter.recipient, letter.language) == ("invitation", NEW, "fr")
    secret = doors.mailed_link(any_world)
    opened = accept(any_world, secret)
    assert actor_of(any_world, opened.secret).account == account.public_id
    with pytest.raises(LinkSpent):
        accept(any_world, secret, ANOTHER)
    doors.ask(any_world, NEW)
    doors.follow(any_world, doors.mailed_link(any_world))


def test_or_with_a_password_that_is_good_from_then_on(any_world: World) -> None:
    invite(any_world, any_world.administrator, language="en")
    assert doors.letters(any_world)[-1].language == "en"
    accept(any_world, doors.mailed_link(any_world), ANOTHER)
    sign_in(any_world, NEW, ANOTHER)


def test_an_invitation_is_good_for_fourteen_days(any_world: World, wait: Wait) -> None:
    invite(any_world, any_world.administrator)
    secret = doors.mailed_link(any_world)
    wait(14 * 86_400)
    with pytest.raises(LinkSpent):
        accept(any_world, secret)


def test_another_one_is_sent_to_who_has_not_come_and_to_nobody_else(any_world: World) -> None:
    account = invite(any_world, any_world.administrator, role="contributor")
    first = doors.mailed_link(any_world)
    again(any_world, any_world.administrator, account.public_id)
    second = doors.mailed_link(any_world)
    assert "écrire des fiches pratiques" in doors.letters(any_world)[-1].text
    accept(any_world, second)
    with pytest.raises(LinkSpent):
        accept(any_world, first)
    with pytest.raises(Invalid, match="déjà entrée"):
        again(any_world, any_world.administrator, account.public_id)
    with pytest.raises(Invalid, match="déjà entrée"):
        again(any_world, any_world.administrator, any_world.reader.account)
    doors.disable(any_world, "secretary@exemple.fr")
    with pytest.raises(Invalid, match="fermé"):
        again(any_world, any_world.administrator, any_world.secretary.account)


@pytest.mark.parametrize(
    "mail",
    ["READER@exemple.FR", "ｒｅａｄｅｒ@exemple.fr", "reader＠exemple.fr", "reader@exemple.fr\xa0"],
)
def test_an_address_that_has_an_account_gets_no_second_one(any_world: World, mail: str) -> None:
    with pytest.raises(Invalid, match="Un compte existe déjà"):
        invite(any_world, any_world.administrator, mail=mail)


def test_an_address_is_kept_as_mail_programs_write_it(any_world: World) -> None:
    assert invite(any_world, any_world.administrator, mail=" Ａnne@Exemple.fr ").mail == "Anne@Exemple.fr"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"mail": "a\0@exemple.fr"}, "mail"),
        ({"mail": "\ud800@exemple.fr"}, "mail"),
        ({"mail": "a\u202eb@exemple.fr"}, "mail"),
        ({"mail": "a\u200fb@exemple.fr"}, "mail"),
        ({"mail": "a@b＠exemple.fr"}, "mail"),
        ({"mail": "a@exemple.fr\nBcc: b@exemple.fr"}, "mail"),
        ({"mail": "a@exemple.fr,b@exemple.fr"}, "mail"),
        ({"mail": "ﷺ" * 20 + "@exemple.fr"}, "mail"),
        ({"name": "Anne\0 Le Goff"}, "name"),
        ({"name": "Anne \ud800"}, "name"),
        ({"name": "Anne\u202e Le Goff"}, "name"),
        ({"name": "Anne \u200fLe Goff"}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "x" * 1_000_000}, "name"),
        ({"name": " "}, "name"),
        ({"institution": "Université imaginaire"}, "institution"),
        ({"role": "secretary", "bodies": ["Bureau imaginaire"]}, None),
        ({"role": "representative"}, "institution"),
        ({"role": "roi"}, None),
        ({"role": "visitor"}, None),
        ({"role": ""}, None),
        ({"person": "personne"}, None),
    ],
)
def test_an_invitation_that_cannot_stand_is_refused_whole(
    any_world: World, said: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        invite(any_world, any_world.administrator, **said)
    assert set(refused.value.fields) == ({field} if field else set())
    assert doors.letters(any_world) == []


def test_readers_and_secretaries_invite_nobody(any_world: World) -> None:
    for actor in (any_world.reader, any_world.secretary):
        with pytest.raises(Forbidden):
            invite(any_world, actor)
    with pytest.raises(SignInRequired):
        invite(any_world, Actor())


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (coordinator, {"reader", "contributor", "representative", "secretary"}),
        (representative, {"reader", "contributor"}),
    ],
)
def test_one_invites_to_the_roles_that_one_may_give(
    any_world: World, who: Callable[[World], Actor], allowed: set[str]
) -> None:
    actor, done = who(any_world), set()
    for role in ("reader", "contributor", "representative", "secretary", "coordinator", "administrator"):
        bodies = [any_world.body] if role == "secretary" else []
        try:
            invite(any_world, actor, mail=f"{role}.neuf@exemple.fr", role=role, institution=any_world.institution,
                   bodies=bodies)  # fmt: skip
            done.add(role)
        except Forbidden:
            pass
    assert done == allowed


def test_a_coordinator_names_the_bodies_of_a_secretary(any_world: World) -> None:
    with pytest.raises(Invalid) as refused:
        invite(any_world, coordinator(any_world), role="secretary")
    assert set(refused.value.fields) == {"bodies"}


def test_a_representative_invites_into_the_own_institution_only(any_world: World) -> None:
    actor, elsewhere = representative(any_world), other_partner(any_world)
    for institution in ("", elsewhere, "Bibliothèque de Rosmadec"):
        with pytest.raises(Forbidden, match="partenaire que vous représentez"):
            invite(any_world, actor, institution=institution)
    account = invite(any_world, actor, institution=any_world.institution)
    with any_world.repository.store.reading() as uow:
        found = accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))
    assert (found.roles, found.former) == ({"reader"}, False)


def test_a_representative_takes_over_nobody_who_is_known(any_world: World) -> None:
    """The address of the invitation is the inviter's to choose: a mandate must not come with it."""
    actor, elsewhere = representative(any_world), other_partner(any_world)
    known = (colleague(any_world, at=elsewhere), colleague(any_world, "secretary"), colleague(any_world, "member"))
    for person in known:
        with pytest.raises(Forbidden):
            invite(any_world, actor, institution=any_world.institution, person=person)
    assert len(doors.letters(any_world)) == 0


def test_an_invitation_to_somebody_known_has_the_mandates_of_that_person(any_world: World) -> None:
    representative(any_world)  # their partner is active
    account = invite(any_world, coordinator(any_world), person=colleague(any_world, "secretary"), name="")
    with any_world.repository.store.reading() as uow:
        found = accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))
    assert (found.roles, found.bodies) == ({"reader", "secretary"}, {any_world.body})


def test_a_former_partner_s_representative_invites_nobody(any_world: World) -> None:
    representative(any_world)
    with any_world.repository.store.writing() as uow:
        rows = governance.facts(uow.session, governance.InstitutionStatus, _partner(any_world))
        for row in rows:
            row.retracted_at = uow.now
    with any_world.repository.store.reading() as uow:
        account = accounts.by_mail(uow.session, "representante@exemple.fr")
        assert account is not None
        actor = accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE))
    with pytest.raises(RepoServiceError):
        invite(any_world, actor, institution=any_world.institution)


def _partner(world: World) -> governance.Institution:
    with world.repository.store.reading() as uow:
        found = governance.institution(uow.session, world.institution)
        assert found is not None
        return found
