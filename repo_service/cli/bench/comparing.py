"""What ``bench`` measures of versions: how long one waits for a comparison that nobody asked for before.

``theirs`` is difflib of the standard library over the words of the same texts, in this process: without a server, a
database or a page around it, and without a table, a move or a split passage told.
"""

from __future__ import annotations

import difflib
import random
import statistics
from collections.abc import Iterator, Sequence

from repo_service.cli.bench.measuring import Client, Measure, timed

_PASSAGE = 60  # words
_SIZES = ((4_000, 10), (60_000, 3))  # words of a text, how many pairs
_EQUAL = 10_000
_SEED = 4


def comparing(client: Client) -> Iterator[Measure]:
    """Pairs of texts made of words of the corpus, each filed as two versions and compared once."""
    chance = random.Random(_SEED)  # noqa: S311
    words = _vocabulary(client)
    for size, pairs in _SIZES:
        made = [_pair(chance, words, size) for _ in range(pairs)]
        ours = statistics.median(_asked(client, before, after) for before, after in made)
        beside = _difflib(*made[0]) if size == _SIZES[0][0] else None
        yield Measure(
            f"comparaison de {size:,} mots, à froid".replace(",", "\u202f"), round(ours, 2), "ms", pairs,
            theirs=round(beside, 2) if beside else None, ratio=round(beside / ours, 1) if beside else None,
        )  # fmt: skip
    same = ["Néant."] * _EQUAL
    yield Measure("comparaison de passages tous égaux", round(_asked(client, same, same[:-9]), 2), "ms", 1)


def _vocabulary(client: Client) -> list[str]:
    """Words as they follow each other in texts of the corpus, common ones as often as there."""
    rows = client.get("/api/v1/documents?per_page=30")["documents"]
    paths = [f"/api/v1/documents/{row['id']}/versions/{row['version']}/text" for row in rows]
    return [word for path in paths for word in client.ask("GET", path)[1].decode().split() if word.isalpha()]


def _pair(chance: random.Random, words: Sequence[str], size: int) -> tuple[list[str], list[str]]:
    """A text and the same revised: one passage in ten changed, some gone, new, moved or split."""
    before = [" ".join(chance.choices(words, k=_PASSAGE)) + "." for _ in range(size // _PASSAGE)]
    after = list(before)
    for place in chance.sample(range(len(after)), len(after) // 10):
        changed = after[place].split()
        for at in chance.sample(range(len(changed)), 5):
            changed[at] = chance.choice(words)
        after[place] = " ".join(changed)
    for _ in range(max(len(after) // 50, 1)):
        after.insert(chance.randrange(len(after)), after.pop(chance.randrange(len(after))))
        del after[chance.randrange(len(after))]
        after.insert(chance.randrange(len(after)), " ".join(chance.choices(words, k=_PASSAGE)) + ".")
        place = chance.randrange(len(after))
        halves = after[place].split()
        after[place : place + 1] = [" ".join(halves[: _PASSAGE // 2]), " ".join(halves[_PASSAGE // 2 :])]
    return before, after


def _asked(client: Client, before: Sequence[str], after: Sequence[str]) -> float:
    """Milliseconds until the comparison of two versions is received, which are filed first."""
    document = client.filed("comparaison.md", "\n\n".join(before).encode())
    client.filed("comparaison.md", "\n\n".join(after).encode(), document, "Texte révisé")
    return timed(lambda: client.get(f"/api/v1/documents/{document}/compare?from=1&to=2"))


def _difflib(before: Sequence[str], after: Sequence[str]) -> float:
    ours, theirs = " ".join(before).split(), " ".join(after).split()
    return timed(difflib.SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes)
