"""Which items of two sequences are the same: in order (words inside a passage) or moved as well (passages).

The method: what stands once in each sequence is an anchor (Heckel, "A technique for isolating differences between
files", CACM 21(4), 1978), the longest chain of anchors that keep their order holds (patience diff), and the same is
done between two anchors until nothing stands alone any more. Only small rests are compared cell by cell, so that the
effort stays near n log n whatever is repeated: ten thousand equal paragraphs are no trouble.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import pairwise

Pair = tuple[int, int]
EXACT = 400  # cells of a table that is faster filled than anchors are sought
_MANY = 1 << 32  # more pairs than any chain has
CELLS = 20_000  # of a table of longest common subsequences; larger rests are walked through once


def in_order(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """Places of the same items in both, both increasing."""
    found: list[Pair] = []
    waiting = [(0, len(before), 0, len(after))]
    while waiting:
        low, high, start, stop = waiting.pop()
        while low < high and start < stop and before[low] == after[start]:
            found.append((low, start))
            low, start = low + 1, start + 1
        while low < high and start < stop and before[high - 1] == after[stop - 1]:
            high, stop = high - 1, stop - 1
            found.append((high, stop))
        if low == high or start == stop:
            continue
        small = (high - low) * (stop - start) <= EXACT
        anchors = [] if small else increasing(_unique(before, low, high, after, start, stop))
        if not anchors:
            found += _rest(before, low, high, after, start, stop)
            continue
        found += anchors
        ends = [(low - 1, start - 1), *anchors, (high, stop)]
        waiting += [(a + 1, b, c + 1, d) for (a, c), (b, d) in pairwise(ends)]
    return sorted(found)


def anywhere(before: Sequence[Hashable], after: Sequence[Hashable], is_small: Sequence[bool]) -> list[Pair]:
    """The same, but what stands in another order is paired too, unless it is small (by place in ``before``): a short
    line that is gone here and new there has not moved.
    """
    pairs = dict(_grown(before, after, _unique(before, 0, len(before), after, 0, len(after))))
    chain = increasing([pair for pair in sorted(pairs.items()) if not is_small[pair[0]]])
    found = dict(chain)
    ends = [(-1, -1), *chain, (len(before), len(after))]
    for (a, c), (b, d) in pairwise(ends):
        inside = in_order(before[a + 1 : b], after[c + 1 : d])
        found.update((a + 1 + i, c + 1 + j) for i, j in inside)
    taken = set(found.values())
    for i, j in sorted(pairs.items()):
        came_along = pairs.get(i - 1) == j - 1 or pairs.get(i + 1) == j + 1  # a heading moves with its section
        if i not in found and j not in taken and (came_along or not is_small[i]):
            found[i] = j
            taken.add(j)
    return sorted(_leftovers(before, after, found, taken, is_small))


def increasing(pairs: Iterable[Pair], weights: Sequence[int] | None = None) -> list[Pair]:
    """The longest chain of pairs that increases on both sides; with ``weights`` (by first place) the heaviest."""
    ordered = sorted(pairs)
    if weights is None:
        return _longest(ordered)
    return _heaviest(ordered, weights)


def _longest(ordered: list[Pair]) -> list[Pair]:
    """Longest increasing subsequence over the second places."""
    tails: list[int] = []  # the smallest end of a chain of each length, and its place below
    places: list[int] = []
    back = [-1] * len(ordered)
    for place, (_, second) in enumerate(ordered):
        length = bisect_left(tails, second)
        back[place] = places[length - 1] if length else -1
        if length == len(tails):
            tails.append(second)
            places.append(place)
        else:
            tails[length], places[length] = second, place
    return _walked(ordered, back, places[-1] if places else -1)


def _heaviest(ordered: list[Pair], weights: Sequence[int]) -> list[Pair]:
    """Heaviest increasing subsequence, by a Fenwick tree of best chains up to each second place."""
    ranks = {second: rank for rank, second in enumerate(sorted(second for _, second in ordered), start=1)}
    tree: list[tuple[int, int]] = [(0, -1)] * (len(ordered) + 1)  # weight, place of the last pair
    back = [-1] * len(ordered)
    best = (0, -1)
    for place, (first, second) in enumerate(ordered):
        at = ranks[second] - 1
        weight, last = 0, -1
        while at:
            if tree[at][0] > weight:
                weight, last = tree[at]
            at &= at - 1
        back[place] = last
        reached = (weight + max(weights[first], 1) * _MANY + 1, place)  # of equal weight, the chain of more pairs
        best = max(best, reached, key=lambda one: one[0])
        at = ranks[second]
        while at < len(tree):
            if tree[at][0] < reached[0]:
                tree[at] = reached
            at += at & -at
    return _walked(ordered, back, best[1])


def _walked(ordered: list[Pair], back: list[int], place: int) -> list[Pair]:
    chain = []
    while place >= 0:
        chain.append(ordered[place])
        place = back[place]
    return chain[::-1]


def _unique(
    before: Sequence[Hashable], low: int, high: int, after: Sequence[Hashable], start: int, stop: int
) -> list[Pair]:
    """Pairs of what stands exactly once in each range."""
    ours, theirs = Counter(before[low:high]), Counter(after[start:stop])
    places = {after[j]: j for j in range(start, stop) if theirs[after[j]] == 1}
    return [(i, places[before[i]]) for i in range(low, high) if ours[before[i]] == 1 and before[i] in places]


def _grown(before: Sequence[Hashable], after: Sequence[Hashable], pairs: list[Pair]) -> list[Pair]:
    """Pairs with their equal neighbours, on and on: what stands beside an anchor came with it."""
    found = dict(pairs)
    taken = set(found.values())
    for step in (1, -1):
        for i, j in sorted(found.items(), reverse=step < 0):
            i, j = i + step, j + step
            while (
                0 <= i < len(before) and 0 <= j < len(after)
                and i not in found and j not in taken and before[i] == after[j]
            ):  # fmt: skip
                found[i] = j
                taken.add(j)
                i, j = i + step, j + step
    return sorted(found.items())


def _rest(
    before: Sequence[Hashable], low: int, high: int, after: Sequence[Hashable], start: int, stop: int
) -> list[Pair]:
    """A range in which nothing stands alone on both sides."""
    ours, theirs = before[low:high], after[start:stop]
    if set(ours).isdisjoint(theirs):
        return []
    pairs = _table(ours, theirs) if len(ours) * len(theirs) <= CELLS else _walk(ours, theirs)
    return [(low + i, start + j) for i, j in pairs]


def _table(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """Longest common subsequence, by the classical table."""
    width = len(after)
    rows = [[0] * (width + 1)]
    for item in reversed(before):
        below, row = rows[-1], [0] * (width + 1)
        for j in range(width - 1, -1, -1):
            row[j] = below[j + 1] + 1 if item == after[j] else max(below[j], row[j + 1])
        rows.append(row)
    rows.reverse()
    i = j = 0
    found = []
    while i < len(before) and j < width:
        if before[i] == after[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif rows[i + 1][j] >= rows[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _walk(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Pair]:
    """One pass that takes for each item its next occurrence, if that is not far: good enough, and always quick."""
    places: dict[Hashable, list[int]] = {}
    for j, item in enumerate(after):
        places.setdefault(item, []).append(j)
    found = []
    reached = 0
    for i, item in enumerate(before):
        own = places.get(item, ())
        at = bisect_left(own, reached)
        if at < len(own) and own[at] - reached <= max(50, len(after) // 20):
            found.append((i, own[at]))
            reached = own[at] + 1
    return found


def _leftovers(
    before: Sequence[Hashable], after: Sequence[Hashable], found: dict[int, int], taken: set[int],
    is_small: Sequence[bool],
) -> list[Pair]:  # fmt: skip
    """Also what is left of the same on both sides, first with first."""
    waiting: dict[Hashable, list[int]] = {}
    for j in range(len(after) - 1, -1, -1):
        if j not in taken:
            waiting.setdefault(after[j], []).append(j)
    for i in range(len(before)):
        if i not in found and not is_small[i] and waiting.get(before[i]):
            found[i] = waiting[before[i]].pop()
    return list(found.items())
