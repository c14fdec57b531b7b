"""Management: who may invite whom and give what. What a form does not offer is refused, however it is sent."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service import clock
from repo_service.domain.roles import SYSTEM
from repo_service.services import mailing
from repo_service.services.accounts import managing
from repo_service.store import outbox
from repo_service.store.people import accounts, governance
from tests.conftest import PASSWORD, TIMEZONE, World
from tests.services import acts
from tests.services.accounts import doors
from tests.web.accounts.visits import is_signed_in, mailed, post
from tests.web.conftest import Site
from tests.web.visits import says

NEW = "/admin/accounts/new"
_COORDINATOR, _REPRESENTATIVE = "coordinatrice@exemple.fr", "representante@exemple.fr"


@pytest.fixture(scope="module")
def coordinator(site: Site) -> FlaskClient:
    """The browser of a coordinator."""
    acts.person(site.world, _COORDINATOR, "coordinator")
    return site.browser(_COORDINATOR)


@pytest.fixture(scope="module")
def representative(site: Site) -> FlaskClient:
    """The browser of the representative of a partner that is active."""
    with site.world.repository.store.writing() as uow:
        partner = governance.institution(uow.session, site.world.institution)
        assert partner is not None
        governance.add_status(uow, partner, "active", None, None)
        managing.add_account(
            uow, SYSTEM, _REPRESENTATIVE, "Rose Kermarrec", "representative", [], PASSWORD, TIMEZONE,
            institution=site.world.institution,
        )  # fmt: skip
    return site.browser(_REPRESENTATIVE)


@pytest.fixture(scope="module")
def elsewhere(site: Site) -> str:
    """Another partner."""
    with site.world.repository.store.writing() as uow:
        return governance.add_institution(uow, "Bibliothèque de Rosmadec", "BR", "", "").public_id


def roles(world: World, mail: str) -> set[str]:
    """The roles that were given to an account; none where there is no account."""
    with world.repository.store.reading() as uow:
        account = accounts.by_mail(uow.session, mail)
        return accounts.granted(uow.session, account, clock.day(uow.now, TIMEZONE)) if account else set()


def invite(client: FlaskClient, mail: str, **fields: Any) -> TestResponse:
    return post(client, NEW, **({"mail": mail, "name": "Anne Le Goff", "role": "reader", "institution": ""} | fields))


def set_roles(client: FlaskClient, page: str, account: str, **fields: Any) -> TestResponse:
    return post(client, page, f"/admin/accounts/{account}/roles", **fields)


def test_an_invited_reader_enters_without_a_password(world: World, sign_in: Any, client: FlaskClient) -> None:
    answer = invite(sign_in("administrator"), "anne@exemple.fr")
    assert answer.status_code == 303
    path = mailed(world)
    page = client.get(path)
    assert says(page, "Le compte anne@exemple.fr vous attend, Anne Le Goff.")
    assert not is_signed_in(client)
    for weak in ("court", "anne@exemple.fr", "Anne Le Goff", "x" * 1_000_000):
        assert post(client, path, password=weak).status_code == 422
    assert post(client, path, password="").status_code == 303
    assert is_signed_in(client)
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("mail", ["READER@Exemple.fr", "ｒeader@exemple.fr ", "reader＠exemple.fr"])
def test_an_address_that_has_an_account_is_refused_with_what_was_typed(site: Site, mail: str) -> None:
    answer = invite(site.administrator, mail)
    assert answer.status_code == 422
    assert says(answer, "Un compte existe déjà pour cette adresse.")
    assert says(answer, 'value="Anne Le Goff"')


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "roi"},
        {"role": ""},
        {"role": "visitor"},
        {"institution": "ZZZZZZZZZZZZ"},
        {"role": "secretary", "bodies": "ZZZZZZZZZZZZ"},
        {"role": "representative"},
        {"name": ""},
        {"name": "x" * 1_000_000},
        {"name": "Anne \u202eLe Goff"},
        {"mail": "a\0@exemple.fr"},
        {"mail": "a\u200f@exemple.fr"},
        {"mail": "a@exemple.fr\r\nBcc: b@exemple.fr"},
        {"person": "ZZZZZZZZZZZZ"},
    ],
)
def test_an_invitation_that_cannot_stand_is_refused(site: Site, fields: dict[str, str]) -> None:
    answer = invite(site.administrator, **({"mail": "refuse@exemple.fr"} | fields))
    assert answer.status_code == 422
    assert roles(site.world, "refuse@exemple.fr") == set()


def test_fields_that_a_form_does_not_have_are_not_read(site: Site) -> None:
    mail = "champs@exemple.fr"
    fields = {"roles": "administrator", "demonstration": "1", "password": PASSWORD, "password_hash": "x", "id": "1"}
    assert invite(site.administrator, mail, **fields).status_code == 303
    account = doors.account(site.world, mail)
    assert (roles(site.world, mail), account.password_hash, account.demonstration) == ({"reader"}, "", False)
    answer = site.administrator.post(NEW, json={"mail": "json@exemple.fr", "role": "administrator"})
    assert answer.status_code == 400
    assert roles(site.world, "json@exemple.fr") == set()


@pytest.mark.parametrize("role", ["administrator", "coordinator"])
def test_a_coordinator_invites_nobody_to_a_role_that_a_coordinator_may_not_give(
    site: Site, coordinator: FlaskClient, role: str
) -> None:
    mail = f"monte-{role}@exemple.fr"
    page = coordinator.get(NEW).text
    assert f'value="{role}"' not in page
    assert invite(coordinator, mail, role=role).status_code == 403
    assert roles(site.world, mail) == set()
    assert invite(coordinator, mail, role="reader", roles=role).status_code == 303
    assert roles(site.world, mail) == {"reader"}


def test_a_coordinator_cannot_touch_an_administrator(site: Site, coordinator: FlaskClient) -> None:
    world = site.world
    for target in (world.administrator.account, world.reader.account, doors.account(world, _COORDINATOR).public_id):
        page = f"/admin/accounts/{target}"
        assert coordinator.get(page).status_code == 200
        assert set_roles(coordinator, NEW, target, roles="administrator").status_code == 403
        assert set_roles(coordinator, NEW, target, roles=["reader", "administrator"]).status_code == 403
        for act in ("disable", "enable", "end", "second-factor"):
            assert post(coordinator, NEW, f"{page}/{act}").status_code == 403
    for given in ({}, {"roles": "reader"}, {"roles": ["administrator", "contributor"]}):
        assert set_roles(coordinator, NEW, world.administrator.account, **given).status_code == 403
    page_of_administrator = coordinator.get(f"/admin/accounts/{world.administrator.account}")
    assert 'name="roles"' not in page_of_administrator.text
    assert says(page_of_administrator, "Ce compte tient un rôle que vous ne pouvez ni donner ni retirer")
    assert roles(world, "administrator@exemple.fr") == {"administrator"}
    assert roles(world, "reader@exemple.fr") == {"reader"}


def test_a_representative_invites_into_no_other_institution(
    site: Site, representative: FlaskClient, elsewhere: str
) -> None:
    assert elsewhere not in representative.get(NEW).text
    for institution in ("", elsewhere, "Bibliothèque de Rosmadec", "BR"):
        assert invite(representative, "voisin@exemple.fr", institution=institution).status_code == 403
    for role in ("secretary", "representative", "coordinator", "administrator"):
        answer = invite(representative, "voisin@exemple.fr", institution=site.world.institution, role=role)
        assert answer.status_code == 403
    assert roles(site.world, "voisin@exemple.fr") == set()
    assert invite(representative, "voisin@exemple.fr", institution=site.world.institution).status_code == 303
    assert roles(site.world, "voisin@exemple.fr") == {"reader"}
    for path in ("/admin/accounts", f"/admin/accounts/{site.world.reader.account}"):
        assert representative.get(path).status_code == 403
    assert set_roles(representative, NEW, site.world.reader.account, roles="contributor").status_code == 403


def test_a_reader_manages_nothing(site: Site) -> None:
    target = site.world.reader.account
    for path in ("/admin/accounts", NEW, f"/admin/accounts/{target}", "/admin/accounts/ZZZZZZZZZZZZ"):
        assert site.reader.get(path).status_code == 403, path
    for path in ("accounts/new", f"accounts/{target}/roles", f"accounts/{target}/invite", f"accounts/{target}/enable"):
        answer = post(site.reader, "/account", f"/admin/{path}", roles="administrator", role="administrator")
        assert answer.status_code == 403, path
    assert roles(site.world, "reader@exemple.fr") == {"reader"}


def test_what_is_no_account_and_no_act_is_not_found(site: Site) -> None:
    for path in ("/admin/accounts/ZZZZZZZZZZZZ", "/admin/accounts/x", "/admin/accounts/" + "é" * 200):
        assert site.administrator.get(path).status_code == 404
    target = site.world.reader.account
    for path in ("ZZZZZZZZZZZZ/roles", "ZZZZZZZZZZZZ/disable", "ZZZZZZZZZZZZ/invite", f"{target}/erase", f"{target}/x"):
        assert post(site.administrator, NEW, f"/admin/accounts/{path}").status_code == 404, path


def test_roles_are_changed_at_once_and_unknown_ones_refused(site: Site) -> None:
    account = acts.person(site.world, "monte@exemple.fr", "reader").account
    browser = site.browser("monte@exemple.fr")
    page = f"/admin/accounts/{account}"
    for given in ({"roles": "roi"}, {"roles": ["reader", "visitor"]}, {"roles": "secretary", "bodies": "ZZZZZZZZZZZZ"},
                  {"roles": "representative", "institution": "ZZZZZZZZZZZZ"}, {"roles": "representative"}):  # fmt: skip
        assert set_roles(site.administrator, page, account, **given).status_code == 422, given
    assert roles(site.world, "monte@exemple.fr") == {"reader"}
    assert browser.get("/documents/write").status_code == 403
    assert set_roles(site.administrator, page, account, roles="contributor").status_code == 303
    assert browser.get("/documents/write").status_code == 200


def test_the_last_administrator_stays_on_every_page(world: World, sign_in: Any) -> None:
    client, target = sign_in("administrator"), world.administrator.account
    page = f"/admin/accounts/{target}"
    for path, fields in (("roles", {"roles": "reader"}), ("roles", {}), ("disable", {})):
        answer = post(client, page, f"{page}/{path}", **fields)
        assert answer.status_code == 422
        assert says(answer, "C’est le dernier administrateur. Nommez-en un autre d’abord : rien n’a été changé.")
    assert client.get(page).status_code == 200


def test_an_account_is_closed_opened_and_signed_out(site: Site) -> None:
    account = acts.person(site.world, "ferme@exemple.fr", "reader").account
    page = f"/admin/accounts/{account}"
    for act, then in (("end", 303), ("disable", 401)):
        browser = site.browser("ferme@exemple.fr")
        assert post(site.administrator, page, f"{page}/{act}").status_code == 303
        assert not is_signed_in(browser)
        again = post(site.app.test_client(), "/sign-in", mail="ferme@exemple.fr", password=PASSWORD)
        assert again.status_code == then
    assert says(site.administrator.get(page), "Compte fermé")
    assert post(site.administrator, page, f"{page}/enable").status_code == 303
    site.browser("ferme@exemple.fr")


def test_another_invitation_goes_to_who_has_not_come_only(site: Site) -> None:
    assert invite(site.administrator, "attendu@exemple.fr").status_code == 303
    page = f"/admin/accounts/{doors.account(site.world, 'attendu@exemple.fr').public_id}"
    assert says(site.administrator.get(page), "Inviter de nouveau")
    assert post(site.administrator, page, f"{page}/invite").status_code == 303
    assert post(site.app.test_client(), mailed(site.world)).status_code == 303
    assert not says(site.administrator.get(page), "Inviter de nouveau")
    answer = post(site.administrator, page, f"{page}/invite")
    assert answer.status_code == 422
    assert says(answer, "Cette personne est déjà entrée")


@pytest.mark.parametrize("query", ["%", "_", "\0", "é" * 3000, "READER", ""])
def test_accounts_are_looked_for_by_any_words(site: Site, query: str) -> None:
    answer = site.administrator.get("/admin/accounts", query_string={"q": query})
    assert answer.status_code == 200
    assert says(answer, "reader@exemple.fr") == (query in {"READER", "", "\0"})


def test_an_administrator_hands_over_what_is_held_and_takes_a_leavers_name_away(site: Site) -> None:
    mail = "partante@exemple.fr"
    account = acts.person(site.world, mail, "reader").account
    page = f"/admin/accounts/{account}"
    assert site.administrator.get(f"{page}/data.json").json["account"]["mail"] == mail
    assert site.secretary.get(f"{page}/data.json").status_code == 403
    unsure = post(site.administrator, page, f"{page}/anonymise")
    assert unsure.status_code == 422
    assert says(unsure, "Cochez la case")
    assert mail in site.administrator.get(page).text
    done = post(site.administrator, page, f"{page}/anonymise", sure="1")
    assert done.status_code == 303
    shown = site.administrator.get(page)
    assert says(shown, "Le compte est anonyme.")
    assert mail not in shown.text
    assert says(post(site.administrator, page, f"{page}/anonymise", sure="1"), "déjà anonyme")
    assert says(post(site.administrator, page, f"{page}/enable"), "ne peut plus être ouvert")


def test_mail_that_never_left_is_told_to_administrators_alone(site: Site, coordinator: FlaskClient) -> None:
    head = mailing.Letterhead("Mémoire", "http://localhost")
    with site.world.repository.store.writing() as uow:
        mailing.post(uow, head, "password_changed", "perdue@exemple.fr", "fr")
        uow.session.flush()
        row = outbox.due(uow.session, uow.now)[-1]
        outbox.failed(uow, row.public_id, "550 adresse inconnue", for_good=True)
    page = site.administrator.get("/admin/accounts")
    assert says(page, "Un courriel n’a pas pu partir.")
    assert "perdue@exemple.fr" in page.text
    assert "550 adresse inconnue" in page.text
    assert "perdue@exemple.fr" not in coordinator.get("/admin/accounts").text


def test_a_name_and_an_address_are_corrected_and_never_taken_from_another(site: Site, coordinator: FlaskClient) -> None:
    account = acts.person(site.world, "anciennom@exemple.fr", "reader").account
    page = f"/admin/accounts/{account}"
    said = {"given": "Zoé", "family": "Le Gall", "mail": "zoe.legall@exemple.fr"}
    assert post(site.administrator, page, f"{page}/card", **said).status_code == 303
    shown = site.administrator.get(page)
    assert says(shown, "Zoé Le Gall")
    assert "zoe.legall@exemple.fr" in shown.text
    taken = post(site.administrator, page, f"{page}/card", **{**said, "mail": "READER@exemple.fr"})
    assert taken.status_code == 422
    assert says(taken, "Un compte existe déjà pour cette adresse.")
    assert post(site.administrator, page, f"{page}/card", **{**said, "family": " "}).status_code == 422
    assert post(coordinator, page, f"{page}/card", **said).status_code == 403


def test_who_governs_binds_an_account_to_somebody_known_and_a_representative_does_not(
    site: Site, coordinator: FlaskClient, representative: FlaskClient
) -> None:
    with site.world.repository.store.writing() as uow:
        partner = governance.institution(uow.session, site.world.institution)
        body = governance.body(uow.session, site.world.body)
        assert body is not None
        known = governance.add_person(uow, "Bruno", "Castel", partner)
        governance.add_mandate(uow, known, body, "member", None, None)
    fields = {"role": "reader", "institution": site.world.institution, "person": known.public_id, "name": ""}
    assert invite(representative, "voleur@exemple.fr", **fields).status_code == 403
    assert invite(representative, "voleur@exemple.fr", **{**fields, "person": "Bruno Castel"}).status_code == 403
    assert "Bruno Castel" in coordinator.get(NEW).text
    assert "Bruno Castel" not in representative.get(NEW).text
    assert invite(coordinator, "bruno.castel@exemple.fr", **fields).status_code == 303
    with site.world.repository.store.reading() as uow:
        account = accounts.by_mail(uow.session, "bruno.castel@exemple.fr")
        assert account is not None
        assert account.person.public_id == known.public_id
        assert accounts.actor(uow.session, account, clock.day(uow.now, TIMEZONE)).member_of == {site.world.body}
