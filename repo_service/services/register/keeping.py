"""What rules find in minutes, kept: the worker looks through those that nobody has looked through, so that a page on
ten years of minutes looks through none.

What is kept follows from the reading, the day of the meeting and the version of the rules, and is found anew when one
of them changes. It is a cache: nothing enters the register from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from repo_service import clock
from repo_service.domain.minutes import found
from repo_service.domain.minutes.finding import FINDER, find
from repo_service.domain.passages import Block
from repo_service.formats.base import Extract
from repo_service.services import reading
from repo_service.store import log, readings
from repo_service.store.people import governance
from repo_service.store.register import findings, verdicts
from repo_service.store.register.findings import Mark, Minutes
from repo_service.store.work import Store, UnitOfWork

TOGETHER = 10  # minutes looked through between two short transactions


@dataclass(frozen=True, slots=True)
class Due:
    """Minutes to be looked through: the key of their reading."""

    minutes: Minutes
    extraction: int


def extractions(uow: UnitOfWork, rows: list[Minutes]) -> dict[str, int]:
    """The key of the reading that people are shown, by the identifier of its minutes (``readings.extraction``)."""
    by_file: dict[str, list[findings.Reading]] = {}
    for one in findings.readings(uow.session):
        by_file.setdefault(one.sha256, []).append(one)
    best = {}
    for row in rows:
        if known := by_file.get(row.sha256):
            wanted = reading.reader_of(row.media_type)
            best[row.id] = max(known, key=lambda one: (one.good, one.reader == wanted, one.key)).key
    return best


def due(uow: UnitOfWork) -> list[Due]:
    """The minutes whose reading was not looked through yet, by these rules and for their day; the newest first."""
    rows = findings.minutes(uow.session, None)
    keys = extractions(uow, rows)
    done = {one.extraction: one for one in findings.marks(uow.session)}
    days: dict[int, set[date | None]] = {}
    for row in rows:
        if row.id in keys:
            days.setdefault(keys[row.id], set()).add(row.told)
    chosen: dict[int, Due] = {}
    for row in reversed(rows):
        key = keys.get(row.id)
        if key is not None and not is_good(done.get(key), days[key]):
            chosen.setdefault(key, Due(row, key))
    return list(chosen.values())


def is_good(mark: Mark | None, days: set[date | None]) -> bool:
    """Whether what was found still stands; of one file that is minutes of two days, for either of them."""
    return mark is not None and mark.finder == FINDER and mark.day in days


class Looker:
    """Looks through what waits; only at the head of the log when nothing happened since."""

    def __init__(self, store: Store, timezone: str) -> None:
        self._store, self._timezone = store, timezone
        self._number = -1

    def turn(self, stopped: Callable[[], bool] = bool) -> int:
        """Look through all that waits, a few at a time, until ``stopped`` says so; how many minutes."""
        with self._store.reading() as uow:
            number = log.head(uow.session).number
        if number == self._number:
            return 0
        done = 0
        while one := look_through(self._store, self._timezone, TOGETHER):
            done += one
            if stopped():
                return done
        self._number = number
        return done


def look_through(store: Store, timezone: str, most: int) -> int:
    """Look through at most so many minutes and keep what is found; no transaction is open while rules run."""
    with store.reading() as uow:
        waiting = due(uow)[:most]
        texts = [(one, _blocks(uow, one)) for one in waiting]
        names = [(person.given, person.family) for person in governance.persons(uow.session)] if waiting else []
        today = clock.day(uow.now, timezone)
    made: list[tuple[Due, dict[str, Any]]] = []
    for one, blocks in texts:
        told = find(blocks, day=one.minutes.told, body=one.minutes.body_name, today=today, names=names)
        made.append((one, found.kept(told)))
    if made:
        with store.writing() as uow:
            for one, content in made:
                verdicts.keep_finding(uow, one.extraction, FINDER, one.minutes.told, content)
    return len(made)


def _blocks(uow: UnitOfWork, one: Due) -> tuple[Block, ...]:
    minutes = one.minutes
    row = readings.extraction(uow.session, minutes.sha256, reading.reader_of(minutes.media_type))
    return Extract.from_json(row.content).blocks if row else ()
