"""List styles of an ODT file, and the labels that they print (ODF 1.3 part 3, 16.30 and 19.880)."""

from __future__ import annotations

from dataclasses import dataclass, field

from repo_service.formats.opendocument.names import count, get, name
from repo_service.formats.package import Element
from repo_service.formats.word.counting import DOT, bullet, printed

LEVELS = 10
_LONGEST = 200
_LARGEST = 1_000_000
_NOTATIONS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}


@dataclass(frozen=True, slots=True)
class Level:
    """One level. ``shown``: how many levels are printed together; ``sign`` is set for bullets only."""

    notation: str = "none"
    prefix: str = ""
    suffix: str = ""
    start: int = 1
    shown: int = 1
    sign: str = ""


@dataclass(frozen=True, slots=True)
class ListStyle:
    """The levels of a list style, from 0."""

    levels: tuple[Level, ...]


@dataclass(slots=True)
class Counting:
    """How far one list has counted, level by level."""

    values: list[int | None] = field(default_factory=lambda: [None] * LEVELS)

    def label(self, style: ListStyle | None, depth: int, start: int | None = None) -> str:
        """Count one more item at ``depth`` (from 0), or set it to ``start``, and give its label ("" for none)."""
        if style is None or depth >= len(style.levels):
            return ""
        level = style.levels[depth]
        current = self.values[depth]
        self.values[depth] = start if start is not None else level.start if current is None else current + 1
        self.values[depth + 1 :] = [None] * (LEVELS - depth - 1)
        if level.sign:
            return level.sign
        if level.notation == "none":
            return (level.prefix + level.suffix).strip()
        numbers = [self._number(style, at) for at in range(max(0, depth - level.shown + 1), depth + 1)]
        return f"{level.prefix}{'.'.join(filter(None, numbers))}{level.suffix}".strip()

    def _number(self, style: ListStyle, at: int) -> str:
        value = self.values[at]
        return printed(style.levels[at].start if value is None else value, style.levels[at].notation)


def list_style(element: Element) -> ListStyle:
    """The meaning of a ``text:list-style`` or ``text:outline-style``."""
    levels = [Level()] * LEVELS
    for child in element:
        depth = count(child, "text:level", 1, LEVELS) - 1
        if depth < 0:
            continue
        sort = name(child)
        if sort in {"text:list-level-style-number", "text:outline-level-style"}:
            levels[depth] = _numbered(child)
        elif sort == "text:list-level-style-bullet":
            levels[depth] = Level(sign=bullet(get(child, "text:bullet-char")[:_LONGEST]) or DOT)
        elif sort == "text:list-level-style-image":
            levels[depth] = Level(sign=DOT)
    return ListStyle(tuple(levels))


def _numbered(element: Element) -> Level:
    written = get(element, "style:num-format")
    notation = _NOTATIONS.get(written, "decimal") if written else "none"
    return Level(
        notation=notation,
        prefix=get(element, "style:num-prefix")[:_LONGEST],
        suffix=get(element, "style:num-suffix")[:_LONGEST],
        start=count(element, "text:start-value", 1, _LARGEST),
        shown=max(1, count(element, "text:display-levels", 1, LEVELS)),
    )
