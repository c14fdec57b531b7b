"""Minutes of a few lines for the tests: what a reader would have made of them."""

from __future__ import annotations

from datetime import date

from repo_service.domain.minutes.finding import find
from repo_service.domain.minutes.found import Findings
from repo_service.domain.minutes.texts import Stretch, stretches
from repo_service.domain.passages import Block, Cell, anchored

MEETING = date(2024, 3, 12)
TODAY = date(2026, 11, 28)
TITLE = Block("heading", "Compte rendu du comité de pilotage du 12 mars 2024", level=1)
PRESENT = Block("paragraph", "Présents : Anne Morel, Paul Vidal, Claire Dupuis, Marc Tanguy")


def line(text: str, label: str = "") -> Stretch:
    """One line of a text, with an anchor."""
    return stretches(anchored([Block("item" if label else "paragraph", text, label=label)]))[0]


def row(*cells: str, table: int = 1) -> Block:
    """One row of a table."""
    return Block("row", " | ".join(cells), cells=tuple(map(Cell, cells)), table=table)


def paper(*lines: str | Block) -> list[Block]:
    """Minutes with a title and a list of those present: "# " opens a heading, "- " an item."""
    blocks = [TITLE, PRESENT]
    for one in lines:
        if isinstance(one, Block):
            blocks.append(one)
        elif one.startswith("# "):
            blocks.append(Block("heading", one[2:], level=2))
        elif one.startswith("- "):
            blocks.append(Block("item", one[2:], level=1, label="-"))
        else:
            blocks.append(Block("paragraph", one))
    return anchored(blocks)


def found(*lines: str | Block) -> Findings:
    """What is found in such minutes."""
    return find(paper(*lines), today=TODAY)


def quotes(*lines: str | Block) -> list[str]:
    """The decisions of such minutes, in their words."""
    return [one.quote.text for one in found(*lines).decisions]
