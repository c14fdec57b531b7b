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
    };
    const { violations, incomplete } = await axe.run(document, options);
    // Words scrolled out of sight in a wide table: their colours are those of the words beside them.
    const scrolled = ({ target }) => document.querySelector(target[0])?.closest(".scroll, .table");
    const undecided = incomplete.map(({ id, help, nodes }) =>
        ({ id, help, nodes: nodes.filter((node) => id !== "color-contrast" || !scrolled(node)) }));
    return [...violations, ...undecided].flatMap(({ id, help, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`));
}"""
_SIDEWAYS = """() => {
    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide <= 0) return [];
    const beyond = (node) => node.getBoundingClientRect().right > innerWidth + 1;
    const nodes = [...document.querySelectorAll("body *")].filter(beyond);
    return [`${wide} px too wide:`, ...nodes.slice(0, 5).map((node) => node.outerHTML.slice(0, 120))];
}"""
_INLINE = """() => [...document.querySelectorAll("*")].filter((node) =>
    node.matches("style, script:not([src])")
    || [...node.attributes].some(({ name }) => name === "style" || name.startsWith("on"))
).map((node) => node.outerHTML.slice(0, 120))"""
# A link inside a sentence may be as small as its line (WCAG 2.5.8, exception "inline").
_SMALL = """() => {
    const words = (node) => node.textContent.trim().length;
    const inSentence = (node) => getComputedStyle(node).display === "inline" && words(node.parentElement) > words(node);
    const small = ({ width, height }, least) => height < least - 0.1 || width < 24;
    const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    return [...document.querySelectorAll(targets)].filter((node) =>
        node.checkVisibility({ visibilityProperty: true }) && !node.closest(".hidden, .skip") && !inSentence(node)
        && small(node.getBoundingClientRect(), node.matches(".button.main") ? 44 : 24)
    ).map((node) => {
        const { width, height } = node.getBoundingClientRect();
        return `${Math.round(width)} x ${Math.round(height)}: ${node.outerHTML.slice(0, 120)}`;
    });
}"""


@cache
def _axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 AA and of good practice, and what axe could not decide; one line each."""
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
