"""Where a passage that was cited on a version of a document stands in another one: for all that is said on a page.

Each text is read once, and compared only where wordings do not tell. Who may see which version is settled before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from repo_service.domain.comparison import following
from repo_service.domain.comparison.changes import Comparison
from repo_service.domain.passages import Block
from repo_service.errors import TooLong
from repo_service.services.reading import Shown
from repo_service.services.versions import comparing
from repo_service.store.work import UnitOfWork

MOST_TEXTS = 12  # that a passage is followed through; of a longer history the first and the last ones
MOST_COMPARED = 8  # pairs of texts a page; further ones are followed by similarity alone


@dataclass(frozen=True, slots=True)
class Place:
    """The last version in which a passage stands, its anchor and wording there, and whether that is the one shown."""

    version: int
    anchor: str
    wording: str
    stands: bool


class Paths:
    """The texts through which passages are followed to the version shown; each is read once, and only when needed."""

    def __init__(self, uow: UnitOfWork, shown: Shown) -> None:
        self.shown = shown
        self._uow = uow
        seen = [one for one in reversed(shown.versions) if one.number <= shown.version.number]
        self.numbers = {one.id: one.number for one in seen}
        self._versions = {one.number: one for one in seen}
        self._blobs = {one.number: one.blob_sha256 for one in seen}
        self._wordings = {block.anchor: block.text for block in shown.extract.blocks}
        self._sides: dict[int, tuple[tuple[Block, ...], comparing.Key]] = {}
        self._compared: set[tuple[int, int]] = set()

    def place(self, made_on: int, anchor: str, quote: str) -> Place:
        """Where a passage that was cited on a version stands."""
        last = self.shown.version.number
        if self._blobs[made_on] == self._blobs[last] and anchor in self._wordings:
            return Place(last, anchor, self._wordings[anchor], True)
        path = self._path(made_on)
        texts = [self._side(number)[0] for number in path]
        found = following.through(anchor, quote, texts, lambda one, other: self._comparison(path[one], path[other]))
        if found is None:  # what a better reader makes of the file does not hold it
            return Place(made_on, anchor, quote, False)
        place, there = found
        wording = next(block.text for block in texts[place] if block.anchor == there)
        return Place(path[place], there, wording, path[place] == last)

    def _path(self, made_on: int) -> Sequence[int]:
        """The versions to go through: where several in a row have the same file, the last of them."""
        later = [number for number in self._blobs if number >= made_on]
        runs = groupby(later, key=self._blobs.__getitem__)
        kept = [list(run)[-1] for _, run in runs]
        return kept[:1] + kept[1:][-(MOST_TEXTS - 1) :]

    def _side(self, number: int) -> tuple[tuple[Block, ...], comparing.Key]:
        if number not in self._sides:
            side, key = comparing.read(self._uow, self.shown.document, self._versions[number])
            self._sides[number] = side.blocks, key
        return self._sides[number]

    def _comparison(self, one: int, other: int) -> Comparison | None:
        self._compared.add((one, other))
        if len(self._compared) > MOST_COMPARED:
            return None
        (before, key), (after, other_key) = self._side(one), self._side(other)
        try:
            return comparing.comparison(before, after, (key, other_key))
        except TooLong:
            return None
