"""Where a cited passage stands in another text: a better reading of the same file, or another version.

A citation keeps the anchor and the wording of its passage. It follows the passage as long as that can be told from
others; what cannot be found is ``None`` and never a guess, so that nobody's words are put beside another passage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Sequence

from repo_service.domain.comparison.changes import Comparison
from repo_service.domain.passages import Block, fold

LIKE = 0.75  # share of words in common (Dice) from which a wording is the cited one, slightly changed
FEWEST = 4  # words of a passage that may have changed: "Vote" and "Votes" may be two passages
_MOST_WORDS = 5_000  # of a passage that are counted; the rest does not decide


def follow(anchor: str, quote: str, blocks: Sequence[Block]) -> str | None:
    """The anchor, among ``blocks``, of the passage that was cited as ``anchor`` with the wording ``quote``.

    Sought in this order: the same anchor; the same folded wording, of several the one whose number among them is the
    nearest; the most similar wording, or the one that contains the cited one or most of it, from ``LIKE`` on.
    """
    if any(block.anchor == anchor for block in blocks):
        return anchor
    wanted = fold(quote)
    twins = [block.anchor for block in blocks if fold(block.text) == wanted] if wanted else []
    if twins:
        number = _number(anchor)
        return min(twins, key=lambda one: abs(_number(one) - number))
    return _most_similar(wanted, blocks)


def followed(
    anchor: str, quote: str, comparison: Comparison, before: Sequence[Block], after: Sequence[Block]
) -> str | None:
    """The same from one version to the next, by what ``comparison`` says became of each passage of ``before``.

    Of a passage that was split, the part that says most of it; ``None`` for one that was removed.
    """
    stood = follow(anchor, quote, before)
    place = next((index for index, block in enumerate(before) if stood and block.anchor == stood), None)
    for change in comparison.changes if place is not None else ():
        if place in change.before and change.after:
            parts = [after[index] for index in change.after]
            words = _words(fold(before[place].text))
            return max(parts, key=lambda part: _alike(words, _words(fold(part.text)))).anchor
    return None


def through(
    anchor: str, quote: str, texts: Sequence[Sequence[Block]], compared: Callable[[int, int], Comparison | None]
) -> tuple[int, str] | None:
    """The last of ``texts`` (oldest first) in which a passage of the first one stands, by its place, and its anchor
    there; ``None`` when not even the first one holds it.

    ``compared`` is asked only where wordings alone do not tell: for two texts, by their places. Where it answers
    ``None``, similarity alone decides. A passage that went and came back word for word is found again; a text that
    could not be read tells nothing.
    """
    stood = follow(anchor, quote, texts[0])
    if stood is None:
        return None
    last, was_there = 0, True
    known = [frozenset(block.anchor for block in text) for text in texts]
    for place in range(1, len(texts)):
        if not texts[place]:
            continue
        found: str | None = None
        if stood in known[place] and _twins(stood, known[place]) == _twins(stood, known[last]):
            found = stood
        elif was_there and (comparison := compared(last, place)):
            found = followed(stood, quote, comparison, texts[last], texts[place])
        elif was_there:
            found = follow(stood, quote, texts[place])
        was_there = found is not None
        if found is not None:
            last, stood = place, found
    return last, stood


def _twins(anchor: str, anchors: Container[str]) -> int:
    """How many passages of a text have the wording that an anchor names."""
    base, count = "-".join(anchor.split("-")[:2]), 1
    while f"{base}-{count + 1}" in anchors:
        count += 1
    return count


def _number(anchor: str) -> int:
    """Which of several passages of one wording an anchor names, from 1 on: the last part of ``p-0123456789-2``."""
    last = anchor.rpartition("-")[2]
    return int(last) if anchor.count("-") > 1 and last.isascii() and last.isdigit() else 1


def _most_similar(wanted: str, blocks: Sequence[Block]) -> str | None:
    words = _words(wanted)
    if words.total() < FEWEST:
        return None
    best, found = 0.0, None
    for block in blocks:
        folded = fold(block.text)
        score = 1.0 if _holds(wanted, folded) else _alike(words, _words(folded), best)
        if score > best:
            best, found = score, block.anchor
    return found if best >= LIKE else None


def _holds(wanted: str, folded: str) -> bool:
    """Whether one wording stands whole in the other: passages that were joined, or one that was cut in two at most."""
    shorter, longer = sorted((wanted, folded), key=len)
    whole = longer is folded or 2 * len(shorter) >= len(longer)
    return whole and shorter.count(" ") + 1 >= FEWEST and f" {shorter} " in f" {longer} "


def _words(folded: str) -> Counter[str]:
    return Counter(folded.split()[:_MOST_WORDS])


def _alike(one: Counter[str], other: Counter[str], least: float = 0.0) -> float:
    """Dice's measure over words; what cannot reach ``least`` by its length alone is not counted."""
    both = one.total() + other.total()
    if not both or 2 * min(one.total(), other.total()) <= least * both:
        return 0.0
    return 2 * (one & other).total() / both
