"""Somebody invited comes in by the mailed link, keeps house, and leaves; an administrator sets up a second factor."""

from __future__ import annotations

import re
import time
import uuid
from email import message_from_bytes, policy

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener, sign_in
from tests.browser.site import COLLEAGUE, Site
from tests.browser.test_pages import whole
from tests.browser.watching import Person

ANOTHER = "cormoran lanterne sillage"


def letter(site: Site, mail: str) -> str:
    """The words of the last letter to somebody, once the worker has put it into its folder."""
    for _ in range(200):
        found = sorted((site.folder / "storage" / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime)
        for path in reversed(found):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            if mail in str(message["To"]):
                body = message.get_body()
                assert body is not None
                return str(body.get_content())
        time.sleep(0.1)
    raise AssertionError(f"no letter to {mail}")


def invite(page: Page, mail: str, role: str = "reader") -> None:
    """On the page, as an administrator does."""
    page.goto("/admin/accounts/new")
    page.get_by_label("Adresse électronique").fill(mail)
    page.get_by_label("Prénom et nom").fill("Anne Le Goff")
    page.get_by_label("Rôle").select_option(role)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("status")).to_contain_text(f"L’invitation part à l’adresse {mail}.")


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without"])
def test_an_invited_reader_enters_makes_a_token_and_signs_out_everywhere(
    browse: Opener, site: Site, script: bool
) -> None:
    mail = f"anne.{uuid.uuid4().hex[:8]}@exemple.fr"
    invite(browse(COLLEAGUE), mail)
    link = re.findall(rf"{site.url}/invitation/\S+", letter(site, mail))[0]
    page = browse(script=script, refused=(422,))
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bienvenue")
    if script:
        assert whole(page) == []
    person = Person(page)
    person.click(page.locator("main").get_by_role("button", name="Entrer"))
    expect(page.get_by_role("link", name="Anne Le Goff")).to_be_visible()
    assert (person.actions, person.fields) == (1, 0)
    page.get_by_role("link", name="Anne Le Goff").click()
    page.get_by_label("À quoi servira-t-il").fill("Moissonneur")
    page.get_by_role("button", name="Faire un jeton").click()
    expect(page.get_by_role("region", name="Jeton", exact=True)).to_contain_text("rs_")
    if script:
        assert whole(page) == []
        page.get_by_label("Nouveau mot de passe").fill("court")
        page.get_by_role("button", name="Enregistrer le mot de passe").click()
        expect(page.locator(".summary")).to_be_focused()
        assert whole(page) == []
    page.get_by_role("button", name="Se déconnecter partout").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Se connecter")).to_be_visible()
    page.goto("/account")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_a_reader_comes_back_by_a_mailed_link(browse: Opener, site: Site) -> None:
    mail = f"anne.{uuid.uuid4().hex[:8]}@exemple.fr"
    invite(browse(COLLEAGUE), mail)
    letter(site, mail)
    page = browse(refused=(410,))
    page.goto("/sign-in")
    page.get_by_label("Adresse électronique").fill(mail)
    page.get_by_role("button", name="Recevoir un lien par courriel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regardez votre courriel")
    assert whole(page) == []
    for _ in range(200):
        if found := re.findall(rf"{site.url}/sign-in/link/\S+", letter(site, mail)):
            break
        time.sleep(0.1)
    page.goto(found[0])
    assert whole(page) == []
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("link", name="Anne Le Goff")).to_be_visible()
    page.goto(found[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ce lien n’est plus bon")
    assert whole(page) == []


def test_an_administrator_sets_up_a_second_factor_and_signs_in_with_a_code(browse: Opener, site: Site) -> None:
    mail = f"chef.{uuid.uuid4().hex[:8]}@exemple.fr"
    invite(browse(COLLEAGUE), mail, "administrator")
    page = browse(refused=(401, 422))
    page.goto(re.findall(rf"{site.url}/invitation/\S+", letter(site, mail))[0])
    page.get_by_label("Mot de passe").fill(ANOTHER)
    page.get_by_role("button", name="Entrer").click()
    page.goto("/account")
    page.get_by_role("link", name="Activer la seconde vérification").click()
    key = page.locator("main code").inner_text()
    assert whole(page) == []
    page.get_by_role("textbox", name="Code").fill(pyotp.TOTP(key).now())
    page.get_by_label("Mot de passe actuel").fill(ANOTHER)
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    code = page.locator(".codes code").first.inner_text()
    assert whole(page) == []
    page.get_by_role("link", name="C’est fait").click()
    assert whole(page) == []
    page.get_by_role("banner").get_by_role("button", name="Se déconnecter").click()
    sign_in(page, mail, ANOTHER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Seconde vérification")
    page.get_by_role("textbox", name="Code").fill("000000")
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".summary")).to_be_focused()
    assert whole(page) == []
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("link", name="Anne Le Goff")).to_be_visible()
    page.goto("/admin/accounts")
    assert whole(page) == []
    page.locator("ul.contents a").first.click()
    assert whole(page) == []


@pytest.mark.parametrize("path", ["/sign-in", "/password", "/admin/accounts/new", "/admin/accounts?q=zzzz", "/account"])
def test_a_page_of_accounts_holds(browse: Opener, path: str) -> None:
    page = browse(COLLEAGUE)
    page.goto(path)
    assert whole(page) == []
