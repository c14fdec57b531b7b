"""A reader comments a passage, is answered and settles it; the comment follows its passage into the next version."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import measures
from tests.browser.conftest import Opener
from tests.browser.site import COLLEAGUE, READER, Site
from tests.browser.test_pages import whole

FIRST = """# Règlement intérieur

Le comité se réunit deux fois par an, à Valmorin.

Les frais de reliure sont partagés à parts égales entre les partenaires.

| Poste | Part |
|---|---|
| Reliure | moitié |
"""
SECOND = """# Règlement intérieur

Un préambule qui dit pourquoi ce règlement est écrit.

Le comité se réunit trois fois par an, à Valmorin ou ailleurs.

| Poste | Part |
|---|---|
| Reliure | moitié |
"""


@pytest.fixture
def document(site: Site) -> str:
    """A text of which the journey makes two versions."""
    said = {"kind": "charter", "title": "Règlement intérieur", "date": "2026-11-27"}
    made: str = site.file("reglement.md", FIRST.encode(), **said)["id"]
    return made


def comment(page: Page, passage: str, text: str) -> None:
    """Choose a passage of the discussion and say something on it."""
    page.get_by_role("link", name=f"Commenter : {passage}").click()
    page.get_by_label("Votre commentaire sur ce passage").fill(text)
    page.get_by_role("button", name="Commenter", exact=True).click()
    expect(page.get_by_text("Votre commentaire est gardé.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_a_comment_is_made_answered_settled_and_follows_its_passage(
    browse: Opener, site: Site, document: str, script: bool
) -> None:
    reader, colleague = browse(READER, script=script), browse(COLLEAGUE, script=script)
    reader.goto(f"/documents/{document}")
    reader.get_by_role("link", name="Commenter ce texte").click()
    expect(reader.get_by_text("Personne n’a encore commenté ce texte.")).to_be_visible()
    if script:
        assert whole(reader) == []
    comment(reader, "Le comité se réunit", "Deux fois suffisent-elles ?\nOu trois ?")
    comment(reader, "Les frais de reliure", "Et qui avance l’argent ?")
    colleague.goto(f"/documents/{document}")
    expect(colleague.locator("article .talk")).to_have_count(2)
    colleague.get_by_role("link", name="2 commentaires, tous ouverts").click()
    colleague.get_by_role("link", name="Répondre").first.click()
    if script:
        assert whole(colleague) == []
    colleague.get_by_label("Votre réponse à Hélène Vasseur").fill("Trois, dès la version suivante.")
    colleague.get_by_role("button", name="Répondre", exact=True).click()
    expect(colleague.get_by_text("Trois, dès la version suivante.")).to_be_visible()
    site.file("reglement.md", SECOND.encode(), path=f"/documents/{document}/versions", reason="Trois réunions")
    reader.goto(f"/documents/{document}/versions/2")
    mark = reader.locator("article .talk")
    expect(mark).to_have_count(1)
    mark.click()
    expect(reader.get_by_text("Le passage a changé depuis.")).to_be_visible()
    gone = reader.get_by_role("region", name="Sur des passages qui ne sont plus dans le texte")
    expect(gone).to_contain_text("Et qui avance l’argent ?")
    if script:
        assert whole(reader) == []
    reader.get_by_role("button", name="Marquer comme réglé").last.click()
    expect(reader.get_by_text("2 commentaires, dont 1 ouvert")).to_be_visible()
    reader.get_by_text("Commentaire réglé").click()
    expect(reader.get_by_text("Trois, dès la version suivante.")).to_be_visible()
    reader.goto(f"/documents/{document}")
    expect(reader.locator("article .talk")).to_have_count(0)


def test_an_empty_comment_is_told_where_it_was_written_and_words_are_taken_back(browse: Opener, document: str) -> None:
    page = browse(READER, script=False, refused=(422,))
    page.goto(f"/documents/{document}/versions/1/discussion")
    page.get_by_role("link", name="Commenter : Reliure").click()
    page.get_by_label("Votre commentaire sur ce passage").fill("   ")
    page.get_by_role("button", name="Commenter", exact=True).click()
    expect(page.locator(".summary")).to_contain_text("Écrivez votre commentaire.")
    page.get_by_label("Votre commentaire sur ce passage").fill("Un mot de trop")
    page.get_by_role("button", name="Commenter", exact=True).click()
    page.get_by_text("Retirer ce que j’ai écrit").click()
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("commentaire retiré par son auteur")).to_be_visible()
    expect(page.get_by_text("Un mot de trop")).to_have_count(0)


def test_a_discussion_is_written_by_keyboard_alone_and_on_a_narrow_screen(browse: Opener, document: str) -> None:
    page = browse(READER, width=320)
    page.goto(f"/documents/{document}/versions/1/discussion?whole=1#form")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Votre commentaire sur l’ensemble")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("Au clavier")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article.notice")).to_contain_text("Au clavier")
    page.goto(f"/documents/{document}/versions/1/discussion?passage=p-0000000000")
    assert measures.sideways(page) + measures.small_targets(page) + measures.axe(page) == []
