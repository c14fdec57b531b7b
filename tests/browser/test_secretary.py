"""A secretary brings minutes written in Word; a moment later they are found by a word inside."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import papers
from tests.browser.conftest import Opener, sign_in
from tests.browser.measures import axe, in_both_schemes, sideways, small_targets
from tests.browser.site import READER, SECRETARY, Site
from tests.browser.watching import Person

NAME = "CR_CoPil_2026-12-08.docx"
TITLE = "Compte rendu du comité de pilotage du 8 décembre 2026"
PUBLISH = "Publier pour tous les partenaires"


def until_found(page: Page, word: str) -> None:
    """Search again until the indexer has caught up; give up after half a minute."""
    deadline = time.monotonic() + 30
    while True:
        page.goto(f"/search?q={word}")
        if page.locator("ol.results li").count():
            return
        assert time.monotonic() < deadline, f"{word} is not found"
        page.wait_for_timeout(100)


def identifier(page: Page) -> str:
    """Of the document that is shown."""
    return page.url.rpartition("/documents/")[2].partition("/")[0]


def bring(person: Person, how: str, *files: tuple[str, bytes]) -> None:
    """Drop files on the page, or choose them in its field."""
    if how == "drop":
        person.drop(*files)
    else:
        person.choose_files(person.page.locator("#files"), *files)
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Vérifier avant de publier")


@pytest.mark.parametrize("how", ["drop", "choose"])
def test_minutes_are_published_in_three_actions_without_typing(browse: Opener, how: str) -> None:
    page, content = browse(SECRETARY), papers.minutes(papers.word())
    person = Person(page)
    page.goto("/")
    bring(person, how, (NAME, content))
    expect(page.get_by_label("Titre")).to_have_value(TITLE)
    expect(page.get_by_label("Nature")).to_have_value("minutes")
    expect(page.get_by_label("Date")).to_have_value("08/12/2026")
    expect(page.get_by_label("Instance").locator("option:checked")).to_have_text("Comité de pilotage")
    expect(page.get_by_text("trouvé dans").first).to_be_visible()
    person.click(page.get_by_role("button", name=PUBLISH))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("status")).to_contain_text("Document publié pour tous les partenaires.")
    assert (person.actions <= 3, person.fields) == (True, 0)


def test_minutes_brought_by_a_secretary_are_found_read_and_fetched_by_a_partner(browse: Opener, site: Site) -> None:
    inner = papers.word()
    content = papers.minutes(inner)
    page = browse()
    sign_in(page, SECRETARY)
    page.goto("/documents/new")
    bring(Person(page), "drop", (NAME, content))
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)

    partner = browse(READER)
    until_found(partner, inner)
    expect(partner.locator("ol.results mark")).to_have_text(inner)
    partner.get_by_role("link", name=TITLE, exact=True).click()
    expect(partner.get_by_role("cell", name=f"Rédiger la fiche {inner}")).to_be_visible()
    name, fetched = Person(partner).download(partner.get_by_role("link", name=re.compile("^Télécharger")))
    assert (name, fetched) == (NAME, content)
    assert site.original(identifier(partner)) == content

    visitor = browse(refused=(404,))
    visitor.goto(f"/search?q={inner}")
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("Aucun document")
    answer = visitor.goto(partner.url)
    assert answer is not None
    assert answer.status == 404


def test_the_passage_where_a_guess_was_found_is_one_click_away(browse: Opener) -> None:
    page = browse(SECRETARY)
    page.goto("/documents/new")
    bring(Person(page), "choose", (NAME, papers.minutes(papers.word())))
    page.get_by_role("link", name="voir le passage").first.click()
    target = page.locator(":target")
    expect(target).to_be_in_viewport()
    expect(target).to_contain_text("comité de pilotage")


def test_several_files_are_sent_at_once_and_one_becomes_the_signed_copy_of_another(browse: Opener, site: Site) -> None:
    page, words = browse(SECRETARY), [papers.word() for _ in range(3)]
    signed = papers.signed_copy(words[2])
    person = Person(page)
    page.goto("/documents/new")
    bring(
        person, "drop", (NAME, papers.minutes(words[0])),
        ("CR_CoPil_2026-11-10.docx", papers.minutes(words[1], "10 novembre 2026")), ("signature.pdf", signed),
    )  # fmt: skip
    assert page.locator("section.item").count() == 3
    copy = page.locator("section.item").filter(has=page.get_by_role("heading", name="signature.pdf"))
    copy.get_by_label("Joindre à un autre fichier").select_option(label=f"Copie signée – {NAME}")
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.get_by_role("status").first).to_contain_text("2 documents publiés pour tous les partenaires.")

    until_found(page, words[0])
    page.get_by_role("link", name=TITLE, exact=True).click()
    name, fetched = Person(page).download(page.get_by_role("link", name=re.compile("^Copie signée")))
    assert (name, fetched) == ("signature.pdf", signed)
    expect(page.get_by_text("signature.pdf", exact=True)).to_be_visible()
    until_found(page, words[2])
    expect(page.locator("ol.results h2")).to_have_text([TITLE])


def test_tracked_changes_are_announced_and_readers_get_a_copy_without_them(browse: Opener, site: Site) -> None:
    inner = papers.word()
    content = papers.minutes(inner, "15 décembre 2026", tracked=True)
    page = browse(SECRETARY)
    page.goto("/documents/new")
    bring(Person(page), "drop", ("CR_CoPil_2026-12-15.docx", content))
    expect(page.locator(".notice.warn")).to_contain_text("2 modifications suivies")
    expect(page.locator(".notice.warn")).to_contain_text("copie nettoyée")
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.get_by_role("article")).to_contain_text("trente jours")
    _, own = Person(page).download(page.get_by_role("link", name=re.compile("^Télécharger")))
    assert own == content

    reader = browse(READER)
    reader.goto(page.url)
    expect(reader.get_by_role("article")).not_to_contain_text("raturé")
    expect(reader.get_by_text("copie nettoyée : sans modifications suivies")).to_be_visible()
    _, cleaned = Person(reader).download(reader.get_by_role("link", name=re.compile("^Télécharger")))
    text = papers.inside(cleaned)
    assert "trente jours" in text
    assert "raturé" not in text
    assert "Marion Delattre" not in text
    until_found(reader, inner)
    reader.goto(f"/search?q=raturé{inner}")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Aucun document")


def test_a_draft_is_published_from_its_page_and_found_by_a_partner(browse: Opener) -> None:
    page, inner = browse(SECRETARY, width=320), papers.word()
    page.goto("/documents/new")
    bring(Person(page), "choose", (NAME, papers.minutes(inner)))
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    expect(page.locator(".banner")).to_contain_text("Brouillon")
    assert in_both_schemes(page, axe) + sideways(page) + small_targets(page) == []
    reader = browse(READER, refused=(404,))
    answer = reader.goto(page.url)
    assert answer is not None
    assert answer.status == 404

    until_found(page, inner)
    page.get_by_role("link", name=TITLE, exact=True).click()
    expect(page.locator(".doc-head .button.main")).to_have_text(PUBLISH)
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.locator(".banner.draft")).to_have_count(0)
    expect(page.get_by_role("button", name=PUBLISH)).to_have_count(0)
    until_found(reader, inner)
    reader.get_by_role("link", name=TITLE, exact=True).click()
    expect(reader.get_by_role("article")).to_contain_text(inner)


def test_putting_one_file_aside_keeps_what_was_typed_for_the_others(browse: Opener) -> None:
    page = browse(SECRETARY)
    page.goto("/documents/new")
    other = ("CR_CoPil_2026-11-10.docx", papers.minutes(papers.word(), "10 novembre 2026"))
    bring(Person(page), "choose", (NAME, papers.minutes(papers.word())), other)
    kept = page.locator("section.item").filter(has=page.get_by_role("heading", name=NAME))
    kept.get_by_label("Titre").fill("Séance de décembre")
    page.get_by_role("button", name=f"Écarter ce fichier {other[0]}").click()
    expect(page.get_by_role("status").first).to_contain_text("Le fichier a été écarté.")
    expect(page.get_by_label("Titre")).to_have_value("Séance de décembre")
    page.get_by_role("button", name=PUBLISH).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Séance de décembre")


def test_a_file_sent_twice_is_recognised(browse: Opener) -> None:
    page, content = browse(SECRETARY), papers.minutes(papers.word())
    page.goto("/documents/new")
    bring(Person(page), "choose", (NAME, content))
    page.get_by_role("button", name="Enregistrer comme brouillon").click()
    expect(page.locator(".banner")).to_contain_text("Brouillon")
    page.goto("/documents/new")
    bring(Person(page), "choose", ("autre-nom.docx", content))
    expect(page.locator(".notice.warn")).to_contain_text("Ce fichier est déjà dans le dépôt")
    page.get_by_role("button", name="Écarter ce fichier").click()
    expect(page.get_by_role("status").first).to_contain_text("Le fichier a été écarté.")
