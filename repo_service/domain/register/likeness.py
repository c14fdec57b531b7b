"""Which decisions speak of the same thing as a new one: words in common, rare ones first.

It only asks « remplace-t-elle n° … ? »; nobody is bound by the answer. Small on purpose: the register of a consortium
holds thousands of sentences, not millions.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from repo_service.domain.passages import fold

CLOSE = 0.42  # of the weight of the words of both
_WORD = re.compile(r"[a-z]{3,}|[0-9]+")
_STEM = 6  # letters that tell a word from its neighbours: « abonnement », « abonnements »
_EMPTY = frozenset(re.findall(r"[a-z]+", (
    "les des une est sont par pour dans sur avec aux que qui cette ces son ses leur leurs pas plus "
    "decide decision adopte adoptee approuve approuvee valide validee comite conseil groupe partenaires"
)))  # fmt: skip


def words(text: str) -> frozenset[str]:
    """The stems that a sentence is compared by."""
    return frozenset(word[:_STEM] for word in _WORD.findall(fold(text)) if word not in _EMPTY)


@dataclass(frozen=True, slots=True)
class Alike:
    """A decision (its identifier) and how much of the weight of both lies in the words that they share, 0 to 1."""

    id: str
    share: float


class Neighbours:
    """The wordings to compare with, by identifier."""

    def __init__(self, wordings: Mapping[str, str]) -> None:
        self._words = {identifier: words(text) for identifier, text in wordings.items()}
        counts = Counter(word for one in self._words.values() for word in one)
        self._weights = {word: math.log(1 + len(wordings) / count) for word, count in counts.items()}
        self._rarest = math.log(1 + len(wordings)) if wordings else 1.0

    def closest(self, text: str, among: Iterable[str] | None = None, limit: int = 3) -> list[Alike]:
        """Those close enough to be asked about, the closest first."""
        mine = words(text)
        weight = self._weight(mine)
        found = []
        for identifier in self._words if among is None else among:
            theirs = self._words.get(identifier, frozenset())
            both = self._weight(mine | theirs)
            share = self._weight(mine & theirs) / both if both and weight else 0.0
            if share >= CLOSE:
                found.append(Alike(identifier, share))
        return sorted(found, key=lambda one: (-one.share, one.id))[:limit]

    def _weight(self, of: frozenset[str]) -> float:
        return sum(self._weights.get(word, self._rarest) for word in of)
