"""The field « Domaine »: proposed from documents that the person sees, kept tidy, shown as a link to a search."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from repo_service.domain.documents import NewDocument
from repo_service.errors import Invalid
from repo_service.services.versions import describing
from tests.conftest import with_token
from tests.services import acts
from tests.web.conftest import Site
from tests.web.visits import drop, publish, says

CARD = {
    "kind": "other", "title": "Titre", "date": "", "body": "", "institution": "", "language": "fr", "keywords": "",
    "visibility": "network", "card_reason": "Ma correction",
}  # fmt: skip


def proposed(page: TestResponse) -> list[str]:
    """The domains that the form of a page proposes."""
    listed = re.search(r'<datalist id="domains">(.*?)</datalist>', page.text)
    assert listed, page.text[:3000]
    assert 'list="domains"' in page.text
    return re.findall(r'<option value="([^"]*)">', listed[1])


def field(page: TestResponse) -> str:
    """What stands in the field."""
    found = re.search(r'name="(?:\w+-)?domain" type="text" list="domains" value="([^"]*)"', page.text)
    assert found, page.text[:3000]
    return found[1]


def correct(client: FlaskClient, public_id: str, version: int = 1, **typed: str) -> TestResponse:
    path = f"/documents/{public_id}/edit"
    return client.post(path, data=with_token(client, path, version=str(version), **CARD | typed))


def domain_of(site: Site, public_id: str) -> str:
    details = acts.latest(site.world, public_id).versions[-1].details
    return str(details.get("domain", ""))


def test_every_form_of_a_document_proposes_the_domains_in_use(site: Site) -> None:
    client, known = site.secretary, site.world.file("un", title="Un", domain="Prêt & navette").public_id
    review = drop(client, ("deux.txt", b"Deux.")).headers["Location"]
    for path in ("/documents/write", f"/documents/{known}/edit", review):
        assert "Prêt &amp; navette" in proposed(client.get(path)), path


def test_a_dropped_file_is_published_in_its_domain_and_the_page_leads_to_the_others(site: Site) -> None:
    review = drop(site.secretary, ("un.txt", b"Un texte.")).headers["Location"]
    (name,) = re.findall(r'name="(\w+-domain)"', site.secretary.get(review).text)
    address = publish(site.secretary, review, **{name: "  Conservation\u00a0 partagée "})
    page = site.secretary.get(address)
    assert domain_of(site, address.rpartition("/")[2]) == "Conservation partagée"
    assert '<a href="/search?domain=Conservation+partag%C3%A9e">Conservation partagée</a>' in page.text


def test_the_domain_is_corrected_and_emptied_on_the_card(site: Site) -> None:
    public_id = site.world.file("un", title="Titre", domain="Ancien").public_id
    assert field(site.secretary.get(f"/documents/{public_id}/edit")) == "Ancien"
    assert correct(site.secretary, public_id, domain="Nouveau").status_code == 303
    assert domain_of(site, public_id) == "Nouveau"
    assert correct(site.secretary, public_id, version=2).status_code == 303, "a form of before, without the field"
    assert domain_of(site, public_id) == "Nouveau"
    assert correct(site.secretary, public_id, version=3, domain=" \u200b").status_code == 422
    assert correct(site.secretary, public_id, version=3, domain=" ").status_code == 303
    assert domain_of(site, public_id) == ""
    assert "<dt>Domaine</dt>" not in site.secretary.get(f"/documents/{public_id}").text


def test_two_people_who_correct_one_card_lose_no_domain(site: Site) -> None:
    public_id = site.world.file("un", title="Titre", domain="Ancien").public_id
    acts.edit(site.world, public_id, title="Titre", keywords="prêt", domain="Ancien", reason="Mots-clés")
    page = correct(site.secretary, public_id, domain="Nouveau")
    assert page.status_code == 409
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text))
    saved = site.secretary.post(f"/documents/{public_id}/merge", data=hidden | {"reason": "Domaine"})
    assert saved.status_code == 303
    last = acts.latest(site.world, public_id).versions[-1].details
    assert (last["domain"], last["keywords"]) == ("Nouveau", "prêt")


def test_a_know_how_page_keeps_its_domain_until_its_field_says_otherwise(site: Site) -> None:
    client, text = site.secretary, {"title": "Désherber", "text": "Texte.", "visibility": "network"}
    made = client.post("/documents/write", data=with_token(client, "/documents/write", domain="Fonds", **text))
    public_id = made.headers["Location"].rpartition("/")[2]
    path = f"/documents/{public_id}/write"
    assert field(client.get(path)) == "Fonds"
    for version, typed, kept in ((1, None, "Fonds"), (2, "Livres", "Livres"), (3, "", "")):
        said = {**text, "text": f"Texte {version}.", "reason": "Suite", "version": str(version)}
        said |= {} if typed is None else {"domain": typed}
        assert client.post(path, data=with_token(client, path, **said)).status_code == 303
        assert domain_of(site, public_id) == kept
    wrong = client.post(path, data=with_token(client, path, **text, reason="x", version="4", domain="x" * 101))
    assert (wrong.status_code, field(wrong)) == (422, "x" * 101), "nothing typed is lost"
    assert says(wrong, "Ce domaine est trop long : 100 caractères au plus.")


def test_a_further_version_keeps_the_domain_that_its_review_leaves_empty(site: Site) -> None:
    public_id = site.world.file("un", title="Titre", domain="Fonds").public_id
    for typed, kept in (("", "Fonds"), ("Livres", "Livres")):
        review = drop(site.secretary, (f"{kept}.txt", kept.encode())).headers["Location"]
        (name,) = re.findall(r'name="(\w+)-domain"', site.secretary.get(review).text)
        latest = acts.latest(site.world, public_id).latest_number
        said = {"as": f"version:{public_id}:{latest}", "reason": "Suite", "domain": typed}
        publish(site.secretary, review, **{f"{name}-{field}": value for field, value in said.items()})
        assert domain_of(site, public_id) == kept


@pytest.mark.parametrize("domain", ["a\u0000b", "a\u202eb", "a\u200bb", "a\u00adb", "x" * 101])
def test_signs_that_nobody_sees_and_long_domains_are_refused(site: Site, domain: str) -> None:
    with site.world.repository.store.reading() as uow, pytest.raises(Invalid) as refused:
        describing.checked(uow, NewDocument("other", "Titre", domain=domain))
    assert set(refused.value.fields) == {"domain"}


@pytest.mark.parametrize(("typed", "kept"), [
    ("  Prêt \t entre\u00a0bibliothèques\n", "Prêt entre bibliothèques"), ("E\u0301te\u0301", "Été"),
    ("x" * 100, "x" * 100), (" \u3164", ""),
])  # fmt: skip
def test_spaces_and_accents_of_a_domain_are_written_in_one_way(site: Site, typed: str, kept: str) -> None:
    with site.world.repository.store.reading() as uow:
        assert describing.checked(uow, NewDocument("other", "Titre", domain=typed)).domain == kept
