"""What a reader may see, as the index must know it. The index never decides it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Mask:
    """The documents visible to one reader.

    ``key`` names the content: two masks with equal keys hold the same ``ids`` (for instance the reader's rights and
    the access sequence number). ``ids`` are document identifiers, a set for speed; those not indexed are ignored.
    """

    key: tuple[object, ...]
    ids: Collection[str]
