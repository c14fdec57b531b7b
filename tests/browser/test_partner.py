"""A partner without an account takes a charter template away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.site import Site
from tests.browser.watching import Person

TEMPLATE = "Modèle de charte de consortium"


@pytest.mark.parametrize("script", [True, False])
def test_a_charter_template_is_two_clicks_from_home(browse: Opener, site: Site, script: bool) -> None:
    page = browse(script=script)
    person = Person(page)
    page.goto("/")
    person.click(page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Textes et modèles"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Textes et modèles")
    name, content = person.download(page.get_by_role("link", name=f"Télécharger – {TEMPLATE}"))
    assert (person.actions <= 2, person.fields) == (True, 0)
    assert name.endswith(".docx")
    known = site.find(f'"{TEMPLATE}" kind:template')
    assert known["title"] == TEMPLATE
    assert content == site.original(known["id"], known["version"])


def test_a_charter_template_is_found_by_searching(browse: Opener) -> None:
    page = browse()
    person = Person(page)
    page.goto("/")
    person.press("/")
    person.write("modèle de charte")
    person.press("Enter")
    best = page.locator("ol.results li").first
    name, _ = person.download(best.get_by_role("link", name=re.compile(f"^Word.*{TEMPLATE}$")))
    assert name.endswith(".docx")
    assert (person.actions <= 3, person.fields) == (True, 1)


def test_a_visitor_gets_no_cookie_by_reading(browse: Opener, site: Site) -> None:
    page = browse()
    known = site.find("charte kind:charter")
    for path in ("/", "/search?q=charte", "/documents", f"/documents/{known['id']}", "/accessibilite"):
        page.goto(path)
    page.keyboard.press("/")
    page.keyboard.type("charte")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert page.context.cookies() == []
