"""Everybody around a world on each kind of database, on one morning on which a second passes at each look."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from repo_service import clock
from tests.conftest import World
from tests.services.register import chores
from tests.services.register.chores import Hands


@pytest.fixture
def village(monkeypatch: pytest.MonkeyPatch, any_world: World) -> Hands:
    """Members, secretaries, a partner that left, a visitor."""
    seconds = itertools.count()
    morning = datetime(2026, 3, 12, 9, tzinfo=UTC)
    monkeypatch.setattr(clock, "_system_time", lambda: morning + timedelta(seconds=next(seconds)))
    return chores.hands(any_world)
