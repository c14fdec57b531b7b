"""A revised Word file is dropped: the service says what it resembles, shows what differs, and makes it the next
version.
"""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import papers
from tests.browser.conftest import Opener
from tests.browser.measures import axe, in_both_schemes, sideways, small_targets
from tests.browser.site import SECRETARY, Site
from tests.browser.watching import Person


def filed(site: Site, title: str, inner: str, **said: str) -> str:
    """A charter that the secretary has published; its identifier."""
    content = papers.charter(title, inner)
    made = site.file("Charte_commune.docx", content, SECRETARY, kind="charter", title=title, **said)
    return str(made["id"])


def bring(page: Page, name: str, content: bytes, sentence: str) -> None:
    """Drop a file and wait until the text that was just filed is known: a second or two."""
    page.goto("/documents/new")
    person = Person(page)
    person.choose_files(page.locator("#files"), (name, content))
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier avant de publier")
    deadline = time.monotonic() + 30
    while not page.get_by_text(sentence).count():
        assert time.monotonic() < deadline, sentence
        page.wait_for_timeout(300)
        page.reload()


@pytest.mark.parametrize("script", [True, False], ids=["scripted", "plain"])
def test_a_revised_charter_becomes_the_next_version_after_its_differences_were_seen(
    browse: Opener, site: Site, script: bool
) -> None:
    inner = papers.word()
    title = f"Charte commune {inner}"
    charter = filed(site, title, inner)
    revised = papers.charter(title, inner, trois="quatre", six="trois")
    page = browse(SECRETARY, script=script, refused=(422,))
    if script:
        bring(page, "Charte commune v2 final.docx", revised, "Ceci ressemble à la version 1")
    else:
        page.goto("/documents/new")
        page.locator("#files").set_input_files(
            {"name": "Charte commune v2.docx", "mimeType": "application/octet-stream", "buffer": revised}
        )
        page.locator("main").get_by_role("button", name=re.compile("Déposer|Envoyer")).click()
        while not page.get_by_text("Ceci ressemble à la version 1").count():
            page.wait_for_timeout(300)
            page.reload()
    expect(page.locator(".notice")).to_contain_text(re.compile(r"\(9\d\s% identique\)"))
    expect(page.get_by_role("radio", name=f"une nouvelle version de {title}")).to_be_checked()
    page.get_by_text("Ce qui change").click()
    expect(page.locator(".notice ins").first).to_contain_text("quatre")
    expect(page.locator(".notice del").first).to_contain_text("trois")
    if script:
        assert in_both_schemes(page, axe) == []

    page.get_by_role("button", name="Publier pour tous les partenaires").click()
    expect(page.get_by_label("Motif de la modification")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Motif de la modification").fill("Quatre réunions, préavis de trois mois")
    page.get_by_role("button", name="Publier pour tous les partenaires").click()
    expect(page).to_have_url(re.compile(f"/documents/{charter}$"))
    expect(page.get_by_role("status").first).to_contain_text("Nouvelle version publiée.")
    assert site.original(charter, 2) == revised
    assert site.original(charter, 1) != revised


def test_the_choice_is_read_and_made_on_a_small_screen(browse: Opener, site: Site) -> None:
    inner = papers.word()
    title = f"Charte commune {inner}"
    charter = filed(site, title, inner)
    page = browse(SECRETARY, width=320)
    bring(page, "Charte_commune.docx", papers.charter(title, inner, six="neuf"), "Ceci ressemble à la version 1")
    page.get_by_text("Ce qui change").click()
    assert in_both_schemes(page, axe) + sideways(page) + small_targets(page) == []
    expect(page.get_by_label("Nature")).to_be_visible()
    page.get_by_role("radio", name="un nouveau document").check()
    page.get_by_role("button", name="Publier pour tous les partenaires").click()
    expect(page.get_by_role("status").first).to_contain_text("Document publié pour tous les partenaires.")
    assert not page.url.endswith(charter)


def test_minutes_of_another_meeting_stay_another_document(browse: Opener, site: Site) -> None:
    inner = papers.word()
    article = " ".join(papers.CHARTER)
    one, other = (
        f"# Compte rendu du comité de pilotage du {day}\n\n{article} {inner}\n\n{article} {inner}\n"
        for day in ("7 avril 2026", "5 mai 2026")
    )
    site.file("CR.md", one.encode(), SECRETARY, kind="minutes", date="2026-04-07", title="Compte rendu du 7 avril")
    page = browse(SECRETARY)
    bring(page, "CR bis.md", other.encode(), "Ceci ressemble à la version 1")
    expect(page.get_by_role("radio", name="un nouveau document")).to_be_checked()
