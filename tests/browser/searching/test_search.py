"""Searching in a browser: suggestions by keyboard, by mouse and by ear, then results narrowed, understood, kept, taken
away.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import Opener
from tests.browser.measures import axe, in_both_schemes, sideways, small_targets
from tests.browser.site import COLLEAGUE, READER, SECRETARY, Site
from tests.browser.test_pages import whole
from tests.browser.watching import Person

WAYS: dict[str, dict[str, Any]] = {"wide": {}, "narrow": {"width": 320}, "without a script": {"script": False}}
CARET = "(field) => [field.selectionStart, field.selectionEnd]"

FORM_ALONE = """async () => {
    const { violations, incomplete } = await axe.run(document.querySelector("form.seek"));
    return [...violations, ...incomplete].map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`);
}"""


def field(page: Page) -> Locator:
    return page.locator("#seek")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def holds(page: Page) -> list[str]:
    """What is wrong with a page as it stands, in both schemes."""
    return in_both_schemes(page, axe) + sideways(page) + small_targets(page)


def axe_of_the_list(page: Page) -> list[str]:
    """What axe finds in the form alone: the open list lies over the rest of the page."""
    axe(page)
    told: list[str] = page.evaluate(FORM_ALONE)
    return told


def typed(page: Page, words: str) -> None:
    """Words written in the field of the home page, and what they suggest."""
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type(words)
    expect(options(page).first).to_be_visible()


def test_every_sort_is_suggested_in_a_group_that_is_said(browse: Opener) -> None:
    page = browse(READER)
    typed(page, "co")
    sorts = {group.get_attribute("aria-label") for group in page.get_by_role("group").all()}
    assert {"Documents", "Partenaires", "Instances"} <= sorts
    expect(page.get_by_role("group", name="Instances").get_by_role("option").first).to_contain_text("Instance · ")
    expect(page.locator("form.seek [role=status]")).to_have_text("8 propositions")
    page.keyboard.press("ArrowDown")
    assert in_both_schemes(page, axe_of_the_list) + small_targets(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert sideways(page) == []


def test_a_colleague_is_found_by_keyboard_alone_where_she_works(browse: Opener) -> None:
    page = browse(READER)
    person = Person(page)
    page.goto("/documents")
    person.press("/")
    person.write("le goff")
    expect(options(page).first).to_contain_text("Claire Le Goff")  # before the decisions that name her
    expect(page.locator("form.seek [role=status]")).to_have_text(re.compile(r"^\d+ propositions$"))
    person.press("ArrowDown")
    person.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Université Jeanne-Baret")
    expect(page.get_by_role("region", name="Ses personnes")).to_contain_text("Claire Le Goff")
    assert (person.actions <= 3, person.fields) == (True, 1)


def test_people_are_not_suggested_to_a_visitor(browse: Opener) -> None:
    page = browse()
    typed(page, "ujb")
    with page.expect_response(re.compile(r"suggest\?q=")) as told:
        field(page).fill("le goff")
    assert told.value.json() == {"suggestions": []}
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_keys_open_close_and_clear_and_leave_the_text_alone(browse: Opener) -> None:
    page = browse()
    typed(page, "charte")
    chosen = page.get_by_role("option", selected=True)
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_count(1)
    page.keyboard.press("Home")
    assert field(page).evaluate(CARET) == [0, 0]
    expect(chosen).to_have_count(0)
    page.keyboard.press("End")
    assert field(page).evaluate(CARET) == [6, 6]
    page.keyboard.press("ArrowUp")
    expect(options(page).last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field(page)).to_have_value("charte")
    page.keyboard.press("Alt+ArrowDown")
    expect(options(page).first).to_be_visible()
    expect(chosen).to_have_count(0)
    page.keyboard.press("Alt+ArrowUp")
    expect(field(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("")


def test_the_mouse_shows_what_it_would_open_and_opens_it(browse: Opener) -> None:
    page = browse()
    typed(page, "charte du cons")
    before = page.locator("h1").bounding_box()
    options(page).first.hover()
    expect(options(page).first).to_have_attribute("aria-selected", "true")
    page.mouse.move(2, 2)
    expect(page.get_by_role("option", selected=True)).to_have_count(0)
    expect(field(page)).to_be_focused()
    assert page.locator("h1").bounding_box() == before, "nothing jumps"
    options(page).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Charte du consortium Estran")


def test_a_late_answer_is_dropped(browse: Opener) -> None:
    page, held = browse(), list[Route]()
    page.route(re.compile(r"suggest\?q=statuts$"), lambda route: held.append(route))
    page.goto("/")
    page.keyboard.press("/")
    with page.expect_request(re.compile(r"suggest\?q=statuts$")):
        page.keyboard.type("statuts")
    page.keyboard.type(" zzz")
    page.wait_for_timeout(400)  # the second question is asked and answered
    for route in held:
        route.fulfill(json={"suggestions": [{"title": "Trop tard", "kind_label": "", "group": "x", "url": "/"}]})
    page.wait_for_timeout(200)
    expect(options(page)).to_have_count(0)


def test_letters_that_are_still_being_composed_ask_nothing(browse: Opener) -> None:
    page, asked = browse(), list[str]()
    page.goto("/")
    field(page).focus()
    expect(field(page)).to_have_attribute("role", "combobox")
    page.on("request", lambda request: asked.append(request.url) if "suggest?" in request.url else None)
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "statut", "selectionStart": 6, "selectionEnd": 6})
    page.wait_for_timeout(400)
    assert asked == []
    session.send("Input.insertText", {"text": "statuts"})
    expect(options(page).first).to_be_visible()
    assert len(asked) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_list_is_narrowed_by_a_domain_and_widened_by_its_chip(browse: Opener, way: str) -> None:
    page = browse(READER, **WAYS[way])
    page.goto("/")
    field(page).fill("périodiques")
    field(page).press("Enter")
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text("« périodiques »")
    whole = title.inner_text()
    for facet in ("Nature", "Domaine", "Année"):
        expect(page.locator("#filters").get_by_role("heading", name=facet, exact=True)).to_be_visible()
    chosen = page.locator("#filters").get_by_role("link", name=re.compile("^Périodiques"))
    count = chosen.locator(".count").inner_text()
    chosen.click()
    expect(title).to_have_text(re.compile(rf"^{count} documents? pour"))
    chips = page.get_by_role("list", name="Filtres actifs").get_by_role("link")
    expect(chips).to_have_text([re.compile("Périodiques")])
    assert way == "without a script" or holds(page) == []
    chips.first.click()
    expect(title).to_have_text(whole)
    expect(chips).to_have_count(0)


@pytest.mark.parametrize("way", WAYS)
def test_date_words_are_told_as_they_were_understood(browse: Opener, way: str) -> None:
    page = browse(READER, **WAYS[way])
    page.goto("/search?q=pilotage+mars+2024")
    expect(page.get_by_text("Date comprise")).to_contain_text("mars 2024")
    expect(page.locator("ol.results h2").first).to_contain_text("12 mars 2024")
    assert way == "without a script" or holds(page) == []
    page.get_by_role("link", name="Chercher plutôt ces mots").click()
    expect(page.get_by_text("Date comprise")).to_have_count(0)


@pytest.mark.parametrize("way", WAYS)
def test_a_mistyped_word_is_searched_as_it_was_meant(browse: Opener, way: str) -> None:
    page = browse(READER, **WAYS[way])
    page.goto("/search?q=desherbbage")
    expect(page.locator(".notice")).to_contain_text(re.compile(r"résultats pour «\sd[ée]sherbage\s»"))
    expect(page.locator("ol.results h2").first).to_have_text("Désherber un fonds")
    assert way == "without a script" or holds(page) == []
    page.get_by_role("link", name=re.compile("^Chercher quand même")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Aucun document"))


def test_a_search_is_kept_found_again_and_suggested_to_its_owner_alone(browse: Opener) -> None:
    page = browse(SECRETARY)
    page.goto("/search?q=numérisation&kind=minutes")
    page.get_by_text("Garder ou exporter").click()
    assert holds(page) == []
    page.get_by_role("link", name="Garder cette recherche").click()
    page.get_by_label("Nom de cette recherche").fill("Veille sur la numérisation")
    assert holds(page) == []
    page.get_by_role("button", name="Garder cette recherche").click()
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("veille num")
    mine = page.get_by_role("group", name="Recherches gardées").get_by_role("option")
    expect(mine).to_have_text([re.compile("Veille sur la numérisation.*Recherche gardée")])
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?.*kind=minutes"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("« numérisation »")
    other = browse(READER)
    other.goto("/")
    with other.expect_response(re.compile(r"suggest\?q=")) as told:
        other.keyboard.press("/")
        other.keyboard.type("veille num")
    assert told.value.json() == {"suggestions": []}


def test_the_whole_list_is_taken_away(browse: Opener) -> None:
    page = browse(script=False)
    page.goto("/search?q=conservation")
    total = int(page.get_by_role("heading", level=1).inner_text().split()[0])
    page.get_by_text("Exporter toute la liste").click()
    for name, kind, once in (
        ("Tableur (CSV)", ".csv", r"/documents/\w{12}"), ("Notices (BibTeX)", ".bib", "(?m)^@"),
        ("Pour Zotero (RIS)", ".ris", "(?m)^TY  - "),
    ):  # fmt: skip
        suggested, content = Person(page).download(page.get_by_role("link", name=name, exact=True))
        assert suggested.endswith(kind)
        assert len(re.findall(once, content.decode("utf-8-sig"))) == total
    atom = page.get_by_role("link", name="Flux (Atom)", exact=True).get_attribute("href")
    answer = page.request.get(atom or "")
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, "application/atom+xml")


def test_a_document_leads_to_the_others_of_its_domain(browse: Opener, site: Site) -> None:
    known = site.find("désherber kind:knowhow", READER)
    page = browse(READER)
    page.goto(f"/documents/{known['id']}")
    page.get_by_role("complementary").get_by_role("link", name="Conservation partagée").click()
    expect(page.get_by_role("list", name="Filtres actifs").get_by_role("link")).to_have_text(
        [re.compile("Conservation partagée")]
    )
    assert page.locator("ol.results h2").count() > 1


def test_a_domain_is_chosen_among_those_in_use(browse: Opener) -> None:
    page = browse(SECRETARY)
    page.goto("/documents/write")
    proposed = page.locator("#domains option").evaluate_all("(rows) => rows.map((row) => row.value)")
    assert {"Signalement", "Conservation partagée", "Vie du consortium"} <= set(proposed)
    expect(page.get_by_label("Domaine")).to_have_attribute("list", "domains")
    assert holds(page) == []


def test_what_was_missed_gets_a_synonym_and_is_found(browse: Opener) -> None:
    browse().goto("/search?q=bouquinistes")
    page = browse(COLLEAGUE, refused=(422,))
    page.goto("/account")
    page.get_by_role("link", name="Recherches sans réponse").click()
    assert whole(page) == []
    page.get_by_role("link", name="Ajouter un synonyme – bouquinistes").click()
    assert whole(page) == []
    page.get_by_role("button", name="Enregistrer ce groupe").click()
    expect(page.get_by_role("group", name="Certaines informations sont à corriger")).to_be_visible()
    assert whole(page) == []
    page.get_by_label("Mots et expressions").fill("bouquinistes\nbibliothécaires")
    page.get_by_role("button", name="Enregistrer ce groupe").click()
    expect(page.get_by_role("status")).to_contain_text("dès maintenant")
    assert whole(page) == []
    page.goto("/search?q=bouquinistes")
    expect(page.locator("mark").first).to_be_visible()
    page.goto("/search?q=bibliotécaire")
    expect(page.get_by_text("Voici les résultats pour « bibliothécaire »")).to_be_visible()
    assert in_both_schemes(page, axe) == []
    page.get_by_role("link", name="Chercher quand même").click()
    expect(page.get_by_text("Vouliez-vous dire")).to_be_visible()
    assert in_both_schemes(page, axe) == []
    page.goto("/admin/missed-searches")
    page.get_by_role("button", name="Oublier – bouquinistes").click()
    expect(page.get_by_role("status")).to_contain_text("oubliée")
    page.goto("/admin/synonyms")
    page.get_by_role("link", name="bouquinistes = bibliothécaires").click()
    page.get_by_role("button", name="Retirer ce groupe").click()
    expect(page.get_by_role("status")).to_contain_text("retiré")
