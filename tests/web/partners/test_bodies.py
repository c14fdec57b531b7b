"""Pages and API of bodies: who sat there on a date, and the forms that say so."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from repo_service import identifiers
from tests.conftest import with_token
from tests.web.conftest import Site


@pytest.fixture(scope="module")
def body(site: Site, coordinator: FlaskClient) -> str:
    """The address of a body with a chair, and a member that has left."""
    said = {"name": "Groupe du gréement", "short": "GT Gréement", "kind": "operational"}
    made = coordinator.post("/bodies/new", data=with_token(coordinator, "/bodies/new", **said))
    assert made.status_code == 303, made.text
    address = str(made.headers["Location"]).removesuffix("/edit")
    mandate(coordinator, address, role="chair", family="Timonier", start="01/01/2024")
    mandate(coordinator, address, role="member", family="Gabier", start="2024-01-01", end="01/06/2024")
    return address


def mandate(client: FlaskClient, body: str, status: int = 303, **said: str) -> str:
    """Send the form of a mandate; the page that answers."""
    fields = {f"mandate_{name}": text for name, text in said.items()}
    answer = client.post(f"{body}/mandates", data=with_token(client, f"{body}/edit", **fields))
    assert answer.status_code == status, answer.text
    return answer.text


def test_bodies_are_listed_for_everybody_and_names_for_partners(site: Site, body: str) -> None:
    assert "Groupe du gréement" in site.visitor.get("/bodies").text
    public = site.visitor.get(body).text
    assert "GT Gréement" in public
    assert "Timonier" not in public
    assert "Timonier" in site.reader.get(body).text


def test_who_was_a_member_on_a_date(site: Site, body: str) -> None:
    def seats(on: str) -> str:
        return site.reader.get(body, query_string={"on": on}).text.partition("<details")[0]

    assert "Gabier" in seats("31/05/2024")
    assert "Gabier" not in seats("1er juin 2024")
    assert "Personne n’y siégeait ce jour-là" in seats("2023-12-31")
    assert site.reader.get(f"{body}?on=un jour").status_code == 422


def test_a_second_chair_is_refused_and_what_was_typed_stays(coordinator: FlaskClient, body: str) -> None:
    page = mandate(coordinator, body, 422, role="chair", family="Mutin", start="01/06/2025")
    assert 'href="#mandate_role"' in page
    assert 'value="Mutin"' in page
    page = mandate(coordinator, body, 422, role="member", family="Mutin", start="01/06/2025", end="01/06/2024")
    assert 'href="#mandate_end"' in page
    page = mandate(coordinator, body, 422, role="admiral", family="Mutin", start="bientôt")
    assert 'href="#mandate_start"' in page


def test_a_mandate_ends_or_is_taken_back_on_its_page(site: Site, coordinator: FlaskClient, body: str) -> None:
    mandate(coordinator, body, role="secretary", family="Calfat", start="01/01/2025")
    link = re.search(rf'href="({body}/mandates/secretary[^"]+)"', coordinator.get(f"{body}/edit").text)
    assert link
    assert "Calfat" in coordinator.get(link[1]).text
    for said, status in (({"day": "01/01/2020"}, 422), ({"day": "01/02/2025"}, 303), ({"act": "retract"}, 303)):
        assert coordinator.post(link[1], data=with_token(coordinator, link[1], **said)).status_code == status
    assert coordinator.get(link[1]).status_code == 404
    assert "Calfat" not in site.reader.get(body).text


def test_the_card_is_corrected_and_a_taken_name_refused(coordinator: FlaskClient, body: str) -> None:
    page = f"{body}/edit"
    said = {"name": "Groupe du gréement", "kind": "deciding", "description": "Tout ce qui tient le mât."}
    assert coordinator.post(page, data=with_token(coordinator, page, **said)).status_code == 303
    assert "Tout ce qui tient le mât." in coordinator.get(body).text
    taken = said | {"name": "Comité de pilotage"}
    answer = coordinator.post(page, data=with_token(coordinator, page, **taken))
    assert answer.status_code == 422
    assert "Une instance porte déjà ce nom." in answer.text


def test_who_may_not_keep_bodies_is_refused_on_every_road(site: Site, body: str) -> None:
    token = with_token(site.secretary, "/", name="Autre")
    for road in ("/bodies/new", f"{body}/mandates/chair.x.2024"):
        assert site.secretary.get(road).status_code == 403
        assert site.secretary.post(road, data=token).status_code == 403
        assert site.visitor.get(road).status_code == 303
    assert site.secretary.post(f"{body}/edit", data=token).status_code == 403
    assert 'name="name"' not in site.secretary.get(f"{body}/edit").text  # its register and its quorum alone
    assert site.secretary.post(f"{body}/mandates", data=token).status_code == 403
    for unknown in (identifiers.new(), "x"):
        assert site.visitor.get(f"/bodies/{unknown}").status_code == 404


def test_programs_list_bodies_and_partners_list_members(site: Site, body: str) -> None:
    identifier = body.rpartition("/")[2]
    listed = site.visitor.get("/api/v1/bodies?per_page=1").json
    assert listed is not None
    assert listed["total"] == 2
    said = {"id", "name", "short", "kind", "description", "successor", "predecessors", "url"}
    assert set(listed["bodies"][0]) == said
    answer = site.visitor.get(f"/api/v1/bodies/{identifier}/members?on=2024-05-31", headers=site.program("reader")).json
    assert answer is not None
    assert (answer["on"], answer["total"]) == ("2024-05-31", 2)
    assert [(one["name"], one["role"], one["since"], one["until"]) for one in answer["members"]] == [
        ("Timonier", "chair", "2024-01-01", None), ("Gabier", "member", "2024-01-01", "2024-06-01"),
    ]  # fmt: skip


def test_a_program_without_a_right_or_a_date_is_told(site: Site, body: str) -> None:
    identifier = body.rpartition("/")[2]
    assert site.visitor.get(f"/api/v1/bodies/{identifier}/members").status_code == 401
    bad = site.visitor.get(f"/api/v1/bodies/{identifier}/members?on=hier", headers=site.program("reader"))
    assert bad.status_code == 422
    lost = site.visitor.get(f"/api/v1/bodies/{identifiers.new()}/members", headers=site.program("reader"))
    assert lost.status_code == 404
