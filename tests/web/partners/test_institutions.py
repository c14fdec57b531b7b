"""Pages and API of partners: the list on a date, the card, its forms."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from repo_service import identifiers
from repo_service.domain import institutions
from repo_service.web import partner_words
from tests.conftest import with_token
from tests.web.conftest import Site

CARD = {"name": "Université de Rade", "kind": "university", "status": "active", "start": "1er janvier 2024"}


def send(client: FlaskClient, page: str, to: str = "", **fields: str) -> Any:
    """Send a form of a page."""
    return client.post(to or page, data=with_token(client, page, **fields))


def add(client: FlaskClient, **said: str) -> str:
    """Add a partner; the address of its card."""
    answer = send(client, "/institutions/new", **CARD | said)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def words(page: str) -> str:
    """The text of a page."""
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_the_list_on_a_date_is_public(site: Site, coordinator: FlaskClient) -> None:
    card = add(coordinator, name="Bibliothèque de la Cale", acronym="BCL", kind="library", city="Cale")
    send(coordinator, f"{card}/edit", f"{card}/status", status_status="withdrawn", status_start="01/06/2025")
    page = words(site.visitor.get("/institutions?on=2024-02-01").text)
    assert "Le consortium au 1er février 2024" in page
    assert page.index("Partenaires actifs") < page.index("Bibliothèque de la Cale")
    assert "BCL Bibliothèque Cale" in page
    later = words(site.visitor.get("/institutions?on=01/06/2025").text)
    assert later.index("Anciens partenaires") < later.index("Bibliothèque de la Cale")
    assert "Bibliothèque de la Cale" not in site.visitor.get("/institutions?on=31 décembre 2023").text


@pytest.mark.parametrize("on", ["demain soir", "31/02/2024", "2024-13-01", "2024", "\0", "x" * 500])
def test_a_date_that_is_none_is_told_and_today_is_shown(site: Site, on: str) -> None:
    answer = site.visitor.get("/institutions", query_string={"on": on})
    assert answer.status_code == 422
    assert "Écrivez la date ainsi" in answer.text


def test_the_menu_leads_to_the_partners(site: Site) -> None:
    for address in ("/institutions", "/bodies", "/candidature"):
        assert re.search(r'href="/institutions" aria-current="page"', site.visitor.get(address).text)
    assert 'href="/institutions"' in site.visitor.get("/").text


def test_a_card_says_to_a_visitor_all_but_people(site: Site, coordinator: FlaskClient) -> None:
    card = add(
        coordinator, name="Musée du Phare", kind="museum", address="1 quai\nRade", website="phare.example",
        ror="https://ror.org/02en5vm52",
    )  # fmt: skip
    office = {"role": "representative", "given": "Ada", "family": "Morel-Phare", "start": "01/01/2024",
              "mail": "ada@phare.example"}  # fmt: skip
    fields = {f"office_{name}": text for name, text in office.items()}
    assert send(coordinator, f"{card}/edit", f"{card}/offices", **fields).status_code == 303
    assert send(coordinator, card, f"{card}/notes", words="Premier appel, très cordial.").status_code == 303
    public, inside, kept = (browser.get(card).text for browser in (site.visitor, site.reader, coordinator))
    assert 'href="https://ror.org/02en5vm52"' in public
    assert 'href="https://phare.example"' in public
    assert "Partenaire actif" in public
    assert "Morel-Phare" not in public
    assert "ada@phare.example" in inside
    assert "cordial" not in public + inside
    assert "cordial" in kept
    assert "Modifier" not in words(inside)


def test_a_form_with_faults_comes_back_as_it_was_typed(coordinator: FlaskClient) -> None:
    answer = send(coordinator, "/institutions/new", name="Le tout", kind="castle", siret="12", start="hier soir")
    assert answer.status_code == 422
    assert 'value="Le tout"' in answer.text
    assert 'href="#start"' in answer.text
    card = add(coordinator, name="Archives de la Hune", kind="archive_centre")
    wrong = send(coordinator, f"{card}/edit", f"{card}/offices", office_role="contact", office_start="jamais",
                 office_function="Archiviste")  # fmt: skip
    assert wrong.status_code == 422
    assert 'href="#office_start"' in wrong.text
    assert 'value="Archiviste"' in wrong.text
    assert "<details open>" in wrong.text
    note = send(coordinator, card, f"{card}/notes", words=" ")
    assert (note.status_code, 'href="#words"' in note.text) == (422, True)


def test_a_fact_is_ended_then_taken_back_from_its_own_page(site: Site, coordinator: FlaskClient) -> None:
    card = add(coordinator, name="École de la Drisse", kind="other")
    page = coordinator.get(f"{card}/edit").text
    fact = re.search(rf'href="({card}/status/[^"]+)"', page)
    assert fact
    assert send(coordinator, fact[1], act="end", day="").status_code == 422
    early = send(coordinator, fact[1], act="end", day="01/01/2020")
    assert early.status_code == 422
    assert 'value="01/01/2020"' in early.text
    assert send(coordinator, fact[1], act="end", day="01/06/2024").status_code == 303
    assert "École de la Drisse" not in site.visitor.get("/institutions?on=2024-06-01").text
    assert "École de la Drisse" in site.visitor.get("/institutions?on=2024-05-31").text
    assert send(coordinator, fact[1], act="retract").status_code == 303
    assert coordinator.get(fact[1]).status_code == 404
    assert "École de la Drisse" not in site.visitor.get("/institutions?on=2024-05-31").text


def test_who_may_not_keep_partners_is_refused_on_every_road(site: Site, coordinator: FlaskClient) -> None:
    card = add(coordinator, name="Atelier du Cabestan", kind="other")
    for address in ("/institutions/new", f"{card}/edit", f"{card}/status/2024-01-01"):
        assert site.reader.get(address).status_code == 403
        assert site.secretary.get(address).status_code == 403
        assert site.visitor.get(address).headers["Location"].startswith("/sign-in?next=")
    token = with_token(site.reader, "/", name="Usurpé")
    posts = ["edit", "status", "parents", "offices", "people", "notes", "status/2024-01-01"]
    for address in [f"{card}/{road}" for road in posts] + ["/institutions/new"]:
        assert site.reader.post(address, data=token).status_code == 403
    assert "Usurpé" not in site.visitor.get(card).text


def test_unknown_partners_answer_as_what_never_was(site: Site, coordinator: FlaskClient) -> None:
    for unknown in (identifiers.new(), "x", "é" * 60):
        for road in ("", "/edit", "/status/x"):
            assert coordinator.get(f"/institutions/{unknown}{road}").status_code == 404
        assert site.visitor.get(f"/institutions/{unknown}").status_code == 404
        assert site.visitor.get(f"/api/v1/institutions/{unknown}").status_code == 404


def test_words_of_the_screen_are_those_of_the_domain(site: Site) -> None:
    tables = {
        "STATUS_LABELS": institutions.STATUSES, "KIND_LABELS": institutions.KINDS,
        "OFFICE_LABELS": institutions.OFFICES, "MANDATE_LABELS": institutions.MANDATES,
        "BODY_KIND_LABELS": institutions.BODY_KINDS, "CANDIDATURE_LABELS": institutions.CANDIDATURE_STATES,
    }  # fmt: skip
    with site.app.test_request_context():
        for name, table in tables.items():
            assert {code: str(label) for code, label in getattr(partner_words, name).items()} == table
    for name, table in (("STATUS_SENTENCES", institutions.STATUSES), ("OFFICE_HEADINGS", institutions.OFFICES)):
        assert set(getattr(partner_words, name)) - {""} == set(table)


def test_programs_get_the_same_list_in_pages(site: Site, coordinator: FlaskClient) -> None:
    add(coordinator, name="Aaa première", kind="library", start="01/02/2024", idref="026927608")
    add(coordinator, name="Aab seconde", kind="library", start="01/02/2024")
    answer = site.visitor.get("/api/v1/institutions?on=2024-02-01&per_page=1").json
    assert answer is not None
    assert (answer["on"], answer["page"], answer["per_page"]) == ("2024-02-01", 1, 1)
    one = answer["institutions"][0]
    url = one.pop("url")
    assert one == {
        "id": one["id"], "name": "Aaa première", "acronym": "", "kind": "library", "city": "", "status": "active",
        "since": "2024-02-01", "identifiers": {"idref": "026927608"},
    }  # fmt: skip
    assert url == f"http://localhost/institutions/{one['id']}"
    second = site.visitor.get("/api/v1/institutions?on=2024-02-01&per_page=1&page=2").json
    assert second is not None
    assert second["institutions"][0]["name"] == "Aab seconde"
    assert second["total"] == answer["total"] >= 2
    card = site.visitor.get(f"/api/v1/institutions/{one['id']}").json
    assert card is not None
    assert card["statuses"] == [{"status": "active", "since": "2024-02-01", "until": None}]


@pytest.mark.parametrize(
    "on", ["01/02/2024", "20240201", "2024-02-30", "2024-W05-4", "today", "٢٠٢٤-٠٢-٠١", "2024-02-01 "]
)
def test_a_program_that_writes_another_date_is_told(site: Site, on: str) -> None:
    answer = site.visitor.get("/api/v1/institutions", query_string={"on": on})
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert set(answer.json["fields"]) == {"on"}
