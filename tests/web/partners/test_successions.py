"""Pages and API of a body that another stands for: noted in one form, told on both pages, in the register, in forms."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import with_token
from tests.services.register import decided
from tests.web.conftest import Site


def made(client: FlaskClient, name: str) -> str:
    """The address of a new body."""
    answer = client.post("/bodies/new", data=with_token(client, "/bodies/new", name=name, kind="operational"))
    return str(answer.headers["Location"]).removesuffix("/edit")


def become(client: FlaskClient, one: str, other: str, on: str, status: int = 303) -> str:
    """Send the form; the page that answers."""
    fields = {"succession_successor": other.rpartition("/")[2], "succession_day": on}
    answer = client.post(f"{one}/successions", data=with_token(client, f"{one}/edit", **fields))
    assert answer.status_code == status, answer.text
    return answer.text


@pytest.fixture(scope="module")
def pair(site: Site, coordinator: FlaskClient) -> tuple[str, str]:
    """A body and the one that it became, with a decision each that visitors see."""
    old, new = made(coordinator, "Atelier des voiles"), made(coordinator, "Maison du vent")
    decided.decide(site.world, "Ralinguer au fil blanc", "2023-05-01", old.rpartition("/")[2], visibility="public")
    decided.decide(site.world, "Ralinguer au fil bleu", "2024-05-01", new.rpartition("/")[2], visibility="public")
    become(coordinator, old, new, "12 mars 2024")
    return old, new


def main(client: FlaskClient, path: str) -> str:
    """The words of a page, without its marks."""
    text = client.get(path).text.partition("<main")[2].partition("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text).replace("\u00a0", " "))


def test_both_pages_tell_it_to_everybody_and_the_list_puts_the_old_one_apart(
    site: Site, pair: tuple[str, str]
) -> None:
    old, new = pair
    assert "Devenue Maison du vent le 12 mars 2024." in main(site.visitor, old)
    assert "A pris la suite de : Atelier des voiles (depuis le 12 mars 2024)." in main(site.visitor, new)
    assert f'href="{new}"' in site.visitor.get(old).text
    listed = main(site.visitor, "/bodies")
    assert listed.index("Maison du vent") < listed.index("Instances remplacées") < listed.index("Atelier des voiles")
    assert "devenue Maison du vent le 12 mars 2024" in listed


def test_what_is_to_come_and_what_is_over_are_told_as_such(coordinator: FlaskClient) -> None:
    one, two = made(coordinator, "Bordée de jour"), made(coordinator, "Bordée de nuit")
    become(coordinator, one, two, "01/01/2090")
    assert "Deviendra Bordée de nuit le 1er janvier 2090." in main(coordinator, one)
    assert "Prendra la suite de : Bordée de jour (à partir du 1er janvier 2090)." in main(coordinator, two)
    assert "Instances remplacées" not in main(coordinator, "/bodies").partition("Bordée de jour")[0]
    link = re.search(rf'href="({one}/successions/[^"]+)"', coordinator.get(f"{one}/edit").text)
    assert link
    assert "Bordée de nuit, en a pris la suite" in main(coordinator, link[1])
    for said, status in (({"day": "01/01/2089"}, 422), ({"day": "01/01/2095"}, 303)):
        assert coordinator.post(link[1], data=with_token(coordinator, link[1], **said)).status_code == status
    assert "Remplacée par Bordée de nuit du 1er janvier 2090 au 1er janvier 2095." in main(coordinator, one)
    gone = coordinator.post(link[1], data=with_token(coordinator, link[1], act="retract"))
    assert gone.status_code == 303
    assert "Bordée de nuit" not in main(coordinator, one)


def test_a_form_that_is_refused_keeps_what_was_typed(coordinator: FlaskClient, pair: tuple[str, str]) -> None:
    old, new = pair
    for one, other, on, field in (
        (new, old, "01/01/2025", "successor"), (old, new, "01/01/2025", "day"), (new, new, "bientôt", "day"),
        (new, "", "01/01/2025", "successor"), (new, "%00", "01/01/1850", "successor"),
    ):  # fmt: skip
        page = become(coordinator, one, other, on, 422)
        assert f'href="#succession_{field}"' in page
        assert f'value="{on}"' in page
        assert "<details open>" in page


def test_later_decisions_are_told_in_words_and_stay(site: Site, coordinator: FlaskClient) -> None:
    one, two = made(coordinator, "Quart de huit"), made(coordinator, "Quart de dix")
    for number, on in enumerate(("2024-05-01", "2024-06-01", "2023-01-01")):
        decided.decide(site.world, f"Veille {number}", on, one.rpartition("/")[2])
    become(coordinator, one, two, "01/05/2024")
    told = "2 décisions de cette instance sont datées de ce jour ou d’après : elles restent où elles sont."
    assert told in main(coordinator, one)
    assert told not in main(coordinator, one)


def test_the_register_of_the_new_one_holds_the_old_ones_decisions_and_says_so(
    site: Site, pair: tuple[str, str]
) -> None:
    old, new = (address.rpartition("/")[2] for address in pair)
    page = main(site.visitor, f"/decisions?body={new}")
    assert "Avec les décisions des instances dont celle-ci a pris la suite : Atelier des voiles." in page
    assert "2 en vigueur sur 2" in page
    assert "ATELIERDESVOILES-2023-001" in page
    alone = main(site.visitor, f"/decisions?body={new}&alone=1")
    assert "Sans les décisions des instances" in alone
    assert "fil blanc" not in alone
    assert "fil bleu" not in main(site.visitor, f"/decisions?body={old}")
    assert f"/decisions?body={new}&amp;alone=1" in site.visitor.get(f"/decisions?body={new}").text
    assert "suite" not in main(site.visitor, f"/decisions?body={new}&on=2024-03-11")
    table = site.visitor.get(f"/exports/register/decisions.csv?body={new}&alone=1").text
    assert "fil bleu" in table
    assert "fil blanc" not in table
    api = site.visitor.get(f"/api/v1/decisions?body={new}").json
    only = site.visitor.get(f"/api/v1/decisions?body={new}&alone=1").json
    assert api is not None
    assert only is not None
    assert (api["total"], only["total"]) == (2, 1)
    assert {one["body"] for one in api["decisions"]} == {old, new}


def test_a_decision_of_the_old_one_says_who_stands_for_it_today(site: Site, pair: tuple[str, str]) -> None:
    old, new = (address.rpartition("/")[2] for address in pair)
    rows = decided.register(site.world, body=old).entries
    page = main(site.visitor, f"/documents/{rows[0].id}")
    assert "Instance aujourd’hui" in page
    assert "Maison du venta pris la suite le 12 mars 2024" in page
    own = decided.register(site.world, body=new, alone=True).entries
    assert "Instance aujourd’hui" not in main(site.visitor, f"/documents/{own[0].id}")


def test_forms_propose_the_bodies_that_stand_first(site: Site, pair: tuple[str, str]) -> None:
    old, new = (address.rpartition("/")[2] for address in pair)
    pages = ["/meetings/new", "/actions/new", f"/documents/{decided.register(site.world, body=old).entries[0].id}/edit"]
    for page in pages:
        text = site.administrator.get(page).text
        group = text.partition('<optgroup label="Instances remplacées">')[2].partition("</optgroup>")[0]
        assert f'value="{old}"' in group, page
        assert f'value="{new}"' not in group, page
        assert text.count(f'value="{old}"') == 1, page
    assert f'value="{old}" selected' in site.administrator.get(pages[2]).text


def test_programs_are_told_of_the_next_body_and_of_those_before(site: Site, pair: tuple[str, str]) -> None:
    old, new = (address.rpartition("/")[2] for address in pair)

    def told(on: str = "") -> dict[str, tuple[object, object]]:
        answer = site.visitor.get(f"/api/v1/bodies?per_page=100&on={on}").json
        assert answer is not None
        return {one["id"]: (one["successor"], one["predecessors"]) for one in answer["bodies"]}

    days = {"since": "2024-03-12", "until": None}
    assert told()[old] == ({"id": new, "name": "Maison du vent", **days}, [])
    assert told()[new] == (None, [{"id": old, "name": "Atelier des voiles", **days}])
    assert told("2024-03-11")[new] == (None, [])
    assert site.visitor.get("/api/v1/bodies?on=hier").status_code == 422


def test_who_may_not_govern_sees_no_form_and_is_refused(site: Site, pair: tuple[str, str]) -> None:
    old, new = pair
    token = with_token(site.secretary, "/", succession_successor=new.rpartition("/")[2], succession_day="01/01/2030")
    assert site.secretary.post(f"{old}/successions", data=token).status_code == 403
    assert "Cette instance a changé" not in main(site.secretary, f"{old}/edit")
    link = re.search(rf'href="({old}/successions/[^"]+)"', site.administrator.get(f"{old}/edit").text)
    assert link
    assert site.secretary.get(link[1]).status_code == 403
    assert site.visitor.get(link[1]).status_code == 303
    assert site.administrator.get(f"{new}/successions/{link[1].rpartition('/')[2]}").status_code == 404


def test_a_page_in_english_keeps_french_names_french(site: Site, pair: tuple[str, str]) -> None:
    text = site.visitor.get(pair[0], headers={"Accept-Language": "en"}).text
    assert "Became <a" in text
    assert f'<a href="{pair[1]}" lang="fr">Maison du vent</a>' in text


def test_hidden_decisions_of_the_old_one_change_no_page(site: Site, coordinator: FlaskClient) -> None:
    one, two = made(coordinator, "Cale basse"), made(coordinator, "Cale haute")
    old, new = (address.rpartition("/")[2] for address in (one, two))
    decided.decide(site.world, "Lester de pierres", "2023-05-01", old, visibility="public")
    become(coordinator, one, two, "01/01/2024")
    paths = [one, two, "/bodies", f"/decisions?body={new}", f"/decisions?body={old}", "/decisions?state=all"]
    paths += [f"/decisions?body={new}&alone=1", f"/api/v1/decisions?body={new}", f"{one}/edit", f"{two}/edit"]
    people = (site.visitor, site.reader, coordinator)

    def seen() -> list[str]:
        pages = [client.get(path).text for client in people for path in paths]
        return [re.sub(r'name="csrf_token" value="[^"]*"', "", page) for page in pages]

    seen()  # what was to be told once is told
    before = seen()
    decided.decide(site.world, "Lester de plomb", "2024-05-01", old, state="draft")
    reserved = {"visibility": "body", "bodies": (old,)}
    decided.decide(site.world, "Lester d’or", "2023-05-01", new, **reserved)
    assert seen() == before
    link = re.search(rf'href="({one}/successions/[^"]+)"', coordinator.get(f"{one}/edit").text)
    assert link
    coordinator.post(link[1], data=with_token(coordinator, link[1], act="retract"))
    become(coordinator, one, two, "01/01/2024")
    assert "décision de cette instance est datée" not in main(coordinator, one)
