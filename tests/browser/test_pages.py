"""What must hold on every kind of page: signed in and out, light and dark, wide and narrow, French and English."""

from __future__ import annotations

import contextlib
import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pypdfium2 import PdfDocument

from repo_service import paths
from tests.browser import measures, papers
from tests.browser.conftest import Opener
from tests.browser.measures import KIB, Weighing
from tests.browser.site import COLLEAGUE, SECRETARY, Site
from tests.browser.test_secretary import bring
from tests.browser.watching import Person

VISITED = {
    "home": "/",
    "results": "/search?q=conservation",
    "filtered results": "/search?q=conservation&kind=knowhow&sort=date",
    "nothing found": "/search?q=zzzzqq",
    "refused query": "/search?q=charte+kind:nimporte",
    "all documents": "/documents",
    "second page": "/documents?page=2",
    "no documents": "/documents?kind=decision",
    "charters and templates": "/documents?kind=charter&kind=template",
    "sign in": "/sign-in",
    "accessibility": "/accessibilite",
    "unknown address": "/nulle-part",
    "style guide": "/styleguide",
}
FOUND = {
    "charter": ("charte consortium kind:charter", ""),
    "statutes": ("statuts association kind:charter", ""),
    "old version": ("charte consortium kind:charter", "/versions/1"),
    "template": ("modèle convention kind:template", ""),
    "newsletter": ("lettre kind:newsletter", ""),
    "know-how": ("conservation kind:knowhow", ""),
}
SERVED = {
    "home of a secretary": "/",
    "filing": "/documents/new",
    "writing": "/documents/write",
    "results of a member": "/search?q=prêt",
}
KEPT = {
    "minutes": ("comité pilotage kind:minutes", ""),
    "report": ("rapport kind:report", ""),
    "editing": ("comité pilotage kind:minutes", "/edit"),
    "withdrawing": ("comité pilotage kind:minutes", "/withdraw"),
    "rewriting": ("désherber kind:knowhow", "/write"),
}
ERRORS = {"refused query": (400,), "unknown address": (404,)}
# A document's own words, their table of contents and its history are not counted as weight of the page.
OWN = "article, .toc, .timeline"
TEXT = f"() => new Blob([...document.querySelectorAll('{OWN}')].map((node) => node.outerHTML)).size"
LIMITS = {"home": 20, "results": 30, "all documents": 30, "charter": 40, "know-how": 40, "sign in": 20}
Addresses = Callable[[str], str]


@pytest.fixture
def address(site: Site) -> Addresses:
    """Where a page is, by its name in the tables above."""

    def of(name: str) -> str:
        if name in VISITED or name in SERVED:
            return (VISITED | SERVED)[name]
        query, rest = (FOUND | KEPT)[name]
        known = site.find(query, COLLEAGUE if name in KEPT else "")
        return f"/documents/{known['id']}{rest}"

    return of


def whole(page: Page) -> list[str]:
    """Everything that must hold on a page that is loaded: schemes, widths, targets, nothing inline."""
    found = measures.inline(page)
    found += measures.in_both_schemes(page, measures.axe)
    found += measures.small_targets(page)
    page.set_viewport_size({"width": 320, "height": 800})
    found += [f"320 px: {line}" for line in measures.sideways(page) + measures.small_targets(page)]
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


@pytest.mark.parametrize("name", [*VISITED, *FOUND])
def test_a_page_holds_for_a_visitor(browse: Opener, address: Addresses, name: str) -> None:
    page = browse(refused=ERRORS.get(name, ()))
    page.goto(address(name))
    assert whole(page) == []


@pytest.mark.parametrize("name", [*SERVED, *KEPT])
def test_a_page_holds_for_those_who_work_here(browse: Opener, address: Addresses, name: str) -> None:
    page = browse(COLLEAGUE)
    page.goto(address(name))
    assert whole(page) == []


@pytest.mark.parametrize("name", ["home", "results", "charters and templates", "charter", "sign in", "unknown address"])
def test_a_page_holds_in_english(browse: Opener, address: Addresses, name: str) -> None:
    page = browse(refused=ERRORS.get(name, ()), locale="en-GB", width=320)
    page.goto(address(name))
    assert page.locator("html").get_attribute("lang") == "en"
    assert measures.axe(page) + measures.sideways(page) + measures.small_targets(page) == []


def test_the_review_of_several_files_holds_before_and_after_a_mistake(browse: Opener) -> None:
    page = browse(SECRETARY, refused=(422,))
    page.goto("/documents/new")
    hidden = papers.minutes(papers.word(), tracked=True)
    other = papers.minutes(papers.word(), "9 mars 2027")
    signed = papers.signed_copy(papers.word())
    bring(Person(page), "choose", ("CR_CoPil.docx", hidden), ("CR_mars.docx", other), ("signature.pdf", signed))
    assert whole(page) == []
    page.get_by_label("Date").first.fill("hier ou demain")
    page.get_by_role("button", name="Publier pour tous les partenaires").click()
    page.locator(".summary").wait_for()
    assert whole(page) == []


def test_a_page_that_was_written_badly_holds(browse: Opener) -> None:
    page = browse(SECRETARY, refused=(422,))
    page.goto("/documents/write")
    page.get_by_label("Titre").fill("Une fiche")
    page.get_by_label("Texte", exact=True).fill("   ")
    page.get_by_role("button", name="Publier pour tous les partenaires").click()
    page.locator(".summary").wait_for()
    assert whole(page) == []


@pytest.mark.parametrize("name", LIMITS)
def test_a_page_is_light_when_it_is_seen_for_the_first_time(browse: Opener, address: Addresses, name: str) -> None:
    page = browse()
    weighing = Weighing(page)
    page.goto(address(name), wait_until="networkidle")
    assert weighing.requests <= 6, weighing.parts
    assert 0 < weighing.bytes <= LIMITS[name] * KIB, weighing.parts


@pytest.mark.parametrize("name", ["home", "charter", "home of a secretary"])
def test_a_page_that_was_seen_before_costs_little_more(browse: Opener, address: Addresses, name: str) -> None:
    page = browse(COLLEAGUE if name in SERVED else "")
    page.goto(address(name), wait_until="networkidle")
    weighing = Weighing(page)
    page.goto(address(name) + "?", wait_until="networkidle")
    assert 0 < weighing.bytes - page.evaluate(TEXT) <= 8 * KIB, weighing.parts


@pytest.mark.parametrize("name", ["home", "results", "charter", "charters and templates", "sign in"])
def test_text_may_be_spaced_out_and_enlarged(browse: Opener, address: Addresses, name: str) -> None:
    page = browse(width=320, bypass_csp=True)
    page.goto(address(name))
    spacing = "line-height: 1.5; letter-spacing: .12em; word-spacing: .16em;".replace(";", " !important;")
    page.add_style_tag(content=f"* {{ {spacing} }} p {{ margin-bottom: 2em !important }}")
    assert measures.sideways(page) == []


def test_styles_and_scripts_stay_small() -> None:
    sizes = {
        suffix: sum(len(gzip.compress(path.read_bytes())) for path in paths.STATIC.rglob(f"*.{suffix}"))
        for suffix in ("css", "js")
    }
    assert 0 < sizes["css"] <= 8 * KIB
    assert 0 < sizes["js"] <= 6 * KIB


def test_a_document_is_printed_without_the_frame_of_the_site(browse: Opener, address: Addresses) -> None:
    page = browse()
    page.goto(address("charter"))
    title = page.get_by_role("heading", level=1).inner_text()
    with contextlib.closing(PdfDocument(page.pdf())) as printed:
        text = " ".join("".join(sheet.get_textpage().get_text_range() for sheet in printed).split())
    assert title in text
    assert "Article 9" in text
    assert page.url in text
    for chrome in ("Se connecter", "Rechercher", "Sommaire", "Apparence", "Télécharger"):
        assert chrome not in text
