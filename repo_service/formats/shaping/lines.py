"""Printed lines back into paragraphs, items and headings: for PDF and for scans, which only know lines.

Works on what a page shows (where a line begins and ends, how high it is). Nothing here opens a file. When
in doubt lines stay apart and words stay whole: a wrong join is worse than a missing one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from repo_service.domain.passages import Block
from repo_service.formats import plain

_HYPHENS = "-\u00ad\u2010\ufffe"  # the last is how pdfium writes a hyphen and the end of its line
_BROKEN = re.compile(rf"(?P<first>[^\W\d_]{{2,}})[{_HYPHENS}]\Z")
_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_KEEP_BEFORE = frozenset(
    re.findall(r"\S+", "ci là même mêmes je tu il elle on nous vous ils elles le la les lui leur moi toi ce y en t")
)
_KEEP_AFTER = frozenset(
    re.findall(r"\S+", "peut vice non sous demi semi mi ex avant après arrière contre grand au par celui celle ceux")
)
_FURNITURE = re.compile(r"\W*(page|p\.)?\s*\d{1,4}(\s*(/|sur|of|de)\s*\d{1,4})?\W*", re.I)
FURNITURE_NOTICE = "Les en-têtes et pieds de page répétés ne sont gardés qu’une fois."


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, in points; ``bottom`` grows upwards, ``size`` is the height of its letters."""

    text: str
    page: int
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    size: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """What the rest of the text tells about words cut at a line's end."""

    whole: frozenset[str]
    compounds: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Words:
        """Every word and every compound that stands whole in a line."""
        whole: set[str] = set()
        compounds: set[str] = set()
        for line in lines:
            folded = line.text.lower()
            whole.update(_WORD.findall(folded))
            compounds.update(_COMPOUND.findall(folded))
        return cls(frozenset(whole), frozenset(compounds))

    def joined(self, first: str, second: str) -> str:
        """Two lines of one paragraph as one text; a word cut by a hyphen becomes whole."""
        cut, start = _BROKEN.search(first), _WORD.match(second)
        if not cut or not start or not start.group()[0].islower():
            if cut and start:
                return first[:-1] + "-" + second  # Saint-Denis
            return f"{first} {second}"
        before, after = cut["first"].lower(), start.group().lower()
        compound = f"{before}-{after}" in self.compounds or after in _KEEP_BEFORE or before in _KEEP_AFTER
        if compound and before + after not in self.whole:
            return first[:-1] + "-" + second
        return first[:-1] + second


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], bool]:
    """The lines without page numbers and repeated headers and footers, and whether some were taken away.

    Only lines that white space sets apart at the top or bottom of a page can be furniture, and only when the same
    wording, digits apart, stands at the same height on at least three pages and on four pages out of five. The
    first of them is kept.
    """
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges = {id(line) for page in pages.values() for line in (*_edge(page), *_edge(page[::-1]))}
    keys = {id(line): _furniture_key(line) for line in lines if id(line) in edges}
    counts = Counter(keys.values())
    needed = max(3, 0.8 * len(pages))
    kept, seen = [], set()
    for line in lines:
        key = keys.get(id(line))
        if key is not None and counts[key] >= needed:
            if key in seen or _FURNITURE.fullmatch(line.text):
                continue
            seen.add(key)
        kept.append(line)
    return kept, len(kept) < len(lines)


def _edge(page: Sequence[Line]) -> Sequence[Line]:
    """The lines before the first wide gap, when it comes within three lines; else none."""
    for count, (line, following) in enumerate(pairwise(page[:4]), start=1):
        if abs(line.bottom - following.bottom) > 1.8 * max(line.size, following.size):
            return page[:count]
    return ()


def _furniture_key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.bottom / 4)


def _body_size(lines: Sequence[Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _heading_levels(lines: Sequence[Line], body: float) -> dict[float, int]:
    """Sizes clearly above the body's, to levels. A text whose "headings" are a third of it has none."""
    large = [line for line in lines if body and line.size >= 1.15 * body and len(line.text) < 200]
    if 3 * sum(len(line.text) for line in large) > sum(len(line.text) for line in lines):
        return {}
    ranked = sorted({round(line.size) for line in large}, reverse=True)
    return {size: min(rank, 6) for rank, size in enumerate(ranked, start=1)}


class _Page:
    """What is usual on one page: the distance between lines and the right edge of the text."""

    def __init__(self, lines: Sequence[Line]) -> None:
        gaps = [a.bottom - b.bottom for a, b in pairwise(lines) if a.bottom - b.bottom > 1]
        self.gap = median(gaps) if gaps else 0.0
        self.right = max((line.right for line in lines), default=0.0)
        self.left = min((line.left for line in lines), default=0.0)

    def continues(self, previous: Line, line: Line) -> bool:
        """Whether ``line`` goes on with the paragraph of ``previous``."""
        if plain.ITEM.match(line.text) or abs(previous.size - line.size) > 0.07 * max(previous.size, line.size):
            return False
        gap = previous.bottom - line.bottom
        if not 0 < gap <= 1.3 * max(self.gap, line.size):
            return False
        if previous.text[-1] in _HYPHENS:
            return True
        short = previous.right < self.right - 0.2 * (self.right - self.left)
        if short:
            return line.text[0].islower() and previous.text[-1] not in ".;:!?"
        return line.left - previous.left < 1.5 * line.size or line.text[0].islower()


def blocks_of(lines: Sequence[Line]) -> list[Block]:
    """Blocks of all pages, in parts "page N"."""
    words = Words.of(lines)
    levels = _heading_levels(lines, _body_size(lines))
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    blocks = []
    for number, on_page in pages.items():
        page = _Page(on_page)
        for group in _groups(on_page, page, levels):
            text = group[0].text
            for line in group[1:]:
                text = words.joined(text, line.text)
            blocks.append(_block(text, levels.get(round(group[0].size), 0), f"page {number}"))
    return blocks


def _groups(lines: Sequence[Line], page: _Page, levels: dict[float, int]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and page.continues(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _block(text: str, level: int, part: str) -> Block:
    text = text.replace("\ufffe", "-")
    if level:
        return Block("heading", text, level=level, part=part)
    if match := plain.ITEM.match(text):
        return Block("item", text[match.end() :], level=1, label=match["label"], part=part)
    return Block("paragraph", text, part=part)


def blocks_of_text(text: str, part: str) -> list[Block]:
    """Blocks of a text whose paragraphs are separated by blank lines, as tesseract writes it."""
    lines = [Line(line.strip(), 0) for line in text.splitlines()]
    words = Words.of(lines)
    blocks: list[Block] = []
    current = ""
    for line in [*lines, Line("", 0)]:
        if current and (not line.text or plain.ITEM.match(line.text)):
            blocks.append(_block(current, 0, part))
            current = ""
        if line.text:
            current = words.joined(current, line.text) if current else line.text
    return blocks
