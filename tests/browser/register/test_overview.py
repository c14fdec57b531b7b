"""The coordinator's view from above: read in light and dark, on a narrow screen, and from a number to its list."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.test_pages import whole

COORDINATOR = "philippe.ardouin@estran.example"


def unfolded(page: Page) -> Page:
    """The page with all that is folded shown."""
    page.goto("/decisions")
    page.get_by_role("navigation", name="Réunions et décisions").get_by_role("link", name="Vue d’ensemble").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vue d’ensemble")
    page.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    return page


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_the_page_is_sound_with_all_of_it_shown(browse: Opener, scheme: str, width: int) -> None:
    page = unfolded(browse(COORDINATOR, width=width, color_scheme=scheme))
    assert whole(page) == []
    drawings = page.get_by_role("img")
    expect(drawings).to_have_count(4)
    for drawing in drawings.all():
        assert drawing.bounding_box()["height"] > 50


def test_a_number_leads_to_the_list_that_it_counts(browse: Opener) -> None:
    page = unfolded(browse(COORDINATOR, script=False))
    link = page.locator("main li a", has_text="En vigueur (").first
    count = int(link.inner_text().partition("(")[2].partition(")")[0])
    link.click()
    expect(page.locator("ol.contents > li")).to_have_count(min(count, 50))
