"""Which passages became which: the same, changed, split in several, joined in one; and which of them moved.

Passages of the same wording are paired first, then similar ones, then the parts of split and joined ones are gathered.
A pair is sought near the place where it is expected (between two passages that held their place); further away only
what is very much alike is taken for the same passage.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from repo_service.domain.comparison import matching
from repo_service.domain.comparison.wording import likeness, plain, words
from repo_service.domain.passages import BODY, Block

NEAR = 0.5  # likeness from which two passages between the same neighbours are one that changed
ALONE = 0.3  # the same, when each is the only one between these neighbours
FAR = 0.6  # likeness from which a passage has moved and changed
FAR_WORDS = 8  # and how long it must be
PART = 0.7  # share of a passage's words that stood in another, from which it is a part of it
COMMON = 20  # a word of more passages than this tells none of them
_SMALL_WORDS, _SMALL_SIGNS = 4, 25
_APART = frozenset({"footnote", "endnote", "header", "footer"})


@dataclass(slots=True)
class Group:
    """Passages of the first text that became passages of the second: one to one, one to several, several to one."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    moved: bool = False


@dataclass(slots=True)
class Text:
    """One of the two texts, with what is asked of its passages again and again."""

    blocks: Sequence[Block]
    keys: list[tuple[str, bool, str]] = field(init=False)
    counts: list[Counter[str]] = field(init=False)
    sizes: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.keys = [(sort(block), block.kind == "row", plain(block.text)) for block in self.blocks]
        self.counts = [Counter(words(block.text)) for block in self.blocks]
        self.sizes = [count.total() for count in self.counts]

    def key(self, place: int, exact: bool) -> tuple[str, bool, str]:
        """What passages of the same wording have in common: to the letter, or but for typography."""
        sort, row, wording = self.keys[place]
        return sort, row, self.blocks[place].text if exact else wording

    def is_small(self, place: int) -> bool:
        """Whether a passage is too short to be recognised by its words alone."""
        return self.sizes[place] < _SMALL_WORDS and len(self.blocks[place].text) < _SMALL_SIGNS


def sort(block: Block) -> str:
    """Where a passage stands, as far as it tells passages apart: running text, notes, what is printed on every page.

    A page, a slide or a sheet is running text: the same words in a PDF are the same passage.
    """
    name = block.part.partition(" ")[0]
    return name if name in _APART else BODY


def groups(before: Text, after: Text) -> list[Group]:
    """All groups, in the order of the second text, with what moved marked. What is in none is gone, or new."""
    same = _same(before, after)
    similar: list[matching.Pair] = []
    for _ in range(2):  # once more with what was found: it may show that another passage is the one that moved
        similar += _Similar(before, after, [*same, *similar]).pairs()
    free_before = set(range(len(before.blocks))) - {i for i, _ in (*same, *similar)}
    free_after = set(range(len(after.blocks))) - {j for _, j in (*same, *similar)}
    split, similar = _gathered(before, after, same, similar, free_before, free_after)
    backwards = [(j, i) for i, j in similar]
    joined, backwards = _gathered(after, before, [(j, i) for i, j in same], backwards, free_after, free_before)
    found = [Group((i,), (j,)) for i, j in same]
    found += [Group((i,), (j,)) for j, i in backwards]
    found += [Group((i,), places) for i, places in split]
    found += [Group(places, (j,)) for j, places in joined]
    found = _marked(found, before)
    return _marked([*found, *_left_between(found, before, after)], before)


def _same(before: Text, after: Text) -> list[matching.Pair]:
    """Passages of the same wording: to the letter first, then of what is left those that differ by typography only.

    Short ones of these are left to be found near their place.
    """
    small = [before.is_small(place) for place in range(len(before.blocks))]
    exact = [[text.key(place, True) for place in range(len(text.blocks))] for text in (before, after)]
    found = matching.anywhere(exact[0], exact[1], small)
    held, kept = {i for i, _ in found}, {j for _, j in found}
    ours = [i for i in range(len(before.blocks)) if i not in held and not small[i]]
    theirs = [j for j in range(len(after.blocks)) if j not in kept]
    keys = [before.key(i, False) for i in ours], [after.key(j, False) for j in theirs]
    found += [(ours[i], theirs[j]) for i, j in matching.anywhere(*keys, [False] * len(ours))]
    return sorted(found)


def _left_between(found: Sequence[Group], before: Text, after: Text) -> Iterator[Group]:
    """The same short lines without a pair, between two groups that held their place: a passage that moved past them
    had been taken for one that held.
    """
    ours, theirs = {i for group in found for i in group.before}, {j for group in found for j in group.after}
    low = start = 0
    for group in [*(group for group in found if not group.moved), None]:
        high, stop = (group.before[0], group.after[0]) if group else (len(before.blocks), len(after.blocks))
        free = [i for i in range(low, high) if i not in ours]
        new = [j for j in range(start, stop) if j not in theirs]
        pairs = matching.in_order([before.keys[i] for i in free], [after.keys[j] for j in new])
        yield from (Group((free[a],), (new[b],)) for a, b in pairs)
        if group:
            low, start = group.before[-1] + 1, group.after[-1] + 1


def _marked(found: list[Group], before: Text) -> list[Group]:
    """The groups, those that are off the heaviest chain in order marked as moved."""
    places = {(group.before[0], group.after[0]): group for group in found}
    chain = set(matching.increasing(places, before.sizes))
    for pair, group in places.items():
        group.moved = pair not in chain
    return sorted(found, key=lambda group: group.after)


class _Gaps:
    """Between which passages that held their place each passage stands."""

    def __init__(self, before: Text, same: Sequence[matching.Pair]) -> None:
        chain = matching.increasing(same, before.sizes)
        self._before = [i for i, _ in chain]
        self._after = [j for _, j in chain]

    def of_before(self, place: int) -> int:
        """The number of the gap of a passage of the first text."""
        return bisect_right(self._before, place)

    def of_after(self, place: int) -> int:
        """The same for the second."""
        return bisect_right(self._after, place)


class _Similar:
    """Finds pairs of similar passages among those that have no pair of the same wording."""

    def __init__(self, before: Text, after: Text, same: Sequence[matching.Pair]) -> None:
        self._before, self._after = before, after
        ours, theirs = {i for i, _ in same}, {j for _, j in same}
        gaps = _Gaps(before, same)
        self._ours = {i: gaps.of_before(i) for i in range(len(before.blocks)) if i not in ours}
        self._theirs = {j: gaps.of_after(j) for j in range(len(after.blocks)) if j not in theirs}
        self._within: dict[int, tuple[list[int], list[int]]] = {}
        for i, gap in self._ours.items():
            self._within.setdefault(gap, ([], []))[0].append(i)
        for j, gap in self._theirs.items():
            self._within.setdefault(gap, ([], []))[1].append(j)

    def pairs(self) -> list[matching.Pair]:
        """The best pairs, each passage in one at most."""
        scored = {}
        for i, j in (*self._by_place(), *self._by_words()):
            if (i, j) not in scored:
                scored[i, j] = self._score(i, j)
        likely = [pair for pair, score in scored.items() if score]
        ranked = sorted(likely, key=lambda pair: (-scored[pair], abs(pair[0] - pair[1]), pair))
        found: dict[int, int] = {}
        taken: set[int] = set()
        for i, j in ranked:
            if i not in found and j not in taken:
                found[i] = j
                taken.add(j)
        chain = set(matching.increasing(found.items(), self._before.sizes))
        return [pair for pair in sorted(found.items()) if pair in chain or self._is_far_enough(*pair, scored[pair])]

    def _is_far_enough(self, i: int, j: int, score: float) -> bool:
        return score >= FAR and min(self._before.sizes[i], self._after.sizes[j]) >= FAR_WORDS

    def _score(self, i: int, j: int) -> float:
        """Likeness where it is enough for a pair, else 0."""
        if self._before.keys[i][:2] != self._after.keys[j][:2]:
            return 0.0
        score = likeness(
            self._before.counts[i], self._after.counts[j], self._before.sizes[i], self._after.sizes[j]
        )
        if not self._before.sizes[i] and not self._after.sizes[j]:
            score = ALONE  # signs only
        if self._ours[i] != self._theirs[j]:
            return score if self._is_far_enough(i, j, score) else 0.0
        ours, theirs = self._within[self._ours[i]]
        return score if score >= (ALONE if len(ours) == len(theirs) == 1 else NEAR) else 0.0

    def _by_place(self) -> Iterator[matching.Pair]:
        """In each gap the first with the first and the last with the last, and their neighbours."""
        for ours, theirs in self._within.values():
            for at, i in enumerate(ours):
                from_end = at + len(theirs) - len(ours)
                for near in {at - 1, at, at + 1, from_end - 1, from_end, from_end + 1}:
                    if 0 <= near < len(theirs):
                        yield i, theirs[near]

    def _by_words(self) -> Iterator[matching.Pair]:
        """Each with those that share most of its rarer words."""
        places: dict[str, list[int]] = {}
        for j in self._theirs:
            for word in self._after.counts[j]:
                places.setdefault(word, []).append(j)
        for i in self._ours:
            shared: Counter[int] = Counter()
            for word in self._before.counts[i]:
                known = places.get(word, ())
                if len(known) <= COMMON:
                    shared.update(known)
            yield from ((i, j) for j, _ in shared.most_common(5))


def _seeds(
    whole: Text, parts: Text, same: Sequence[matching.Pair], free_wholes: set[int], free: set[int]
) -> list[matching.Pair]:
    """For passages without a pair, the first free passage between the same neighbours that was part of it."""
    gaps = _Gaps(whole, same)
    near: dict[int, list[int]] = {}
    for j in sorted(free):
        near.setdefault(gaps.of_after(j), []).append(j)
    found = []
    used: set[int] = set()
    for i in sorted(free_wholes):
        for j in near.get(gaps.of_before(i), ())[:COMMON]:
            if j not in used and parts.sizes[j] >= _SMALL_WORDS and _is_part(parts, j, whole, i, whole.counts[i]):
                found.append((i, j))
                used.add(j)
                break
    return found


def _is_part(parts: Text, j: int, whole: Text, i: int, left: Counter[str]) -> bool:
    """Whether most of a passage stood among the words that are ``left`` of another."""
    first, second = parts.keys[j], whole.keys[i]
    if first[0] != second[0] or first[1] or second[1] or not parts.sizes[j]:
        return False
    return (parts.counts[j] & left).total() >= PART * parts.sizes[j]  # goes over the part, however long the other is


def _gathered(
    whole: Text, parts: Text, same: Sequence[matching.Pair], similar: Sequence[matching.Pair],
    free_wholes: set[int], free: set[int],
) -> tuple[list[tuple[int, tuple[int, ...]]], list[matching.Pair]]:  # fmt: skip
    """Passages of ``whole`` with the several passages of ``parts`` that they became, and the pairs that remain pairs.

    The free neighbours of a passage's pair join it where they are parts of it too; ``free`` loses them. A passage
    without a pair begins with the first free passage that was part of it.
    """
    found, pairs = [], []
    for i, j in similar:
        places = _neighbours(whole, parts, i, j, free)
        if len(places) > 1:
            found.append((i, places))
        else:
            pairs.append((i, j))
    for i, j in _seeds(whole, parts, same, free_wholes, free):
        places = _neighbours(whole, parts, i, j, free) if j in free else ()
        if len(places) > 1:
            free_wholes.discard(i)
            found.append((i, places))
    return found, pairs


def _neighbours(whole: Text, parts: Text, i: int, j: int, free: set[int]) -> tuple[int, ...]:
    """``j`` and the free passages beside it that were parts of ``i`` too, where that makes them more like it."""
    places = [j]
    left = Counter(whole.counts[i])
    left.subtract(parts.counts[j])
    for step in (1, -1):
        near = j + step
        while near in free and _is_part(parts, near, whole, i, left):
            places.append(near)
            left.subtract(parts.counts[near])
            near += step
    used: Counter[str] = Counter()
    for place in places:
        used.update(parts.counts[place])
    alone = likeness(whole.counts[i], parts.counts[j], whole.sizes[i], parts.sizes[j])
    if len(places) == 1 or likeness(whole.counts[i], used, whole.sizes[i], used.total()) < max(NEAR, alone):
        return (j,)
    free.difference_update(places)
    return tuple(sorted(places))
