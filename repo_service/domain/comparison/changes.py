"""The values of a comparison: which passages became which, and the words that went and came inside them.

A comparison names passages by their place in the two lists of blocks that were compared (counted from 0) and repeats
of their wording only what changed, so that it is small and can be applied: ``applied(before, comparison)`` gives the
wording of the second text, ``undone(after, comparison)`` that of the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from repo_service.domain.passages import Block

PieceKind = Literal["same", "out", "in"]
ChangeKind = Literal["same", "changed", "added", "removed", "split", "joined", "departed"]
JOINT = "\x1e"  # between the passages of a split or joined one; no text holds it


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: "same" stands in both texts, "out" in the first only, "in" in the second only."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell of a compared table row: its column in each text (from 0), ``None`` where that has no such column."""

    before: int | None
    after: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of some passages.

    ``before`` and ``after`` are their places in the first and the second list of blocks: one each for "same" and
    "changed"; none before for "added", none after for "removed"; one before and several after for "split", the
    other way round for "joined". "departed" only marks where moved passages stood: the change with ``moved`` at their
    new place tells the rest. ``looks``: only formatting, level, label or typographic signs differ, no word.
    ``pieces`` are the whole wording of "changed", "split" and "joined" passages (``JOINT`` between passages);
    ``cells``, where it is not empty, tells the same of a table row, cell by cell.
    """

    kind: ChangeKind
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    moved: bool = False
    looks: bool = False
    pieces: tuple[Piece, ...] = ()
    cells: tuple[CellChange, ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether a reader has nothing to look at: nothing changed, or the looks only."""
        return not self.moved and (self.looks or self.kind == "same")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many passages: of the second text for what is there, of the first for what is gone. ``moved`` counts those
    that moved and are otherwise the same; a moved and changed one counts as changed.
    """

    changed: int = 0
    added: int = 0
    removed: int = 0
    moved: int = 0
    split: int = 0
    joined: int = 0
    looks: int = 0
    same: int = 0

    @property
    def differences(self) -> int:
        """All but what is the same and what only looks different."""
        return self.changed + self.added + self.removed + self.moved + self.split + self.joined


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, in the order of the second text; what is gone stands after what preceded it in the first.

    ``likeness``: share of the words of both texts that stand in both, 0.0 to 1.0 (two empty texts: 1.0).
    """

    changes: tuple[Change, ...]
    likeness: float

    @property
    def counts(self) -> Counts:
        """The summary in figures."""
        found: dict[str, int] = {}
        for change in self.changes:
            name = _counted_as(change)
            if name:
                found[name] = found.get(name, 0) + 1
        return Counts(**found)

    def to_json(self, before: Sequence[Block], after: Sequence[Block]) -> list[dict[str, Any]]:
        """What programs receive: each change with the anchors of its passages; unchanged ones without their words."""
        return [_told(change, before, after) for change in self.changes if change.kind != "departed"]


def _counted_as(change: Change) -> str:
    if change.kind == "departed":
        return ""
    if change.kind in {"same", "changed"} and change.looks and not change.moved:
        return "looks"
    if change.kind == "same" or change.looks:
        return "moved" if change.moved else "same"
    return change.kind


def _told(change: Change, before: Sequence[Block], after: Sequence[Block]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": change.kind,
        "before": [before[place].anchor for place in change.before],
        "after": [after[place].anchor for place in change.after],
        "moved": change.moved,
        "looks": change.looks,
    }
    if change.kind == "added":
        told["pieces"] = [["in", after[place].text] for place in change.after]
    elif change.kind == "removed":
        told["pieces"] = [["out", before[place].text] for place in change.before]
    elif change.pieces:
        told["pieces"] = [[piece.kind, piece.text.replace(JOINT, "\n")] for piece in change.pieces]
    if change.cells:
        told["cells"] = [
            {"before": cell.before, "after": cell.after, "pieces": [[one.kind, one.text] for one in cell.pieces]}
            for cell in change.cells
        ]
    return told


def side(pieces: Iterable[Piece], left_out: PieceKind) -> str:
    """The wording of one side: of the second text when "out" is left out, of the first when "in" is."""
    return "".join(piece.text for piece in pieces if piece.kind != left_out)


def applied(before: Sequence[str], comparison: Comparison, added: Sequence[str]) -> list[str]:
    """The wording of the second text, passage by passage, made of the first, of what changed and of ``added``: the
    wordings of the passages that are new, in their order.
    """
    found: dict[int, str] = {}
    new = iter(added)
    for change in comparison.changes:
        if change.kind == "added":
            parts = [next(new)]
        elif change.kind in {"removed", "departed"}:
            continue
        elif change.pieces:
            parts = side(change.pieces, "out").split(JOINT)
        else:
            parts = [before[place] for place in change.before]
        found.update(zip(change.after, parts, strict=True))
    return [found[place] for place in range(len(found))]


def undone(after: Sequence[str], comparison: Comparison, removed: Sequence[str]) -> list[str]:
    """The wording of the first text, made of the second and of ``removed``: the passages that are gone, in their order
    among the changes.
    """
    found: dict[int, str] = {}
    gone = iter(removed)
    for change in comparison.changes:
        if change.kind == "removed":
            parts = [next(gone)]
        elif change.kind in {"added", "departed"}:
            continue
        elif change.pieces:
            parts = side(change.pieces, "in").split(JOINT)
        else:
            parts = [after[place] for place in change.after]
        found.update(zip(change.before, parts, strict=True))
    return [found[place] for place in range(len(found))]
