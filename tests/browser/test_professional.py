"""A professional finds a text, reads it and takes the file away."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.site import READER, Site
from tests.browser.watching import Person


def test_a_known_text_is_opened_from_home_in_three_actions_and_one_field(browse: Opener, site: Site) -> None:
    page = browse(READER)
    person = Person(page)
    page.goto("/")
    person.press("/")
    person.write("numérisation")
    person.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("« numérisation »")
    expect(page.locator("mark").first).to_be_visible()
    hit = page.locator("ol.results h2 a").first
    title = hit.inner_text()
    person.click(hit)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert (person.actions <= 3, person.fields) == (True, 1)
    expect(page.get_by_role("article", name="Texte du document")).to_contain_text(re.compile("numéris", re.I))


def test_the_file_taken_away_is_the_one_that_was_filed(browse: Opener, site: Site) -> None:
    known = site.find("charte consortium kind:charter")
    page = browse()
    page.goto(f"/documents/{known['id']}")
    name, content = Person(page).download(page.get_by_role("link", name="Télécharger").first)
    assert name.endswith(".docx")
    assert content == site.original(known["id"], known["version"])


def test_suggestions_open_a_text_without_the_mouse(browse: Opener) -> None:
    page = browse()
    person = Person(page)
    page.goto("/")
    person.press("/")
    person.write("charte du cons")
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("form.seek [role=status]")).to_have_text(re.compile("proposition"))
    person.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Charte du consortium")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    person.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Charte du consortium Estran")
    assert (person.actions <= 3, person.fields) == (True, 1)


def test_escape_closes_the_suggestions_and_enter_then_searches(browse: Opener) -> None:
    page = browse()
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("statuts")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=statuts"))


def test_finding_reading_and_downloading_work_by_keyboard_alone(browse: Opener) -> None:
    page = browse()
    person = Person(page)
    page.goto("/")
    person.tab_to(page.locator("#seek"))
    page.keyboard.type("statuts association")
    page.keyboard.press("Enter")
    hit = page.locator("ol.results h2 a").first
    expect(hit).to_be_visible()
    person.tab_to(hit)
    page.keyboard.press("Enter")
    download = page.get_by_role("link", name=re.compile("^Télécharger"))
    expect(download).to_be_visible()
    person.tab_to(download)
    with page.expect_download():
        page.keyboard.press("Enter")


def test_the_first_key_leads_past_the_menu_to_the_content(browse: Opener) -> None:
    page = browse()
    page.goto("/documents")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_first_key_leads_past_the_search_form_to_the_results(browse: Opener) -> None:
    page = browse()
    page.goto("/search?q=conservation")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller aux résultats")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("ol.results h2 a").first).to_be_focused()


def test_results_are_narrowed_by_a_facet_and_widened_again(browse: Opener) -> None:
    page = browse()
    page.goto("/search?q=conservation")
    whole = page.get_by_role("heading", level=1).inner_text()
    facets = page.get_by_role("navigation", name="Affiner cette liste")
    facet = facets.get_by_role("link", name=re.compile("Fiche pratique"))
    count = facet.locator(".count").inner_text()
    facet.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(rf"^{count} documents? pour"))
    page.get_by_role("list", name="Filtres actifs").get_by_role("link", name=re.compile("Fiche pratique")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(whole)


def test_an_old_version_says_so_and_leads_to_the_one_in_force(browse: Opener, site: Site) -> None:
    known = site.find("charte consortium kind:charter")
    page = browse()
    page.goto(f"/documents/{known['id']}")
    expect(page.locator(".banner")).to_contain_text("Version en vigueur depuis le 9 octobre 2025 – version 3 sur 3")
    page.get_by_role("complementary").get_by_role("link", name="Version 1", exact=True).click()
    expect(page.locator(".banner")).to_contain_text("Ancienne version (1 sur 3)")
    expect(page.locator(".doc-head time")).to_have_text("14 septembre 2023")
    page.locator(".banner").get_by_role("link", name="Lire la version en vigueur").click()
    expect(page).to_have_url(f"/documents/{known['id']}")
    expect(page.locator(".doc-head time")).to_have_text("9 octobre 2025")
