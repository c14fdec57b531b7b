"""A server with the demonstration, Debian's Chromium, and pages on which nothing may go wrong unseen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser import site as sites
from tests.browser.site import Site
from tests.browser.watching import Watch, nothing_wrong

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
WAIT = 20_000  # milliseconds that a page may take on a loaded machine
Opener = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey in a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def chromium() -> str:
    """Where the browser is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail("no Chromium on this machine, and the CI must run the journeys: apt-get install chromium")
    if found is None:
        pytest.skip("no Chromium on this machine: the journeys in a browser are not run (apt-get install chromium)")
    return found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all journeys; each of them gets a profile of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=ARGUMENTS)
        expect.set_options(timeout=WAIT)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The program with its demonstration, indexer beside."""
    with sites.running(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture(scope="package")
def signed_in(browser: Browser, site: Site) -> Callable[[str], Any]:
    """Cookies of a person, signed in once through the page."""
    kept: dict[str, Any] = {}

    def cookies(mail: str) -> Any:
        if mail not in kept:
            context = browser.new_context(base_url=site.url, locale="fr-FR")
            page = context.new_page()
            sign_in(page, mail)
            kept[mail] = context.storage_state()
            context.close()
        return kept[mail]

    return cookies


def sign_in(page: Page, mail: str, password: str = sites.PASSWORD) -> None:
    """Through the page, as people do."""
    page.goto("/sign-in")
    page.get_by_label("Adresse électronique").fill(mail)
    page.get_by_label("Mot de passe").fill(password)
    follow(page.locator("main").get_by_role("button", name="Se connecter"))


def follow(link: Locator) -> None:
    """Press what leads to another page, and go on when that page is there.

    Without it, what is measured next may be the page that is being left.
    """
    with link.page.expect_navigation():
        link.click()


@pytest.fixture
def browse(browser: Browser, site: Site, signed_in: Callable[[str], Any]) -> Iterator[Opener]:
    """Opens pages in fresh profiles (``mail``: signed in as that person); at the end nothing may have gone wrong.

    Statuses of errors that a journey expects go into ``refused``.
    """
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def page(
        mail: str = "", *, script: bool = True, refused: tuple[int, ...] = (), width: int = 1280, **options: Any
    ) -> Page:
        if mail:
            options["storage_state"] = signed_in(mail)
        options = {"locale": "fr-FR", "color_scheme": "light", "viewport": {"width": width, "height": 900}} | options
        context = browser.new_context(base_url=site.url, java_script_enabled=script, **options)
        context.set_default_timeout(WAIT)
        contexts.append(context)
        watch = Watch(context, site.url)
        watch.expect(*refused)
        watches.append(watch)
        return context.new_page()

    yield page
    for context in contexts:
        context.close()
    nothing_wrong(watches)
