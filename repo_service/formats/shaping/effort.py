"""Tells sources that would keep a parser busy for long from those that people write, in one cheap look.

Python-Markdown tries each opening sign against all that follows, so its time grows with the square of those that are
never closed: 200 KB took ten seconds. A browser's parser does the same with elements in elements. Nothing here parses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MOST_OPEN = 500  # links or tags opened one after the other without one being closed
MOST_ESCAPES = 50_000
MOST_RULES = 1_000  # rules without a blank line between them
MOST_CELLS = 100_000
MOST_DEPTH = 2_000  # elements open at one time; ``html`` refuses beyond 2,048 after it has parsed
MOST_ATTRIBUTES = 20_000  # of one element
_TAG = re.compile(r"<[A-Za-z/!?]")
_RULE = re.compile(r"^ {0,3}(?:[-*_=] ?){3,}$", re.MULTILINE)
_DELIMITER = re.compile(r"^[ |:-]*-[ |:-]*$")
_BOX = re.compile(
    r"<(/?)(?:div|ul|ol|dl|table|blockquote|section|article|main|aside|nav|header|footer|center|form|details)(?=[\s>/])",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\n[ \t]*\n")


def is_laborious(source: str) -> bool:
    """Whether a Markdown source would take its parser longer than anybody waits."""
    if source.count("\\") > MOST_ESCAPES:
        return True
    if any(part.count("](") > MOST_OPEN for part in source.split(")")):
        return True
    if any(part.count("<") > MOST_OPEN and len(_TAG.findall(part)) > MOST_OPEN for part in source.split(">")):
        return True
    return any(len(_RULE.findall(block)) > MOST_RULES or _cells(block) > MOST_CELLS for block in _blocks(source))


def is_too_deep(markup: str) -> bool:
    """Whether a page opens so many boxes within boxes, or attributes of one element, that its parser takes minutes.

    Only elements are counted that nothing but their own end closes.
    """
    depth = 0
    for match in _BOX.finditer(markup):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MOST_DEPTH:
            return True
    return any(part.count("=") > MOST_ATTRIBUTES and "<" in part for part in markup.split(">"))


def _blocks(source: str) -> Iterator[str]:
    return (block for block in _BLANK.split(source) if len(block) > MOST_RULES)


def _cells(block: str) -> int:
    """How many cells the table of a block has, 0 when it is none: short rows are filled up to the first."""
    lines = block.split("\n")
    if not any(_DELIMITER.match(line) for line in lines[1:3]):
        return 0
    return len(lines) * max(line.count("|") for line in lines[:3])
