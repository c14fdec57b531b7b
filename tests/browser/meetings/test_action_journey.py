"""Who is to do what: a secretary notes it, the person finds it one step from home, says what became of it, with scripts
and without.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Opener
from tests.browser.site import READER, SECRETARY
from tests.browser.test_pages import whole


@pytest.mark.parametrize("script", [True, False])
def test_an_action_is_noted_found_from_home_and_closed(browse: Opener, script: bool) -> None:
    words = f"Relancer les partenaires {'avec' if script else 'sans'} script"
    page = browse(SECRETARY, script=script, refused=(422,))
    page.goto("/actions/new")
    page.get_by_label("Instance").select_option(label="Comité de pilotage")
    page.get_by_label("Ce qui est à faire").fill(words)
    page.get_by_label("Qui (facultatif)", exact=True).fill("Hélène Vasseur")
    page.get_by_label("Pour quand", exact=False).fill("bientôt")
    page.get_by_role("button", name="Enregistrer l’action").click()
    expect(page.locator(".summary")).to_be_visible()
    if script:
        assert whole(page) == []
    page.get_by_label("Pour quand", exact=False).fill("12/03/2024")
    page.get_by_role("button", name="Enregistrer l’action").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    if script:
        assert whole(page) == []

    reader = browse(READER, script=script, refused=(422,))
    reader.goto("/")
    reader.get_by_role("link", name="confiée").click()
    line = reader.locator("main li", has_text=words)
    expect(line).to_contain_text("En retard de")
    if script:
        assert whole(reader) == []
    line.get_by_text("Ajouter une note, ou abandonner").click()
    line.get_by_role("button", name="Abandonner").click()
    expect(reader.locator(".summary")).to_contain_text("Dites en une ligne pourquoi")
    if script:
        assert whole(reader) == []
    reader.get_by_label("Note", exact=True).fill("Tous ont répondu.")
    reader.get_by_role("button", name="Faite").click()
    expect(reader.get_by_role("status")).to_contain_text("l’action est faite")
    expect(reader.locator(".timeline")).to_contain_text("Tous ont répondu.")
    reader.goto("/actions?scope=closed")
    expect(reader.locator("main li", has_text=words)).to_contain_text("Faite")
