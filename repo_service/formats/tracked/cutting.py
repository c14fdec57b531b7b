"""Cuts the wording of changed passages into runs of one fate and one look. Knows no XML."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from repo_service.domain.comparison.changes import JOINT, Piece, PieceKind
from repo_service.domain.passages import Block, SpanKind

Fate = PieceKind  # "same" stands in both texts, "out" in the first only, "in" in the second only
Mark = tuple[SpanKind, str]  # its kind and, for a link, the address
Marks = frozenset[Mark]
PLAIN: Marks = frozenset()


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one fate and one look; ``former`` is the look that the same words had in the first text."""

    fate: Fate
    text: str
    marks: Marks = PLAIN
    former: Marks = PLAIN


class Side:
    """Where we are in the passages of one of the two texts, whose words are taken one run after another."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._index = -1
        self._at = 0
        self._cuts: list[int] = [0]
        self._marks: list[Marks] = [PLAIN]
        self.next()

    @property
    def block(self) -> Block | None:
        """The passage that we are in; ``None`` where this text has none."""
        return self._blocks[self._index] if 0 <= self._index < len(self._blocks) else None

    def next(self) -> None:
        """Go to the beginning of the next passage."""
        self._index += 1
        self.go(0)
        if self.block:
            self._cuts, self._marks = _looks(self.block)

    def go(self, place: int) -> None:
        """Go to a place in the present passage."""
        self._at = place

    def take(self, count: int) -> Iterator[tuple[int, Marks]]:
        """The lengths and looks of the next ``count`` characters."""
        end = self._at + count
        while self._at < end:
            index = bisect_right(self._cuts, self._at)
            until = min(end, self._cuts[index]) if index < len(self._cuts) else end
            yield until - self._at, self._marks[index - 1]
            self._at = until


def _looks(block: Block) -> tuple[list[int], list[Marks]]:
    """Where the look changes, and the look from there on."""
    spans = [span for span in block.spans if span.kind != "inserted"]
    cuts = sorted({0} | {place for span in spans for place in (span.start, span.end)})
    opened: dict[int, list[Mark]] = {}
    closed: dict[int, list[Mark]] = {}
    for span in spans:
        opened.setdefault(span.start, []).append((span.kind, span.target))
        closed.setdefault(span.end, []).append((span.kind, span.target))
    current: list[Mark] = []
    marks = []
    for cut in cuts:
        for mark in closed.get(cut, ()):
            if mark in current:
                current.remove(mark)
        current += opened.get(cut, ())
        marks.append(frozenset(current))
    return cuts, marks


def runs(pieces: Sequence[Piece], old: Side, new: Side) -> Iterator[Run]:
    """The runs of ``pieces``, none of which goes beyond a passage; both sides move on by what they hold of them."""
    for piece in pieces:
        if piece.kind == "out":
            yield from _one_sided("out", piece.text, old)
        elif piece.kind == "in":
            yield from _one_sided("in", piece.text, new)
        else:
            yield from _shared(piece.text, old, new)


def _one_sided(fate: Fate, text: str, side: Side) -> Iterator[Run]:
    place = 0
    for length, marks in side.take(len(text)):
        yield Run(fate, text[place : place + length], marks, marks)
        place += length


def _shared(text: str, old: Side, new: Side) -> Iterator[Run]:
    place = 0
    before, after = list(old.take(len(text))), list(new.take(len(text)))
    while before and after:
        length = min(before[0][0], after[0][0])
        yield Run("same", text[place : place + length], after[0][1], before[0][1])
        place += length
        for rest in (before, after):
            left = rest[0][0] - length
            rest[:1] = [(left, rest[0][1])] if left else []


def at_joints(pieces: Sequence[Piece]) -> Iterator[tuple[list[Piece], Fate]]:
    """The pieces passage by passage, each with the fate of the end of its passage; that of the last one stays."""
    line: list[Piece] = []
    for piece in pieces:
        *ended, rest = piece.text.split(JOINT)
        for text in ended:
            yield [*line, Piece(piece.kind, text)], piece.kind
            line = []
        line.append(Piece(piece.kind, rest))
    yield line, "same"
