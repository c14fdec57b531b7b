"""What ``bench`` measures of dropped files: how long it takes to find what one resembles among ten thousand documents.

Ours is the whole look-up in memory: 20,000 signatures loaded from their bytes, as a process does at its first question,
the dropped text signed, the nearest found. ``theirs`` is the exact overlap of the same runs of words by sets of Python,
made beforehand, over as many texts, in this process. ``agreement``: how often both name the same text as the nearest.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterator, Sequence

from repo_service.cli.bench.measuring import Client, Measure, timed
from repo_service.domain.comparison.likeness import FLOOR, Signature, signature
from repo_service.domain.passages import fold
from repo_service.search import Signatures

_TEXTS = 20_000  # ten thousand documents of two versions
_MADE = 500  # texts that are made; the others of the 20,000 are these again
_DROPPED = 20
_PASSAGES, _WORDS = 25, 40
_SEED = 5
Text = list[str]


def resembling(client: Client) -> Iterator[Measure]:
    """Texts of words of the corpus, dropped again with one passage in five rewritten."""
    chance = random.Random(_SEED)  # noqa: S311
    words = _vocabulary(client)
    texts = [_written(chance, words, _PASSAGES) for _ in range(_MADE)]
    signed, runs = [signature(text) for text in texts], [_runs(text) for text in texts]
    ours, warm, theirs, equal = [], [], [], 0
    for place in chance.sample(range(_MADE), _DROPPED):
        changed = _written(chance, words, _PASSAGES // 5)
        dropped = [*changed, *texts[place][len(changed) :]]
        held: list[Signatures] = []
        best: list[int] = []
        ours.append(timed(lambda h=held, d=dropped, b=best: b.append(_nearest(h, signed, d))))  # type: ignore[misc]
        warm.append(timed(lambda h=held, d=dropped, b=best: b.append(_nearest(h, signed, d))))  # type: ignore[misc]
        theirs.append(timed(lambda d=dropped, b=best: b.append(_most_alike(runs, d))))  # type: ignore[misc]
        equal += len(set(best)) == 1
    cold, other = statistics.median(ours), statistics.median(theirs)
    yield Measure(
        "ressemblance parmi 10\u202f000, à froid", round(cold, 2), "ms", _DROPPED, theirs=round(other, 2),
        ratio=round(other / cold, 1), agreement=round(equal / _DROPPED, 3),
    )  # fmt: skip
    yield Measure("ressemblance parmi 10\u202f000", round(statistics.median(warm), 2), "ms", _DROPPED)


def _vocabulary(client: Client) -> list[str]:
    """Words of the corpus, common ones as often as there."""
    rows = client.get("/api/v1/documents?per_page=30")["documents"]
    paths = [f"/api/v1/documents/{row['id']}/versions/{row['version']}/text" for row in rows]
    return [word for path in paths for word in client.ask("GET", path)[1].decode().split() if word.isalpha()]


def _written(chance: random.Random, words: Sequence[str], passages: int) -> Text:
    return [" ".join(chance.choices(words, k=_WORDS)) for _ in range(passages)]


def _runs(text: Text) -> frozenset[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for passage in text:
        words = fold(passage).split()
        found.update(zip(words, words[1:], words[2:], strict=False))
    return frozenset(found)


def _nearest(held: list[Signatures], signed: Sequence[Signature], dropped: Text) -> int:
    """The place of the nearest text; the first time, all signatures are loaded into ``held``."""
    if not held:
        held.append(Signatures())
        held[0].put(range(_TEXTS), [signed[key % _MADE].values for key in range(_TEXTS)])
    return held[0].nearest(signature(dropped), FLOOR)[0][0] % _MADE


def _most_alike(runs: Sequence[frozenset[tuple[str, ...]]], dropped: Text) -> int:
    mine = _runs(dropped)
    return max(range(_TEXTS), key=lambda key: len(mine & runs[key % _MADE]) / len(mine | runs[key % _MADE])) % _MADE
