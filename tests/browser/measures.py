"""What is measured on a page: accessibility by axe, reflow, targets, nothing inline, weight."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

KIB = 1024
_AXE = """async () => {
    const options = {
        runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
        rules: { "target-size": { enabled: true } },
        resultTypes: ["violations"],
    };
    const { violations, incomplete } = await axe.run(document, options);
    const short = (found) => found.flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`));
    return short(violations);
}"""
_SIDEWAYS = """() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide <= 0) return [];
    const nodes = [...document.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > innerWidth + 1);
    return [`${wide} px too wide:`, ...nodes.slice(0, 5).map((node) => node.outerHTML.slice(0, 120))];
}"""
_INLINE = """() => [...document.querySelectorAll("*")].filter((node) =>
    node.matches("style, script:not([src])") || [...node.attributes].some(({ name }) => name === "style" || name.startsWith("on"))
).map((node) => node.outerHTML.slice(0, 120))"""
# A link inside a sentence may be as small as its line (WCAG 2.5.8, exception "inline").
_SMALL = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter((node) => {
    if (!node.checkVisibility({ visibilityProperty: true }) || node.closest(".hidden, .skip")) return false;
    const inSentence = getComputedStyle(node).display === "inline" && node.parentElement.textContent.trim().length > node.textContent.trim().length;
    if (inSentence) return false;
    const box = node.getBoundingClientRect();
    return box.height < 24 || box.width < 24 || (node.matches(".button.main") && box.height < 43.9);
}).map((node) => `${Math.round(node.getBoundingClientRect().width)} x ${Math.round(node.getBoundingClientRect().height)}: ${node.outerHTML.slice(0, 120)}`)"""


@cache
def _axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 AA and of good practice, one line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe_source())
    found: list[str] = page.evaluate(_AXE)
    return found


def sideways(page: Page) -> list[str]:
    """What makes the page wider than the window."""
    found: list[str] = page.evaluate(_SIDEWAYS)
    return found


def inline(page: Page) -> list[str]:
    """Inline styles, scripts and handlers."""
    found: list[str] = page.evaluate(_INLINE)
    return found


def small_targets(page: Page) -> list[str]:
    """Things to hit that are under 24 px, and main actions under 44 px."""
    found: list[str] = page.evaluate(_SMALL)
    return found


class Weighing:
    """Bytes on the wire, headers included, and requests, from its making on."""

    def __init__(self, page: Page) -> None:
        self.requests = 0
        self.parts: list[tuple[str, int]] = []
        names: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": False})

        def sent(event: dict[str, Any]) -> None:
            self.requests += 1
            names[event["requestId"]] = event["request"]["url"]

        def finished(event: dict[str, Any]) -> None:
            self.parts.append((names.get(event["requestId"], "?"), int(event["encodedDataLength"])))

        session.on("Network.requestWillBeSent", sent)
        session.on("Network.loadingFinished", finished)

    @property
    def bytes(self) -> int:
        """Everything together."""
        return sum(size for _, size in self.parts)


def in_both_schemes(page: Page, look: Callable[[Page], list[str]]) -> list[str]:
    """What ``look`` finds in light, then in dark."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found += [f"{scheme}: {line}" for line in look(page)]
    return found
