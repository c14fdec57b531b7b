"""What a browser complained about while a page was used, and how much a person had to do."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

_POLICY = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy violated: ${event.effectiveDirective} ${event.blockedURI} ${event.sample}`));"""
_DROP = """([files, type]) => {
    const transfer = new DataTransfer();
    for (const [name, mime, content] of files) {
        const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type: mime }));
    }
    const event = new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true });
    document.querySelector("main").dispatchEvent(event);
    return event.defaultPrevented;
}"""
Named = tuple[str, bytes]


class Watch:
    """Records what must not happen in a browser context: errors, violated policy, failed requests, foreign hosts."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.faults: list[str] = []
        self.expected: set[int] = set()
        context.add_init_script(_POLICY)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.on("request", self._request)

    def expect(self, *statuses: int) -> None:
        """Statuses of errors that the journey is about."""
        self.expected |= set(statuses)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or message.text.startswith("Failed to load resource"):
            return  # the answer itself is looked at below
        self.faults.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A download, and a page left before it answered, end as "aborted": neither is a fault.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.method} {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"status {response.status}: {response.request.method} {response.url}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.faults.append(f"foreign host: {request.url}")


class Person:
    """Somebody at a page. Counts actions (a click, a key that is no content, a drop, a choice) and typed fields."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.actions = 0
        self.fields = 0

    def press(self, key: str) -> None:
        """A key that is no content."""
        self.actions += 1
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Content of one field, key by key, where the focus is."""
        self.fields += 1
        self.page.keyboard.type(text)

    def click(self, target: Locator) -> None:
        """A click, or the same by touch."""
        self.actions += 1
        target.click()

    def choose_files(self, field: Locator, *files: Named) -> None:
        """Files chosen in the dialog of a file field."""
        self.actions += 1
        field.set_input_files([{"name": n, "mimeType": _mime(n), "buffer": content} for n, content in files])

    def drop(self, *files: Named) -> None:
        """Files let go over the page, from another window."""
        self.actions += 1
        carried = [[name, _mime(name), base64.b64encode(content).decode()] for name, content in files]
        assert self.page.evaluate(_DROP, [carried, "dragover"]), "the page refuses files that hang over it"
        self.page.evaluate(_DROP, [carried, "drop"])

    def download(self, target: Locator) -> tuple[str, bytes]:
        """Click and receive a file: its suggested name and its bytes."""
        with self.page.expect_download() as waiting:
            self.click(target)
        return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()

    def tab_to(self, target: Locator, most: int = 80) -> None:
        """Walk with Tab; every stop on the way must be seen, and the walk must arrive."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            seen = self.page.evaluate(_FOCUS)
            assert seen["visible"], f"the focus cannot be seen on {seen['what']}"
            if target.evaluate("(node) => node === document.activeElement"):
                return
        raise AssertionError(f"Tab does not reach {target}")


_FOCUS = """() => {
    const node = document.activeElement, style = getComputedStyle(node), box = node.getBoundingClientRect();
    const drawn = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || node === document.body;
    const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    return { visible: drawn && (inside || node === document.body), what: node.outerHTML.slice(0, 200) };
}"""


def _mime(name: str) -> str:
    kinds = {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "pdf": "application/pdf",
        "txt": "text/plain",
    }
    return kinds.get(name.rpartition(".")[2], "application/octet-stream")


def nothing_wrong(watches: Iterable[Watch]) -> None:
    """Fail with everything that was recorded."""
    faults = [fault for watch in watches for fault in watch.faults]
    assert not faults, "\n".join(faults)
