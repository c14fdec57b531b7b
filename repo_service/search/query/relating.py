"""Documents about the same as one: those that hold most of its telling words, by what the reader may see alone.

A word tells more the oftener it stands in the text and the fewer documents hold it. What shares but a few of the
telling words is not near, however often they stand in it: better none than one that has nothing to do with it.
"""

from __future__ import annotations

from collections import Counter
from math import log
from typing import NamedTuple

import numpy as np

from repo_service.search import analysis
from repo_service.search.index.segments import Array
from repo_service.search.query.ranking import K1, Evaluator
from repo_service.search.schema import BOOSTS

READ = 60_000  # characters of the text that are looked at
WEIGHED = 40  # words that stand in it most often, of which the telling ones are taken
TELLING = 12
SHORTEST = 3  # letters of a telling word
COMMON = 3  # a word in more than a third of the documents tells nothing, once there are a few
FEW = 12
LEAST_SHARE = 0.4  # of the weight of the telling words
LEAST_WORDS = 3
MOST = 24


class _Word(NamedTuple):
    """A telling word: the documents that hold it, and for each how much of it, from 0 to 1."""

    weight: float
    docs: Array
    shares: Array


def near(evaluator: Evaluator, name: str, title: str, text: str) -> tuple[str, ...]:
    """Identifiers of the nearest documents, nearest first, without ``name`` itself."""
    words = _telling(evaluator, title, text)
    if len(words) < LEAST_WORDS:
        return ()
    size = evaluator.snapshot.size
    shares, held, strengths = np.zeros(size), np.zeros(size, np.int8), np.zeros(size)
    for word in words:
        shares[word.docs] += word.weight
        held[word.docs] += 1
        strengths[word.docs] += word.weight * word.shares
    least = LEAST_SHARE * sum(word.weight for word in words)
    found = np.flatnonzero((shares >= least) & (held >= max(LEAST_WORDS, len(words) // 3)))
    names = evaluator.snapshot.column("ids")[found]
    order: Array = np.lexsort((names, -strengths[found]))
    nearest = [raw.decode() for raw in names[order[: MOST + 1]].tolist()]
    return tuple(one for one in nearest if one != name)[:MOST]


def _telling(evaluator: Evaluator, title: str, text: str) -> list[_Word]:
    """The heaviest words, with the documents that hold them."""
    counts = Counter(analysis.analyse(text[:READ]))
    for stem in analysis.analyse(title):
        counts[stem] += int(BOOSTS["title"])
    usual = [(stem, count) for stem, count in counts.items() if len(stem) >= SHORTEST and not stem.isdigit()]
    usual.sort(key=lambda pair: -pair[1])
    words = [word for stem, count in usual[:WEIGHED] if (word := _weighed(evaluator, stem, count))]
    words.sort(key=lambda word: -word.weight)
    return words[:TELLING]


def _weighed(evaluator: Evaluator, stem: str, count: int) -> _Word | None:
    """``None`` for a word that no other document holds, or too many."""
    docs, freqs = evaluator.snapshot.postings("text", stem)
    keep = evaluator.visible[docs]
    holding = int(np.count_nonzero(keep))
    if holding < 2 or (evaluator.count >= FEW and holding * COMMON > evaluator.count):
        return None
    idf = log(evaluator.count / (holding + 1)) + 1
    freqs = freqs[keep]
    return _Word(idf * count * (K1 + 1) / (count + K1), docs[keep], freqs / (freqs + K1))
