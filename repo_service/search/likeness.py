"""Signatures of texts side by side in memory, and the texts whose signatures are nearest to one. It holds no right.

A plain scan: ten thousand documents of two versions are 10 MB, and comparing one with all of them takes a few
milliseconds. What a signature is, and the estimate, are told in ``domain.comparison.likeness``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from repo_service.domain.comparison.likeness import BINS, EMPTY, Signature
from repo_service.search.index.segments import Array

_BINS = np.dtype("<u4")
_FIRST = 1024  # rows for which there is room at first


class Signatures:
    """Signatures by key. Not safe between threads: who holds it locks."""

    def __init__(self) -> None:
        self._count = 0
        self._keys: Array = np.zeros(_FIRST, np.int64)
        self._values: Array = np.full((_FIRST, BINS), EMPTY, _BINS)

    def __len__(self) -> int:
        return self._count

    def put(self, keys: Sequence[int], values: Sequence[bytes]) -> None:
        """Hold signatures (``Signature.values``) under these keys, instead of those that were held under them."""
        gone = np.isin(self._keys[: self._count], np.fromiter(keys, np.int64, len(keys)))
        if gone.any():
            self._keys, self._values = self._keys[: self._count][~gone], self._values[: self._count][~gone]
            self._count = len(self._keys)
        end = self._count + len(keys)
        room = len(self._keys)
        if end > room:
            room = max(end, 2 * room)
            self._keys = np.concatenate([self._keys[: self._count], np.zeros(room - self._count, np.int64)])
            more = np.full((room - self._count, BINS), EMPTY, _BINS)
            self._values = np.concatenate([self._values[: self._count], more])
        self._keys[self._count : end] = keys
        self._values[self._count : end] = np.frombuffer(b"".join(values), _BINS).reshape(-1, BINS)
        self._count = end

    def nearest(self, wanted: Signature, floor: float) -> list[tuple[int, float]]:
        """Key and estimate of every text that is at least ``floor`` alike, the most alike first; of equals the last
        added first.
        """
        rows, bins = self._values[: self._count], np.frombuffer(wanted.values, _BINS)
        filled = bins != EMPTY
        equal = ((rows == bins) & filled).sum(axis=1)
        used = ((rows != EMPTY) | filled).sum(axis=1)
        shares = equal / np.maximum(used, 1)
        found = np.flatnonzero((shares >= floor) & (equal > 0))
        order = found[np.lexsort((-found, -shares[found]))]
        return [(int(self._keys[row]), float(shares[row])) for row in order]
