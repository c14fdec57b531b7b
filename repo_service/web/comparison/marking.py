"""Words that stayed, went and came as HTML: struck and underlined by eye, announced to a screen reader, in the inline
styles of the passages that they come from.

Links are not followed from a comparison: their words are shown, their addresses are read in the version itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from markupsafe import Markup

from repo_service.domain.comparison.changes import JOINT, Piece
from repo_service.domain.passages import Block, Span
from repo_service.web import rendering
from repo_service.web.language import gettext

_STYLES = ("strong", "em", "code", "sup", "sub")  # outermost first
_NOTHING = Markup("")
_BREAK = Markup("<br>")
_PILCROW = "¶"
_CELL_JOINT = len(" | ")
_MARKS = {
    "in": Markup('<ins><span class="hidden">{} </span>{}<span class="hidden"> {}</span></ins>'),
    "out": Markup('<del><span class="hidden">{} </span>{}<span class="hidden"> {}</span></del>'),
}
_JOINTS = {
    "in": Markup('<ins><span class="hidden">{}</span><span aria-hidden="true">{}</span></ins>'),
    "out": Markup('<del><span class="hidden">{}</span><span aria-hidden="true">{}</span></del>'),
}


@dataclass(frozen=True, slots=True)
class Ink:
    """The inline styles of a wording, counted from its start."""

    spans: tuple[Span, ...] = ()
    _edges: list[int] = field(init=False, repr=False, compare=False)  # where styles begin and end, in order
    _styles: list[tuple[str, ...]] = field(init=False, repr=False, compare=False)  # up to each edge, then to the end

    def __post_init__(self) -> None:
        """Sort the spans once: a wording of many words is asked for in as many pieces."""
        kept = [one for one in self.spans if one.kind in _STYLES and one.start <= one.end]
        turns = [(one.start, one.kind, 1) for one in kept] + [(one.end, one.kind, -1) for one in kept]
        edges: list[int] = []
        styles: list[tuple[str, ...]] = [()]
        on: Counter[str] = Counter()
        for place, here in groupby(sorted(turns), lambda turn: turn[0]):
            for _, kind, step in here:
                on[kind] += step
            edges.append(place)
            styles.append(tuple(style for style in reversed(_STYLES) if on[style]))
        object.__setattr__(self, "_edges", edges)
        object.__setattr__(self, "_styles", styles)

    @classmethod
    def of(cls, blocks: Sequence[Block]) -> Ink:
        """Of passages whose wordings are joined by ``JOINT``."""
        found: list[Span] = []
        offset = 0
        for block in blocks:
            found += [Span(one.start + offset, one.end + offset, one.kind) for one in block.spans]
            offset += len(block.text) + len(JOINT)
        return cls(tuple(found))

    @classmethod
    def of_cell(cls, row: Block, column: int) -> Ink:
        """Of one cell of a row."""
        if not row.spans or " | ".join(cell.text for cell in row.cells) != row.text:
            return cls()
        offset = sum(len(cell.text) + _CELL_JOINT for cell in row.cells[:column])
        return cls(tuple(Span(max(one.start - offset, 0), one.end - offset, one.kind) for one in row.spans))

    def styled(self, text: str, start: int = 0) -> Markup:
        """``text``, which stands at ``start``."""
        if not text:
            return _NOTHING
        end = start + len(text)
        first = bisect_right(self._edges, start)
        last = bisect_left(self._edges, end, first)
        parts = []
        for number, (low, high) in enumerate(pairwise([start, *self._edges[first:last], end]), first):
            part = _lines(text[low - start : high - start])
            for style in self._styles[number]:
                part = Markup("<%s>%s</%s>") % (style, part, style)
            parts.append(part)
        return _NOTHING.join(parts)


def marked(pieces: Iterable[Piece], before: Ink, after: Ink, shown: str = "both") -> list[Markup]:
    """The wording, one item a passage. ``shown``: "both" texts in one, the "old" one or the "new" one."""
    found: list[list[Markup]] = [[]]
    old = new = 0
    for piece in pieces:
        if piece.kind == "out" or shown == "old":
            start, ink = old, before
        else:
            start, ink = new, after
        old += len(piece.text) if piece.kind != "in" else 0
        new += len(piece.text) if piece.kind != "out" else 0
        if piece.kind == ("in" if shown == "old" else "out" if shown == "new" else ""):
            continue
        for order, part in enumerate(piece.text.split(JOINT)):
            if order:
                start += len(JOINT)
                found[-1].append(_joint(piece.kind))
                if shown != "both" or piece.kind == "in":
                    found.append([])
            if part:
                found[-1].append(_part(piece.kind, part, ink.styled(part, start), shown))
            start += len(part)
    return [_NOTHING.join(parts) for parts in found]


def _part(kind: str, text: str, content: Markup, shown: str) -> Markup:
    """Spaces that came or went are no news to a reader."""
    if kind != "same" and text.strip():
        return mark(kind, content)
    return _NOTHING if kind == "out" and shown == "both" else content


def mark(kind: str, content: Markup) -> Markup:
    """Words that came ("in") or went ("out")."""
    if kind == "in":
        opening, closing = gettext("début d’ajout"), gettext("fin d’ajout")
    else:
        opening, closing = gettext("début de suppression"), gettext("fin de suppression")
    return _MARKS[kind].format(opening, content, closing)


def _joint(kind: str) -> Markup:
    if kind == "same":
        return _NOTHING
    words = gettext("paragraphe coupé ici") if kind == "in" else gettext("paragraphes réunis ici")
    return _JOINTS[kind].format(words, _PILCROW)


def _lines(text: str) -> Markup:
    return _BREAK.join(rendering.clean(line) for line in text.split("\n"))
