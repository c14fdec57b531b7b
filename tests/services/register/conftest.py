"""A world that lives by a clock of the tests, for what people are reminded of in the morning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from repo_service import clock
from tests.conftest import World
from tests.services.register import chores
from tests.services.register.chores import Hands
from tests.services.searching.kept import SITE

MONDAY = datetime(2026, 3, 9, 9, 30, tzinfo=UTC)  # 10:30 in Paris


@pytest.fixture
def hand(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that stands still until the test moves its only hand; it begins on a Monday."""
    hand = [MONDAY]
    monkeypatch.setattr(clock, "_system_time", lambda: hand[0])
    return hand


@pytest.fixture
def village(hand: list[datetime], any_world: World) -> Hands:
    """Everybody, around a world that knows its public address."""
    any_world.repository.settings = replace(any_world.repository.settings, base_url=f"{SITE}/")
    return chores.hands(any_world)
