"""From a Word file to the register and back: drop, accept, find, ask for a date, follow the chain."""

from __future__ import annotations

import io

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser import papers
from tests.browser.conftest import Opener, follow
from tests.browser.measures import axe, in_both_schemes, sideways, small_targets
from tests.browser.site import READER, SECRETARY
from tests.browser.test_secretary import bring
from tests.browser.watching import Person

DAYS = {"drop": "3 septembre 2026", "keys": "4 septembre 2026", "first": "7 septembre 2026", "then": "8 septembre 2026"}


def ten_decisions(inner: str, day: str) -> bytes:
    """Minutes that decide ten things, one of which ``inner`` names."""
    paper = docx.Document()
    paper.add_heading(f"Compte rendu du comité de pilotage du {day}", 0)
    paper.add_paragraph("Présents : Hélène Vasseur, Philippe Ardouin, Florence Kessler, Anne-Laure Fontaine")
    for number in range(1, 11):
        paper.add_heading(f"{number}. Le point {number}", 1)
        paper.add_paragraph(f"Les avis sont partagés sur le point {number}, puis l’on s’accorde.")
        about = inner if number == 3 else f"rayon {number}"
        paper.add_paragraph(f"Décision : le fonds {about} est ouvert à tous les partenaires. Adoptée à l’unanimité.")
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def one_decision(sentence: str, day: str) -> bytes:
    """Minutes that decide one thing."""
    paper = docx.Document()
    paper.add_heading(f"Compte rendu du comité de pilotage du {day}", 0)
    paper.add_paragraph("Présents : Hélène Vasseur, Philippe Ardouin, Florence Kessler, Anne-Laure Fontaine")
    paper.add_heading("1. Fonds", 1)
    paper.add_paragraph(sentence)
    written = io.BytesIO()
    paper.save(written)
    return written.getvalue()


def circulated(person: Person, inner: str, day: str) -> str:
    """Bring the minutes, circulate them to the members; the address of what was found in them."""
    page = person.page
    page.goto("/")
    bring(person, "drop", (f"CR {day}.docx", ten_decisions(inner, day)))
    person.click(page.get_by_role("button", name="Diffuser aux membres"))
    expect(page.get_by_text("10 propositions trouvées dans ce compte rendu attendent votre avis.")).to_be_visible()
    return page.url


def test_ten_decisions_are_in_the_register_in_twelve_actions(browse: Opener) -> None:
    page, inner = browse(SECRETARY), papers.word()
    person = Person(page)
    circulated(person, inner, DAYS["drop"])
    person.click(page.get_by_role("link", name="Les vérifier"))
    assert axe(page) == []
    assert sideways(page) == []
    person.click(page.get_by_role("button", name="Retenir les 10 propositions sûres"))
    expect(page.get_by_text("10 décisions entrées au registre.")).to_be_visible()
    expect(page.get_by_text("Tout est vérifié.")).to_be_visible()
    assert person.actions <= 12
    page.goto(f"/decisions?q={inner}")
    page.get_by_role("link", name=inner).click()
    expect(page.get_by_role("heading", name="Au registre")).to_be_visible()
    page.get_by_role("link", name="Compte rendu du comité de pilotage du 3 septembre 2026").first.click()
    expect(page.locator(":target")).to_contain_text(inner)


def test_proposals_are_judged_by_key_one_after_the_other(browse: Opener) -> None:
    page, inner = browse(SECRETARY), papers.word()
    person = Person(page)
    circulated(person, inner, DAYS["keys"])
    person.click(page.get_by_role("link", name="Les vérifier"))
    page.locator("[data-keys]").first.focus()
    for key, words in (("a", "entrée au registre"), ("x", "Proposition écartée."), ("a", "entrée au registre")):
        page.keyboard.press(key)
        expect(page.get_by_role("status")).to_contain_text(words)
        expect(page.locator("[data-keys]:focus")).to_have_count(1)
    expect(page.get_by_role("button", name="Retenir les 7 propositions sûres")).to_be_visible()


def test_what_the_words_do_to_an_older_decision_is_ticked_and_done(browse: Opener) -> None:
    page, inner = browse(SECRETARY), papers.word()
    person = Person(page)
    for sentence, day in (
        (f"Décision n° 2026-41 : le fonds {inner} est ouvert à tous les partenaires.", DAYS["first"]),
        (f"Décision n° 2026-42 : la décision n° 2026-41 est abrogée, le fonds {inner} ferme.", DAYS["then"]),
    ):
        page.goto("/")
        bring(person, "drop", (f"CR {day}.docx", one_decision(sentence, day)))
        person.click(page.get_by_role("button", name="Diffuser aux membres"))
        person.click(page.get_by_role("link", name="Les vérifier").or_(page.get_by_role("link", name="La vérifier")))
        if day == DAYS["then"]:
            expect(page.get_by_role("group", name="D’après le texte").get_by_label("Abroge 2026-41")).to_be_checked()
            assert in_both_schemes(page, axe) + sideways(page) + small_targets(page) == []
        person.click(page.get_by_role("button", name="Retenir").last)
        expect(page.get_by_role("status")).to_contain_text("entrée au registre")
    page.goto("/decisions/2026-41")
    expect(page.locator(".banner")).to_contain_text("Abrogée, était en vigueur du 7 septembre 2026 au 7 septembre 2026")
    person.click(page.get_by_role("complementary").get_by_role("link", name="2026-42", exact=True))
    expect(page.locator(".banner")).to_contain_text("En vigueur depuis le 8 septembre 2026")


def test_a_date_is_asked_and_the_chain_followed_both_ways(browse: Opener) -> None:
    page = browse(READER)
    page.goto("/decisions")
    page.get_by_label("En vigueur le").fill("1er juin 2024")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_text("Le registre au")).to_be_visible()
    page.get_by_role("link", name="Les contributions pour 2024").click()
    expect(page.get_by_role("img", name="Les temps en vigueur")).to_be_visible()
    page.get_by_role("complementary").get_by_role("link", name="2024-11", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("contributions pour 2025")
    page.get_by_role("complementary").get_by_role("link", name="2023-06", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("contributions pour 2024")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_register_is_open_to_everybody_who_reads_it(browse: Opener, width: int) -> None:
    page: Page = browse(READER, width=width)
    page.goto("/decisions?on=2025-06-01&state=all")
    assert in_both_schemes(page, axe) == []
    assert sideways(page) == []
    assert small_targets(page) == []
    follow(page.locator("ol.contents a.title").first)
    assert in_both_schemes(page, axe) == []
    assert sideways(page) == []
