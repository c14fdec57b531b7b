"""How the heads of documents are written down for the tests of recognition, and the bodies that they may name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from repo_service.domain.passages import Block, Cell, Span, anchored
from repo_service.domain.recognition.guessing import BodyName, Guess, Guesses, InstitutionName, recognise

TODAY = date(2026, 5, 20)
BODIES = (
    BodyName("COPIL", "Comité de pilotage", "CoPil"),
    BodyName("AG", "Assemblée générale", "AG"),
    BodyName("CA", "Conseil d’administration", "CA"),
    BodyName("BUR", "Bureau"),
    BodyName("CS", "Conseil scientifique"),
    BodyName("SIG", "Groupe de travail « Catalogage et signalement »", "GT Signalement"),
    BodyName("CONS", "Groupe de travail « Conservation et archives »", "GT Conservation"),
    BodyName("ACQ", "Commission des acquisitions"),
    BodyName("TECH", "Comité technique", "CoTech"),
)
INSTITUTIONS = (
    InstitutionName("LYON", "Université de Lyon-Est", "ULE"),
    InstitutionName("BREST", "Centre de documentation maritime de Brest", "CDMB"),
)


@dataclass(frozen=True)
class Head:
    """A head of document and what a secretary sees in it; ``titles`` are those that she would leave as they are."""

    texts: Sequence[str]
    kind: str | None
    day: str | None
    body: str | None
    titles: Sequence[str]
    file_name: str = "document.docx"
    properties: dict[str, str] = field(default_factory=dict)
    language: str = "fr"


def lines(*texts: str) -> list[Block]:
    """Paragraphs; "# " is a heading, "> " a page header, "< " a footer, "- " an item, "| " a row of a table, "*" bold,
    "$ " a row of a spreadsheet.
    """
    blocks = []
    for text in texts:
        if text.startswith("#"):
            marks, _, words = text.partition(" ")
            blocks.append(Block("heading", words, level=len(marks)))
        elif text.startswith(("> ", "< ")):
            blocks.append(Block("paragraph", text[2:], part="header" if text[0] == ">" else "footer"))
        elif text.startswith("- "):
            blocks.append(Block("item", text[2:], level=1, label="–"))
        elif text.startswith(("| ", "$ ")):
            cells = tuple(Cell(cell) for cell in text[2:].split(" | "))
            part = "body" if text[0] == "|" else "sheet 1"
            blocks.append(Block("row", text[2:], cells=cells, table=1, part=part))
        elif text.startswith("*"):
            blocks.append(Block("paragraph", text[1:], spans=(Span(0, len(text) - 1, "strong"),)))
        else:
            blocks.append(Block("paragraph", text))
    return anchored(blocks)


def seen(head: Head) -> Guesses:
    """What is recognised in ``head``."""
    return recognise(lines(*head.texts), head.properties, head.file_name, BODIES, INSTITUTIONS, TODAY)


def value(guess: Guess | None) -> str | None:
    """What is guessed, without its proof."""
    return guess.value if guess else None
