"""What was found in minutes, lightly, in memory: what pages on all of them are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from repo_service.store import log
from repo_service.store.register import findings
from repo_service.store.register.findings import Mark
from repo_service.store.work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Light:
    """A proposal as lists are made of it: its name, what it is, how sure, its place in the text."""

    key: str
    sort: str
    score: float
    place: int


class Cabinet:
    """What was found in every reading, lightly, in memory: brought up to date before each use. Who may see which
    minutes is not known here.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._marks: dict[int, Mark] = {}
        self._lights: dict[int, tuple[Light, ...]] = {}
        self._counts: dict[tuple[Any, ...], int] = {}

    def lights(self, uow: UnitOfWork) -> dict[int, tuple[Mark, tuple[Light, ...]]]:
        """By the key of the reading: for which day it was looked through, and what was found."""
        with self._lock:
            marks = {one.extraction: one for one in findings.marks(uow.session)}
            changed = [key for key, mark in marks.items() if self._marks.get(key) != mark]
            for key, content in findings.contents(uow.session, changed).items():
                self._lights[key] = _lights(content)
            self._marks = marks
            return {key: (mark, self._lights.get(key, ())) for key, mark in marks.items()}

    def counted(self, uow: UnitOfWork, who: tuple[Any, ...], count: Callable[[], int]) -> int:
        """A number that follows from rows that ``who`` sees, counted again only where something happened since."""
        head = log.head(uow.session)
        stamp = (head.epoch, head.number, *findings.newest(uow.session), *who)
        with self._lock:
            known = self._counts.get(stamp)
        if known is None:
            known = count()
            with self._lock:
                if len(self._counts) > 500:
                    self._counts.clear()
                self._counts[stamp] = known
        return known


def _lights(content: dict[str, Any]) -> tuple[Light, ...]:
    every = [("decision", one) for one in content["decisions"]] + [("action", one) for one in content["actions"]]
    return tuple(Light(one["key"], sort, one["score"], place) for place, (sort, one) in enumerate(every))
