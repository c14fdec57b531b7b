"""A page of know-how is written in the browser; two colleagues who change it at once lose nothing."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import papers
from tests.browser.conftest import Opener
from tests.browser.site import COLLEAGUE, READER, SECRETARY
from tests.browser.test_secretary import PUBLISH, identifier

LINKED = "Désherber un fonds"


def written(page: Page, title: str) -> str:
    """Write and publish a page; its identifier."""
    page.goto("/documents/write")
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Texte", exact=True).fill(f"Avant tout, lire [[{LINKED}]].")
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return identifier(page)


def test_the_text_is_shown_as_it_will_be_while_one_writes(browse: Opener) -> None:
    page = browse(SECRETARY)
    page.goto("/documents/write")
    page.get_by_label("Titre").fill("Essai")
    preview = page.locator("#preview")
    text = f"## Étapes\n\n1. Lire **avant** [[{LINKED}]]\n2. [[Rien de tel]]"
    page.get_by_label("Texte", exact=True).press_sequentially(text)
    expect(preview.get_by_role("heading", name="Étapes")).to_be_visible()
    expect(preview.locator("strong")).to_have_text("avant")
    expect(preview.get_by_role("link", name=LINKED)).to_have_count(1)
    expect(preview.get_by_role("listitem")).to_have_count(2)
    expect(preview).to_contain_text("Rien de tel")


def test_markup_typed_into_a_page_stays_text(browse: Opener) -> None:
    page = browse(SECRETARY)
    page.goto("/documents/write")
    script = '<script>document.title = "pris"</script>'
    image = '<img src="https://ailleurs.example/x.png" onerror="document.title = 1">'
    text = f"{script}{image}\n\n[lien](javascript:document.title=1)\n\nSuite"
    page.get_by_label("Texte", exact=True).fill(text)
    expect(page.locator("#preview").get_by_text("Suite")).to_be_visible()
    page.get_by_label("Titre").fill(f"Page hostile {papers.word()}")
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.get_by_role("article")).to_contain_text("Suite")
    assert page.locator("article script, article img, article [href^=javascript]").count() == 0
    assert page.title().startswith("Page hostile")


def test_a_published_link_opens_the_other_page_which_says_who_cites_it(browse: Opener) -> None:
    title = f"Ranger les {papers.word()}"
    page = browse(SECRETARY)
    written(page, title)
    page.get_by_role("article").get_by_role("link", name=LINKED).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LINKED)
    page.get_by_role("complementary").get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_who_comes_second_keeps_what_was_typed(browse: Opener) -> None:
    title = f"Prêter les {papers.word()}"
    first, second = browse(SECRETARY), browse(COLLEAGUE, refused=(409, 412))
    address = f"/documents/{written(first, title)}/write"
    for page, text in ((first, "Le texte du premier."), (second, "Le texte du second.")):
        page.goto(address)
        page.get_by_label("Texte", exact=True).fill(text)
        page.get_by_label("Motif de la modification").fill("Un mot à corriger")
    first.get_by_role("button", name=PUBLISH).click()
    expect(first.get_by_role("article")).to_contain_text("Le texte du premier.")
    second.get_by_role("button", name=PUBLISH).click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Réunir les deux modifications")
    expect(second.get_by_label("Texte", exact=True)).to_have_value("Le texte du premier.\n\nLe texte du second.")
    second.goto(address.removesuffix("/write"))
    expect(second.get_by_role("article")).to_contain_text("Le texte du premier.")
    expect(second.locator(".banner")).to_contain_text("version 2 sur 2")


def test_a_draft_is_read_by_its_author_and_nobody_else(browse: Opener) -> None:
    page, title = browse(SECRETARY), f"Brouillon {papers.word()}"
    page.goto("/documents/write")
    page.get_by_label("Titre").fill(title)
    page.get_by_label("Texte", exact=True).fill("Encore à relire.")
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    expect(page.locator(".banner")).to_contain_text("Brouillon")
    reader = browse(READER, refused=(404,))
    answer = reader.goto(page.url)
    assert answer is not None
    assert answer.status == 404
    expect(reader.get_by_role("heading", level=1)).not_to_contain_text(title)
