"""The places where a document says what it is: first and last lines, page margins, file name, properties.

Must not decide anything: it only lays out, in order, the lines that the rules look at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from repo_service.domain import french_dates
from repo_service.domain.passages import BODY, Block, fold

Source = Literal["text", "properties", "file_name"]
Zone = Literal["title", "head", "margin", "end", "file_name", "properties"]

_HEAD_LINES = 60
_HEAD_BLOCKS = 200  # blocks looked at for the head: a letterhead may be many empty cells
_END_BLOCKS = 15
_MARGIN_LINES = 12
_LETTERHEAD = 4  # lines in which a row of many cells may hold the title
_APART = {"header", "footer", "textbox"}
_WIDE = 3  # cells
_PARTICULAR = re.compile(r"(?:date|reunion|seance|instance|objet|titre|lieu)\b[^:]{0,20}:?$|.{1,30}:$")
_MAX_NAME = 200  # characters of a file name
_MAX_LINE = 600  # characters of a line that are looked at
# What a file name says of the life of the file, not of the document.
_VERSION_MARK = re.compile(
    r"(?:^|[\s(-]+)(?:v ?\d+(?:[.]\d+)*(?: ?(?:bis|ter))?|v ?(?:f|def|finale?)|version(?: \w+)?|finale?|"
    r"def|d[eé]finiti(?:f|ve)|ok|relue?(?: [a-z]{2,3})?|"
    r"corrig[eé]e?|brouillon|draft|copie|copy|sign[eé]e?|valid[eé]e?|approuv[eé]e?|diffusion|modifs?|"
    r"\(\d+\))\)?$",
    re.IGNORECASE,
)
_SPACED_OUT = re.compile(r"(?:\w[ \u00a0]){5,}\w(?:\s{2,}(?:\w ?)+)*")


@dataclass(frozen=True, slots=True)
class Guess:
    """One value read in a document, with the passage that says it.

    ``value``: an identifier of a body, an institution or a kind, an ISO date, a language tag or plain text.
    ``quote`` is the line as it stands in the document; ``anchor`` its passage, empty outside the text.
    """

    value: str
    source: Source
    quote: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line to look at. ``level`` is that of a heading, else 0; ``numbered``: a point of a list; ``folded``: the
    wording to match on.
    """

    text: str
    zone: Zone
    anchor: str = ""
    level: int = 0
    numbered: bool = False
    bold: bool = False
    index: int = 0
    source: Source = "text"
    folded: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(self.text))  # once: every rule looks at it

    def guess(self, value: str) -> Guess:
        """``value`` with this line as its proof."""
        return Guess(value, self.source, self.text, self.anchor)


@dataclass(frozen=True, slots=True)
class Layout:
    """All the lines that the rules look at."""

    head: tuple[Line, ...]
    margins: tuple[Line, ...]
    end: tuple[Line, ...]
    file_name: Line
    properties: tuple[Line, ...]


def lay_out(blocks: Sequence[Block], properties: Mapping[str, str], file_name: str) -> Layout:
    """Cut the head, the margins and the end of a document into lines; the head is at most 60 lines."""
    flow = [block for block in blocks if _is_flow(block)]
    margins = [block for block in blocks[:2000] if _sort(block) in _APART]
    ending = flow[-_END_BLOCKS:] if len(flow) > _END_BLOCKS else []
    stem = re.sub(r"\.[A-Za-z]{2,8}$", "", file_name[-_MAX_NAME:]).replace("%20", " ")
    told = [properties.get(name, "")[:_MAX_LINE] for name in ("title", "subject")]
    return Layout(
        head=tuple(_lines(flow[:_HEAD_BLOCKS], "head", _HEAD_LINES)),
        margins=tuple(_lines(margins, "margin", _MARGIN_LINES)),
        end=tuple(_lines(ending, "end", 2 * _END_BLOCKS)),
        file_name=Line(stem, "file_name", source="file_name"),
        properties=tuple(
            Line(" ".join(text.split()), "properties", source="properties") for text in told if text.strip()
        ),
    )


def _sort(block: Block) -> str:
    return block.part.partition(" ")[0]


def _is_flow(block: Block) -> bool:
    return block.part == BODY or _sort(block) in {"page", "slide", "sheet"}


def _lines(blocks: Sequence[Block], zone: Zone, limit: int) -> list[Line]:
    result: list[Line] = []
    for block in blocks:
        bold = any(s.kind == "strong" and 2 * (s.end - s.start) > len(block.text) for s in block.spans)
        texts = _cells(block, near=len(result) < _LETTERHEAD) if block.cells else [block.text]
        for text in (line for whole in texts for line in whole.split("\n")):
            if not any(char.isalnum() for char in text):
                continue
            result.append(
                Line(
                    _closed_up(text[:_MAX_LINE]),
                    zone,
                    anchor=block.anchor,
                    level=block.level if block.kind == "heading" else 0,
                    numbered=block.kind == "item" or bool(block.label),
                    bold=bold,
                    index=len(result),
                )
            )
            if len(result) == limit:
                return result
    return result


def _cells(block: Block, near: bool) -> list[str]:
    """The cells of a row that says what the document is: not those of data, in a sheet or in a wide table."""
    texts = [cell.text for cell in block.cells if cell.text.strip()]
    if _sort(block) == "sheet":
        return texts if len(texts) == 1 or (len(texts) == 2 and _PARTICULAR.match(fold(texts[0]))) else []
    return texts if near or len(texts) < _WIDE else []


def _closed_up(text: str) -> str:
    """Single spaces, and words that were spaced out for looks (« C O M P T E   R E N D U ») made whole."""
    if _SPACED_OUT.fullmatch(text.strip()):
        words = re.split(r"\s{2,}", text.strip())
        text = " ".join(re.sub(r"\s", "", word) for word in words)
    return " ".join(text.split())


def readable_name(file_name: Line) -> str:
    """The stem of a file name as a title: separators become spaces, marks of versions go, dates stay."""
    stem = file_name.text
    words = stem
    dates = [stem[start:end] for _, start, end in french_dates.find(stem)]
    for place, day in enumerate(dates):
        stem = stem.replace(day, f" \x00{place}\x00 ", 1)
        words = words.replace(day, "", 1)
    stem = re.sub(r"[_+]+", " ", stem)
    if not re.search(r"[ _+]", words.strip(" _-")):
        stem = stem.replace("-", " ")
    previous = None
    while previous != stem:
        previous, stem = stem, _VERSION_MARK.sub("", stem.strip(" -.,"))
    for place, day in enumerate(dates):
        stem = stem.replace(f"\x00{place}\x00", re.sub(r"(?<=\d)_(?=\d)", "-", day))
    return " ".join(stem.split())
