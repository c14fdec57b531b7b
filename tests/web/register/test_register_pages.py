"""The register as a page and for programs: today, on a day, by number; kept by who keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.conftest import World, with_token
from tests.services import acts
from tests.services.register import decided, reviewed

SignIn = Callable[[str], FlaskClient]


def test_the_register_tells_what_is_in_force_on_a_day(world: World, sign_in: SignIn) -> None:
    old = decided.decide(world, "Prêt de quatre semaines", "2024-03-12")
    new = decided.decide(world, "Prêt de six semaines", "2025-03-12")
    decided.tie(world, new, "replaces", old)
    reader = sign_in("reader")
    page = reader.get("/decisions").text
    assert "Prêt de quatre semaines" in page
    assert "Remplacée" in page
    then = reader.get("/decisions?on=2024-06-01").text
    assert "Prêt de quatre semaines" in then
    assert "Prêt de six semaines" not in then
    assert "Le registre au" in then
    assert "Prêt de quatre semaines" not in reader.get("/decisions?on=2025-06-01").text


@pytest.mark.parametrize("query", ["on=demain", "known=<b>", "on=31/02/2024"])
def test_a_date_that_is_none_is_told_and_nothing_is_lost(world: World, sign_in: SignIn, query: str) -> None:
    answer = sign_in("reader").get(f"/decisions?{query}")
    assert answer.status_code == 422
    assert "Écrivez la date ainsi" in answer.text


@pytest.mark.parametrize("query", ["year=20x4", "state=eaten", "body=%00", "page=99999", "progress=z", "q=%F0%9F%90"])
def test_filters_that_cannot_be_are_passed_over(world: World, sign_in: SignIn, query: str) -> None:
    assert sign_in("reader").get(f"/decisions?{query}").status_code == 200


def test_an_empty_register_says_what_will_stand_there(world: World, sign_in: SignIn, client: FlaskClient) -> None:
    assert "Aucune décision pour le moment" in client.get("/decisions").text
    assert "Déposer un compte rendu" in sign_in("secretary").get("/decisions").text


def test_a_number_is_an_address(world: World, sign_in: SignIn) -> None:
    body = acts.body(world, "Comité")
    made = decided.decide(world, "Une règle", "2024-03-12", body)
    reader = sign_in("reader")
    assert reader.get("/decisions/comite-2024-001").location == f"/documents/{made}"
    assert reader.get("/decisions/AUTRE-1").status_code == 404


def test_the_page_of_a_decision_leads_to_its_passage_and_along_its_chain(world: World, sign_in: SignIn) -> None:
    minutes = reviewed.file(world)
    made = reviewed.accept_all(world, minutes)
    later = decided.decide(world, "Prêt de six semaines", "2025-03-12", world.body)
    decided.tie(world, later, "replaces", made[1])
    page = sign_in("reader").get(f"/documents/{made[1]}").text
    assert f"/documents/{minutes}#p-" in page
    assert f'href="/documents/{later}"' in page
    assert "<svg viewBox" in page
    assert "Remplacée par" in page
    assert "Tenir cette décision" not in page
    of_minutes = sign_in("reader").get(f"/documents/{minutes}").text
    assert f'href="/documents/{made[0]}"' in of_minutes
    assert "findings" not in of_minutes


def test_the_head_of_a_decision_says_what_the_register_says(world: World, sign_in: SignIn) -> None:
    """One sentence at the head of the page, and no other days than those of the register."""
    body = acts.body(world, "Comité")
    old = decided.decide(world, "Prêt de quatre semaines", "2024-03-12", body)
    new = decided.decide(world, "Prêt de six semaines", "2025-03-12", body)
    reader, secretary = sign_in("reader"), sign_in("secretary")

    def head(identifier: str) -> str:
        page = reader.get(f"/documents/{identifier}").text
        found = re.search(r'<p class="(banner[^"]*)"><strong>(.*?)</strong>', page)
        return f"{found[1]}: {unescape(found[2])}".replace("\xa0", " ") if found else ""

    assert head(old) == "banner current: En vigueur depuis le 12 mars 2024"
    address = f"/documents/{new}/register"
    secretary.post(address, data=with_token(secretary, address, do="card", start="01/01/2099", reason="Dit en séance"))
    assert head(new) == "banner future: Vigueur différée, applicable à partir du 1er janvier 2099"
    secretary.post(address, data=with_token(secretary, address, do="card", start="01/04/2025", reason="Une faute"))
    decided.tie(world, new, "amends", old)
    assert head(old) == "banner current: En vigueur depuis le 12 mars 2024, modifiée depuis"
    decided.tie(world, new, "replaces", old)
    assert head(old) == "banner old: Remplacée, était en vigueur du 12 mars 2024 au 31 mars 2025"
    assert head(decided.decide(world, "Refus", "2025-03-12", body, state="rejected")) == "banner old: Rejetée"


def test_judging_by_form_needs_no_script(world: World, sign_in: SignIn) -> None:
    minutes = reviewed.file(world)
    secretary = sign_in("secretary")
    address = f"/documents/{minutes}/findings"
    assert "attendent votre avis" in secretary.get(f"/documents/{minutes}").text
    keys = [one.found.key for one in reviewed.review(world, minutes).waiting]
    answer = secretary.post(address, data=with_token(secretary, address, discard=keys[0]))
    assert (answer.status_code, answer.location) == (303, f"{address}#f-{keys[1]}")
    answer = secretary.post(address, data=with_token(secretary, address, accept=keys[1]))
    assert answer.status_code == 303
    answer = secretary.post(address, data=with_token(secretary, address, accept="all", unsure="1"))
    assert answer.location == f"{address}#top"
    page = secretary.get(address).text
    assert re.search(r"Décision [^<]+ entrée au registre\. 2\s+actions notées\.", unescape(page))
    assert "Tout est vérifié" in page
    assert "Retenue" in page
    answer = secretary.post(address, data=with_token(secretary, address, restore=keys[0]))
    assert answer.location == f"{address}#f-{keys[0]}"
    entered = [one for one in reviewed.review(world, minutes).decisions if one.entered]
    assert decided.register(world).total == len(entered)


def test_a_proposal_already_judged_is_told_and_not_entered_twice(world: World, sign_in: SignIn) -> None:
    minutes = reviewed.file(world)
    secretary = sign_in("secretary")
    address = f"/documents/{minutes}/findings"
    key = reviewed.review(world, minutes).decisions[0].found.key
    form = with_token(secretary, address, accept=key)
    assert secretary.post(address, data=form).status_code == 303
    answer = secretary.post(address, data=form)
    assert answer.status_code == 409
    assert "déjà été jugée" in answer.text
    assert decided.register(world).total == 1


def test_wrong_dates_and_words_keep_what_was_typed(world: World, sign_in: SignIn) -> None:
    minutes = reviewed.file(world)
    secretary = sign_in("secretary")
    address = f"/documents/{minutes}/findings"
    key = reviewed.review(world, minutes).decisions[0].found.key
    typed = {"title": "Mon titre <b>", "wording": "Les mots", "state": "adopted", "start": "hier soir"}
    said = {"edit": key} | {f"{key}-{name}": text for name, text in typed.items()}
    answer = secretary.post(address, data=with_token(secretary, address, **said))
    assert answer.status_code == 422
    assert "Mon titre &lt;b&gt;" in answer.text
    assert "Écrivez la date ainsi" in answer.text
    said |= {f"{key}-start": "", f"{key}-wording": " "}
    assert secretary.post(address, data=with_token(secretary, address, **said)).status_code == 422


def test_keeping_a_decision_by_form(world: World, sign_in: SignIn) -> None:
    body = acts.body(world, "Comité")
    old = decided.decide(world, "Une règle", "2024-03-12", body)
    new = decided.decide(world, "Une autre", "2025-03-12", body)
    secretary = sign_in("secretary")
    address = f"/documents/{new}/register"

    def post(**said: str) -> int:
        return secretary.post(address, data=with_token(secretary, address, **said)).status_code

    assert post(do="tie", relation="replaces", target="COMITE-2024-001") == 303
    assert decided.entry(world, old).standing.status == "superseded"
    assert post(do="untie", tie=f"replaces:{old}") == 303
    assert post(do="tie", relation="replaces", target="nulle part") == 422
    assert post(do="tie", relation="eats", target="COMITE-2024-001") == 422
    assert post(do="card", start="01/04/2025", until="31/12/2025", reason="Dit en séance") == 303
    assert decided.entry(world, new, "2026-01-01").standing.status == "expired"
    assert post(do="card", start="01/01/2025", until="", reason="Trop tôt") == 422
    assert post(do="card", start="01/04/2025", until="") == 422
    assert post(do="progress", progress="doing", words="Commencé") == 303
    assert post(do="progress", progress="eaten", words="") == 422
    assert post(do="nothing") == 422
    assert "Commencé" in secretary.get(f"/documents/{new}").text


def test_the_api_of_the_register(world: World, sign_in: SignIn) -> None:
    made = reviewed.accept_all(world, reviewed.file(world))
    reader = sign_in("reader")
    told = reader.get("/api/v1/decisions?on=2024-03-31").json
    assert told is not None
    assert [one["id"] for one in told["decisions"]] == [made[1]]
    assert told["decisions"][0]["votes"] == {"for": 3, "abstention": 1}
    every = reader.get("/api/v1/decisions?on=2024-03-31&state=all").json
    assert {one["state"] for one in every["decisions"]} == {"in_force", "deferred", "postponed"}
    assert reader.get("/api/v1/decisions?state=postponed").json["total"] == 1
    for wrong in ("on=12/03/2024", "state=eaten", "year=1"):
        answer = reader.get(f"/api/v1/decisions?{wrong}")
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    one = reader.get(f"/api/v1/decisions/{made[1]}").json
    assert one["chain"] == [made[1]]


def test_the_api_of_findings(world: World, sign_in: SignIn) -> None:
    minutes = reviewed.file(world)
    found = sign_in("reader").get(f"/api/v1/documents/{minutes}/versions/1/findings").json
    assert found["date"] == "2024-03-12"
    assert [one["state"] for one in found["decisions"]][:2] == ["adopted", "adopted"]
    assert found["actions"][0]["owner"] == "Nadia Belkacem"
    assert found["actions"][0]["deadline"] == "2024-05-31"
    assert "Bruno Castel" in found["attendance"]["excused"]
    assert "Hélène Vasseur" in found["attendance"]["present"]


def test_a_visitor_sees_public_decisions_only(world: World, client: FlaskClient) -> None:
    decided.decide(world, "Réservée", "2024-03-12")
    decided.decide(world, "Ouverte", "2024-03-12", visibility="public")
    page = client.get("/decisions").text
    assert "Ouverte" in page
    assert "Réservée" not in page
    assert client.get("/api/v1/decisions").json["total"] == 1
