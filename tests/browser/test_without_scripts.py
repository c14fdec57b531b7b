"""The three jobs with JavaScript switched off: plain links and forms do everything."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser import papers
from tests.browser.conftest import Opener, sign_in
from tests.browser.site import READER, SECRETARY, Site
from tests.browser.test_secretary import NAME, PUBLISH, TITLE, identifier, until_found
from tests.browser.watching import Person


def test_a_professional_finds_reads_and_downloads(browse: Opener, site: Site) -> None:
    page = browse(READER, script=False)
    person = Person(page)
    page.goto("/")
    person.click(page.get_by_role("searchbox"))
    person.write("numérisation")
    person.press("Enter")
    person.click(page.locator("ol.results h2 a").first)
    expect(page.get_by_role("article", name="Texte du document")).to_be_visible()
    assert (person.actions <= 3, person.fields) == (True, 1)
    _, content = person.download(page.get_by_role("link", name=re.compile("^Télécharger")))
    assert content == site.original(identifier(page))


def test_a_secretary_files_several_minutes_through_the_plain_form(browse: Opener, site: Site) -> None:
    page, inner = browse(script=False), papers.word()
    content = papers.minutes(inner)
    sign_in(page, SECRETARY)
    page.get_by_role("link", name="Déposer un document").click()
    person = Person(page)
    person.choose_files(page.locator("#files"), (NAME, content), ("signature.pdf", papers.signed_copy(papers.word())))
    person.click(page.get_by_role("button", name="Envoyer et vérifier"))
    expect(page.get_by_label("Titre").first).to_have_value(TITLE)
    copy = page.locator("section.item").filter(has=page.get_by_role("heading", name="signature.pdf"))
    copy.get_by_label("Joindre à un autre fichier").select_option(label=f"Copie signée – {NAME}")
    person.click(page.get_by_role("button", name=PUBLISH))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    assert (person.actions <= 3, person.fields) == (True, 0)

    until_found(page, inner)
    page.get_by_role("link", name=TITLE, exact=True).click()
    assert site.original(identifier(page)) == content


def test_a_page_is_written_previewed_and_published(browse: Opener) -> None:
    page, inner = browse(SECRETARY, script=False), papers.word()
    page.goto("/documents/write")
    page.get_by_label("Titre").fill(f"Ranger les {inner}")
    page.get_by_label("Texte", exact=True).fill("## D’abord\n\nVoir [[Charte du consortium Estran]].")
    page.get_by_role("button", name="Actualiser l’aperçu").click()
    expect(page.locator("#preview").get_by_role("heading", name="D’abord")).to_be_visible()
    expect(page.locator("#preview").get_by_role("link", name="Charte du consortium Estran")).to_be_visible()
    expect(page.get_by_label("Titre")).to_have_value(f"Ranger les {inner}")
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Ranger les {inner}")


def test_the_search_field_without_a_script_shows_results_and_facets(browse: Opener) -> None:
    page = browse(script=False)
    page.goto("/search?q=conservation")
    page.get_by_role("link", name=re.compile("^Fiche pratique")).first.click()
    expect(page.get_by_role("list", name="Filtres actifs").get_by_role("link")).to_have_count(1)
