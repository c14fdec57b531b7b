"""Two people change the same card and the same page at once: the second one brings both together, and loses nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import measures, papers
from tests.browser.conftest import Opener
from tests.browser.site import COLLEAGUE, SECRETARY
from tests.browser.test_knowhow import written
from tests.browser.test_secretary import PUBLISH

TOGETHER = "Réunir les deux modifications"


def faults(page: Page) -> list[str]:
    """What axe says in both schemes, what goes sideways, what is too small to press."""
    return measures.in_both_schemes(page, measures.axe) + measures.sideways(page) + measures.small_targets(page)


def corrected(page: Page, title: str, keywords: str = "") -> None:
    """Correct the card that is open."""
    page.get_by_label("Titre").fill(title)
    if keywords:
        page.get_by_label("Mots-clés").fill(keywords)
    page.get_by_label("Motif de la modification").last.fill("Nom complet")
    page.get_by_role("button", name="Enregistrer la fiche").click()


@pytest.mark.parametrize(("script", "width"), [(True, 1280), (False, 320)])
def test_two_people_correct_a_card_at_once(browse: Opener, script: bool, width: int) -> None:
    first = browse(SECRETARY)
    second = browse(COLLEAGUE, script=script, width=width, refused=(409, 422))
    address = f"/documents/{written(first, f'Ranger les {papers.word()}')}"
    for page in (first, second):
        page.goto(f"{address}/edit")
    corrected(first, "Le titre du premier")
    expect(first.get_by_role("heading", level=1)).to_have_text("Le titre du premier")
    corrected(second, "Le titre du second", "rangement")
    expect(second.get_by_role("heading", level=1)).to_have_text(TOGETHER)
    expect(second.get_by_role("main")).to_contain_text("Julien Robic a enregistré ce document")
    expect(second.get_by_role("main")).to_contain_text("rangement")
    if script:
        assert faults(second) == []
    else:
        assert second.evaluate("document.documentElement.scrollWidth") <= width
    second.get_by_label("Garder la mienne").check()
    second.get_by_role("button", name="Enregistrer comme version 3").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Le titre du second")
    expect(second.get_by_role("complementary", name="À propos de ce document")).to_contain_text("rangement")


@pytest.mark.parametrize(("script", "width"), [(True, 320), (False, 1280)])
def test_two_people_write_a_page_at_once(browse: Opener, script: bool, width: int) -> None:
    first = browse(SECRETARY)
    second = browse(COLLEAGUE, script=script, width=width, refused=(409,))
    address = f"/documents/{written(first, f'Prêter les {papers.word()}')}/write"
    start = "Au début.\n\nAu milieu.\n\nÀ la fin."
    first.goto(address)
    first.get_by_label("Texte", exact=True).fill(start)
    first.get_by_label("Motif de la modification").fill("Plan")
    first.get_by_role("button", name=PUBLISH).click()
    expect(first.get_by_role("article")).to_contain_text("Au milieu.")
    texts = (start.replace("Au début", "Tout au début"), start.replace("À la fin", "Vers la fin"))
    for page, text in zip((first, second), texts, strict=True):
        page.goto(address)
        page.get_by_label("Texte", exact=True).fill(text)
        page.get_by_label("Motif de la modification").fill("Un mot à corriger")
    first.get_by_role("button", name=PUBLISH).click()
    expect(first.get_by_role("article")).to_contain_text("Tout au début.")
    second.get_by_role("button", name=PUBLISH).click()
    expect(second.get_by_role("heading", level=1)).to_have_text(TOGETHER)
    both = "Tout au début.\n\nAu milieu.\n\nVers la fin."
    expect(second.get_by_label("Texte", exact=True)).to_have_value(both)
    if script:
        assert faults(second) == []
    second.get_by_role("button", name=PUBLISH).click()
    for words in ("Tout au début.", "Vers la fin."):
        expect(second.get_by_role("article")).to_contain_text(words)


def test_an_old_version_is_restored_from_its_page(browse: Opener) -> None:
    page = browse(SECRETARY)
    address = f"/documents/{written(page, f'Dater les {papers.word()}')}"
    page.goto(f"{address}/edit")
    corrected(page, "Un autre titre")
    page.goto(f"{address}/versions/1")
    page.get_by_role("link", name="Rétablir cette version").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rétablir la version 1\u00a0?")
    assert faults(page) == []
    page.get_by_role("button", name="Rétablir la version 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dater les")
    expect(page.locator(".banner")).to_contain_text("version 3 sur 3")
