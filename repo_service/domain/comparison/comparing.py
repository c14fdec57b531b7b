"""Compare two texts: passages first (``pairing``), then the words inside those that match (``wording``, ``tables``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from repo_service.domain.comparison import pairing, tables
from repo_service.domain.comparison.changes import JOINT, Change, Comparison
from repo_service.domain.comparison.pairing import Group, Text
from repo_service.domain.comparison.wording import kept_words, pieces, plain
from repo_service.domain.passages import Block

VERSION = 2  # grows when the same two texts are compared otherwise: what is remembered of before is then forgotten


def compare(before: Sequence[Block], after: Sequence[Block]) -> Comparison:
    """What became of each passage of ``before``, and where each of ``after`` comes from.

    Every place of both texts stands in exactly one change, "departed" marks apart.
    """
    ours, theirs = Text(before), Text(after)
    found = pairing.groups(ours, theirs)
    changes = tuple(_in_order(found, before, after))
    total = sum(ours.sizes) + sum(theirs.sizes)
    common = sum(_common(change, ours) for change in changes)
    return Comparison(changes, min(2 * common / total, 1.0) if total else 1.0)


def _common(change: Change, ours: Text) -> int:
    """How many words of the first text stand in the second too."""
    if change.kind in {"added", "removed", "departed"}:
        return 0
    if change.pieces and not change.looks:
        return kept_words(change.pieces)
    return sum(ours.sizes[place] for place in change.before)


def _in_order(found: Sequence[Group], before: Sequence[Block], after: Sequence[Block]) -> Iterator[Change]:
    """The changes in the order of the second text; between two passages that held their place, what is gone first."""
    held = {place for group in found for place in group.before}
    leaving = {group.before[0]: group for group in found if group.moved}
    coming = {group.after[0]: group for group in found if group.moved}
    known = {place for group in found for place in group.after}
    i = j = 0
    for group in [*(group for group in found if not group.moved), None]:
        first = group.before[0] if group else len(before)
        second = group.after[0] if group else len(after)
        for place in range(i, first):
            if place not in held:
                yield Change("removed", (place,))
            elif place in leaving:
                yield Change("departed", leaving[place].before, leaving[place].after, moved=True)
        for place in range(j, second):
            if place not in known:
                yield Change("added", (), (place,))
            elif place in coming:
                yield _change(coming[place], before, after)
        if group:
            yield _change(group, before, after)
            i, j = group.before[-1] + 1, group.after[-1] + 1


def _change(group: Group, before: Sequence[Block], after: Sequence[Block]) -> Change:
    """What changed in one group of passages."""
    ours = JOINT.join(before[place].text for place in group.before)
    theirs = JOINT.join(after[place].text for place in group.after)
    if len(group.after) > 1:
        return Change("split", group.before, group.after, group.moved, pieces=pieces(ours, theirs))
    if len(group.before) > 1:
        return Change("joined", group.before, group.after, group.moved, pieces=pieces(ours, theirs))
    old, new = before[group.before[0]], after[group.after[0]]
    if ours == theirs:
        return Change("same", group.before, group.after, group.moved, looks=_form(old) != _form(new))
    cells = tables.cells(old.cells, new.cells) if old.cells and new.cells else ()
    looks = plain(ours) == plain(theirs)
    return Change("changed", group.before, group.after, group.moved, looks, pieces(ours, theirs), cells)


def _form(block: Block) -> tuple[object, ...]:
    """All that a reader sees of a passage beside its words; who inserted what is no form."""
    spans = sorted((one.start, one.end, one.kind, one.target) for one in block.spans if one.kind != "inserted")
    shape = [(cell.text, cell.colspan, cell.rowspan, cell.header) for cell in block.cells]
    return block.kind, block.level, block.label, spans, shape
