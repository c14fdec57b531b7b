"""An administrator follows a document: who sees it, what was done to it, its receipt on paper; the log; one's data."""

from __future__ import annotations

import contextlib

import pytest
from playwright.sync_api import expect
from pypdfium2 import PdfDocument

from tests.browser.conftest import Opener
from tests.browser.site import COLLEAGUE, Site
from tests.browser.test_pages import whole


def test_what_happened_to_a_document_is_found_from_its_page_and_printed(browse: Opener, site: Site) -> None:
    known = site.find("charte consortium kind:charter", COLLEAGUE)
    page = browse(COLLEAGUE)
    page.goto(f"/documents/{known['id']}")
    page.get_by_role("link", name="Qui, et pourquoi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qui peut voir ce document, et pourquoi")
    assert whole(page) == []
    page.get_by_role("link", name=known["title"]).first.click()
    page.get_by_role("link", name="Ce qui a été fait de ce document").click()
    expect(page.get_by_role("cell", name="Document déposé.")).to_have_count(1)
    assert whole(page) == []
    page.go_back()
    page.get_by_text("Preuve d’intégrité").click()
    page.get_by_role("link", name="Reçu à imprimer").click()
    assert whole(page) == []
    with contextlib.closing(PdfDocument(page.pdf())) as printed:
        assert len(printed) <= 2
        text = " ".join("".join(sheet.get_textpage().get_text_range() for sheet in printed).split())
    for words in (known["id"], known["title"], "Tête du journal", "Comment vérifier", "repo-service check"):
        assert words in text
    for chrome in ("Se déconnecter", "Rechercher", "Apparence", "Ctrl-P"):
        assert chrome not in text


@pytest.mark.parametrize("script", [True, False])
def test_the_log_is_narrowed_read_and_taken_away(browse: Opener, site: Site, script: bool) -> None:
    page = browse(COLLEAGUE, script=script, refused=(422,))
    page.goto("/admin/log")
    page.get_by_label("Actes", exact=True).select_option(label="Documents et dépôts")
    page.get_by_label("Par qui", exact=True).fill(COLLEAGUE)
    page.get_by_role("button", name="Afficher").click()
    rows = page.locator("main tbody tr")
    expect(rows.first).to_contain_text("Anne-Laure Fontaine")
    if script:
        assert whole(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger ces actes (CSV)").click()
    assert waiting.value.suggested_filename.endswith(".csv")
    page.get_by_label("Du", exact=True).fill("hier ou demain")
    page.get_by_role("button", name="Afficher").click()
    expect(page.locator(".summary")).to_be_visible()
    if script:
        assert whole(page) == []


def test_one_s_own_data_are_told_and_handed_over(browse: Opener) -> None:
    page = browse(COLLEAGUE)
    page.goto("/account/data")
    assert whole(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger tout (JSON)").click()
    assert waiting.value.suggested_filename == "mes-donnees.json"
