"""The two switches: language and appearance. Each is kept, and leads back to the page where it was used."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener


def test_the_language_is_switched_and_kept(browse: Opener) -> None:
    page = browse()
    page.goto("/search?q=charte")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url("/search?q=charte")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", level=1)).to_contain_text("documents for")
    page.goto("/accessibilite")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accessibility")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accessibilité")


def test_a_browser_that_prefers_english_gets_english(browse: Opener) -> None:
    page = browse(locale="en-GB")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    page.goto("/documents?kind=charter")
    page.locator("ol.contents a.title").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("script", [True, False])
def test_the_appearance_is_switched_kept_and_given_back_to_the_device(browse: Opener, script: bool) -> None:
    page = browse(script=script)
    page.goto("/documents?kind=charter")
    switch_to(page, "sombre")
    expect(page).to_have_url("/documents?kind=charter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/")
    expect(page.get_by_role("button", name="sombre")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("html")).to_have_css("background-color", "rgb(23, 21, 18)")
    switch_to(page, "comme l’appareil")
    expect(page.locator("html")).not_to_have_attribute("data-theme", "dark")
    assert page.context.cookies() == []


def switch_to(page: Page, name: str) -> None:
    """Press one of the three buttons at the foot of the page."""
    page.get_by_role("contentinfo").get_by_role("button", name=name).click()


def test_the_shortcut_can_be_switched_off(browse: Opener) -> None:
    page = browse()
    page.goto("/accessibilite")
    page.get_by_role("button", name="Désactiver ces raccourcis sur cet appareil").click()
    page.keyboard.press("/")
    expect(page.locator("#seek")).not_to_be_focused()
    page.get_by_role("button", name="Réactiver ces raccourcis sur cet appareil").click()
    page.keyboard.press("/")
    expect(page.locator("#seek")).to_be_focused()
