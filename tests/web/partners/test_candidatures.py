"""The public form of a candidature, and the pages from which it is answered."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from repo_service import identifiers
from tests.conftest import with_token
from tests.web.conftest import Site

SAID = {
    "name": "Conservatoire des voiliers", "kind": "association", "given": "Maëlle", "family": "Quintric",
    "mail": "maelle@voiliers.example", "message": "Nous voulons venir.",
}  # fmt: skip


def write(site: Site, address: str, **said: str) -> tuple[int, str]:
    """Send the form from an address of the network; status and page."""
    visitor = site.app.test_client()
    form = with_token(visitor, "/candidature", **SAID | said)
    answer = visitor.post("/candidature", data=form, environ_base={"REMOTE_ADDR": address})
    return answer.status_code, answer.headers.get("Location", "") + answer.text


def kept(coordinator: FlaskClient, name: str) -> str:
    """The address of a candidature in the list."""
    found = re.search(rf'href="(/candidatures/[^"]+)">{name}', coordinator.get("/candidatures").text)
    assert found
    return found[1]


def send(client: FlaskClient, page: str, road: str, **fields: str) -> tuple[int, str]:
    """Send a form of a candidature."""
    answer = client.post(f"{page}/{road}", data=with_token(client, page, **fields))
    return answer.status_code, answer.text


def test_a_candidature_needs_no_account_and_is_confirmed(site: Site, coordinator: FlaskClient) -> None:
    status, place = write(site, "192.0.2.10")
    assert (status, place[:18]) == (303, "/candidature/merci")
    assert "Merci" in site.visitor.get("/candidature/merci").text
    page = coordinator.get(kept(coordinator, "Conservatoire des voiliers")).text
    assert "Nous voulons venir." in page
    assert "maelle@voiliers.example" in page


def test_a_fault_shows_the_form_again_as_it_was_written(site: Site) -> None:
    status, page = write(site, "192.0.2.11", mail="pas une adresse", kind="")
    assert status == 422
    assert 'href="#mail"' in page
    assert 'href="#kind"' in page
    assert "Nous voulons venir." in page


def test_what_a_machine_fills_is_confirmed_and_not_kept(site: Site, coordinator: FlaskClient) -> None:
    status, place = write(site, "192.0.2.12", name="Vente de montres", homepage="https://spam.example")
    assert (status, place[:18]) == (303, "/candidature/merci")
    assert "Vente de montres" not in coordinator.get("/candidatures").text


def test_too_many_from_one_address_wait_with_their_text(site: Site) -> None:
    for _ in range(5):
        assert write(site, "192.0.2.13", homepage="x")[0] == 303
    status, page = write(site, "192.0.2.13", message="Un texte long à écrire.")
    assert status == 429
    assert "Un texte long à écrire." in page
    assert "revenez dans une heure" in page


def test_a_form_without_its_token_changes_nothing(site: Site) -> None:
    assert site.visitor.post("/candidature", data=SAID).status_code == 400


def test_an_accepted_one_becomes_a_partner(site: Site, coordinator: FlaskClient) -> None:
    write(site, "192.0.2.14", name="Corderie de la Baie", mail="corde@baie.example")
    one = kept(coordinator, "Corderie de la Baie")
    status, page = send(coordinator, one, "accept", accept_start="un jour", accept_words="Bienvenue.")
    assert status == 422
    assert 'href="#accept_start"' in page
    assert 'value="Bienvenue."' in page
    assert send(coordinator, one, "accept", accept_start="01/01/2024")[0] == 303
    page = coordinator.get(one).text
    assert "Candidature acceptée" in page
    assert "une invitation part" in page
    assert "Accepter la candidature" not in page
    assert "Corderie de la Baie" in site.visitor.get("/institutions?on=2024-01-01").text
    assert send(coordinator, one, "state", put_state="received")[0] == 422


def test_a_refused_one_stays_and_can_be_taken_up_again(site: Site, coordinator: FlaskClient) -> None:
    write(site, "192.0.2.15", name="Voilerie du Nord")
    one = kept(coordinator, "Voilerie du Nord")
    status, page = send(coordinator, one, "state", put_state="refused", put_words="")
    assert status == 422
    assert 'href="#put_words"' in page
    assert send(coordinator, one, "state", put_state="refused", put_words="Trop tôt.")[0] == 303
    assert "Voilerie du Nord" in coordinator.get("/candidatures?state=refused").text
    assert "Voilerie du Nord" not in coordinator.get("/candidatures?state=received").text
    assert "Trop tôt." in coordinator.get(one).text
    assert send(coordinator, one, "state", put_state="received")[0] == 303
    assert "Candidature reçue" in coordinator.get(one).text
    assert "Candidature acceptée" not in send(coordinator, one, "state", put_state="accepted")[1]


def test_nobody_else_reads_them(site: Site, coordinator: FlaskClient) -> None:
    write(site, "192.0.2.16", name="Chantier du Levant")
    one = kept(coordinator, "Chantier du Levant")
    for address in ("/candidatures", one):
        assert site.visitor.get(address).status_code == 303
        for browser in (site.reader, site.secretary):
            assert browser.get(address).status_code == 403
    token = with_token(site.reader, "/", put_state="refused", put_words="Non.")
    for road in ("accept", "state"):
        assert site.reader.post(f"{one}/{road}", data=token).status_code == 403
    assert coordinator.get(f"/candidatures/{identifiers.new()}").status_code == 404
    for page in ("/institutions", "/"):
        assert "Candidatures" not in site.reader.get(page).text
