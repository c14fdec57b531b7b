"""The one normal form of every text: a list of blocks, each with a stable anchor. A block with its anchor is a passage.

Readers in ``formats/`` make blocks; the page, the index, the comparison and the decision finder read them.
Nothing here knows where a block came from.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

BlockKind = Literal["heading", "paragraph", "item", "row", "code"]
SpanKind = Literal["strong", "em", "code", "link", "sup", "sub", "inserted", "mark"]
BODY = "body"  # the main text; other parts: header, footer, footnote, endnote, textbox, slide, sheet, page, comment
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Span:
    """Inline markup over ``text[start:end]`` (code points). ``target`` is the address of a link, else empty."""

    start: int
    end: int
    kind: SpanKind
    target: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row. A cell merged downwards appears once, in its first row, with ``rowspan`` over 1."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    header: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table row or block of code.

    ``text`` is plain NFC text without line-end white space; for a row it is its cells joined by `` | ``.
    ``level``: 1..6 for headings, 1.. for list depth, else 0. ``label``: the computed list label as it is
    printed ("1.", "–", "Décision 3"), which is not in ``text``. ``table`` numbers the tables of a text from 1; it is
    0 for blocks that are not rows. ``part`` says which part of the file it stood in ("body", "footnote 2", "slide 3",
    …). ``revision`` says who inserted it when that was tracked ("Claire Martin, 2024-03-12"), else empty.
    ``anchor`` is empty until ``anchored`` gives it.
    """

    kind: BlockKind
    text: str
    level: int = 0
    label: str = ""
    cells: tuple[Cell, ...] = ()
    spans: tuple[Span, ...] = ()
    table: int = 0
    part: str = BODY
    revision: str = ""
    anchor: str = ""

    def to_json(self) -> dict[str, Any]:
        """A compact dictionary: fields that hold their default are left out."""
        data: dict[str, Any] = {"kind": self.kind, "text": self.text}
        for name in ("level", "label", "table", "revision", "anchor"):
            if value := getattr(self, name):
                data[name] = value
        if self.part != BODY:
            data["part"] = self.part
        if self.cells:
            data["cells"] = [[c.text, c.colspan, c.rowspan, c.header] for c in self.cells]
        if self.spans:
            data["spans"] = [[s.start, s.end, s.kind, s.target] for s in self.spans]
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Block:
        """The inverse of ``to_json``."""
        return cls(
            **{name: value for name, value in data.items() if name not in {"cells", "spans"}},
            cells=tuple(Cell(*cell) for cell in data.get("cells", ())),
            spans=tuple(Span(*span) for span in data.get("spans", ())),
        )


def fold(text: str) -> str:
    """The form in which two wordings count as equal: NFKC, no accents, lower case, single spaces, plain apostrophes."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("\u00ad", "")
        text = _BEYOND_ASCII.sub(_without_accents, unicodedata.normalize("NFD", text))
    return " ".join(text.lower().replace("œ", "oe").replace("æ", "ae").split())


def _without_accents(run: re.Match[str]) -> str:
    return "".join(char for char in run[0] if not unicodedata.combining(char))


def anchored(blocks: Iterable[Block]) -> list[Block]:
    """Give every block its anchor: ``p-`` and ten hexadecimal digits of its folded wording, then ``-2``, ``-3`` for
    repeats.

    The anchor depends on the wording only, so it survives insertions elsewhere, a new version and a better reader.
    """
    seen: Counter[str] = Counter()
    result = []
    for block in blocks:
        digest = hashlib.sha256(f"{block.kind}\0{fold(block.text)}".encode()).hexdigest()[:10]
        seen[digest] += 1
        suffix = f"-{seen[digest]}" if seen[digest] > 1 else ""
        result.append(replace(block, anchor=f"p-{digest}{suffix}"))
    return result


def wording_key(words: str) -> str:
    """What names a passage in an address where its anchor is not at hand: told from its words as they are read, in a
    few microseconds. It lasts as long as this very wording.
    """
    return hashlib.sha256(words.encode()).hexdigest()[:10]


def words_of(block: Block) -> str:
    """All that is read in a passage: its label, then its text."""
    return f"{block.label} {block.text}" if block.label else block.text


def plain_text(blocks: Iterable[Block]) -> str:
    """All the words, one block a line, labels included: what is searched and what ``/text`` serves to a plain
    reader.
    """
    return "\n".join(map(words_of, blocks))


def headings(blocks: Iterable[Block]) -> Iterator[Block]:
    """The headings of the main text, in order: the table of contents."""
    return (b for b in blocks if b.kind == "heading" and b.part == BODY and b.text)
