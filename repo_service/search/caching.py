"""A memory of results, bounded in bytes, the least recently used dropped first. Safe between threads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")
OVERHEAD = 500  # bytes of an entry besides its value: its key, arrays and tables however short


class BoundedCache(Generic[T]):
    """Values are immutable by agreement: two threads may compute the same one, and either is kept."""

    def __init__(self, limit: int) -> None:
        """``limit`` in bytes, as told by ``put``."""
        self._limit = limit
        self._size = 0
        self._lock = Lock()
        self._entries: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    def get(self, key: Hashable) -> T | None:
        """The value, now the most recently used, or ``None``."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                return None
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: T, size: int) -> None:
        """Remember a value of ``size`` bytes; one larger than a quarter of the whole cache is not kept."""
        size += OVERHEAD
        if size * 4 > self._limit:
            return
        with self._lock:
            before = self._entries.pop(key, None)
            self._size += size - (before[1] if before else 0)
            self._entries[key] = (value, size)
            while self._size > self._limit:
                _, (_, dropped) = self._entries.popitem(last=False)
                self._size -= dropped

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._size = 0

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._size
