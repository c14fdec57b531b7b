"""Since when each passage of a text has stood in its present wording, and when those that are gone left.

A passage stands on when the next text holds the same wording, wherever it was moved; a passage that changed, was split
or joined came in with the text in which it first read so. One that left and came back came in anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from repo_service.domain.comparison import matching
from repo_service.domain.comparison.pairing import sort
from repo_service.domain.passages import Block


@dataclass(frozen=True, slots=True)
class Departed:
    """A wording that stands no more: in which texts (by place, oldest 0) it stood first and last, and the passage."""

    first: int
    last: int
    block: Block


@dataclass(frozen=True, slots=True)
class Blame:
    """``since``: for each text and each of its passages the place of the text in which it came in. ``departed``: what
    is gone, in the order in which it left."""

    since: tuple[tuple[int, ...], ...]
    departed: tuple[Departed, ...]


def blame(texts: Sequence[Sequence[Block]]) -> Blame:
    """Follow every passage through the texts, oldest first."""
    since: list[list[int]] = []
    departed: list[Departed] = []
    for number, blocks in enumerate(texts):
        came = [number] * len(blocks)
        if number:
            before = texts[number - 1]
            pairs = kept(before, blocks)
            for i, j in pairs:
                came[j] = since[number - 1][i]
            stayed = {i for i, _ in pairs}
            departed += [
                Departed(since[number - 1][i], number - 1, block) for i, block in enumerate(before) if i not in stayed
            ]
        since.append(came)
    return Blame(tuple(map(tuple, since)), tuple(departed))


def kept(before: Sequence[Block], after: Sequence[Block]) -> list[matching.Pair]:
    """Places of the passages that both texts hold in the same wording and the same sort of place (body, notes…)."""
    return matching.anywhere([_key(block) for block in before], [_key(block) for block in after], [False] * len(before))


def _key(block: Block) -> tuple[str, bool, str]:
    return sort(block), block.kind == "row", block.text
