"""What goes wrong says what happened, that nothing is lost, and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import papers
from tests.browser.conftest import Opener, sign_in
from tests.browser.measures import axe
from tests.browser.site import COLLEAGUE, READER, SECRETARY, Site
from tests.browser.test_secretary import NAME, TITLE, bring
from tests.browser.watching import Person

TOO_LARGE = re.compile(r"Cet envoi dépasse 100 Mo\s: rien n’a été déposé, vos fichiers sont intacts\. .*")


@pytest.fixture
def too_large(tmp_path: Path) -> Path:
    """A file of one byte more than may be sent; it takes no room on the disk."""
    path = tmp_path / "film.mp4"
    with path.open("wb") as file:
        file.truncate(100_000_001)
    return path


def test_a_wrong_password_keeps_the_address_and_leads_to_the_message(browse: Opener) -> None:
    page = browse(refused=(401,))
    sign_in(page, "personne@estran.example", "pas le bon")
    expect(page.locator(".summary")).to_be_focused()
    expect(page.get_by_label("Adresse électronique")).to_have_value("personne@estran.example")
    expect(page.locator("#password")).to_have_value("")
    assert axe(page) == []


def test_signing_in_leads_back_to_the_page_that_asked_for_it(browse: Opener) -> None:
    page = browse()
    page.goto("/documents/new")
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    page.get_by_label("Adresse électronique").fill(SECRETARY)
    page.get_by_label("Mot de passe").fill("demonstration")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Déposer des documents")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter").first).to_be_visible()


def test_an_unknown_address_offers_the_search(browse: Opener) -> None:
    page = browse(refused=(404,))
    page.goto("/documents/0000000000AB")
    page.get_by_role("link", name="Revenir à la recherche").click()
    expect(page.locator("#seek")).to_be_visible()


def test_nothing_found_says_what_to_do(browse: Opener) -> None:
    page = browse()
    page.goto("/search?q=conservation+zzzzqq&kind=knowhow&exact=1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aucun document")
    page.get_by_role("link", name="Chercher l’un ou l’autre des mots").click()
    expect(page.locator("ol.results mark").first).to_be_visible()


def test_a_query_that_cannot_be_is_explained_beside_its_field(browse: Opener) -> None:
    page = browse(refused=(400,))
    page.goto("/search?q=charte+kind:nimporte")
    field = page.locator("#seek")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(page.locator("#seek-hint").inner_text())
    assert axe(page) == []


def test_an_empty_file_is_named_and_not_kept(browse: Opener) -> None:
    page = browse(SECRETARY, refused=(422,))
    page.goto("/documents/new")
    Person(page).drop(("vide.docx", b""))
    expect(page.get_by_role("status")).to_contain_text("Fichier vide, non gardé : vide.docx")
    bring(Person(page), "choose", (NAME, papers.minutes(papers.word())), ("vide.docx", b""))
    expect(page.get_by_role("status")).to_contain_text("Fichier vide, non gardé : vide.docx")
    assert page.locator("section.item").count() == 1


@pytest.mark.parametrize("address", ["/", "/documents/new"])
def test_a_sending_over_the_limit_is_refused_in_words_and_does_not_leave(
    browse: Opener, too_large: Path, address: str
) -> None:
    page, sent = browse(SECRETARY), []
    page.goto(address)
    page.on("request", lambda request: sent.append(request.method))
    again = page.get_by_role("button", name="Envoyer et vérifier")
    expect(again).to_be_hidden()
    expect(page.locator("#files")).to_have_accessible_description(re.compile("Les fichiers choisis partent aussitôt"))
    page.locator("#files").set_input_files(too_large)
    expect(page.locator(".drop").get_by_role("status")).to_have_text(TOO_LARGE)
    expect(again).to_be_enabled()
    assert "POST" not in sent
    bring(Person(page), "choose", (NAME, papers.minutes(papers.word())))


def test_a_sending_that_failed_leaves_again_at_the_press_of_the_button(browse: Opener) -> None:
    page = browse(SECRETARY, refused=(503,))
    page.goto("/documents/new")
    page.route("**/documents/new", lambda route: route.fulfill(status=503, body="{}"), times=1)
    Person(page).choose_files(page.locator("#files"), (NAME, papers.minutes(papers.word())))
    expect(page.locator(".drop").get_by_role("status")).to_contain_text("Vos fichiers sont intacts ; réessayez.")
    page.get_by_role("button", name="Envoyer et vérifier").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier avant de publier")
    assert page.locator("section.item").count() == 1


def test_the_plain_words_of_the_server_about_the_limit_are_not_shown(browse: Opener) -> None:
    page = browse(SECRETARY, refused=(413,))
    page.goto("/documents/new")
    answer = {"status": 413, "content_type": "text/plain", "body": "Request Entity Too Large"}
    page.route("**/documents/new", lambda route: route.fulfill(**answer))
    Person(page).choose_files(page.locator("#files"), (NAME, papers.minutes(papers.word())))
    expect(page.locator(".drop").get_by_role("status")).to_have_text(TOO_LARGE)


def test_a_new_version_over_the_limit_does_not_leave(browse: Opener, site: Site, too_large: Path) -> None:
    page = browse(COLLEAGUE)
    page.goto(f"/documents/{site.find('charte consortium kind:charter')['id']}/edit")
    field = page.get_by_label("Fichier", exact=True)
    field.set_input_files(too_large)
    page.get_by_role("button", name="Envoyer la nouvelle version").click()
    assert TOO_LARGE.fullmatch(field.evaluate("(node) => node.validationMessage"))
    assert page.url.endswith("/edit")


def test_a_date_that_cannot_be_is_pointed_at_and_the_rest_is_kept(browse: Opener) -> None:
    page = browse(SECRETARY, refused=(422,))
    page.goto("/documents/new")
    bring(Person(page), "choose", (NAME, papers.minutes(papers.word())))
    page.get_by_label("Titre").fill("Un autre titre")
    page.get_by_label("Date").fill("le mois prochain")
    page.get_by_role("button", name="Publier pour tous les partenaires").click()
    expect(page.locator(".summary")).to_be_focused()
    page.locator(".summary").get_by_role("link").click()
    expect(page.get_by_label("Date")).to_be_focused()
    expect(page.get_by_label("Date")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Titre")).to_have_value("Un autre titre")
    assert axe(page) == []


def test_a_file_of_no_known_format_is_kept_and_says_so(browse: Opener) -> None:
    page, title = browse(SECRETARY), f"plan {papers.word()}"
    page.goto("/documents/new")
    bring(Person(page), "choose", (f"{title}.dwg", b"AC1032\x00\x01\x02\x03 dessin \x00\xff\xfe"))
    expect(page.locator(".preview .notice")).to_be_visible()
    page.get_by_role("button", name="Publier pour tous les partenaires").click()
    expect(page.get_by_role("article").locator(".notice")).to_be_visible()


def test_a_withdrawn_document_leaves_a_tombstone_with_its_reason(browse: Opener, site: Site) -> None:
    inner = papers.word()
    made = site.file(NAME, papers.minutes(inner), kind="minutes", visibility="public")
    keeper, visitor = browse(COLLEAGUE), browse(refused=(410,))
    address = f"/documents/{made['id']}"
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(TITLE)
    keeper.goto(address)
    keeper.get_by_role("link", name="Modifier").click()
    keeper.get_by_role("link", name="Retirer ce document…").click()
    keeper.get_by_label("Motif du retrait").fill("Déposé deux fois.")
    keeper.get_by_role("button", name="Retirer ce document").click()
    expect(keeper.get_by_role("status").first).to_contain_text("Le document est retiré.")
    answer = visitor.goto(address)
    assert answer is not None
    assert answer.status == 410
    expect(visitor.get_by_role("main")).to_contain_text("Déposé deux fois.")
    assert axe(visitor) == []


def test_a_reader_is_offered_nothing_to_change(browse: Opener, site: Site) -> None:
    page = browse(READER, refused=(403, 404))
    page.goto(f"/documents/{site.find('charte consortium kind:charter')['id']}")
    expect(page.get_by_role("link", name="Modifier")).to_have_count(0)
    expect(page.get_by_role("link", name="Déposer un document")).to_have_count(0)
    answer = page.goto("/documents/new")
    assert answer is not None
    assert answer.status == 403
