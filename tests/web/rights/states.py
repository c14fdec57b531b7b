"""Whatever tells of the state of texts, or of when they were changed last."""

from __future__ import annotations

from datetime import date

from tests.conftest import World
from tests.web.rights.feeds import Request

TITLES = ("Charte 0", "Charte 1", "Alors 1")  # two charters, and the text to which they link
_DOORS = ("search", "search.csv", "search.bib", "search.ris", "search.atom", "api/v1/search")
_QUESTIONS = ("q=zinzolin", "q=état:adopté", "q=état:abrogé", "state=adopted", "state=repealed&q=charte", "q=charte")


def file(world: World) -> None:
    """The charters, adopted early in 2024."""
    for number, title in enumerate(TITLES[:2]):
        world.file(
            f"La charte d’alors, zinzolin {number}. Voir [[{TITLES[2]}]].", title=title, kind="charter",
            state="adopted", date=date(2024, 2, 1 + number),
        )  # fmt: skip


def requests(document: str, other: str, cited: str) -> list[Request]:
    """Counts, filters, orders, lists and files; ``document`` and ``other`` are charters that link to ``cited``."""
    paths = [f"/{door}?{question}&sort={sort}"
             for door in _DOORS for question in _QUESTIONS for sort in ("changed", "relevance")]  # fmt: skip
    paths += [f"/search/why?q=charte&id={document}&state={state}" for state in ("adopted", "repealed")]
    paths += [f"/documents/{cited}", f"/api/v1/documents/{cited}", f"/documents/{document}"]
    paths += ["/documents?kind=charter", "/api/v1/documents?kind=charter"]
    paths += [f"/api/v1/documents/{one}/related" for one in (document, other)]
    return [(path, {}) for path in paths]
