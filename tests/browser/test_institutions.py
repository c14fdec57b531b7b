"""An institution applies, is accepted, and stands among the partners: one journey, each page looked at by axe."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser import measures
from tests.browser.conftest import Opener, follow
from tests.browser.site import COLLEAGUE, READER


def looked_at(page: Page) -> None:
    """Accessible in both schemes, nothing inline, no sideways scroll at 320 px, everything open."""
    page.evaluate("() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
    found = measures.in_both_schemes(page, measures.axe) + measures.inline(page)
    page.set_viewport_size({"width": 320, "height": 800})
    found += measures.sideways(page) + measures.small_targets(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert found == [], page.url


def apply(page: Page) -> None:
    """Fill the public form, first with a fault."""
    page.goto("/institutions")
    page.get_by_role("link", name="Se porter candidat").click()
    page.get_by_label("Nom", exact=True).fill("Station biologique du Goulet")
    page.get_by_label("Nature").select_option(label="Autre")
    page.get_by_label("Nom de famille").fill("Kermarrec")
    page.get_by_label("Adresse électronique").fill("a.kermarrec@goulet,example")
    looked_at(page)
    page.locator("form").evaluate_all("(forms) => forms.forEach((form) => { form.noValidate = true; })")
    page.get_by_role("button", name="Envoyer la candidature").click()
    expect(page.get_by_role("group", name="Certaines informations sont à corriger")).to_be_visible()
    looked_at(page)
    page.get_by_label("Adresse électronique").fill("a.kermarrec@goulet.example")
    page.get_by_role("button", name="Envoyer la candidature").click()
    expect(page.get_by_role("heading", name="Merci, votre candidature est arrivée")).to_be_visible()
    looked_at(page)


def test_an_institution_applies_without_account_and_becomes_a_partner(browse: Opener) -> None:
    apply(browse(refused=(422,)))
    page = browse(COLLEAGUE)
    page.goto("/candidatures")
    looked_at(page)
    follow(page.get_by_role("link", name="Station biologique du Goulet"))
    looked_at(page)
    page.get_by_label("Partenaire actif depuis le").fill("1er mars 2020")
    page.get_by_role("button", name="Accepter la candidature").click()
    expect(page.get_by_role("status")).to_contain_text("une invitation part")
    page.get_by_role("link", name="Voir le partenaire").click()
    expect(page.get_by_text("Partenaire actif depuis le 1er mars 2020")).to_be_visible()
    looked_at(page)
    follow(page.get_by_role("link", name="Modifier", exact=True))
    looked_at(page)
    follow(page.get_by_role("link", name="Mettre fin ou corriger – Actif"))
    looked_at(page)
    page.get_by_role("button", name="Retirer cette ligne").click()
    expect(page.get_by_text("Aucun statut n’est noté.")).to_be_visible()


def test_who_was_there_on_a_date_is_asked_in_one_field(browse: Opener) -> None:
    page = browse(READER)
    page.goto("/institutions")
    page.get_by_label("Au", exact=True).fill("1er juin 2025")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_text("Le consortium au 1er juin 2025")).to_be_visible()
    expect(page.get_by_role("heading", name="Candidats")).to_be_visible()
    looked_at(page)
    follow(page.get_by_role("navigation", name="Partenaires, instances").get_by_role("link", name="Instances"))
    looked_at(page)
    page.get_by_role("link", name="Comité de pilotage").click()
    page.get_by_label("Qui était membre le").fill("14/09/2023")
    page.get_by_role("button", name="Afficher").click()
    expect(page.get_by_role("heading", name="Présidence")).to_be_visible()
    expect(page.locator("section").filter(has_text="Présidence").get_by_text("Hélène Vasseur")).to_be_visible()
    looked_at(page)


def test_a_body_changes_its_name_and_both_pages_say_so(browse: Opener) -> None:
    page = browse(COLLEAGUE)
    page.goto("/bodies")
    page.get_by_role("link", name="Ajouter une instance").click()
    page.get_by_label("Nom", exact=True).fill("Groupe « Estran numérique »")
    page.get_by_role("radio", name="Instance de travail").check()
    page.get_by_role("button", name="Ajouter cette instance").click()
    expect(page.get_by_role("status")).to_contain_text("L’instance est ajoutée")
    page.goto("/bodies")
    page.get_by_role("link", name="Groupe de travail « Conservation et archives »").click()
    follow(page.get_by_role("link", name="Modifier", exact=True))
    looked_at(page)
    page.get_by_label("L’instance qui prend sa suite").select_option(label="Groupe « Estran numérique »")
    page.get_by_label("À partir du").fill("1er mars 2026")
    page.get_by_role("button", name="Noter cette suite").click()
    expect(page.get_by_role("status").first).to_contain_text("C’est noté")
    expect(page.locator("main")).to_contain_text("Devenue Groupe « Estran numérique » le 1er mars 2026.")
    looked_at(page)
    page.get_by_role("link", name="Groupe « Estran numérique »").click()
    expect(page.locator("main")).to_contain_text("A pris la suite de :")
    looked_at(page)
    page.goto(f"/decisions?body={page.url.rpartition('/')[2]}")
    expect(page.locator("main")).to_contain_text("Avec les décisions des instances dont celle-ci a pris la suite")
    looked_at(page)
    page.goto("/bodies")
    expect(page.get_by_role("heading", name="Instances remplacées")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Groupe de travail « Conservation et archives »").click()
    page.get_by_role("link", name="Modifier", exact=True).click()
    follow(page.get_by_role("link", name="Mettre fin ou corriger – Groupe « Estran numérique »"))
    looked_at(page)
    page.get_by_role("button", name="Retirer cette ligne").click()
    expect(page.get_by_role("status")).to_contain_text("C’est noté.")
    expect(page.get_by_text("en prend la suite", exact=True)).to_have_count(0)
