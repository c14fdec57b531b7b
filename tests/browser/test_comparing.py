"""The history of a text in a browser: timeline, comparison by keys, two columns, since when; on paper, in English, and
without a script.
"""

from __future__ import annotations

import contextlib
import re

import pytest
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from tests.browser import measures
from tests.browser.conftest import Opener
from tests.browser.test_pages import whole
from tests.browser.watching import Person

CHARTER = "Charte du consortium Estran"


def charter(page: Page) -> None:
    """From the home page to the charter, as people go."""
    page.goto("/")
    page.get_by_role("link", name="Textes et modèles").first.click()
    page.get_by_role("link", name=CHARTER, exact=True).click()


def compared(page: Page, rest: str = "") -> None:
    """From the charter to the comparison of its first version with the one in force."""
    charter(page)
    page.goto(page.url + "/compare/1...3" + rest)


def focused(page: Page) -> str:
    """The change that has the focus."""
    return str(page.evaluate("() => document.activeElement.dataset.change ?? ''"))


def test_from_the_home_page_to_what_changed_and_since_when(browse: Opener) -> None:
    page = browse()
    charter(page)
    versions = page.locator(".timeline li")
    expect(versions).to_have_count(3)
    expect(versions.nth(1)).to_contain_text("Du 10 octobre 2024 au 9 octobre 2025")
    assert whole(page) == []
    versions.nth(2).get_by_role("link", name=re.compile("^Version 1")).click()
    expect(page.locator(".banner")).to_contain_text("En vigueur du 14 septembre 2023 au 10 octobre 2024.")
    assert whole(page) == []
    page.locator(".banner").get_by_role("link", name="Comparer avec la version en vigueur").click()
    expect(page).to_have_url(re.compile(r"/compare/1\.\.\.3$"))
    expect(page.locator(".banner")).to_contain_text("paragraphes modifiés")
    expect(page.locator(".banner")).to_contain_text("1 déplacé, 1 scindé")
    assert whole(page) == []

    page.get_by_role("link", name="Deux colonnes").click()
    assert whole(page) == []
    page.get_by_role("link", name="Un seul texte").click()
    page.get_by_role("link", name="version 3", exact=True).click()
    page.get_by_role("link", name="Depuis quand tient chaque passage").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Depuis quand")
    assert whole(page) == []
    page.locator(".stop").get_by_role("link", name="Version 3").first.click()
    expect(page).to_have_url(re.compile(r"/compare/2\.\.\.3$"))


def test_what_changed_is_one_action_from_the_document(browse: Opener) -> None:
    page = browse()
    charter(page)
    person = Person(page)
    person.click(page.locator(".timeline li").first.get_by_role("link", name=re.compile("^Ce qui a changé")))
    expect(page.locator(".compared ins").first).to_be_visible()
    assert person.actions == 1


def test_n_and_p_lead_from_change_to_change_and_say_where_one_is(browse: Opener) -> None:
    page = browse()
    compared(page)
    count = page.locator("[data-change]").count()
    said = page.locator(".steps-bar [role=status]")
    expect(said).to_have_text(f"{count} changements")
    page.keyboard.press("n")
    assert focused(page) == f"changement 1 sur {count}\xa0: modifié"
    expect(said).to_have_text(focused(page))
    page.keyboard.press("n")
    page.keyboard.press("n")
    assert focused(page).startswith("changement 3 ")
    assert page.evaluate("() => { const box = document.activeElement.getBoundingClientRect();"
                         " return box.top >= 0 && box.top < innerHeight; }")  # fmt: skip
    page.keyboard.press("p")
    assert focused(page).startswith("changement 2 ")
    page.get_by_role("button", name=re.compile("^Suivant")).click()
    assert focused(page).startswith("changement 3 ")
    for _ in range(count + 2):
        page.keyboard.press("n")
    assert focused(page).startswith(f"changement {count} ")
    page.locator("#seek").focus()
    page.keyboard.type("np")
    expect(page.locator("#seek")).to_have_value("np")


def test_the_keys_are_switched_off_with_the_others(browse: Opener) -> None:
    page = browse()
    compared(page)
    page.evaluate("() => localStorage.setItem('shortcut-off', '1')")
    page.keyboard.press("n")
    assert focused(page) == ""
    page.get_by_role("button", name=re.compile("^Suivant")).click()
    assert focused(page).startswith("changement 1 ")


def test_a_moved_passage_leads_to_where_it_stood_and_back(browse: Opener) -> None:
    page = browse()
    compared(page)
    moved = page.locator("[data-sort=moved]")
    expect(moved).to_have_count(1)
    moved.get_by_role("link", name="depuis plus bas").click()
    left = page.locator(page.url[page.url.index("#") :])
    expect(left).to_contain_text("Déplacé d’ici")
    left.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"#change-\d+$"))


def test_a_table_is_compared_cell_by_cell(browse: Opener) -> None:
    page = browse()
    compared(page)
    table = page.locator(".compared table")
    expect(table).to_have_count(1)
    changed = table.get_by_role("row").filter(has_text="Comité de pilotage")
    expect(changed.locator("del")).to_contain_text("selon les besoins")
    expect(changed.locator("ins")).to_contain_text("quatre fois par an")
    expect(table.get_by_role("row").filter(has_text="Coordination").locator("ins")).to_have_count(3)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_told_in_english_on_a_small_screen(browse: Opener, scheme: str) -> None:
    page = browse(locale="en-GB", width=320, color_scheme=scheme)
    page.goto("/documents?kind=charter")
    page.get_by_role("link", name=CHARTER, exact=True).click()
    page.goto(page.url + "/compare/1...3")
    assert page.locator("html").get_attribute("lang") == "en"
    for rest in ("", "?view=columns"):
        page.goto(page.url.partition("?")[0] + rest)
        assert measures.axe(page) + measures.sideways(page) + measures.small_targets(page) == []


def test_without_a_script_links_lead_from_change_to_change(browse: Opener) -> None:
    page = browse(script=False)
    charter(page)
    page.get_by_role("link", name="Comparer deux versions").click()
    expect(page).to_have_url(re.compile(r"/compare/2\.\.\.3$"))
    page.get_by_text("Comparer deux autres versions").click()
    page.get_by_label("Comparer", exact=True).select_option(label="Version 1 – du 14 septembre 2023 au 10 octobre 2024")
    page.get_by_label("avec", exact=True).select_option(label="Version 3 – depuis le 9 octobre 2025")
    page.get_by_role("button", name="Comparer ces versions").click()
    expect(page).to_have_url(re.compile(r"/compare/1\.\.\.3$"))
    expect(page.locator(".steps-bar")).to_be_hidden()
    page.get_by_role("link", name="Aller au premier changement").click()
    page.locator("#change-1").get_by_role("link", name="suivant").click()
    expect(page).to_have_url(re.compile("#change-2$"))
    page.locator("#change-2").get_by_role("link", name="précédent").click()
    expect(page).to_have_url(re.compile("#change-1$"))
    fold = page.locator("details.fold").first
    fold.locator("summary").click()
    expect(fold.get_by_text("Chaque partenaire donne selon ses moyens.")).to_be_visible()


def test_it_is_printed_whole_with_what_came_and_went(browse: Opener) -> None:
    page = browse()
    compared(page)
    with contextlib.closing(PdfDocument(page.pdf())) as printed:
        text = " ".join("".join(sheet.get_textpage().get_text_range() for sheet in printed).split())
    for words in ("De la version 1", "modifiés", "selon les besoins", "quatre fois par an", "changement 1 sur"):
        assert words in text
    assert "Chaque partenaire donne selon ses moyens." in text  # folded on the screen
    for chrome in ("Suivant", "Deux colonnes", "Se connecter", "Comparer deux autres versions"):
        assert chrome not in text
